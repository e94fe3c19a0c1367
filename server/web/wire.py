"""uvicorn's WebSocket with a short road for text: a frame goes straight to the network, a message straight to its ear.

The road of ASGI has a task, a queue and six coroutines for each message on each socket. For a letter that sixty people
are to see at once, that is where nearly all the time would go (docs/measuring.md). Opening, closing, pings and
everything else stay uvicorn's.
"""

import socket
import sys
from asyncio import AbstractEventLoop, BaseTransport, TimerHandle, Transport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from .budget import Budget
from .headers import KEPT_NOWHERE, SAFE, policy_for

MOST_CONNECTIONS = 2000
"""Connections at once; when there are more, those go that ask for nothing, the oldest first."""
OTHER_FILES = 100
"""Every connection is a file; so many of those the system allows are left for everything else."""
HEADERS = 20.0
"""Seconds until the first line and the headers of a request have to be here."""
MOST_HEADERS = 16 * 1024
"""Bytes of these."""
SMALL_AT_ONCE, SMALL_A_SECOND = 600.0, 60.0
"""Pings and pieces of a message, each of which costs its sender next to nothing."""
CRUMB = 256
"""Bytes below which a piece of what is sent with a request counts as such a small thing as well."""
SLOWEST = 1024.0
"""Bytes a second that somebody has to take of what they have asked for."""
TAKING = 20.0
"""Seconds between two looks whether they do."""
CLOSING = 12.0
"""Seconds in which the end of a socket has to be taken and answered; uvicorn itself waits ten for the answer."""
_GRACE = 2.0
"""Seconds in which whoever has just come need not have asked for anything."""

WIRE = "setkani.wire"
"""Where in the `extensions` of a socket's scope its wire is found."""


MUCH, LITTLE = 16 * 1024, 4 * 1024
"""Bytes that wait in a wire when it is full, and when it is not any more: two seconds of a link of 64 kbit/s."""


NO_HTTP = "This is not HTTP as this program understands it.\n"
NO_SOCKET = "No socket can be opened like this.\n"
_OF_ANSWERS = {**SAFE, "Content-Security-Policy": policy_for("", False), "Cache-Control": KEPT_NOWHERE}
"""What the answers have that are given below the program."""


def most_connections() -> int:
    """As many as there may be here."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(soft - OTHER_FILES, 1))


class Taking:
    """Sees to it that what waits for somebody becomes less, and hangs up where nobody takes it."""

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._next: TimerHandle | None = None

    @property
    def waits(self) -> bool:
        return self._next is not None

    def begin(self) -> None:
        """Something waits from now on."""
        if self._next is None:
            self._look(self._transport.get_write_buffer_size())

    def end(self) -> None:
        """Nothing waits any more."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _look(self, waited: float) -> None:
        self._next = self._loop.call_later(TAKING, self._look_again, waited)

    def _look_again(self, waited: float) -> None:
        waits = self._transport.get_write_buffer_size()
        if waits > waited - SLOWEST * TAKING:
            self.end()
            self._transport.abort()
        else:
            self._look(waits)


