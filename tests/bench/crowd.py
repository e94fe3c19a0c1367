"""The people of a measurement: as many sockets as wanted in one process."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

import msgspec

from .meetings import Table
from .peer import Peer

_ACK = b'"t":"ack"'
_CHANGES = b'"t":"changes"'
_EDIT = b'"t":"edit"'


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


class Person(Peer):
    """One socket. Writes in a cell of its own; hears everybody."""

    def __init__(self, crowd: "Crowd", number: int, cell: str, path: str) -> None:
        super().__init__(crowd.port, path)
        self.crowd = crowd
        self.cell = cell
        self.number = number
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._id = number << 16
        self._units = len("Zajistit doučování.")
        self._version = 1
        self._pending = 0.0
        self._resets = 0

    def greeted(self) -> None:
        if self.crowd.plain:
            self.ready.set_result(None)

    def closed(self) -> None:
        if not self.crowd.leaving:
            self.crowd.lost += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the server hung up"))

    def heard(self, text: bytes, now: float) -> None:
        crowd = self.crowd
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

    def _other(self, text: bytes) -> None:
        frame = msgspec.json.decode(text)
        if frame["t"] == "hello":
            for number, cell in enumerate(self.crowd.cells):
                self.say(msgspec.json.encode({"t": "sync", "cell": cell, "n": number, "epoch": None, "v": -1}))
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
        self.say(msgspec.json.encode(edit))


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
