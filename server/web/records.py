"""The Word record over HTTP: the finished one as it was written, a draft made anew while the meeting is open."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from exports.content import file_name
from exports.portable.part import enclosed
from exports.seal.key import BadKey, Term
from exports.seal.own import OwnSeal
from exports.word import record

from ..live.room import Room
from ..meeting.copies import copy_of, is_extract, seat_for
from ..meeting.model import Meeting, Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home, reads, views_open
from .errors import DAMAGED, Sorry, stranger
from .language import Tongue, translations
from .sealing import held_up
from .site import Site, site_of
from .words import N_

NOT_FOR_MACHINES = N_(
    "There is no record for machines here yet: it is made together with the record of a closed meeting."
)
BEING_SEALED = N_("The record is being made and sealed. Try again in a moment.")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def download(request: Request) -> Response:
    """/meetings/{id}/record.docx for those at the table (and the organiser).

    What the others think is in it: a child who has not asked to hear that all does not get it on their own device.
    """
    name, content = await allowed(request)
    return attached(content, name)


async def for_machines(request: Request) -> Response:
    """/meetings/{id}/record.json: the part for machines out of the very file that `download` would give."""
    name, content = await allowed(request)
    machines = await asyncio.to_thread(enclosed, content)
    if machines is None:
        raise Sorry(409, NOT_FOR_MACHINES, "not-closed")
    return attached(machines, Path(name).with_suffix(".json").name, "application/json")


async def for_recipient(request: Request) -> Response:
    """/meetings/{id}/copies/{recipient}.docx: what somebody gets, for whoever sees to it that they do."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if site.at_desk(request, room) is None:
        raise stranger()
    name, content = await copy_for(site, room, request.path_params["recipient"])
    return attached(content, name)


async def allowed(request: Request) -> tuple[str, bytes]:
    """The record as whoever asks may have it, under its name; the organiser who names nobody has it whole. Raises
    Sorry.
    """
    site = site_of(request)
    room = await site.room(request.path_params["meeting"], stopped_too=True)
    if room.told.stopped and not site.organises(request, room.told):
        raise Sorry(503, DAMAGED, "damaged")
    if room.told.stopped:
        return await copy_for(site, room)
    named = request.query_params.get("seat")
    held = [seat for seat in site.asking_as(request, room) if _may_have(room.told, seat)]
    if site.organises(request, room.told) and not (named and held):
        return await copy_for(site, room)
    if not held:
        raise stranger()
    return await copy_for(site, room, held[0].id)


async def copy_for(site: Site, room: Room, recipient: str = "") -> tuple[str, bytes]:
    """File name and content of the record as this recipient (a seat, or somebody listed without one) may have it; the
    whole where nobody is named. Raises Sorry for nobody known, and while the record of a closed meeting still waits for
    its seal.
    """
    meeting = room.told
    extract_for = ""
    if recipient:
        try:
            meeting, extract_for = copy_of(meeting, recipient), _whose(meeting, recipient)
        except KeyError as unknown:
            raise stranger() from unknown
    # One at a time: writing a record takes a while, and the meeting needs the machine more.
    async with site.writing:
        content = await asyncio.to_thread(_content, site, meeting, extract_for)
    return file_name(meeting, translations(meeting.language), extract_for), content


def _whose(meeting: Meeting, recipient: str) -> str:
    """The name in an extract; "" for who may have all."""
    return seat_for(meeting, recipient).name if is_extract(meeting, recipient) else ""


def attached(content: bytes, name: str, kind: str = DOCX) -> Response:
    """A file to be downloaded under this name."""
    plain = name.encode("ascii", "ignore").decode() or "setkani.docx"
    headers = {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=kind, headers=headers)


def _may_have(meeting: Meeting, seat: Seat) -> bool:
    heard = meeting.views_shown is None or views_open(meeting, seat)
    gets_it = meeting.closed is not None and any(each.seat == seat.id for each in meeting.recipients)
    return (reads(seat) or (gets_it and at_home(seat))) and (heard or not is_child(meeting, seat))


def _content(site: Site, meeting: Meeting, extract_for: str = "") -> bytes:
    """extract_for: whose extract it is, where `meeting` is a copy with something left out; never the file of all."""
    if meeting.record and not extract_for:
        file = exports_folder(site.settings.data_dir) / Path(meeting.record.file).name
        if file.is_file():
            return file.read_bytes()
    photo = partial(site.photos.read, meeting.id)
    now, seal = site.clock.now(), site.office_of(meeting.office).seal
    tongue = Tongue(meeting.language, site.settings.zone)
    if seal is not None and meeting.closed and not meeting.record and not meeting.stopped:
        raise _not_there_yet(seal, now, tongue)
    try:
        return record(
            meeting, tongue.catalogue, now, tongue.zone, site.office_of(meeting.office).paper, photo, extract_for
        )
    except BadKey as error:
        assert seal is not None
        raise _not_there_yet(seal, now, tongue) from error


def _not_there_yet(seal: OwnSeal, now: datetime, tongue: Tongue) -> Sorry:
    """Whoever asks for the record of a closed meeting never gets one without the seal that it should have."""
    if seal.key.term(now) is Term.WITHIN:
        return Sorry(503, BEING_SEALED, "being-sealed")
    sentence, words = held_up(seal, now, tongue)
    return Sorry(503, sentence, "cannot-be-sealed", **words)


def exports_folder(data_dir: Path) -> Path:
    return data_dir / "exports"
