"""A store that lives as long as the process: for tests, and to say shortly what a store does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Self

from ..meeting.events import Entry
from ..meeting.series import Line
from ..ports import Erasure, Fault, MeetingLine, NoSuchMeeting, NotSaved
from . import keys
from .appends import Tails, settle
from .codec import decode_line, encode_line
from .rows import Row, from_rows


class MemoryStore:
    """EventLog and Keyring without a disk. It keeps rows, not entries, so that what could not be stored is noticed.

    `failing`: set to a Fault, nothing can be saved until it is None again; for tests of what the room does then.
    """

    def __init__(self) -> None:
        self.failing: Fault | None = None
        self._meetings: dict[str, _Kept] = {}
        self._lines: dict[str, str] = {}
        self._tokens: dict[bytes, tuple[str, str]] = {}
        self._ends: dict[bytes, str | None] = {}
        self._accounts: dict[bytes, str] = {}
        self._erasures: dict[str, Erasure] = {}
        self._tails = Tails()
        self._lock = Lock()

    def append(self, meeting: str, after: int, entries: Sequence[Entry]) -> asyncio.Future[None]:
        append = self._tails.next(meeting, after, entries)
        with self._lock:
            kept = self._meetings.get(meeting)
            append.failed = NotSaved(self.failing) if self.failing else append.hindrance(kept.version if kept else 0)
            if append.failed is None:
                if kept is None:
                    kept = self._meetings[meeting] = _Kept(entries[0].at, append.office)
                kept.rows.update((row.version, row) for row in append.rows)
                kept.version = append.reaches
                kept.title = kept.title if append.title is None else append.title
        # Told a little later, as from a disk.
        append.future.get_loop().call_soon(settle, [append])
        return append.future

    def read(self, meeting: str, after: int = 0) -> list[Entry]:
        with self._lock:
            rows = list(self._meetings[meeting].rows.values()) if meeting in self._meetings else []
        return from_rows(
            meeting,
            after,
            [
                (row.version, row.at.encode(), row.by.encode(), row.kind.encode(), row.body.encode(), row.crc)
                for row in rows
                if row.version > after
            ],
        )

    def meetings(self) -> list[MeetingLine]:
        with self._lock:
            lines = [
                MeetingLine(id, kept.title, kept.opened, kept.version, office=kept.office)
                for id, kept in self._meetings.items()
            ]
        return sorted(lines, key=lambda line: line.opened, reverse=True)

    def lines(self) -> dict[str, Line]:
        with self._lock:
            return {id: decode_line(body) for id, body in self._lines.items()}

    def keep_lines(self, lines: Sequence[Line]) -> None:
        with self._lock:
            if self.failing:
                raise NotSaved(self.failing)
            for line in lines:
                if line.id in self._meetings and line.version <= self._meetings[line.id].version:
                    self._lines[line.id] = encode_line(line)

    def begin_erasing(self, erasure: Erasure) -> None:
        with self._lock:
            if self.failing:
                raise NotSaved(self.failing)
            self._erasures.setdefault(erasure.meeting, erasure)

    def erase(self, meeting: str) -> None:
        with self._lock:
            if self.failing:
                raise NotSaved(self.failing)
            self._meetings.pop(meeting, None)
            self._lines.pop(meeting, None)
            self._tokens = {token: whose for token, whose in self._tokens.items() if whose[0] != meeting}

    def end_erasing(self, meeting: str, at: datetime) -> None:
        with self._lock:
            if self.failing:
                raise NotSaved(self.failing)
            line = self._erasures.get(meeting)
            if line is not None and line.done is None:
                self._erasures[meeting] = replace(line, done=at)

    def erasures(self) -> list[Erasure]:
        return sorted(self._erasures.values(), key=lambda line: line.asked, reverse=True)

    def mentioning(self, words: str) -> list[str]:
        with self._lock:
            return [id for id, kept in self._meetings.items() if any(words in row.body for row in kept.rows.values())]

    def links(self, meeting: str) -> int:
        return sum(1 for whose in self._tokens.values() if whose[0] == meeting)

    def issue(self, meeting: str, seat: str, until: datetime | None = None, account: str = "") -> str:
        token, ends = keys.new_token(), keys.in_utc(until)
        with self._lock:
            self._writable(meeting)
            self._tokens[keys.digest(token)] = (meeting, seat)
            self._ends[keys.digest(token)] = ends
            self._accounts[keys.digest(token)] = account
        return token

    def find(self, token: str) -> tuple[str, str] | None:
        return self._tokens.get(keys.digest(token))

    def ends(self, token: str) -> datetime | None:
        known = keys.digest(token)
        ends = self._ends.get(known) if known in self._tokens else None
        return datetime.fromisoformat(ends) if ends else None

    def account(self, token: str) -> str:
        return self._accounts.get(keys.digest(token), "") if keys.digest(token) in self._tokens else ""

    def withdraw(self, meeting: str, seat: str) -> None:
        with self._lock:
            if self.failing:
                raise NotSaved(self.failing)
            self._tokens = {token: whose for token, whose in self._tokens.items() if whose != (meeting, seat)}

    def code(self, meeting: str) -> str:
        with self._lock:
            return self._kept(meeting).code or self._coded(meeting)

    def renew_code(self, meeting: str) -> str:
        with self._lock:
            return self._coded(meeting)

    def meeting_of(self, code: str) -> str | None:
        plain = keys.plain_code(code)
        with self._lock:
            return next((id for id, kept in self._meetings.items() if plain and kept.code == plain), None)

    def epoch(self, meeting: str) -> str:
        with self._lock:
            return self._kept(meeting).epoch

    def close(self) -> None:
        self.failing = Fault.CLOSED

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _kept(self, meeting: str) -> "_Kept":
        if meeting not in self._meetings:
            raise NoSuchMeeting(meeting)
        return self._meetings[meeting]

    def _writable(self, meeting: str) -> "_Kept":
        if self.failing:
            raise NotSaved(self.failing)
        return self._kept(meeting)

    def _coded(self, meeting: str) -> str:
        kept = self._writable(meeting)
        taken = {other.code for other in self._meetings.values()}
        while (code := keys.new_code()) in taken:
            pass
        kept.code = code
        return code


@dataclass
class _Kept:
    opened: datetime
    office: str = ""
    rows: dict[int, Row] = field(default_factory=dict)
    version: int = 0
    title: str = ""
    code: str = ""
    epoch: str = field(default_factory=keys.new_epoch)
