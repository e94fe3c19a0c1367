"""What somebody asks for: what is said to the record, and until when."""

from datetime import date

from ..model import Source
from ..value import value


@value
class AddComment:
    """A comment or an objection to the record, in one's own words. comment: an id made up by whoever writes."""

    comment: str
    words: str


@value
class SetComments:
    """Until which day comments to the record are taken, that day included."""

    until: date


@value
class NoteComment:
    """A comment that came otherwise than from somebody's own page; source: how."""

    comment: str
    seat: str
    words: str
    source: Source


@value
class LockComments:
    """The program itself: the last day for comments is over."""


@value
class NoteAppendix:
    """The program itself: the file of the comments is written."""

    file: str
    sha256: str


Command = AddComment | SetComments | NoteComment | LockComments | NoteAppendix
