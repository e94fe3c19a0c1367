"""The plan between two meetings: how far a step is, a wish to change it, what has changed. What was signed stays."""

from datetime import date, timedelta

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.afterwards import MOST_MARK, MOST_NEWS, MOST_REQUESTS, open_steps, outcome_of
from server.meeting.agreement import agreement
from server.meeting.commands import Command
from server.meeting.events import HOUSE
from server.meeting.previous import Outcome
from server.meeting.refusals import Reason
from server.meeting.series import line_of
from tests.meeting.childs_table import CHILD, GUIDE, MOTHER, gathered
from tests.meeting.table import DESPITE, DUE, FIRST, LEADS, Table, frozen


def closed(hub: str = "") -> Table:
    """Jana's step s1 is in the plan that was signed; the meeting is over."""
    table = frozen()
    if hub:
        table.happened((e.HubNamed(hub),), LEADS)
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    return table


def childs() -> Table:
    """A child's meeting that is over, with a step of the child's; everything reaches the mother."""
    table = gathered()
    table.happened((e.GoalAdded("g1"), e.StepAdded("s1", "g1"), e.StepGiven("s1", CHILD)), LEADS)
    table.happened((e.HubNamed(MOTHER), e.MeetingClosed("")), LEADS)
    return table


def test_whoever_has_a_step_says_how_far_it_is_and_can_say_otherwise_later() -> None:
    table = closed()
    plan = agreement(table.meeting)
    assert table.ask("jana", c.MarkStep("s1", Outcome.PARTLY, " Volala jsem dvakrát. "))
    assert table.ask("jana", c.MarkStep("s1", Outcome.DONE))
    first, second = table.meeting.progress["s1"]
    assert (first.outcome, first.words, first.by) == (Outcome.PARTLY, "Volala jsem dvakrát.", "jana")
    assert (second.outcome, second.words) == (Outcome.DONE, "")
    step = table.meeting.step("s1")
    assert step and outcome_of(table.meeting, step) is Outcome.DONE
    assert agreement(table.meeting) == plan and table.meeting.freeze and table.meeting.freeze.agreed == plan


@pytest.mark.parametrize("by", ["tomas", "olga", "karel", "zdena"])
def test_nobody_else_speaks_of_it(by: str) -> None:
    table = closed()
    for command in (c.MarkStep("s1", Outcome.DONE), c.AskChange("z1", "s1", "Nestihnu.")):
        refused = table.refuses(by, command, Reason.NOT_YOUR_STEP)
        assert "Jana Nováková" in str(refused)


@pytest.mark.parametrize("by", [LEADS, "karel"])
def test_whoever_leads_and_whom_everything_reaches_notes_what_they_were_told(by: str) -> None:
    table = closed(hub="karel")
    table.ask(by, c.MarkStep("s1", Outcome.NOT, "Volala, že to nestihla."))
    assert table.meeting.progress["s1"][-1].by == by


def test_of_a_childs_step_no_grown_up_says_how_far_it_is() -> None:
    table = childs()
    for by in (LEADS, MOTHER, GUIDE):
        table.refuses(by, c.MarkStep("s1", Outcome.DONE), Reason.NOT_YOUR_STEP)
    assert table.ask(CHILD, c.MarkStep("s1", Outcome.DONE))
    assert table.ask(CHILD, c.MarkStep("s1", Outcome.PARTLY), hand=GUIDE), "with the guide's hand she may"


def test_a_wish_to_change_a_step_is_answered_and_changes_nothing() -> None:
    table = closed()
    plan = agreement(table.meeting)
    table.ask("jana", c.AskChange("z1", "s1", "Prosím o jiný den."))
    table.refuses("jana", c.AnswerChange("z1", "Ano."), Reason.NOT_YOUR_ROLE)
    table.refuses("olga", c.AnswerChange("z1", "Ano."), Reason.NOT_YOUR_ROLE)
    table.refuses(LEADS, c.AnswerChange("z1", " "), Reason.NO_WORDS)
    table.refuses(LEADS, c.AnswerChange("z2", "Ano."), Reason.NO_SUCH_REQUEST)
    table.ask(LEADS, c.AnswerChange("z1", "Domluveno na pondělí."))
    request = table.meeting.requests["z1"]
    assert (request.by, request.step, request.words) == ("jana", "s1", "Prosím o jiný den.")
    assert request.answer and request.answer.why == "Domluveno na pondělí."
    assert agreement(table.meeting) == plan


