"""What is true of a meeting at one moment. Frozen values; `evolve` makes the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .agreed import Agreed
from .format import Format, Stage
from .text import Cell

Strokes = tuple[tuple[int, ...], ...]
"""A drawn signature: strokes as x0, y0, x1, y1 … in a box 1000 wide and 400 high. No times, no pressure."""


class Presence(StrEnum):
    """Where somebody is, as the record will say it (not whether their phone is connected)."""

    INVITED = "invited"
    WAITING = "waiting"
    PRESENT = "present"
    LEFT = "left"
    EXCUSED = "excused"
    TURNED_AWAY = "turned-away"


AT_THE_DOOR = frozenset({Presence.WAITING, Presence.TURNED_AWAY})
"""Not of the meeting (yet): the names of these are for whoever leads it alone."""


class Verdict(StrEnum):
    """What somebody says of the frozen plan before signing."""

    AGREE = "agree"
    RESERVATION = "reservation"
    DISAGREE = "disagree"


class Acceptance(StrEnum):
    """What the owner of a step has said to it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"
    """Accepted once, but the step has been changed since: the promise was given to other words."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at the table, with or without a phone. `position`: who they are in the case (mother, class teacher)."""

    id: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""
    presence: Presence = Presence.INVITED
    arrived: datetime | None = None
    left: datetime | None = None
    acknowledged: datetime | None = None
    late: bool = False
    """Arrived after the plan was frozen: is recorded, voids nothing, is not asked to sign."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the meeting wants to reach. Its words are the cells goal:ID:title, strengths, worries, indicator."""

    id: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan. Its words are the cells step:ID:what, how, with, signal.

    promised: the digest of the step as its owner accepted it, or "" ; declined: the owner's reason, or None.
    """

    id: str
    goal: str
    owner: str | None = None
    due: date | None = None
    promised: str = ""
    declined: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    verdict: Verdict
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """Signed (strokes) or refused (reason), always bound to the digest of what was shown."""

    digest: str
    at: datetime
    strokes: Strokes = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Freeze:
    """One version of the plan, as everyone saw it when they were asked to sign; reopened, why: when it was voided."""

    number: int
    digest: str
    at: datetime
    agreed: Agreed
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    reopened: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage left although something was missing: who decided it, with what words."""

    stage: str
    by: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A record that has been written: its file name in the data folder and the SHA-256 of the file."""

    file: str
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that follows from the log, and nothing else."""

    id: str
    version: int
    format: Format
    title: str
    purpose: str
    place: str
    starts: datetime | None
    language: str
    initials: bool
    case_number: str
    stage_id: str
    seats: Mapping[str, Seat] = field(default_factory=dict)
    became: Mapping[str, str] = field(default_factory=dict)
    """A guest's first seat -> the invited seat they turned out to be."""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    steps: tuple[Step, ...] = ()
    removed: frozenset[str] = frozenset()
    """Ids of goals and steps that were taken away: never given again, for their cells would begin anew unseen."""
    next_starts: datetime | None = None
    next_place: str = ""
    began: datetime | None = None
    stage_began: Mapping[str, datetime] = field(default_factory=dict)
    passed: tuple[Passed, ...] = ()
    freeze: Freeze | None = None
    voided: tuple[Freeze, ...] = ()
    closed: datetime | None = None
    closed_despite: str = ""
    record: Record | None = None

    @property
    def stage(self) -> Stage:
        return self.format.stage(self.stage_id)

    @property
    def present(self) -> tuple[Seat, ...]:
        """Everyone at the table now, in the order of their seats."""
        return tuple(seat for seat in self.seats.values() if seat.presence is Presence.PRESENT)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats.values() if seat.presence is Presence.WAITING)

    @property
    def leader_present(self) -> bool:
        return any(self.format.leads in seat.roles for seat in self.present)

    def seat_of(self, seat_id: str) -> Seat | None:
        """The seat somebody holds now, also when they came in as an unknown guest and were matched later."""
        return self.seats.get(self.became.get(seat_id, seat_id))

    def text(self, cell_id: str) -> str:
        """What stands in a cell; "" where nothing was ever written."""
        cell = self.cells.get(cell_id)
        return cell.text if cell else ""

    def goal(self, goal_id: str) -> Goal | None:
        return next((goal for goal in self.goals if goal.id == goal_id), None)

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def steps_of(self, goal_id: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.goal == goal_id)
