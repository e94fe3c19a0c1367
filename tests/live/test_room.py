"""A room: told only after the disk, back to what is on disk when it fails, presence, slow pages, settled steps."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.live import connection as connections
from server.live import room as rooms
from server.live.connection import Connection
from server.live.room import Room
from server.meeting import commands as c
from server.meeting import text
from server.meeting.events import HOUSE, Entry, MeetingAmended
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.meeting.policy import PROJECTOR, cells_for
from server.meeting.refusals import Refused
from server.ports import Conflict, Fault, NotSaved
from server.store.memory import MemoryStore
from tests.bench.meetings import at_work

CELL = "step:s0:how"
EPOCH = "e" * 22


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    def ticks(self) -> float:
        return self.now().timestamp()


class SlowDisk(MemoryStore):
    """Holds what is appended until told to `write` it or to `fail`."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple[asyncio.Future[None], str, int, Sequence[Entry]]] = []
        self.slow = False

    def append(self, meeting: str, after: int, entries: Sequence[Entry]) -> asyncio.Future[None]:
        if not self.slow:
            return super().append(meeting, after, entries)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.held.append((future, meeting, after, entries))
        return future

    async def write(self) -> None:
        """The oldest that is held gets to the disk."""
        future, meeting, after, entries = self.held.pop(0)
        await super().append(meeting, after, entries)
        future.set_result(None)
        await turns()

    async def fail(self, error: Exception) -> None:
        self.held.pop(0)[0].set_exception(error)
        await turns()


class Line:
    """A wire that remembers. waiting: what it says waits; full: whether it says that this is much."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.full = False
        self.waiting = 0
        self.was_cut = False

    def write(self, frame: bytes) -> int:
        self.heard.append(json.loads(frame))
        return self.waiting

    def cut(self) -> None:
        self.was_cut = True

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.heard if frame["t"] == kind]


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def disk() -> SlowDisk:
    store = SlowDisk()
    await store.append("m", 0, at_work("m", 4, 4))
    store.slow = True
    return store


@pytest.fixture
async def room(disk: SlowDisk) -> Room:
    return Room(on(disk), EPOCH, disk, Noon())


def on(disk: SlowDisk) -> Meeting:
    meeting = replay(disk.read("m"))
    assert meeting is not None
    return meeting


def page(room: Room, seat: str, tab: str = "") -> tuple[Connection, Line]:
    """A page that follows everything it may see, and has heard nothing yet."""
    line = Line()
    connection = Connection(seat, tab or f"tab{seat}00", cells_for(room.told, seat), line)
    room.enter(connection)
    connection.follows |= connection.cells.keys()
    line.heard.clear()
    return connection, line


def put(room: Room, words: str, id: int, by: str = "p0", tab: str = "tabp000", cell: str = CELL) -> c.EditText:
    now = room.head.cells.get(cell, text.Cell())
    return c.EditText(cell, now.version, tab, id, text.replacing(now, now.text + words))


# What has to stand in the log first -----------------------------------------------------------------------------------


class Moved(Noon):
    """A clock that can be put on or back, and a count that knows nothing of it."""

    away = gone = timedelta()

    def now(self) -> datetime:
        return super().now() + self.away + self.gone

    def ticks(self) -> float:
        return self.gone.total_seconds()


@pytest.mark.parametrize(("by", "noted"), [(3600, 1), (-3600, 1), (50, 0), (0, 0)])
async def test_a_clock_that_was_moved_is_noted_before_what_comes_next(disk: SlowDisk, by: int, noted: int) -> None:
    """Not one that went on while the lid was closed: then the computer's own count went on as well."""
    disk.slow = False
    clock = Moved()
    room = Room(on(disk), EPOCH, disk, clock)
    clock.gone = timedelta(hours=9)
    await room.ask(put(room, "Jana ", 1), "p0")
    due = clock.now()
    clock.away = timedelta(seconds=by)
    await room.ask(put(room, "zavolá.", 2), "p0")
    await room.ask(put(room, "!", 3), "p0")
    assert on(disk).clock_moved == room.told.clock_moved == ((due, clock.now()),) * noted
    assert (on(disk).clock_back, on(disk).text(CELL)) == ((), "Jana zavolá.!")


