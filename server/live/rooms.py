"""The rooms of this process: opened from the log when somebody comes, put away when they have been empty a while."""

import asyncio
from collections.abc import Callable
from time import monotonic

from ..meeting.evolve import replay
from ..meeting.model import Meeting
from ..ports import Clock, EventLog, Keyring
from .room import Room

PUT_AWAY = 600.0
"""Seconds without a connection after which a room leaves the memory."""


class Rooms:
    """Room by meeting id. All methods belong to the event loop."""

    def __init__(self, log: EventLog, keyring: Keyring, clock: Clock) -> None:
        self._log = log
        self._keyring = keyring
        self._clock = clock
        self._opening: dict[str, asyncio.Task[Room | None]] = {}
        self._reading: dict[str, asyncio.Task[Meeting | None]] = {}
        self._rooms: dict[str, Room] = {}
        self._used: dict[str, float] = {}
        self._ended: set[str] = set()
        self.listeners: list[Callable[[Meeting], None]] = []

    def opened(self) -> tuple[Room, ...]:
        """The rooms in memory now."""
        return tuple(self._rooms.values())

    async def find(self, meeting: str) -> Room | None:
        """The room of a meeting, opened if need be; None where there is none (any more). Raises Damaged."""
        if meeting in self._ended:
            return None
        self._used[meeting] = monotonic()
        if room := self._rooms.get(meeting):
            return room
        if meeting not in self._opening:
            self._opening[meeting] = asyncio.create_task(self._open(meeting))
        return await asyncio.shield(self._opening[meeting])

    async def look(self, meeting: str) -> Meeting | None:
        """A meeting as it is on disk, without opening its room. Who asks while it is being read gets the same: after a
        start, the people of a long meeting do not wait until it has been read twice. Raises Damaged."""
        if meeting not in self._reading:
            reading = self._reading[meeting] = asyncio.create_task(asyncio.to_thread(self._read, meeting))
            reading.add_done_callback(lambda _: self._reading.pop(meeting))
        return await asyncio.shield(self._reading[meeting])

    def _read(self, meeting: str) -> Meeting | None:
        return replay(self._log.read(meeting))

    async def _open(self, meeting: str) -> Room | None:
        try:
            state = await self.look(meeting)
            if state is None:
                self._used.pop(meeting, None)
                return None
            epoch = await asyncio.to_thread(self._keyring.epoch, meeting)
            if meeting in self._ended:
                return None
            room = Room(state, epoch, self._log, self._clock)
            room.listeners.append(self._tell)
            self._rooms[meeting] = room
            self._tell(state)
            return room
        finally:
            del self._opening[meeting]

    async def end(self, meeting: str) -> None:
        """It is to be erased: nobody finds it any more, and what is on its way to the disk has come to an end."""
        self._ended.add(meeting)
        self._used.pop(meeting, None)
        if opening := self._opening.get(meeting):
            await asyncio.wait([opening])
        if room := self._rooms.pop(meeting, None):
            room.end()
            await asyncio.wait([room.settled()])

    def put_away(self) -> None:
        """Let go of rooms that nobody has used for a while; nothing is lost, the log has it all."""
        for meeting, room in list(self._rooms.items()):
            idle = monotonic() - self._used[meeting] > PUT_AWAY
            if idle and not room.connections and room.head is room.told:
                del self._rooms[meeting], self._used[meeting]

    def _tell(self, meeting: Meeting) -> None:
        for listener in self.listeners:
            listener(meeting)
