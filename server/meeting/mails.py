"""Deciding about mails, and about what is told otherwise. Nothing is sent that nobody has asked for, and nothing twice:
a mail whose fate is unknown waits for a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from . import commands as c
from . import events as e
from . import text
from .afterwards import after_closing
from .cells import is_id
from .checks import clean_address, clean_words, free_id, known_language, known_person
from .copies import seat_for
from .events import Events
from .mail import BEFORE, BY_ITSELF, FOR_GOOD, MOST_MAILS, Answer, Hitch, Mail, MailState, Matter
from .model import Meeting, Presence, Seat
from .policy import at_home
from .recipients import listed
from .refusals import Reason, Refused
from .step_reminders import is_to_be_told, still_of_use, waiting

MOST_SAID = 300
"""Characters of a server's own words that are kept."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""Between two tries; the last one again and again."""
GIVES_UP = 24.0
"""Hours after which a mail that does not leave is given up."""
LONGEST_TRY = timedelta(minutes=5)
"""A try that has not ended by then has died with the program that made it."""
THE_DAY_BEFORE = timedelta(hours=24)


def state_of(meeting: Meeting, mail: Mail, now: datetime) -> MailState:
    """How it stands with a mail at a moment."""
    if mail.sent:
        return MailState.SENT
    if mail.withdrawn:
        return MailState.WITHDRAWN
    last = mail.attempts[-1] if mail.attempts else None
    if last and last.ended is None:
        lasting = timedelta() <= now - last.began < LONGEST_TRY
        return MailState.SENDING if lasting else MailState.UNCLEAR
    if last and last.hitch in FOR_GOOD:
        return MailState.UNCLEAR if last.hitch is Hitch.UNCLEAR else MailState.FAILED
    if _past(meeting, mail, now):
        return MailState.PAST
    if last is None:
        return MailState.WAITING
    return MailState.FAILED if now - mail.asked > timedelta(hours=GIVES_UP) else MailState.AGAIN


def tried_next(mail: Mail) -> datetime | None:
    """When a mail that has failed is tried again; None where it is not waiting for that."""
    last = mail.attempts[-1] if mail.attempts else None
    if mail.sent or mail.withdrawn or last is None or last.ended is None or last.hitch in FOR_GOOD:
        return None
    return last.ended + PAUSES[min(len(mail.attempts), len(PAUSES)) - 1]


def is_due(meeting: Meeting, mail: Mail, now: datetime) -> bool:
    """Is this to be handed to the server now?"""
    state = state_of(meeting, mail, now)
    if state is MailState.WAITING:
        return True
    again = tried_next(mail)
    if state is not MailState.AGAIN or again is None:
        return False
    # A clock that has been put back since must not make it wait for what the wrong one said.
    last = mail.attempts[-1].ended
    return now >= again or (last is not None and now < last)


def takes_mails(meeting: Meeting) -> bool:
    """May another mail be asked for? Where not, nothing is owed that would be one: it would be refused for ever."""
    return len(meeting.mails) < MOST_MAILS


def reminder_at(meeting: Meeting) -> datetime | None:
    """When those who are invited are to be reminded; None for never."""
    starts = start_of(meeting)
    return starts - THE_DAY_BEFORE if meeting.reminding and starts and not over(meeting) else None


def to_remind(meeting: Meeting) -> tuple[Seat, ...]:
    """Whoever was asked, has said yes or nothing, and has not been reminded of this time yet, by mail or otherwise."""
    expected = []
    for seat_id, invitation in meeting.invitations.items():
        seat = meeting.seats.get(seat_id)
        if seat and seat.presence is Presence.INVITED and invitation.answer in (None, Answer.YES):
            reminded = any(
                told.seat == seat_id and told.matter is Matter.REMINDER and told.starts == meeting.starts
                for told in meeting.told
            )
            asked = any(
                mail.seat == seat_id and mail.matter is Matter.REMINDER and mail.starts == meeting.starts
                for mail in meeting.mails.values()
            )
            if not reminded and not asked:
                expected.append(seat)
    return tuple(expected)


def start_of(meeting: Meeting) -> datetime | None:
    """When it begins, aware: one that was written without a zone is taken as UTC."""
    starts = meeting.starts
    return starts.replace(tzinfo=UTC) if starts and starts.tzinfo is None else starts


