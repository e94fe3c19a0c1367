"""The shape of a kind of meeting. A format is data (server/formats/*.toml); the heart reads it, never asks its name.

Words in a format are English msgids, translated where they are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

EVERYONE = "everyone"
"""Stands in a table of rights for every person admitted to the meeting, whatever their roles."""

Rights = Mapping[str, frozenset[str]]
"""Role id, or EVERYONE -> names of commands (in `may`) or kinds of cells (in `write`)."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is at the table, in plain sentences for everyone to read.

    card: what they do; stance: "help" | "control" | "both" | "" (neither); reports: what they have to report;
    cannot: what is not theirs to decide.
    """

    id: str
    name: str
    card: str
    stance: str = ""
    reports: str = ""
    cannot: str = ""


STANCES = frozenset({"", "help", "control", "both"})


@dataclass(frozen=True, slots=True)
class Part:
    """A field of its own that a kind of meeting has: the cell part:ID. `hint` says what belongs there; occasion: the
    only one at which it is there, "" for all.
    """

    id: str
    name: str
    hint: str
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One of a list to choose from: an area of life a goal is about, a kind of step."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page that every wish book has. fields: its questions, each a cell wish:PAGE:FIELD of the child's own words;
    map: people are put round the child on it; name, lead and questions are said to a child.
    """

    id: str
    name: str
    lead: str
    fields: tuple[Word, ...]
    map: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a meeting.

    shows: the panels of this stage in the order of work; turns: they are worked on one after another (the facilitator
    turns to one), not side by side; parts: the fields of its own this stage fills in; needs: conditions (see holes.py)
    to be met before one may go on, or to be passed over by the facilitator's visible decision; child: what the stage
    is, said to a child.
    """

    id: str
    name: str
    lead: str
    minutes: int
    shows: tuple[str, ...]
    may: Rights = field(default_factory=dict)
    write: Rights = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    turns: bool = False
    parts: tuple[str, ...] = ()
    child: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of meeting.

    may: rights in every stage; signers: the roles whose present holders are asked to sign (EVERYONE for all);
    frozen: commands and kinds of cells that a freeze locks; leads: the role that runs the meeting;
    default_role: what a guest without an invitation becomes; freeze_needs, close_needs: conditions as in Stage.needs;
    note: a sentence everyone has to know at this kind of meeting, or ""; view: what each is asked to say for
    themselves; strengths_first: worries stay closed until every side has named a strength; sends: the role that sends
    the record out, or ""; apart: pairs of roles that one person had better not hold together.

    child: the role of the child whose meeting it is, or ""; guide: the role of whoever is there for the child; family:
    the roles whose load is counted; most_load: things a week above which one is warned, 0 for never; book: the pages of
    the wish book.

    calls: the kinds of meeting (by the ids of their formats) that may be decided on at this one.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    stages: tuple[Stage, ...]
    leads: str
    default_role: str
    signers: tuple[str, ...] = (EVERYONE,)
    may: Rights = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()
    freeze_needs: tuple[str, ...] = ()
    close_needs: tuple[str, ...] = ()
    note: str = ""
    view: str = ""
    strengths_first: bool = False
    sends: str = ""
    apart: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    areas: tuple[Word, ...] = ()
    kinds: tuple[Word, ...] = ()
    child: str = ""
    guide: str = ""
    family: tuple[str, ...] = ()
    most_load: int = 0
    book: tuple[BookPage, ...] = ()
    calls: tuple[Word, ...] = ()

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError if the format has none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def position(self, stage_id: str) -> int:
        """Where in the order the stage stands, from 0."""
        return self.stages.index(self.stage(stage_id))

    def role(self, role_id: str) -> Role:
        """The role of that id; KeyError if the format has none."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)


def known(words: Iterable[Word], word_id: str) -> Word | None:
    """The word of that id in a list to choose from, if there is one."""
    return next((word for word in words if word.id == word_id), None)


def granted(rights: Rights, roles: frozenset[str]) -> frozenset[str]:
    """Everything those roles are given by a table of rights."""
    found = rights.get(EVERYONE, frozenset())
    for role in roles:
        found = found | rights.get(role, frozenset())
    return found
