"""The child's own page: the wish book at home and at the table, and in the meeting what is happening now."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..live.room import Room
from ..meeting.model import Seat
from ..meeting.pages import is_child
from .entry import Visitor
from .errors import stranger
from .pages import CHILD, OUTSIDE, arrive, come_in, home
from .site import Site, site_of


async def page(request: Request) -> Response:
    """For the child, and for the guide who does for the child what the child asks for."""
    site, room, visitor, seat = await _child(request)
    if seat.presence in OUTSIDE:
        if visitor.hand:
            raise stranger()
        return RedirectResponse(await home(site, room, visitor), 303)
    if not visitor.hand:
        await come_in(site, request, room, visitor)
    view = await site.view(request, room, seat.id, CHILD)
    return HTMLResponse(view.draw("child.html", leaf=request.query_params.get("page", "")))


async def here(request: Request) -> Response:
    """ "I am here": nobody is made present by a book that lies open at home."""
    site, room, _, seat = await _child(request)
    nobody_meets = room.told.closed or room.told.broken_off
    if seat.presence not in OUTSIDE and not nobody_meets:
        await arrive(site, request, room, seat)
    return RedirectResponse(f"/meetings/{room.told.id}/{CHILD}/{seat.id}", 303)


async def _child(request: Request) -> tuple[Site, Room, Visitor, Seat]:
    """Who asks, and the child they are or act for. Raises Sorry for everyone else."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.visitor(request, room, request.path_params["seat"])
    seat = room.told.seat_of(visitor.seat) if visitor else None
    if visitor is None or seat is None or not is_child(room.told, seat):
        raise stranger()
    return site, room, visitor, seat
