"""What is true of a meeting at one moment. Frozen values; `evolve` makes the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from .agreed import Agreed
from .format import Format, Stage
from .mail import Invitation, Mail, Told
from .previous import Help, Outcome, Previous
from .text import Cell

RECORD_KINDS = ("zapis", "zaznam", "protokol")
"""Minutes as the method has them, a case manager's note, an official protocol: three different things in practice."""

SEALED, TO_STAMP, STAMPED = "sealed", "to-stamp", "stamped"
"""How far the seal of a record is: none is to come; a time stamp is to come; both are there. "" is no seal at all."""

OCCASIONS = ("first", "evaluation", "extraordinary", "closing")
"""What a meeting is among the meetings of its case: the first, one that evaluates the plan, one called outside the
agreed dates because something has changed, the last."""

OTHER = "other"
"""A subject of confidence besides the areas that a format has."""

PROJECTOR = "projector"
"""The screen everyone looks at: a viewer without a seat, who reads and does nothing."""

TABLET = "tablet"
"""The hand of everyone without a phone: the tablet that is passed round."""

Strokes = tuple[tuple[int, ...], ...]
"""A drawn signature: strokes as x0, y0, x1, y1 … in a box 1000 wide and 400 high. No times, no pressure."""


class Presence(StrEnum):
    """Where somebody is, as the record will say it (not whether their phone is connected)."""

    INVITED = "invited"
    WAITING = "waiting"
    PRESENT = "present"
    LEFT = "left"
    EXCUSED = "excused"
    TURNED_AWAY = "turned-away"
    TAKEN_OUT = "taken-out"
    """Sent out by whoever leads: reads nothing any more, and comes back only when let in again."""


AT_THE_DOOR = frozenset({Presence.WAITING, Presence.TURNED_AWAY})
"""Not of the meeting (yet): the names of these are for whoever leads it alone."""


class Verdict(StrEnum):
    """What somebody says of the frozen plan before signing."""

    AGREE = "agree"
    RESERVATION = "reservation"
    DISAGREE = "disagree"


class Acceptance(StrEnum):
    """What the owner of a step has said to it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"
    """Accepted once, but the step has been changed since: the promise was given to other words."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at the table, with or without a phone. `position`: who they are in the case (mother, class teacher).

    aided: without a phone, so that another hand (`hand`, the shared tablet, whoever leads) may act for them;
    confirmed: the digest of what others wrote for them, as they last said that it is right, or "".
    """

    id: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""
    identity: str = ""
    """Birth date and address, where an official protocol asks for them."""
    aided: bool = False
    hand: str = ""
    confirmed: str = ""
    confirmed_at: datetime | None = None
    confirmed_hand: str = ""
    """On whose device they said so; "" for their own."""
    presence: Presence = Presence.INVITED
    arrived: datetime | None = None
    left: datetime | None = None
    acknowledged: datetime | None = None
    late: bool = False
    """Arrived after the plan was frozen: is recorded, voids nothing, is not asked to sign."""
    earlier: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when they were there on earlier days, if the meeting was broken off and continued."""
    phone: str = ""
    """Where whoever sees to the meeting can call them."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the meeting wants to reach. Its words are the cells goal:ID:title, strengths, worries, indicator.

    area: one of the format's areas, or ""; scale: seat -> 0 to 10, how near they see it; shown: the answers are open.
    """

    id: str
    area: str = ""
    scale: Mapping[str, int] = field(default_factory=dict)
    shown: bool = False
    topic: str = ""
    """The topic it comes from, or ""."""
    carried: str = ""
    """The goal of the last plan that it goes on with, or ""."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan. Its words are the cells step:ID:what, how, with, signal.

    promised: the digest of the step as its owner accepted it, or "" ; declined: the owner's reason, or None;
    kind: one of the format's kinds of steps, or ""; after: the steps that have to be done before this one; carried: the
    step of the last plan that it goes on with, or "".
    """

    id: str
    goal: str
    owner: str | None = None
    due: date | None = None
    promised: str = ""
    declined: str | None = None
    kind: str = ""
    after: tuple[str, ...] = ()
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How a step of the last plan came out. by: the seat that said it; absent: for its owner, who is not here."""

    outcome: Outcome
    note: str
    by: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """How near a goal of the last plan is now: seat -> 0 to 10. shown: the answers are open."""

    scale: Mapping[str, int] = field(default_factory=dict)
    shown: bool = False


class Board(StrEnum):
    """Where people put cards, each under their own name."""

    TOPICS = "topics"
    """What could be talked about; which of them matter, and in what order, the child alone says."""
    STRENGTHS = "strengths"
    OFFERS = "offers"
    PARKING = "parking"
    """What belongs to the past: seen in the room, never in the plan or the record."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing somebody puts on a board; its words are the cell card:ID. step: the step an offer was turned into."""

    id: str
    board: Board
    seat: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """When this happens (alert:ID:when), this is done (alert:ID:what), and one person calls another.

    caller, called: seats, or "" for nobody yet.
    """

    id: str
    caller: str = ""
    called: str = ""


