"""Doing what the world is owed, now and when its time comes. What is owed is read from the meetings, so a crash in
between loses nothing.

Nobody need look for something to become due: the next moment of every meeting is kept in an agenda. That is a memory
and no truth: a meeting that has gone on since it was noted there is read again at the start, and no other.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from ..meeting.due import Effect, due, waits
from ..meeting.model import Meeting
from ..ports import Agenda, Clock, Damaged, EventLog, Noted, NotSaved
from .room import Room
from .rooms import Rooms

AGAIN = 30.0
"""Seconds after which something that failed is tried again."""
LOOK = 20.0
"""Seconds between two looks at the clock: one that was moved, or a laptop that slept, is noticed as soon as that."""
NOTE = 600.0
"""Seconds between two notes in the agenda; what is not noted is read again at the next start."""

log = logging.getLogger(__name__)

Doing = Callable[[Room, Any], Awaitable[None]]
"""Does one kind of effect and notes it by a command, so that it is owed no more. If it raises, it is tried again."""


class NotNow(Exception):
    """Raised by a Doing for what no fault of the program hinders. One sentence; again: seconds until the next try."""

    def __init__(self, sentence: str, again: float) -> None:
        super().__init__(sentence)
        self.again = again


class Owing:
    """Does what is owed to every meeting. doing: kind of effect -> what does it; each kind has a line of its own, so
    that a mail that takes its time keeps no record waiting."""

    def __init__(
        self, rooms: Rooms, events: EventLog, clock: Clock, agenda: Agenda, doing: Mapping[type[Effect], Doing]
    ) -> None:
        self._rooms = rooms
        self._events = events
        self._clock = clock
        self._agenda = agenda
        self._doing = doing
        self._lines: dict[type[Effect], asyncio.Queue[Effect]] = {kind: asyncio.Queue() for kind in doing}
        self._waiting: set[Effect] = set()
        self._looked: dict[str, Noted] = {}
        self._alarms: dict[str, datetime] = {}
        rooms.listeners.append(self._look)

    def _look(self, meeting: Meeting) -> None:
        """What this meeting is owed gets in line; when there will be more is kept in mind."""
        owed = self._keep(meeting)
        for effect in owed:
            self._line_up(effect)

    def _keep(self, meeting: Meeting) -> tuple[Effect, ...]:
        now = self._clock.now()
        owed, later = due(meeting, now), waits(meeting, now)
        self._alarms.pop(meeting.id, None)
        if later is not None:
            self._alarms[meeting.id] = later
        self._looked[meeting.id] = Noted(meeting.version, now if owed else self._alarms.get(meeting.id))
        return owed

    def _line_up(self, effect: Effect) -> None:
        if effect not in self._waiting:
            self._waiting.add(effect)
            self._lines[type(effect)].put_nowait(effect)

    async def run(self) -> None:
        """For as long as the program runs."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for kind, line in self._lines.items():
                    tasks.create_task(self._work(line, self._doing[kind]))
                tasks.create_task(self._watch())
        finally:
            self._note()

    # Now --------------------------------------------------------------------------------------------------------------

    async def _work(self, line: "asyncio.Queue[Effect]", do: Doing) -> None:
        while True:
            effect = await line.get()
            # Before it is done: what is owed once more while it is being done is looked at once more.
            self._waiting.discard(effect)
            try:
                room = await self._rooms.find(effect.meeting)
                if room is not None and effect in due(room.told, self._clock.now()):
                    await do(room, effect)
            except NotNow as hindered:
                log.warning("meeting %s: %s It is tried again.", effect.meeting, hindered)
                asyncio.get_running_loop().call_later(hindered.again, self._line_up, effect)
            except Exception:
                log.exception("what meeting %s is owed could not be done; trying again", effect.meeting)
                asyncio.get_running_loop().call_later(AGAIN, self._line_up, effect)

    # Later ------------------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        await self._catch_up()
        noted = monotonic()
        while True:
            now = self._clock.now()
            for meeting in [meeting for meeting, moment in self._alarms.items() if moment <= now]:
                del self._alarms[meeting]
                await self._open(meeting)
            if monotonic() - noted > NOTE:
                noted = monotonic()
                await asyncio.to_thread(self._note)
            await asyncio.sleep(LOOK)

    async def _catch_up(self) -> None:
        """At the start: whatever has gone on since it was noted is read, one meeting after the other."""
        noted = self._agenda.noted()
        for line in await asyncio.to_thread(self._events.meetings):
            known = noted.get(line.id)
            if line.id in self._looked or line.damaged:
                continue
            if known is None or known.version != line.version:
                await self._read(line.id)
                continue
            self._looked[line.id] = known
            if known.waits is not None:
                self._alarms[line.id] = known.waits

    async def _read(self, meeting: str) -> None:
        """Only what is owed something is opened: the others would fill the memory."""
        try:
            state = await self._rooms.look(meeting)
        except Damaged:
            return
        if state is not None and meeting not in self._looked and self._keep(state):
            await self._open(meeting)

    async def _open(self, meeting: str) -> None:
        try:
            if room := await self._rooms.find(meeting):
                self._look(room.told)
        except Damaged:
            pass
        except Exception:
            log.exception("meeting %s could not be opened to see what it is owed; trying again", meeting)
            self._alarms[meeting] = self._clock.now()

    def _note(self) -> None:
        try:
            self._agenda.note(dict(self._looked))
        except NotSaved as failure:
            log.warning("what is owed when could not be noted (%s); it is found out again at the next start", failure)
