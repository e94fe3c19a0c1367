"""How much and how long: who sends too much, too slowly or too often is stopped, and nobody else notices."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress

import httpx2
import pytest
import websockets
from websockets.frames import Frame, Opcode

from server.web import body, entry, hearing, wire
from server.web.budget import Budget
from server.web.sockets import MOST_PAGES
from tests.afternoon import House, Open, phone


@pytest.fixture
def port(home: House) -> int:
    return int(home.listening.getsockname()[1])


async def says(port: int, *pieces: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    return reader, writer


async def works(home: House) -> bool:
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        return (await somebody.get("/join")).status_code == 200


# Too slowly ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [b"", b"GET /join HT", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_who_begins_a_request_and_does_not_end_it_is_let_go(
    home: House, port: int, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "HEADERS", 0.3)
    reader, writer = await says(port, said)
    if said.endswith(b"\r\n\r\n"):
        await reader.readuntil(b"ok\n")
        writer.write(b"GET /he")
    with suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), 4)
    assert await works(home)
    writer.close()


async def test_who_sends_a_form_letter_by_letter_gets_a_sentence(
    home: House, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "SENDING", 0.3)
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\n"
    head = b"POST /join HTTP/1.1\r\nHost: x\r\n" + form
    reader, writer = await says(port, head, b"name=M")
    said = (await asyncio.wait_for(reader.readuntil(b"</html>"), 5)).decode()
    assert said.startswith("HTTP/1.1 408 ") and "příliš dlouho" in said.replace("\N{NO-BREAK SPACE}", " ")
    writer.close()


# Too much -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [2_000_000, 0], ids=["said before", "not said"])
async def test_what_is_too_large_gets_a_sentence_whether_its_size_is_said_or_not(home: House, length: int) -> None:
    async def pieces() -> Iterator[bytes]:  # type: ignore[misc]
        for _ in range(40):
            yield b"x" * 50_000

    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        content = b"x" * length if length else pieces()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await somebody.post("/language", content=content, headers=form)  # type: ignore[arg-type]
    assert answer.status_code == 413 and "<html" in answer.text


async def test_a_form_of_more_fields_than_any_has_is_refused(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        many = {f"f{number}": "" for number in range(601)}
        for sent in ({"json": many}, {"data": many}):
            assert (await somebody.post("/language", **sent)).status_code == 400  # type: ignore[arg-type]


async def test_connections_that_ask_for_nothing_make_room_for_those_that_do(
    home: House, met: Open, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_CONNECTIONS", 6)
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        idle = [await says(port) for _ in range(12)]
        assert await works(home)
        for reader, _ in idle[:5]:
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await asyncio.wait_for(reader.readexactly(1), 3)
        await petra.say(t="ping")
        await petra.hear("pong")
        for _, writer in idle:
            writer.close()


# Too often ----------------------------------------------------------------------------------------------------------


async def test_what_a_seat_may_send_is_shared_by_all_its_pages(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "FRAMES_AT_ONCE", 20)
    monkeypatch.setattr(entry, "FRAMES_A_SECOND", 0.001)
    async with (
        phone(home.url, met.id, met.tokens["petra"]) as one,
        phone(home.url, met.id, met.tokens["petra"]) as two,
        phone(home.url, met.id, met.tokens["jana"]) as jana,
    ):
        for _ in range(15):
            await one.say(t="ping")
        for _ in range(15):
            await two.say(t="ping")
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await two.hear("never")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4429
        await jana.say(t="ping")
        await jana.hear("pong")


async def outside(home: House, met: Open, seat: str = "petra") -> int:
    """For how many seconds a page of this seat that connects now is told to stay away; it is told nothing else."""
    # "phone" waits for the hello, which is where a whole page's worth of work would begin.
    with pytest.raises(websockets.ConnectionClosed) as closed:
        async with phone(home.url, met.id, met.tokens[seat]):
            pass
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4429
    return int(closed.value.rcvd.reason)


async def test_who_is_thrown_out_for_a_flood_stays_outside_and_nobody_else_does(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "FRAMES_AT_ONCE", 20)
    async with phone(home.url, met.id, met.tokens["jana"]) as jana:
        async with phone(home.url, met.id, met.tokens["petra"]) as petra:
            for _ in range(200):
                await petra.say(t="ping")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await petra.hear("never")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4429
        assert closed.value.rcvd.reason == f"{hearing.OUT_AT_FIRST:.0f}"
        assert [0 < await outside(home, met) <= hearing.OUT_AT_FIRST for _ in range(3)] == [True] * 3
        await jana.say(t="ping")
        await jana.hear("pong")
        # Somebody behind the same address is somebody else.
        async with phone(home.url, met.id, met.tokens["eva"]) as eva:
            await eva.say(t="ping")
            await eva.hear("pong")


async def test_a_seat_that_connects_without_end_waits_and_each_try_does_not_make_it_longer(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "COMES_AT_ONCE", 3)
    monkeypatch.setattr(hearing, "COMES_A_SECOND", 0.1)
    for _ in range(3):
        async with phone(home.url, met.id, met.tokens["petra"]):
            pass
    assert [await outside(home, met) for _ in range(4)] == [10] * 4


async def test_twenty_pages_that_come_back_together_and_ask_for_everything_are_no_flood(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "FRAMES_AT_ONCE", 20)
    monkeypatch.setattr(entry, "FRAMES_A_SECOND", 0.001)
    for _ in range(2):
        async with AsyncExitStack() as stack:
            for number in range(MOST_PAGES):
                page = await stack.enter_async_context(
                    phone(home.url, met.id, met.tokens["petra"], tab=f"petratab{number}")
                )
                assert len(page.cells) > 3
                for cell in page.cells:
                    await page.sync(cell)


def test_who_floods_again_stays_outside_for_longer_and_who_has_stopped_begins_anew() -> None:
    now = 0.0
    seat = hearing.Hearing(Budget(1, 1), Budget(1, 1), lambda: now)
    told = []
    for _ in range(6):
        seat.throw_out()
        seat.throw_out()
        told.append(seat.outside())
        assert seat.comes() == seat.outside()
        now += seat.outside()
        assert seat.comes() == 0
    assert told == [5, 10, 20, 40, 40, 40]
    now += hearing.GOOD_AFTER
    seat.throw_out()
    assert seat.outside() == hearing.OUT_AT_FIRST


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.PONG, Opcode.CONT])
async def test_small_things_are_counted_as_well(
    home: House, met: Open, opcode: Opcode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SMALL_AT_ONCE", 50)
    async with (
        phone(home.url, met.id, met.tokens["petra"]) as petra,
        phone(home.url, met.id, met.tokens["jana"]) as jana,
    ):
        protocol = petra.socket.protocol
        if opcode is Opcode.CONT:
            protocol.send_text(b"", fin=False)
        for _ in range(200):
            frame = Frame(opcode, b"", fin=opcode is not Opcode.CONT)
            petra.socket.transport.write(frame.serialize(mask=True))
        with pytest.raises(websockets.ConnectionClosed):
            await petra.hear("never")
        await jana.say(t="ping")
        await jana.hear("pong")


async def test_whoever_is_not_let_in_leaves_one_line_in_the_log_that_says_nothing_of_theirs(
    home: House, met: Open, caplog: pytest.LogCaptureFixture
) -> None:
    where = home.url.replace("http", "ws", 1) + f"/meetings/{met.id}/socket?seat=kanarek"
    with caplog.at_level(logging.WARNING), pytest.raises(websockets.InvalidStatus):
        async with websockets.connect(where, additional_headers={"Origin": "https://evil.example"}):
            pass
    await asyncio.sleep(0.1)
    assert [record.getMessage() for record in caplog.records] == ["refused why=foreign status=403"]
