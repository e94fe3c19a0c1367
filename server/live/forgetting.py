"""Forgetting what must not outlive a meeting: private notes and quiet requests go when it closes.

Which meetings are closed is read from the meetings, so a crash in between leaves nothing behind for good.
"""

import asyncio
import logging

from ..meeting.model import Meeting
from ..ports import Damaged, Lane
from .owing import AGAIN
from .rooms import Rooms

log = logging.getLogger(__name__)


class Forgetting:
    """Erases the private lane of every meeting that is closed."""

    def __init__(self, rooms: Rooms, lane: Lane) -> None:
        self._rooms = rooms
        self._lane = lane
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        rooms.listeners.append(self.look)

    def look(self, meeting: Meeting) -> None:
        """What is closed is forgotten soon; what is open is left alone."""
        if meeting.closed and meeting.id in self._lane.meetings():
            self._queue.put_nowait(meeting.id)

    async def run(self) -> None:
        """For as long as the program runs."""
        for meeting in self._lane.meetings():
            try:
                room = await self._rooms.find(meeting)  # a room that opens is looked at
            except Damaged:
                continue
            if room is None:
                self._queue.put_nowait(meeting)
            else:
                self.look(room.told)
        while True:
            meeting = await self._queue.get()
            try:
                await asyncio.to_thread(self._lane.erase, meeting)
            except Exception:
                log.exception("the private lane of meeting %s could not be erased; trying again", meeting)
                asyncio.get_running_loop().call_later(AGAIN, self._queue.put_nowait, meeting)
