"""What has happened, in the past tense. An Entry is an event with its version, time and author; the log is entries."""

from dataclasses import dataclass
from datetime import date, datetime

from .agreed import Agreed
from .commands import Person
from .format import Format
from .mail import Answer, Hitch, Matter, Way
from .model import (
    NO_KEEPING,
    OCCASIONS,
    Board,
    Calling,
    Can,
    Hearing,
    Keeping,
    Load,
    Recipient,
    Report,
    Sharing,
    Source,
    Strokes,
    Verdict,
)
from .previous import Help, Outcome, Previous
from .text import Change


@dataclass(frozen=True, slots=True)
class MeetingOpened:
    """The format is kept whole: a meeting is replayed with the stages it was held in, whatever the files say later."""

    meeting: str
    format: Format
    title: str
    purpose: str
    place: str
    starts: datetime | None
    language: str
    case_number: str
    initials: bool
    record_kind: str = "zapis"
    case: str = ""
    occasion: str = OCCASIONS[0]
    keeping: Keeping = NO_KEEPING
    office: str = ""
    """The id of the office on a shared server whose meeting it is; "" where there were no accounts."""


@dataclass(frozen=True, slots=True)
class PlanBrought:
    """The last plan of the case comes along, right after the meeting is opened."""

    previous: Previous


@dataclass(frozen=True, slots=True)
class PersonInvited:
    person: Person


@dataclass(frozen=True, slots=True)
class PersonAmended:
    person: Person


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
class GuestAsked:
    seat: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class GuestAdmitted:
    seat: str


@dataclass(frozen=True, slots=True)
class GuestMatched:
    """A guest turned out to be somebody invited; they hold that seat from now on."""

    guest: str
    seat: str


@dataclass(frozen=True, slots=True)
class GuestTurnedAway:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonArrived:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonDeparted:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonExcused:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonTakenOut:
    seat: str


@dataclass(frozen=True, slots=True)
class LeadHandedOver:
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class PersonAided:
    seat: str
    aided: bool
    hand: str


@dataclass(frozen=True, slots=True)
class WordsConfirmed:
    seat: str
    digest: str


@dataclass(frozen=True, slots=True)
class PageAdded:
    page: str


@dataclass(frozen=True, slots=True)
class PageRemoved:
    page: str


@dataclass(frozen=True, slots=True)
class PageShared:
    page: str
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class FaceSet:
    page: str
    face: int


@dataclass(frozen=True, slots=True)
class StickersSet:
    page: str
    stickers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineAdded:
    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LineRemoved:
    page: str
    line: str


@dataclass(frozen=True, slots=True)
class DrawingCleared:
    page: str


@dataclass(frozen=True, slots=True)
class FigurePlaced:
    page: str
    figure: str
    name: str
    ring: int


@dataclass(frozen=True, slots=True)
class FigureRemoved:
    page: str
    figure: str


@dataclass(frozen=True, slots=True)
class PhotoPut:
    page: str
    photo: str


@dataclass(frozen=True, slots=True)
class MeetingNamed:
    title: str


@dataclass(frozen=True, slots=True)
class GuideNamed:
    seat: str
    named: bool


@dataclass(frozen=True, slots=True)
class PageHeeded:
    page: str
    digest: str


@dataclass(frozen=True, slots=True)
class PageOpened:
    page: str


@dataclass(frozen=True, slots=True)
class PageClosed:
    page: str


@dataclass(frozen=True, slots=True)
class TopicChosen:
    topic: str


@dataclass(frozen=True, slots=True)
class TopicDropped:
    topic: str


@dataclass(frozen=True, slots=True)
class TopicMoved:
    topic: str
    place: int


@dataclass(frozen=True, slots=True)
class HearingChosen:
    hearing: Hearing
    order: tuple[str, ...]


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
class ConfidentialityAcknowledged:
    seat: str


