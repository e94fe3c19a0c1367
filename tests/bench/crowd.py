"""The people of a measurement: as many sockets as wanted in one process, so cheap that it is the server one measures.

No WebSocket library: a frame of a server is two to four bytes and its text, and ours are masked with zero, which is
allowed and costs nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

import msgspec

from .meetings import Table

_ACK = b'"t":"ack"'
_CHANGES = b'"t":"changes"'
_EDIT = b'"t":"edit"'
_SHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class _Told(msgspec.Struct):
    list: list[tuple[int, str, int, Any]]


class _Edit(msgspec.Struct):
    id: int


class _Ack(msgspec.Struct):
    v: int


_told = msgspec.json.Decoder(_Told).decode
_edit = msgspec.json.Decoder(_Edit).decode
_ack = msgspec.json.Decoder(_Ack).decode


@dataclass
class Count:
    """What one stretch of typing gave. Seconds; `late`: a person's last change was not acknowledged yet."""

    sent: int = 0
    acks: int = 0
    late: int = 0
    delivered: list[float] = field(default_factory=list)
    acked: list[float] = field(default_factory=list)


class Person(asyncio.Protocol):
    """One socket. Writes in a cell of its own; hears everybody."""

    def __init__(self, crowd: "Crowd", number: int, cell: str, path: str) -> None:
        self.crowd = crowd
        self.cell = cell
        self.path = path
        self.number = number
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self._buffer = b""
        self._greeted = False
        self._id = number << 16
        self._units = len("Zajistit doučování.")
        self._version = 1
        self._pending = 0.0
        self._resets = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_SHAKE.format(path=self.path, port=self.crowd.port).encode())

    def connection_lost(self, error: Exception | None) -> None:
        if not self.crowd.leaving:
            self.crowd.lost += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        buffer = self._buffer + data if self._buffer else data
        at = 0
        if not self._greeted:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = buffer
                return
            assert buffer.startswith(b"HTTP/1.1 101"), buffer[:200]
            self._greeted = True
            at = end + 4
            if self.crowd.plain:
                self.ready.set_result(None)
        size = len(buffer)
        while size - at >= 2:
            length = buffer[at + 1]
            start = at + 2
            if length == 126:
                if size - at < 4:
                    break
                length = buffer[at + 2] << 8 | buffer[at + 3]
                start = at + 4
            elif length == 127:
                if size - at < 10:
                    break
                length = int.from_bytes(buffer[at + 2 : at + 10], "big")
                start = at + 10
            if size - start < length:
                break
            self._frame(buffer[at], buffer[start : start + length], now)
            at = start + length
        self._buffer = buffer[at:]

    def _frame(self, head: int, text: bytes, now: float) -> None:
        crowd = self.crowd
        if head == 0x81:
            if text.startswith(_CHANGES, 1):
                for _, _, id, _ in _told(text).list:
                    crowd.count.delivered.append(now - crowd.sent[id])
            elif text.startswith(_EDIT, 1):
                crowd.count.delivered.append(now - crowd.sent[_edit(text).id])
            elif text.startswith(_ACK, 1):
                crowd.count.acks += 1
                crowd.count.acked.append(now - self._pending)
                self._version = _ack(text).v
                self._pending = 0.0
            else:
                self._other(text)
        elif head == 0x89:
            self._send(0x8A, text)

    def _other(self, text: bytes) -> None:
        frame = msgspec.json.decode(text)
        if frame["t"] == "hello":
            for number, cell in enumerate(self.crowd.cells):
                self._send(0x81, msgspec.json.encode({"t": "sync", "cell": cell, "n": number, "epoch": None, "v": -1}))
        elif frame["t"] == "reset":
            self.crowd.epoch = frame["epoch"]
            if frame["cell"] == self.cell:
                self._version = frame["v"]
                self._units = len(frame["text"])
            self._resets += 1
            if self._resets == len(self.crowd.cells):
                self.ready.set_result(None)
        elif frame["t"] in ("refused", "stale"):
            raise RuntimeError(f"the server said {frame}")

    def type(self) -> None:
        """One letter at the end of one's own cell."""
        crowd = self.crowd
        if self._pending and not crowd.plain:
            crowd.count.late += 1
            return
        self._id += 1
        edit = {
            "t": "edit",
            "cell": self.cell,
            "epoch": crowd.epoch,
            "v": self._version,
            "id": self._id,
            "ch": [self._units, [0, "e"]],
        }
        self._units += 1
        crowd.count.sent += 1
        self._pending = crowd.sent[self._id] = perf_counter()
        self._send(0x81, msgspec.json.encode(edit))

    def _send(self, head: int, text: bytes) -> None:
        size = len(text)
        if size < 126:
            self.transport.write(bytes((head, 0x80 | size)) + b"\0\0\0\0" + text)
        else:
            self.transport.write(bytes((head, 0xFE, size >> 8, size & 255)) + b"\0\0\0\0" + text)


class Crowd:
    """Everybody in one meeting. plain: on the relay, which greets nobody and acknowledges nothing."""

    def __init__(self, table: Table, port: int, plain: bool) -> None:
        self.port = port
        self.plain = plain
        self.cells = table.cells
        self.epoch = "a" * 22
        self.count = Count()
        self.sent: dict[int, float] = {}
        self.lost = 0
        self.leaving = False
        self.people = [
            Person(self, number, table.cells[number % len(table.cells)], f"/meetings/{table.id}/socket?token={token}")
            for number, token in enumerate(table.tokens)
        ]

    async def come(self) -> None:
        loop = asyncio.get_running_loop()
        for person in self.people:
            await loop.create_connection(lambda person=person: person, "127.0.0.1", self.port)  # type: ignore[misc]
        await asyncio.gather(*(person.ready for person in self.people))

    def leave(self) -> None:
        self.leaving = True
        for person in self.people:
            person.transport.close()


async def come(crowds: Sequence[Crowd]) -> None:
    """All in, a few meetings at a time."""
    for first in range(0, len(crowds), 4):
        await asyncio.gather(*(crowd.come() for crowd in crowds[first : first + 4]))


async def type_for(crowds: Sequence[Crowd], seconds: float, every: float, seed: int = 1) -> Count:
    """Everybody types one letter every so many seconds, each at their own moment; ends when all has arrived."""
    random = Random(seed)
    loop = asyncio.get_running_loop()
    count = Count()
    for crowd in crowds:
        crowd.count = count
    begin = loop.time() + 0.05
    end = begin + seconds

    def turn(person: Person, at: float) -> None:
        person.type()
        if at + every < end:
            loop.call_at(at + every, turn, person, at + every)

    for crowd in crowds:
        for person in crowd.people:
            first = begin + random.random() * every
            loop.call_at(first, turn, person, first)
    expected = len(crowds[0].people) - 1
    await asyncio.sleep(end - loop.time() + 0.05)
    give_up = loop.time() + 10
    while len(count.delivered) < count.sent * expected and loop.time() < give_up:
        await asyncio.sleep(0.02)
    return count
