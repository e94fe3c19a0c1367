"""What has happened: the plan between two meetings."""

from ..previous import Outcome
from ..value import value


@value
class StepMarked:
    step: str
    outcome: Outcome
    words: str


@value
class ChangeAsked:
    request: str
    step: str
    words: str


@value
class ChangeAnswered:
    request: str
    words: str


@value
class NewsTold:
    news: str
    words: str
    seats: frozenset[str]


Event = StepMarked | ChangeAsked | ChangeAnswered | NewsTold
