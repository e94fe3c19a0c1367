"""Amálka's meeting in real browsers, from the first page of her wish book at home to both Word files.

She has a small phone and a finger, her guide Markéta, her parents and her teacher have phones; there are the wall and
Dana's console. The people and most of what they say are those of server/demo/amalka.py, which the demo tells as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, expect

from server.demo import amalka as story
from server.demo.amalka import ALENA, AMALKA, DANA, LUCIE, MARKETA, PETR
from server.meeting.model import Hearing, Presence, Sharing
from tests.e2e.room import LAPTOP, Hall, Person, hall, without_dangling
from tests.e2e.test_book import drawn, leaf, to_the_cover
from tests.e2e.test_conference import Room, adds_card, adds_step, next_stage, turn

NAME = "Amálčino setkání o mikinách"
SHOWN = "Kreslení, Žeryka a palačinky."
SAID, FOR_HER_GUIDE = "Aby se máma s tátou nehádali.", "Že budou ve třídě koukat, kde jsem byla."
TAKEN_BACK, KEPT = "Abych nemusela vstávat.", "táta daleko"
HOODIE = "Takhle by mohla vypadat mikina."
MORNING, HOODIES, AT_DADS = (
    next(card.words for card in story.CARDS if card.id == topic) for topic in ("rano", "mikiny", "u-taty")
)
REFLECTION = story.ENDINGS[AMALKA].reflection
GOODBYE = "Drž se a kresli!"
GROWN_UPS = (MARKETA, LUCIE, PETR, ALENA)
VIEWS = {LUCIE: story.VIEWS[LUCIE], PETR: story.VIEWS[PETR], MARKETA: story.VIEWS[MARKETA], ALENA: "Nevím."}


@dataclass
class Meeting(Room):
    """The room, and the child's phone in it. `lenka` is whoever leads: Dana."""

    amalka: Person

    @property
    def dana(self) -> Person:
        return self.lenka

    def of(self, seat: str) -> Person:
        return self.amalka if seat == AMALKA else self.dana if seat == DANA else self.phones[seat]

    def grown_ups(self) -> tuple[Person, ...]:
        return (self.wall, self.dana, *self.phones.values())


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(browser, tmp_path_factory.mktemp("amalka"), "amalka") as found:
        yield found


@pytest.mark.timeout(900)
def test_a_child_s_meeting_from_the_first_page_to_the_letter(opened: Hall) -> None:
    amalka = opened.sits(AMALKA)
    at_home(opened, amalka)
    room = comes_in(opened, amalka)
    pages_on_the_wall(room)
    topics_and_views(room)
    choice(room)
    plan(room)
    closing(room)
    letter(room)
    files(room)
    opened.nobody_complained()


# At home --------------------------------------------------------------------------------------------------------------


def at_home(opened: Hall, amalka: Person) -> None:
    """On her phone, alone: words, a face, a sticker, a drawing; who may see each page; what her meeting is called."""
    amalka.sees(
        "Nobody, until you want it. On each page you choose yourself who may see it, and you can always take it back."
    )
    makes(amalka, "umim", {"mam-rad": SHOWN}, "all")
    makes(amalka, "preju-si", {"preju-si": SAID}, "say")
    makes(amalka, "bojim-se", {"strach": FOR_HER_GUIDE}, "guide")
    makes(amalka, "pomohlo-by", {"pomohlo-by": TAKEN_BACK}, "all")
    makes(amalka, "lide", {"proc": KEPT}, "")
    leaf(amalka, "umim")
    amalka.touch(amalka.page.locator("#face-5"))
    expect(amalka.page.locator("#face-5")).to_have_attribute("aria-pressed", "true")
    amalka.unfold(amalka.page.locator("#tool-stickers"))
    amalka.touch(amalka.page.locator("#sticker-dog-pick"))
    expect(amalka.page.locator("#sticker-dog-pick")).to_have_attribute("aria-pressed", "true")
    to_the_cover(amalka)
    amalka.tap("Add a page of my own")
    expect(amalka.page.locator(".my-leaf")).to_be_visible()
    own = opened.home.meeting(opened.id).pages[-1].id
    amalka.unfold(amalka.page.locator("#tool-drawing"))
    for _ in range(2):
        amalka.stroke(amalka.page.locator(f"#sheet-{own}"))
    drawn(amalka, 2)
    amalka.write(f"wish:{own}:words", HOODIE)
    switches(amalka, "all")
    to_the_cover(amalka)
    leaf(amalka, "moje-setkani")
    amalka.page.get_by_label(amalka.words("What is your meeting called?")).fill(NAME)
    amalka.tap("Call it that")
    opened.until(lambda meeting: meeting.title == NAME)
    to_the_cover(amalka)
    meeting = opened.home.meeting(opened.id)
    assert meeting.seats[AMALKA].presence is Presence.INVITED, "a book that lies open at home makes nobody present"
    assert [page.id for page in meeting.pages if page.sharing is Sharing.ALL] == ["umim", "pomohlo-by", own]


