"""The plan: goals and steps, their order, who does them, and what a promise is worth when its words change."""

from datetime import date

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreement import acceptance_of
from server.meeting.cells import all_cells, kind_of
from server.meeting.events import HOUSE
from server.meeting.holes import of_plan, of_step
from server.meeting.model import Acceptance
from server.meeting.policy import cells_for
from server.meeting.refusals import Reason
from server.meeting.text import Change, Stale
from tests.meeting.table import DUE, LEADS, Table, planned, seated


def acceptance(table: Table, step: str = "s1") -> Acceptance:
    found = table.meeting.step(step)
    assert found is not None
    return acceptance_of(table.meeting, found)


def holes(table: Table, step: str = "s1") -> set[str]:
    found = table.meeting.step(step)
    assert found is not None
    return {kind for kind, _ in of_step(table.meeting, found)}


def test_a_promise_is_to_these_words_and_a_changed_letter_opens_it() -> None:
    table = planned()
    assert acceptance(table) is Acceptance.ACCEPTED
    words = table.meeting.text("step:s1:what")
    table.write("tomas", "step:s1:what", words + ".")
    assert acceptance(table) is Acceptance.CHANGED
    assert holes(table) == {"step-changed"}
    table.write("karel", "step:s1:what", words)
    assert acceptance(table) is Acceptance.ACCEPTED, "the same words again are what was promised"


@pytest.mark.parametrize("part", ["what", "how", "with", "signal"])
def test_every_field_of_a_step_is_promised(part: str) -> None:
    table = planned()
    table.write("tomas", f"step:s1:{part}", "jinak")
    assert acceptance(table) is Acceptance.CHANGED


def test_the_date_is_promised_and_the_place_in_the_plan_is_not() -> None:
    table = planned()
    table.ask("tomas", c.AddGoal("g2"))
    table.ask("zdena", c.MoveStep("s1", "g2", 0))
    assert acceptance(table) is Acceptance.ACCEPTED
    table.ask("tomas", c.SetDue("s1", date(2027, 5, 1)))
    assert acceptance(table) is Acceptance.CHANGED


def test_accepting_what_has_changed_meanwhile_is_refused() -> None:
    table = planned()
    seen = table.promise("s1")
    table.write("tomas", "step:s1:how", "Jinak.")
    table.refuses("jana", c.AcceptStep("s1", seen), Reason.STEP_CHANGED)
    table.accept("jana", "s1")
    assert acceptance(table) is Acceptance.ACCEPTED


def test_nobodys_step_is_taken_and_promised_with_one_tap_and_a_second_tap_is_harmless() -> None:
    table = planned()
    table.ask("zdena", c.GiveStep("s1", ""))
    assert holes(table) == {"step-owner"}
    seen = table.promise("s1")
    assert [type(event) for event in table.ask("tomas", c.AcceptStep("s1", seen))] == [e.StepGiven, e.StepAccepted]
    assert acceptance(table) is Acceptance.ACCEPTED
    table.ignores("tomas", c.AcceptStep("s1", seen))
    table.refuses("jana", c.AcceptStep("s1", seen), Reason.NOT_YOUR_STEP)


def test_one_promises_only_ones_own() -> None:
    table = planned()
    refused = table.refuses("tomas", c.AcceptStep("s1", table.promise("s1")), Reason.NOT_YOUR_STEP)
    assert "Jana Nováková" in str(refused)
    table.refuses("tomas", c.DeclineStep("s1", "Za ni."), Reason.NOT_YOUR_STEP)


def test_a_step_without_words_cannot_be_promised() -> None:
    table = planned()
    table.ask("jana", c.AddStep("s2", "g1"))
    table.write("jana", "step:s2:what", "  \n ")
    table.refuses("jana", c.AcceptStep("s2", table.promise("s2")), Reason.STEP_EMPTY)


def test_declining_and_then_accepting_after_all() -> None:
    table = planned()
    table.ask("jana", c.DeclineStep("s1", "Nemám telefon."))
    assert acceptance(table) is Acceptance.DECLINED
    assert holes(table) == {"step-declined"}
    table.accept("jana", "s1")
    assert acceptance(table) is Acceptance.ACCEPTED


def test_a_step_given_to_somebody_else_is_not_promised_by_them() -> None:
    table = planned()
    table.ask("zdena", c.GiveStep("s1", "tomas"))
    assert acceptance(table) is Acceptance.OPEN
    assert holes(table) == {"step-open"}


def test_who_is_not_here_can_be_given_a_step_and_holds_nobody_up() -> None:
    table = planned()
    table.ask("zdena", c.GiveStep("s1", "alena"))
    assert acceptance(table) is Acceptance.OPEN
    assert holes(table) == set()


