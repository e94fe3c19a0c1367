"""What has happened: who gets the record, and how."""

from dataclasses import dataclass

from ..model import Recipient


@dataclass(frozen=True, slots=True)
class RecipientListed:
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class RecipientUnlisted:
    recipient: str


@dataclass(frozen=True, slots=True)
class CopyDelivered:
    recipient: str


Event = RecipientListed | RecipientUnlisted | CopyDelivered
