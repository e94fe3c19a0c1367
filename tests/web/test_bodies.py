"""What is sent with a request, at every route that takes anything: too much, too slowly, of another kind, broken.

Each gets a sentence, and no more of it is read than the route allows. The routes are found in the program itself.
"""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.routing import Route

from server.accounts.people import new_account
from server.app import ROUTES
from server.meeting.model import TABLET
from server.web import body
from server.web.entry import SIGN_IN, WELCOME
from tests.afternoon import PEOPLE
from tests.hostile import inside
from tests.hostile.inside import Inside

MEETING = "setkani"
PIECE = 256 * 1024
FORM, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"

MOST = {
    route.path: int(inspect.getclosurevars(route.endpoint).nonlocals["most"])
    for route in ROUTES
    if isinstance(route, Route) and "POST" in (route.methods or ())
}
"""Path of every route that takes anything -> how many bytes."""
UNREAD = {
    "/cases/{case}", "/sign-out", "/me/elsewhere", "/me/keys/disconnect", "/meetings/{meeting}/enter",
    "/meetings/{meeting}/code", "/meetings/{meeting}/cards", "/meetings/{meeting}/home/{seat}",
    "/meetings/{meeting}/child/{seat}", "/welcome/ask-passkey", "/me/again/ask-passkey", "/me/keys/ask-passkey",
    "/sign-in/ask-passkey",
}  # fmt: skip
"""What does not look at what is sent: there is nothing to be told, or (of a case, of a child) nothing to tell it of."""


@dataclass
class Answered:
    """read: bytes of the body that the program has asked for."""

    status: int
    error: str
    sentence: str
    read: int


class Sender:
    """Somebody who may do everything, and sends anything."""

    def __init__(self, home: Inside) -> None:
        self._home = home
        self._accounts = home.site.accounts
        eva = new_account("Eva Dvořáková", "", facilitates=True, administers=True, at=home.clock.now())
        self._accounts.add(eva, "", "Naše")
        self._eva = eva.id
        self._signed_in = ""

    async def sends(self, path: str, kind: str, pieces: AsyncIterator[bytes], length: int | None = None) -> Answered:
        """A request whose body comes in these pieces. length: what it says of itself, if it says anything."""
        read, said = 0, []

        async def receive() -> dict[str, Any]:
            nonlocal read
            piece = await anext(pieces, None)
            read += len(piece or b"")
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        async def send(message: Any) -> None:
            said.append(message)

        headers = {"host": "localhost", "accept": JSON, "cookie": self._cookies(), "content-type": kind}
        headers |= {"transfer-encoding": "chunked"} if length is None else {"content-length": str(length)}
        pairs = [(name.encode(), value.encode()) for name, value in headers.items() if value]
        scope = self._home._scope("http", self._filled(path), "", [])
        await self._home.app({**scope, "method": "POST", "headers": pairs}, receive, send)
        try:
            told = msgspec.json.decode(b"".join(each.get("body", b"") for each in said[1:]))
        except msgspec.DecodeError:
            told = {}
        return Answered(said[0]["status"], told.get("error", ""), told.get("sentence", ""), read)

    def whole(self) -> object:
        """All that could have changed."""
        return self._home.store.read(MEETING), [line.id for line in self._home.store.meetings()]

    def _cookies(self) -> str:
        # What was asked for before may have ended any of them.
        now = self._home.clock.now()
        if not self._signed_in or self._accounts.signed_in(self._signed_in, now) is None:
            self._signed_in = self._accounts.sign_in(self._eva, now)
            # Nobody asks them once more who they are.
            self._home.site.lately.say(self._signed_in)
        seats = [*(person.seat for person in PEOPLE), TABLET]
        found = {f"seat.{MEETING}.{seat}": self._home.store.issue(MEETING, seat) for seat in seats}
        link = self._accounts.link(self._eva, now, datetime(2100, 1, 1, tzinfo=UTC), "")
        mine = {SIGN_IN: self._signed_in, WELCOME: link}
        return "; ".join(f"{name}={value}" for name, value in {**mine, **found}.items())

    def _filled(self, path: str) -> str:
        # A command that has to be told something.
        known = {"meeting": MEETING, "seat": "eva", "command": "turn-to", "code": self._home.store.code(MEETING)}
        return re.sub(r"{(\w+)}", lambda gap: known.get(gap[1], "x"), path)


