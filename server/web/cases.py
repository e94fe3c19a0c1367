"""The organiser's home: what is going on, what comes, what is owed, and every case with its meetings in their order."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exports.portable.part import enclosed
from exports.portable.written import NotOurs, read

from ..following import NotFollowed, read_record
from ..formats import formats
from ..live.room import initials
from ..meeting.commands import LabelCase
from ..meeting.refusals import Refused
from ..meeting.series import Case, Debt, Line, Owed, cases_of, comes, owed, takes_place
from ..names import found_in, in_order
from ..ports import NotSaved
from ..summary import gathered, summary
from .drawing import draw
from .entry import Organiser
from .errors import Sorry, from_refusal, not_saved, stranger
from .following import why_not
from .forms import values
from .organiser import OCCASIONS, organiser_only
from .people import DEEDS, lately
from .records import attached, exports_folder
from .site import Site, site_of
from .words import N_

CASES_ON_A_PAGE = 30
AT_ONCE = 12
"""Meetings to come, and things to be seen to, that stand on the page unfolded."""
MOST_SOUGHT = 200
"""Characters of what is looked for that count."""

NO_RECORD_YET = N_("No meeting of this case has a record yet that can be believed, so there is nothing to summarise.")
STATES = {
    "now": N_("going on now"),
    "coming": N_("still to come"),
    "undated": N_("no date yet"),
    "broken-off": N_("broken off"),
    "open": N_("not closed"),
    "missed": N_("the date has passed"),
    "closed": N_("closed"),
    "cancelled": N_("called off"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One meeting as the list shows it. when: the moment it was or will be; state: one of STATES."""

    line: Line
    when: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    case: Case
    meetings: tuple[Shown, ...]


