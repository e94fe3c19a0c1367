"""What the world still owes a meeting. Read from the state, so that a crash loses no record."""

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
    if meeting.closed is None or now < meeting.closed:
        return ()
    # One written before the closing was a draft.
    written = meeting.record is not None and meeting.record.at >= meeting.closed
    return () if written else (WriteRecord(meeting.id),)