class Sharing(StrEnum):
    """The child's own switch on a page of the wish book."""

    ALL = "all"
    """Show it to everyone."""
    SAY = "say"
    """My guide shall say it for me."""
    GUIDE = "guide"
    """For my guide only."""
    MINE = "mine"
    """For nobody: as a page begins, and as it is when it is taken back."""


class Hearing(StrEnum):
    """How the child wants to hear what the others wrote for themselves."""

    UNSAID = ""
    ALL = "all"
    GUIDE = "guide"
    """My guide shall tell me."""
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a drawing, in a box 1000 wide and 1000 high: x0, y0, x1, y1 …; no times, no pressure."""

    id: str
    colour: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody on the map of people. ring: 1 close to the child, 3 far."""

    id: str
    name: str
    ring: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the wish book. Its words are the cells wish:ID:FIELD.

    free: added by the child; own: the child has put something on it, or decided about it, with their own hand; face: 1
    (sad) to 5 (glad), 0 for none; photo: an id, or ""; heeded: the digest of the words the guide has taken in.
    """

    id: str
    free: bool = False
    own: bool = False
    sharing: Sharing = Sharing.MINE
    face: int = 0
    stickers: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    figures: tuple[Figure, ...] = ()
    photo: str = ""
    heeded: str = ""


class Source(StrEnum):
    """How the written word of somebody absent came to the meeting."""

    HOME = "home"
    """They wrote it themselves, on their own page."""
    EMAIL = "email"
    PHONE = "phone"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody who cannot come wants to say. received: the day it came; noted: the seat that typed it in, "" for
    their own hand.
    """

    words: str
    source: Source
    received: date | None
    noted: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is referred to and never kept here: what it is, whose, of which day, where it lies."""

    id: str
    title: str
    whose: str
    day: date | None
    where: str


class Can(StrEnum):
    """What somebody says to a time that is offered."""

    YES = "yes"
    IF_NEED_BE = "if-need-be"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Poll:
    """Times offered, in their order (UTC). answers: seat -> time -> what they said; noted: seat -> who noted it for
    them, where it was not themselves; settled: the time that was chosen.
    """

    times: tuple[datetime, ...]
    answers: Mapping[str, Mapping[datetime, Can]] = field(default_factory=dict)
    noted: Mapping[str, str] = field(default_factory=dict)
    settled: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    """A meeting that was decided on here. format: its kind; seat: who sees to it, or ""; until: by when."""

    format: str
    seat: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody of the family has in a week without the plan, and what the plan adds besides its steps."""

    meetings: int = 0
    visits: int = 0
    tasks: int = 0
    more_meetings: int = 0
    more_visits: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter to the child. page: whose drawing goes with it, or ""; given: when the child got it."""

    words: str
    page: str = ""
    given: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    verdict: Verdict
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """Signed (strokes, or on paper) or refused (reason), always bound to the digest of what was shown.

    photo: the id of a picture of the paper, or ""; saw: the digest of what this person was shown of it, "" for all.
    """

    digest: str
    at: datetime
    strokes: Strokes = ()
    refused: str | None = None
    paper: bool = False
    photo: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class Freeze:
    """One version of the plan, as everyone saw it when they were asked to sign; reopened, why: when it was voided."""

    number: int
    digest: str
    at: datetime
    agreed: Agreed
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    reopened: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage left although something was missing: who decided it, with what words."""

    stage: str
    by: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stage left out of this meeting: who decided it, with what words."""

    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """The lead passed from one seat to another."""

    giver: str
    taker: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A part of the meeting that was broken off, to be continued on another day."""

    began: datetime
    ended: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Confidence:
    """What is told only to those who may know of it.

    subject: one of the format's areas, or OTHER; about: the seat whose own matter it is, "" for the matter of all those
    the meeting is about; by: who marked it.
    """

    subject: str
    about: str = ""
    by: str = ""


