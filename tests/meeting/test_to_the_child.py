"""The letter to the child: written when the plan stands, also after the meeting, and as it was given from then on."""

from server.meeting import commands as c
from server.meeting.model import Sharing
from server.meeting.refusals import Reason
from tests.meeting.childs_table import CHILD, END, FIELD, GROWN_UPS, PAGE, seated, shares
from tests.meeting.table import DESPITE, LEADS, planned


def test_it_is_written_once_there_is_a_plan_and_after_the_meeting_until_it_is_given() -> None:
    table = seated(END)
    table.refuses(LEADS, c.WriteLetter("Milá Amálko"), Reason.NOT_FROZEN)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.refuses(LEADS, c.GiveLetter(), Reason.NO_WORDS)
    table.ask(LEADS, c.WriteLetter("Milá Amálko"))
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.ignores(LEADS, c.WriteLetter("Milá Amálko "))
    table.ask(LEADS, c.WriteLetter("Milá Amálko, děkujeme."))
    table.ask(LEADS, c.GiveLetter())
    table.ignores(LEADS, c.GiveLetter())
    table.refuses(LEADS, c.WriteLetter("Jinak"), Reason.LETTER_GIVEN)
    assert table.meeting.letter and table.meeting.letter.words == "Milá Amálko, děkujeme."


def test_it_is_written_by_whoever_leads() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    for seat in (*GROWN_UPS, CHILD):
        if seat != LEADS:
            table.refuses(seat, c.WriteLetter("Milá Amálko"), Reason.NOT_YOUR_ROLE)
            table.refuses(seat, c.GiveLetter(), Reason.NOT_YOUR_ROLE)


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
