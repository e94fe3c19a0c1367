"""What people really send: every command and every letter of the three stories, and each command there is besides."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from server.demo import STORIES
from server.demo.story import Story
from server.formats import formats
from server.meeting.commands import Command, EditText, name_of
from server.meeting.events import Entry, Event
from tests.demo.told import told
from tests.hostile.forms import fields_of
from tests.meeting.table import Table
from tests.meeting.test_rights import ROWS, in_column


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's message: a command with its fields, or the edit of a cell."""

    by: str
    name: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recording:
    """A story: its whole log, and what was asked for after how many entries of it."""

    story: Story
    log: tuple[Entry, ...]
    said: tuple[tuple[int, Said], ...]

    def about(self, version: int) -> list[Said]:
        """What is said around this moment of the story."""
        return [said for after, said in self.said if version - 25 <= after <= version + 25]


@cache
def recordings() -> tuple[Recording, ...]:
    return tuple(_recorded(story) for story in STORIES.values())


def _recorded(story: Story) -> Recording:
    said: list[tuple[int, Said]] = []
    asking = Table.ask

    def ask(table: Table, by: str, command: Command, hand: str = "") -> tuple[Event, ...]:
        said.append((len(table.log), Said(by, name_of(type(command)), fields_of(command))))
        return asking(table, by, command, hand)

    Table.ask = ask  # type: ignore[method-assign]
    try:
        table = told(story)
    finally:
        Table.ask = asking  # type: ignore[method-assign]
    return Recording(story, tuple(table.log), tuple(said))


@cache
def forms() -> tuple[Said, ...]:
    """Each command of each kind of meeting once, as its table of rights asks for it."""
    found = []
    for format in formats().values():
        meeting = in_column(format, "frozen").meeting
        for wanted in ROWS.values():
            command = wanted(meeting, "r0")
            if not isinstance(command, EditText):
                found.append(Said("r0", name_of(type(command)), fields_of(command)))
    return tuple(found)
