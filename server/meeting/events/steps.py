"""What has happened: goals and how near they are, steps, whose they are, promises."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ScaleAnswered:
    goal: str
    seat: str
    value: int


@dataclass(frozen=True, slots=True)
class ScaleShown:
    goal: str


@dataclass(frozen=True, slots=True)
class AreaSet:
    goal: str
    area: str


@dataclass(frozen=True, slots=True)
class GoalAdded:
    """topic: the topic it comes from, or ""; carried: the goal of the last plan that it goes on with, or ""."""

    goal: str
    topic: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True)
class GoalRemoved:
    goal: str


@dataclass(frozen=True, slots=True)
class GoalMoved:
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class StepAdded:
    """carried: the step of the last plan that it goes on with, or ""."""

    step: str
    goal: str
    carried: str = ""


@dataclass(frozen=True, slots=True)
class StepRemoved:
    step: str


@dataclass(frozen=True, slots=True)
class StepMoved:
    step: str
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class StepGiven:
    step: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class DueSet:
    step: str
    due: date | None


@dataclass(frozen=True, slots=True)
class KindSet:
    step: str
    kind: str


@dataclass(frozen=True, slots=True)
class AfterSet:
    step: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepAccepted:
    step: str
    digest: str


@dataclass(frozen=True, slots=True)
class StepDeclined:
    step: str
    reason: str


Event = (
    ScaleAnswered
    | ScaleShown
    | AreaSet
    | GoalAdded
    | GoalRemoved
    | GoalMoved
    | StepAdded
    | StepRemoved
    | StepMoved
    | StepGiven
    | DueSet
    | KindSet
    | AfterSet
    | StepAccepted
    | StepDeclined
)