def over(meeting: Meeting) -> bool:
    """Is it too late (or of no use any more) to ask anybody to come?"""
    return bool(meeting.began or meeting.closed or meeting.cancelled)


def _past(meeting: Meeting, mail: Mail, now: datetime) -> bool:
    if mail.matter is Matter.REMINDER:
        # Whoever has said no meanwhile, or has another day to keep in mind, is not reminded of this one.
        seat = meeting.seats.get(mail.seat)
        if seat is None or seat.presence is not Presence.INVITED or mail.starts != meeting.starts:
            return True
    if mail.matter in BEFORE:
        starts = start_of(meeting)
        return over(meeting) or (starts is not None and now >= starts)
    if mail.matter is Matter.RECORD:
        return listed(meeting, mail.seat) is None
    if mail.matter is Matter.STEPS:
        return not still_of_use(meeting, mail, now)
    return mail.matter is Matter.CANCELLATION and meeting.cancelled is None


# Deciding -----------------------------------------------------------------------------------------------------------


def ask_mail(meeting: Meeting, command: c.AskMail) -> Events:
    seat = addressee(meeting, command.seat, command.matter)
    if not seat.email:
        raise Refused(Reason.NO_ADDRESS, name=seat.name)
    if command.matter in BY_ITSELF:
        raise Refused(Reason.NOT_BY_HAND)
    right_time(meeting, seat, command.matter)
    free_id(command.mail, meeting.mails, MOST_MAILS, len(meeting.mails))
    if not (len(command.digest) == 64 and is_id(command.digest[:40])):
        raise Refused(Reason.BAD_ID)
    before = [mail for mail in meeting.mails.values() if (mail.seat, mail.matter) == (seat.id, command.matter)]
    if any(_may_have_left(mail) for mail in before):
        raise Refused(Reason.ON_ITS_WAY, name=seat.name)
    language = known_language(command.language)
    asked = e.MailAsked(command.mail, command.matter, seat.id, language, command.digest, command.attached)
    # One that has not left says by now perhaps something else: this one goes instead.
    instead = [mail for mail in before if not (mail.sent or mail.withdrawn)]
    return (*(e.MailWithdrawn(mail.id) for mail in instead), asked)


def _may_have_left(mail: Mail) -> bool:
    """Would another one like it perhaps be one too many?"""
    last = mail.attempts[-1] if mail.attempts else None
    unknown = last is not None and (last.ended is None or last.hitch is Hitch.UNCLEAR)
    return unknown and not (mail.sent or mail.withdrawn)


def ask_again(meeting: Meeting, command: c.AskMailAgain) -> Events:
    mail = _known(meeting, command.mail)
    if mail.sent:
        raise Refused(Reason.MAIL_SENT)
    if mail.attempts and mail.attempts[-1].hitch is Hitch.CHANGED:
        raise Refused(Reason.MAIL_CHANGED)
    right_time(meeting, addressee(meeting, mail.seat, mail.matter), mail.matter)
    return (e.MailAskedAgain(mail.id),)


def withdraw(meeting: Meeting, command: c.WithdrawMail) -> Events:
    mail = _known(meeting, command.mail)
    if mail.sent:
        raise Refused(Reason.MAIL_SENT)
    return (e.MailWithdrawn(mail.id),)


def note_told(meeting: Meeting, command: c.NoteTold) -> Events:
    seat = addressee(meeting, command.seat, command.matter)
    right_time(meeting, seat, command.matter)
    words = clean_words(command.words, 200)
    if _is_noted(meeting, command, words):
        return ()
    return (e.PersonTold(seat.id, command.matter, command.way, words),)


def _is_noted(meeting: Meeting, command: c.NoteTold, words: str) -> bool:
    """Is it what was noted last of them: the same, in the same way, of the same day and place?

    Of steps each is told of at its time, so that only the step says whether it is the same again.
    """
    if command.matter is Matter.STEPS:
        return bool(command.step) and not is_to_be_told(meeting, command.seat, command.step)
    before = [told for told in meeting.told if (told.seat, told.matter) == (command.seat, command.matter)]
    if not before:
        return False
    last = before[-1]
    now = (command.way, words, meeting.starts, meeting.place)
    return not last.mail and (last.way, last.words, last.starts, last.place) == now


