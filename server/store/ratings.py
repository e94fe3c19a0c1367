"""What people say of a meeting afterwards: a small file of its own, like the private lane's, so that what is erased
from it is gone, and no copy of the log has it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Lock

from ..ports import CannotOpen, Fault, NotSaved, Rating
from .lane import saving, small_file

FILE = "ratings.db"

_TABLE = """
CREATE TABLE IF NOT EXISTS ratings (
    meeting TEXT, seat TEXT, heard INTEGER, safe INTEGER, trust INTEGER, words TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (meeting, seat)
);
"""


class MemoryRatings:
    """Ratings without a disk. `failing`: set to a Fault, nothing can be saved until it is None again."""

    def __init__(self) -> None:
        self.failing: Fault | None = None
        self._kept: dict[tuple[str, str], Rating] = {}
        # Who reads never waits: a write makes a new table and puts it in the place of the old.
        self._writing = Lock()

    def rate(self, meeting: str, seat: str, rating: Rating) -> None:
        if rating.at.tzinfo is None:
            raise ValueError("a moment without a zone")
        row = (meeting, seat, rating.heard, rating.safe, rating.trust, rating.words, rating.at.isoformat())
        with self._writing:
            self._save(lambda db: db.execute("INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?)", row))
            self._kept = {**self._kept, (meeting, seat): rating}

    def take_back(self, meeting: str, seat: str) -> None:
        with self._writing:
            self._save(lambda db: db.execute("DELETE FROM ratings WHERE meeting = ? AND seat = ?", (meeting, seat)))
            self._kept = {key: rating for key, rating in self._kept.items() if key != (meeting, seat)}

    def of(self, meeting: str) -> dict[str, Rating]:
        said = [(rating.at, seat, rating) for (where, seat), rating in self._kept.items() if where == meeting]
        return {seat: rating for _, seat, rating in sorted(said, key=lambda each: each[:2])}

    def meetings(self) -> list[str]:
        return sorted({meeting for meeting, _ in self._kept})

    def erase(self, meeting: str) -> None:
        # Also where nothing is known of it: a program that was killed in the middle of this left its work half done.
        with self._writing:
            self._save(lambda db: _erase(db, meeting))
            self._kept = {key: rating for key, rating in self._kept.items() if key[0] != meeting}

    def _save(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Put it where it lasts. Raises NotSaved, and then nothing has changed."""
        if self.failing:
            raise NotSaved(self.failing)


class SqliteRatings(MemoryRatings):
    """Ratings in a data folder. Their file is open only while it is written. Raises CannotOpen."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._file = data_dir / FILE
        try:
            # For nobody else's eyes from its first moment.
            self._file.touch(mode=0o600)
            with closing(small_file(self._file)) as db:
                db.executescript(_TABLE)
                for meeting, seat, heard, safe, trust, words, at in db.execute("SELECT * FROM ratings"):
                    self._kept[meeting, seat] = Rating(heard, safe, trust, words, datetime.fromisoformat(at))
        except (sqlite3.Error, OSError, ValueError) as error:
            raise CannotOpen(
                "{file} cannot be opened ({reason}). Move it aside and start again: "
                "it holds nothing but what people said of meetings afterwards.",
                file=self._file,
                reason=error,
            ) from error

    def _save(self, work: Callable[[sqlite3.Connection], object]) -> None:
        with saving(), closing(small_file(self._file)) as db:
            work(db)


def _erase(db: sqlite3.Connection, meeting: str) -> None:
    db.execute("DELETE FROM ratings WHERE meeting = ?", (meeting,))
    # secure_delete writes zeros over it; VACUUM also leaves behind what moved between pages in earlier writes.
    db.execute("VACUUM")
