"""An entry as a row of a store, with a checksum, and back: what is damaged is found and named."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zlib import crc32

from ..meeting.events import NOBODY, Entry, Lost, MeetingAmended, MeetingOpened
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


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


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
    """The entries of rows, with versions that go on from `after` without gaps: where a row is missing or damaged there
    stands a Lost with what can still be read of it. Raises Damaged where not even the opening of the meeting is left.

    rows: in the order in which they were found, which a damaged file may mix up; broken: there was more that could not
    be read.
    """
    whole: dict[int, Entry] = {}
    torn: dict[int, Lost] = {}
    astray = broken
    for stored in rows:
        try:
            entry = _entry(meeting, *stored)
        except Unreadable:
            # What it says of its own number is as little to be believed as the rest.
            if isinstance(stored[0], int) and stored[0] not in torn:
                torn[stored[0]] = _lost(*stored)
            else:
                astray = True
        else:
            whole[entry.version] = entry
    last = max(whole, default=after)
    while last + 1 in torn:
        last += 1
    # One that lies nowhere may be the one that is missing, or one more at the end.
    astray = astray or any(version > last or version <= after or version in whole for version in torn)
    end = last + 1 if astray else last
    found, at = list[Entry](), _LONG_AGO
    for version in range(after + 1, end + 1):
        entry = whole.get(version) or Entry(version, at, NOBODY, torn.get(version, Lost()))
        at = entry.at
        found.append(entry)
    if after == 0 and found and isinstance(found[0].event, Lost):
        raise Damaged(meeting, lost_of(found), [entry for entry in found if not isinstance(entry.event, Lost)])
    return found


def lost_of(entries: Iterable[Entry]) -> tuple[int, ...]:
    """The versions of those that cannot be read."""
    return tuple(entry.version for entry in entries if isinstance(entry.event, Lost))


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
        right = _crc(meeting, version, *texts, body) == crc
    except (ValueError, AttributeError, TypeError) as error:
        raise Unreadable("not a row of the log") from error
    if not right:
        raise Unreadable("the checksum differs")
    author, _, hand = texts[1].partition("/")
    return Entry(version, time, author, decode(texts[2], body), hand)


def _lost(version: int, at: object, by: object, kind: object, body: object, crc: object) -> Lost:
    """What is left of a damaged row: nothing of it is certain."""
    name = kind.decode("utf-8", "replace") if isinstance(kind, bytes) else ""
    return Lost(name, body if isinstance(body, bytes) else b"")


def _crc(meeting: str, version: int, at: str, by: str, kind: str, body: bytes) -> int:
    return crc32(body, crc32(f"{meeting} {version} {at} {by} {kind} ".encode()))
