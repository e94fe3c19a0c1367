"""Taking a meeting out of the database so that none of its words is left in any of our files.

`secure_delete` writes zeros over the rows, but not over what earlier writes left behind when they moved rows between
pages; and the log beside the file still has the pages as they were. So the file is written anew (VACUUM), and the log
is brought into it and cut to nothing. The copies that the program made before updates are cleaned in the same way.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..ports import Act, Erasure, Fault, NotSaved, Why
from .opening import BACKUPS
from .writer import fault_of

OF_A_MEETING = (("entries", "meeting"), ("tokens", "meeting"), ("lines", "meeting"), ("meetings", "id"))
"""Table and column: where something of a meeting lies. Whoever adds such a table adds it here."""


def delete(db: Database, meeting: str) -> None:
    """Within a transaction: every row of a meeting, from the tables there are."""
    there = set(db.table_names())
    for table, column in OF_A_MEETING:
        if table in there:
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", [meeting])  # noqa: S608 - names of our own


def write_anew(db: Database) -> None:
    """Outside of a transaction: the file with what is in it now and nothing else, and no log beside it.

    Raises NotSaved when somebody has been reading an old state for longer than we wait.
    """
    # What VACUUM lays aside while it works must not lie in a folder of the system.
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("VACUUM")
    (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise NotSaved(Fault.BUSY)


def clean_copies(data_dir: Path, meeting: str) -> None:
    """The same in every copy of the database that the program has made in its folder, which is ours alone now; what a
    copy or a restoring that was never finished left behind goes whole.

    Raises NotSaved: a copy cannot be opened or written. Then it may still have what is to be erased.
    """
    folder = data_dir / BACKUPS
    try:
        for unfinished in folder.glob("*.part*"):
            unfinished.unlink()
        for unfinished in data_dir.glob(".restoring-*"):
            shutil.rmtree(unfinished)
        for copy in sorted(folder.glob("*.db")):
            _clean(copy, meeting)
    except (sqlite3.Error, OSError) as error:
        raise NotSaved(fault_of(error) or Fault.DAMAGED) from error


def _clean(copy: Path, meeting: str) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
        db = Database(conn, execute_plugins=False)
        conn.execute("PRAGMA journal_mode = DELETE").fetchone()
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA secure_delete = ON")
        conn.execute("PRAGMA temp_store = MEMORY")
        conn.execute("BEGIN IMMEDIATE")
        delete(db, meeting)
        conn.execute("COMMIT")
        conn.execute("VACUUM")


# The line that remains ------------------------------------------------------------------------------------------------


def write_line(db: Database, erasure: Erasure) -> None:
    row = {
        "meeting": erasure.meeting,
        "opened": erasure.opened.isoformat(),
        "asked": erasure.asked.isoformat(),
        "act": erasure.act.value,
        "why": erasure.why.value,
        "counts": json.dumps(dict(erasure.counts), sort_keys=True),
        "record": erasure.record,
        "kept": " ".join(erasure.kept),
        "done": None,
        "office": erasure.office,
    }
    db.table("erasures").insert(row, ignore=True)


def end_line(db: Database, meeting: str, at: datetime) -> None:
    db.execute("UPDATE erasures SET done = ? WHERE meeting = ? AND done IS NULL", [at.isoformat(), meeting])


def read_lines(db: Database) -> list[Erasure]:
    """The last asked for first."""
    rows = db.execute(
        "SELECT meeting, opened, asked, act, why, counts, record, kept, done, office FROM erasures "
        "ORDER BY asked DESC, meeting"
    ).fetchall()
    return [_line(*row) for row in rows]


def _line(
    meeting: str,
    opened: str,
    asked: str,
    act: str,
    why: str,
    counts: str,
    record: str,
    kept: str,
    done: str | None,
    office: str,
) -> Erasure:
    numbers: dict[str, Any] = json.loads(counts)
    moment = datetime.fromisoformat
    ended = moment(done) if done else None
    return Erasure(
        meeting, moment(opened), moment(asked), Act(act), Why(why), numbers, record, tuple(kept.split()), ended, office
    )
