"""Finding a time: the question and who can when at the desk, everybody's own answers at home and nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..live.room import Room
from ..meeting.model import Can, Meeting, Poll, Seat
from ..meeting.pages import is_child
from ..meeting.poll import MOST_TIMES, asked, best, is_asked, unanswered, who
from .drawing import View
from .site import Site
from .words import N_

CAN = {
    Can.YES: N_("suits me"),
    Can.IF_NEED_BE: N_("if there is no other way"),
    Can.NO: N_("does not suit me"),
}
"""What one may say to a time -> in one's own words."""
LEAST_ROWS, MORE_ROWS = 4, 3
"""Fields for times in the form: so many at least, and so many empty ones."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One time, as the desk sees it: who has said what."""

    time: datetime
    yes: Sequence[Seat]
    if_need_be: Sequence[Seat]
    no: Sequence[Seat]
    best: bool


async def at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting = room.told
    poll = meeting.poll
    if not _to_be_found(meeting) and poll is None:
        return None
    times = poll.times if poll else ()
    rows = min(MOST_TIMES, max(LEAST_ROWS, len(times) + MORE_ROWS))
    return {
        "open": _to_be_found(meeting),
        "poll": poll,
        "offered": _offered(meeting, poll) if poll else (),
        "missing": unanswered(meeting),
        "fields": [*(view.tongue.local(time) for time in times), *[""] * (rows - len(times))],
        "can": {can.value: view.tongue._(words) for can, words in CAN.items()},
        "by_hand": [seat for seat in asked(meeting) if _may_be_noted_for(poll, seat)] if poll else (),
        "noted": [meeting.seats[seat] for seat, by in poll.noted.items() if by] if poll else (),
    }


async def at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """The question, for whoever is asked; one's own answers and nobody else's."""
    meeting, me = room.told, view.me
    poll = meeting.poll
    if poll is None or me is None or not is_asked(me) or is_child(meeting, me) or not _to_be_found(meeting):
        return None
    return {
        "times": poll.times,
        "mine": poll.answers.get(me.id, {}),
        "noted": poll.noted.get(me.id, ""),
        "settled": poll.settled,
        "can": {can.value: view.tongue._(words) for can, words in CAN.items()},
    }


def _to_be_found(meeting: Meeting) -> bool:
    """Is there still a time to be found for this meeting?"""
    return not (meeting.closed or meeting.began or meeting.cancelled)


def _offered(meeting: Meeting, poll: Poll) -> Sequence[Offered]:
    suits = best(meeting)

    def seats(time: datetime, can: Can) -> list[Seat]:
        return [seat for seat in map(meeting.seat_of, who(poll, time, can)) if seat]

    return [
        Offered(time, seats(time, Can.YES), seats(time, Can.IF_NEED_BE), seats(time, Can.NO), time in suits)
        for time in poll.times
    ]


def _may_be_noted_for(poll: Poll, seat: Seat) -> bool:
    """Whoever has answered themselves is answered for by nobody."""
    return seat.id not in poll.answers or bool(poll.noted.get(seat.id))
