"""The doctor finds what is wrong and says what to do; where all is well it says so."""

import asyncio
import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.doctor import Weight, examine
from server.meeting.events import MeetingClosed, RecordWritten
from server.ports import Account
from server.settings import Settings
from server.store.accounts import SqliteAccounts
from server.store.opening import FILE
from server.store.sqlite import SqliteStore
from tests.exports.seal import certified as of
from tests.store.lines import entry, letters, opened, write

NOW = datetime(2027, 3, 13, 8, 0, tzinfo=UTC)
RECORD = b"zapis"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one meeting that is over and has its record."""
    data = tmp_path / "data"
    with SqliteStore(data) as store:
        asyncio.run(write(store, "m", [opened("m")]))
        asyncio.run(write(store, "m", letters(2, 4)))
        asyncio.run(write(store, "m", [entry(5, MeetingClosed(""))]))
        asyncio.run(write(store, "m", [entry(6, RecordWritten("zapis.docx", sha256(RECORD).hexdigest()))]))
    (data / "exports").mkdir()
    (data / "exports" / "zapis.docx").write_bytes(RECORD)
    return data


def test_accounts_that_cannot_work_are_told_of(folder: Path) -> None:
    def said(**settings: str) -> list[str]:
        return [found.sentence for found in examine(Settings(folder, **settings), NOW) if "account" in found.sentence]

    assert said() == [] and len(said(base_url="https://setkani.example.cz")) == len(said(proxy="127.0.0.1")) == 1
    accounts = SqliteAccounts(folder)
    eva = Account("e1", "Eva", "tabor", False, True, NOW)
    accounts.add(eva, "", "OSPOD Tábor")
    accounts.link("e1", NOW, NOW + timedelta(days=3), "")
    assert wrong(folder) == [
        "Nobody organises the meetings of “OSPOD Tábor”: add somebody with setkani user add --office."
    ]
    accounts.add(Account("j1", "Jana", "tabor", True, False, NOW, "hash"), "")
    assert wrong(folder) == [] and said() == ["2 accounts in 1 offices."]
    accounts.change_rights("e1", True, False, NOW, "")
    (folder / "offices" / "pisek").mkdir(parents=True)
    told = wrong(folder, NOW + timedelta(days=4))
    assert told == [
        "Nobody administers the people of “OSPOD Tábor”; only the command line can.",
        "Eva of “OSPOD Tábor” cannot sign in: the link has ended. Make one: setkani user link",
        f"{folder / 'offices' / 'pisek'} belongs to no office; there is: tabor.",
    ]
    (folder / "offices" / "pisek" / "office.toml").write_text("nom = 1", "utf-8")
    assert any("pisek" in sentence and "nom" in sentence for sentence in wrong(folder))
    (folder / "accounts.db").write_bytes(b"x" * 4096)
    assert any("nobody can sign in" in sentence for sentence in wrong(folder))


def wrong(data: Path, now: datetime = NOW) -> list[str]:
    return [found.sentence for found in examine(Settings(data), now) if found.weight is not Weight.GOOD]


@pytest.mark.parametrize(
    ("days", "weight", "said"),
    [
        (-1, Weight.WRONG, "was valid until 2027-03-12; a new one is needed. Until then records wait for their seal."),
        (7, Weight.HINT, "is valid only until 2027-03-20."),
        (200, Weight.GOOD, "Records are sealed with the certificate of “Škola”, until 2027-09-29."),
    ],
)
def test_a_certificate_is_told_of_before_it_runs_out(folder: Path, days: int, weight: Weight, said: str) -> None:
    key = of.private("secp256r1")
    seal = of.certificate("Škola", key, until=NOW + timedelta(days=days))
    (folder / "seal.pem").write_bytes(of.pem(key, seal))
    (folder / "office.toml").write_text('[seal]\nkey = "seal.pem"\n', "utf-8")
    assert [found.weight for found in examine(Settings(folder), NOW) if found.sentence.endswith(said)] == [weight]


def test_a_key_under_a_password_that_is_typed_at_each_start_is_no_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = of.issued("secp256r1")
    (folder / "seal.pem").write_bytes(of.pem(key.private, key.certificate, password="Tajné heslo 7"))
    (folder / "office.toml").write_text('[seal]\nkey = "seal.pem"\n', "utf-8")
    for password, weight in (("", Weight.HINT), ("jiné", Weight.WRONG), ("Tajné heslo 7", Weight.GOOD)):
        monkeypatch.setenv("SETKANI_SEAL_PASSWORD", password)
        found = [found for found in examine(Settings(folder), NOW) if "seal" in found.sentence.lower()]
        assert [one.weight for one in found] == [weight]
        assert "Tajné" not in found[0].sentence


def test_a_healthy_folder_is_healthy(folder: Path) -> None:
    assert wrong(folder) == []


def test_an_empty_machine_is_told_that_it_is_empty(tmp_path: Path) -> None:
    assert "no meetings" in wrong(tmp_path / "nothing")[0]


def test_a_record_that_was_changed_or_is_gone(folder: Path) -> None:
    (folder / "exports" / "zapis.docx").write_bytes(b"jiny")
    assert "SHA-256 differs" in wrong(folder)[0]
    (folder / "exports" / "zapis.docx").unlink()
    assert sha256(RECORD).hexdigest() in wrong(folder)[0]


def test_a_meeting_that_cannot_be_read_whole(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE entries SET body = '{}' WHERE version = 3")
    told = wrong(folder)[0]
    assert "Meeting m has damaged entries (in the table of entries, version 3); they are kept" in told
    assert "certain up to version 2" in told, "letters in a field that this meeting does not have"
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE entries SET body = '{}' WHERE version = 1")
    assert "Meeting m: version 1, 3 cannot be read; restore it from a backup." in wrong(folder)[0]


def test_a_damaged_database(folder: Path) -> None:
    whole = bytearray((folder / FILE).read_bytes())
    whole[4096:8192] = b"\xff" * 4096
    (folder / FILE).write_bytes(whole)
    assert any("damaged" in sentence for sentence in wrong(folder))


def test_a_clock_that_was_put_back(folder: Path) -> None:
    assert "clock" in wrong(folder, datetime(2026, 1, 1, tzinfo=UTC))[0]


@pytest.mark.skipif(os.name != "posix", reason="rights of files as Unix has them")
def test_a_folder_that_others_can_look_into(folder: Path) -> None:
    folder.chmod(0o755)
    assert "chmod 700" in wrong(folder)[0]


def test_an_office_file_with_a_mistake(folder: Path) -> None:
    (folder / "office.toml").write_text('nam = "Pomáháme společně"\n', "utf-8")
    assert "Line 1" in wrong(folder)[0]


def test_the_command_says_it_and_its_exit_code_too(folder: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--data-dir", str(folder)])
    assert done.exit_code == 0 and "All 1 meetings can be read" in done.stdout
    (folder / "exports" / "zapis.docx").unlink()
    done = CliRunner().invoke(main, ["doctor", "--data-dir", str(folder), "--json"])
    assert done.exit_code == 1
    assert [found["weight"] for found in json.loads(done.stdout)["findings"]].count("wrong") == 1


def test_the_commands_backup_and_restore(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "zaloha.zip"
    run = CliRunner().invoke
    done = run(main, ["backup", str(file), "--data-dir", str(folder), "--json"])
    assert done.exit_code == 0 and json.loads(done.stdout)["meetings"] == 1
    again = run(main, ["backup", str(file), "--data-dir", str(folder)])
    assert again.exit_code == 2 and "nothing is overwritten" in again.stderr
    asked = run(main, ["restore", str(file), "--data-dir", str(folder)], input="n\n")
    assert asked.exit_code == 1
    back = run(main, ["restore", str(file), "--data-dir", str(folder), "--yes", "--json"])
    assert back.exit_code == 0 and Path(json.loads(back.stdout)["aside"]).is_file()
    assert wrong(folder) == []
    bad = run(main, ["restore", str(folder / "organiser.key"), "--data-dir", str(folder)])
    assert bad.exit_code == 2 and bad.stderr


def test_a_backup_under_a_password_opens_with_it_alone(folder: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "zaloha.age", ["--data-dir", str(tmp_path / "other")]

    def run(*words: str, **secret: str) -> int:
        return CliRunner().invoke(main, [*words], env={"SETKANI_BACKUP_PASSWORD": secret.get("password", "")}).exit_code

    assert run("backup", str(file), "--lock", "--data-dir", str(folder)) == 2 and not file.exists()
    assert run("backup", str(file), "--lock", "--data-dir", str(folder), password="správné") == 0
    assert file.read_bytes().startswith(b"age-encryption.org/")
    assert run("restore", str(file), *other) == 2
    assert run("restore", str(file), *other, password="jiné") == 2
    assert not (tmp_path / "other" / FILE).exists()
    assert run("restore", str(file), *other, password="správné") == 0
    assert wrong(tmp_path / "other") == []
