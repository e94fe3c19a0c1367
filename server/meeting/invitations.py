"""Deciding about who is asked to come, when and where, what they answer, and who comes instead."""

from . import commands as c
from . import events as e
from .checks import MOST_SEATS, clean_name, clean_words, free_id, known_person, sensible_start
from .commands import Person
from .events import Events
from .mail import Answer, Invitation
from .mails import not_over
from .model import Meeting, Presence, Seat
from .pages import is_child, is_guide
from .people import seats_taken, somebody_else_leads
from .refusals import Reason, Refused


def convene(meeting: Meeting, command: c.ConveneMeeting) -> Events:
    not_over(meeting)
    sensible_start(command.starts)
    amended = e.MeetingAmended(
        meeting.title,
        clean_words(command.purpose),
        clean_words(command.place, 200),
        command.starts,
        meeting.case_number,
        meeting.initials,
        meeting.record_kind,
    )
    worded = e.InvitationWorded(clean_words(command.bring, 500), clean_words(command.contact, 300))
    so_far = (meeting.purpose, meeting.place, meeting.starts)
    changed = () if (amended.purpose, amended.place, amended.starts) == so_far else (amended,)
    return changed if (worded.bring, worded.contact) == (meeting.bring, meeting.contact) else (*changed, worded)


def cancel(meeting: Meeting, command: c.CancelMeeting) -> Events:
    not_over(meeting)
    return (e.MeetingCancelled(clean_words(command.why, 500)),)


def answer(meeting: Meeting, command: c.AnswerInvitation | c.NoteAnswer, seat_id: str) -> Events:
    """What somebody says to being invited. They may say otherwise later, until the meeting begins."""
    not_over(meeting)
    seat = meeting.seats[known_person(meeting, seat_id)] if seat_id else None
    if seat is None:
        raise Refused(Reason.NO_SUCH_SEAT)
    if seat.presence not in (Presence.INVITED, Presence.EXCUSED):
        raise Refused(Reason.ALREADY_HERE)
    if command.answer is not Answer.YES:
        somebody_else_leads(meeting, seat)
    name = organisation = ""
    if command.answer is Answer.INSTEAD:
        if is_child(meeting, seat) or is_guide(meeting, seat):
            # Nobody is a child instead of the child, and whom the child has named nobody else replaces.
            raise Refused(Reason.THE_CHILDS)
        name, organisation = clean_name(command.name), clean_words(command.organisation, 120)
    said = e.InvitationAnswered(seat.id, command.answer, clean_words(command.words, 500), name, organisation)
    known = meeting.invitations.get(seat.id)
    same = known and (known.answer, known.words, known.name, known.organisation) == (
        said.answer,
        said.words,
        said.name,
        said.organisation,
    )
    return () if same else (said,)


def welcome_deputy(meeting: Meeting, command: c.WelcomeDeputy) -> Events:
    """They get a seat of their own, with what of the other's roles may be passed on."""
    not_over(meeting)
    seat, invitation = _wants_deputy(meeting, command.seat)
    free_id(command.deputy, (*meeting.seats, *meeting.became), MOST_SEATS, seats_taken(meeting))
    of_nobody_else = {meeting.format.leads, meeting.format.sends, meeting.format.child, meeting.format.guide}
    roles = seat.roles - of_nobody_else or frozenset({meeting.format.default_role})
    person = Person(command.deputy, invitation.name, roles, invitation.organisation, seat.position)
    return (e.PersonInvited(person), e.DeputyWelcomed(seat.id, person.seat))


def decline_deputy(meeting: Meeting, command: c.DeclineDeputy) -> Events:
    not_over(meeting)
    seat, _ = _wants_deputy(meeting, command.seat)
    return (e.DeputyDeclined(seat.id),)


def _wants_deputy(meeting: Meeting, seat_id: str) -> tuple[Seat, Invitation]:
    seat = meeting.seats.get(seat_id)
    invitation = meeting.invitations.get(seat_id)
    if seat is None or invitation is None or invitation.answer is not Answer.INSTEAD:
        raise Refused(Reason.NO_DEPUTY)
    return seat, invitation
