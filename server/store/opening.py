"""Opening the data folder: everything that can be wrong with it, found before the first meeting, each in one sentence.

The file is not read through (`PRAGMA quick_check`): a server with years of meetings would be slow to start, and one bad
page must not close all of them. Damage deeper inside is found when a meeting is read, and concerns that meeting alone.
"""

import os
import sqlite3
from enum import Enum
from pathlib import Path

from sqlite_utils import Database, Migrations

from ..ports import CannotOpen, Fault
from .keys import new_epoch
from .lock import FolderLock, Taken
from .schema import is_ahead, is_ours, mark_ours
from .writer import fault_of

FILE = "setkani.db"
LOCK = "setkani.lock"
BACKUPS = "backups"
PATIENCE = 5000
"""How long we wait for another program that is writing, in milliseconds."""


class Access(Enum):
    """How a store is opened."""

    ALONE = "alone"
    """For the server: nobody else may be one, and an older file is brought up to date."""
    BESIDE = "beside"
    """For a command that writes, whether or not a server is running."""
    READING = "reading"
    """For a command that only reads, whether or not a server is running; changes no data."""


def make_folder(folder: Path) -> None:
    """The data folder, for nobody else's eyes."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _sentence(error, folder) from None


def lock(folder: Path) -> FolderLock:
    """The folder as ours alone, until released. Raises CannotOpen."""
    try:
        return FolderLock(folder / LOCK)
    except Taken as taken:
        raise CannotOpen(
            "Setkání is already running with the data folder {folder} (process {pid}). "
            "Stop it first, or choose another folder with --data-dir.",
            folder=folder,
            pid=taken.pid,
        ) from None
    except OSError as error:
        raise _sentence(error, folder) from None


def prepare(folder: Path, access: Access, steps: Migrations) -> None:
    """See that the database is there, whole, ours and of the present shape; raises CannotOpen when it cannot be."""
    file = folder / FILE
    if access is Access.READING and not file.is_file():
        raise CannotOpen(
            "There are no meetings in the data folder {folder}. Name the folder that the server uses with --data-dir.",
            folder=folder,
        )
    try:
        db = (connect_reading if access is Access.READING else connect_writing)(file)
        try:
            _check(db, folder, access, steps)
        finally:
            db.close()
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise _sentence(error, folder) from error


def connect_writing(file: Path) -> Database:
    """A connection that writes. May be handed to another thread, but only to one."""
    conn = sqlite3.connect(file, timeout=PATIENCE / 1000, check_same_thread=False)
    db = Database(conn, execute_plugins=False)
    # No transaction but those we ask for.
    conn.isolation_level = None
    try:
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        # Bringing the log into the file makes whoever waits for a commit wait longer: a quarter as often as usual.
        db.execute("PRAGMA wal_autocheckpoint = 4000")
        if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            db.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        db.close()
        raise
    return db


def connect_reading(file: Path) -> Database:
    """A connection that cannot write. May be handed from thread to thread, but used by one at a time."""
    conn = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE / 1000, check_same_thread=False
    )
    return Database(conn, execute_plugins=False)


def renew_epochs(db: Database) -> None:
    """Within a transaction: every meeting begins another history, whose versions are not to be compared with those
    that pages know."""
    for (meeting,) in db.execute("SELECT id FROM meetings").fetchall():
        db.execute("UPDATE meetings SET epoch = ? WHERE id = ?", [new_epoch(), meeting])


def back_up(db: Database, folder: Path, name: str) -> Path:
    """The whole database as one file in a folder; it has its name only once it is complete."""
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{name}.db"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    db.execute("VACUUM INTO ?", [str(part)])
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(target)
    return target


def _check(db: Database, folder: Path, access: Access, steps: Migrations) -> None:
    if not is_ours(db):
        raise CannotOpen(
            "{file} belongs to another program. Choose another folder with --data-dir.", file=folder / FILE
        )
    if is_ahead(db, steps):
        raise CannotOpen(
            "The data in {folder} were written by a newer version of Setkání. "
            "Install that version, or choose another folder with --data-dir.",
            folder=folder,
        )
    if access is not Access.READING and db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        raise CannotOpen(
            "The data folder {folder} lies on a drive where data cannot be kept safely, probably on a network. "
            "Choose a folder on a drive of this machine with --data-dir.",
            folder=folder,
        )
    if access is not Access.READING:
        # Whether a file may be written is known only once one writes.
        mark_ours(db)
    if steps.pending(db):
        if access is Access.READING:
            raise CannotOpen(
                "The data in {folder} are those of an older version of Setkání. "
                "Start the server once; it makes a backup and brings them up to date.",
                folder=folder,
            )
        if access is Access.ALONE:
            _bring_up_to_date(db, folder, steps)
        else:
            with lock(folder):
                _bring_up_to_date(db, folder, steps)
    # Every line of the list of meetings can be read: as much of the file as there are meetings, not entries.
    db.execute("SELECT count(title || opened || epoch || coalesce(code, '')) FROM meetings").fetchone()


def _bring_up_to_date(db: Database, folder: Path, steps: Migrations) -> None:
    if steps.applied(db):
        back_up(db, folder / BACKUPS, f"before-{steps.pending(db)[0].name}")
    steps.apply(db)


def _sentence(error: Exception, folder: Path) -> CannotOpen:
    match fault_of(error):
        case Fault.DAMAGED:
            return CannotOpen(
                "{file} is damaged or is not a database. Move it aside and put the newest file from {backups} "
                "in its place, or start without it to begin anew.",
                file=folder / FILE,
                backups=folder / BACKUPS,
            )
        case Fault.FULL:
            return CannotOpen("The disk is full: {folder} cannot be written. Make room and start again.", folder=folder)
        case Fault.BUSY:
            return CannotOpen(
                "Another program is using {file}. Close it and start again.",
                file=folder / FILE,
            )
        case Fault.READ_ONLY | Fault.DISK:
            return CannotOpen(
                "The data folder {folder} cannot be written. "
                "Make it writable for you, or choose another with --data-dir.",
                folder=folder,
            )
        case _:
            return CannotOpen(
                "{file} cannot be opened ({reason}). Move it aside and put the newest file from {backups} "
                "in its place.",
                file=folder / FILE,
                backups=folder / BACKUPS,
                reason=error,
            )
