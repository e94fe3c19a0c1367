"""What has happened: which time suits those who are invited."""

from dataclasses import dataclass
from datetime import datetime

from ..model import Can


@dataclass(frozen=True, slots=True)
class TimesOffered:
    """Instead of those before; none: nobody is asked any more."""

    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class PollAnswered:
    """The entry's author is whoever said or noted it."""

    seat: str
    said: tuple[tuple[datetime, Can], ...]


@dataclass(frozen=True, slots=True)
class TimeSettled:
    starts: datetime


Event = TimesOffered | PollAnswered | TimeSettled
