"""Everything that can be wrong with a data folder is one sentence that says what to do; nothing is harmed meanwhile."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from server.ports import CannotOpen, Fault, NotSaved
from server.store.lock import FolderLock
from server.store.opening import Access, connect_writing
from server.store.schema import STEPS, mark_ours
from server.store.sqlite import SqliteStore
from tests.store.lines import letters, opened, typed, write


def sentence(folder: Path, access: Access = Access.ALONE) -> str:
    """What is said instead of opening."""
    with pytest.raises(CannotOpen) as caught:
        SqliteStore(folder, access)
    said = str(caught.value)
    assert caught.value.sentence.format(**caught.value.places) == said, "it can be said in another language"
    assert said.endswith(".")
    assert "\n" not in said
    return said


def small_meeting(folder: Path) -> None:
    import asyncio

    with SqliteStore(folder) as store:
        asyncio.run(write(store, "m", [opened("m"), *letters(2, 20)]))


def test_a_new_folder_is_made_for_nobody_elses_eyes(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with SqliteStore(folder) as store:
        assert store.meetings() == []
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o077 == 0


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    said = sentence(tmp_path / "data")
    assert "cannot be written" in said
    assert "--data-dir" in said
    assert (tmp_path / "data").read_text() == "a file"


def test_a_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    assert "cannot be written" in sentence(tmp_path / "file" / "data")


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
def test_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with as_nobody():
        assert "cannot be written" in sentence(open_folder)
        assert "cannot be written" in sentence(open_folder / "data")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such permissions there")
def test_a_file_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o777)
    small_meeting(open_folder)
    (open_folder / "setkani.lock").chmod(0o666)
    (open_folder / "setkani.db").chmod(0o444)
    with as_nobody():
        assert "cannot be written" in sentence(open_folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that nobody, too, can reach; pytest's own are root's alone."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
        Path(name).chmod(0o700)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere, so it stops being root for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "setkani.db").mkdir()
    assert "cannot be written" in sentence(tmp_path)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "setkani.db").write_text("Dobrý den, " * 500)
    said = sentence(tmp_path)
    assert "damaged or is not a database" in said
    assert "backups" in said
    assert (tmp_path / "setkani.db").read_text().startswith("Dobrý den"), "it is left as it was"


def test_a_file_whose_beginning_is_damaged(tmp_path: Path) -> None:
    small_meeting(tmp_path)
    file = tmp_path / "setkani.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes(4000) + whole[4100:])
    assert "damaged" in sentence(tmp_path)


def test_a_file_that_broke_off(tmp_path: Path) -> None:
    small_meeting(tmp_path)
    file = tmp_path / "setkani.db"
    file.write_bytes(file.read_bytes()[:4096])
    assert "damaged" in sentence(tmp_path)


def test_a_list_of_meetings_that_cannot_be_read(tmp_path: Path) -> None:
    small_meeting(tmp_path)
    file = tmp_path / "setkani.db"
    whole = bytearray(file.read_bytes())
    # The title stands in the list and in the first entry; the list is the older table and lies before it.
    page = whole.find("Jakubovo setkání".encode()) // 4096 * 4096
    whole[page : page + 4096] = b"\xff" * 4096
    file.write_bytes(whole)
    assert "damaged" in sentence(tmp_path)


def test_a_database_of_another_program(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "setkani.db")
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    assert "belongs to another program" in sentence(tmp_path)
    assert Database(tmp_path / "setkani.db").table_names() == ["recipes"]


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "setkani.db").touch()
    with SqliteStore(tmp_path) as store:
        assert store.meetings() == []


def test_a_first_start_that_died_in_the_middle_is_finished_by_the_next(tmp_path: Path) -> None:
    db = connect_writing(tmp_path / "setkani.db")
    mark_ours(db)
    STEPS.ensure_migrations_table(db)
    db.close()
    small_meeting(tmp_path)
    assert not (tmp_path / "backups").exists(), "there was nothing to keep"


def test_data_of_a_newer_version_are_not_touched(tmp_path: Path) -> None:
    small_meeting(tmp_path)
    newer = Migrations("setkani")
    newer(name="log")(lambda db: None)
    newer(name="keyring")(lambda db: None)
    newer(name="purses")(lambda db: None)
    db = Database(tmp_path / "setkani.db")
    newer.apply(db)
    db.close()
    before = (tmp_path / "setkani.db").read_bytes()
    for access in Access:
        said = sentence(tmp_path, access)
        assert "newer version" in said
        assert "Install that version" in said
    assert (tmp_path / "setkani.db").read_bytes() == before


async def an_older_file(folder: Path) -> None:
    """As the first version left it: only the log, one meeting."""
    with SqliteStore(folder) as store:
        await write(store, "m", [opened("m"), *letters(2, 20)])
    db = Database(folder / "setkani.db")
    db.table("erasures").drop()
    db.table("tokens").drop()
    db.execute("DROP TRIGGER lines_of_what_is_erased")
    db.table("lines").drop()
    db.execute("DROP INDEX idx_meetings_code")
    db.execute("ALTER TABLE meetings DROP COLUMN code")
    db.execute("ALTER TABLE meetings DROP COLUMN office")
    db.table("_sqlite_migrations").delete_where("name != ?", ["log"])
    fresh = Database(memory=True)
    STEPS.apply(fresh, stop_before="keyring")
    assert shape(db) == shape(fresh), "it is what the first version made"
    db.close()


def shape(db: Database) -> set[tuple[str, str]]:
    return {
        (row["name"], " ".join(row["sql"].split())) for row in db.query("SELECT * FROM sqlite_master") if row["sql"]
    }


async def test_data_of_an_older_version_are_kept_and_brought_up_to_date(tmp_path: Path) -> None:
    await an_older_file(tmp_path)
    with SqliteStore(tmp_path) as store:
        assert store.read("m") == [opened("m"), *letters(2, 20)]
        assert store.meeting_of(store.code("m")) == "m"
        assert store.find(store.issue("m", "jana")) == ("m", "jana")
        await write(store, "m", [typed(21)])
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name == "before-keyring.db"
    kept = Database(backup)
    assert kept.table("entries").count == 20
    assert "tokens" not in kept.table_names()
    with SqliteStore(tmp_path):
        assert len(list((tmp_path / "backups").iterdir())) == 1, "once is enough"


async def test_a_code_of_six_letters_ends_when_the_data_are_brought_up_to_date(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as store:
        for meeting in ("old", "new"):
            await write(store, meeting, [opened(meeting)])
        kept = store.code("new")
    db = Database(tmp_path / "setkani.db")
    db.execute("UPDATE meetings SET code = 'ABCDEF' WHERE id = 'old'")
    db.table("_sqlite_migrations").delete_where("name = ?", ["longer_codes"])
    db.close()
    with SqliteStore(tmp_path) as store:
        assert store.meeting_of("ABCDEF") is None and store.meeting_of("") is None
        assert len(store.code("old")) == 8 and store.meeting_of(store.code("old")) == "old"
        assert store.code("new") == kept


async def test_a_backup_does_not_write_over_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "before-keyring.db").write_text("an earlier one")
    (tmp_path / "backups" / "before-keyring-2.part").write_text("half of one, from a start that was killed")
    await an_older_file(tmp_path)
    SqliteStore(tmp_path).close()
    names = sorted(file.name for file in (tmp_path / "backups").iterdir())
    assert names == ["before-keyring-2.db", "before-keyring.db"]
    assert Database(tmp_path / "backups" / "before-keyring-2.db").table("entries").count == 20


async def test_a_step_that_fails_leaves_the_older_data_as_they_were(tmp_path: Path) -> None:
    small = [opened("m"), *letters(2, 20)]
    with SqliteStore(tmp_path) as store:
        await write(store, "m", small)
    steps = Migrations("setkani")
    for step in STEPS._migrations:
        steps(name=step.name)(step.fn)

    @steps()
    def half(db: Database) -> None:
        db.execute("DELETE FROM entries")
        raise sqlite3.OperationalError("something broke")

    with pytest.raises(CannotOpen):
        SqliteStore(tmp_path, steps=steps)
    with SqliteStore(tmp_path) as store:
        assert store.read("m") == small


async def test_a_command_that_reads_does_not_change_the_shape_of_older_data(tmp_path: Path) -> None:
    await an_older_file(tmp_path)
    assert "Start the server once" in sentence(tmp_path, Access.READING)
    assert not (tmp_path / "backups").exists()


async def test_a_command_that_writes_changes_the_shape_only_when_no_server_runs(tmp_path: Path) -> None:
    await an_older_file(tmp_path)
    with FolderLock(tmp_path / "setkani.lock"):
        assert "already running" in sentence(tmp_path, Access.BESIDE)
        assert not (tmp_path / "backups").exists()
    with SqliteStore(tmp_path, Access.BESIDE) as command:
        assert command.read("m") == [opened("m"), *letters(2, 20)]
    assert (tmp_path / "backups").exists()


# Two at once --------------------------------------------------------------------------------------------------------


def test_a_second_server_is_told_who_has_the_folder(tmp_path: Path) -> None:
    with SqliteStore(tmp_path):
        said = sentence(tmp_path)
        assert "already running" in said
        assert f"process {os.getpid()}" in said
        assert "--data-dir" in said
    SqliteStore(tmp_path).close()


def test_the_folder_is_free_again_when_opening_failed(tmp_path: Path) -> None:
    (tmp_path / "setkani.db").write_text("Dobrý den, " * 500)
    assert "damaged" in sentence(tmp_path)
    assert "damaged" in sentence(tmp_path), "and not: already running"
    (tmp_path / "setkani.db").unlink()
    SqliteStore(tmp_path).close()


def test_a_server_that_was_killed_does_not_keep_the_folder(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from server.store.sqlite import SqliteStore\n"
    code += "store = SqliteStore(Path(sys.argv[1])); print('open', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"open"
    assert f"process {child.pid}" in sentence(tmp_path)
    child.kill()
    child.wait()
    child.stdout.close()
    SqliteStore(tmp_path).close()


async def test_a_command_reads_while_the_server_writes(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server:
        await write(server, "m", [opened("m")])
        with SqliteStore(tmp_path, Access.READING) as command:
            assert command.read("m") == [opened("m")]
            await write(server, "m", [typed(2)])
            assert command.read("m") == [opened("m"), typed(2)]
            with pytest.raises(NotSaved) as caught:
                command.append("m", 2, [typed(3)])
            assert caught.value.reason is Fault.READ_ONLY


async def test_a_command_reads_when_no_server_runs(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server:
        await write(server, "m", [opened("m")])
    with SqliteStore(tmp_path, Access.READING) as command:
        assert command.read("m") == [opened("m")]
    SqliteStore(tmp_path).close()


def test_a_command_that_reads_makes_no_folder(tmp_path: Path) -> None:
    assert "There are no meetings" in sentence(tmp_path / "data", Access.READING)
    assert not (tmp_path / "data").exists()


async def test_a_command_makes_a_meeting_beside_a_running_server(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server:
        await write(server, "m", [opened("m")])
        with SqliteStore(tmp_path, Access.BESIDE) as command:
            await write(command, "n", [opened("n")])
            token = command.issue("n", "jana")
        assert server.find(token) == ("n", "jana")
        await write(server, "n", [typed(2)])
        await write(server, "m", [typed(2)])
        assert [line.version for line in server.meetings()] == [2, 2]


def test_a_command_may_be_the_first_in_a_new_folder(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "data", Access.BESIDE) as command:
        assert command.meetings() == []
    SqliteStore(tmp_path / "data").close()


async def test_what_another_program_wrote_one_can_go_on_from(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server, SqliteStore(tmp_path, Access.BESIDE) as command:
        await write(server, "m", [opened("m")])
        await write(command, "m", [typed(2)])
        await write(server, "m", [typed(3)])
        assert server.read("m") == [opened("m"), *letters(2, 3)]


async def test_two_that_write_to_the_same_meeting_cannot_both_have_the_same_version(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server, SqliteStore(tmp_path, Access.BESIDE) as command:
        await write(server, "m", [opened("m")])
        version, lost = 1, 0
        while version < 60:
            futures = [store.append("m", version, [typed(version + 1)]) for store in (server, command)]
            failed = 0
            for future in futures:
                try:
                    await future
                except Exception as error:
                    assert type(error).__name__ == "Conflict"
                    failed += 1
            assert failed == 1
            lost += failed
            version += 1
        assert lost == 59
        assert server.read("m") == command.read("m") == [opened("m"), *letters(2, 60)]


async def test_a_meeting_that_another_program_took_away_does_not_come_back_in_part(tmp_path: Path) -> None:
    with SqliteStore(tmp_path) as server:
        await write(server, "m", [opened("m"), *letters(2, 5)])
        other = Database(tmp_path / "setkani.db")
        other.table("entries").delete_where("meeting = ?", ["m"])
        other.table("meetings").delete_where("id = ?", ["m"])
        other.close()
        with pytest.raises(Exception, match="the last version is 0"):
            await server.append("m", 5, [typed(6)])
        assert server.read("m") == []
