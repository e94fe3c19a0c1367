"""What somebody asks for. The class AdvanceStage is the URL `advance-stage` and that word in a format's TOML.

Ids of new things come with the command, so that asking twice is harmless.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from .model import Strokes, Verdict
from .text import Change


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited, before they have a seat."""

    seat: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""


# Before -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvitePerson(Person):
    """Add a seat to a meeting that is already there."""


@dataclass(frozen=True, slots=True)
class AmendPerson(Person):
    """Correct a name, roles, organisation or position."""


@dataclass(frozen=True, slots=True)
class AmendMeeting:
    title: str
    purpose: str = ""
    place: str = ""
    starts: datetime | None = None
    case_number: str = ""
    initials: bool = False


# Coming in ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskToEnter:
    """A guest with the code on the projector gives a name and waits."""

    seat: str
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Admit:
    """Let somebody in from the waiting room; invited: the seat they turn out to be, or "" for a new one."""

    seat: str
    invited: str = ""


@dataclass(frozen=True, slots=True)
class TurnAway:
    seat: str


@dataclass(frozen=True, slots=True)
class Arrive:
    """Somebody invited is here: by opening their own link, or marked by the facilitator."""

    seat: str


@dataclass(frozen=True, slots=True)
class Depart:
    """Somebody leaves before the end. They may come back."""

    seat: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """Somebody invited sent word that they are not coming."""

    seat: str


# The course ---------------------------------------------------------------------------------------------------------


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
class AcknowledgeConfidentiality:
    pass


@dataclass(frozen=True, slots=True)
class AddGoal:
    goal: str


@dataclass(frozen=True, slots=True)
class RemoveGoal:
    goal: str


@dataclass(frozen=True, slots=True)
class MoveGoal:
    """Put a goal at a place in the order, from 0."""

    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class AddStep:
    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class RemoveStep:
    step: str


@dataclass(frozen=True, slots=True)
class MoveStep:
    """Put a step at a place among the steps of a goal, from 0."""

    step: str
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class GiveStep:
    """Say who does a step; owner "" for nobody yet."""

    step: str
    owner: str


@dataclass(frozen=True, slots=True)
class SetDue:
    step: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class AcceptStep:
    """ "Beru si to." digest: the step as its owner saw it."""

    step: str
    digest: str


@dataclass(frozen=True, slots=True)
class DeclineStep:
    """ "Tohle neslíbím." """

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditText:
    """Change the words of a cell; version, tab, id as in the protocol of shared text."""

    cell: str
    version: int
    tab: str
    id: int
    change: Change


@dataclass(frozen=True, slots=True)
class SetNextMeeting:
    starts: datetime | None = None
    place: str = ""


# The end ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """Make a version to be signed. despite: the facilitator's words when the plan has holes."""

    despite: str = ""


@dataclass(frozen=True, slots=True)
class ReopenPlan:
    """Open a frozen plan again without leaving the stage; number: the version meant. Every signature is void."""

    number: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    digest: str
    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    digest: str
    strokes: Strokes


@dataclass(frozen=True, slots=True)
class RefuseToSign:
    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    despite: str = ""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """The program itself: the record that was owed is written."""

    file: str
    sha256: str


Command = (
    InvitePerson
    | AmendPerson
    | AmendMeeting
    | AskToEnter
    | Admit
    | TurnAway
    | Arrive
    | Depart
    | Excuse
    | BeginMeeting
    | AdvanceStage
    | StepBack
    | AcknowledgeConfidentiality
    | AddGoal
    | RemoveGoal
    | MoveGoal
    | AddStep
    | RemoveStep
    | MoveStep
    | GiveStep
    | SetDue
    | AcceptStep
    | DeclineStep
    | EditText
    | SetNextMeeting
    | FreezePlan
    | ReopenPlan
    | Approve
    | Sign
    | RefuseToSign
    | CloseMeeting
    | NoteRecord
)


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """The first command of all; it has no meeting to be decided against (see `decide.open_meeting`)."""

    meeting: str
    title: str
    people: tuple[Person, ...]
    purpose: str = ""
    place: str = ""
    starts: datetime | None = None
    language: str = "cs"
    case_number: str = ""
    initials: bool = False


def name_of(command: type[Command]) -> str:
    """AdvanceStage -> "advance-stage": the name in URLs and formats."""
    return _NAMES[command]


_NAMES: dict[type[Command], str] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower() for kind in Command.__args__
}
COMMANDS: dict[str, type[Command]] = {name: kind for kind, name in _NAMES.items()}
"""Name -> class, all commands."""
