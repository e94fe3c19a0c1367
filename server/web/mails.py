"""Mails of a meeting: looked at before they are asked for, made ready to be sent, or saved to be sent by hand."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exports import calendar

from ..live.room import Room
from ..meeting import commands as c
from ..meeting.commands import Command
from ..meeting.copies import is_extract
from ..meeting.decide import decide
from ..meeting.mail import BY_ITSELF, Mail, Matter, Way
from ..meeting.mail import LANGUAGES as LANGUAGES_OF_MAILS
from ..meeting.mails import addressee, right_time
from ..meeting.model import How, Meeting, Seat
from ..meeting.policy import at_home
from ..meeting.recipients import listed
from ..meeting.refusals import Refused
from ..meeting.step_reminders import spoken_of as steps_of
from ..meeting.step_reminders import waiting
from ..ports import NotSaved
from ..post.envelope import Attachment, NotAnAddress, envelope
from ..post.outbox import Changed, Ready
from ..post.wording import Said, Wording, digest
from .drawing import new_id
from .entry import link_of
from .errors import Sorry, from_refusal, not_saved, stranger
from .forms import Values, values
from .language import translations
from .records import DOCX, attached, copy_for
from .site import Site, site_of
from .words import MATTERS, N_

NOBODY_CHOSEN = N_("Choose at least one person.")
NO_ADDRESS_TO_SAVE = N_("Write the e-mail address of this person first.")
OTHERWISE_BY_NOW = N_(
    "Something has changed since you looked at the mails. Look at them once more; none has been sent."
)
DOTS = "…"


# What is said ---------------------------------------------------------------------------------------------------------


def said_to(
    site: Site,
    meeting: Meeting,
    seat: Seat,
    matter: Matter,
    language: str,
    *,
    with_file: bool = False,
    link: str = "",
    steps: Sequence[str] | None = None,
) -> Said:
    """All that a person is told about a matter. Without a link there stands what is put in when it is sent; steps: of
    which a reminder reminds, else of all that are open."""
    spoken_of = waiting(meeting, seat) if steps is None else steps_of(meeting, seat.id, steps)
    return replace(
        wording_of(site, meeting, seat, language, with_file=with_file, link=link), steps=tuple(spoken_of)
    ).said(matter)


def wording_of(
    site: Site, meeting: Meeting, seat: Seat, language: str, *, with_file: bool = False, link: str = ""
) -> Wording:
    """How a person is written to."""
    return Wording(
        meeting,
        seat,
        translations(language),
        language,
        site.settings.zone,
        site.office_of(meeting.office).name,
        link or link_of(site.base_url, DOTS),
        site.settings.link_days,
        with_file,
    )


async def prepare(site: Site, room: Room, mail: Mail) -> Ready:
    """A mail that is due, as it leaves now. Raises Changed, NotAnAddress, NotSaved."""
    meeting = room.told
    seat = addressee(meeting, mail.seat, mail.matter)
    seen = said_to(site, meeting, seat, mail.matter, mail.language, with_file=mail.attached)
    if mail.digest and digest(mail.id, seen) != mail.digest:
        raise Changed
    return await _ready(site, room, mail, seat)


async def _ready(site: Site, room: Room, mail: Mail, seat: Seat) -> Ready:
    meeting, settings = room.told, site.settings
    link = "" if mail.matter is Matter.CANCELLATION or mail.attached else await _link(site, meeting, seat, mail.matter)
    said = said_to(
        site, meeting, seat, mail.matter, mail.language, with_file=mail.attached, link=link, steps=mail.steps
    )
    office = site.office_of(meeting.office)
    # An office of a shared server writes under its own name, if it has one.
    name = (office.name if meeting.office in site.offices else "") or settings.mail_name or office.name or "Setkání"
    sender = (name, settings.mail_from) if settings.mail_from else None
    files = [Attachment(*await _record(site, room, seat))] if mail.attached else []
    message = envelope(
        mail,
        meeting.id,
        (seat.name, seat.email),
        sender,
        said.subject,
        said.text,
        site.clock.now(),
        reply_to=_answered_by(meeting, mail),
        calendar=_calendar(site, meeting, seat, mail.matter, sender),
        attachments=files,
    )
    return Ready(message, sha256(files[0].content).hexdigest() if files else "")


async def _link(site: Site, meeting: Meeting, seat: Seat, matter: Matter) -> str:
    # What leads to a record or a plan ends: it lies in a mailbox for years.
    ends = matter in (Matter.RECORD, Matter.STEPS)
    until = site.clock.now() + timedelta(days=site.settings.link_days) if ends else None
    token = await asyncio.to_thread(site.keyring.issue, meeting.id, seat.id, until)
    return link_of(site.base_url, token)


async def _record(site: Site, room: Room, seat: Seat) -> tuple[str, str, bytes]:
    name, content = await copy_for(site, room, seat.id)
    return name, DOCX, content


def _answered_by(meeting: Meeting, mail: Mail) -> tuple[str, str] | None:
    """To whom an answer goes: whoever asked for the mail, else whoever leads, where they can be written to."""
    leads = [seat for seat in meeting.seats.values() if meeting.format.leads in seat.roles]
    asked = meeting.seats.get(mail.by)
    found = next((seat for seat in ([asked] if asked else []) + leads if seat.email), None)
    return (found.name, found.email) if found else None


def _calendar(
    site: Site, meeting: Meeting, seat: Seat, matter: Matter, sender: tuple[str, str] | None
) -> tuple[str, str] | None:
    method = _METHODS.get(matter)
    if method is None or meeting.starts is None:
        return None
    organiser = calendar.Person(*sender) if sender else None
    # Who cannot be named as the one who asks only publishes.
    method = method if organiser else calendar.PUBLISH
    invited = calendar.Person(seat.name, seat.email) if organiser else None
    made = calendar.entry(meeting, method, site.clock.now(), site.settings.zone, organiser, invited)
    return method, made


_METHODS = {
    Matter.INVITATION: calendar.REQUEST,
    Matter.CHANGE: calendar.REQUEST,
    Matter.CANCELLATION: calendar.CANCEL,
}


# The page -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it is looked at. id: the one it will have; wanted: is it offered to be sent; with_file: does the
    record come with it; extract: is something left out of it for them."""

    seat: Seat
    id: str
    said: Said
    digest: str
    wanted: bool
    with_file: bool
    extract: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is about."""

    matter: Matter
    language: str


async def page(request: Request) -> Response:
    """/meetings/{id}/mails?matter=…: the exact words for everyone who could get them, before anything is sent."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    return await _page(site, request, room, _chosen(request.query_params, room.told))