def makes(amalka: Person, page: str, words: dict[str, str], sharing: str) -> None:
    leaf(amalka, page)
    for field, said in words.items():
        amalka.write(f"wish:{page}:{field}", said)
    amalka.is_saved()
    if sharing:
        switches(amalka, sharing)
    to_the_cover(amalka)


def switches(amalka: Person, sharing: str) -> None:
    amalka.touch(amalka.page.locator(f"#share-{sharing}"))
    expect(amalka.page.locator(f"#share-{sharing}")).to_have_attribute("aria-pressed", "true")


# In the room ----------------------------------------------------------------------------------------------------------


def comes_in(opened: Hall, amalka: Person) -> Meeting:
    wall, dana = opened.sits("projector"), opened.sits(DANA, viewport=LAPTOP)
    phones = {seat: opened.sits(seat) for seat in GROWN_UPS}
    room = Meeting(opened, wall, dana, phones, {}, {}, amalka)
    for person in room.grown_ups():
        expect(person.page.get_by_role("heading", name=NAME).first).to_be_visible()
    has_what_is_for_her(phones[MARKETA])
    amalka.page.reload()
    amalka.tap("I am here at the meeting")
    expect(wall.page.locator("#panel-people")).to_contain_text("Amálka Horáková")
    dana.tap("Begin the meeting")
    expect(amalka.page.get_by_role("heading", name=amalka.words("We will begin soon"))).to_have_count(0)
    for person in (wall, dana, *phones.values()):
        expect(person.page.locator(".lobby, #panel-work .card.soft")).to_have_count(0)
    for person in (dana, *phones.values()):
        person.tap("I understand and will keep to it")
        expect(person.page.locator("#panel-confidentiality .done")).to_be_visible()
    amalka.tap("I understand")
    expect(amalka.button("I understand")).to_have_count(0)
    return room


def has_what_is_for_her(marketa: Person) -> None:
    """Folded on the guide's phone: what to say, and what is for her alone; nothing of what Amálka keeps."""
    panel = marketa.page.locator("#panel-guide")
    for place, words in (("say", SAID), ("only", FOR_HER_GUIDE)):
        expect(panel.get_by_text(words)).to_be_hidden()
        marketa.unfold(panel.locator(f"#guide-{place}"))
        expect(panel.get_by_text(words)).to_be_visible()
    assert KEPT not in marketa.page.content()


def pages_on_the_wall(room: Meeting) -> None:
    """One by one, by her own finger; the last she takes back while it hangs there, and it is gone everywhere."""
    amalka, wall = room.amalka, room.wall
    own = room.meeting.pages[-1].id
    opens(room, "umim")
    wall.shows("wish:umim:mam-rad", SHOWN)
    room.of(LUCIE).shows("wish:umim:mam-rad", SHOWN)
    room.dana.sees("A page of the child’s book is on the wall.")
    opens(room, own)
    expect(wall.page.locator("#panel-opened polyline")).to_have_count(2)
    opens(room, "pomohlo-by")
    for person in (wall, room.of(PETR)):
        person.shows("wish:pomohlo-by:pomohlo-by", TAKEN_BACK)
    amalka.part("book")
    leaf(amalka, "pomohlo-by")
    switches(amalka, "mine")
    for person in room.grown_ups():
        expect(person.page.locator(".leaf-open")).to_have_count(0)
        expect(person.page.get_by_text(TAKEN_BACK)).to_have_count(0)
    assert room.meeting.page_open == ""
    amalka.part("now")
    for person in (wall, room.dana, room.of(LUCIE)):
        for words in (SAID, FOR_HER_GUIDE, KEPT):
            assert words not in person.page.content(), person.name
    next_stage(room, "Gathering topics")


def opens(room: Meeting, page: str) -> None:
    room.amalka.tap("Show it on the wall", within=room.amalka.page.locator(f"#wall-{page}"))
    expect(room.wall.page.locator(".leaf-open")).to_be_visible()
    room.hall.until(lambda meeting: meeting.page_open == page)


