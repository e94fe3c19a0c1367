"""One cell as a program follows it: what it says now, and where one's own words go. docs/protocol.md, shared text."""

from typing import Any

from ..meeting.text import Cell, Change, apply, rebase, replacing, units

Frame = dict[str, Any]

MOST_LIKELY_OURS = 6
"""Letters of our words that, found in a text, we take for the beginning of them: the link broke while we typed."""


class Followed:
    """A cell under one's fingers. At most one change of ours is on its way; what others write meanwhile moves it.

    n: the number of the sync that asked for it; only the answer to that one counts.
    """

    def __init__(self, cell: str, n: int) -> None:
        self.cell = cell
        self.n = n
        self.epoch: str | None = None
        self._start = 0
        """The version of the text this began with; the changes since are in `_now`."""
        self._now = Cell()
        self._sent: tuple[int, int, Change] | None = None
        self._anywhere = False
        self.caret = 0
        self.stray: tuple[int, int] | None = None
        """From where to where letters of ours stand that were meant for the caret: somebody else was quicker there."""

    @property
    def text(self) -> str:
        return self._now.text

    @property
    def version(self) -> int:
        return self._start + self._now.version

    @property
    def waiting(self) -> bool:
        """Is a change of ours on its way?"""
        return self._sent is not None

    def place_for(self, words: str) -> str:
        """Puts the caret where to go on with these words: behind those of them that stand there, else on a line of
        their own at the end. What is left to write."""
        for length in range(len(words), min(MOST_LIKELY_OURS, len(words)) - 1, -1):
            at = self.text.find(words[:length])
            if at >= 0:
                self.caret = units(self.text[: at + length])
                return words[length:]
        self.caret = self._now.units
        return f"\n{words}" if self.text and not self.text.endswith("\n") else words

    def begin(self, frame: Frame) -> None:
        """A `reset`: the whole text, from which to go on."""
        self.epoch = frame["epoch"]
        words: str = frame["text"]
        # The words as one change, so that the version is one more than where we say it began.
        self._now = apply(Cell(), replacing(Cell(), words), "", "", 0) if words else Cell()
        self._start = frame["v"] - self._now.version
        self._sent = None

    def insert(self, words: str, id: int, anywhere: bool = False) -> Frame:
        """Put words at the caret; the frame to send. anywhere: they may as well stand further on."""
        put: tuple[int | str, ...] = (0, *words.split("\n"))
        self._anywhere = anywhere
        return self._change(id, self.caret, put, self._now.units - self.caret)

    def take_back(self, id: int) -> Frame:
        """Take away what has gone astray; the frame to send."""
        start, end = self.stray or (0, 0)
        self.stray = None
        return self._change(id, start, (end - start,), self._now.units - end)

    def _change(self, id: int, before: int, part: tuple[int | str, ...], after: int) -> Frame:
        change: Change = tuple(one for one in (before, part, after) if one != 0)
        self._sent = (id, self._now.version, change)
        return {"t": "edit", "cell": self.cell, "epoch": self.epoch, "v": self.version, "id": id, "ch": change}

    def others(self, version: int, change: Change) -> bool:
        """Somebody else's change. False: we have missed something and have to sync."""
        if version != self.version + 1:
            return version <= self.version
        self.caret = _moved(self.caret, change)
        if self.stray:
            self.stray = _moved(self.stray[0], change, before=True), _moved(self.stray[1], change)
        self._now = apply(self._now, change, "", "", 0)
        return True

    def acknowledged(self, version: int, id: int) -> bool:
        """Our change is on disk. False: we have missed something and have to sync."""
        if self._sent is None or self._sent[0] != id:
            return True
        _, made_on, change = self._sent
        self._sent = None
        if version != self.version + 1:
            return False
        change = rebase(self._now, change, made_on)
        self._now = apply(self._now, change, "", "", 0)
        landed = _words_of(change)
        if landed is None:
            self.caret = _moved(self.caret, change)
        elif landed[0] == self.caret or self._anywhere:
            self.caret = landed[1]
        else:
            self.stray = landed
        return True


def _moved(place: int, change: Change, before: bool = False) -> int:
    """Where a place is after a change. before: what is put exactly there comes before it, else behind it."""
    at = moved = 0
    for part in change:
        if isinstance(part, int):
            if at + part > place or (at + part == place and not before):
                return moved + place - at
            at, moved = at + part, moved + part
        else:
            taken = part[0]
            assert isinstance(taken, int)
            if at > place or (at == place and not before):
                return moved
            at, moved = at + taken, moved + units("\n".join(map(str, part[1:])))
    return moved


def _words_of(change: Change) -> tuple[int, int] | None:
    """From where to where the words stand that a change has put in; None if it only took away."""
    at = 0
    for part in change:
        if isinstance(part, int):
            at += part
        elif len(part) > 1:
            return at, at + units("\n".join(map(str, part[1:])))
    return None