@dataclass(frozen=True, slots=True)
class CardAdded:
    card: str
    board: Board
    seat: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    card: str


@dataclass(frozen=True, slots=True)
class OfferTakenUp:
    card: str
    step: str


@dataclass(frozen=True, slots=True)
class WorriesOpened:
    despite: str


@dataclass(frozen=True, slots=True)
class ViewsShown:
    pass


@dataclass(frozen=True, slots=True)
class ScaleAnswered:
    goal: str
    seat: str
    value: int


@dataclass(frozen=True, slots=True)
class ScaleShown:
    goal: str


@dataclass(frozen=True, slots=True)
class AreaSet:
    goal: str
    area: str


@dataclass(frozen=True, slots=True)
class AlertAdded:
    alert: str


@dataclass(frozen=True, slots=True)
class AlertRemoved:
    alert: str


@dataclass(frozen=True, slots=True)
class AlertSet:
    alert: str
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class HubNamed:
    seat: str


@dataclass(frozen=True, slots=True)
class GoalAdded:
    """topic: the topic it comes from, or ""; carried: the goal of the last plan that it goes on with, or ""."""

    goal: str
    topic: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True)
class GoalRemoved:
    goal: str


@dataclass(frozen=True, slots=True)
class GoalMoved:
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class StepAdded:
    """carried: the step of the last plan that it goes on with, or ""."""

    step: str
    goal: str
    carried: str = ""


@dataclass(frozen=True, slots=True)
class StepRemoved:
    step: str


@dataclass(frozen=True, slots=True)
class StepMoved:
    step: str
    goal: str
    place: int


@dataclass(frozen=True, slots=True)
class StepGiven:
    step: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class DueSet:
    step: str
    due: date | None


@dataclass(frozen=True, slots=True)
class KindSet:
    step: str
    kind: str


@dataclass(frozen=True, slots=True)
class AfterSet:
    step: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepAccepted:
    step: str
    digest: str


@dataclass(frozen=True, slots=True)
class StepDeclined:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class TextChanged:
    """A change of a cell, as it was applied (rebased). The entry's author wrote these letters."""

    cell: str
    tab: str
    id: int
    change: Change


@dataclass(frozen=True, slots=True)
class NextMeetingSet:
    starts: datetime | None
    place: str
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class PreparationAsked:
    """words: "" for nothing any more."""

    seat: str
    words: str


@dataclass(frozen=True, slots=True)
class AgendaSet:
    words: str


@dataclass(frozen=True, slots=True)
class ReportReferredTo:
    """Instead of the one of the same id, if there is one."""

    report: Report


@dataclass(frozen=True, slots=True)
class ReportDropped:
    report: str


@dataclass(frozen=True, slots=True)
class TimesOffered:
    """Instead of those before; none: nobody is asked any more."""

    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class PollAnswered:
    """The entry's author is whoever said or noted it."""

    seat: str
    said: tuple[tuple[datetime, Can], ...]


@dataclass(frozen=True, slots=True)
class TimeSettled:
    starts: datetime


@dataclass(frozen=True, slots=True)
class ContributionWritten:
    """The entry's author is whoever typed it: the seat itself, or somebody at the desk."""

    seat: str
    words: str
    source: Source
    received: date | None


@dataclass(frozen=True, slots=True)
class ContributionTakenBack:
    seat: str


@dataclass(frozen=True, slots=True)
class MeetingCalled:
    """calling: what was decided on; None where it was taken back."""

    calling: Calling | None


@dataclass(frozen=True, slots=True)
class CaseLabelled:
    label: str


@dataclass(frozen=True, slots=True)
class LoadSet:
    seat: str
    load: Load


@dataclass(frozen=True, slots=True)
class ConcernedNamed:
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedConfidential:
    thing: str
    subject: str
    about: str


@dataclass(frozen=True, slots=True)
class ConfidenceLifted:
    thing: str


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    consent: str
    giver: str
    name: str
    own: bool
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    agreed: bool
    written: bool


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    consent: str


