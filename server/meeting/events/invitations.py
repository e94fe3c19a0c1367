"""What has happened: when and where one meets, calling it off, what those who are invited answer."""

from ..mail import Answer
from ..value import value


@value
class InvitationWorded:
    bring: str
    contact: str


@value
class MeetingCancelled:
    why: str


@value
class MeetingRevived:
    pass


@value
class InvitationAnswered:
    seat: str
    answer: Answer
    words: str
    name: str
    organisation: str


@value
class DeputyWelcomed:
    """Behind the event that invites them."""

    seat: str
    deputy: str


@value
class DeputyDeclined:
    seat: str


Event = InvitationWorded | MeetingCancelled | MeetingRevived | InvitationAnswered | DeputyWelcomed | DeputyDeclined
