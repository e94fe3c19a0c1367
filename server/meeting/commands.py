"""What somebody asks for. The class AdvanceStage is the URL `advance-stage` and that word in a format's TOML.

Ids of new things come with the command, so that asking twice is harmless.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .mail import Answer, Hitch, Matter, Way
from .model import NO_KEEPING, OCCASIONS, Board, Hearing, How, Keeping, Sharing, Source, Strokes, Verdict
from .previous import Help, Outcome, Previous
from .text import Change


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited, before they have a seat. aided: they have no phone; see Seat."""

    seat: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""
    identity: str = ""
    aided: bool = False


# Before -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvitePerson(Person):
    """Add a seat to a meeting that is already there."""


@dataclass(frozen=True, slots=True)
class AmendPerson(Person):
    """Correct a name, roles, organisation or position. `aided` is not amended here; see AidPerson."""


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


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Send somebody out. They come back only when they are let in again."""

    seat: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Whoever asks for this leads no more; the other seat does."""

    seat: str


@dataclass(frozen=True, slots=True)
class AidPerson:
    """Say whether somebody is without a phone, and which seat writes for them ("" for the tablet and the lead only)."""

    seat: str
    aided: bool = False
    hand: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmWords:
    """ "It is right as it is written for me." digest: see agreement.words_digest."""

    digest: str


# The wish book: the child's own, before the meeting and in it -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddPage:
    """A free page, besides those that every book has."""

    page: str


@dataclass(frozen=True, slots=True)
class RemovePage:
    """Throw a free page away, with all that is on it."""

    page: str


@dataclass(frozen=True, slots=True)
class SharePage:
    """The child's switch: who may see this page. MINE takes it back at once from wherever it is."""

    page: str
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class SetFace:
    """1 (sad) to 5 (glad); 0 for no face."""

    page: str
    face: int


@dataclass(frozen=True, slots=True)
class SetStickers:
    page: str
    stickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddLine:
    """One line of the drawing, when the finger is lifted. points: see Line."""

    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RemoveLine:
    page: str
    line: str


@dataclass(frozen=True, slots=True)
class ClearDrawing:
    """A new sheet. lines: how many it had, so that nothing drawn since is lost."""

    page: str
    lines: int


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """Put somebody on the map of people, or somewhere else on it."""

    page: str
    figure: str
    name: str
    ring: int = 1


@dataclass(frozen=True, slots=True)
class RemoveFigure:
    page: str
    figure: str


@dataclass(frozen=True, slots=True)
class PutPhoto:
    """A photo of something on paper; "" takes it away."""

    page: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class NameMeeting:
    """What the child wants their meeting to be called."""

    title: str


@dataclass(frozen=True, slots=True)
class NameGuide:
    """Who is to be there for the child, or no longer. By the child's own hand alone."""

    seat: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class HeedPage:
    """The guide has read what sounds like danger, and has seen to it. digest: see book.words_digest_of."""

    page: str
    digest: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show a page on the wall. Only what the child has released to all."""

    page: str


@dataclass(frozen=True, slots=True)
class ClosePage:
    """Take the page off the wall."""

    page: str


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """ "This is important." It goes behind those chosen before."""

    topic: str


@dataclass(frozen=True, slots=True)
class DropTopic:
    """It is not that important after all."""

    topic: str


@dataclass(frozen=True, slots=True)
class MoveTopic:
    """Put a chosen topic at a place in the order, from 0."""

    topic: str
    place: int


@dataclass(frozen=True, slots=True)
class HearViews:
    """How the child wants to hear the views of the others, and whose first."""

    hearing: Hearing
    order: tuple[str, ...] = ()


# The desk: before and after ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LabelCase:
    """What the office calls the case of this meeting: initials, a file number, a name; "" for what it would be called
    by itself.
    """

    label: str


@dataclass(frozen=True, slots=True)
class AskToPrepare:
    """Ask somebody invited to prepare or bring something; "" for nothing after all."""

    seat: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SetAgenda:
    """What one will go through, a line each."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class ReferToReport:
    """Name a report that lies somewhere else; see Report."""

    report: str
    title: str
    whose: str = ""
    day: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class DropReport:
    report: str


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """Ask those invited which of these times suits them; none: nobody is asked any more."""

    times: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerPoll:
    """What suits me. answers: a time as it was offered (ISO) -> "yes" | "if-need-be" | "no"."""

    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotePoll:
    """The same of somebody who has said it by telephone or otherwise."""

    seat: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SettleTime:
    """This time it is: one of those offered becomes the time of the meeting."""

    starts: datetime | None


@dataclass(frozen=True, slots=True)
class Contribute:
    """What I want to say in writing, because I cannot come."""

    words: str


