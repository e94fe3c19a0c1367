"""What follows from a command: events, or a refusal. Changes nothing; asking for what is already so gives ()."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import assert_never

from . import commands as c
from . import events as e
from . import text
from .agreed import digest, words_digest
from .agreement import agreement, promise_digest, written_for
from .cells import is_id, one_line
from .commands import Command, OpenMeeting, Person
from .format import Format, Stage, Word, known
from .holes import may_worry, sides, signers, unmet
from .model import RECORD_KINDS, Board, Card, Freeze, Meeting, Presence, Seat, Step, Strokes, Verdict
from .policy import RESERVED, gate, lends, write_gate
from .refusals import Reason, Refused

MOST_SEATS = 120
MOST_WAITING = 60
"""At the door at once: whoever has read the code from the screen must not fill every seat with invented names."""
MOST_GOALS = 40
MOST_STEPS = 200
MOST_CARDS = 300
MOST_ALERTS = 20
MOST_WEEKS = 52
MOST_WORDS = 4000
MOST_STROKES = 200
MOST_POINTS = 6000
LEAST_INK = 60
"""Length of line, in thousandths of the box's width, below which a signature is a slip of the finger."""

Events = tuple[e.Event, ...]


def open_meeting(command: OpenMeeting, format: Format) -> Events:
    """The first events of a new meeting."""
    if not is_id(command.meeting):
        raise Refused(Reason.BAD_ID)
    if not command.people:
        raise Refused(Reason.NO_PEOPLE)
    people = tuple(_person(format, person) for person in command.people)
    if len(people) > MOST_SEATS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_SEATS))
    if len({person.seat for person in people}) < len(people):
        raise Refused(Reason.TAKEN_ID)
    if not any(format.leads in person.roles for person in people):
        raise Refused(Reason.NO_FACILITATOR, role=format.leads)
    _sensible_start(command.starts)
    opened = e.MeetingOpened(
        meeting=command.meeting,
        format=format,
        title=_title(command.title),
        purpose=_words(command.purpose),
        place=_words(command.place, 200),
        starts=command.starts,
        language=command.language,
        case_number=_words(command.case_number, 80),
        initials=command.initials,
        record_kind=_record_kind(command.record_kind),
    )
    rules = _words(command.rules)
    written = (_written("rules", rules),) if rules else ()
    return (opened, *(e.PersonInvited(person) for person in people), *written)


def _written(cell_id: str, words: str) -> e.TextChanged:
    """The first words of a cell, put there by the program."""
    return e.TextChanged(cell_id, e.HOUSE, 0, ((0, *words.split("\n")),))


