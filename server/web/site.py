"""What every route needs: the rooms, the door, the settings; and the shortest road from a request to a view."""

import asyncio
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection, Request

from ..live.room import Room
from ..live.rooms import Rooms
from ..meeting.model import Presence
from ..meeting.policy import PROJECTOR, reads
from ..ports import Clock, Damaged, EventLog, Keyring, NotSaved
from ..settings import Settings
from .drawing import View
from .entry import Door, Visitor
from .errors import DAMAGED, Sorry, not_saved, stranger
from .language import Tongue, known

LANGUAGE = "lang"


@dataclass(frozen=True, slots=True)
class Site:
    """Wired in app.py, kept as `request.app.state.site`. base_url: how phones reach us, without a slash at the end."""

    settings: Settings
    log: EventLog
    keyring: Keyring
    clock: Clock
    rooms: Rooms
    door: Door
    base_url: str
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever is having a record written."""

    def tongue(self, request: HTTPConnection) -> Tongue:
        return Tongue(known(request.cookies.get(LANGUAGE)), self.settings.zone)

    async def room(self, meeting: str) -> Room:
        """The room of a meeting. Raises Sorry: 404 for none, 503 for one that cannot be read."""
        try:
            room = await self.rooms.find(meeting)
        except Damaged as damaged:
            raise Sorry(503, DAMAGED, "damaged") from damaged
        if room is None:
            raise stranger()
        return room

    async def view(self, request: Request, room: Room, viewer: str, kind: str) -> View:
        code = await self.code(room.told.id)
        return View(room, viewer, kind, self.tongue(request), code, f"{self.base_url}/join/{code}")

    async def code(self, meeting: str) -> str:
        try:
            return await asyncio.to_thread(self.keyring.code, meeting)
        except NotSaved as failure:
            raise not_saved(failure.reason) from failure

    def viewer(self, request: HTTPConnection, room: Room, named: str | None, kind: str) -> str:
        """Who looks: the seat they name, or PROJECTOR. Raises Sorry(404) for a stranger.

        The projector may be looked at with its own link, and by whoever leads the meeting.
        """
        meeting = room.told
        if kind == PROJECTOR:
            seats = self.door.seats(request, meeting.id)
            held = (meeting.seat_of(seat) for seat in seats)
            leads = any(seat and reads(seat) and meeting.format.leads in seat.roles for seat in held)
            if PROJECTOR in seats or leads:
                return PROJECTOR
            raise stranger()
        visitor = self.visitor(request, room, named)
        seat = meeting.seat_of(visitor.seat) if visitor else None
        if seat is None:
            raise stranger()
        return seat.id

    def visitor(self, request: HTTPConnection, room: Room, named: str | None) -> Visitor | None:
        """The person acting as the seat they name; without a name, the only one they hold.

        A guest who turned out to be invited still carries the token of the first seat, and acts as the present one.
        """
        people: dict[str, Visitor] = {}
        for held, visitor in self.door.seats(request, room.told.id).items():
            if held != PROJECTOR:
                seat = room.told.seat_of(held)
                people[held if seat is None else seat.id] = visitor
        if named:
            seat = room.told.seat_of(named)
            return people.get(named if seat is None else seat.id)
        return next(iter(people.values())) if len(people) == 1 else None

    def reads(self, request: HTTPConnection, room: Room) -> bool:
        """Does this browser (or program) hold any seat that may read the meeting?"""
        held = (room.told.seat_of(seat) for seat in self.door.seats(request, room.told.id))
        return any(seat is not None and reads(seat) for seat in held)


def waits(room: Room, visitor: Visitor) -> bool:
    """Is this person still in the waiting room?"""
    seat = room.told.seat_of(visitor.seat)
    return seat is not None and seat.presence is Presence.WAITING


def site_of(request: HTTPConnection) -> Site:
    site: Site = request.app.state.site
    return site
