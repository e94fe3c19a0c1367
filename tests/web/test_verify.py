"""The page where anyone has a record checked: what it says, refuses and costs, and that it keeps nothing."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from exports.seal.sign import seal
from server.web import checking, verifying
from tests.afternoon import House, house, until
from tests.exports.seal import certified as of
from tests.exports.seal import files
from tests.live.test_owing import close_at
from tests.live.test_sealing import office

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def stranger(home: House) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=home.url) as browser:
        yield browser


def sends(browser: httpx2.Client, content: bytes, **headers: str) -> httpx2.Response:
    return browser.post("/verify", files={"record": ("zapis.docx", content, WORD)}, headers=headers)


def plain(answer: httpx2.Response) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_needs_no_account_and_speaks_three_languages(stranger: httpx2.Client) -> None:
    for language, words in (("cs", "Ověřit zápis"), ("uk", "Перевірити протокол"), ("en", "Check a record")):
        stranger.cookies.set("lang", language)
        answer = stranger.get("/verify")
        assert answer.status_code == 200 and words in answer.text


@pytest.mark.parametrize(
    ("content", "look", "said"),
    [
        (files.sealed(), "good", "V souboru se od zapečetění nic nezměnilo."),
        (files.sealed(), "doubt", "Za jméno neručí nikdo, kdo je tu známý."),
        (
            files.changed(files.sealed(), files.DOCUMENT, "Jakub", "Pavel"),
            "bad",
            "Text (word/document.xml): není stejné jako při zapečetění.",
        ),
        (
            files.with_part(files.sealed(), "word/people.xml", b"<a/>", "application/xml", "http://x/people"),
            "doubt",
            "word/people.xml",
        ),
        (files.record(), "open", "Soubor nemá pečeť."),
        (b"Dobry den", "open", "Není to soubor Wordu (.docx)."),
    ],
)
def test_what_was_found_is_said_large_and_never_by_colour_alone(
    stranger: httpx2.Client, content: bytes, look: str, said: str
) -> None:
    answer = sends(stranger, content)
    assert answer.status_code == 200
    assert f"verdict-{look}" in answer.text and said in plain(answer)
    assert {"good": "✓", "doubt": "!", "bad": "✗", "open": "?"}[look] in answer.text


def test_whose_signatures_stand_under_which_version_is_there(stranger: httpx2.Client) -> None:
    assert "verze 2: Jakub Horák (Účastník/účastnice) – podpis na obrazovce" in plain(sends(stranger, files.sealed()))


async def test_the_office_knows_its_own_seal_and_its_own_files(tmp_path: Path) -> None:
    office(tmp_path)
    with house(tmp_path) as home:
        home.open()
        await close_at(home, home.app.state.site.clock.now())
    with house(tmp_path) as home, httpx2.Client(base_url=home.url) as stranger:
        await until(lambda: home.meeting().record)
        record = home.meeting().record
        assert record is not None
        content = (tmp_path / "exports" / record.file).read_bytes()
        said = plain(await asyncio.to_thread(sends, stranger, content))
        assert "Toto jméno je tu známé a věří se mu." in said and "Přesně tento soubor vytvořil program" in said
        assert "verdict-doubt" not in said
        other = plain(await asyncio.to_thread(sends, stranger, files.sealed("secp256r1")))
        assert "verdict-good" in other and "Přesně tento" not in other and "Za jméno neručí" in other


def test_programs_get_the_same_as_json(stranger: httpx2.Client) -> None:
    told = sends(stranger, files.sealed(), Accept="application/json").json()
    assert told["result"] == "whole" and told["trusted"] is None and told["sentences"][0].startswith("V souboru se")
    refused = stranger.post("/verify", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["error"]) == (422, "no-file")


def test_without_a_file_it_asks_for_one_and_too_large_a_one_is_a_sentence(
    stranger: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (
        stranger.post("/verify"),
        stranger.post("/verify", data={"record": "text"}),
        stranger.post("/verify", files={"record": ("", b"", WORD)}),
        stranger.post("/verify", files={"other": ("zapis.docx", b"x", WORD)}),
    ):
        assert answer.status_code == 422 and "Nejdřív vyberte zápis" in answer.text
    broken = stranger.post("/verify", content=b"--x", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert broken.status_code in (400, 422)
    monkeypatch.setattr(verifying, "MOST_BYTES", 1024 * 1024)
    # A little too large, and so large that nobody reads it to the end.
    for size in (1024 * 1024 + 1, 3 * 1024 * 1024):
        answer = sends(stranger, b"x" * size)
        assert answer.status_code == 413 and "Soubor je příliš velký, tady se ověřují nejvýš 1 MB." in plain(answer)


def test_a_stranger_can_make_the_program_work_only_so_much(
    stranger: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    monkeypatch.setattr(checking, "A_MINUTE", 0.001)
    assert [sends(stranger, b"Dobry den").status_code for _ in range(3)] == [200, 200, 429]
    assert stranger.get("/verify").status_code == 200


async def test_files_are_looked_at_one_after_the_other_and_meanwhile_meetings_go_on(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as many:

        async def one() -> int:
            answer = await many.post("/verify", files={"record": ("zapis.docx", files.sealed(), WORD)})
            return answer.status_code

        asked = [asyncio.create_task(one()) for _ in range(checking.MOST_WAITING + 3)]
        alive = await many.get("/healthz")
        assert alive.status_code == 200
        answers = sorted(await asyncio.gather(*asked))
    assert answers[0] == 200 and set(answers) <= {200, 429}
    assert home.app.state.site.checking.waiting == 0


def test_what_takes_too_long_is_given_up(stranger: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LOOKING", 0.01)
    answer = sends(stranger, files.sealed())
    assert answer.status_code == 422 and "Tento soubor ověřit nejde" in answer.text


def test_nothing_of_the_file_is_kept_or_written_down(
    stranger: httpx2.Client,
    home: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = sorted(file for file in tmp_path.rglob("*"))
    with caplog.at_level(logging.DEBUG, logger="server"):
        for content in (files.sealed(), b"PK\x03\x04" + b"x" * 2_000_000, b""):
            sends(stranger, content)
    assert sorted(file for file in tmp_path.rglob("*")) == before
    assert not [record for record in caplog.records if record.name.startswith(("server", "exports"))]


def test_a_form_of_another_site_is_turned_away(stranger: httpx2.Client) -> None:
    assert sends(stranger, files.sealed(), Origin="https://zle.example.org").status_code == 403


def test_names_in_a_strangers_certificate_are_only_words(stranger: httpx2.Client) -> None:
    key = of.private("secp256r1")
    own = replace(of.issued("secp256r1"), certificate=of.certificate("<script>alert(1)</script>{x}", key), chain=())
    said = sends(stranger, seal(files.record(), own, of.NOW)).text
    assert "<script>alert" not in said and "&lt;script&gt;alert(1)&lt;/script&gt;{x}" in said
