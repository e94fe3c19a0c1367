"""The meetings of a case in their order, and what is still owed after them: for whoever looks after them all.

A Line is what has to be known of one meeting in the list, so that the list need not read every log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from .afterwards import FINISHED, outcome_of
from .mail import Matter
from .model import AT_THE_DOOR, Calling, Meeting, Presence
from .poll import unanswered

RECKONING = 4
"""Another number wherever `line_of` says something else of the same log: lines kept by an older program count no more.
"""
SOON = timedelta(days=7)
"""A step is named this long before it is due."""
LIVE = timedelta(hours=24)
"""For so long after its beginning a meeting that is not closed is taking place; later somebody forgot to close it."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of the plan a meeting ended with. owner: a name, "" for nobody."""

    id: str
    what: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting in the list. kind: the name of its format (a msgid); people: the names of those invited or present,
    whoever leads first; opened: when it was made; labelled: when its case was given that label by hand.
    """

    id: str
    version: int
    opened: datetime
    case: str
    occasion: str
    format: str
    kind: str
    title: str
    place: str
    starts: datetime | None
    initials: bool
    case_number: str
    label: str
    labelled: datetime | None
    began: datetime | None
    broken_off: datetime | None
    continues: datetime | None
    closed: datetime | None
    next_starts: datetime | None
    next_place: str
    people: tuple[str, ...]
    steps: tuple[OpenStep, ...]
    called: Calling | None
    caller: str
    """The name of whoever sees to the meeting that was decided on, or ""."""
    cancelled: datetime | None
    asked: bool
    """Those invited are being asked which time suits them."""
    unanswered: tuple[str, ...]
    """The names of those who have not answered yet."""
    silent: tuple[str, ...]
    """The names of those invited who have not said whether they come."""
    record_owed: bool
    """There is a record, and nobody has noted yet that everyone who is to have it has it."""
    without_record: tuple[str, ...]
    """The names of those on the list who have not got it yet."""
    wishes: int
    """Wishes to change a step that nobody has answered yet."""
    letter_owed: bool
    """The child has not got the letter yet."""
    office: str
    """Whose meeting it is on a shared server."""

    @property
    def held(self) -> datetime:
        """When it was or will be, as far as it is known: what puts the meetings of a case in order."""
        return self.began or self.starts or self.opened


def line_of(meeting: Meeting, opened: datetime) -> Line:
    """The line of a meeting as it is now; the steps are those it ended with and nobody has
    said to be done since, and none while it is not closed."""
    leads = meeting.format.leads
    known = [seat for seat in meeting.seats.values() if seat.presence not in AT_THE_DOOR | {Presence.TAKEN_OUT}]
    people = sorted(known, key=lambda seat: leads not in seat.roles)
    caller = meeting.seat_of(meeting.called.seat) if meeting.called else None
    letter = meeting.letter
    return Line(
        id=meeting.id,
        version=meeting.version,
        opened=opened,
        case=meeting.case_id,
        occasion=meeting.occasion,
        format=meeting.format.id,
        kind=meeting.format.name,
        title=meeting.title,
        place=meeting.place,
        starts=meeting.starts,
        initials=meeting.initials,
        case_number=meeting.case_number,
        label=meeting.label,
        labelled=meeting.labelled,
        began=meeting.began,
        broken_off=meeting.broken_off,
        continues=meeting.continues,
        closed=meeting.closed,
        next_starts=meeting.next_starts,
        next_place=meeting.next_place,
        people=tuple(seat.name for seat in people),
        steps=_steps(meeting) if meeting.closed else (),
        called=meeting.called,
        caller=caller.name if caller else "",
        cancelled=meeting.cancelled,
        asked=meeting.poll is not None and meeting.poll.settled is None and meeting.began is None,
        unanswered=tuple(seat.name for seat in unanswered(meeting)),
        silent=_silent(meeting),
        record_owed=bool(meeting.closed and meeting.record and meeting.handed_over is None and _without(meeting) != ()),
        without_record=_without(meeting) or (),
        wishes=sum(asked.answer is None for asked in meeting.requests.values()),
        letter_owed=bool(meeting.format.child and meeting.closed and not (letter and letter.given)),
        office=meeting.office,
    )


def _silent(meeting: Meeting) -> tuple[str, ...]:
    """Who has been asked to come to a meeting that is still to be held, and has not answered."""
    if meeting.began or meeting.closed:
        return ()
    asked = (meeting.seats.get(seat) for seat, said in meeting.invitations.items() if said.answer is None)
    return tuple(seat.name for seat in asked if seat and seat.presence is Presence.INVITED)


def _without(meeting: Meeting) -> tuple[str, ...] | None:
    """Who on the list has not got the record yet; None where there is no list."""
    if not meeting.recipients:
        return None
    sent = {told.seat for told in meeting.told if told.matter is Matter.RECORD}
    waiting = (
        each for each in meeting.recipients if each.delivered is None and (not each.seat or each.seat not in sent)
    )
    names = ((meeting.seats[each.seat].name if each.seat in meeting.seats else each.name) for each in waiting)
    return tuple(names)


def _steps(meeting: Meeting) -> tuple[OpenStep, ...]:
    """The steps that somebody still waits for."""
    found = []
    for step in meeting.steps:
        if outcome_of(meeting, step) in FINISHED:
            continue
        owner = meeting.seat_of(step.owner) if step.owner else None
        what = meeting.text(f"step:{step.id}:what").strip()
        found.append(OpenStep(step.id, what, owner.name if owner else "", step.due))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Case:
    """Meetings that carry one id, in their order."""

    id: str
    meetings: tuple[Line, ...]

    @property
    def label(self) -> str:
        """What the office calls it: a name given by hand, else the file number, else the title of the first meeting."""
        numbers = (line.case_number for line in reversed(self.meetings))
        return self.given or next(filter(None, numbers), self.meetings[0].title)

    @property
    def given(self) -> str:
        """The name given by hand, whichever meeting it was given at; "" where there is none, or none any more."""
        given = [(line.labelled, line.label) for line in self.meetings if line.labelled]
        return max(given)[1] if given else ""

    @property
    def last_closed(self) -> Line | None:
        """The meeting whose plan holds now."""
        return next((line for line in reversed(self.meetings) if line.closed), None)

    def after(self, line: Line) -> tuple[Line, ...]:
        """The meetings of the case that come after this one, or were made since."""
        return tuple(
            other
            for other in self.meetings
            if other.id != line.id
            and not other.cancelled
            and (other.held > line.held or (line.closed and other.opened > line.closed))
        )


def cases_of(lines: Iterable[Line]) -> tuple[Case, ...]:
    """Every case there is, in the order of their first meetings."""
    found: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.held, line.opened, line.id)):
        found.setdefault(line.case, []).append(line)
    return tuple(Case(id, tuple(meetings)) for id, meetings in found.items())


class Debt(StrEnum):
    """What somebody still has to see to."""

    OPEN = "open"
    """It has begun on another day and was never closed."""
    DATE = "date"
    """The hour has passed and it has not begun."""
    CONTINUE = "continue"
    """It was broken off, and nobody has said when it goes on."""
    CALL = "call"
    """Another meeting was decided on, and has not been made yet."""
    NEXT = "next"
    """The next meeting has been agreed, and has not been made yet."""
    STEP = "step"
    """A step of the plan that holds is due soon, or overdue."""
    TIME = "time"
    """Those invited are asked for a time: somebody has not answered, or all have and one is to be chosen."""
    SILENT = "silent"
    """Somebody invited has not said whether they come."""
    RECORD = "record"
    """The record has not got to everyone who is to have it."""
    WISH = "wish"
    """Somebody wants a step changed and has had no answer."""
    LETTER = "letter"
    """The child has not got the letter yet."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to be seen to. meeting: whose it is; on: by when; who: a name; what: words of the plan, or the id of
    the format that was decided on.
    """

    debt: Debt
    case: Case
    meeting: Line
    on: date | None = None
    who: str = ""
    what: str = ""
    late: bool = False


def owed(case: Case, now: datetime, zone: tzinfo) -> tuple[Owed, ...]:
    """What is owed in a case at `now` (aware), days being counted in `zone`."""
    today = now.astimezone(zone).date()
    found: list[Owed] = []
    for line in case.meetings:
        if line.closed is None:
            found.extend(_unfinished(case, line, now, zone))
            continue
        if line.called and not any(other.format == line.called.format for other in case.after(line)):
            until = line.called.until
            late = until is not None and until < today
            found.append(Owed(Debt.CALL, case, line, until, line.caller, line.called.format, late))
        if line.record_owed:
            found.append(Owed(Debt.RECORD, case, line))
        if line.wishes:
            found.append(Owed(Debt.WISH, case, line))
        if line.letter_owed:
            found.append(Owed(Debt.LETTER, case, line))
    last = case.last_closed
    if last is not None:
        if last.next_starts and not case.after(last):
            on = last.next_starts.astimezone(zone).date()
            found.append(Owed(Debt.NEXT, case, last, on, late=on < today))
        for step in last.steps:
            if step.due and step.due <= today + SOON:
                found.append(Owed(Debt.STEP, case, last, step.due, step.owner, step.what, step.due < today))
    return tuple(found)


def _unfinished(case: Case, line: Line, now: datetime, zone: tzinfo) -> Sequence[Owed]:
    if line.cancelled:
        return []
    if line.broken_off:
        waits = line.continues is None or line.continues < now - LIVE
        on = line.continues.astimezone(zone).date() if line.continues else None
        return [Owed(Debt.CONTINUE, case, line, on, late=on is not None)] if waits else []
    if line.began:
        day = line.began.astimezone(zone).date()
        return [Owed(Debt.OPEN, case, line, day, late=True)] if not takes_place(line, now) else []
    if line.asked:
        return [Owed(Debt.TIME, case, line)]
    if line.silent and not (line.starts and line.starts < now):
        return [Owed(Debt.SILENT, case, line, line.starts.astimezone(zone).date() if line.starts else None)]
    if line.starts and line.starts < now - LIVE:
        return [Owed(Debt.DATE, case, line, line.starts.astimezone(zone).date(), late=True)]
    return []


def takes_place(line: Line, now: datetime) -> bool:
    """Is this meeting going on now, or broken off for a moment of today?"""
    if line.closed or line.began is None or line.broken_off or line.cancelled:
        return False
    return now - max(line.began, line.continues or line.began) < LIVE


def comes(line: Line, now: datetime) -> datetime | None:
    """When this meeting will be, if it is still to come and anybody has said when."""
    ahead = line.continues if line.broken_off else line.starts if line.began is None else None
    over = line.closed or line.cancelled
    return ahead if ahead is not None and not over and ahead >= now - LIVE else None
