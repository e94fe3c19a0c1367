"""The real program without a network between: requests and sockets are handed straight to the application, so that
very many of them can be tried in a short time. Everything behind the network is what it always is."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from server.app import build
from server.formats import formats
from server.live.room import Room
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.settings import Settings
from server.store.memory import MemoryStore
from server.web.site import Site
from server.web.wire import WIRE

URL = "http://setkani.test"


class StillClock:
    """Says what it was told last."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.now().timestamp()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. crash: what the program could not answer, or None."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    crash: Exception | None = None

    def json(self) -> Any:
        return json.loads(self.body)


class Shelf(MemoryStore):
    """A store that can be put back to what it was."""

    def back(self, meeting: str, version: int) -> None:
        """Forget what a meeting has become after that version."""
        kept = self._meetings[meeting]
        for later in range(version + 1, kept.version + 1):
            del kept.rows[later]
        kept.version = version


class Inside:
    """The program on a store in the memory."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.clock = StillClock(at.astimezone(UTC))
        self.store = Shelf()
        self.app = build(Settings(folder, soffice="nowhere"), self.store, self.store, URL, self.clock)
        self.site: Site = self.app.state.site

    async def put(self, meeting: str, log: Sequence[Entry]) -> Room:
        """A whole log, as if the meeting had been held here."""
        await self.store.append(meeting, 0, log)
        return await self.site.room(meeting)

    async def open(self, meeting: str, people: Sequence[Person], format: str, title: str = "Jiné setkání") -> Room:
        """A meeting that nobody has come to yet."""
        events = open_meeting(OpenMeeting(meeting, title, tuple(people)), formats()[format])
        return await self.put(meeting, [Entry(n, self.clock.now(), HOUSE, event) for n, event in enumerate(events, 1)])

    def back(self, room: Room, meeting: Meeting) -> None:
        """Put a meeting back to what it was, as far as the room and the disk are concerned."""
        self.store.back(meeting.id, meeting.version)
        room.head = room.told = meeting

    def on_disk(self, meeting: str) -> Meeting:
        """The meeting as its log alone makes it."""
        found = replay(self.store.read(meeting))
        assert found is not None
        return found

    async def ask(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """One request. target: path and query, encoded already."""
        path, _, query = target.partition("?")
        found = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()]
        if body:
            found.append((b"content-length", str(len(body)).encode()))
        scope = self._scope("http", path, query, found) | {"method": method}
        came = [{"type": "http.request", "body": body, "more_body": False}]
        said: list[Any] = []

        async def receive() -> Any:
            return came.pop() if came else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        crash = None
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            crash = error
        if not said:
            return Answer(500, {}, b"", crash)
        kept = {name.decode("latin-1"): value.decode("latin-1") for name, value in said[0]["headers"]}
        return Answer(said[0]["status"], kept, b"".join(each.get("body", b"") for each in said[1:]), crash)

    async def get(self, path: str, token: str = "", **headers: str) -> Answer:
        return await self.ask("GET", path, _bearer(token) | headers)

    async def post(self, path: str, fields: Mapping[str, Any], token: str = "", **headers: str) -> Answer:
        """A program's way: JSON."""
        body = json.dumps(fields).encode()
        return await self.ask("POST", path, {"content-type": "application/json", **_bearer(token), **headers}, body)

    def _scope(self, kind: str, path: str, query: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "server": ("setkani.test", 80),
            "client": ("192.0.2.1", 50_000),
            "root_path": "",
            "path": unquote(path),
            "raw_path": path.encode("ascii", "replace"),
            "query_string": query.encode("ascii", "replace"),
            "headers": [(b"host", b"setkani.test"), *headers],
            "state": {},
        }

    async def page(self, meeting: str, token: str, **query: str) -> "Page":
        """A page opens its socket."""
        page = Page()
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        scope = self._scope("websocket", f"/meetings/{meeting}/socket", asked, _pairs(_bearer(token)))
        scope |= {"subprotocols": [], "extensions": {WIRE: {WIRE: page}}}
        page.task = asyncio.create_task(self.app(scope, page.receive, page.send))
        await page.settled()
        return page


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "accept": "application/json"}


def _pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@dataclass
class Page:
    """The far end of a socket, in the place of uvicorn's: what is told lies in `told`, and nothing ever waits."""

    told: list[bytes] = field(default_factory=list)
    closed: int | None = None
    listener: Any = None
    task: "asyncio.Task[None] | None" = None
    keeps: bool = True
    """Keep what is told; otherwise only count its bytes."""
    heard: int = 0
    full: bool = False
    drained: Any = None

    def __post_init__(self) -> None:
        self._cells: tuple[bytes, dict[str, str]] = (b"", {})
        self._came: asyncio.Queue[Any] = asyncio.Queue()
        self._came.put_nowait({"type": "websocket.connect"})

    # What the program calls -------------------------------------------------------------------------------------------

    def write(self, frame: bytes) -> int:
        self.heard += len(frame)
        if self.keeps:
            self.told.append(frame)
        elif frame.startswith((b'{"t":"hello"', b'{"t":"cells"')):
            self.told[:] = [frame]
        return 0

    def cut(self) -> None:
        self.closed = self.closed or 1006

    async def receive(self) -> Any:
        return await self._came.get()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message.get("code", 1000)

    # What a test calls ------------------------------------------------------------------------------------------------

    def say(self, frame: bytes) -> None:
        """A text message arrives."""
        if self.listener is not None and self.closed is None:
            self.listener(frame)

    def says(self, **frame: Any) -> None:
        self.say(json.dumps(frame).encode())

    def leave(self) -> None:
        """The link is gone."""
        self._came.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def settled(self) -> None:
        """All that follows from what was said by now has happened: a few turns of the loop, there is no disk."""
        for _ in range(8):
            await asyncio.sleep(0)

    async def gone(self) -> None:
        self.leave()
        if self.task is not None:
            await asyncio.wait([self.task], timeout=5)

    def frames(self, since: int = 0) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.told[since:]]

    @property
    def all_cells(self) -> list[str]:
        return list(self._latest())

    @property
    def writable(self) -> list[str]:
        return [cell for cell, right in self._latest().items() if right == "write"]

    def _latest(self) -> dict[str, str]:
        """`cells` of a page that does not keep what it is told."""
        told = self.told[-1] if self.told else b""
        if self._cells[0] is not told:
            self._cells = told, self.cells
        return self._cells[1]

    @property
    def cells(self) -> dict[str, str]:
        """What it was told last that it may see."""
        told = (each for each in reversed(self.told) if each.startswith((b'{"t":"hello"', b'{"t":"cells"')))
        found: dict[str, str] = json.loads(next(told, b'{"cells":{}}'))["cells"]
        return found
