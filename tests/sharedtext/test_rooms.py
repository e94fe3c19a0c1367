"""The same stories with the server as it is: its room, its sockets' rules, its log, and a disk that takes its time.

What has been decided waits for the disk for a while; the disk fails; the server dies with what waited, or after it was
saved and before anyone was told; the stage moves on and the field is locked; a backup is put back.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from server.formats import formats
from server.live.connection import Connection
from server.live.room import Room
from server.meeting import text
from server.meeting.commands import AdvanceStage, Arrive, BeginMeeting, OpenMeeting, Person, StepBack
from server.meeting.decide import decide, open_meeting
from server.meeting.events import HOUSE, Entry, TextChanged
from server.meeting.evolve import evolve, replay
from server.meeting.model import Meeting
from server.meeting.policy import cells_for
from server.meeting.refusals import Refused
from server.ports import Fault, NotSaved
from server.store.memory import MemoryStore
from server.web.budget import Budget
from server.web.hearing import Hearing
from server.web.sockets import _Ear

from .authority import NAME
from .test_schedules import ONCE_WRONG, tell

STORIES = int(os.environ.get("SETKANI_ROOM_SCHEDULES", "500"))
NOW = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
MEETING = "setkani"
ENOUGH = Hearing(Budget(1e12, 1e12), Budget(1e12, 1e12))
LOOP = asyncio.new_event_loop()


class Watch:
    def now(self) -> datetime:
        return NOW

    def ticks(self) -> float:
        return self.now().timestamp()


@cache
def beginning() -> tuple[Entry, ...]:
    """A meeting in its first stage, with a facilitator and six others who may all write the rules."""
    seats = [f"s{number}" for number in range(6)]
    people = (
        Person("eva", "Eva", frozenset({"facilitator"})),
        *(Person(seat, seat.upper(), frozenset({"ucastnik"})) for seat in seats),
    )
    format = formats()["pripadova-konference"]
    events = list(open_meeting(OpenMeeting(MEETING, "Jakubovo setkání", people), format))
    meeting = replay([Entry(number, NOW, HOUSE, event) for number, event in enumerate(events, 1)])
    assert meeting is not None
    for command, by in [*((Arrive(seat), HOUSE) for seat in ("eva", *seats)), (BeginMeeting(), "eva")]:
        for event in decide(meeting, command, by):
            events.append(event)
            meeting = evolve(meeting, Entry(len(events), NOW, by, event))
    return tuple(Entry(number, NOW, HOUSE, event) for number, event in enumerate(events, 1))


class SlowLog:
    """An EventLog in front of a store: what is appended waits until the disk gets to it, or is lost with the server."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.waiting: list[tuple[int, tuple[Entry, ...], asyncio.Future[None]]] = []

    def append(self, meeting: str, after: int, entries: Sequence[Entry]) -> asyncio.Future[None]:
        future: asyncio.Future[None] = LOOP.create_future()
        self.waiting.append((after, tuple(entries), future))
        return future

    def read(self, meeting: str, after: int = 0) -> list[Entry]:
        return self.store.read(meeting, after)

    def meetings(self) -> list[Any]:
        return self.store.meetings()

    async def commit(self, count: int, tell: bool = True) -> None:
        for after, entries, future in self.waiting[:count]:
            await self.store.append(MEETING, after, entries)
            if tell:
                future.set_result(None)
        del self.waiting[:count]
        await breath()

    async def fail(self) -> None:
        """The disk takes nothing of what waits."""
        waiting, self.waiting = self.waiting, []
        for _, _, future in waiting:
            future.set_exception(NotSaved(Fault.FULL))
        await breath()


async def breath() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


class Wire:
    """Keeps what a connection is told."""

    full = False

    def __init__(self, number: int, said: list[list[Any]]) -> None:
        self.number = number
        self.said = said

    def write(self, frame: bytes) -> int:
        self.said.append([self.number, json.loads(frame)])
        return 0

    def cut(self) -> None:
        raise AssertionError("nobody here is slow")


