"""The `setkani` command: what it prints, what it refuses in one sentence, and with which exit code."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
import httpx2
import pytest
from click.testing import CliRunner

from exports.pdf import made_from
from server.cli import main
from tests.canaries import left_in
from tests.commandline import setkani
from tests.exports.seal import certified as of
from tests.exports.seal import files

ROOT = Path(__file__).parents[1]
MEETING = """
format = "pripadova-konference"
title = "Jakubovo setkání"
place = "ZŠ Komenského, sborovna"
starts = 2027-03-12T14:00:00
[[people]]
name = "Bc. Eva Dvořáková"
role = "facilitator"
[[people]]
name = "Mgr. Jana Nováková"
role = "svolavatel"
organisation = "OSPOD"
"""


@contextmanager
def running(*words: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command while it serves, and the first line it printed."""
    command = [sys.executable, "-m", "server", *map(str, words)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        process.terminate()
        process.wait(60)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def made(folder: Path) -> dict[str, Any]:
    (folder / "jakub.toml").write_text(MEETING, "utf-8")
    answer = setkani("new", folder / "jakub.toml", "--data-dir", folder / "d", "--json")
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_a_meeting_from_a_file_gives_a_link_for_everyone(tmp_path: Path) -> None:
    found = made(tmp_path)
    assert set(found) == {"meeting", "url", "code", "projector", "facilitator", "seats"}
    assert [seat["name"] for seat in found["seats"]] == ["Bc. Eva Dvořáková", "Mgr. Jana Nováková"]
    assert found["seats"][0]["url"] == found["facilitator"]
    assert all(seat["url"].endswith(seat["token"]) for seat in found["seats"])


def test_the_demo_prints_its_links_first_and_answers(tmp_path: Path) -> None:
    with running("demo", "--port", 0, "--data-dir", tmp_path, "--json") as (_, line):
        found = json.loads(line)
        with httpx2.Client(base_url=found["url"], follow_redirects=True) as browser:
            assert browser.get("/healthz").status_code == 200
            assert "/console/" in str(browser.get(found["facilitator"]).url)
            assert found["code"] in browser.get(found["projector"]).text


def test_the_demo_of_a_childs_meeting_has_a_book_that_was_made_at_home(tmp_path: Path) -> None:
    kind = ("--format", "interaktivni-konference")
    with running("demo", *kind, "--port", 0, "--data-dir", tmp_path, "--json") as (_, line):
        found = json.loads(line)
        child = next(seat for seat in found["seats"] if seat["role"] == "dite")
        headers = {"Authorization": f"Bearer {child['token']}"}
        state = httpx2.get(f"{found['url']}/meetings/{found['meeting']}/state.json", headers=headers).json()
        assert {page["sharing"] for page in state["book"]} == {"all", "say", "guide", "mine"}
        assert all(page["own"] and any(page["words"].values()) for page in state["book"])
        assert next(seat for seat in state["seats"] if seat["id"] == child["seat"])["presence"] == "invited"


def test_while_serving_it_says_where_it_is_and_where_the_data_lie(tmp_path: Path) -> None:
    with running("serve", "--port", 0, "--data-dir", tmp_path / "d") as (process, line):
        said = line
        assert process.stdout is not None
        while "Ctrl+C" not in said:
            said += process.stdout.readline()
        assert "http://127.0.0.1:" in said and str(tmp_path / "d") in said


def test_a_draft_of_the_record_can_be_had_beside_a_running_server(tmp_path: Path) -> None:
    found = made(tmp_path)
    with running("serve", "--port", 0, "--data-dir", tmp_path / "d"):
        for name in (found["meeting"], found["code"]):
            answer = setkani("record", name, "--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
            assert answer.returncode == 0, answer.stderr
            opened = docx.Document(str(tmp_path / "r.docx"))
            assert any("Jakubovo setkání" in paragraph.text for paragraph in opened.paragraphs)
        theirs = ("record", found["code"], "--data-dir", tmp_path / "d", "-o", tmp_path / "p.docx", "--for")
        assert setkani(*theirs, found["seats"][-1]["name"]).returncode == 0
        nobody = setkani(*theirs, "Nikdo")
        assert nobody.returncode == 1 and nobody.stderr.count("\n") == 1 and "Nikdo" in nobody.stderr


def test_a_meeting_that_is_not_there_is_a_no(tmp_path: Path) -> None:
    made(tmp_path)
    answer = setkani("record", "neznam", "--data-dir", tmp_path / "d")
    assert answer.returncode == 1
    assert "neznam" in answer.stderr and answer.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = setkani("serve", "--port", port, "--data-dir", tmp_path)
    assert answer.returncode == 2
    assert str(port) in answer.stderr and f"--port {port + 1}" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_data_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("")
    answer = setkani("serve", "--port", 0, "--data-dir", tmp_path / "d")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert str(tmp_path / "d") in answer.stderr


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    made(tmp_path)
    with sqlite3.connect(tmp_path / "d" / "setkani.db") as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('setkani', 'm999', '')")
        before = list(db.iterdump())
    answer = setkani("serve", "--port", 0, "--data-dir", tmp_path / "d")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr
    assert "newer" in answer.stderr
    with sqlite3.connect(tmp_path / "d" / "setkani.db") as db:
        assert list(db.iterdump()) == before


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "setkani.db").write_text("Tohle není databáze. " * 100, "utf-8")
    answer = setkani("serve", "--port", 0, "--data-dir", tmp_path)
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr


def test_the_record_and_its_pdf_lie_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, soffice: str) -> None:
    found = made(tmp_path)
    monkeypatch.setenv("SETKANI_SOFFICE", soffice)
    where = ("--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
    answer = setkani("record", found["code"], "--pdf", *where)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == [str(tmp_path / "r.docx"), str(tmp_path / "r.pdf")]
    assert made_from((tmp_path / "r.pdf").read_bytes(), (tmp_path / "r.docx").read_bytes())


def test_without_libreoffice_neither_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKANI_SOFFICE", str(tmp_path / "none"))
    answer = setkani("record", "x", "--pdf", "--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
    assert answer.returncode == 2 and "libreoffice.org" in answer.stderr and answer.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_two_servers_on_one_folder_would_tell_two_truths(tmp_path: Path) -> None:
    with running("demo", "--port", 0, "--data-dir", tmp_path, "--json"):
        answer = setkani("serve", "--port", 0, "--data-dir", tmp_path)
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("serve", "--port", "70000"), "70000"),
        (("serve", "--base-url", "ftp://x"), "ftp://x"),
        (("demo", "--format", "svatba"), "svatba"),
        (("new", "nikde.toml"), "nikde.toml"),
        (("serve", "--config", "nikde.toml"), "nikde.toml"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_sentence(tmp_path: Path, words: tuple[str, ...], about: str) -> None:
    answer = setkani(*words, "--data-dir", tmp_path)
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr
    assert about in answer.stderr


def test_a_meeting_file_with_a_mistake_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MEETING.replace('"svolavatel"', '"svolavatl"'), "utf-8")
    answer = setkani("new", tmp_path / "m.toml", "--data-dir", tmp_path / "d")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr
    assert "svolavatl" in answer.stderr and "svolavatel" in answer.stderr and "Line 11" in answer.stderr


def test_a_key_for_trying_is_made_once_under_the_password_of_the_environment_and_says_what_it_is_worth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETKANI_SEAL_PASSWORD", "Tajné heslo 7")
    answer = setkani("seal-key", "Základní škola", "--ec", "-o", tmp_path / "seal.pem")
    assert answer.returncode == 0, answer.stderr
    assert "anyone can make such a certificate under the name “Základní škola”" in answer.stdout
    assert "Tajné" not in answer.stdout and b"ENCRYPTED" in (tmp_path / "seal.pem").read_bytes()
    made(tmp_path)
    (tmp_path / "d" / "office.toml").write_text(f"[seal]\nkey = '{tmp_path / 'seal.pem'}'\n", "utf-8")
    assert setkani("record", "neznam", "--data-dir", tmp_path / "d").returncode == 1
    monkeypatch.setenv("SETKANI_SEAL_PASSWORD", "jiné")
    refused = setkani("record", "neznam", "--data-dir", tmp_path / "d")
    assert refused.returncode == 2 and "Line 2: The password does not open the key in seal.pem" in refused.stderr
    again = setkani("seal-key", "Základní škola", "-o", tmp_path / "seal.pem")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "already" in again.stderr


def test_a_meeting_is_erased_from_the_command_line_and_one_line_remains(tmp_path: Path) -> None:
    found = made(tmp_path)
    folder = tmp_path / "d"
    here = ["--data-dir", str(folder)]
    wrong = CliRunner().invoke(main, ["purge", found["code"], *here], input="Jiné setkání\n")
    assert wrong.exit_code == 1 and "nothing was erased" in wrong.stderr and "has not been closed" in wrong.stderr
    assert left_in(folder, ["Nováková"])
    answer = CliRunner().invoke(main, ["purge", found["code"], *here, "--yes", "--json", "--why", "mistake"])
    assert answer.exit_code == 0, answer.stderr
    told = json.loads(answer.stdout.splitlines()[0])
    assert (told["meeting"], told["record"], told["kept"]) == (found["meeting"], "", False)
    assert told["erased"] and told["counts"]["people"] == 2
    assert left_in(folder, ["Nováková", "Jakubovo", "Komenského"]) == []
    again = CliRunner().invoke(main, ["purge", found["meeting"], *here, "--yes"])
    assert again.exit_code == 1 and "There is no meeting" in again.stderr


def test_the_data_of_one_person_are_written_to_a_file(tmp_path: Path) -> None:
    found = made(tmp_path)
    target = tmp_path / "jana.json"
    words = ["person", found["meeting"], "Mgr. Jana Nováková", "--data-dir", str(tmp_path / "d"), "-o", str(target)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.stderr
    assert json.loads(target.read_text("utf-8"))["person"] == "Mgr. Jana Nováková"
    nobody = CliRunner().invoke(main, ["person", found["meeting"], "Nikdo", "--data-dir", str(tmp_path / "d")])
    assert nobody.exit_code == 1 and "called “Nikdo”" in nobody.stderr


def test_while_a_server_is_running_it_does_the_erasing(tmp_path: Path) -> None:
    found = made(tmp_path)
    folder = tmp_path / "d"
    with running("serve", "--port", 0, "--data-dir", folder):
        answer = setkani("purge", found["meeting"], "--data-dir", folder, "--yes")
        assert answer.returncode == 0, answer.stderr
        assert "one line remains" in answer.stdout
        assert left_in(folder, ["Nováková"]) == []


def test_a_record_is_verified_with_exit_codes_sentences_and_json(tmp_path: Path) -> None:
    content = files.sealed()
    for name, written in (
        ("cely", content),
        ("zmeneny", files.changed(content, files.DOCUMENT, "Jakub", "Pavel")),
        ("bez", files.record()),
        ("neni", b"Dobry den"),
    ):
        (tmp_path / f"{name}.docx").write_bytes(written)
    (tmp_path / "root.pem").write_bytes(of.pem(of.root()))
    (tmp_path / "other.pem").write_bytes(of.pem(of.certificate("Někdo jiný", of.private("secp256r1"))))
    data = ("--data-dir", tmp_path / "d")

    whole = setkani("verify", tmp_path / "cely.docx", *data)
    assert whole.returncode == 0 and "Nobody known here vouches for the name." in whole.stdout
    czech = setkani("verify", tmp_path / "cely.docx", "--trust", tmp_path / "root.pem", "--language", "cs", *data)
    assert czech.returncode == 0 and "Toto jméno je tu známé a věří se mu." in czech.stdout
    trust = ("--trust", tmp_path / "other.pem")
    unknown = setkani("verify", tmp_path / "cely.docx", *trust, "--json", *data)
    told = json.loads(unknown.stdout)
    assert unknown.returncode == 1 and unknown.stdout.count("\n") == 1
    assert (told["result"], told["valid"], told["whole"], told["trusted"]) == ("whole", True, True, False)
    assert told["sentences"][0].endswith("nobody you trust vouches for the seal.")

    changed = setkani("verify", tmp_path / "zmeneny.docx", *data)
    assert changed.returncode == 1 and "Text (word/document.xml)" in changed.stdout
    assert setkani("verify", tmp_path / "bez.docx", *data).returncode == 1
    for unreadable in (tmp_path / "neni.docx", tmp_path / "nikde.docx", tmp_path):
        answer = setkani("verify", unreadable, *data)
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1), answer.stderr
    told = json.loads(setkani("verify", tmp_path / "neni.docx", "--json", *data).stdout)
    assert (told["result"], told["why"]) == ("unreadable", "not-word")
    assert not (tmp_path / "d").exists(), "a look makes no folder"
