"""The list of meetings: no log is read twice for it, what is damaged or gone stands in nobody's way."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from server.formats import formats
from server.live.lines import Lines
from server.live.rooms import Rooms
from server.meeting.commands import Arrive, OpenMeeting
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry, MeetingAmended, MeetingClosed, MeetingOpened
from server.meeting.evolve import replay
from server.store.sqlite import SqliteStore
from tests.afternoon import PEOPLE
from tests.store.lines import FORMAT, START, entry, letters, opened, write


class Watched(SqliteStore):
    """A store that counts how often a log is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.read_now: list[str] = []

    def read(self, meeting: str, after: int = 0) -> list[Entry]:
        self.read_now.append(meeting)
        return super().read(meeting, after)

    def reads(self) -> list[str]:
        found, self.read_now = self.read_now, []
        return sorted(found)


class Clock:
    def now(self) -> datetime:
        return START

    def ticks(self) -> float:
        return START.timestamp()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Watched]:
    with Watched(tmp_path) as opened_store:
        yield opened_store


def lines_of(store: Watched) -> Lines:
    return Lines(Rooms(store, store, Clock()), store)  # type: ignore[arg-type]


async def test_a_log_is_read_once_and_again_only_when_it_has_grown(store: Watched) -> None:
    lines = lines_of(store)
    for meeting in ("a", "b", "c"):
        await write(store, meeting, [opened(meeting), *letters(2, 4)])
    listing = await lines.look()
    assert sorted(line.id for line in listing.lines) == ["a", "b", "c"] and store.reads() == ["a", "b", "c"]
    await lines.look()
    assert store.reads() == []
    await write(store, "b", [entry(5, MeetingAmended("Jinak", "", "", None, "", False))])
    assert [line.title for line in (await lines.look()).lines if line.id == "b"] == ["Jinak"]
    assert store.reads() == ["b"]


async def test_after_a_new_start_nothing_is_read_that_was_read_before(tmp_path: Path) -> None:
    with Watched(tmp_path) as first:
        await write(first, "a", [opened("a"), *letters(2, 4)])
        before = await lines_of(first).look()
    with Watched(tmp_path) as second:
        assert await lines_of(second).look() == before
        assert second.reads() == []


@pytest.mark.parametrize("change", ["reckoning = reckoning - 1", "body = '{}'", "body = 'x'"])
async def test_a_line_of_another_program_or_an_unreadable_one_is_reckoned_anew(tmp_path: Path, change: str) -> None:
    with Watched(tmp_path) as first:
        await write(first, "a", [opened("a"), *letters(2, 4)])
        before = await lines_of(first).look()
    with sqlite3.connect(tmp_path / "setkani.db") as db:
        assert db.execute(f"UPDATE lines SET {change}").rowcount == 1
    db.close()
    with Watched(tmp_path) as second:
        assert await lines_of(second).look() == before
        assert second.reads() == ["a"]
    with Watched(tmp_path) as third:
        await lines_of(third).look()
        assert third.reads() == [], "and kept"


async def test_a_meeting_that_is_open_in_memory_is_not_read(store: Watched) -> None:
    await write(store, "a", [opened("a")])
    lines = lines_of(store)
    room = await lines._rooms.find("a")
    assert room is not None and store.reads() == ["a"]
    assert [line.id for line in (await lines.look()).lines] == ["a"]
    assert store.reads() == []


async def test_a_damaged_meeting_is_named_and_hides_no_other(store: Watched, tmp_path: Path) -> None:
    for meeting in ("a", "b"):
        await write(store, meeting, [opened(meeting), *letters(2, 4)])
    with sqlite3.connect(tmp_path / "setkani.db") as db:
        db.execute("UPDATE entries SET body = '{}' WHERE meeting = 'a' AND version = 3")
    db.close()
    lines = lines_of(store)
    for _ in range(2):
        listing = await lines.look()
        assert [line.id for line in listing.lines] == ["b"]
        assert [line.id for line in listing.damaged] == ["a"] and not listing.behind
    assert store.reads() == ["a", "b"], "and is not tried again and again"


async def test_whoever_does_not_wait_sees_the_others_first(store: Watched) -> None:
    await write(store, "a", [opened("a")])
    lines = lines_of(store)
    listing = await lines.look(patience=0)
    assert [line.title for line in listing.behind] == ["Jakubovo setkání"] and listing.lines == ()
    assert [line.id for line in (await lines.look(patience=None)).lines] == ["a"]


async def test_of_what_is_erased_no_line_is_left(store: Watched, tmp_path: Path) -> None:
    await write(store, "a", [opened("a", "Tajné setkání"), *letters(2, 3)])
    lines = lines_of(store)
    (line,) = (await lines.look()).lines
    with sqlite3.connect(tmp_path / "setkani.db") as db:
        db.execute("DELETE FROM entries WHERE meeting = 'a'")
    db.close()
    assert store.lines() == {}
    store.keep_lines([line])
    assert store.lines() == {}, "nor does it come back from somebody who still has it in mind"
    assert (await lines.look()).lines == () and lines._known == {}


async def test_a_meeting_that_goes_on_is_seen_as_it_is_now(store: Watched) -> None:
    events = open_meeting(OpenMeeting("a", "Setkání", PEOPLE), formats()["pripadova-konference"])
    await write(store, "a", [Entry(number, START, HOUSE, event) for number, event in enumerate(events, 1)])
    lines = lines_of(store)
    room = await lines._rooms.find("a")
    assert room is not None
    before = (await lines.look()).lines[0].version
    await room.ask(Arrive("eva"), HOUSE)
    assert (await lines.look()).lines[0].version > before


@pytest.mark.parametrize(
    ("own", "of_another", "replaces"),
    [
        ("tabor", "tabor", True),
        ("tabor", "pisek", False),
        ("", "tabor", True),
        ("tabor", "", True),
        ("", "pisek", False),
    ],
)
async def test_a_plan_is_replaced_by_a_later_one_of_the_same_office_alone(
    store: Watched, own: str, of_another: str, replaces: bool
) -> None:
    """Whoever of another office gives their meeting the same case ends no reminders here. Tábor was there first."""
    for meeting, office, at in (("a", own, START), ("b", of_another, START + timedelta(days=30))):
        event = MeetingOpened(
            meeting, FORMAT, "Setkání", "", "", at, "cs", "", False, case="jakub", occasion="evaluation", office=office
        )
        await write(store, meeting, [Entry(1, at, HOUSE, event), entry(2, MeetingClosed(""))])
    meeting = replay(store.read("a"))
    assert meeting is not None
    assert await lines_of(store).replaced(meeting, "tabor") is replaces
