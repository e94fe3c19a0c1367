"""What has happened first: a meeting is there, and what was brought to it."""

from datetime import datetime

from ..format import Format
from ..model import NO_KEEPING, OCCASIONS, Keeping
from ..previous import Previous
from ..value import value


@value
class MeetingOpened:
    """The format is kept whole: a meeting is replayed with the stages it was held in, whatever the files say later."""

    meeting: str
    format: Format
    title: str
    purpose: str
    place: str
    starts: datetime | None
    language: str
    case_number: str
    initials: bool
    record_kind: str = "zapis"
    case: str = ""
    occasion: str = OCCASIONS[0]
    keeping: Keeping = NO_KEEPING
    office: str = ""
    """The id of the office on a shared server whose meeting it is; "" where there were no accounts."""


@value
class PlanBrought:
    """The last plan of the case comes along, right after the meeting is opened."""

    previous: Previous


Event = MeetingOpened | PlanBrought
