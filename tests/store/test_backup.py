"""A backup holds everything at one moment; the way back leaves the old meetings or the restored ones."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from server.ports import Account, CannotOpen
from server.store import backup as kept
from server.store.accounts import SqliteAccounts
from server.store.backup import BadBackup, BadPlace, backup, restore
from server.store.opening import BACKUPS, FILE, Access
from server.store.photos import FilePhotos
from server.store.rows import lost_of
from server.store.sqlite import SqliteStore
from tests.canaries import left_in
from tests.store.lines import erasure, letters, opened, typed, write

NOW = datetime(2027, 3, 13, 8, 0, tzinfo=UTC)


def mark(meeting: str) -> str:
    return sha256(meeting.encode()).hexdigest()[:6]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with two meetings, a photo and a record."""
    data = tmp_path / "data"
    with SqliteStore(data) as store:
        for meeting in ("m", "n"):
            asyncio.run(write(store, meeting, [opened(meeting, f"Setkání {meeting}")]))
            asyncio.run(write(store, meeting, letters(2, 6)))
    FilePhotos(data).keep("m", b"obraz-podpisu")
    (data / "exports").mkdir()
    (data / "exports" / f"2027-setkani-{mark('m')}.docx").write_bytes(b"podepsany-list")
    (data / "organiser.key").write_text("tajemstvi-poradatele")
    return data


def titles(data: Path) -> dict[str, int]:
    with SqliteStore(data, Access.READING) as store:
        return {line.title: line.version for line in store.meetings()}


def test_everything_comes_back_on_another_machine(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    made = backup(folder, tmp_path / "stick" / "zaloha.zip", NOW)
    assert (made.meetings, made.files, made.made) == (2, 2, NOW)
    about, aside = restore(tmp_path / "stick" / "zaloha.zip", tmp_path / "other", mark)
    assert (about, aside) == (made, None)
    assert titles(tmp_path / "other") == titles(folder) == {"Setkání m": 6, "Setkání n": 6}
    assert FilePhotos(tmp_path / "other").kept() == FilePhotos(folder).kept()
    assert [file.read_bytes() for file in (tmp_path / "other" / "exports").iterdir()] == [b"podepsany-list"]


def test_a_damaged_entry_comes_along_as_it_is_and_goes_with_its_meeting(folder: Path, tmp_path: Path) -> None:
    canary = "KANAREK-POSKOZENY"
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE entries SET body = ? WHERE meeting = 'm' AND version = 4", [canary])
    db.close()
    backup(folder, tmp_path / "zaloha.zip", NOW)
    restore(tmp_path / "zaloha.zip", tmp_path / "other", mark)
    with SqliteStore(tmp_path / "other") as store:
        assert lost_of(store.read("m")) == (4,) and left_in(tmp_path / "other", [canary])
        store.erase("m")
        assert left_in(tmp_path / "other", [canary]) == [] and lost_of(store.read("n")) == ()


def test_no_key_and_no_private_note_is_in_a_backup(folder: Path, tmp_path: Path) -> None:
    (folder / "lane.db").write_bytes(b"soukroma-poznamka")
    (tmp_path / "copies").mkdir()
    backup(folder, tmp_path / "copies" / "zaloha.zip", NOW)
    assert left_in(tmp_path / "copies", ["tajemstvi-poradatele", "soukroma-poznamka"]) == []
    assert left_in(tmp_path / "copies", ["Setkání m"])


def test_accounts_come_back_where_there_are_none_and_without_what_signs_anybody_in(
    folder: Path, tmp_path: Path
) -> None:
    accounts = SqliteAccounts(folder)
    accounts.add(Account("e1", "Eva", "tabor", True, True, NOW, "hash"), "", "OSPOD Tábor")
    token, link = accounts.sign_in("e1", NOW), accounts.link("e1", NOW, NOW + timedelta(days=3), "")
    (folder / "offices" / "tabor").mkdir(parents=True)
    (folder / "offices" / "tabor" / "office.toml").write_text('name = "OSPOD Tábor"')
    backup(folder, tmp_path / "b", NOW)
    restore(tmp_path / "b", tmp_path / "other", mark)
    other = SqliteAccounts(tmp_path / "other")
    assert other.of("tabor") == accounts.of("tabor") and other.deeds("tabor") == accounts.deeds("tabor")
    assert accounts.signed_in(token, NOW) and other.signed_in(token, NOW) is None and other.of_link(link, NOW) is None
    assert (tmp_path / "other" / "offices" / "tabor" / "office.toml").read_text() == 'name = "OSPOD Tábor"'
    accounts.end("e1", NOW, "")
    restore(tmp_path / "b", folder, mark)
    assert accounts.of("tabor") == [], "who was ended since is not let in again"


def test_it_is_for_nobody_elses_eyes_and_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "zaloha.zip"
    backup(folder, target, NOW)
    before = target.read_bytes()
    with pytest.raises(FileExistsError):
        backup(folder, target, NOW)
    assert target.read_bytes() == before
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "zaloha.zip"]


def test_it_is_put_neither_where_nothing_is_nor_beside_what_it_is_a_copy_of(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadPlace, match="There is no folder"):
        backup(folder, tmp_path / "stick" / "zaloha.zip", NOW)
    (tmp_path / "road").symlink_to(folder)
    for place in (folder, folder / "exports", folder / "exports" / "..", tmp_path / "road"):
        with pytest.raises(BadPlace, match="in the data folder"):
            backup(folder, place / "zaloha.zip", NOW)
    assert not (tmp_path / "stick").exists() and not list(folder.rglob("zaloha*"))


