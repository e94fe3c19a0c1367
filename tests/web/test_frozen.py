"""What is signed is what is shown: every word of the frozen plan stands on the page that asks for the signature."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from html import unescape

import httpx2
import pytest

from server.meeting import commands as c
from server.meeting.agreed import Agreed
from server.meeting.events import MeetingOpened
from server.meeting.model import TABLET, Board
from server.meeting.previous import Help, Outcome
from tests.afternoon import House
from tests.meeting.table import CAST, DUE, LAST, LEADS, Table, invited

ID = "jakub"
IDS = frozenset(
    {"id", "after", "area", "kind", "strength_ids", "offer_ids", "chosen_ids", "before", "meeting", "sha256"}
)
"""Fields whose words are said otherwise than they are kept."""


def everything() -> Table:
    """A meeting in which every field of what is agreed says something, and each something else."""
    table = invited(LAST, "evaluation")
    opened = table.log[0].event
    assert isinstance(opened, MeetingOpened)
    table = Table((replace(table.log[0], event=replace(opened, purpose="Slova účelu.")), *table.log[1:]))
    for seat in ("vera", "olga", "jana", "tomas"):
        table.ask("house", c.Arrive(seat))
    table.ask(LEADS, c.AidPerson("tomas", True, "jana"))
    table.ask("filip", c.Contribute("Slova na dálku."))
    table.ask(LEADS, c.BeginMeeting())
    table.write("olga", "rules", "Slova pravidel.")
    table.go_to("sdeleni-svolavatele")
    table.write("olga", "reason", "Slova důvodu.")
    table.write("olga", "aim", "Slova cíle setkání.")
    table.write(LEADS, "minutes:sdeleni-svolavatele", "Slova zápisu.")
    table.go_to("prace-na-cilech")
    for card, board, seat, hand in (
        ("c1", Board.STRENGTHS, "tomas", "jana"),
        ("c2", Board.STRENGTHS, "olga", ""),
        ("c3", Board.OFFERS, "olga", ""),
    ):
        table.ask(seat, c.AddCard(card, board), hand)
        table.write(seat, f"card:{card}", f"Slova karty {card}.", hand)
    table.write("tomas", "view:tomas", "Slova pohledu.", TABLET)
    table.ask("jana", c.EvaluateStep("dopis", Outcome.PARTLY, "Slova poznámky."))
    table.ask(LEADS, c.EvaluateAbsent("kolo", Outcome.NOT))
    table.ask("tomas", c.SayHelp("dopis", Help.MUCH), "jana")
    table.ask("tomas", c.AnswerPast("skola", 6), TABLET)
    table.ask(LEADS, c.ShowPast("skola"))
    table.ask(LEADS, c.ShowViews())
    table.ask(LEADS, c.OpenWorries("Jdeme dál."))
    table.ask("jana", c.AddGoal("g1"))
    for field in ("title", "strengths", "worries", "indicator"):
        table.write("jana", f"goal:g1:{field}", f"Slova cíle {field}.")
    table.ask("jana", c.SetArea("g1", "school"))
    table.ask("tomas", c.AnswerScale("g1", 7), TABLET)
    table.ask(LEADS, c.ShowScale("g1"))
    for step, owner in (("s1", "jana"), ("s2", "tomas")):
        table.ask("jana", c.AddStep(step, "g1"))
        for field in ("what", "how", "with", "signal"):
            table.write("jana", f"step:{step}:{field}", f"Slova kroku {step} {field}.")
        table.ask("jana", c.GiveStep(step, owner))
        table.ask("jana", c.SetDue(step, DUE))
    table.ask("jana", c.SetKind("s2", "accompaniment"))
    table.ask("jana", c.SetAfter("s2", frozenset({"s1"})))
    table.ask("tomas", c.AcceptStep("s2", table.promise("s2")), "jana")
    table.ask("olga", c.AddAlert("a1"))
    table.write("olga", "alert:a1:when", "Slova, kdy.")
    table.write("olga", "alert:a1:what", "Slova, co.")
    table.ask("olga", c.SetAlert("a1", "jana", "olga"))
    table.ask(LEADS, c.NameHub("olga"))
    table.ask("jana", c.CarryStep("dopis"))
    table.go_to("ukonceni")
    table.write("jana", "reflection:jana", "Slova na cestu.")
    table.ask(LEADS, c.SetNextMeeting(datetime(2027, 4, 16, 14, tzinfo=UTC), "Místo příště", 4))
    table.ask(LEADS, c.FreezePlan("Slova, proč jdeme dál."))
    return table


def words_of(content: object, field: str = "") -> Iterator[str]:
    """Every word somebody put there, and whoever is named."""
    match content:
        case str():
            if content and field not in IDS:
                yield content
        case Mapping():
            for key, value in content.items():
                yield from words_of(value, key)
        case list() | tuple():
            for value in content:
                yield from words_of(value, field)


@pytest.fixture
async def signing(home: House) -> tuple[Agreed, str]:
    """What is frozen, and the text of the panel in which Jana is asked to sign it."""
    table = everything()
    await home.store.append(ID, 0, table.log)
    async with httpx2.AsyncClient(base_url=home.url) as jana:
        await jana.get(f"/k/{home.store.issue(ID, 'jana')}")
        drawn = (await jana.get(f"/meetings/{ID}/panels/signing?view=phone&seat=jana")).text
    assert table.meeting.freeze is not None
    article = re.search(r'<article class="frozen".*?</article>', drawn, re.DOTALL)
    assert article
    plain = unescape(re.sub(r"<[^>]+>", " ", article[0]))
    return table.meeting.freeze.agreed, " ".join(plain.split())


OF_A_CHILD = {"praise", "chosen", "chosen_ids", "chosen_hand", "loads"}
"""What is agreed at a child's own meeting alone."""
OF_PROFESSIONALS = {"parts", "called"}
"""What is agreed at a meeting about the case alone."""


