"""One open page: what it may see, which cells it follows, and a bounded queue of what it still has to be sent."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

MOST_WAITING = 1_000_000
"""Characters that may wait for a slow page before it is let go; it comes back and asks for what it missed."""


class Connection:
    """An open page of a meeting. Nobody who tells ever waits for it: `tell` puts a frame in a queue and returns.

    seat: a seat's id, or policy.PROJECTOR. tab: names this page load. cells: id -> "write" | "read", as last told.
    """

    def __init__(self, seat: str, tab: str, cells: dict[str, str]) -> None:
        self.seat = seat
        self.tab = tab
        self.cells = cells
        self.follows: set[str] = set()
        self.writing: str | None = None
        self.close_code: int | None = None
        self._queue: deque[str] = deque()
        self._waiting = 0
        self._ready = asyncio.Event()

    def tell(self, frame: str) -> None:
        """Queue a frame; a page that cannot keep up is closed instead of holding up the others."""
        if self.close_code is not None:
            return
        self._waiting += len(frame)
        if self._waiting > MOST_WAITING:
            self.close(1013)
            return
        self._queue.append(frame)
        self._ready.set()

    def close(self, code: int) -> None:
        """Send what waits (unless it is too much), then close with this code."""
        if self.close_code is None:
            self.close_code = code
            if code == 1013:
                self._queue.clear()
            self._ready.set()

    async def pump(self, send: Callable[[str], Awaitable[None]]) -> int:
        """Send what comes, in order, until the connection is to be closed; returns the close code."""
        while True:
            while self._queue:
                frame = self._queue.popleft()
                self._waiting -= len(frame)
                await send(frame)
            if self.close_code is not None:
                return self.close_code
            self._ready.clear()
            await self._ready.wait()
