"""How much the open pages of a seat may say, how often they may come, how long who said too much stays outside."""

from collections.abc import Callable
from time import monotonic

from .budget import Budget

COMES_AT_ONCE, COMES_A_SECOND = 60.0, 2.0
"""How often pages of a seat may connect: twenty of them three times over, and then every one of a bad link's tries."""
OUT_AT_FIRST, OUT_AT_MOST = 5.0, 40.0
"""Seconds that a seat whose page was thrown out for saying too much stays outside: twice as long each time."""
GOOD_AFTER = 300.0
"""Seconds without being thrown out after which it begins anew."""


class Hearing:
    """frames, sizes: what all open pages of the seat may still send, in messages and in bytes."""

    def __init__(self, frames: Budget, sizes: Budget, clock: Callable[[], float] = monotonic) -> None:
        self.frames = frames
        self.sizes = sizes
        self._comings = Budget(COMES_AT_ONCE, COMES_A_SECOND, clock)
        self._clock = clock
        self._out = 0.0
        self._until = float("-inf")

    def comes(self) -> float:
        """One more page connects: 0.0 if it may, or the seconds until it may; until then trying costs nothing."""
        wait = max(self.outside(), self._comings.wait())
        if not wait:
            self._comings.spend()
        return wait

    def throw_out(self) -> None:
        """A page has said too much. Others of the seat that say too much in the same moment change nothing."""
        now = self._clock()
        if now < self._until:
            return
        again = now - self._until < GOOD_AFTER
        self._out = min(2 * self._out, OUT_AT_MOST) if again else OUT_AT_FIRST
        self._until = now + self._out

    def outside(self) -> float:
        """Seconds for which no page of the seat comes in."""
        return max(0.0, self._until - self._clock())