def test_a_step_cannot_be_given_to_a_stranger_or_to_who_waits_at_the_door() -> None:
    table = planned()
    table.ask(HOUSE, c.AskToEnter("host", "Host"))
    for owner in ("cizi", "host"):
        table.refuses("zdena", c.GiveStep("s1", owner), Reason.NO_SUCH_SEAT)


def test_the_holes_of_a_plan() -> None:
    table = seated()
    table.go_to("prace-na-cilech")
    assert of_plan(table.meeting) == (("goals", ""),)
    table.ask("jana", c.AddGoal("g"))
    assert of_plan(table.meeting) == (("goal-title", "g"), ("goal-steps", "g"))
    table.write("jana", "goal:g:title", "Cíl")
    table.ask("jana", c.AddStep("s", "g"))
    assert of_plan(table.meeting) == (("step-what", "s"), ("step-due", "s"), ("step-owner", "s"))


def test_leaving_the_work_on_goals_with_holes_takes_the_facilitators_words() -> None:
    table = planned()
    table.ask("jana", c.AddStep("s2", "g1"))
    refused = table.refuses(LEADS, c.AdvanceStage("prace-na-cilech"), Reason.MISSING)
    assert {subject for _, subject in refused.holes} == {"s2"}
    assert "3" in str(refused)
    table.ask(LEADS, c.AdvanceStage("prace-na-cilech", "Krok dopíšeme na konci."))
    (passed,) = table.meeting.passed
    assert (passed.stage, passed.by, passed.words) == ("prace-na-cilech", LEADS, "Krok dopíšeme na konci.")


def test_steps_keep_their_order_within_a_goal_whatever_moves_around_them() -> None:
    table = planned()
    table.ask("jana", c.AddGoal("g2"))
    for step, goal in (("s2", "g1"), ("t1", "g2"), ("s3", "g1"), ("t2", "g2")):
        table.ask("jana", c.AddStep(step, goal))
    table.ask("karel", c.MoveStep("s3", "g1", 0))
    assert [step.id for step in table.meeting.steps_of("g1")] == ["s3", "s1", "s2"]
    table.ask("karel", c.MoveStep("s3", "g1", 99))
    assert [step.id for step in table.meeting.steps_of("g1")] == ["s1", "s2", "s3"]
    table.ask("karel", c.MoveStep("s1", "g2", 1))
    assert [step.id for step in table.meeting.steps_of("g2")] == ["t1", "s1", "t2"]
    assert [step.id for step in table.meeting.steps_of("g1")] == ["s2", "s3"]
    table.ask("karel", c.MoveStep("s1", "g2", -5))
    assert [step.id for step in table.meeting.steps_of("g2")] == ["s1", "t1", "t2"]
    table.ask("karel", c.MoveGoal("g2", 0))
    assert [goal.id for goal in table.meeting.goals] == ["g2", "g1"]


def test_a_goal_with_steps_is_not_thrown_away() -> None:
    table = planned()
    table.refuses("zdena", c.RemoveGoal("g1"), Reason.GOAL_HAS_STEPS)
    table.ask("zdena", c.RemoveStep("s1"))
    table.ask("zdena", c.RemoveGoal("g1"))
    assert not [cell for cell in table.meeting.cells if cell.startswith(("goal:", "step:"))], "their words went too"


def test_what_is_not_there_any_more() -> None:
    table = planned()
    for command, reason in (
        (c.MoveGoal("nic", 0), Reason.NO_SUCH_GOAL),
        (c.MoveStep("nic", "g1", 0), Reason.NO_SUCH_STEP),
        (c.MoveStep("s1", "nic", 0), Reason.NO_SUCH_GOAL),
        (c.AddStep("s9", "nic"), Reason.NO_SUCH_GOAL),
        (c.GiveStep("nic", "jana"), Reason.NO_SUCH_STEP),
        (c.SetDue("nic", DUE), Reason.NO_SUCH_STEP),
        (c.AcceptStep("nic", ""), Reason.NO_SUCH_STEP),
        (c.DeclineStep("nic"), Reason.NO_SUCH_STEP),
        (table.writing("step:nic:what", "x"), Reason.NO_SUCH_CELL),
        (table.writing("step:s1:kdo", "x"), Reason.NO_SUCH_CELL),
        (table.writing("goal:g1", "x"), Reason.NO_SUCH_CELL),
        (table.writing("minutes:jindy", "x"), Reason.NO_SUCH_CELL),
        (table.writing("", "x"), Reason.NO_SUCH_CELL),
    ):
        table.refuses("zdena", command, reason)


