"""What has happened: what somebody sends in writing who cannot come."""

from datetime import date

from ..model import Source
from ..value import value


@value
class ContributionWritten:
    """The entry's author is whoever typed it: the seat itself, or somebody at the desk."""

    seat: str
    words: str
    source: Source
    received: date | None


@value
class ContributionTakenBack:
    seat: str


Event = ContributionWritten | ContributionTakenBack
