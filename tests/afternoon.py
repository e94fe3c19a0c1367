"""A server of its own and the people of a test: a real port, a real database, real sockets."""

import asyncio
import json
import random
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
import websockets

from server import serving
from server.accounts.passwords import Passwords
from server.app import build
from server.formats import formats
from server.meeting import text
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.office import read_office, read_offices
from server.ports import Clock
from server.settings import Settings
from server.store.opening import Access
from server.store.sqlite import SqliteStore

PEOPLE = (
    Person("eva", "Eva Dvořáková", frozenset({"facilitator"})),
    Person("jana", "Mgr. Jana Nováková", frozenset({"svolavatel"}), "OSPOD"),
    Person("petra", "Petra Horáková", frozenset({"ucastnik"}), position="matka"),
    Person("olga", "Olga Malá", frozenset({"zapisovatel", "koordinator"}), "SAS"),
)


PATIENCE = 60
"""How long what has to come may take on a machine that has other things to do as well; s."""


async def until(so: Callable[[], Any]) -> None:
    """Wait until this is so."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.05)


def free_port() -> int:
    """For a server that has to come back to the same one: nobody else is given it meanwhile, as they are given the
    ports above."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as asking, suppress(OSError):
            asking.bind(("127.0.0.1", port))
            return port
    raise AssertionError("all ports are taken")


@dataclass(frozen=True)
class Open:
    """A meeting that is open: its id, its code, and a token for each seat and the projector."""

    id: str
    code: str
    tokens: dict[str, str]


class HandClock:
    """A clock that can be put forward and back, as if time had gone by. Between that it goes on as clocks do."""

    def __init__(self, at: datetime) -> None:
        self.put(at)

    def put(self, at: datetime) -> None:
        self._at, self._since = at.astimezone(UTC), time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def ticks(self) -> float:
        return self.now().timestamp()


class House:
    """A server on a port of its own, in a thread, with its data in a folder."""

    def __init__(
        self,
        folder: Path,
        timezone: str = "Europe/Prague",
        clock: Clock | None = None,
        passwords: Passwords | None = None,
        **settings: Any,
    ) -> None:
        self.settings = Settings(folder, host="127.0.0.1", port=0, timezone=timezone, **settings)
        self.store = SqliteStore(folder, Access.ALONE)
        self.listening = serving.listen(self.settings)
        self.tls = serving.tls_of(self.settings)
        found = serving.addresses(self.settings, self.listening, self.tls)
        self.url = found.here
        office = read_office(self.settings.office_file)
        self.app = build(
            self.settings,
            self.store,
            self.store,
            found.phones,
            clock,
            office,
            passwords,
            read_offices(self.settings.offices),
        )
        self.organiser_key = (folder / "organiser.key").read_text().strip()
        self._known: dict[str, Meeting] = {}
        self._server = serving.Server(serving.config(self.app, self.tls))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            threading.Event().wait(0.01)

    def _run(self) -> None:
        asyncio.run(serving.serving(self._server, self.listening, self.tls))

    def open(self, meeting: str = "setkani", people: Sequence[Person] = PEOPLE, **about: Any) -> Open:
        """A new meeting, written to the log as `setkani new` would."""
        format = formats()[about.pop("format", "pripadova-konference")]
        events = open_meeting(
            OpenMeeting(meeting, about.pop("title", "Jakubovo setkání"), tuple(people), **about), format
        )
        at = self.app.state.site.clock.now()
        self.put(meeting, [Entry(number, at, HOUSE, event) for number, event in enumerate(events, 1)])
        seats = [person.seat for person in people] + ["projector"]
        return Open(meeting, self.store.code(meeting), {seat: self.store.issue(meeting, seat) for seat in seats})

    def put(self, meeting: str, entries: Sequence[Entry]) -> None:
        """A whole log of a meeting, as if it had been held here."""

        async def write() -> None:
            await self.store.append(meeting, 0, entries)

        _in_a_loop_of_its_own(write)

    def meeting(self, meeting: str = "setkani") -> Meeting:
        """The meeting as the disk has it; what has been read before is not read again."""
        known = self._known.get(meeting)
        state = replay(self.store.read(meeting, known.version if known else 0), known)
        assert state is not None
        self._known[meeting] = state
        return state

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self.store.close()


@contextmanager
def house(folder: Path, clock: Clock | None = None, **settings: Any) -> Iterator[House]:
    running = House(folder, clock=clock, **settings)
    try:
        yield running
    finally:
        running.stop()