def test_dates_that_cannot_be_right() -> None:
    table = planned()
    refused = table.refuses("tomas", c.SetDue("s1", date(1927, 4, 30)), Reason.BAD_DATE)
    assert "2000-01-01" in str(refused)
    table.refuses("tomas", c.SetDue("s1", date(2101, 1, 1)), Reason.BAD_DATE)
    table.ask("tomas", c.SetDue("s1", date(2100, 12, 31)))


def test_an_edit_is_rebased_over_what_others_wrote_meanwhile() -> None:
    table = planned()
    cell = table.meeting.cells["step:s1:what"]
    length = len("Objednat Jakuba k psychiatrovi")
    assert cell.version == 1
    table.ask("tomas", c.EditText("step:s1:what", 1, "a", 1, ((0, "Zítra: "), length)))
    table.ask("jana", c.EditText("step:s1:what", 1, "b", 1, (length, (0, "!"))))
    assert table.meeting.text("step:s1:what") == "Zítra: Objednat Jakuba k psychiatrovi!"
    assert [past.author for past in table.meeting.cells["step:s1:what"].history] == ["tomas", "tomas", "jana"]
    with pytest.raises(Stale):
        table.ask("jana", c.EditText("step:s1:what", 9, "b", 2, (length,)))


def test_an_edit_sent_twice_is_written_once() -> None:
    table = planned()
    edit = table.writing("step:s1:how", "Po telefonu.")
    table.ask("tomas", edit)
    table.ignores("tomas", edit)
    assert table.meeting.text("step:s1:how") == "Po telefonu."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((5,), Reason.TEXT_RANGE),
        (((0, "x" * 4001),), Reason.TEXT_SIZE),
    ],
)
def test_broken_edits_are_refused(change: Change, reason: Reason) -> None:
    planned().refuses("tomas", c.EditText("step:s1:how", 0, "t", 1, change), reason)


def test_a_title_has_one_line_and_a_reflection_of_somebody_called_so_has_many() -> None:
    table = planned()
    for cell in ("goal:g1:title", "step:s1:with"):
        length = table.meeting.cells[cell].units if cell in table.meeting.cells else 0
        version = table.meeting.cells[cell].version if cell in table.meeting.cells else 0
        change = ((length, "a", "b"),) if length else ((0, "a", "b"),)
        table.refuses("tomas", c.EditText(cell, version, "t", 1, change), Reason.TEXT_CHARACTERS)
    table.write("tomas", "step:s1:how", "a\nb")
    table.ask(LEADS, c.InvitePerson("with", "With", frozenset()))
    table.ask(HOUSE, c.Arrive("with"))
    table.go_to("ukonceni")
    table.write("with", "reflection:with", "Dvě\nřádky.")


def test_the_map_of_cells_is_what_the_gate_says() -> None:
    table = planned("ukonceni")
    cells = cells_for(table.meeting, "jana")
    others = {f"view:{seat.id}" for seat in table.meeting.present if seat.id != "jana"}
    assert set(cells) == set(all_cells(table.meeting)) - others, "what others say for themselves is not opened yet"
    assert all(kind_of(table.meeting, cell) for cell in cells)
    assert cells["reflection:jana"] == "write"
    assert cells["reflection:tomas"] == cells["minutes:uvod"] == cells["reason"] == "read"
    assert cells["step:s1:what"] == "write"
    table.ask(LEADS, c.FreezePlan("Bez termínu."))
    assert set(cells_for(table.meeting, "jana").values()) == {"read"}
    assert cells_for(table.meeting, "alena") == {}
    table.ask("jana", c.Depart("jana"))
    assert set(cells_for(table.meeting, "jana").values()) == {"read"}


def test_a_corrected_name_breaks_no_promise() -> None:
    table = planned()
    jana = table.meeting.seats["jana"]
    table.ask(LEADS, c.AmendPerson("jana", "Jana Nováková Opravená", jana.roles))
    assert acceptance(table) is Acceptance.ACCEPTED


def test_the_id_of_something_taken_away_is_never_given_again() -> None:
    table = planned()
    table.ask("jana", c.AddGoal("g2"))
    table.ask("jana", c.AddStep("s2", "g2"))
    table.ask(LEADS, c.RemoveStep("s2"))
    table.ask(LEADS, c.RemoveGoal("g2"))
    # Whoever still has its letters would take the new ones for a continuation of them.
    table.refuses("jana", c.AddStep("s2", "g1"), Reason.TAKEN_ID)
    table.refuses("jana", c.AddGoal("g2"), Reason.TAKEN_ID)