def test_while_a_meeting_is_being_written_a_backup_has_it_up_to_one_entry(folder: Path, tmp_path: Path) -> None:
    with SqliteStore(folder) as store:

        async def meanwhile() -> None:
            copying = asyncio.create_task(asyncio.to_thread(backup, folder, tmp_path / "zaloha.zip", NOW))
            version = 6
            while not copying.done() or version < 30:
                version += 1
                await write(store, "m", [typed(version)])
            await copying

        asyncio.run(meanwhile())
    restore(tmp_path / "zaloha.zip", tmp_path / "other", mark)
    with SqliteStore(tmp_path / "other", Access.READING) as store:
        versions = [entry.version for entry in store.read("m")]
    assert versions == list(range(1, len(versions) + 1)) and len(versions) >= 6


def test_what_was_there_is_laid_aside_and_open_pages_begin_anew(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "zaloha.zip", NOW)
    with SqliteStore(folder) as store:
        epoch = store.epoch("m")
        asyncio.run(write(store, "m", [typed(7, "pozdější slovo")]))
        asyncio.run(write(store, "x", [opened("x", "Pozdější setkání")]))
    _, aside = restore(tmp_path / "zaloha.zip", folder, mark)
    assert titles(folder) == {"Setkání m": 6, "Setkání n": 6}
    with SqliteStore(folder) as store:
        assert store.epoch("m") != epoch
    assert aside is not None and aside.parent == folder / BACKUPS
    with sqlite3.connect(aside) as db:
        assert db.execute("SELECT count(*) FROM meetings").fetchone() == (3,)
    assert (folder / "organiser.key").read_text() == "tajemstvi-poradatele"


def test_what_was_erased_since_then_stays_erased(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "zaloha.zip", NOW)
    with SqliteStore(folder) as store:
        store.begin_erasing(erasure("m"))
        store.erase("m")
    FilePhotos(folder).erase("m")
    (folder / "exports" / f"2027-setkani-{mark('m')}.docx").unlink()
    restore(tmp_path / "zaloha.zip", folder, mark)
    assert titles(folder) == {"Setkání n": 6}
    assert left_in(folder, ["Setkání m", "obraz-podpisu", "podepsany-list"]) == []
    with SqliteStore(folder) as store:
        assert [line.meeting for line in store.erasures()] == ["m"]


def test_a_damaged_database_is_laid_aside_as_it_is(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "zaloha.zip", NOW)
    (folder / FILE).write_bytes(b"to neni databaze" * 500)
    _, aside = restore(tmp_path / "zaloha.zip", folder, mark)
    assert titles(folder) == {"Setkání m": 6, "Setkání n": 6}
    assert aside is not None and aside.read_bytes().startswith(b"to neni databaze")


def test_nothing_is_restored_under_a_running_server(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "zaloha.zip", NOW)
    with SqliteStore(folder), pytest.raises(CannotOpen):
        restore(tmp_path / "zaloha.zip", folder, mark)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_crash_leaves_the_old_meetings_or_the_restored_ones(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Something ends it at each of its steps that move a file."""
    backup(folder, tmp_path / "zaloha.zip", NOW)
    with SqliteStore(folder) as store:
        asyncio.run(write(store, "m", [typed(7)]))
    FilePhotos(folder).erase("m")
    moves = 0

    def counted(move: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def moved(self: Path, target: Path) -> Path:
            nonlocal moves
            moves += 1
            if moves == step:
                raise KeyboardInterrupt
            return move(self, target)

        return moved

    for name in ("rename", "replace"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    try:
        restore(tmp_path / "zaloha.zip", folder, mark)
        assert moves < step
    except KeyboardInterrupt:
        pass
    monkeypatch.undo()
    assert titles(folder)["Setkání m"] == (6 if moves < step else 7)


def changed(file: Path, name: str, content: bytes | None) -> None:
    """The same ZIP with another content under a name, or without it."""
    with ZipFile(file) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    parts = {part: was for part, was in parts.items() if part != name}
    with ZipFile(file, "w") as packed:
        for part, was in ({**parts, name: content} if content is not None else parts).items():
            packed.writestr(part, was)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (FILE, b"jiny obsah"),
        (FILE, None),
        (kept.LIST, b"{"),
        (kept.LIST, b"[]"),
        (kept.LIST, None),
        (f"exports/2027-setkani-{mark('m')}.docx", b"jiny zapis"),
        (f"exports/2027-setkani-{mark('m')}.docx", None),
        ("../utek.txt", b"x"),
        ("exports/../../utek.docx", b"x"),
        ("photos/m/" + "0" * 32 + ".jpg", b"x"),
        ("lane.db", b"x"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_happens(
    folder: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    file = tmp_path / "zaloha.zip"
    backup(folder, file, NOW)
    changed(file, name, content)
    before = titles(folder)
    with pytest.raises(BadBackup, match=r"zaloha\.zip .+\.$"):
        restore(file, folder, mark)
    assert titles(folder) == before
    assert not list(folder.glob(".restoring-*")) and not (folder / BACKUPS).exists()


def test_a_file_that_is_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dopis.txt").write_text("Dobrý den")
    with pytest.raises(BadBackup):
        restore(tmp_path / "dopis.txt", folder, mark)
