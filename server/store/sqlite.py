"""The store of real meetings: one SQLite file in the data folder."""

import asyncio
import logging
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database, Migrations

from ..meeting.events import Entry
from ..meeting.series import RECKONING, Line
from ..ports import CannotOpen, Damaged, Erasure, Fault, MeetingLine, NoSuchMeeting, NotSaved
from . import keys
from .appends import Tails
from .codec import Unreadable, decode_line, encode_line
from .erasing import clean_copies, delete, end_line, read_lines, write_anew, write_line
from .opening import FILE, Access, connect_reading, connect_writing, lock, make_folder, prepare, renew_epochs
from .rows import Stored, from_rows
from .schema import STEPS
from .torn import is_torn
from .writer import Writer, fault_of

log = logging.getLogger(__name__)


class SqliteStore:
    """EventLog and Keyring in a data folder, which is made if need be. A context manager; `close` may be called twice.

    One thread with one connection writes (see writer.py); connections that cannot write do the reading.
    Raises CannotOpen. `trace` is given every SQL statement that the writing thread runs.
    """

    def __init__(
        self,
        folder: Path,
        access: Access = Access.ALONE,
        *,
        steps: Migrations = STEPS,
        trace: Callable[[str], object] | None = None,
    ) -> None:
        self._file = folder / FILE
        self._trace = trace
        self._idle: deque[Database] = deque()
        self._closed = False
        self._tails = Tails()
        if access is not Access.READING:
            make_folder(folder)
        self._lock = lock(folder) if access is Access.ALONE else None
        self._beside = access is Access.BESIDE
        self._writer: Writer | None = None
        # A server that was killed leaves its log beside the file, and a tidy one leaves neither log nor lock.
        killed = self._lock is not None and self._lock.left and self._file.is_file()
        try:
            log_lost = killed and (not self._log_is_there() or is_torn(self._file))
            prepare(folder, access, steps)
            if access is not Access.READING:
                self._writer = Writer(self._connect)
            if log_lost:
                # Versions that pages know from the lost log would be taken for those that come now.
                log.warning("of the log beside %s something is lost: what was saved last may be missing", FILE)
                self._writing.do(renew_epochs)
        except BaseException:
            self._unlock()
            raise

    def close(self) -> None:
        """Everything appended so far gets to the disk, then the file is left tidy and the folder free. Blocks."""
        if self._writer is not None:
            self._writer.stop()
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        if self._writer is not None:
            # Last of all: who leaves last takes the log beside the file into it, and readers may not.
            self._writer.disconnect()
        self._unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def counts(self) -> Counter[str]:
        """Groups and appends written since the start."""
        return self._writer.counts if self._writer else Counter()

    # EventLog ---------------------------------------------------------------------------------------------------------

    def append(self, meeting: str, after: int, entries: Sequence[Entry]) -> asyncio.Future[None]:
        append = self._tails.next(meeting, after, entries)
        self._writing.append(append)
        return append.future

    def read(self, meeting: str, after: int = 0) -> list[Entry]:
        rows: list[Stored] = []
        broken = False
        with self._reading() as db:
            try:
                rows.extend(db.execute(_ENTRIES, [meeting, after]))
            except sqlite3.DatabaseError as error:
                fault, last = fault_of(error), rows[-1][0] if rows else after
                if fault is None:
                    raise
                if fault not in (Fault.DAMAGED, Fault.DISK):
                    # It is all there; another time it can be read.
                    raise Damaged(meeting, [last + 1]) from error
                found, broken = _behind(db, meeting, last)
                rows.extend(found)
        return from_rows(meeting, after, rows, broken=broken)

    def mentioning(self, words: str) -> list[str]:
        with self._reading() as db:
            return [row[0] for row in db.execute(_MENTIONING, [words])]

    def meetings(self) -> list[MeetingLine]:
        with self._reading() as db:
            lines = [_line(db, *row) for row in db.execute(_MEETINGS).fetchall()]
        return sorted(lines, key=lambda line: line.opened, reverse=True)

    def lines(self) -> dict[str, Line]:
        found = {}
        # One that is damaged is reckoned anew, as is all that stands behind it on a bad page.
        with self._reading() as db, suppress(sqlite3.DatabaseError):
            for meeting, body in db.execute(_LINES, [RECKONING]):
                with suppress(Unreadable):
                    found[meeting.decode("utf-8", "replace")] = decode_line(body)
        return found

    def keep_lines(self, lines: Sequence[Line]) -> None:
        # Only of entries that are there: what has been erased meanwhile must not come back by its line.
        rows = [(RECKONING, encode_line(line), line.id, line.version) for line in lines]
        self._writing.do(lambda db: db.conn.executemany(_KEEP, rows))

    # Erasing ----------------------------------------------------------------------------------------------------------

    def begin_erasing(self, erasure: Erasure) -> None:
        self._writing.do(lambda db: write_line(db, erasure))

    def erase(self, meeting: str) -> None:
        def work(db: Database) -> None:
            delete(db, meeting)
            writer.forget(meeting)

        writer = self._writing
        writer.do(work)
        clean_copies(self._file.parent, meeting)
        writer.do(write_anew, bare=True)

    def end_erasing(self, meeting: str, at: datetime) -> None:
        self._writing.do(lambda db: end_line(db, meeting, at))

    def erasures(self) -> list[Erasure]:
        with self._reading() as db:
            return read_lines(db)

    def links(self, meeting: str) -> int:
        with self._reading() as db:
            return int(db.execute("SELECT count(*) FROM tokens WHERE meeting = ?", [meeting]).fetchone()[0])

    # Keyring ----------------------------------------------------------------------------------------------------------

    def issue(self, meeting: str, seat: str, until: datetime | None = None, account: str = "") -> str:
        token, ends = keys.new_token(), keys.in_utc(until)

        def work(db: Database) -> None:
            _known(db, meeting)
            row = {"digest": keys.digest(token), "meeting": meeting, "seat": seat, "until": ends, "account": account}
            db.table("tokens").insert(row)

        self._writing.do(work)
        return token

    def find(self, token: str) -> tuple[str, str] | None:
        with self._reading() as db:
            row = db.execute("SELECT meeting, seat FROM tokens WHERE digest = ?", [keys.digest(token)]).fetchone()
        return None if row is None else (row[0], row[1])

    def ends(self, token: str) -> datetime | None:
        with self._reading() as db:
            row = db.execute("SELECT until FROM tokens WHERE digest = ?", [keys.digest(token)]).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def account(self, token: str) -> str:
        with self._reading() as db:
            row = db.execute("SELECT account FROM tokens WHERE digest = ?", [keys.digest(token)]).fetchone()
        return str(row[0]) if row else ""

    def withdraw(self, meeting: str, seat: str) -> None:
        self._writing.do(lambda db: db.table("tokens").delete_where("meeting = ? AND seat = ?", [meeting, seat]))

    def code(self, meeting: str) -> str:
        with self._reading() as db:
            code = _known(db, meeting)["code"]
        # Asked for twice at once, the writer gives both the same.
        return code or self._writing.do(lambda db: _known(db, meeting)["code"] or _coded(db, meeting))

    def renew_code(self, meeting: str) -> str:
        return self._writing.do(lambda db: _coded(db, meeting))

    def meeting_of(self, code: str) -> str | None:
        with self._reading() as db:
            row = db.execute("SELECT id FROM meetings WHERE code = ?", [keys.plain_code(code)]).fetchone()
        return None if row is None else str(row[0])

    def epoch(self, meeting: str) -> str:
        with self._reading() as db:
            return str(_known(db, meeting)["epoch"])

    # Connections ------------------------------------------------------------------------------------------------------

    @property
    def _writing(self) -> Writer:
        if self._writer is None:
            raise NotSaved(Fault.READ_ONLY)
        return self._writer

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        """A connection for reading that nobody else uses meanwhile."""
        if self._closed:
            raise ValueError("the store has been closed")
        try:
            db = self._idle.pop()
        except IndexError:
            db = connect_reading(self._file)
        try:
            yield db
        finally:
            self._give_back(db)

    def _give_back(self, db: Database) -> None:
        if self._closed:
            db.close()
        else:
            self._idle.append(db)

    def _connect(self) -> Database:
        db = connect_writing(self._file)
        db.conn.set_trace_callback(self._trace)
        return db

    def _log_is_there(self) -> bool:
        return self._file.with_name(f"{FILE}-wal").exists()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()
        elif self._beside and not self._log_is_there():
            # No server is there, and one that was killed has had its log brought into the file by us.
            with suppress(CannotOpen):
                lock(self._file.parent).release()


