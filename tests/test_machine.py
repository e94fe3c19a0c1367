"""What the doctor sees of the computer itself: its disk, its clock, its backups, and whether phones find it."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from server import machine
from server.cli import main
from server.machine import Weight, encrypted, of_bitlocker, of_devices, of_filevault, surroundings
from server.settings import Settings
from server.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime.combine(machine.RENEWED, datetime.min.time(), UTC) + timedelta(days=30)


def told(settings: Settings, word: str, now: datetime = NOW, running: bool = False) -> tuple[Weight, str]:
    """The one finding in which a word stands."""
    (found,) = (each for each in surroundings(settings, now, running) if word in each.sentence)
    return found.weight, found.sentence


# The disk -----------------------------------------------------------------------------------------------------------


def device(system: Path, name: str, *below: str, uuid: str = "", partition: bool = False) -> Path:
    place = system / "devices" / name
    (place / "slaves").mkdir(parents=True)
    for each in below:
        (place / "slaves" / each.rpartition("/")[2]).symlink_to(system / "devices" / each)
    if uuid:
        (place / "dm").mkdir()
        (place / "dm" / "uuid").write_text(uuid + "\n", "ascii")
    if partition:
        (place / "partition").write_text("1\n", "ascii")
    return place


def test_a_disk_under_luks_is_encrypted_also_with_volumes_on_it(tmp_path: Path) -> None:
    device(tmp_path, "nvme0n1")
    device(tmp_path, "nvme0n1/nvme0n1p3", partition=True)
    crypt = device(tmp_path, "dm-0", "nvme0n1/nvme0n1p3", uuid="CRYPT-LUKS2-1f-luks")
    volume = device(tmp_path, "dm-1", "dm-0", uuid="LVM-x")
    assert of_devices(crypt) is of_devices(volume) is True


def test_a_disk_is_not_encrypted_where_a_part_of_it_is_not(tmp_path: Path) -> None:
    device(tmp_path, "sda")
    plain = device(tmp_path, "sda/sda1", partition=True)
    device(tmp_path, "dm-0", "sda/sda1", uuid="CRYPT-LUKS2-1f-luks")
    volume = device(tmp_path, "dm-1", "sda/sda1", uuid="LVM-x")
    mirror = device(tmp_path, "md0", "dm-0", "sda/sda1")
    assert of_devices(plain) is of_devices(volume) is of_devices(mirror) is False
    assert of_devices(tmp_path / "nowhere") is None


def test_what_other_systems_say_of_their_disks() -> None:
    assert of_filevault("FileVault is On.\n") is True and of_filevault("FileVault is Off.\n") is False
    assert of_filevault("FileVault is Off, but will be enabled after the next restart.\n") is None
    assert [of_bitlocker(f"{said}\r\n") for said in ("1", "2", "3", "4", "5", "", "nothing")] == [
        True, False, None, False, False, None, None
    ]  # fmt: skip


@pytest.mark.parametrize("system", ["darwin", "win32", "linux"])
def test_where_nothing_is_to_be_seen_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setenv("PATH", "")
    assert encrypted(tmp_path, system, tmp_path / "no-sys") is None
    monkeypatch.setattr(machine, "encrypted", lambda folder: None)
    assert told(Settings(tmp_path), "disk") == (
        Weight.HINT,
        "Whether the disk is encrypted could not be seen; be sure that it is.",
    )


def test_a_folder_that_goes_to_a_cloud(tmp_path: Path) -> None:
    weight, said = told(Settings(tmp_path / "OneDrive - Úřad" / "setkani"), "cloud")
    assert weight is Weight.WRONG and "“OneDrive - Úřad”" in said
    assert not [each for each in surroundings(Settings(tmp_path), NOW, False) if "cloud" in each.sentence]


# Versions, the clock, backups ---------------------------------------------------------------------------------------


def test_libraries_older_than_promised_are_told_of(tmp_path: Path) -> None:
    written = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'exclude-newer = "{machine.RENEWED}T' in written
    assert f"| every {machine.PROMISED.days} days" in (ROOT / "docs" / "libraries.md").read_text("utf-8")
    assert told(Settings(tmp_path), "SQLite")[0] is Weight.GOOD
    weight, said = told(Settings(tmp_path), "SQLite", NOW + timedelta(days=61))
    assert weight is Weight.HINT and "newer version" in said and sqlite3.sqlite_version in said


def test_the_clock_is_shown_to_be_held_against_a_watch_and_one_before_this_version_is_wrong(tmp_path: Path) -> None:
    assert told(Settings(tmp_path), "watch", NOW.replace(hour=13, minute=5))[1].count("14:05 (Europe/Prague)") == 1
    assert told(Settings(tmp_path), "before this version", datetime(2020, 1, 1, tzinfo=UTC))[0] is Weight.WRONG


def test_how_old_the_last_backup_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    SqliteStore(data).close()
    assert told(Settings(data), "No backup")[0] is Weight.HINT
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "zaloha.zip"), "--data-dir", str(data)])
    assert done.exit_code == 0
    now = datetime.now(UTC)
    assert told(Settings(data), "The last backup", now)[0] is Weight.GOOD
    weight, said = told(Settings(data), "The last backup", now + timedelta(days=9))
    assert weight is Weight.HINT and "9 days ago" in said
    (data / machine.LAST_BACKUP).write_bytes(b"\xff")
    assert "No backup" in told(Settings(data), "make one")[1]


# Phones -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_whether_the_server_answers_where_phones_look_for_it(
    tmp_path: Path, listening: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Settings(tmp_path, "127.0.0.1", listening)
    assert told(here, "answers", running=True)[0] is Weight.GOOD
    assert told(here, "taken")[0] is Weight.HINT
    assert "no phone" in told(here, "host =")[1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "nothing answers" in told(Settings(tmp_path, "127.0.0.1", port), "A server has", running=True)[1]
    free_port = Settings(tmp_path, "127.0.0.1", port)
    assert not [each for each in surroundings(free_port, NOW, False) if "taken" in each.sentence]
    monkeypatch.setattr(machine, "own_address", lambda: "127.0.0.1")
    assert "no network" in told(Settings(tmp_path, port=port), "Wi-Fi")[1]
    monkeypatch.setattr(machine, "own_address", lambda: "192.0.2.7")
    assert re.search(rf"open http://192\.0\.2\.7:{port} on a phone", told(Settings(tmp_path, port=port), "phone")[1])
    server = Settings(tmp_path, "127.0.0.1", port, "https://setkani.example.cz")
    assert not [each for each in surroundings(server, NOW, False) if "phone" in each.sentence], "others see to that"