@dataclass(frozen=True, slots=True)
class TakeBackContribution:
    """Not that, after all. Only before the meeting begins."""


@dataclass(frozen=True, slots=True)
class NoteContribution:
    """Type in what somebody absent sent. source: "email" | "phone" | "paper"; received: the day it came."""

    seat: str
    words: str
    source: str
    received: date | None = None


@dataclass(frozen=True, slots=True)
class DropContribution:
    """Take away what was noted for somebody by mistake."""

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
class AcknowledgeConfidentiality:
    pass


@dataclass(frozen=True, slots=True)
class AddCard:
    """Put an empty card of one's own on a board."""

    card: str
    board: Board


@dataclass(frozen=True, slots=True)
class RemoveCard:
    card: str


@dataclass(frozen=True, slots=True)
class TakeUpOffer:
    """Make a step of an offer; it is for whoever offered it to promise."""

    card: str
    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class OpenWorries:
    """Let worries be written although not every side has named a strength."""

    despite: str


@dataclass(frozen=True, slots=True)
class ShowViews:
    """Open what everyone has written for themselves to everyone, all at once."""


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """How near to a goal somebody sees things, 0 to 10."""

    goal: str
    value: int


@dataclass(frozen=True, slots=True)
class ShowScale:
    """Open everyone's answers to everyone."""

    goal: str


@dataclass(frozen=True, slots=True)
class SetArea:
    goal: str
    area: str


@dataclass(frozen=True, slots=True)
class AddAlert:
    alert: str


@dataclass(frozen=True, slots=True)
class RemoveAlert:
    alert: str


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Say who calls whom; "" for nobody yet."""

    alert: str
    caller: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class NameHub:
    """Say with whom information converges after today; "" for nobody."""

    seat: str


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
class SetKind:
    step: str
    kind: str


@dataclass(frozen=True, slots=True)
class SetAfter:
    """Say which steps have to be done before this one."""

    step: str
    after: frozenset[str] = frozenset()


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
    """weeks: how often they want to meet from now on; 0 for nothing agreed."""

    starts: datetime | None = None
    place: str = ""
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Decide on another meeting. format: which kind, one of the format's `calls`, or "" for none after all; seat: who
    sees to it; until: by when.
    """

    format: str
    seat: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SetLoad:
    """What somebody of the family has in a week; see Load."""

    seat: str
    meetings: int = 0
    visits: int = 0
    tasks: int = 0
    more_meetings: int = 0
    more_visits: int = 0


# Who may know of what -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NameConcerned:
    """Say whom the meeting is about: what is theirs they always have, and it is for them to agree."""

    seats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MarkConfidential:
    """Tell something only to those who may know of that subject. thing, about: see confidences.py and Confidence."""

    thing: str
    subject: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class LiftConfidence:
    """Let everybody have it again."""

    thing: str


@dataclass(frozen=True, slots=True)
class SayConsent:
    """Agree that others are told of something, or not. For oneself, or as whoever sees to the meeting has heard it.

    giver: a seat, "" for oneself, or for somebody without a seat who is called `name`; the rest as in Consent.
    """

    consent: str
    subjects: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    giver: str = ""
    name: str = ""
    own: bool = False
    agreed: bool = True
    written: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    consent: str


@dataclass(frozen=True, slots=True)
class NoteGround:
    """Write down why the office holds that somebody may know without consent; see Ground."""

    ground: str
    words: str
    subjects: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    law: bool = False


@dataclass(frozen=True, slots=True)
class DropGround:
    ground: str


@dataclass(frozen=True, slots=True)
class SayBound:
    """Say that somebody is bound by confidentiality in their work, or that they are not."""

    seat: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class ListRecipient:
    """Say who gets the record and how; the same recipient again amends it. See Recipient."""

    recipient: str
    seat: str = ""
    name: str = ""
    organisation: str = ""
    email: str = ""
    how: How = How.MAIL
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class UnlistRecipient:
    recipient: str


@dataclass(frozen=True, slots=True)
class NoteDelivered:
    """A recipient has got their copy of the record."""

    recipient: str


# The last plan ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EvaluateStep:
    """Say how one's own step of the last plan came out."""

    step: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvaluateAbsent:
    """Say it of a step whose owner is not here, or that nobody had."""

    step: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class SayHelp:
    """Say whether a step of the last plan has helped oneself. For the child and the family alone."""

    step: str
    help: Help


@dataclass(frozen=True, slots=True)
class AnswerPast:
    """How near to a goal of the last plan somebody sees things now, 0 to 10."""

    goal: str
    value: int


@dataclass(frozen=True, slots=True)
class ShowPast:
    """Open everyone's answers to everyone."""

    goal: str


@dataclass(frozen=True, slots=True)
class CarryGoal:
    """Take a goal of the last plan over into the new one."""

    goal: str


