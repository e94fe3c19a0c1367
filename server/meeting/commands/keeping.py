"""What somebody asks for: the record that is written, how long the data are kept."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoteHandedOver:
    """Everyone who is to have the record has it, the office too; how they got it."""

    how: str = ""


@dataclass(frozen=True, slots=True)
class SetErasing:
    """On which day the data of this meeting are erased, and why not by the rule; None for the rule."""

    day: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HoldErasing:
    """Keep the data, whatever the day."""

    why: str


@dataclass(frozen=True, slots=True)
class ReleaseErasing:
    """Keep them no longer than the day."""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """The program itself: the record that was owed is written, or the time stamp that was owed to it is on it."""

    file: str
    sha256: str
    seal: str = ""


Command = NoteHandedOver | SetErasing | HoldErasing | ReleaseErasing | NoteRecord