def topics_and_views(room: Meeting) -> None:
    for seat, words in ((AMALKA, MORNING), (AMALKA, HOODIES), (PETR, AT_DADS), (PETR, "Mobil v noci")):
        adds_card(room.of(seat), "Add something" if seat == AMALKA else "Add a topic", words)
        expect(room.wall.page.locator("#panel-topics").get_by_text(words)).to_be_visible()
    turn(room, "views")
    for seat in GROWN_UPS:
        person = room.of(seat)
        person.part("now")
        expect(person.page.locator("#praise-first")).to_be_visible()
        person.write(f"praise:{seat}", story.PRAISE[seat])
        expect(person.page.locator("#praise-first")).to_have_count(0)
        if VIEWS[seat] == "Nevím.":
            person.tap("I don't know.")
        else:
            person.write(f"view:{seat}", VIEWS[seat])
        person.shows(f"view:{seat}", VIEWS[seat])
        person.is_saved()
    room.dana.unfold(room.dana.page.locator("#show-views"))
    room.dana.tap("Show them to everyone")
    for seat in GROWN_UPS:
        for other in set(GROWN_UPS) - {seat}:
            room.of(seat).shows(f"view:{other}", VIEWS[other])
    for person in (room.wall, room.amalka):
        for seat in (LUCIE, PETR):
            assert VIEWS[seat] not in person.page.content(), "she has not said yet how she wants to hear it"
    room.wall.sees("%(name)s will say how to hear it.", name="Amálka")
    amalka = room.amalka
    amalka.touch(amalka.page.locator("#hear-guide"))
    expect(room.of(MARKETA).page.locator("#guide-tells")).to_be_attached()
    assert VIEWS[PETR] not in room.wall.page.content()
    amalka.touch(amalka.page.locator("#hear-all"))
    for person in (room.wall, amalka):
        person.shows(f"view:{PETR}", VIEWS[PETR])
        person.shows(f"praise:{LUCIE}", story.PRAISE[LUCIE])
    assert room.meeting.hearing is Hearing.ALL
    next_stage(room, "What matters most")


def choice(room: Meeting) -> None:
    """She alone; one topic her guide taps for her, on the wall for all to see whose hand it is."""
    amalka, marketa = room.amalka, room.of(MARKETA)
    stars = room.wall.page.locator("#panel-choice li[id^=picked-]")
    room.wall.sees("Now only %(name)s decides", name="Amálka")
    for person in room.grown_ups():
        expect(person.page.locator('form[action$="-topic"]')).to_have_count(0)
    for words in (HOODIES, MORNING):
        amalka.tap("☆ This matters to me", about=words)
        expect(stars.filter(has_text=words)).to_be_visible()
    amalka.tap("▲ Higher", about=MORNING)
    expect(stars.first).to_contain_text(MORNING)
    marketa.part("now")
    marketa.touch(
        marketa.page.get_by_role(
            "link", name=re.compile(re.escape(marketa.words("Tap for the child: %(name)s", name="Amálka")))
        )
    )
    expect(marketa.page.locator(".for-another")).to_contain_text("Markéta Vlková")
    marketa.tap("☆ This matters to me", about=AT_DADS)
    expect(room.wall.page.locator(".tapped")).to_contain_text("Markéta")
    marketa.touch(marketa.page.locator("#own-page"))
    marketa.page.wait_for_url(f"**/seat/{MARKETA}")
    marketa.is_saved()
    assert [room.meeting.text(f"card:{topic}") for topic in room.meeting.chosen] == [MORNING, HOODIES, AT_DADS]
    next_stage(room, "Solutions and plan")


def plan(room: Meeting) -> None:
    """Goals are what she has chosen, in her order; everybody promises their own steps, she as well if she likes."""
    meeting = room.meeting
    room.goals.update(zip(("rano", "mikiny", "u-taty"), (goal.id for goal in meeting.goals), strict=True))
    for goal in meeting.goals:
        expect(room.wall.page.locator(f"#goal-{goal.id} .goal-chosen")).to_be_visible()
    steps = [step for step in story.STEPS if step.id in ("doprovod", "mobil-do-kuchyne", "sverit", "vikend")]
    for step in steps:
        # What is hers she says, and her guide writes it down.
        by = MARKETA if step.owner == AMALKA else step.by
        adds_step(
            room,
            story.Step(step.id, step.goal, by, step.owner, step.what, step.how, step.with_whom, step.due, step.signal),
        )
    for step in steps:
        person = room.of(step.owner)
        person.part("now")
        person.tap("I take it on", about=step.what)
        expect(room.wall.page.locator(f"#row-{room.steps[step.id]} .promise-accepted")).to_be_visible()
    turn(room, "load")
    lucie = room.of(LUCIE)
    carries(lucie, meetings=5, visits=2, tasks=2)
    warning = room.wall.page.locator(f"#load-of-{LUCIE} .week-warns")
    expect(warning).to_be_visible()
    carries(lucie, meetings=1, visits=1, tasks=1)
    expect(warning).to_have_count(0)
    next_stage(room, "Closing")


