"""One cell of shared text: read a change, rebase it, check it, apply it.

The server puts the changes of a cell in order and is the only one who does. A change is the JSON form of
`ChangeSet` of @codemirror/state, as tuples: `(5, (2, "a", "b"), 3)` keeps 5 units, replaces 2 by "a\\nb" and
keeps 3. Lengths and places are UTF-16 units, because that is how a browser counts.

Ties. Where a new change and one already in the history put text in the same place, the history stands first.
The server maps the new change with `before=False`; a browser maps its own waiting change over what the server
sends with `before = false`, and what the server sends over its own with `before = true`. Both sides go one
change at a time: mapping over a composed change gives another result than mapping over its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, overload

from .letters import acceptable, clean

__all__ = [
    "KEPT",
    "MAX_BEHIND",
    "MAX_PARTS",
    "MAX_UNITS",
    "MAX_WORK",
    "Broken",
    "Cell",
    "Change",
    "Past",
    "Stale",
    "applied",
    "apply",
    "check",
    "clean",
    "inserted",
    "read_change",
    "rebase",
    "replacing",
    "since",
    "units",
]  # fmt: skip

MAX_UNITS: Final = 4000
"""How long a cell may grow, in UTF-16 units."""
MAX_PARTS: Final = 256
"""How many parts a change may have when it arrives. Rebasing may give it more."""
MAX_WORK: Final = 20_000
"""How many parts one rebase may walk over. A change made to cost more is not worth the others' time."""
MAX_BEHIND: Final = 24_000
"""How many bytes of changes are worth sending to somebody who was away; past that the whole text is shorter."""

KEPT: Final = 1000
"""How many changes of a cell are kept in memory at least. Older ones are in the log; nobody is sent so many, and a
change made so far behind has to be made anew."""

Change = tuple[int | tuple[int | str, ...], ...]

# (taken, put, lines): `put` units in place of `taken`; put -1 keeps them. As in @codemirror/state.
_Section = tuple[int, int, tuple[str, ...]]
# The same without words: taken, put, taken, put, …
_Shape = tuple[int, ...]

_KEEP: Final = -1
_NO_LINES: Final[tuple[str, ...]] = ()
_LIMIT: Final = 2**31


class Broken(Exception):
    """The change cannot be used, whoever sent it.

    shape: not a change at all · range: made for a text of another length · text: letters that may not stand
    here · split: would cut one character in two · size: too many parts or a text too long.
    """

    def __init__(self, code: Literal["shape", "range", "text", "split", "size"]) -> None:
        super().__init__(code)
        self.code = code


class Stale(Exception):
    """Too far behind, too much work, or ahead of us: the page has to sync first."""


@dataclass(frozen=True, slots=True)
class Past:
    """One change as it was applied, and whose it was."""

    author: str
    tab: str
    id: int
    change: Change


class _Course:
    """What has happened to a cell lately, shared by all its versions and only ever added to.

    A version sees its own beginning of it. So a new version costs one append instead of a copy, and an older
    version that somebody still holds does not change under their hands. The oldest changes are forgotten (`forgotten`
    says how many): of them it is known only which was the last of each tab (`of_old`: its number and its id).
    """

    __slots__ = ("forgotten", "of_old", "of_tab", "pasts", "shapes")

    def __init__(
        self,
        pasts: list[Past],
        shapes: list[_Shape],
        forgotten: int = 0,
        of_old: dict[str, tuple[int, int]] | None = None,
    ) -> None:
        self.pasts = pasts
        self.shapes = shapes
        self.forgotten = forgotten
        self.of_old = of_old or {}
        self.of_tab: dict[str, list[int]] = {}
        for number, past in enumerate(pasts, forgotten + 1):
            self.of_tab.setdefault(past.tab, []).append(number)

    @property
    def length(self) -> int:
        return self.forgotten + len(self.pasts)

    def past(self, number: int) -> Past:
        """The change that made version `number`. IndexError for one that is forgotten."""
        if number <= self.forgotten:
            raise IndexError(number)
        return self.pasts[number - self.forgotten - 1]

    def upto(self, version: int) -> _Course:
        """The course that a change after `version` may be added to: this one, or a copy if it has moved on."""
        if version == self.length:
            return self
        kept = max(0, version - self.forgotten)
        old = {tab: last for tab, last in self.of_old.items() if last[0] <= version}
        return _Course(self.pasts[:kept], self.shapes[:kept], min(self.forgotten, version), old)

    def add(self, past: Past, shape: _Shape) -> None:
        self.pasts.append(past)
        self.shapes.append(shape)
        self.of_tab.setdefault(past.tab, []).append(self.length)
        if len(self.pasts) > 2 * KEPT:
            self._forget()

    def _forget(self) -> None:
        gone = len(self.pasts) - KEPT
        for number, past in enumerate(self.pasts[:gone], self.forgotten + 1):
            self.of_old[past.tab] = (number, past.id)
        del self.pasts[:gone], self.shapes[:gone]
        self.forgotten += gone
        for tab, numbers in list(self.of_tab.items()):
            if left := [number for number in numbers if number > self.forgotten]:
                self.of_tab[tab] = left
            else:
                del self.of_tab[tab]


