"""What waits for a browser to come back with an answer: bound to it by a cookie, good once, and not for long."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from .errors import TOO_MUCH, Sorry

MINUTES = 5
"""How long it waits."""
MOST_WAITING = 10_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge to a passkey. whom: the account that adds one, or "" for somebody who signs in."""

    challenge: bytes
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody sent to a provider of identities. whom: the account it is to be connected to, or "" to sign in; link:
    the token of the link they came by, if it was one that works once; again: they only say once more who they are.
    """

    state: str
    nonce: str
    verifier: str
    whom: str = ""
    link: str = ""
    again: bool = False


class Once(Generic[T]):
    """Of this process only: whoever is in between when the program starts anew tries again."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._waiting: dict[str, tuple[T, float]] = {}

    def put(self, what: T) -> str:
        """The key for the browser's cookie. Raises Sorry where too much waits."""
        now = self._clock()
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = {key: waits for key, waits in self._waiting.items() if waits[1] > now}
            if len(self._waiting) >= MOST_WAITING:
                raise Sorry(503, TOO_MUCH, "too-much")
        key = secrets.token_urlsafe(16)
        self._waiting[key] = what, now + MINUTES * 60
        return key

    def take(self, key: str) -> T | None:
        """It is used up, whatever comes of it; None for what was used, has waited too long or was never there."""
        what, until = self._waiting.pop(key, (None, 0.0))
        return what if until > self._clock() else None
