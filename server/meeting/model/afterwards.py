"""What is true of a meeting: how far the steps are, wishes for changes, news."""

from dataclasses import dataclass
from datetime import datetime

from ..previous import Outcome
from .keeping import Said


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of a step between two meetings; by: who wrote it, mostly whoever has the step."""

    outcome: Outcome
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to change a step of the signed plan. answer: what whoever sees to the meeting said to it, or None."""

    id: str
    step: str
    by: str
    words: str
    at: datetime
    answer: Said | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since the meeting, told to those of `seats`."""

    id: str
    by: str
    words: str
    at: datetime
    seats: frozenset[str]
