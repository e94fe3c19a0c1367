"""How often one seat may look and have something made that is dear: nobody else at the table is to wait for it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response

from .budget import Budget
from .errors import TOO_MUCH, Sorry

LOOKS_AT_ONCE, LOOKS_A_SECOND = 600.0, 15.0
"""Pages and panels that are drawn for one seat, on all its devices together."""
DEAR_AT_ONCE, DEAR_A_MINUTE = 30.0, 15.0
"""Files that are made for one seat, and photos that are taken from it."""
MOST_WAITING = 4
"""Of these, for one seat on their way or waiting for their turn."""
_MOST_ASKERS = 10_000

Who = tuple[str, str]
"""A meeting and a seat of it, or PROJECTOR."""


class Turns:
    """Counts by who asks, never by address: sixty phones behind one address are sixty."""

    def __init__(self) -> None:
        self._looks: dict[Who, Budget] = {}
        self._dear: dict[Who, Budget] = {}
        self._waiting: dict[Who, int] = {}

    def look(self, who: Who) -> None:
        """Something is drawn for somebody. Raises Sorry where that is once too often."""
        if not _of(self._looks, who, LOOKS_AT_ONCE, LOOKS_A_SECOND).spend():
            raise Sorry(429, TOO_MUCH, "too-much")

    @contextmanager
    def dear(self, who: Who) -> Iterator[None]:
        """Something dear is done for somebody in here. Raises Sorry where that is too much of it."""
        waiting = self._waiting.get(who, 0)
        if waiting >= MOST_WAITING or not _of(self._dear, who, DEAR_AT_ONCE, DEAR_A_MINUTE / 60).spend():
            raise Sorry(429, TOO_MUCH, "too-much")
        self._waiting[who] = waiting + 1
        try:
            yield
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]


def _of(budgets: dict[Who, Budget], who: Who, at_once: float, a_second: float) -> Budget:
    if who not in budgets and len(budgets) > _MOST_ASKERS:
        budgets.clear()
    return budgets.setdefault(who, Budget(at_once, a_second))


Endpoint = Callable[[Request], Awaitable[Response]]


def dear(endpoint: Endpoint) -> Endpoint:
    """A route of a meeting that makes a file or takes a photo, for somebody with a seat. Strangers pass, who are told
    that nothing is here, and whoever is signed in.
    """

    async def counted(request: Request) -> Response:
        site, meeting = request.app.state.site, request.path_params["meeting"]
        held = site.door.seats(request, meeting)
        if not held:
            return await endpoint(request)
        with site.turns.dear((meeting, min(held))):
            return await endpoint(request)

    return counted
