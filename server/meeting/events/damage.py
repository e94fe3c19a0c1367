"""What has happened to the log itself, and to the clock it is told by."""

from datetime import datetime

from ..value import value


@value
class ClockMoved:
    """The clock of the computer was put on or back while the program ran. due: what it should have said at the time of
    the entry."""

    due: datetime


@value
class DamageFound:
    """These entries could not be read, and everybody has gone on without them since."""

    versions: tuple[int, ...]


@value
class Lost:
    """In the place of an entry that cannot be read: never written, only found. kind, body: what is still there of its
    row; none of it is certain."""

    kind: str = ""
    body: bytes = b""


Event = ClockMoved | DamageFound | Lost
