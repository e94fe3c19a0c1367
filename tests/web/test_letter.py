"""The letter to the child over HTTP: written and given by whoever leads, kept by the child, nobody else's."""

import asyncio
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest
from docx import Document

from server.meeting import commands as c
from server.meeting.model import Hearing, Sharing
from tests.afternoon import House
from tests.exports.amalka import Amalka, photo

MEETING = "amalka"
WORDS = "Ahoj!\n\nVšichni tě slyšeli.\n\nVěra"


class Browser:
    """Somebody's browser with their personal link opened."""

    def __init__(self, home: House, seat: str, meeting: str = MEETING) -> None:
        self.seat, self.meeting = seat, meeting
        self.client = httpx2.Client(base_url=home.url, timeout=30)
        token = home.store.issue(meeting, seat)
        assert self.client.get(f"/k/{token}").status_code == 303

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(f"/meetings/{self.meeting}/{path}")

    def post(self, command: str, **fields: Any) -> httpx2.Response:
        referer = {"Referer": f"{self.client.base_url}/meetings/{self.meeting}/letter"}
        return self.client.post(
            f"/meetings/{self.meeting}/{command}", data={"as": self.seat, **fields}, headers=referer
        )


Opens = Callable[..., Browser]


@pytest.fixture
def opens(home: House) -> Iterator[Opens]:
    """Opens somebody's browser: opens("vera")."""
    opened: list[Browser] = []

    def browser(seat: str, meeting: str = MEETING) -> Browser:
        opened.append(Browser(home, seat, meeting))
        return opened[-1]

    yield browser
    for each in opened:
        each.client.close()


def seated(home: House, table: Amalka) -> None:
    """This meeting, with its whole log, in the house."""

    async def written() -> None:
        await home.store.append(table.meeting.id, 0, table.log)

    asyncio.run(written())


def words_of(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    with ZipFile(BytesIO(answer.content)) as package:
        assert package.testzip() is None
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)


def planned(meeting: str = MEETING) -> Amalka:
    return Amalka(meeting=meeting).book().gathers().chooses("spat").takes_back().plans()


@pytest.fixture
def table() -> Amalka:
    return planned()


def test_the_letter_is_suggested_written_looked_at_and_given(home: House, opens: Opens, table: Amalka) -> None:
    paper = home.app.state.site.photos.keep(MEETING, photo())
    seated(home, table.does("amalka", c.PutPhoto("umim", paper)).freezes())
    vera, amalka, lenka = (opens(seat) for seat in ("vera", "amalka", "lenka"))
    page = vera.get("letter")
    assert page.status_code == 200 and "Domluví se s tátou" in page.text
    assert 'value="preju-si" checked' in page.text and "bojim-se" not in page.text
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert page.text.count("<polyline") > 1 and len(ids) == len(set(ids)), "a picture may be there twice, an id not"
    assert "Domluví se s tátou" in words_of(vera.get("letter.docx")), "what is suggested can be looked at"
    assert "give-letter" not in page.text and "Domluví se s tátou" in lenka.get("letter").text
    saved = vera.post("write-letter", words=WORDS, page="umim")
    assert (saved.status_code, saved.headers["location"]) == (303, f"/meetings/{MEETING}/letter")
    page = vera.get("letter")
    assert "Všichni tě slyšeli." in page.text and 'value="umim" checked' in page.text
    assert "give-letter" not in page.text and "Bc. Lenka Tichá" in page.text, "who leads helps, the guide gives"
    assert "data:image/jpeg;base64," in page.text, "her picture on paper is shown as it will look"
    assert amalka.get("letter.docx").status_code == 404, "not before it is given"
    assert "Všichni tě slyšeli." in words_of(lenka.get("letter.docx"))
    assert vera.post("give-letter").status_code == 403
    page = lenka.get("letter")
    assert "Všichni tě slyšeli." in page.text and "give-letter" in page.text and "console/" not in page.text
    assert lenka.post("write-letter", words=WORDS.replace("Věra", "Lenka"), page="umim").status_code == 303
    assert lenka.post("give-letter").status_code == 303
    given = home.meeting(MEETING).letter
    assert given and given.given and given.page == "umim"
    assert "Všichni tě slyšeli." in words_of(amalka.get("letter.docx"))
    assert "<textarea" not in vera.get("letter").text
    assert vera.post("write-letter", words="Jinak.", page="").status_code == 409


def test_nobody_else_sees_or_writes_it(home: House, opens: Opens, table: Amalka) -> None:
    seated(home, table.freezes().does("vera", c.WriteLetter(WORDS)).does("lenka", c.GiveLetter()))
    for seat in ("mama", "tata", "ospod", "amalka"):
        assert opens(seat).get("letter").status_code == 404, seat
        assert opens(seat).post("write-letter", words="Já.").status_code in (403, 404), seat
    for seat in ("mama", "tata", "ospod"):
        assert opens(seat).get("letter.docx").status_code == 404, seat
    nobody = httpx2.get(f"{home.url}/meetings/{MEETING}/letter.docx")
    assert nobody.status_code == 404
    assert home.meeting(MEETING).letter == table.meeting.letter


def test_there_is_none_before_the_plan_stands_and_one_after_the_meeting(
    home: House, opens: Opens, table: Amalka
) -> None:
    seated(home, table)
    vera = opens("vera")
    assert vera.get("letter").status_code == vera.get("letter.docx").status_code == 404
    seated(home, planned("potom").freezes().closes())
    vera = opens("vera", "potom")
    assert vera.get("letter").status_code == 200
    assert vera.post("write-letter", words=WORDS, page="preju-si").status_code == 303
    lenka = opens("lenka", "potom")
    assert 'href="/meetings/potom/letter?seat=lenka"' in lenka.get("home/lenka").text
    assert lenka.post("give-letter").status_code == 303
    assert "Všichni tě slyšeli." in words_of(opens("amalka", "potom").get("letter.docx"))


def test_a_page_taken_back_goes_from_the_letter_that_was_written(home: House, opens: Opens, table: Amalka) -> None:
    table.freezes().does("vera", c.WriteLetter(WORDS, "preju-si"))
    table.does("amalka", c.SharePage("preju-si", Sharing.MINE))
    seated(home, table)
    vera = opens("vera")
    assert not re.search('value="preju-si"', vera.get("letter").text)
    with ZipFile(BytesIO(vera.get("letter.docx").content)) as package:
        assert not [name for name in package.namelist() if "media" in name]


@pytest.mark.parametrize(("hearing", "status"), [(Hearing.ALL, 200), (Hearing.GUIDE, 404), (Hearing.NOT, 404)])
def test_a_child_who_does_not_want_to_hear_it_has_no_record_with_it_on_their_device(
    home: House, opens: Opens, table: Amalka, hearing: Hearing, status: int
) -> None:
    seated(home, table.does("amalka", c.HearViews(hearing)))
    assert opens("amalka").get("record.docx").status_code == status
    assert opens("lenka").get("record.docx").status_code == 200


def test_the_console_leads_to_it_once_there_is_a_plan(home: House, opens: Opens, table: Amalka) -> None:
    seated(home, table.freezes())
    assert f'href="/meetings/{MEETING}/letter"' in opens("vera").get("console/vera").text
    assert "/letter" not in opens("mama").get("seat/mama").text
