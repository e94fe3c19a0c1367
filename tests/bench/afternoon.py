"""A whole afternoon: sixty people, twenty of them typing, one who floods, one on a slow link, and two `kill -9`.

`python -m tests.bench.afternoon --minutes 30` prints a table and ends with 1 if a figure is missed that does not depend
on the machine: a letter lost, two screens that differ, a page that did not come back by itself.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from server.meeting.evolve import replay
from server.meeting.policy import PROJECTOR
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import free_port

from . import crowd as crowds
from .guests import Flood, Guest, SlowLink, connected
from .meetings import Table, tables
from .processes import ROOT, Server, relay
from .tables import say, table

PEOPLE, TYPING, EVERY = 60, 20, 0.2
CELLS = 8
SLOW = 64_000 // 8
"""Bytes a second of the slow link."""
BACK = 5.0
"""Seconds after a `kill -9` within which everybody is to be back and typing."""
PANELS = ("stage", "work", "people")
WARM = 0.3
"""That much of a life is over before its memory is looked at for the first time."""
FLAT, LONG = 0.10, 10.0
"""How much memory may grow from then on, if the afternoon has so many minutes."""


@dataclass
class Afternoon:
    """What was seen. Seconds; memory: (moment, bytes) of the server's present life."""

    sent: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    on_the_wall: list[float] = field(default_factory=list)
    on_the_slow_link: list[float] = field(default_factory=list)
    slow_links: int = 0
    panels: list[float] = field(default_factory=list)
    panels_failed: int = 0
    backs: list[float] = field(default_factory=list)
    typed_again: list[float] = field(default_factory=list)
    dead: list[tuple[float, float]] = field(default_factory=list)
    """From each death until everybody was back."""
    memory: list[list[tuple[float, int]]] = field(default_factory=list)
    cpu: float = 0.0
    floods: int = 0
    flood_frames: int = 0
    struck: int = 0
    wrong: list[str] = field(default_factory=list)


def start(folder: Path, port: int) -> Server:
    where = ["--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "serve", *where], cwd=ROOT, stdout=subprocess.DEVNULL, text=True
    )
    return Server(process, port)


async def answers(port: int) -> None:
    while True:
        try:
            _, out = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        out.close()
        return


async def look_at_panels(port: int, meeting: str, token: str, seen: Afternoon, going: asyncio.Event) -> None:
    """The facilitator's screen: its panels, asked for every second as a browser does, when the server is there."""
    while going.is_set():
        try:
            read, write = await asyncio.open_connection("127.0.0.1", port)
            while going.is_set():
                for panel in PANELS:
                    began = perf_counter()
                    path = f"/meetings/{meeting}/panels/{panel}?view=console&seat=p0"
                    heads = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {token}")
                    write.write("\r\n".join((*heads, "", "")).encode())
                    head = (await read.readuntil(b"\r\n\r\n")).decode().lower()
                    await read.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
                    seen.panels.append(perf_counter() - began)
                    seen.panels_failed += " 200 " not in head.split("\r\n")[0]
                await asyncio.sleep(1)
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)


async def flood(port: int, path: str, cells: tuple[str, ...], seen: Afternoon, going: asyncio.Event) -> None:
    while going.is_set():
        one = Flood(port, path, cells)
        try:
            await connected(one, port)
            await asyncio.wait([one.over], timeout=5)
            if not one.over.done():
                one.transport.abort()
        except OSError:
            pass
        seen.floods += 1
        seen.flood_frames += one.frames
        await asyncio.sleep(0.1)


async def hold(folder: Path, here: Table, wall: str, minutes: float, deaths: int, noise: bool = True) -> Afternoon:
    """The afternoon in that meeting. wall: the projector's token; noise: with the flood."""
    port = free_port()
    lives = [start(folder, port)]
    try:
        await answers(port)
        return await _hold(folder, here, wall, minutes, deaths, noise, lives)
    finally:
        lives[-1].process.terminate()
        lives[-1].process.wait(20)


