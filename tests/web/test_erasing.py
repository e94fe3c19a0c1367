"""The room that forgets: by hand and by its rule, while others go on; one line remains, and not a word of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets

from server.live import owing
from server.meeting.commands import Person
from server.meeting.events import Entry, MeetingClosed
from server.meeting.model import Keeping
from server.ports import Act, Why
from server.store.sqlite import SqliteStore
from server.web.erasing import erasure_of
from tests.afternoon import HandClock, House, Open, house, phone, until
from tests.canaries import left_in

CANARY = "Kanárková"
SAID = "Žluťoučký"
PEOPLE = (
    Person("eva", f"Eva {CANARY}", frozenset({"facilitator"}), email="eva.kanarkova@example.org"),
    Person("jana", f"Jana {CANARY}", frozenset({"svolavatel"}), f"OSPOD {CANARY}"),
    Person("petra", f"Petra {CANARY}", frozenset({"ucastnik"}), position=f"matka {CANARY}"),
)
WORDS = (CANARY, SAID, "eva.kanarkova@example.org")
NOON = datetime(2027, 3, 12, 11, 0, tzinfo=UTC)


def opened(home: House, **about: Any) -> Open:
    return home.open("smazane", PEOPLE, title=f"{CANARY} setkání", purpose=SAID, **about)


async def written(home: House, met: Open) -> None:
    """Somebody has written and deleted, drawn a private note, and asked for a break."""
    async with phone(home.url, met.id, met.tokens["eva"]) as eva, phone(home.url, met.id, met.tokens["petra"]) as petra:
        await eva.did("advance-stage", leaving="uvod", despite=SAID)
        await eva.write("reason", f"{SAID} důvod")
        await eva.write("reason", "")
        await eva.do("note", words=f"{SAID} poznámka")
        await petra.do("ask-break")


async def closed(home: House, met: Open) -> None:
    """Closed past its room, which nobody has opened yet."""
    version, at = home.meeting(met.id).version, home.app.state.site.clock.now()
    await home.store.append(met.id, version, [Entry(version + 1, at, "eva", MeetingClosed(SAID))])


def link(home: House, met: Open, seat: str) -> httpx2.Client:
    return httpx2.Client(
        base_url=f"{home.url}/meetings/{met.id}/", headers={"Authorization": f"Bearer {met.tokens[seat]}"}, timeout=60
    )


@contextmanager
def browser(home: House, met: Open, seat: str) -> Iterator[httpx2.Client]:
    """With cookies, as a person has them."""
    with httpx2.Client(base_url=home.url, follow_redirects=False, timeout=60) as client:
        client.get(f"/k/{met.tokens[seat]}")
        yield client


ASKED = {"title": f"{CANARY} setkání", "why": "mistake"}


async def test_at_once_by_hand_nothing_is_left_and_the_meeting_beside_goes_on(home: House) -> None:
    met, beside = opened(home), home.open("vedle")
    await written(home, met)
    entries = home.meeting(met.id).version
    assert {found.split(": ")[1] for found in left_in(home.settings.data_dir, WORDS)} == set(WORDS)
    async with phone(home.url, beside.id, beside.tokens["eva"]) as neighbour:
        await neighbour.did("advance-stage", leaving="uvod", despite="Dál.")
        with link(home, met, "eva") as eva:
            answer = await asyncio.to_thread(eva.post, "erase", data=ASKED)
        assert answer.status_code == 200, answer.text
        assert left_in(home.settings.data_dir, WORDS) == []
        await neighbour.write("reason", "Píšeme dál.")
    assert home.meeting("vedle").text("reason") == "Píšeme dál."
    (line,) = home.store.erasures()
    assert (line.meeting, line.act, line.why, line.record, line.kept) == ("smazane", Act.LEADER, Why.MISTAKE, "", ())
    assert line.done is not None and line.counts["people"] == 3 and line.counts["links"] == 4
    assert line.counts["entries"] == entries


async def test_open_pages_end_and_browsers_are_asked_to_keep_nothing(home: House) -> None:
    met = opened(home)
    with browser(home, met, "eva") as eva, browser(home, met, "petra") as petra:
        assert petra.get(f"/meetings/{met.id}/seat/petra").status_code == 200
        async with phone(home.url, met.id, met.tokens["petra"]) as page:
            erased = await asyncio.to_thread(eva.post, f"/meetings/{met.id}/erase", data=ASKED)
            assert erased.headers["clear-site-data"] == '"cache", "storage"'
            with pytest.raises(websockets.ConnectionClosed):
                while True:
                    await page.hear("nothing")
            assert page.socket.close_code == 4410
        gone = petra.get(f"/meetings/{met.id}/seat/petra")
        assert gone.status_code == 410 and CANARY not in gone.text
        assert gone.headers["clear-site-data"] == '"cache", "storage"'
        assert f"seat.{met.id}.petra" not in petra.cookies
        for path in ("home/petra", "desk", "record.docx", "state.json", "panels/plan"):
            assert petra.get(f"/meetings/{met.id}/{path}").status_code == 410, path
        assert petra.get(f"/k/{met.tokens['petra']}").status_code == 404
        assert petra.post(f"/meetings/{met.id}/sign", data={"as": "petra"}).status_code == 410
        with pytest.raises(websockets.ConnectionClosed) as ended:
            async with websockets.connect(
                f"{home.url.replace('http', 'ws', 1)}/meetings/{met.id}/socket?token={met.tokens['petra']}"
            ) as socket:
                await socket.recv()
        assert ended.value.rcvd is not None and ended.value.rcvd.code == 4410


@pytest.mark.parametrize("seat", ["jana", "petra", "projector"])
def test_nobody_else_erases_it(home: House, seat: str) -> None:
    met = opened(home)
    with link(home, met, seat) as person:
        assert person.post("erase", data={**ASKED, "as": "eva"}).status_code == 404
    assert home.meeting(met.id).title == ASKED["title"]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"why": "mistake"}, 422),
        ({"why": "mistake", "title": "Jiné setkání"}, 422),
        ({"title": ASKED["title"]}, 422),
        ({"title": ASKED["title"], "why": "rule"}, 422),
        ({"title": ASKED["title"], "why": f"{CANARY} to chtěla"}, 422),
        ({"title": f"  {CANARY.upper()}   SETKÁNÍ ", "why": "office"}, 200),
    ],
)
def test_the_name_of_the_meeting_has_to_be_written_and_a_reason_chosen(
    home: House, form: dict[str, str], status: int
) -> None:
    met = opened(home)
    with link(home, met, "eva") as eva:
        assert eva.post("erase", data=form).status_code == status
    assert bool(home.store.erasures()) is (status == 200)


async def test_the_record_stays_or_goes_as_is_said(home: House) -> None:
    for ends in ("keep", "erase"):
        met = home.open(f"s{ends}", PEOPLE, title=f"{CANARY} setkání", starts=NOON)
        (home.settings.data_dir / "exports").mkdir(exist_ok=True)
        (home.settings.data_dir / "exports" / ".left.tmp").write_text(CANARY)
        await closed(home, met)
        with link(home, met, "eva") as eva:
            assert eva.get("desk").status_code == 200
            await until(lambda met=met: home.meeting(met.id).record)
            record = home.meeting(met.id).record
            assert record is not None
            file = home.settings.data_dir / "exports" / record.file
            draft = file.with_stem(file.stem + "-koncept")
            draft.write_bytes(b"draft of " + CANARY.encode())
            assert eva.post("erase", data={**ASKED, "why": "taken-over", "record": ends}).status_code == 200
        assert file.is_file() is (ends == "keep") and not draft.exists()
        left = {found.split("/")[0] for found in left_in(home.settings.data_dir, WORDS)}
        assert left == ({"exports"} if ends == "keep" else set()), left
        line = home.store.erasures()[0]
        assert (line.record, line.kept) == (record.sha256, (record.sha256,) if ends == "keep" else ())
        file.unlink(missing_ok=True)


async def test_by_its_rule_it_is_erased_on_its_day_though_nobody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owing, "LOOK", 0.02)
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        met, beside = opened(home, keeping=Keeping(30, "erase")), home.open("vedle")
        await written(home, met)
        with link(home, met, "eva") as eva, link(home, met, "jana") as jana:
            assert eva.post("close-meeting", data={"despite": SAID}).status_code == 409
            for stage in ("sdeleni-svolavatele", "prace-na-cilech"):
                assert eva.post("advance-stage", data={"leaving": stage, "despite": SAID}).status_code in (200, 303)
            assert eva.post("close-meeting", data={"despite": SAID}).status_code == 200
            await until(lambda: home.meeting(met.id).record)
            clock.put(NOON + timedelta(days=50))
            await asyncio.sleep(0.2)
            assert home.meeting(met.id).closed, "nobody has said that it was handed over"
            assert jana.post("note-handed-over", data={"how": f"poštou, {SAID}"}).status_code == 200
        clock.put(NOON + timedelta(days=79))
        await asyncio.sleep(0.2)
        assert home.meeting(met.id).closed
    # And while the program rested the day has come.
    clock.put(NOON + timedelta(days=81))
    with house(tmp_path, clock) as home:
        await until(lambda: any(line.done for line in home.store.erasures()))
        (line,) = home.store.erasures()
        assert (line.act, line.why, line.kept) == (Act.RULE, Why.RULE, ())
        assert left_in(tmp_path, WORDS) == []
        assert home.meeting(beside.id).title == "Jakubovo setkání"


async def test_a_meeting_that_was_called_off_is_erased_on_its_day_with_its_mails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owing, "LOOK", 0.02)
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        met = opened(home, keeping=Keeping(30), starts=NOON + timedelta(days=9))
        with link(home, met, "eva") as eva:
            assert eva.post("cancel-meeting", data={"why": SAID}).status_code == 200
            assert "30 dní od chvíle, kdy bylo setkání odvoláno" in eva.get("desk").text.replace("\xa0", " ")
        clock.put(NOON + timedelta(days=29))
        await asyncio.sleep(0.2)
        assert home.meeting(met.id).cancelled
        clock.put(NOON + timedelta(days=31))
        await until(lambda: any(line.done for line in home.store.erasures()))
        assert left_in(tmp_path, WORDS) == []


async def test_what_a_dead_program_or_the_command_line_has_begun_is_ended(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        met = opened(home)
        await written(home, met)
        site = home.app.state.site
        begun = erasure_of(site, home.meeting(met.id), Act.ORGANISER, Why.OFFICE, True)
    with SqliteStore(tmp_path) as store:
        store.begin_erasing(begun)
    assert left_in(tmp_path, WORDS)
    with house(tmp_path) as home:
        await until(lambda: all(line.done for line in home.store.erasures()))
        assert left_in(tmp_path, WORDS) == []


def test_the_organiser_sees_what_was_erased_and_nobody_else_does(home: House) -> None:
    met = opened(home)
    with httpx2.Client(base_url=home.url, timeout=60) as organiser:
        assert organiser.get("/erased").status_code == 404
        organiser.get(f"/enter/{home.organiser_key}")
        desk = organiser.get(f"/meetings/{met.id}/desk").text
        assert f"/meetings/{met.id}/erase" in desk
        organiser.post(f"/meetings/{met.id}/erase", data=ASKED)
        page = organiser.get("/erased").text
    assert met.id in page and "✓" in page and CANARY not in page
    (line,) = home.store.erasures()
    assert line.act is Act.ORGANISER


def test_the_convener_finds_the_day_at_the_desk_but_no_erasing_at_once(home: House) -> None:
    met = opened(home, keeping=Keeping(30))
    with link(home, met, "jana") as jana, link(home, met, "eva") as eva:
        assert f"/meetings/{met.id}/erase" not in jana.get("desk").text
        assert jana.post("set-erasing", data={"day": "2040-01-01", "why": "Domluva."}).status_code == 200
        assert f"/meetings/{met.id}/erase" in eva.get("desk").text
        assert "Zatím se nic nevymaže samo. Setkání není uzavřené." in " ".join(eva.get("desk").text.split())