@pytest.fixture
async def sender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sender:
    # Passkeys are to be had at this address.
    monkeypatch.setattr(inside, "URL", "http://localhost")
    home = Inside(tmp_path, datetime(2027, 3, 12, 14, tzinfo=UTC))
    await home.open(MEETING, PEOPLE, "pripadova-konference")
    return Sender(home)


async def endless(beginning: bytes = b"name=") -> AsyncIterator[bytes]:
    """More than any route takes."""
    yield beginning
    for _ in range(3 * max(MOST.values()) // PIECE // 2):
        yield b"x" * PIECE


async def stuck(beginning: bytes) -> AsyncIterator[bytes]:
    yield beginning
    await asyncio.Event().wait()


async def whole(sent: bytes) -> AsyncIterator[bytes]:
    yield sent


PART = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
FILE = PART.replace(b'"name"', b'"record"; filename="a.docx"')


async def test_what_is_too_large_is_not_read_to_its_end(sender: Sender) -> None:
    """Whether it says how large it is or not, and whatever it comes as."""
    unread = set()
    for path, most in MOST.items():
        beginning = FILE if most > body.MOST else PART
        told = await sender.sends(path, PARTS, endless(beginning), most + 1)
        assert told.read == 0, path
        untold = await sender.sends(path, PARTS, endless(beginning))
        assert untold.read <= most + len(beginning) + PIECE, path
        if not untold.read:
            unread.add(path)
            continue
        for answered in (told, untold):
            assert (answered.status, answered.error, bool(answered.sentence)) == (413, "too-large", True), path
        for kind in (FORM, JSON) if most == body.MOST else ():
            answered = await sender.sends(path, kind, endless())
            assert answered.read <= most and (answered.status, answered.error) == (413, "too-large"), path
    assert unread == UNREAD


async def test_what_does_not_come_to_its_end_is_not_waited_for(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SENDING", 0.01)
    for path in MOST.keys() - UNREAD:
        for kind, beginning in ((PARTS, PART), (FORM, b"name=")):
            answered = await sender.sends(path, kind, stuck(beginning))
            said = (408, "too-slow", True) if answered.read else (422, "no-file", True)
            assert (answered.status, answered.error, bool(answered.sentence)) == said, path


BROKEN = {
    "another kind": ("text/plain", b"name=Eva"),
    "a picture": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "XML": ("application/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    "a kind that is none": (";;=", b"name=Eva"),
    "parts without a boundary": ("multipart/form-data", PART),
    "parts of another boundary": ("multipart/form-data; boundary=y", PART + b"Eva\r\n--x--\r\n"),
    "a part that does not end": (PARTS, PART + b"Eva"),
    "a part without a name": (PARTS, b"--x\r\nContent-Disposition: form-data\r\n\r\nEva\r\n--x--\r\n"),
    "a part with a header that is none": (PARTS, b"--x\r\nnonsense\r\n\r\nEva\r\n--x--\r\n"),
    "two thousand parts": (PARTS, (PART + b"\r\n") * 2_000 + b"--x--\r\n"),
    "ten thousand fields": (FORM, b"&".join(b"f%d=" % number for number in range(10_000))),
    "JSON of ten thousand fields": (JSON, b"{%s}" % b",".join(b'"f%d":""' % number for number in range(10_000))),
    "JSON cut off": (JSON, b'{"name": "Ev'),
    "deep JSON": (JSON, b'{"name":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "a list": (JSON, b"[]"),
    "half a letter in JSON": (JSON, b'{"name": "\xff"}'),
    "a number that is none": (JSON, b'{"name": NaN}'),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_what_cannot_be_read_gets_a_sentence_and_changes_nothing(sender: Sender, what: str) -> None:
    kind, sent = BROKEN[what]
    before = sender.whole()
    for path in MOST.keys() - UNREAD:
        for length in (len(sent), None):
            answered = await sender.sends(path, kind, whole(sent), length)
            assert 400 <= answered.status < 500, path
            # The form of a record is shown again.
            assert answered.sentence or path == "/new/from-record", path
    assert sender.whole() == before
