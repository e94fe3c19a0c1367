"""What somebody asks for: who gets the record, and how."""

from dataclasses import dataclass

from ..model import How


@dataclass(frozen=True, slots=True)
class ListRecipient:
    """Say who gets the record and how; the same recipient again amends it. See Recipient."""

    recipient: str
    seat: str = ""
    name: str = ""
    organisation: str = ""
    email: str = ""
    how: How = How.MAIL
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class UnlistRecipient:
    recipient: str


@dataclass(frozen=True, slots=True)
class NoteDelivered:
    """A recipient has got their copy of the record."""

    recipient: str


Command = ListRecipient | UnlistRecipient | NoteDelivered
