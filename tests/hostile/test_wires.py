"""Whoever speaks no protocol at all, too slowly, or never listens: hung up within a bound, and nobody else notices."""

import asyncio
import base64
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from server import serving
from server.web import wire
from tests.afternoon import PATIENCE, House, Open, house, phone


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(Path(tmp_path_factory.mktemp("wires"))) as running:
        yield running


@pytest.fixture(scope="module")
def met(home: House) -> Open:
    return home.open()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def line(home: House, said: bytes = b"", takes: int = 0) -> AsyncIterator[Line]:
    """A bare connection on which this has been said. takes: bytes its side keeps ready for what comes, 0 for many."""
    own = socket.socket()
    if takes:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    own.setblocking(False)
    await asyncio.get_running_loop().sock_connect(own, home.listening.getsockname())
    reader, writer = await asyncio.open_connection(sock=own, limit=1024 if takes else 2**16)
    writer.write(said)
    with suppress(ConnectionError):
        await writer.drain()
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def open_socket(home: House, met: Open, token: str, more: str = "") -> AsyncIterator[Line]:
    """A socket that has been accepted."""
    head = (
        f"GET /meetings/{met.id}/socket?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
        f"Sec-WebSocket-Version: 13\r\n{more}\r\n"
    )
    async with line(home, head.encode()) as (reader, writer):
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 ") and b"extensions" not in answer.lower()
        yield reader, writer


