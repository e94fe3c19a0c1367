"""What is true of a meeting: the letter to the child."""

from datetime import datetime

from ..value import value


@value
class Letter:
    """The letter to the child. page: whose drawing goes with it, or ""; given: when the child got it."""

    words: str
    page: str = ""
    given: datetime | None = None
