"""Erasing whole meetings. That it is to be done is on disk first; then it is done, if need be again from its beginning,
until nothing of the meeting is left but one line."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime

from ..meeting.model import Meeting
from ..ports import Act, Clock, Erasure, EventLog, MeetingLine, Why
from .owing import AGAIN
from .rooms import Rooms

LOOK = 5.0
"""Seconds between two looks for what another process (the command line) wants erased."""

log = logging.getLogger(__name__)

Place = Callable[[Erasure], None]
"""Takes away what a meeting has left in one place beside the log. Blocks; harmless when nothing is there; may raise."""


def line_of(
    log: EventLog, line: MeetingLine, meeting: Meeting | None, photos: int, at: datetime, act: Act, why: Why, kept: bool
) -> Erasure:
    """What will remain of a meeting; of one that cannot be read (None) that is less. kept: its record stays. Blocks."""
    counts = {"entries": line.version, "links": log.links(line.id), "photos": photos}
    record, files = "", tuple[str, ...]()
    if meeting is not None:
        counts["people"] = len(meeting.seats)
        record = meeting.record.sha256 if meeting.record else ""
        files = tuple(file.sha256 for file in (meeting.record, meeting.appendix) if file)
    return Erasure(line.id, line.opened, at, act, why, counts, record, files if kept else (), office=line.office)


def take_away(line: Erasure, log: EventLog, places: Iterable[Place], now: Callable[[], datetime]) -> None:
    """Everything of a meeting whose erasing has begun. Blocks; raises NotSaved, OSError; may then be begun again."""
    for place in places:
        place(line)
    log.erase(line.meeting)
    log.end_erasing(line.meeting, now())


class Erasing:
    """Erases what is to be erased, one meeting at a time. busy: held while something is written or printed, so that
    nothing is of a meeting that is just being taken away."""

    def __init__(
        self, rooms: Rooms, log: EventLog, clock: Clock, places: Sequence[Place], busy: Sequence[asyncio.Lock]
    ) -> None:
        self._rooms = rooms
        self._log = log
        self._clock = clock
        self._places = places
        self._busy = busy

    async def erase(self, line: Erasure) -> None:
        """Write down that it is to be done, and do it. Raises NotSaved; once it is written down, it is done later."""
        await asyncio.to_thread(self._log.begin_erasing, line)
        await self._do(line)

    async def run(self) -> None:
        """For as long as the program runs: what was begun before it, and what others have begun."""
        while True:
            pause = LOOK
            for line in await asyncio.to_thread(self._log.erasures):
                if line.done is None:
                    try:
                        await self._do(line)
                    except Exception:
                        log.exception("meeting %s could not be erased whole; trying again", line.meeting)
                        pause = AGAIN
            await asyncio.sleep(pause)

    async def _do(self, line: Erasure) -> None:
        async with AsyncExitStack() as held:
            for lock in self._busy:
                await held.enter_async_context(lock)
            await self._rooms.end(line.meeting)
            await asyncio.to_thread(take_away, line, self._log, self._places, self._clock.now)