def decide(meeting: Meeting, command: Command, by: str, hand: str = "") -> Events:
    """What happens when `by` (a seat id or HOUSE) asks for this. Raises Refused, or text.Stale for an edit too old.

    hand: the seat (or TABLET) that asks for it in their stead, if they do not ask themselves.
    """
    seat = meeting.seat_of(by)
    if seat is not None:
        by = seat.id
    if hand and not lends(meeting, by, hand):
        raise Refused(Reason.NOT_YOUR_HAND, name=seat.name if seat else "—")
    if isinstance(command, c.EditText):
        return _edit(meeting, command, by)
    reason = gate(meeting, by, type(command))
    just_left = isinstance(command, c.Depart) and seat is not None and meeting.seat_of(command.seat) == seat
    just_gave = isinstance(command, c.HandOver) and bool(meeting.handovers) and meeting.handovers[-1].giver == by
    if (reason not in _NEVER_YOURS or just_left or just_gave) and _already(meeting, command, by):
        return ()
    if reason:
        raise _refusal(meeting, reason)
    match command:
        case c.InvitePerson():
            return _invite(meeting, command)
        case c.AmendPerson():
            return _amend_person(meeting, command)
        case c.AmendMeeting():
            return _amend_meeting(meeting, command)
        case c.RenameStage():
            _stage(meeting, command.stage)
            return (e.StageRenamed(command.stage, _name(command.name)),)
        case c.SkipStage():
            _to_come(meeting, command.stage)
            return (e.StageSkipped(command.stage, _words(command.why, 500)),)
        case c.RestoreStage():
            _to_come(meeting, command.stage)
            return (e.StageRestored(command.stage),)
        case c.MoveStage():
            return _move_stage(meeting, command)
        case c.AskToEnter():
            return _ask(meeting, command)
        case c.Admit():
            return _admit(meeting, command)
        case c.TurnAway():
            _waiting(meeting, command.seat)
            return (e.GuestTurnedAway(command.seat),)
        case c.Arrive():
            return _arrive(meeting, command, by)
        case c.Depart():
            return _depart(meeting, command, by)
        case c.Excuse():
            return _excuse(meeting, command)
        case c.TakeOut():
            return _take_out(meeting, command)
        case c.HandOver():
            return _hand_over(meeting, command, by)
        case c.AidPerson():
            return _aid(meeting, command, by)
        case c.ConfirmWords():
            if command.digest != words_digest(written_for(meeting, meeting.seats[by])):
                raise Refused(Reason.WORDS_CHANGED)
            return (e.WordsConfirmed(by, command.digest),)
        case c.BeginMeeting():
            return (e.MeetingBegan(),)
        case c.AdvanceStage():
            return _advance(meeting, command)
        case c.StepBack():
            return _step_back(meeting, command)
        case c.TurnTo():
            if not meeting.stage.turns or command.panel not in meeting.stage.shows:
                raise Refused(Reason.NO_SUCH_PANEL)
            return (e.TurnedTo(command.panel),)
        case c.PauseMeeting():
            _begun(meeting)
            return (e.MeetingPaused(),)
        case c.ResumeMeeting():
            return (e.MeetingResumed(),)
        case c.AskFloor():
            return (e.FloorAsked(by),)
        case c.GiveFloor():
            return (e.FloorGiven(_here(meeting, command.seat).id if command.seat else ""),)
        case c.LeaveFloor():
            leaving = _seat(meeting, command.seat).id
            _own_or_lead(meeting, leaving, by)
            return (e.FloorLeft(leaving),)
        case c.AddCard():
            _free_id(command.card, meeting.removed, MOST_CARDS, len(meeting.cards))
            return (e.CardAdded(command.card, command.board, by),)
        case c.RemoveCard():
            return _remove_card(meeting, command, by)
        case c.TakeUpOffer():
            return _take_up(meeting, command)
        case c.OpenWorries():
            return _open_worries(meeting, command)
        case c.ShowViews():
            return (e.ViewsShown(),)
        case c.AnswerScale():
            _known_goal(meeting, command.goal)
            if not 0 <= command.value <= 10:
                raise Refused(Reason.BAD_SCALE)
            return (e.ScaleAnswered(command.goal, by, command.value),)
        case c.ShowScale():
            _known_goal(meeting, command.goal)
            return (e.ScaleShown(command.goal),)
        case c.SetArea():
            _known_goal(meeting, command.goal)
            _one_of(meeting.format.areas, command.area)
            return (e.AreaSet(command.goal, command.area),)
        case c.AddAlert():
            _free_id(command.alert, meeting.removed, MOST_ALERTS, len(meeting.alerts))
            return (e.AlertAdded(command.alert),)
        case c.RemoveAlert():
            return (e.AlertRemoved(command.alert),)
        case c.SetAlert():
            return _set_alert(meeting, command)
        case c.NameHub():
            return (e.HubNamed(_known_person(meeting, command.seat)),)
        case c.AcknowledgeConfidentiality():
            return (e.ConfidentialityAcknowledged(by),)
        case c.AddGoal():
            _free_id(command.goal, meeting.removed, MOST_GOALS, len(meeting.goals))
            return (e.GoalAdded(command.goal),)
        case c.RemoveGoal():
            if meeting.steps_of(command.goal):
                raise Refused(Reason.GOAL_HAS_STEPS)
            return (e.GoalRemoved(command.goal),)
        case c.MoveGoal():
            return _move_goal(meeting, command)
        case c.AddStep():
            _known_goal(meeting, command.goal)
            _free_id(command.step, meeting.removed, MOST_STEPS, len(meeting.steps))
            return (e.StepAdded(command.step, command.goal),)
        case c.RemoveStep():
            return (e.StepRemoved(command.step),)
        case c.MoveStep():
            return _move_step(meeting, command)
        case c.GiveStep():
            return _give(meeting, command)
        case c.SetDue():
            _step(meeting, command.step)
            _sensible(command.due)
            return (e.DueSet(command.step, command.due),)
        case c.SetKind():
            _step(meeting, command.step)
            _one_of(meeting.format.kinds, command.kind)
            return (e.KindSet(command.step, command.kind),)
        case c.SetAfter():
            return _set_after(meeting, command)
        case c.AcceptStep():
            return _accept(meeting, command, by)
        case c.DeclineStep():
            _own_step(meeting, command.step, by)
            return (e.StepDeclined(command.step, _words(command.reason, 500)),)
        case c.SetNextMeeting():
            _sensible_start(command.starts)
            if not 0 <= command.weeks <= MOST_WEEKS:
                raise Refused(Reason.BAD_WEEKS)
            return (e.NextMeetingSet(command.starts, _words(command.place, 200), command.weeks),)
        case c.FreezePlan():
            return _freeze(meeting, command)
        case c.ReopenPlan():
            if meeting.freeze is None:
                raise Refused(Reason.NOT_FROZEN)
            if meeting.freeze.number != command.number:
                raise Refused(Reason.OTHER_VERSION)
            return (e.PlanReopened(command.number, _words(command.why, 500)),)
        case c.Approve():
            return _approve(meeting, command, by)
        case c.Sign():
            return _sign(meeting, command, by)
        case c.SignOnPaper():
            return _sign_on_paper(meeting, command, by, hand)
        case c.RefuseToSign():
            _not_signed(_signer(meeting, command.digest, by), by)
            if not (reason_words := _words(command.reason)):
                raise Refused(Reason.NO_REASON)
            return (e.SigningRefused(by, command.digest, reason_words),)
        case c.BreakOff():
            return _break_off(meeting, command)
        case c.ContinueMeeting():
            if meeting.broken_off is None:
                raise Refused(Reason.NOT_BROKEN_OFF)
            return (e.MeetingContinued(),)
        case c.CloseMeeting():
            despite = _despite(meeting, meeting.format.close_needs, command.despite)
            return (e.MeetingClosed(despite),)
        case c.NoteRecord():
            return (e.RecordWritten(command.file, command.sha256),)
        case _:
            assert_never(command)


