"""What is true of a meeting: what is said to the record."""

from datetime import datetime

from ..value import value
from .contributions import Source


@value
class Comment:
    """What somebody says to the record. source: how it came; noted: the seat that typed it in, "" for their own."""

    id: str
    seat: str
    words: str
    at: datetime
    source: Source = Source.HOME
    noted: str = ""
