"""What somebody asks for: who is invited, comes in, goes, leads, and whose hand writes for whom."""

from ..value import value


@value
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


@value
class InvitePerson(Person):
    """Add a seat to a meeting that is already there."""


@value
class AmendPerson(Person):
    """Correct a name, roles, organisation or position. `aided` is not amended here; see AidPerson."""


@value
class AskToEnter:
    """A guest with the code on the projector gives a name and waits."""

    seat: str
    name: str
    organisation: str = ""


@value
class Admit:
    """Let somebody in from the waiting room; invited: the seat they turn out to be, or "" for a new one."""

    seat: str
    invited: str = ""


@value
class TurnAway:
    seat: str


@value
class Arrive:
    """Somebody invited is here: by opening their own link, or marked by the facilitator."""

    seat: str


@value
class Depart:
    """Somebody leaves before the end. They may come back."""

    seat: str


@value
class Excuse:
    """Somebody invited sent word that they are not coming."""

    seat: str


@value
class TakeOut:
    """Send somebody out. They come back only when they are let in again."""

    seat: str


@value
class HandOver:
    """Whoever asks for this leads no more; the other seat does."""

    seat: str


@value
class AidPerson:
    """Say whether somebody is without a phone, and which seat writes for them ("" for the tablet and the lead only)."""

    seat: str
    aided: bool = False
    hand: str = ""


@value
class ConfirmWords:
    """ "It is right as it is written for me." digest: see agreement.words_digest."""

    digest: str


@value
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
