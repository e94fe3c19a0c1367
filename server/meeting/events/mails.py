"""What has happened: mails and what becomes of them, what was told otherwise, reminders of the meeting."""

from dataclasses import dataclass

from ..mail import Hitch, Matter, Way


@dataclass(frozen=True, slots=True)
class AddressSet:
    seat: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class MailAsked:
    mail: str
    matter: Matter
    seat: str
    language: str
    digest: str
    attached: bool
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailAskedAgain:
    mail: str


@dataclass(frozen=True, slots=True)
class MailWithdrawn:
    mail: str


@dataclass(frozen=True, slots=True)
class MailBegun:
    """On disk before the server hears of it: without what follows, nobody knows whether it has left."""

    mail: str
    address: str


@dataclass(frozen=True, slots=True)
class MailSent:
    mail: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MailFailed:
    mail: str
    hitch: Hitch
    said: str


@dataclass(frozen=True, slots=True)
class PersonTold:
    seat: str
    matter: Matter
    way: Way
    words: str


@dataclass(frozen=True, slots=True)
class RemindingSet:
    language: str


Event = (
    AddressSet
    | MailAsked
    | MailAskedAgain
    | MailWithdrawn
    | MailBegun
    | MailSent
    | MailFailed
    | PersonTold
    | RemindingSet
)
