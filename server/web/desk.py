"""The desk: what whoever leads (or sends the record) does before and after a meeting, without sitting at its table.

One page of sections, each in a template of its own under templates/desk. A section looks at the meeting and gives what
its template needs, or None where it has nothing to say now.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..live.room import Room
from . import (
    afterwards,
    comments,
    consents,
    contributions,
    copies,
    erasing,
    inviting,
    persons,
    poll,
    preparing,
    ratings,
    sending,
)
from .drawing import View
from .errors import stranger
from .site import Site, site_of

Section = Callable[[Site, Room, View], Awaitable[Mapping[str, object] | None]]


async def page(request: Request) -> Response:
    """/meetings/{id}/desk: for the organiser, and for those who lead the meeting or send its record."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.at_desk(request, room, request.query_params.get("seat"))
    if visitor is None:
        raise stranger()
    view = await site.view(request, room, visitor.seat, "console")
    told = {name: await look(site, room, view) for name, look in SECTIONS.items()}
    shown = {name: context for name, context in told.items() if context is not None}
    return HTMLResponse(view.draw("desk.html", sections=shown, organiser=site.organises(request, room.told)))


async def _meeting(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    return {}


SECTIONS: Mapping[str, Section] = {
    "meeting": _meeting,
    "poll": poll.at_desk,
    "invitations": inviting.at_the_desk,
    "preparing": preparing.at_desk,
    "contributions": contributions.at_desk,
    "consents": consents.at_desk,
    "copies": copies.at_desk,
    "sending": sending.at_the_desk,
    "mails": inviting.mails_at_the_desk,
    "steps": afterwards.steps_at_desk,
    "news": afterwards.news_at_desk,
    "comments": comments.at_the_desk,
    "ratings": ratings.at_the_desk,
    "persons": persons.desk_section,
    "erasing": erasing.section,
}
"""Name of a template under templates/desk -> what it looks at, in the order of the page."""
