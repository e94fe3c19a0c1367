"""One meeting, and its record for the school, the mother and the office, read side by side: Jakub's, with a psychiatric
item in it. And random marks and consents, every recipient's file looked through, byte by byte.
"""

import json
import random
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from exports.content import content, file_name
from exports.kinds import PLAIN, OwnPaper
from exports.paper import Band, Record, Table
from exports.portable.part import enclosed
from exports.seal.own import OwnSeal
from exports.seal.verify import verify
from exports.word import record
from server.meeting import commands as c
from server.meeting.agreed import short
from server.meeting.commands import Command
from server.meeting.confidences import withheld_from
from server.meeting.copies import copy_of, is_extract, saw, seat_for
from server.meeting.decide import decide
from server.meeting.events import Entry
from server.meeting.evolve import evolve
from server.meeting.model import How, Meeting, Verdict
from server.web.language import translations
from tests.exports.jakub import BEGINS, PRAGUE, STEPS, jakubs_meeting
from tests.exports.seal import certified as of
from tests.exports.test_content import under, words
from tests.meeting import test_copies as table
from tests.meeting.table import DESPITE, LEADS

NOW = BEGINS + timedelta(hours=3)
ABOUT_HEALTH = (
    "Doprovod k dětské psychiatričce", "Maminka ví, jak brát léky", "diagnóze ADHD", "panickou ataku", "Panické ataky",
    "Jakub se ve škole a doma cítí bezpečně", "Vzájemně si dát vědět o panické atace", "Terapie pro Jakuba",
)  # fmt: skip
ABOUT_FAMILY = ("rodinné terapii", "Rodinná terapie", "Rodinnou terapii", "nejdřív domluvit s manželem")
SCHOOL, MOTHER, OFFICE, THERAPIST, OUTSIDE = "hana", "petra", "jana", "lucie", "soud"


def did(meeting: Meeting, by: str, *asked: Command) -> Meeting:
    for command in asked:
        for event in decide(meeting, command, by):
            meeting = evolve(meeting, Entry(meeting.version + 1, NOW, by, event))
    return meeting


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    """Closed, and then looked through by whoever leads: what is for whom."""
    whole = did(jakubs_meeting(), "petr", c.NameConcerned(frozenset({"jakub", "petra"})))
    for thing, subject in (
        ("goal:klid", "health"),
        ("reason", "health"),
        ("minutes:sdeleni-svolavatele", "health"),
        ("minutes:prace-na-cilech", "health"),
        ("opinion:petra", "relationships"),
    ):
        whole = did(whole, "petr", c.MarkConfidential(thing, subject))
    whole = did(whole, "petra", c.SayConsent("k1", ("health", "relationships"), ("lucie",)))
    whole = did(whole, "petr", c.SayConsent("k2", ("health",), (), ("ZŠ Komenského",), giver="jakub", agreed=False))
    return did(whole, "petr", c.ListRecipient(OUTSIDE, name="Mgr. Jan Soud", organisation="Okresní soud"))


def told(meeting: Meeting, recipient: str) -> Record:
    name = seat_for(meeting, recipient).name if is_extract(meeting, recipient) else ""
    return content(copy_of(meeting, recipient), translations("cs"), NOW, PRAGUE, extract_for=name)


def written(meeting: Meeting, recipient: str, own: OwnPaper = PLAIN) -> bytes:
    name = seat_for(meeting, recipient).name if is_extract(meeting, recipient) else ""
    return record(copy_of(meeting, recipient), translations("cs"), NOW, PRAGUE, own, extract_for=name)


def plain(said: str) -> str:
    return said.replace("\N{NO-BREAK SPACE}", " ")


def letters(file: bytes) -> str:
    with ZipFile(BytesIO(file)) as package:
        names = package.namelist()
        return "\n".join([*names, *(package.read(name).decode("utf-8", "replace") for name in names)])


# Side by side -------------------------------------------------------------------------------------------------------


def test_the_mother_and_the_office_have_all_of_it_and_the_same(meeting: Meeting) -> None:
    whole = told(meeting, OFFICE)
    assert told(meeting, MOTHER) == whole == told(meeting, "jakub") == told(meeting, "petr")
    said = words(whole)
    for each in (*ABOUT_HEALTH, *ABOUT_FAMILY):
        assert each in said
    assert "VÝPIS" not in said and "výpis" not in whole.subtitle


