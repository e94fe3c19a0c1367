"""The people of an office: seen by everybody of it, changed by whoever administers it. What was done stays to be seen,
so that nobody takes an account over in silence."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..accounts.people import LINK_DAYS, BadName, new_account
from ..ports import Account, Deed, Done, NameTaken
from .drawing import draw
from .entry import Organiser, welcome_link
from .errors import Sorry, saving, stranger
from .forms import Values, last, values
from .security_log import Happened
from .site import Site, site_of
from .words import N_

SHOWN_DAYS = 14
"""What was done in these days stands on the list of meetings, too; the last so many:"""
AT_ONCE = 5
DEEDS = {
    Deed.ADDED: N_("{name}: added"),
    Deed.ENDED: N_("{name}: ended"),
    Deed.LINKED: N_("{name}: a new link was made"),
    Deed.CHOSEN: N_("{name}: signed in by the new link"),
    Deed.RIGHTS: N_("{name}: may do something else than before"),
}
NO_SUCH_NAME = N_("Write a name of at most 80 characters.")
TAKEN = N_("Somebody on this server signs in with this name already. Choose another one.")
NOT_ONESELF = N_(
    "Nobody ends their own account or takes from themselves the right to administer people. Let another do it."
)
NOT_SURE = N_("Tick that you are sure, and press it once more.")
NO_LONGER = N_("This account is not here any more.")


@dataclass(frozen=True, slots=True)
class Made:
    """A link that is shown once."""

    name: str
    url: str


async def page(request: Request) -> Response:
    """/people: for everybody who has signed in; of their own office."""
    site = site_of(request)
    return _page(site, request, site.me(request))


async def add(request: Request) -> Response:
    site = site_of(request)
    own = _administrator(site, request)
    form = await values(request)
    name = last(form, "name")
    facilitates, administers = _rights(form)
    try:
        account = new_account(name, own.office, facilitates, administers, site.clock.now())
        await _kept(lambda: site.accounts.add(account, own.name))
    except BadName:
        return _page(site, request, own, NO_SUCH_NAME, name)
    except NameTaken:
        return _page(site, request, own, TAKEN, name)
    site.security.note(Happened.ACCOUNT_ADDED, account=account.id, by=own.id, office=own.office)
    return await _linked(site, request, own, account)


async def link(request: Request) -> Response:
    """A new link to choose a password; the password they have works until the link is used."""
    site = site_of(request)
    own = _administrator(site, request)
    return await _linked(site, request, own, _meant(site, own, await values(request)))


async def rights(request: Request) -> Response:
    site = site_of(request)
    own = _administrator(site, request)
    form = await values(request)
    account = _meant(site, own, form)
    facilitates, administers = _rights(form)
    if account.id == own.id and not administers:
        return _page(site, request, own, NOT_ONESELF)
    now = site.clock.now()
    await _kept(lambda: site.accounts.change_rights(account.id, facilitates, administers, now, own.name))
    site.close_ended()
    site.security.note(Happened.RIGHTS_CHANGED, account=account.id, by=own.id, office=own.office)
    return RedirectResponse("/people", 303)


async def end(request: Request) -> Response:
    """Somebody cannot sign in any more, and what they have open closes now."""
    site = site_of(request)
    own = _administrator(site, request)
    form = await values(request)
    account = _meant(site, own, form)
    if account.id == own.id:
        return _page(site, request, own, NOT_ONESELF)
    if last(form, "sure") != "yes":
        return _page(site, request, own, NOT_SURE)
    now = site.clock.now()
    await _kept(lambda: site.accounts.end(account.id, now, own.name))
    site.close_ended()
    site.security.note(Happened.ACCOUNT_ENDED, account=account.id, by=own.id, office=own.office)
    return RedirectResponse("/people", 303)


def lately(site: Site, organiser: Organiser) -> list[Done]:
    """What was done with the accounts of their office in these days; nothing on a laptop."""
    if organiser.account is None:
        return []
    since = site.clock.now() - timedelta(days=SHOWN_DAYS)
    return [done for done in site.accounts.deeds(organiser.office) if done.at > since][:AT_ONCE]


async def _linked(site: Site, request: Request, own: Account, account: Account) -> Response:
    now = site.clock.now()
    until = now + timedelta(days=LINK_DAYS)
    with saving():
        token = await asyncio.to_thread(site.accounts.link, account.id, now, until, own.name)
    site.security.note(Happened.ACCOUNT_LINKED, account=account.id, by=own.id, office=own.office)
    return _page(site, request, own, made=Made(account.name, welcome_link(site.base_url, token)))


async def _kept(work: Callable[[], None]) -> None:
    with saving():
        await asyncio.to_thread(work)


def _administrator(site: Site, request: Request) -> Account:
    account = site.me(request)
    if not account.administers:
        raise stranger()
    return account


def _meant(site: Site, own: Account, form: Values) -> Account:
    """The account of a form, of their own office. Raises Sorry."""
    account = site.accounts.get(last(form, "account"))
    if account is None or account.office != own.office:
        raise Sorry(404, NO_LONGER, "not-found")
    return account


def _rights(form: Values) -> tuple[bool, bool]:
    return last(form, "facilitates") == "yes", last(form, "administers") == "yes"


def _page(
    site: Site, request: Request, own: Account, error: str = "", given: str = "", made: Made | None = None
) -> Response:
    tongue = site.tongue(request)
    people = site.accounts.of(own.office)
    drawn = draw(
        "people.html",
        tongue,
        office=site.accounts.offices()[own.office],
        own=own.id,
        facilitates=own.facilitates,
        administers=own.administers,
        people=people,
        waiting={each.id for each in people if not (each.password or site.accounts.passkeys(each.id))},
        deeds=site.accounts.deeds(own.office),
        deed_words=DEEDS,
        link=made,
        link_days=LINK_DAYS,
        error=tongue._(error) if error else "",
        given=given,
    )
    return HTMLResponse(drawn, 422 if error else 200)
