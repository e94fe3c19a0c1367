"""Passkeys: an account signed in with a fingerprint, a face or a PIN instead of a password. py_webauthn does the sums.

Each road has two steps: the page asks for a challenge, and hands in what the device has made of it. A challenge is
bound to the browser that asked, by a cookie, to what it was asked for, and works once.
"""

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..meeting.text import clean
from ..ports import Account, NotSaved, Passkey, TakenAlready
from .again import confirmed, sure
from .drawing import draw
from .errors import MALFORMED, Sorry, not_saved, saving, stranger
from .forms import Values, last, values
from .once import MINUTES, Asked
from .origin import has_passkeys, origin_of
from .security_log import Happened
from .signing_in import LINK_ENDED, TOO_OFTEN, invited, signed_in
from .site import Site, site_of
from .words import N_

COOKIE = "passkey"
MOST_PASSKEYS = 20
"""Passkeys of one account."""
MOST_NAME = 60
"""Characters of the name of one."""

NOT_SECURE = N_(
    "Passkeys need an address that begins with https and has a name, not a number. Ask whoever looks after this server."
)
NOT_RIGHT = N_("It could not be confirmed who you are. Try again, or sign in with the password.")
UNKNOWN = N_("This passkey does not belong to any account here. Sign in another way and add it then.")
TAKEN = N_("This passkey is here already.")
MANY = N_("You have {most} passkeys. Remove one that you do not use any more.")
WRONG = N_("The password is not right.")
_NO = {"wrong": WRONG, "slowed": TOO_OFTEN}
LAST_WAY = N_("This is the only way in which you can sign in. Add another one first.")


# Signing in ---------------------------------------------------------------------------------------------------------


async def ask_to_sign_in(request: Request) -> Response:
    """A challenge for somebody of whom nothing is known yet: their device says who they are."""
    site = _possible(request)
    options = generate_authentication_options(
        rp_id=_host(site), user_verification=UserVerificationRequirement.REQUIRED, timeout=MINUTES * 60_000
    )
    return _challenge(site, options_to_json_dict(options), options.challenge, "")


async def sign_in(request: Request) -> Response:
    site = _possible(request)
    account = await _answered(site, request, "")
    return _then(await signed_in(site, request, account, "passkey"))


async def ask_again(request: Request) -> Response:
    """A challenge for whoever is signed in, before they change how they sign in."""
    site = _possible(request)
    me = site.me(request)
    options = generate_authentication_options(
        rp_id=_host(site),
        user_verification=UserVerificationRequirement.REQUIRED,
        timeout=MINUTES * 60_000,
        allow_credentials=[
            PublicKeyCredentialDescriptor(passkey.credential)
            for passkey in await asyncio.to_thread(site.accounts.passkeys, me.id)
        ],
    )
    return _challenge(site, options_to_json_dict(options), options.challenge, _again(me))


async def again(request: Request) -> Response:
    """It is still they."""
    site = _possible(request)
    me = site.me(request)
    if (await _answered(site, request, _again(me))).id != me.id:
        raise _not_right(site, me)
    return _then(confirmed(site, request, me, "passkey"))


def _again(me: Account) -> str:
    """What the challenge was for: one that was for adding a passkey confirms nothing."""
    return f"again {me.id}"


async def _answered(site: Site, request: Request, whom: str) -> Account:
    """Whose passkey has answered the challenge of this browser. Raises Sorry."""
    said = _said(await values(request))
    challenge = _asked(site, request, whom)
    try:
        credential = parse_authentication_credential_json(said)
    except Exception as error:
        # The library says of broken bytes whatever it stumbles over: base64, CBOR, a part that is missing.
        raise Sorry(400, MALFORMED, "malformed") from error
    found = await asyncio.to_thread(site.accounts.of_passkey, credential.raw_id)
    if found is None:
        site.security.note(Happened.NOT_SIGNED_IN, how="passkey")
        raise Sorry(403, UNKNOWN, "unknown-passkey")
    account, passkey = found
    # Who it is a device need not say when it was asked for that account's passkeys.
    said_to_be = credential.response.user_handle or (b"" if not whom else account.id.encode())
    if said_to_be != account.id.encode():
        raise _not_right(site, account)
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(site),
            expected_origin=origin_of(site.base_url),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.uses,
            require_user_verification=True,
        )
    except Exception as error:
        raise _not_right(site, account) from error
    with saving():
        await asyncio.to_thread(
            site.accounts.note_passkey, passkey.credential, verified.new_sign_count, site.clock.now()
        )
    return account


