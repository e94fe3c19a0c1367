"""The pages of whoever runs the laptop: signing in, a new meeting, the links to hand out."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..choosing import choosing
from ..following import NotFollowed
from ..formats import formats
from ..live.room import Room
from ..meeting.commands import OpenMeeting, Person
from ..meeting.decide import open_meeting
from ..meeting.events import HOUSE, Entry
from ..meeting.format import Format
from ..meeting.model import AT_THE_DOOR, TABLET, Meeting, Presence
from ..meeting.policy import PROJECTOR, sees_wall
from ..meeting.refusals import Refused
from ..names import meeting_of
from ..ports import NotSaved
from .actions import came_from
from .drawing import draw, new_id, qr
from .entry import Organiser, link_of
from .errors import Sorry, from_refusal, not_saved, saving, stranger
from .following import plan_here, why_not
from .forms import Values, moment, values
from .language import Tongue, translations
from .pages import open_by
from .preparing import positions
from .security_log import Happened
from .site import Site, site_of
from .words import N_

NEEDS_KEY = N_("This page is for whoever runs the meetings. Open it with the link that was printed at the start.")
BAD_START = N_("This is not a date and an hour.")
OWN_KEY = N_("Your own link is what you lead the meeting with. Make a new one instead; it ends the earlier ones.")
MOST_ROWS = 40
PARENTS = frozenset({"mother", "father"})
"""Those of the list of whom to bring who get a parent's role, where the kind of meeting has one."""
ENTERED_HOURS = 24
"""For so long somebody who signed in is at the console of a meeting without going there anew."""
ROW = ("name", "role", "organisation", "position", "email", "phone")
"""The fields of one person in the form."""
FIELDS = ("title", "purpose", "place", "starts", "case_number", "case", "occasion")
"""The other fields of the form, each with one value."""
OCCASIONS = {
    "first": N_("first meeting"),
    "evaluation": N_("evaluation meeting"),
    "extraordinary": N_("extraordinary meeting"),
    "closing": N_("closing meeting"),
}
"""What a meeting is in its case -> what it is called."""
RECORDS = {"zapis": N_("Record (zápis)"), "zaznam": N_("File note (záznam)"), "protokol": N_("Protocol (protokol)")}
"""Kind of record -> what it is called in the form."""


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link to hand out; url is "" until it has been made."""

    seat: str
    name: str
    role: str
    url: str


async def enter(request: Request) -> Response:
    """/enter/KEY: the link printed at start signs the organiser in."""
    site = site_of(request)
    if not site.door.is_organiser_key(request.path_params["key"]) or site.accounts.shared():
        raise stranger()
    site.security.note(Happened.SIGNED_IN, how="printed-link")
    response = RedirectResponse("/", 303)
    site.door.organiser_in(response)
    return response


async def new(request: Request) -> Response:
    site = site_of(request)
    organiser = organiser_only(site, request)
    format = _kind(request.query_params.get("format"))
    before = request.query_params.get("from")
    given: Values = {}
    if before:
        meeting = await _before(site, organiser, before)
        given = comes_of(meeting, format, site)
        given = {**given, "before": [before]} if _goes_on(meeting, format) else given
    chosen = choosing().outcomes.get(request.query_params.get("chosen", ""))
    if chosen and chosen.purpose:
        given = {**given, "purpose": [translations(site.settings.language).gettext(chosen.purpose)]}
    if request.query_params.get("occasion") in OCCASIONS:
        given = {**given, "occasion": [request.query_params["occasion"]]}
    return _form(site, request, format, given, [])


def comes_of(meeting: Meeting, format: Format, site: Site) -> Values:
    """A form for a meeting that comes of another one: its case, its people, the date agreed there if there is one.

    Somebody keeps a role that the kind of meeting has; whoever led leads; the others get the role of a guest.
    """
    known = {role.id for role in format.roles} - {format.child, format.guide}
    rows: list[dict[str, str]] = []
    for seat in meeting.seats.values():
        if seat.presence in AT_THE_DOOR or seat.presence is Presence.TAKEN_OUT:
            continue
        led = format.leads if meeting.format.leads in seat.roles else ""
        kept = [role.id for role in meeting.format.roles if role.id in seat.roles & known and role.id != led]
        if meeting.format.child and meeting.format.child in seat.roles:
            kept = [format.child] if format.child else []
        for role in [led, *kept] if led else kept or [format.default_role]:
            about = {"organisation": seat.organisation, "position": seat.position, "email": seat.email}
            rows.append({**about, "name": seat.name, "role": role, "phone": "no" if seat.aided else "yes"})
    tongue_of_form = Tongue(meeting.language, site.settings.zone)
    return {
        "title": [meeting.title],
        "place": [meeting.next_place or meeting.place],
        "starts": [tongue_of_form.local(meeting.next_starts)],
        "case_number": [meeting.case_number],
        "case": [meeting.case_id],
        "record_kind": [meeting.record_kind],
        "initials": ["yes"] if meeting.initials else [],
        **{key: [row[key] for row in rows] for key in ROW},
    }


def _kind(named: str | None) -> Format:
    """The kind of meeting that is asked for; the usual one if none is. Raises Sorry."""
    kinds = formats()
    format = kinds.get(named) if named else next(iter(kinds.values()))
    if format is None:
        raise stranger()
    return format


def _form(
    site: Site, request: Request, format: Format, given: Values, errors: list[str], status: int = 200
) -> Response:
    tongue = site.tongue(request)
    columns = [list(given.get(name, ())) for name in ROW]
    rows = [dict(zip(ROW, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    drawn = draw(
        "new.html",
        tongue,
        format=format,
        formats=tuple(formats().values()),
        values={key: given.get(key, [""])[-1] for key in FIELDS},
        occasions={occasion: tongue._(name) for occasion, name in OCCASIONS.items()},
        initials=bool(given.get("initials")),
        records={kind: tongue._(name) for kind, name in RECORDS.items()},
        record_kind=given.get("record_kind", [_usual_record(site, request)])[-1],
        rows=rows,
        carried=_carried(request),
        before=given.get("before", [""])[-1],
        positions=positions(),
        errors=errors,
    )
    return HTMLResponse(drawn, status)


def _usual_record(site: Site, request: Request) -> str:
    """The kind of record the office of whoever asks usually makes."""
    organiser = site.organiser(request)
    return site.office_of(organiser.office if organiser else "").record


def _carried(request: Request) -> str:
    """What the address of the form says besides the kind, for the links to the other kinds."""
    kept = [(key, request.query_params[key]) for key in ("from", "occasion") if key in request.query_params]
    return "&" + urlencode(kept) if kept else ""


async def create(request: Request) -> Response:
    """A new meeting from the form. What is wrong is said above the form, with everything still in it."""
    site = site_of(request)
    organiser = organiser_only(site, request)
    tongue = site.tongue(request)
    form = await values(request)
    last = {key: given[-1] for key, given in form.items() if given}
    format = _kind(last.get("format"))
    if last.get("make_rows"):
        return _form(site, request, format, _with_rows(form, format, tongue), [])
    try:
        starts = moment(last.get("starts", ""), site.settings.zone)
    except ValueError:
        return _form(site, request, format, form, [tongue._(BAD_START)], 422)
    people = _people(form, format)
    command = OpenMeeting(
        meeting=new_id(),
        title=last.get("title", "").strip() or _named_after(people, format, site.settings.language),
        people=people,
        purpose=last.get("purpose", ""),
        place=last.get("place", ""),
        starts=starts,
        language=site.settings.language,
        case_number=last.get("case_number", ""),
        initials=bool(last.get("initials")),
        record_kind=last.get("record_kind") or site.office_of(organiser.office).record,
        case=last.get("case", ""),
        occasion=last.get("occasion") or next(iter(OCCASIONS)),
        office=organiser.office,
    )
    try:
        before = await _before(site, organiser, last["before"]) if last.get("before") else None
        await open_in(site, await _with_last_plan(site, before, command, format), format)
    except NotFollowed as no:
        return _form(site, request, format, form, [why_not(no, tongue)], 422)
    except Refused as refused:
        sorry = from_refusal(refused, tongue)
        words = dict(sorry.words)
        if missing := next((role for role in format.roles if role.id == words.get("role")), None):
            words["role"] = tongue._(missing.name)
        return _form(site, request, format, form, [tongue._(sorry.sentence).format_map(words)], sorry.status)
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    return RedirectResponse(f"/meetings/{command.meeting}/links", 303)


def _with_rows(form: Values, format: Format, tongue: Tongue) -> Values:
    """The form as it was filled in, with a row more for each position that is ticked; rows with nobody go."""
    columns = [list(form.get(key, ())) for key in ROW]
    rows = [dict(zip(ROW, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    usual = {format.leads, format.child, format.guide}
    kept = [row for row in rows if row["name"].strip() or row["position"].strip() or row["role"] in usual - {""}]
    parent = next((role for role in format.family if role != format.child), format.default_role)
    for wanted in form.get("wanted", ()):
        if any(wanted in within for within in positions().values()):
            role = parent if wanted in PARENTS else format.default_role
            kept.append(dict.fromkeys(ROW, "") | {"role": role, "position": tongue._(wanted), "phone": "yes"})
    return {**form, **{key: [row[key] for row in kept[:MOST_ROWS]] for key in ROW}}


def _goes_on(meeting: Meeting, format: Format) -> bool:
    """Has this meeting a plan that the next one of that kind would evaluate?"""
    return meeting.closed is not None and meeting.record is not None and meeting.format.id == format.id


async def _before(site: Site, organiser: Organiser, meeting: str) -> Meeting:
    """The meeting that another comes of; it has to be theirs. Raises Sorry."""
    before = (await site.room(meeting)).told
    if not organiser.organises(before.office):
        raise stranger()
    return before


async def _with_last_plan(site: Site, meeting: Meeting | None, command: OpenMeeting, format: Format) -> OpenMeeting:
    """With the plan of the meeting before, where this one is of the same kind and goes on with it: what professionals
    have agreed among themselves is not laid before the family. Raises NotFollowed.
    """
    if meeting is None or command.occasion == next(iter(OCCASIONS)):
        return command
    if not _goes_on(meeting, format) or meeting.case_id != command.case:
        return command
    previous = await plan_here(site, meeting, command.people)
    return replace(command, previous=previous, rules=meeting.text("rules")) if previous else command


def _people(form: Values, format: Format) -> tuple[Person, ...]:
    """One row a person; rows of the same name are one person with several roles; empty rows are nobody."""
    people: dict[str, Person] = {}
    columns = [list(form.get(key, ())) for key in ROW]
    height = min(max(map(len, columns)), MOST_ROWS)
    for name, role, organisation, position, email, phone in zip(
        *(column + [""] * (height - len(column)) for column in columns), strict=False
    ):
        name = name.strip()
        if not name:
            continue
        roles = frozenset({role or format.default_role})
        if (before := people.get(name)) and before.organisation == organisation.strip():
            people[name] = replace(before, roles=before.roles | roles)
        else:
            key = name if name not in people else f"{name} {len(people)}"
            person = Person("s" + new_id(), name, roles, organisation.strip(), position.strip(), email.strip())
            people[key] = replace(person, aided=phone == "no")
    return tuple(people.values())


def _named_after(people: tuple[Person, ...], format: Format, language: str) -> str:
    """A child's meeting carries the child's name: "Amálčino setkání", where it can be guessed; else ""."""
    child = next((person for person in people if format.child and format.child in person.roles), None)
    return meeting_of(child.name) if child and language == "cs" else ""


async def open_in(site: Site, command: OpenMeeting, format: Format) -> None:
    """Write the first entries of a new meeting. Raises Refused, NotSaved."""
    office = site.office_of(command.office)
    events = open_meeting(office.opening(command), office.applied(format))
    at = site.clock.now()
    await site.log.append(
        command.meeting, 0, tuple(Entry(number, at, HOUSE, event) for number, event in enumerate(events, 1))
    )


async def enter_meeting(request: Request) -> Response:
    """The organiser goes to the console of a meeting, in the seat of whoever leads it: of one who is there, if any."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting = room.told
    if not site.organises(request, meeting):
        raise stranger()
    leaders = [seat for seat in meeting.seats.values() if meeting.format.leads in seat.roles]
    leader = next((seat for seat in leaders if seat in meeting.present), leaders[0])
    organiser = site.organiser(request)
    account = organiser.account.id if organiser and organiser.account else ""
    site.security.note(Happened.CONSOLE_ENTERED, account=account, meeting=meeting.id, seat=leader.id)
    return await open_by(request, await issue(site, meeting.id, leader.id, account))


