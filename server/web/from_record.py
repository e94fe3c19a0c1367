"""A page on which the organiser brings the record of the last meeting, and the next one is opened from it."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..following import MOST_RECORD, NotFollowed, Wishes, following
from ..meeting.model import OCCASIONS
from ..meeting.refusals import Refused
from ..ports import NotSaved
from .drawing import draw
from .errors import MALFORMED, Sorry, from_refusal, not_saved
from .following import ROLE_GONE, accept, why_not
from .forms import moment
from .organiser import BAD_START, open_in, organiser_only
from .organiser import OCCASIONS as OCCASION_WORDS
from .site import Site, site_of
from .words import N_

NO_FILE = N_("Choose the record of the last meeting, a Word file (.docx).")


async def page(request: Request) -> Response:
    """/new/from-record"""
    site = site_of(request)
    organiser_only(site, request)
    return _form(site, request)


async def create(request: Request) -> Response:
    """The next meeting from the record that was sent. What is wrong is said above the form."""
    site = site_of(request)
    organiser = organiser_only(site, request)
    tongue = site.tongue(request)
    given, file = await _sent(request)
    if not file:
        return _form(site, request, tongue._(NO_FILE), given)
    try:
        starts = moment(given.get("starts", ""), site.settings.zone)
    except ValueError:
        return _form(site, request, tongue._(BAD_START), given)
    occasion = given.get("occasion", "")
    wishes = Wishes(
        starts=starts, place=given.get("place", ""), occasion=occasion if occasion in OCCASIONS[1:] else OCCASIONS[1]
    )
    try:
        found = following(await accept(site, file, organiser.office), wishes)
        await open_in(site, replace(found.command, office=organiser.office), found.format)
    except NotFollowed as no:
        return _form(site, request, why_not(no, tongue), given)
    except Refused as refused:
        sorry = from_refusal(refused, tongue)
        return _form(site, request, tongue._(sorry.sentence).format_map(sorry.words), given)
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    if found.changed:
        gone = [tongue._(ROLE_GONE).format(name=name, role=role) for name, role in found.changed]
        return HTMLResponse(draw("from-record.html", tongue, opened=found.command.meeting, gone=gone))
    return RedirectResponse(f"/meetings/{found.command.meeting}/links", 303)


def _form(site: Site, request: Request, error: str = "", given: dict[str, str] | None = None) -> Response:
    tongue = site.tongue(request)
    drawn = draw(
        "from-record.html",
        tongue,
        opened="",
        gone=[],
        error=error,
        values={"occasion": "", "starts": "", "place": "", **(given or {})},
        occasions={occasion: tongue._(OCCASION_WORDS[occasion]) for occasion in OCCASIONS[1:]},
    )
    return HTMLResponse(drawn, 422 if error else 200)


async def _sent(request: Request) -> tuple[dict[str, str], bytes]:
    """The fields, and the file; b"" where none was chosen. Raises Sorry."""
    try:
        async with request.form(max_files=1, max_fields=10, max_part_size=4096) as form:
            fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
            upload = form.get("record")
            content = b"" if upload is None or isinstance(upload, str) else await upload.read(MOST_RECORD + 1)
    except (HTTPException, ClientDisconnect, ValueError) as error:
        raise Sorry(400, MALFORMED, "malformed") from error
    return fields, content
