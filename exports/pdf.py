"""The record as PDF/A for the file, made by LibreOffice from the finished Word file, which stays the record."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path

from .filed import NoArchive, declared, readable, told_apart

LONGEST = 120.0
"""Seconds after which a conversion that has not ended is ended."""
_PREFIX = ".setkani-pdf-"


class NotMade(Exception):
    """LibreOffice has made no PDF: it hung, broke or said nothing."""


def office_program(named: str = "") -> str | None:
    """Where LibreOffice is: as it was named, on the PATH, or where it usually lies; None where it is not."""
    if named:
        return shutil.which(named)
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((found for place in _usual_places() if (found := shutil.which(place))), None)


def _usual_places() -> list[Path]:
    if sys.platform == "darwin":
        homes, inside = [Path("/Applications"), Path.home() / "Applications"], "LibreOffice.app/Contents/MacOS/soffice"
    else:
        names = ("PROGRAMFILES", "PROGRAMFILES(X86)")
        homes, inside = [Path(os.environ[n]) for n in names if n in os.environ], "LibreOffice/program/soffice.exe"
    return [home / inside for home in homes]


def pdf(docx: bytes, name: str, translations: NullTranslations, program: str, folder: Path) -> bytes:
    """The PDF/A of a record.

    docx: the finished Word file, sealed or not; name: what it is called, for the line at the foot that says of which
    file this is a copy; translations: the catalogue of the record's language; program: see `office_program`; folder:
    where the conversion may lay its files meanwhile; nothing of them stays. Raises NotMade, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder, ignore_cleanup_errors=True) as own:
        place = Path(own)
        copy = told_apart(docx, name, translations)
        (place / "record.docx").write_bytes(copy)
        _convert(program, place)
        try:
            made = (place / "record.pdf").read_bytes()
        except FileNotFoundError:
            raise NotMade("LibreOffice has written nothing") from None
    try:
        return declared(made, "A" if readable(copy) else "U")
    except NoArchive as why:
        raise NotMade(str(why)) from why


def made_from(pdf: bytes, docx: bytes) -> bool:
    """Is this the PDF of exactly this Word file?"""
    return sha256(docx).hexdigest().encode() in pdf


# LibreOffice --------------------------------------------------------------------------------------------------------

_EXPORT = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
"""PDF/A-2 with tags for those who hear the page (PDF/UA-1), the headings as its outline, its title in the window."""


def _convert(program: str, place: Path) -> None:
    profile = place / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_quiet(), "utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--nofirststartwizard", "--convert-to", _EXPORT, "--outdir", str(place), str(place / "record.docx")]
    # What LibreOffice may want to fetch, it fetches from nowhere.
    nowhere = "http://127.0.0.1:9"
    surroundings = {**os.environ, "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": ""}
    # A group of its own: soffice starts another program, and both have to go when it hangs.
    no = subprocess.DEVNULL
    running = subprocess.Popen(command, env=surroundings, stdin=no, stdout=no, stderr=no, start_new_session=True)
    try:
        running.wait(LONGEST)
    except subprocess.TimeoutExpired:
        raise NotMade(f"LibreOffice has not ended in {LONGEST:.0f} seconds") from None
    finally:
        _end(running)


def _end(running: "subprocess.Popen[bytes]") -> None:
    """Whatever of it still runs."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(running.pid)], capture_output=True, check=False)
    else:
        # macOS calls it forbidden where nobody of the group is left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def sweep(folder: Path) -> None:
    """Takes away what a conversion left that was cut off in the middle, with the whole program."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            old = time.time() - left.stat().st_mtime > 2 * LONGEST
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(left, ignore_errors=True)


_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", 3),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", 0),
)
_NOWHERE = (
    ("Settings", "ooInetProxyType", 2),
    ("Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Settings", "ooInetHTTPProxyPort", 9),
    ("Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Settings", "ooInetHTTPSProxyPort", 9),
)


def _quiet() -> str:
    """A profile in which no macro runs, no link is followed, and the internet is a door that is shut."""
    places = [(f"Office.{place}", name, value) for place, name, value in _SETTINGS]
    places += [(f"Inet/{place}", name, value) for place, name, value in _NOWHERE]
    item = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
    items = "".join(item.format(*each) for each in places)
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