async def send(request: Request) -> Response:
    """Asks for the mails that were looked at and ticked. What has changed since sends nothing and is shown anew."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = _at_desk(site, request, room)
    form = await values(request)
    last = {key: given[-1] for key, given in form.items()}
    chosen = _chosen(last, room.told)
    asked = _asked(site, room.told, form, last, chosen)
    if not asked:
        return await _page(site, request, room, chosen, NOBODY_CHOSEN, 422)
    if any(digest(command.mail, said) != command.digest for command, said in asked):
        return await _page(site, request, room, chosen, OTHERWISE_BY_NOW, 409)
    await _all_or_none(site, request, room, [command for command, _ in asked], visitor)
    return RedirectResponse(f"/meetings/{room.told.id}/desk#mails", 303)


async def save(request: Request) -> Response:
    """One mail as a file, to be opened in a mail program and sent from there. It has a link of its own from now on."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = _at_desk(site, request, room)
    last = {key: given[-1] for key, given in (await values(request)).items()}
    chosen = _chosen(last, room.told)
    seat = _addressee(room.told, last.get("seat", ""), chosen.matter)
    if not seat.email:
        raise Sorry(422, NO_ADDRESS_TO_SAVE, "no-address")
    meeting = room.told
    try:
        right_time(meeting, seat, chosen.matter)
        with_file = _with_file(meeting, seat.id, chosen.matter)
        now, id = site.clock.now(), new_id()
        steps = tuple(step.id for step in waiting(meeting, seat))
        when, where = meeting.starts, meeting.place
        mail = Mail(id, chosen.matter, seat.id, chosen.language, "", with_file, now, visitor, when, where, steps)
        ready = await _ready(site, room, mail, seat)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    except NotAnAddress as error:
        raise Sorry(422, NO_ADDRESS_TO_SAVE, "no-address") from error
    return attached(ready.message.as_bytes(), f"{seat.name}.eml", "message/rfc822")


