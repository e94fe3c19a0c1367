"""A copy of everything that is kept, taken while meetings go on; and the way back from it.

A backup is one ZIP file: the database as it stood at one moment, the photos, the records, the settings of offices,
accounts (without what signs anybody in now), and a list of them with their SHA-256. With a password it is an age file
(https://age-encryption.org) around that ZIP.
Private notes and keys are not in it: notes die with their meeting, and a key in a copy is a key that somebody finds.
"""

import json
import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import pyrage

from ..ports import CannotOpen, Erasure
from . import accounts
from .erasing import delete, read_lines, write_anew, write_line
from .opening import (
    BACKUPS,
    FILE,
    Access,
    back_up,
    connect_reading,
    connect_writing,
    lock,
    make_folder,
    prepare,
    renew_epochs,
)
from .schema import STEPS, is_ahead, is_ours

LIST = "setkani-backup.json"
KIND = 1
_AGE = b"age-encryption.org/"
_CHUNK = 1024 * 1024
_KEPT = ("photos/*/*.jpg", "exports/*.*", "office.toml", "offices/*/office.toml")
_NAMES = re.compile(
    r"setkani\.db|accounts\.db|(?:offices/[a-z0-9-]{1,32}/)?office\.toml|photos/[A-Za-z0-9_-]{1,80}/[0-9a-f]{32}\.jpg|exports/[^/\\:\x00-\x1f]{1,200}\.[a-z]{2,5}"
)
MOST_BYTES = 20 * 1024**3
"""Bytes of a backup, unpacked."""


class BadBackup(ValueError):
    """The file is no backup that could be used. One sentence."""


class BadPlace(ValueError):
    """No backup can be put there. One sentence."""


@dataclass(frozen=True, slots=True)
class Backup:
    """made: when; meetings: how many; files: how many besides the database."""

    made: datetime
    meetings: int
    files: int


# Making one -----------------------------------------------------------------------------------------------------------


def backup(folder: Path, target: Path, now: datetime, password: str = "") -> Backup:
    """Everything in the data folder as one file; a server may be running. Whole under its name, or not there.

    Raises CannotOpen, BadPlace, FileExistsError (nothing is overwritten), OSError, sqlite3.Error.
    """
    prepare(folder, Access.READING, STEPS)
    if target.exists():
        raise FileExistsError(target)
    if not target.parent.is_dir():
        # Made by itself, it would be on this disk where a stick was meant that is not in.
        raise BadPlace(f"There is no folder {target.parent}. Make it first, or put in the disk it is on.")
    if target.resolve().is_relative_to(folder.resolve()):
        raise BadPlace(
            f"{target} would lie in the data folder, where whatever happens to the data happens to it as well, "
            "and what is erased would stay in it. Choose another place, on another disk."
        )
    with tempfile.TemporaryDirectory(prefix=".setkani-", dir=target.parent) as place:
        # The database first: a photo is on the disk before any entry speaks of it.
        with closing(connect_reading(folder / FILE)) as db:
            copy = back_up(db, Path(place), "copy")
        accounts.copy(folder, Path(place) / accounts.FILE)
        made = _packed(folder, copy, Path(place) / "zip", now)
        ready = _locked_up(Path(place) / "zip", password) if password else Path(place) / "zip"
        ready.chmod(0o600)
        with ready.open("r+b") as file:
            os.fsync(file.fileno())
        ready.rename(target)
    return made


def _packed(folder: Path, copy: Path, target: Path, now: datetime) -> Backup:
    with closing(connect_reading(copy)) as db:
        meetings = int(db.execute("SELECT count(*) FROM meetings").fetchone()[0])
    sums: dict[str, str] = {}
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        sums[FILE] = _put(packed, copy, FILE)
        if (people := copy.parent / accounts.FILE).exists():
            sums[accounts.FILE] = _put(packed, people, accounts.FILE)
        for file in sorted(file for pattern in _KEPT for file in folder.glob(pattern)):
            name = file.relative_to(folder).as_posix()
            if _NAMES.fullmatch(name):
                sums[name] = _put(packed, file, name)
        told = {"kind": KIND, "made": now.isoformat(), "meetings": meetings, "files": sums}
        packed.writestr(LIST, json.dumps(told, ensure_ascii=False, indent=1))
    return Backup(now, meetings, len(sums) - 1)


