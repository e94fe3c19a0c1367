"""What has happened: which time suits those who are invited."""

from datetime import datetime

from ..model import Can
from ..value import value


@value
class TimesOffered:
    """Instead of those before; none: nobody is asked any more."""

    times: tuple[datetime, ...]


@value
class PollAnswered:
    """The entry's author is whoever said or noted it."""

    seat: str
    said: tuple[tuple[datetime, Can], ...]


@value
class TimeSettled:
    starts: datetime


Event = TimesOffered | PollAnswered | TimeSettled
