"""Locked while twenty people type, five or all of them without a link: not one change after it, no words are lost.

`just locks 1000` does it a thousand times.
"""

from pathlib import Path

import pytest

from .locks import AWAY, TYPING, races

RACES = 12


@pytest.mark.timeout(300)
async def test_not_one_change_comes_after_the_lock_and_whoever_was_late_is_told(tmp_path: Path) -> None:
    total = await races(tmp_path, RACES, seed=3)
    assert total["after the lock"] == 0
    # Everybody ends with a letter that is refused, and keeps it to copy.
    assert total["refused"] == RACES * TYPING
    assert total["before the lock"] > RACES * (TYPING - AWAY) // 3, "nobody had written anything"
