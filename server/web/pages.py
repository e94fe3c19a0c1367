"""The pages of a meeting: projector, console, phone, waiting room; the links and codes that lead to them."""

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ..formats import PANELS as SHOWN
from ..live.room import Room
from ..meeting.commands import Arrive, AskToEnter
from ..meeting.events import HOUSE
from ..meeting.mails import start_of
from ..meeting.model import AT_THE_DOOR, TABLET, Meeting, Presence, Seat
from ..meeting.pages import is_child
from ..meeting.policy import PROJECTOR, at_desk, at_home, reads
from ..meeting.refusals import Refused
from ..ports import NotSaved
from .book import book_state
from .drawing import draw, new_id
from .entry import Visitor, forget_pages
from .errors import TOO_FAST, WRONG_CODE, Sorry, from_refusal, not_saved, stranger
from .forms import values
from .language import known
from .origin import address
from .own_meeting import for_the_guide
from .security_log import Happened
from .sending import is_outside
from .site import LANGUAGE, Site, site_of

SOON = timedelta(hours=2)
"""How long before a meeting begins opening one's link is coming to it."""
OUTSIDE = frozenset({Presence.WAITING, Presence.TURNED_AWAY, Presence.TAKEN_OUT})
"""Whoever is here comes to the waiting room and no further."""


async def key(request: Request) -> Response:
    """/k#TOKEN: a page that hands in what stands behind the "#"."""
    return HTMLResponse(draw("key.html", site_of(request).tongue(request), action="/k"))


async def hand_in_key(request: Request) -> Response:
    return await open_by(request, (await values(request)).get("token", [""])[-1])


async def personal_link(request: Request) -> Response:
    """/k/TOKEN: a link as earlier versions gave it out, and as programs may open it."""
    return await open_by(request, request.path_params["token"])


async def open_by(request: Request, token: str) -> Response:
    """The token becomes a cookie, and the address bar forgets it. Opening one's link is coming in."""
    site = site_of(request)
    visitor = site.door.opens(request, token)
    if visitor is None:
        site.security.note(Happened.LINK_UNKNOWN, how="seat")
        raise stranger()
    room = await site.room(visitor.meeting)
    site.security.note(Happened.LINK_OPENED, account=visitor.account, meeting=visitor.meeting, seat=visitor.seat)
    if visitor.seat in (PROJECTOR, TABLET):
        response: Response = RedirectResponse(f"/meetings/{visitor.meeting}/{visitor.seat}", 303)
    elif is_outside(room.told, visitor.seat):
        response = RedirectResponse(f"/meetings/{visitor.meeting}/copy/{visitor.seat}", 303)
    elif stays_at_home(room.told, visitor.seat, site.clock.now()):
        seat = room.told.seat_of(visitor.seat)
        response = RedirectResponse(f"/meetings/{visitor.meeting}/home/{seat.id if seat else visitor.seat}", 303)
    else:
        await come_in(site, request, room, visitor)
        response = RedirectResponse(await home(site, room, visitor), 303)
    site.door.seat_in(response, visitor, token)
    return response


def stays_at_home(meeting: Meeting, seat_id: str, now: datetime) -> bool:
    """Does this person open their link to answer something, and not to come: while a time is being looked for, well
    before the meeting begins, or when it has been called off? Whoever leads is let in to prepare it. After it everybody
    finds their own page, with their steps; a child's is the page it has.
    """
    seat = meeting.seat_of(seat_id)
    if seat is not None and meeting.closed:
        return at_home(seat) and not is_child(meeting, seat)
    if seat is None or seat.presence not in (Presence.INVITED, Presence.EXCUSED) or meeting.began:
        return False
    if meeting.cancelled:
        return True
    if meeting.format.leads in seat.roles:
        return False
    if meeting.poll is not None and meeting.poll.settled is None:
        # Who is asked when they can come has not come.
        return not is_child(meeting, seat)
    starts = start_of(meeting)
    early = starts is not None and now < starts - SOON
    return early and (seat.id in meeting.invitations or seat.id in meeting.preparation or meeting.poll is not None)


async def come_in(site: Site, request: Request, room: Room, visitor: Visitor) -> None:
    """Somebody invited is here now. Harmless for those who are, and for those who still wait at the door.

    A child who opens their wish book while nobody meets is at home, and whoever has gone comes back by saying so.
    """
    seat = room.told.seat_of(visitor.seat)
    if seat is None:
        raise stranger()
    if seat.presence in OUTSIDE or room.told.closed or room.told.cancelled:
        return
    nobody_meets = room.told.began is None or room.told.broken_off is not None
    if is_child(room.told, seat) and (nobody_meets or seat.presence is Presence.LEFT):
        return
    await arrive(site, request, room, seat)


