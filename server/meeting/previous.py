"""The last plan of the case, as it was signed: what a meeting that evaluates it begins with.

It comes from the record of the last meeting and never changes any more; what this meeting says to it stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """How a step of the last plan came out."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"
    VOID = "void"
    """It holds no more: something has changed, and nobody is waiting for it."""


class Help(StrEnum):
    """ "Did it help me?", as the child or somebody of the family says it."""

    MUCH = "much"
    LITTLE = "little"
    NOT = "not"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Kept:
    """That something was confidential: subject, about as in Confidence; about is a seat of this meeting, or ""."""

    subject: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Between:
    """How far somebody said their step was, on a day between the two meetings."""

    outcome: Outcome
    on: date


@dataclass(frozen=True, slots=True)
class LastStep:
    """A step of the last plan. owner: a seat of this meeting, or ""; name: the owner's name as it stood there.

    first_due: the day it was first promised for; carried: how many times it had been taken over by then.
    """

    id: str
    number: str
    what: str
    how: str = ""
    owner: str = ""
    name: str = ""
    with_whom: str = ""
    due: date | None = None
    signal: str = ""
    kind: str = ""
    after: tuple[str, ...] = ()
    first_due: date | None = None
    carried: int = 0
    confidence: Kept | None = None
    between: tuple[Between, ...] = ()
    """What was said of it after that meeting. Not in its record, but known where it was held."""


@dataclass(frozen=True, slots=True)
class LastGoal:
    """A goal of the last plan. scale: seat -> 0 to 10, as it was opened to everyone then."""

    id: str
    title: str
    area: str = ""
    strengths: str = ""
    worries: str = ""
    indicator: str = ""
    scale: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[LastStep, ...] = ()
    confidence: Kept | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """meeting, held: which it was, and when; number, digest: of the version of the plan, 0 and "" where it was never
    put up for signing; sha256: of the file it was read from; sealed_by: whose certificate is on that, or ""; names:
    seat -> the name somebody had then.
    """

    meeting: str
    title: str
    held: date
    sha256: str
    number: int = 0
    digest: str = ""
    sealed_by: str = ""
    goals: tuple[LastGoal, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[LastStep, ...]:
        return tuple(step for goal in self.goals for step in goal.steps)

    def goal(self, goal_id: str) -> LastGoal | None:
        return next((goal for goal in self.goals if goal.id == goal_id), None)

    def step(self, step_id: str) -> LastStep | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def goal_of(self, step_id: str) -> LastGoal | None:
        return next((goal for goal in self.goals if any(step.id == step_id for step in goal.steps)), None)
