"""Somebody's own sign-in: another password, and out of every browser."""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..accounts.passwords import LEAST, Busy
from ..ports import Account, NotSaved
from .drawing import draw
from .errors import TOO_MUCH, Sorry, not_saved, saving
from .forms import last, values
from .security_log import Happened
from .signing_in import TOO_OFTEN, is_theirs, unfit
from .site import Site, site_of
from .words import N_

WRONG = N_("The password you have now is not right.")


async def page(request: Request) -> Response:
    """/me"""
    site = site_of(request)
    return _page(site, request, site.me(request))


async def change_password(request: Request) -> Response:
    """Another password; whoever is signed in elsewhere under the old one is not any more."""
    site = site_of(request)
    own = site.me(request)
    form = await values(request)
    tongue = site.tongue(request)
    fits = await is_theirs(site, request, own, own.name, last(form, "now"))
    if fits is None:
        return _page(site, request, own, tongue._(TOO_OFTEN))
    if not fits:
        site.security.note(Happened.NOT_SIGNED_IN, account=own.id, how="password")
        return _page(site, request, own, tongue._(WRONG))
    password = last(form, "password")
    try:
        if sentence := await unfit(site, request, own, password, last(form, "again")):
            return _page(site, request, own, sentence)
        hashed = await site.passwords.hashed(password)
        await asyncio.to_thread(site.accounts.set_password, own.id, hashed)
        await asyncio.to_thread(site.accounts.sign_out_everywhere, own.id, site.door.sign_in_of(request))
        site.close_ended()
        site.security.note(Happened.PASSWORD_CHANGED, account=own.id)
    except Busy:
        raise Sorry(503, TOO_MUCH, "too-much") from None
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    return _page(site, request, own, done=True)


async def sign_out_elsewhere(request: Request) -> Response:
    site = site_of(request)
    own = site.me(request)
    with saving():
        await asyncio.to_thread(site.accounts.sign_out_everywhere, own.id, site.door.sign_in_of(request))
    site.close_ended()
    site.security.note(Happened.SIGNED_OUT_ELSEWHERE, account=own.id)
    return RedirectResponse("/me?out=1", 303)


def _page(site: Site, request: Request, own: Account, error: str = "", done: bool = False) -> Response:
    drawn = draw(
        "me.html",
        site.tongue(request),
        own=own,
        office=site.accounts.offices()[own.office],
        least=LEAST,
        error=error,
        changed=done,
        out="out" in request.query_params and not error and not done,
    )
    return HTMLResponse(drawn, 422 if error else 200)
