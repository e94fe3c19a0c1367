"""What is true of a meeting: what of its log is lost."""

from datetime import datetime

from ..value import value


@value
class Damage:
    """An entry of the log that cannot be read and was set aside. after: when the last one before it was made; kind: the
    name of its event, "" where that is not known; about: the fields, seat or step it was about, as far as that is
    certain; found: when that was noted in the log.
    """

    version: int
    after: datetime | None
    kind: str
    about: tuple[str, ...] = ()
    found: datetime | None = None