async def test_a_moved_clock_that_could_not_be_noted_is_noted_with_what_can_be_saved(disk: SlowDisk) -> None:
    clock = Moved()
    room = Room(on(disk), EPOCH, disk, clock)
    clock.away = timedelta(hours=1)
    lost = room.ask(put(room, "Jana", 1), "p0")
    await disk.fail(NotSaved(Fault.FULL))
    with pytest.raises(NotSaved):
        await lost
    disk.slow = False
    await room.ask(put(room, "Jana", 2), "p0")
    assert len(on(disk).clock_moved) == 1


async def test_who_writes_after_a_damage_writes_on_what_can_be_read(disk: SlowDisk) -> None:
    disk.slow = False
    room = Room(on(disk), EPOCH, disk, Noon())
    for number, words in enumerate(("Jana ", "zavolá ", "v pátek."), 1):
        await room.ask(put(room, words, number), "p0")
    rows, version = disk._meetings["m"].rows, room.told.version - 1
    rows[version] = rows[version]._replace(crc=0)
    again = Room(on(disk), EPOCH, disk, Noon())
    assert (again.told.text(CELL), again.told.hurt[CELL]) == ("Jana ", version)
    assert again.epoch != room.epoch and again.epoch == Room(on(disk), EPOCH, disk, Noon()).epoch
    await again.ask(put(again, "napíše.", 9), "p0")
    assert on(disk).text(CELL) == again.told.text(CELL) == "Jana napíše." and CELL not in on(disk).hurt
    assert [(each.version, each.found) for each in on(disk).damages] == [(version, Noon().now())]


async def test_nothing_is_put_behind_what_is_not_certain(disk: SlowDisk) -> None:
    disk.slow = False
    rows = disk._meetings["m"].rows
    rows[3] = rows[3]._replace(body="{}", kind="StageAdvanced")
    room = Room(on(disk), EPOCH, disk, Noon())
    assert room.told.stopped == 3
    with pytest.raises(NotSaved):
        await room.ask(c.Arrive("p0"), "house")
    assert len(disk.read("m")) == room.told.version


# Told only after the disk ---------------------------------------------------------------------------------------------


async def test_nobody_hears_of_a_change_before_it_is_on_disk(room: Room, disk: SlowDisk) -> None:
    _, writer = page(room, "p0")
    _, reader = page(room, "p1")
    writer.heard.clear()
    heard: list[Meeting] = []
    room.listeners.append(heard.append)
    told = room.ask(put(room, "Jana zavolá.", 1), "p0")
    await turns()
    assert room.head.text(CELL) == "Jana zavolá."
    assert room.told.text(CELL) == ""
    assert (writer.heard, reader.heard, heard, told.done()) == ([], [], [], False)
    await disk.write()
    assert told.done()
    assert writer.of("ack") == [{"t": "ack", "cell": CELL, "epoch": EPOCH, "v": 1, "id": 1}]
    assert not writer.of("changes")
    assert reader.of("changes")[0]["list"] == [[1, "p0", 1, [[0, "Jana zavolá."]]]]
    assert heard == [room.told] == [on(disk)]


async def test_a_command_is_told_as_the_panels_it_moves_only_after_the_disk(room: Room, disk: SlowDisk) -> None:
    _, reader = page(room, "p1")
    room.ask(c.AddStep("new", "g0"), "p0")
    await turns()
    assert reader.heard == []
    await disk.write()
    assert "plan" in reader.of("changed")[0]["changed"]
    assert reader.of("cells")[0]["cells"]["step:new:what"] == "write"


