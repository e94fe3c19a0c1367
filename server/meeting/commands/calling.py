"""What somebody asks for: the next meeting, another one that somebody will call, what the office calls the case."""

from datetime import date, datetime

from ..value import value


@value
class LabelCase:
    """What the office calls the case of this meeting: initials, a file number, a name; "" for what it would be called
    by itself.
    """

    label: str


@value
class SetNextMeeting:
    """weeks: how often they want to meet from now on; 0 for nothing agreed."""

    starts: datetime | None = None
    place: str = ""
    weeks: int = 0


@value
class CallMeeting:
    """Decide on another meeting. format: which kind, one of the format's `calls`, or "" for none after all; seat: who
    sees to it; until: by when.
    """

    format: str
    seat: str = ""
    until: date | None = None


Command = SetNextMeeting | CallMeeting | LabelCase
