"""Bytes of a real data folder are hit at random: the server starts or says in a sentence why not, the meetings next
door are there, and nothing is given out that was not written."""

import os
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from server.demo import STORIES
from server.meeting.events import Entry, Lost
from server.meeting.evolve import replay
from server.ports import CannotOpen, Damaged
from server.store.sqlite import SqliteStore
from tests.demo.told import told
from tests.store.lines import write

HITS = int(os.environ.get("SETKANI_HITS", "40"))


@pytest.fixture
async def written(tmp_path: Path) -> dict[str, list[Entry]]:
    """Two stories in one file, left tidy: every byte is in it."""
    logs = {name: told(STORIES[name]).log for name in ("jakub", "amalka")}
    with SqliteStore(tmp_path) as store:
        for name, log in logs.items():
            await write(store, name, log)
            store.issue(name, "eva-simova")
            store.code(name)
    return logs


def hit(whole: bytes, chance: random.Random) -> bytes:
    """One bit, a few bytes, a sector of the disk, or the end of the file."""
    damaged = bytearray(whole)
    place = chance.randrange(len(whole))
    match chance.randrange(8):
        case 0:
            sector = place // 512 * 512
            damaged[sector : sector + 512] = bytes(512)
        case 1:
            return whole[: max(place, 4096)]
        case 2 | 3:
            for _ in range(3):
                damaged[chance.randrange(len(whole))] = chance.randrange(256)
        case _:
            damaged[place] ^= 1 << chance.randrange(8)
    return bytes(damaged)


async def test_a_file_that_was_hit_anywhere_hinders_no_start_and_tells_nothing_else(
    written: dict[str, list[Entry]], tmp_path: Path
) -> None:
    file = tmp_path / "setkani.db"
    whole = file.read_bytes()
    seen: Counter[str] = Counter()
    for seed in range(HITS):
        for left in tmp_path.glob("setkani*"):
            left.unlink()
        file.write_bytes(hit(whole, random.Random(seed)))
        try:
            with SqliteStore(tmp_path) as store:
                assert store.meetings()
                for name, log in written.items():
                    seen[_read(store, name, log)] += 1
        except CannotOpen as sentence:
            assert (
                "damaged" in str(sentence) or "another program" in str(sentence) or "cannot be opened" in str(sentence)
            )
            seen["a sentence"] += 1
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    assert seen["whole"] > HITS / 2 and seen["set aside"], seen


def _read(store: SqliteStore, name: str, log: list[Entry]) -> str:
    try:
        entries = store.read(name)
    except Damaged:
        return "not at all"
    for entry in entries:
        assert isinstance(entry.event, Lost) or entry == log[entry.version - 1], "nothing that was not written"
    assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
    meeting = replay(entries)
    if meeting is None:
        return "nothing"
    if not any(isinstance(entry.event, Lost) for entry in entries):
        # The end of a log can be gone without a trace; what is there is whole.
        assert not meeting.damages
        return "whole"
    assert meeting.damages
    return "stopped" if meeting.stopped else "set aside"


async def test_an_index_that_is_damaged_opens_the_meetings_all_the_same(
    written: dict[str, list[Entry]], tmp_path: Path
) -> None:
    file = tmp_path / "setkani.db"
    with sqlite3.connect(file) as db:
        (page,) = db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name LIKE 'idx_tokens%' AND type = 'index'"
        ).fetchone()
    db.close()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(whole)
    with SqliteStore(tmp_path) as store:
        assert {line.id for line in store.meetings()} == written.keys()
        for name, log in written.items():
            assert store.read(name) == log
            assert store.code(name)
