"""What has happened: the record that is written, how long the data are kept."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RecordHandedOver:
    how: str


@dataclass(frozen=True, slots=True)
class ErasingSet:
    day: date | None
    why: str


@dataclass(frozen=True, slots=True)
class ErasingHeld:
    why: str


@dataclass(frozen=True, slots=True)
class ErasingReleased:
    pass


@dataclass(frozen=True, slots=True)
class RecordWritten:
    """Written, or written anew with a time stamp; see model.Record."""

    file: str
    sha256: str
    seal: str = ""


Event = RecordHandedOver | ErasingSet | ErasingHeld | ErasingReleased | RecordWritten