class _History(Sequence[Past]):
    """The first `length` changes of a course, to look at; those that are forgotten raise IndexError."""

    __slots__ = ("_course", "_length")

    def __init__(self, course: _Course, length: int) -> None:
        self._course = course
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Past: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Past, ...]: ...
    def __getitem__(self, index: int | slice) -> Past | tuple[Past, ...]:
        if isinstance(index, slice):
            return tuple(self._course.past(place + 1) for place in range(*index.indices(self._length)))
        return self._course.past(range(self._length)[index] + 1)

    def __iter__(self) -> Iterator[Past]:
        return self._after(self._course.forgotten)

    def _after(self, number: int) -> Iterator[Past]:
        for each in range(number + 1, self._length + 1):
            yield self._course.past(each)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _History):
            return NotImplemented
        if self._length != other._length:
            return False
        if self._course is other._course:
            return True
        known = max(self._course.forgotten, other._course.forgotten)
        return all(mine == theirs for mine, theirs in zip(self._after(known), other._after(known), strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._length} changes>"


class _Last(Mapping[str, int]):
    """The last id accepted from each tab. Outlives everything else the server forgets about a tab."""

    __slots__ = ("_course", "_length")

    def __init__(self, course: _Course, length: int) -> None:
        self._course = course
        self._length = length

    def __getitem__(self, tab: str) -> int:
        for number in reversed(self._course.of_tab.get(tab, ())):
            if number <= self._length:
                return self._course.past(number).id
        number, id = self._course.of_old[tab]
        if number > self._length:
            raise KeyError(tab)
        return id

    def __iter__(self) -> Iterator[str]:
        tabs = {tab: numbers[0] for tab, numbers in self._course.of_tab.items()}
        tabs |= {tab: number for tab, (number, _) in self._course.of_old.items()}
        return (tab for tab, number in tabs.items() if number <= self._length)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<{len(self)} tabs>"


@dataclass(frozen=True, eq=False)
class Cell:
    """The text now, and how it came about. `Cell()` is an empty one at version 0."""

    text: str = ""
    version: int = 0
    units: int = 0
    _course: _Course = field(default_factory=lambda: _Course([], []), repr=False)

    @property
    def history(self) -> Sequence[Past]:
        """All changes that are kept, oldest first: `history[v - 1]` made version v."""
        return _History(self._course, self.version)

    @property
    def last(self) -> Mapping[str, int]:
        """The last id accepted from each tab: the answer to "did my change arrive?"."""
        return _Last(self._course, self.version)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cell):
            return NotImplemented
        return self is other or (self.text == other.text and self.history == other.history)

    __hash__ = None  # type: ignore[assignment]


