"""What somebody asks for. The class AdvanceStage is the URL `advance-stage` and that word in a format's TOML.

Ids of new things come with the command, so that asking twice is harmless.
"""

import re

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
    evaluation,
    invitations,
    keeping,
    mails,
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
from .afterwards import AnswerChange, AskChange, MarkStep, TellNews
from .boards import (
    AddAlert,
    AddCard,
    NameHub,
    OpenWorries,
    RemoveAlert,
    RemoveCard,
    SetAlert,
    SetLoad,
    ShowViews,
    TakeUpOffer,
)
from .book import (
    AddLine,
    AddPage,
    ClearDrawing,
    ClosePage,
    HeedPage,
    NameGuide,
    NameMeeting,
    OpenPage,
    PlaceFigure,
    PutPhoto,
    RemoveFigure,
    RemoveLine,
    RemovePage,
    SetFace,
    SetStickers,
    SharePage,
)
from .calling import CallMeeting, LabelCase, SetNextMeeting
from .choice import ChooseTopic, DropTopic, HearViews, MoveTopic
from .comments import AddComment, LockComments, NoteAppendix, NoteComment, SetComments
from .consents import (
    DropGround,
    LiftConfidence,
    MarkConfidential,
    NameConcerned,
    NoteGround,
    SayBound,
    SayConsent,
    WithdrawConsent,
)
from .contributions import Contribute, DropContribution, NoteContribution, TakeBackContribution
from .course import (
    AdvanceStage,
    AmendMeeting,
    AskFloor,
    BeginMeeting,
    BreakOff,
    CloseMeeting,
    ContinueMeeting,
    GiveFloor,
    LeaveFloor,
    MoveStage,
    PauseMeeting,
    RenameStage,
    RestoreStage,
    ResumeMeeting,
    SkipStage,
    StepBack,
    TurnTo,
)
from .evaluation import AnswerPast, CarryGoal, CarryStep, EvaluateAbsent, EvaluateStep, SayHelp, ShowPast
from .invitations import (
    AnswerInvitation,
    CancelMeeting,
    ConveneMeeting,
    DeclineDeputy,
    NoteAnswer,
    ReviveMeeting,
    WelcomeDeputy,
)
from .keeping import HoldErasing, NoteHandedOver, NoteRecord, ReleaseErasing, SetErasing
from .mails import (
    AskMail,
    AskMailAgain,
    AskReminder,
    BeginMail,
    NoteMail,
    NoteTold,
    SetAddress,
    SetReminding,
    WithdrawMail,
)
from .opening import OpenMeeting
from .people import (
    AcknowledgeConfidentiality,
    Admit,
    AidPerson,
    AmendPerson,
    Arrive,
    AskToEnter,
    ConfirmWords,
    Depart,
    Excuse,
    HandOver,
    InvitePerson,
    Person,
    TakeOut,
    TurnAway,
)
from .poll import AnswerPoll, NotePoll, OfferTimes, SettleTime
from .preparation import AskToPrepare, DropReport, ReferToReport, SetAgenda
from .recipients import ListRecipient, NoteDelivered, UnlistRecipient
from .signing import Approve, FreezePlan, RefuseToSign, ReopenPlan, Sign, SignOnPaper
from .step_reminders import AskStepReminder, EndStepReminding, SetStepReminding
from .steps import (
    AcceptStep,
    AddGoal,
    AddStep,
    AnswerScale,
    DeclineStep,
    GiveStep,
    MoveGoal,
    MoveStep,
    RemoveGoal,
    RemoveStep,
    SetAfter,
    SetArea,
    SetDue,
    SetKind,
    ShowScale,
)
from .to_the_child import GiveLetter, WriteLetter
from .writing import EditText

Command = (
    people.Command
    | course.Command
    | book.Command
    | choice.Command
    | preparation.Command
    | poll.Command
    | contributions.Command
    | boards.Command
    | steps.Command
    | writing.Command
    | calling.Command
    | consents.Command
    | recipients.Command
    | evaluation.Command
    | signing.Command
    | to_the_child.Command
    | afterwards.Command
    | comments.Command
    | keeping.Command
    | invitations.Command
    | mails.Command
    | step_reminders.Command
)


def name_of(command: type[Command]) -> str:
    """AdvanceStage -> "advance-stage": the name in URLs and formats."""
    return _NAMES[command]


_NAMES: dict[type[Command], str] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower() for kind in Command.__args__
}
COMMANDS: dict[str, type[Command]] = {name: kind for kind, name in _NAMES.items()}
"""Name -> class, all commands."""
