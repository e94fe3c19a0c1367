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
        self.caret = 0

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

    def insert(self, words: str, id: int) -> Frame:
        """Put words at the caret; the frame to send."""
        before, after = self.caret, self._now.units - self.caret
        put: tuple[int | str, ...] = (0, *words.split("\n"))
        change: Change = tuple(part for part in (before, put, after) if part != 0)
        self._sent = (id, self._now.version, change)
        return {"t": "edit", "cell": self.cell, "epoch": self.epoch, "v": self.version, "id": id, "ch": change}

    def others(self, version: int, change: Change) -> bool:
        """Somebody else's change. False: we have missed something and have to sync."""
        if version != self.version + 1:
            return version <= self.version
        self.caret = _moved(self.caret, change)
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
        self.caret = _end_of_words(change)
        return True


def _moved(place: int, change: Change) -> int:
    """Where a place in the text is after a change; what is put exactly there comes behind it."""
    at = moved = 0
    for part in change:
        if isinstance(part, int):
            if at + part >= place:
                return moved + place - at
            at, moved = at + part, moved + part
        else:
            taken = part[0]
            assert isinstance(taken, int)
            if at >= place:
                return moved
            at, moved = at + taken, moved + units("\n".join(map(str, part[1:])))
    return moved


def _end_of_words(change: Change) -> int:
    """Right behind what a change put in."""
    at = 0
    for part in change:
        if isinstance(part, int):
            at += part
        elif len(part) > 1:
            return at + units("\n".join(map(str, part[1:])))
    return at