async def meetings(request: Request) -> Response:
    """The organiser's meetings; everyone else signs in, or on a laptop is asked for the code on the screen."""
    site = site_of(request)
    organiser = site.organiser(request)
    if organiser is None:
        return RedirectResponse("/sign-in" if site.accounts.shared() else "/join", 303)
    if not organiser.facilitates:
        return RedirectResponse("/people", 303)
    listing = (await site.lines.look()).where(organiser.organises)
    now = site.clock.now()
    cases = cases_of(listing.lines)
    sought = " ".join(request.query_params.get("q", "")[:MOST_SOUGHT].split())
    found = sorted((case for case in cases if _is_sought(sought, case)), key=lambda case: in_order(case.label))
    last_page = max(0, (len(found) - 1) // CASES_ON_A_PAGE)
    page = min(_page(request.query_params.get("page", "")), last_page)
    here = found[page * CASES_ON_A_PAGE : (page + 1) * CASES_ON_A_PAGE]
    lines = [line for case in cases for line in case.meetings]
    drawn = draw(
        "meetings.html",
        site.tongue(request),
        **_words(site),
        sought=sought,
        going_on=[_shown(line, now) for line in lines if takes_place(line, now)],
        coming=_coming(lines, now),
        owed=_first_the_late([debt for case in cases for debt in owed(case, now, site.settings.zone)]),
        at_once=AT_ONCE,
        cases=[_shown_case(case, now) for case in here],
        found=len(found),
        pages=[(number, _address(sought, number)) for number in range(last_page + 1)],
        page=page,
        any=bool(listing.lines or listing.behind or listing.damaged),
        behind=listing.behind,
        damaged=listing.damaged,
        account=organiser.account,
        deeds=lately(site, organiser),
        deed_words=DEEDS,
    )
    return HTMLResponse(drawn)


async def case(request: Request) -> Response:
    """/cases/{case}: its meetings in order, what comes next, and what the office calls it."""
    site = site_of(request)
    return HTMLResponse(_case_page(site, request, await _known(site, request)))


async def label(request: Request) -> Response:
    """What the office calls the case: said at the desk of its last meeting."""
    site = site_of(request)
    known = await _known(site, request)
    given = (await values(request)).get("label", [""])[-1]
    room = await site.room(known.meetings[-1].id)
    meeting = room.told
    leads = next(seat.id for seat in meeting.seats.values() if meeting.format.leads in seat.roles)
    try:
        await room.ask(LabelCase(given), leads)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    return RedirectResponse(f"/cases/{known.id}", 303)


async def summary_of(request: Request) -> Response:
    """/cases/{case}/summary.docx: over all meetings of the case that have a record here, from the records alone; also
    of those meetings of which nothing else is left."""
    site = site_of(request)
    known = await _known(site, request)
    tongue = site.tongue(request)
    files = await asyncio.to_thread(lambda: [*_kept(site, known.id, organiser_only(site, request))])
    for line in known.meetings:
        meeting = (await site.room(line.id)).told
        if meeting.closed and meeting.record:
            file = exports_folder(site.settings.data_dir) / meeting.record.file
            with suppress(OSError, NotFollowed):
                files.append((file.name, await asyncio.to_thread(read_record, file)))
    office = site.office_of(known.meetings[-1].office)
    found = await asyncio.to_thread(gathered, files, office.known_seals, site.log, lambda no: why_not(no, tongue))
    if not found.sources:
        raise Sorry(409, NO_RECORD_YET, "no-record")
    async with site.writing:
        name, content = await asyncio.to_thread(
            summary, found, tongue.catalogue, tongue.language, site.clock.now(), tongue.zone, office.paper
        )
    return attached(content, name)


def _kept(site: Site, case: str, organiser: Organiser) -> Iterator[tuple[str, bytes]]:
    """Name and content of the kept records of a case whose meetings were erased, the earliest first. Blocks."""
    stays = {
        line.record for line in site.log.erasures() if line.record in line.kept and organiser.organises(line.office)
    }
    for file in sorted(exports_folder(site.settings.data_dir).glob("*.docx")) if stays else ():
        with suppress(OSError, NotFollowed, NotOurs):
            content = read_record(file)
            machines = enclosed(content) if sha256(content).hexdigest() in stays else None
            if machines and read(machines).meeting.case == case:
                yield file.name, content


async def _known(site: Site, request: Request) -> Case:
    """The case of an address, whole: here one waits for what has to be read. Of somebody's own meetings only: the same
    case may go on in another office. Raises Sorry.
    """
    organiser = organiser_only(site, request)
    listing = (await site.lines.look(patience=None)).where(organiser.organises)
    wanted = request.path_params["case"]
    found = next((case for case in cases_of(listing.lines) if case.id == wanted), None)
    if found is None:
        raise stranger()
    return found


def _case_page(site: Site, request: Request, known: Case) -> str:
    now = site.clock.now()
    return draw(
        "case.html",
        site.tongue(request),
        **_words(site),
        shown=_shown_case(known, now),
        case=known,
        owed=_first_the_late(owed(known, now, site.settings.zone)),
        again=_again(known),
        plan=known.last_closed,
        today=now.astimezone(site.settings.zone).date(),
    )


def _words(site: Site) -> dict[str, object]:
    """What both pages say things with."""
    return {
        "occasions": OCCASIONS,
        "states": STATES,
        "debts": Debt,
        "kind_names": {format.id: format.name for format in formats().values()},
        "who": lambda line, name: initials(name) if line.initials and name else name,
        "opens": _opens,
    }


def _is_sought(sought: str, case: Case) -> bool:
    where = [case.label]
    for line in case.meetings:
        where += (line.title, line.place, line.case_number, *line.people)
    return found_in(sought, " ".join(where))


def _page(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 6 else 0


def _address(sought: str, page: int) -> str:
    asked = {key: value for key, value in (("q", sought), ("page", str(page) if page else "")) if value}
    return f"/?{urlencode(asked)}#cases" if asked else "/#cases"


def _coming(lines: Sequence[Line], now: datetime) -> list[Shown]:
    """What is still to come, the nearest first; what has no date yet at the end."""
    shown = (_shown(line, now) for line in lines)
    ahead = [one for one in shown if one.state in ("coming", "undated")]
    return sorted(ahead, key=lambda one: (one.when is None, one.when or one.line.opened))


def _state(line: Line, now: datetime) -> str:
    if line.closed:
        return "closed"
    if line.cancelled:
        return "cancelled"
    if takes_place(line, now):
        return "now"
    if comes(line, now):
        return "coming"
    if line.broken_off:
        return "broken-off"
    if line.began:
        return "open"
    return "missed" if line.starts else "undated"


def _shown(line: Line, now: datetime) -> Shown:
    return Shown(line, comes(line, now) or line.began or line.starts, _state(line, now))


def _shown_case(case: Case, now: datetime) -> ShownCase:
    return ShownCase(case, tuple(_shown(line, now) for line in case.meetings))


def _first_the_late(debts: Sequence[Owed]) -> list[Owed]:
    """What is late first, then by day; what has no day last."""
    return sorted(debts, key=lambda debt: (not debt.late, debt.on is None, debt.on and debt.on.toordinal()))


def _again(case: Case) -> Line | None:
    """The meeting from which the next one of the case is made: the last that is closed, if nothing is under way."""
    under_way = any(line.closed is None and not line.cancelled for line in case.meetings)
    return None if under_way else case.last_closed


def _opens(line: Line, occasion: str, format: str = "") -> str:
    """The address of the form for a meeting that comes of this one, with the case and the people in it already."""
    asked = {"format": format or line.format, "from": line.id, "occasion": occasion}
    return f"/new?{urlencode(asked)}"
