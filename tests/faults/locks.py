"""The race of the lock: twenty people type, some or all of them without a link, while the plan is frozen."""

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

from server.meeting.commands import Person
from server.meeting.events import Entry, PlanFrozen, TextChanged
from tests.afternoon import PATIENCE, Phone, house, phone

DESPITE = "Krátký den."
TYPING, AWAY = 20, 5
ALL_AWAY = 4
"""In every fourth race nobody has a link when the plan is frozen, and all have typed."""
PEOPLE = (
    Person("eva", "Eva Dvořáková", frozenset({"facilitator"})),
    *(Person(f"p{number}", f"Člověk {number}", frozenset({"ucastnik"})) for number in range(TYPING)),
)


class Writer:
    """Somebody who writes in a field of their own, a letter at a time, until it is locked."""

    def __init__(self, person: Phone, seat: str) -> None:
        self.person = person
        self.cell = f"reflection:{seat}"
        self.units = self.version = self.id = 0
        self.epoch = ""
        self.taken: set[int] = set()
        self.refused: set[int] = set()

    async def begin(self) -> None:
        await self.person.sync(self.cell)
        self.epoch = self.person.epoch

    async def write(self, wait: asyncio.Event | None = None) -> bool:
        """One letter; whether it was taken. wait: it is typed now, and leaves when there is a link again."""
        self.id += 1
        change = [self.units, [0, "e"]] if self.units else [[0, "e"]]
        said = {"t": "edit", "cell": self.cell, "epoch": self.epoch, "v": self.version, "id": self.id, "ch": change}
        if wait is not None:
            await wait.wait()
        await self.person.socket.send(json.dumps(said))
        while True:
            frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.person.socket.recv(), PATIENCE))
            assert frame["t"] != "stale", frame
            if frame["t"] in ("ack", "refused") and (frame["cell"], frame["id"]) == (self.cell, self.id):
                break
        if frame["t"] == "refused":
            assert frame["code"] in ("locked", "rights"), frame
            self.refused.add(self.id)
            return False
        self.taken.add(self.id)
        self.version, self.units = frame["v"], self.units + 1
        return True


async def races(folder: Path, number: int, seed: int) -> Counter[str]:
    """So many of them in one meeting, which is opened again each time. Looks into the log after each: what was taken
    stands before the lock, what was refused nowhere, and there is nothing after it."""
    dice, total = Random(seed), Counter[str]()
    with house(folder) as home:
        met = home.open(people=PEOPLE)
        async with AsyncExitStack() as stack:
            eva = await stack.enter_async_context(phone(home.url, met.id, met.tokens["eva"]))
            writers = []
            for person in PEOPLE[1:]:
                opened = await stack.enter_async_context(phone(home.url, met.id, met.tokens[person.seat]))
                writers.append(Writer(opened, person.seat))
            await eva.did("begin-meeting")
            for stage in (await eva.state())["stages"][:-1]:
                await eva.did("advance-stage", leaving=stage, despite=DESPITE)
            await asyncio.gather(*(writer.begin() for writer in writers))
            seen = home.meeting(met.id).version
            for race in range(1, number + 1):
                await _race(eva, writers, dice, away=AWAY if race % ALL_AWAY else TYPING)
                entries = home.store.read(met.id, seen)
                total += _compare(entries, writers)
                await eva.did("reopen-plan", number=race, why=DESPITE)
                seen = home.meeting(met.id).version
    return total


async def _race(eva: Phone, writers: list[Writer], dice: Random, away: int) -> None:
    linked, locked = asyncio.Event(), dice.uniform(0, 0.04)

    async def until_locked(writer: Writer, pause: float) -> None:
        while await writer.write():
            await asyncio.sleep(pause)

    async def later(writer: Writer) -> None:
        assert not await writer.write(linked), "a letter that came after the lock was taken"

    async def lock() -> None:
        await asyncio.sleep(locked)
        await eva.did("freeze-plan", despite=DESPITE)
        linked.set()

    off = dice.sample(writers, away)
    typing = [until_locked(writer, dice.uniform(0, 0.02)) for writer in writers if writer not in off]
    await asyncio.gather(lock(), *typing, *(later(writer) for writer in off))


def _compare(entries: list[Entry], writers: list[Writer]) -> Counter[str]:
    (lock,) = [place for place, entry in enumerate(entries) if isinstance(entry.event, PlanFrozen)]
    there = [
        {(entry.event.cell, entry.event.id) for entry in part if isinstance(entry.event, TextChanged)}
        for part in (entries[:lock], entries[lock:])
    ]
    taken = {(writer.cell, id) for writer in writers for id in writer.taken}
    refused = {(writer.cell, id) for writer in writers for id in writer.refused}
    assert there[0] == taken, "what was taken and what stands before the lock differ"
    for writer in writers:
        writer.taken.clear()
        writer.refused.clear()
    return Counter({"before the lock": len(taken), "refused": len(refused), "after the lock": len(there[1])})
