"""The only thread that writes. It takes all that waits, puts it on disk in one transaction, and says so.

A commit with `synchronous=FULL` costs about the same for one append as for fifty, and while one group is being written
the next one gathers by itself: no timer, no delay for somebody who types alone.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlite_utils import Database

from ..ports import Conflict, Fault, NotSaved
from . import keys
from .rows import Row

T = TypeVar("T")

GROUP = 1000
"""Appends in one transaction at most, so that even the first of a flood is not kept waiting."""


@dataclass(slots=True, eq=False)
class Append:
    """Rows to go behind version `after` of a meeting, and the future of whoever waits for it in a loop.

    `on`: an append that these rows were made on before it was known to be on disk; where that one fails, so does this,
    even if the version should happen to be right again. `failed`: set by the writer; `told`: the future is done.
    """

    meeting: str
    after: int
    rows: list[Row]
    title: str | None
    future: asyncio.Future[None]
    on: "Append | None" = None
    failed: Exception | None = None
    told: bool = False

    @property
    def reaches(self) -> int:
        """The version after it."""
        return self.after + len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Anything else that writes: `work` is done in a transaction of its own, in its turn."""

    work: Callable[[Database], Any]
    done: Future[Any]


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
        # The last version of each meeting, so that it need not be asked for; true until another connection writes.
        self._versions: dict[str, int] = {}
        self._others = -1
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

    def do(self, work: Callable[[Database], T]) -> T:
        """Have work done in a transaction and wait for it. Raises what it raises, or NotSaved."""
        job = Job(work, Future[T]())
        with self._door:
            if self._closed:
                raise NotSaved(Fault.CLOSED)
            self._queue.put(job)
        result: T = job.done.result()
        return result

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

    def _append_all(self, appends: list[Append]) -> None:
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
        db = self._begin()
        rows: list[Row] = []
        reached: dict[str, int] = {}
        for append in appends:
            meeting = append.meeting
            version = reached.get(meeting)
            if version is None:
                version = self._version(db, meeting)
            append.failed = _hindrance(append, version)
            if append.failed is not None:
                continue
            rows += append.rows
            reached[meeting] = append.reaches
            if version == 0:
                first = append.rows[0]
                line = {"id": meeting, "title": append.title or "", "opened": first.at, "epoch": keys.new_epoch()}
                db.table("meetings").insert(line)
            elif append.title is not None:
                db.table("meetings").update(meeting, {"title": append.title})
        _insert(db, rows)
        db.commit()
        self._versions.update(reached)

    def _do(self, job: Job) -> None:
        try:
            db = self._begin()
            result = job.work(db)
            db.commit()
        except Exception as error:
            fault = fault_of(error)
            self._recover(fault)
            job.done.set_exception(NotSaved(fault) if fault else error)
        else:
            job.done.set_result(result)

    def _begin(self) -> Database:
        if self._db is None:
            self._db = self._connect()
        # Not a deferred BEGIN: what we read about versions must still be true when we write.
        self._db.execute("BEGIN IMMEDIATE")
        (others,) = self._db.execute("PRAGMA data_version").fetchone()
        if others != self._others:
            self._versions.clear()
            self._others = others
        return self._db

    def _version(self, db: Database, meeting: str) -> int:
        version = self._versions.get(meeting)
        if version is None:
            (last,) = db.execute("SELECT max(version) FROM entries WHERE meeting = ?", [meeting]).fetchone()
            version = self._versions[meeting] = last or 0
        return version

    def _recover(self, fault: Fault | None) -> None:
        """Undo what had begun. A connection whose disk failed is not to be trusted: the next group gets a new one."""
        self._versions.clear()
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
        return Fault.DISK
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


def _hindrance(append: Append, version: int) -> Exception | None:
    """Why an append cannot go behind that version, or None."""
    below = append.on.failed if append.on else None
    if isinstance(below, NotSaved):
        return NotSaved(below.reason)
    if below is not None or version != append.after:
        return Conflict(append.meeting, append.after, version)
    return None


def _insert(db: Database, rows: Sequence[Row]) -> None:
    # Many rows in one statement: between two statements this thread has to wait for its turn with the loop's.
    waiting = iter(rows)
    while chunk := list(islice(waiting, _MOST)):
        values = ", ".join([_ONE] * len(chunk))
        db.execute(f"INSERT INTO entries VALUES {values}", [value for row in chunk for value in row])


_ONE = "(?, ?, ?, ?, ?, ?, ?)"
_MOST = 64


def _tell(appends: Sequence[Append]) -> None:
    waiting: dict[asyncio.AbstractEventLoop, list[Append]] = {}
    for append in appends:
        append.on = None
        waiting.setdefault(append.future.get_loop(), []).append(append)
    for loop, group in waiting.items():
        # A closed loop raises RuntimeError: nobody waits there any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, group)


def _settle(appends: Sequence[Append]) -> None:
    for append in appends:
        append.told = True
        future = append.future
        if future.done():
            # Whoever waited has been cancelled. What is on disk stays there.
            continue
        if append.failed is None:
            future.set_result(None)
        else:
            future.set_exception(append.failed)
