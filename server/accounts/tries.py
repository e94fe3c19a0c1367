"""Wrong tries to sign in: each makes the next one slower, up to 42 seconds, and nobody is ever locked out.

Whoever tries waits before the password is looked at, also with the right one: else a quick answer would be the right
one. It is counted by name and address, and, more patiently, by name alone, for tries that come from many places.
"""

from collections.abc import Callable
from time import monotonic

LONGEST = 42
"""Seconds that one waits at most."""
FREE = 3
"""Wrong tries from one address that cost nothing: people mistype."""
FREE_ANYWHERE = 10
"""The same from all addresses together."""
FORGOTTEN = 3600
"""Seconds after which a wrong try counts no more."""
MOST_WAITING = 5
"""Tries of one name from one address that wait at the same time; one more is turned away."""
_MOST = 10_000


class Tries:
    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wrong: dict[tuple[str, str], list[float]] = {}
        self._waiting: dict[tuple[str, str], int] = {}

    def pause(self, name: str, address: str) -> float:
        """How long a try of this name from there has to wait, in seconds."""
        here, anywhere = len(self._recent(name, address)), len(self._recent(name, ""))
        return max(_pause(here - FREE), _pause(anywhere - FREE_ANYWHERE))

    def come(self, name: str, address: str) -> bool:
        """Somebody begins to wait; False where too many do. Followed by `go`."""
        waiting = self._waiting.get((name, address), 0)
        if waiting >= MOST_WAITING:
            return False
        self._waiting[name, address] = waiting + 1
        return True

    def go(self, name: str, address: str) -> None:
        self._waiting[name, address] -= 1
        if not self._waiting[name, address]:
            del self._waiting[name, address]

    def wrong(self, name: str, address: str) -> None:
        if len(self._wrong) > _MOST:
            self._tidy()
        for place in (address, ""):
            self._wrong[name, place] = [*self._recent(name, place), self._clock()]

    def right(self, name: str, address: str) -> None:
        """They are in: what was mistyped from there before is forgotten."""
        self._wrong.pop((name, address), None)

    def _recent(self, name: str, address: str) -> list[float]:
        since = self._clock() - FORGOTTEN
        return [at for at in self._wrong.get((name, address), ())[-100:] if at > since]

    def _tidy(self) -> None:
        """What counts no more; and if that is not enough, the half that is oldest."""
        since = self._clock() - FORGOTTEN
        kept = sorted(((key, tries) for key, tries in self._wrong.items() if tries[-1] > since), key=lambda k: k[1][-1])
        self._wrong = dict(kept[-_MOST // 2 :])


def _pause(beyond: int) -> float:
    return float(min(2 ** min(beyond - 1, 10), LONGEST)) if beyond > 0 else 0.0
