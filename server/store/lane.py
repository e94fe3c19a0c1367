"""The private lane: a small file of its own, so that what is erased from it is gone and no copy of the log has it.

Little is in it, and for an afternoon only: what it holds is in memory as well, so that drawing a page never waits for
the disk. Nothing survives in a file beside it: the journal of a write is gone when the write is done.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from ..ports import CannotOpen, Fault, NotSaved
from .writer import fault_of

FILE = "lane.db"
_PATIENCE = 5.0

_TABLES = """
CREATE TABLE IF NOT EXISTS notes (meeting TEXT, seat TEXT, words TEXT NOT NULL, PRIMARY KEY (meeting, seat));
CREATE TABLE IF NOT EXISTS breaks (meeting TEXT, seat TEXT, at TEXT NOT NULL, PRIMARY KEY (meeting, seat));
"""


class MemoryLane:
    """Lane without a disk. `failing`: set to a Fault, nothing can be saved until it is None again."""

    def __init__(self) -> None:
        self.failing: Fault | None = None
        self._notes: dict[tuple[str, str], str] = {}
        self._breaks: dict[tuple[str, str], datetime] = {}
        # Who reads never waits: a write makes new tables and puts them in the place of the old.
        self._writing = Lock()

    def write_note(self, meeting: str, seat: str, words: str) -> None:
        with self._writing:
            self._save(lambda db: _write_note(db, meeting, seat, words))
            others = {key: kept for key, kept in self._notes.items() if key != (meeting, seat)}
            self._notes = others | {(meeting, seat): words} if words else others

    def note(self, meeting: str, seat: str) -> str:
        return self._notes.get((meeting, seat), "")

    def ask_break(self, meeting: str, seat: str, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a moment without a zone")
        with self._writing:
            if (meeting, seat) not in self._breaks:
                row = (meeting, seat, at.isoformat())
                self._save(lambda db: db.execute("INSERT INTO breaks VALUES (?, ?, ?)", row))
                self._breaks = {**self._breaks, (meeting, seat): at}

    def end_break(self, meeting: str, seat: str) -> None:
        with self._writing:
            if (meeting, seat) in self._breaks:
                self._save(lambda db: db.execute("DELETE FROM breaks WHERE meeting = ? AND seat = ?", (meeting, seat)))
                self._breaks = {key: at for key, at in self._breaks.items() if key != (meeting, seat)}

    def breaks(self, meeting: str) -> dict[str, datetime]:
        asked = [(at, seat) for (where, seat), at in self._breaks.items() if where == meeting]
        return {seat: at for at, seat in sorted(asked)}

    def meetings(self) -> list[str]:
        return sorted({meeting for meeting, _ in (*self._notes, *self._breaks)})

    def erase(self, meeting: str) -> None:
        # Also where nothing is known of it: a program that was killed in the middle of this left its work half done.
        with self._writing:
            self._save(lambda db: _erase(db, meeting))
            self._notes = {key: words for key, words in self._notes.items() if key[0] != meeting}
            self._breaks = {key: at for key, at in self._breaks.items() if key[0] != meeting}

    def _save(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Put it where it lasts. Raises NotSaved, and then nothing has changed."""
        if self.failing:
            raise NotSaved(self.failing)


class SqliteLane(MemoryLane):
    """Lane in a data folder. Its file is open only while it is written. Raises CannotOpen."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._file = data_dir / FILE
        try:
            # For nobody else's eyes from its first moment.
            self._file.touch(mode=0o600)
            with closing(small_file(self._file)) as db:
                db.executescript(_TABLES)
                self._notes = {(meeting, seat): words for meeting, seat, words in db.execute("SELECT * FROM notes")}
                self._breaks = {
                    (meeting, seat): datetime.fromisoformat(at)
                    for meeting, seat, at in db.execute("SELECT * FROM breaks")
                }
        except (sqlite3.Error, OSError, ValueError) as error:
            raise CannotOpen(
                "{file} cannot be opened ({reason}). Move it aside and start again: "
                "it holds nothing but private notes and requests for a break.",
                file=self._file,
                reason=error,
            ) from error

    def _save(self, work: Callable[[sqlite3.Connection], object]) -> None:
        with saving(), closing(small_file(self._file)) as db:
            work(db)


def small_file(file: Path) -> sqlite3.Connection:
    """A connection to a small file of what is to be really gone when it is deleted; every statement is a transaction of
    its own, and nothing stays in a file beside it."""
    db = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        # What VACUUM lays aside while it works must not lie in a folder of the system.
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _write_note(db: sqlite3.Connection, meeting: str, seat: str, words: str) -> None:
    if words:
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (meeting, seat, words))
    else:
        db.execute("DELETE FROM notes WHERE meeting = ? AND seat = ?", (meeting, seat))


def _erase(db: sqlite3.Connection, meeting: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM notes WHERE meeting = ?", (meeting,))
    db.execute("DELETE FROM breaks WHERE meeting = ?", (meeting,))
    db.execute("COMMIT")
    # secure_delete writes zeros over it; VACUUM also leaves behind what moved between pages in earlier writes.
    db.execute("VACUUM")


@contextmanager
def saving() -> Iterator[None]:
    """A fault of the disk is NotSaved."""
    try:
        yield
    except sqlite3.Error as error:
        raise NotSaved(fault_of(error) or Fault.DISK) from error
