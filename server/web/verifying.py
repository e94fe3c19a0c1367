"""/verify: where anyone can have a record checked. No account, no link; nothing of the file is kept or written down."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from exports.seal.answer import Answer
from exports.seal.words import Told, told

from ..live.known import known_here
from .apart import apart
from .body import Parts
from .drawing import draw
from .errors import MALFORMED, TOO_MUCH, Sorry, wants_json
from .origin import address
from .site import Site, site_of
from .words import N_

MOST_BYTES = 25 * 1024 * 1024
"""Bytes of a file that is looked at here; a record with many photos has a few million."""
MOST_SENT = 64 * 1024 * 1024
"""Bytes that are listened to before hanging up, so that whoever sends too much still gets a sentence."""
SENDING = 120.0
"""Seconds that a file may take to arrive."""
LOOKING = 30.0
"""Seconds after which a file that still is not looked through is given up."""
_AROUND = 64 * 1024
"""Bytes of the form around the file."""

TOO_LARGE = N_("The file is too large to be checked here: at most {most} MB.")
TOO_SLOW = N_("The file took too long to arrive. Try again where the connection is better.")
BUSY = N_("Many files are being checked just now. Wait a minute and try again.")
NO_FILE = N_("Choose the record first: the Word file (.docx) as you got it.")
CANNOT = N_("This file cannot be checked: it takes too much work. Do not rely on it.")


async def page(request: Request) -> Response:
    """GET /verify"""
    return _page(request)


async def check(request: Request) -> Response:
    """POST /verify with a file in the field "record": the page with what was found, or JSON for programs."""
    site = site_of(request)
    try:
        found = await _checked(site, request)
    except Sorry as sorry:
        if wants_json(request):
            raise
        sentence = site.tongue(request)._(sorry.sentence).format_map(sorry.words)
        return _page(request, error=sentence, status=sorry.status)
    if wants_json(request):
        return JSONResponse({**msgspec.to_builtins(found), "sentences": _told(site, request, found).sentences})
    return _page(request, found)


def _page(request: Request, found: Answer | None = None, error: str = "", status: int = 200) -> Response:
    site = site_of(request)
    tongue = site.tongue(request)
    words = _told(site, request, found) if found else None
    most = MOST_BYTES // 1024 // 1024
    return HTMLResponse(draw("verify.html", tongue, found=found, told=words, error=error, most=most), status)


def _told(site: Site, request: Request, found: Answer) -> Told:
    tongue = site.tongue(request)
    return told(found, tongue.catalogue, tongue.language, tongue.zone)


async def _checked(site: Site, request: Request) -> Answer:
    checking = site.checking
    if not checking.allows(address(request)):
        await _heard_out(request)
        raise Sorry(429, TOO_MUCH, "too-much")
    if checking.is_full:
        await _heard_out(request)
        raise Sorry(429, BUSY, "busy")
    checking.waiting += 1
    try:
        async with _sent(request) as file, checking.turn:
            found = await _looked_at(file, _known_seals(site))
    finally:
        checking.waiting -= 1
    known = await asyncio.to_thread(known_here, site.log, found.sha256)
    # Whom an office here trusts is no measure for somebody else's record: it is said, and that is all.
    at = known.at if known else None
    return replace(found, trusted=found.trusted or None, known_here=known is not None, written_here=at)


# Looking at it, elsewhere ---------------------------------------------------------------------------------------------


def _known_seals(site: Site) -> list[Certificate]:
    """Those of every office of this server."""
    return [seal for office in (site.office, *site.offices.values()) for seal in office.known_seals]


async def _looked_at(file: IO[bytes], roots: Sequence[Certificate]) -> Answer:
    """What there is to say of a file, found out in a process of its own, see exports.seal.__main__. Raises Sorry."""
    with tempfile.TemporaryDirectory(prefix="setkani-") as folder:
        arguments = []
        if roots:
            trusted = Path(folder) / "trusted.pem"
            trusted.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in roots))
            arguments = [str(trusted)]
        try:
            ended, answer = await apart("exports.seal", *arguments, sent=file, folder=folder, seconds=LOOKING)
        except TimeoutError as error:
            raise Sorry(422, CANNOT, "cannot") from error
    if ended != 0:
        raise Sorry(422, CANNOT, "cannot")
    return msgspec.json.decode(answer, type=Answer)


# The form -------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _sent(request: Request) -> AsyncIterator[IO[bytes]]:
    """The file as it arrives, in a temporary file without a name that is gone afterwards. Raises Sorry."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Sorry(422, NO_FILE, "no-file")
    parser = Parts(request.headers, _counted(request), max_files=1, max_fields=5, max_part_size=_AROUND)
    try:
        try:
            async with asyncio.timeout(SENDING):
                form = await parser.parse()
        except TimeoutError as error:
            raise Sorry(408, TOO_SLOW, "too-slow") from error
        except (MultiPartException, ClientDisconnect, ValueError) as error:
            raise Sorry(400, MALFORMED, "malformed") from error
        upload = form.get("record")
        if not parser.whole or not isinstance(upload, UploadFile) or not upload.size:
            raise Sorry(422, NO_FILE, "no-file")
        if upload.size > MOST_BYTES:
            raise _too_large()
        spooled = upload.file
        assert isinstance(spooled, tempfile.SpooledTemporaryFile)
        await asyncio.to_thread(spooled.rollover)
        yield spooled
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


async def _heard_out(request: Request) -> None:
    came = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(SENDING):
            async for chunk in request.stream():
                came += len(chunk)
                if came > MOST_SENT:
                    break


def _too_large() -> Sorry:
    return Sorry(413, TOO_LARGE, "too-large", most=f"{MOST_BYTES // 1024 // 1024}")
