"""What has happened: when and where one meets, calling it off, what those who are invited answer."""

from dataclasses import dataclass

from ..mail import Answer


@dataclass(frozen=True, slots=True)
class InvitationWorded:
    bring: str
    contact: str


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    why: str


@dataclass(frozen=True, slots=True)
class MeetingRevived:
    pass


@dataclass(frozen=True, slots=True)
class InvitationAnswered:
    seat: str
    answer: Answer
    words: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class DeputyWelcomed:
    """Behind the event that invites them."""

    seat: str
    deputy: str


@dataclass(frozen=True, slots=True)
class DeputyDeclined:
    seat: str


Event = InvitationWorded | MeetingCancelled | MeetingRevived | InvitationAnswered | DeputyWelcomed | DeputyDeclined
