"""Signing in with a provider of identities (OpenID Connect). Whom it vouches for has to be connected to an account.

Connected is by whoever is signed in, or has a link that works once; never by an address or a name that the provider
says.
"""

import asyncio
import logging
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..ports import NotSaved, TakenAlready
from .again import confirmed, sure
from .errors import FOREIGN, Sorry, not_saved, saving, stranger
from .forms import last, values
from .issuer import Issuer, Silent, Unbelievable
from .once import MINUTES, Sent
from .origin import from_elsewhere
from .passkeys import LAST_WAY, identities_of
from .security_log import Happened
from .signing_in import LINK_ENDED, invited, signed_in, signing_in_page
from .site import Site, site_of
from .words import N_

COOKIE = "openid"
SILENT = N_("{provider} does not answer now. Try again in a while, or sign in with the password.")
UNBELIEVABLE = N_("{provider} did not confirm who you are. Try again, or sign in with the password.")
UNCONNECTED = N_(
    "Nobody here is connected with this account of {provider}. Sign in another way, and connect it on your page."
)
TAKEN = N_("This account of {provider} signs somebody else in here.")

log = logging.getLogger(__name__)


async def to_sign_in(request: Request) -> Response:
    site, issuer = _here(request)
    return await _send(site, request, issuer)


async def to_connect(request: Request) -> Response:
    """Whoever is signed in connects their account."""
    site, issuer = _here(request)
    me = site.me(request)
    sure(site, request)
    return await _send(site, request, issuer, me.id)


async def again(request: Request) -> Response:
    """Whoever is signed in lets the provider say that it is still they."""
    site, issuer = _here(request)
    return await _send(site, request, issuer, site.me(request).id, again=True)


async def by_link(request: Request) -> Response:
    """Instead of choosing a password."""
    site, issuer = _here(request)
    return await _send(site, request, issuer, invited(site, request).id, site.door.welcome_of(request))


async def _send(
    site: Site, request: Request, issuer: Issuer, whom: str = "", link: str = "", again: bool = False
) -> Response:
    """To the provider, with something of ours to come back with."""
    if from_elsewhere(request, site.base_url):
        raise Sorry(403, FOREIGN, "foreign")
    try:
        address, sent = await issuer.asking(whom, link, again)
    except (Silent, Unbelievable) as error:
        return _no(site, request, error)
    response = RedirectResponse(address, 303)
    site.door.cookies.put(response, COOKIE, site.sent_away.put(sent), MINUTES * 60)
    return response


async def back(request: Request) -> Response:
    """/openid: somebody comes back from the provider, with a code or without."""
    site, issuer = _here(request)
    said = request.query_params
    sent = site.sent_away.take(site.door.cookies.get(request, COOKIE))
    if sent is None or not compare_digest(said.get("state", "").encode(), sent.state.encode()):
        return _no(site, request, Unbelievable("another state"))
    if not issuer.believes_to_come_from(said.get("iss", "")) or "error" in said or not said.get("code"):
        return _no(site, request, Unbelievable("no code"))
    try:
        subject = await issuer.subject(said["code"], sent)
    except (Silent, Unbelievable) as error:
        return _no(site, request, error)
    try:
        response = await _known(site, request, issuer, subject, sent)
    except TakenAlready:
        return _no(site, request, TAKEN, 409)
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    site.door.cookies.end(response, COOKIE)
    return response


async def _known(site: Site, request: Request, issuer: Issuer, subject: str, sent: Sent) -> Response:
    """The provider has vouched for somebody. Raises TakenAlready, NotSaved, Sorry."""
    now = site.clock.now()
    if sent.link:
        identity = issuer.issuer, subject
        account = await asyncio.to_thread(site.accounts.use_link, sent.link, now, "", None, identity)
        if account is None:
            raise Sorry(404, LINK_ENDED, "link-ended")
        return await signed_in(site, request, account, "link")
    if sent.whom:
        # Who went away is who has come back: another may have signed in here meanwhile.
        if site.me(request).id != sent.whom:
            raise stranger()
        if sent.again:
            account = await asyncio.to_thread(site.accounts.of_identity, issuer.issuer, subject)
            if account is None or account.id != sent.whom:
                return _no(site, request, UNCONNECTED)
            return confirmed(site, request, account, "provider")
        await asyncio.to_thread(site.accounts.add_identity, sent.whom, issuer.issuer, subject, now)
        site.security.note(Happened.WAY_ADDED, account=sent.whom, how="provider")
        return RedirectResponse("/me/keys", 303)
    account = await asyncio.to_thread(site.accounts.of_identity, issuer.issuer, subject)
    if account is None:
        return _no(site, request, UNCONNECTED)
    return await signed_in(site, request, account, "provider")


async def disconnect(request: Request) -> Response:
    site, issuer = _here(request)
    me = site.me(request)
    sure(site, request)
    subject = last(await values(request), "subject")
    only = identities_of(site, me) == [subject]
    if only and not me.password and not site.accounts.passkeys(me.id):
        raise Sorry(409, LAST_WAY, "last-way")
    with saving():
        await asyncio.to_thread(site.accounts.remove_identity, me.id, issuer.issuer, subject)
    site.security.note(Happened.WAY_REMOVED, account=me.id, how="provider")
    return RedirectResponse("/me/keys", 303)


def _here(request: Request) -> tuple[Site, Issuer]:
    site = site_of(request)
    if site.issuer is None or not site.accounts.shared():
        raise stranger()
    return site, site.issuer


def _no(site: Site, request: Request, why: str | Silent | Unbelievable, status: int = 403) -> Response:
    """The page to sign in, with a sentence: a password works there whatever the provider does."""
    assert site.issuer is not None
    site.security.note(Happened.NOT_SIGNED_IN, how="provider")
    if not isinstance(why, str):
        log.warning("signing in by the provider failed: %s %s", type(why).__name__, why)
        status = 502 if isinstance(why, Silent) else 403
        why = SILENT if isinstance(why, Silent) else UNBELIEVABLE
    sentence = site.tongue(request)._(why).format(provider=site.issuer.name)
    response = signing_in_page(site, request, sentence, status=status)
    site.door.cookies.end(response, COOKIE)
    return response
