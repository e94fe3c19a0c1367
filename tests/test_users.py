"""`setkani user`: accounts from the command line, beside a running server or before its first start."""

import json
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from server.cli import main
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import house

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "server" / "demo" / "jakub.toml"


def setkani(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def added(folder: Path, *words: object) -> dict[str, str]:
    told: dict[str, str] = json.loads(setkani("user", "add", *words, "--data-dir", folder, "--json"))
    return told


def test_accounts_are_added_listed_linked_and_ended(tmp_path: Path) -> None:
    assert "laptop alone" in setkani("user", "list", "--data-dir", tmp_path)
    made = added(tmp_path, "Eva Dvořáková", "--office", "OSPOD Tábor", "--administrator", "--facilitator")
    assert made["office"] == "ospod-tabor" and "/welcome#" in made["url"]
    added(tmp_path, "ivo@tabor.cz", "--administrator")
    added(tmp_path, "Jan", "--office", "OSPOD Písek")
    told = setkani("user", "list", "--data-dir", tmp_path)
    assert "OSPOD Tábor (ospod-tabor)" in told and "Eva Dvořáková: meetings, people" in told
    assert "ivo@tabor.cz: people" in told and "Jan: meetings – has not chosen" in told
    listed = json.loads(setkani("user", "list", "--json", "--data-dir", tmp_path))
    assert listed[1]["accounts"][0].keys() == {"id", "name", "facilitates", "administers", "password"}
    again = setkani("user", "link", "eva dvořáková", "--data-dir", tmp_path)
    assert "/welcome#" in again and made["url"].rpartition("#")[2] not in again
    setkani("user", "end", "Jan", "--data-dir", tmp_path)
    assert "Jan" not in setkani("user", "list", "--data-dir", tmp_path)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "Olga"), 1, "For which office? Say it with --office and its name: OSPOD Tábor, OSPOD Písek."),
        (("add", " EVA ", "--office", "OSPOD Tábor"), 1, "already"),
        (("add", "", "--office", "OSPOD Tábor"), 2, "a name has 1 to 80 characters"),
        (("add", "Olga", "--office", "???"), 2, "a name has 1 to 80 characters"),
        (("link", "Nikdo"), 1, "There is no account “Nikdo”"),
        (("end", "Nikdo"), 1, "There is no account “Nikdo”"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    added(tmp_path, "Eva", "--office", "OSPOD Tábor")
    added(tmp_path, "Jan", "--office", "OSPOD Písek")
    before = setkani("user", "list", "--data-dir", tmp_path)
    assert said in setkani("user", *words, "--data-dir", tmp_path, code=code)
    assert setkani("user", "list", "--data-dir", tmp_path) == before


def test_a_meeting_from_a_file_says_whose_it_is_where_there_are_several_offices(tmp_path: Path) -> None:
    added(tmp_path, "Eva", "--office", "OSPOD Tábor")
    setkani("new", EXAMPLE, "--data-dir", tmp_path)
    added(tmp_path, "Jan", "--office", "OSPOD Písek")
    for words in ((), ("--for", "OSPOD Brno"), ("--for", "?")):
        assert "Whose meeting is it?" in setkani("new", EXAMPLE, *words, "--data-dir", tmp_path, code=1)
    setkani("new", EXAMPLE, "--for", "OSPOD Písek", "--data-dir", tmp_path)
    with SqliteStore(tmp_path, Access.READING) as store:
        assert sorted(line.office for line in store.meetings()) == ["ospod-pisek", "ospod-tabor"]


async def test_a_running_server_knows_of_it_at_once(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        url = added(tmp_path, "Eva", "--office", "OSPOD Tábor")["url"]
        async with httpx2.AsyncClient(base_url=home.url) as eva:
            token = {"token": url.rpartition("#")[2]}
            assert (await eva.post("/welcome", data=token)).status_code == 303
            assert "Eva, OSPOD Tábor" in (await eva.get("/welcome/choose")).text
            assert (await eva.get("/")).headers["location"] == "/sign-in"
            setkani("user", "end", "Eva", "--data-dir", tmp_path)
            assert (await eva.post("/welcome", data=token)).status_code == 404
            assert (await eva.get("/welcome/choose")).status_code == 404
