"""Ukrainian on one's own phone: dates as people write them, every page in it to the last word, and only one's own."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice
from urllib.parse import unquote
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import httpx2
import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting.book import STICKERS
from server.meeting.cells import wishes_of
from server.meeting.commands import Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.model import Board, Hearing, Sharing
from server.web.drawing import environment
from server.web.language import Tongue, nbsp, translations
from server.web.spoken import COUNTED, spoken
from server.web.to_a_child import SAID
from tests.afternoon import House, Open, Phone, phone
from tests.meeting.table import Table

PRAGUE = ZoneInfo("Europe/Prague")
DRAWN = json.dumps([[100, 100, 400, 300, 700, 120]])
PEOPLE = (
    Person("olena", "Олена Бондар", frozenset({"facilitator"})),
    Person("iryna", "Ірина Гнатюк", frozenset({"svolavatel"}), "Соціальна служба"),
    Person("oksana", "Оксана Коваль", frozenset({"ucastnik"}), position="мама"),
    Person("petro", "Петро Ґудзь", frozenset({"zapisovatel", "koordinator"}), "Школа"),
)
MINE = ("Čeština", "English", "Setkání", "Word", "Enter", "Escape", "Esc", "Alt", "Shift", "Ctrl", "Linka bezpečí")
"""What is called so in every language: the languages themselves, the program, keys of a keyboard, a Czech helpline."""
SPOKEN_ABOUT = {"aria-label", "placeholder", "title", "alt", "data-confirm"}


class Seen(HTMLParser):
    """Whatever somebody reads or is read aloud on a page, piece by piece."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.language = ""
        self._hidden: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "html":
            self.language = told.get("lang") or ""
        if tag in ("script", "style"):
            self._hidden.append(tag)
        self.pieces += [value for name, value in attrs if name in SPOKEN_ABOUT and value]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.pieces.append(" ".join(data.split()))


def foreign(html: str, code: str) -> list[str]:
    """The pieces of a page with a Latin word in them that is no address, no fingerprint and no name of its own."""
    found = []
    for piece in Seen(html).pieces:
        rest = re.sub(r"https?://\S+|[\w.-]+:\d+\S*|\S+@\S+|\b[0-9a-f]{4}( [0-9a-f]{4}){2}", "", piece)
        # The code of the door stands there in two groups.
        for known in (code, code[: len(code) // 2], code[len(code) // 2 :]):
            rest = rest.replace(known, "")
        # Czech offices keep their abbreviations, and the kinds of record their Czech names beside ours.
        rest = re.sub(r"\b[A-ZÁ-Ž]\w{0,4}[A-ZÁ-Ž]\b|\((zápis|záznam|protokol)\)", "", rest)
        for name in MINE:
            rest = rest.replace(name, "")
        if re.search(r"[^\W\d_а-яіїєґ]{2,}", rest, re.IGNORECASE):
            found.append(piece)
    return found


async def everything(home: House, met: Open) -> dict[str, str]:
    """Every page of a meeting as somebody sees it who has chosen Ukrainian."""
    pages = {"wall": ("projector", f"/meetings/{met.id}/projector"), "desk": ("olena", "console")}
    pages |= {seat: (seat, "seat") for seat in ("iryna", "oksana", "petro")}
    drawn = {}
    for name, (viewer, path) in pages.items():
        address = path if path.startswith("/") else f"/meetings/{met.id}/{path}/{viewer}"
        headers = {"Authorization": f"Bearer {met.tokens[viewer]}"}
        async with httpx2.AsyncClient(base_url=home.url, headers=headers, cookies={"lang": "uk"}) as browser:
            answer = await browser.get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            drawn[name] = answer.text
    return drawn


@pytest.fixture
def ukrainian(home: House) -> Iterator[Open]:
    starts = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
    yield home.open(people=PEOPLE, title="Зустріч для Якуба", place="Школа", starts=starts, language="uk")


# Days and hours -----------------------------------------------------------------------------------------------------


def test_a_day_and_an_hour_read_as_people_write_them() -> None:
    ours = Tongue("uk", PRAGUE)
    assert ours.day(date(2027, 3, 2)) == "02.03.2027"
    assert ours.clock(datetime(2027, 3, 12, 8, 5, tzinfo=UTC)) == "9:05"
    assert ours.moment(datetime(2027, 3, 12, 13, 0, tzinfo=UTC)) == "12.03.2027 о\N{NO-BREAK SPACE}14:00"


def test_eleven_is_said_with_another_little_word() -> None:
    at_eleven = Tongue("uk", PRAGUE).moment(datetime(2027, 3, 12, 10, 30, tzinfo=UTC))
    assert at_eleven == "12.03.2027 об\N{NO-BREAK SPACE}11:30"


def test_czech_and_english_dates_are_as_they_were() -> None:
    at = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
    said = [Tongue(language, PRAGUE).moment(at).replace("\N{NO-BREAK SPACE}", " ") for language in ("cs", "en")]
    assert said == ["12. 3. 2027 v 14.00", "12 March 2027 at 14:00"]


def test_no_line_ends_in_a_word_of_one_letter() -> None:
    assert (
        nbsp("Що зробимо й хто. У школі є мама") == "Що зробимо й\N{NO-BREAK SPACE}хто. У\N{NO-BREAK SPACE}школі є мама"
    )
    assert nbsp("Що могло б?") == "Що могло\N{NO-BREAK SPACE}б?"
    assert nbsp("v lednu («з нами»)") == "v\N{NO-BREAK SPACE}lednu («з\N{NO-BREAK SPACE}нами»)"


# Numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "1 підпис або відмова під версією 2 втратить силу."),
        (3, "3 підписи та відмови під версією 2 втратять силу."),
        (5, "5 підписів та відмов під версією 2 втратять силу."),
        (12, "12 підписів та відмов під версією 2 втратять силу."),
        (21, "21 підпис або відмова під версією 2 втратить силу."),
    ],
)
def test_a_number_has_the_right_word_behind_it(number: int, sentence: str) -> None:
    words = (
        '{{ ngettext("%(num)s signature or refusal under version %(number)s will be void.", '
        '"%(num)s signatures and refusals under version %(number)s will be void.", n, number=2) }}'
    )
    assert environment("uk").from_string(words).render(n=number) == sentence