# As bytes: what is damaged may not even be text.
_ENTRIES = """
    SELECT version, CAST(at AS BLOB), CAST(by AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB), crc
    FROM entries WHERE meeting = ? AND version > ? ORDER BY version
"""
_KEEP = """
    INSERT OR REPLACE INTO lines SELECT meeting, ?, ? FROM entries WHERE meeting = ? AND version = ?
"""
_LINES = "SELECT CAST(meeting AS BLOB), CAST(body AS BLOB) FROM lines WHERE reckoning = ?"
_MENTIONING = "SELECT DISTINCT meeting FROM entries WHERE instr(body, ?) ORDER BY meeting"
_MEETINGS = """
    SELECT CAST(id AS BLOB), CAST(title AS BLOB), CAST(opened AS BLOB), CAST(office AS BLOB) FROM meetings
"""
_ONE = """
    SELECT version, CAST(at AS BLOB), CAST(by AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB), crc
    FROM entries WHERE meeting = ? AND version = ?
"""
_OF_A_MEETING = "SELECT CAST(code AS BLOB), CAST(epoch AS BLOB) FROM meetings WHERE id = ?"
_MOST_SOUGHT = 2000
"""So many entries on end are looked for one by one behind a bad page; no page holds more."""
_LAST = "SELECT max(version) FROM entries WHERE meeting = ?"


