"""What is true after a mail has been asked for, has left or has not, or somebody was told otherwise."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..mail import Attempt, Hitch, Mail, Matter, Told, Way
from ..model import Meeting
from .invitations import invited
from .parts import change_seat


def after(meeting: Meeting, event: e.mails.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.AddressSet():
            if event.seat not in meeting.seats:
                return meeting
            return change_seat(meeting, event.seat, email=event.email, phone=event.phone)
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
        case e.RemindingSet():
            return replace(meeting, reminding=event.language)
        case _:
            assert_never(event)


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
    asked = replace(meeting, mails={**meeting.mails, mail.id: mail})
    # From now on its link may be in somebody's hands.
    return invited(asked, event.seat, entry) if event.matter is Matter.INVITATION else asked


def _sent(meeting: Meeting, event: e.MailSent, entry: e.Entry) -> Meeting:
    mail = meeting.mails.get(event.mail)
    if mail is None:
        return meeting
    attempts = _ended(mail.attempts, entry, None, "")
    mail = replace(mail, attempts=attempts, sent=entry.at, sha256=event.sha256)
    told = Told(mail.seat, mail.matter, Way.MAIL, entry.at, mail.by, mail.starts, mail.place, mail=mail.id)
    return _noted(replace(meeting, mails={**meeting.mails, mail.id: mail}), told, entry)


def _noted(meeting: Meeting, told: Told, entry: e.Entry) -> Meeting:
    noted = replace(meeting, told=(*meeting.told, told))
    if told.matter is Matter.INVITATION:
        return invited(noted, told.seat, entry)
    if told.matter is Matter.RECORD:
        got = tuple(replace(each, delivered=entry.at) if each.id == told.seat else each for each in meeting.recipients)
        return replace(noted, recipients=got)
    return noted


def _failed(mail: Mail, hitch: Hitch, said: str, entry: e.Entry) -> Mail:
    if mail.attempts:
        return replace(mail, attempts=_ended(mail.attempts, entry, hitch, said))
    # It did not come to a try at all.
    return replace(mail, attempts=(Attempt(entry.at, "", entry.at, hitch, said),))


def _ended(attempts: tuple[Attempt, ...], entry: e.Entry, hitch: Hitch | None, said: str) -> tuple[Attempt, ...]:
    if not attempts:
        return attempts
    return (*attempts[:-1], replace(attempts[-1], ended=entry.at, hitch=hitch, said=said))


def _mail(meeting: Meeting, mail_id: str, change: Callable[[Mail], Mail]) -> Meeting:
    found = meeting.mails.get(mail_id)
    return replace(meeting, mails={**meeting.mails, mail_id: change(found)}) if found else meeting