class Permission(StrEnum):
    """What somebody has said to others being told of a subject."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed, or did not, that whom is told of what.

    giver: a seat, or "" for somebody without one, who is called `name`; own: it is about the giver alone, else about
    what concerns all of them; seats, sides: who may know (seats or recipients; organisations); by: who noted it.
    """

    id: str
    giver: str
    name: str
    own: bool
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    agreed: bool
    written: bool
    by: str
    at: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the office holds that somebody may know without anybody's consent, in its own words.

    law: it says that a law allows it, else it is a rule of its own.
    """

    id: str
    law: bool
    words: str
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    by: str
    at: datetime


class How(StrEnum):
    """How somebody gets the record."""

    MAIL = "mail"
    LINK = "link"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to get the record, there or not. seat: theirs, or "" for somebody who has none; carrier: the seat
    that hands it over in person, or ""; delivered: when they got it.
    """

    id: str
    seat: str
    name: str
    organisation: str
    email: str
    how: How
    carrier: str = ""
    delivered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record that has been written: its file name in the data folder and the SHA-256 of the file; seal: how far its
    seal is, see SEALED.
    """

    file: str
    sha256: str
    at: datetime
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long the office keeps what a meeting leaves behind.

    days: after the record was handed over, until the data are erased; 0 for never by itself. record: what becomes of
    the record then, one of RECORD_ENDS. comments: days after the closing in which comments may be written; 0 for none.
    """

    days: int = 0
    record: str = "keep"
    comments: int = 0


NO_KEEPING = Keeping()
"""Nothing is erased by itself, and no time for comments was said."""
RECORD_ENDS = ("keep", "erase")
"""The record stays in the folder of exports, or goes with the rest because the office has it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said at the desk: by whom, when, with which words; day: the day it is about, if it is about one."""

    by: str
    at: datetime
    why: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of a step between two meetings; by: who wrote it, mostly whoever has the step."""

    outcome: Outcome
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to change a step of the signed plan. answer: what whoever sees to the meeting said to it, or None."""

    id: str
    step: str
    by: str
    words: str
    at: datetime
    answer: Said | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since the meeting, told to those of `seats`."""

    id: str
    by: str
    words: str
    at: datetime
    seats: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says to the record. source: how it came; noted: the seat that typed it in, "" for their own."""

    id: str
    seat: str
    words: str
    at: datetime
    source: Source = Source.HOME
    noted: str = ""


