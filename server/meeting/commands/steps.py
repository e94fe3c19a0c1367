"""What somebody asks for: goals and how near they are, steps, whose they are, promises."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """How near to a goal somebody sees things, 0 to 10."""

    goal: str
    value: int


@dataclass(frozen=True, slots=True)
class ShowScale:
    """Open everyone's answers to everyone."""

    goal: str


@dataclass(frozen=True, slots=True)
class SetArea:
    goal: str
    area: str


@dataclass(frozen=True, slots=True)
class AddGoal:
    goal: str


@dataclass(frozen=True, slots=True)
class RemoveGoal:
    goal: str


@dataclass(frozen=True, slots=True)
class MoveGoal:
    """Put a goal at a place in the order, from 0."""

    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class AddStep:
    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class RemoveStep:
    step: str


@dataclass(frozen=True, slots=True)
class MoveStep:
    """Put a step at a place among the steps of a goal, from 0."""

    step: str
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class GiveStep:
    """Say who does a step; owner "" for nobody yet."""

    step: str
    owner: str


@dataclass(frozen=True, slots=True)
class SetDue:
    step: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class SetKind:
    step: str
    kind: str


@dataclass(frozen=True, slots=True)
class SetAfter:
    """Say which steps have to be done before this one."""

    step: str
    after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AcceptStep:
    """ "Beru si to." digest: the step as its owner saw it."""

    step: str
    digest: str


@dataclass(frozen=True, slots=True)
class DeclineStep:
    """ "Tohle neslíbím." """

    step: str
    reason: str = ""


Command = (
    AnswerScale
    | ShowScale
    | SetArea
    | AddGoal
    | RemoveGoal
    | MoveGoal
    | AddStep
    | RemoveStep
    | MoveStep
    | GiveStep
    | SetDue
    | SetKind
    | SetAfter
    | AcceptStep
    | DeclineStep
)
