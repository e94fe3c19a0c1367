"""How much the family carries: before the plan, after it, and when it is too much."""

import pytest

from server.meeting import commands as c
from server.meeting.agreement import agreement
from server.meeting.holes import unmet
from server.meeting.load import after, tasks_a_week, too_much
from server.meeting.model import Load
from server.meeting.refusals import Reason
from tests.meeting.childs_table import CHILD, END, FATHER, GUIDE, MOTHER, PLANNING, Table, seated
from tests.meeting.table import LEADS, NEXT


def _with_steps(table: Table, owner: str, many: int) -> None:
    table.ask(LEADS, c.AddGoal("g"))
    for number in range(many):
        table.ask(MOTHER, c.AddStep(f"s{number}", "g"))
        table.ask(MOTHER, c.GiveStep(f"s{number}", owner))


def test_after_the_plan_is_what_was_what_is_added_and_ones_own_steps() -> None:
    table = seated(PLANNING)
    _with_steps(table, MOTHER, 3)
    table.ask(MOTHER, c.SetLoad(MOTHER, meetings=1, visits=1, tasks=1, more_meetings=1, more_visits=0))
    assert after(table.meeting, table.meeting.seats[MOTHER]) == 7
    assert too_much(table.meeting) == ()
    table.ask(GUIDE, c.SetLoad(MOTHER, 1, 1, 1, 1, 1))
    assert [seat.id for seat in too_much(table.meeting)] == [MOTHER]


def test_steps_are_spread_over_the_weeks_until_the_next_meeting() -> None:
    table = seated(END)
    _with_steps(table, CHILD, 7)
    assert tasks_a_week(table.meeting, table.meeting.seats[CHILD]) == 7
    table.ask(LEADS, c.SetNextMeeting(NEXT))
    assert tasks_a_week(table.meeting, table.meeting.seats[CHILD]) == 2, "seven steps in five weeks"


def test_too_much_is_a_hole_before_signing_and_is_signed() -> None:
    table = seated(END)
    table.ask(MOTHER, c.SetLoad(MOTHER, 4, 4))
    assert ("load", MOTHER) in unmet(table.meeting, table.meeting.format.freeze_needs)
    assert [(load.name, load.before, load.after) for load in agreement(table.meeting).loads] == [("Jana Tichá", 8, 8)]


def test_nobody_counts_for_the_other_parent() -> None:
    table = seated(PLANNING)
    table.refuses(FATHER, c.SetLoad(MOTHER, 9), Reason.NOT_YOUR_ROLE)
    table.refuses(MOTHER, c.SetLoad(FATHER, 0), Reason.NOT_YOUR_ROLE)
    table.refuses("ucitelka", c.SetLoad(MOTHER, 1), Reason.NOT_YOUR_ROLE)
    table.ask(FATHER, c.SetLoad(FATHER, 2))
    table.ask(LEADS, c.SetLoad(CHILD, 3))
    assert table.meeting.loads == {FATHER: Load(2), CHILD: Load(3)}


@pytest.mark.parametrize("number", [-1, 41])
def test_a_number_that_cannot_be_is_refused(number: int) -> None:
    table = seated(PLANNING)
    table.refuses(LEADS, c.SetLoad(MOTHER, more_visits=number), Reason.BAD_LOAD)
    table.refuses(LEADS, c.SetLoad("ucitelka", 1), Reason.NO_SUCH_SEAT)
