"""Killed at any moment, the store has everything it ever said was on disk. `SETKANI_KILLS=1000` kills more often."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.store.sqlite import SqliteStore
from tests.store.lines import START, opened, typed

KILLS = int(os.environ.get("SETKANI_KILLS", "12"))
LIVES = 50
"""How often one data folder is killed; then a new one is begun, because every kill reads everything that is there."""
ROOMS = [f"room{number}" for number in range(6)]

# Opens the store, goes on with every room three entries at a time, and says what is on disk: "room version",
# and "token TOKEN" for keys.
CHILD = """
import asyncio, os, sys
from pathlib import Path
from server.store.sqlite import SqliteStore
from tests.store.lines import letters, opened

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

async def talk(store, room):
    entries = store.read(room)
    version = len(entries)
    if not version:
        await store.append(room, 0, [opened(room)])
        version = 1
        say(room, version)
    ahead = []
    while True:
        future = store.append(room, version, letters(version + 1, version + 3))
        version += 3
        future.add_done_callback(lambda future, version=version: future.exception() or say(room, version))
        ahead.append(future)
        if len(ahead) > 2:
            await ahead.pop(0)

async def keys(store, room):
    while True:
        await asyncio.sleep(0.003)
        say("token", await asyncio.to_thread(store.issue, room, "jana"))

async def main():
    with SqliteStore(Path(sys.argv[1])) as store:
        talks = [asyncio.ensure_future(talk(store, room)) for room in sys.argv[2:]]
        while not store.read(sys.argv[2]):
            await asyncio.sleep(0.001)
        await asyncio.gather(keys(store, sys.argv[2]), *talks)

sys.stdin.readline()
asyncio.run(main())
"""


def child(folder: Path) -> subprocess.Popen[bytes]:
    """A process that has everything loaded and waits for a line to begin."""
    command = [sys.executable, "-c", CHILD, str(folder), *ROOMS]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])


@pytest.mark.timeout(300 + KILLS * 10)
def test_killed_at_any_moment_nothing_acknowledged_is_missing(tmp_path: Path) -> None:
    seed = int(os.environ.get("SETKANI_KILL_SEED", "1"))
    moments = random.Random(seed)
    acknowledged: dict[str, int] = {}
    tokens: list[str] = []
    kept_unsaid = 0
    killed_while_writing = 0
    kept: list[int] = []
    ready = child(tmp_path / "0")
    try:
        for number in range(KILLS):
            folder = tmp_path / str(number // LIVES)
            process, ready = ready, child(tmp_path / str((number + 1) // LIVES))
            if number % LIVES == 0:
                acknowledged = dict.fromkeys(ROOMS, 0)
                tokens = []
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
            said = b""
            if number % 3:
                # Most die at work, after so many words and at least one key, however long that takes a busy machine;
                # the others while they open the store, which takes about 20 ms.
                for _ in range(moments.randint(1, 30)):
                    said += process.stdout.readline()
                while number % 3 == 1 and b"token" not in said:
                    said += process.stdout.readline()
            time.sleep(moments.uniform(0, 0.03 if not said else 0.003))
            process.kill()
            said += process.stdout.read()
            process.wait()
            process.stdin.close()
            process.stdout.close()
            killed_while_writing += bool(said)
            # A line it was killed in the middle of has not been said.
            for line in said.decode().rpartition("\n")[0].splitlines():
                name, value = line.split()
                if name == "token":
                    tokens.append(value)
                else:
                    acknowledged[name] = max(acknowledged[name], int(value))
            with SqliteStore(folder) as store:
                for room, version in acknowledged.items():
                    entries = store.read(room)
                    assert entries == [opened(room), *map(typed, range(2, len(entries) + 1))][: len(entries)], number
                    assert len(entries) >= version, f"kill {number}: {room} had {version}, {len(entries)} are there"
                    assert len(entries) % 3 in ((0, 1) if not entries else (1,)), f"kill {number}: half an append"
                    kept_unsaid += len(entries) > version
                assert [token for token in tokens if store.find(token) != (ROOMS[0], "jana")] == []
                assert all(line.opened == START for line in store.meetings())
            if number % LIVES == LIVES - 1 or number == KILLS - 1:
                kept += [*acknowledged.values(), len(tokens)]
    finally:
        ready.kill()
        ready.communicate()
    # And it was worth it: they died while writing, with much on disk, some of it not said yet.
    assert killed_while_writing >= KILLS // 2
    assert min(kept) > 0
    assert sum(kept) > KILLS * 20
    assert kept_unsaid > 0
