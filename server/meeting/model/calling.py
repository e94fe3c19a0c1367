"""What is true of a meeting: a meeting that was decided on."""

from datetime import date

from ..value import value


@value
class Calling:
    """A meeting that was decided on here. format: its kind; seat: who sees to it, or ""; until: by when."""

    format: str
    seat: str
    until: date | None
