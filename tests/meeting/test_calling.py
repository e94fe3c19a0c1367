"""A meeting of the professionals decides that another one is called: which, who sees to it, by when."""

from datetime import date

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreement import agreement
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.model import Calling
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, LEADS, Table, planned

UNTIL = date(2027, 4, 2)
CONFERENCE = c.CallMeeting("pripadova-konference", "olga", UNTIL)


def professionals(stage: str = "zaver") -> Table:
    """The professionals at their table, in one of its stages."""
    table = Table()
    people = (
        Person("vera", "Věra Malá", frozenset({"facilitator"})),
        Person("olga", "Olga Hladká", frozenset({"svolavatel"}), "OSPOD"),
        Person("karel", "Karel Beneš", frozenset({"odbornik"}), "SVP"),
        Person("alena", "Alena Krátká", frozenset({"odbornik"}), "ZŠ"),
    )
    opening = OpenMeeting("m", "O Jakubovi", people)
    table.happened(open_meeting(opening, formats()["setkani-nad-pripadem"]), HOUSE)
    for seat in ("vera", "olga", "karel"):
        table.ask(HOUSE, c.Arrive(seat))
    table.go_to(stage)
    return table


def test_they_decide_on_a_conference_with_who_sees_to_it() -> None:
    table = professionals()
    assert table.ask("olga", CONFERENCE) == (e.MeetingCalled(Calling("pripadova-konference", "olga", UNTIL)),)
    table.ignores("olga", CONFERENCE)
    assert table.meeting.called == Calling("pripadova-konference", "olga", UNTIL)


def test_somebody_who_is_not_here_may_be_the_one() -> None:
    table = professionals()
    table.ask("vera", c.CallMeeting("interaktivni-konference", "alena"))
    assert table.meeting.called == Calling("interaktivni-konference", "alena", None)


def test_it_can_be_taken_back() -> None:
    table = professionals()
    table.ignores("vera", c.CallMeeting(""))
    table.ask("vera", CONFERENCE)
    assert table.ask("vera", c.CallMeeting("")) == (e.MeetingCalled(None),)
    assert table.meeting.called is None


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.CallMeeting("setkani-nad-pripadem", "olga"), Reason.NO_SUCH_WORD),
        (c.CallMeeting("soud", "olga"), Reason.NO_SUCH_WORD),
        (c.CallMeeting("pripadova-konference", "cizi"), Reason.NO_SUCH_SEAT),
        (c.CallMeeting("pripadova-konference", "", date(1999, 1, 1)), Reason.BAD_DATE),
    ],
)
def test_what_cannot_be_decided(command: c.CallMeeting, reason: Reason) -> None:
    professionals().refuses("vera", command, reason)


def test_only_at_the_end_by_those_who_see_to_the_meeting_and_not_of_a_frozen_plan() -> None:
    professionals("domluva").refuses("olga", CONFERENCE, Reason.NOT_THIS_STAGE)
    table = professionals()
    table.refuses("karel", CONFERENCE, Reason.NOT_YOUR_ROLE)
    table.refuses("alena", CONFERENCE, Reason.NOT_SEATED)
    table.ask("vera", c.FreezePlan(DESPITE))
    table.refuses("olga", CONFERENCE, Reason.FROZEN)


def test_a_case_conference_calls_nothing() -> None:
    planned("ukonceni").refuses(LEADS, CONFERENCE, Reason.NOT_YOUR_ROLE)


def test_what_was_decided_is_a_part_of_what_is_signed() -> None:
    table = professionals()
    assert agreement(table.meeting).called == ()
    table.ask("olga", CONFERENCE)
    assert agreement(table.meeting).called == ("pripadova-konference", "Olga Hladká", "2027-04-02")
