"""What somebody asks for: what is said to the record, and until when."""

from dataclasses import dataclass
from datetime import date

from ..model import Source


@dataclass(frozen=True, slots=True)
class AddComment:
    """A comment or an objection to the record, in one's own words. comment: an id made up by whoever writes."""

    comment: str
    words: str


@dataclass(frozen=True, slots=True)
class SetComments:
    """Until which day comments to the record are taken, that day included."""

    until: date


@dataclass(frozen=True, slots=True)
class NoteComment:
    """A comment that came otherwise than from somebody's own page; source: how."""

    comment: str
    seat: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class LockComments:
    """The program itself: the last day for comments is over."""


@dataclass(frozen=True, slots=True)
class NoteAppendix:
    """The program itself: the file of the comments is written."""

    file: str
    sha256: str


Command = AddComment | SetComments | NoteComment | LockComments | NoteAppendix