class Story:
    """One server with one meeting."""

    def __init__(self, seed: int, shortens: float, tires: float) -> None:
        self.luck = random.Random(seed)
        self.forgetful = shortens > 0
        self.weary = tires > 0
        self.slow = self.luck.choice([0, 0, 0.5, 0.8])
        self.store = MemoryStore()
        LOOP.run_until_complete(self._open())
        self.said: list[list[Any]] = []
        self.dies: str | None = None
        self.done: Counter[str] = Counter()
        self.start()

    async def _open(self) -> None:
        await self.store.append(MEETING, 0, beginning())

    def start(self) -> None:
        """The server comes up with what is on the disk."""
        meeting = replay(self.store.read(MEETING))
        assert meeting is not None
        self.log = SlowLog(self.store)
        self.room = Room(meeting, self.store.epoch(MEETING), self.log, Watch())
        self.pages: dict[int, tuple[Connection, _Ear]] = {}

    def connect(self, number: int, seat: str, tab: str) -> None:
        connection = Connection(seat, tab, cells_for(self.room.told, seat), Wire(number, self.said))
        self.room.enter(connection)
        self.pages[number] = (connection, _Ear(self.room, connection, ENOUGH))

    def disconnect(self, number: int) -> None:
        if found := self.pages.pop(number, None):
            found[0].close(1000)
            self.room.leave(found[0])

    def lock(self, locked: bool) -> None:
        """The meeting goes on to a stage in which nobody may write the rules, or back."""
        stages = [stage.id for stage in self.room.head.format.stages]
        now = self.room.head.stage_id
        try:
            if locked and now == stages[0]:
                self.room.ask(AdvanceStage(now, "dál"), "eva")
            elif not locked and now == stages[1]:
                self.room.ask(StepBack(now), "eva")
        except Refused as refused:
            raise AssertionError(refused) from refused

    async def turn(self, events: list[list[Any]]) -> list[list[Any]]:
        text.MAX_BEHIND = 300 if self.forgetful else 24_000  # type: ignore[misc]
        text.MAX_WORK = 14 if self.weary else 20_000  # type: ignore[misc]
        for kind, *words in events:
            match kind:
                case "connect":
                    self.connect(*words)
                case "disconnect":
                    self.disconnect(*words)
                case "frame":
                    await self.hear(words[0], words[1])
                case "lock":
                    self.lock(words[0])
                case "die":
                    self.dies = words[0]
                case "restart":
                    self.restart()
                case "restore":
                    self.restore(words[0])
                case "calm":
                    self.forgetful = self.weary = False
                    self.slow = 0
                    self.dies = None
        if self.luck.random() >= self.slow:
            await self.log.commit(len(self.log.waiting))
        answers: list[list[Any]] = []
        said, self.said[:] = list(self.said), []
        for number, message in said:
            if number == "all gone":
                answers.append([number, None])
            elif number in self.pages and message["t"] in ("changes", "ack", "reset", "stale", "refused"):
                self.done[message["t"]] += 1
                answers.append([number, {**message, "to": int(self.pages[number][0].seat[1:])}])
        return answers

    async def hear(self, number: int, frame: str) -> None:
        if number not in self.pages:
            self.done["from the dead"] += 1
            return
        connection, ear = self.pages[number]
        if connection.close_code is not None:
            self.done["from the dead"] += 1
        waited = len(self.log.waiting)
        ear.hear(frame.encode())
        await breath()
        assert connection.close_code in (None, 4409), f"a page was sent away: {connection.close_code}"
        if self.dies and len(self.log.waiting) > waited:
            how, self.dies = self.dies, None
            self.done[f"died {how}"] += 1
            if how == "after the commit":
                await self.log.commit(len(self.log.waiting), tell=False)
            elif self.luck.random() < 0.5:
                # Not the server dies but its disk: whatever was decided on top is lost with it, and everyone is told.
                self.done["the disk was full"] += 1
                await self.log.fail()
                return
            self.restart()

    def restart(self) -> None:
        self.done["restarts"] += 1
        self.start()
        self.said.append(["all gone", None])

    def restore(self, part: float) -> None:
        """An older backup is put back."""
        self.done["restores"] += 1
        kept = self.store._meetings[MEETING]
        first = len(beginning())
        kept.version = first + int((kept.version - first) * part)
        kept.rows = {version: row for version, row in kept.rows.items() if version <= kept.version}
        kept.epoch += "x"
        self.restart()

    def end(self) -> list[Any]:
        LOOP.run_until_complete(self.log.commit(len(self.log.waiting)))
        entries = self.store.read(MEETING)
        again = replay(entries)
        assert again is not None
        assert self.room.told == again == self.room.head
        edits = [entry.event for entry in entries if isinstance(entry.event, TextChanged)]
        ids = [(event.tab, event.id) for event in edits]
        self.done["edits"] += len(edits)
        cell = cell_in(again)
        return [cell_in(self.room.told).text, cell.text, cell.version, len(set(ids)) != len(ids)]


def cell_in(meeting: Meeting) -> text.Cell:
    return meeting.cells.get(NAME, text.Cell())


class RealHouse:
    def begin(self, stories: list[list[Any]]) -> None:
        self.stories = [Story(*story) for story in stories]

    def turn(self, index: int, events: list[list[Any]]) -> list[list[Any]]:
        return LOOP.run_until_complete(self.stories[index].turn(events))

    def end(self, index: int) -> list[Any]:
        return self.stories[index].end()

    def done(self) -> Counter[str]:
        return sum((story.done for story in self.stories), Counter())


@pytest.mark.timeout(900)
def test_every_screen_the_room_and_its_log_end_with_the_same_text(node: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_BEHIND", text.MAX_BEHIND)
    monkeypatch.setattr(text, "MAX_WORK", text.MAX_WORK)
    monkeypatch.setattr(text, "KEPT", 8)
    if one := os.environ.get("SETKANI_ROOM_SCHEDULE"):
        told = [int(one)]
    else:
        told = [*ONCE_WRONG, *range(20_001, 20_001 + STORIES)]
    outcome, done = tell(node, told, RealHouse, threads=1)
    print(f"{len(told)} stories:", dict(sorted(done.items())))
    assert not outcome["failures"], f"{len(outcome['failures'])} of {len(told)}, the first: {outcome['failures'][:10]}"
    if len(told) < 500:
        return
    assert outcome["empty"] == 0
    assert done["edits"] / len(told) > 10
    for what in (
        "ack", "changes", "reset", "stale", "refused", "restarts", "restores", "died after the commit",
        "died before the commit", "the disk was full", "from the dead", "laid", "whileAway", "held",
    ):  # fmt: skip
        assert done[what] > len(told) / 60, f"hardly ever: {what}"
