"""Somebody's own data: the whole of them for themselves, and at the desk as much as whoever leads may see."""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from exports.content import slug
from exports.person import person
from exports.wording import Wording

from ..live.room import Room
from ..meeting.keeping import erased_on
from ..meeting.model import AT_THE_DOOR, Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home
from ..ports import Damaged
from .drawing import View
from .errors import DAMAGED, Sorry, stranger
from .language import translations
from .site import Site, site_of

JSON = "application/json; charset=utf-8"


async def desk_section(site: Site, room: Room, view: View) -> Mapping[str, object]:
    return {"seats": [seat for seat in room.told.seats.values() if seat.presence not in AT_THE_DOOR]}


async def home_section(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    return {"on": erased_on(room.told)}


async def own(request: Request) -> Response:
    """/meetings/{id}/home/{seat}/data.json: everything, for the person alone and on no borrowed page."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.visitor(request, room, request.path_params["seat"])
    seat = room.told.seat_of(visitor.seat) if visitor else None
    if visitor is None or seat is None or visitor.hand or not at_home(seat) or is_child(room.told, seat):
        raise stranger()
    beside = {"note": site.lane.note(room.told.id, seat.id), "rating": site.ratings.of(room.told.id).get(seat.id)}
    return await _told(site, room, seat, "", beside)


async def at_desk(request: Request) -> Response:
    """/meetings/{id}/person.json?of=SEAT: for whoever works at the desk, without what is not for their eyes."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.at_desk(request, room, request.query_params.get("as"))
    seat = room.told.seat_of(request.query_params.get("of", ""))
    if visitor is None or seat is None or seat.presence in AT_THE_DOOR:
        raise stranger()
    return await _told(site, room, seat, "" if visitor.seat == seat.id else visitor.seat, {})


async def _told(site: Site, room: Room, seat: Seat, eyes: str, beside: Mapping[str, object]) -> Response:
    meeting = room.told
    try:
        entries = await asyncio.to_thread(site.log.read, meeting.id)
    except Damaged as damaged:
        raise Sorry(503, DAMAGED, "damaged") from damaged
    wording = Wording(meeting, translations(meeting.language), site.settings.zone)
    content = await asyncio.to_thread(person, wording, entries, seat, eyes, beside)
    name = f"{slug(seat.name) or seat.id}.json"
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=JSON, headers={"Content-Disposition": disposition})
