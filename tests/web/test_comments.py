"""Comments over HTTP: until the last day and no longer, then a file beside the record that nobody rewrites."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import httpx2
import pytest

from server.live import owing
from server.meeting.model import Keeping
from tests.afternoon import HandClock, House, Open, house, until
from tests.canaries import left_in
from tests.web.test_afterwards import link, over

NOON = datetime(2027, 3, 12, 11, 0, tzinfo=UTC)


def words_in(content: bytes) -> str:
    return "\n".join(line.text for line in docx.Document(BytesIO(content)).paragraphs)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owing, "LOOK", 0.02)


async def closed(home: House, keeping: Keeping = Keeping(comments=14)) -> Open:  # noqa: B008
    met = home.open(keeping=keeping)
    await over(home, met, "petra", "eva")
    return met


@pytest.mark.usefixtures("quick")
async def test_until_the_last_day_everybody_comments_and_then_there_is_a_file_of_it(tmp_path: Path) -> None:
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        met = await closed(home)
        with link(home, met, "petra") as petra, link(home, met, "eva") as eva, link(home, met, "jana") as jana:
            assert "26.\N{NO-BREAK SPACE}3.\N{NO-BREAK SPACE}2027" in petra.get("home/petra").text
            await until(lambda: home.meeting(met.id).record)
            record = (tmp_path / "exports" / home.meeting(met.id).record.file).read_bytes()  # type: ignore[union-attr]
            own = {"as": "petra", "comment": "p1", "words": "Neřekla jsem, že souhlasím."}
            assert petra.post("add-comment", data=own).status_code == 200
            noted = {"as": "eva", "comment": "p2", "seat": "jana", "source": "paper", "words": "Za OSPOD v pořádku."}
            assert eva.post("note-comment", data=noted).status_code == 200
            assert petra.post("note-comment", data={**noted, "as": "petra"}).status_code == 403
            assert "Neřekla jsem" in eva.get("desk").text and "Neřekla jsem" not in jana.get("home/jana").text
            assert petra.get("comments.docx").status_code == 409
            clock.put(NOON + timedelta(days=15))
            late = petra.post("add-comment", data={"as": "petra", "comment": "p3", "words": "Ještě něco."})
            assert late.status_code == 409 and "uzamčené" in late.json()["sentence"]
            await until(lambda: home.meeting(met.id).appendix)
            for person in (petra, eva, jana):
                said = words_in(person.get("comments.docx").content)
                assert "Neřekla jsem, že souhlasím." in said and "Za OSPOD v pořádku." in said
            assert "comments.docx" in petra.get("home/petra").text
            noted_record = home.meeting(met.id).record
            assert noted_record is not None and noted_record.sha256 in said
            assert (tmp_path / "exports" / noted_record.file).read_bytes() == record
        with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/", timeout=60) as stranger:
            assert stranger.get("comments.docx").status_code == 404


@pytest.mark.usefixtures("quick")
async def test_a_program_that_slept_over_the_last_day_takes_no_comment_when_it_wakes(tmp_path: Path) -> None:
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        met = await closed(home)
        with link(home, met, "petra") as petra:
            petra.post("add-comment", data={"as": "petra", "comment": "p1", "words": "Neřekla jsem."})
    clock.put(NOON + timedelta(days=40))
    with house(tmp_path, clock) as home:
        with link(home, met, "petra") as petra:
            late = await asyncio.to_thread(
                petra.post, "add-comment", data={"as": "petra", "comment": "p2", "words": "Pozdě."}
            )
            assert late.status_code == 409
        await until(lambda: home.meeting(met.id).appendix)
        assert list(home.meeting(met.id).comments) == ["p1"]


@pytest.mark.parametrize("ends", ["keep", "erase"])
async def test_the_file_stays_with_the_record_or_goes_with_it(tmp_path: Path, ends: str) -> None:
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        met = await closed(home)
        with link(home, met, "petra") as petra, link(home, met, "eva") as eva:
            petra.post("add-comment", data={"as": "petra", "comment": "p1", "words": "KANAREK"})
            clock.put(NOON + timedelta(days=15))
            eva.get("desk")
        # Its room is opened anew, so that nobody waits for the next look at the clock.
    with house(tmp_path, clock) as home:
        await until(lambda: home.meeting(met.id).appendix)
        with link(home, met, "eva") as eva:
            form = {"title": "Jakubovo setkání", "why": "taken-over", "record": ends}
            assert eva.post("erase", data=form).status_code == 200
        left = {found.split("/")[0] for found in left_in(tmp_path, ["KANAREK"])}
        assert left == ({"exports"} if ends == "keep" else set())
        (line,) = home.store.erasures()
        assert len(line.kept) == (2 if ends == "keep" else 0)
