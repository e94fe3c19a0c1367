"""What is true of a meeting: what is confidential, who agreed to whom being told, and the grounds of the office."""

from datetime import datetime
from enum import StrEnum

from ..value import value

OTHER = "other"
"""A subject of confidence besides the areas that a format has."""


@value
class Confidence:
    """What is told only to those who may know of it.

    subject: one of the format's areas, or OTHER; about: the seat whose own matter it is, "" for the matter of all those
    the meeting is about; by: who marked it.
    """

    subject: str
    about: str = ""
    by: str = ""


class Permission(StrEnum):
    """What somebody has said to others being told of a subject."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


@value
class Consent:
    """Who agreed, or did not, that whom is told of what.

    giver: a seat, or "" for somebody without one, who is called `name`; own: it is about the giver alone, else about
    what concerns all of them; seats, sides: who may know (seats or recipients; organisations); by: who noted it.
    """

    id: str
    giver: str
    name: str
    own: bool
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    agreed: bool
    written: bool
    by: str
    at: datetime
    withdrawn: datetime | None = None


@value
class Ground:
    """Why the office holds that somebody may know without anybody's consent, in its own words.

    law: it says that a law allows it, else it is a rule of its own.
    """

    id: str
    law: bool
    words: str
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    by: str
    at: datetime
