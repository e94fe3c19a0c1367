"""Forgetting what must not outlive a meeting: private notes and quiet requests go when it closes.

A break answers everyone who asked for one, so their requests go when it begins. What is to be forgotten is read from
the meetings, so a crash in between leaves nothing behind for good; a photo whose signature the crash took goes, too.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from ..meeting.model import Meeting
from ..ports import Damaged, Lane, Photos, Ratings
from .owing import AGAIN
from .rooms import Rooms

log = logging.getLogger(__name__)


class Forgetting:
    """Erases the private lane of every meeting that is closed, the requests for a break once there is one, and at the
    start the photos that stand under no signature and what was said of meetings that are not there any more."""

    def __init__(self, rooms: Rooms, lane: Lane, photos: Photos, ratings: Ratings) -> None:
        self._rooms = rooms
        self._lane = lane
        self._photos = photos
        self._ratings = ratings
        # Those of now are of an earlier run: none of them is still waiting for its signature.
        self._found = photos.kept()
        self._queue: asyncio.Queue[tuple[Callable[[str], None], str]] = asyncio.Queue()
        rooms.listeners.append(self.look)

    def look(self, meeting: Meeting) -> None:
        """What is closed is forgotten soon; of what is open, requests that have been answered."""
        if meeting.stopped:
            return
        if meeting.closed:
            if meeting.id in self._lane.meetings():
                self._queue.put_nowait((self._lane.erase, meeting.id))
        elif (meeting.paused or meeting.broken_off) and self._lane.breaks(meeting.id):
            self._queue.put_nowait((self._answered, meeting.id))

    async def run(self) -> None:
        """For as long as the program runs."""
        for meeting in self._lane.meetings():
            try:
                room = await self._rooms.find(meeting)  # a room that opens is looked at
            except Damaged:
                continue
            if room is None:
                self._queue.put_nowait((self._lane.erase, meeting))
            else:
                self.look(room.told)
        for meeting in self._ratings.meetings():
            try:
                room = await self._rooms.find(meeting)
            except Damaged:
                continue
            if room is None:
                self._queue.put_nowait((self._ratings.erase, meeting))
        for meeting, photo in self._found:
            try:
                room = await self._rooms.find(meeting)
            except Damaged:
                continue
            if room is None or (photo not in room.told.photos and not room.told.damages):
                self._queue.put_nowait((partial(self._photos.discard, photo=photo), meeting))
        while True:
            forget, meeting = await self._queue.get()
            try:
                await asyncio.to_thread(forget, meeting)
            except Exception:
                log.exception("something of meeting %s could not be erased; trying again", meeting)
                asyncio.get_running_loop().call_later(AGAIN, self._queue.put_nowait, (forget, meeting))

    def _answered(self, meeting: str) -> None:
        for seat in self._lane.breaks(meeting):
            self._lane.end_break(meeting, seat)
