"""How the meeting was, 0 to 10 by each person, in a minute and only by those who like: for the eyes of whoever led it.

Never in the record, never in the log, never averaged; the organiser has no road to it but the link of whoever leads.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..live.room import Room
from ..meeting.checks import clean_words
from ..meeting.model import Meeting, Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home
from ..meeting.refusals import Reason, Refused
from ..ports import Rating
from .actions import asking
from .drawing import View
from .errors import Sorry, from_refusal, saving, stranger
from .forms import Values, values
from .site import Site, site_of
from .words import N_

MOST_RATING = 1000
"""Characters somebody may add to their numbers."""
QUESTIONS = {
    "heard": N_("Was I heard?"),
    "safe": N_("Was it safe for me to speak?"),
    "trust": N_("Do I trust the plan?"),
}
"""Field of a rating -> what is asked."""
TO_A_CHILD = {
    "heard": N_("Did they listen to you?"),
    "safe": N_("Did you feel safe there?"),
    "trust": N_("Do you think it will work out?"),
}
OF_A_FACE = {1: 0, 2: 3, 3: 5, 4: 8, 5: 10}
"""The five faces on the scale."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what somebody has answered. face: the same as a face, 0 for none."""

    field: str
    words: str
    value: int | None
    face: int


def may_rate(meeting: Meeting, seat: Seat) -> bool:
    """Whoever was there and did not lead; after it."""
    was_there = seat.arrived is not None or bool(seat.earlier)
    return meeting.closed is not None and at_home(seat) and was_there and meeting.format.leads not in seat.roles


def questions(view: View, rating: Rating | None, to_a_child: bool) -> Sequence[Question]:
    asked = TO_A_CHILD if to_a_child else QUESTIONS
    said = {field: getattr(rating, field) if rating else None for field in asked}
    return [Question(field, view.tongue._(words), said[field], _face(said[field])) for field, words in asked.items()]


def _face(value: int | None) -> int:
    return 0 if value is None else min(OF_A_FACE, key=lambda face: abs(OF_A_FACE[face] - value))


def readers(meeting: Meeting) -> Sequence[Seat]:
    """Who will read it: whoever leads the meeting now."""
    return [seat for seat in meeting.seats.values() if meeting.format.leads in seat.roles and at_home(seat)]


async def at_home_page(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting, me = room.told, view.me
    if me is None or view.hand or not may_rate(meeting, me):
        return None
    mine = site.ratings.of(meeting.id).get(me.id)
    return {"questions": questions(view, mine, False), "mine": mine, "readers": readers(meeting), "most": MOST_RATING}


async def at_the_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """That there is something to read, for whoever leads; what it is stands on a page for their own link."""
    meeting, me = room.told, view.me
    if meeting.closed is None or me is None or meeting.format.leads not in me.roles:
        return None
    return {"count": len(site.ratings.of(meeting.id))}


async def rate(request: Request) -> Response:
    """POST rate: one's own numbers instead of those before; none of them and no words take it back."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    form = await values(request)
    visitor = asking(site, request, room, form)
    seat = room.told.seats[visitor.seat]
    tongue = site.tongue(request)
    if visitor.hand:
        raise stranger()
    if room.told.closed is None:
        raise from_refusal(Refused(Reason.NOT_OVER), tongue)
    if not may_rate(room.told, seat):
        raise from_refusal(Refused(Reason.NOT_YOUR_ROLE), tongue)
    try:
        words = clean_words(form.get("words", [""])[-1], MOST_RATING)
    except Refused as refused:
        raise from_refusal(refused, tongue) from refused
    heard, safe, trust = (_number(form, field) for field in QUESTIONS)
    rating = Rating(heard, safe, trust, words, site.clock.now())
    empty = heard is None and safe is None and trust is None and not words
    with saving():
        if empty:
            await asyncio.to_thread(site.ratings.take_back, room.told.id, seat.id)
        else:
            await asyncio.to_thread(site.ratings.rate, room.told.id, seat.id, rating)
        if room.over:
            # It was erased while we were writing, and what was there had gone before this came.
            await asyncio.to_thread(site.ratings.erase, room.told.id)
    back = f"child/{seat.id}" if is_child(room.told, seat) else f"home/{seat.id}#rating"
    return RedirectResponse(f"/meetings/{room.told.id}/{back}", 303)


def _number(form: Values, field: str) -> int | None:
    given = form.get(field, [""])[-1]
    if not given:
        return None
    if not given.isdecimal() or not 0 <= int(given) <= 10:
        raise Sorry(422, Reason.BAD_SCALE.sentence, Reason.BAD_SCALE.code)
    return int(given)


async def childs(request: Request) -> Response:
    """/meetings/{id}/child/{seat}/rating: the same with faces, for the child alone and by no other hand."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.visitor(request, room, request.path_params["seat"])
    seat = room.told.seat_of(visitor.seat) if visitor else None
    if visitor is None or seat is None or visitor.hand or not is_child(room.told, seat):
        raise stranger()
    if not may_rate(room.told, seat):
        raise stranger()
    view = await site.view(request, room, seat.id, "child")
    mine = site.ratings.of(room.told.id).get(seat.id)
    drawn = view.draw(
        "child_rating.html",
        questions=questions(view, mine, True),
        mine=mine,
        readers=readers(room.told),
        values=OF_A_FACE,
        most=MOST_RATING,
    )
    return HTMLResponse(drawn)


async def page(request: Request) -> Response:
    """/meetings/{id}/ratings: each answer, for whoever leads and shows their own link; for nobody else, the organiser
    included."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting = room.told
    seat = next((seat for seat in site.asking_as(request, room) if seat in readers(meeting)), None)
    if seat is None:
        raise stranger()
    view = await site.view(request, room, seat.id, "console")
    said = [
        (meeting.seats[who], questions(view, rating, False), rating, is_child(meeting, meeting.seats[who]))
        for who, rating in site.ratings.of(meeting.id).items()
        if who in meeting.seats
    ]
    return HTMLResponse(view.draw("ratings.html", said=said))
