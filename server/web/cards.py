"""Name cards to print: a tent for the table; inside it, for its owner, the QR code of their personal link."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..live.room import Room
from ..meeting.model import Presence
from ..meeting.policy import PROJECTOR
from .drawing import draw, qr
from .entry import link_of
from .organiser import issue, may_hand_out
from .site import Site, site_of

_AT_THE_TABLE = frozenset({Presence.INVITED, Presence.PRESENT})

_SIZES = (("large", 12, 24), ("middle", 16, 44), ("small", 24, 80))
"""Class of the name -> the longest word and the whole name it has room for, in characters; see cards.css."""


@dataclass(frozen=True, slots=True)
class NameCard:
    """One sheet. size: how large the name can be; code: the QR code of a personal link, "" before it has been made."""

    name: str
    role: str
    place: str
    size: str
    code: Markup | str


async def cards(request: Request) -> Response:
    """The cards as they will be printed, without codes: looking at them makes no links."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    may_hand_out(site, request, room)
    return await _page(site, request, room, {})


async def with_codes(request: Request) -> Response:
    """The cards with a new personal link for each person who has a phone; earlier links stay valid."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    may_hand_out(site, request, room)
    tokens = {
        seat.id: await issue(site, room.told.id, seat.id)
        for seat in room.told.seats.values()
        if seat.presence in _AT_THE_TABLE and not seat.aided
    }
    return await _page(site, request, room, {seat: qr(link_of(site.base_url, tokens[seat])) for seat in tokens})


async def _page(site: Site, request: Request, room: Room, codes: dict[str, Markup]) -> Response:
    view = await site.view(request, room, PROJECTOR, "console")
    found = [
        NameCard(
            seat.name,
            ", ".join(view.role_names(seat)),
            ", ".join(filter(None, (seat.position, seat.organisation))),
            size_of(seat.name),
            codes.get(seat.id, ""),
        )
        for seat in room.told.seats.values()
        if seat.presence in _AT_THE_TABLE
    ]
    drawn = draw("cards.html", site.tongue(request), meeting=room.told, cards=found, made=bool(codes))
    return HTMLResponse(drawn)


def size_of(name: str) -> str:
    """The largest letters in which a name keeps its words whole and fits its side of the card."""
    longest = max(map(len, name.split()), default=0)
    for size, word, whole in _SIZES:
        if longest <= word and len(name) <= whole:
            return size
    return _SIZES[-1][0]