def set_reminding(meeting: Meeting, command: c.SetReminding) -> Events:
    if command.language:
        not_over(meeting)
        known_language(command.language)
    return (e.RemindingSet(command.language),)


def set_address(meeting: Meeting, command: c.SetAddress) -> Events:
    seat = addressee(meeting, command.seat)
    email, phone = clean_address(command.email), " ".join(clean_words(command.phone, 40).split())
    if phone and not set(phone) <= set("0123456789+()/- "):
        raise Refused(Reason.BAD_PHONE)
    return () if (email, phone) == (seat.email, seat.phone) else (e.AddressSet(seat.id, email, phone),)


def ask_reminder(meeting: Meeting, command: c.AskReminder) -> Events:
    free_id(command.mail, meeting.mails, MOST_MAILS, len(meeting.mails))
    if not any(seat.id == command.seat for seat in to_remind(meeting)) or reminder_at(meeting) is None:
        return ()
    return (e.MailAsked(command.mail, Matter.REMINDER, command.seat, meeting.reminding, "", False),)


def begin_mail(meeting: Meeting, command: c.BeginMail) -> Events:
    mail = _known(meeting, command.mail)
    if mail.sent or mail.withdrawn:
        raise Refused(Reason.MAIL_SENT)
    if _may_have_left(mail):
        raise Refused(Reason.ON_ITS_WAY, name=addressee(meeting, mail.seat, mail.matter).name)
    return (e.MailBegun(mail.id, clean_words(command.address, 254)),)


def note_mail(meeting: Meeting, command: c.NoteMail) -> Events:
    mail = _known(meeting, command.mail)
    if command.hitch is None:
        return (e.MailSent(mail.id, command.sha256),)
    said = " ".join(text.clean(command.said).split())[:MOST_SAID]
    return (e.MailFailed(mail.id, command.hitch, said),)


def right_time(meeting: Meeting, seat: Seat, matter: Matter) -> None:
    """May somebody be told this now? Raises Refused."""
    match matter:
        case Matter.RECORD:
            if meeting.closed is None or meeting.record is None:
                raise Refused(Reason.NO_RECORD)
            # Who was there and who gets the record are two things: it is decided for each of them.
            if listed(meeting, seat.id) is None:
                raise Refused(Reason.NOT_LISTED, name=seat.name)
        case Matter.STEPS:
            after_closing(meeting)
            if not waiting(meeting, seat):
                raise Refused(Reason.NO_OPEN_STEP, name=seat.name)
        case Matter.CANCELLATION:
            if meeting.cancelled is None:
                raise Refused(Reason.NOT_CANCELLED)
            _asked_before(meeting, seat)
        case Matter.INVITATION:
            not_over(meeting)
            if meeting.starts is None:
                raise Refused(Reason.NO_WHEN)
        case Matter.CHANGE | Matter.REMINDER:
            not_over(meeting)
            if meeting.starts is None:
                raise Refused(Reason.NO_WHEN)
            _asked_before(meeting, seat)


def not_over(meeting: Meeting) -> None:
    """Raises Refused where nobody can be asked to come any more."""
    if meeting.closed:
        raise Refused(Reason.CLOSED)
    if meeting.cancelled:
        raise Refused(Reason.CANCELLED)
    if meeting.began:
        raise Refused(Reason.BEGUN)


def _asked_before(meeting: Meeting, seat: Seat) -> None:
    if seat.id not in meeting.invitations:
        raise Refused(Reason.NOT_ASKED, name=seat.name)


def addressee(meeting: Meeting, who: str, matter: Matter = Matter.INVITATION) -> Seat:
    """Whom something is told: somebody of the meeting; the record also to those who are listed for it and have no seat,
    and at the address that stands there. Raises Refused."""
    if matter is Matter.RECORD and (recipient := listed(meeting, who)):
        seat = seat_for(meeting, recipient.id)
        return replace(seat, email=recipient.email or seat.email)
    found = meeting.seats[known_person(meeting, who)] if who else None
    if found is None or not at_home(found):
        raise Refused(Reason.NO_SUCH_SEAT)
    return found


def _known(meeting: Meeting, mail_id: str) -> Mail:
    mail = meeting.mails.get(mail_id)
    if mail is None:
        raise Refused(Reason.NO_SUCH_MAIL)
    return mail
