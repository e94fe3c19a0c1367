"""An entry as a row of a store, with a checksum, and back: what is damaged is found and named."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zlib import crc32

from ..meeting.events import Entry, MeetingAmended, MeetingOpened
from ..ports import Damaged
from .codec import Unreadable, decode, encode


class Row(NamedTuple):
    """The columns of the table of entries. `at` in ISO 8601, `body` JSON in UTF-8; `crc` covers all the others.

    `by` is the author, and behind a slash, which no id has, the hand that did it for them, if any.
    """

    meeting: str
    version: int
    at: str
    by: str
    kind: str
    body: str
    crc: int


def to_rows(meeting: str, after: int, entries: Sequence[Entry]) -> list[Row]:
    """Rows of entries to be put behind version `after`; ValueError when they do not belong there."""
    if not entries:
        raise ValueError("there is nothing to append")
    rows = []
    version = after
    for entry in entries:
        version += 1
        if entry.version != version:
            raise ValueError(f"version {entry.version} cannot come after version {version - 1}")
        if entry.at.tzinfo is not UTC and entry.at.utcoffset() != UTC.utcoffset(None):
            raise ValueError(f"the time of version {version} is not in UTC")
        kind, body = encode(entry.event)
        at = entry.at.isoformat()
        by = f"{entry.by}/{entry.hand}" if entry.hand else entry.by
        rows.append(Row(meeting, version, at, by, kind, body.decode(), _crc(meeting, version, at, by, kind, body)))
    return rows


Stored = tuple[int, bytes, bytes, bytes, bytes, int]
"""version, at, by, kind, body, crc: as bytes, because a damaged text may not even be UTF-8."""


def from_rows(meeting: str, after: int, rows: Iterable[Stored], *, broken: bool = False) -> list[Entry]:
    """The entries of rows in the order of their versions, which must go on from `after`; or Damaged.

    broken: the store could not read on behind the last row.
    """
    entries: list[Entry] = []
    damaged: list[int] = []
    version = after
    for stored in rows:
        damaged.extend(range(version + 1, stored[0]))
        version = stored[0]
        try:
            entries.append(_entry(meeting, *stored))
        except Unreadable:
            damaged.append(version)
    if broken:
        damaged.append(version + 1)
    if damaged:
        raise Damaged(meeting, damaged, entries)
    return entries


def title_in(entries: Sequence[Entry]) -> str | None:
    """The title that a meeting has after these entries, if they say anything about it."""
    for entry in reversed(entries):
        if isinstance(entry.event, MeetingOpened | MeetingAmended):
            return entry.event.title
    return None


def office_in(entries: Sequence[Entry]) -> str:
    """Whose meeting these entries open, if they do."""
    first = entries[0].event
    return first.office if isinstance(first, MeetingOpened) else ""


def _entry(meeting: str, version: int, at: bytes, by: bytes, kind: bytes, body: bytes, crc: int) -> Entry:
    try:
        texts = at.decode(), by.decode(), kind.decode()
        time = datetime.fromisoformat(texts[0])
    except (ValueError, AttributeError) as error:
        raise Unreadable("not a row of the log") from error
    if _crc(meeting, version, *texts, body) != crc:
        raise Unreadable("the checksum differs")
    author, _, hand = texts[1].partition("/")
    return Entry(version, time, author, decode(texts[2], body), hand)


def _crc(meeting: str, version: int, at: str, by: str, kind: str, body: bytes) -> int:
    return crc32(body, crc32(f"{meeting} {version} {at} {by} {kind} ".encode()))
