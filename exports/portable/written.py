"""The record for machines as letters: JSON in one canonical writing, and back again.

The same record gives the same bytes; its texts are there letter for letter as they stand on paper.
"""

from typing import Any

import msgspec

from server.meeting.letters import acceptable
from server.meeting.text import clean

from .shape import NAME, VERSION, Record


class NotOurs(ValueError):
    """This is no record that this program can read. newer: it was made by a newer version of it."""

    def __init__(self, newer: bool = False) -> None:
        super().__init__("newer" if newer else "malformed")
        self.newer = newer


def written(record: Record) -> bytes:
    """UTF-8, without spaces between things, the fields in the order of the schema."""
    return msgspec.json.encode(_cleaned(msgspec.to_builtins(record)))


def read(content: bytes | str) -> Record:
    """The record again. Raises NotOurs."""
    try:
        head = msgspec.json.decode(content, type=_Head)
        if head.format == NAME and head.version > VERSION:
            raise NotOurs(newer=True)
        return msgspec.json.decode(content, type=Record)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeError, RecursionError) as error:
        raise NotOurs from error


class _Head(msgspec.Struct):
    format: str
    version: int


def _cleaned(value: Any) -> Any:
    """What cannot stand in a Word file does not stand here either, see exports.word.cleaned."""
    match value:
        case str():
            return value if acceptable(value) else clean(value)
        case dict():
            return {key: _cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value]
        case _:
            return value
