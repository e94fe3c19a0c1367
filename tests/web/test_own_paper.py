"""An office's settings over HTTP: meetings made in the form begin as it wants, and records come on its paper."""

from io import BytesIO
from pathlib import Path

import docx
import httpx2

from server.meeting.events import Entry, MeetingClosed
from tests.afternoon import House, house, until
from tests.exports import letterheads
from tests.web.test_organiser import FORM, laptop

OFFICE = """
name = "Město Kolín"
letterhead = "papir.docx"
record = "zaznam"
rules = "Mluví vždy jen jeden."
[roles.facilitator]
name = "Průvodkyně setkání"
"""


def of_an_office(folder: Path) -> None:
    letterheads.TOWN.file(folder)
    (folder / "office.toml").write_text(OFFICE, "utf-8")


async def made(home: House, **changed: str) -> httpx2.Response:
    async with laptop(home) as eva:
        return await eva.post("/new", data={**FORM, **changed})


async def test_a_meeting_from_the_form_begins_as_the_office_wants(tmp_path: Path) -> None:
    of_an_office(tmp_path)
    with house(tmp_path) as home:
        answer = await made(home)
        meeting = home.meeting(answer.headers["location"].split("/")[2])
        assert meeting.text("rules") == "Mluví vždy jen jeden." and meeting.record_kind == "zaznam"
        assert meeting.format.role("facilitator").name == "Průvodkyně setkání"
        async with laptop(home) as eva:
            assert '<option value="zaznam" selected>' in (await eva.get("/new")).text


async def test_the_form_asks_for_the_kind_of_record(home: House) -> None:
    answer = await made(home, record_kind="protokol")
    assert home.meeting(answer.headers["location"].split("/")[2]).record_kind == "protokol"
    refused = await made(home, record_kind="žaloba")
    assert refused.status_code == 422 and "žaloba" in refused.text


async def test_a_draft_comes_on_the_office_s_paper(tmp_path: Path) -> None:
    of_an_office(tmp_path)
    with house(tmp_path) as home:
        answer = await made(home)
        async with laptop(home) as eva:
            page = await eva.get(f"/meetings/{answer.headers['location'].split('/')[2]}/record.docx")
        file = docx.Document(BytesIO(page.content))
        assert "Město Kolín" in file.sections[0].first_page_header.paragraphs[0].text
        assert "KONCEPT" in file.sections[0].first_page_header.paragraphs[-1].text


async def test_the_record_of_a_closed_meeting_is_written_on_the_office_s_paper(tmp_path: Path) -> None:
    with house(tmp_path) as first:
        first.open()
        version = first.meeting().version
        closed = Entry(version + 1, first.app.state.site.clock.now(), "eva", MeetingClosed("Konec."))
        await first.store.append("setkani", version, [closed])
    of_an_office(tmp_path)
    with house(tmp_path) as second:
        await until(lambda: second.meeting().record)
        (written,) = (tmp_path / "exports").iterdir()
    file = docx.Document(str(written))
    assert "Město Kolín" in file.sections[0].first_page_header.paragraphs[0].text
    assert file.tables[0].cell(0, 1).text == "Město Kolín"
