"""A writing thread that is busy for a moment."""

import threading

from sqlite_utils import Database

from server.store.sqlite import SqliteStore


class held:
    """Keeps the writing thread busy, so that what is asked for within becomes one group."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._began = threading.Event()
        self._go = threading.Event()

    def _work(self, db: Database) -> None:
        self._began.set()
        self._go.wait(60)

    def __enter__(self) -> None:
        self._thread = threading.Thread(target=self._store._writing.do, args=[self._work])
        self._thread.start()
        assert self._began.wait(60)

    def __exit__(self, *_: object) -> None:
        self._go.set()
        self._thread.join()
