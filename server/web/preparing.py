"""Making a meeting ready at the desk: who will be at the table and what each prepares, what one will go through, which
reports there are; and at home what one is asked to prepare."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..live.room import Room
from ..meeting.commands import InvitePerson
from ..meeting.events import HOUSE
from ..meeting.model import Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home as of_the_meeting
from ..meeting.refusals import Refused
from ..names import bare
from ..ports import NotSaved
from .drawing import View, new_id
from .errors import from_refusal, not_saved, stranger
from .forms import values
from .site import Site, site_of

FILE = "positions.toml"
STEM = 6
"""Letters by which a position is known again, whatever its ending: klíčový, klíčová."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who might be at the table. there: the names of those who are, as far as their position tells."""

    position: str
    there: Sequence[str]


@cache
def positions() -> Mapping[str, tuple[str, ...]]:
    """Group -> positions, all of them msgids."""
    raw = tomllib.loads((files(__package__) / FILE).read_text("utf-8"))
    return {group["name"]: tuple(group["positions"]) for group in raw["groups"]}


async def at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting = room.told
    open_now = not (meeting.began or meeting.closed or meeting.cancelled)
    refers = meeting.closed is None and meeting.freeze is None
    if not open_now and not meeting.reports:
        return None
    translate = view.tongue._
    people = [seat for seat in meeting.seats.values() if of_the_meeting(seat)]
    return {
        "open": open_now,
        "refers": refers,
        "people": [(seat, meeting.preparation.get(seat.id, ""), is_child(meeting, seat)) for seat in people],
        "suggested": {
            translate(group): [Suggested(translate(each), _there(people, translate(each))) for each in within]
            for group, within in positions().items()
        },
        "roles": [role for role in meeting.format.roles if role.id not in (meeting.format.child, meeting.format.guide)],
        "new_report": new_id(),
    }


async def at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """What one is asked to prepare, and what the meeting will go through; nothing where nobody has said so."""
    meeting, me = room.told, view.me
    if me is None or meeting.began or meeting.closed or meeting.cancelled:
        return None
    mine = meeting.preparation.get(me.id, "")
    return {"mine": mine} if mine or meeting.agenda else None


def _there(people: Sequence[Seat], position: str) -> list[str]:
    """Who of those people this may be: a word of their position or organisation begins as it does."""
    begins = re.findall(r"\w+", bare(re.sub(r"\(\w*\)", "", position)))[0][:STEM]
    return [
        seat.name
        for seat in people
        if any(word.startswith(begins) for word in re.findall(r"\w+", bare(f"{seat.position} {seat.organisation}")))
    ]


async def invite(request: Request) -> Response:
    """Somebody more at the table, asked for at the desk before the meeting begins."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if site.at_desk(request, room, request.query_params.get("as")) is None:
        raise stranger()
    form = {key: given[-1] for key, given in (await values(request)).items()}
    person = InvitePerson(
        "s" + new_id(),
        form.get("name", ""),
        frozenset({form["role"]} if form.get("role") else ()),
        form.get("organisation", ""),
        form.get("position", ""),
        form.get("email", ""),
    )
    try:
        await room.ask(person, HOUSE)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    return RedirectResponse(f"/meetings/{room.told.id}/desk#desk-preparing", 303)
