"""What somebody asks for: when and where one meets, calling it off, what those who are invited answer."""

from datetime import datetime

from ..mail import Answer
from ..value import value


@value
class ConveneMeeting:
    """Say, at the desk and before it begins, when and where one meets and why, what to bring, and whom to call."""

    starts: datetime | None = None
    place: str = ""
    purpose: str = ""
    bring: str = ""
    contact: str = ""


@value
class CancelMeeting:
    """The meeting will not be held, not at this time and at no other."""

    why: str = ""


@value
class ReviveMeeting:
    """It will be held after all."""


@value
class AnswerInvitation:
    """name, organisation: who is to come instead."""

    answer: Answer
    words: str = ""
    name: str = ""
    organisation: str = ""


@value
class NoteAnswer:
    """What somebody has answered on the phone, or in passing."""

    seat: str
    answer: Answer
    words: str = ""
    name: str = ""
    organisation: str = ""


@value
class WelcomeDeputy:
    """Whoever is to come instead of somebody is invited, in a seat of their own. deputy: its id."""

    seat: str
    deputy: str


@value
class DeclineDeputy:
    """Nobody shall come instead of them."""

    seat: str


Command = ConveneMeeting | CancelMeeting | ReviveMeeting | AnswerInvitation | NoteAnswer | WelcomeDeputy | DeclineDeputy
