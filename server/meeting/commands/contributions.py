"""What somebody asks for: what somebody sends in writing who cannot come."""

from datetime import date

from ..value import value


@value
class Contribute:
    """What I want to say in writing, because I cannot come."""

    words: str


@value
class TakeBackContribution:
    """Not that, after all. Only before the meeting begins."""


@value
class NoteContribution:
    """Type in what somebody absent sent. source: "email" | "phone" | "paper"; received: the day it came."""

    seat: str
    words: str
    source: str
    received: date | None = None


@value
class DropContribution:
    """Take away what was noted for somebody by mistake."""

    seat: str


Command = Contribute | TakeBackContribution | NoteContribution | DropContribution
