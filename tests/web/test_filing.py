"""The record as PDF over HTTP: for whoever may have the record, kept beside it, and a clear word where it cannot be."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest
from docx import Document

from exports.pdf import made_from
from server.web.language import translations
from tests.afternoon import House, Open, phone, until

GET_IT = "libreoffice.org"


def links(home: House, met: Open, seat: str) -> httpx2.Client:
    client = httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/")
    client.headers["Authorization"] = f"Bearer {met.tokens[seat]}"
    return client


async def closed(home: House, met: Open) -> Path:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva, phone(home.url, met.id, met.tokens["petra"]):
        await eva.did("arrive", seat="petra")
        for stage in ("uvod", "sdeleni-svolavatele", "prace-na-cilech"):
            await eva.did("advance-stage", leaving=stage, despite="Spěcháme.")
        await eva.did("freeze-plan", despite="Spěcháme.")
        await eva.did("close-meeting", despite="Spěcháme.")
        await until(lambda: home.meeting(met.id).record)
    record = home.meeting(met.id).record
    assert record
    return home.settings.data_dir / "exports" / record.file


def has(home: House, soffice: str | None) -> None:
    """This computer has LibreOffice there, or nowhere."""
    home.app.state.site = replace(home.app.state.site, soffice=soffice)


async def test_it_is_made_once_of_the_finished_record_and_anew_when_that_has_changed(
    home: House, met: Open, soffice: str
) -> None:
    has(home, soffice)
    file = await closed(home, met)
    with links(home, met, "petra") as petra:
        answer = petra.get("record.pdf")
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
        assert file.with_suffix(".pdf").name in answer.headers["content-disposition"]
        kept = file.with_suffix(".pdf")
        assert kept.read_bytes() == answer.content and made_from(answer.content, file.read_bytes())
        # Nobody is asked a second time: this LibreOffice would make nothing.
        has(home, "/bin/false")
        assert petra.get("record.pdf").content == answer.content
        # As after a time stamp: another file, noted as the record.
        word = Document(str(file))
        word.add_paragraph("razítko")
        word.save(str(file))
        (room,) = home.app.state.site.rooms.opened()
        noted = replace(room.told.record, sha256=sha256(file.read_bytes()).hexdigest())
        room.told = replace(room.told, record=noted)
        assert petra.get("record.pdf").status_code == 503
        has(home, soffice)
        again = petra.get("record.pdf").content
        assert made_from(again, file.read_bytes()) and kept.read_bytes() == again
    assert not (home.settings.data_dir / "printing").exists() or not list(
        (home.settings.data_dir / "printing").iterdir()
    )


async def test_without_libreoffice_it_is_offered_to_nobody_and_one_sentence_says_how_to_get_it(
    home: House, met: Open
) -> None:
    has(home, None)
    await closed(home, met)
    with links(home, met, "petra") as petra, links(home, met, "eva") as eva:
        for language in ("cs", "uk", "en"):
            answer = petra.get("record.pdf", headers={"Cookie": f"lang={language}"})
            assert answer.status_code == 501 and answer.json()["error"] == "no-libreoffice"
            assert GET_IT in answer.json()["sentence"] and "Word" in answer.json()["sentence"]
        assert "record.pdf" not in petra.get("panels/work?seat=petra").text
        desk = eva.get("desk").text
        assert "record.pdf" not in desk and GET_IT in desk
        has(home, "/bin/false")
        assert "record.pdf" in petra.get("panels/work?seat=petra").text
        desk = eva.get("desk").text
        assert "record.pdf" in desk and GET_IT not in desk
        answer = petra.get("record.pdf")
        said = translations("cs").gettext(
            "LibreOffice has not made the PDF. Try it again; the record in Word is complete."
        )
        assert answer.status_code == 503 and answer.json()["sentence"] == said
    with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/") as stranger:
        assert stranger.get("record.pdf").status_code == 404


@pytest.mark.parametrize("seat", ["jana"])
async def test_whoever_was_never_there_has_no_pdf_either(home: House, met: Open, seat: str) -> None:
    has(home, "/bin/false")
    await closed(home, met)
    with links(home, met, seat) as jana:
        assert jana.get("record.docx").status_code == jana.get("record.pdf").status_code == 404