# What is already so -------------------------------------------------------------------------------------------------


_NEVER_YOURS = frozenset({Reason.NOT_SEATED, Reason.NOT_YOUR_ROLE})
"""Somebody who could never ask for this is refused, and learns nothing of whether it is so already."""


def _already(meeting: Meeting, command: Command, by: str) -> bool:
    """Is what is asked for the case already, so that a second tap is harmless, also after the stage has moved on?"""
    seat = meeting.seats.get(by)
    match command:
        case c.InvitePerson():
            invited = meeting.seats.get(command.seat)
            return invited is not None and _person_of(invited) == _person(meeting.format, command)
        case c.RenameStage():
            return any(stage.id == command.stage and stage.name == command.name for stage in meeting.format.stages)
        case c.SkipStage():
            return command.stage in meeting.skipped
        case c.RestoreStage():
            return command.stage not in meeting.skipped and _stage(meeting, command.stage) is not None
        case c.MoveStage():
            return meeting.format.position(_stage(meeting, command.stage).id) == command.place
        case c.AskToEnter():
            return command.seat in meeting.seats or command.seat in meeting.became
        case c.Admit():
            admitted = meeting.seats.get(command.seat)
            return command.seat in meeting.became or (
                admitted is not None and admitted.presence is Presence.PRESENT and not command.invited
            )
        case c.TurnAway():
            asked = meeting.seats.get(command.seat)
            return asked is not None and asked.presence is Presence.TURNED_AWAY
        case c.Arrive():
            here = meeting.seat_of(command.seat)
            return here is not None and here.presence is Presence.PRESENT
        case c.Depart():
            gone = meeting.seat_of(command.seat)
            return gone is not None and gone.presence is Presence.LEFT
        case c.Excuse():
            excused = meeting.seats.get(command.seat)
            return excused is not None and excused.presence is Presence.EXCUSED
        case c.TakeOut():
            out = meeting.seat_of(command.seat)
            return out is not None and out.presence is Presence.TAKEN_OUT
        case c.HandOver():
            if seat is None or meeting.format.leads in seat.roles:
                return _now(meeting, command.seat) == by
            last = meeting.handovers[-1] if meeting.handovers else None
            return last is not None and (last.giver, last.taker) == (by, _now(meeting, command.seat))
        case c.AidPerson():
            whose = meeting.seat_of(command.seat)
            return whose is not None and (whose.aided, whose.hand) == (
                command.aided,
                _now(meeting, command.hand) if command.aided else "",
            )
        case c.ConfirmWords():
            return seat is not None and bool(seat.confirmed) and seat.confirmed == command.digest
        case c.BeginMeeting():
            return meeting.began is not None
        case c.AdvanceStage():
            return _stage_index(meeting, command.leaving) < _stage_index(meeting, meeting.stage_id)
        case c.StepBack():
            return _stage_index(meeting, command.leaving) > _stage_index(meeting, meeting.stage_id)
        case c.TurnTo():
            return meeting.turned_to == command.panel
        case c.PauseMeeting():
            return meeting.paused is not None
        case c.ResumeMeeting():
            return meeting.paused is None
        case c.AskFloor():
            return by in meeting.floor
        case c.GiveFloor():
            return meeting.speaking == _now(meeting, command.seat)
        case c.LeaveFloor():
            leaving = _now(meeting, command.seat)
            return leaving in meeting.seats and leaving not in (*meeting.floor, meeting.speaking)
        case c.AddCard():
            return meeting.card(command.card) is not None
        case c.RemoveCard():
            return meeting.card(command.card) is None
        case c.TakeUpOffer():
            return meeting.step(command.step) is not None
        case c.OpenWorries():
            return may_worry(meeting)
        case c.ShowViews():
            return meeting.views_shown is not None
        case c.AnswerScale():
            scaled = meeting.goal(command.goal)
            return scaled is not None and scaled.scale.get(by) == command.value
        case c.ShowScale():
            scaled = meeting.goal(command.goal)
            return scaled is not None and scaled.shown
        case c.SetArea():
            about = meeting.goal(command.goal)
            return about is not None and about.area == command.area
        case c.AddAlert():
            return meeting.alert(command.alert) is not None
        case c.RemoveAlert():
            return meeting.alert(command.alert) is None
        case c.SetAlert():
            alert = meeting.alert(command.alert)
            named = (_now(meeting, command.caller), _now(meeting, command.called))
            return alert is not None and (alert.caller, alert.called) == named
        case c.NameHub():
            return meeting.hub == _now(meeting, command.seat)
        case c.SetKind():
            kind_of = meeting.step(command.step)
            return kind_of is not None and kind_of.kind == command.kind
        case c.SetAfter():
            later = meeting.step(command.step)
            return later is not None and set(later.after) == command.after
        case c.AcknowledgeConfidentiality():
            return seat is not None and seat.acknowledged is not None
        case c.AddGoal():
            return meeting.goal(command.goal) is not None
        case c.RemoveGoal():
            return meeting.goal(command.goal) is None
        case c.AddStep():
            return meeting.step(command.step) is not None
        case c.RemoveStep():
            return meeting.step(command.step) is None
        case c.GiveStep():
            given = meeting.step(command.step)
            owner = meeting.seat_of(command.owner)
            return given is not None and given.owner == (owner.id if owner else command.owner or None)
        case c.SetDue():
            dated = meeting.step(command.step)
            return dated is not None and dated.due == command.due
        case c.AcceptStep():
            taken = meeting.step(command.step)
            return (
                taken is not None
                and taken.owner == by
                and taken.promised == command.digest == promise_digest(meeting, taken)
            )
        case c.DeclineStep():
            left = meeting.step(command.step)
            return left is not None and left.owner == by and left.declined == _words(command.reason, 500)
        case c.SetNextMeeting():
            return (command.starts, _words(command.place, 200), command.weeks) == (
                meeting.next_starts,
                meeting.next_place,
                meeting.next_weeks,
            )
        case c.FreezePlan():
            return meeting.freeze is not None
        case c.ReopenPlan():
            return any(past.number == command.number for past in meeting.voided)
        case c.Approve():
            said = (
                meeting.freeze.approvals.get(by) if meeting.freeze and meeting.freeze.digest == command.digest else None
            )
            return said is not None and (said.verdict, said.words) == (command.verdict, _words(command.words))
        case c.Sign():
            signed = meeting.freeze.signatures.get(by) if meeting.freeze else None
            return (
                signed is not None and signed.refused is None and not signed.paper and signed.digest == command.digest
            )
        case c.SignOnPaper():
            on_paper = meeting.freeze.signatures.get(by) if meeting.freeze else None
            return (
                on_paper is not None
                and on_paper.paper
                and (on_paper.photo, on_paper.digest) == (command.photo, command.digest)
            )
        case c.RefuseToSign():
            refused = meeting.freeze.signatures.get(by) if meeting.freeze else None
            return (
                refused is not None and refused.refused == _words(command.reason) and refused.digest == command.digest
            )
        case c.BreakOff():
            return meeting.broken_off is not None
        case c.ContinueMeeting():
            return bool(meeting.sittings) and meeting.broken_off is None
        case c.CloseMeeting():
            return meeting.closed is not None
        case c.NoteRecord():
            return meeting.record is not None and meeting.record.sha256 == command.sha256
        case _:
            return False


