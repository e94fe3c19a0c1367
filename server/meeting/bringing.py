"""Deciding what a meeting may keep of the last plan that is brought to it, and which parts of its format it needs."""

from collections.abc import Iterable
from dataclasses import replace

from . import text
from .cells import is_id
from .checks import MOST_GOALS, MOST_SEATS, MOST_STEPS, MOST_WORDS, sensible_day
from .format import Format, Stage
from .letters import acceptable
from .model import OTHER, Confidence
from .previous import Kept, LastGoal, LastStep, Previous
from .refusals import Reason, Refused

PANEL = "previous"
"""The panel in which the last plan is worked on."""


def checked(previous: Previous, seats: Iterable[str], format: Format) -> Previous:
    """The last plan as a meeting may keep it: within its limits, in words it can show. Raises Refused.

    seats: of this meeting; a step whose owner has none of them has nobody yet.
    """
    known = frozenset(seats)
    steps = previous.steps
    subjects = {*(area.id for area in format.areas), OTHER}
    if len(previous.goals) > MOST_GOALS or len(steps) > MOST_STEPS or len(previous.names) > MOST_SEATS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_STEPS))
    goals_known, steps_known = {goal.id for goal in previous.goals}, {step.id for step in steps}
    twice = len(goals_known) < len(previous.goals) or len(steps_known) < len(steps)
    if twice or not all(map(is_id, {previous.meeting} | goals_known | steps_known)):
        raise Refused(Reason.BAD_ID)
    sensible_day(previous.held)
    return replace(
        previous,
        title=_kept(previous.title, 200),
        sealed_by=_kept(previous.sealed_by, MOST_WORDS),
        goals=tuple(_goal(goal, known, subjects) for goal in previous.goals),
        names={seat: _kept(name, 80) for seat, name in previous.names.items()},
    )


def kept(previous: Previous) -> dict[str, Confidence]:
    """What was confidential last time is so this time, until whoever may says otherwise."""
    goals = ((f"pastgoal:{goal.id}", goal.confidence) for goal in previous.goals)
    steps = ((f"past:{step.id}", step.confidence) for step in previous.steps)
    return {thing: Confidence(mark.subject, mark.about) for thing, mark in (*goals, *steps) if mark}


def fitted(format: Format, occasion: str, *, previous: bool) -> Format:
    """The format as this one meeting needs it: without the last plan where there is none, without the fields of its own
    that belong to other occasions, and without asking the last meeting for the next one.
    """
    parts = tuple(part for part in format.parts if part.occasion in ("", occasion))
    kept = {part.id for part in parts}
    needs = tuple(need for need in format.freeze_needs if need != "next-meeting" or occasion != "closing")
    stages = tuple(_stage(stage, kept, previous=previous) for stage in format.stages)
    return replace(format, parts=parts, stages=stages, freeze_needs=needs)


def _stage(stage: Stage, parts: set[str], *, previous: bool) -> Stage:
    own = tuple(part for part in stage.parts if part in parts)
    left_out = {*(() if previous else (PANEL,)), *(("parts",) if stage.parts and not own else ())}
    shows = tuple(panel for panel in stage.shows if panel not in left_out)
    needs = tuple(need for need in stage.needs if need not in left_out)
    return replace(stage, parts=own, shows=shows, needs=needs)


def _goal(goal: LastGoal, known: frozenset[str], subjects: set[str]) -> LastGoal:
    if not all(0 <= value <= 10 for value in goal.scale.values()):
        raise Refused(Reason.BAD_SCALE)
    return replace(
        goal,
        title=_kept(goal.title),
        strengths=_kept(goal.strengths),
        worries=_kept(goal.worries),
        indicator=_kept(goal.indicator),
        steps=tuple(_step(step, known, subjects) for step in goal.steps),
        confidence=_mark(goal.confidence, known, subjects),
    )


def _mark(mark: Kept | None, known: frozenset[str], subjects: set[str]) -> Kept | None:
    """A subject that is no more, or somebody who is no more: then it is told to nobody but who may know of all else."""
    if mark is None:
        return None
    there = mark.subject in subjects and (not mark.about or mark.about in known)
    return mark if there else Kept(OTHER)


def _step(step: LastStep, known: frozenset[str], subjects: set[str]) -> LastStep:
    for day in (step.due, step.first_due):
        sensible_day(day)
    return replace(
        step,
        what=_kept(step.what),
        how=_kept(step.how),
        name=_kept(step.name, 80),
        with_whom=_kept(step.with_whom),
        signal=_kept(step.signal),
        owner=step.owner if step.owner in known else "",
        carried=max(0, step.carried),
        confidence=_mark(step.confidence, known, subjects),
    )


def _kept(words: str, most: int = MOST_WORDS) -> str:
    """Letter for letter, as it was signed; only what could never have been written here is taken out."""
    kept = words if acceptable(words) else text.clean(words)
    if len(kept) > most:
        raise Refused(Reason.TOO_LONG, most=str(most))
    return kept
