"""The personal page of somebody away from the table: before they come, and after they have gone.

One page of sections like the desk, under templates/home. Looking at it is not coming to the meeting.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..live.room import Room
from ..meeting.pages import is_child
from ..meeting.policy import at_home
from . import (
    afterwards,
    comments,
    consents,
    contributions,
    inviting,
    letters,
    persons,
    poll,
    preparing,
    ratings,
    sending,
)
from .desk import Section
from .drawing import View
from .entry import Visitor
from .errors import stranger
from .pages import come_in, home, stays_at_home
from .site import Site, site_of


async def page(request: Request) -> Response:
    """/meetings/{id}/home/{seat}: for whoever has that seat's link. A child has the wish book instead."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = _person(site, request, room)
    seat = room.told.seats[visitor.seat]
    if is_child(room.told, seat):
        return RedirectResponse(await home(site, room, visitor), 303)
    view = await site.view(request, room, seat.id, "phone")
    told = {name: await look(site, room, view) for name, look in SECTIONS.items()}
    shown = {name: context for name, context in told.items() if context is not None}
    return HTMLResponse(view.draw("home.html", sections=shown))


async def come(request: Request) -> Response:
    """Whoever says so is at the table now."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = _person(site, request, room)
    await come_in(site, request, room, visitor)
    return RedirectResponse(await home(site, room, visitor), 303)


def _person(site: Site, request: Request, room: Room) -> Visitor:
    visitor = site.visitor(request, room, request.path_params["seat"])
    seat = room.told.seat_of(visitor.seat) if visitor else None
    if visitor is None or seat is None or visitor.hand or not at_home(seat):
        raise stranger()
    return Visitor(room.told.id, seat.id)


async def _meeting(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    return {"early": stays_at_home(room.told, view.viewer, site.clock.now())}


SECTIONS: Mapping[str, Section] = {
    "meeting": _meeting,
    "poll": poll.at_home,
    "invitation": inviting.at_home_page,
    "record": sending.at_home_page,
    "preparing": preparing.at_home,
    "contributions": contributions.at_home,
    "letter": letters.at_home,
    "steps": afterwards.steps_at_home,
    "news": afterwards.news_at_home,
    "consents": consents.home_section,
    "comments": comments.at_home_page,
    "rating": ratings.at_home_page,
    "data": persons.home_section,
}
"""Name of a template under templates/home -> what it looks at, in the order of the page."""
