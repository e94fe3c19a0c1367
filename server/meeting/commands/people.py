"""What somebody asks for: who is invited, comes in, goes, leads, and whose hand writes for whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited, before they have a seat. aided: they have no phone; see Seat."""

    seat: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""
    identity: str = ""
    aided: bool = False


@dataclass(frozen=True, slots=True)
class InvitePerson(Person):
    """Add a seat to a meeting that is already there."""


@dataclass(frozen=True, slots=True)
class AmendPerson(Person):
    """Correct a name, roles, organisation or position. `aided` is not amended here; see AidPerson."""


@dataclass(frozen=True, slots=True)
class AskToEnter:
    """A guest with the code on the projector gives a name and waits."""

    seat: str
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Admit:
    """Let somebody in from the waiting room; invited: the seat they turn out to be, or "" for a new one."""

    seat: str
    invited: str = ""


@dataclass(frozen=True, slots=True)
class TurnAway:
    seat: str


@dataclass(frozen=True, slots=True)
class Arrive:
    """Somebody invited is here: by opening their own link, or marked by the facilitator."""

    seat: str


@dataclass(frozen=True, slots=True)
class Depart:
    """Somebody leaves before the end. They may come back."""

    seat: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """Somebody invited sent word that they are not coming."""

    seat: str


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Send somebody out. They come back only when they are let in again."""

    seat: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Whoever asks for this leads no more; the other seat does."""

    seat: str


@dataclass(frozen=True, slots=True)
class AidPerson:
    """Say whether somebody is without a phone, and which seat writes for them ("" for the tablet and the lead only)."""

    seat: str
    aided: bool = False
    hand: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmWords:
    """ "It is right as it is written for me." digest: see agreement.words_digest."""

    digest: str


@dataclass(frozen=True, slots=True)
class AcknowledgeConfidentiality:
    pass


Command = (
    InvitePerson
    | AmendPerson
    | AskToEnter
    | Admit
    | TurnAway
    | Arrive
    | Depart
    | Excuse
    | TakeOut
    | HandOver
    | AidPerson
    | ConfirmWords
    | AcknowledgeConfidentiality
)