def _in_a_loop_of_its_own(work: Any) -> None:
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()


class Phone:
    """A person's program: speaks docs/protocol.md and nothing else. seat: whom it acts for, if not for its owner."""

    def __init__(self, url: str, meeting: str, token: str, socket: websockets.ClientConnection, seat: str = "") -> None:
        self.url = url
        self.seat = seat
        self.meeting = meeting
        self.token = token
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self.cells: dict[str, str] = {}
        self.epoch = ""
        self.known: dict[str, text.Cell] = {}
        self._client: httpx2.AsyncClient | None = None
        self._next = 0
        self._asked = 0

    async def hear(self, kind: str, **like: Any) -> dict[str, Any]:
        """The next message of a kind, and with those values; those before it are kept in `heard`."""
        while True:
            message: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            self.heard.append(message)
            self._note(message)
            if message["t"] == kind and all(message.get(key) == value for key, value in like.items()):
                return message

    def _note(self, message: dict[str, Any]) -> None:
        if message["t"] in ("hello", "cells"):
            self.cells = message["cells"]
        elif message["t"] == "reset":
            self.epoch = message["epoch"]
            cell = text.Cell()
            words = message["text"]
            # A cell at the version the server named: the words, and as many empty changes as it takes.
            cell = text.apply(cell, text.replacing(cell, words), "", "", 0) if words else cell
            while cell.version < message["v"]:
                cell = text.apply(cell, text.replacing(cell, cell.text), "", "", 0)
            self.known[message["cell"]] = cell
        elif message["t"] == "changes":
            self.epoch = message["epoch"]
            for version, author, id, change in message["list"]:
                cell = self.known.get(message["cell"], text.Cell())
                if version == cell.version + 1:
                    self.known[message["cell"]] = text.apply(cell, text.read_change(change), author, "", id)

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def sync(self, cell: str) -> text.Cell:
        self._asked += 1
        await self.say(t="sync", cell=cell, n=self._asked, epoch=None, v=-1)
        await self.hear("reset", cell=cell, n=self._asked)
        return self.known.setdefault(cell, text.Cell())

    async def write(self, cell: str, words: str) -> dict[str, Any]:
        """Put those words in a cell and wait until they are on disk."""
        before = await self.sync(cell)
        self._next += 1
        change = text.replacing(before, words)
        await self.say(t="edit", cell=cell, epoch=self.epoch, v=before.version, id=self._next, ch=change)
        return await self.hear("ack", cell=cell, id=self._next)

    @property
    def client(self) -> httpx2.AsyncClient:
        # Kept for as long as the phone is: making one is dearer than what most requests do.
        if self._client is None:
            self._client = httpx2.AsyncClient(base_url=self.url, timeout=PATIENCE)
        return self._client

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | ({"X-Seat": self.seat} if self.seat else {})

    async def do(self, command: str, files: dict[str, Any] | None = None, **fields: Any) -> httpx2.Response:
        """Ask for a command over HTTP, as a program does."""
        path = f"/meetings/{self.meeting}/{command}"
        return await self.client.post(path, data=fields, files=files, headers=self.headers)

    async def did(self, command: str, **fields: Any) -> None:
        answer = await self.do(command, **fields)
        assert answer.status_code == 200, answer.text

    async def state(self) -> dict[str, Any]:
        query = f"?seat={self.seat}" if self.seat else ""
        answer = await self.client.get(f"/meetings/{self.meeting}/state.json{query}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()
        if self._client is not None:
            await self._client.aclose()


@asynccontextmanager
async def phone(url: str, meeting: str, token: str, tab: str = "", seat: str = "") -> AsyncIterator[Phone]:
    """A phone at the table, after it has been greeted. seat: whom it acts for, if not for its owner."""
    address = url.replace("http", "ws", 1) + f"/meetings/{meeting}/socket?token={token}"
    address += (f"&tab={tab}" if tab else "") + (f"&seat={seat}" if seat else "")
    # No bound on what waits unread: a person who is not looking must not hold up the closing of their socket.
    async with websockets.connect(address, max_queue=None, open_timeout=PATIENCE) as socket:
        person = Phone(url, meeting, token, socket, seat)
        async with person:
            await person.hear("hello")
            yield person


async def ended(socket: websockets.ClientConnection) -> int:
    """The code with which the server closes a socket; what was on its way before is let pass."""
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code
