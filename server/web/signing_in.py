"""Signing in on a shared server: with a name and a password, which is chosen by a link that works once."""

import asyncio
import unicodedata

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..accounts.passwords import LEAST, MOST, Busy, Weak
from ..accounts.tries import Place
from ..ports import Account, NotSaved
from .drawing import draw
from .entry import forget_pages
from .errors import TOO_MUCH, Sorry, not_saved, saving, stranger
from .forms import last, values
from .origin import address, has_passkeys
from .security_log import Happened
from .site import Site, site_of
from .words import N_

NOT_RIGHT = N_("The name or the password is not right. Try again, or ask your administrator for a new link.")
TOO_OFTEN = N_("The password was wrong several times. Wait a minute and try again.")
NOT_THE_SAME = N_("The two passwords are not the same. Write them once more.")
WEAK = {
    Weak.SHORT: N_(
        "The password is too short. It has to have at least {least} characters: three or four words will do."
    ),
    Weak.LONG: N_("The password is too long. It can have at most {most} characters."),
    Weak.COMMON: N_("This password is easily guessed. Choose several words that do not belong together."),
}
LINK_ENDED = N_("This link has been used or has ended. Ask your administrator for a new one.")


async def page(request: Request) -> Response:
    """/sign-in; on a laptop alone there is nothing to sign in to."""
    site = site_of(request)
    if not site.accounts.shared():
        raise stranger()
    if site.organiser(request):
        return RedirectResponse("/", 303)
    return signing_in_page(site, request)


async def sign_in(request: Request) -> Response:
    site = site_of(request)
    if not site.accounts.shared():
        raise stranger()
    form = await values(request)
    name, password = last(form, "name"), last(form, "password")
    account = await asyncio.to_thread(site.accounts.find, name)
    fits = await is_theirs(site, request, account, name, password)
    if fits is None:
        site.security.note(Happened.SLOWED, how="password")
        return signing_in_page(site, request, TOO_OFTEN, name, 429)
    if fits and account and site.passwords.is_outdated(account.password):
        try:
            await asyncio.to_thread(site.accounts.set_password, account.id, await site.passwords.hashed(password))
        except Busy:
            raise Sorry(503, TOO_MUCH, "too-much") from None
        except NotSaved as failure:
            raise not_saved(failure.reason) from failure
    if not fits or account is None:
        site.security.note(Happened.NOT_SIGNED_IN, account=account.id if account else "", how="password")
        return signing_in_page(site, request, NOT_RIGHT, name, 403)
    return await signed_in(site, request, account, "password")


async def signed_in(site: Site, request: Request, account: Account, how: str) -> Response:
    """They have shown who they are: a new cookie, and the one they had before is worth nothing any more."""
    with saving():
        if before := site.door.sign_in_of(request):
            await asyncio.to_thread(site.accounts.sign_out, before)
        token = await asyncio.to_thread(site.accounts.sign_in, account.id, site.clock.now())
        browser = await asyncio.to_thread(
            site.accounts.know_browser, account.id, site.door.browser_of(request), site.clock.now()
        )
    site.close_ended()
    site.security.note(Happened.SIGNED_IN, account=account.id, office=account.office, how=how)
    response = RedirectResponse("/", 303)
    site.door.sign_in(response, token)
    site.lately.say(token)
    site.door.know(response, browser)
    if how == "link":
        site.door.welcomed(response)
    return response


async def sign_out(request: Request) -> Response:
    site = site_of(request)
    with saving():
        if token := site.door.sign_in_of(request):
            if account := site.accounts.signed_in(token, site.clock.now()):
                site.security.note(Happened.SIGNED_OUT, account=account.id)
            await asyncio.to_thread(site.accounts.sign_out, token)
    site.close_ended()
    response = RedirectResponse("/sign-in" if site.accounts.shared() else "/join", 303)
    forget_pages(response)
    site.door.sign_out(request, response)
    return response


async def welcome(request: Request) -> Response:
    """/welcome#TOKEN, the link that works once: a page that hands in what stands behind the "#"."""
    return HTMLResponse(draw("key.html", site_of(request).tongue(request), action="/welcome"))


