"""The part of somebody in a meeting: what they have to do there, whoever thought of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..meeting.model import Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """Words for a cell, in a stage, or wherever the cell may be written for stage ""."""

    stage: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class NewGoal:
    goal: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class NewStep:
    step: str
    goal: str
    owner: str
    due: str
    said: tuple[Said, ...]
    kind: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCard:
    card: str
    board: str
    said: Said


@dataclass(frozen=True, slots=True)
class NewAlert:
    alert: str
    caller: str
    called: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command with the fields of its form."""

    command: str
    fields: Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page of the wish book: what is written on it, and what else is done to it."""

    page: str
    free: bool
    said: tuple[Said, ...]
    done: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Childs:
    """What is the child's alone: see story.Child."""

    pages: tuple[NewPage, ...]
    shows: tuple[str, ...]
    hears: Asked
    chooses: tuple[str, ...]
    chooses_in: str


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody has to do in the meeting. plans_in: the stages in which there is a plan to work on; scale: goal ->
    how near to it they see things; loads: what they say of how much the family carries; childs: if they are the child;
    refuses: why they do not sign, if they do not."""

    name: str
    plans_in: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    goals: tuple[NewGoal, ...] = ()
    steps: tuple[NewStep, ...] = ()
    cards: tuple[NewCard, ...] = ()
    alerts: tuple[NewAlert, ...] = ()
    scale: Mapping[str, int] = field(default_factory=dict)
    loads: tuple[Asked, ...] = ()
    childs: Childs | None = None
    reflection: str = ""
    verdict: Verdict = Verdict.AGREE
    words: str = ""
    refuses: str = ""
