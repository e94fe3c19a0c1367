"""What is true of a meeting: what somebody absent sent in writing."""

from datetime import date, datetime
from enum import StrEnum

from ..value import value


class Source(StrEnum):
    """How the written word of somebody absent came to the meeting."""

    HOME = "home"
    """They wrote it themselves, on their own page."""
    EMAIL = "email"
    PHONE = "phone"
    PAPER = "paper"


@value
class Contribution:
    """What somebody who cannot come wants to say. received: the day it came; noted: the seat that typed it in, "" for
    their own hand.
    """

    words: str
    source: Source
    received: date | None
    noted: str
    at: datetime