async def test_every_word_that_is_signed_is_shown(signing: tuple[Agreed, str]) -> None:
    agreed, shown = signing
    empty = {field for field, value in asdict(agreed).items() if not value}
    assert empty == OF_PROFESSIONALS | OF_A_CHILD, (
        "the story says something in every field, or this test proves nothing"
    )
    said = {
        "2027-04-30": "30. 4. 2027",
        agreed.next_starts: "16. 4. 2027",
        "2027-01-15": "15. 1. 2027",
        "2027-02-01": "1. 2. 2027",
        "2026-12-01": "1. 12. 2026",
        "2027-09-01": "1. 9. 2027",
        "partly": "částečně",
        "not": "nesplněno",
        "much": "ano, hodně",
        "accepted": "slíbeno",
        "open": "čeká na odpověď",
    }
    codes = {kind for kind, _subject in agreed.holes} | {subject for _kind, subject in agreed.holes}
    wanted = [said.get(words, words) for words in words_of(asdict(agreed)) if words not in codes | set(CAST)]
    missing = [words for words in wanted if words not in shown]
    assert not missing


async def test_names_stand_beside_what_is_theirs_and_whoever_wrote_it_down(signing: tuple[Agreed, str]) -> None:
    _agreed, shown = signing
    tomas, jana = CAST["tomas"][0], CAST["jana"][0]
    hand = f"zapsal(a) {jana}"
    assert re.search(rf"{tomas} Slova karty c1\. {re.escape(hand)}", shown)
    assert re.search(rf"{tomas} Slova pohledu\. zapsáno na společném tabletu", shown)
    assert re.search(rf"7 {tomas}", shown)
    assert shown.count("zapsal(a)") + shown.count("zapsáno na společném tabletu") == 6


async def test_an_area_a_kind_and_what_comes_first_are_said_in_words(signing: tuple[Agreed, str]) -> None:
    _agreed, shown = signing
    assert "Oblast života Škola" in shown
    assert "Druh kroku Doprovod" in shown
    assert "Až po kroku 1.1" in shown and "1.2 Slova kroku s2 what." in shown
    assert "4 týdny" in shown
