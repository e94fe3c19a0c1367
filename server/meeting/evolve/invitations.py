"""What is true after people were asked to come, the meeting was called off or on again, or somebody has answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..mail import Answer, Invitation
from ..model import Meeting, Presence, Seat
from .parts import with_seat


def after(meeting: Meeting, event: e.invitations.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.InvitationWorded():
            return replace(meeting, bring=event.bring, contact=event.contact)
        case e.MeetingCancelled():
            return replace(meeting, cancelled=entry.at, cancelled_why=event.why, moves=meeting.moves + 1)
        case e.MeetingRevived():
            return replace(meeting, cancelled=None, cancelled_why="", moves=meeting.moves + 1)
        case e.InvitationAnswered():
            return _answered(meeting, event, entry)
        case e.DeputyWelcomed():
            welcomed = _invitation(meeting, event.seat, lambda invitation: replace(invitation, deputy=event.deputy))
            return _invitation(welcomed, event.seat, lambda invitation: replace(invitation, unwanted=False))
        case e.DeputyDeclined():
            return _invitation(meeting, event.seat, lambda invitation: replace(invitation, unwanted=True))
        case _:
            assert_never(event)


def invited(meeting: Meeting, seat_id: str, entry: e.Entry) -> Meeting:
    """An invitation has reached somebody, or may have."""
    if seat_id in meeting.invitations:
        return meeting
    return replace(meeting, invitations={**meeting.invitations, seat_id: Invitation(entry.at)})


def _answered(meeting: Meeting, event: e.InvitationAnswered, entry: e.Entry) -> Meeting:
    before = meeting.invitations.get(event.seat) or Invitation(entry.at)
    noted = "" if entry.by == event.seat else entry.by
    invitation = Invitation(
        before.asked, event.answer, event.words, entry.at, noted, event.name, event.organisation, before.deputy
    )
    answered = replace(meeting, invitations={**meeting.invitations, event.seat: invitation})
    seat = meeting.seats.get(event.seat)
    return with_seat(answered, _expected(seat, event.answer)) if seat else answered


def _expected(seat: Seat, answer: Answer) -> Seat:
    if seat.presence not in (Presence.INVITED, Presence.EXCUSED):
        return seat
    return replace(seat, presence=Presence.INVITED if answer is Answer.YES else Presence.EXCUSED)


def _invitation(meeting: Meeting, seat_id: str, change: Callable[[Invitation], Invitation]) -> Meeting:
    found = meeting.invitations.get(seat_id)
    return replace(meeting, invitations={**meeting.invitations, seat_id: change(found)}) if found else meeting
