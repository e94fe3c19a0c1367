"""Comments and objections to the record: from one's own page, noted at the desk, and the file of them once they are
locked."""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from exports.comments import appendix, appendix_name
from exports.seal.key import BadKey

from ..live.room import Room
from ..meeting.comments import comments_until, locked_at
from ..meeting.confidences import whole
from ..meeting.model import AT_THE_DOOR, Meeting, Source
from ..meeting.pages import is_child
from ..meeting.policy import at_home, reads
from ..meeting.refusals import Reason, Refused
from .actions import act_on
from .drawing import View
from .errors import Sorry, from_refusal, stranger
from .language import translations
from .records import attached, exports_folder
from .site import Site, site_of
from .sources import SOURCES
from .words import N_

NOT_LOCKED = N_("There is no file of comments yet: it is made when the time for them is over.")
BEING_MADE = N_("The file of comments is being made. Try again in a moment.")


async def at_home_page(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """A place for one's own, while there is time; then the file of all."""
    meeting, me = room.told, view.me
    until = comments_until(meeting)
    if meeting.closed is None or me is None or until is None:
        return None
    mine = [comment for comment in meeting.comments.values() if comment.seat == me.id]
    return {"until": until, "mine": mine, "open": _open(site, meeting), "file": _has_file(meeting)}


async def at_the_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    meeting = room.told
    if meeting.closed is None:
        return None
    known = (seat for seat in meeting.seats.values() if seat.presence not in AT_THE_DOOR)
    return {
        "until": comments_until(meeting),
        "open": _open(site, meeting),
        "comments": list(meeting.comments.values()),
        "people": [seat for seat in known if not is_child(meeting, seat)],
        "sources": {source.value: view.tongue._(SOURCES[source]) for source in Source},
        "chosen": [(source.value, view.tongue._(SOURCES[source])) for source in Source if source is not Source.HOME],
        "file": _has_file(meeting),
        "recipients": [recipient for recipient in meeting.recipients if recipient.delivered],
    }


async def add(request: Request) -> Response:
    """POST add-comment, note-comment: not after the last day, also where the program has only just woken up."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    locks = locked_at(room.told)
    if locks is not None and site.clock.now() >= locks:
        raise from_refusal(Refused(Reason.COMMENTS_LOCKED), site.tongue(request))
    return await act_on(request, request.url.path.rpartition("/")[2])


async def download(request: Request) -> Response:
    """/meetings/{id}/comments.docx: the file of all for those who may have the whole record; for others their own."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting = room.told
    held = [seat for seat in site.asking_as(request, room) if at_home(seat) and not is_child(meeting, seat)]
    gets_it = {recipient.seat for recipient in meeting.recipients}
    mine = next((seat for seat in held if reads(seat) or seat.id in gets_it), None)
    desk = site.at_desk(request, room) is not None
    if mine is None and not desk:
        raise stranger()
    if not meeting.comments_locked or not meeting.comments:
        raise Sorry(409, NOT_LOCKED, "not-locked")
    words = translations(meeting.language)
    if desk or (mine is not None and whole(meeting, mine)):
        file = exports_folder(site.settings.data_dir) / meeting.appendix.file if meeting.appendix else None
        if file is None or not file.is_file():
            raise Sorry(409, BEING_MADE, "not-made")
        return attached(await asyncio.to_thread(file.read_bytes), file.name)
    assert mine is not None
    now, own = site.clock.now(), site.office_of(meeting.office).paper
    try:
        content = await asyncio.to_thread(appendix, meeting, words, now, site.settings.zone, own, {mine.id})
    except BadKey as error:
        raise Sorry(409, BEING_MADE, "not-made") from error
    return attached(content, appendix_name(meeting, words))


def _open(site: Site, meeting: Meeting) -> bool:
    locks = locked_at(meeting)
    return locks is not None and site.clock.now() < locks


def _has_file(meeting: Meeting) -> bool:
    return meeting.comments_locked is not None and bool(meeting.comments)
