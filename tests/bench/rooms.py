"""Our server against the bare relay, in the same run, in turn, with the same people: latency and CPU per delivery."""

import asyncio
import gc
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from . import crowd as crowds
from .meetings import Table, tables
from .processes import Server, ours, relay
from .tables import say, table

PEOPLE = 12
EVERY = 1.0


@dataclass(frozen=True)
class Round:
    """One stretch on one server. Milliseconds and microseconds; missing: changes that did not reach everybody."""

    p50: float
    p99: float
    cpu: float
    acks: int
    sent: int
    missing: int
    ack_p50: float


async def _one(server: Server, people: list[crowds.Crowd], seconds: float, seed: int) -> Round:
    gc.collect()
    before = server.cpu()
    count = await crowds.type_for(people, seconds, EVERY, seed)
    used = server.cpu() - before
    times = sorted(count.delivered)
    return Round(
        p50=1e3 * times[len(times) // 2],
        p99=1e3 * times[len(times) * 99 // 100],
        cpu=1e6 * used / len(times),
        acks=count.acks,
        sent=count.sent,
        missing=count.sent * (PEOPLE - 1) - len(times),
        ack_p50=1e3 * median(count.acked) if count.acked else 0.0,
    )


async def compare(server: Server, bare: Server, here: list[Table], rounds: int, seconds: float) -> list[list[Round]]:
    """[of the relay, of ours], each with its rounds."""
    found: list[list[Round]] = [[], []]
    theirs = [crowds.Crowd(table, bare.port, plain=True) for table in here]
    own = [crowds.Crowd(table, server.port, plain=False) for table in here]
    await crowds.come(theirs)
    await crowds.come(own)
    gc.collect()
    gc.freeze()
    await crowds.type_for(theirs, 1, EVERY)
    await crowds.type_for(own, 1, EVERY)
    for number in range(rounds):
        found[0].append(await _one(bare, theirs, seconds, number))
        found[1].append(await _one(server, own, seconds, number))
    for one in (*theirs, *own):
        one.leave()
        if one.lost:
            raise RuntimeError(f"{one.lost} connections were lost")
    await asyncio.sleep(0.2)
    return found


def measure(counts: tuple[int, ...], rounds: int, seconds: float) -> list[dict[str, float]]:
    """The table of rooms, printed and returned."""
    lines: list[dict[str, float]] = []
    began = process_time()
    with TemporaryDirectory(prefix="setkani-bench-") as folder:
        here = tables(Path(folder), max(counts), PEOPLE)
        with relay() as bare, ours(Path(folder)) as server:
            for count in counts:
                plain, own = asyncio.run(compare(server, bare, here[:count], rounds, seconds))
                lines.append(_line(count, plain, own))
                say(f"{count} rooms done")
            memory = server.memory() / 1e6
    table(
        f"Rooms of {PEOPLE}, one change a second each; medians of {rounds} rounds of {seconds:g} s, in turn",
        ["rooms", "p50 ms relay", "ours", "p99 ms relay", "ours", "ack ms", "µs relay", "ours", "ours/relay", "acks"],
        [
            [
                f"{line['rooms']:.0f}",
                f"{line['relay p50']:.2f}",
                f"{line['our p50']:.2f}",
                f"{line['relay p99']:.1f}",
                f"{line['our p99']:.1f}",
                f"{line['ack p50']:.2f}",
                f"{line['relay cpu']:.1f}",
                f"{line['our cpu']:.1f}",
                f"{line['ratio']:.2f}",
                f"{line['acks']:.0f}/{line['sent']:.0f}",
            ]
            for line in lines
        ],
        "µs: CPU of the server for one change delivered to one person. Ours has every change on disk "
        "(synchronous=FULL)\nbefore anyone sees it. "
        f"Our memory at the end: {memory:.0f} MB; the people themselves used {process_time() - began:.0f} s of CPU.",
    )
    return lines


def _line(count: int, plain: list[Round], own: list[Round]) -> dict[str, float]:
    missing = sum(one.missing for one in (*plain, *own))
    if missing:
        say(f"{count} rooms: {missing} deliveries are missing")
    return {
        "rooms": count,
        "relay p50": median(one.p50 for one in plain),
        "our p50": median(one.p50 for one in own),
        "relay p99": median(one.p99 for one in plain),
        "our p99": median(one.p99 for one in own),
        "ack p50": median(one.ack_p50 for one in own),
        "relay cpu": median(one.cpu for one in plain),
        "our cpu": median(one.cpu for one in own),
        # Of neighbours in time: what else the machine did meanwhile falls out.
        "ratio": median(mine.cpu / theirs.cpu for mine, theirs in zip(own, plain, strict=True)),
        "acks": sum(one.acks for one in own),
        "sent": sum(one.sent for one in own),
    }
