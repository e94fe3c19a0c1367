"""What has happened: the record that is written, how long the data are kept."""

from datetime import date

from ..value import value


@value
class RecordHandedOver:
    how: str


@value
class ErasingSet:
    day: date | None
    why: str


@value
class ErasingHeld:
    why: str


@value
class ErasingReleased:
    pass


@value
class RecordWritten:
    """Written, or written anew with a time stamp; see model.Record."""

    file: str
    sha256: str
    seal: str = ""


Event = RecordHandedOver | ErasingSet | ErasingHeld | ErasingReleased | RecordWritten
