"""What has happened: the next meeting, another one that somebody will call, what the office calls the case."""

from dataclasses import dataclass
from datetime import datetime

from ..model import Calling


@dataclass(frozen=True, slots=True)
class NextMeetingSet:
    starts: datetime | None
    place: str
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class MeetingCalled:
    """calling: what was decided on; None where it was taken back."""

    calling: Calling | None


@dataclass(frozen=True, slots=True)
class CaseLabelled:
    label: str


Event = NextMeetingSet | MeetingCalled | CaseLabelled
