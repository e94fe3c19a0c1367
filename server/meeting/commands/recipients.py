"""What somebody asks for: who gets the record, and how."""

from ..model import How
from ..value import value


@value
class ListRecipient:
    """Say who gets the record and how; the same recipient again amends it. See Recipient."""

    recipient: str
    seat: str = ""
    name: str = ""
    organisation: str = ""
    email: str = ""
    how: How = How.MAIL
    carrier: str = ""


@value
class UnlistRecipient:
    recipient: str


@value
class NoteDelivered:
    """A recipient has got their copy of the record."""

    recipient: str


Command = ListRecipient | UnlistRecipient | NoteDelivered
