"""What has happened: what somebody sends in writing who cannot come."""

from dataclasses import dataclass
from datetime import date

from ..model import Source


@dataclass(frozen=True, slots=True)
class ContributionWritten:
    """The entry's author is whoever typed it: the seat itself, or somebody at the desk."""

    seat: str
    words: str
    source: Source
    received: date | None


@dataclass(frozen=True, slots=True)
class ContributionTakenBack:
    seat: str


Event = ContributionWritten | ContributionTakenBack
