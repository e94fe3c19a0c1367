"""What the world still owes a meeting, now and later. Read from the state, so that a crash loses no record.

`due` and `waits` are sums over subjects: whoever adds an effect adds a line to each, and what does it in app.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .model import Meeting


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """Make the Word record of this closed meeting and note it."""

    meeting: str


Effect = WriteRecord


def due(meeting: Meeting, now: datetime) -> tuple[Effect, ...]:
    """Everything owed at `now` (UTC). Asking again after it is done gives nothing."""
    return tuple(_record(meeting, now))


def waits(meeting: Meeting) -> datetime | None:
    """The next moment at which something will be owed without anybody doing anything; None for never.

    One that has passed says nothing: what is owed by then `due` gives.
    """
    return min(_moments(meeting), default=None)


def _record(meeting: Meeting, now: datetime) -> Iterator[WriteRecord]:
    if meeting.closed is None or now < meeting.closed:
        return
    # One written before the closing was a draft.
    if meeting.record is None or meeting.record.at < meeting.closed:
        yield WriteRecord(meeting.id)


def _moments(meeting: Meeting) -> Iterator[datetime]:
    # A clock put back between the closing and the record.
    if meeting.closed is not None:
        yield meeting.closed
