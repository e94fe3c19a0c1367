"""A server with one cell and nothing else: the rules of docs/protocol.md around the real server/meeting/text.py.

Its disk is a list. It dies when it is told to, before or after a commit, and starts again from that list.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from server.meeting import text

NAME = "rules"

Message = dict[str, Any]


@dataclass
class Page:
    """One connection: whose it is, and from which tab."""

    seat: str
    tab: str


@dataclass
class Authority:
    luck: random.Random
    shortens: float
    """How often it claims to have forgotten what happened, and gives the whole text."""
    tires: float
    """How often it says stale for no other reason."""
    epoch: str = "e1"
    disk: list[text.Past] = field(default_factory=list)
    pages: dict[int, Page] = field(default_factory=dict)
    locked: bool = False
    dies: str | None = None
    done: Counter[str] = field(default_factory=Counter)
    cell: text.Cell | None = None

    def loaded(self) -> text.Cell:
        """The cell in memory, or again from the disk: every change goes through the same gate as when it came."""
        if self.cell is None:
            cell = text.Cell()
            for past in self.disk:
                text.check(cell, past.change)
                cell = text.apply(cell, past.change, past.author, past.tab, past.id)
            self.cell = cell
        return self.cell

    def connect(self, number: int, seat: str, tab: str) -> None:
        # The same tab again: its older connection is closed, and nothing that still comes from it counts.
        for other, page in list(self.pages.items()):
            if page.tab == tab:
                del self.pages[other]
        self.pages[number] = Page(seat, tab)

    def disconnect(self, number: int) -> None:
        self.pages.pop(number, None)

    def restart(self) -> None:
        self.done["restarts"] += 1
        self.pages.clear()
        self.cell = None

    def restore(self, keep: int) -> None:
        """An older backup is put back: a new epoch."""
        self.done["restores"] += 1
        del self.disk[keep:]
        self.epoch = f"e{int(self.epoch[1:]) + 1}"
        self.restart()

    def receive(self, number: int, message: Message) -> list[tuple[int, Message]]:
        page = self.pages.get(number)
        if page is None:
            self.done["from the dead"] += 1
            return []
        if message["t"] == "sync":
            return [(number, self.synced(page, message))]
        return self.edited(number, page, message)

    def synced(self, page: Page, message: Message) -> Message:
        cell = self.loaded()
        theirs, version = message["epoch"], message["v"]
        self.done["syncs"] += 1
        answer = {"cell": NAME, "epoch": self.epoch, "n": message["n"]}
        try:
            if theirs != self.epoch or self.luck.random() < self.shortens:
                raise text.Stale
            missed = text.since(cell, version)
        except text.Stale:
            self.done["resets"] += 1
            lost = theirs is not None and (theirs != self.epoch or version > cell.version)
            last = cell.last.get(page.tab, -1)
            return {"t": "reset", **answer, "v": cell.version, "text": cell.text, "last": last, "lost": lost}
        listed = [[v, past.author, past.id, past.change] for v, past in missed]
        return {"t": "changes", **answer, "list": listed}

    def edited(self, number: int, page: Page, message: Message) -> list[tuple[int, Message]]:
        cell, id = self.loaded(), message["id"]
        stale = [(number, {"t": "stale", "cell": NAME, "id": id})]
        if message["epoch"] != self.epoch:
            return stale
        # Before the lock: what was taken before it stays taken, however often it is asked about.
        if id <= cell.last.get(page.tab, -1):
            self.done["asked again"] += 1
            version = text.applied(cell, page.tab, id)
            if version is None:
                return stale
            return [(number, {"t": "ack", "cell": NAME, "epoch": self.epoch, "v": version, "id": id})]
        if self.locked:
            self.done["refused"] += 1
            return [(number, {"t": "refused", "cell": NAME, "id": id, "code": "locked"})]
        if self.luck.random() < self.tires:
            self.done["stale"] += 1
            return stale
        change = text.read_change(message["ch"])
        try:
            rebased = text.rebase(cell, change, message["v"])
        except text.Stale:
            return stale
        text.check(cell, rebased)
        self.cell = text.apply(cell, rebased, page.seat, page.tab, id)
        if self.dies == "before the commit":
            # The cell in memory has the change already and the disk has not: it must not be used again.
            self.done["died before the commit"] += 1
            self.dies = None
            self.restart()
            return []
        self.disk.append(self.cell.history[-1])
        self.done["edits"] += 1
        self.done["rebased"] += message["v"] < cell.version
        if self.dies == "after the commit":
            self.done["died after the commit"] += 1
            self.dies = None
            self.restart()
            return []
        version = self.cell.version
        told: Message = {"t": "changes", "cell": NAME, "epoch": self.epoch, "list": [[version, page.seat, id, rebased]]}
        answers = [(other, told) for other in self.pages if other != number]
        return [*answers, (number, {"t": "ack", "cell": NAME, "epoch": self.epoch, "v": version, "id": id})]
