"""The store in SQLite keeps the contract, on a real disk that really refuses."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.ports import Fault
from server.store.sqlite import SqliteStore
from tests.store.contract import Store, StoreContract


class TestSqliteStore(StoreContract):
    folder: Path

    def make(self, folder: Path) -> Store:
        self.folder = folder
        return SqliteStore(folder)

    def damage(self, store: Store, meeting: str, version: int, **columns: Any) -> None:
        where = (meeting, version)
        with sqlite3.connect(self.folder / "setkani.db") as conn:
            if not columns:
                conn.execute("DELETE FROM entries WHERE meeting = ? AND version = ?", where)
            for name, value in columns.items():
                place = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
                conn.execute(f"UPDATE entries SET {name} = {place} WHERE meeting = ? AND version = ?", (value, *where))
        conn.close()

    @contextmanager
    def refusing(self, store: Store) -> Iterator[Fault]:
        if sys.platform == "win32":
            pytest.skip("files cannot be kept from growing here")
        from tests.store.disk import no_longer_files

        with no_longer_files(self.folder / "setkani.db-wal"):
            yield Fault.DISK
