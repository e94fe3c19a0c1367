"""What the world still owes a meeting, now and later. Read from the state, so that a crash loses no record.

`due` and `waits` are sums over subjects: whoever adds an effect adds a line to each, and what does it in app.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .comments import appendix_owed, locked_at
from .keeping import erased_at
from .mails import is_due, reminder_at, start_of, takes_mails, to_remind, tried_next
from .model import TO_STAMP, Meeting
from .step_reminders import reminded_next, to_remind_of


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """Make the Word record of this closed meeting and note it."""

    meeting: str


@dataclass(frozen=True, slots=True)
class SendMail:
    """Hand a mail that somebody has asked for to the server, and note what became of it."""

    meeting: str
    mail: str


@dataclass(frozen=True, slots=True)
class Remind:
    """The day before has come for somebody: ask for the mail that reminds them."""

    meeting: str
    seat: str


@dataclass(frozen=True, slots=True)
class RemindOfSteps:
    """Somebody's steps will be due: ask for the mail that reminds them of these."""

    meeting: str
    seat: str
    steps: frozenset[str]


@dataclass(frozen=True, slots=True)
class StampRecord:
    """Put the time stamp on the sealed record of this meeting that it still lacks, and note that."""

    meeting: str


@dataclass(frozen=True, slots=True)
class CloseComments:
    """The last day for comments is over: lock them."""

    meeting: str


@dataclass(frozen=True, slots=True)
class WriteAppendix:
    """Make the file of the locked comments and note it."""

    meeting: str


@dataclass(frozen=True, slots=True)
class EraseRoom:
    """Erase all that is left of this meeting, by its rule or the day that was set."""

    meeting: str


Effect = WriteRecord | StampRecord | SendMail | Remind | RemindOfSteps | CloseComments | WriteAppendix | EraseRoom


def due(meeting: Meeting, now: datetime) -> tuple[Effect, ...]:
    """Everything owed at `now` (UTC). Asking again after it is done gives nothing."""
    if meeting.stopped:
        return ()
    others: tuple[Effect, ...] = (
        *_record(meeting, now),
        *_mails(meeting, now),
        *_reminders(meeting, now),
        *_step_reminders(meeting, now),
        *_comments(meeting, now),
    )
    # What is still to be written or sent is done first; but an authority that never answers keeps nothing alive.
    erasing = () if others else tuple(_erasing(meeting, now))
    return erasing or (*others, *_stamp(meeting))


def waits(meeting: Meeting, now: datetime) -> datetime | None:
    """The next moment after `now` at which something will be owed without anybody doing anything; None for never."""
    if meeting.stopped:
        return None
    return min((moment for moment in _moments(meeting) if moment > now), default=None)


def _record(meeting: Meeting, now: datetime) -> Iterator[WriteRecord]:
    if meeting.closed is None or now < meeting.closed:
        return
    # One written before the closing was a draft.
    if meeting.record is None or meeting.record.at < meeting.closed:
        yield WriteRecord(meeting.id)


def _stamp(meeting: Meeting) -> Iterator[StampRecord]:
    if meeting.record is not None and meeting.record.seal == TO_STAMP:
        yield StampRecord(meeting.id)


def _mails(meeting: Meeting, now: datetime) -> Iterator[SendMail]:
    for mail in meeting.mails.values():
        if is_due(meeting, mail, now):
            yield SendMail(meeting.id, mail.id)


def _reminders(meeting: Meeting, now: datetime) -> Iterator[Remind]:
    at, starts = reminder_at(meeting), start_of(meeting)
    if at is not None and starts is not None and at <= now < starts and takes_mails(meeting):
        for seat in to_remind(meeting):
            if seat.email:
                yield Remind(meeting.id, seat.id)


def _step_reminders(meeting: Meeting, now: datetime) -> Iterator[RemindOfSteps]:
    for seat in meeting.seats.values() if meeting.step_reminding and takes_mails(meeting) else ():
        steps = to_remind_of(meeting, seat, now)
        if steps and seat.email:
            yield RemindOfSteps(meeting.id, seat.id, frozenset(step.id for step in steps))


def _comments(meeting: Meeting, now: datetime) -> Iterator[CloseComments | WriteAppendix]:
    at = locked_at(meeting)
    if at is not None and now >= at:
        yield CloseComments(meeting.id)
    if appendix_owed(meeting):
        yield WriteAppendix(meeting.id)


def _erasing(meeting: Meeting, now: datetime) -> Iterator[EraseRoom]:
    at = erased_at(meeting)
    if at is not None and now >= at:
        yield EraseRoom(meeting.id)


def _moments(meeting: Meeting) -> Iterator[datetime]:
    # A clock put back between the closing and the record.
    if meeting.closed is not None:
        yield meeting.closed
    for mail in meeting.mails.values():
        if again := tried_next(mail):
            yield again
    if at := reminder_at(meeting):
        yield at
    yield from reminded_next(meeting)
    if (locked := locked_at(meeting)) is not None:
        yield locked
    if (at := erased_at(meeting)) is not None:
        yield at
