"""The people of a long afternoon: pages that lose their link, come back as a browser does, and type on."""

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from time import perf_counter
from typing import Any

from tests.live.page import Page

from .peer import Peer

FIRST_PAUSE, LONGEST_PAUSE, AFTER_TOO_MUCH, CONNECTING = 0.15, 1.0, 10.0, 6.0
"""Seconds between two tries to connect, and for one, as in static/socket.js."""
FULL = 3000
"""Letters in a cell from which on a person crosses out as much as they write."""


class Guest(Page):
    """An open page on a socket that costs nearly nothing. `port`: where its road to the server begins.

    sent: (seat, id) -> the moments at which the letters of that change were struck, shared by everybody.
    """

    def __init__(
        self, port: int, meeting: str, token: str, tab: str, cells: tuple[str, ...], sent: dict[tuple[str, int], Any]
    ) -> None:
        self.sent = sent
        self.acked: list[tuple[str, int]] = []
        """What was acknowledged: (seat, id)."""
        self.back_at = 0.0
        """When this page last had everything again after its link was lost; perf_counter."""
        self.told: Callable[[str, int, float], object] | None = None
        """Called with the author and id of each change that comes to be seen here, and the moment."""
        self._link: Peer | None = None
        self._port = port
        self._behind = True
        super().__init__(f"http://127.0.0.1:{port}", meeting, token, tab, cells)

    @property
    def open(self) -> bool:
        """Everything of this page is as the server has it, as far as it knows."""
        return self._link is not None and not self._behind

    # The link ---------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        path = "/" + self._address.split("/", 3)[3]
        tries = 0
        while self._going:
            link = _Link(self, path)
            with suppress(OSError):
                await asyncio.wait_for(connected(link, self._port), CONNECTING)
                await link.over
            if link.greeted_ever:
                tries = 0
                self.lost.append(link.code)
            self._link = None
            self._behind = True
            if link.failed:
                raise link.failed
            if self._going:
                pause = AFTER_TOO_MUCH if link.code == 4429 else min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
                tries += 1
                await asyncio.sleep(pause * (0.7 + 0.6 * self._random.random()))

    async def stop(self) -> None:
        self._going = False
        if self._link is not None:
            self._link.transport.close()
        await self.task

    async def _say(self, **message: Any) -> None:
        if self._link is not None:
            self._link.say(json.dumps(message, separators=(",", ":")).encode())

    def came_in(self, link: "_Link") -> None:
        self._asking.clear()
        self._socket = self._link = link  # type: ignore[assignment]
        self.links += 1

    def hear(self, text: bytes, now: float) -> None:
        self._now = now
        at_once(self._hear(json.loads(text)))
        if self._behind and not self._asking and min(self.versions.values()) >= 0:
            self._behind = False
            self.back_at = now

    # What is seen and saved -------------------------------------------------------------------------------------------

    def _apply(self, cell: str, version: int, author: str, id: int, change: list[Any]) -> None:
        if self.told is not None and version == self.versions[cell] + 1:
            self.told(author, id, self._now)
        super()._apply(cell, version, author, id, change)

    def _saved(self, cell: str) -> None:
        self.acked.append((self.seat, self.unsaved[cell].id))
        super()._saved(cell)

    # Typing -----------------------------------------------------------------------------------------------------------

    async def type_until(self, end: float, every: float, cells: tuple[str, ...], home: int) -> int:
        """A letter every so many seconds, mostly in one's own cell. Letters that must wait go out together, as in a
        browser. Returns how many were struck."""
        random = Random(self.seat)
        struck = 0
        waiting: list[tuple[float, str]] = []
        next_at = perf_counter() + random.random() * every
        while next_at < end or waiting:
            now = perf_counter()
            while next_at <= now and next_at < end:
                waiting.append((next_at, random.choice("aeiouyáéíěščřžý 👧👦")))
                next_at += every
                struck += 1
            cell = cells[home] if random.random() < 0.7 else random.choice(cells)
            if waiting and await self._strike(cell, waiting, random):
                waiting.clear()
            await asyncio.sleep(max(0.002, min(next_at - perf_counter(), every) if not waiting else 0.002))
            if self.task.done():
                self.task.result()
        return struck

    async def _strike(self, cell: str, letters: list[tuple[float, str]], random: Random) -> bool:
        text = self.texts[cell]
        place = random.randrange(len(text) + 1)
        crossing = len(letters) if random.random() < 0.1 or len(text) > FULL else 0
        if self._link is None or not await self.cut(
            cell, place, min(crossing, len(text) - place), "".join(letter for _, letter in letters)
        ):
            return False
        self.sent[self.seat, self.unsaved[cell].id] = [at for at, _ in letters]
        return True


class _Link(Peer):
    """One connection of a guest."""

    def __init__(self, guest: Guest, path: str) -> None:
        super().__init__(guest._port, path)
        self.guest = guest
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted_ever = False
        self.failed: Exception | None = None

    def greeted(self) -> None:
        self.greeted_ever = True
        self.guest.came_in(self)

    def heard(self, text: bytes, now: float) -> None:
        if self.guest._link is self:
            try:
                self.guest.hear(text, now)
            except Exception as error:
                self.failed = error
                self.transport.abort()

    def closed(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def connected(link: Peer, port: int) -> None:
    await asyncio.get_running_loop().create_connection(lambda: link, "127.0.0.1", port)


def at_once(work: Coroutine[Any, Any, None]) -> None:
    """Runs what never really waits."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it has waited")


class Flood(Peer):
    """A guest who sends whatever costs us most as fast as the wire takes it, is thrown out, and comes back."""

    def __init__(self, port: int, path: str, cells: tuple[str, ...]) -> None:
        super().__init__(port, path)
        self.cells = cells
        self.frames = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def greeted(self) -> None:
        self._pour()

    def _pour(self) -> None:
        if self.transport.is_closing():
            return
        for number in range(200):
            cell = self.cells[number % len(self.cells)]
            kind = number % 3
            if kind == 0:
                self.say(json.dumps({"t": "sync", "cell": cell, "n": number, "epoch": None, "v": -1}).encode())
            elif kind == 1:
                self.say(
                    json.dumps(
                        {"t": "edit", "cell": cell, "epoch": "x", "v": 1, "id": 1, "ch": [[0, "x" * 900]]}
                    ).encode()
                )
            else:
                self.say(b'{"t":"ping"}')
            self.frames += 1
        asyncio.get_running_loop().call_later(0.01, self._pour)

    def heard(self, text: bytes, now: float) -> None:
        pass

    def closed(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


class SlowLink:
    """A road of so many bytes a second each way, between a port of its own and the server's."""

    def __init__(self, to: int, rate: int) -> None:
        self._to = to
        self._rate = rate
        self._server: asyncio.Server
        self.port = 0

    async def __aenter__(self) -> "SlowLink":
        self._server = await asyncio.start_server(self._both, "127.0.0.1", 0, limit=2048)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _both(self, near: asyncio.StreamReader, away: asyncio.StreamWriter) -> None:
        try:
            far, out = await asyncio.open_connection("127.0.0.1", self._to, limit=2048)
        except OSError:
            away.transport.abort()
            return
        # What waits is to wait at the server, as on a real road, and not in the buffers of this machine.
        for writer in (away, out):
            own = writer.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._pass(near, out), self._pass(far, away))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while piece := await source.read(512):
                target.write(piece)
                await target.drain()
                await asyncio.sleep(len(piece) / self._rate)
        except OSError:
            pass
        finally:
            target.transport.abort()
