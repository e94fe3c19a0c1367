"""An open page as a stranger would program it from docs/protocol.md: types, loses its link, comes back by itself.

It shares no code with the server. What it lacks is a browser's merging: where somebody came in between, it asks for the
history instead of mapping its own change.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import websockets


@dataclass
class Unsaved:
    """A change that is under way: what it puts, where, made on which version."""

    id: int
    version: int
    change: list[Any]
    words: str


class Page:
    """Follows cells of a meeting, and writes in them. Stops when told to."""

    def __init__(self, url: str, meeting: str, token: str, tab: str, cells: tuple[str, ...]) -> None:
        self.cells = cells
        self.texts: dict[str, str] = dict.fromkeys(cells, "")
        self.versions: dict[str, int] = dict.fromkeys(cells, -1)
        self.saved: list[str] = []
        """The words that were acknowledged, in order."""
        self.unsaved: dict[str, Unsaved] = {}
        self.when_saved: Callable[[], object] = lambda: None
        """Called at the very moment something is known to be saved."""
        self.twice = False
        """Sends some of its changes twice, as a page does that is not sure."""
        self.acks = 0
        self.links = 0
        self.lost: list[int | None] = []
        """Close codes of links that ended without our wish."""
        self.seat = ""
        self._address = url.replace("http", "ws", 1) + f"/meetings/{meeting}/socket?token={token}&tab={tab}"
        self._random = Random(tab)
        self._epoch: str | None = None
        self._next = self._random.randrange(1 << 20)
        self._asked = 0
        self._asking: dict[str, int] = {}
        self._stale: set[str] = set()
        self._socket: websockets.ClientConnection | None = None
        self._going = True
        self._moved = asyncio.Event()
        self.task = asyncio.create_task(self._run())
        self.task.add_done_callback(lambda _: self._moved.set())

    # What a person does -----------------------------------------------------------------------------------------------

    async def type(self, cell: str, words: str, at_end: bool | None = None) -> bool:
        """Put words between two others; False while the last ones in this cell are not saved yet."""
        if self._socket is None or cell in self.unsaved or cell in self._asking or self.versions[cell] < 0:
            return False
        text = self.texts[cell]
        places = [0, len(text), *(place + 1 for place, letter in enumerate(text) if letter == "]")]
        place = len(text) if at_end else self._random.choice(places)
        return await self._put(cell, place, 0, words)

    async def cut(self, cell: str, place: int, count: int, words: str = "") -> bool:
        """Replace so many characters from a place on."""
        if self._socket is None or cell in self.unsaved or cell in self._asking or self.versions[cell] < 0:
            return False
        return await self._put(cell, place, count, words)

    async def _put(self, cell: str, place: int, count: int, words: str) -> bool:
        text = self.texts[cell]
        taken = units(text[place : place + count])
        after = units(text[place + count :])
        change: list[Any] = [units(text[:place]), [taken, words] if words else [taken], after]
        change = [part for part in change if part != 0]
        self._next += 1
        self.unsaved[cell] = Unsaved(self._next, self.versions[cell], change, words)
        for _ in range(2 if self.twice and self._random.random() < 0.2 else 1):
            await self._send_again(cell)
        return True

    async def settled(self) -> None:
        """Until everything written is saved and nothing is being asked for."""
        while self.unsaved or self._asking or min(self.versions.values()) < 0:
            await self._next_move()

    async def reaches(self, versions: dict[str, int]) -> None:
        """Until it knows these versions of its cells."""
        while any(self.versions[cell] < version for cell, version in versions.items()):
            await self._next_move()

    async def _next_move(self) -> None:
        if self.task.done():
            self.task.result()
        self._moved.clear()
        await self._moved.wait()

    async def stop(self) -> None:
        self._going = False
        if self._socket is not None:
            await self._socket.close()
        await self.task

    # The link ---------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while self._going:
            try:
                async with websockets.connect(self._address, max_queue=None, open_timeout=30) as socket:
                    self._asking.clear()
                    self._socket = socket
                    self.links += 1
                    async for message in socket:
                        await self._hear(json.loads(message))
                if self._going:
                    self.lost.append(socket.close_code)
            except (OSError, websockets.WebSocketException):
                self.lost.append(None)
            self._socket = None
            if self._going:
                await asyncio.sleep(self._random.uniform(0.02, 0.1))

    async def _say(self, **message: Any) -> None:
        # What a dying link does not take is sent again over the next one.
        if self._socket is not None:
            with suppress(websockets.ConnectionClosed):
                await self._socket.send(json.dumps(message))

    async def _sync(self, cell: str) -> None:
        self._asked += 1
        self._asking[cell] = self._asked
        await self._say(t="sync", cell=cell, n=self._asked, epoch=self._epoch, v=self.versions[cell])

    async def _send_again(self, cell: str) -> None:
        unsaved = self.unsaved[cell]
        await self._say(t="edit", cell=cell, epoch=self._epoch, v=unsaved.version, id=unsaved.id, ch=unsaved.change)

    async def _hear(self, message: dict[str, Any]) -> None:
        cell = message.get("cell", "")
        match message["t"]:
            case "hello":
                self.seat = message["seat"]
                for followed in self.cells:
                    await self._sync(followed)
            case "changes" if "n" in message:
                if message["n"] == self._asking.get(cell):
                    for version, author, id, change in message["list"]:
                        self._apply(cell, version, author, id, change)
                    await self._answered(cell)
            case "changes":
                if cell not in self._asking:
                    for version, author, id, change in message["list"]:
                        if version > self.versions[cell] + 1:
                            await self._sync(cell)
                            break
                        self._apply(cell, version, author, id, change)
            case "reset" if message["n"] == self._asking.get(cell):
                assert not message["lost"], "the server's history is shorter than what it had acknowledged"
                self._epoch = message["epoch"]
                self.texts[cell] = message["text"]
                self.versions[cell] = message["v"]
                if cell in self.unsaved and message["last"] >= self.unsaved[cell].id:
                    self._saved(cell)
                await self._answered(cell)
            case "ack":
                self.acks += 1
                await self._acknowledged(cell, message["v"], message["id"])
            case "stale":
                if cell in self.unsaved and self.unsaved[cell].id == message["id"]:
                    self._stale.add(cell)
                    await self._sync(cell)
            case "refused":
                raise AssertionError(f"refused: {message}")
        self._moved.set()

    def _apply(self, cell: str, version: int, author: str, id: int, change: list[Any]) -> None:
        if version == self.versions[cell] + 1:
            self.texts[cell] = applied(self.texts[cell], change)
            self.versions[cell] = version
        mine = self.unsaved.get(cell)
        if mine is not None and author == self.seat and id == mine.id:
            self._saved(cell)

    async def _acknowledged(self, cell: str, version: int, id: int) -> None:
        mine = self.unsaved.get(cell)
        if mine is None or mine.id != id:
            return
        if version == self.versions[cell] + 1 and mine.version == self.versions[cell] and cell not in self._asking:
            self.texts[cell] = applied(self.texts[cell], mine.change)
            self.versions[cell] = version
            self._saved(cell)
        else:
            # Somebody was quicker, so it reads otherwise now.
            self._saved(cell)
            if cell not in self._asking:
                await self._sync(cell)

    async def _answered(self, cell: str) -> None:
        del self._asking[cell]
        if cell not in self.unsaved:
            return
        if cell in self._stale:
            self._stale.discard(cell)
            unsaved = self.unsaved[cell]
            unsaved.version = self.versions[cell]
            length = units(self.texts[cell])
            unsaved.change = [length, [0, unsaved.words]] if length else [[0, unsaved.words]]
        await self._send_again(cell)

    def _saved(self, cell: str) -> None:
        self.saved.append(self.unsaved.pop(cell).words)
        self._stale.discard(cell)
        self.when_saved()


def units(text: str) -> int:
    """How long a browser finds it."""
    return len(text.encode("utf-16-le")) // 2


def applied(text: str, change: list[Any]) -> str:
    """A text after a change, in UTF-16 units."""
    wide = text.encode("utf-16-le")
    parts: list[bytes] = []
    at = 0
    for part in change:
        if isinstance(part, int):
            parts.append(wide[at : at + 2 * part])
            at += 2 * part
        else:
            at += 2 * part[0]
            parts.append("\n".join(part[1:]).encode("utf-16-le"))
    assert at == len(wide), "the change was made for another text"
    return b"".join(parts).decode("utf-16-le")


def words_in(text: str) -> dict[str, int]:
    """How many times each [word] stands in a text that holds nothing else."""
    counts: dict[str, int] = defaultdict(int)
    for word in text.split("]")[:-1]:
        counts[word + "]"] += 1
    return dict(counts)
