"""One call of `append` on its way to the disk, and what it was made on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from ..meeting.events import Entry
from ..ports import Conflict, NotSaved
from .rows import Row, office_in, title_in, to_rows


@dataclass(slots=True, eq=False)
class Append:
    """Rows to go behind version `after` of a meeting, and the future of whoever waits for it.

    `on`: an append that these rows were made on before anyone knew how that one ends. `failed`: how this one did;
    `told`: whoever waits knows it.
    """

    meeting: str
    after: int
    rows: list[Row]
    title: str | None
    office: str
    future: asyncio.Future[None]
    on: "Append | None" = None
    failed: Exception | None = None
    told: bool = False

    @property
    def reaches(self) -> int:
        """The version after it."""
        return self.after + len(self.rows)

    def hindrance(self, version: int) -> Exception | None:
        """Why it cannot go behind that version, or None.

        Where what it was made on has failed, so does this, also when the version happens to fit: it would be put behind
        something that its author has never seen.
        """
        below = self.on.failed if self.on else None
        if isinstance(below, NotSaved):
            return NotSaved(below.reason)
        if below is not None or version != self.after:
            return Conflict(self.meeting, self.after, version)
        return None

    def now_told(self) -> None:
        self.told = True


class Tails:
    """The last append of each meeting, to see what the next one is made on."""

    def __init__(self) -> None:
        self._last: dict[str, Append] = {}

    def next(self, meeting: str, after: int, entries: Sequence[Entry]) -> Append:
        """A new append, called in an event loop. Raises what `EventLog.append` raises at once."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        rows = to_rows(meeting, after, entries)
        append = Append(meeting, after, rows, title_in(entries), office_in(entries), future)
        below = self._last.get(meeting)
        if below is not None and not below.told and below.reaches == after:
            append.on = below
        self._last[meeting] = append
        return append


def settle(appends: Sequence[Append]) -> None:
    """Tell those who wait how it ended; called in their loop."""
    for append in appends:
        append.on = None
        future = append.future
        if future.done():
            # Whoever waited has been cancelled. What is on disk stays there.
            append.told = True
        elif append.failed is None:
            append.told = True
            future.set_result(None)
        else:
            # Known when those who wait are called, not before: what others in this loop ask for until then is still
            # made on it.
            future.get_loop().call_soon(append.now_told)
            future.set_exception(append.failed)