class SocketWire(WebSocketsSansIOProtocol):
    """`listener`: called with each text message, in UTF-8, instead of queueing it for `receive`. Must not raise.
    `drained`: called when a wire that was full is so no longer."""

    listener: Callable[[bytes], None] | None = None
    drained: Callable[[], None] | None = None
    full = False
    hung_up = False
    _small: Budget | None = None

    def write(self, frame: bytes) -> int:
        """Send a text frame (UTF-8), if the socket is still open; returns how many bytes wait now."""
        transport = self.transport
        if self.close_sent or transport.is_closing():
            return 0
        size = len(frame)
        if size < 126:
            transport.write(bytes((0x81, size)) + frame)
        elif size < 65536:
            transport.write(bytes((0x81, 126, size >> 8, size & 255)) + frame)
        else:
            transport.write(b"\x81\x7f" + size.to_bytes(8, "big") + frame)
        return transport.get_write_buffer_size()

    def cut(self) -> None:
        """Hang up at once and throw away what waits."""
        self.transport.abort()

    # What uvicorn calls -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.since = self.loop.time()
        self.transport.set_write_buffer_limits(MUCH, LITTLE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.full = True

    def resume_writing(self) -> None:
        super().resume_writing()
        self.full = False
        if self.drained is not None:
            self.drained()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            # The whole request is here, and is too long for sockets. uvicorn would wait for ever for another.
            self.transport.write(_not_understood())
            self.close_sent = self.handshake_complete = True
            self.transport.close()

    def _refusing(self, status: HTTPStatus | int, text: str) -> Response:
        """What is no socket, or finds no door, gets what every answer has, and not the library's own reasons."""
        response = ServerProtocol.reject(self.conn, status, NO_SOCKET)
        for name, value in _OF_ANSWERS.items():
            response.headers[name] = value
        return response

    def handle_connect(self, event: Request) -> None:
        self.conn.reject = self._refusing  # type: ignore[method-assign]
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][WIRE] = {WIRE: self}

    @property
    def worth(self) -> int | None:
        """See `HttpWire.worth`. An open page is never hung up for somebody else."""
        return 0 if self.close_sent or self.transport.is_closing() else None

    async def run_asgi(self) -> None:
        await super().run_asgi()
        # For an end that the other side neither takes nor answers nobody waits.
        self.loop.call_later(CLOSING, self.transport.abort)

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            # uvicorn would write an error into the log for everybody who is not let in.
            self.handshake_complete = True

    def handle_cont(self, event: Frame) -> None:
        if self._spends():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        if self._spends():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._spends():
            super().handle_pong(event)

    def _spends(self) -> bool:
        self._small = self._small or Budget(SMALL_AT_ONCE, SMALL_A_SECOND)
        if self._small.spend():
            return True
        self.cut()
        return False

    def send_receive_event_to_app(self) -> None:
        if self.listener is None or self.curr_msg_data_type != "text":
            super().send_receive_event_to_app()
            return
        message = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            self.listener(message)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        # Closing would first wait for what a dead phone will never take.
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.listener = self.drained = None


class HttpWire(H11Protocol):
    """uvicorn's HTTP, with an end to waiting. What cannot be understood gets the headers that every answer has."""

    hung_up = False
    _late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.conn = _Whole(h11.SERVER, self.config.h11_max_incomplete_event_size or MOST_HEADERS)
        self.since = self.loop.time()
        own = transport.get_extra_info("socket")
        if own is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            # Otherwise the system takes in megabytes for a slow phone, and what it is sent now it sees in a minute.
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MUCH)
        self._taking = Taking(transport, self.loop)
        # We are told of everything that waits, however little; behind TLS something may wait already, and where its
        # bound is 0, nothing counts as something.
        transport.set_write_buffer_limits(1 if transport.get_extra_info("sslcontext") else 0, 0)
        if len(self.connections) > most_connections():
            self._make_room()
        self._await_a_request()

    @property
    def asks_for_nothing(self) -> bool:
        """Stands open, and nobody waits for an answer on it."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    @property
    def worth(self) -> int | None:
        """How much would be lost with this connection, 0 the least; None where it may not be hung up for another."""
        if not self.cycle and self.loop.time() - self.since < _GRACE:
            return 3
        if self._taking.waits:
            return 2
        if self.transport.is_closing() or self.asks_for_nothing:
            return 0
        return 1 if self.cycle.more_body else None

    def _make_room(self) -> None:
        """Whoever asks for nothing goes first; then who does not come to the end of asking, and who does not take
        what they have asked for."""
        found = [(each.worth, each.since, each) for each in self.connections if isinstance(each, HttpWire | SocketWire)]
        others = [
            (worth, since, each)
            for worth, since, each in found
            if worth is not None and each is not self and not each.hung_up
        ]
        _, _, goes = min(others, key=lambda other: other[:2], default=(0, 0.0, self))
        goes.hung_up = True
        goes.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking.begin()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taking.end()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.asks_for_nothing and self.transport.get_protocol() is self:
            self._await_a_request()
        else:
            self._await_nothing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await_nothing()
        self._taking.end()
        super().connection_lost(exc)

    def _await_a_request(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEADERS, self.transport.abort)

    def _await_nothing(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:
        self.transport.write(_not_understood())
        self.transport.close()


class _Whole(h11.Connection):
    """Whoever sends what belongs to a request crumb by crumb costs as much for each crumb as others do for a page."""

    _small: Budget | None = None

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Data) and len(event.data) < CRUMB:
            self._small = self._small or Budget(SMALL_AT_ONCE, SMALL_A_SECOND)
            if not self._small.spend():
                raise h11.RemoteProtocolError("too many crumbs")
        return event


def _not_understood() -> bytes:
    """An answer with the headers that every answer has."""
    headers = {**_OF_ANSWERS, "Content-Type": "text/plain; charset=utf-8", "Connection": "close"}
    headers["Content-Length"] = str(len(NO_HTTP))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 400 \r\n{lines}\r\n{NO_HTTP}".encode()
