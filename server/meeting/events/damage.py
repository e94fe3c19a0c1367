"""What has happened to the log itself, and to the clock it is told by."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The clock of the computer was put on or back while the program ran. due: what it should have said at the time of
    the entry."""

    due: datetime


@dataclass(frozen=True, slots=True)
class DamageFound:
    """These entries could not be read, and everybody has gone on without them since."""

    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """In the place of an entry that cannot be read: never written, only found. kind, body: what is still there of its
    row; none of it is certain."""

    kind: str = ""
    body: bytes = b""


Event = ClockMoved | DamageFound | Lost