async def _hold(
    folder: Path, here: Table, wall: str, minutes: float, deaths: int, noise: bool, lives: list[Server]
) -> Afternoon:
    seen, port = Afternoon(), lives[-1].port
    cells = here.cells[:CELLS]
    going = asyncio.Event()
    going.set()
    async with SlowLink(port, SLOW) as link:

        def guest(number: int, token: str, by: int = port) -> Guest:
            return Guest(by, here.id, token, f"afternoon{number:02}", cells, seen.sent)

        projector = guest(99, wall)
        slow = guest(58, here.tokens[58], link.port)
        people = [guest(number, token) for number, token in enumerate(here.tokens[:58])]
        everybody = [projector, *people]
        await asyncio.gather(*(one.settled() for one in (*everybody, slow)))

        def shown(times: list[float], author: str, id: int, now: float) -> None:
            for struck in seen.sent.get((author, id), ()):
                if not any(death <= struck <= back for death, back in seen.dead):
                    times.append(now - struck)

        projector.told = partial(shown, seen.on_the_wall)
        slow.told = partial(shown, seen.on_the_slow_link)
        say(f"{len(everybody) + 1} pages are open")
        began = perf_counter()
        end = began + minutes * 60
        side = [asyncio.create_task(look_at_panels(port, here.id, here.tokens[0], seen, going))]
        if noise:
            path = f"/meetings/{here.id}/socket?token={here.tokens[59]}&tab=floodflood"
            side.append(asyncio.create_task(flood(port, path, cells, seen, going)))
        writers = [
            asyncio.create_task(one.type_until(end, EVERY, cells, number % CELLS))
            for number, one in enumerate(people[1 : TYPING + 1])
        ]
        moments = [began + minutes * 60 * (number + 1) / (deaths + 1) for number in range(deaths)]
        used = lives[-1].cpu()
        seen.memory.append([])
        looked = born = perf_counter()
        while not all(writer.done() for writer in writers):
            await asyncio.sleep(0.25)
            now = perf_counter()
            if moments and now >= moments[0]:
                moments.pop(0)
                seen.cpu += lives[-1].cpu() - used
                await die(lives, folder, everybody, people[1 : TYPING + 1], seen)
                used, born = lives[-1].cpu(), perf_counter()
                seen.memory.append([])
                say(f"killed after {(now - began) / 60:.1f} minutes; all back after {seen.backs[-1]:.2f} s")
            if now - looked > min(10, minutes) and now - born > WARM * minutes * 60 / (deaths + 1):
                looked = now
                seen.memory[-1].append((now - began, lives[-1].memory()))
        seen.cpu += lives[-1].cpu() - used
        seen.struck = sum(await asyncio.gather(*writers))
        going.clear()
        seen.slow_links = slow.links
        await asyncio.gather(*side)
        await asyncio.gather(*(one.settled() for one in (*everybody, slow)))
        await compare(folder, here, [*everybody, slow], seen)
        await asyncio.gather(*(one.stop() for one in (*everybody, slow)))
    return seen


async def die(lives: list[Server], folder: Path, everybody: list[Guest], writers: list[Guest], seen: Afternoon) -> None:
    """Kill -9, start again at once, and see when everybody is back and typing, without a tap."""
    before = {id(one): len(one.acked) for one in writers}
    seen.dead.append((perf_counter() - 1, float("inf")))
    killed = perf_counter()
    lives[-1].process.kill()
    lives[-1].process.wait()
    lives.append(start(folder, lives[-1].port))
    again_typing: dict[int, float] = {}
    while True:
        await asyncio.sleep(0.01)
        now = perf_counter()
        for one in writers:
            if one.open and len(one.acked) > before[id(one)] and one.back_at > killed:
                again_typing.setdefault(id(one), now)
        if len(again_typing) == len(writers) and all(one.open and one.back_at > killed for one in everybody):
            break
        if now - killed > 60:
            seen.wrong.append("after a kill -9 somebody was not back within a minute")
            break
    seen.backs.append(max(one.back_at for one in everybody) - killed)
    seen.typed_again.append(max(again_typing.values(), default=now) - killed)
    seen.dead[-1] = (killed - 1, perf_counter())


async def compare(folder: Path, here: Table, pages: list[Guest], seen: Afternoon) -> None:
    """Every acknowledged change is in the log once; every page, the server and the replay of the log say the same."""
    with SqliteStore(folder, Access.READING) as store:
        entries = store.read(here.id)
    meeting = replay(entries)
    assert meeting is not None
    versions = {cell: meeting.cells[cell].version for cell in pages[0].cells}
    await asyncio.wait_for(asyncio.gather(*(page.reaches(versions) for page in pages)), 120)
    texts = {cell: meeting.text(cell) for cell in pages[0].cells}
    differ = sum(page.texts != texts for page in pages)
    if differ:
        seen.wrong.append(f"{differ} pages end with another text than the disk")
    there = Counter(
        (entry.by, entry.event.id) for entry in entries if getattr(entry.event, "tab", "")[:9] == "afternoon"
    )
    acknowledged = [one for page in pages for one in page.acked]
    lost = sum(one not in there for one in acknowledged)
    twice = sum(count > 1 for count in there.values())
    if lost:
        seen.wrong.append(f"{lost} acknowledged changes are not on disk")
    if twice or len(set(acknowledged)) < len(acknowledged):
        seen.wrong.append(f"{twice} changes are on disk twice")
    if len(there) != len(acknowledged):
        seen.wrong.append(f"{len(there)} changes are on disk, {len(acknowledged)} were acknowledged")
    letters = sum(map(len, seen.sent.values()))
    if letters != seen.struck:
        seen.wrong.append(f"{seen.struck} letters were struck, {letters} were sent")