async def arrive(site: Site, request: Request, room: Room, seat: Seat) -> None:
    """Notes that somebody is here now. Raises Sorry."""
    try:
        await room.ask(Arrive(seat.id), HOUSE)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure


async def home(site: Site, room: Room, visitor: Visitor) -> str:
    """Where this person's page is."""
    meeting = room.told
    if visitor.seat == TABLET:
        return f"/meetings/{meeting.id}/tablet"
    seat = meeting.seat_of(visitor.seat)
    if seat is None:
        raise stranger()
    if seat.presence in OUTSIDE:
        return f"/meetings/{meeting.id}/waiting?seat={visitor.seat}"
    kind = CHILD if is_child(meeting, seat) else "console" if meeting.format.leads in seat.roles else "seat"
    return f"/meetings/{meeting.id}/{kind}/{seat.id}"


async def phone(request: Request) -> Response:
    return await _seat_page(request, "seat.html", "phone")


async def console(request: Request) -> Response:
    return await _seat_page(request, "console.html", "console")


async def _seat_page(request: Request, template: str, kind: str) -> Response:
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    named = request.path_params["seat"]
    visitor = site.visitor(request, room, named)
    if visitor is None and TABLET in site.door.seats(request, room.told.id):
        # Whoever goes "back" on the tablet finds the names, and not the page of the one who had it before.
        return RedirectResponse(f"/meetings/{room.told.id}/tablet", 303)
    viewer = site.viewer(request, room, named, kind)
    seat = room.told.seats[viewer]
    if is_child(room.told, seat):
        return RedirectResponse(f"/meetings/{room.told.id}/{CHILD}/{seat.id}", 303)
    if kind == "console" and room.told.format.leads not in seat.roles:
        if seat.id in gave(room.told):
            return RedirectResponse(f"/meetings/{room.told.id}/seat/{seat.id}", 303)
        raise stranger()
    if room.told.cancelled and visitor and not reads(seat) and at_home(seat):
        # Nobody meets: whoever leads finds the desk, everybody else their own page, which says why.
        own = "desk" if at_desk(room.told, seat) else f"home/{seat.id}"
        return RedirectResponse(f"/meetings/{room.told.id}/{own}", 303)
    if not reads(seat) and visitor:
        if seat.presence is Presence.INVITED or seat.presence is Presence.EXCUSED:
            await come_in(site, request, room, visitor)
        else:
            return RedirectResponse(await home(site, room, visitor), 303)
    view = await site.view(request, room, viewer, kind)
    return HTMLResponse(view.draw(template))


async def projector(request: Request) -> Response:
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    viewer = site.viewer(request, room, None, PROJECTOR)
    view = await site.view(request, room, viewer, PROJECTOR)
    return HTMLResponse(view.draw("projector.html"))


async def panel(request: Request) -> Response:
    """One panel of a page, drawn anew; 304 where the page has it already, by the mark it was given with it.

    One after another, with a turn for everything else in between: sixty pages that come back ask for all of theirs at
    once, and a letter is not to wait behind so many. Who may have it is asked when its turn has come.
    """
    site = site_of(request)
    # A meeting that has to be read first is read without holding up those of others.
    await site.room(request.path_params["meeting"])
    async with site.drawing:
        answer = await _panel(request)
        await asyncio.sleep(0)
        return answer


async def _panel(request: Request) -> Response:
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    name = request.path_params["name"]
    kind = request.query_params.get("view", "phone")
    if name not in PANELS or kind not in ("phone", "console", CHILD, PROJECTOR) or not _on_page(name, kind):
        raise stranger()
    named = request.query_params.get("seat") or request.headers.get("x-seat")
    viewer = site.viewer(request, room, named, kind)
    if viewer != PROJECTOR:
        seat = room.told.seats[viewer]
        leads = room.told.format.leads in seat.roles
        if kind == "console" and not leads and reads(seat) and "hx-request" in request.headers:
            # Their console is open, and somebody else leads now: it becomes their phone page by itself.
            return Response(status_code=204, headers={"HX-Redirect": f"/meetings/{room.told.id}/seat/{seat.id}"})
        if is_child(room.told, seat) is not (kind == CHILD):
            raise stranger()
        here = reads(seat) or (kind == CHILD and at_home(seat))
        if not here or ((kind == "console" or name in FOR_LEADERS) and not leads):
            raise stranger()
    elif name in FOR_LEADERS | FOR_SEATS:
        raise stranger()
    view = await site.view(request, room, viewer, kind)
    if name in FOR_GUIDES and for_the_guide(room.told, view.me, view.hand) is None:
        raise stranger()
    asked = request.query_params
    drawn, mark = view.draw_panel(name, leaf=asked.get("page", ""), inside_of=asked.get("inside", ""))
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers={"ETag": mark})
    return HTMLResponse(drawn, headers={"ETag": mark})


