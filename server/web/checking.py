"""Whose turn it is to have a file checked: strangers may make the program work a little, one after the other."""

import asyncio
from dataclasses import dataclass, field

from .budget import Budget

AT_ONCE, A_MINUTE = 10, 6
"""Files from one address: so many at once, and so many a minute in the long run."""
MOST_WAITING = 4
"""Files on their way here or waiting for their turn."""
_MOST_ADDRESSES = 1000


@dataclass(slots=True)
class Checking:
    """turn: held while a file is looked at; waiting: files on their way, waiting, or being looked at."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    _budgets: dict[str, Budget] = field(default_factory=dict)

    def allows(self, address: str) -> bool:
        """May somebody at this address ask once more? It is counted."""
        if len(self._budgets) > _MOST_ADDRESSES:
            self._budgets.clear()
        return self._budgets.setdefault(address, Budget(AT_ONCE, A_MINUTE / 60)).spend()

    @property
    def is_full(self) -> bool:
        return self.waiting >= MOST_WAITING
