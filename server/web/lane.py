"""The private lane over HTTP: the notes of whoever leads, and quiet requests for a break.

Only pages of those who lead, of the one who asks, and for a child of their guide, ever hear of it; nothing of it goes
into the log.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ..live import frames
from ..live.room import Room
from ..meeting.model import Presence, Seat
from ..meeting.refusals import Reason, Refused
from .actions import asking
from .drawing import leads
from .errors import Sorry, from_refusal, saving
from .forms import Values, values
from .site import Site, site_of

MOST_NOTE = 20_000
"""Characters of one private note."""


async def note(request: Request) -> Response:
    """A leader's private note takes the place of the one before. 204 when it is on disk."""
    asked = await _asked(request, by_leader=True)
    words = asked.form.get("words", [""])[-1].replace("\r\n", "\n")
    if len(words) > MOST_NOTE:
        raise asked.no(Reason.TOO_LONG, most=f"{MOST_NOTE}")
    lane = asked.site.lane
    await asked.save(lambda: lane.write_note(asked.meeting, asked.seat.id, words))
    # Nobody is told: the page it was written on has it, and drawing that anew would disturb who is writing.
    return Response(status_code=204)


async def ask_break(request: Request) -> Response:
    """Somebody at the table asks for a break, for themselves. Nobody but the leaders learns who."""
    asked = await _asked(request)
    if asked.room.told.paused:
        return Response(status_code=204)
    lane, at = asked.site.lane, asked.site.clock.now()
    await asked.save(lambda: lane.ask_break(asked.meeting, asked.seat.id, at))
    asked.tell(asked.seat.id)
    return Response(status_code=204)


async def take_back_break(request: Request) -> Response:
    """They need no break any more."""
    asked = await _asked(request)
    lane = asked.site.lane
    await asked.save(lambda: lane.end_break(asked.meeting, asked.seat.id))
    asked.tell(asked.seat.id)
    return Response(status_code=204)


async def answer_break(request: Request) -> Response:
    """A leader has seen to somebody's request."""
    asked = await _asked(request, by_leader=True)
    seat = asked.room.told.seat_of(asked.form.get("seat", [""])[-1])
    if seat is None:
        raise asked.no(Reason.NO_SUCH_SEAT)
    lane, whose = asked.site.lane, seat.id
    await asked.save(lambda: lane.end_break(asked.meeting, whose))
    asked.tell(whose)
    return Response(status_code=204)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request of somebody at the table."""

    site: Site
    room: Room
    request: Request
    form: Values
    seat: Seat

    @property
    def meeting(self) -> str:
        return self.room.told.id

    async def save(self, work: Callable[[], None]) -> None:
        with saving():
            await asyncio.to_thread(work)
            if self.room.told.closed or self.room.over:
                # It closed while we were writing, and what was there has been erased before this came.
                await asyncio.to_thread(self.site.lane.erase, self.meeting)

    def tell(self, asker: str) -> None:
        """The pages of those who lead, of the one who asked, and of a child's guide; no other page hears anything."""
        meeting = self.room.told
        for seat in meeting.seats.values():
            if leads(meeting, seat):
                self.room.tell_seat(seat.id, frames.changed(meeting.version, ("lane",)))
        self.room.tell_seat(asker, frames.changed(meeting.version, ("floor",)))
        if meeting.child and asker == meeting.child.id:
            for guide in meeting.guides:
                self.room.tell_seat(guide.id, frames.changed(meeting.version, ("guide",)))

    def no(self, reason: Reason, **words: str) -> Sorry:
        return from_refusal(Refused(reason, (), **words), self.site.tongue(self.request))


async def _asked(request: Request, by_leader: bool = False) -> _Asked:
    """Who asks. Raises Sorry: a stranger, not at the table, closed, not of those who lead."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    form = await values(request)
    seat = room.told.seats[asking(site, request, room, form).seat]
    asked = _Asked(site, room, request, form, seat)
    if seat.presence is not Presence.PRESENT:
        raise asked.no(Reason.NOT_SEATED)
    if by_leader and not leads(room.told, seat):
        raise asked.no(Reason.NOT_YOUR_ROLE)
    if room.told.closed:
        raise asked.no(Reason.CLOSED)
    return asked
