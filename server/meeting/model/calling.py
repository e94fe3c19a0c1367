"""What is true of a meeting: a meeting that was decided on."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Calling:
    """A meeting that was decided on here. format: its kind; seat: who sees to it, or ""; until: by when."""

    format: str
    seat: str
    until: date | None
