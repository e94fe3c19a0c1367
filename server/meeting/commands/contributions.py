"""What somebody asks for: what somebody sends in writing who cannot come."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Contribute:
    """What I want to say in writing, because I cannot come."""

    words: str


@dataclass(frozen=True, slots=True)
class TakeBackContribution:
    """Not that, after all. Only before the meeting begins."""


@dataclass(frozen=True, slots=True)
class NoteContribution:
    """Type in what somebody absent sent. source: "email" | "phone" | "paper"; received: the day it came."""

    seat: str
    words: str
    source: str
    received: date | None = None


@dataclass(frozen=True, slots=True)
class DropContribution:
    """Take away what was noted for somebody by mistake."""

    seat: str


Command = Contribute | TakeBackContribution | NoteContribution | DropContribution
