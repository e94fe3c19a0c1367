"""What is true of a meeting: how far the steps are, wishes for changes, news."""

from datetime import datetime

from ..previous import Outcome
from ..value import value
from .keeping import Said


@value
class Mark:
    """What was said of a step between two meetings; by: who wrote it, mostly whoever has the step."""

    outcome: Outcome
    words: str
    by: str
    at: datetime


@value
class Request:
    """A wish to change a step of the signed plan. answer: what whoever sees to the meeting said to it, or None."""

    id: str
    step: str
    by: str
    words: str
    at: datetime
    answer: Said | None = None


@value
class News:
    """What has changed since the meeting, told to those of `seats`."""

    id: str
    by: str
    words: str
    at: datetime
    seats: frozenset[str]