def _now(meeting: Meeting, seat_id: str) -> str:
    """The seat somebody holds now; the id itself where there is none."""
    seat = meeting.seat_of(seat_id)
    return seat.id if seat else seat_id


def _stage_index(meeting: Meeting, stage_id: str) -> int:
    try:
        return meeting.format.position(stage_id)
    except KeyError:
        raise _refusal(meeting, Reason.OTHER_STAGE) from None


# Text ---------------------------------------------------------------------------------------------------------------

_BROKEN = {
    "shape": Reason.TEXT_SHAPE,
    "range": Reason.TEXT_RANGE,
    "text": Reason.TEXT_CHARACTERS,
    "split": Reason.TEXT_SPLIT,
    "size": Reason.TEXT_SIZE,
}


def _edit(meeting: Meeting, command: c.EditText, by: str) -> Events:
    cell = meeting.cells.get(command.cell, _BLANK)
    if command.id <= cell.last.get(command.tab, -1):
        return ()
    if reason := write_gate(meeting, by, command.cell):
        raise _refusal(meeting, reason)
    if one_line(command.cell) and any(not isinstance(part, int) and len(part) > 2 for part in command.change):
        raise Refused(Reason.TEXT_CHARACTERS)
    try:
        change = text.rebase(cell, command.change, command.version)
        text.check(cell, change)
    except text.Broken as broken:
        raise Refused(_BROKEN[broken.code]) from broken
    return (e.TextChanged(command.cell, command.tab, command.id, change),)


_BLANK = text.Cell()


# People -------------------------------------------------------------------------------------------------------------


def _person(format: Format, person: Person | c.InvitePerson | c.AmendPerson) -> Person:
    if not is_id(person.seat) or person.seat in RESERVED:
        raise Refused(Reason.BAD_ID)
    known = {role.id for role in format.roles}
    for role in sorted(person.roles):
        if role not in known:
            raise Refused(Reason.NO_SUCH_ROLE, role=role, roles=", ".join(role.id for role in format.roles))
    return Person(
        person.seat,
        _name(person.name),
        person.roles or frozenset({format.default_role}),
        _words(person.organisation, 120),
        _words(person.position, 120),
        _words(person.email, 254),
        _words(person.identity, 300),
        person.aided,
    )


def _person_of(seat: Seat) -> Person:
    return Person(
        seat.id, seat.name, seat.roles, seat.organisation, seat.position, seat.email, seat.identity, seat.aided
    )