def _put(packed: ZipFile, file: Path, name: str) -> str:
    found = sha256()
    with file.open("rb") as read, packed.open(ZipInfo.from_file(file, name), "w", force_zip64=True) as write:
        while chunk := read.read(_CHUNK):
            found.update(chunk)
            write.write(chunk)
    return found.hexdigest()


def _locked_up(file: Path, password: str) -> Path:
    ready = file.with_suffix(".age")
    ready.write_bytes(pyrage.passphrase.encrypt(file.read_bytes(), password))
    return ready


# Looking at one -------------------------------------------------------------------------------------------------------


def is_locked(file: Path) -> bool:
    """Does it need a password? Raises OSError."""
    with file.open("rb") as read:
        return read.read(len(_AGE)) == _AGE


@contextmanager
def opened(file: Path, password: str = "") -> Iterator["Unpacked"]:
    """A backup that has been looked through: it is whole, and nothing is in it that does not belong there.

    Raises BadBackup, OSError. Nothing of it stays behind.
    """
    locked = is_locked(file)
    with file.open("rb") as read:
        source: IO[bytes] = BytesIO(_unlocked(file, read.read(), password)) if locked else read
        try:
            with ZipFile(source) as packed:
                yield Unpacked(file, packed)
        except BadZipFile as error:
            raise BadBackup(f"{file} is no backup of Setkání, or it is damaged.") from error


def _unlocked(file: Path, content: bytes, password: str) -> bytes:
    if not password:
        raise BadBackup(f"{file} is locked with a password; write it when asked, or into SETKANI_BACKUP_PASSWORD.")
    try:
        return bytes(pyrage.passphrase.decrypt(content, password))
    except pyrage.DecryptError as error:
        raise BadBackup(f"{file} cannot be opened with this password, or it is damaged.") from error


class Unpacked:
    """The inside of a backup. about: what it says of itself; sums: name -> SHA-256."""

    def __init__(self, file: Path, packed: ZipFile) -> None:
        self._file = file
        self._packed = packed
        names = packed.namelist()
        strange = next((name for name in names if name != LIST and not _NAMES.fullmatch(name)), None)
        if len(set(names)) < len(names) or LIST not in names or FILE not in names or strange:
            raise BadBackup(f"{file} is no backup of Setkání, or it has been changed.")
        if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
            raise BadBackup(f"{file} unpacks to more than {MOST_BYTES // 1024**3} GB; that is no backup of meetings.")
        self.about, self.sums = self._told()
        if self.sums.keys() != set(names) - {LIST}:
            raise BadBackup(f"{file} is not whole: what it lists and what is in it differ.")

    def _told(self) -> tuple[Backup, Mapping[str, str]]:
        try:
            told = json.loads(self._packed.read(LIST))
            if told["kind"] > KIND:
                raise BadBackup(f"{self._file} was made by a newer version of Setkání. Install that version first.")
            sums = {str(name): str(found) for name, found in told["files"].items()}
            return Backup(datetime.fromisoformat(told["made"]), int(told["meetings"]), len(sums) - 1), sums
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise (
                error if isinstance(error, BadBackup) else BadBackup(f"{self._file} is no backup of Setkání.")
            ) from error

    def unpack(self, folder: Path) -> None:
        """All of it into an empty folder, each file held to its SHA-256. Raises BadBackup, OSError."""
        for name, wanted in self.sums.items():
            place = folder.joinpath(*name.split("/"))
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.touch(mode=0o600)
            found, left = sha256(), self._packed.getinfo(name).file_size
            with self._packed.open(name) as read, place.open("wb") as write:
                while chunk := read.read(_CHUNK):
                    # What the list of a ZIP says of a size need not be true.
                    left -= len(chunk)
                    if left < 0:
                        raise BadBackup(f"{self._file} has been changed: {name} is larger than it says.")
                    found.update(chunk)
                    write.write(chunk)
                write.flush()
                os.fsync(write.fileno())
            if found.hexdigest() != wanted:
                raise BadBackup(f"{self._file} is damaged: {name} is not as it was put in.")


