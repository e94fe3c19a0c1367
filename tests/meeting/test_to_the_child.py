"""The letter to the child: written when the plan stands, also after the meeting, and as it was given from then on."""

from dataclasses import replace

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.decide import decide
from server.meeting.events import Entry
from server.meeting.evolve import evolve
from server.meeting.model import Sharing
from server.meeting.refusals import Reason
from tests.meeting.childs_table import CHILD, END, FIELD, GROWN_UPS, GUIDE, PAGE, seated, shares
from tests.meeting.table import DESPITE, FIRST, LEADS, Table, planned


def test_it_is_written_once_there_is_a_plan_and_after_the_meeting_until_it_is_given() -> None:
    table = seated(END)
    table.refuses(LEADS, c.WriteLetter("Milá Amálko"), Reason.NOT_FROZEN)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.refuses(GUIDE, c.GiveLetter(), Reason.NO_WORDS)
    table.ask(LEADS, c.WriteLetter("Milá Amálko"))
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.ignores(LEADS, c.WriteLetter("Milá Amálko "))
    table.ask(LEADS, c.WriteLetter("Milá Amálko, děkujeme."))
    table.ask(GUIDE, c.GiveLetter())
    table.ignores(GUIDE, c.GiveLetter())
    table.refuses(LEADS, c.WriteLetter("Jinak"), Reason.LETTER_GIVEN)
    assert table.meeting.letter and table.meeting.letter.words == "Milá Amálko, děkujeme."


def test_it_is_written_by_the_guide_and_whoever_leads_and_given_by_the_guide() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.ask(LEADS, c.WriteLetter("Milá Amálko"))
    table.ask(GUIDE, c.WriteLetter("Milá Amálko, to jsem já, Eva."))
    assert "Eva Klidná" in str(table.refuses(LEADS, c.GiveLetter(), Reason.GUIDES_LETTER))
    for seat in (*GROWN_UPS, CHILD):
        if seat not in (LEADS, GUIDE):
            table.refuses(seat, c.WriteLetter("Milá Amálko"), Reason.NOT_YOUR_ROLE)
            table.refuses(seat, c.GiveLetter(), Reason.NOT_YOUR_ROLE)


def test_a_guide_who_has_left_gives_it_from_home_and_without_a_guide_whoever_leads_does() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.ask(LEADS, c.WriteLetter("Milá Amálko"))
    alone = Table(tuple(table.log))
    table.ask(GUIDE, c.Depart(GUIDE))
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.ask(GUIDE, c.WriteLetter("Milá Amálko!"))
    table.ask(GUIDE, c.GiveLetter())
    alone.happened((e.PersonExcused(GUIDE),), LEADS)
    alone.refuses(GUIDE, c.GiveLetter(), Reason.NOT_SEATED)
    alone.ask(LEADS, c.GiveLetter())


def test_who_leads_and_is_the_guide_writes_and_gives_it() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    both = replace(table.meeting.seats[LEADS], roles=frozenset({"facilitator", "pruvodce"}))
    meeting = replace(table.meeting, seats={**table.meeting.seats, LEADS: both})
    (written,) = decide(meeting, c.WriteLetter("Milá Amálko"), LEADS)
    entry = Entry(meeting.version + 1, FIRST, LEADS, written)
    assert decide(evolve(meeting, entry), c.GiveLetter(), LEADS) == (e.LetterGiven(),)


def test_only_a_drawing_shown_to_all_goes_with_it() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.write(CHILD, FIELD, "Chci psa.")
    table.refuses(LEADS, c.WriteLetter("Milá Amálko", PAGE), Reason.NOT_RELEASED)
    table.refuses(LEADS, c.WriteLetter("Milá Amálko", "nic"), Reason.NO_SUCH_PAGE)
    shares(table, Sharing.ALL)
    table.ask(LEADS, c.WriteLetter("Milá Amálko", PAGE))


def test_where_it_is_no_childs_meeting_nobody_writes_one() -> None:
    table = planned("ukonceni")
    table.refuses(LEADS, c.WriteLetter("Milá"), Reason.NOT_YOUR_ROLE)
