"""What somebody asks for: the head of the meeting, its stages, breaks, who speaks, breaking off and closing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AmendMeeting:
    title: str
    purpose: str = ""
    place: str = ""
    starts: datetime | None = None
    case_number: str = ""
    initials: bool = False
    record_kind: str = "zapis"


@dataclass(frozen=True, slots=True)
class RenameStage:
    """Call a stage otherwise in this one meeting."""

    stage: str
    name: str


@dataclass(frozen=True, slots=True)
class SkipStage:
    """Leave out a stage that is still to come."""

    stage: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RestoreStage:
    """Put a stage back that was to be left out."""

    stage: str


@dataclass(frozen=True, slots=True)
class MoveStage:
    """Put a stage that is still to come at a place in the order, from 0."""

    stage: str
    place: int


@dataclass(frozen=True, slots=True)
class BeginMeeting:
    pass


@dataclass(frozen=True, slots=True)
class AdvanceStage:
    """Go on. leaving: the stage one believes to be in, so that a double tap is harmless; despite: see Passed."""

    leaving: str
    despite: str = ""


@dataclass(frozen=True, slots=True)
class StepBack:
    """Go back one stage. Opens a frozen plan again."""

    leaving: str


@dataclass(frozen=True, slots=True)
class TurnTo:
    """Bring one panel of this stage before everyone."""

    panel: str


@dataclass(frozen=True, slots=True)
class PauseMeeting:
    """A break. Nobody learns who wanted it."""


@dataclass(frozen=True, slots=True)
class ResumeMeeting:
    pass


@dataclass(frozen=True, slots=True)
class AskFloor:
    pass


@dataclass(frozen=True, slots=True)
class GiveFloor:
    """seat: who speaks now; "" for nobody."""

    seat: str


@dataclass(frozen=True, slots=True)
class LeaveFloor:
    """No longer ask for the floor."""

    seat: str


@dataclass(frozen=True, slots=True)
class BreakOff:
    """Stop for today, to go on another day. Nothing written or signed is lost by it."""

    why: str
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContinueMeeting:
    """Go on with a meeting that was broken off."""


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    despite: str = ""


Command = (
    AmendMeeting
    | RenameStage
    | SkipStage
    | RestoreStage
    | MoveStage
    | BeginMeeting
    | AdvanceStage
    | StepBack
    | TurnTo
    | PauseMeeting
    | ResumeMeeting
    | AskFloor
    | GiveFloor
    | LeaveFloor
    | BreakOff
    | ContinueMeeting
    | CloseMeeting
)
