"""The data folder as a command needs it, and files that are written elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..ports import CannotOpen
from ..settings import Settings
from ..store.memory import MemoryStore
from ..store.opening import Access
from ..store.sqlite import SqliteStore
from .ends import WRONG, stop

if TYPE_CHECKING:
    from ..ports import EventLog


@contextmanager
def open_store(settings: Settings, access: Access) -> Iterator[SqliteStore]:
    try:
        store = SqliteStore(settings.data_dir, access)
    except CannotOpen as error:
        stop(WRONG, str(error))
    with store:
        yield store


@contextmanager
def known_log(settings: Settings) -> "Iterator[EventLog]":
    """What this installation has in its log; nothing where there is none, for whoever only reads others' records."""
    try:
        store = SqliteStore(settings.data_dir, Access.READING)
    except CannotOpen:
        yield MemoryStore()
        return
    with store:
        yield store


def put(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        stop(WRONG, f"{target} cannot be written: {error.strerror}.")
    click.echo(str(target))