def test_the_school_has_none_of_what_it_may_not_have(meeting: Meeting) -> None:
    said = letters(written(meeting, SCHOOL))
    for each in (*ABOUT_HEALTH, *ABOUT_FAMILY):
        assert each not in said, each
    for kept in ("Podat přihlášku na střední školu", "Přihlášku stihneme.", "Vím, komu zavolat"):
        assert kept in said
    assert "zdraví" not in said.lower() and "vztahy" not in said.lower(), "nor what it is about"


def test_an_owner_has_their_own_step_and_not_the_rest_of_the_goal(meeting: Meeting) -> None:
    said = letters(written(meeting, "alena"))
    assert STEPS["ataka"][1] in said and "Doprovod k dětské psychiatričce" not in said
    assert "Jakub se ve škole a doma cítí bezpečně" not in said and "Panické ataky" not in said


def test_who_may_know_of_health_by_consent_has_it_and_not_that_it_was_refused_to_others(meeting: Meeting) -> None:
    assert not is_extract(meeting, THERAPIST)
    narrower = did(meeting, "petra", c.WithdrawConsent("k1"), c.SayConsent("k3", ("health",), ("lucie",)))
    said = words(told(narrower, THERAPIST))
    assert "Doprovod k dětské psychiatričce" in said and "psalo jako o mém úkolu" not in said
    assert "Petra Horáková" in words(under(told(narrower, THERAPIST), "Kdo smí co vědět"))
    assert "vztahy" not in said, "the consent that speaks of it is not told either"


def test_every_page_of_an_extract_says_whose_it_is_and_of_what(meeting: Meeting) -> None:
    for recipient, name in ((SCHOOL, "PhDr. Hana Říhová"), (OUTSIDE, "Mgr. Jan Soud")):
        extract = told(meeting, recipient)
        assert plain(extract.mark) == f"VÝPIS pro: {name} · ze zápisu ze dne 12. 3. 2027"
        assert meeting.freeze and short(meeting.freeze.digest) in plain(extract.foot)
        first = words(replace(extract, blocks=extract.blocks[:1]))
        assert f"VÝPIS ze zápisu ze dne 12. 3. 2027, určený pro: {name}" in first
        assert not re.search(r"\b(\d+|dvě|tři|několik) (část|krok|cíl)", first), "not how much is left out"
        assert meeting.freeze.digest in words(under(extract, "Verze a otisk"))
        assert "výpis" in extract.subtitle
    file = written(meeting, SCHOOL)
    document = Document(BytesIO(file))
    assert "VÝPIS pro: PhDr. Hana Říhová" in "".join(p.text for p in document.sections[0].header.paragraphs)
    assert "výpis" in document.core_properties.subject
    named = file_name(meeting, translations("cs"), "PhDr. Hana Říhová")
    assert re.fullmatch(r"2027-03-12-jakubovo-setkani-[0-9a-f]{6}-vypis-phdr-hana-rihova\.docx", named)


def test_an_extract_says_of_nothing_that_it_was_not_written(meeting: Meeting) -> None:
    said = words(told(meeting, SCHOOL))
    for claim in ("Nezapsáno", "Nebylo zapsáno", "Zatím žádný krok", "nemá žádný krok", "Dřívější verze", "Důvod\n"):
        assert claim not in said
    assert "Dřívější verze plánu" in words(told(meeting, OFFICE))


def test_numbers_close_up_and_betray_nothing(meeting: Meeting) -> None:
    plan = next(block for block in told(meeting, SCHOOL).blocks if isinstance(block, Table) and block.dense)
    bands = [row.words for row in plan.rows if isinstance(row, Band)]
    numbers = [row[0].words for row in plan.rows if not isinstance(row, Band)]
    assert len(bands) == 1 and bands[0].startswith("Cíl 1: Jakub si vybere") and numbers == ["1.1", "1.2"]


