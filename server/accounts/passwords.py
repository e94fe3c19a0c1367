"""Passwords: which are refused, and what is kept of one.

Argon2 takes a tenth of a second and 64 MB on purpose. It runs beside the event loop, two at once, so that nobody can
make the meetings slow or the memory full by asking to sign in.
"""

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from ..formats.slug import plain

T = TypeVar("T")

LEAST = 12
"""Characters of a password."""
MOST = 128
AT_ONCE = 2
MOST_WAITING = 30
"""Passwords that wait for their turn; whoever comes then is asked to come again."""
OURS = (
    "setkání", "konference", "případová", "porada", "podpora", "zápis", "ospod", "město", "škola", "rodina", "heslo",
    "administrator",
)  # fmt: skip
"""Words that whoever knows what is done here tries first, beside those of the person and the office."""
_GOOD = 3
"""What zxcvbn gives to passwords that cannot be guessed in a hundred million tries: 3 or 4."""
_LOOKED_AT = 72
"""Characters it looks at: it takes long over more, and they could only make it better."""


class Weak(Enum):
    """Why a password cannot be taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    """It is among those that are tried first, or made of the name it belongs to."""


class Busy(Exception):
    """So many passwords wait that another would wait for too long."""


class Passwords:
    """hasher: what hashes; tests may bring a cheap one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobodys = ""

    async def weakness(self, password: str, about: Sequence[str]) -> Weak | None:
        """Why this password cannot be taken; None where it can. about: words others connect with the person."""
        typed = _plain(password)
        if len(typed) < LEAST:
            return Weak.SHORT
        if len(typed) > MOST:
            return Weak.LONG
        words = [word for each in (*OURS, *about) for word in _words(each)]
        score = await self._aside(lambda: int(zxcvbn(typed[:_LOOKED_AT], user_inputs=words)["score"]))
        return Weak.COMMON if score < _GOOD else None

    async def hashed(self, password: str) -> str:
        """What is kept of it. Raises Busy."""
        return await self._aside(lambda: self._hasher.hash(_plain(password)))

    async def fits(self, password: str, hashed: str, known: bool = False) -> bool:
        """Is it that one? Takes as long for a hash that is none (""): nobody learns whether there is an account.

        known: it is tried in a browser that has signed in before; for those there is room also where strangers have
        filled the queue. Raises Busy.
        """
        return await self._aside(lambda: self._fits(_plain(password), hashed), 2 * MOST_WAITING if known else None)

    def is_outdated(self, hashed: str) -> bool:
        """Was it hashed more weakly than new ones are?"""
        return self._hasher.check_needs_rehash(hashed)

    def _fits(self, plain: str, hashed: str) -> bool:
        if not self._nobodys:
            self._nobodys = self._hasher.hash("")
        # What is too long was never taken; hashing it would cost an attacker less than us.
        wanted, shown = (hashed, plain) if hashed and len(plain) <= MOST else (self._nobodys, "-")
        try:
            return self._hasher.verify(wanted, shown)
        except (VerifyMismatchError, InvalidHashError):
            return False

    async def _aside(self, work: Callable[[], T], most: int | None = None) -> T:
        if self._waiting >= (most or MOST_WAITING):
            raise Busy
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def _words(name: str) -> list[str]:
    """A name as a password may be made of it: whole, its parts, and two of them written together either way."""
    parts = plain(name).split("-")
    return [name, *name.split(), *parts, *(one + other for one in parts for other in parts)]


def _plain(password: str) -> str:
    """The same letters typed on another keyboard are the same password (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
