"""The record as PDF/A for the file, beside the Word file it is made from; where LibreOffice is on this computer."""

import asyncio
import logging
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from exports.files import write
from exports.pdf import NotMade, made_from, pdf, sweep

from ..live.room import Room
from .errors import Sorry
from .language import translations
from .records import allowed, attached, exports_folder
from .site import Site, site_of
from .words import N_

NO_LIBREOFFICE = N_(
    "This computer cannot make a PDF: LibreOffice is not installed on it. The record in Word is complete; "
    "whoever looks after the computer can add LibreOffice (libreoffice.org, free of charge)."
)
NOT_MADE = N_("LibreOffice has not made the PDF. Try it again; the record in Word is complete.")
PDF = "application/pdf"

log = logging.getLogger(__name__)


async def download(request: Request) -> Response:
    """/meetings/{id}/record.pdf, for whoever may have record.docx: of the very file they would get."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    name, content = await allowed(request)
    return attached(await filed(site, room, name, content), Path(name).with_suffix(".pdf").name, PDF)


async def filed(site: Site, room: Room, name: str, docx: bytes) -> bytes:
    """The PDF of a Word file of this meeting; that of the finished record is kept beside it, and made anew when that
    has changed. Raises Sorry.
    """
    if site.soffice is None:
        raise Sorry(501, NO_LIBREOFFICE, "no-libreoffice")
    noted = room.told.record
    whole = noted is not None and room.told.closed is not None and noted.sha256 == sha256(docx).hexdigest()
    folder, kept = exports_folder(site.settings.data_dir), Path(noted.file if noted else name).with_suffix(".pdf").name
    # One at a time: LibreOffice takes as much of the machine as it can get, and the meeting needs it more.
    async with site.filing:
        if whole and (known := await asyncio.to_thread(_read, folder / kept)) and made_from(known, docx):
            return known
        language, place = translations(room.told.language), printing_folder(site.settings.data_dir)
        try:
            made = await asyncio.to_thread(
                pdf, docx, noted.file if noted and whole else name, language, site.soffice, place
            )
        except (NotMade, OSError) as error:
            # What LibreOffice and the disk say may have the name of the file in it, and that the meeting's.
            log.error("no PDF was made of the record of meeting %s (%s)", room.told.id, type(error).__name__)
            raise Sorry(503, NOT_MADE, "not-made") from error
        if whole and not room.over:
            await asyncio.to_thread(write, folder, kept, made)
        return made


def tidy(data_dir: Path) -> None:
    """What a PDF that was never finished has left behind is taken away."""
    sweep(printing_folder(data_dir))


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def printing_folder(data_dir: Path) -> Path:
    """Where a record lies while LibreOffice works on it."""
    return data_dir / "printing"