def test_the_signatures_say_what_was_withheld_from_whom(meeting: Meeting) -> None:
    opened = did(meeting, "petr")
    assert "bez důvěrných částí" not in words(under(told(opened, OFFICE), "Podpisy")), "when they signed, nothing was"
    live = jakubs_meeting(closed=False)
    live = did(live, "petr", c.NameConcerned(frozenset({"petra"})), c.MarkConfidential("goal:klid", "health"))
    assert live.freeze
    shown = saw(live, "hana")
    live = did(live, "hana", c.Approve(live.freeze.digest, Verdict.AGREE, "", shown))
    live = did(live, "hana", c.RefuseToSign(live.freeze.digest, "Nevidím všechno.", shown))
    said = words(under(told(live, OFFICE), "Podpisy"))
    assert "Nevidím všechno." in said
    assert re.findall(r"verze 2\n(.*)", said) == ["12. 3. 2027", "bez důvěrných částí"]


def test_who_gets_the_record_stands_in_it_as_it_was_decided_before_the_closing(meeting: Meeting) -> None:
    assert "Rozdělovník" not in words(told(meeting, OFFICE)), "it was decided after"
    live = jakubs_meeting(closed=False)
    live = did(live, "petr", c.ListRecipient("petra", "petra", how=How.HAND, carrier="olga"))
    live = did(live, "petr", c.ListRecipient(OUTSIDE, name="Mgr. Jan Soud", organisation="Okresní soud"))
    live = did(live, "petr", c.NameConcerned(frozenset({"petra"})), c.MarkConfidential("goal:klid", "health"))
    live = did(live, "petr", c.CloseMeeting(DESPITE), c.UnlistRecipient(OUTSIDE))
    listed = words(under(told(live, OFFICE), "Rozdělovník: kdo dostane zápis"))
    assert "Petra Horáková matka | celý zápis | osobně předá: Olga Malá, DiS." in listed
    assert "Mgr. Jan Soud Okresní soud | výpis | e-mailem" in listed
    of_the_school = words(under(told(live, SCHOOL), "Rozdělovník: kdo dostane zápis"))
    assert "celý zápis" not in of_the_school and "výpis" not in of_the_school, "who has more is not told"


def test_consents_stand_in_the_record_with_what_was_not_agreed_and_the_office_s_decision(meeting: Meeting) -> None:
    grounded = did(meeting, "petr", c.NoteGround("d1", "Rozhodla vedoucí OSPOD.", ("health",), ("olga",), law=True))
    grounded = did(grounded, "petra", c.WithdrawConsent("k1"))
    said = words(under(told(grounded, OFFICE), "Kdo smí co vědět"))
    assert re.search(r"Petra Horáková souhlasí \| zdraví, vztahy \| Mgr. Lucie Šťastná \| na vlastní stránce", said)
    assert "odvoláno 12. 3. 2027" in said
    assert re.search(r"Jakub Horák nesouhlasí \| zdraví \| ZŠ Komenského \| ústně.*\nzapsáno: Bc. Petr Svoboda", said)
    assert "Bez souhlasu, podle rozhodnutí úřadu:" in said and "podle zákona: Rozhodla vedoucí OSPOD." in said
    assert "důvěrné: zdraví" in words(told(grounded, OFFICE))


# For machines, and sealed -------------------------------------------------------------------------------------------


def test_the_part_for_machines_of_an_extract_says_that_it_is_one_and_holds_no_more(meeting: Meeting) -> None:
    machines = json.loads(enclosed(written(meeting, SCHOOL)) or b"")
    assert machines["extract"] is True and not machines["earlier"]
    assert [goal["id"] for goal in machines["content"]["goals"]] == ["skola"]
    assert json.loads(enclosed(written(meeting, OFFICE)) or b"")["extract"] is False


def test_an_extract_is_sealed_like_the_whole(meeting: Meeting) -> None:
    own = OwnPaper(seal=OwnSeal(of.issued()))
    found = verify(BytesIO(written(meeting, SCHOOL, own)), at=NOW)
    assert found.sealed and found.valid and found.whole
    assert json.loads(found.record or b"")["extract"] is True


def test_random_marks_and_consents_in_every_recipients_file() -> None:
    looked = 0
    for seed in range(6):
        laid = table.full()
        table.at_random(random.Random(seed), laid)
        laid.ask(LEADS, c.CloseMeeting(DESPITE))
        for who in ("tomas", "karel", "filip", "jana", "zdena"):
            hidden = withheld_from(laid.meeting, laid.meeting.seats[who])
            file = letters(written(laid.meeting, who))
            there = {thing for thing, word in table.WORDS.items() if word in file}
            never = {"card:odlozeno"}
            assert there == table.WORDS.keys() - hidden - never, (seed, who)
            looked += bool(hidden)
    assert looked > 10