async def links(request: Request) -> Response:
    """Personal links of a meeting. They are shown once, when they are made; only their fingerprints are kept."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    may_hand_out(site, request, room)
    return await _links_page(site, request, room, {})


async def make_links(request: Request) -> Response:
    """New links for everybody, or for one person alone and then the earlier ones of that person end.

    withdraw: the links of this seat end, and there is no new one.
    """
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    may_hand_out(site, request, room)
    form = await values(request)
    renewed, withdrawn = form.get("renew", [""])[-1], form.get("withdraw", [""])[-1]
    if (one := renewed or withdrawn) and one not in (TABLET, PROJECTOR) and one not in room.told.seats:
        raise stranger()
    if withdrawn and not site.organises(request, room.told) and withdrawn in site.door.seats(request, room.told.id):
        raise Sorry(409, OWN_KEY, "own-key")
    if one:
        await _end_links(site, room, one)
        site.security.note(Happened.LINKS_ENDED, by=_by(site, request), meeting=room.told.id, seat=one)
    if withdrawn:
        return RedirectResponse(came_from(request, room.told.id) or f"/meetings/{room.told.id}/links", 303)
    seats = [renewed] if renewed else [seat for seat in room.told.seats if not re.match("g[0-9a-f]{12}$", seat)]
    made = {seat: await issue(site, room.told.id, seat) for seat in seats}
    seat = renewed or f"{len(made)}-seats"
    site.security.note(Happened.LINKS_MADE, by=_by(site, request), meeting=room.told.id, seat=seat)
    return await _links_page(site, request, room, made)


async def renew_code(request: Request) -> Response:
    """Another code for the door; nobody comes in by the old one any more. Open pages show the new one at once."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    may_hand_out(site, request, room)
    with saving():
        await asyncio.to_thread(site.keyring.renew_code, room.told.id)
    site.security.note(Happened.CODE_RENEWED, by=_by(site, request), meeting=room.told.id)
    room.refresh(("code", "work"))
    return RedirectResponse(came_from(request, room.told.id) or f"/meetings/{room.told.id}/links", 303)


