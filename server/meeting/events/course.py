"""What has happened: the head of the meeting, its stages, breaks, who speaks, breaking off and closing."""

from datetime import datetime

from ..value import value


@value
class MeetingAmended:
    title: str
    purpose: str
    place: str
    starts: datetime | None
    case_number: str
    initials: bool
    record_kind: str = "zapis"


@value
class StageRenamed:
    stage: str
    name: str


@value
class StageSkipped:
    stage: str
    why: str


@value
class StageRestored:
    stage: str


@value
class StageMoved:
    stage: str
    place: int


@value
class MeetingBegan:
    pass


@value
class StageAdvanced:
    stage: str
    """The stage entered."""
    despite: str = ""


@value
class StageReturned:
    stage: str


@value
class TurnedTo:
    panel: str


@value
class MeetingPaused:
    pass


@value
class MeetingResumed:
    pass


@value
class FloorAsked:
    seat: str


@value
class FloorGiven:
    seat: str


@value
class FloorLeft:
    seat: str


@value
class MeetingBrokenOff:
    why: str
    starts: datetime | None


@value
class MeetingContinued:
    pass


@value
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
