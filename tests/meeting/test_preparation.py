"""What is made ready: what each prepares, what one will go through, reports that are referred to and never kept."""

from datetime import date

import pytest

from server.meeting import commands as c
from server.meeting.commands import Command
from server.meeting.copies import copy_of
from server.meeting.events import HOUSE
from server.meeting.model import Report
from server.meeting.preparation import MOST_REPORTS
from server.meeting.refusals import Reason
from tests.meeting import childs_table
from tests.meeting.table import LEADS, closed, frozen, invited, planned

MEDICAL = c.ReferToReport("z1", "Zpráva z léčebny", "MUDr. Král", date(2027, 2, 1), "u matky")


def test_each_is_asked_for_their_own_thing_and_it_can_be_taken_back() -> None:
    table = invited()
    table.ask(LEADS, c.AskToPrepare("jana", " Vysvědčení. "))
    table.ask(LEADS, c.AskToPrepare("filip", "Rozvrh."))
    assert table.meeting.preparation == {"jana": "Vysvědčení.", "filip": "Rozvrh."}
    table.ask(LEADS, c.AskToPrepare("jana"))
    assert table.meeting.preparation == {"filip": "Rozvrh."}
    table.ignores(LEADS, c.AskToPrepare("jana"))


def test_a_child_is_asked_for_nothing() -> None:
    table = childs_table.invited()
    leads = next(seat.id for seat in table.meeting.seats.values() if "facilitator" in seat.roles)
    table.refuses(leads, c.AskToPrepare(childs_table.CHILD, "Knihu."), Reason.THE_CHILDS)


def test_once_it_has_begun_nothing_is_made_ready_any_more() -> None:
    table = invited()
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(LEADS, c.BeginMeeting())
    table.refuses(LEADS, c.AskToPrepare("jana", "Vysvědčení."), Reason.BEGUN)
    table.refuses(LEADS, c.SetAgenda("Jak se daří"), Reason.BEGUN)
    table.ask(LEADS, MEDICAL)


def test_a_report_is_named_amended_and_taken_off_the_list() -> None:
    table = planned()
    table.ask(LEADS, MEDICAL)
    table.ignores(LEADS, MEDICAL)
    table.ask(LEADS, c.ReferToReport("z1", "Zpráva z léčebny"))
    assert table.meeting.reports == (Report("z1", "Zpráva z léčebny", "", None, ""),)
    table.ask(LEADS, c.DropReport("z1"))
    table.ignores(LEADS, c.DropReport("z1"))
    assert table.meeting.reports == ()


def test_what_is_signed_or_over_gets_no_other_list() -> None:
    frozen().refuses(LEADS, MEDICAL, Reason.FROZEN)
    closed().refuses(LEADS, MEDICAL, Reason.CLOSED)


def test_an_extract_names_no_report() -> None:
    """What it is called can say as much as the report."""
    table = planned()
    table.ask(LEADS, MEDICAL)
    assert copy_of(table.meeting, "tomas").reports
    table.ask(LEADS, c.MarkConfidential("step:s1", "health"))
    assert copy_of(table.meeting, "tomas").reports == () and copy_of(table.meeting, LEADS).reports


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.AskToPrepare("", "X"), Reason.NO_SUCH_SEAT),
        (c.AskToPrepare("cizi", "X"), Reason.NO_SUCH_SEAT),
        (c.AskToPrepare("jana", "x" * 501), Reason.TOO_LONG),
        (c.SetAgenda("x" * 2001), Reason.TOO_LONG),
        (c.ReferToReport("../x", "X"), Reason.BAD_ID),
        (c.ReferToReport("z1", " "), Reason.NO_TITLE),
        (c.ReferToReport("z1", "X", day=date(1900, 1, 1)), Reason.BAD_DATE),
    ],
)
def test_what_cannot_be_made_ready(command: Command, reason: Reason) -> None:
    invited().refuses(LEADS, command, reason)


def test_a_list_of_reports_has_an_end() -> None:
    table = invited()
    for number in range(MOST_REPORTS):
        table.ask(LEADS, c.ReferToReport(f"z{number}", "Zpráva"))
    table.refuses(LEADS, c.ReferToReport("dalsi", "Zpráva"), Reason.TOO_MANY)
    table.ask(LEADS, c.ReferToReport("z0", "Jiná zpráva"))
