"""Deciding who gets the record, there or not, and how. Which of them get an extract follows from what each may know."""

from dataclasses import replace

from . import commands as c
from . import events as e
from .cells import is_id
from .checks import clean_address, clean_name, clean_words, known_person
from .events import Events
from .model import Meeting, Recipient
from .policy import RESERVED
from .refusals import Reason, Refused

MOST_RECIPIENTS = 150


def list_recipient(meeting: Meeting, command: c.ListRecipient) -> Events:
    seat = known_person(meeting, command.seat)
    if not is_id(command.recipient) or command.recipient in RESERVED:
        raise Refused(Reason.BAD_ID)
    if command.recipient != seat if seat else command.recipient in meeting.seats:
        # Whoever has a seat is listed under it, so that nobody is listed twice.
        raise Refused(Reason.TAKEN_ID)
    now = listed(meeting, command.recipient)
    if now is None and len(meeting.recipients) >= MOST_RECIPIENTS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_RECIPIENTS))
    wanted = Recipient(
        command.recipient,
        seat,
        "" if seat else clean_name(command.name),
        "" if seat else " ".join(clean_words(command.organisation, 200).split()),
        clean_address(command.email),
        command.how,
        known_person(meeting, command.carrier),
    )
    return () if now is not None and replace(now, delivered=None) == wanted else (e.RecipientListed(wanted),)


def unlist_recipient(meeting: Meeting, command: c.UnlistRecipient) -> Events:
    return (e.RecipientUnlisted(command.recipient),) if listed(meeting, command.recipient) else ()


def note_delivered(meeting: Meeting, command: c.NoteDelivered) -> Events:
    recipient = listed(meeting, command.recipient)
    if recipient is None:
        raise Refused(Reason.NO_SUCH_SEAT)
    if meeting.closed is None:
        raise Refused(Reason.NOT_CLOSED)
    return () if recipient.delivered else (e.CopyDelivered(recipient.id),)


def listed(meeting: Meeting, recipient: str) -> Recipient | None:
    return next((each for each in meeting.recipients if each.id == recipient), None)
