"""What has happened: the next meeting, another one that somebody will call, what the office calls the case."""

from datetime import datetime

from ..model import Calling
from ..value import value


@value
class NextMeetingSet:
    starts: datetime | None
    place: str
    weeks: int = 0


@value
class MeetingCalled:
    """calling: what was decided on; None where it was taken back."""

    calling: Calling | None


@value
class CaseLabelled:
    label: str


Event = NextMeetingSet | MeetingCalled | CaseLabelled