@dataclass(frozen=True, slots=True)
class CarryStep:
    """Take a step of the last plan over, under a goal of the new one; "" for its own goal, which comes along."""

    step: str
    goal: str = ""


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
    """digest: of the version; saw: of the part of it that one was shown, "" for all of it (see copies.saw)."""

    digest: str
    verdict: Verdict
    words: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    digest: str
    strokes: Strokes
    saw: str = ""


@dataclass(frozen=True, slots=True)
class SignOnPaper:
    """A signature given with a pen on a printed plan; photo: the id of its picture, or ""."""

    digest: str
    photo: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class RefuseToSign:
    digest: str
    reason: str
    saw: str = ""


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


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """The letter to the child, as it is to be given; page: the released page whose drawing goes with it, or ""."""

    words: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class GiveLetter:
    """The child has got the letter. From now on it stays as it is."""


# Afterwards, from home ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkStep:
    """How far a step of the signed plan has come."""

    step: str
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True)
class AskChange:
    """Ask that a step be changed, and say why. request: an id made up by whoever asks."""

    request: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerChange:
    request: str
    words: str


@dataclass(frozen=True, slots=True)
class TellNews:
    """Something has changed; seats: who should know. news: an id made up by whoever tells."""

    news: str
    words: str
    seats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AddComment:
    """A comment or an objection to the record, in one's own words. comment: an id made up by whoever writes."""

    comment: str
    words: str


# Afterwards, at the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetComments:
    """Until which day comments to the record are taken, that day included."""

    until: date


@dataclass(frozen=True, slots=True)
class NoteComment:
    """A comment that came otherwise than from somebody's own page; source: how."""

    comment: str
    seat: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class LockComments:
    """The program itself: the last day for comments is over."""


@dataclass(frozen=True, slots=True)
class NoteAppendix:
    """The program itself: the file of the comments is written."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NoteHandedOver:
    """Everyone who is to have the record has it, the office too; how they got it."""

    how: str = ""


@dataclass(frozen=True, slots=True)
class SetErasing:
    """On which day the data of this meeting are erased, and why not by the rule; None for the rule."""

    day: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HoldErasing:
    """Keep the data, whatever the day."""

    why: str


@dataclass(frozen=True, slots=True)
class ReleaseErasing:
    """Keep them no longer than the day."""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """The program itself: the record that was owed is written, or the time stamp that was owed to it is on it."""

    file: str
    sha256: str
    seal: str = ""


# Around the meeting: asking people to come, telling them, sending them what has become of it -------------------------


@dataclass(frozen=True, slots=True)
class ConveneMeeting:
    """Say, at the desk and before it begins, when and where one meets and why, what to bring, and whom to call."""

    starts: datetime | None = None
    place: str = ""
    purpose: str = ""
    bring: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """The meeting will not be held, not at this time and at no other."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class ReviveMeeting:
    """It will be held after all."""


@dataclass(frozen=True, slots=True)
class SetAddress:
    """Where somebody can be written to and called."""

    seat: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AskMail:
    """Have a mail sent to somebody. digest: of the text as whoever asks has seen it; see Mail."""

    mail: str
    matter: Matter
    seat: str
    digest: str
    language: str = "cs"
    attached: bool = False


@dataclass(frozen=True, slots=True)
class AskMailAgain:
    """Have a mail sent that has not left, or perhaps has not."""

    mail: str


@dataclass(frozen=True, slots=True)
class WithdrawMail:
    """It shall not be sent after all."""

    mail: str


@dataclass(frozen=True, slots=True)
class NoteTold:
    """Somebody has been told otherwise than by a mail of ours; words: such as who has handed it over."""

    seat: str
    matter: Matter
    way: Way
    words: str = ""


@dataclass(frozen=True, slots=True)
class AnswerInvitation:
    """name, organisation: who is to come instead."""

    answer: Answer
    words: str = ""
    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """What somebody has answered on the phone, or in passing."""

    seat: str
    answer: Answer
    words: str = ""
    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class WelcomeDeputy:
    """Whoever is to come instead of somebody is invited, in a seat of their own. deputy: its id."""

    seat: str
    deputy: str


@dataclass(frozen=True, slots=True)
class DeclineDeputy:
    """Nobody shall come instead of them."""

    seat: str


