"""What somebody finds who was away while the files of the server went back in time: a backup put back, a log lost."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.store.backup import backup, restore
from server.store.opening import FILE, Access
from server.store.sqlite import SqliteStore
from tests.afternoon import Open, house, phone
from tests.store.lines import opened, typed

from .frail import copied

CELL = "rules"


async def knows(folder: Path, met: Open, epoch: str, version: int) -> dict[str, Any]:
    """What a page is told that was open in an earlier life of the server: it knows this version of this history."""
    with house(folder) as home:
        async with phone(home.url, met.id, met.tokens["petra"], tab="wasthere") as petra:
            await petra.say(t="sync", cell=CELL, n=1, epoch=epoch, v=version)
            while (frame := json.loads(await petra.socket.recv()))["t"] not in ("reset", "changes"):
                pass
            found: dict[str, Any] = frame
            return found


async def written(folder: Path, met: Open | None, *texts: str) -> tuple[Open, str, int]:
    with house(folder) as home:
        met = met or home.open()
        async with phone(home.url, met.id, met.tokens["eva"]) as eva:
            await eva.do("begin-meeting")
            for words in texts:
                ack = await eva.write(CELL, words)
            return met, ack["epoch"], ack["v"]


async def test_a_page_that_knew_more_than_the_backup_is_told_so_also_once_others_have_written_on(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    met, _, _ = await written(data, None, "Před zálohou.")
    backup(data, tmp_path / "zaloha.zip", datetime(2026, 11, 28, tzinfo=UTC))
    _, epoch, version = await written(data, met, "Po záloze.", "Po záloze dál.")
    restore(tmp_path / "zaloha.zip", data, lambda meeting: meeting)
    await written(data, met, "Jinak.", "Jinak a jinak.", "Jinak a ještě jinak.")
    told = await knows(data, met, epoch, version)
    assert (told["t"], told["lost"], told["text"]) == ("reset", True, "Jinak a ještě jinak.")


async def test_a_log_that_was_lost_beside_the_database_is_another_history(tmp_path: Path) -> None:
    """Killed, and then somebody has copied setkani.db alone, without the -wal beside it."""
    data, killed = tmp_path / "data", tmp_path / "killed"
    met, _, _ = await written(data, None, "V souboru.")
    with house(data) as home:
        async with phone(home.url, met.id, met.tokens["eva"]) as eva:
            for words in ("Jen vedle.", "Jen vedle dál."):
                ack = await eva.write(CELL, words)
        # As kill -9 leaves it: the lock is nobody's, but it was never given back.
        copied(data, killed)
        (killed / "setkani.lock").write_text("1")
    (killed / f"{FILE}-wal").unlink()
    (killed / f"{FILE}-shm").unlink()
    await written(killed, met, "Jinak.", "Jinak a jinak.", "Jinak a ještě jinak.")
    told = await knows(killed, met, ack["epoch"], ack["v"])
    assert (told["t"], told["lost"], told["text"]) == ("reset", True, "Jinak a ještě jinak.")


FRAME = 24 + 4096
"""Bytes of a page in the log, with what stands before it."""


@pytest.mark.parametrize("place", [18, 32 + 30, -FRAME - 40], ids=["its header", "its first page", "its last but one"])
async def test_a_log_that_was_damaged_beside_the_database_is_another_history(tmp_path: Path, place: int) -> None:
    """Killed, and what SQLite can read of the log ends before what somebody has been told is saved."""
    data, killed = tmp_path / "data", tmp_path / "killed"
    with SqliteStore(data) as store:
        await store.append("m", 0, [opened("m")])
        for number in range(2, 7):
            await store.append("m", number - 1, [typed(number)])
        epoch = store.epoch("m")
        copied(data, killed)
        (killed / "setkani.lock").write_text("1")
    log = killed / f"{FILE}-wal"
    whole = log.read_bytes()
    copied(killed, tmp_path / "whole")
    with SqliteStore(tmp_path / "whole") as store:
        assert (store.epoch("m"), len(store.read("m"))) == (epoch, 6), "nothing of it was lost"
    damaged = bytearray(whole)
    damaged[place] ^= 1
    log.write_bytes(damaged)
    (killed / f"{FILE}-shm").unlink()
    with SqliteStore(killed) as store:
        left = store.read("m")
        assert len(left) < 6 and (not left or store.epoch("m") != epoch)


@pytest.mark.parametrize("there", [24, FRAME - 40], ids=["the head of a page", "most of a page"])
async def test_killed_while_something_was_being_saved_the_history_goes_on(tmp_path: Path, there: int) -> None:
    """Nobody had been told that it is saved; so nobody is asked to decide anything."""
    data, killed = tmp_path / "data", tmp_path / "killed"
    with SqliteStore(data) as store:
        await store.append("m", 0, [opened("m")])
        await store.append("m", 1, [typed(2)])
        epoch = store.epoch("m")
        copied(data, killed)
        (killed / "setkani.lock").write_text("1")
    log = killed / f"{FILE}-wal"
    # What the log held there in an earlier round is still behind it.
    log.write_bytes(log.read_bytes()[: there - FRAME] + b"\xaa" * (FRAME - there))
    (killed / f"{FILE}-shm").unlink()
    with SqliteStore(killed) as store:
        assert (store.epoch("m"), len(store.read("m"))) == (epoch, 1)


@pytest.mark.parametrize("end", ["kill", "close"])
async def test_after_an_ordinary_end_the_history_goes_on(tmp_path: Path, end: str) -> None:
    data, next_life = tmp_path / "data", tmp_path / "next"
    met, epoch, version = await written(data, None, "Jednou.", "Dvakrát.")
    with SqliteStore(data) as store:
        if end == "kill":
            copied(data, next_life)
            (next_life / "setkani.lock").write_text("1")
        assert store.epoch(met.id) == epoch
    if end == "close":
        copied(data, next_life)
    told = await knows(next_life, met, epoch, version)
    assert (told["t"], told["list"]) == ("changes", [])


async def test_a_command_that_tidies_up_after_a_killed_server_loses_no_history(tmp_path: Path) -> None:
    data, killed = tmp_path / "data", tmp_path / "killed"
    met, epoch, _ = await written(data, None, "Jednou.")
    with SqliteStore(data):
        copied(data, killed)
        (killed / "setkani.lock").write_text("1")
    with SqliteStore(killed, Access.BESIDE) as command:
        command.issue(met.id, "jana")
    assert not (killed / f"{FILE}-wal").exists(), "whoever closes last brings the log into the file"
    with SqliteStore(killed) as server:
        assert server.epoch(met.id) == epoch
