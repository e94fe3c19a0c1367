"""The tables of `tests/meeting/test_rights.py` and everybody who is not at them, behind the real routes and sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from server.formats import formats
from server.live.room import Room
from server.meeting import events as e
from server.meeting.commands import Person
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import evolve
from server.meeting.format import Format
from server.meeting.model import TABLET, Meeting
from server.meeting.policy import PROJECTOR
from server.web import entry
from tests.hostile.inside import Inside
from tests.meeting.table import FIRST
from tests.meeting.test_rights import MEANT, in_column, letters_of

MEETING = "m"
OTHER_MEETING = "jine"
NOW = FIRST + timedelta(hours=1)
GONE = {"ceka": "waiting at the door", "pryc": "taken out", "odmitnuty": "turned away"}
"""Seats of nobody at the table."""


@dataclass
class Laid:
    """One format in one column of its table. tokens: by seat, and of those outside by what they are."""

    format: Format
    column: str
    inside: Inside
    room: Room
    meeting: Meeting
    tokens: dict[str, str] = field(default_factory=dict)
    photo: str = ""
    page: str = ""
    private: str = ""
    """A photo that is kept; the page of the child's book that everybody may see, and one that nobody may."""

    def happened(self, *events: e.Event, by: str, hand: str = "") -> None:
        """Something more belongs to how it was laid."""
        after, entries = self.meeting, []
        for event in events:
            entries.append(Entry(after.version + 1, NOW, by, event, hand))
            after = evolve(after, entries[-1])
        self.inside.store.append(MEETING, self.meeting.version, entries)
        self.meeting = self.room.head = self.room.told = after

    @property
    def changed(self) -> bool:
        """Is anything otherwise than it was laid?"""
        return self.room.head is not self.meeting or self.room.told is not self.meeting

    def restore(self) -> None:
        if self.changed:
            self.inside.back(self.room, self.meeting)

    @property
    def seats(self) -> dict[str, str]:
        """Letter -> the seat of that role."""
        letters = letters_of(self.format)
        return {letter: f"r{number}" for number, letter in enumerate(letters.values()) if letter != "+"}


def columns_of(format: Format) -> list[str]:
    return [*(stage.id for stage in format.stages), "frozen", "closed"]


def meant(format: Format) -> dict[str, dict[str, str]]:
    """The table a person reads: row -> column -> the letters of those who may."""
    return read_table(MEANT / f"{format.id}.txt", columns_of(format))


def read_table(file: Path, columns: list[str]) -> dict[str, dict[str, str]]:
    """Row -> column -> what stands there. Above the rows: the letters, an empty line, the columns; below an empty line
    nothing more.
    """
    found = {}
    for line in file.read_text("utf-8").partition("\n\n")[2].split("\n\n")[0].splitlines()[1:]:
        row, *cells = (part.strip() for part in line.split("  ") if part.strip())
        found[row] = dict(zip(columns, cells, strict=True))
    return found


@contextmanager
def programs() -> Iterator[Path]:
    """A folder for the programs of the matrix, in which nobody asks too much."""
    patience = pytest.MonkeyPatch()
    patience.setattr(entry, "COMMANDS_AT_ONCE", 1e12)
    with TemporaryDirectory() as folder:
        yield Path(folder)
    patience.undo()


async def lay(folder: Path, format: Format, column: str) -> Laid:
    """The table of a column, everybody outside it, and another meeting of the same people."""
    table = in_column(format, column)
    for seat in ("pryc", "odmitnuty"):
        table.happened((e.GuestAsked(seat, f"Host {seat}", ""),), HOUSE)
    table.happened((e.GuestAdmitted("pryc"), e.PersonTakenOut("pryc"), e.GuestTurnedAway("odmitnuty")), "second")
    inside = Inside(folder, NOW)
    room = await inside.put(MEETING, table.log)
    laid = Laid(format, column, inside, room, room.told)
    for seat in (*room.told.seats, PROJECTOR, TABLET):
        laid.tokens[seat] = inside.store.issue(MEETING, seat)
    people = [Person(seat.id, seat.name, seat.roles) for seat in room.told.seats.values() if seat.roles]
    await inside.open(OTHER_MEETING, people, format.id)
    for seat in laid.seats.values():
        laid.tokens[f"other meeting's {seat}"] = inside.store.issue(OTHER_MEETING, seat)
        laid.tokens[f"ended {seat}"] = inside.store.issue(MEETING, seat, NOW - timedelta(seconds=1))
        withdrawn = inside.store.issue(OTHER_MEETING, f"withdrawn-{seat}")
        inside.store.withdraw(OTHER_MEETING, f"withdrawn-{seat}")
        laid.tokens[f"withdrawn {seat}"] = withdrawn
    laid.tokens["stranger"] = ""
    laid.tokens["guesser"] = "x" * 22
    return laid


FORMATS = formats()
EVERY = [(format.id, column) for format in FORMATS.values() for column in columns_of(format)]
"""Every table: a format and a column of it."""
