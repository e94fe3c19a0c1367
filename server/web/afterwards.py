"""After a meeting: everybody's own steps on their page, the steps of all and what was asked at the desk, and what has
changed, for those who should know."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ..live.room import Room
from ..meeting.afterwards import MOST_NEWS_WORDS, outcome_of, sees_to
from ..meeting.model import AT_THE_DOOR, Meeting, News, Request, Seat, Step
from ..meeting.pages import is_child
from ..meeting.step_reminders import MOST_DAYS, to_remind_of
from .drawing import View
from .site import Site
from .ways import ways


def _to_call(meeting: Meeting, now: datetime) -> Sequence[tuple[Seat, Sequence[Step]]]:
    """Who is to be reminded by now and has no address, and of what."""
    without = ((seat, to_remind_of(meeting, seat, now)) for seat in meeting.seats.values() if not seat.email)
    return [(seat, steps) for seat, steps in without if steps]


def steps_of(meeting: Meeting, seat: Seat) -> Sequence[Step]:
    return [step for step in meeting.steps if meeting.seat_of(step.owner or "") == seat]


async def steps_at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """One's own steps, once the meeting is over; for the one whom everything reaches those of all."""
    meeting, me = view.meeting, view.me
    if meeting.closed is None or me is None:
        return None
    mine = steps_of(meeting, me)
    helps = sees_to(meeting, me) and meeting.format.leads not in me.roles
    others = [step for step in meeting.steps if step not in mine] if helps else []
    if not mine and not others:
        return None
    return {"mine": mine, "others": others, "readers": _readers(meeting, me), **_told(meeting, view)}


async def news_at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting, me = view.meeting, view.me
    if meeting.closed is None or me is None:
        return None
    heard = news_for(meeting, me)
    tells = sees_to(meeting, me) and meeting.format.leads not in me.roles
    return {"news": heard, **_telling(meeting, me)} if heard or tells else None


async def steps_at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting = view.meeting
    if meeting.closed is None or not meeting.steps:
        return None
    return {
        "others": meeting.steps,
        "reminding": meeting.step_reminding,
        "days": meeting.step_reminding_days,
        "most_days": MOST_DAYS,
        "replaced": await site.replaced(meeting),
        "to_call": _to_call(meeting, site.clock.now()),
        "post": bool(site.settings.mail_server),
        **_told(meeting, view),
    }


async def news_at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting, me = view.meeting, view.me
    if meeting.closed is None or me is None:
        return None
    return {"news": list(meeting.news.values()), **_telling(meeting, me)}


def news_for(meeting: Meeting, seat: Seat) -> Sequence[News]:
    """What somebody was told, or has told; the last first. seat: also one of a guest who was matched later."""
    mine = {seat.id, *(guest for guest, became in meeting.became.items() if became == seat.id)}
    return [news for news in reversed(list(meeting.news.values())) if mine & news.seats or news.by in mine]


def _told(meeting: Meeting, view: View) -> dict[str, object]:
    def requests(step: Step) -> Sequence[Request]:
        return [request for request in meeting.requests.values() if request.step == step.id]

    return {
        "ways": ways(view.tongue),
        "outcome": lambda step: outcome_of(meeting, step),
        "marks": lambda step: list(reversed(meeting.progress.get(step.id, ()))),
        "requests": requests,
        "may_answer": view.me is not None and sees_to(meeting, view.me),
        "of_a_child": lambda step: (
            (owner := meeting.seat_of(step.owner or "")) is not None and is_child(meeting, owner)
        ),
    }


def _telling(meeting: Meeting, me: Seat) -> dict[str, object]:
    known = (seat for seat in meeting.seats.values() if seat.presence not in AT_THE_DOOR and seat.id != me.id)
    return {
        "may_tell": sees_to(meeting, me),
        "people": [seat for seat in known if not is_child(meeting, seat)],
        "most": MOST_NEWS_WORDS,
    }


def _readers(meeting: Meeting, me: Seat) -> Sequence[Seat]:
    """Who will see what somebody says of their step."""
    return [seat for seat in meeting.seats.values() if sees_to(meeting, seat) and seat.id != me.id]
