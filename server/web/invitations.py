"""Invitations for those without e-mail: a sheet of paper for each person, and a text for an SMS."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..live.room import Room
from ..meeting.mail import Way
from ..meeting.mails import over
from ..meeting.model import Presence, Seat
from ..post import sms
from ..post.sms import Sms
from ..post.wording import Part
from .drawing import new_id, qr
from .entry import link_of
from .errors import stranger
from .forms import values
from .mails import near, wording_of
from .organiser import issue
from .site import Site, site_of
from .words import WAYS

DOTS_OF_A_TOKEN = "." * 22


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person gets. link, code: their own, "" until they are made."""

    seat: Seat
    parts: tuple[Part, ...]
    link: str
    code: Markup | str
    sms: Sms | None
    id: str


async def page(request: Request) -> Response:
    """/meetings/{id}/invitations: as they would be printed; looking at them makes no links."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    return await _page(site, request, room, {}, request.query_params.get("language", ""))


async def with_links(request: Request) -> Response:
    """The same with a new personal link on each; earlier ones stay valid. seat: for these alone."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if site.at_desk(request, room) is None:
        raise stranger()
    form = await values(request)
    chosen = [seat for seat in _expected(room) if not form.get("seat") or seat.id in form["seat"]]
    links = {seat.id: link_of(site.base_url, await issue(site, room.told.id, seat.id)) for seat in chosen}
    return await _page(site, request, room, links, form.get("language", [""])[-1])


def _expected(room: Room) -> list[Seat]:
    return [seat for seat in room.told.seats.values() if seat.presence is Presence.INVITED]


async def _page(site: Site, request: Request, room: Room, links: Mapping[str, str], language: str) -> Response:
    visitor = site.at_desk(request, room)
    meeting = room.told
    if visitor is None or over(meeting) or meeting.starts is None:
        raise stranger()
    view = await site.view(request, room, visitor.seat, "console")
    language = language if language in view.context()["languages"] else meeting.language
    sheets = []
    for seat in _expected(room):
        link = links.get(seat.id, "")
        # As long as the link will be: it counts in an SMS.
        wording = wording_of(site, meeting, seat, language, link=link or link_of(site.base_url, DOTS_OF_A_TOKEN))
        sheets.append(
            Sheet(
                seat,
                wording.on_paper(),
                link,
                qr(link) if link else "",
                sms.invitation(wording),
                new_id(),
            )
        )
    drawn = view.draw(
        "invitations.html",
        sheets=sheets,
        made=bool(links),
        language=language,
        near=near(site),
        base_url=site.base_url,
        most=sms.MOST_MESSAGES,
        paper_ways={way: view.tongue._(WAYS[way]) for way in (Way.PRINT, Way.SMS)},
    )
    return HTMLResponse(drawn)
