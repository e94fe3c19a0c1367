"""Who may know what, as people have it before them: at the desk, at home, and in the copy of the record for them."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import httpx2
import pytest

from server.meeting.commands import Person
from server.meeting.model import How
from server.web.entry import organiser_key
from tests.afternoon import PEOPLE, House, Open, phone
from tests.web.test_desk import with_link

KLARA = Person("klara", "Klára Benešová", frozenset({"ucastnik"}), "ZŠ Komenského", "třídní učitelka")
SECRET = "kanarekpsychiatrie"


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=(*PEOPLE, KLARA))


@pytest.fixture
def eva(home: House, met: Open) -> Iterator[httpx2.Client]:
    with with_link(home, met, "eva") as link:
        link.post("name-concerned", data={"as": "eva", "seats": ["petra"]})
        yield link


@pytest.fixture
def petra(home: House, met: Open, eva: httpx2.Client) -> Iterator[httpx2.Client]:
    with with_link(home, met, "petra") as link:
        yield link


def says(link: httpx2.Client, consent: str, **said: object) -> int:
    fields = {"consent": consent, "subjects": ["health"], "seats": ["klara"], **said}
    return link.post("say-consent", data=fields, headers={"Accept": "application/json"}).status_code


def section(page: str, name: str) -> str:
    """The words of one section of a page."""
    found = re.search(rf'<section class="desk-section" id="{name}".*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def letters(record: bytes) -> str:
    with ZipFile(BytesIO(record)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_the_table_says_what_may_be_said_in_front_of_whom(eva: httpx2.Client, petra: httpx2.Client) -> None:
    before = section(eva.get("desk").text, "consents")
    assert "Nikoho jsme se neptali, jestli smí něco vědět: Olga Malá, Klára Benešová" in before
    assert says(petra, "k1", **{"as": "petra"}) == 200
    assert says(petra, "k2", **{"as": "petra", "subjects": ["addiction"], "agreed": "0"}) == 200
    after = section(eva.get("desk").text, "consents")
    row = re.search(r"Klára Benešová třídní učitelka (.*?) \? znamená", after)
    assert row and re.findall(r"ano|ne\b|neptali jsme se", row[1])[:8] == [
        "neptali jsme se", "ano", "neptali jsme se", "neptali jsme se", "neptali jsme se", "ne", "neptali jsme se",
        "neptali jsme se",
    ]  # fmt: skip
    assert "Nikoho jsme se neptali, jestli smí něco vědět: Olga Malá" in after
    assert "Petra Horáková: souhlasí" in after and "Petra Horáková: nesouhlasí" in after
    withdrawn = petra.post("withdraw-consent", data={"as": "petra", "consent": "k1"})
    assert withdrawn.status_code == 200
    assert "odvoláno" in section(eva.get("desk").text, "consents")


def test_law_the_office_s_rule_and_advice_are_told_apart(eva: httpx2.Client) -> None:
    eva.post(
        "note-ground",
        data={"as": "eva", "ground": "d1", "law": "0", "words": "Tak to u nás děláme.", "subjects": "school",
              "sides": "ZŠ Komenského"},
    )  # fmt: skip
    told = section(eva.get("desk").text, "consents")
    assert "podle pravidla úřadu: Tak to u nás děláme. škola → smí vědět: ZŠ Komenského" in told
    law, rule, advice = (told.index(word) for word in ("Zákon Se zdravotními", "Pravidlo úřadu", "Rada Ptejte se"))
    assert law < rule < advice
    assert "mlčenlivostí" in told[advice:] and "mlčenlivostí" not in told[law:rule], "no duty is invented"


def test_the_page_of_those_it_is_about_is_nobody_elses(eva: httpx2.Client, petra: httpx2.Client, home: House) -> None:
    eva.post("note-ground", data={"as": "eva", "ground": "d1", "law": "1", "words": "§", "subjects": "health",
                                  "seats": "klara"})  # fmt: skip
    mine = section(petra.get("home/petra").text, "consents")
    assert "Setkání se týká: Petra Horáková" in mine
    assert "Klára Benešová třídní učitelka smí vědět podle rozhodnutí úřadu: zdraví" in mine
    assert says(petra, "k1", giver="petra", **{"as": "petra"}) == 200
    assert "Souhlasím" in section(petra.get("home/petra").text, "consents")
    with with_link(home, Open("setkani", "", _tokens(home)), "klara") as klara:
        assert section(klara.get("home/klara").text, "consents") == ""
        assert says(klara, "k9", giver="petra", **{"as": "klara"}) == 403
        assert klara.get("desk").status_code == 404


def _tokens(home: House) -> dict[str, str]:
    return {"klara": home.store.issue("setkani", "klara")}


def test_on_the_organisers_machine_everybody_still_speaks_in_their_own_name(home: House, met: Open) -> None:
    with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/") as machine:
        machine.get(f"{home.url}/enter/{organiser_key(home.settings.data_dir)}")
        assert machine.post("name-concerned", data={"seats": ["petra"], "as": "eva"}).status_code == 303
        machine.get(f"{home.url}/k/{met.tokens['petra']}")
        assert says(machine, "k1", giver="petra", **{"as": "petra"}) == 200
        assert says(machine, "k2", giver="petra", written="1", **{"as": "eva"}) == 200
    said = home.meeting().consents
    assert [(each.giver, each.by, each.written) for each in said] == [("petra", "petra", False), ("petra", "eva", True)]


# The list, and the copies -------------------------------------------------------------------------------------------


async def test_the_record_of_one_meeting_for_the_school_the_mother_and_the_office(
    home: House, met: Open, eva: httpx2.Client, petra: httpx2.Client
) -> None:
    for seat in ("eva", "jana", "petra", "olga", "klara"):
        with with_link(home, met, seat) as link:
            link.post(f"home/{seat}")
    eva.post("begin-meeting", data={"as": "eva"})
    for stage in ("uvod", "sdeleni-svolavatele"):
        eva.post("advance-stage", data={"as": "eva", "leaving": stage, "despite": "Zkouška."})
    petra.post("add-card", data={"as": "petra", "card": "c1", "board": "strengths"})
    petra.post("mark-confidential", data={"as": "petra", "thing": "card:c1", "subject": "health"})
    await _write(home, met, "card:c1", SECRET)
    eva.post("list-recipient", data={"as": "eva", "recipient": "klara", "seat": "klara", "how": "hand"})
    eva.post(
        "list-recipient",
        data={"as": "eva", "recipient": "r1", "name": "Mgr. Eva Tichá", "organisation": "OSPOD", "how": "mail"},
    )
    eva.post("list-recipient", data={"as": "eva", "recipient": "petra", "seat": "petra", "how": "link"})
    shown = section(eva.get("desk").text, "copies")
    assert re.search(r"Klára Benešová třídní učitelka, ZŠ Komenského výpis předáno osobně", shown)
    assert re.search(r"Mgr. Eva Tichá OSPOD výpis e-mailem", shown)
    assert [each.how for each in home.meeting().recipients] == [How.HAND, How.MAIL, How.LINK]
    with with_link(home, met, "klara") as klara:
        drafts = {
            "klara": klara.get("record.docx?seat=klara"),
            "r1": eva.get("copies/r1.docx"),
            "petra": petra.get("record.docx?seat=petra"),
            "eva": eva.get("record.docx?seat=eva"),
        }
        assert klara.get("copies/r1.docx").status_code == klara.get("copies/petra.docx").status_code == 404
        assert klara.get("record.docx?seat=petra").status_code == 404, "not by another's name either"
    assert eva.get("copies/nikdo.docx").status_code == 404
    for whose, draft in drafts.items():
        words = letters(draft.content)
        extract = whose in ("klara", "r1")
        assert (SECRET in words) is not extract, whose
        assert ("VÝPIS" in words) is extract, whose
        assert ("vypis" in draft.headers["content-disposition"]) is extract
    assert "celý zápis" in letters(drafts["eva"].content) and "celý zápis" not in letters(drafts["klara"].content)


async def _write(home: House, met: Open, cell: str, words: str) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as person:
        await person.write(cell, words)