async def till_the_end(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the line is cut."""
    heard = b""
    with suppress(ConnectionError):
        while came := await asyncio.wait_for(reader.read(65536), PATIENCE):
            heard += came
    return heard


async def others_write(home: House, met: Open) -> None:
    """What one of the others writes now, the next one reads."""
    async with phone(home.url, met.id, met.tokens["jana"]) as jana, phone(home.url, met.id, met.tokens["olga"]) as olga:
        cell = next(cell for cell, right in sorted(jana.cells.items()) if right == "write" and cell in olga.cells)
        before = await olga.sync(cell)
        await jana.write(cell, f"{before.text}a"[-100:])
        await olga.hear("changes", cell=cell)


def connections(home: House) -> int:
    return len(home._server.server_state.connections)


def frame(first: int, words: bytes = b"") -> bytes:
    """One frame, under a mask of nothing. first: its first byte."""
    size = len(words)
    long = bytes((0x80 | size,)) if size < 126 else b"\xfe" + struct.pack("!H", size)
    return bytes((first,)) + long + bytes(4) + words


# What is no frame -----------------------------------------------------------------------------------------------------

TEXT, BINARY, GOES_ON, CLOSE, PING, WHOLE = 1, 2, 0, 8, 9, 0x80
WRONG = {
    "bits that are reserved": (1002, frame(WHOLE | 0x40 | TEXT, b'{"t":"ping"}')),
    "a kind that is reserved": (1002, frame(WHOLE | 3)),
    "no mask": (1002, b'\x81\x0c{"t":"ping"}'),
    "an end without a beginning": (1002, frame(WHOLE | GOES_ON, b"x")),
    "a beginning in the middle": (1002, frame(TEXT, b"{") + frame(WHOLE | TEXT, b"x")),
    "a ping in pieces": (1002, frame(PING)),
    "a ping that is too long": (1002, frame(WHOLE | PING, b"x" * 126)),
    "a close of one byte": (1002, frame(WHOLE | CLOSE, b"x")),
    "a close with a number that is none": (1002, frame(WHOLE | CLOSE, b"\0\0")),
    "a close with letters that are none": (1007, frame(WHOLE | CLOSE, b"\x03\xe8\xff")),
    "nearly all bytes there are": (1009, b"\x81\xff" + struct.pack("!Q", 2**63 - 1) + bytes(4) + b"x" * 1000),
    "more bytes than there are": (1009, b"\x81\xff" + struct.pack("!Q", 2**63) + bytes(4) + b"x" * 1000),
    "no text": (4400, frame(WHOLE | BINARY, b'{"t":"ping"}')),
    "letters that are none": (4400, frame(WHOLE | TEXT, b"\xff\xfe{")),
    "a message that is compressed": (1002, frame(WHOLE | 0x40 | TEXT, b"\xaa\x56\x2a\x51\xb2\x52\x2a\x49\xad")),
}


@pytest.mark.parametrize(("code", "said"), WRONG.values(), ids=WRONG)
async def test_what_is_no_frame_ends_the_socket_and_says_why(home: House, met: Open, code: int, said: bytes) -> None:
    asked = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    async with open_socket(home, met, met.tokens["petra"], asked) as (reader, writer):
        writer.write(said)
        heard = await asyncio.wait_for(reader.readuntil(struct.pack("!H", code)), PATIENCE)
        assert heard[-4] == WHOLE | CLOSE
    await others_write(home, met)


async def test_a_ping_between_two_pieces_of_a_message_is_answered_and_the_message_heard(home: House, met: Open) -> None:
    async with open_socket(home, met, met.tokens["petra"]) as (reader, writer):
        writer.write(frame(TEXT, b'{"t":') + frame(WHOLE | PING, b"x") + frame(WHOLE | GOES_ON, b'"ping"}'))
        assert await asyncio.wait_for(reader.readuntil(b"\x8a\x01x"), PATIENCE)
        assert await asyncio.wait_for(reader.readuntil(b'{"t":"pong"}'), PATIENCE)


async def test_no_upgrade_but_a_socket_s_is_answered_with_a_fault_of_ours(home: House, met: Open) -> None:
    head = f"GET /meetings/{met.id}/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\n"
    head += "Upgrade: websocket\r\n"
    odd = (
        head.replace("GET", "POST"), head.replace("HTTP/1.1", "HTTP/1.0"), head.replace("websocket", "h2c"),
        head + "Sec-WebSocket-Version: 8\r\n", head + "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n",
        head.replace("/socket", "/sockets") + "Content-Length: 5\r\n", head.replace("/socket", f"/socket?{'x' * 9000}"),
        head + "A: b\r\n" * 1000,
    )  # fmt: skip
    for each in odd:
        async with line(home, f"{each}\r\n".encode()) as (reader, _):
            heard = await till_the_end(reader)
            assert heard.startswith((b"HTTP/1.1 4", b"HTTP/1.1 303")), each
    await others_write(home, met)


async def test_who_sends_a_form_in_a_hundred_thousand_crumbs_is_stopped_after_some_hundreds(
    home: House, met: Open
) -> None:
    head = b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    async with line(home, head + kind + b"1\r\na\r\n" * 1000) as (reader, _):
        assert (await till_the_end(reader)).startswith(b"HTTP/1.1 400 ")
    async with line(home, head + kind + b"1\r\na\r\n" * 500 + b"0\r\n\r\n") as (reader, _):
        assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 404 ")


# Who never comes to an end --------------------------------------------------------------------------------------------


async def test_a_close_that_nobody_answers_or_takes_is_one_all_the_same(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "CLOSING", 0.2)
    before = connections(home)
    async with open_socket(home, met, "nobody" * 4) as (reader, _):
        # By itself uvicorn would wait ten seconds for an answer, and for ever for somebody who takes nothing.
        heard = await asyncio.wait_for(till_the_end(reader), 8)
        assert heard[:4] == frame(WHOLE | CLOSE)[:1] + b"\x02" + struct.pack("!H", 4401)
        await _until(lambda: connections(home) <= before)


ASKING = b"GET /join HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 60
"""A quarter of a megabyte of answers, more than the system takes in for anybody."""


async def test_who_asks_and_does_not_take_the_answer_is_hung_up(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TAKING", 0.3)
    before = connections(home)
    async with line(home, ASKING, takes=2048):
        await _until(lambda: connections(home) > before)
        await others_write(home, met)
        await _until(lambda: connections(home) <= before)


async def test_who_takes_the_answer_slowly_is_given_more_and_more_of_it(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine nobody may come to take anything for a while.
    monkeypatch.setattr(wire, "SLOWEST", 0.0)
    monkeypatch.setattr(wire, "TAKING", 0.1)
    async with line(home, b"GET /static/app.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", takes=16384) as (reader, _):
        # The program writes 64 KB at a time: it is looked at while such a piece is being taken.
        for _ in range(28):
            await asyncio.wait_for(reader.readexactly(4096), PATIENCE)
            await asyncio.sleep(0.08)


SLOW = {
    "who says nothing": (b"", 0),
    "who does not end their form": (
        b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 99\r\n\r\nname=M",
        0,
    ),
    "who does not take their answer": (ASKING, 2048),
}


@pytest.mark.parametrize(("said", "takes"), SLOW.values(), ids=SLOW)
async def test_very_many_who_are_slow_keep_nobody_out(
    home: House, met: Open, said: bytes, takes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the system allows bounds it too: files that are needed for other things are never used up by connections.
    monkeypatch.setattr(wire, "OTHER_FILES", _allowed() - 8)
    monkeypatch.setattr(wire, "_GRACE", 0.0)
    slow = [line(home, said, takes) for _ in range(16)]
    for each in slow:
        await each.__aenter__()
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        for _ in range(3):
            assert (await somebody.get("/join")).status_code == 200
    await others_write(home, met)
    assert connections(home) <= 9
    for each in slow:
        await each.__aexit__(None, None, None)


def test_those_that_come_in_at_once_never_take_the_last_files(home: House) -> None:
    """Whoever goes for somebody is gone two rounds of the loop later."""
    assert 3 * serving.config(home.app).backlog < wire.OTHER_FILES


def _allowed() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


async def _until(so: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while not so():  # type: ignore[operator]
            await asyncio.sleep(0.02)
