"""What is true after the course of a meeting has gone on: its head, its stages, breaks, the floor, its ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from .. import events as e
from ..model import Meeting, Passed, Presence, Seat, Sitting, Skipped
from .parts import moved, off_the_floor


def after(meeting: Meeting, event: e.course.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.MeetingAmended():
            return _amend(meeting, event)
        case e.StageRenamed() | e.StageMoved() | e.StageSkipped() | e.StageRestored():
            return _arrange(meeting, event, entry)
        case e.MeetingBegan():
            seats = {key: _at_the_beginning(seat, entry) for key, seat in meeting.seats.items()}
            began = replace(meeting, seats=seats, began=entry.at, sat_down=entry.at, running=entry.at)
            return replace(began, stage_began={meeting.stage_id: entry.at})
        case e.StageAdvanced():
            passed = meeting.passed
            if event.despite:
                passed = (*passed, Passed(meeting.stage_id, entry.by, event.despite, entry.at))
            return _enter(replace(meeting, passed=passed), event.stage, entry)
        case e.StageReturned():
            return _enter(meeting, event.stage, entry)
        case e.TurnedTo():
            return replace(meeting, focus=event.panel)
        case e.MeetingPaused():
            return replace(_stopped(meeting, entry.at), paused=entry.at)
        case e.MeetingResumed():
            return replace(meeting, paused=None, running=entry.at)
        case e.FloorAsked():
            return replace(meeting, floor=(*meeting.floor, event.seat))
        case e.FloorGiven():
            spoken = meeting.spoken | {event.seat} if event.seat else meeting.spoken
            return replace(off_the_floor(meeting, event.seat), speaking=event.seat, spoken=spoken)
        case e.FloorLeft():
            return off_the_floor(meeting, event.seat)
        case e.MeetingBrokenOff():
            return _break_off(meeting, event, entry)
        case e.MeetingContinued():
            return _continue(meeting, entry)
        case e.MeetingClosed():
            closed = replace(meeting, closed=entry.at, closed_despite=event.despite, page_open="")
            return replace(closed, listed=meeting.recipients)
        case _:
            assert_never(event)


def _amend(meeting: Meeting, event: e.MeetingAmended) -> Meeting:
    """Another time or place is counted."""
    same = (meeting.starts, meeting.place) == (event.starts, event.place)
    return replace(
        meeting,
        title=event.title,
        purpose=event.purpose,
        place=event.place,
        starts=event.starts,
        case_number=event.case_number,
        initials=event.initials,
        record_kind=event.record_kind,
        moves=meeting.moves if same else meeting.moves + 1,
    )


def _arrange(
    meeting: Meeting,
    event: e.StageRenamed | e.StageMoved | e.StageSkipped | e.StageRestored,
    entry: e.Entry,
) -> Meeting:
    """The course of this one meeting, otherwise than its format has it."""
    stages = meeting.format.stages
    match event:
        case e.StageRenamed():
            stages = tuple(replace(stage, name=event.name) if stage.id == event.stage else stage for stage in stages)
        case e.StageMoved():
            stages = moved(stages, event.stage, event.place)
        case e.StageSkipped():
            skipped = {**meeting.skipped, event.stage: Skipped(entry.by, event.why, entry.at)}
            return replace(meeting, skipped=skipped)
        case e.StageRestored():
            return replace(meeting, skipped={key: why for key, why in meeting.skipped.items() if key != event.stage})
    return replace(meeting, format=replace(meeting.format, stages=stages))


def _at_the_beginning(seat: Seat, entry: e.Entry) -> Seat:
    """Whoever opened their link at home was not at the table yet; whoever left before the meeting began never was."""
    if seat.presence is Presence.PRESENT:
        return replace(seat, arrived=entry.at)
    if seat.presence is Presence.LEFT:
        return replace(seat, presence=Presence.INVITED, arrived=None, left=None)
    return seat


def _enter(meeting: Meeting, stage_id: str, entry: e.Entry) -> Meeting:
    stage_began = {**meeting.stage_began, stage_id: entry.at}
    running = None if meeting.paused else entry.at
    entered = replace(meeting, stage_id=stage_id, focus="", stage_began=stage_began)
    return replace(entered, spent=timedelta(), running=running)


def _stopped(meeting: Meeting, at: datetime) -> Meeting:
    """The time of the present stage stands still."""
    if meeting.running is None:
        return meeting
    return replace(meeting, spent=meeting.spent + (at - meeting.running), running=None)


def _break_off(meeting: Meeting, event: e.MeetingBrokenOff, entry: e.Entry) -> Meeting:
    """Everyone goes home but whoever leads, for somebody has to be able to go on."""
    leads = meeting.format.leads
    seats = {
        key: replace(seat, presence=Presence.LEFT, left=entry.at)
        if seat.presence is Presence.PRESENT and leads not in seat.roles
        else seat
        for key, seat in meeting.seats.items()
    }
    sitting = Sitting(meeting.sat_down or entry.at, entry.at, event.why)
    stopped = _stopped(meeting, entry.at)
    broken = replace(stopped, seats=seats, sittings=(*meeting.sittings, sitting), floor=(), speaking="", paused=None)
    # A page of the child's is not left on the wall while nobody is there.
    return replace(broken, broken_off=entry.at, continues=event.starts, page_open="")


def _continue(meeting: Meeting, entry: e.Entry) -> Meeting:
    """Whoever was there before is expected again; opening their page is arriving."""
    seats = {key: _again(meeting, seat, entry) for key, seat in meeting.seats.items()}
    stage_began = {**meeting.stage_began, meeting.stage_id: entry.at}
    again = replace(meeting, seats=seats, stage_began=stage_began, sat_down=entry.at, running=entry.at)
    return replace(again, broken_off=None, continues=None)


def _again(meeting: Meeting, seat: Seat, entry: e.Entry) -> Seat:
    if seat.arrived is None or meeting.broken_off is None:
        return seat
    if seat.presence is Presence.PRESENT:
        # Who leads stayed at the table in the books only; so did whoever came to the closed door in between.
        if seat.arrived >= meeting.broken_off:
            return replace(seat, arrived=entry.at)
        return replace(seat, arrived=entry.at, earlier=(*seat.earlier, (seat.arrived, meeting.broken_off)))
    if seat.presence is Presence.LEFT and seat.left is not None:
        earlier = (*seat.earlier, (seat.arrived, seat.left))
        return replace(seat, presence=Presence.INVITED, arrived=None, left=None, earlier=earlier)
    return seat
