"""What the world is owed is done, once and when its time comes, also when the program died in between."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.live import owing
from server.meeting.events import Entry, LetterGiven, LetterWritten, MeetingClosed
from server.store.sqlite import SqliteStore
from tests.afternoon import HandClock, House, house, until
from tests.childs_meeting import FORMAT, PEOPLE

NOON = datetime(2027, 3, 12, 12, tzinfo=UTC)


async def test_a_meeting_that_was_closed_before_the_program_died_gets_its_record_at_the_next_start(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as first:
        first.open()
        version = first.meeting().version
        # Written past the room, as if the program had died right after the closing was on disk.
        closed = Entry(version + 1, first.app.state.site.clock.now(), "eva", MeetingClosed("Konec."))
        await first.store.append("setkani", version, [closed])
    assert not list((tmp_path / "exports").glob("*")) if (tmp_path / "exports").exists() else True
    with house(tmp_path) as second:
        await until(lambda: second.meeting().record)
        record = second.meeting().record
        assert record is not None
        assert [file.name for file in (tmp_path / "exports").iterdir()] == [record.file]
    with house(tmp_path) as third:
        await asyncio.sleep(0.3)
        assert third.meeting().record == record
        assert len(list((tmp_path / "exports").iterdir())) == 1


async def test_letters_to_the_child_between_the_closing_and_the_end_of_the_program_cost_nobody_the_record(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as first:
        first.open(people=PEOPLE, format=FORMAT)
        version, at = first.meeting().version, first.app.state.site.clock.now()
        # The letter is written and given at once, and the program dies before the record is written.
        happened = (
            MeetingClosed("Konec."),
            LetterWritten("Ahoj!", ""),
            LetterWritten("Ahoj, tady je.", ""),
            LetterGiven(),
        )
        entries = [Entry(version + number, at, "eva", event) for number, event in enumerate(happened, 1)]
        await first.store.append("setkani", version, entries)
    with house(tmp_path) as second:
        await until(lambda: second.meeting().record)
        assert second.meeting().record and second.meeting().letter
    with house(tmp_path) as third:
        # A letter after the record leaves nothing owed.
        version = third.meeting().version
        await third.store.append("setkani", version, [Entry(version + 1, at, "eva", LetterWritten("Ahoj.", ""))])
    with house(tmp_path) as fourth:
        await asyncio.sleep(0.3)
        assert len(list((tmp_path / "exports").iterdir())) == 1 and fourth.meeting().version == version + 1


async def close_at(home: House, moment: datetime, meeting: str = "setkani") -> None:
    """Close a meeting past its room; at a moment to come, as if a wrong clock had been put right since."""
    version = home.meeting(meeting).version
    await home.store.append(meeting, version, [Entry(version + 1, moment, "eva", MeetingClosed("Konec."))])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is looked at all the time."""
    monkeypatch.setattr(owing, "LOOK", 0.02)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each log has been read from the disk."""
    counted: Counter[str] = Counter()
    reading = SqliteStore.read

    def count(store: SqliteStore, meeting: str, after: int = 0) -> list[Entry]:
        counted[meeting] += 1
        return reading(store, meeting, after)

    monkeypatch.setattr(SqliteStore, "read", count)
    yield counted


@pytest.mark.usefixtures("quick")
async def test_what_is_owed_later_is_done_when_its_time_comes_though_nobody_looks(tmp_path: Path) -> None:
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        home.open()
        await close_at(home, NOON + timedelta(hours=1))
    with house(tmp_path, clock) as home:
        await asyncio.sleep(0.2)
        assert home.meeting().record is None
        clock.put(NOON + timedelta(hours=2))
        await until(lambda: home.meeting().record)


@pytest.mark.usefixtures("quick")
async def test_time_that_passes_while_the_program_rests_is_noticed_at_its_start_and_a_clock_put_back_is_no_harm(
    tmp_path: Path,
) -> None:
    clock = HandClock(NOON)
    with house(tmp_path, clock) as home:
        home.open()
        await close_at(home, NOON + timedelta(days=3))
    clock.put(NOON - timedelta(days=400))
    with house(tmp_path, clock) as home:
        await asyncio.sleep(0.2)
        assert home.meeting().record is None
    clock.put(NOON + timedelta(days=4))
    with house(tmp_path, clock) as home:
        await until(lambda: home.meeting().record)


@pytest.mark.usefixtures("quick")
async def test_a_start_reads_only_what_has_gone_on_since_the_last_end(tmp_path: Path, read: Counter[str]) -> None:
    with house(tmp_path) as home:
        for meeting in ("jakub", "amalka", "pavel"):
            home.open(meeting)
        await close_at(home, home.app.state.site.clock.now(), "jakub")
    with house(tmp_path) as home:
        await until(lambda: home.meeting("jakub").record)
    read.clear()
    with house(tmp_path) as home:
        await until(lambda: home.app.state.site)
        await asyncio.sleep(0.3)
        assert not read
        at = home.app.state.site.clock.now()
        await home.store.append(
            "pavel", home.meeting("pavel").version, [Entry(6, at, "eva", LetterWritten("Ahoj", ""))]
        )
    read.clear()
    with house(tmp_path):
        await until(lambda: read)
        await asyncio.sleep(0.2)
    assert read == {"pavel": 1}


@pytest.mark.parametrize(
    "spoilt", ["", "{", '{"rules": "others", "meetings": {"setkani": {"version": 6, "waits": null}}}']
)
async def test_a_lost_agenda_or_one_of_other_rules_costs_time_and_nothing_else(tmp_path: Path, spoilt: str) -> None:
    with house(tmp_path) as home:
        home.open()
        await close_at(home, home.app.state.site.clock.now())
        version = home.meeting().version
    agenda = tmp_path / "agenda.json"
    assert json.loads(agenda.read_text("utf-8"))["meetings"].keys() <= {"setkani"}
    agenda.write_text(spoilt.replace("VERSION", str(version)), "utf-8")
    with house(tmp_path) as home:
        await until(lambda: home.meeting().record)
