"""What has happened: mails and what becomes of them, what was told otherwise, reminders of the meeting."""

from ..mail import Hitch, Matter, Way
from ..value import value


@value
class AddressSet:
    seat: str
    email: str
    phone: str


@value
class MailAsked:
    mail: str
    matter: Matter
    seat: str
    language: str
    digest: str
    attached: bool
    steps: tuple[str, ...] = ()


@value
class MailAskedAgain:
    mail: str


@value
class MailWithdrawn:
    mail: str


@value
class MailBegun:
    """On disk before the server hears of it: without what follows, nobody knows whether it has left."""

    mail: str
    address: str


@value
class MailSent:
    mail: str
    sha256: str


@value
class MailFailed:
    mail: str
    hitch: Hitch
    said: str


@value
class PersonTold:
    seat: str
    matter: Matter
    way: Way
    words: str


@value
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
