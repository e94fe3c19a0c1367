"""Every write of the pages: POST /meetings/{id}/{command}, one road for all commands."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..live.room import Room
from ..meeting.commands import COMMANDS, Command
from ..meeting.policy import AT_THE_DESK, FROM_HOME, among
from ..meeting.refusals import Refused
from ..ports import NotSaved
from .entry import Visitor
from .errors import TOO_MUCH, Sorry, from_refusal, not_saved, stranger, wants_json
from .forms import NOT_FROM_OUTSIDE, Values, command, values
from .site import Site, site_of


async def act(request: Request) -> Response:
    """Decide a command as the seat that sent it. Answers when it is on disk, or refuses and nothing has changed."""
    return await act_on(request, request.path_params["command"])


async def act_on(request: Request, name: str) -> Response:
    """The same for a command that has an address of its own."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    kind = COMMANDS.get(name)
    if kind is None or among(kind, NOT_FROM_OUTSIDE):
        raise stranger()
    form = await values(request)
    visitor = (
        _at_desk(site, request, room, form, kind) if among(kind, AT_THE_DESK) else asking(site, request, room, form)
    )
    return await ask(site, request, room, visitor, command(kind, form, site.settings.zone))


def _at_desk(site: Site, request: Request, room: Room, form: Values, kind: type[Command]) -> Visitor:
    """Who asks for something that is done at the desk: the organiser may, without a seat. Raises Sorry.

    What everybody does from their own page, too, they do in their own name, on whosesoever machine.
    """
    own = site.visitor(request, room, _named(request, form)) if among(kind, FROM_HOME) else None
    visitor = None if own and room.told.seat_of(own.seat) else site.at_desk(request, room, _named(request, form))
    return asking(site, request, room, form) if visitor is None else _counted(site, visitor)


def asking(site: Site, request: Request, room: Room, form: Values) -> Visitor:
    """Who asks for a command: the seat named by the page, shown by its token. Raises Sorry."""
    visitor = site.visitor(request, room, _named(request, form))
    if visitor is None or room.told.seat_of(visitor.seat) is None:
        raise stranger()
    return _counted(site, visitor)


def _named(request: Request, form: Values) -> str | None:
    return request.headers.get("x-seat") or form.get("as", [""])[-1] or request.query_params.get("as")


def _counted(site: Site, visitor: Visitor) -> Visitor:
    if not site.door.may_ask(visitor):
        raise Sorry(429, TOO_MUCH, "too-much")
    return visitor


async def ask(site: Site, request: Request, room: Room, visitor: Visitor, asked: Command) -> Response:
    """Have it decided; the answer in the form the asker can use. Raises Sorry, and then nothing has changed."""
    try:
        await room.ask(asked, visitor.seat, visitor.hand)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    if wants_json(request):
        return JSONResponse({"version": room.told.version})
    if "hx-request" in request.headers:
        # A page that hears of no changes by itself is drawn anew.
        return Response(status_code=204, headers={"HX-Refresh": "true"} if _away_from_the_table(request) else {})
    return RedirectResponse(_back(request, room.told.id, visitor.seat, type(asked)), 303)


def _away_from_the_table(request: Request) -> bool:
    """Was this asked for at the desk, or on a personal page?"""
    return _AWAY.search(urlsplit(request.headers.get("hx-current-url", "")).path) is not None


_AWAY = re.compile(r"^/meetings/[^/]+/(desk|home)(/|$)")


def _back(request: Request, meeting: str, seat: str, asked: type[Command]) -> str:
    """The page of ours the form was on, or the person's own: also where a browser does not say where it comes from, it
    does not take somebody to the table who is at home."""
    own = "desk" if among(asked, AT_THE_DESK) else f"{'home' if among(asked, FROM_HOME) else 'seat'}/{seat}"
    return came_from(request, meeting) or f"/meetings/{meeting}/{own}"


def came_from(request: Request, meeting: str) -> str:
    """The page of this meeting that a form was on; "" for any other, and where a browser does not say it."""
    try:
        page = urlsplit(request.headers.get("referer", "")).path
    except ValueError:
        page = ""
    return page if page.startswith(f"/meetings/{meeting}/") else ""
