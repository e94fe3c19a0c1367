"""What this meeting says to the last plan: how each step came out, whether it helped, how near the goals are now, and
what is taken over into the new plan.

Of a step speaks whoever had it; whether it helped, only the child or the family. Nothing of it is averaged.
"""

from collections.abc import Iterator

from . import commands as c
from . import events as e
from .checks import MOST_GOALS, MOST_STEPS, clean_words, known_goal
from .events import Events
from .format import known
from .holes import side_of
from .model import AT_THE_DOOR, Goal, Meeting, Presence, Seat, Step
from .policy import gate
from .previous import LastGoal, LastStep, Outcome
from .refusals import Reason, Refused
from .writing import written

FINISHED = frozenset({Outcome.DONE, Outcome.VOID})
"""Outcomes after which a step is not taken over."""
MOST_NOTE = 500


def concerned(meeting: Meeting, seat: Seat) -> bool:
    """Is this somebody whom the plan is to help: those the meeting is about, as it was said; else the child and the
    family, or where no role says who they are, whoever belongs to no organisation?"""
    if meeting.concerned is not None:
        return seat.id in meeting.concerned
    family = {meeting.format.child, *meeting.format.family} - {""}
    if family:
        return bool(seat.roles & family)
    return meeting.format.leads not in seat.roles and not side_of(seat)


def taken_over(meeting: Meeting, last_step: str) -> Step | None:
    """The step of the new plan that goes on with one of the last plan."""
    return next((step for step in meeting.steps if step.carried == last_step), None)


def goal_taken_over(meeting: Meeting, last_goal: str) -> Goal | None:
    return next((goal for goal in meeting.goals if goal.carried == last_goal), None)


# Saying how it came out ---------------------------------------------------------------------------------------------


def evaluate_step(meeting: Meeting, command: c.EvaluateStep, by: str) -> Events:
    step = _known(meeting, command.step)
    if step.owner != by:
        raise Refused(Reason.NOT_YOUR_STEP, owner=step.name or "—")
    return (e.StepEvaluated(step.id, by, command.outcome, clean_words(command.note, MOST_NOTE)),)


def evaluate_absent(meeting: Meeting, command: c.EvaluateAbsent, by: str) -> Events:
    """For somebody who is not here, or where nobody had the step."""
    step = _known(meeting, command.step)
    owner = meeting.seats.get(step.owner)
    said = meeting.evaluated.get(step.id)
    if owner is not None and (owner.presence is Presence.PRESENT or (said and not said.absent)):
        raise Refused(Reason.OWNER_SAYS, owner=owner.name)
    return (e.StepEvaluated(step.id, by, command.outcome, clean_words(command.note, MOST_NOTE), absent=True),)


def say_help(meeting: Meeting, command: c.SayHelp, by: str) -> Events:
    step = _known(meeting, command.step)
    if not concerned(meeting, meeting.seats[by]):
        raise Refused(Reason.THE_FAMILYS)
    return (e.HelpSaid(step.id, by, command.help),)


def answer_past(meeting: Meeting, command: c.AnswerPast, by: str) -> Events:
    goal = _known_goal(meeting, command.goal)
    if not 0 <= command.value <= 10:
        raise Refused(Reason.BAD_SCALE)
    return (e.PastAnswered(goal.id, by, command.value),)


def show_past(meeting: Meeting, command: c.ShowPast) -> Events:
    return (e.PastShown(_known_goal(meeting, command.goal).id),)


# Taking over --------------------------------------------------------------------------------------------------------


def carry_goal(meeting: Meeting, command: c.CarryGoal) -> Events:
    return tuple(_goal_again(meeting, _known_goal(meeting, command.goal)))


def carry_step(meeting: Meeting, command: c.CarryStep, by: str) -> Events:
    """With its words, its owner and its history. A date that has passed is not taken over, and no promise is: it was
    given for another time.
    """
    step = _known(meeting, command.step)
    said = meeting.evaluated.get(step.id)
    if said and said.outcome in FINISHED:
        raise Refused(Reason.STEP_FINISHED)
    first: Events = ()
    if command.goal:
        known_goal(meeting, command.goal)
        goal = command.goal
    else:
        last = _goal_of(meeting, step)
        again = goal_taken_over(meeting, last.id)
        if again is None:
            # Whoever may not add goals puts the step under one that is there.
            if reason := gate(meeting, by, c.CarryGoal):
                raise Refused(Reason.NO_SUCH_GOAL if reason is Reason.NOT_YOUR_ROLE else reason)
            first = tuple(_goal_again(meeting, last))
            goal = first[0].goal if isinstance(first[0], e.GoalAdded) else ""
        else:
            goal = again.id
    if len(meeting.steps) >= MOST_STEPS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_STEPS))
    return (*first, *_step_again(meeting, step, goal))


def _goal_again(meeting: Meeting, last: LastGoal) -> Iterator[e.Event]:
    if len(meeting.goals) >= MOST_GOALS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_GOALS))
    goal = _free(last.id, {each.id for each in meeting.goals} | meeting.removed)
    yield e.GoalAdded(goal, carried=last.id)
    for part, words in (("title", last.title), ("indicator", last.indicator)):
        if words:
            yield written(f"goal:{goal}:{part}", words)
    if known(meeting.format.areas, last.area):
        yield e.AreaSet(goal, last.area)
    if mark := meeting.confidences.get(f"pastgoal:{last.id}"):
        yield e.MarkedConfidential(f"goal:{goal}", mark.subject, mark.about)


def _step_again(meeting: Meeting, last: LastStep, goal: str) -> Iterator[e.Event]:
    step = _free(last.id, {each.id for each in meeting.steps} | meeting.removed)
    yield e.StepAdded(step, goal, carried=last.id)
    for part, words in (("what", last.what), ("how", last.how), ("with", last.with_whom), ("signal", last.signal)):
        if words:
            yield written(f"step:{step}:{part}", words)
    owner = meeting.seats.get(last.owner)
    if owner and owner.presence not in AT_THE_DOOR:
        yield e.StepGiven(step, owner.id)
    today = meeting.sat_down or meeting.starts
    if last.due and today and last.due >= today.date():
        yield e.DueSet(step, last.due)
    if known(meeting.format.kinds, last.kind):
        yield e.KindSet(step, last.kind)
    if mark := meeting.confidences.get(f"past:{last.id}"):
        yield e.MarkedConfidential(f"step:{step}", mark.subject, mark.about)
    if after := tuple(each.id for each in meeting.steps if each.carried in last.after):
        yield e.AfterSet(step, after)


def _free(wanted: str, taken: set[str] | frozenset[str]) -> str:
    names = (wanted, *(f"{wanted[:36]}-{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


def _known(meeting: Meeting, step_id: str) -> LastStep:
    step = meeting.previous.step(step_id) if meeting.previous else None
    if step is None:
        raise Refused(Reason.NO_SUCH_PAST)
    return step


def _known_goal(meeting: Meeting, goal_id: str) -> LastGoal:
    goal = meeting.previous.goal(goal_id) if meeting.previous else None
    if goal is None:
        raise Refused(Reason.NO_SUCH_PAST)
    return goal


def _goal_of(meeting: Meeting, step: LastStep) -> LastGoal:
    goal = meeting.previous.goal_of(step.id) if meeting.previous else None
    assert goal is not None
    return goal
