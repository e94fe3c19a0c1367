"""How long the data of a meeting are kept: the office's rule, a day set for this meeting, a hold, and what stands in
the way of erasing by itself. That the record was handed over is said by a person; the days are counted from that."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from . import commands as c
from . import events as e
from .checks import clean_words, sensible_day
from .comments import AT_NIGHT, locked_at
from .events import Events
from .model import Meeting
from .refusals import Reason, Refused

THINK_AGAIN = timedelta(days=1)
"""A day that somebody sets comes this much later at the earliest, also when it has passed: a slip can be mended."""
MOST_WHY = 500


class Hindrance(StrEnum):
    """Why data are not erased by themselves."""

    OPEN = "open"
    """The meeting has not been closed, nor called off."""
    NO_RECORD = "no-record"
    """Its record is not written yet."""
    NOT_HANDED_OVER = "not-handed-over"
    """Nobody has said that those who are to have the record have it."""
    HELD = "held"
    """The office keeps them for a reason."""


def set_erasing(meeting: Meeting, command: c.SetErasing) -> Events:
    """Another day than the rule's, with its reason; None goes back to the rule."""
    sensible_day(command.day)
    why = clean_words(command.why, MOST_WHY)
    if command.day is not None and not why:
        raise Refused(Reason.NO_WORDS)
    now = meeting.erasing
    if (now.day, now.why) == (command.day, why) if now else command.day is None:
        return ()
    return (e.ErasingSet(command.day, why),)


def hold_erasing(meeting: Meeting, command: c.HoldErasing) -> Events:
    why = clean_words(command.why, MOST_WHY)
    if not why:
        raise Refused(Reason.NO_WORDS)
    return () if meeting.held and meeting.held.why == why else (e.ErasingHeld(why),)


def release_erasing(meeting: Meeting) -> Events:
    return (e.ErasingReleased(),) if meeting.held else ()


def note_handed_over(meeting: Meeting, command: c.NoteHandedOver) -> Events:
    if not record_written(meeting):
        raise Refused(Reason.NO_RECORD_YET)
    how = clean_words(command.how, MOST_WHY)
    given = meeting.handed_over
    return () if given and given.why == how else (e.RecordHandedOver(how),)


def record_written(meeting: Meeting) -> bool:
    """Is there a record that was written after the closing? One written before it was a draft."""
    return meeting.closed is not None and meeting.record is not None and meeting.record.at >= meeting.closed


def hindrance(meeting: Meeting) -> Hindrance | None:
    """What stands in the way of erasing by itself, or None."""
    if meeting.held:
        return Hindrance.HELD
    if meeting.closed is None:
        return None if meeting.cancelled else Hindrance.OPEN
    if not record_written(meeting):
        return Hindrance.NO_RECORD
    return None if given_over(meeting) else Hindrance.NOT_HANDED_OVER


def given_over(meeting: Meeting) -> datetime | None:
    """Since when everyone who is to have the record has it: as somebody has said, or as it stands in the list of those
    who get it."""
    if meeting.handed_over:
        return meeting.handed_over.at
    delivered = [recipient.delivered for recipient in meeting.recipients]
    return max((at for at in delivered if at), default=None) if all(delivered) else None


def erased_on(meeting: Meeting) -> date | None:
    """The day on which the data are to be erased; None where neither a rule nor a person says one, or none can be said
    yet: by the rule, days are counted from the handing over of the record."""
    if meeting.erasing:
        return meeting.erasing.day
    if not meeting.keeping.days:
        return None
    given = given_over(meeting)
    if meeting.closed and given:
        since = max(meeting.closed, given)
    elif meeting.cancelled and not meeting.closed:
        since = meeting.cancelled
    else:
        return None
    return since.date() + timedelta(days=meeting.keeping.days)


def erased_at(meeting: Meeting) -> datetime | None:
    """The moment (UTC) at which they are erased by themselves, if nothing changes; None where they are not."""
    day = erased_on(meeting)
    if day is None or hindrance(meeting) is not None:
        return None
    # Whoever may still comment needs the meeting for it.
    at = max(datetime.combine(day, AT_NIGHT), locked_at(meeting) or datetime.min.replace(tzinfo=UTC))
    if meeting.erasing:
        return max(at, meeting.erasing.at + THINK_AGAIN)
    return at
