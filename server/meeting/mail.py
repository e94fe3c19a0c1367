"""What goes from a meeting to its people and what they answer: mails, what was told otherwise, invitations. Values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LANGUAGES = ("cs", "uk", "en")
"""In which a mail can be written."""
MOST_MAILS = 1000
"""Of one meeting, all that were ever asked for."""


class Matter(StrEnum):
    """What somebody is told about."""

    INVITATION = "invitation"
    CHANGE = "change"
    """Another day, hour or place."""
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    """The day before."""
    RECORD = "record"
    STEPS = "steps"
    """Some days before a step is due, to whoever has it."""


BEFORE = frozenset({Matter.INVITATION, Matter.CHANGE, Matter.REMINDER})
"""What is of no use to anybody once the meeting has begun."""
BY_ITSELF = frozenset({Matter.REMINDER, Matter.STEPS})
"""Of what the program thinks by itself, if it is told to."""


class Way(StrEnum):
    """How somebody was told."""

    MAIL = "mail"
    PRINT = "print"
    SMS = "sms"
    PHONE = "phone"
    SPOKEN = "spoken"
    HAND = "hand"
    """Handed over in person."""


class Hitch(StrEnum):
    """Why a mail did not leave."""

    NO_POST = "no-post"
    """No mail server is set."""
    UNREACHABLE = "unreachable"
    NO_TLS = "no-tls"
    """The server does not encrypt, and unencrypted nothing is sent."""
    CERTIFICATE = "certificate"
    """The server is perhaps not the one it says it is."""
    LOGIN = "login"
    SENDER = "sender"
    LATER = "later"
    """The server asked to be asked again later."""
    ADDRESS = "address"
    """The server does not take mail for this address."""
    LETTERS = "letters"
    """The address has letters that the server cannot write."""
    CONTENT = "content"
    TOO_LARGE = "too-large"
    NO_ADDRESS = "no-address"
    CHANGED = "changed"
    """It would say something else by now than what was looked at when it was asked for."""
    UNCLEAR = "unclear"
    """The line broke after the last letter: the server may have taken it or not."""


FOR_GOOD = frozenset(
    {
        Hitch.ADDRESS, Hitch.LETTERS, Hitch.CONTENT, Hitch.TOO_LARGE, Hitch.NO_ADDRESS, Hitch.CHANGED, Hitch.UNCLEAR,
    }
)  # fmt: skip
"""What another try by itself would not mend, or might do twice."""


class MailState(StrEnum):
    """How it stands with a mail."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    AGAIN = "again"
    """It did not leave, and will be tried again."""
    FAILED = "failed"
    UNCLEAR = "unclear"
    """It may have left: it is for a person to say whether it goes once more."""
    WITHDRAWN = "withdrawn"
    PAST = "past"
    """It did not leave while it was of any use."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand a mail over to the server. ended: None while it lasts, and where the program died in it."""

    began: datetime
    address: str
    ended: datetime | None = None
    hitch: Hitch | None = None
    said: str = ""
    """In the server's own words."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that somebody has asked for. Its text is not kept: it is made when it is sent.

    digest: of the text that was looked at, or "" for one that follows the meeting; starts, place: what it says of when
    and where; attached: does the record come with it, or a link to it; attempts: those since it was last asked for.
    """

    id: str
    matter: Matter
    seat: str
    language: str
    digest: str
    attached: bool
    asked: datetime
    by: str
    starts: datetime | None
    place: str
    steps: tuple[str, ...] = ()
    """Of which steps it reminds."""
    attempts: tuple[Attempt, ...] = ()
    sent: datetime | None = None
    sha256: str = ""
    """Of the file that went with it, or ""."""
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody has been told something. starts, place: what was said of when and where; mail: its id, or "" where it
    was told otherwise; words: what was noted of it, such as who handed it over; by: who noted it."""

    seat: str
    matter: Matter
    way: Way
    at: datetime
    by: str
    starts: datetime | None = None
    place: str = ""
    words: str = ""
    mail: str = ""


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    INSTEAD = "instead"
    """Somebody else will come for me."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody has been asked to come. noted: who wrote down what they said, "" where they said it themselves.

    name, organisation: who is to come instead; deputy: the seat they were given; unwanted: it was decided otherwise.
    """

    asked: datetime
    answer: Answer | None = None
    words: str = ""
    answered: datetime | None = None
    noted: str = ""
    name: str = ""
    organisation: str = ""
    deputy: str = ""
    unwanted: bool = False
