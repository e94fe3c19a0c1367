"""What somebody asks for: the record that is written, how long the data are kept."""

from datetime import date

from ..value import value


@value
class NoteHandedOver:
    """Everyone who is to have the record has it, the office too; how they got it."""

    how: str = ""


@value
class SetErasing:
    """On which day the data of this meeting are erased, and why not by the rule; None for the rule."""

    day: date | None = None
    why: str = ""


@value
class HoldErasing:
    """Keep the data, whatever the day."""

    why: str


@value
class ReleaseErasing:
    """Keep them no longer than the day."""


@value
class NoteRecord:
    """The program itself: the record that was owed is written, or the time stamp that was owed to it is on it."""

    file: str
    sha256: str
    seal: str = ""


Command = NoteHandedOver | SetErasing | HoldErasing | ReleaseErasing | NoteRecord
