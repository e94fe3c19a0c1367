"""Who is asking: personal links, cookies, tokens of programs, and the organiser's key.

A seat's cookie is named after its meeting and seat and holds its token, so that several seats may be open in one
browser. A request says as which seat it acts; the cookie proves it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.responses import Response

from ..ports import KNOWN_DAYS, LONGEST_DAYS, Account, Accounts, Clock, Keyring
from .budget import Budget
from .cookies import Cookies
from .guesses import Guesses
from .hearing import Hearing

ORGANISER = "organiser"
SIGN_IN = "signin"
BROWSER = "browser"
WELCOME = "welcome"
_SEAT = "seat."
_TURNED = "tablet."
_DAYS = 14
WELCOME_MINUTES = 60
"""For so long somebody who has come by a link that works once chooses their password; then they open it once more."""
_MOST_TOKENS = 10_000
FRAMES_A_SECOND, FRAMES_AT_ONCE = 60.0, 600.0
BYTES_A_SECOND, BYTES_AT_ONCE = 64 * 1024.0, 1024 * 1024.0
COMMANDS_A_SECOND, COMMANDS_AT_ONCE = 5.0, 120.0
"""How often one seat may ask for something; nobody's finger is that quick, and everybody's page is told each time."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has shown a valid token of a meeting. seat: a seat's id, PROJECTOR or TABLET.

    hand: whose token it is, when they act in the stead of a seat that has no phone; "" for their own.
    account: with which they came, if not by a link; it opens nothing but in a browser where that account is signed in.
    """

    meeting: str
    seat: str
    hand: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Organiser:
    """Somebody who runs meetings here: signed in with their account, or (None) by the link printed on their laptop.

    offices: those whose meetings are theirs; None for all there are.
    """

    account: Account | None = None
    offices: frozenset[str] | None = None

    @property
    def facilitates(self) -> bool:
        return self.account is None or self.account.facilitates

    @property
    def administers(self) -> bool:
        """The people of an office; a laptop has none."""
        return self.account is not None and self.account.administers

    @property
    def office(self) -> str:
        """To which their new meetings belong."""
        return self.account.office if self.account else ""

    def organises(self, office: str) -> bool:
        """The meetings of this office?"""
        return self.facilitates and (self.offices is None or office in self.offices)


class Door:
    """Finds visitors by their tokens. `forget` after tokens are withdrawn."""

    def __init__(self, keyring: Keyring, organiser_key: str, secure: bool, clock: Clock, accounts: Accounts) -> None:
        self._keyring = keyring
        self._accounts = accounts
        self._clock = clock
        self._organiser_key = organiser_key
        self.cookies = Cookies(secure)
        self._found: dict[str, tuple[Visitor, datetime | None]] = {}
        self._asking: dict[Visitor, Budget] = {}
        self._heard: dict[tuple[str, str], Hearing] = {}
        self.guesses = Guesses()

    def by_token(self, token: str) -> Visitor | None:
        """Whose token this is; None for a stranger's, and for one that has ended."""
        known = self._found.get(token) or self._look_up(token)
        if known is None:
            return None
        visitor, ends = known
        return visitor if ends is None or self._clock.now() < ends else None

    def opens(self, request: HTTPConnection, token: str) -> Visitor | None:
        """The same for whoever shows it: one that somebody came to with their account ends with their sign-in."""
        visitor = self.by_token(token)
        if visitor is None or not visitor.account:
            return visitor
        signed_in = self.sign_in_of(request)
        account = self._accounts.signed_in(signed_in, self._clock.now()) if signed_in else None
        return visitor if account and account.id == visitor.account and account.facilitates else None

    def _look_up(self, token: str) -> tuple[Visitor, datetime | None] | None:
        if not 16 <= len(token) <= 64 or not token.isascii():
            return None
        found = self._keyring.find(token)
        if found is None:
            return None
        if len(self._found) > _MOST_TOKENS:
            self._found.clear()
        self._found[token] = Visitor(*found, account=self._keyring.account(token)), self._keyring.ends(token)
        return self._found[token]

    def may_ask(self, visitor: Visitor) -> bool:
        """Counts a command of this visitor's; False when it is one too many for now."""
        if visitor not in self._asking and len(self._asking) > _MOST_TOKENS:
            self._asking.clear()
        return self._asking.setdefault(visitor, Budget(COMMANDS_AT_ONCE, COMMANDS_A_SECOND)).spend()

    def hearing(self, meeting: str, seat: str) -> Hearing:
        """How much the open pages of a seat may still say, all together, and whether one more may come."""
        if len(self._heard) > _MOST_TOKENS:
            self._heard.clear()
        new = Hearing(Budget(FRAMES_AT_ONCE, FRAMES_A_SECOND), Budget(BYTES_AT_ONCE, BYTES_A_SECOND))
        return self._heard.setdefault((meeting, seat), new)

    def forget(self) -> None:
        self._found.clear()

    def seats(self, request: HTTPConnection, meeting: str) -> dict[str, Visitor]:
        """Every seat of a meeting this browser (or program) holds: seat -> visitor."""
        tokens = [value for _, value in self.cookies.starting(request, f"{_SEAT}{meeting}.")]
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            tokens.append(bearer.strip())
        if request.scope["type"] == "websocket" and (token := request.query_params.get("token")):
            tokens.append(token)
        visitors = (self.opens(request, token) for token in tokens)
        return {visitor.seat: visitor for visitor in visitors if visitor and visitor.meeting == meeting}

    def has_key(self, request: HTTPConnection) -> bool:
        """Has this browser opened the link printed at the start? Whether that still counts is for `Site` to say."""
        shown = self.cookies.get(request, ORGANISER)
        return compare_digest(shown.encode(), self._organiser_key.encode())

    def is_organiser_key(self, key: str) -> bool:
        return compare_digest(key.encode(), self._organiser_key.encode())

    def seat_in(self, response: Response, visitor: Visitor, token: str) -> None:
        """Give the browser the cookie of a seat."""
        self.cookies.put(response, f"{_SEAT}{visitor.meeting}.{visitor.seat}", token, _DAYS * 86400)

    def forget_meeting(self, request: HTTPConnection, response: Response, meeting: str) -> None:
        """Nothing of an erased meeting stays in a browser: its cookies end, and copies of pages, if there are any, go.

        Not all cookies: the same browser may have a seat in other meetings.
        """
        forget_pages(response)
        for name, _ in self.cookies.starting(request, f"{_SEAT}{meeting}."):
            self.cookies.end(response, name)
        if self.turned_to(request, meeting):
            self.cookies.end(response, f"{_TURNED}{meeting}")

    def forget_ended(self, request: HTTPConnection, response: Response, meeting: str) -> None:
        """The same for somebody whose link has ended, of whom nothing else is known any more."""
        for name, token in self.cookies.starting(request, f"{_SEAT}{meeting}."):
            if self.by_token(token) is None:
                forget_pages(response)
                self.cookies.end(response, name)

    def turned_to(self, request: HTTPConnection, meeting: str) -> str:
        """In whose hands the shared tablet is now: a seat's id, or "" while it lies on the table."""
        return self.cookies.get(request, f"{_TURNED}{meeting}")

    def turn(self, response: Response, meeting: str, seat: str) -> None:
        """The tablet has been passed to a seat, or ("") put back on the table: nobody's page opens on it then."""
        if seat:
            self.cookies.put(response, f"{_TURNED}{meeting}", seat)
        else:
            self.cookies.end(response, f"{_TURNED}{meeting}")

    def sign_in(self, response: Response, token: str) -> None:
        """Give the browser the cookie of an account, instead of the one it has."""
        self.cookies.put(response, SIGN_IN, token, LONGEST_DAYS * 86400)

    def sign_in_of(self, request: HTTPConnection) -> str:
        """The token of that cookie, "" where there is none."""
        return self.cookies.get(request, SIGN_IN)

    def welcome(self, response: Response, token: str) -> None:
        """Somebody has come by a link that works once: until it has been used, the browser has its key."""
        self.cookies.put(response, WELCOME, token, WELCOME_MINUTES * 60)

    def welcome_of(self, request: HTTPConnection) -> str:
        """The key of that link, "" where there is none."""
        return self.cookies.get(request, WELCOME)

    def welcomed(self, response: Response) -> None:
        """The link has been used."""
        self.cookies.end(response, WELCOME)

    def know(self, response: Response, token: str) -> None:
        """The browser is one in which an account has signed in."""
        self.cookies.put(response, BROWSER, token, KNOWN_DAYS * 86400)

    def browser_of(self, request: HTTPConnection) -> str:
        """The token of that cookie, "" where there is none."""
        return self.cookies.get(request, BROWSER)

    def sign_out(self, request: HTTPConnection, response: Response) -> None:
        """The cookie goes, and with it those of seats that somebody came to with their account."""
        self.cookies.end(response, SIGN_IN)
        for name, token in self.cookies.starting(request, _SEAT):
            visitor = self.by_token(token)
            if visitor and visitor.account:
                self.cookies.end(response, name)

    def organiser_in(self, response: Response) -> None:
        self.cookies.put(response, ORGANISER, self._organiser_key, _DAYS * 86400)


def forget_pages(response: Response) -> None:
    """The browser shall have no copy of any page of ours, whatever it has kept against our wish."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def link_of(base_url: str, token: str) -> str:
    """A personal link. The key stands behind the "#": no proxy logs it, no page is told it as a Referer, and whoever
    looks into mails to see where links lead does not come to the meeting by it.
    """
    return f"{base_url}/k#{token}"


def welcome_link(base_url: str, token: str) -> str:
    """A link with which a password or a passkey is chosen once; its key stands behind the "#" as well."""
    return f"{base_url}/welcome#{token}"


def link_for_programs(base_url: str, token: str) -> str:
    """The same in one request, for a program that follows it. Where it is given to a person, `link_of` is to be had."""
    return f"{base_url}/k/{token}"


def organiser_key(data_dir: Path) -> str:
    """The key of whoever runs this laptop, made once and kept beside the data for the same person's eyes only."""
    file = data_dir / "organiser.key"
    if file.is_file() and len(key := file.read_text("ascii").strip()) >= 20:
        return key
    key = secrets.token_urlsafe(16)
    file.touch(mode=0o600)
    file.write_text(key + "\n", "ascii")
    return key