def test_the_browser_gets_a_form_for_every_kind_of_number() -> None:
    forms = spoken(Tongue("uk", PRAGUE))["You are writing without a connection: {count} character is waiting"]
    assert isinstance(forms, dict)
    ends = {kind: sentence.partition("{count} ")[2] for kind, sentence in forms.items()}
    assert ends == {
        "one": "символ чекає", "few": "символи чекають", "many": "символів чекає", "other": "символів чекає"
    }  # fmt: skip


def test_a_word_of_another_language_is_seen() -> None:
    page = '<p>Зберегти <b title="Close">×</b> Save</p><p>Krok výš</p><a>http://192.168.1.5:8000/join</a><p>Word</p>'
    assert foreign(page, "") == ["Close", "Save", "Krok výš"]


# Pages --------------------------------------------------------------------------------------------------------------


async def test_the_door_is_in_ukrainian(home: House, ukrainian: Open) -> None:
    async with httpx2.AsyncClient(base_url=home.url, cookies={"lang": "uk"}) as browser:
        for path in ("/join", f"/join/{ukrainian.code}", "/meetings/nowhere/projector"):
            page = (await browser.get(path)).text
            assert Seen(page).language == "uk", path
            assert not foreign(page, ukrainian.code), path
        wrong = await browser.post("/join", data={"code": "AAAAAA", "name": "Оксана"}, follow_redirects=True)
        assert "Зустрічі з таким кодом немає." in wrong.text.replace("\N{NO-BREAK SPACE}", " ")
        entered = await browser.post(
            "/join", data={"code": ukrainian.code, "name": "Бабуся Марія"}, follow_redirects=True
        )
        assert entered.status_code == 200 and "Ви чекаєте як:" in entered.text
        assert not foreign(entered.text, ukrainian.code)


async def test_the_organisers_pages_are_in_ukrainian(home: House, ukrainian: Open) -> None:
    async with httpx2.AsyncClient(
        base_url=home.url, cookies={"lang": "uk", "organiser": home.organiser_key}
    ) as browser:
        for path in ("/", "/new", f"/meetings/{ukrainian.id}/links"):
            page = (await browser.get(path)).text
            assert Seen(page).language == "uk", path
            assert not foreign(page, ukrainian.code), path


async def test_every_page_of_every_stage_is_in_ukrainian_to_the_last_word(home: House, ukrainian: Open) -> None:
    met = ukrainian
    looked: set[str] = set()

    async def look() -> None:
        for name, page in (await everything(home, met)).items():
            assert Seen(page).language == "uk"
            assert not foreign(page, met.code), name
            looked.update(Seen(page).pieces)

    async with AsyncExitStack() as stack:
        seats = [person.seat for person in PEOPLE]
        people = {seat: await stack.enter_async_context(phone(home.url, met.id, met.tokens[seat])) for seat in seats}
        await look()
        async for _ in afternoon(people):
            await look()
    texts = {piece.replace("\N{NO-BREAK SPACE}", " ") for piece in looked}
    assert {"Погоджуюся", "Беру на себе", "Не можу цього пообіцяти", "Зустріч закінчилася"} <= texts


