"""The plan as it is drawn: numbers of steps, the 0 to 10 lines, the way to the next meeting, and who carries what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .. import days
from ..meeting.commands import AnswerScale, OpenWorries
from ..meeting.holes import may_worry
from ..meeting.model import Goal, Meeting, Seat, Step
from ..meeting.policy import may
from .language import Tongue
from .own_meeting import waited_for

MOST_STRETCHES = 5
"""Columns of the way to the next meeting that can still be read from six metres."""
MOST_OFFERED = 20
"""Steps of a plan above which only those of the same goal are offered as what has to be done before."""


def pictured(meeting: Meeting, tongue: Tongue) -> dict[str, Any]:
    """What the templates of the plan may use."""
    return {
        "numbers": numbers(meeting),
        "may_wait_for": lambda step: may_wait_for(meeting, step),
        "worries_wait": worries_wait(meeting),
        "asks_scale": asks_scale(meeting),
        "answered": lambda goal: answered(meeting, goal),
        "spread": lambda goal: spread(meeting, goal),
        "way": lambda: way(meeting, tongue),
        "loads": lambda: loads(meeting),
        "without_step": lambda: without_step(meeting),
        "short_day": lambda value: days.short_day(value, tongue.language),
    }


def numbers(meeting: Meeting) -> dict[str, str]:
    """Step -> its number in the plan: 1.2 is the second step of the first goal."""
    return {
        step.id: f"{place}.{number}"
        for place, goal in enumerate(meeting.goals, 1)
        for number, step in enumerate(meeting.steps_of(goal.id), 1)
    }


def may_wait_for(meeting: Meeting, step: Step) -> tuple[Step, ...]:
    """The steps this one may wait for, in the order of the plan: not itself, and none that waits for it already.

    In a very long plan those of its own goal alone, and those it waits for as things are: 200 times 200 is too many.
    """
    waiting, found = {step.id}, True
    while found:
        later = {each.id for each in meeting.steps if each.id not in waiting and waiting & set(each.after)}
        waiting, found = waiting | later, bool(later)
    short = len(meeting.steps) <= MOST_OFFERED
    return tuple(
        each
        for goal in meeting.goals
        for each in meeting.steps_of(goal.id)
        if each.id not in waiting and (short or goal.id == step.goal or each.id in step.after)
    )


def worries_wait(meeting: Meeting) -> bool:
    """Are the worries closed, and can that still change in this stage?"""
    return not may_worry(meeting) and any(may(meeting, seat.id, OpenWorries) for seat in meeting.present)


# The scale ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """Everybody who said the same number. lane: 0 or 1, so that the names of neighbours have room beside each other."""

    value: int
    seats: tuple[str, ...]
    lane: int


def asks_scale(meeting: Meeting) -> bool:
    """Is anybody at the table asked for numbers now?"""
    return any(may(meeting, seat.id, AnswerScale) for seat in meeting.present)


def answered(meeting: Meeting, goal: Goal) -> tuple[int, int]:
    """How many have answered, of how many; whoever leads is not waited for, but counts when they have answered."""
    people = [seat for seat in meeting.present if seat.id in goal.scale or meeting.format.leads not in seat.roles]
    return sum(seat.id in goal.scale for seat in people), len(people)


def spread(meeting: Meeting, goal: Goal) -> tuple[Mark, ...]:
    """The answers from 0 to 10, each number once, with the people in the order of their seats. Never an average."""
    marks: list[Mark] = []
    for value in range(11):
        seats = tuple(seat for seat in meeting.seats if goal.scale.get(seat) == value)
        if seats:
            beside = bool(marks) and marks[-1].value == value - 1 and marks[-1].lane == 0
            marks.append(Mark(value, seats, 1 if beside else 0))
    return tuple(marks)


# The way to the next meeting ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of the way: from a day to a day, both included, and the steps that fall due in it, by date."""

    first: date
    last: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """From this meeting to the next one. ends: None where no next meeting is agreed, and the last date ends the way.

    dots: where on the line, above its stretch, there is a step, in percent; before, later: dated outside the way.
    """

    begins: date | None
    ends: date | None
    stretches: tuple[Stretch, ...]
    dots: tuple[float, ...]
    before: tuple[Step, ...]
    later: tuple[Step, ...]
    undated: tuple[Step, ...]