def _by(site: Site, request: Request) -> str:
    """Whose doing it is: an account's or, where there is none, that of a seat of the meeting."""
    organiser = site.organiser(request)
    if organiser and organiser.account:
        return organiser.account.id
    return next(iter(sorted(site.door.seats(request, request.path_params["meeting"]))), "organiser")


async def _end_links(site: Site, room: Room, seat: str) -> None:
    """Whatever opened this seat opens it no longer: links, the token of a guest who was matched to it, open pages.

    Among them a page of somebody else's that it was writing for, and the wall, where nothing else opened it.
    """
    guests = [guest for guest, became in room.told.became.items() if became == seat]
    for token_of in (seat, *guests):
        await asyncio.to_thread(site.keyring.withdraw, room.told.id, token_of)
    site.door.forget()
    ended = {seat, *guests}
    for connection in list(room.connections):
        on_the_wall = connection.seat == PROJECTOR and connection.held & ended
        if seat in (connection.seat, connection.hand) or (
            on_the_wall and not sees_wall(room.told, connection.held - ended)
        ):
            connection.close(4401)


async def _links_page(site: Site, request: Request, room: Room, made: dict[str, str]) -> Response:
    view = await site.view(request, room, PROJECTOR, "console")
    found = [
        Link(seat.id, seat.name, ", ".join(view.role_names(seat)), link_of(site.base_url, made[seat.id]))
        if seat.id in made
        else Link(seat.id, seat.name, ", ".join(view.role_names(seat)), "")
        for seat in room.told.seats.values()
    ]
    tablet_url = link_of(site.base_url, made[TABLET]) if TABLET in made else ""
    wall_url = link_of(site.base_url, made[PROJECTOR]) if PROJECTOR in made else ""
    drawn = draw(
        "links.html",
        site.tongue(request),
        meeting=room.told,
        links=found,
        made=bool(made),
        tablet_url=tablet_url,
        tablet_qr=qr(tablet_url) if tablet_url else "",
        wall_url=wall_url,
        wall_qr=qr(wall_url) if wall_url else "",
        qr_of_one=next((qr(link.url) for link in found if link.url), "") if len(made) == 1 else "",
        code=view.code,
        join_url=view.join_url,
        organiser=site.organises(request, room.told),
    )
    return HTMLResponse(drawn)


async def issue(site: Site, meeting: str, seat: str, account: str = "") -> str:
    """A new token. account: for whom, if it is no link to be handed out; such a one ends by itself."""
    until = site.clock.now() + timedelta(hours=ENTERED_HOURS) if account else None
    try:
        return await asyncio.to_thread(site.keyring.issue, meeting, seat, until, account)
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure


def organiser_only(site: Site, request: Request) -> Organiser:
    """Who organises meetings and asks for this; anybody else finds nothing there. Raises Sorry."""
    organiser = site.organiser(request)
    if organiser is None or not organiser.facilitates:
        raise stranger()
    return organiser


def may_hand_out(site: Site, request: Request, room: Room) -> None:
    """The organiser, and whoever leads the meeting and is there."""
    meeting = room.told
    if site.organises(request, meeting):
        return
    held = (meeting.seat_of(seat) for seat in site.door.seats(request, meeting.id))
    if not any(seat in meeting.present and meeting.format.leads in seat.roles for seat in held if seat):
        raise stranger()