def carries(person: Person, **things: int) -> None:
    person.unfold(person.page.locator(f"#count-{person.name}"))
    for name, number in things.items():
        person.page.locator(f"#load-{name}-{person.name}").fill(str(number))
    person.tap("Save", within=person.page.locator(f"#load-of-{person.name}"))


def closing(room: Meeting) -> None:
    amalka, dana = room.amalka, room.dana
    amalka.write(f"reflection:{AMALKA}", REFLECTION)
    for seat in (*GROWN_UPS, DANA):
        person = room.of(seat)
        if seat != DANA:
            person.part("now")
        person.write(f"reflection:{seat}", story.ENDINGS[seat].reflection)
        person.is_saved()
    starts = dana.page.locator("#panel-next input[name=starts]")
    starts.fill(story.STORY.next_starts.strftime("%Y-%m-%dT%H:%M"))
    dana.tap("Save the date")
    expect(room.wall.page.locator("#panel-next")).to_contain_text("8. 6. 2027")
    expect(dana.page.locator(".missing")).to_have_count(0)
    dana.tap("Freeze the plan for signing")
    for seat in (*GROWN_UPS, DANA):
        signs(room.of(seat), story.ENDINGS[seat])
    expect(dana.page.locator(".missing")).to_have_count(0)
    amalka.draw(amalka.page.locator("#title-sign ~ form canvas"))
    amalka.tap("This is my signature")
    amalka.sees("You have signed.")
    dana.tap("Close the meeting")
    for person in room.grown_ups():
        person.sees("The meeting is over. Thank you.")
    amalka.sees("Your meeting is over. Thank you.")


def signs(person: Person, ending: story.Ending) -> None:
    panel = person.page.locator("#panel-signing")
    panel.locator(f"#verdict-{ending.verdict}-1").check()
    if ending.words:
        panel.get_by_label(person.words("In your words")).fill(ending.words)
    person.tap("Confirm my answer")
    person.draw(panel.locator("canvas"))
    person.tap("Sign version %(number)s", number=1)
    expect(panel.locator("svg.drawn")).to_be_visible()


# Two files ------------------------------------------------------------------------------------------------------------


def letter(room: Meeting) -> None:
    """Dana reads what is proposed and adds a word; Markéta, the guide, gives it; Amálka has it on her phone."""
    dana, marketa = room.dana, room.of(MARKETA)
    dana.touch(dana.page.get_by_role("link", name=dana.words("The letter to the child")))
    words = dana.page.locator("#letter-words")
    proposed = words.input_value()
    for step in ("Ráno jít s Amálkou do školy", MORNING, HOODIES):
        assert step in proposed
    words.fill(f"{proposed}\n\n{GOODBYE}")
    dana.tap("Save the letter")
    marketa.part("now")
    marketa.touch(marketa.page.get_by_role("link", name=marketa.words("The letter to the child")))
    expect(marketa.page.locator("#letter-words")).to_have_value(f"{proposed}\n\n{GOODBYE}")
    marketa.tap("Give the letter")
    expect(marketa.page.locator("#letter-words")).to_have_count(0)
    room.amalka.reads(GOODBYE)
    expect(room.amalka.page.locator(".letter polyline")).to_have_count(2)


def files(room: Meeting) -> None:
    lucie = room.of(LUCIE)
    record = downloaded(lucie, lucie.page.get_by_role("link", name=lucie.words("Download the record")))
    for words in (
        NAME,
        SHOWN,
        HOODIE,
        HOODIES,
        REFLECTION,
        "vybrala Amálka",
        *VIEWS.values(),
        "Ráno jít s Amálkou do školy",
    ):
        assert words in record, words
    for words in (SAID, FOR_HER_GUIDE, KEPT, TAKEN_BACK):
        assert words not in record, words
    amalka = room.amalka
    hers = downloaded(amalka, amalka.page.get_by_role("link", name=amalka.words("Keep the letter")))
    for words in (GOODBYE, HOODIES, "Markéta"):
        assert words in hers, words
    for words in ("OSPOD", VIEWS[PETR], TAKEN_BACK):
        assert words not in hers, words


def downloaded(person: Person, link: Locator) -> str:
    """The words of a Word file that somebody opens."""
    with person.page.expect_download() as download:
        person.touch(link)
    assert download.value.suggested_filename.endswith(".docx")
    document = Document(BytesIO(Path(download.value.path()).read_bytes()))
    nodes = (node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    return " ".join(without_dangling(" ".join(nodes)).split())
