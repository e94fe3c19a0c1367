"""What somebody asks for: what is confidential, who agreed to whom being told, the grounds of the office."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameConcerned:
    """Say whom the meeting is about: what is theirs they always have, and it is for them to agree."""

    seats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MarkConfidential:
    """Tell something only to those who may know of that subject. thing, about: see confidences.py and Confidence."""

    thing: str
    subject: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class LiftConfidence:
    """Let everybody have it again."""

    thing: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    consent: str


@dataclass(frozen=True, slots=True)
class NoteGround:
    """Write down why the office holds that somebody may know without consent; see Ground."""

    ground: str
    words: str
    subjects: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    law: bool = False


@dataclass(frozen=True, slots=True)
class DropGround:
    ground: str


@dataclass(frozen=True, slots=True)
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