async def on_the_relay(port: int, here: Table, seconds: float) -> tuple[float, float, int]:
    """The same people and the same typing on the bare relay: p50 and p95 of all deliveries, and how many there were."""
    crowd = crowds.Crowd(here, port, plain=True)
    await crowd.come()
    typists = crowd.people[:TYPING]
    loop = asyncio.get_running_loop()
    crowd.count = count = crowds.Count()
    until = loop.time() + seconds

    def turn(person: crowds.Person, at: float) -> None:
        person.type()
        if at + EVERY < until:
            loop.call_at(at + EVERY, turn, person, at + EVERY)

    for number, person in enumerate(typists):
        first = loop.time() + EVERY * number / TYPING
        loop.call_at(first, turn, person, first)
    await asyncio.sleep(seconds + 0.5)
    crowd.leave()
    await asyncio.sleep(0.2)
    times = sorted(count.delivered)
    return times[len(times) // 2], times[len(times) * 95 // 100], len(times)


def share(times: list[float], part: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


@click.command()
@click.option("--minutes", default=30.0, show_default=True, help="How long they type.")
@click.option("--deaths", default=2, show_default=True, help="How often the server is killed with kill -9.")
@click.option("--quiet", is_flag=True, help="Without the flood.")
def main(minutes: float, deaths: int, quiet: bool) -> None:
    """Sixty people, twenty typing five keys a second, a flood, a slow link, and kill -9."""
    with TemporaryDirectory(prefix="setkani-afternoon-") as folder:
        data = Path(folder)
        here = tables(data, 1, PEOPLE)[0]
        with SqliteStore(data, Access.ALONE) as store:
            wall = store.issue(here.id, PROJECTOR)
        with relay() as bare:
            before = bare.cpu()
            p50, p95, delivered = asyncio.run(on_the_relay(bare.port, here, 10))
            bare_cpu = (bare.cpu() - before) / delivered
        say("the bare relay is measured")
        seen = asyncio.run(hold(data, here, wall, minutes, deaths, noise=not quiet))
    tell(seen, minutes, p50, p95, bare_cpu)
    sys.exit(1 if seen.wrong else 0)


def tell(seen: Afternoon, minutes: float, p50: float, p95: float, bare_cpu: float) -> None:
    """Prints the table, and what was wrong."""
    if not seen.on_the_wall:
        seen.wrong.append("nothing came to be seen on the projector")
    if any(back > BACK for back in (*seen.backs, *seen.typed_again)):
        seen.wrong.append(f"not everybody was back and typing within {BACK:g} s of a kill -9")
    wall50, wall95 = share(seen.on_the_wall, 0.5), share(seen.on_the_wall, 0.95)
    growth = [max(b for _, b in life) / life[0][1] - 1 for life in seen.memory if len(life) > 1]
    if minutes >= LONG and any(part > FLAT for part in growth):
        seen.wrong.append(f"memory grew by more than {100 * FLAT:g} %")
    lines = [
        ["letters typed", f"{seen.struck}", ""],
        ["key to projector, p50", f"{1e3 * wall50:.1f} ms", f"{wall50 / p50:.1f} x the relay"],
        ["key to projector, p95", f"{1e3 * wall95:.1f} ms", f"{wall95 / p95:.1f} x the relay"],
        ["key to projector, p99", f"{1e3 * share(seen.on_the_wall, 0.99):.1f} ms", ""],
        [
            "key to the slow phone, p95",
            f"{share(seen.on_the_slow_link, 0.95):.1f} s",
            f"its link: {seen.slow_links} times",
        ],
        ["server CPU", f"{100 * seen.cpu / minutes / 60:.0f} % of a core", ""],
        ["facilitator's panels, p95", f"{1e3 * share(seen.panels, 0.95):.0f} ms", f"{len(seen.panels)} asked"],
        ["kill -9 to everybody back", ", ".join(f"{back:.2f} s" for back in seen.backs), "goal 5 s"],
        ["kill -9 to everybody typing", ", ".join(f"{back:.2f} s" for back in seen.typed_again), "goal 5 s"],
        ["flood", f"{seen.flood_frames} frames", f"thrown out {seen.floods} times"],
        ["memory, each life", ", ".join(f"{100 * part:+.0f} %" for part in growth), _megabytes(seen)],
    ]
    title = f"{minutes:g} minutes of {PEOPLE} people, {TYPING} typing {1 / EVERY:g} keys a second"
    table(title, ["what", "figure", "beside"], lines, "\n".join(f"MISSED: {one}." for one in seen.wrong))


def _megabytes(seen: Afternoon) -> str:
    return ", ".join(f"{life[0][1] / 1e6:.0f} to {life[-1][1] / 1e6:.0f} MB" for life in seen.memory if life)


if __name__ == "__main__":
    main(prog_name="afternoon")
