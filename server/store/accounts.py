"""Who signs in on a shared server: a small file of its own, that is not there on a laptop alone.

It is open only while it is asked something, and asked anew every time: the command line may have written to it.
"""

import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..ports import (
    KNOWN_DAYS,
    LONGEST_DAYS,
    Account,
    CannotOpen,
    Deed,
    Done,
    NameTaken,
    NoSuchOffice,
    Passkey,
    TakenAlready,
)
from .keys import digest, new_token
from .lane import saving, small_file

FILE = "accounts.db"
VERSION = 2
"""Of the tables below; a file with a higher one was written by a newer program."""
UNUSED_HOURS = 12
"""A sign-in that nobody has used for so long has ended."""
MOST_DEEDS = 200
"""Deeds of an office that are shown."""
_NOTED = timedelta(minutes=5)
"""A use is put on disk when it is so much later than the one that stands there."""

_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS offices (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, office TEXT NOT NULL REFERENCES offices(id),
    facilitates INTEGER NOT NULL, administers INTEGER NOT NULL, made TEXT NOT NULL, password TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sign_ins (
    digest BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    made TEXT NOT NULL, used TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS links (
    digest BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, until TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS passkeys (
    credential BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    public_key BLOB NOT NULL, uses INTEGER NOT NULL, name TEXT NOT NULL, made TEXT NOT NULL, used TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS identities (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    made TEXT NOT NULL, PRIMARY KEY (issuer, subject)
) STRICT;
CREATE TABLE IF NOT EXISTS deeds (
    number INTEGER PRIMARY KEY, office TEXT NOT NULL REFERENCES offices(id), at TEXT NOT NULL, deed TEXT NOT NULL,
    by TEXT NOT NULL, whom TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS browsers (
    digest BLOB NOT NULL, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, used TEXT NOT NULL,
    PRIMARY KEY (digest, account)
) STRICT;
CREATE TABLE IF NOT EXISTS tries (drawer INTEGER PRIMARY KEY, wrong INTEGER NOT NULL, last TEXT NOT NULL) STRICT;
PRAGMA user_version = {VERSION};
COMMIT;
"""
_ACCOUNT = "SELECT a.id, a.name, a.office, a.facilitates, a.administers, a.made, a.password FROM accounts a"

_LOCKED_OUT = """
    a.password = '' AND NOT EXISTS (SELECT 1 FROM passkeys WHERE account = a.id)
    AND NOT EXISTS (SELECT 1 FROM identities WHERE account = a.id)
    AND NOT EXISTS (SELECT 1 FROM links WHERE account = a.id AND until > ?)
"""


class SqliteAccounts:
    """Accounts in a data folder. Raises CannotOpen."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE
        # Token's digest -> when it was used last, as far as that is later than what is on disk.
        self._uses: dict[bytes, datetime] = {}
        self._older = False
        try:
            for (version,) in self._ask("PRAGMA user_version"):
                if version > VERSION:
                    raise CannotOpen(
                        "{file} was written by a newer version of Setkání. Install that version.", file=self._file
                    )
                self._older = version < VERSION
            self._ask("SELECT count(id || name || key || office || made || password) FROM accounts")
        except sqlite3.Error as error:
            raise CannotOpen(
                "{file} cannot be opened ({reason}). Move it aside and restore a backup: "
                "without it nobody can sign in.",
                file=self._file,
                reason=error,
            ) from error

    # Reading ----------------------------------------------------------------------------------------------------------

    def shared(self) -> bool:
        return bool(self._ask("SELECT 1 FROM offices LIMIT 1"))

    def offices(self) -> dict[str, str]:
        return dict(self._ask("SELECT id, name FROM offices ORDER BY number"))

    def of(self, office: str) -> list[Account]:
        return [_account(row) for row in self._ask(f"{_ACCOUNT} WHERE a.office = ? ORDER BY a.key", office)]

    def find(self, name: str) -> Account | None:
        return self._one(f"{_ACCOUNT} WHERE a.key = ?", key_of(name))

    def get(self, id: str) -> Account | None:
        return self._one(f"{_ACCOUNT} WHERE a.id = ?", id)

    def locked_out(self, office: str, at: datetime) -> list[Account]:
        rows = self._ask(f"{_ACCOUNT} WHERE {_LOCKED_OUT} AND a.office = ? ORDER BY a.key", _written(at), office)
        return [_account(row) for row in rows]

    def of_link(self, token: str, at: datetime) -> Account | None:
        found = f"{_ACCOUNT} JOIN links l ON l.account = a.id WHERE l.digest = ? AND l.until > ?"
        return self._one(found, digest(token), _written(at))

    def signed_in(self, token: str, at: datetime, used: bool = True) -> Account | None:
        found = digest(token)
        rows = self._ask(
            f"{_ACCOUNT.replace(' FROM', ', s.made, s.used FROM')} JOIN sign_ins s ON s.account = a.id "
            "WHERE s.digest = ?",
            found,
        )
        for *account, made, noted in rows:
            last = max(datetime.fromisoformat(noted), self._uses.get(found, datetime.min.replace(tzinfo=UTC)))
            if at < datetime.fromisoformat(made) + timedelta(days=LONGEST_DAYS) and at < last + timedelta(
                hours=UNUSED_HOURS
            ):
                if used:
                    self._uses[found] = max(at, last)
                return _account(account)
        return None

    def deeds(self, office: str) -> list[Done]:
        rows = self._ask(
            "SELECT at, deed, by, whom FROM deeds WHERE office = ? ORDER BY number DESC LIMIT ?", office, MOST_DEEDS
        )
        return [Done(datetime.fromisoformat(at), Deed(deed), by, whom) for at, deed, by, whom in rows]

    # Accounts ---------------------------------------------------------------------------------------------------------

    def add(self, account: Account, by: str, office_name: str = "") -> None:
        with self._writing() as db:
            if db.execute("SELECT 1 FROM accounts WHERE key = ?", [key_of(account.name)]).fetchone():
                raise NameTaken(account.name)
            if not db.execute("SELECT 1 FROM offices WHERE id = ?", [account.office]).fetchone():
                if not office_name:
                    raise NoSuchOffice(account.office)
                db.execute("INSERT INTO offices (id, name) VALUES (?, ?)", [account.office, office_name])
            rights = account.facilitates, account.administers
            made = _written(account.made)
            row = (account.id, account.name, key_of(account.name), account.office, *rights, made, account.password)
            db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            _note(db, account.id, account.made, Deed.ADDED, by)

    def end(self, id: str, at: datetime, by: str) -> None:
        with self._writing() as db:
            _note(db, id, at, Deed.ENDED, by)
            db.execute("DELETE FROM accounts WHERE id = ?", [id])

    def change_rights(self, id: str, facilitates: bool, administers: bool, at: datetime, by: str) -> None:
        with self._writing() as db:
            db.execute(
                "UPDATE accounts SET facilitates = ?, administers = ? WHERE id = ?", [facilitates, administers, id]
            )
            _note(db, id, at, Deed.RIGHTS, by)

    def set_password(self, id: str, hashed: str) -> None:
        with self._writing() as db:
            db.execute("UPDATE accounts SET password = ? WHERE id = ?", [hashed, id])

    # Links ------------------------------------------------------------------------------------------------------------

    def link(self, id: str, at: datetime, until: datetime, by: str) -> str:
        token = new_token()
        with self._writing() as db:
            db.execute("DELETE FROM links WHERE account = ? OR until <= ?", [id, _written(at)])
            db.execute("INSERT INTO links VALUES (?, ?, ?)", [digest(token), id, _written(until)])
            _note(db, id, at, Deed.LINKED, by)
        return token

    def use_link(
        self,
        token: str,
        at: datetime,
        hashed: str,
        passkey: Passkey | None = None,
        identity: tuple[str, str] | None = None,
    ) -> Account | None:
        with self._writing() as db:
            found = db.execute(
                "DELETE FROM links WHERE digest = ? AND until > ? RETURNING account", [digest(token), _written(at)]
            ).fetchone()
            if found is None:
                return None
            db.execute("DELETE FROM sign_ins WHERE account = ?", found)
            db.execute("UPDATE accounts SET password = ? WHERE id = ?", [hashed, *found])
            if passkey:
                _keep(db, found[0], passkey)
            if identity:
                _connect(db, found[0], *identity, at)
            _note(db, found[0], at, Deed.CHOSEN, "")
        return self.get(found[0])

    # Passkeys and identities ------------------------------------------------------------------------------------------

    def passkeys(self, id: str) -> list[Passkey]:
        found = f"SELECT {_PASSKEY} FROM passkeys p WHERE p.account = ? ORDER BY p.made, p.credential"  # noqa: S608
        rows = self._ask(found, id)
        return [_passkey(row) for row in rows]

    def of_passkey(self, credential: bytes) -> tuple[Account, Passkey] | None:
        rows = self._ask(
            f"{_ACCOUNT.replace(' FROM', f', {_PASSKEY} FROM')} JOIN passkeys p ON p.account = a.id "
            "WHERE p.credential = ?",
            credential,
        )
        return next(((_account(row[:7]), _passkey(row[7:])) for row in rows), None)

    def add_passkey(self, id: str, passkey: Passkey) -> None:
        with self._writing() as db:
            _keep(db, id, passkey)

    def name_passkey(self, id: str, credential: bytes, name: str) -> None:
        with self._writing() as db:
            db.execute("UPDATE passkeys SET name = ? WHERE account = ? AND credential = ?", [name, id, credential])

    def note_passkey(self, credential: bytes, uses: int, at: datetime) -> None:
        with self._writing() as db:
            db.execute(
                "UPDATE passkeys SET uses = max(uses, ?), used = ? WHERE credential = ?",
                [uses, _written(at), credential],
            )

    def remove_passkey(self, id: str, credential: bytes) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM passkeys WHERE account = ? AND credential = ?", [id, credential])

    def identities(self, id: str) -> list[tuple[str, str]]:
        rows = self._ask("SELECT issuer, subject FROM identities WHERE account = ? ORDER BY made, issuer, subject", id)
        return [(issuer, subject) for issuer, subject in rows]

    def of_identity(self, issuer: str, subject: str) -> Account | None:
        found = f"{_ACCOUNT} JOIN identities i ON i.account = a.id WHERE i.issuer = ? AND i.subject = ?"
        return self._one(found, issuer, subject)

    def add_identity(self, id: str, issuer: str, subject: str, at: datetime) -> None:
        with self._writing() as db:
            _connect(db, id, issuer, subject, at)

    def remove_identity(self, id: str, issuer: str, subject: str) -> None:
        with self._writing() as db:
            found = "DELETE FROM identities WHERE account = ? AND issuer = ? AND subject = ?"
            db.execute(found, [id, issuer, subject])

    # Signing in -------------------------------------------------------------------------------------------------------

    def sign_in(self, id: str, at: datetime) -> str:
        token = new_token()
        with self._writing() as db:
            old = _written(at - timedelta(days=LONGEST_DAYS)), _written(at - timedelta(hours=UNUSED_HOURS) - _NOTED)
            db.execute("DELETE FROM sign_ins WHERE made < ? OR used < ?", old)
            db.execute("INSERT INTO sign_ins VALUES (?, ?, ?, ?)", [digest(token), id, _written(at), _written(at)])
        return token

    def know_browser(self, id: str, token: str, at: datetime) -> str:
        with self._writing() as db:
            db.execute("DELETE FROM browsers WHERE used < ?", [_written(at - timedelta(days=KNOWN_DAYS))])
            # Colleagues may share a computer: one token for all of them.
            if not db.execute("SELECT 1 FROM browsers WHERE digest = ?", [digest(token)]).fetchone():
                token = new_token()
            db.execute("INSERT OR REPLACE INTO browsers VALUES (?, ?, ?)", [digest(token), id, _written(at)])
        return token

    def knows_browser(self, id: str, token: str, at: datetime) -> bool:
        since = _written(at - timedelta(days=KNOWN_DAYS))
        found = "SELECT 1 FROM browsers WHERE digest = ? AND account = ? AND used > ?"
        return not self._older and bool(self._ask(found, digest(token), id, since))

    def keep_tries(self, tries: Mapping[int, tuple[int, float]], at: datetime) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM tries")
            rows = [(each, wrong, _written(at - timedelta(seconds=since))) for each, (wrong, since) in tries.items()]
            db.executemany("INSERT INTO tries VALUES (?, ?, ?)", rows)

    def tries(self, at: datetime) -> dict[int, tuple[int, float]]:
        rows = [] if self._older else self._ask("SELECT drawer, wrong, last FROM tries")
        # A clock that was put back since makes nothing young, and one that was put forward old.
        ages = [(drawer, wrong, (at - datetime.fromisoformat(last)).total_seconds()) for drawer, wrong, last in rows]
        return {drawer: (wrong, max(age, 0.0)) for drawer, wrong, age in ages}

    def sign_out(self, token: str) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM sign_ins WHERE digest = ?", [digest(token)])

    def sign_out_everywhere(self, id: str, but: str = "") -> None:
        with self._writing() as db:
            db.execute("DELETE FROM sign_ins WHERE account = ? AND digest != ?", [id, digest(but)])

    def note_uses(self) -> None:
        uses, self._uses = self._uses, {}
        if uses and self._file.exists():
            with self._writing() as db:
                for found, at in uses.items():
                    db.execute(
                        "UPDATE sign_ins SET used = ? WHERE digest = ? AND used < ?",
                        [_written(at), found, _written(at - _NOTED)],
                    )

    # The file ---------------------------------------------------------------------------------------------------------

    def _ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows; none where there is no file yet."""
        if not self._file.exists():
            return []
        with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            return db.execute(question, values).fetchall()

    def _one(self, question: str, *values: object) -> Account | None:
        return next((_account(row) for row in self._ask(question, *values)), None)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing, on disk. Raises NotSaved."""
        with saving():
            # For nobody else's eyes from its first moment.
            self._file.touch(mode=0o600)
            with closing(small_file(self._file)) as db:
                if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
                    db.executescript(_TABLES)
                    self._older = False
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("BEGIN IMMEDIATE")
                # Whatever is raised in between: the file is closed, and nothing of it is there.
                yield db
                db.execute("COMMIT")


def copy(folder: Path, target: Path) -> None:
    """The accounts as they stand, without what signs anybody in now (their sign-ins and links) and what is known of the
    last hours: their browsers, and wrong tries. Nothing where there are none. Raises sqlite3.Error.
    """
    if not (folder / FILE).exists():
        return
    with closing(sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
        db.execute("VACUUM INTO ?", [str(target)])
    with closing(small_file(target)) as db:
        db.execute("DELETE FROM sign_ins")
        db.execute("DELETE FROM links")
        # As a file of the first shape: whoever opens it makes them anew.
        for table in ("browsers", "tries"):
            db.execute(f"DROP TABLE IF EXISTS {table}")
        db.execute("PRAGMA user_version = 1")
        db.execute("VACUUM")


def key_of(name: str) -> str:
    """What is the same in a name however it is written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _account(row: Sequence[Any]) -> Account:
    id, name, office, facilitates, administers, made, password = row
    return Account(id, name, office, bool(facilitates), bool(administers), datetime.fromisoformat(made), password)


_PASSKEY = "p.credential, p.public_key, p.uses, p.name, p.made, p.used"


def _passkey(row: Sequence[Any]) -> Passkey:
    credential, public_key, uses, name, made, used = row
    last = datetime.fromisoformat(used) if used else None
    return Passkey(credential, public_key, uses, name, datetime.fromisoformat(made), last)


def _keep(db: sqlite3.Connection, account: str, passkey: Passkey) -> None:
    """Raises TakenAlready."""
    if db.execute("SELECT 1 FROM passkeys WHERE credential = ?", [passkey.credential]).fetchone():
        raise TakenAlready
    row = passkey.credential, account, passkey.public_key, passkey.uses, passkey.name, _written(passkey.made)
    db.execute("INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, NULL)", row)


def _connect(db: sqlite3.Connection, account: str, issuer: str, subject: str, at: datetime) -> None:
    """Raises TakenAlready."""
    whose = "SELECT account FROM identities WHERE issuer = ? AND subject = ?"
    known = db.execute(whose, [issuer, subject]).fetchone()
    if known and known[0] != account:
        raise TakenAlready
    db.execute("INSERT OR IGNORE INTO identities VALUES (?, ?, ?, ?)", [issuer, subject, account, _written(at)])


def _note(db: sqlite3.Connection, account: str, at: datetime, deed: Deed, by: str) -> None:
    """Nothing for an account that is not there (any more)."""
    db.execute(
        "INSERT INTO deeds (office, at, deed, by, whom) SELECT office, ?, ?, ?, name FROM accounts WHERE id = ?",
        [_written(at), deed.value, by, account],
    )


def _written(at: datetime) -> str:
    """As it is kept: in UTC and always of the same length, so that letters compare as moments do."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
