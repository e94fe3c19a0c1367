"""What the panel of the last plan shows: how each step came out, whom it helped, how near goals are, beside then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..live.room import initials
from ..meeting.agreement import step_as_agreed
from ..meeting.evaluation import FINISHED, concerned, goal_taken_over, taken_over
from ..meeting.model import Goal, Meeting, Presence, Seat, Step
from ..meeting.previous import Help, LastGoal, LastStep, Outcome
from .language import Tongue
from .words import N_

OUTCOMES = {
    Outcome.DONE: N_("fulfilled"),
    Outcome.PARTLY: N_("partly fulfilled"),
    Outcome.NOT: N_("not fulfilled"),
    Outcome.VOID: N_("holds no more"),
}
HELPS = {
    Help.MUCH: N_("yes, a lot"),
    Help.LITTLE: N_("a little"),
    Help.NOT: N_("no, not to me"),
    Help.UNSURE: N_("I don't know"),
}
MARKS = {Outcome.DONE: "✓", Outcome.PARTLY: "◐", Outcome.NOT: "✕", Outcome.VOID: "–"}
FACES = {Help.MUCH: 5, Help.LITTLE: 3, Help.NOT: 2, Help.UNSURE: 0}
"""Which of the five faces of the wish book goes with an answer; 0 for none."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody saw a goal then and sees it now, 0 to 10; None where they have not said it."""

    seat: str
    name: str
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """A step that was taken over: how many times by now, and the day it was first promised for."""

    times: int
    first_due: date | None


def last_plan(
    meeting: Meeting, me: Seat | None, hand: str, tongue: Tongue, who: Callable[[Seat], str], on_the_wall: bool
) -> dict[str, Any]:
    """What the templates may use of the last plan."""
    shortened = on_the_wall and meeting.initials

    def named(seat_id: str, name: str) -> str:
        seat = meeting.seat_of(seat_id)
        return who(seat) if seat else initials(name) if shortened else name

    return {
        "outcomes": {outcome.value: tongue._(words) for outcome, words in OUTCOMES.items()},
        "outcome_marks": {outcome.value: mark for outcome, mark in MARKS.items()},
        "helps": {help.value: tongue._(words) for help, words in HELPS.items()},
        "help_faces": {help.value: face for help, face in FACES.items()},
        "last_who": lambda step: named(step.owner, step.name) if step.owner or step.name else "",
        "last_name": lambda seat_id: named(
            seat_id, meeting.previous.names.get(seat_id, "–") if meeting.previous else "–"
        ),
        "iso_day": lambda day: tongue.day(date.fromisoformat(day)),
        "says_help": me is not None and concerned(meeting, me),
        "helped_of": lambda step: meeting.helped.get(step.id, {}),
        "evaluated_of": lambda step: meeting.evaluated.get(step.id),
        "says_for": lambda step: _says_for(meeting, step),
        "taken_over": lambda step: taken_over(meeting, step.id),
        "goal_taken_over": lambda goal: goal_taken_over(meeting, goal.id),
        "unfinished": lambda step: _unfinished(meeting, step),
        "ways": lambda goal: ways(meeting, goal, named),
        "nearer_shown": lambda goal: goal.id in meeting.nearer and meeting.nearer[goal.id].shown,
        "nearer_answered": lambda goal: nearer_answered(meeting, goal),
        "my_nearer": lambda goal: my_nearer(meeting, me, hand, goal),
        "goal_before": lambda goal: goal_before(meeting, goal),
        "past": lambda step: past(meeting, step),
    }


def goal_before(meeting: Meeting, goal: Goal) -> LastGoal | None:
    """The goal of the last plan that this one goes on with, once everyone can see how near it is now."""
    last = meeting.previous.goal(goal.carried) if meeting.previous and goal.carried else None
    return last if last and last.id in meeting.nearer and meeting.nearer[last.id].shown else None


def past(meeting: Meeting, step: Step) -> Past | None:
    """The history of a step that was taken over."""
    if not step.carried:
        return None
    agreed = step_as_agreed(meeting, step)
    return Past(agreed.carried, date.fromisoformat(agreed.first_due) if agreed.first_due else None)


def ways(meeting: Meeting, goal: LastGoal, named: Callable[[str, str], str]) -> list[Way]:
    """Everybody who has said it then or says it now, one line each; now only what is open to all."""
    nearer = meeting.nearer.get(goal.id)
    now: Mapping[str, int] = nearer.scale if nearer and nearer.shown else {}
    names = meeting.previous.names if meeting.previous else {}
    return [
        Way(seat, named(seat, names.get(seat, "–")), goal.scale.get(seat), now.get(seat))
        for seat in {**goal.scale, **now}
    ]


def nearer_answered(meeting: Meeting, goal: LastGoal) -> tuple[int, int]:
    """How many at the table have answered, of how many."""
    nearer = meeting.nearer.get(goal.id)
    here = {seat.id for seat in meeting.present}
    return len(here & nearer.scale.keys()) if nearer else 0, len(here)


def my_nearer(meeting: Meeting, me: Seat | None, hand: str, goal: LastGoal) -> int | None:
    """The viewer's own answer; until all are opened, another hand sees only what it gave."""
    nearer = meeting.nearer.get(goal.id)
    if me is None or nearer is None:
        return None
    given_themselves = f"nearer:{goal.id}:{me.id}" not in meeting.hands
    return None if hand and given_themselves and not nearer.shown else nearer.scale.get(me.id)


def state(meeting: Meeting, me: Seat | None, hand: str) -> dict[str, object] | None:
    """The last plan as a program sees it."""
    previous = meeting.previous
    if previous is None:
        return None
    return {
        "held": previous.held.isoformat(),
        "goals": [
            {
                "id": goal.id,
                "title": goal.title,
                "indicator": goal.indicator,
                "scale": dict(goal.scale),
                "nearer": _seen(meeting, me, hand, goal),
                "nearer_shown": goal.id in meeting.nearer and meeting.nearer[goal.id].shown,
                "steps": [_step_state(meeting, step) for step in goal.steps],
            }
            for goal in previous.goals
        ],
    }


def _seen(meeting: Meeting, me: Seat | None, hand: str, goal: LastGoal) -> dict[str, int]:
    nearer = meeting.nearer.get(goal.id)
    if nearer and nearer.shown:
        return dict(nearer.scale)
    mine = my_nearer(meeting, me, hand, goal)
    return {me.id: mine} if me and mine is not None else {}


def _step_state(meeting: Meeting, step: LastStep) -> dict[str, object]:
    said, again = meeting.evaluated.get(step.id), taken_over(meeting, step.id)
    return {
        "id": step.id,
        "number": step.number,
        "what": step.what,
        "owner": step.owner or None,
        "due": step.due.isoformat() if step.due else None,
        "outcome": said.outcome.value if said else None,
        "note": said.note if said else "",
        "helped": {seat: help.value for seat, help in meeting.helped.get(step.id, {}).items()},
        "carried_as": again.id if again else None,
    }


def _says_for(meeting: Meeting, step: LastStep) -> bool:
    """May somebody else say how it came out: the owner is not here, or nobody had it?"""
    owner, said = meeting.seats.get(step.owner), meeting.evaluated.get(step.id)
    return owner is None or not (owner.presence is Presence.PRESENT or (said and not said.absent))


def _unfinished(meeting: Meeting, step: LastStep) -> bool:
    said = meeting.evaluated.get(step.id)
    return said is None or said.outcome not in FINISHED
