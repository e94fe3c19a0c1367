"""What people say in a demo meeting, as plain data: the guests of the demo and the tests tell the same story.

Goals, steps, cards and alerts are called by their ids. Words are Czech, as people really say them in the room.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ..meeting import commands as c
from ..meeting.model import Board, Hearing, Load, Page, Sharing, Verdict
from ..meeting.text import Cell, replacing


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody writes words in a cell, on a line of their own behind what is there already."""

    by: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class Goal:
    """Who adds a goal, who writes which of its words, and how near to it each sees things (0 to 10)."""

    id: str
    by: str
    lines: tuple[Line, ...]
    area: str = ""
    scale: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """Who adds a step and writes it down, and whose it is to be."""

    id: str
    goal: str
    by: str
    owner: str
    what: str
    how: str
    with_whom: str
    due: date
    signal: str
    kind: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody puts on a board."""

    id: str
    board: Board
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Alert:
    """What is agreed for when something changes; caller calls called."""

    id: str
    by: str
    when: str
    what: str
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What somebody takes away, and what they say to the frozen plan before signing it."""

    reflection: str
    verdict: Verdict = Verdict.AGREE
    words: str = ""
    refuses: str = ""
    """Why they do not sign, if they do not."""


@dataclass(frozen=True, slots=True)
class Child:
    """The child whose meeting it is. book: the pages of the wish book as they are when the child comes; wishes: the
    words on them; shows: the pages that go on the wall, one after another; chooses: the topics that matter, the most
    important first, in the stage chooses_in; hearing, order: how the views of the others are heard, and whose first;
    letter: what the child is given in the end, with the drawing of letter_page.
    """

    seat: str
    guide: str
    book: tuple[Page, ...]
    wishes: tuple[Line, ...]
    shows: tuple[str, ...]
    chooses: tuple[str, ...]
    chooses_in: str
    hearing: Hearing
    order: tuple[str, ...]
    letter: str
    letter_page: str

    def wishes_on(self, page: str) -> tuple[Line, ...]:
        return tuple(line for line in self.wishes if line.cell.startswith(f"wish:{page}:"))


@dataclass(frozen=True, slots=True)
class Story:
    """A whole meeting. file: its meeting file; leader: the seat a human takes in the demo; lines: stage -> words there
    outside the plan, all stages in order; plans_in: the stages in which there is a plan to work on;
    praise, views: seat -> what they say for themselves; hands: who has no phone -> who writes for them.
    """

    file: Path
    format: str
    leader: str
    lines: Mapping[str, tuple[Line, ...]]
    plans_in: tuple[str, ...]
    goals: tuple[Goal, ...]
    steps: tuple[Step, ...]
    endings: Mapping[str, Ending]
    next_starts: datetime
    next_place: str
    next_weeks: int = 0
    cards: tuple[Card, ...] = ()
    praise: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    hub: str = ""
    hands: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, Load] = field(default_factory=dict)
    child: Child | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody's seat, whoever leads first."""
        return tuple(self.endings)

    @property
    def grown_ups(self) -> tuple[str, ...]:
        """Whoever is asked to sign: everybody but the child."""
        return tuple(seat for seat in self.people if self.child is None or seat != self.child.seat)

    def counts_load(self, seat: str) -> str:
        """Who says how much somebody of the family carries: they themselves, and for the child the guide."""
        return self.child.guide if self.child is not None and seat == self.child.seat else seat


def lines_of_step(step: Step) -> tuple[Line, ...]:
    """The words of a step, as its author writes them."""
    parts = {"what": step.what, "how": step.how, "with": step.with_whom, "signal": step.signal}
    return tuple(Line(step.by, f"step:{step.id}:{part}", words) for part, words in parts.items() if words)


def commands_of_page(page: Page) -> tuple[c.Command, ...]:
    """What the child does to a page besides writing; that others may see it comes last."""
    done: list[c.Command] = [c.SetFace(page.id, page.face)] if page.face else []
    done += [c.PlaceFigure(page.id, figure.id, figure.name, figure.ring) for figure in page.figures]
    done += [c.AddLine(page.id, line.id, line.colour, line.points) for line in page.lines]
    if page.stickers:
        done.append(c.SetStickers(page.id, page.stickers))
    if page.sharing is not Sharing.MINE:
        done.append(c.SharePage(page.id, page.sharing))
    return tuple(done)


def made_at_home(child: Child) -> Iterator[c.Command]:
    """Everything the child does to make the wish book, in a book nobody has written in yet."""
    for page in child.book:
        if page.free:
            yield c.AddPage(page.id)
        for line in child.wishes_on(page.id):
            yield c.EditText(line.cell, 0, "home", 1, replacing(Cell(), line.words))
        yield from commands_of_page(page)


def lines_of_alert(alert: Alert) -> tuple[Line, ...]:
    """The words of an agreement for a change, as its author writes them."""
    return (Line(alert.by, f"alert:{alert.id}:when", alert.when), Line(alert.by, f"alert:{alert.id}:what", alert.what))