def _on_page(name: str, kind: str) -> bool:
    """Does this panel belong to this kind of page? The child's have a page of their own."""
    return name in FOR_THE_CHILD if kind == CHILD else name not in FOR_THE_CHILD - {"floor"}


def gave(meeting: Meeting) -> frozenset[str]:
    """Whoever has handed the lead over to somebody."""
    return frozenset(handover.giver for handover in meeting.handovers)


CHILD = "child"
"""The child's own page: the book, and what is happening now."""
FOR_THE_CHILD = frozenset({"book", "child", "floor"})
PANELS = (
    frozenset({"stage", "work", "minutes", "door", "code", "me", "floor", "lane", "hands", "opened", "guide"})
    | FOR_THE_CHILD
    | SHOWN
)
"""Panels that may be asked for: those a stage may show, and those around them."""
FOR_LEADERS = frozenset({"door", "lane"})
FOR_SEATS = frozenset({"me", "hands"})
FOR_GUIDES = frozenset({"guide"})


async def state(request: Request) -> Response:
    """What a program needs to take part: stage, seats, goals, steps, the frozen version.

    A child at home has the wish book, and nothing of the table yet.
    """
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    seats = site.door.seats(request, room.told.id)
    kind = PROJECTOR if PROJECTOR in seats and len(seats) == 1 else "seat"
    viewer = site.viewer(request, room, request.query_params.get("seat"), kind)
    seat = room.told.seat_of(viewer)
    at_table = seat is None or reads(seat)
    if not at_table and not (seat and is_child(room.told, seat) and at_home(seat)):
        raise Sorry(403, "You have not been let into this meeting yet. The facilitator will admit you.", "not-seated")
    view = await site.view(request, room, viewer, kind)
    meeting = view.meeting
    freeze = meeting.freeze
    return JSONResponse(
        {
            "version": meeting.version,
            "title": meeting.title,
            "format": meeting.format.id,
            "stage": meeting.stage_id,
            "stages": [stage.id for stage in meeting.format.stages],
            "seat": None if viewer == PROJECTOR else viewer,
            "frozen": {"number": freeze.number, "digest": freeze.digest, "saw": view.saw()} if freeze else None,
            "began": meeting.began is not None,
            "closed": meeting.closed is not None,
            "seats": [
                {
                    "id": seat.id,
                    "name": view.who(seat),
                    "roles": sorted(seat.roles),
                    "presence": _seen(seat),
                    "aided": seat.aided,
                    "hand": seat.hand,
                }
                for seat in meeting.seats.values()
                if seat.presence not in AT_THE_DOOR
            ],
            "book": book_state(meeting, viewer, view.hand),
            **(view.plan_state() if at_table else {}),
        }
    )


def _seen(seat: Seat) -> str:
    """Where somebody is, as the table may know it: that they were sent out is nobody's business."""
    return (Presence.LEFT if seat.presence is Presence.TAKEN_OUT else seat.presence).value


# The door -----------------------------------------------------------------------------------------------------------


async def _meeting_of(site: Site, request: Request, code: str) -> str:
    """The meeting of a typed code. Wrong ones are counted by address, so that nobody can try them all."""
    asker = address(request)
    turn = site.door.guesses.turn(asker)
    if turn is None:
        site.security.note(Happened.SLOWED, how="code")
        raise Sorry(429, TOO_FAST, "too-fast")
    if turn:
        await asyncio.sleep(turn)
    meeting = site.keyring.meeting_of(code)
    if meeting is None:
        site.security.note(Happened.CODE_WRONG)
        raise Sorry(404, WRONG_CODE, "wrong-code")
    site.door.guesses.right(asker)
    return meeting


async def join(request: Request) -> Response:
    """The form of the code, or with a code already there, of the name."""
    site = site_of(request)
    code = request.path_params.get("code") or request.query_params.get("code") or ""
    return await _join_page(site, request, code, {})


