"""Links that go wrong: silently dead, slow, and a laptop whose lid is closed while somebody signs."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server import serving
from tests.afternoon import house, phone
from tests.bench.guests import Guest, SlowLink

from .acts import Frozen, on_disk, prepared, sign, signed
from .frail import Nursery, copied, nursery

CELL = "rules"
SOON = 0.4


async def test_a_link_that_died_in_silence_is_noticed_and_whoever_comes_back_has_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone has gone to sleep: its socket is open, and nobody answers a ping."""
    monkeypatch.setattr(serving, "SLOWEST_PING", SOON)
    with house(tmp_path) as home:
        met = home.open()
        tokens = met.tokens
        async with phone(home.url, met.id, tokens["eva"]) as eva:
            await eva.did("begin-meeting")
            read, write = await asyncio.open_connection("127.0.0.1", int(home.url.rsplit(":", 1)[1]))
            path = f"/meetings/{met.id}/socket?token={tokens['petra']}&tab=asleep00"
            write.write(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            await read.readuntil(b'"hello"')
            while not (await eva.hear("presence"))["people"].get("petra", {}).get("here"):
                pass
            # Not a byte from her any more; the server finds out by itself, and tells the others.
            while (await eva.hear("presence"))["people"].get("petra", {"here": True})["here"]:
                pass
            for words in ("Mluví jeden.", "Mluví jeden. Ne dva.", "Mluví jeden. Ne dva. Ani tři."):
                await eva.write(CELL, words)
            async with phone(home.url, met.id, tokens["petra"], tab="asleep00") as petra:
                assert (await petra.sync(CELL)).text == "Mluví jeden. Ne dva. Ani tři."
                await petra.write(CELL, "Jsem zpět.")
            write.close()
        assert home.meeting(met.id).text(CELL) == "Jsem zpět."


async def test_a_slow_link_holds_up_nobody_and_ends_with_the_same_text(tmp_path: Path) -> None:
    letters = 250
    with house(tmp_path) as home:
        met = home.open()
        port = int(home.url.rsplit(":", 1)[1])
        async with SlowLink(port, 6_000) as link, phone(home.url, met.id, met.tokens["eva"]) as eva:
            await eva.did("begin-meeting")
            fast = Guest(port, met.id, met.tokens["jana"], "fastfast", (CELL,), {})
            slow = Guest(link.port, met.id, met.tokens["petra"], "slowslow", (CELL,), {})
            await asyncio.gather(fast.settled(), slow.settled())
            cell = await eva.sync(CELL)
            for number in range(letters):
                change = [number, [0, "e" * 1]] if number else [[0, "e"]]
                await eva.say(t="edit", cell=CELL, epoch=eva.epoch, v=cell.version + number, id=number, ch=change)
            await fast.reaches({CELL: cell.version + letters})
            behind = letters - slow.versions[CELL]
            assert behind > letters // 4, "it was not slow"
            await slow.reaches({CELL: cell.version + letters})
            assert slow.texts == fast.texts == {CELL: "e" * letters}
            assert (fast.links, slow.links) == (1, 1), "it was let go instead of being told less often"
            await asyncio.gather(fast.stop(), slow.stop())


# The lid --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, compiler: str) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("frail"), compiler) as opened:
        yield opened


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that fails at will is to be had on Linux")
def test_the_lid_is_closed_while_somebody_signs_and_signs_again(servers: Nursery, tmp_path: Path) -> None:
    frozen: Frozen = prepared(tmp_path / "data")
    folder = copied(frozen.folder, servers.folder / "lid")
    server = servers.server(folder)
    before = on_disk(folder)
    with ThreadPoolExecutor(2) as hands:
        os.kill(server.pid, signal.SIGSTOP)
        asked = [hands.submit(sign, server.url, frozen) for _ in range(2)]
        assert not [each for each in asked if each.done()]
        assert on_disk(folder) == before
        os.kill(server.pid, signal.SIGCONT)
        answers = [each.result() for each in asked]
    assert [answer and answer.status_code for answer in answers] == [200, 200]
    assert signed(folder, frozen)
    after = on_disk(folder)
    assert before is not None and after is not None and after.version == before.version + 1, "signed once"
    server.stop()
