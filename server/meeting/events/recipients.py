"""What has happened: who gets the record, and how."""

from ..model import Recipient
from ..value import value


@value
class RecipientListed:
    recipient: Recipient


@value
class RecipientUnlisted:
    recipient: str


@value
class CopyDelivered:
    recipient: str


Event = RecipientListed | RecipientUnlisted | CopyDelivered