@dataclass(frozen=True, slots=True)
class GroundNoted:
    ground: str
    law: bool
    words: str
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundDropped:
    ground: str


@dataclass(frozen=True, slots=True)
class BoundSaid:
    seat: str
    bound: bool


@dataclass(frozen=True, slots=True)
class RecipientListed:
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class RecipientUnlisted:
    recipient: str


@dataclass(frozen=True, slots=True)
class CopyDelivered:
    recipient: str


@dataclass(frozen=True, slots=True)
class StepEvaluated:
    """seat: who says it; absent: not the owner, who is not here."""

    step: str
    seat: str
    outcome: Outcome
    note: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class HelpSaid:
    step: str
    seat: str
    help: Help


@dataclass(frozen=True, slots=True)
class PastAnswered:
    goal: str
    seat: str
    value: int


@dataclass(frozen=True, slots=True)
class PastShown:
    goal: str


@dataclass(frozen=True, slots=True)
class PlanFrozen:
    """agreed: kept whole, so that what was signed can be shown as it was, whatever later programs make of the log."""

    number: int
    digest: str
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class PlanReopened:
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class PlanApproved:
    seat: str
    digest: str
    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class PlanSigned:
    seat: str
    digest: str
    strokes: Strokes
    saw: str = ""


@dataclass(frozen=True, slots=True)
class PlanSignedOnPaper:
    seat: str
    digest: str
    photo: str
    saw: str = ""


@dataclass(frozen=True, slots=True)
class SigningRefused:
    seat: str
    digest: str
    reason: str
    saw: str = ""


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


@dataclass(frozen=True, slots=True)
class LetterWritten:
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class LetterGiven:
    pass


@dataclass(frozen=True, slots=True)
class StepMarked:
    step: str
    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    request: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class ChangeAnswered:
    request: str
    words: str


@dataclass(frozen=True, slots=True)
class NewsTold:
    news: str
    words: str
    seats: frozenset[str]


@dataclass(frozen=True, slots=True)
class CommentsSet:
    until: date


@dataclass(frozen=True, slots=True)
class CommentAdded:
    comment: str
    seat: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class CommentsLocked:
    pass


@dataclass(frozen=True, slots=True)
class AppendixWritten:
    file: str
    sha256: str


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


@dataclass(frozen=True, slots=True)
class InvitationWorded:
    bring: str
    contact: str


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    why: str


@dataclass(frozen=True, slots=True)
class MeetingRevived:
    pass


@dataclass(frozen=True, slots=True)
class AddressSet:
    seat: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class MailAsked:
    mail: str
    matter: Matter
    seat: str
    language: str
    digest: str
    attached: bool
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailAskedAgain:
    mail: str


@dataclass(frozen=True, slots=True)
class MailWithdrawn:
    mail: str


@dataclass(frozen=True, slots=True)
class MailBegun:
    """On disk before the server hears of it: without what follows, nobody knows whether it has left."""

    mail: str
    address: str


@dataclass(frozen=True, slots=True)
class MailSent:
    mail: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MailFailed:
    mail: str
    hitch: Hitch
    said: str


@dataclass(frozen=True, slots=True)
class PersonTold:
    seat: str
    matter: Matter
    way: Way
    words: str


@dataclass(frozen=True, slots=True)
class InvitationAnswered:
    seat: str
    answer: Answer
    words: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class DeputyWelcomed:
    """Behind the event that invites them."""

    seat: str
    deputy: str


@dataclass(frozen=True, slots=True)
class DeputyDeclined:
    seat: str


@dataclass(frozen=True, slots=True)
class RemindingSet:
    language: str


@dataclass(frozen=True, slots=True)
class StepRemindingSet:
    language: str
    days: int