async def _join_page(
    site: Site, request: Request, code: str, given: dict[str, str], error: str = "", status: int = 200
) -> Response:
    tongue = site.tongue(request)
    title = ""
    if code and not error:
        try:
            room = await site.room(await _meeting_of(site, request, code))
            title = room.told.title
            held = site.door.seats(request, room.told.id)
            if error == "" and (mine := next((v for s, v in held.items() if s != PROJECTOR), None)):
                return RedirectResponse(await home(site, room, mine), 303)
        except Sorry as sorry:
            error, status = tongue._(sorry.sentence), sorry.status
    drawn = draw("join.html", tongue, code=code, title=title, error=error, given=given)
    return HTMLResponse(drawn, status)


async def ask_to_enter(request: Request) -> Response:
    """A guest with the code gives a name and is sent to the waiting room."""
    site = site_of(request)
    tongue = site.tongue(request)
    form = {key: given[-1] for key, given in (await values(request)).items()}
    code = request.path_params.get("code") or form.get("code", "")
    try:
        room = await site.room(await _meeting_of(site, request, code))
        guest = _guest(room, form)
        await room.ask(AskToEnter(guest, form.get("name", ""), form.get("organisation", "")), HOUSE)
        token = await asyncio.to_thread(site.keyring.issue, room.told.id, guest)
    except Refused as refused:
        sorry = from_refusal(refused, tongue)
        sentence = tongue._(sorry.sentence).format_map(sorry.words)
        return await _join_page(site, request, code, form, sentence, sorry.status)
    except Sorry as sorry:
        return await _join_page(site, request, code, form, tongue._(sorry.sentence), sorry.status)
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    visitor = Visitor(room.told.id, guest)
    response = RedirectResponse(f"/meetings/{room.told.id}/waiting?seat={guest}", 303)
    site.door.seat_in(response, visitor, token)
    return response


def _guest(room: Room, form: dict[str, str]) -> str:
    """The seat of whoever filled in this form: the one they wait in already, or a new one.

    The form carries a secret made when it was drawn, so that a double tap asks once. The seat's id is its digest,
    because ids are seen around the table and secrets are not.
    """
    secret = form.get("guest") or new_id()
    guest = "g" + sha256(f"{room.told.id} {secret}".encode()).hexdigest()[:12]
    seat = room.head.seats.get(guest)
    waits_already = seat is not None and seat.presence is Presence.WAITING
    return guest if waits_already or (seat is None and guest not in room.head.became) else "g" + new_id()


async def waiting(request: Request) -> Response:
    """The waiting room: nothing of the meeting but its title. Its page asks again every second."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    named = request.query_params.get("seat")
    visitor = site.visitor(request, room, named)
    seat = room.told.seat_of(visitor.seat) if visitor else None
    if visitor is None or seat is None:
        raise stranger()
    by_htmx = "hx-request" in request.headers
    # On another day it takes a tap to be here again: a page left open at home must not make somebody present.
    again = seat.presence is Presence.INVITED and bool(seat.earlier)
    if seat.presence not in OUTSIDE and not again:
        place = await home(site, room, visitor)
        return Response(status_code=204, headers={"HX-Redirect": place}) if by_htmx else RedirectResponse(place, 303)
    if by_htmx and seat.presence in STAYS and not room.told.closed:
        return Response(status_code=204)
    tongue = site.tongue(request)
    drawn = draw(
        "waiting.html",
        tongue,
        title=room.told.title,
        name=seat.name,
        turned_away=seat.presence is Presence.TURNED_AWAY,
        taken_out=seat.presence is Presence.TAKEN_OUT,
        again=f"/meetings/{room.told.id}/seat/{seat.id}" if again else "",
        closed=room.told.closed is not None,
        poll_url=f"/meetings/{room.told.id}/waiting?seat={visitor.seat}",
    )
    response = HTMLResponse(drawn, headers={"HX-Refresh": "true"} if by_htmx else {})
    if seat.presence in SENT_OUT:
        forget_pages(response)
    return response


SENT_OUT = frozenset({Presence.TURNED_AWAY, Presence.TAKEN_OUT})
"""In whose browser nothing of the meeting is left."""
STAYS = frozenset({Presence.WAITING, Presence.TAKEN_OUT})
"""Whose waiting page asks again and again whether somebody has opened the door."""


async def language(request: Request) -> Response:
    """A phone chooses its language and comes back to where it was."""
    form = await values(request)
    chosen, back = form.get("lang", [""])[-1], form.get("next", ["/"])[-1]
    if not back.startswith("/") or back.startswith(("//", "/\\")):
        back = "/"
    response = RedirectResponse(back, 303)
    site_of(request).door.cookies.put(response, LANGUAGE, known(chosen), 365 * 86400)
    return response
