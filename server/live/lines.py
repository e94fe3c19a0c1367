"""What the list of meetings shows of each, without reading every log again: reckoned when it has grown, and kept."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..meeting.evolve import replay
from ..meeting.model import Meeting
from ..meeting.series import Line, cases_of, line_of
from ..ports import Damaged, EventLog, MeetingLine, NotSaved
from .rooms import Rooms

PATIENCE = 2.0
"""Seconds for which somebody waits for lines that have to be reckoned anew; then they see the others first."""
TOGETHER = 50
"""Lines kept in one go."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """Every meeting there is. behind: known by title alone, their logs are still being read; damaged: cannot be."""

    lines: tuple[Line, ...]
    behind: tuple[MeetingLine, ...] = ()
    damaged: tuple[MeetingLine, ...] = ()

    def where(self, theirs: Callable[[str], bool]) -> "Listing":
        """Only the meetings of the offices of which this is so."""
        return Listing(
            tuple(line for line in self.lines if theirs(line.office)),
            tuple(line for line in self.behind if theirs(line.office)),
            tuple(line for line in self.damaged if theirs(line.office)),
        )


class Lines:
    """The lines of all meetings, as they are on disk now. All methods belong to the event loop."""

    def __init__(self, rooms: Rooms, events: EventLog) -> None:
        self._rooms = rooms
        self._events = events
        self._known: dict[str, Line] | None = None
        self._damaged: dict[str, int] = {}
        self._reckoning: asyncio.Task[None] | None = None

    async def look(self, patience: float | None = PATIENCE) -> Listing:
        """The list as it is now, or after `patience` seconds as much of it as has been read; None waits for all."""
        every = await asyncio.to_thread(self._events.meetings)
        if self._known is None:
            self._known = await asyncio.to_thread(self._events.lines)
        self._known = self._present(every, self._known)
        if self._stale(every):
            if self._reckoning is None or self._reckoning.done():
                self._reckoning = asyncio.create_task(self._reckon(self._stale(every)))
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._reckoning), patience)
        behind = {line.id for line in self._stale(every)}
        known = self._known or {}
        lines = tuple(known[line.id] for line in every if line.id in known and line.id not in behind)
        damaged = tuple(line for line in every if self._is_damaged(line))
        return Listing(lines, tuple(line for line in every if line.id in behind), damaged)

    async def replaced(self, meeting: Meeting, first: str = "") -> bool:
        """Has a later meeting of the case been closed, so that this one's plan is not the one that holds?

        Only one of the same office: another may call a case by the same name. first: the office to which what is of
        none belongs.
        """
        own = meeting.office or first
        listing = (await self.look(patience=None)).where(lambda office: (office or first) == own)
        case = next((case for case in cases_of(listing.lines) if case.id == meeting.case_id), None)
        line = next((line for line in case.meetings if line.id == meeting.id), None) if case else None
        return case is not None and line is not None and any(later.closed for later in case.after(line))

    def _present(self, every: Sequence[MeetingLine], known: dict[str, Line]) -> dict[str, Line]:
        """What is known of the meetings there are. One that is in memory anyway need not be read; of one that has been
        erased nothing is kept in mind.
        """
        told = {room.told.id: room.told for room in self._rooms.opened()}
        found = {}
        for line in every:
            was, live = known.get(line.id), told.get(line.id)
            if live is not None and live.version >= line.version:
                found[line.id] = was if was and was.version == live.version else line_of(live, line.opened)
            elif was is not None and was.version == line.version:
                found[line.id] = was
        return found

    def _is_damaged(self, line: MeetingLine) -> bool:
        return line.damaged or self._damaged.get(line.id) == line.version

    def _stale(self, every: Sequence[MeetingLine]) -> list[MeetingLine]:
        known = self._known or {}
        return [line for line in every if line.version and line.id not in known and not self._is_damaged(line)]

    async def _reckon(self, stale: Sequence[MeetingLine]) -> None:
        """Read one log after the other, and keep what was reckoned, so that it need not be done again."""
        assert self._known is not None
        for start in range(0, len(stale), TOGETHER):
            fresh = []
            for line in stale[start : start + TOGETHER]:
                try:
                    found = await asyncio.to_thread(self._read, line)
                except Damaged:
                    self._damaged[line.id] = line.version
                    continue
                if found is not None:
                    self._known[line.id] = found
                    fresh.append(found)
            try:
                await asyncio.to_thread(self._events.keep_lines, fresh)
            except NotSaved as failure:
                # It costs time at the next start, and nobody a word.
                log.warning("the list of meetings could not be kept: %s", failure.reason)

    def _read(self, line: MeetingLine) -> Line | None:
        meeting = replay(self._events.read(line.id))
        if meeting and meeting.stopped:
            raise Damaged(line.id, [meeting.stopped])
        return line_of(meeting, line.opened) if meeting else None
