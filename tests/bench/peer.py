"""A socket of a measurement, without a WebSocket library: so cheap that it is the server one measures.

A frame of a server is two to four bytes and its text, and ours are masked with zero, which is allowed and costs
nothing.
"""

import asyncio
from time import perf_counter

_SHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A


class Peer(asyncio.Protocol):
    """One end of a WebSocket. What comes is given to `greeted`, `heard` and `closed`."""

    def __init__(self, port: int, path: str) -> None:
        self.port = port
        self.path = path
        self.transport: asyncio.Transport
        self.code: int | None = None
        """With what the other side has closed."""
        self._buffer = b""
        self._greeted = False

    def greeted(self) -> None:
        """The socket is open."""

    def heard(self, text: bytes, now: float) -> None:
        """A text frame has come, at this moment of `perf_counter`."""
        raise NotImplementedError

    def closed(self) -> None:
        """It is over, whoever has ended it."""

    def say(self, text: bytes) -> None:
        self._send(_TEXT, text)

    def _send(self, head: int, text: bytes) -> None:
        size = len(text)
        if size < 126:
            self.transport.write(bytes((head, 0x80 | size)) + b"\0\0\0\0" + text)
        else:
            self.transport.write(bytes((head, 0xFE, size >> 8, size & 255)) + b"\0\0\0\0" + text)

    # What asyncio calls -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_SHAKE.format(path=self.path, port=self.port).encode())

    def connection_lost(self, error: Exception | None) -> None:
        self.closed()

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        buffer = self._buffer + data if self._buffer else data
        at = 0
        if not self._greeted:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = buffer
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            self._greeted = True
            at = end + 4
            self.greeted()
        size = len(buffer)
        while size - at >= 2:
            length = buffer[at + 1]
            start = at + 2
            if length == 126:
                if size - at < 4:
                    break
                start = at + 4
                length = buffer[at + 2] << 8 | buffer[at + 3]
            elif length == 127:
                if size - at < 10:
                    break
                start = at + 10
                length = int.from_bytes(buffer[at + 2 : at + 10], "big")
            if size - start < length:
                break
            head, text = buffer[at], buffer[start : start + length]
            at = start + length
            if head == _TEXT:
                self.heard(text, now)
            elif head == _PING:
                self._send(_PONG, text)
            elif head == _CLOSE:
                self.code = int.from_bytes(text[:2], "big") if text else None
                self._send(_CLOSE, text)
                self.transport.close()
        self._buffer = buffer[at:]