# The way back ---------------------------------------------------------------------------------------------------------


def restore(file: Path, folder: Path, mark: Callable[[str], str], password: str = "") -> tuple[Backup, Path | None]:
    """The data folder as it was; returns what came back, and where the database now lies that was there, if one was.

    No server may be running there. A crash leaves the old meetings or the restored ones. Photos, records, settings
    and accounts that are there stay as they are: who has been ended since is not let in again. What was erased since
    then stays erased. Every meeting gets another epoch: pages that were open on what came later begin anew. mark: what
    every file of a meeting has in its name.
    Raises BadBackup, CannotOpen, OSError, sqlite3.Error.
    """
    make_folder(folder)
    with lock(folder), tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder) as place:
        with opened(file, password) as inside:
            inside.unpack(Path(place))
            about = inside.about
        fresh = Path(place) / FILE
        erased = _erased(folder / FILE)
        _make_fit(file, fresh, erased)
        _look_at_accounts(file, Path(place))
        aside = _lay_aside(folder)
        for each in sorted(path for path in Path(place).rglob("*") if path.is_file() and path.parent != Path(place)):
            target = folder / each.relative_to(place)
            if not target.exists() and not _of_the_erased(each, erased, mark):
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                each.rename(target)
        for name in ("office.toml", accounts.FILE):
            if (Path(place) / name).is_file() and not (folder / name).exists():
                (Path(place) / name).rename(folder / name)
        fresh.replace(folder / FILE)
    return about, aside


def _erased(present: Path) -> list[Erasure]:
    """What has been erased according to the database that is there; nothing is known where it cannot be read."""
    if not present.is_file():
        return []
    try:
        with closing(connect_reading(present)) as db:
            return read_lines(db) if "erasures" in db.table_names() else []
    except sqlite3.Error:
        return []


def _of_the_erased(file: Path, erased: Sequence[Erasure], mark: Callable[[str], str]) -> bool:
    """Does this file belong to a meeting that was erased, and was not kept of it?"""
    return any(
        file.parent.name == line.meeting or (mark(line.meeting) in file.name and file.name not in line.kept)
        for line in erased
    )


def _make_fit(file: Path, fresh: Path, erased: Sequence[Erasure]) -> None:
    """The database of the backup: looked through, in the present shape, without what was erased since."""
    try:
        with closing(connect_reading(fresh)) as db:
            if not is_ours(db) or db.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BadBackup(f"{file} is damaged: its database cannot be read whole.")
            if is_ahead(db):
                raise BadBackup(f"{file} was made by a newer version of Setkání. Install that version first.")
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{file} is damaged: its database cannot be read.") from error
    with closing(connect_writing(fresh)) as db:
        STEPS.apply(db)
        db.execute("BEGIN IMMEDIATE")
        for line in erased:
            write_line(db, line)
            delete(db, line.meeting)
        renew_epochs(db)
        db.execute("COMMIT")
        write_anew(db)
        db.execute("PRAGMA journal_mode = DELETE").fetchone()


def _look_at_accounts(file: Path, place: Path) -> None:
    try:
        accounts.SqliteAccounts(place)
    except CannotOpen as error:
        raise BadBackup(f"{file} is damaged or was made by a newer version of Setkání: {error}") from error


def _lay_aside(folder: Path) -> Path | None:
    """The present database among the backups, and the log beside it emptied: it must not be taken for the new one's.

    One that cannot be read is laid aside as it is, with its log.
    """
    if not (folder / FILE).is_file():
        return None
    try:
        with closing(connect_writing(folder / FILE)) as db:
            aside = back_up(db, folder / BACKUPS, "before-restore")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error:
        (folder / BACKUPS).mkdir(mode=0o700, exist_ok=True)
        aside = folder / BACKUPS / f"damaged-{secrets.token_hex(4)}.db"
        for ending in ("-wal", "-shm", ""):
            beside = folder / f"{FILE}{ending}"
            if beside.exists():
                beside.rename(f"{aside}{ending}")
    return aside
