"""The agenda: one small file beside the logs. Whoever loses it loses nothing but a little time at the next start."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..ports import Fault, Noted, NotSaved
from .writer import fault_of

FILE = "agenda.json"


class _Page(msgspec.Struct):
    rules: str
    meetings: dict[str, Noted]


class FileAgenda:
    """Agenda in a data folder. rules: names the rules by which this program finds out what is owed when; what was noted
    by other rules is not to be relied on."""

    def __init__(self, data_dir: Path, rules: str) -> None:
        self._file = data_dir / FILE
        self._rules = rules

    def noted(self) -> dict[str, Noted]:
        try:
            page = msgspec.json.decode(self._file.read_bytes(), type=_Page)
        except (OSError, msgspec.DecodeError):
            return {}
        return page.meetings if page.rules == self._rules else {}

    def note(self, found: Mapping[str, Noted]) -> None:
        part = self._file.with_suffix(".part")
        try:
            # For nobody else's eyes from its first moment.
            part.touch(mode=0o600)
            with part.open("wb") as opened:
                opened.write(msgspec.json.encode(_Page(self._rules, dict(found))))
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(self._file)
        except OSError as error:
            raise NotSaved(fault_of(error) or Fault.DISK) from error