# Adding -------------------------------------------------------------------------------------------------------------


async def ask_to_add(request: Request) -> Response:
    """A challenge for another passkey of whoever is signed in."""
    site = _possible(request)
    me = site.me(request)
    sure(site, request)
    return await _ask_to_add(site, me)


async def add(request: Request) -> Response:
    site = _possible(request)
    me = site.me(request)
    sure(site, request)
    passkey = await _made(site, request, me)
    try:
        await asyncio.to_thread(site.accounts.add_passkey, me.id, passkey)
    except TakenAlready as taken:
        raise Sorry(409, TAKEN, "taken") from taken
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    site.security.note(Happened.WAY_ADDED, account=me.id, how="passkey")
    return JSONResponse({"next": "/me/keys"})


async def ask_by_link(request: Request) -> Response:
    """The same for whoever has come by a link that works once."""
    site = _possible(request)
    return await _ask_to_add(site, invited(site, request))


async def choose_by_link(request: Request) -> Response:
    """A passkey instead of a password: the link is used up, and they are signed in."""
    site = _possible(request)
    passkey = await _made(site, request, invited(site, request))
    token, now = site.door.welcome_of(request), site.clock.now()
    try:
        account = await asyncio.to_thread(site.accounts.use_link, token, now, "", passkey)
    except TakenAlready as taken:
        raise Sorry(409, TAKEN, "taken") from taken
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure
    if account is None:
        raise Sorry(404, LINK_ENDED, "link-ended")
    return _then(await signed_in(site, request, account, "link"))


async def _ask_to_add(site: Site, account: Account) -> Response:
    known = await asyncio.to_thread(site.accounts.passkeys, account.id)
    if len(known) >= MOST_PASSKEYS:
        raise Sorry(409, MANY, "many", most=str(MOST_PASSKEYS))
    options = generate_registration_options(
        rp_id=_host(site),
        rp_name="Setkání",
        user_id=account.id.encode(),
        user_name=account.name,
        timeout=MINUTES * 60_000,
        # Found by the device itself, so that nobody types a name.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(passkey.credential) for passkey in known],
    )
    return _challenge(site, options_to_json_dict(options), options.challenge, account.id)


async def _made(site: Site, request: Request, account: Account) -> Passkey:
    """The passkey a device has made for this account, checked. Raises Sorry."""
    form = await values(request)
    challenge = _asked(site, request, account.id)
    try:
        verified = verify_registration_response(
            credential=_said(form),
            expected_challenge=challenge,
            expected_rp_id=_host(site),
            expected_origin=origin_of(site.base_url),
            require_user_verification=True,
        )
    except Exception as error:
        raise _not_right(site, account) from error
    now = site.clock.now()
    name = _named(form) or site.tongue(request)._("Passkey of %(day)s") % {"day": site.tongue(request).day(now)}
    return Passkey(verified.credential_id, verified.credential_public_key, verified.sign_count, name, now)


# Seeing to them -----------------------------------------------------------------------------------------------------


async def page(request: Request) -> Response:
    """/me/keys: with what I sign in, besides the password."""
    site = site_of(request)
    return await _page(site, request, site.me(request))


async def rename(request: Request) -> Response:
    site = site_of(request)
    me = site.me(request)
    form = await values(request)
    if name := _named(form):
        with saving():
            await asyncio.to_thread(site.accounts.name_passkey, me.id, _credential(form), name)
    return RedirectResponse("/me/keys", 303)


