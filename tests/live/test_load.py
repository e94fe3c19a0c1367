"""Sixty pages, twenty people typing at once: every screen ends with the same text, and so do the server and its disk.

SETKANI_LOAD_SECONDS=1800 makes it the half hour of a real meeting; there is no stopwatch in it (that is `just bench`).
"""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from server.meeting.evolve import replay
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.bench.meetings import Table, tables
from tests.bench.processes import Server, ours
from tests.live.page import Page

PEOPLE, TYPING, EVERY = 60, 20, 0.2
SECONDS = float(os.environ.get("SETKANI_LOAD_SECONDS", "5"))
"""What everybody types in so long where nothing holds them up; a busy machine takes longer for it."""
FULL = 3000
"""Letters in a cell from which on a person crosses out as much as they write."""

pytestmark = [
    pytest.mark.timeout(SECONDS * 3 + 300),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is asked of Linux"),
]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return tables(tmp_path, 1, PEOPLE)[0]


async def typing(page: Page, cells: tuple[str, ...], seed: int) -> int:
    """A letter every so often, mostly in one's own cell, sometimes in another's; some have two units."""
    random = Random(seed)
    typed = 0
    while typed < SECONDS / EVERY:
        cell = cells[seed] if random.random() < 0.7 else random.choice(cells)
        text = page.texts[cell]
        place = random.randrange(len(text) + 1)
        crossing = 1 if random.random() < 0.1 or len(text) > FULL else 0
        typed += await page.cut(cell, place, crossing if place < len(text) else 0, random.choice("aeiouyěščř 👧👦"))
        await asyncio.sleep(random.uniform(0.5, 1.5) * EVERY)
    return typed


async def under_load(server: Server, table: Table) -> tuple[list[Page], int, list[int]]:
    url = f"http://127.0.0.1:{server.port}"
    cells = table.cells[:8]
    pages = [Page(url, table.id, token, f"loadtab{number:02}", cells) for number, token in enumerate(table.tokens, 1)]
    await asyncio.gather(*(page.settled() for page in pages))
    memory = [server.memory()]
    writers = [
        asyncio.create_task(typing(page, cells, number % len(cells))) for number, page in enumerate(pages[:TYPING])
    ]
    while not all(writer.done() for writer in writers):
        await asyncio.sleep(min(1, SECONDS / 10))
        memory.append(server.memory())
    typed = sum(await asyncio.gather(*writers))
    await asyncio.gather(*(page.settled() for page in pages))
    return pages, typed, memory


async def test_sixty_pages_end_with_the_text_that_is_on_disk(tmp_path: Path, table: Table) -> None:
    with ours(tmp_path) as server:
        pages, typed, memory = await under_load(server, table)
        with SqliteStore(tmp_path, Access.READING) as store:
            entries = store.read(table.id)
        meeting = replay(entries)
        assert meeting is not None
        try:
            versions = {cell: meeting.cells[cell].version for cell in pages[0].cells}
            await asyncio.gather(*(page.reaches(versions) for page in pages))
            texts = {cell: meeting.text(cell) for cell in pages[0].cells}
            for page in pages:
                assert page.texts == texts
                assert (page.lost, page.links) == ([], 1), "a link was lost"
            assert sum(len(page.saved) for page in pages) == sum(page.acks for page in pages) == typed
            # Each letter is in the log exactly once, by whoever typed it.
            changes = Counter(
                (entry.by, entry.event.id) for entry in entries if getattr(entry.event, "tab", "").startswith("loadtab")
            )
            assert set(changes.values()) == {1}
            assert len(changes) == typed == SECONDS / EVERY * TYPING
            # What grows is the history of the letters, not what is sent.
            assert memory[-1] - memory[0] < 30_000_000 + 3_000 * typed
        finally:
            await asyncio.gather(*(page.stop() for page in pages))