# Without slots, so that a letter can copy it in one go (evolve.py).
@dataclass(frozen=True)
class Meeting:
    """Everything that follows from the log, and nothing else."""

    id: str
    version: int
    format: Format
    title: str
    purpose: str
    place: str
    starts: datetime | None
    language: str
    initials: bool
    case_number: str
    stage_id: str
    record_kind: str = "zapis"
    """What sort of record follows: one of RECORD_KINDS."""
    case: str = ""
    """The case as it was given, "" where the meeting began one of its own; see case_id."""
    occasion: str = OCCASIONS[0]
    """What it is among the meetings of its case: one of OCCASIONS."""
    previous: Previous | None = None
    """The last plan of the case, as it was signed; None at a first meeting."""
    evaluated: Mapping[str, Evaluated] = field(default_factory=dict)
    """Steps of the last plan -> how they came out."""
    helped: Mapping[str, Mapping[str, Help]] = field(default_factory=dict)
    """Steps of the last plan -> seat -> whether it helped them."""
    nearer: Mapping[str, Now] = field(default_factory=dict)
    """Goals of the last plan -> how near they are now."""
    planned: tuple[Stage, ...] = ()
    """The stages as the format had them, before any was renamed, skipped or moved for this meeting."""
    skipped: Mapping[str, Skipped] = field(default_factory=dict)
    focus: str = ""
    """The panel the facilitator has turned to in a stage of turns; "" for its first."""
    seats: Mapping[str, Seat] = field(default_factory=dict)
    became: Mapping[str, str] = field(default_factory=dict)
    """A guest's first seat -> the invited seat they turned out to be."""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    steps: tuple[Step, ...] = ()
    cards: tuple[Card, ...] = ()
    alerts: tuple[Alert, ...] = ()
    pages: tuple[Page, ...] = ()
    """The child's wish book."""
    page_open: str = ""
    """The page that is on the wall, or ""."""
    chosen: tuple[str, ...] = ()
    """The topics the child has chosen, the most important first."""
    hearing: Hearing = Hearing.UNSAID
    views_order: tuple[str, ...] = ()
    """Whose view the child wants to hear first, and next."""
    loads: Mapping[str, Load] = field(default_factory=dict)
    letter: Letter | None = None
    hub: str = ""
    """The seat with whom information converges after today, or ""."""
    views_shown: datetime | None = None
    worries_opened: str | None = None
    """Worries may be written: "" because every side has named a strength, else the words of who decided it."""
    hands: Mapping[str, str] = field(default_factory=dict)
    """What was done for somebody by another hand (see agreement.things) -> that seat, or TABLET."""
    wrote: frozenset[str] = frozenset()
    """Seats that have put at least one letter, card, number or promise into the meeting."""
    concerned: tuple[str, ...] | None = None
    """The seats of those the meeting is about, as it was said; None where it was not (see confidences.concerned)."""
    confidences: Mapping[str, Confidence] = field(default_factory=dict)
    """Thing -> what makes it confidential. Outside of what is signed: marking changes no digest."""
    consents: tuple[Consent, ...] = ()
    grounds: tuple[Ground, ...] = ()
    bound: frozenset[str] = frozenset()
    """Seats of whom it was said that they are bound by confidentiality in their work."""
    recipients: tuple[Recipient, ...] = ()
    listed: tuple[Recipient, ...] = ()
    """Who was to get the record when the meeting was closed."""
    removed: frozenset[str] = frozenset()
    """Ids of goals, steps, cards and alerts that were taken away: never given again, for their cells would begin anew
    unseen."""
    next_starts: datetime | None = None
    next_place: str = ""
    agenda: str = ""
    """What one will go through, as it was said beforehand."""
    preparation: Mapping[str, str] = field(default_factory=dict)
    """Seat -> what they are asked to prepare."""
    reports: tuple[Report, ...] = ()
    poll: Poll | None = None
    """The times that were offered to those invited."""
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    """Seat -> what they sent in writing."""
    called: Calling | None = None
    """Another meeting that was decided on here: the case conference after a meeting of professionals."""
    label: str = ""
    """What the office calls the case, where somebody has said so at the desk of this meeting."""
    labelled: datetime | None = None
    next_weeks: int = 0
    """After how many weeks they want to meet again and again; 0 where nothing was agreed."""
    began: datetime | None = None
    sat_down: datetime | None = None
    """When the present sitting began: as `began`, unless the meeting was broken off and continued."""
    sittings: tuple[Sitting, ...] = ()
    broken_off: datetime | None = None
    continues: datetime | None = None
    paused: datetime | None = None
    floor: tuple[str, ...] = ()
    """Seats that ask for the floor, first come first."""
    speaking: str = ""
    spoken: frozenset[str] = frozenset()
    """Seats that have been given the floor at least once."""
    handovers: tuple[Handover, ...] = ()
    stage_began: Mapping[str, datetime] = field(default_factory=dict)
    latest: datetime | None = None
    """When the last entry was made."""
    clock_back: tuple[tuple[datetime, datetime], ...] = ()
    """Each time the clock was put back: what it had said, and what then."""
    spent: timedelta = timedelta()
    """How long the present stage has been worked on until `running`; breaks and the days in between do not count."""
    running: datetime | None = None
    """Since when its time runs; None before the beginning, in a break, and while the meeting is broken off."""
    passed: tuple[Passed, ...] = ()
    freeze: Freeze | None = None
    voided: tuple[Freeze, ...] = ()
    closed: datetime | None = None
    closed_despite: str = ""
    record: Record | None = None
    bring: str = ""
    """What everyone who is invited is asked to bring."""
    contact: str = ""
    """Whom one may call about the meeting, and how."""
    moves: int = 0
    """How often its time or place has changed, or it was called off or on again: what a calendar counts."""
    cancelled: datetime | None = None
    cancelled_why: str = ""
    invitations: Mapping[str, Invitation] = field(default_factory=dict)
    """By seat: who has been asked to come, and what they have answered."""
    mails: Mapping[str, Mail] = field(default_factory=dict)
    """By id, in the order in which they were asked for."""
    told: tuple[Told, ...] = ()
    """What has reached whom, in order."""
    reminding: str = ""
    """The language in which those who are invited are reminded the day before, or "" for no reminder."""
    step_reminding: str = ""
    """The language in which people are reminded of their steps, or "" for no reminder."""
    step_reminding_days: int = 3
    """That long before a step is due."""
    keeping: Keeping = NO_KEEPING
    """The office's rule, as it was when the meeting was opened."""
    office: str = ""
    """The id of the office on a shared server whose meeting it is."""
    erasing: Said | None = None
    """Another day than the rule's on which the data are erased, and why."""
    held: Said | None = None
    """The data are kept whatever the day, and why."""
    handed_over: Said | None = None
    """Those who are to have the record have it; why: how they got it."""
    progress: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    """Step -> what was said of it after the meeting, the last at the end."""
    requests: Mapping[str, Request] = field(default_factory=dict)
    """Wishes to change the plan, by id, in the order in which they came."""
    news: Mapping[str, News] = field(default_factory=dict)
    comments_day: date | None = None
    """Until which day comments to the record are taken, where that was set for this meeting."""
    comments: Mapping[str, Comment] = field(default_factory=dict)
    """By id, in the order in which they came."""
    comments_locked: datetime | None = None
    appendix: Record | None = None
    """The comments as a file, written when they were locked."""

    @property
    def case_id(self) -> str:
        """The case this meeting is of: the one it was given, else the one that it began, under its own id."""
        return self.case or self.id

    @property
    def stage(self) -> Stage:
        return self.format.stage(self.stage_id)

    @property
    def turned_to(self) -> str:
        """The panel that is being worked on, in a stage where that is one after another; else ""."""
        if not self.stage.turns or not self.stage.shows:
            return ""
        return self.focus if self.focus in self.stage.shows else self.stage.shows[0]

    @property
    def course(self) -> tuple[Stage, ...]:
        """The stages this meeting goes through, in order, without those left out."""
        return tuple(stage for stage in self.format.stages if stage.id not in self.skipped)

    @property
    def present(self) -> tuple[Seat, ...]:
        """Everyone at the table now, in the order of their seats."""
        return tuple(seat for seat in self.seats.values() if seat.presence is Presence.PRESENT)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats.values() if seat.presence is Presence.WAITING)

    @property
    def leader_present(self) -> bool:
        return any(self.format.leads in seat.roles for seat in self.present)

    def seat_of(self, seat_id: str) -> Seat | None:
        """The seat somebody holds now, also when they came in as an unknown guest and were matched later."""
        return self.seats.get(self.became.get(seat_id, seat_id))

    @property
    def child(self) -> Seat | None:
        """The child whose meeting it is; None where it is nobody's in particular."""
        role = self.format.child
        return next((seat for seat in self.seats.values() if role in seat.roles), None) if role else None

    @property
    def guides(self) -> tuple[Seat, ...]:
        """Who is there for the child, present or not."""
        role = self.format.guide
        return tuple(seat for seat in self.seats.values() if role in seat.roles) if role else ()

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.pages if page.id == page_id), None)

    @property
    def photos(self) -> frozenset[str]:
        """Ids of all photos this meeting needs: those under signatures, and those of the wish book."""
        return self.signed_photos | frozenset(page.photo for page in self.pages if page.photo)

    @property
    def signed_photos(self) -> frozenset[str]:
        """Ids of the photos that stand under a signature, of an earlier version of the plan too."""
        versions = (*self.voided, self.freeze) if self.freeze else self.voided
        given = (signature for freeze in versions for signature in freeze.signatures.values())
        return frozenset(signature.photo for signature in given if signature.photo)

    def text(self, cell_id: str) -> str:
        """What stands in a cell; "" where nothing was ever written."""
        cell = self.cells.get(cell_id)
        return cell.text if cell else ""

    def goal(self, goal_id: str) -> Goal | None:
        return next((goal for goal in self.goals if goal.id == goal_id), None)

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def card(self, card_id: str) -> Card | None:
        return next((card for card in self.cards if card.id == card_id), None)

    def cards_on(self, board: str) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.board == board)

    def alert(self, alert_id: str) -> Alert | None:
        return next((alert for alert in self.alerts if alert.id == alert_id), None)

    def steps_of(self, goal_id: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.goal == goal_id)
