"""Killed with kill -9 while people type: nothing acknowledged is missing, nothing is there twice, all carry on."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import free_port
from tests.bench.meetings import Table, tables
from tests.live.page import Page, words_in

ROOT = Path(__file__).resolve().parents[2]
CELLS = ("goal:g0:indicator", "goal:g0:strengths", "minutes:prace-na-cilech")
KILLS = 5

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


async def start(folder: Path, port: int) -> Process:
    words = ("-m", "server", "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder))
    return await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=DEVNULL)


def on_disk(folder: Path, meeting: str) -> Meeting:
    with SqliteStore(folder, Access.READING) as store:
        found = replay(store.read(meeting))
    assert found is not None
    return found


async def at_the_next_ack(pages: list[Page], server: Process) -> None:
    dead = asyncio.Event()

    def kill() -> None:
        if not dead.is_set():
            server.kill()
            dead.set()

    for page in pages:
        page.when_saved = kill
    await dead.wait()
    for page in pages:
        page.when_saved = lambda: None


async def typing(page: Page, name: str, cells: tuple[str, ...], going: asyncio.Event) -> int:
    """Words of one's own, each of them unique, until told to stop; how many there were."""
    random = Random(name)
    number = 0
    while going.is_set():
        if await page.type(random.choice(cells), f"[{name}{number}]"):
            number += 1
        await asyncio.sleep(random.uniform(0.01, 0.06))
    return number


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return tables(tmp_path, 1, 5)[0]


async def test_nothing_acknowledged_is_lost_and_nothing_is_applied_twice_over_many_deaths(
    tmp_path: Path, table: Table
) -> None:
    random = Random(2)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = await start(tmp_path, port)
    # The first person leads, so they may write the minutes as well.
    names = "abcde"
    pages = [
        Page(url, table.id, token, f"killtab{name}", CELLS) for name, token in zip(names, table.tokens, strict=True)
    ]
    for page in pages:
        page.twice = True
    going = asyncio.Event()
    going.set()
    writers = [
        asyncio.create_task(typing(page, name, CELLS if name == "a" else CELLS[:2], going))
        for page, name in zip(pages, names, strict=True)
    ]
    try:
        for number in range(KILLS):
            before = sum(len(page.saved) for page in pages)
            while sum(len(page.saved) for page in pages) < before + 20:
                await asyncio.sleep(0.01)
            if number % 2:
                await asyncio.sleep(random.uniform(0, 0.4))
                server.kill()
            else:
                # At the very moment somebody is told "saved".
                await at_the_next_ack(pages, server)
            acknowledged = [word for page in pages for word in page.saved]
            await server.wait()
            meeting = on_disk(tmp_path, table.id)
            there = words_in("".join(meeting.text(cell) for cell in CELLS))
            assert set(acknowledged) <= there.keys()
            server = await start(tmp_path, port)
        before = sum(len(page.saved) for page in pages)
        while sum(len(page.saved) for page in pages) < before + 20:
            await asyncio.sleep(0.01)
        going.clear()
        written = await asyncio.gather(*writers)
        await asyncio.gather(*(page.settled() for page in pages))
        meeting = on_disk(tmp_path, table.id)
        await asyncio.gather(*(page.reaches({cell: meeting.cells[cell].version for cell in CELLS}) for page in pages))
        for page in pages:
            assert not page.task.done()
            assert page.texts == {cell: meeting.text(cell) for cell in CELLS}
            assert page.links > KILLS, "a page did not come back by itself"
        everything = Counter(
            f"[{name}{number}]" for name, count in zip(names, written, strict=True) for number in range(count)
        )
        assert words_in("".join(meeting.text(cell) for cell in CELLS)) == everything
        assert Counter(word for page in pages for word in page.saved) == everything
    finally:
        await asyncio.gather(*(page.stop() for page in pages), return_exceptions=True)
        if server.returncode is None:
            server.kill()
            await server.wait()
