"""The letter to the child: written by the guide, or by whoever leads, and given by the guide; from the freeze on."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from exports.letter import draft, fits, letter, letter_name, picture_of, pictured_pages, suggested_page

from ..live.room import Room
from ..meeting.copies import seen
from ..meeting.model import Meeting, Seat
from ..meeting.pages import is_child, is_guide
from ..meeting.policy import at_home as of_it
from ..meeting.policy import reads
from ..meeting.to_the_child import givers, gives_letter
from .drawing import View
from .errors import stranger
from .language import translations
from .records import attached
from .site import Site, site_of


async def page(request: Request) -> Response:
    """/meetings/{id}/letter: where the letter is written, by the guide or whoever leads. seat: as whom, where a browser
    holds both."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting, tongue = room.told, translations(room.told.language)
    writers = [seat for seat in site.asking_as(request, room) if _writes(meeting, seat)]
    writers.sort(key=lambda seat: not gives_letter(meeting, seat))
    if not writers or not _may_be_written(meeting):
        raise stranger()
    writer = writers[0]
    written = meeting.letter
    child = meeting.child
    # What the child knows of and whoever writes, too.
    known = seen(seen(meeting, child.id) if child else meeting, writer.id)
    words = written.words if written else draft(known, tongue, site.settings.zone)
    chosen = written.page if written else suggested_page(meeting)
    pages = pictured_pages(meeting)
    shown = next((page for page in pages if page.id == chosen), None)
    photo = None
    if shown and not shown.lines:
        photo = await asyncio.to_thread(picture_of, meeting, shown.id, partial(site.photos.read, meeting.id))
    leads = meeting.format.leads in writer.roles
    view = await site.view(request, room, writer.id, "console" if leads else "phone")
    drawn = view.draw(
        "letter.html",
        letter=written,
        said=words,
        pages=pages,
        shown=shown,
        photo=f"data:image/jpeg;base64,{b64encode(photo).decode()}" if photo else "",
        fits=fits(words, shown is not None),
        back=f"console/{writer.id}" if leads else f"home/{writer.id}" if meeting.closed else f"seat/{writer.id}",
        gives=gives_letter(meeting, writer),
        givers=givers(meeting),
    )
    return HTMLResponse(drawn)


async def at_home(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """The way to the letter on a guide's own page, after the meeting."""
    meeting, me = room.told, view.me
    if me is None or meeting.closed is None or not is_guide(meeting, me) or not _writes(meeting, me):
        return None
    return {"letter": meeting.letter, "gives": gives_letter(meeting, me)}


async def download(request: Request) -> Response:
    """/meetings/{id}/letter.docx: for the guide and for whoever leads, and for the child once it is given."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if not any(_may_have(room.told, seat) for seat in site.asking_as(request, room)):
        raise stranger()
    meeting, tongue = room.told, translations(room.told.language)
    photo = partial(site.photos.read, meeting.id)
    async with site.writing:
        content = await asyncio.to_thread(letter, meeting, tongue, site.clock.now(), site.settings.zone, photo)
    return attached(content, letter_name(meeting, tongue))


def _writes(meeting: Meeting, seat: Seat) -> bool:
    return (meeting.format.leads in seat.roles or is_guide(meeting, seat)) and reads(seat)


def _may_be_written(meeting: Meeting) -> bool:
    return bool(meeting.format.child) and (meeting.freeze is not None or meeting.closed is not None)


def _may_have(meeting: Meeting, seat: Seat) -> bool:
    if _writes(meeting, seat):
        return _may_be_written(meeting)
    return meeting.letter is not None and meeting.letter.given is not None and is_child(meeting, seat) and of_it(seat)
