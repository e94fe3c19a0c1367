"""uvicorn's WebSocket with a short road for text: a frame goes straight to the network, a message straight to its ear.

The road of ASGI has a task, a queue and six coroutines for each message on each socket. For a letter that sixty people
are to see at once, that is where nearly all the time would go (docs/measuring.md). Opening, closing, pings and
everything else stay uvicorn's.
"""

import socket
from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Callable

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from .budget import Budget
from .headers import KEPT_NOWHERE, SAFE, policy_for

MOST_CONNECTIONS = 2000
"""Connections at once; when there are more, those go that ask for nothing, the oldest first."""
HEADERS = 20.0
"""Seconds until the first line and the headers of a request have to be here."""
MOST_HEADERS = 16 * 1024
"""Bytes of these."""
SMALL_AT_ONCE, SMALL_A_SECOND = 600.0, 60.0
"""Pings and pieces of a message, each of which costs its sender next to nothing."""

WIRE = "setkani.wire"
"""Where in the `extensions` of a socket's scope its wire is found."""


MUCH, LITTLE = 16 * 1024, 4 * 1024
"""Bytes that wait in a wire when it is full, and when it is not any more: two seconds of a link of 64 kbit/s."""


class SocketWire(WebSocketsSansIOProtocol):
    """`listener`: called with each text message, in UTF-8, instead of queueing it for `receive`. Must not raise.
    `drained`: called when a wire that was full is so no longer."""

    listener: Callable[[bytes], None] | None = None
    drained: Callable[[], None] | None = None
    full = False
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
        self.transport.set_write_buffer_limits(MUCH, LITTLE)
        own = transport.get_extra_info("socket")
        if own is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            # Otherwise the system takes in megabytes for a slow phone, and what it is sent now it sees in a minute.
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MUCH)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.full = True

    def resume_writing(self) -> None:
        super().resume_writing()
        self.full = False
        if self.drained is not None:
            self.drained()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][WIRE] = {WIRE: self}

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

    _late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()
        self._await_a_request()

    @property
    def asks_for_nothing(self) -> bool:
        """Stands open, and nobody waits for an answer on it."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    def _make_room(self) -> None:
        idle = [each for each in self.connections if isinstance(each, HttpWire) and each.asks_for_nothing]
        min(idle, key=lambda each: each._since).transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.asks_for_nothing and self.transport.get_protocol() is self:
            self._await_a_request()
        else:
            self._await_nothing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await_nothing()
        super().connection_lost(exc)

    def _await_a_request(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEADERS, self.transport.abort)

    def _await_nothing(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:
        headers = {**SAFE, "Content-Security-Policy": policy_for("", False), "Cache-Control": KEPT_NOWHERE}
        sentence = "This is not HTTP as this program understands it.\n"
        headers |= {"Content-Type": "text/plain; charset=utf-8", "Connection": "close"}
        headers["Content-Length"] = str(len(sentence))
        for event in (
            h11.Response(status_code=400, headers=[(n.encode(), v.encode()) for n, v in headers.items()], reason=b""),
            h11.Data(data=sentence.encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
