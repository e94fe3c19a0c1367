"""How much one asker may ask: so much at once, and so much a second in the long run."""

from collections.abc import Callable
from time import monotonic


class Budget:
    """Fills up again by itself. at_once, a_second: in whatever is counted (frames, bytes, commands)."""

    def __init__(self, at_once: float, a_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._most = self._left = at_once
        self._a_second = a_second
        self._clock = clock
        self._before = clock()

    def spend(self, amount: float = 1) -> bool:
        """Take that much; whether there was enough."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._before) * self._a_second) - amount
        self._before = now
        return self._left >= 0

    def wait(self, amount: float = 1) -> float:
        """Seconds until there is that much; 0.0 when there is. Nothing is taken."""
        left = min(self._most, self._left + (self._clock() - self._before) * self._a_second)
        return max(0.0, (amount - left) / self._a_second)
