"""Erased means gone from the bytes of every file of ours, whenever the program dies in between."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from server.ports import Fault, NotSaved
from server.store.opening import BACKUPS, FILE
from server.store.schema import STEPS
from server.store.sqlite import SqliteStore
from tests.canaries import left_in
from tests.store.lines import erasure, letters, opened, typed, write

CANARY = "Kanárková-Žlutá"
KILLS = int(os.environ.get("SETKANI_KILLS", "4"))


def talk(store: SqliteStore, seed: int = 1) -> None:
    """Two meetings that are written at the same time, so that their rows lie among each other."""
    dice = random.Random(seed)
    version = {"m": 1, "n": 1}

    async def both() -> None:
        await write(store, "m", [opened("m", f"Setkání: {CANARY}")])
        await write(store, "n", [opened("n")])
        for _ in range(250):
            meeting = dice.choice("mn")
            words = (f"{CANARY} " if meeting == "m" else "slovo ") * dice.randint(1, 30)
            await write(store, meeting, [typed(version[meeting] + 1, words)])
            version[meeting] += 1

    asyncio.run(both())


@pytest.mark.parametrize("seed", [1, 2])
def test_not_a_byte_of_an_erased_meeting_is_in_any_file_while_the_server_goes_on(tmp_path: Path, seed: int) -> None:
    with SqliteStore(tmp_path) as store:
        talk(store, seed)
        before = store.read("n")
        assert left_in(tmp_path, [CANARY]), "it was there"
        store.begin_erasing(erasure("m"))
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []
        assert store.read("n") == before
        asyncio.run(write(store, "n", [typed(len(before) + 1, "dál")]))
    assert left_in(tmp_path, [CANARY]) == []


def test_what_earlier_writes_left_behind_without_zeros_goes_too(tmp_path: Path) -> None:
    """As another program, or an earlier version, may have left it: words in pages that nobody uses any more."""
    with SqliteStore(tmp_path) as store:
        talk(store)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("DELETE FROM entries WHERE meeting = 'm' AND version > 2")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert f"{FILE}: {CANARY}" in left_in(tmp_path, [CANARY]), "it lies there though no row says it"
    with SqliteStore(tmp_path) as store:
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []


def test_a_row_that_is_deleted_is_zeros_before_the_file_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever dies between the two has left no words in it."""

    def only_brought_in(db: Database) -> None:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    monkeypatch.setattr("server.store.sqlite.write_anew", only_brought_in)
    with SqliteStore(tmp_path) as store:
        asyncio.run(write(store, "m", [opened("m", f"Setkání: {CANARY}")]))
        asyncio.run(write(store, "n", [opened("n")]))
        assert left_in(tmp_path, [CANARY])
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []


def test_others_read_and_write_while_it_is_being_erased(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        talk(store)
        version = len(store.read("n"))

        async def go_on() -> int:
            store.begin_erasing(erasure("m"))
            erasing = asyncio.create_task(asyncio.to_thread(store.erase, "m"))
            written = version
            while not erasing.done():
                assert len(store.read("n")) == written
                await write(store, "n", [typed(written + 1)])
                written += 1
            await erasing
            return written

        assert asyncio.run(go_on()) > version, "nobody wrote meanwhile"
        assert left_in(tmp_path, [CANARY]) == []


def test_somebody_who_reads_an_old_state_all_the_time_delays_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.opening.PATIENCE", 200)
    with SqliteStore(tmp_path) as store:
        talk(store)
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM entries").fetchone()
            with pytest.raises(NotSaved) as caught:
                store.erase("m")
            assert caught.value.reason is Fault.BUSY
            other.execute("ROLLBACK")
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []


def test_copies_made_before_an_update_are_cleaned_too(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        talk(store)
    later = Migrations("setkani")
    for step in STEPS.pending(Database(memory=True)):
        later._migrations.append(step)
    later(name="later")(lambda db: None)
    (tmp_path / BACKUPS).mkdir()
    (tmp_path / BACKUPS / "before-another.part").write_text(CANARY)
    with SqliteStore(tmp_path, steps=later) as store:
        assert any(found.startswith(f"{BACKUPS}/before-later.db") for found in left_in(tmp_path, [CANARY]))
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []
        other = store.read("n")
    (copy,) = (tmp_path / BACKUPS).iterdir()
    (tmp_path / "restored").mkdir()
    copy.rename(tmp_path / "restored" / FILE)
    with SqliteStore(tmp_path / "restored") as store:
        assert store.read("n") == other, "and the copy is still a copy of the others"


def test_a_copy_that_cannot_be_opened_is_not_passed_over(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        talk(store)
        (tmp_path / BACKUPS).mkdir()
        (tmp_path / BACKUPS / "before-log.db").write_bytes(b"not a database, and yet " + CANARY.encode() * 200)
        with pytest.raises(NotSaved) as caught:
            store.erase("m")
        assert caught.value.reason is Fault.DAMAGED
        (tmp_path / BACKUPS / "before-log.db").unlink()
        store.erase("m")
        assert left_in(tmp_path, [CANARY]) == []


CHILD = """
import os, sys
from pathlib import Path
from server.store.sqlite import SqliteStore
from tests.store.lines import erasure

folder = Path(sys.argv[1])
sys.stdin.readline()
with SqliteStore(folder) as store:
    store.begin_erasing(erasure("m"))
    os.write(1, b"begun\\n")
    store.erase("m")
    os.write(1, b"erased\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
@pytest.mark.timeout(300 + KILLS * 10)
def test_killed_in_the_middle_it_begins_again_and_ends(tmp_path: Path) -> None:
    dice = random.Random(7)
    with SqliteStore(tmp_path / "pattern") as store:
        talk(store)
        asyncio.run(write(store, "n", letters(len(store.read("n")) + 1, 3000)))
        other = store.read("n")
    pattern = {file.name: file.read_bytes() for file in (tmp_path / "pattern").iterdir() if file.is_file()}

    def child(folder: Path) -> subprocess.Popen[bytes]:
        (folder / BACKUPS).mkdir(parents=True)
        for name, content in pattern.items():
            (folder / name).write_bytes(content)
        (folder / BACKUPS / "before-log.db").write_bytes(pattern[FILE])
        command = [sys.executable, "-c", CHILD, str(folder)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])

    half = 0
    ready = child(tmp_path / "0")
    try:
        for number in range(KILLS):
            folder, process = tmp_path / str(number), ready
            ready = child(tmp_path / str(number + 1))
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"begun\n"
            time.sleep(dice.uniform(0, 0.06))
            process.kill()
            half += process.stdout.read() == b""
            process.wait()
            process.stdin.close()
            process.stdout.close()
            with SqliteStore(folder) as store:
                (line,) = store.erasures()
                assert line.done is None, "it is known that there is something left to do"
                store.erase(line.meeting)
                assert left_in(folder, [CANARY]) == [], number
                assert store.read("n") == other, number
    finally:
        ready.kill()
        ready.communicate()
    assert half, "most had ended before they were killed"