def _invite(meeting: Meeting, command: c.InvitePerson) -> Events:
    person = _person(meeting.format, command)
    _free_id(person.seat, (*meeting.seats, *meeting.became), MOST_SEATS, _taken(meeting))
    return (e.PersonInvited(person),)


def _taken(meeting: Meeting) -> int:
    """Seats that count. Somebody who was turned away takes none: they would keep out those who are expected."""
    return sum(seat.presence is not Presence.TURNED_AWAY for seat in meeting.seats.values())


def _amend_person(meeting: Meeting, command: c.AmendPerson) -> Events:
    seat = _seat(meeting, command.seat)
    person = replace(_person(meeting.format, command), seat=seat.id, aided=seat.aided)
    if seat.aided and meeting.format.leads in person.roles:
        raise Refused(Reason.NEEDS_PHONE)
    if meeting.format.leads not in person.roles:
        _somebody_else_leads(meeting, seat)
    return () if person == _person_of(seat) else (e.PersonAmended(person),)


def _amend_meeting(meeting: Meeting, command: c.AmendMeeting) -> Events:
    _sensible_start(command.starts)
    amended = e.MeetingAmended(
        _title(command.title),
        _words(command.purpose),
        _words(command.place, 200),
        command.starts,
        _words(command.case_number, 80),
        command.initials,
        _record_kind(command.record_kind),
    )
    before = e.MeetingAmended(
        meeting.title,
        meeting.purpose,
        meeting.place,
        meeting.starts,
        meeting.case_number,
        meeting.initials,
        meeting.record_kind,
    )
    return () if amended == before else (amended,)


def _ask(meeting: Meeting, command: c.AskToEnter) -> Events:
    _free_id(command.seat, (), MOST_SEATS, _taken(meeting))
    if len(meeting.waiting) >= MOST_WAITING:
        raise Refused(Reason.FULL_DOOR)
    return (e.GuestAsked(command.seat, _name(command.name), _words(command.organisation, 120)),)


def _waiting(meeting: Meeting, seat_id: str) -> Seat:
    seat = _seat(meeting, seat_id)
    if seat.presence is not Presence.WAITING:
        raise Refused(Reason.NOT_WAITING)
    return seat


def _admit(meeting: Meeting, command: c.Admit) -> Events:
    _waiting(meeting, command.seat)
    if not command.invited:
        return (e.GuestAdmitted(command.seat),)
    invited = _seat(meeting, command.invited)
    if invited.presence in (Presence.PRESENT, Presence.WAITING):
        raise Refused(Reason.ALREADY_HERE)
    return (e.GuestMatched(command.seat, invited.id),)


def _arrive(meeting: Meeting, command: c.Arrive, by: str) -> Events:
    seat = _seat(meeting, command.seat)
    if seat.presence in (Presence.WAITING, Presence.TURNED_AWAY):
        raise Refused(Reason.NOT_SEATED)
    # Somebody who was sent out does not come back by opening their link: it is for whoever leads to let them in.
    if seat.presence is Presence.TAKEN_OUT and by == e.HOUSE:
        raise Refused(Reason.NOT_SEATED)
    return (e.PersonArrived(seat.id),)


def _take_out(meeting: Meeting, command: c.TakeOut) -> Events:
    seat = _seat(meeting, command.seat)
    if seat.presence not in (Presence.PRESENT, Presence.LEFT):
        raise Refused(Reason.NO_SUCH_SEAT)
    _somebody_else_leads(meeting, seat)
    return (e.PersonTakenOut(seat.id),)


def _hand_over(meeting: Meeting, command: c.HandOver, by: str) -> Events:
    taker = _here(meeting, command.seat)
    if taker.aided:
        raise Refused(Reason.NEEDS_PHONE)
    return (e.LeadHandedOver(by, taker.id),)


def _aid(meeting: Meeting, command: c.AidPerson, by: str) -> Events:
    seat = _seat(meeting, command.seat)
    leads = meeting.format.leads in meeting.seats[by].roles
    if not leads and (seat.id != by or command.aided):
        # Oneself one may only take the pen back: that somebody is without a phone is for whoever leads to say.
        raise Refused(Reason.NOT_YOUR_ROLE)
    if not command.aided:
        return (e.PersonAided(seat.id, False, ""),)
    if meeting.format.leads in seat.roles:
        raise Refused(Reason.NEEDS_PHONE)
    hand = _seat(meeting, command.hand).id if command.hand else ""
    if hand == seat.id or (hand and meeting.seats[hand].aided):
        raise Refused(Reason.NO_SUCH_SEAT)
    return (e.PersonAided(seat.id, True, hand),)


def _here(meeting: Meeting, seat_id: str) -> Seat:
    seat = _seat(meeting, seat_id)
    if seat.presence is not Presence.PRESENT:
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat


def _known_person(meeting: Meeting, seat_id: str) -> str:
    """A seat that may be named for something after today, present or not; "" for nobody."""
    if not seat_id:
        return ""
    seat = _seat(meeting, seat_id)
    if seat.presence in (Presence.WAITING, Presence.TURNED_AWAY, Presence.TAKEN_OUT):
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat.id


