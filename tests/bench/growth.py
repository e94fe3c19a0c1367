"""What one change costs as a meeting grows: its plan, its people, its history, and the meetings kept beside it."""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from server.app import WallClock
from server.live.connection import Connection
from server.live.room import Room
from server.live.rooms import Rooms
from server.meeting import commands as c
from server.meeting import text
from server.meeting.events import Entry
from server.meeting.evolve import replay
from server.meeting.policy import cells_for
from server.store.opening import Access
from server.store.sqlite import SqliteStore

from .meetings import Log, at_work, keep
from .processes import ours
from .tables import say, table


class _Nowhere:
    """A wire that only counts."""

    full = False

    def __init__(self) -> None:
        self.frames = 0

    def write(self, frame: bytes) -> int:
        self.frames += 1
        return 0

    def cut(self) -> None:
        raise AssertionError


async def _changes(store: SqliteStore, meeting: str, people: int, changes: int) -> float:
    """Microseconds of CPU for one change: decided, committed, told to everybody (the network left out)."""
    room = await Rooms(store, store, WallClock()).find(meeting)
    assert room is not None
    for number in range(people):
        connection = Connection(f"p{number}", f"benchtab{number}", cells_for(room.told, f"p{number}"), _Nowhere())
        connection.follows |= connection.cells.keys()
        room.enter(connection)
    id = 1_000_000
    times = []
    for _ in range(3):
        began = process_time()
        for _ in range(changes // 10):
            # Ten people at once, as in a room where it matters.
            for place in range(10):
                id += 1
                await_last = _type(room, place % people, id)
            await await_last
        times.append(1e6 * (process_time() - began) / (changes // 10 * 10))
    return median(times)


def _type(room: Room, place: int, id: int) -> "asyncio.Future[None]":
    cell_id = f"step:s{place}:what"
    cell = room.head.cells[cell_id]
    # A letter more or a letter less, so that the cell itself stays as long as it is.
    more = cell.units < 100
    change = (cell.units, (0, "e")) if more else (cell.units - 50, (50,))
    return room.ask(c.EditText(cell_id, cell.version, f"benchtab{place}", id, text.read_change(change)), f"p{place}")


def measure(quick: bool) -> None:
    """All tables of growth, printed."""
    changes = 200 if quick else 500
    # The first and the last are enough to see whether anything grows.
    every = 3 if quick else 1
    _grow("steps in the plan", [(12, steps, 0, 0) for steps in (10, 50, 100, 200)[::every]], changes)
    _grow("people with a page open", [(people, 12, 0, 0) for people in (5, 12, 30, 60)[::every]], changes)
    _grow("changes in the history", [(12, 12, past, 0) for past in (100, 1000, 5000, 20_000)[::every]], changes)
    many = 200 if quick else 1000
    _grow("other meetings kept", [(12, 12, 0, others) for others in (0, 10, 100, many)[::every]], changes, starts=True)


def _grow(what: str, sizes: list[tuple[int, int, int, int]], changes: int, *, starts: bool = False) -> None:
    lines = []
    for people, steps, past, others in sizes:
        entries = _meeting(people, steps, past)
        with TemporaryDirectory(prefix="setkani-bench-") as name:
            folder = Path(name)
            keep(folder, [entries], ["m"])
            if others:
                keep(
                    folder,
                    [at_work(f"m{number}", 12, 12) for number in range(others)],
                    [f"m{n}" for n in range(others)],
                )
            size = sum(file.stat().st_size for file in folder.iterdir())
            began = perf_counter()
            with SqliteStore(folder, Access.ALONE) as store:
                opened = perf_counter() - began
                began = perf_counter()
                read = store.read("m")
                reading = perf_counter() - began
                began = perf_counter()
                replay(read)
                replaying = perf_counter() - began
                cost = asyncio.run(_changes(store, "m", people, changes))
            grown = {"people": people, "steps": steps, "changes": past, "meetings": others}
            line = [
                str(grown[_which(what)]),
                f"{cost:.0f}",
                str(len(entries)),
                f"{1e3 * opened:.0f}",
                f"{1e3 * reading:.0f}",
                f"{1e3 * replaying:.0f}",
                f"{size / 1e6:.1f}",
            ]
            if starts:
                began = perf_counter()
                with ours(folder):
                    line.append(f"{perf_counter() - began:.2f}")
            lines.append(line)
        say(f"{line[0]} {what} done")
    heads = [what, "µs a change", "entries", "open ms", "read ms", "replay ms", "file MB"]
    table(f"As the {what} grow", heads + (["start s"] if starts else []), lines)


def _which(what: str) -> str:
    return next(word for word in ("people", "steps", "changes", "meetings") if word in what)


def _meeting(people: int, steps: int, past: int) -> list[Entry]:
    entries = at_work("m", people, steps)
    if past:
        log = Log(entries)
        for number in range(past):
            cell = f"step:s{number % steps}:how"
            now = log.meeting.text(cell)
            log.write(cell, now + "e" if len(now) < 200 else "")
    return entries