Event = (
    MeetingOpened
    | PlanBrought
    | PersonInvited
    | PersonAmended
    | MeetingAmended
    | StageRenamed
    | StageSkipped
    | StageRestored
    | StageMoved
    | GuestAsked
    | GuestAdmitted
    | GuestMatched
    | GuestTurnedAway
    | PersonArrived
    | PersonDeparted
    | PersonExcused
    | PersonTakenOut
    | LeadHandedOver
    | PersonAided
    | WordsConfirmed
    | PageAdded
    | PageRemoved
    | PageShared
    | FaceSet
    | StickersSet
    | LineAdded
    | LineRemoved
    | DrawingCleared
    | FigurePlaced
    | FigureRemoved
    | PhotoPut
    | MeetingNamed
    | GuideNamed
    | PageHeeded
    | PageOpened
    | PageClosed
    | TopicChosen
    | TopicDropped
    | TopicMoved
    | HearingChosen
    | MeetingBegan
    | StageAdvanced
    | StageReturned
    | TurnedTo
    | MeetingPaused
    | MeetingResumed
    | FloorAsked
    | FloorGiven
    | FloorLeft
    | ConfidentialityAcknowledged
    | CardAdded
    | CardRemoved
    | OfferTakenUp
    | WorriesOpened
    | ViewsShown
    | ScaleAnswered
    | ScaleShown
    | AreaSet
    | AlertAdded
    | AlertRemoved
    | AlertSet
    | HubNamed
    | GoalAdded
    | GoalRemoved
    | GoalMoved
    | StepAdded
    | StepRemoved
    | StepMoved
    | StepGiven
    | DueSet
    | KindSet
    | AfterSet
    | StepAccepted
    | StepDeclined
    | TextChanged
    | NextMeetingSet
    | PreparationAsked
    | AgendaSet
    | ReportReferredTo
    | ReportDropped
    | TimesOffered
    | PollAnswered
    | TimeSettled
    | ContributionWritten
    | ContributionTakenBack
    | MeetingCalled
    | CaseLabelled
    | LoadSet
    | ConcernedNamed
    | MarkedConfidential
    | ConfidenceLifted
    | ConsentSaid
    | ConsentWithdrawn
    | GroundNoted
    | GroundDropped
    | BoundSaid
    | RecipientListed
    | RecipientUnlisted
    | CopyDelivered
    | StepEvaluated
    | HelpSaid
    | PastAnswered
    | PastShown
    | PlanFrozen
    | PlanReopened
    | PlanApproved
    | PlanSigned
    | PlanSignedOnPaper
    | SigningRefused
    | MeetingBrokenOff
    | MeetingContinued
    | MeetingClosed
    | LetterWritten
    | LetterGiven
    | StepMarked
    | ChangeAsked
    | ChangeAnswered
    | NewsTold
    | CommentsSet
    | CommentAdded
    | CommentsLocked
    | AppendixWritten
    | RecordHandedOver
    | ErasingSet
    | ErasingHeld
    | ErasingReleased
    | RecordWritten
    | InvitationWorded
    | MeetingCancelled
    | MeetingRevived
    | AddressSet
    | MailAsked
    | MailAskedAgain
    | MailWithdrawn
    | MailBegun
    | MailSent
    | MailFailed
    | PersonTold
    | InvitationAnswered
    | DeputyWelcomed
    | DeputyDeclined
    | RemindingSet
    | StepRemindingSet
)

Events = tuple[Event, ...]
"""What a command is decided to do, in order; () where it is so already."""

EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__args__}
"""Class name, as it stands in a log -> class."""


@dataclass(frozen=True, slots=True)
class Entry:
    """version: 1, 2, 3 … without gaps; at: UTC; by: a seat id, or HOUSE.

    hand: who did it for them (a seat id, or TABLET), where they have no phone of their own; else "".
    """

    version: int
    at: datetime
    by: str
    event: Event
    hand: str = ""


HOUSE = "house"
"""The author of what nobody at the table did: the organiser before the meeting, the door, the program itself."""
