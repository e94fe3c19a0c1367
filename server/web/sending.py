"""The record after the closing: who gets it and in which version, what has gone to whom, and the page behind its link.

Closing a meeting sends nothing. Whoever sees to the record decides for each person, and sends, or notes that it was
handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..live.room import Room
from ..meeting.copies import is_extract, seat_for
from ..meeting.mail import Matter, Told
from ..meeting.model import How, Meeting, Recipient, Seat
from ..meeting.recipients import listed
from .drawing import View, draw
from .errors import stranger
from .records import attached, copy_for
from .site import Site, site_of
from .words import WAYS


@dataclass(frozen=True, slots=True)
class Getting:
    """Somebody who is to get the record. carrier: the name of whoever hands it over; told: what has gone to them."""

    recipient: Recipient
    seat: Seat
    email: str
    carrier: str
    told: tuple[Told, ...]


async def at_the_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """Sending the record, once the meeting is closed."""
    meeting = room.told
    if meeting.closed is None:
        return None
    people = [_getting(meeting, each) for each in meeting.recipients]
    return {
        "people": people,
        "written": meeting.record is not None,
        "by_mail": any(each.recipient.how is not How.HAND for each in people),
        "way_words": {way: view.tongue._(word) for way, word in WAYS.items()},
        "sends": next((role.name for role in meeting.format.roles if role.id == meeting.format.sends), ""),
    }


def _getting(meeting: Meeting, recipient: Recipient) -> Getting:
    seat = seat_for(meeting, recipient.id)
    carrier = meeting.seat_of(recipient.carrier) if recipient.carrier else None
    return Getting(
        recipient,
        seat,
        recipient.email or seat.email,
        carrier.name if carrier else "",
        tuple(told for told in meeting.told if told.seat == recipient.id and told.matter is Matter.RECORD),
    )


async def at_home_page(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """The record on somebody's own page, for those who are to get it."""
    meeting, seat = room.told, view.me
    if seat is None or meeting.closed is None or meeting.record is None or listed(meeting, seat.id) is None:
        return None
    return {"extract": is_extract(meeting, seat.id)}


# Behind the link of somebody who has no seat --------------------------------------------------------------------------


def is_outside(meeting: Meeting, who: str) -> bool:
    """Is this somebody who gets the record and was never of the meeting?"""
    recipient = listed(meeting, who)
    return recipient is not None and not recipient.seat and meeting.closed is not None


async def copy_page(request: Request) -> Response:
    """/meetings/{id}/copy/{recipient}: the record for somebody without a seat, by their own link."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    who = _outside(site, request, room)
    drawn = draw("copy.html", site.tongue(request), meeting=room.told, recipient=who)
    return HTMLResponse(drawn)


async def copy_file(request: Request) -> Response:
    """The file itself."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    who = _outside(site, request, room)
    name, content = await copy_for(site, room, who.id)
    return attached(content, name)


def _outside(site: Site, request: Request, room: Room) -> Recipient:
    who = request.path_params["recipient"]
    recipient = listed(room.told, who)
    if recipient is None or not is_outside(room.told, who) or who not in site.door.seats(request, room.told.id):
        raise stranger()
    return recipient
