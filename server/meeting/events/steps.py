"""What has happened: goals and how near they are, steps, whose they are, promises."""

from datetime import date

from ..value import value


@value
class ScaleAnswered:
    goal: str
    seat: str
    value: int


@value
class ScaleShown:
    goal: str


@value
class AreaSet:
    goal: str
    area: str


@value
class GoalAdded:
    """topic: the topic it comes from, or ""; carried: the goal of the last plan that it goes on with, or ""."""

    goal: str
    topic: str = ""
    carried: str = ""


@value
class GoalRemoved:
    goal: str


@value
class GoalMoved:
    goal: str
    place: int


@value
class StepAdded:
    """carried: the step of the last plan that it goes on with, or ""."""

    step: str
    goal: str
    carried: str = ""


@value
class StepRemoved:
    step: str


@value
class StepMoved:
    step: str
    goal: str
    place: int


@value
class StepGiven:
    step: str
    owner: str | None


@value
class DueSet:
    step: str
    due: date | None


@value
class KindSet:
    step: str
    kind: str


@value
class AfterSet:
    step: str
    after: tuple[str, ...]


@value
class StepAccepted:
    step: str
    digest: str


@value
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
