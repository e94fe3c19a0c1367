"""Who has said a moment ago who they are: with a password, a passkey or by their provider. In this process only."""

from collections.abc import Callable
from time import monotonic

MINUTES = 10
"""For so long they need not say it again before they change how they sign in."""
_MOST = 10_000


class Lately:
    """By the token of a sign-in."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def say(self, token: str) -> None:
        if len(self._said) >= _MOST:
            self._said = {each: at for each, at in self._said.items() if self.said(each)}
        self._said[token] = self._clock()

    def said(self, token: str) -> bool:
        return self._said.get(token, float("-inf")) > self._clock() - MINUTES * 60
