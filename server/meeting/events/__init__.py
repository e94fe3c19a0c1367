"""What has happened, in the past tense. An Entry is an event with its version, time and author; the log is entries."""

from datetime import datetime

from ..value import value
from . import (
    afterwards,
    boards,
    book,
    calling,
    choice,
    comments,
    consents,
    contributions,
    course,
    damage,
    evaluation,
    invitations,
    keeping,
    mails,
    opening,
    people,
    poll,
    preparation,
    recipients,
    signing,
    step_reminders,
    steps,
    to_the_child,
    writing,
)
from .afterwards import ChangeAnswered, ChangeAsked, NewsTold, StepMarked
from .boards import (
    AlertAdded,
    AlertRemoved,
    AlertSet,
    CardAdded,
    CardRemoved,
    HubNamed,
    LoadSet,
    OfferTakenUp,
    ViewsShown,
    WorriesOpened,
)
from .book import (
    DrawingCleared,
    FaceSet,
    FigurePlaced,
    FigureRemoved,
    GuideNamed,
    LineAdded,
    LineRemoved,
    MeetingNamed,
    PageAdded,
    PageClosed,
    PageHeeded,
    PageOpened,
    PageRemoved,
    PageShared,
    PhotoPut,
    StickersSet,
)
from .calling import CaseLabelled, MeetingCalled, NextMeetingSet
from .choice import HearingChosen, TopicChosen, TopicDropped, TopicMoved
from .comments import AppendixWritten, CommentAdded, CommentsLocked, CommentsSet
from .consents import (
    BoundSaid,
    ConcernedNamed,
    ConfidenceLifted,
    ConsentSaid,
    ConsentWithdrawn,
    GroundDropped,
    GroundNoted,
    MarkedConfidential,
)
from .contributions import ContributionTakenBack, ContributionWritten
from .course import (
    FloorAsked,
    FloorGiven,
    FloorLeft,
    MeetingAmended,
    MeetingBegan,
    MeetingBrokenOff,
    MeetingClosed,
    MeetingContinued,
    MeetingPaused,
    MeetingResumed,
    StageAdvanced,
    StageMoved,
    StageRenamed,
    StageRestored,
    StageReturned,
    StageSkipped,
    TurnedTo,
)
from .damage import ClockMoved, DamageFound, Lost
from .evaluation import HelpSaid, PastAnswered, PastShown, StepEvaluated
from .invitations import (
    DeputyDeclined,
    DeputyWelcomed,
    InvitationAnswered,
    InvitationWorded,
    MeetingCancelled,
    MeetingRevived,
)
from .keeping import ErasingHeld, ErasingReleased, ErasingSet, RecordHandedOver, RecordWritten
from .mails import (
    AddressSet,
    MailAsked,
    MailAskedAgain,
    MailBegun,
    MailFailed,
    MailSent,
    MailWithdrawn,
    PersonTold,
    RemindingSet,
)
from .opening import MeetingOpened, PlanBrought
from .people import (
    ConfidentialityAcknowledged,
    GuestAdmitted,
    GuestAsked,
    GuestMatched,
    GuestTurnedAway,
    LeadHandedOver,
    PersonAided,
    PersonAmended,
    PersonArrived,
    PersonDeparted,
    PersonExcused,
    PersonInvited,
    PersonTakenOut,
    WordsConfirmed,
)
from .poll import PollAnswered, TimeSettled, TimesOffered
from .preparation import AgendaSet, PreparationAsked, ReportDropped, ReportReferredTo
from .recipients import CopyDelivered, RecipientListed, RecipientUnlisted
from .signing import PlanApproved, PlanFrozen, PlanReopened, PlanSigned, PlanSignedOnPaper, SigningRefused
from .step_reminders import StepRemindingSet
from .steps import (
    AfterSet,
    AreaSet,
    DueSet,
    GoalAdded,
    GoalMoved,
    GoalRemoved,
    KindSet,
    ScaleAnswered,
    ScaleShown,
    StepAccepted,
    StepAdded,
    StepDeclined,
    StepGiven,
    StepMoved,
    StepRemoved,
)
from .to_the_child import LetterGiven, LetterWritten
from .writing import TextChanged

Event = (
    opening.Event
    | people.Event
    | course.Event
    | book.Event
    | choice.Event
    | preparation.Event
    | poll.Event
    | contributions.Event
    | boards.Event
    | steps.Event
    | writing.Event
    | calling.Event
    | consents.Event
    | recipients.Event
    | evaluation.Event
    | signing.Event
    | to_the_child.Event
    | afterwards.Event
    | comments.Event
    | keeping.Event
    | invitations.Event
    | mails.Event
    | step_reminders.Event
    | damage.Event
)

Events = tuple[Event, ...]
"""What a command is decided to do, in order; () where it is so already."""

EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__args__ if kind is not Lost}
"""Class name, as it stands in a log -> class."""


@value
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
NOBODY = ""
"""The author of an entry that cannot be read."""
