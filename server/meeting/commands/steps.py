"""What somebody asks for: goals and how near they are, steps, whose they are, promises."""

from datetime import date

from ..value import value


@value
class AnswerScale:
    """How near to a goal somebody sees things, 0 to 10."""

    goal: str
    value: int


@value
class ShowScale:
    """Open everyone's answers to everyone."""

    goal: str


@value
class SetArea:
    goal: str
    area: str


@value
class AddGoal:
    goal: str


@value
class RemoveGoal:
    goal: str


@value
class MoveGoal:
    """Put a goal at a place in the order, from 0."""

    goal: str
    place: int


@value
class AddStep:
    step: str
    goal: str


@value
class RemoveStep:
    step: str


@value
class MoveStep:
    """Put a step at a place among the steps of a goal, from 0."""

    step: str
    goal: str
    place: int


@value
class GiveStep:
    """Say who does a step; owner "" for nobody yet."""

    step: str
    owner: str


@value
class SetDue:
    step: str
    due: date | None = None


@value
class SetKind:
    step: str
    kind: str


@value
class SetAfter:
    """Say which steps have to be done before this one."""

    step: str
    after: frozenset[str] = frozenset()


@value
class AcceptStep:
    """ "Beru si to." digest: the step as its owner saw it."""

    step: str
    digest: str


@value
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
