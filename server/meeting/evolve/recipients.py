"""What is true after it was said who gets the record, or somebody has got it."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Meeting, Recipient


def after(meeting: Meeting, event: e.recipients.Event, entry: e.Entry) -> Meeting:
    return replace(meeting, recipients=_recipients(meeting, event, entry))


def _recipients(meeting: Meeting, event: e.recipients.Event, entry: e.Entry) -> tuple[Recipient, ...]:
    match event:
        case e.RecipientUnlisted():
            return tuple(each for each in meeting.recipients if each.id != event.recipient)
        case e.CopyDelivered():
            return tuple(
                replace(each, delivered=entry.at) if each.id == event.recipient else each for each in meeting.recipients
            )
        case e.RecipientListed():
            new = event.recipient
            kept = {each.id: each for each in meeting.recipients}
            delivered = kept[new.id].delivered if new.id in kept else None
            return tuple({**kept, new.id: replace(new, delivered=delivered)}.values())
        case _:
            assert_never(event)