async def afternoon(people: dict[str, Phone]) -> AsyncIterator[str]:
    """A whole meeting in Ukrainian; stops wherever there is something new to be seen."""
    olena, iryna, oksana = people["olena"], people["iryna"], people["oksana"]
    await olena.did("begin-meeting")
    yield "begun"
    for person in people.values():
        await person.did("acknowledge-confidentiality")
    await olena.did("advance-stage", leaving="uvod")
    while iryna.cells["reason"] != "write":
        await iryna.hear("cells")
    await iryna.write("reason", "Якуб повертається до школи.")
    await iryna.write("aim", "Домовитися, хто чим допоможе.")
    yield "stated"
    await olena.did("advance-stage", leaving="sdeleni-svolavatele")
    await oksana.did("add-goal", goal="g1")
    while "goal:g1:title" not in oksana.cells:
        await oksana.hear("cells")
    yield "a goal without a name"
    await oksana.write("goal:g1:title", "Якуб ходить до школи без страху.")
    await oksana.did("add-step", step="s1", goal="g1")
    while "step:s1:what" not in oksana.cells:
        await oksana.hear("cells")
    yield "holes"
    await oksana.write("step:s1:what", "Піти з Якубом до лікарки.")
    await iryna.did("give-step", step="s1", owner="oksana")
    await iryna.did("set-due", step="s1", due="2027-04-01")
    yield "waiting for a promise"
    promise = (await oksana.state())["steps"][0]["promise"]
    await oksana.did("accept-step", step="s1", digest=promise)
    yield "promised"
    await olena.did("advance-stage", leaving="prace-na-cilech")
    await olena.did("set-next-meeting", starts="2027-04-12T11:00", place="Школа")
    await olena.did("freeze-plan")
    digest = (await olena.state())["frozen"]["digest"]
    yield "frozen"
    for seat in ("olena", "iryna", "petro"):
        await people[seat].did("approve", digest=digest, verdict="agree")
        await people[seat].did("sign", digest=digest, strokes=DRAWN)
    await oksana.did("refuse-to-sign", digest=digest, reason="Спочатку поговорю з Якубом.")
    yield "answered"
    await olena.did("reopen-plan", number="1", why="Забули про терапію.")
    yield "open again"
    await olena.did("freeze-plan")
    digest = (await olena.state())["frozen"]["digest"]
    await olena.did("approve", digest=digest, verdict="reservation", words="Мало часу.")
    yield "once more"
    for seat in ("olena", "iryna", "oksana", "petro"):
        await people[seat].did("approve", digest=digest, verdict="agree")
        await people[seat].did("sign", digest=digest, strokes=DRAWN)
    await olena.did("close-meeting")
    yield "closed"


CHILDS_PEOPLE = (
    Person("olena", "Олена Бондар", frozenset({"facilitator"})),
    Person("sofiia", "Софійка", frozenset({"dite"})),
    Person("iryna", "Ірина Гнатюк", frozenset({"pruvodce"})),
    Person("oksana", "Оксана Коваль", frozenset({"rodic"})),
)


def childs_meeting(id: str) -> Iterator[Table]:
    """A child's meeting in Ukrainian, stopped wherever there is something new to be seen."""
    table = Table()
    opening = c.OpenMeeting(id, "Зустріч Софійки", CHILDS_PEOPLE, language="uk")
    table.happened(open_meeting(opening, formats()["interaktivni-konference"]), HOUSE)
    yield table
    for page, sharing in (("preju-si", "all"), ("lide", "say"), ("umim", "guide")):
        field = next(each for each in wishes_of(table.meeting, page)).rpartition(":")[2]
        table.write("sofiia", f"wish:{page}:{field}", "Собаку.")
        table.ask("sofiia", c.SharePage(page, Sharing(sharing)))
    table.ask("sofiia", c.SetFace("preju-si", 2))
    table.ask("sofiia", c.SetStickers("preju-si", STICKERS))
    table.ask("sofiia", c.PlaceFigure("lide", "f1", "Бабуся", 1))
    table.write("sofiia", "wish:bojim-se:starost", "Він мене б'є.")
    for person in CHILDS_PEOPLE:
        table.ask(HOUSE, c.Arrive(person.seat))
    table.ask("olena", c.BeginMeeting())
    table.ask("sofiia", c.OpenPage("preju-si"))
    yield table
    table.ask("olena", c.AdvanceStage("uvodni-cast", "Ідемо далі."))
    for seat in ("sofiia", "oksana"):
        table.ask(seat, c.AddCard(f"about-{seat}", Board.TOPICS))
        table.write(seat, f"card:about-{seat}", "Ранок перед школою")
    table.ask("olena", c.TurnTo("views"))
    yield table
    table.write("oksana", "praise:oksana", "Гарно малює.")
    table.write("oksana", "view:oksana", "Мало спить.")
    table.ask("olena", c.ShowViews())
    table.ask("sofiia", c.HearViews(Hearing.GUIDE, ()))
    yield table
    table.ask("sofiia", c.HearViews(Hearing.ALL, ()))
    table.ask("olena", c.AdvanceStage("sber-temat", "Ідемо далі."))
    yield table
    table.ask("sofiia", c.ChooseTopic("about-sofiia"), "iryna")
    yield table
    table.ask("olena", c.AdvanceStage("urceni-poradi", "Ідемо далі."))
    table.ask("oksana", c.AddStep("s1", table.meeting.goals[0].id))
    table.write("oksana", "step:s1:what", "Будити о сьомій")
    table.ask("oksana", c.GiveStep("s1", "sofiia"))
    table.ask("oksana", c.SetLoad("oksana", 5, 2, 3, 1, 1))
    yield table
    table.ask("olena", c.AdvanceStage("navrhy-a-plan", "Ідемо далі."))
    table.ask("olena", c.FreezePlan("Ідемо далі."))
    yield table
    table.ask("olena", c.CloseMeeting("Ідемо далі."))
    yield table


