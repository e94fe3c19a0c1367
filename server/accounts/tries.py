"""Wrong tries to sign in: each makes the next one slower, up to 42 seconds, and nobody is ever locked out.

Whoever tries waits before the password is looked at, also with the right one: else a quick answer would be the right
one. It is counted by name and address, and, more patiently, by name alone, for tries that come from many places. A
browser in which that account has signed in before is counted by itself: nobody else's wrong tries make it wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

LONGEST = 42
"""Seconds that one waits at most."""
FREE = 3
"""Wrong tries from one address, or in one browser, that cost nothing: people mistype."""
FREE_ANYWHERE = 10
"""The same from all addresses together."""
FORGOTTEN = 3600
"""Seconds after which a wrong try counts no more."""
MOST_WAITING = 5
"""Tries of one name from one address that wait at the same time; one more is turned away."""
DRAWERS = 65_536
"""Names are laid into so many drawers for the next start: a drawer tells nothing of the names in it."""
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody tries: an address, or (known) a browser in which that account has signed in before."""

    name: str
    known: bool = False


class Tries:
    """before: drawer -> how many wrong tries an earlier run of the program knew of, and seconds since the last."""

    def __init__(
        self, before: Mapping[int, tuple[int, float]] | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._before = {drawer: (wrong, clock() - since) for drawer, (wrong, since) in (before or {}).items()}
        self._wrong: dict[tuple[str, Place], list[float]] = {}
        self._waiting: dict[tuple[str, Place], int] = {}
        self._unkept = False

    def pause(self, name: str, place: Place) -> float:
        """How long a try of this name from there has to wait, in seconds."""
        here = _pause(len(self._recent(name, place)) - FREE)
        return here if place.known else max(here, _pause(self._anywhere(name) - FREE_ANYWHERE))

    def come(self, name: str, place: Place) -> bool:
        """Somebody begins to wait; False where too many do. Followed by `go`."""
        waiting = self._waiting.get((name, place), 0)
        if waiting >= MOST_WAITING:
            return False
        self._waiting[name, place] = waiting + 1
        return True

    def go(self, name: str, place: Place) -> None:
        self._waiting[name, place] -= 1
        if not self._waiting[name, place]:
            del self._waiting[name, place]

    def wrong(self, name: str, place: Place) -> None:
        if len(self._wrong) > _MOST:
            self._tidy()
        for each in (place,) if place.known else (place, _ANYWHERE):
            self._wrong[name, each] = [*self._recent(name, each), self._clock()]
        self._unkept = True

    def right(self, name: str, place: Place) -> None:
        """They are in: what was mistyped from there before is forgotten."""
        self._wrong.pop((name, place), None)

    def to_keep(self) -> dict[int, tuple[int, float]] | None:
        """What the next start is to know, as `before` has it; None where nothing has changed since it was asked."""
        if not self._unkept:
            return None
        now = self._clock()
        found = {drawer: (wrong, now - at) for drawer, (wrong, at) in self._before.items() if at > now - FORGOTTEN}
        for (name, place), times in self._wrong.items():
            if place == _ANYWHERE and times[-1] > now - FORGOTTEN:
                found[drawer_of(name)] = self._anywhere(name), now - times[-1]
        # Asked once more when there is nothing to be kept any longer, so that what is old goes.
        self._unkept = bool(found)
        return found

    def _anywhere(self, name: str) -> int:
        wrong, at = self._before.get(drawer_of(name), (0, 0.0))
        earlier = wrong if at > self._clock() - FORGOTTEN else 0
        return earlier + len(self._recent(name, _ANYWHERE))

    def _recent(self, name: str, place: Place) -> list[float]:
        since = self._clock() - FORGOTTEN
        return [at for at in self._wrong.get((name, place), ())[-100:] if at > since]

    def _tidy(self) -> None:
        """What counts no more; and if that is not enough, the half that is oldest."""
        since = self._clock() - FORGOTTEN
        kept = sorted(((key, tries) for key, tries in self._wrong.items() if tries[-1] > since), key=lambda k: k[1][-1])
        self._wrong = dict(kept[-_MOST // 2 :])


_ANYWHERE = Place("")


def drawer_of(name: str) -> int:
    return int.from_bytes(sha256(name.encode("utf-8", "replace")).digest()[:4]) % DRAWERS


def _pause(beyond: int) -> float:
    return float(min(2 ** min(beyond - 1, 10), LONGEST)) if beyond > 0 else 0.0
