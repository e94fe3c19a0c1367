"""`setkani doctor`: what is wrong with this installation and its data, each in one sentence that says what to do."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from exports.pdf import office_program
from exports.seal.key import Locked
from exports.seal.own import SOON

from .machine import Finding, Weight
from .meeting.evolve import replay
from .meeting.model import Meeting
from .office import BadOffice, read_office, read_offices
from .ports import CannotOpen, Damaged, MeetingLine
from .settings import SEAL_PASSWORD, Settings
from .store.accounts import SqliteAccounts
from .store.lock import FolderLock, Taken
from .store.opening import FILE, LOCK, Access, connect_reading
from .store.photos import FilePhotos
from .store.rows import lost_of
from .store.sqlite import SqliteStore
from .tls import SOON as TLS_SOON
from .tls import BadCertificate, read
from .web.records import exports_folder

LEAST_ROOM = 500 * 1024 * 1024
"""Bytes on the disk under which the doctor warns: an afternoon with photos takes some tens of megabytes."""


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything that can be looked at without changing anything; a server may be running. now: UTC."""
    yield from _office(settings, now)
    yield from _tls(settings, now)
    folder = settings.data_dir
    if not (folder / FILE).is_file():
        yield Finding(Weight.HINT, f"There are no meetings in {folder} yet; the first start makes the folder.")
        return
    yield from _folder(folder)
    yield from _running(folder)
    try:
        with SqliteStore(folder, Access.READING) as store:
            yield _whole(folder)
            yield from _meetings(settings, store, now)
        yield from _accounts(settings, now)
    except CannotOpen as error:
        yield Finding(Weight.WRONG, str(error))


def libreoffice(settings: Settings) -> Finding:
    if office_program(settings.soffice):
        return Finding(Weight.GOOD, "LibreOffice is here: a record can be had as PDF, too.")
    return Finding(Weight.HINT, "LibreOffice is not here: records come as Word files only, without a PDF.")


