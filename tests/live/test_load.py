"""A full room in which much goes wrong, some seconds of it: every screen ends with the same text, and so does the disk.

`just afternoon` makes it half an hour and prints what it took; there is no stopwatch here.
"""

import sys
from pathlib import Path

import pytest

from server.meeting.policy import PROJECTOR
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.bench.afternoon import EVERY, PEOPLE, TYPING, hold
from tests.bench.meetings import Table, tables

SECONDS = 6

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is asked of Linux"),
]


@pytest.fixture
def here(tmp_path: Path) -> Table:
    return tables(tmp_path, 1, PEOPLE)[0]


async def test_sixty_pages_a_flood_a_slow_link_and_a_death_end_with_the_text_that_is_on_disk(
    tmp_path: Path, here: Table
) -> None:
    with SqliteStore(tmp_path, Access.BESIDE) as store:
        wall = store.issue(here.id, PROJECTOR)
    seen = await hold(tmp_path, here, wall, SECONDS / 60, deaths=1)
    assert seen.wrong == []
    assert seen.struck == SECONDS / EVERY * TYPING
    assert len(seen.backs) == 1 and seen.on_the_wall and seen.floods and not seen.panels_failed