def _behind(db: Database, meeting: str, last: int) -> tuple[list[Stored], bool]:
    """The rows that lie behind a page which cannot be read, each by itself; and whether there may be more of them."""
    found: list[Stored] = []
    try:
        end = int(db.execute(_LAST, [meeting]).fetchone()[0] or 0)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        end = 0
    version = last
    while version < (end or version + 1) and version - (found[-1][0] if found else last) < _MOST_SOUGHT:
        version += 1
        with suppress(sqlite3.DatabaseError):
            found.extend(db.execute(_ONE, [meeting, version]).fetchall())
    return found, not end or version < end or (found[-1][0] if found else last) < end


def _line(db: Database, meeting: bytes, title: bytes, opened: bytes, office: bytes) -> MeetingLine:
    id = meeting.decode("utf-8", "replace")
    damaged = False
    version, time = 0, datetime.min.replace(tzinfo=UTC)
    try:
        time = datetime.fromisoformat(opened.decode())
        version = db.execute(_LAST, [id]).fetchone()[0] or 0
    except (ValueError, sqlite3.DatabaseError):
        damaged = True
    return MeetingLine(id, title.decode("utf-8", "replace"), time, version, damaged, office.decode("utf-8", "replace"))


def _known(db: Database, meeting: str) -> dict[str, Any]:
    """Its code, if it has one, and its epoch."""
    row = db.execute(_OF_A_MEETING, [meeting]).fetchone()
    if row is None:
        raise NoSuchMeeting(meeting)
    code, epoch = (None if value is None else value.decode("utf-8", "replace") for value in row)
    return {"code": code, "epoch": epoch}


def _coded(db: Database, meeting: str) -> str:
    _known(db, meeting)
    while db.table("meetings").count_where("code = ?", [code := keys.new_code()]):
        pass
    db.table("meetings").update(meeting, {"code": code})
    return code
