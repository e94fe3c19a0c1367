"""What is true after something has happened. Never refuses: whatever is in the log is so."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from . import events as e
from .commands import Person
from .model import (
    Approval,
    Freeze,
    Goal,
    Meeting,
    Passed,
    Presence,
    Record,
    Seat,
    Signature,
    Step,
)
from .text import Cell, apply

Item = TypeVar("Item", Goal, Step)


def replay(entries: Iterable[e.Entry], meeting: Meeting | None = None) -> Meeting | None:
    """The meeting after those entries; None for an empty log."""
    for entry in entries:
        meeting = evolve(meeting, entry)
    return meeting


def evolve(meeting: Meeting | None, entry: e.Entry) -> Meeting:
    """The meeting after one entry. Only MeetingOpened may come to no meeting."""
    if meeting is None:
        if not isinstance(entry.event, e.MeetingOpened):
            raise ValueError("a log begins with MeetingOpened")
        return replace(_opened(entry.event), version=entry.version)
    after = _after(meeting, entry)
    return after if after.version == entry.version else replace(after, version=entry.version)


def _opened(event: e.MeetingOpened) -> Meeting:
    return Meeting(
        id=event.meeting,
        version=0,
        format=event.format,
        title=event.title,
        purpose=event.purpose,
        place=event.place,
        starts=event.starts,
        language=event.language,
        initials=event.initials,
        case_number=event.case_number,
        stage_id=event.format.stages[0].id,
    )


def _after(meeting: Meeting, entry: e.Entry) -> Meeting:
    event = entry.event
    match event:
        case e.TextChanged():
            before = meeting.cells.get(event.cell, _BLANK)
            after = apply(before, event.change, entry.by, event.tab, event.id)
            # Nearly every entry is a letter: the meeting is copied once for it, its version included.
            return replace(meeting, version=entry.version, cells={**meeting.cells, event.cell: after})
        case e.MeetingOpened():
            return meeting
        case e.MeetingAmended():
            return replace(
                meeting,
                title=event.title,
                purpose=event.purpose,
                place=event.place,
                starts=event.starts,
                case_number=event.case_number,
                initials=event.initials,
            )
        case e.PersonInvited():
            return _with_seat(meeting, _seat_for(event.person))
        case e.PersonAmended():
            old = meeting.seats[event.person.seat]
            person = event.person
            return _with_seat(
                meeting,
                replace(
                    old,
                    name=person.name,
                    roles=person.roles,
                    organisation=person.organisation,
                    position=person.position,
                    email=person.email,
                ),
            )
        case e.GuestAsked():
            guest = Seat(
                event.seat,
                event.name,
                frozenset({meeting.format.default_role}),
                event.organisation,
                presence=Presence.WAITING,
            )
            return _with_seat(meeting, guest)
        case e.GuestAdmitted(seat=seat) | e.PersonArrived(seat=seat):
            return _arrive(meeting, seat, entry)
        case e.GuestMatched():
            seats = {key: seat for key, seat in meeting.seats.items() if key != event.guest}
            matched = replace(meeting, seats=seats, became={**meeting.became, event.guest: event.seat})
            return _arrive(matched, event.seat, entry)
        case e.GuestTurnedAway():
            return _change_seat(meeting, event.seat, presence=Presence.TURNED_AWAY)
        case e.PersonDeparted():
            return _change_seat(meeting, event.seat, presence=Presence.LEFT, left=entry.at)
        case e.PersonExcused():
            return _change_seat(meeting, event.seat, presence=Presence.EXCUSED)
        case e.MeetingBegan():
            seats = {key: _at_the_beginning(seat, entry) for key, seat in meeting.seats.items()}
            return replace(meeting, seats=seats, began=entry.at, stage_began={meeting.stage_id: entry.at})
        case e.StageAdvanced():
            passed = meeting.passed
            if event.despite:
                passed = (*passed, Passed(meeting.stage_id, entry.by, event.despite, entry.at))
            return _enter(replace(meeting, passed=passed), event.stage, entry)
        case e.StageReturned():
            return _enter(meeting, event.stage, entry)
        case e.ConfidentialityAcknowledged():
            return _change_seat(meeting, event.seat, acknowledged=entry.at)
        case e.GoalAdded():
            return replace(meeting, goals=(*meeting.goals, Goal(event.goal)))
        case e.GoalRemoved():
            goals = tuple(goal for goal in meeting.goals if goal.id != event.goal)
            cells = _without(meeting.cells, f"goal:{event.goal}:")
            return replace(meeting, goals=goals, cells=cells, removed=meeting.removed | {event.goal})
        case e.GoalMoved():
            return replace(meeting, goals=_moved(meeting.goals, event.goal, event.place))
        case e.StepAdded():
            return replace(meeting, steps=(*meeting.steps, Step(event.step, event.goal)))
        case e.StepRemoved():
            steps = tuple(step for step in meeting.steps if step.id != event.step)
            cells = _without(meeting.cells, f"step:{event.step}:")
            return replace(meeting, steps=steps, cells=cells, removed=meeting.removed | {event.step})
        case e.StepMoved():
            return replace(meeting, steps=_step_moved(meeting, event))
        case e.StepGiven():
            return _change_step(meeting, event.step, owner=event.owner, promised="", declined=None)
        case e.DueSet():
            return _change_step(meeting, event.step, due=event.due)
        case e.StepAccepted():
            return _change_step(meeting, event.step, promised=event.digest, declined=None)
        case e.StepDeclined():
            return _change_step(meeting, event.step, promised="", declined=event.reason)
        case e.NextMeetingSet():
            return replace(meeting, next_starts=event.starts, next_place=event.place)
        case e.PlanFrozen():
            return replace(meeting, freeze=Freeze(event.number, event.digest, entry.at, event.agreed))
        case e.PlanReopened():
            return _reopen(meeting, event, entry)
        case e.PlanApproved():
            return _on_freeze(meeting, approvals={event.seat: Approval(event.verdict, event.words, entry.at)})
        case e.PlanSigned():
            return _on_freeze(meeting, signatures={event.seat: Signature(event.digest, entry.at, event.strokes)})
        case e.SigningRefused():
            return _on_freeze(meeting, signatures={event.seat: Signature(event.digest, entry.at, refused=event.reason)})
        case e.MeetingClosed():
            return replace(meeting, closed=entry.at, closed_despite=event.despite)
        case e.RecordWritten():
            return replace(meeting, record=Record(event.file, event.sha256, entry.at))
        case _:
            assert_never(event)


_BLANK = Cell()


def _seat_for(person: Person) -> Seat:
    return Seat(person.seat, person.name, person.roles, person.organisation, person.position, person.email)


def _with_seat(meeting: Meeting, seat: Seat) -> Meeting:
    return replace(meeting, seats={**meeting.seats, seat.id: seat})


def _change_seat(meeting: Meeting, seat_id: str, **changes: object) -> Meeting:
    return _with_seat(meeting, replace(meeting.seats[seat_id], **changes))  # type: ignore[arg-type]


def _arrive(meeting: Meeting, seat_id: str, entry: e.Entry) -> Meeting:
    seat = meeting.seats[seat_id]
    return _change_seat(
        meeting,
        seat_id,
        presence=Presence.PRESENT,
        arrived=seat.arrived or entry.at,
        left=None,
        late=seat.late or (meeting.freeze is not None and seat.arrived is None),
    )


def _at_the_beginning(seat: Seat, entry: e.Entry) -> Seat:
    """Whoever opened their link at home was not at the table yet; whoever left before the meeting began never was."""
    if seat.presence is Presence.PRESENT:
        return replace(seat, arrived=entry.at)
    if seat.presence is Presence.LEFT:
        return replace(seat, presence=Presence.INVITED, arrived=None, left=None)
    return seat


def _enter(meeting: Meeting, stage_id: str, entry: e.Entry) -> Meeting:
    return replace(meeting, stage_id=stage_id, stage_began={**meeting.stage_began, stage_id: entry.at})


def _change_step(meeting: Meeting, step_id: str, **changes: object) -> Meeting:
    steps = tuple(
        replace(step, **changes) if step.id == step_id else step  # type: ignore[arg-type]
        for step in meeting.steps
    )
    return replace(meeting, steps=steps)


def _moved(items: tuple[Item, ...], item_id: str, place: int) -> tuple[Item, ...]:
    moving = next(item for item in items if item.id == item_id)
    others = [item for item in items if item.id != item_id]
    others.insert(place, moving)
    return tuple(others)


def _step_moved(meeting: Meeting, event: e.StepMoved) -> tuple[Step, ...]:
    moving = replace(next(step for step in meeting.steps if step.id == event.step), goal=event.goal)
    others = [step for step in meeting.steps if step.id != event.step]
    siblings = [index for index, step in enumerate(others) if step.goal == event.goal]
    # After the last sibling when it goes to the end; steps of other goals keep their order around it.
    at = siblings[event.place] if event.place < len(siblings) else (siblings[-1] + 1 if siblings else len(others))
    others.insert(at, moving)
    return tuple(others)


def _without(cells: Mapping[str, Cell], prefix: str) -> dict[str, Cell]:
    return {key: cell for key, cell in cells.items() if not key.startswith(prefix)}


def _on_freeze(
    meeting: Meeting,
    approvals: Mapping[str, Approval] | None = None,
    signatures: Mapping[str, Signature] | None = None,
) -> Meeting:
    freeze = meeting.freeze
    if freeze is None:
        return meeting
    freeze = replace(
        freeze,
        approvals={**freeze.approvals, **(approvals or {})},
        signatures={**freeze.signatures, **(signatures or {})},
    )
    return replace(meeting, freeze=freeze)


def _reopen(meeting: Meeting, event: e.PlanReopened, entry: e.Entry) -> Meeting:
    if meeting.freeze is None:
        return meeting
    voided = replace(meeting.freeze, reopened=entry.at, why=event.why)
    # Whoever came while the last version was frozen is there for the next one.
    seats = {key: replace(seat, late=False) if seat.late else seat for key, seat in meeting.seats.items()}
    return replace(meeting, freeze=None, voided=(*meeting.voided, voided), seats=seats)
