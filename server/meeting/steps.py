"""Deciding about goals and steps: their order, whose they are, what they wait for, promises."""

from . import commands as c
from . import events as e
from .agreement import promise_digest
from .checks import known_goal, known_seat, known_step
from .events import Events
from .model import Meeting, Presence, Step
from .refusals import Reason, Refused


def move_goal(meeting: Meeting, command: c.MoveGoal) -> Events:
    known_goal(meeting, command.goal)
    order = [goal.id for goal in meeting.goals]
    place = max(0, min(command.place, len(order) - 1))
    return () if order.index(command.goal) == place else (e.GoalMoved(command.goal, place),)


def move_step(meeting: Meeting, command: c.MoveStep) -> Events:
    step = known_step(meeting, command.step)
    known_goal(meeting, command.goal)
    siblings = [other.id for other in meeting.steps_of(command.goal)]
    last = len(siblings) - (1 if step.goal == command.goal else 0)
    place = max(0, min(command.place, last))
    if step.goal == command.goal and siblings.index(step.id) == place:
        return ()
    return (e.StepMoved(step.id, command.goal, place),)


def give_step(meeting: Meeting, command: c.GiveStep) -> Events:
    known_step(meeting, command.step)
    if not command.owner:
        return (e.StepGiven(command.step, None),)
    owner = known_seat(meeting, command.owner)
    if owner.presence in (Presence.WAITING, Presence.TURNED_AWAY):
        raise Refused(Reason.NO_SUCH_SEAT)
    return (e.StepGiven(command.step, owner.id),)


def set_after(meeting: Meeting, command: c.SetAfter) -> Events:
    step = known_step(meeting, command.step)
    for before in command.after:
        known_step(meeting, before)
    waits = {each.id: set(each.after) for each in meeting.steps} | {step.id: set(command.after)}
    reached, ahead = set[str](), list(waits[step.id])
    while ahead:
        if (before := ahead.pop()) == step.id:
            raise Refused(Reason.STEP_CIRCLE)
        if before not in reached:
            reached.add(before)
            ahead.extend(waits[before])
    order = [each.id for each in meeting.steps]
    return (e.AfterSet(step.id, tuple(sorted(command.after, key=order.index))),)


def accept_step(meeting: Meeting, command: c.AcceptStep, by: str) -> Events:
    step = known_step(meeting, command.step)
    if not meeting.text(f"step:{step.id}:what").strip():
        raise Refused(Reason.STEP_EMPTY)
    if command.digest != promise_digest(meeting, step):
        raise Refused(Reason.STEP_CHANGED)
    if step.owner is None:
        # "Beru si to" on a step that has nobody: one tap takes it and promises it.
        return (e.StepGiven(step.id, by), e.StepAccepted(step.id, command.digest))
    own_step(meeting, step.id, by)
    return (e.StepAccepted(step.id, command.digest),)


def own_step(meeting: Meeting, step_id: str, by: str) -> Step:
    step = known_step(meeting, step_id)
    if step.owner != by:
        owner = meeting.seats.get(step.owner) if step.owner else None
        raise Refused(Reason.NOT_YOUR_STEP, owner=owner.name if owner else "—")
    return step
