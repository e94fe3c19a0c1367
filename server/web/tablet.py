"""The tablet that is passed round among those who have no phone, and the plan on paper for who signs with a pen."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..live.room import Room
from ..meeting.copies import saw, seen
from ..meeting.holes import signers
from ..meeting.model import TABLET, Seat
from ..meeting.policy import lends, reads
from .drawing import draw
from .errors import stranger
from .forms import values
from .site import Site, site_of


async def tablet(request: Request) -> Response:
    """Everybody at the table who has no phone. Whoever opens the list has put the tablet down: it is nobody's now."""
    site, room = await _tablet(request)
    meeting = room.told
    people = [seat for seat in meeting.present if lends(meeting, seat.id, TABLET)]
    drawn = draw("tablet.html", site.tongue(request), meeting=meeting, people=people, here=f"/meetings/{meeting.id}")
    response = HTMLResponse(drawn)
    if "hx-request" not in request.headers:
        site.door.turn(response, meeting.id, "")
    return response


async def pass_on(request: Request) -> Response:
    """The tablet goes into somebody's hands, or (without a seat) back on the table."""
    site, room = await _tablet(request)
    meeting = room.told
    named = (await values(request)).get("seat", [""])[-1]
    seat = meeting.seat_of(named) if named else None
    turned = seat.id if seat in meeting.present and lends(meeting, seat.id, TABLET) else ""
    place = f"/meetings/{meeting.id}/seat/{turned}" if turned else f"/meetings/{meeting.id}/tablet"
    response = RedirectResponse(place, 303)
    site.door.turn(response, meeting.id, turned)
    return response


async def _tablet(request: Request) -> tuple[Site, Room]:
    """The room, for whoever holds the tablet's own link. Raises Sorry."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if TABLET not in site.door.seats(request, room.told.id):
        raise stranger()
    return site, room


async def paper(request: Request) -> Response:
    """The frozen plan to be printed, with a line for each signature; for those who read the meeting.

    With `for`, the sheet of one person, who may not have all of it. Nobody stands on a sheet that has more or less.
    """
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    viewer = site.viewer(request, room, request.query_params.get("seat"), "phone")
    if not reads(room.told.seats[viewer]) or room.told.freeze is None:
        raise stranger()
    view = await site.view(request, room, viewer, "phone")
    one = room.told.seat_of(request.query_params.get("for", ""))
    if one is None:
        shown = saw(room.told, viewer)
        return HTMLResponse(view.draw("paper.html", part=shown, on_it=[seat.id for seat in _alike(room, shown)]))
    view.meeting = seen(room.told, one.id, viewer)
    return HTMLResponse(view.draw("paper.html", part=saw(room.told, one.id, viewer), on_it=[one.id]))


def _alike(room: Room, shown: str) -> list[Seat]:
    """The signers who are shown the same of the plan."""
    return [seat for seat in signers(room.told) if saw(room.told, seat.id) == shown]
