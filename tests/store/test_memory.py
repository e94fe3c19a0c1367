"""The store in memory keeps the contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.ports import Fault
from server.store.memory import MemoryStore
from tests.store.contract import Store, StoreContract


class TestMemoryStore(StoreContract):
    def make(self, folder: Path) -> Store:
        return MemoryStore()

    def damage(self, store: Store, meeting: str, version: int, **columns: Any) -> None:
        assert isinstance(store, MemoryStore)
        rows = store._meetings[meeting].rows
        if not columns:
            del rows[version]
            return
        texts = {name: value.decode("latin-1") for name, value in columns.items() if isinstance(value, bytes)}
        rows[version] = rows[version]._replace(**(columns | texts))

    @contextmanager
    def refusing(self, store: Store) -> Iterator[Fault]:
        assert isinstance(store, MemoryStore)
        store.failing = Fault.FULL
        yield Fault.FULL
        store.failing = None
