"""What those send who cannot come: their form at home, and its place at the desk."""

from collections.abc import Mapping
from datetime import date

from ..live.room import Room
from ..meeting.contributions import FROM_OUTSIDE, contributors
from ..meeting.model import Meeting, Presence, Seat, Source
from ..meeting.pages import is_child
from .drawing import View
from .site import Site
from .sources import SOURCES, how_it_came


async def at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """Somebody's own: to write, to take back, or as it stands."""
    meeting, me = room.told, view.me
    if me is None or is_child(meeting, me):
        return None
    mine = meeting.contributions.get(me.id)
    may_write = is_open(meeting) and (mine is None or meeting.began is None)
    if mine is None and not may_write:
        return None
    return {
        "mine": mine,
        "may_write": may_write,
        "may_take_back": mine is not None and may_write,
        "excused": me.presence is Presence.EXCUSED,
        "came": mine and how_it_came(mine, view.tongue, view.who),
    }


async def at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """Everybody's, for whoever leads, and a form for what came by other ways."""
    meeting = room.told
    said = contributors(meeting)
    open_now = is_open(meeting)
    if not said and not open_now:
        return None
    known = [seat for seat in meeting.seats.values() if _may_be_noted_for(meeting, seat)]
    return {
        "said": [(seat, sent, how_it_came(sent, view.tongue, view.who)) for seat, sent in said],
        "people": known if open_now else [],
        "sources": {source.value: view.tongue._(SOURCES[source]) for source in FROM_OUTSIDE},
        "today": _today(site),
        "begun": meeting.began is not None,
        "open": open_now,
    }


def is_open(meeting: Meeting) -> bool:
    """May anything be sent in yet?"""
    return meeting.closed is None and meeting.freeze is None


def _may_be_noted_for(meeting: Meeting, seat: Seat) -> bool:
    outside = (Presence.WAITING, Presence.TURNED_AWAY, Presence.TAKEN_OUT)
    standing = meeting.contributions.get(seat.id)
    if seat.presence in outside or is_child(meeting, seat):
        return False
    return standing is None or (standing.source is not Source.HOME and meeting.began is None)


def _today(site: Site) -> date:
    return site.clock.now().astimezone(site.settings.zone).date()