def _own_or_lead(meeting: Meeting, seat_id: str, by: str) -> None:
    if seat_id != by and meeting.format.leads not in meeting.seats[by].roles:
        raise Refused(Reason.NOT_YOUR_ROLE)


def _depart(meeting: Meeting, command: c.Depart, by: str) -> Events:
    seat = _seat(meeting, command.seat)
    if seat.id != by and meeting.format.leads not in meeting.seats[by].roles:
        raise Refused(Reason.NOT_YOUR_ROLE)
    if seat.presence is not Presence.PRESENT:
        raise Refused(Reason.NO_SUCH_SEAT)
    _somebody_else_leads(meeting, seat)
    return (e.PersonDeparted(seat.id),)


def _excuse(meeting: Meeting, command: c.Excuse) -> Events:
    seat = _seat(meeting, command.seat)
    if seat.presence is not Presence.INVITED:
        raise Refused(Reason.ALREADY_HERE)
    return (e.PersonExcused(seat.id),)


def _somebody_else_leads(meeting: Meeting, seat: Seat) -> None:
    leads = meeting.format.leads
    if leads not in seat.roles:
        return
    # Somebody who is only invited cannot lead those who are here.
    enough = {Presence.PRESENT} if seat.presence is Presence.PRESENT else {Presence.PRESENT, Presence.INVITED}
    others = (other for other in meeting.seats.values() if other.id != seat.id and leads in other.roles)
    if not any(other.presence in enough for other in others):
        raise Refused(Reason.LAST_FACILITATOR)


# The course ---------------------------------------------------------------------------------------------------------


def _advance(meeting: Meeting, command: c.AdvanceStage) -> Events:
    if command.leaving != meeting.stage_id:
        raise _refusal(meeting, Reason.OTHER_STAGE)
    here = meeting.course.index(meeting.stage)
    if here + 1 == len(meeting.course):
        raise Refused(Reason.LAST_STAGE)
    despite = _despite(meeting, meeting.stage.needs, command.despite)
    advanced = e.StageAdvanced(meeting.course[here + 1].id, despite)
    return (advanced,) if meeting.began else (e.MeetingBegan(), advanced)


def _step_back(meeting: Meeting, command: c.StepBack) -> Events:
    if command.leaving != meeting.stage_id:
        raise _refusal(meeting, Reason.OTHER_STAGE)
    here = meeting.course.index(meeting.stage)
    if here == 0:
        raise Refused(Reason.FIRST_STAGE)
    returned = e.StageReturned(meeting.course[here - 1].id)
    return (e.PlanReopened(meeting.freeze.number, ""), returned) if meeting.freeze else (returned,)


def _despite(meeting: Meeting, needs: tuple[str, ...], despite: str) -> str:
    """The words of a decision to go on although something is missing; "" where nothing is."""
    holes = unmet(meeting, needs)
    if not holes:
        return ""
    words = _words(despite, 500)
    if not words:
        raise Refused(Reason.MISSING, holes, count=str(len(holes)))
    return words


def _stage(meeting: Meeting, stage_id: str) -> Stage:
    try:
        return meeting.format.stage(stage_id)
    except KeyError:
        raise Refused(Reason.NO_SUCH_STAGE) from None


def _to_come(meeting: Meeting, stage_id: str) -> int:
    """Where a stage stands that nobody has been in yet; never the last, where the meeting is signed and closed."""
    place = meeting.format.position(_stage(meeting, stage_id).id)
    if not meeting.format.position(meeting.stage_id) < place < len(meeting.format.stages) - 1:
        raise Refused(Reason.STAGE_BEHIND)
    if stage_id in meeting.stage_began:
        # One has been there and stepped back: what was done there stays in its place.
        raise Refused(Reason.STAGE_BEHIND)
    return place


def _move_stage(meeting: Meeting, command: c.MoveStage) -> Events:
    _to_come(meeting, command.stage)
    first = meeting.format.position(meeting.stage_id) + 1
    while meeting.format.stages[first].id in meeting.stage_began:
        first += 1
    place = max(first, min(command.place, len(meeting.format.stages) - 2))
    return () if meeting.format.position(command.stage) == place else (e.StageMoved(command.stage, place),)


def _begun(meeting: Meeting) -> None:
    if meeting.began is None:
        raise Refused(Reason.NOT_BEGUN)


def _break_off(meeting: Meeting, command: c.BreakOff) -> Events:
    _begun(meeting)
    _sensible_start(command.starts)
    why = _words(command.why, 500)
    if not why:
        raise Refused(Reason.NO_WORDS)
    return (e.MeetingBrokenOff(why, command.starts),)


# Cards, scales, alerts ----------------------------------------------------------------------------------------------


def _card(meeting: Meeting, card_id: str) -> Card:
    card = meeting.card(card_id)
    if card is None:
        raise Refused(Reason.NO_SUCH_CARD)
    return card


def _remove_card(meeting: Meeting, command: c.RemoveCard, by: str) -> Events:
    card = _card(meeting, command.card)
    if card.seat != by:
        raise Refused(Reason.NOT_YOUR_CARD)
    if card.step:
        raise Refused(Reason.TAKEN_UP)
    return (e.CardRemoved(card.id),)


