"""What has happened: the head of the meeting, its stages, breaks, who speaks, breaking off and closing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MeetingAmended:
    title: str
    purpose: str
    place: str
    starts: datetime | None
    case_number: str
    initials: bool
    record_kind: str = "zapis"


@dataclass(frozen=True, slots=True)
class StageRenamed:
    stage: str
    name: str


@dataclass(frozen=True, slots=True)
class StageSkipped:
    stage: str
    why: str


@dataclass(frozen=True, slots=True)
class StageRestored:
    stage: str


@dataclass(frozen=True, slots=True)
class StageMoved:
    stage: str
    place: int


@dataclass(frozen=True, slots=True)
class MeetingBegan:
    pass


@dataclass(frozen=True, slots=True)
class StageAdvanced:
    stage: str
    """The stage entered."""
    despite: str = ""


@dataclass(frozen=True, slots=True)
class StageReturned:
    stage: str


@dataclass(frozen=True, slots=True)
class TurnedTo:
    panel: str


@dataclass(frozen=True, slots=True)
class MeetingPaused:
    pass


@dataclass(frozen=True, slots=True)
class MeetingResumed:
    pass


@dataclass(frozen=True, slots=True)
class FloorAsked:
    seat: str


@dataclass(frozen=True, slots=True)
class FloorGiven:
    seat: str


@dataclass(frozen=True, slots=True)
class FloorLeft:
    seat: str


@dataclass(frozen=True, slots=True)
class MeetingBrokenOff:
    why: str
    starts: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingContinued:
    pass


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    despite: str


Event = (
    MeetingAmended
    | StageRenamed
    | StageSkipped
    | StageRestored
    | StageMoved
    | MeetingBegan
    | StageAdvanced
    | StageReturned
    | TurnedTo
    | MeetingPaused
    | MeetingResumed
    | FloorAsked
    | FloorGiven
    | FloorLeft
    | MeetingBrokenOff
    | MeetingContinued
    | MeetingClosed
)
