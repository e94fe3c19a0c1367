"""What is true of a meeting: the meeting as a whole, everything that follows from the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ..format import Format, Stage
from ..mail import Invitation, Mail, Told
from ..previous import Help, Previous
from ..text import Cell
from .afterwards import Mark, News, Request
from .boards import Alert, Card, Load
from .book import Page
from .calling import Calling
from .choice import Hearing
from .comments import Comment
from .consents import Confidence, Consent, Ground
from .contributions import Contribution
from .course import OCCASIONS, Passed, Sitting, Skipped
from .damage import Damage
from .evaluation import Evaluated, Now
from .keeping import NO_KEEPING, Keeping, Record, Said
from .people import Handover, Presence, Seat
from .poll import Poll
from .preparation import Report
from .recipients import Recipient
from .signing import Freeze
from .steps import Goal, Step
from .to_the_child import Letter


# Without slots, so that a letter can copy it in one go (evolve/writing.py).
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
    clock_moved: tuple[tuple[datetime, datetime], ...] = ()
    """Each time it was put on or back while the program ran: what it should have said, and what it did."""
    damages: tuple[Damage, ...] = ()
    """Entries that cannot be read, in order."""
    hurt: Mapping[str, int] = field(default_factory=dict)
    """Cells whose last words cannot be read -> the version of that entry. What stands in them is older."""
    aside: int = 0
    """How many entries that can be read were set aside because they go on from one that cannot."""
    stopped: int = 0
    """The first entry that cannot be left out without what came after it being a lie: this is the meeting before it.
    0 for none."""
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
    def clock_jumps(self) -> tuple[tuple[datetime, datetime], ...]:
        """Each time the clock was put on or back: what it had said or should have, and what then."""
        return (*self.clock_back, *self.clock_moved)

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