def test_what_has_changed_is_told_to_those_who_should_know() -> None:
    table = closed(hub="karel")
    table.ask("karel", c.TellNews("n1", "Jakub je v nemocnici.", frozenset({"jana", "olga", "alena"})))
    news = table.meeting.news["n1"]
    assert (news.by, news.words, news.seats) == ("karel", "Jakub je v nemocnici.", {"jana", "olga", "alena"})
    table.refuses("jana", c.TellNews("n2", "Novinka.", frozenset({"olga"})), Reason.NOT_YOUR_ROLE)
    table.refuses(LEADS, c.TellNews("n2", "", frozenset({"olga"})), Reason.NO_WORDS)
    table.refuses(LEADS, c.TellNews("n2", "Novinka.", frozenset({LEADS})), Reason.NOBODY_TOLD)
    table.refuses(LEADS, c.TellNews("n2", "Novinka.", frozenset({"cizi"})), Reason.NO_SUCH_SEAT)


def test_a_child_is_not_told_by_a_page() -> None:
    news = c.TellNews("n1", "Táta nepřijde.", frozenset({MOTHER, CHILD}))
    childs().refuses(LEADS, news, Reason.NOT_BY_A_PAGE)


COMMANDS: tuple[Command, ...] = (
    c.MarkStep("s1", Outcome.DONE),
    c.AskChange("z1", "s1", "Prosím."),
    c.TellNews("n1", "Novinka.", frozenset({"olga"})),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_all_of_it_is_for_afterwards_for_people_of_the_meeting_and_twice_is_harmless(command: Command) -> None:
    by = LEADS if isinstance(command, c.TellNews) else "jana"
    frozen().refuses(by, command, Reason.NOT_OVER)
    table = closed()
    table.refuses(HOUSE, command, Reason.NOT_SEATED)
    table.refuses("cizi", command, Reason.NOT_SEATED)
    assert table.ask(by, command)
    table.ignores(by, command)
    table.refuses(by, c.MarkStep("s9", Outcome.DONE), Reason.NO_SUCH_STEP)


def test_nobody_fills_the_meeting_with_it() -> None:
    table = closed()
    for number in range(MOST_REQUESTS):
        table.ask("jana", c.AskChange(f"z{number}", "s1", f"Prosím, {number}."))
    table.refuses("jana", c.AskChange("dalsi", "s1", "Ještě."), Reason.TOO_MANY)
    for number in range(MOST_NEWS):
        table.ask(LEADS, c.TellNews(f"n{number}", f"Novinka {number}.", frozenset({"olga"})))
    table.refuses(LEADS, c.TellNews("dalsi", "Ještě.", frozenset({"olga"})), Reason.TOO_MANY)
    table.refuses("jana", c.MarkStep("s1", Outcome.DONE, "x" * (MOST_MARK + 1)), Reason.TOO_LONG)


def test_a_step_waits_until_somebody_says_that_it_is_done_or_holds_no_more() -> None:
    assert open_steps(frozen().meeting, DUE) == ()
    table = closed()
    ids = [step.id for step in open_steps(table.meeting, DUE)]
    assert ids == ["s1"] and open_steps(table.meeting, DUE - timedelta(days=1)) == ()
    table.ask("jana", c.MarkStep("s1", Outcome.PARTLY))
    assert open_steps(table.meeting, date(2099, 1, 1)) and line_of(table.meeting, FIRST).steps
    table.ask("jana", c.MarkStep("s1", Outcome.VOID, "Jakub se odstěhoval."))
    assert open_steps(table.meeting, date(2099, 1, 1)) == () and line_of(table.meeting, FIRST).steps == ()