async def hand_in_link(request: Request) -> Response:
    """The link becomes a cookie, and the address bar forgets it. That does not use it up."""
    site = site_of(request)
    token = last(await values(request), "token")
    _of_link(site, token)
    response = RedirectResponse("/welcome/choose", 303)
    site.door.welcome(response, token)
    return response


async def choosing(request: Request) -> Response:
    """/welcome/choose: where somebody chooses their password."""
    site = site_of(request)
    return _welcome(site, request, invited(site, request))


async def choose(request: Request) -> Response:
    """The password is chosen, the link is used up, and they are signed in."""
    site = site_of(request)
    account = invited(site, request)
    form = await values(request)
    password = last(form, "password")
    if sentence := await unfit(site, request, account, password, last(form, "again")):
        return _welcome(site, request, account, sentence)
    token, now = site.door.welcome_of(request), site.clock.now()
    try:
        hashed = await site.passwords.hashed(password)
        used = await asyncio.to_thread(site.accounts.use_link, token, now, hashed)
    except Busy:
        raise Sorry(503, TOO_MUCH, "too-much") from None
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    if used is None:
        raise Sorry(404, LINK_ENDED, "link-ended")
    return await signed_in(site, request, used, "link")


async def unfit(site: Site, request: Request, account: Account, password: str, again: str) -> str:
    """Why a new password cannot be taken, in a sentence; "" where it can. Raises Sorry."""
    tongue = site.tongue(request)
    if password != again:
        return tongue._(NOT_THE_SAME)
    try:
        weak = await site.passwords.weakness(password, (account.name, site.accounts.offices()[account.office]))
    except Busy:
        raise Sorry(503, TOO_MUCH, "too-much") from None
    return tongue._(WEAK[weak]).format(least=LEAST, most=MOST) if weak else ""


def invited(site: Site, request: Request) -> Account:
    """Who has come by a link that works once. Raises Sorry."""
    return _of_link(site, site.door.welcome_of(request))


def _of_link(site: Site, token: str) -> Account:
    account = site.accounts.of_link(token, site.clock.now())
    if account is None:
        site.security.note(Happened.LINK_UNKNOWN, how="account")
        raise Sorry(404, LINK_ENDED, "link-ended")
    return account


async def is_theirs(site: Site, request: Request, account: Account | None, name: str, password: str) -> bool | None:
    """Is that the password of this account, tried under this name? Whoever was wrong before waits until it is looked
    at, and how it went is counted; None where too many wait already. Raises Sorry."""
    who = _trying(site, request, account, name)
    if not await _waited(site, *who):
        return None
    try:
        fits = await site.passwords.fits(password, account.password if account else "", who[1].known)
    except Busy:
        raise Sorry(503, TOO_MUCH, "too-much") from None
    (site.tries.right if fits else site.tries.wrong)(*who)
    return fits


def _trying(site: Site, request: Request, account: Account | None, name: str) -> tuple[str, Place]:
    """By what the tries of this request are counted: the account, however its name is written, and from where."""
    token = site.door.browser_of(request)
    if account and token and site.accounts.knows_browser(account.id, token, site.clock.now()):
        return account.id, Place(token, known=True)
    counted = account.id if account else " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:100]
    return counted, Place(address(request))


async def _waited(site: Site, name: str, place: Place) -> bool:
    """After wrong tries one waits, whether or not there is such a name; False where too many wait already."""
    if not site.tries.come(name, place):
        return False
    try:
        await asyncio.sleep(site.tries.pause(name, place))
    finally:
        site.tries.go(name, place)
    return True


def signing_in_page(site: Site, request: Request, error: str = "", name: str = "", status: int = 200) -> Response:
    tongue = site.tongue(request)
    drawn = draw(
        "sign-in.html",
        tongue,
        error=tongue._(error) if error else "",
        name=name,
        passkeys=has_passkeys(site.base_url),
        provider=site.issuer.name if site.issuer else "",
    )
    return HTMLResponse(drawn, status)


def _welcome(site: Site, request: Request, account: Account, error: str = "") -> Response:
    drawn = draw(
        "welcome.html",
        site.tongue(request),
        account=account,
        office=site.accounts.offices()[account.office],
        least=LEAST,
        passkeys=has_passkeys(site.base_url),
        provider=site.issuer.name if site.issuer else "",
        error=error,
    )
    return HTMLResponse(drawn, 422 if error else 200)