async def note(request: Request) -> Response:
    """Several people have been told something otherwise than by a mail of ours: all of them at once."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = _at_desk(site, request, room)
    form = await values(request)
    last = {key: given[-1] for key, given in form.items()}
    matter = _chosen(last, room.told).matter
    try:
        way = Way(last.get("way", ""))
    except ValueError:
        raise stranger() from None
    told = [c.NoteTold(seat, matter, way, last.get("words", "")) for seat in form.get("seat", ())]
    if not told:
        raise Sorry(422, NOBODY_CHOSEN, "nobody")
    await _all_or_none(site, request, room, told, visitor)
    return RedirectResponse(f"/meetings/{room.told.id}/desk", 303)


async def _all_or_none(site: Site, request: Request, room: Room, commands: Sequence[Command], by: str) -> None:
    """Has all of them decided; what would be refused is known before the first is. Raises Sorry."""
    try:
        for command in commands:
            decide(room.head, command, by)
        for command in commands:
            await room.ask(command, by)
    except Refused as refused:
        raise from_refusal(refused, site.tongue(request)) from refused
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure


def _addressee(meeting: Meeting, who: str, matter: Matter) -> Seat:
    try:
        return addressee(meeting, who, matter)
    except Refused:
        raise stranger() from None


def _at_desk(site: Site, request: Request, room: Room) -> str:
    visitor = site.at_desk(request, room)
    if visitor is None:
        raise stranger()
    return visitor.seat


def _chosen(given: Mapping[str, str], meeting: Meeting) -> Chosen:
    try:
        matter = Matter(given.get("matter", ""))
    except ValueError:
        raise stranger() from None
    language = given.get("language", "")
    return Chosen(
        matter,
        language if language in LANGUAGES_OF_MAILS else meeting.language,
    )


def _with_file(meeting: Meeting, who: str, matter: Matter) -> bool:
    """Does the record come with the mail, as it was listed for them?"""
    recipient = listed(meeting, who) if matter is Matter.RECORD else None
    return recipient is not None and recipient.how is How.MAIL


async def _page(
    site: Site, request: Request, room: Room, chosen: Chosen, error: str = "", status: int = 200
) -> Response:
    seat_id = _at_desk(site, request, room)
    view = await site.view(request, room, seat_id, "console")
    meeting = room.told
    letters, without = [], []
    why = ""
    for seat in _possible(meeting, chosen.matter):
        try:
            right_time(meeting, seat, chosen.matter)
        except Refused as refused:
            why = why or view.tongue._(refused.reason.sentence).format_map(refused.words)
            continue
        if not seat.email:
            without.append(seat)
            continue
        with_file = _with_file(meeting, seat.id, chosen.matter)
        said = said_to(site, meeting, seat, chosen.matter, chosen.language, with_file=with_file)
        mail = new_id()
        wanted = _wanted(meeting, seat, chosen.matter)
        extract = chosen.matter is Matter.RECORD and is_extract(meeting, seat.id)
        letters.append(Letter(seat, mail, said, digest(mail, said), wanted, with_file, extract))
    drawn = view.draw(
        "mails.html",
        chosen=chosen,
        letters=letters,
        without=without,
        why="" if letters or without else why,
        error=view.tongue._(error) if error else "",
        by_itself=chosen.matter in BY_ITSELF,
        matter_name=view.tongue._(MATTERS[chosen.matter]),
        post=bool(site.settings.mail_server),
        near=near(site),
        base_url=site.base_url,
        link_days=site.settings.link_days,
        mail_languages=LANGUAGES_OF_MAILS,
    )
    return HTMLResponse(drawn, status)


def _possible(meeting: Meeting, matter: Matter) -> list[Seat]:
    """Whoever could be told: everyone of the meeting; of a change, those who were asked to come."""
    if matter is Matter.RECORD:
        by_mail = (each for each in meeting.recipients if each.how is not How.HAND)
        return [addressee(meeting, each.id, matter) for each in by_mail]
    people = [seat for seat in meeting.seats.values() if at_home(seat)]
    if matter is Matter.STEPS:
        return [seat for seat in people if waiting(meeting, seat)]
    if matter in (Matter.CHANGE, Matter.CANCELLATION):
        return [seat for seat in people if seat.id in meeting.invitations]
    return people


def _wanted(meeting: Meeting, seat: Seat, matter: Matter) -> bool:
    """Is it offered to be sent: to whoever has not been told this yet?"""
    told = [told for told in meeting.told if told.seat == seat.id]
    if matter is Matter.CHANGE:
        return not knows_when(meeting, seat)
    if matter is Matter.CANCELLATION:
        return not any(t.matter is matter and meeting.cancelled and t.at >= meeting.cancelled for t in told)
    waiting = any(
        mail.seat == seat.id and mail.matter is matter and not (mail.sent or mail.withdrawn)
        for mail in meeting.mails.values()
    )
    return not waiting and not any(t.matter is matter for t in told)


def knows_when(meeting: Meeting, seat: Seat) -> bool:
    """Has somebody been told the time and the place as they are now?"""
    now = (meeting.starts, meeting.place)
    told = [told for told in meeting.told if told.seat == seat.id and told.matter is not Matter.RECORD]
    return bool(told) and (told[-1].starts, told[-1].place) == now


def near(site: Site) -> bool:
    """Would links lead to an address that works in the network of this computer alone?"""
    return not site.settings.base_url


def _asked(
    site: Site, meeting: Meeting, form: Values, last: Mapping[str, str], chosen: Chosen
) -> list[tuple[c.AskMail, Said]]:
    found = []
    for seat_id in form.get("seat", ()):
        seat = _addressee(meeting, seat_id, chosen.matter)
        with_file = _with_file(meeting, seat_id, chosen.matter)
        said = said_to(site, meeting, seat, chosen.matter, chosen.language, with_file=with_file)
        command = c.AskMail(
            last.get(f"mail.{seat_id}", ""),
            chosen.matter,
            seat_id,
            last.get(f"digest.{seat_id}", ""),
            chosen.language,
            with_file,
        )
        found.append((command, said))
    return found