async def test_asking_for_what_is_under_way_waits_for_it(room: Room, disk: SlowDisk) -> None:
    room.ask(c.AddStep("new", "g0"), "p0")
    again = room.ask(c.AddStep("new", "g0"), "p0")
    await turns()
    assert not again.done()
    await disk.write()
    assert again.done()
    assert room.ask(c.AddStep("new", "g0"), "p0").done()


async def test_a_refusal_changes_nothing_and_writes_nothing(room: Room, disk: SlowDisk) -> None:
    before = room.head
    with pytest.raises(Refused):
        room.ask(c.AdvanceStage(leaving="prace-na-cilech", despite="x"), "p1")
    assert room.head is before
    assert disk.held == []


async def test_whoever_does_not_follow_a_cell_is_not_told_of_it(room: Room, disk: SlowDisk) -> None:
    connection, line = page(room, "p1")
    connection.follows.discard(CELL)
    room.ask(put(room, "x", 1), "p0")
    await disk.write()
    assert not line.of("changes")


# When the disk fails --------------------------------------------------------------------------------------------------


async def test_what_was_decided_on_top_of_what_is_lost_is_lost_with_it_and_the_room_goes_on(
    room: Room, disk: SlowDisk
) -> None:
    _, writer = page(room, "p0")
    _, reader = page(room, "p1")
    first, second, third = (room.ask(put(room, words, id), "p0") for id, words in enumerate("ABC", 1))
    assert room.head.text(CELL) == "ABC"
    await disk.write()
    await disk.fail(NotSaved(Fault.FULL))
    await disk.fail(NotSaved(Fault.FULL))
    assert first.exception() is None
    assert [type(future.exception()) for future in (second, third)] == [NotSaved, NotSaved]
    assert room.head is room.told
    assert room.head == on(disk)
    assert room.head.text(CELL) == "A"
    assert [ack["id"] for ack in writer.of("ack")] == [1]
    assert len(reader.of("changes")) == 1
    last = room.ask(put(room, "D", 4), "p0")
    await disk.write()
    assert last.exception() is None
    assert room.told == on(disk)
    assert room.told.text(CELL) == "AD"
    assert [ack["id"] for ack in writer.of("ack")] == [1, 4]


async def test_a_command_given_between_the_failures_of_others_is_not_lost_with_them(room: Room, disk: SlowDisk) -> None:
    room.ask(put(room, "A", 1), "p0")
    room.ask(put(room, "B", 2), "p0")
    await disk.fail(NotSaved(Fault.DISK))
    third = room.ask(put(room, "C", 3), "p0")
    await disk.fail(NotSaved(Fault.DISK))
    assert room.head.text(CELL) == "C"
    await disk.write()
    assert third.exception() is None
    assert room.told == on(disk)
    assert room.told.text(CELL) == "C"


async def test_a_full_disk_is_said_and_forgotten_when_there_is_room_again(room: Room, disk: SlowDisk) -> None:
    disk.slow = False
    disk.failing = Fault.FULL
    with pytest.raises(NotSaved):
        await room.ask(c.AddStep("new", "g0"), "p0")
    assert room.head.step("new") is None
    disk.failing = None
    await room.ask(c.AddStep("new", "g0"), "p0")
    assert room.told.step("new") is not None


async def test_what_another_process_wrote_is_read_and_told_when_it_was_first(room: Room, disk: SlowDisk) -> None:
    _, reader = page(room, "p1")
    version = room.told.version
    disk.slow = False
    amended = MeetingAmended("Jiný název", "", "", None, "", False)
    await disk.append("m", version, [Entry(version + 1, Noon().now(), HOUSE, amended)])
    with pytest.raises(Conflict):
        await room.ask(c.AddStep("new", "g0"), "p0")
    assert room.head is room.told
    assert room.told.title == "Jiný název"
    assert room.told.step("new") is None
    assert reader.of("changed")
    await room.ask(c.AddStep("new", "g0"), "p0")
    assert room.told == on(disk)


