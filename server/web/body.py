"""What may be sent with a request: so many bytes, within so much time."""

import asyncio

from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from .errors import TOO_LARGE, Sorry
from .words import N_

MOST = 1024 * 1024
"""Bytes, where a route does not say otherwise."""
SENDING = 120.0
"""Seconds that a whole body may take."""

TOO_SLOW = N_("It took too long to arrive. Try again where the connection is better.")


def bounded(request: Request, most: int = MOST) -> Request:
    """The same request, but whose body is read from it hears a Sorry where it is too large or takes too long."""
    return Request(request.scope, _Body(request, most).receive)


class Parts(MultiPartParser):
    """A form in parts. whole: has its end been seen? What was cut off is not half a form, but none."""

    whole = False

    def on_end(self) -> None:
        self.whole = True

    def close(self) -> None:
        """Whatever came of it: the files are let go."""
        for file in self._files_to_close_on_error:
            file.close()


class _Body:
    def __init__(self, request: Request, most: int) -> None:
        self._receive = request.receive
        self._most = most
        told = request.headers.get("content-length", "")
        self._came = int(told) if told.isdigit() and int(told) > most else 0
        self._ends = asyncio.get_running_loop().time() + SENDING

    async def receive(self) -> Message:
        if self._came > self._most:
            raise Sorry(413, TOO_LARGE, "too-large")
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
        except TimeoutError:
            raise Sorry(408, TOO_SLOW, "too-slow") from None
        self._came += len(message.get("body", b""))
        if self._came > self._most:
            raise Sorry(413, TOO_LARGE, "too-large")
        return message
