"""Before somebody changes how they sign in, they say once more who they are: a page left open is not enough."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..ports import Account
from .errors import Sorry
from .forms import last, values
from .security_log import Happened
from .signing_in import is_theirs
from .site import Site, site_of
from .words import N_

AGAIN = N_("Before you change how you sign in, say once more who you are: on the page of your passkeys.")


async def by_password(request: Request) -> Response:
    """/me/again: whoever is signed in gives their password once more."""
    site = site_of(request)
    own = site.me(request)
    password = last(await values(request), "password")
    fits = await is_theirs(site, request, own, own.name, password)
    if fits is None:
        return RedirectResponse("/me/keys?no=slowed", 303)
    if not fits:
        site.security.note(Happened.NOT_SIGNED_IN, account=own.id, how="password")
        return RedirectResponse("/me/keys?no=wrong", 303)
    return confirmed(site, request, own, "password")


def confirmed(site: Site, request: Request, own: Account, how: str) -> Response:
    """They are who they were: for some minutes they may change how they sign in."""
    site.lately.say(site.door.sign_in_of(request))
    site.security.note(Happened.CONFIRMED, account=own.id, how=how)
    return RedirectResponse("/me/keys", 303)


def sure(site: Site, request: Request) -> None:
    """Raises Sorry where it was not said lately who they are."""
    if not site.lately.said(site.door.sign_in_of(request)):
        raise Sorry(403, AGAIN, "again")
