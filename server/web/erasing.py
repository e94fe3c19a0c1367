"""The room that forgets: at the desk, when the data of a meeting are erased and why not; erasing them at once; and for
the organiser what is left of those that were."""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..live.erasing import line_of
from ..live.room import Room
from ..meeting.keeping import Hindrance, erased_at, erased_on, given_over, hindrance
from ..meeting.model import Meeting
from ..meeting.policy import at_home
from ..ports import Act, Erasure, Why
from .drawing import View, draw
from .errors import Sorry, saving, stranger
from .forms import values
from .language import Tongue
from .organiser import organiser_only
from .security_log import Happened
from .site import Site, site_of
from .words import N_

REASONS = {
    Why.TAKEN_OVER: N_("The record has been handed over; nothing else is needed."),
    Why.ASKED: N_("Somebody whose data they are has asked for it."),
    Why.OFFICE: N_("The office has decided so."),
    Why.MISTAKE: N_("It was opened by mistake, or to try it out."),
}
"""What may be chosen at the desk. Free words would survive the erasing."""
ACTS = {
    Act.RULE: N_("by the rule, on its day"),
    Act.LEADER: N_("by whoever leads"),
    Act.ORGANISER: N_("by the organiser"),
    Act.COMMAND: N_("from the command line"),
}
HINDRANCES = {
    Hindrance.OPEN: N_("It has not been closed. Close it; then its record is written."),
    Hindrance.NO_RECORD: N_("Its record is not written yet."),
    Hindrance.HELD: N_("The office keeps the data."),
    Hindrance.NOT_HANDED_OVER: N_("Nobody has noted yet that everyone who is to have the record has it."),
}
OTHER_TITLE = N_("That is not the name of this meeting. Write it exactly as it stands at the top of the page.")
NO_WHY = N_("Please choose why the data are to be erased.")


async def section(site: Site, room: Room, view: View) -> Mapping[str, object]:
    """When this meeting's data are erased, or why not; for those who may, erasing at once."""
    meeting = room.told
    stands = hindrance(meeting)
    return {
        "on": erased_on(meeting),
        "at": erased_at(meeting),
        "given": given_over(meeting),
        "stands": view.tongue._(HINDRANCES[stands]) if stands else "",
        "not_handed_over": stands is Hindrance.NOT_HANDED_OVER,
        "may_erase": view.me is not None and meeting.format.leads in view.me.roles,
        "reasons": {why.value: view.tongue._(sentence) for why, sentence in REASONS.items()},
        "warnings": [view.tongue._(words) for words in _warnings(meeting)],
    }


WARNED = {
    Hindrance.OPEN: N_("The meeting has not been closed and has no record. All that was written in it will be lost."),
    Hindrance.NO_RECORD: N_("The record is not written yet. Wait for it, or there will be none."),
    Hindrance.HELD: N_("The office keeps the data for a reason that is written here."),
    Hindrance.NOT_HANDED_OVER: N_("It is not noted that everyone who is to have the record has it."),
}


def _warnings(meeting: Meeting) -> list[str]:
    """What has to be known before the data are erased by hand."""
    stands = hindrance(meeting)
    return [WARNED[stands]] if stands else []


async def erase(request: Request) -> Response:
    """POST /meetings/{id}/erase: everything of the meeting at once, for whoever leads it and the organiser."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting = room.told
    organiser = site.organises(request, meeting)
    leads = any(meeting.format.leads in seat.roles and at_home(seat) for seat in site.held(request, room))
    if not (organiser or leads):
        raise stranger()
    form = await values(request)
    if " ".join(form.get("title", [""])[-1].split()).casefold() != meeting.title.casefold():
        raise Sorry(422, OTHER_TITLE, "other-title")
    try:
        why = Why(form.get("why", [""])[-1])
        REASONS[why]
    except (ValueError, KeyError):
        raise Sorry(422, NO_WHY, "no-why") from None
    keep = form.get("record", ["keep"])[-1] != "erase"
    line = await asyncio.to_thread(erasure_of, site, meeting, Act.LEADER if leads else Act.ORGANISER, why, keep)
    with saving():
        await site.erasing.erase(line)
    site.door.forget()
    organising = site.organiser(request)
    account = organising.account.id if organising and organising.account else ""
    site.security.note(Happened.MEETING_ERASED, by=account or line.act.value, meeting=meeting.id, why=why.value)
    tongue = site.tongue(request)
    told = [
        told_of(each, tongue) for each in await asyncio.to_thread(site.log.erasures) if each.meeting == line.meeting
    ]
    response = HTMLResponse(draw("erased.html", tongue, lines=told, organiser=organiser))
    site.door.forget_meeting(request, response, meeting.id)
    return response


def erasure_of(site: Site, meeting: Meeting, act: Act, why: Why, keep: bool) -> Erasure:
    """What will remain of a meeting that is in this process. Blocks."""
    line = next(line for line in site.log.meetings() if line.id == meeting.id)
    photos = sum(1 for whose, _ in site.photos.kept() if whose == meeting.id)
    return line_of(site.log, line, meeting, photos, site.clock.now(), act, why, keep)


async def erased(request: Request) -> Response:
    """/erased: what is left of the meetings that were erased, for the organiser."""
    site = site_of(request)
    organiser = organiser_only(site, request)
    tongue = site.tongue(request)
    every = await asyncio.to_thread(site.log.erasures)
    lines = [told_of(line, tongue) for line in every if organiser.organises(line.office)]
    return HTMLResponse(draw("erased.html", tongue, lines=lines, organiser=True))


def told_of(line: Erasure, tongue: Tongue) -> dict[str, object]:
    """The line that remains, in words."""
    counts = [words for kind, number in line.counts.items() if (words := _counted(kind, number, tongue)) and number]
    return {
        "meeting": line.meeting,
        "opened": line.opened,
        "asked": line.asked,
        "done": line.done,
        "act": tongue._(ACTS[line.act]),
        "why": tongue._(REASONS[line.why]) if line.why in REASONS else "",
        "counts": ", ".join(counts),
        "record": line.record,
        "kept": bool(line.kept),
    }


def _counted(kind: str, number: int, tongue: Tongue) -> str:
    ngettext = tongue.catalogue.ngettext
    match kind:
        case "entries":
            words = ngettext("{n} entry of its log", "{n} entries of its log", number)
        case "links":
            words = ngettext("{n} link", "{n} links", number)
        case "photos":
            words = ngettext("{n} photo", "{n} photos", number)
        case "people":
            words = ngettext("{n} person", "{n} people", number)
        case _:
            return ""
    return words.format(n=number)
