"""What is true of a meeting: who gets the record, and how."""

from datetime import datetime
from enum import StrEnum

from ..value import value


class How(StrEnum):
    """How somebody gets the record."""

    MAIL = "mail"
    LINK = "link"
    HAND = "hand"


@value
class Recipient:
    """Somebody who is to get the record, there or not. seat: theirs, or "" for somebody who has none; carrier: the seat
    that hands it over in person, or ""; delivered: when they got it.
    """

    id: str
    seat: str
    name: str
    organisation: str
    email: str
    how: How
    carrier: str = ""
    delivered: datetime | None = None
