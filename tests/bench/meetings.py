"""Meetings to measure on, written to a store as the program itself would have written them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from server.formats import formats
from server.meeting import commands as c
from server.meeting import text
from server.meeting.commands import Command, OpenMeeting, Person
from server.meeting.decide import decide, open_meeting
from server.meeting.events import HOUSE, Entry, Event
from server.meeting.evolve import evolve, replay
from server.meeting.model import Meeting
from server.store.opening import Access
from server.store.sqlite import SqliteStore

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FORMAT = formats()["pripadova-konference"]


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting at work on its plan. cells: one for each person to write in; tokens: one for each person."""

    id: str
    cells: tuple[str, ...]
    tokens: tuple[str, ...]


def at_work(meeting: str, people: int, steps: int) -> list[Entry]:
    """The log of a meeting in its third stage: everybody is there, and every step of the plan has its first words."""
    persons = [Person("p0", "Eva Dvořáková", frozenset({"facilitator"}))]
    persons += [Person(f"p{number}", f"Člověk {number}", frozenset()) for number in range(1, people)]
    log = Log(opening(open_meeting(OpenMeeting(meeting, "Jakubovo setkání", tuple(persons)), FORMAT)))
    for person in persons:
        log.add(c.Arrive(person.seat), HOUSE)
    for stage in ("uvod", "sdeleni-svolavatele"):
        log.add(c.AdvanceStage(leaving=stage, despite="Měříme."), "p0")
    goals = -(-steps // 5)
    for goal in range(goals):
        log.add(c.AddGoal(f"g{goal}"), "p0")
    for step in range(steps):
        log.add(c.AddStep(f"s{step}", f"g{step % goals}"), "p0")
        log.write(f"step:s{step}:what", "Zajistit doučování.")
    return log.entries


class Log:
    """A log that is being added to."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        opened = replay(entries)
        assert opened is not None
        self.meeting: Meeting = opened

    def add(self, command: Command, by: str) -> None:
        for event in decide(self.meeting, command, by):
            entry = Entry(self.meeting.version + 1, AT, by, event)
            self.meeting = evolve(self.meeting, entry)
            self.entries.append(entry)

    def write(self, cell_id: str, words: str, by: str = "p0") -> None:
        """Make a cell say these words, in one change."""
        cell = self.meeting.cells.get(cell_id, text.Cell())
        change = text.replacing(cell, words)
        self.add(c.EditText(cell_id, cell.version, "benchtab", cell.version + 1, change), by)


def opening(events: Sequence[Event]) -> list[Entry]:
    return [Entry(number, AT, HOUSE, event) for number, event in enumerate(events, 1)]


def keep(folder: Path, logs: Sequence[list[Entry]], names: Sequence[str]) -> None:
    """Put the logs of meetings into the data folder."""
    with SqliteStore(folder, Access.ALONE) as store:

        async def write() -> None:
            await asyncio.gather(*(store.append(name, 0, log) for name, log in zip(names, logs, strict=True)))

        asyncio.run(write())


def tables(folder: Path, count: int, people: int = 12) -> list[Table]:
    """That many meetings in a data folder, each with one step for each person."""
    names = [f"m{number}" for number in range(count)]
    keep(folder, [at_work(name, people, people) for name in names], names)
    cells = tuple(f"step:s{number}:what" for number in range(people))
    with SqliteStore(folder, Access.ALONE) as store:
        return [
            Table(name, cells, tuple(store.issue(name, f"p{number}") for number in range(people))) for name in names
        ]
