"""Photos of paper: cleaned of all but the picture, kept while they stand under a signature or on a page of a wish book.

Shown to those who read the meeting, one of a page only to those who see the page now, and to nobody else.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ..live.room import Room
from ..meeting.commands import Command, PutPhoto, RemovePage, SignOnPaper
from ..meeting.copies import seen
from ..meeting.pages import is_child, sees_page
from ..meeting.policy import PROJECTOR, at_home, reads
from ..ports import NotSaved
from .actions import ask, asking
from .apart import apart
from .body import Parts
from .entry import Visitor
from .errors import MALFORMED, Sorry, not_saved, stranger
from .forms import Values, values
from .redrawing import MOST_PIXELS, NoPhoto, TooManyPixels
from .site import Site, site_of
from .words import N_

MOST_BYTES = 12 * 1024 * 1024
"""Bytes of a photo as it comes from a phone."""
REDRAWING = 30.0
"""Seconds after which redrawing one is given up."""
MOST_SENT = 64 * 1024 * 1024
"""Bytes that are listened to before hanging up, so that whoever sends too much still gets a sentence."""
_AROUND = 64 * 1024
"""Bytes of the form around the photo."""

TOO_LARGE = N_("The photo is too large: at most {most} MB. Take it once more with a lower resolution.")
TOO_MANY_PIXELS = N_(
    "The photo has too many pixels: at most {most} million. Take it once more with a lower resolution."
)
HEIC = N_(
    "A photo in the HEIC format cannot be read here. Take it once more as JPEG; the phone's camera has that choice."
)
UNREADABLE = N_(
    "This is not a photo that can be read. Send a picture in JPEG, PNG or WebP, and wait until it is whole."
)

log = logging.getLogger(__name__)


async def cleaned(upload: bytes) -> bytes:
    """The picture alone, drawn anew in a process of its own. Raises Sorry."""
    looked_at(upload)
    with TemporaryDirectory(prefix="setkani-") as folder:
        try:
            ended, jpeg = await apart("server.web.redrawing", sent=upload, folder=folder, seconds=REDRAWING)
        except TimeoutError as error:
            raise no_photo(NoPhoto.ends) from error
    if ended != 0:
        raise no_photo(ended)
    return jpeg


def looked_at(upload: bytes) -> None:
    """Raises Sorry for what can be said of a photo without reading it."""
    if len(upload) > MOST_BYTES:
        raise _too_large()
    if upload[4:8] == b"ftyp" and upload[8:12] in _HEIC:
        raise Sorry(422, HEIC, "heic")


_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def no_photo(ended: int) -> Sorry:
    """The sentence for how `redrawing` ended; also where it was ended for what it took."""
    if ended == TooManyPixels.ends:
        return Sorry(422, TOO_MANY_PIXELS, "too-many-pixels", most=f"{MOST_PIXELS // 1_000_000}")
    return Sorry(422, UNREADABLE, "unreadable")


async def sign_on_paper(request: Request) -> Response:
    """SignOnPaper, perhaps with a photo of the paper, which is kept only if the meeting takes the signature."""
    site, room, form, upload = await _sent(request)
    visitor = asking(site, request, room, form)
    if "digest" not in form:
        raise Sorry(422, MALFORMED, "malformed")
    digest, saw = form["digest"][-1], form.get("saw", [""])[-1]
    if not upload:
        return await ask(site, request, room, visitor, SignOnPaper(digest, saw=saw))
    return await _with_photo(site, request, room, visitor, upload, lambda photo: SignOnPaper(digest, photo, saw))


async def put_photo(request: Request) -> Response:
    """PutPhoto with a photo of something the child has made on paper; without one, the page has none any more."""
    site, room, form, upload = await _sent(request)
    visitor = asking(site, request, room, form)
    if "page" not in form:
        raise Sorry(422, MALFORMED, "malformed")
    page = form["page"][-1]
    if not upload:
        return await _without_photo(site, request, room, visitor, PutPhoto(page))
    return await _with_photo(site, request, room, visitor, upload, lambda photo: PutPhoto(page, photo))


async def remove_page(request: Request) -> Response:
    """RemovePage; its photo goes with it."""
    site, room = await _entered(request)
    form = await values(request)
    visitor = asking(site, request, room, form)
    if "page" not in form:
        raise Sorry(422, MALFORMED, "malformed")
    return await _without_photo(site, request, room, visitor, RemovePage(form["page"][-1]))


async def _sent(request: Request) -> tuple[Site, Room, Values, bytes]:
    """The room, the form and the photo in it, for somebody who holds a seat. Raises Sorry."""
    return *await _entered(request), *await _form(request)


async def _entered(request: Request) -> tuple[Site, Room]:
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    if not site.door.seats(request, room.told.id):
        raise stranger()
    return site, room


async def _with_photo(
    site: Site, request: Request, room: Room, visitor: Visitor, upload: bytes, asked: Callable[[str], Command]
) -> Response:
    async with site.photographing:
        jpeg = await cleaned(upload)
        try:
            photo = await asyncio.to_thread(site.photos.keep, room.told.id, jpeg)
        except NotSaved as failure:
            raise not_saved(failure.reason) from failure
        return await _swept(site, request, room, visitor, asked(photo), photo)


async def _without_photo(site: Site, request: Request, room: Room, visitor: Visitor, asked: Command) -> Response:
    async with site.photographing:
        return await _swept(site, request, room, visitor, asked)


async def _swept(site: Site, request: Request, room: Room, visitor: Visitor, asked: Command, *brought: str) -> Response:
    """Asks for it; then the photo the meeting did not take is gone, or the one in whose place it has come."""
    before = _standing(room)
    try:
        return await ask(site, request, room, visitor, asked)
    finally:
        for gone in before.union(brought) - _standing(room):
            await _discard(site, room.told.id, gone)


async def show(request: Request) -> Response:
    """/meetings/{id}/photos/{photo}.jpg for those who read the meeting, while it stands under a signature."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    viewer = site.viewer(request, room, request.query_params.get("seat"), "phone")
    photo = request.path_params["photo"]
    visitor = site.visitor(request, room, viewer)
    shown = seen(room.told, viewer, visitor.hand if visitor else "")
    if not reads(room.told.seats[viewer]) or photo not in shown.signed_photos:
        raise stranger()
    jpeg = await asyncio.to_thread(site.photos.read, room.told.id, photo)
    if jpeg is None:
        raise stranger()
    return Response(jpeg, media_type="image/jpeg")