async def remove(request: Request) -> Response:
    site = site_of(request)
    me = site.me(request)
    sure(site, request)
    form = await values(request)
    credential = _credential(form)
    mine = [passkey.credential for passkey in site.accounts.passkeys(me.id)]
    if mine == [credential] and not me.password and not identities_of(site, me):
        return await _page(site, request, me, LAST_WAY)
    with saving():
        await asyncio.to_thread(site.accounts.remove_passkey, me.id, credential)
    site.security.note(Happened.WAY_REMOVED, account=me.id, how="passkey")
    return RedirectResponse("/me/keys", 303)


def identities_of(site: Site, account: Account) -> list[str]:
    """The subjects by which the provider knows this account; none that another provider would vouch for."""
    issuer = site.issuer.issuer if site.issuer else ""
    return [subject for known, subject in site.accounts.identities(account.id) if known == issuer]


async def _page(site: Site, request: Request, me: Account, error: str = "") -> Response:
    tongue = site.tongue(request)
    drawn = draw(
        "keys.html",
        tongue,
        account=me,
        passkeys=await asyncio.to_thread(site.accounts.passkeys, me.id),
        identities=identities_of(site, me),
        provider=site.issuer.name if site.issuer else "",
        id_of=bytes_to_base64url,
        possible=has_passkeys(site.base_url),
        not_secure=tongue._(NOT_SECURE),
        most_name=MOST_NAME,
        sure=site.lately.said(site.door.sign_in_of(request)),
        no=tongue._(_NO[said]) if (said := request.query_params.get("no", "")) in _NO else "",
        error=tongue._(error) if error else "",
    )
    return HTMLResponse(drawn, 409 if error else 200)


# Both steps ---------------------------------------------------------------------------------------------------------


def _possible(request: Request) -> Site:
    site = site_of(request)
    if not site.accounts.shared():
        raise stranger()
    if not has_passkeys(site.base_url):
        raise Sorry(409, NOT_SECURE, "not-secure")
    return site


def _challenge(site: Site, options: Mapping[str, object], challenge: bytes, whom: str) -> Response:
    response = JSONResponse(options)
    site.door.cookies.put(response, COOKIE, site.challenges.put(Asked(challenge, whom)), MINUTES * 60)
    return response


def _asked(site: Site, request: Request, whom: str) -> bytes:
    """The challenge of this browser, if it was asked for that; it is used up, whatever comes of it. Raises Sorry."""
    asked = site.challenges.take(site.door.cookies.get(request, COOKIE))
    if asked is None or asked.whom != whom:
        raise _not_right(site)
    return asked.challenge


def _then(response: Response) -> Response:
    """Where the page goes on, for a script; with the cookies of the answer it is made of."""
    told = JSONResponse({"next": response.headers["location"]})
    told.raw_headers += [(name, value) for name, value in response.raw_headers if name == b"set-cookie"]
    return told


def _host(site: Site) -> str:
    return urlsplit(site.base_url).hostname or ""


def _said(form: Values) -> dict[str, object]:
    """What a device has said. Raises Sorry."""
    try:
        said = json.loads(last(form, "credential"))
    except (ValueError, RecursionError) as error:
        raise Sorry(400, MALFORMED, "malformed") from error
    if not isinstance(said, dict):
        raise Sorry(400, MALFORMED, "malformed")
    return said


def _credential(form: Values) -> bytes:
    try:
        return base64url_to_bytes(last(form, "passkey"))
    except ValueError as error:
        raise stranger() from error


def _named(form: Values) -> str:
    return " ".join(clean(last(form, "name")).split())[:MOST_NAME]


def _not_right(site: Site, account: Account | None = None) -> Sorry:
    site.security.note(Happened.NOT_SIGNED_IN, account=account.id if account else "", how="passkey")
    return Sorry(403, NOT_RIGHT, "not-right")
