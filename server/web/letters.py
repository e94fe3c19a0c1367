"""The letter to the child: written, looked at and given by whoever leads, from the freeze on and after the meeting."""

import asyncio
from base64 import b64encode
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from exports.letter import draft, fits, letter, letter_name, picture_of, pictured_pages, suggested_page

from ..meeting.copies import seen
from ..meeting.model import Meeting, Seat
from ..meeting.pages import is_child, is_guide
from ..meeting.policy import at_home, reads
from .errors import stranger
from .language import translations
from .records import attached
from .site import site_of


async def page(request: Request) -> Response:
    """/meetings/{id}/letter: where the letter is written; for nobody but whoever leads."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    leader = next((seat for seat in site.held(request, room) if _leads(room.told, seat)), None)
    if leader is None or not _may_be_written(room.told):
        raise stranger()
    meeting, tongue = room.told, translations(room.told.language)
    written = meeting.letter
    child = meeting.child
    known = seen(meeting, child.id) if child else meeting
    words = written.words if written else draft(known, tongue, site.settings.zone)
    chosen = written.page if written else suggested_page(meeting)
    pages = pictured_pages(meeting)
    shown = next((page for page in pages if page.id == chosen), None)
    photo = None
    if shown and not shown.lines:
        photo = await asyncio.to_thread(picture_of, meeting, shown.id, partial(site.photos.read, meeting.id))
    view = await site.view(request, room, leader.id, "console")
    drawn = view.draw(
        "letter.html",
        letter=written,
        said=words,
        pages=pages,
        shown=shown,
        photo=f"data:image/jpeg;base64,{b64encode(photo).decode()}" if photo else "",
        fits=fits(words, shown is not None),
    )
    return HTMLResponse(drawn)


async def download(request: Request) -> Response:
    """/meetings/{id}/letter.docx: for whoever leads and for the guide, and for the child once it is given."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if not any(_may_have(room.told, seat) for seat in site.held(request, room)):
        raise stranger()
    meeting, tongue = room.told, translations(room.told.language)
    photo = partial(site.photos.read, meeting.id)
    async with site.writing:
        content = await asyncio.to_thread(letter, meeting, tongue, site.clock.now(), site.settings.zone, photo)
    return attached(content, letter_name(meeting, tongue))


def _leads(meeting: Meeting, seat: Seat) -> bool:
    return meeting.format.leads in seat.roles and reads(seat)


def _may_be_written(meeting: Meeting) -> bool:
    return bool(meeting.format.child) and (meeting.freeze is not None or meeting.closed is not None)


def _may_have(meeting: Meeting, seat: Seat) -> bool:
    if _leads(meeting, seat):
        return _may_be_written(meeting)
    if meeting.letter is None:
        return False
    if is_child(meeting, seat):
        return meeting.letter.given is not None and at_home(seat)
    return is_guide(meeting, seat) and reads(seat)
