"""What somebody asks for: the head of the meeting, its stages, breaks, who speaks, breaking off and closing."""

from datetime import datetime

from ..value import value


@value
class AmendMeeting:
    title: str
    purpose: str = ""
    place: str = ""
    starts: datetime | None = None
    case_number: str = ""
    initials: bool = False
    record_kind: str = "zapis"


@value
class RenameStage:
    """Call a stage otherwise in this one meeting."""

    stage: str
    name: str


@value
class SkipStage:
    """Leave out a stage that is still to come."""

    stage: str
    why: str = ""


@value
class RestoreStage:
    """Put a stage back that was to be left out."""

    stage: str


@value
class MoveStage:
    """Put a stage that is still to come at a place in the order, from 0."""

    stage: str
    place: int


@value
class BeginMeeting:
    pass


@value
class AdvanceStage:
    """Go on. leaving: the stage one believes to be in, so that a double tap is harmless; despite: see Passed."""

    leaving: str
    despite: str = ""


@value
class StepBack:
    """Go back one stage. Opens a frozen plan again."""

    leaving: str


@value
class TurnTo:
    """Bring one panel of this stage before everyone."""

    panel: str


@value
class PauseMeeting:
    """A break. Nobody learns who wanted it."""


@value
class ResumeMeeting:
    pass


@value
class AskFloor:
    pass


@value
class GiveFloor:
    """seat: who speaks now; "" for nobody."""

    seat: str


@value
class LeaveFloor:
    """No longer ask for the floor."""

    seat: str


@value
class BreakOff:
    """Stop for today, to go on another day. Nothing written or signed is lost by it."""

    why: str
    starts: datetime | None = None


@value
class ContinueMeeting:
    """Go on with a meeting that was broken off."""


@value
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
