"""What somebody asks for first: a new meeting."""

from datetime import datetime

from ..model import NO_KEEPING, OCCASIONS, Keeping
from ..previous import Previous
from ..value import value
from .people import Person


@value
class OpenMeeting:
    """The first command of all; it has no meeting to be decided against (see `decide.open_meeting`)."""

    meeting: str
    title: str
    people: tuple[Person, ...]
    purpose: str = ""
    place: str = ""
    starts: datetime | None = None
    language: str = "cs"
    case_number: str = ""
    initials: bool = False
    record_kind: str = "zapis"
    rules: str = ""
    """What the rules of the meeting begin as; everyone may change them there."""
    case: str = ""
    """The case it belongs to; "" where it begins one, which then has the meeting's own id."""
    occasion: str = OCCASIONS[0]
    keeping: Keeping = NO_KEEPING
    previous: Previous | None = None
    """The last plan of the case, where the meeting was opened from the record of the last one."""
    office: str = ""
    """The office on a shared server whose meeting it is."""
