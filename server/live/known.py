"""Whether a file is one that this installation has written: its log, and what is left of erased meetings, know it."""

from dataclasses import dataclass
from datetime import datetime

from ..ports import Damaged, EventLog


@dataclass(frozen=True, slots=True)
class Known:
    """at: when it was written; None where its meeting has been erased, and nothing is left that says so."""

    at: datetime | None


def known_here(log: EventLog, sha256: str) -> Known | None:
    """What is known of a file with this digest (hexadecimal); None for one of others, or changed since.

    Blocks; any thread.
    """
    for meeting in log.mentioning(sha256):
        try:
            entries = log.read(meeting)
        except Damaged as damaged:
            entries = damaged.readable
        for entry in entries:
            if getattr(entry.event, "sha256", "") == sha256:
                return Known(entry.at)
    erased = any(sha256 in (line.record, *line.kept) for line in log.erasures())
    return Known(None) if erased else None