@dataclass(frozen=True, slots=True)
class SetReminding:
    """Remind everyone the day before, in a language; "" for nobody."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class SetStepReminding:
    """Remind everyone of their steps so many days before they are due, in a language; "" for nobody."""

    language: str = ""
    days: int = 3


@dataclass(frozen=True, slots=True)
class AskStepReminder:
    """The program itself: it is time to remind somebody of these steps."""

    mail: str
    seat: str
    steps: frozenset[str]


@dataclass(frozen=True, slots=True)
class EndStepReminding:
    """The program itself: the next meeting of the case has made another plan."""


@dataclass(frozen=True, slots=True)
class AskReminder:
    """The program itself: the day before has come for somebody."""

    mail: str
    seat: str


@dataclass(frozen=True, slots=True)
class BeginMail:
    """The program itself: from here on the mail may have left."""

    mail: str
    address: str


@dataclass(frozen=True, slots=True)
class NoteMail:
    """The program itself: what became of it. sha256: of the file that went with it."""

    mail: str
    hitch: Hitch | None = None
    said: str = ""
    sha256: str = ""


Command = (
    InvitePerson
    | AmendPerson
    | AmendMeeting
    | RenameStage
    | SkipStage
    | RestoreStage
    | MoveStage
    | AskToEnter
    | Admit
    | TurnAway
    | Arrive
    | Depart
    | Excuse
    | TakeOut
    | HandOver
    | AidPerson
    | ConfirmWords
    | AddPage
    | RemovePage
    | SharePage
    | SetFace
    | SetStickers
    | AddLine
    | RemoveLine
    | ClearDrawing
    | PlaceFigure
    | RemoveFigure
    | PutPhoto
    | NameMeeting
    | NameGuide
    | HeedPage
    | OpenPage
    | ClosePage
    | ChooseTopic
    | DropTopic
    | MoveTopic
    | HearViews
    | LabelCase
    | AskToPrepare
    | SetAgenda
    | ReferToReport
    | DropReport
    | OfferTimes
    | AnswerPoll
    | NotePoll
    | SettleTime
    | Contribute
    | TakeBackContribution
    | NoteContribution
    | DropContribution
    | BeginMeeting
    | AdvanceStage
    | StepBack
    | TurnTo
    | PauseMeeting
    | ResumeMeeting
    | AskFloor
    | GiveFloor
    | LeaveFloor
    | AcknowledgeConfidentiality
    | AddCard
    | RemoveCard
    | TakeUpOffer
    | OpenWorries
    | ShowViews
    | AnswerScale
    | ShowScale
    | SetArea
    | AddAlert
    | RemoveAlert
    | SetAlert
    | NameHub
    | AddGoal
    | RemoveGoal
    | MoveGoal
    | AddStep
    | RemoveStep
    | MoveStep
    | GiveStep
    | SetDue
    | SetKind
    | SetAfter
    | AcceptStep
    | DeclineStep
    | EditText
    | SetNextMeeting
    | CallMeeting
    | SetLoad
    | NameConcerned
    | MarkConfidential
    | LiftConfidence
    | SayConsent
    | WithdrawConsent
    | NoteGround
    | DropGround
    | SayBound
    | ListRecipient
    | UnlistRecipient
    | NoteDelivered
    | EvaluateStep
    | EvaluateAbsent
    | SayHelp
    | AnswerPast
    | ShowPast
    | CarryGoal
    | CarryStep
    | FreezePlan
    | ReopenPlan
    | Approve
    | Sign
    | SignOnPaper
    | RefuseToSign
    | BreakOff
    | ContinueMeeting
    | CloseMeeting
    | WriteLetter
    | GiveLetter
    | MarkStep
    | AskChange
    | AnswerChange
    | TellNews
    | AddComment
    | SetComments
    | NoteComment
    | LockComments
    | NoteAppendix
    | NoteHandedOver
    | SetErasing
    | HoldErasing
    | ReleaseErasing
    | NoteRecord
    | ConveneMeeting
    | CancelMeeting
    | ReviveMeeting
    | SetAddress
    | AskMail
    | AskMailAgain
    | WithdrawMail
    | NoteTold
    | AnswerInvitation
    | NoteAnswer
    | WelcomeDeputy
    | DeclineDeputy
    | SetReminding
    | AskReminder
    | SetStepReminding
    | AskStepReminder
    | EndStepReminding
    | BeginMail
    | NoteMail
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
    record_kind: str = "zapis"
    rules: str = ""
    """What the rules of the meeting begin as; everyone may change them there."""
    case: str = ""
    """The case it belongs to; "" where it begins one, which then has the meeting's own id."""
    occasion: str = OCCASIONS[0]
    keeping: Keeping = NO_KEEPING
    previous: Previous | None = None
    """The last plan of the case, where the meeting was opened from the record of the last one."""
    office: str = ""
    """The office on a shared server whose meeting it is."""


def name_of(command: type[Command]) -> str:
    """AdvanceStage -> "advance-stage": the name in URLs and formats."""
    return _NAMES[command]


_NAMES: dict[type[Command], str] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower() for kind in Command.__args__
}
COMMANDS: dict[str, type[Command]] = {name: kind for kind, name in _NAMES.items()}
"""Name -> class, all commands."""
