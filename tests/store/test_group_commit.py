"""One thread writes, and takes all that waits at once: what that saves, and that nobody pays for it."""

import asyncio
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlite_utils import Database

from server.meeting.events import MeetingAmended
from server.ports import Conflict, Fault, NotSaved
from server.store import writer
from server.store.sqlite import SqliteStore
from tests.store.held import held
from tests.store.lines import entry, letters, opened, outcome, typed, write


class Trace:
    """What the writing thread has said to SQLite: a transaction is an INSERT by itself or begins with BEGIN.

    SQLite repeats a statement for every trigger that it sets off.
    """

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, sql: str) -> None:
        if self.said[-1:] != [sql]:
            self.said.append(sql)

    @property
    def transactions(self) -> int:
        within = False
        count = 0
        for sql in self.said:
            words = sql.split()
            if words[0] == "BEGIN" or (words[0] == "INSERT" and not within):
                count += 1
            within = (within or words[0] == "BEGIN") and words[0] not in ("COMMIT", "ROLLBACK")
        return count


async def test_appends_of_many_rooms_share_transactions(tmp_path: Path) -> None:
    trace = Trace()
    rooms = [f"room{number}" for number in range(40)]
    with SqliteStore(tmp_path, trace=trace) as store:
        await asyncio.gather(*(store.append(room, 0, [opened(room)]) for room in rooms))
        before = trace.transactions

        async def talk(room: str) -> None:
            for version in range(2, 27):
                await store.append(room, version - 1, [typed(version)])

        await asyncio.gather(*(talk(room) for room in rooms))
        appends = 40 * 25
        # In step with each other they need 25 transactions; a few more when they fall out of step.
        assert 25 <= trace.transactions - before < appends / 4
        assert store.counts["appends"] == appends + 40
        assert all(store.read(room) == [opened(room), *letters(2, 26)] for room in rooms)


async def test_somebody_alone_is_not_kept_waiting_for_others(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        waits = []
        for version in range(2, 52):
            began = time.perf_counter()
            await store.append("m", version - 1, [typed(version)])
            waits.append(time.perf_counter() - began)
        assert store.counts["groups"] == 51
        # The shortest, because the machine may be busy with other things; a window to gather in would lengthen each.
        assert min(waits) < 0.02


async def test_the_loop_goes_on_while_the_disk_is_slow(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        other = sqlite3.connect(tmp_path / "setkani.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        saved = store.append("m", 1, [typed(2)])
        turns = 0
        while turns < 20:
            await asyncio.sleep(0.005)
            turns += 1
            assert not saved.done()
        other.execute("ROLLBACK")
        await saved
        other.close()


async def test_a_conflict_in_a_group_fails_alone(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store, held(store):
        futures = [
            store.append(f"m{number}", number % 2, [typed(2) if number % 2 else opened("m")]) for number in range(20)
        ]
    assert [await outcome(future) for future in futures] == [None, Conflict] * 10
    assert store.counts["groups"] == 1


async def test_something_that_breaks_one_append_does_not_break_the_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = writer._insert_rows

    def sometimes(db: Database, rows: list[tuple[object, ...]]) -> None:
        if any(row[0] == "poison" for row in rows):
            raise OverflowError("Python int too large")
        insert(db, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_insert_rows", sometimes)
    with SqliteStore(tmp_path) as store:
        with held(store):
            futures = {meeting: store.append(meeting, 0, [opened(meeting)]) for meeting in ("a", "poison", "b")}
        outcomes = {meeting: await outcome(future) for meeting, future in futures.items()}
        assert outcomes == {"a": None, "poison": OverflowError, "b": None}
        assert [store.read(meeting) for meeting in futures] == [[opened("a")], [], [opened("b")]]


async def test_work_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    def half(db: Database) -> None:
        db.table("tokens").insert({"digest": b"half", "meeting": "m", "seat": "jana"})
        raise KeyError("something is wrong with us")

    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        with pytest.raises(KeyError):
            store._writing.do(half)
        assert store._writing.do(lambda db: db.table("tokens").count) == 0


async def test_a_meeting_opened_and_renamed_in_one_group_is_right(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        with held(store):
            renamed = entry(2, MeetingAmended("Eliška", "", "", None, "", False))
            futures = [store.append("m", 0, [opened("m", "Jakub")]), store.append("m", 1, [renamed])]
        await asyncio.gather(*futures)
        assert [(line.title, line.version) for line in store.meetings()] == [("Eliška", 2)]


async def test_closing_writes_all_that_waits(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    futures = [store.append("m", 0, [opened("m")])]
    futures += [store.append("m", version - 1, [typed(version)]) for version in range(2, 3000)]
    store.close()
    assert Counter([await outcome(future) for future in futures]) == {None: 2999}
    with SqliteStore(tmp_path) as again:
        assert again.read("m") == [opened("m"), *letters(2, 2999)]


async def test_closing_leaves_one_file_and_no_thread(tmp_path: Path) -> None:
    threads = threading.active_count()
    with SqliteStore(tmp_path) as store:
        assert threading.active_count() == threads + 1
        await write(store, "m", [opened("m")])
        store.read("m")
    store.close()
    assert threading.active_count() == threads
    assert sorted(file.name for file in tmp_path.iterdir()) == ["setkani.db", "setkani.lock"]


async def test_after_closing_keys_cannot_be_made(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
    with pytest.raises(NotSaved) as caught:
        store.issue("m", "jana")
    assert caught.value.reason is Fault.CLOSED
    with pytest.raises(ValueError, match="closed"):
        store.read("m")


def test_a_loop_that_ended_before_its_answer_does_no_harm(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:

        async def ask_and_go() -> None:
            store.append("m", 0, [opened("m")])

        with held(store):
            asyncio.run(ask_and_go())
        assert store.issue("m", "jana"), "the writer goes on"
        assert store.read("m") == [opened("m")]


async def test_two_who_ask_for_the_first_code_at_once_get_the_same(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        with held(store):
            asked = [asyncio.ensure_future(asyncio.to_thread(store.code, "m")) for _ in range(4)]
            await asyncio.sleep(0.1)
        assert set(await asyncio.gather(*asked)) == {store.code("m")}


def test_two_who_read_at_once_have_a_connection_each(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        with store._reading() as one, store._reading() as another:
            assert one is not another
        with store._reading() as again:
            assert again in (one, another)
