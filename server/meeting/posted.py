"""What is true after something has gone to somebody, or come back: mails, words told otherwise, answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from . import events as e
from .mail import Answer, Attempt, Hitch, Invitation, Mail, Matter, Told, Way
from .model import Meeting, Presence, Seat

Posted = (
    e.InvitationWorded
    | e.MeetingCancelled
    | e.MeetingRevived
    | e.AddressSet
    | e.MailAsked
    | e.MailAskedAgain
    | e.MailWithdrawn
    | e.MailBegun
    | e.MailSent
    | e.MailFailed
    | e.PersonTold
    | e.InvitationAnswered
    | e.DeputyWelcomed
    | e.DeputyDeclined
    | e.RemindingSet
    | e.StepRemindingSet
)


def posted(meeting: Meeting, event: Posted, entry: e.Entry) -> Meeting:
    """The meeting after one of these. Never refuses."""
    match event:
        case e.InvitationWorded():
            return replace(meeting, bring=event.bring, contact=event.contact)
        case e.MeetingCancelled():
            return replace(meeting, cancelled=entry.at, cancelled_why=event.why, moves=meeting.moves + 1)
        case e.MeetingRevived():
            return replace(meeting, cancelled=None, cancelled_why="", moves=meeting.moves + 1)
        case e.AddressSet():
            return _seat(meeting, event.seat, lambda seat: replace(seat, email=event.email, phone=event.phone))
        case e.MailAsked():
            return _asked(meeting, event, entry)
        case e.MailAskedAgain():
            return _mail(meeting, event.mail, lambda mail: replace(mail, attempts=(), asked=entry.at, withdrawn=None))
        case e.MailWithdrawn():
            return _mail(meeting, event.mail, lambda mail: replace(mail, withdrawn=entry.at))
        case e.MailBegun():
            attempt = Attempt(entry.at, event.address)
            return _mail(meeting, event.mail, lambda mail: replace(mail, attempts=(*mail.attempts, attempt)))
        case e.MailSent():
            return _sent(meeting, event, entry)
        case e.MailFailed():
            return _mail(meeting, event.mail, lambda mail: _failed(mail, event.hitch, event.said, entry))
        case e.PersonTold():
            told = Told(
                event.seat, event.matter, event.way, entry.at, entry.by, meeting.starts, meeting.place, event.words
            )
            return _noted(meeting, told, entry)
        case e.InvitationAnswered():
            return _answered(meeting, event, entry)
        case e.DeputyWelcomed():
            after = _invitation(meeting, event.seat, lambda invitation: replace(invitation, deputy=event.deputy))
            return _invitation(after, event.seat, lambda invitation: replace(invitation, unwanted=False))
        case e.DeputyDeclined():
            return _invitation(meeting, event.seat, lambda invitation: replace(invitation, unwanted=True))
        case e.RemindingSet():
            return replace(meeting, reminding=event.language)
        case e.StepRemindingSet():
            return replace(meeting, step_reminding=event.language, step_reminding_days=event.days)
        case _:
            assert_never(event)


def moved(before: Meeting, after: Meeting) -> Meeting:
    """A meeting that has been amended: another time or place is counted."""
    same = (before.starts, before.place) == (after.starts, after.place)
    return after if same else replace(after, moves=before.moves + 1)


def _asked(meeting: Meeting, event: e.MailAsked, entry: e.Entry) -> Meeting:
    mail = Mail(
        event.mail,
        event.matter,
        event.seat,
        event.language,
        event.digest,
        event.attached,
        entry.at,
        entry.by,
        meeting.starts,
        meeting.place,
        event.steps,
    )
    after = replace(meeting, mails={**meeting.mails, mail.id: mail})
    # From now on its link may be in somebody's hands.
    return _invited(after, event.seat, entry) if event.matter is Matter.INVITATION else after


def _sent(meeting: Meeting, event: e.MailSent, entry: e.Entry) -> Meeting:
    mail = meeting.mails.get(event.mail)
    if mail is None:
        return meeting
    attempts = _ended(mail.attempts, entry, None, "")
    mail = replace(mail, attempts=attempts, sent=entry.at, sha256=event.sha256)
    told = Told(mail.seat, mail.matter, Way.MAIL, entry.at, mail.by, mail.starts, mail.place, mail=mail.id)
    return _noted(replace(meeting, mails={**meeting.mails, mail.id: mail}), told, entry)


def _noted(meeting: Meeting, told: Told, entry: e.Entry) -> Meeting:
    after = replace(meeting, told=(*meeting.told, told))
    if told.matter is Matter.INVITATION:
        return _invited(after, told.seat, entry)
    if told.matter is Matter.RECORD:
        got = tuple(replace(each, delivered=entry.at) if each.id == told.seat else each for each in meeting.recipients)
        return replace(after, recipients=got)
    return after


def _failed(mail: Mail, hitch: Hitch, said: str, entry: e.Entry) -> Mail:
    if mail.attempts:
        return replace(mail, attempts=_ended(mail.attempts, entry, hitch, said))
    # It did not come to a try at all.
    return replace(mail, attempts=(Attempt(entry.at, "", entry.at, hitch, said),))


def _ended(attempts: tuple[Attempt, ...], entry: e.Entry, hitch: Hitch | None, said: str) -> tuple[Attempt, ...]:
    if not attempts:
        return attempts
    return (*attempts[:-1], replace(attempts[-1], ended=entry.at, hitch=hitch, said=said))


def _answered(meeting: Meeting, event: e.InvitationAnswered, entry: e.Entry) -> Meeting:
    before = meeting.invitations.get(event.seat) or Invitation(entry.at)
    noted = "" if entry.by == event.seat else entry.by
    invitation = Invitation(
        before.asked, event.answer, event.words, entry.at, noted, event.name, event.organisation, before.deputy
    )
    after = replace(meeting, invitations={**meeting.invitations, event.seat: invitation})
    return _seat(after, event.seat, lambda seat: _expected(seat, event.answer))


def _expected(seat: Seat, answer: Answer) -> Seat:
    if seat.presence not in (Presence.INVITED, Presence.EXCUSED):
        return seat
    return replace(seat, presence=Presence.INVITED if answer is Answer.YES else Presence.EXCUSED)


def _invited(meeting: Meeting, seat_id: str, entry: e.Entry) -> Meeting:
    if seat_id in meeting.invitations:
        return meeting
    return replace(meeting, invitations={**meeting.invitations, seat_id: Invitation(entry.at)})


def _invitation(meeting: Meeting, seat_id: str, change: Callable[[Invitation], Invitation]) -> Meeting:
    found = meeting.invitations.get(seat_id)
    return replace(meeting, invitations={**meeting.invitations, seat_id: change(found)}) if found else meeting


def _mail(meeting: Meeting, mail_id: str, change: Callable[[Mail], Mail]) -> Meeting:
    found = meeting.mails.get(mail_id)
    return replace(meeting, mails={**meeting.mails, mail_id: change(found)}) if found else meeting


def _seat(meeting: Meeting, seat_id: str, change: Callable[[Seat], Seat]) -> Meeting:
    found = meeting.seats.get(seat_id)
    return replace(meeting, seats={**meeting.seats, seat_id: change(found)}) if found else meeting