def _take_up(meeting: Meeting, command: c.TakeUpOffer) -> Events:
    card = _card(meeting, command.card)
    if card.board is not Board.OFFERS:
        raise Refused(Reason.NO_SUCH_CARD)
    if card.step:
        raise Refused(Reason.TAKEN_UP)
    words = meeting.text(f"card:{card.id}").strip()
    if not words:
        raise Refused(Reason.STEP_EMPTY)
    _known_goal(meeting, command.goal)
    _free_id(command.step, meeting.removed, MOST_STEPS, len(meeting.steps))
    return (
        e.StepAdded(command.step, command.goal),
        _written(f"step:{command.step}:what", words),
        e.StepGiven(command.step, card.seat),
        e.OfferTakenUp(card.id, command.step),
    )


def _open_worries(meeting: Meeting, command: c.OpenWorries) -> Events:
    if all(sides(meeting).values()):
        return (e.WorriesOpened(""),)
    words = _words(command.despite, 500)
    if not words:
        raise Refused(Reason.STRENGTHS_FIRST)
    return (e.WorriesOpened(words),)


def _set_alert(meeting: Meeting, command: c.SetAlert) -> Events:
    if meeting.alert(command.alert) is None:
        raise Refused(Reason.NO_SUCH_ALERT)
    caller, called = _known_person(meeting, command.caller), _known_person(meeting, command.called)
    return (e.AlertSet(command.alert, caller, called),)


def _one_of(words: tuple[Word, ...], word: str) -> None:
    if word and known(words, word) is None:
        raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(each.id for each in words))


# Goals and steps ----------------------------------------------------------------------------------------------------


def _move_goal(meeting: Meeting, command: c.MoveGoal) -> Events:
    _known_goal(meeting, command.goal)
    order = [goal.id for goal in meeting.goals]
    place = max(0, min(command.place, len(order) - 1))
    return () if order.index(command.goal) == place else (e.GoalMoved(command.goal, place),)


def _move_step(meeting: Meeting, command: c.MoveStep) -> Events:
    step = _step(meeting, command.step)
    _known_goal(meeting, command.goal)
    siblings = [other.id for other in meeting.steps_of(command.goal)]
    last = len(siblings) - (1 if step.goal == command.goal else 0)
    place = max(0, min(command.place, last))
    if step.goal == command.goal and siblings.index(step.id) == place:
        return ()
    return (e.StepMoved(step.id, command.goal, place),)


def _give(meeting: Meeting, command: c.GiveStep) -> Events:
    _step(meeting, command.step)
    if not command.owner:
        return (e.StepGiven(command.step, None),)
    owner = _seat(meeting, command.owner)
    if owner.presence in (Presence.WAITING, Presence.TURNED_AWAY):
        raise Refused(Reason.NO_SUCH_SEAT)
    return (e.StepGiven(command.step, owner.id),)


def _set_after(meeting: Meeting, command: c.SetAfter) -> Events:
    step = _step(meeting, command.step)
    for before in command.after:
        _step(meeting, before)
    waits = {each.id: set(each.after) for each in meeting.steps} | {step.id: set(command.after)}
    reached, ahead = set[str](), list(waits[step.id])
    while ahead:
        if (before := ahead.pop()) == step.id:
            raise Refused(Reason.STEP_CIRCLE)
        if before not in reached:
            reached.add(before)
            ahead.extend(waits[before])
    order = [each.id for each in meeting.steps]
    return (e.AfterSet(step.id, tuple(sorted(command.after, key=order.index))),)


def _accept(meeting: Meeting, command: c.AcceptStep, by: str) -> Events:
    step = _step(meeting, command.step)
    if not meeting.text(f"step:{step.id}:what").strip():
        raise Refused(Reason.STEP_EMPTY)
    if command.digest != promise_digest(meeting, step):
        raise Refused(Reason.STEP_CHANGED)
    if step.owner is None:
        # "Beru si to" on a step that has nobody: one tap takes it and promises it.
        return (e.StepGiven(step.id, by), e.StepAccepted(step.id, command.digest))
    _own_step(meeting, step.id, by)
    return (e.StepAccepted(step.id, command.digest),)


def _own_step(meeting: Meeting, step_id: str, by: str) -> Step:
    step = _step(meeting, step_id)
    if step.owner != by:
        owner = meeting.seats.get(step.owner) if step.owner else None
        raise Refused(Reason.NOT_YOUR_STEP, owner=owner.name if owner else "—")
    return step


# The end ------------------------------------------------------------------------------------------------------------


def _freeze(meeting: Meeting, command: c.FreezePlan) -> Events:
    despite = _despite(meeting, meeting.format.freeze_needs, command.despite)
    agreed = agreement(meeting, unmet(meeting, meeting.format.freeze_needs), despite)
    return (e.PlanFrozen(len(meeting.voided) + 1, digest(agreed), agreed),)


