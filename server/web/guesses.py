"""Guessing the code of a door: so slow that it leads nowhere, and nobody who has the code is turned away for it.

Wrong codes are counted by address and all together. Whoever has tried too many is not refused but waits for a turn, and
those behind the same address wait a moment with them: a whole room, or a whole school, shares one address.
"""

from collections.abc import Callable
from time import monotonic

WRONG_AT_ONCE, WRONG_A_SECOND = 120, 5.0
"""Wrong codes from one address before each further try waits for its turn, and the turns a second then."""
WRONG_OF_ALL_AT_ONCE, WRONG_OF_ALL_A_SECOND = 3_000, 25.0
"""The same for all addresses together."""
AT_A_START = 250
"""The same when the program has just begun, and knows nothing of who has guessed before: so many are free, and no more,
or whoever can make it begin again could guess more quickly."""
LONGEST_TURN = 10.0
"""Seconds that a try waits for its turn at most; beyond that it is asked to come again."""
_MOST_ADDRESSES = 10_000


class Guesses:
    """Times are monotonic seconds. Kept of an address: until when its wrong codes take, one turn after another."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._all_until = clock() + (WRONG_OF_ALL_AT_ONCE - AT_A_START) / WRONG_OF_ALL_A_SECOND

    def turn(self, address: str) -> float | None:
        """Seconds until a code from this address may be tried; None where too many wait already.

        It counts as a wrong one from now on, until `right` says otherwise.
        """
        now = self._clock()
        own, every = max(self._until.get(address, 0.0), now), max(self._all_until, now)
        wait = max(
            own - now - WRONG_AT_ONCE / WRONG_A_SECOND, every - now - WRONG_OF_ALL_AT_ONCE / WRONG_OF_ALL_A_SECOND
        )
        if wait > LONGEST_TURN:
            return None
        if len(self._until) > _MOST_ADDRESSES:
            self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[address] = own + 1 / WRONG_A_SECOND
        self._all_until = every + 1 / WRONG_OF_ALL_A_SECOND
        return max(wait, 0.0)

    def right(self, address: str) -> None:
        """It was the code of a meeting: that is no guess."""
        self._until[address] = self._until.get(address, 0.0) - 1 / WRONG_A_SECOND
        self._all_until -= 1 / WRONG_OF_ALL_A_SECOND


def most_guesses(seconds: float, starts: int = 1) -> float:
    """How many wrong codes can be tried within that time, from wherever, and the program doing nothing else.

    starts: how often it begins anew meanwhile. What a long calm gives back is in it as well.
    """
    anew = starts * (AT_A_START + LONGEST_TURN * WRONG_OF_ALL_A_SECOND)
    return WRONG_OF_ALL_AT_ONCE - AT_A_START + anew + seconds * WRONG_OF_ALL_A_SECOND
