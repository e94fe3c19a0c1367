"""What somebody may not see is not there for them, whatever they ask for; and what they say of places and of what waits
for what is meant of what they see.
"""

from collections.abc import Sequence
from dataclasses import replace

from . import commands as c
from .commands import Command
from .confidences import thing_of, withheld
from .model import Meeting
from .refusals import Reason, Refused

_NAMES = (
    ("goal", "goal", Reason.NO_SUCH_GOAL),
    ("step", "step", Reason.NO_SUCH_STEP),
    ("card", "card", Reason.NO_SUCH_CARD),
    ("topic", "card", Reason.NO_SUCH_CARD),
    ("alert", "alert", Reason.NO_SUCH_ALERT),
)
"""Field of a command, the kind of thing it names, what is said where there is none."""


OfTheLastPlan = c.EvaluateStep | c.EvaluateAbsent | c.SayHelp | c.AnswerPast | c.ShowPast | c.CarryGoal | c.CarryStep


def in_sight(meeting: Meeting, command: Command, by: str, hand: str) -> Command:
    """The command as it is meant of the whole meeting. Raises Refused where it names what is withheld from them."""
    hidden = withheld(meeting, by, hand) if meeting.confidences and by in meeting.seats else frozenset[str]()
    if not hidden:
        return command
    if isinstance(command, OfTheLastPlan):
        return _of_the_last_plan(command, hidden)
    for name, kind, reason in _NAMES:
        if f"{kind}:{getattr(command, name, '')}" in hidden:
            raise Refused(reason)
    match command:
        case c.EditText() if thing_of(command.cell) in hidden:
            raise Refused(Reason.NO_SUCH_CELL)
        case c.RemoveGoal() if any(f"step:{step.id}" in hidden for step in meeting.steps_of(command.goal)):
            raise Refused(Reason.ONLY_WHOLE)
        case c.SetAfter():
            return _after(meeting, command, hidden)
        case c.MoveGoal():
            order = [goal.id for goal in meeting.goals if goal.id != command.goal]
            return replace(command, place=_place(order, "goal", command.place, hidden))
        case c.MoveStep():
            order = [step.id for step in meeting.steps_of(command.goal) if step.id != command.step]
            return replace(command, place=_place(order, "step", command.place, hidden))
        case c.MoveTopic():
            order = [topic for topic in meeting.chosen if topic != command.topic]
            return replace(command, place=_place(order, "card", command.place, hidden))
        case _:
            return command


def _of_the_last_plan(command: OfTheLastPlan, hidden: frozenset[str]) -> Command:
    """Their steps and goals are those of the last plan, whatever is called the same in the new one."""
    match command:
        case c.EvaluateStep() | c.EvaluateAbsent() | c.SayHelp() | c.CarryStep():
            gone = f"past:{command.step}" in hidden
        case c.AnswerPast() | c.ShowPast() | c.CarryGoal():
            gone = f"pastgoal:{command.goal}" in hidden
    if gone:
        raise Refused(Reason.NO_SUCH_PAST)
    if isinstance(command, c.CarryStep) and f"goal:{command.goal}" in hidden:
        raise Refused(Reason.NO_SUCH_GOAL)
    return command


def _after(meeting: Meeting, command: c.SetAfter, hidden: frozenset[str]) -> c.SetAfter:
    if any(f"step:{before}" in hidden for before in command.after):
        raise Refused(Reason.NO_SUCH_STEP)
    step = meeting.step(command.step)
    kept = {before for before in step.after if f"step:{before}" in hidden} if step else set()
    return replace(command, after=command.after | kept)


def _place(order: Sequence[str], kind: str, place: int, hidden: frozenset[str]) -> int:
    """Where among all of `order` a place among those one sees is: before the same one, or behind the last."""
    seen = [each for each in order if f"{kind}:{each}" not in hidden]
    if max(0, place) < len(seen):
        return order.index(seen[max(0, place)])
    return order.index(seen[-1]) + 1 if seen else len(order)
