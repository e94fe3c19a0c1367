"""What one guest has to do in a meeting: somebody of the story, or one of the crowd."""

import random

from ..meeting.model import Verdict
from .crowd import REFLECTIONS
from .guest import NewGoal, NewStep, Part, Said
from .story import ENDINGS, GOALS, LINES, STAGES, STEPS, Line, lines_of, lines_of_step

PLANS_IN = STAGES[2:]


def part_of(seat: str) -> Part:
    """The part of somebody of the story; who is not in it listens, says little and signs."""
    if seat not in ENDINGS:
        return part_of_nobody(seat, random.Random(seat))
    ending = ENDINGS[seat]
    said = [_said(stage, line) for stage in LINES for line in lines_of(seat, stage)]
    said += [_said("", line) for goal in GOALS for line in goal.lines if line.by == seat]
    return Part(
        name=seat,
        plans_in=PLANS_IN,
        said=tuple(said),
        goals=tuple(NewGoal(goal.id) for goal in GOALS if goal.by == seat),
        steps=tuple(
            NewStep(
                step.id, step.goal, step.owner, step.due.isoformat(), tuple(_said("", x) for x in lines_of_step(step))
            )
            for step in STEPS
            if step.by == seat
        ),
        reflection=ending.reflection,
        verdict=ending.verdict,
        words=ending.words,
    )


def part_of_nobody(name: str, chance: random.Random) -> Part:
    """Somebody who comes with the code: listens, writes what they take away, and signs."""
    return Part(name=name, plans_in=PLANS_IN, reflection=chance.choice(REFLECTIONS), verdict=Verdict.AGREE)


def _said(stage: str, line: Line) -> Said:
    return Said(stage, line.cell, line.words)