def _frozen(meeting: Meeting, shown: str) -> Freeze:
    if meeting.freeze is None:
        raise Refused(Reason.NOT_FROZEN)
    if meeting.freeze.digest != shown:
        raise Refused(Reason.OTHER_VERSION)
    return meeting.freeze


def _signer(meeting: Meeting, shown: str, by: str) -> Freeze:
    freeze = _frozen(meeting, shown)
    if meeting.seats[by].late:
        raise Refused(Reason.LATE)
    if by not in {seat.id for seat in signers(meeting)}:
        raise Refused(Reason.NOT_YOUR_ROLE)
    return freeze


def _approve(meeting: Meeting, command: c.Approve, by: str) -> Events:
    freeze = _signer(meeting, command.digest, by)
    words = _words(command.words)
    if command.verdict is not Verdict.AGREE and not words:
        raise Refused(Reason.NO_WORDS)
    _not_signed(freeze, by)
    return (e.PlanApproved(by, command.digest, command.verdict, words),)


def _not_signed(freeze: Freeze, by: str) -> None:
    """A signature holds until the plan is opened again; who has refused may still change their mind and sign."""
    given = freeze.signatures.get(by)
    if given is not None and given.refused is None:
        raise Refused(Reason.ALREADY_SIGNED)


def _sign(meeting: Meeting, command: c.Sign, by: str) -> Events:
    freeze = _signer(meeting, command.digest, by)
    if by not in freeze.approvals:
        raise Refused(Reason.APPROVE_FIRST)
    _drawn(command.strokes)
    return (e.PlanSigned(by, command.digest, command.strokes),)


def _sign_on_paper(meeting: Meeting, command: c.SignOnPaper, by: str, hand: str) -> Events:
    noting = meeting.seat_of(hand) if hand else None
    if noting is None or meeting.format.leads not in noting.roles:
        raise Refused(Reason.NOT_ON_PAPER)
    freeze = _signer(meeting, command.digest, by)
    if by not in freeze.approvals:
        raise Refused(Reason.APPROVE_FIRST)
    if command.photo and not is_id(command.photo):
        raise Refused(Reason.BAD_ID)
    return (e.PlanSignedOnPaper(by, command.digest, command.photo),)


def _drawn(strokes: Strokes) -> None:
    """A signature somebody really drew, within the box and within reason."""
    if len(strokes) > MOST_STROKES or sum(len(stroke) for stroke in strokes) > 2 * MOST_POINTS:
        raise Refused(Reason.LONG_SIGNATURE)
    ink = 0.0
    for stroke in strokes:
        if len(stroke) % 2:
            raise Refused(Reason.EMPTY_SIGNATURE)
        points = list(zip(stroke[::2], stroke[1::2], strict=True))
        if not all(0 <= x <= 1000 and 0 <= y <= 400 for x, y in points):
            raise Refused(Reason.EMPTY_SIGNATURE)
        for (x0, y0), (x1, y1) in pairwise(points):
            ink += ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if ink < LEAST_INK:
        raise Refused(Reason.EMPTY_SIGNATURE)


# Small checks -------------------------------------------------------------------------------------------------------


def _refusal(meeting: Meeting, reason: Reason) -> Refused:
    return Refused(reason, stage=meeting.stage.name)


def _seat(meeting: Meeting, seat_id: str) -> Seat:
    seat = meeting.seat_of(seat_id)
    if seat is None:
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat


def _step(meeting: Meeting, step_id: str) -> Step:
    step = meeting.step(step_id)
    if step is None:
        raise Refused(Reason.NO_SUCH_STEP)
    return step


def _known_goal(meeting: Meeting, goal_id: str) -> None:
    if meeting.goal(goal_id) is None:
        raise Refused(Reason.NO_SUCH_GOAL)


def _free_id(new: str, taken: object, most: int, count: int) -> None:
    if not is_id(new) or new in RESERVED:
        raise Refused(Reason.BAD_ID)
    if new in taken:  # type: ignore[operator]
        raise Refused(Reason.TAKEN_ID)
    if count >= most:
        raise Refused(Reason.TOO_MANY, most=str(most))


def _words(value: str, most: int = MOST_WORDS) -> str:
    cleaned = text.clean(value).strip()
    if len(cleaned) > most:
        raise Refused(Reason.TOO_LONG, most=str(most))
    return cleaned


def _record_kind(word: str) -> str:
    if word not in RECORD_KINDS:
        raise Refused(Reason.NO_SUCH_KIND, word=word[:40], words=", ".join(RECORD_KINDS))
    return word


def _name(value: str) -> str:
    cleaned = " ".join(text.clean(value).split())
    if not 1 <= len(cleaned) <= 80:
        raise Refused(Reason.NO_NAME)
    return cleaned


def _title(value: str) -> str:
    cleaned = " ".join(text.clean(value).split())
    if not 1 <= len(cleaned) <= 200:
        raise Refused(Reason.NO_TITLE)
    return cleaned


_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _sensible(day: date | None) -> None:
    if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
        raise Refused(Reason.BAD_DATE, first=_FIRST_DAY.isoformat(), last=_LAST_DAY.isoformat())


def _sensible_start(starts: datetime | None) -> None:
    _sensible(starts.date() if starts else None)
