"""What somebody asks for: what is confidential, who agreed to whom being told, the grounds of the office."""

from ..value import value


@value
class NameConcerned:
    """Say whom the meeting is about: what is theirs they always have, and it is for them to agree."""

    seats: frozenset[str] = frozenset()


@value
class MarkConfidential:
    """Tell something only to those who may know of that subject. thing, about: see confidences.py and Confidence."""

    thing: str
    subject: str
    about: str = ""


@value
class LiftConfidence:
    """Let everybody have it again."""

    thing: str


@value
class SayConsent:
    """Agree that others are told of something, or not. For oneself, or as whoever sees to the meeting has heard it.

    giver: a seat, "" for oneself, or for somebody without a seat who is called `name`; the rest as in Consent.
    """

    consent: str
    subjects: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    giver: str = ""
    name: str = ""
    own: bool = False
    agreed: bool = True
    written: bool = False


@value
class WithdrawConsent:
    consent: str


@value
class NoteGround:
    """Write down why the office holds that somebody may know without consent; see Ground."""

    ground: str
    words: str
    subjects: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    law: bool = False


@value
class DropGround:
    ground: str


@value
class SayBound:
    """Say that somebody is bound by confidentiality in their work, or that they are not."""

    seat: str
    bound: bool = False


Command = (
    NameConcerned
    | MarkConfidential
    | LiftConfidence
    | SayConsent
    | WithdrawConsent
    | NoteGround
    | DropGround
    | SayBound
)
