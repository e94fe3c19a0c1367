"""What every route needs: the rooms, the door, the settings; and the shortest road from a request to a view."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection, Request

from ..accounts.lately import Lately
from ..accounts.passwords import Passwords
from ..accounts.tries import Tries
from ..live.ended import close_ended
from ..live.erasing import Erasing
from ..live.lines import Lines
from ..live.room import Room
from ..live.rooms import Rooms
from ..meeting.model import TABLET, Meeting, Seat
from ..meeting.pages import is_child
from ..meeting.policy import PROJECTOR, at_desk, at_home, lends, reads, sees_wall
from ..meeting.series import Line
from ..office import Office
from ..ports import Account, Accounts, Clock, Damaged, EventLog, Keyring, Lane, NotSaved, Photos, Ratings
from ..settings import Settings
from .checking import Checking
from .drawing import View
from .entry import Door, Organiser, Visitor
from .errors import DAMAGED, Sorry, erased, not_saved, stranger
from .issuer import Issuer
from .language import Tongue, known
from .once import Asked, Once, Sent
from .security_log import Happened, SecurityLog
from .turns import Turns

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
    photos: Photos
    lane: Lane
    office: Office
    lines: Lines
    erasing: Erasing
    writing: asyncio.Lock
    """Held by whoever is having a record written."""
    filing: asyncio.Lock
    """Held by whoever is having a PDF made."""
    ratings: Ratings
    accounts: Accounts
    soffice: str | None = None
    """LibreOffice on this computer, to make a PDF with; None where it is not there."""
    checking: Checking = field(default_factory=Checking)
    offices: Mapping[str, Office] = field(default_factory=dict)
    """Id -> what an office of a shared server sets for itself."""
    passwords: Passwords = field(default_factory=Passwords)
    challenges: Once[Asked] = field(default_factory=Once)
    sent_away: Once[Sent] = field(default_factory=Once)
    issuer: Issuer | None = None
    """Who else says who somebody is; None where nobody does."""
    tries: Tries = field(default_factory=Tries)
    lately: Lately = field(default_factory=Lately)
    security: SecurityLog = field(default_factory=SecurityLog)
    turns: Turns = field(default_factory=Turns)
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the panel that is being drawn."""
    photographing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever hands in a photo, until it stands under a signature or is gone again."""

    def tongue(self, request: HTTPConnection) -> Tongue:
        return Tongue(
            known(self.door.cookies.get(request, LANGUAGE)), self.settings.zone, _from_the_childs_page(request)
        )

    def organiser(self, request: HTTPConnection) -> Organiser | None:
        """Who is signed in: with an account; or, while there has never been one, by the link printed at the start."""
        if not self.accounts.shared():
            return Organiser() if self.door.has_key(request) else None
        token = self.door.sign_in_of(request)
        account = self.accounts.signed_in(token, self.clock.now()) if token else None
        if account is None:
            return None
        # What was opened before there were accounts belongs to the office that was there first.
        first = next(iter(self.accounts.offices())) == account.office
        return Organiser(account, frozenset({account.office, ""} if first else {account.office}))

    def me(self, request: HTTPConnection) -> Account:
        """The account that is signed in. Raises Sorry(404) where there is none."""
        organiser = self.organiser(request)
        if organiser is None or organiser.account is None:
            raise stranger()
        return organiser.account

    def note_refusal(self, request: HTTPConnection, status: int, why: str, command: str = "") -> None:
        """Somebody was not let do something. Of an address only the id of a meeting that is open is believed."""
        meeting = request.path_params.get("meeting", "") if "path_params" in request.scope else ""
        room = next((room for room in self.rooms.opened() if room.told.id == meeting), None)
        seats = sorted(self.door.seats(request, meeting)) if room else []
        token = self.door.sign_in_of(request)
        account = self.accounts.signed_in(token, self.clock.now(), used=False) if token else None
        self.security.note(
            Happened.REFUSED,
            account=account.id if account else "",
            meeting=meeting if room else "",
            seat=seats[0] if len(seats) == 1 else "",
            why=why,
            command=command,
            status=str(status),
        )

    def close_ended(self) -> None:
        """Some sign-ins have ended: the pages that they opened close now."""
        close_ended(self.rooms, self.accounts, self.clock)

    def organises(self, request: HTTPConnection, meeting: Meeting | Line) -> bool:
        """Does whoever asks run this meeting? People of another office do not, nor who only administers."""
        organiser = self.organiser(request)
        return organiser is not None and organiser.organises(meeting.office)

    async def replaced(self, meeting: Meeting) -> bool:
        """Does the plan of a later meeting of its case hold instead of this one's?"""
        return await self.lines.replaced(meeting, next(iter(self.accounts.offices()), ""))

    def office_of(self, office: str) -> Office:
        """What holds for the meetings of this office: what it sets for itself, or what all have."""
        return self.offices.get(office, self.office)

    async def room(self, meeting: str, *, stopped_too: bool = False) -> Room:
        """The room of a meeting. Raises Sorry: 404 for none, 410 for an erased one, 503 for one that cannot be read.

        stopped_too: also of one that is certain only up to a damaged entry. Who might do what after that is not known,
        so it is for nobody but its organiser.
        """
        try:
            room = await self.rooms.find(meeting)
        except Damaged as damaged:
            raise Sorry(503, DAMAGED, "damaged") from damaged
        if room is not None and room.told.stopped and not stopped_too:
            raise Sorry(503, DAMAGED, "damaged")
        if room is None:
            lines = await asyncio.to_thread(self.log.erasures)
            raise erased() if any(line.meeting == meeting for line in lines) else stranger()
        return room

    async def view(self, request: Request, room: Room, viewer: str, kind: str) -> View:
        """What is drawn for somebody. Raises Sorry for who looks too often."""
        self.turns.look((room.told.id, viewer))
        code = await self.code(room.told.id)
        visitor = self.visitor(request, room, viewer) if viewer != PROJECTOR else None
        hand = visitor.hand if visitor else ""
        join_url = f"{self.base_url}/join/{code}"
        prints = self.soffice is not None
        return View(
            room,
            viewer,
            kind,
            self.tongue(request),
            code,
            join_url,
            self.lane,
            hand,
            self.office_of(room.told.office),
            prints,
            _opened(request),
        )

    async def code(self, meeting: str) -> str:
        try:
            return await asyncio.to_thread(self.keyring.code, meeting)
        except NotSaved as failure:
            raise not_saved(failure.reason) from failure

    def viewer(self, request: HTTPConnection, room: Room, named: str | None, kind: str) -> str:
        """Who looks: the seat they name, or PROJECTOR. Raises Sorry(404) for a stranger.

        The projector may be looked at with its own link, and by whoever leads the meeting or has led it.
        """
        meeting = room.told
        if kind == PROJECTOR:
            if named in (None, "", PROJECTOR) and sees_wall(meeting, self.door.seats(request, meeting.id)):
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
        held = self.door.seats(request, room.told.id)
        for own, visitor in held.items():
            if own not in (PROJECTOR, TABLET):
                seat = room.told.seat_of(own)
                people[own if seat is None else seat.id] = visitor
        if named:
            seat = room.told.seat_of(named)
            return people.get(named if seat is None else seat.id) or self._lent(request, room, held, named)
        return next(iter(people.values())) if len(people) == 1 else None

    def _lent(self, request: HTTPConnection, room: Room, held: Iterable[str], named: str) -> Visitor | None:
        """Somebody acting in the stead of a person at the table who has no phone, or the guide in the child's.

        The shared tablet does so only for whoever has it in their hands: it shows nobody's page once it is passed on.
        """
        meeting = room.told
        seat = meeting.seat_of(named)
        if seat is None or not (reads(seat) or (is_child(meeting, seat) and at_home(seat))):
            return None
        turned = self.door.turned_to(request, meeting.id) == seat.id
        for own in sorted(held, key=lambda each: each != TABLET):
            helper = meeting.seat_of(own)
            hand = helper.id if helper else own if own == TABLET and turned else ""
            if hand and lends(meeting, seat.id, hand):
                return Visitor(meeting.id, seat.id, hand)
        return None

    def at_desk(self, request: HTTPConnection, room: Room, named: str | None = None) -> Visitor | None:
        """Who works at the desk of a meeting: a seat that may, by its link, or the organiser for whoever leads."""
        meeting = room.told
        visitor = self.visitor(request, room, named)
        own = meeting.seat_of(visitor.seat) if visitor and not visitor.hand else None
        # Whoever names a seat that is not theirs is nobody here: what they ask for is not done as if they had not.
        held = [own] if own else [] if named and visitor is None else self.held(request, room)
        seat = next((seat for seat in held if at_desk(meeting, seat)), None)
        if seat is None and self.organises(request, meeting):
            seat = next((seat for seat in meeting.seats.values() if meeting.format.leads in seat.roles), None)
        return Visitor(meeting.id, seat.id) if seat else None

    def held(self, request: HTTPConnection, room: Room) -> list[Seat]:
        """The seats whose links this browser (or program) has."""
        found = (room.told.seat_of(seat) for seat in self.door.seats(request, room.told.id))
        return [seat for seat in found if seat is not None]

    def asking_as(self, request: HTTPConnection, room: Room) -> list[Seat]:
        """The same where an address may say in `seat` as whom one asks: then that one alone, and none where it is
        somebody else's. In the stead of somebody whom one writes for, one asks as oneself."""
        named = request.query_params.get("seat")
        visitor = self.visitor(request, room, named) if named else None
        if named and visitor is None:
            return []
        held = self.held(request, room)
        return [seat for seat in held if seat.id == visitor.seat] if visitor and not visitor.hand else held


def _opened(request: Request) -> frozenset[str]:
    """What stands open on the page: as it says itself, or as its address does where nothing runs in it."""
    return frozenset(request.headers.get("x-open", "").split()) | frozenset(request.query_params.getlist("open"))


def _from_the_childs_page(request: HTTPConnection) -> bool:
    """Is this the child's page, or asked for by it?"""
    return any(_CHILDS_PAGE.search(place) for place in (request.url.path, request.headers.get("referer", "")))


_CHILDS_PAGE = re.compile(r"/meetings/[^/?#]+/child/")


def site_of(request: HTTPConnection) -> Site:
    site: Site = request.app.state.site
    return site
