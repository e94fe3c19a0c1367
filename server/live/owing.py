"""Doing what the world is owed. What is owed is read from the meetings, so a crash in between loses nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ..meeting.commands import NoteRecord
from ..meeting.due import due
from ..meeting.events import HOUSE, LetterGiven, LetterWritten, MeetingClosed
from ..meeting.model import Meeting
from ..ports import Clock, Damaged, EventLog, MeetingLine
from .rooms import Rooms

AGAIN = 30.0
"""Seconds after which something that failed is tried again."""

log = logging.getLogger(__name__)

WriteRecord = Callable[[Meeting], Awaitable[NoteRecord]]


class Owing:
    """Writes the record of every meeting that is closed and has none."""

    def __init__(self, rooms: Rooms, events: EventLog, clock: Clock, write_record: WriteRecord) -> None:
        self._rooms = rooms
        self._events = events
        self._clock = clock
        self._write_record = write_record
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()
        rooms.listeners.append(self._look)

    def _look(self, meeting: Meeting) -> None:
        if meeting.id not in self._queued and due(meeting, self._clock.now()):
            self._queued.add(meeting.id)
            self._queue.put_nowait(meeting.id)

    async def run(self) -> None:
        """For as long as the program runs."""
        for meeting in await asyncio.to_thread(self._left_over):
            await self._rooms.find(meeting)  # a room that opens is looked at
        while True:
            meeting = await self._queue.get()
            try:
                await self._do(meeting)
            except Exception:
                log.exception("what meeting %s is owed could not be done; trying again", meeting)
                asyncio.get_running_loop().call_later(AGAIN, self._queue.put_nowait, meeting)
            else:
                self._queued.discard(meeting)

    def _left_over(self) -> list[str]:
        """Meetings that were closed and have no record: after the closing there are at most letters to the child."""
        return [line.id for line in self._events.meetings() if not line.damaged and self._ends_closed(line)]

    def _ends_closed(self, line: MeetingLine) -> bool:
        """Looked for from the end, a little further each time, so that hardly a log is read whole at the start."""
        back = 1
        while True:
            try:
                read = self._events.read(line.id, max(0, line.version - back))
            except Damaged:
                return False
            others = [entry.event for entry in read if not isinstance(entry.event, LetterWritten | LetterGiven)]
            if others or back >= line.version:
                return bool(others) and isinstance(others[-1], MeetingClosed)
            back *= 2

    async def _do(self, meeting: str) -> None:
        room = await self._rooms.find(meeting)
        if room is None or not due(room.told, self._clock.now()):
            return
        note = await self._write_record(room.told)
        await room.ask(note, HOUSE)