def units(text: str) -> int:
    """The length of `text` as a browser counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_change(value: object, allow_multiline: bool = True) -> Change:
    """A change out of decoded JSON, in the form `ChangeSet.toJSON()` would give it. Raises Broken."""
    if not isinstance(value, list | tuple):
        raise Broken("shape")
    if len(value) > MAX_PARTS:
        raise Broken("size")
    sections: list[_Section] = []
    put_in_all = 0
    for part in value:
        # `type(…) is int`, because True is an int to Python and no number to anybody else
        if type(part) is int:
            taken, put, lines = part, _KEEP, _NO_LINES
        elif isinstance(part, list | tuple) and part and type(part[0]) is int:
            taken, lines = part[0], tuple(part[1:])
            put = _measure(lines, allow_multiline)
            put_in_all += put
        else:
            raise Broken("shape")
        if not 0 <= taken < _LIMIT:
            raise Broken("shape")
        if put_in_all > MAX_UNITS:
            raise Broken("size")
        _add(sections, taken, put, lines)
    return _change(sections)


def rebase(cell: Cell, change: Change, version: int) -> Change:
    """`change`, made on `version` of the cell, as it reads on the version of now.

    Raises Broken("range") if it never fitted that version, Stale if the page has to sync first.
    """
    shapes, forgotten = cell._course.shapes, cell._course.forgotten
    if not (version == cell.version or forgotten <= version < cell.version):
        raise Stale
    # Before any mapping: a change shorter than its text never comes to an end inside the mapping.
    length = cell.units if version == cell.version else sum(shapes[version - forgotten][::2])
    sections = _sections(change)
    if sum(section[0] for section in sections) != length:
        raise Broken("range")
    if version == cell.version:
        return change
    work = 0
    for index in range(version - forgotten, cell.version - forgotten):
        shape = shapes[index]
        # Counted on the way, because every step may leave more parts than it found.
        work += len(sections) + len(shape) // 2 + 1
        if work > MAX_WORK:
            raise Stale
        sections = _map(sections, shape)
    return _change(sections)


def check(cell: Cell, change: Change) -> None:
    """Raises Broken unless `change` may be applied to the cell as it is now."""
    before = after = 0
    edges: list[int] = []
    for taken, put, _ in _sections(change):
        if put == _KEEP:
            after += taken
        else:
            after += put
            edges += (before, before + taken)
        before += taken
    if before != cell.units:
        raise Broken("range")
    # A text over the limit (an older limit, an import) has to be able to shrink.
    if after > MAX_UNITS and after > before:
        raise Broken("size")
    if len(cell.text) != cell.units:
        # The low half of one emoji and the high half of the next make valid text when both are cut away,
        # so it is the edges that are looked at, not the outcome.
        wide = cell.text.encode("utf-16-le")
        for edge in edges:
            if edge < before and 0xDC <= wide[2 * edge + 1] <= 0xDF:
                raise Broken("split")


def apply(cell: Cell, change: Change, author: str, tab: str, id: int) -> Cell:
    """The cell after `change`. The change has been through `check`; for those that have, this never fails."""
    sections = _sections(change)
    if len(cell.text) == cell.units:
        text = _spliced(cell.text, sections)
    else:
        wide = _spliced_wide(cell.text.encode("utf-16-le"), sections)
        text = wide.decode("utf-16-le")
    shape = tuple(number for taken, put, _ in sections for number in (taken, put))
    length = sum(taken if put == _KEEP else put for taken, put, _ in sections)
    course = cell._course.upto(cell.version)
    course.add(Past(author, tab, id, change), shape)
    return Cell(text, cell.version + 1, length, course)


def since(cell: Cell, version: int) -> Sequence[tuple[int, Past]]:
    """What happened after `version`, each with the version it made. Raises Stale if a new start is shorter."""
    course, forgotten = cell._course, cell._course.forgotten
    if not (version == cell.version or forgotten <= version < cell.version):
        raise Stale
    weight = 0
    for index in range(version - forgotten, cell.version - forgotten):
        put_in = sum(put for put in course.shapes[index][1::2] if put > 0)
        weight += 50 + 8 * len(course.pasts[index].change) + 2 * put_in
        if weight > MAX_BEHIND:
            raise Stale
    return [(number, course.past(number)) for number in range(version + 1, cell.version + 1)]


def applied(cell: Cell, tab: str, id: int) -> int | None:
    """The version that the change `id` of `tab` made, or None if it is not in this cell."""
    for number in reversed(cell._course.of_tab.get(tab, ())):
        if number <= cell.version:
            found = cell._course.past(number).id
            if found == id:
                return number
            if found < id:
                return None
    number, found = cell._course.of_old.get(tab, (0, -1))
    return number if found == id and number <= cell.version else None


def replacing(cell: Cell, text: str) -> Change:
    """The smallest single change from what the cell says now to `text`. Raises Broken("text").

    Compared by whole characters, so no emoji is ever cut in two: 👧 to 👦 replaces both its units.
    """
    if not acceptable(text):
        raise Broken("text")
    old = cell.text
    shorter = min(len(old), len(text))
    start = 0
    while start < shorter and old[start] == text[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == text[-1 - end]:
        end += 1
    kept_before = units(old[:start])
    kept_after = units(old[len(old) - end :])
    sections: list[_Section] = []
    _add(sections, kept_before, _KEEP, _NO_LINES)
    put = text[start : len(text) - end]
    _add(sections, cell.units - kept_before - kept_after, units(put), tuple(put.split("\n")) if put else _NO_LINES)
    _add(sections, kept_after, _KEEP, _NO_LINES)
    return _change(sections)


def inserted(change: Change) -> str:
    """The words a change brings, without what it takes away."""
    return "".join("\n".join(lines) for _, _, lines in _sections(change))


def _measure(lines: tuple[object, ...], allow_multiline: bool) -> int:
    """How many units these lines are, joined; raises Broken if they are not lines we take."""
    if not lines:
        return 0
    if len(lines) > 1 and not allow_multiline:
        raise Broken("text")
    if len(lines) > MAX_UNITS:
        raise Broken("size")
    length = len(lines) - 1
    for line in lines:
        if not isinstance(line, str):
            raise Broken("shape")
        if "\n" in line or not acceptable(line):
            raise Broken("text")
        length += units(line)
    return length


def _sections(change: Change) -> list[_Section]:
    sections: list[_Section] = []
    for part in change:
        if isinstance(part, int):
            sections.append((part, _KEEP, _NO_LINES))
        else:
            lines: tuple[str, ...] = part[1:]  # type: ignore[assignment]
            put = sum(map(units, lines)) + len(lines) - 1 if lines else 0
            sections.append((part[0], put, lines))  # type: ignore[arg-type]
    return sections


def _change(sections: list[_Section]) -> Change:
    return tuple([taken if put == _KEEP else (taken, *lines) if put else (taken,) for taken, put, lines in sections])


def _add(sections: list[_Section], taken: int, put: int, lines: tuple[str, ...]) -> None:
    """Adds a section, joined to the one before where @codemirror/state joins them, and only there."""
    if taken == 0 and put <= 0:
        return
    if sections:
        last_taken, last_put, last_lines = sections[-1]
        if put <= 0 and put == last_put:
            sections[-1] = (last_taken + taken, put, _NO_LINES)
            return
        if taken == 0 and last_taken == 0:
            joined = (*last_lines[:-1], last_lines[-1] + lines[0], *lines[1:])
            sections[-1] = (0, last_put + put, joined)
            return
    sections.append((taken, put, lines if put > 0 else _NO_LINES))


def _map(ours: list[_Section], theirs: _Shape) -> list[_Section]:
    """`ours` as it reads after `theirs`, both made on one text; at a tie `theirs` stands first.

    The same walk as `mapSet(ours, theirs, before=false)` in @codemirror/state, so that the browser and the
    server come to the same letters. Both are of one length, which `rebase` has made sure of.
    """
    out: list[_Section] = []
    our = their = 0
    our_end, their_end = len(ours), len(theirs)
    # What is left of the section at hand; `put` is -2 when there is none.
    taken, put, lines = ours[0] if ours else (0, -2, _NO_LINES)
    whole = True  # nothing of our section has been walked over yet
    their_taken, their_put = theirs[0:2] if theirs else (0, -2)
    said = -1  # the last of our sections whose words have been put down already
    while True:
        if put == _KEEP and their_put == _KEEP:
            step = taken if taken < their_taken else their_taken
            _add(out, step, _KEEP, _NO_LINES)
            taken -= step
            whole = False
            their_taken -= step
            if not their_taken:
                their += 2
                their_taken, their_put = theirs[their : their + 2] if their < their_end else (0, -2)
            if not taken:
                our += 1
                whole = True
                taken, put, lines = ours[our] if our < our_end else (0, -2, _NO_LINES)
        elif their_put >= 0 and (put < 0 or said == our or (whole and their_taken <= taken)):
            # Their change comes first: step over it, and over what of ours it has already taken away.
            _add(out, their_put, _KEEP, _NO_LINES)
            left = their_taken
            while left:
                if put >= 0 and said < our and taken <= left:
                    _add(out, 0, put, lines)
                    said = our
                if taken <= left:
                    left -= taken
                    our += 1
                    whole = True
                    taken, put, lines = ours[our] if our < our_end else (0, -2, _NO_LINES)
                else:
                    taken -= left
                    left = 0
                    whole = False
            their += 2
            their_taken, their_put = theirs[their : their + 2] if their < their_end else (0, -2)
        elif put >= 0:
            # Ours, up to where their next words stand; what they took away we need not take again.
            length = 0
            left = taken
            while left:
                if their_put == _KEEP:
                    step = left if left < their_taken else their_taken
                    length += step
                    left -= step
                    their_taken -= step
                elif their_put == 0 and their_taken < left:
                    left -= their_taken
                    their_taken = 0
                else:
                    break
                if not their_taken:
                    their += 2
                    their_taken, their_put = theirs[their : their + 2] if their < their_end else (0, -2)
            if said < our:
                _add(out, length, put, lines)
                said = our
            else:
                _add(out, length, 0, _NO_LINES)
            if left:
                if left != taken:
                    whole = False
                taken = left
            else:
                our += 1
                whole = True
                taken, put, lines = ours[our] if our < our_end else (0, -2, _NO_LINES)
        else:
            return out


def _spliced(text: str, sections: list[_Section]) -> str:
    pieces: list[str] = []
    place = 0
    for taken, put, lines in sections:
        if put == _KEEP:
            pieces.append(text[place : place + taken])
        elif put:
            pieces.append("\n".join(lines))
        place += taken
    return "".join(pieces)


def _spliced_wide(wide: bytes, sections: list[_Section]) -> bytes:
    """The same on UTF-16, two bytes to a unit, for a text that holds characters of two units."""
    pieces: list[bytes] = []
    place = 0
    for taken, put, lines in sections:
        if put == _KEEP:
            pieces.append(wide[2 * place : 2 * (place + taken)])
        elif put:
            pieces.append("\n".join(lines).encode("utf-16-le"))
        place += taken
    return b"".join(pieces)