def _office(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        office = read_office(settings.office_file, None)
    except BadOffice as error:
        yield Finding(Weight.WRONG, str(error))
        return
    try:
        read_offices(settings.offices, None)
    except BadOffice as error:
        yield Finding(Weight.WRONG, str(error))
    if settings.office_file is None:
        yield Finding(Weight.GOOD, "No office file is set; records are on plain paper.")
    else:
        yield Finding(Weight.GOOD, f"The office file {settings.office_file} is in order ({office.name or 'no name'}).")
    yield from _seal(settings, now)


def _seal(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        seal = read_office(settings.office_file, lambda: os.environ.get(SEAL_PASSWORD)).seal
    except BadOffice as error:
        # Somebody types the password at every start: that is no fault.
        locked = isinstance(error.__cause__, Locked)
        yield Finding(Weight.HINT if locked else Weight.WRONG, str(error))
        return
    if seal is None:
        return
    until = seal.key.certificate.not_valid_after_utc
    if hindrance := seal.hindrance(now):
        yield Finding(Weight.WRONG, f"{hindrance} Until then records wait for their seal.")
    elif until - now < SOON:
        yield Finding(Weight.HINT, f"The certificate of “{seal.name}” is valid only until {until:%Y-%m-%d}.")
    else:
        yield Finding(Weight.GOOD, f"Records are sealed with the certificate of “{seal.name}”, until {until:%Y-%m-%d}.")


def _tls(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.tls is None:
        return
    try:
        certificate = read(*settings.tls, now)
    except BadCertificate as error:
        yield Finding(Weight.WRONG, str(error))
        return
    told = f"The certificate for {certificate.names[0]} is valid until {certificate.until:%Y-%m-%d}"
    if certificate.until - now < TLS_SOON:
        yield Finding(Weight.WRONG, f"{told}, and nothing has renewed it: after that no phone can connect.")
    else:
        yield Finding(Weight.GOOD, f"{told}.")


def _folder(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    if free < LEAST_ROOM:
        yield Finding(
            Weight.WRONG, f"Only {free // 1024**2} MB are free where {folder} lies; make room before the next meeting."
        )
    else:
        yield Finding(Weight.GOOD, f"{free // 1024**3} GB are free where the data lie.")
    if not os.access(folder, os.W_OK):
        yield Finding(Weight.WRONG, f"The data folder {folder} cannot be written; make it writable for you.")
    if os.name == "posix" and folder.stat().st_uid != os.geteuid() and os.geteuid():
        yield Finding(
            Weight.WRONG, f"The data folder {folder} belongs to another user; look as the one the server runs as."
        )
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        yield Finding(
            Weight.WRONG, f"Other users of this computer can look into {folder}; shut them out: chmod 700 {folder}"
        )
    unfinished = [file for pattern in ("*.part", "*.tmp", ".restoring-*") for file in folder.rglob(pattern)]
    if unfinished:
        yield Finding(
            Weight.HINT,
            f"{len(unfinished)} unfinished files were left by a crash, the first is {unfinished[0]}; "
            "with the server stopped, they may be deleted.",
        )


def _accounts(settings: Settings, now: datetime) -> Iterator[Finding]:
    accounts = SqliteAccounts(settings.data_dir)
    offices = accounts.offices()
    if not offices:
        if settings.tls or settings.proxy or settings.base_url.startswith("https://"):
            yield Finding(
                Weight.WRONG,
                "This server is there for more than one room, and it has no accounts: whoever gets hold of the link "
                "printed at the start has every meeting. Make the first one: setkani user add",
            )
        return
    for id, name in offices.items():
        people = accounts.of(id)
        if not any(each.facilitates for each in people):
            yield Finding(
                Weight.WRONG, f"Nobody organises the meetings of “{name}”: add somebody with setkani user add --office."
            )
        elif not any(each.administers for each in people):
            yield Finding(Weight.HINT, f"Nobody administers the people of “{name}”; only the command line can.")
        for each in accounts.locked_out(id, now):
            yield Finding(
                Weight.HINT, f"{each.name} of “{name}” cannot sign in: the link has ended. Make one: setkani user link"
            )
    for folder in sorted(settings.offices.glob("*")) if settings.offices.is_dir() else ():
        if folder.name not in offices:
            yield Finding(Weight.HINT, f"{folder} belongs to no office; there is: {', '.join(offices)}.")
    yield Finding(Weight.GOOD, f"{sum(len(accounts.of(id)) for id in offices)} accounts in {len(offices)} offices.")


def _running(folder: Path) -> Iterator[Finding]:
    if not os.access(folder / LOCK, os.W_OK):
        return
    if pid := whose(folder):
        yield Finding(Weight.GOOD, f"A server is running with these data (process {pid}).")
    else:
        yield Finding(Weight.GOOD, "No server is running with these data.")


def whose(folder: Path) -> str:
    """The process of the server that has these data, "" where none has."""
    if not os.access(folder / LOCK, os.W_OK):
        return ""
    try:
        FolderLock(folder / LOCK).release()
    except Taken as taken:
        return str(taken.pid)
    return ""


def _whole(folder: Path) -> Finding:
    try:
        with closing(connect_reading(folder / FILE)) as db:
            (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said == "ok":
        return Finding(Weight.GOOD, "The database is whole.")
    return Finding(
        Weight.WRONG, f"The database is damaged ({said}); make a copy of {folder}, then restore the last backup."
    )


def _meetings(settings: Settings, store: SqliteStore, now: datetime) -> Iterator[Finding]:
    lines = store.meetings()
    damaged = 0
    photos = FilePhotos(settings.data_dir)
    for line in lines:
        try:
            entries = store.read(line.id)
            meeting = replay(entries)
            if meeting is not None and meeting.damages:
                damaged += 1
                yield _damaged(line, lost_of(entries), meeting)
        except Damaged as error:
            damaged += 1
            yield Finding(Weight.WRONG, f"{error}; restore it from a backup.".replace("meeting", "Meeting", 1))
            continue
        if meeting is None:
            continue
        if entries[-1].at > now + timedelta(minutes=5):
            yield Finding(
                Weight.HINT,
                f"Meeting {line.id} has entries of {entries[-1].at:%Y-%m-%d %H:%M} UTC, which is yet to come: "
                "the clock of this computer was put back.",
            )
        yield from _record(settings, line, meeting)
        if missing := [photo for photo in meeting.photos if photos.read(meeting.id, photo) is None]:
            yield Finding(
                Weight.WRONG,
                f"Meeting {line.id} has lost {len(missing)} of its photos; restore a backup that has them.",
            )
    if not damaged:
        yield Finding(Weight.GOOD, f"All {len(lines)} meetings can be read from the first entry to the last.")


def _damaged(line: MeetingLine, lost: tuple[int, ...], meeting: Meeting) -> Finding:
    rows = ", ".join(map(str, lost)) or "none"
    told = (
        f"Meeting {line.id} has damaged entries (in the table of entries, version {rows}); they are kept as they are. "
    )
    if meeting.stopped:
        told += f"It is certain up to version {meeting.stopped - 1} and opens no more; restore it from a backup."
    else:
        told += "It goes on without them; the newest backup may have them whole."
    return Finding(Weight.WRONG, told)


def _record(settings: Settings, line: MeetingLine, meeting: Meeting) -> Iterator[Finding]:
    written = meeting.record
    if written is None:
        return
    file = exports_folder(settings.data_dir) / Path(written.file).name
    try:
        found = sha256(file.read_bytes()).hexdigest()
    except OSError:
        yield Finding(
            Weight.WRONG,
            f"The record of meeting {line.id}, {file}, is gone; a copy of it is the same if its SHA-256 is "
            f"{written.sha256}.",
        )
        return
    if found != written.sha256:
        yield Finding(Weight.WRONG, f"The record {file} is not the one that was written; its SHA-256 differs.")
