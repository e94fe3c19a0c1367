"""The only thread that writes. It takes all that waits, puts it on disk in one transaction, and says so.

A commit with `synchronous=FULL` costs about the same for one append as for fifty, and while one group is being written
the next one gathers by itself: no timer, no delay for somebody who types alone.
"""

import asyncio
import errno
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlite_utils import Database

from ..ports import Fault, NotSaved
from . import keys
from .appends import Append, settle
from .rows import Row

T = TypeVar("T")

GROUP = 1000
"""Appends in one transaction at most, so that even the first of a flood is not kept waiting."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Anything else that writes: `work` is done in a transaction of its own, in its turn; or, `bare`, in none."""

    work: Callable[[Database], Any]
    done: Future[Any]
    bare: bool = False


class Writer:
    """Takes appends and jobs from any thread, in order. `connect` opens a connection, also after a fault.

    `counts`: groups and appends since the start, for measurements.
    """

    def __init__(self, connect: Callable[[], Database]) -> None:
        self.counts = Counter[str]()
        self._connect = connect
        self._db: Database | None = connect()
        self._queue: SimpleQueue[Append | Job | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        # The last version of each meeting, as far as we know: another process may have written since. The table's own
        # rules (key and trigger) refuse what would not fit.
        self._versions: dict[str, int] = {}
        # A program that ends without closing must not hang; what it loses then was never acknowledged.
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def append(self, append: Append) -> None:
        """Queue it. After `stop` its future fails with NotSaved."""
        with self._door:
            if not self._closed:
                self._queue.put(append)
                return
        append.future.set_exception(NotSaved(Fault.CLOSED))

    def do(self, work: Callable[[Database], T], *, bare: bool = False) -> T:
        """Have work done in a transaction and wait for it. Raises what it raises, or NotSaved.

        bare: in no transaction, for what has to be done outside of any.
        """
        job = Job(work, Future[T](), bare)
        with self._door:
            if self._closed:
                raise NotSaved(Fault.CLOSED)
            self._queue.put(job)
        result: T = job.done.result()
        return result

    def forget(self, meeting: str) -> None:
        """In the writer's thread: what is known of a meeting's last version holds no longer."""
        self._versions.pop(meeting, None)

    def stop(self) -> None:
        """Write all that waits, then end. Harmless when done twice."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def disconnect(self) -> None:
        """After `stop`: close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    # In the writer's thread ------------------------------------------------------------------------------------------

    def _run(self) -> None:
        going = True
        while going:
            waiting = [self._queue.get()]
            while len(waiting) < GROUP:
                try:
                    waiting.append(self._queue.get_nowait())
                except Empty:
                    break
            for kind, group in groupby(waiting, type):
                if kind is Append:
                    self._append_all([item for item in group if isinstance(item, Append)])
                elif kind is Job:
                    for item in group:
                        assert isinstance(item, Job)
                        self._do(item)
                else:
                    going = False

    def _append_all(self, appends: Sequence[Append]) -> None:
        try:
            self._commit(appends)
        except Exception as error:
            fault = fault_of(error)
            self._recover(fault)
            if len(appends) > 1 and fault not in _EVERYONES:
                # It lies with one of them, and nobody else is to suffer for it.
                for append in appends:
                    self._append_all([append])
                return
            for append in appends:
                append.failed = NotSaved(fault) if fault else error
        self.counts["groups"] += 1
        self.counts["appends"] += len(appends)
        _tell(appends)

    def _commit(self, appends: Sequence[Append]) -> None:
        """One transaction. A conflict is noted at its append like any outcome; what is raised has undone everything."""
        db = self._connected()
        try:
            self._insert(db, appends)
        except sqlite3.IntegrityError:
            # Another process has written to one of these meetings. Look again, this time with nobody in between.
            db.rollback()
            self._versions.clear()
            db.execute("BEGIN IMMEDIATE")
            self._insert(db, appends)
            db.commit()

    def _insert(self, db: Database, appends: Sequence[Append]) -> None:
        rows: list[Row] = []
        reached: dict[str, int] = {}
        lines: list[Append] = []
        for append in appends:
            meeting = append.meeting
            version = reached.get(meeting)
            if version is None:
                version = self._version(db, meeting, append.after)
            append.failed = append.hindrance(version)
            if append.failed is not None:
                continue
            rows += append.rows
            reached[meeting] = append.reaches
            if append.title is not None or version == 0:
                lines.append(append)
        if lines or len(rows) > _MOST:
            with db.atomic():
                for append in lines:
                    _write_line(db, append)
                for start in range(0, len(rows), _MOST):
                    _insert_rows(db, rows[start : start + _MOST])
        elif rows:
            _insert_rows(db, rows)
        self._versions.update(reached)

    def _do(self, job: Job) -> None:
        try:
            db = self._connected()
            if not job.bare:
                # Not a deferred BEGIN: what the work reads must still be true when it writes.
                db.execute("BEGIN IMMEDIATE")
            result = job.work(db)
            db.commit()
        except Exception as error:
            fault = fault_of(error)
            self._recover(fault)
            job.done.set_exception(NotSaved(fault) if fault else error)
        else:
            job.done.set_result(result)

    def _connected(self) -> Database:
        if self._db is None:
            self._db = self._connect()
        return self._db

    def _version(self, db: Database, meeting: str, expected: int) -> int:
        """The last version, asked of the disk unless it is the expected one: another process may have written."""
        version = self._versions.get(meeting)
        if version != expected:
            (last,) = db.execute("SELECT max(version) FROM entries WHERE meeting = ?", [meeting]).fetchone()
            version = self._versions[meeting] = last or 0
        return version

    def _recover(self, fault: Fault | None) -> None:
        """Undo what had begun. A connection whose disk failed is not to be trusted: the next group gets a new one."""
        if self._db is None:
            return
        try:
            self._db.rollback()
            if fault not in (Fault.DISK, Fault.READ_ONLY):
                return
            self._db.close()
        except sqlite3.Error:
            pass
        self._db = None


def fault_of(error: Exception) -> Fault | None:
    """What was wrong with the disk or the file; None when it was neither."""
    if isinstance(error, OSError):
        return Fault.FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else Fault.DISK
    if isinstance(error, UnicodeDecodeError):
        # SQLite has said what is wrong, in the words of a damaged page.
        return Fault.DAMAGED
    if not isinstance(error, sqlite3.Error):
        return None
    return _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


_FAULTS = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_IOERR: Fault.DISK,
    sqlite3.SQLITE_CANTOPEN: Fault.DISK,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_PERM: Fault.READ_ONLY,
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_LOCKED: Fault.BUSY,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
}
_EVERYONES = (Fault.FULL, Fault.DISK, Fault.READ_ONLY, Fault.BUSY)


def _write_line(db: Database, append: Append) -> None:
    """The meeting's line in the list of meetings, new or with another title."""
    if append.after:
        db.table("meetings").update(append.meeting, {"title": append.title})
    else:
        opened = append.rows[0].at
        line = {"id": append.meeting, "title": append.title or "", "opened": opened, "office": append.office}
        db.table("meetings").insert({**line, "epoch": keys.new_epoch()})


def _insert_rows(db: Database, rows: Sequence[Row]) -> None:
    # All in one statement, which is a transaction of its own: between two statements this thread would have to wait for
    # its turn with the loop's, and the wrapping of sqlite-utils looks at each one twice.
    db.conn.execute(_INSERT + ", ".join([_ONE] * len(rows)), [value for row in rows for value in row])


_INSERT = "INSERT INTO entries VALUES "
_ONE = "(?, ?, ?, ?, ?, ?, ?)"
_MOST = 64
"""Rows in one statement."""


def _tell(appends: Sequence[Append]) -> None:
    waiting: dict[asyncio.AbstractEventLoop, list[Append]] = {}
    for append in appends:
        waiting.setdefault(append.future.get_loop(), []).append(append)
    for loop, group in waiting.items():
        # A closed loop raises RuntimeError: nobody waits there any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, group)