async def test_a_disk_that_cannot_even_be_read_is_said_to_whoever_waits_and_forgotten_when_it_can(
    room: Room, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: None)

    def unreadable(meeting: str, after: int = 0) -> list[Entry]:
        raise OSError("the disk has gone")

    lost = room.ask(c.AddStep("new", "g0"), "p0")
    with monkeypatch.context() as gone:
        gone.setattr(disk, "read", unreadable)
        await disk.fail(NotSaved(Fault.DISK))
    with pytest.raises(NotSaved):
        await asyncio.wait_for(lost, 60)
    assert room.head is room.told
    again = room.ask(c.AddStep("new", "g0"), "p0")
    await disk.write()
    assert again.exception() is None
    assert room.told == on(disk)


async def test_a_listener_hears_nothing_of_what_failed(room: Room, disk: SlowDisk) -> None:
    heard: list[Meeting] = []
    room.listeners.append(heard.append)
    room.ask(c.AddStep("new", "g0"), "p0")
    await disk.fail(NotSaved(Fault.FULL))
    assert heard == []


# Who is here ----------------------------------------------------------------------------------------------------------


async def test_the_others_hear_who_comes_where_they_write_and_that_they_have_gone(room: Room) -> None:
    _, first = page(room, "p0")
    second, own = page(room, "p1")
    assert first.of("presence")[-1]["people"] == {"p1": {"name": "Člověk 1", "here": True, "cell": None}}
    room.write_in(second, CELL)
    room.write_in(second, CELL)
    assert [frame["people"]["p1"]["cell"] for frame in first.of("presence")] == [None, CELL]
    room.leave(second)
    assert first.of("presence")[-1]["people"] == {"p1": {"name": "Člověk 1", "here": False, "cell": None}}
    assert own.of("presence")[-1]["people"]["p1"]["cell"] == CELL
    assert room.here() == {"p0"}


async def test_somebody_with_two_pages_is_here_until_both_are_closed(room: Room) -> None:
    _, first = page(room, "p0")
    one, _ = page(room, "p1", "tab1first")
    page(room, "p1", "tab1other")
    room.leave(one)
    assert first.of("presence")[-1]["people"]["p1"]["here"]


async def test_the_same_page_connected_again_closes_its_dead_link(room: Room) -> None:
    dead, _ = page(room, "p1", "tab1first")
    alive, _ = page(room, "p1", "tab1first")
    assert dead.close_code == 4409
    assert alive.close_code is None
    assert room.connections == {alive}


async def test_the_projector_shows_initials_where_the_meeting_wants_it(room: Room, disk: SlowDisk) -> None:
    disk.slow = False
    await room.ask(c.StepBack(leaving="prace-na-cilech"), "p0")
    await room.ask(c.AmendMeeting("Jakub", "", "", None, "", True), "p0")
    _, screen = page(room, PROJECTOR)
    page(room, "p0")
    assert screen.of("presence")[-1]["people"]["p0"]["name"] == "E. D."


async def test_a_page_that_is_being_closed_is_told_nothing_more(room: Room) -> None:
    connection, line = page(room, "p1")
    connection.close(4403)
    connection.tell(b"{}")
    assert await asyncio.wait_for(connection.over(), 60) == 4403
    assert line.heard == []


# Slow pages -----------------------------------------------------------------------------------------------------------


async def test_a_page_that_takes_nothing_is_cut_off_and_holds_up_nobody(room: Room, disk: SlowDisk) -> None:
    slow, line = page(room, "p1")
    _, quick = page(room, "p2")
    disk.slow = False
    line.waiting = connections.MOST_WAITING
    await room.ask(put(room, "a", 1), "p0")
    assert slow.close_code is None
    line.waiting += 1
    await room.ask(put(room, "b", 2), "p0")
    assert (slow.close_code, line.was_cut) == (1013, True)
    await room.ask(put(room, "c", 3), "p0")
    assert len(line.of("changes")) == 2
    assert len(quick.of("changes")) == 3


