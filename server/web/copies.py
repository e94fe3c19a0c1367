"""Who gets the record: at the desk, with which copy it is and whether they have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..live.room import Room
from ..meeting.copies import is_extract, seat_for
from ..meeting.model import How, Meeting, Presence, Recipient, Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home
from .drawing import View
from .site import Site
from .words import N_

WAYS = {
    How.MAIL: N_("by e-mail"),
    How.LINK: N_("by a personal link"),
    How.HAND: N_("handed over in person"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipient, and which copy is theirs."""

    recipient: Recipient
    seat: Seat
    extract: bool
    carrier: str


async def at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """The list, those who could be on it, and the way to each copy."""
    meeting = room.told
    return {
        "listed": tuple(_listed(meeting, recipient, view) for recipient in meeting.recipients),
        "others": _others(meeting),
        "ways": {way.value: view.tongue._(words) for way, words in WAYS.items()},
        "carriers": [seat for seat in meeting.seats.values() if at_home(seat)],
        "suggested": {seat.id: _suggested(seat) for seat in _others(meeting)},
        "changed": meeting.closed is not None and meeting.listed != _undelivered(meeting.recipients),
    }


def _listed(meeting: Meeting, recipient: Recipient, view: View) -> Listed:
    carrier = view.who(recipient.carrier) if recipient.carrier else ""
    return Listed(recipient, seat_for(meeting, recipient.id), is_extract(meeting, recipient.id), carrier)


def _others(meeting: Meeting) -> Sequence[Seat]:
    """Everybody of the meeting who is not on the list; a child has a letter of their own."""
    on_it = {recipient.seat for recipient in meeting.recipients}
    return [
        seat
        for seat in meeting.seats.values()
        if seat.id not in on_it and at_home(seat) and not is_child(meeting, seat)
    ]


def _suggested(seat: Seat) -> str:
    """How somebody most likely gets it."""
    if seat.email:
        return How.MAIL.value
    return How.HAND.value if seat.aided or seat.presence is not Presence.PRESENT else How.LINK.value


def _undelivered(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    return tuple(replace(recipient, delivered=None) for recipient in recipients)
