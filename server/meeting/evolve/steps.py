"""What is true after something has happened to goals and steps."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Goal, Meeting, Step
from .choice import chosen
from .hands import by_hand, did
from .parts import moved, without


def after(meeting: Meeting, event: e.steps.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.ScaleAnswered():
            goal = next(goal for goal in meeting.goals if goal.id == event.goal)
            answered = _change_goal(meeting, event.goal, scale={**goal.scale, event.seat: event.value})
            return did(by_hand(answered, f"scale:{event.goal}:{event.seat}", entry), entry)
        case e.ScaleShown():
            return _change_goal(meeting, event.goal, shown=True)
        case e.AreaSet():
            return _change_goal(meeting, event.goal, area=event.area)
        case e.GoalAdded():
            goal = Goal(event.goal, topic=event.topic, carried=event.carried)
            return chosen(replace(meeting, goals=(*meeting.goals, goal)), meeting.chosen)
        case e.GoalRemoved():
            goals = tuple(goal for goal in meeting.goals if goal.id != event.goal)
            cells = without(meeting.cells, f"goal:{event.goal}:")
            return replace(meeting, goals=goals, cells=cells, removed=meeting.removed | {event.goal})
        case e.GoalMoved():
            return replace(meeting, goals=moved(meeting.goals, event.goal, event.place))
        case e.StepAdded():
            return replace(meeting, steps=(*meeting.steps, Step(event.step, event.goal, carried=event.carried)))
        case e.StepRemoved():
            steps = tuple(
                replace(step, after=tuple(before for before in step.after if before != event.step))
                for step in meeting.steps
                if step.id != event.step
            )
            cells = without(meeting.cells, f"step:{event.step}:")
            # An offer whose step is gone is an offer again.
            cards = tuple(replace(card, step="") if card.step == event.step else card for card in meeting.cards)
            taken_away = replace(meeting, steps=steps, cells=cells, cards=cards)
            return replace(taken_away, removed=meeting.removed | {event.step})
        case e.StepMoved():
            return replace(meeting, steps=_step_moved(meeting, event))
        case e.StepGiven():
            return _change_step(meeting, event.step, owner=event.owner, promised="", declined=None)
        case e.DueSet():
            return _change_step(meeting, event.step, due=event.due)
        case e.KindSet():
            return _change_step(meeting, event.step, kind=event.kind)
        case e.AfterSet():
            return _change_step(meeting, event.step, after=event.after)
        case e.StepAccepted():
            promised = _change_step(meeting, event.step, promised=event.digest, declined=None)
            return did(by_hand(promised, f"promise:{event.step}", entry), entry)
        case e.StepDeclined():
            declined = _change_step(meeting, event.step, promised="", declined=event.reason)
            return did(by_hand(declined, f"promise:{event.step}", entry), entry)
        case _:
            assert_never(event)


def _change_goal(meeting: Meeting, goal_id: str, **changes: object) -> Meeting:
    goals = tuple(
        replace(goal, **changes) if goal.id == goal_id else goal  # type: ignore[arg-type]
        for goal in meeting.goals
    )
    return replace(meeting, goals=goals)


def _change_step(meeting: Meeting, step_id: str, **changes: object) -> Meeting:
    steps = tuple(
        replace(step, **changes) if step.id == step_id else step  # type: ignore[arg-type]
        for step in meeting.steps
    )
    return replace(meeting, steps=steps)


def _step_moved(meeting: Meeting, event: e.StepMoved) -> tuple[Step, ...]:
    moving = replace(next(step for step in meeting.steps if step.id == event.step), goal=event.goal)
    others = [step for step in meeting.steps if step.id != event.step]
    siblings = [index for index, step in enumerate(others) if step.goal == event.goal]
    # After the last sibling when it goes to the end; steps of other goals keep their order around it.
    at = siblings[event.place] if event.place < len(siblings) else (siblings[-1] + 1 if siblings else len(others))
    others.insert(at, moving)
    return tuple(others)
