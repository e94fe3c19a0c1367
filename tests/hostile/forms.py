"""Commands as a page or a program would send them: the way back from `server.web.forms`."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any

from server.meeting.commands import Command


def fields_of(command: Command) -> dict[str, Any]:
    """The body of a program's request for a command."""
    found = {field.name: _plain(getattr(command, field.name)) for field in fields(command)}
    # A program's empty list says nothing; a field of a form that is left empty does.
    return {name: value if value != [] else [""] for name, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(_plain(each) for each in value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    return value
