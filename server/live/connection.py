"""One open page: what it may see, which cells it follows, and the wire to it, whose waiting is bounded."""

import asyncio
from typing import Protocol

MOST_WAITING = 1_000_000
"""Bytes that may wait for a slow page before it is let go; it comes back and asks for what it missed."""


class Wire(Protocol):
    """The way to a page. Nobody who writes ever waits: what the network does not take at once waits in the wire."""

    def write(self, frame: bytes) -> int:
        """Send a text frame after all before it; returns how many bytes wait now."""
        ...

    def cut(self) -> None:
        """Hang up at once and throw away what waits."""
        ...

    @property
    def full(self) -> bool:
        """So much waits that letters are better kept until it has gone; then `drained` is called."""
        ...


class Connection:
    """An open page of a meeting.

    seat: a seat's id, or policy.PROJECTOR. tab: names this page load. cells: id -> "write" | "read", as last told.
    hand: who has this page open in the seat's stead (a seat, or TABLET); "" for the person themselves.
    held: every seat whose key was shown when it was opened, that of the wall among them.
    sign_in: the token of the sign-in with which somebody came to these keys; "" for whoever came by a link.
    """

    def __init__(
        self,
        seat: str,
        tab: str,
        cells: dict[str, str],
        wire: Wire,
        hand: str = "",
        held: frozenset[str] = frozenset(),
        sign_in: str = "",
    ) -> None:
        self.seat = seat
        self.hand = hand
        self.held = held or frozenset({seat})
        self.sign_in = sign_in
        self.tab = tab
        self.cells = cells
        self.follows: set[str] = set()
        self.behind: dict[str, int] = {}
        """Cell -> the version it was last told of; only of cells whose changes are kept for a slow wire."""
        self.writing: str | None = None
        self.close_code: int | None = None
        self._wire = wire
        self._over: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def tell(self, frame: bytes) -> None:
        """Send a frame; a page that cannot keep up is cut off instead of holding up the others."""
        if self.close_code is None and self._wire.write(frame) > MOST_WAITING:
            self.close(1013)
            # A close frame would stand behind all that waits.
            self._wire.cut()

    @property
    def slow(self) -> bool:
        """Is its wire so full that it is told of letters later, many at once?"""
        return self._wire.full

    def close(self, code: int) -> None:
        """Nothing more is told from now on, and the socket is to be closed with this code."""
        if self.close_code is None:
            self.close_code = code
            if not self._over.done():
                self._over.set_result(code)

    async def over(self) -> int:
        """Until the connection is to be closed; returns the code."""
        return await self._over