def way(meeting: Meeting, tongue: Tongue) -> Way:
    """The steps at their dates, on few stretches of days."""
    ordered = [step for goal in meeting.goals for step in meeting.steps_of(goal.id)]
    undated = tuple(step for step in ordered if step.due is None)
    dated = sorted(((step.due, step) for step in ordered if step.due), key=lambda pair: pair[0])
    begins = _day(meeting.sat_down or meeting.began or meeting.starts, tongue)
    if begins is None and dated:
        begins = dated[0][0]
    ends = _day(meeting.next_starts, tongue)
    if begins is None or (ends is not None and ends <= begins):
        ends = None
    horizon = ends or max((due for due, _ in dated), default=None)
    if begins is None or horizon is None or horizon < begins:
        return Way(begins, ends, (), (), tuple(step for _, step in dated), (), undated)
    within = [(due, step) for due, step in dated if begins <= due <= horizon]
    stretches = _stretches(begins, (horizon - begins).days, within)
    return Way(
        begins=begins,
        ends=ends,
        stretches=stretches,
        dots=tuple(dict.fromkeys(_dot(stretches, due) for due, _ in within)),
        before=tuple(step for due, step in dated if due < begins),
        later=tuple(step for due, step in dated if due > horizon),
        undated=undated,
    )


def _day(moment: datetime | None, tongue: Tongue) -> date | None:
    return moment.astimezone(tongue.zone).date() if moment else None


def _stretches(begins: date, length: int, within: list[tuple[date, Step]]) -> tuple[Stretch, ...]:
    """Weeks where there are few, longer stretches where the next meeting is far; neighbours without a step are one."""
    many = min(MOST_STRETCHES, max(1, round(length / 7)))
    edges = [begins + timedelta(round(length * number / many)) for number in range(many)]
    lasts = [edge - timedelta(1) for edge in edges[1:]] + [begins + timedelta(length)]
    found: list[Stretch] = []
    for first, last in zip(edges, lasts, strict=True):
        steps = tuple(step for due, step in within if first <= due <= last)
        if found and not steps and not found[-1].steps:
            first = found.pop().first
        found.append(Stretch(first, last, steps))
    return tuple(found)


def _dot(stretches: tuple[Stretch, ...], due: date) -> float:
    """Where a day lies on the line, whose stretches are all drawn equally long; in percent."""
    place = next(number for number, stretch in enumerate(stretches) if due <= stretch.last)
    stretch, last = stretches[place], place + 1 == len(stretches)
    # The last day of the way is its very end.
    long = (stretch.last - stretch.first).days + (0 if last else 1)
    return round(100 * (place + (due - stretch.first).days / max(long, 1)) / len(stretches), 1)


# Whose steps are whose ----------------------------------------------------------------------------------------------


def loads(meeting: Meeting) -> Mapping[Seat | None, tuple[Step, ...]]:
    """Everybody who carries a step -> their steps in the order of the plan; last, under None, those nobody has."""
    ordered = [step for goal in meeting.goals for step in meeting.steps_of(goal.id)]
    owners = {step.id: meeting.seat_of(step.owner) if step.owner else None for step in ordered}
    found: dict[Seat | None, tuple[Step, ...]] = {}
    for seat in (*meeting.seats.values(), None):
        if steps := tuple(step for step in ordered if owners[step.id] == seat):
            found[seat] = steps
    return found


def without_step(meeting: Meeting) -> tuple[Seat, ...]:
    """Who is here and carries no step; whoever leads belongs to no side and is not expected to, nor is a child."""
    carry = {seat.id for seat in loads(meeting) if seat}
    return tuple(seat for seat in meeting.present if seat.id not in carry and waited_for(meeting, seat))