async def test_letters_are_kept_for_a_slow_page_and_told_many_at_once_when_its_wire_is_free(
    room: Room, disk: SlowDisk
) -> None:
    slow, line = page(room, "p1")
    _, quick = page(room, "p2")
    disk.slow = False
    line.full = True
    for id in range(1, 5):
        await room.ask(put(room, "a", id), "p0")
        await room.ask(put(room, "b", id + 10, cell="step:s1:how"), "p0")
    assert line.of("changes") == []
    assert len(quick.of("changes")) == 8, "the others wait for nobody"
    line.full = False
    room.drained(slow)
    assert [(frame["cell"], [past[0] for past in frame["list"]]) for frame in line.of("changes")] == [
        (CELL, [1, 2, 3, 4]),
        ("step:s1:how", [1, 2, 3, 4]),
    ]
    assert [past for frame in line.of("changes") for past in frame["list"]] == [
        past for cell in (CELL, "step:s1:how") for frame in quick.of("changes") if frame["cell"] == cell
        for past in frame["list"]
    ]  # fmt: skip
    await room.ask(put(room, "c", 5), "p0")
    assert line.of("changes")[-1]["list"][0][0] == 5, "from now on one by one again"


async def test_whoever_writes_on_a_slow_link_is_told_what_came_before_their_own_letter(
    room: Room, disk: SlowDisk
) -> None:
    _, line = page(room, "p1", "tab1000001")
    disk.slow = False
    line.full = True
    await room.ask(put(room, "a", 1), "p0")
    await room.ask(put(room, "b", 7, by="p1", tab="tab1000001"), "p1")
    assert [frame["t"] for frame in line.heard if frame["t"] != "changed"] == ["changes", "ack"]
    assert ([past[0] for past in line.of("changes")[0]["list"]], line.of("ack")[0]["v"]) == ([1], 2)


async def test_of_more_than_a_new_start_would_cost_a_slow_page_is_told_the_last_alone_and_asks(
    room: Room, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MAX_BEHIND", 100)
    slow, line = page(room, "p1")
    disk.slow = False
    line.full = True
    for id in range(1, 5):
        await room.ask(put(room, "a", id), "p0")
    room.drained(slow)
    assert [past[0] for frame in line.of("changes") for past in frame["list"]] == [4]


async def test_what_was_kept_for_a_slow_page_is_not_told_once_it_may_not_see_it(room: Room, disk: SlowDisk) -> None:
    slow, line = page(room, "p1")
    disk.slow = False
    line.full = True
    await room.ask(put(room, "a", 1), "p0")
    slow.follows.discard(CELL)
    room.drained(slow)
    assert line.of("changes") == []


# Settled steps --------------------------------------------------------------------------------------------------------


class Clock:
    """The clock of the running loop, which goes on only when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self.now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: self.now)

    async def passes(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_the_owner_alone_is_shown_a_step_anew_when_the_letters_have_settled(
    room: Room, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    disk.slow = False
    await room.ask(c.GiveStep("s0", "p1"), "p0")
    await room.ask(put(room, "Nejdřív ", 1), "p0")
    _, owner = page(room, "p1")
    _, other = page(room, "p2")
    for id in range(2, 6):
        await room.ask(put(room, "e", id), "p0")
    assert owner.of("changed") == []
    await clock.passes(rooms.SETTLED)
    assert [frame["changed"] for frame in owner.of("changed")] == [["child", "me", "plan"]]
    assert other.of("changed") == []


async def test_a_step_that_nobody_has_settles_in_silence(
    room: Room, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    disk.slow = False
    await room.ask(put(room, "Nejdřív ", 1), "p0")
    _, line = page(room, "p1")
    await room.ask(put(room, "e", 2), "p0")
    await clock.passes(rooms.SETTLED)
    assert line.of("changed") == []
