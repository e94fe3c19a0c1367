"""Whether a file is one that this installation has written: its log, and what is left of erased meetings, know it."""

from datetime import datetime

from ..ports import Damaged, EventLog


def written_here(log: EventLog, sha256: str) -> datetime | None:
    """When a file with this digest (hexadecimal) was written; None for one of others, or changed since.

    Of an erased meeting the day on which it was asked to be erased is all there is to say. Blocks; any thread.
    """
    for meeting in log.mentioning(sha256):
        try:
            entries = log.read(meeting)
        except Damaged as damaged:
            entries = damaged.readable
        for entry in entries:
            if getattr(entry.event, "sha256", "") == sha256:
                return entry.at
    return next((line.asked for line in log.erasures() if sha256 in (line.record, *line.kept)), None)