CHILDS_PAGES = {
    "projector": ("projector",),
    "olena": ("console/olena", "letter"),
    "iryna": ("seat/iryna", "child/sofiia"),
    "oksana": ("seat/oksana",),
    "sofiia": ("child/sofiia",),
}
BOOK = tuple(f"child/sofiia?page={page}" for page in ("preju-si", "lide", "bojim-se", "kdo-se-mnou", "moje-setkani"))


async def test_a_childs_meeting_is_in_ukrainian_to_the_last_word(home: House) -> None:
    looked: set[str] = set()
    for number in range(sum(1 for _ in childs_meeting("counted"))):
        meeting = f"meeting{number}"
        table = next(islice(childs_meeting(meeting), number, None))
        await home.store.append(meeting, 0, table.log)
        for viewer, paths in CHILDS_PAGES.items():
            headers = {"Authorization": f"Bearer {home.store.issue(meeting, viewer)}"}
            async with httpx2.AsyncClient(base_url=home.url, headers=headers, cookies={"lang": "uk"}) as browser:
                for path in (*paths, *(BOOK if viewer == "sofiia" and number == 1 else ())):
                    answer = await browser.get(f"/meetings/{meeting}/{path}")
                    if answer.status_code == 404:
                        continue
                    assert not foreign(answer.text, home.store.code(meeting)), (number, path)
                    looked.update(Seen(answer.text).pieces)
    texts = {piece.replace("\N{NO-BREAK SPACE}", " ") for piece in looked}
    assert {
        "Лише для моєї опори",
        "Це за мене скаже моя опора.",
        "Тепер вирішуєш лише ти. Що для тебе найважливіше?",
        "Твоя зустріч закінчилася. Дякуємо.",
        "Лист дитині",
    } <= texts


async def test_one_persons_language_is_nobody_elses(home: House, ukrainian: Open) -> None:
    """Two phones at one table, each in its own language; the record keeps to that of the meeting."""
    said = {}
    for seat, language in (("oksana", "uk"), ("petro", "cs"), ("iryna", "en")):
        headers = {"Authorization": f"Bearer {ukrainian.tokens[seat]}"}
        async with httpx2.AsyncClient(base_url=home.url, headers=headers) as browser:
            chosen = await browser.post("/language", data={"lang": language, "next": "/join"})
            assert chosen.status_code == 303
            page = (await browser.get(f"/meetings/{ukrainian.id}/seat/{seat}")).text
            said[Seen(page).language] = Seen(page).pieces
            record = await browser.get(f"/meetings/{ukrainian.id}/record.docx")
            assert record.status_code == 200 and "чернетка" in record_name(record)
            paper = words_of(record.content)
            assert "Протокол зустрічі та план кроків" in paper and "12.03.2027 о 14:00" in paper
            assert "Přítomní" not in paper and "Attendance" not in paper
    assert "Люди" in said["uk"] and "Lidé" in said["cs"] and "People" in said["en"]


def words_of(docx: bytes) -> str:
    with ZipFile(BytesIO(docx)) as package:
        written = package.read("word/document.xml").decode()
    return re.sub("<[^>]+>", " ", written).replace("\N{NO-BREAK SPACE}", " ")


def record_name(answer: httpx2.Response) -> str:
    return unquote(answer.headers["content-disposition"].partition("UTF-8''")[2])


def test_what_is_said_otherwise_to_a_child_is_still_said_to_somebody() -> None:
    """No sentence is kept for a child that grown-ups do not hear any more."""
    said = translations("cs")
    assert [sentence for sentence in SAID if said.gettext(sentence) == sentence] == []
    child = Tongue("en", PRAGUE, to_a_child=True)
    assert child._("You may not write here now.") == "You cannot write here now."
    assert child.catalogue.ngettext(*COUNTED[0], 5) == "There is no connection: {count} letters are waiting"
    assert child._("Saved") == "Saved"
