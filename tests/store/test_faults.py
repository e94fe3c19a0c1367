"""The disk fills up, a page goes bad, a key is withdrawn: what people are told, and what is left in the files."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.ports import CannotOpen, Fault, NotSaved
from server.store.keys import digest
from server.store.rows import lost_of
from server.store.sqlite import SqliteStore
from tests.store.held import held
from tests.store.lines import letters, opened, outcome, typed, write

MEGABYTE = "x" * 1_000_000


async def test_on_disk_means_on_disk(tmp_path: Path) -> None:
    # No test can pull the plug: that FULL is what survives it is SQLite's promise, and that we ask for it is ours.
    with SqliteStore(tmp_path) as store:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}.items():
            assert asked(store, f"PRAGMA {pragma}") == value


def asked(store: SqliteStore, sql: str) -> object:
    """What the writing connection answers."""
    (answer,) = store._writing.do(lambda db: db.execute(sql).fetchone())
    return answer


# A full disk --------------------------------------------------------------------------------------------------------


async def reason(future: asyncio.Future[None]) -> Fault:
    with pytest.raises(NotSaved) as caught:
        await future
    return caught.value.reason


async def test_what_was_to_be_committed_together_with_something_too_big_is_not_saved_either(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        asked(store, "PRAGMA max_page_count = 40")
        with held(store):
            big = [opened("m"), typed(2, MEGABYTE)]
            futures = [store.append("m", 0, big), store.append("n", 0, [opened("n")])]
        assert [await reason(future) for future in futures] == [Fault.FULL, Fault.FULL]
        assert store.meetings() == []


async def test_a_file_that_may_not_grow_is_full_and_then_goes_on(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting)])
        asked(store, "PRAGMA max_page_count = 40")
        futures = [store.append("m", 1, [typed(2, MEGABYTE)]), store.append("m", 2, [typed(3)])]
        assert [await reason(future) for future in futures] == [Fault.FULL, Fault.FULL]
        assert store.read("m") == [opened("m")]
        await write(store, "n", [typed(2)])
        asked(store, "PRAGMA max_page_count = 1000000")
        await write(store, "m", [typed(2, MEGABYTE)])
        assert store.read("m") == [opened("m"), typed(2, MEGABYTE)]
        assert store.read("n") == [opened("n"), typed(2)]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    if sys.platform == "win32":
        pytest.skip("there are no small file systems to be had")
    from tests.store.disk import small_disk

    try:
        disk = small_disk(tmp_path / "disk", "600k")
        folder = disk.__enter__()
    except OSError as error:
        pytest.skip(f"no file system may be made here: {error}")
    yield folder
    disk.__exit__(None, None, None)


async def test_on_a_full_disk_nothing_is_half_saved_and_with_room_it_goes_on(tiny: Path) -> None:
    from tests.store.disk import fill

    with SqliteStore(tiny / "data") as store:
        await write(store, "m", [opened("m")])
        full = fill(tiny)
        saved, refused = 1, 0
        while refused < 20:
            end = await outcome(store.append("m", saved, letters(saved + 1, saved + 5)))
            assert end in (None, NotSaved)
            saved += 5 if end is None else 0
            refused += end is NotSaved
        assert await reason(store.append("m", saved, [typed(saved + 1)])) is Fault.FULL
        with pytest.raises(NotSaved):
            store.issue("m", "jana")
        assert store.read("m") == [opened("m"), *letters(2, saved)], "what was saved can be read meanwhile"
        full.unlink()
        await write(store, "m", letters(saved + 1, saved + 5))
        assert store.find(store.issue("m", "jana")) == ("m", "jana")
        assert store.read("m") == [opened("m"), *letters(2, saved + 5)]
    with SqliteStore(tiny / "data") as again:
        assert again.read("m") == [opened("m"), *letters(2, saved + 5)]


async def test_a_store_closed_on_a_full_disk_has_everything_that_was_saved(tiny: Path) -> None:
    from tests.store.disk import fill

    with SqliteStore(tiny / "data") as store:
        await write(store, "m", [opened("m"), *letters(2, 400)])
        full = fill(tiny)
    full.unlink()
    with SqliteStore(tiny / "data") as again:
        assert again.read("m") == [opened("m"), *letters(2, 400)]


def test_on_a_full_disk_a_new_store_cannot_be_made_and_says_so(tiny: Path) -> None:
    from tests.store.disk import fill

    (tiny / "data").mkdir()
    full = fill(tiny)
    with pytest.raises(CannotOpen) as caught:
        SqliteStore(tiny / "data")
    assert "full" in str(caught.value)
    full.unlink()
    SqliteStore(tiny / "data").close()


# A disk that will not ------------------------------------------------------------------------------------------------


async def test_another_program_that_will_not_let_go_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.opening.PATIENCE", 50)
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        other = sqlite3.connect(tmp_path / "setkani.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert await reason(store.append("m", 1, [typed(2)])) is Fault.BUSY
        assert store.read("m") == [opened("m")]
        other.execute("ROLLBACK")
        other.close()
        await write(store, "m", [typed(2)])


async def test_after_an_error_of_the_disk_the_writer_takes_a_new_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.store import writer

    insert = writer._insert_rows
    connections = set()
    broken = True

    def failing(db, rows):  # type: ignore[no-untyped-def]
        connections.add(id(db))
        if broken:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        insert(db, rows)

    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        monkeypatch.setattr(writer, "_insert_rows", failing)
        assert await reason(store.append("m", 1, [typed(2)])) is Fault.DISK
        broken = False
        await write(store, "m", [typed(2)])
        assert len(connections) == 2
        assert store.read("m") == [opened("m"), typed(2)]


# Bad pages ----------------------------------------------------------------------------------------------------------


async def test_a_bad_page_in_one_meeting_hinders_no_other(tmp_path: Path) -> None:
    meetings = ("a", "m", "z")
    with SqliteStore(tmp_path) as store:
        for meeting in meetings:
            await write(store, meeting, [opened(meeting), *letters(2, 200)])
    spoil(tmp_path / "setkani.db", "m", 100)
    with SqliteStore(tmp_path) as store:
        found = store.read("m")
        lost = lost_of(found)
        assert lost[0] <= 100 <= lost[-1] and 0 < len(lost) < 100, "one page of them"
        assert lost == tuple(range(lost[0], lost[-1] + 1))
        assert [entry.version for entry in found] == list(range(1, 201)), "what lies behind it is there"
        whole = [opened("m"), *letters(2, 200)]
        assert [entry for entry in found if entry.version not in lost] == [
            entry for entry in whole if entry.version not in lost
        ]
        assert {line.id for line in store.meetings()} == set(meetings)
        for meeting in ("a", "z"):
            await write(store, meeting, [typed(201)])
            assert store.read(meeting) == [opened(meeting), *letters(2, 201)]


async def test_a_meeting_whose_last_page_is_bad_is_in_the_list_as_damaged_and_takes_nothing(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        for meeting in ("a", "m", "z"):
            await write(store, meeting, [opened(meeting), *letters(2, 200)])
    spoil(tmp_path / "setkani.db", "m", 200)
    with SqliteStore(tmp_path) as store:
        assert {line.id: line.damaged for line in store.meetings()} == {"a": False, "m": True, "z": False}
        futures = [store.append("m", 200, [typed(201)]), store.append("a", 200, [typed(201)])]
        assert await reason(futures[0]) is Fault.DAMAGED
        await futures[1]


def spoil(file: Path, meeting: str, version: int) -> None:
    """Write nonsense over the page with that row of a meeting."""
    whole = bytearray(file.read_bytes())
    # As the row lies in the file: one value behind the other, a version over 127 in two bytes.
    number = version.to_bytes(1 if version < 128 else 2, "big")
    place = whole.find(meeting.encode() + number + typed(version).at.isoformat().encode())
    assert place >= 0, "the row is somewhere"
    page = place // 4096 * 4096
    whole[page : page + 4096] = b"\xff" * 4096
    file.write_bytes(whole)


# What the file itself refuses, whoever writes it --------------------------------------------------------------------


async def test_the_file_itself_refuses_what_does_not_belong_there(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting), *letters(2, 4)])
        code = store.code("m")
    conn = sqlite3.connect(tmp_path / "setkani.db")
    copied = (
        "INSERT INTO entries SELECT meeting, {}, at, by, kind, {}, crc FROM entries WHERE meeting = 'm' AND version = 4"
    )
    for refused in (
        copied.format("4", "body"),
        copied.format("6", "body"),
        copied.format("5", "NULL"),
        copied.format("5", "x'00'"),
        f"UPDATE meetings SET code = '{code}' WHERE id = 'n'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            conn.execute(refused)
    conn.execute(copied.format("5", "body"))
    conn.close()


# What is left -------------------------------------------------------------------------------------------------------


async def test_no_file_ever_holds_a_token(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        token = store.issue("m", "jana")
        assert everything(tmp_path).count(digest(token)) > 0
        assert everything(tmp_path).count(token.encode()) == 0
    assert everything(tmp_path).count(token.encode()) == 0


async def test_a_withdrawn_token_leaves_no_trace(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        await write(store, "m", [opened("m")])
        token = store.issue("m", "jana")
        store.withdraw("m", "jana")
    assert everything(tmp_path).count(digest(token)) == 0


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