async def show_of_page(request: Request) -> Response:
    """/meetings/{id}/book/{page}/{photo}.jpg for those who may see this page of the wish book now."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    kind = PROJECTOR if request.query_params.get("view") == PROJECTOR else "phone"
    viewer = site.viewer(request, room, request.query_params.get("seat"), kind)
    seat, page = room.told.seat_of(viewer), room.told.page(request.path_params["page"])
    visitor = site.visitor(request, room, viewer) if seat else None
    inside = seat is None or reads(seat) or (is_child(room.told, seat) and at_home(seat))
    photo = request.path_params["photo"]
    if page is None or page.photo != photo or not inside:
        raise stranger()
    hand = visitor.hand if visitor else ""
    if not sees_page(seen(room.told, viewer, hand), viewer, page, hand):
        raise stranger()
    jpeg = await asyncio.to_thread(site.photos.read, room.told.id, photo)
    if jpeg is None:
        raise stranger()
    return Response(jpeg, media_type="image/jpeg")


def _standing(room: Room) -> frozenset[str]:
    """Photos the meeting needs, also while what needs them is on its way to the disk or back."""
    return room.head.photos | room.told.photos


async def _discard(site: Site, meeting: str, photo: str) -> None:
    try:
        await asyncio.to_thread(site.photos.discard, meeting, photo)
    except NotSaved as failure:
        log.error("a photo that nothing needs any more could not be taken away: %s", failure)


# The form -----------------------------------------------------------------------------------------------------------


class _InMemory(Parts):
    """A photo is never written to a folder of the system: not everything in it has been taken out yet."""

    spool_max_size = MOST_SENT


async def _form(request: Request) -> tuple[Values, bytes]:
    """The fields, and the photo or b"". A form without a file may come in any shape. Raises Sorry."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await values(request), b""
    parser = _InMemory(request.headers, _counted(request), max_files=1, max_fields=20, max_part_size=_AROUND)
    try:
        form = await parser.parse()
        if not parser.whole:
            raise ValueError("a form without an end")
        found: dict[str, list[str]] = {}
        upload = b""
        for key, value in form.multi_items():
            if isinstance(value, UploadFile):
                upload = await value.read() if key == "photo" else upload
            else:
                found.setdefault(key, []).append(value)
        return found, upload
    except (MultiPartException, ClientDisconnect, ValueError) as error:
        raise Sorry(400, MALFORMED, "malformed") from error
    finally:
        parser.close()


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    """The body. What is too large is listened to and thrown away: a browser hears no answer while it is speaking."""
    came = 0
    async for chunk in request.stream():
        came += len(chunk)
        if came <= MOST_BYTES + _AROUND:
            yield chunk
        elif came > MOST_SENT:
            break
    if came > MOST_BYTES + _AROUND:
        raise _too_large()


def _too_large() -> Sorry:
    return Sorry(413, TOO_LARGE, "too-large", most=f"{MOST_BYTES // 1024 // 1024}")
