"""What is true of a meeting: the letter to the child."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter to the child. page: whose drawing goes with it, or ""; given: when the child got it."""

    words: str
    page: str = ""
    given: datetime | None = None
