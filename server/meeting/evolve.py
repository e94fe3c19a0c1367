"""What is true after something has happened. Never refuses: whatever is in the log is so."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar, assert_never

from . import events as e
from .bringing import kept
from .commands import Person
from .format import Stage
from .holes import sides
from .leafing import chosen, leafed, off_the_wall_if_dangerous, own_hand
from .model import (
    Alert,
    Approval,
    Can,
    Card,
    Comment,
    Confidence,
    Consent,
    Contribution,
    Evaluated,
    Freeze,
    Goal,
    Ground,
    Handover,
    Letter,
    Mark,
    Meeting,
    News,
    Now,
    Page,
    Passed,
    Poll,
    Presence,
    Recipient,
    Record,
    Request,
    Said,
    Seat,
    Signature,
    Sitting,
    Skipped,
    Step,
)
from .pages import is_child
from .posted import moved, posted
from .text import Cell, apply

Item = TypeVar("Item", Goal, Step, Stage)


NOTICED = timedelta(minutes=1)
"""A clock that is put back by more is noted: times are shown to the minute."""


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
        return replace(_opened(entry.event), version=entry.version, latest=entry.at)
    after = _after(meeting, entry)
    if after.version != entry.version:
        after = replace(after, version=entry.version, latest=entry.at)
    if meeting.latest is not None and meeting.latest - entry.at > NOTICED:
        after = replace(after, clock_back=(*meeting.clock_back, (meeting.latest, entry.at)))
    return after


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
        record_kind=event.record_kind,
        case=event.case,
        occasion=event.occasion,
        keeping=event.keeping,
        office=event.office,
        planned=event.format.stages,
        pages=tuple(Page(page.id) for page in event.format.book),
    )


def _after(meeting: Meeting, entry: e.Entry) -> Meeting:
    event = entry.event
    match event:
        case e.TextChanged():
            before = meeting.cells.get(event.cell, _BLANK)
            after = apply(before, event.change, entry.by, event.tab, event.id)
            written = _with_cell(meeting, entry, event.cell, after)
            return off_the_wall_if_dangerous(_wrote(written, event.cell, entry), event.cell)
        case e.MeetingOpened():
            return meeting
        case e.PlanBrought():
            return replace(
                meeting, previous=event.previous, confidences={**meeting.confidences, **kept(event.previous)}
            )
        case e.MeetingAmended():
            amended = replace(
                meeting,
                title=event.title,
                purpose=event.purpose,
                place=event.place,
                starts=event.starts,
                case_number=event.case_number,
                initials=event.initials,
                record_kind=event.record_kind,
            )
            return moved(meeting, amended)
        case e.StageRenamed() | e.StageMoved() | e.StageSkipped() | e.StageRestored():
            return _arrange(meeting, event, entry)
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
                    identity=person.identity,
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
            gone = _change_seat(meeting, event.seat, presence=Presence.LEFT, left=entry.at)
            if is_child(meeting, meeting.seats[event.seat]):
                # What the child was just showing is not left to the others.
                gone = replace(gone, page_open="")
            return _off_the_floor(gone, event.seat)
        case e.PersonTakenOut():
            before_that = meeting.seats[event.seat].left
            out = _change_seat(meeting, event.seat, presence=Presence.TAKEN_OUT, left=before_that or entry.at)
            return _off_the_floor(out, event.seat)
        case e.LeadHandedOver():
            return _hand_over(meeting, event, entry)
        case e.PersonAided():
            return _change_seat(meeting, event.seat, aided=event.aided, hand=event.hand)
        case e.WordsConfirmed():
            return _change_seat(
                meeting,
                event.seat,
                confirmed=event.digest,
                confirmed_at=entry.at,
                confirmed_hand=entry.hand,
            )
        case e.PersonExcused():
            return _change_seat(meeting, event.seat, presence=Presence.EXCUSED)
        case (
            e.PageAdded()
            | e.PageRemoved()
            | e.PageShared()
            | e.FaceSet()
            | e.StickersSet()
            | e.LineAdded()
            | e.LineRemoved()
            | e.DrawingCleared()
            | e.FigurePlaced()
            | e.FigureRemoved()
            | e.PhotoPut()
            | e.PageHeeded()
            | e.PageOpened()
            | e.PageClosed()
        ):
            return leafed(meeting, event, entry)
        case e.MeetingNamed():
            return replace(meeting, title=event.title)
        case e.GuideNamed():
            roles = meeting.seats[event.seat].roles
            guide = frozenset({meeting.format.guide})
            roles = roles | guide if event.named else roles - guide or frozenset({meeting.format.default_role})
            return _change_seat(meeting, event.seat, roles=roles)
        case e.TopicChosen():
            return _by_hand(chosen(meeting, (*meeting.chosen, event.topic)), "choice", entry)
        case e.TopicDropped():
            left = tuple(topic for topic in meeting.chosen if topic != event.topic)
            return _by_hand(chosen(meeting, left), "choice", entry)
        case e.TopicMoved():
            order = [topic for topic in meeting.chosen if topic != event.topic]
            order.insert(event.place, event.topic)
            return _by_hand(chosen(meeting, tuple(order)), "choice", entry)
        case e.HearingChosen():
            return _by_hand(replace(meeting, hearing=event.hearing, views_order=event.order), "hearing", entry)
        case e.PreparationAsked():
            each = {**meeting.preparation, event.seat: event.words}
            return replace(meeting, preparation={seat: words for seat, words in each.items() if words})
        case e.AgendaSet():
            return replace(meeting, agenda=event.words)
        case e.ReportReferredTo():
            known = {report.id: report for report in meeting.reports} | {event.report.id: event.report}
            return replace(meeting, reports=tuple(known.values()))
        case e.ReportDropped():
            return replace(meeting, reports=tuple(each for each in meeting.reports if each.id != event.report))
        case e.TimesOffered() | e.PollAnswered() | e.TimeSettled():
            return replace(meeting, poll=_polled(meeting.poll, event, entry))
        case e.ContributionWritten():
            noted = "" if entry.by == event.seat else entry.by
            sent = Contribution(event.words, event.source, event.received, noted, entry.at)
            return replace(meeting, contributions={**meeting.contributions, event.seat: sent})
        case e.ContributionTakenBack():
            others = {seat: sent for seat, sent in meeting.contributions.items() if seat != event.seat}
            return replace(meeting, contributions=others)
        case e.MeetingCalled():
            return replace(meeting, called=event.calling)
        case e.CaseLabelled():
            return replace(meeting, label=event.label, labelled=entry.at)
        case e.LoadSet():
            return replace(meeting, loads={**meeting.loads, event.seat: event.load})
        case e.ConcernedNamed():
            return replace(meeting, concerned=event.seats)
        case e.MarkedConfidential():
            mark = Confidence(event.subject, event.about, entry.by)
            return replace(meeting, confidences={**meeting.confidences, event.thing: mark})
        case e.ConfidenceLifted():
            marks = {thing: mark for thing, mark in meeting.confidences.items() if thing != event.thing}
            return replace(meeting, confidences=marks)
        case e.ConsentSaid():
            return replace(meeting, consents=(*meeting.consents, _consent(event, entry)))
        case e.ConsentWithdrawn():
            consents = tuple(
                replace(consent, withdrawn=entry.at) if consent.id == event.consent else consent
                for consent in meeting.consents
            )
            return replace(meeting, consents=consents)
        case e.GroundNoted():
            ground = Ground(
                event.ground, event.law, event.words, event.subjects, event.seats, event.sides, entry.by, entry.at
            )
            return replace(meeting, grounds=(*meeting.grounds, ground))
        case e.GroundDropped():
            return replace(meeting, grounds=tuple(each for each in meeting.grounds if each.id != event.ground))
        case e.BoundSaid():
            bound = meeting.bound | {event.seat} if event.bound else meeting.bound - {event.seat}
            return replace(meeting, bound=bound)
        case e.RecipientListed() | e.RecipientUnlisted() | e.CopyDelivered():
            return replace(meeting, recipients=_recipients(meeting, event, entry))
        case e.LetterWritten():
            return replace(meeting, letter=Letter(event.words, event.page))
        case e.LetterGiven():
            return replace(meeting, letter=replace(meeting.letter, given=entry.at)) if meeting.letter else meeting
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
            return replace(_off_the_floor(meeting, event.seat), speaking=event.seat, spoken=spoken)
        case e.FloorLeft():
            return _off_the_floor(meeting, event.seat)
        case e.ConfidentialityAcknowledged():
            acknowledged = _change_seat(meeting, event.seat, acknowledged=entry.at)
            return _by_hand(acknowledged, f"confidentiality:{event.seat}", entry)
        case e.CardAdded():
            cards = (*meeting.cards, Card(event.card, event.board, event.seat))
            return replace(meeting, cards=cards)
        case e.CardRemoved():
            cards = tuple(card for card in meeting.cards if card.id != event.card)
            cells = {key: cell for key, cell in meeting.cells.items() if key != f"card:{event.card}"}
            return replace(meeting, cards=cards, cells=cells, removed=meeting.removed | {event.card})
        case e.OfferTakenUp():
            cards = tuple(replace(card, step=event.step) if card.id == event.card else card for card in meeting.cards)
            return replace(meeting, cards=cards)
        case e.WorriesOpened():
            return replace(meeting, worries_opened=event.despite)
        case e.ViewsShown():
            return replace(meeting, views_shown=entry.at)
        case e.ScaleAnswered():
            goal = next(goal for goal in meeting.goals if goal.id == event.goal)
            answered = _change_goal(meeting, event.goal, scale={**goal.scale, event.seat: event.value})
            return _did(_by_hand(answered, f"scale:{event.goal}:{event.seat}", entry), entry)
        case e.ScaleShown():
            return _change_goal(meeting, event.goal, shown=True)
        case e.AreaSet():
            return _change_goal(meeting, event.goal, area=event.area)
        case e.AlertAdded():
            return replace(meeting, alerts=(*meeting.alerts, Alert(event.alert)))
        case e.AlertRemoved():
            alerts = tuple(alert for alert in meeting.alerts if alert.id != event.alert)
            cells = _without(meeting.cells, f"alert:{event.alert}:")
            return replace(meeting, alerts=alerts, cells=cells, removed=meeting.removed | {event.alert})
        case e.AlertSet():
            alerts = tuple(
                replace(alert, caller=event.caller, called=event.called) if alert.id == event.alert else alert
                for alert in meeting.alerts
            )
            return replace(meeting, alerts=alerts)
        case e.HubNamed():
            return replace(meeting, hub=event.seat)
        case e.GoalAdded():
            goal = Goal(event.goal, topic=event.topic, carried=event.carried)
            return chosen(replace(meeting, goals=(*meeting.goals, goal)), meeting.chosen)
        case e.GoalRemoved():
            goals = tuple(goal for goal in meeting.goals if goal.id != event.goal)
            cells = _without(meeting.cells, f"goal:{event.goal}:")
            return replace(meeting, goals=goals, cells=cells, removed=meeting.removed | {event.goal})
        case e.GoalMoved():
            return replace(meeting, goals=_moved(meeting.goals, event.goal, event.place))
        case e.StepAdded():
            return replace(meeting, steps=(*meeting.steps, Step(event.step, event.goal, carried=event.carried)))
        case e.StepRemoved():
            steps = tuple(
                replace(step, after=tuple(before for before in step.after if before != event.step))
                for step in meeting.steps
                if step.id != event.step
            )
            cells = _without(meeting.cells, f"step:{event.step}:")
            # An offer whose step is gone is an offer again.
            cards = tuple(replace(card, step="") if card.step == event.step else card for card in meeting.cards)
            without = replace(meeting, steps=steps, cells=cells, cards=cards)
            return replace(without, removed=meeting.removed | {event.step})
        case e.StepMoved():
            return replace(meeting, steps=_step_moved(meeting, event))
        case e.StepGiven():
            return _change_step(meeting, event.step, owner=event.owner, promised="", declined=None)
        case e.DueSet():
            return _change_step(meeting, event.step, due=event.due)
        case e.KindSet():
            return _change_step(meeting, event.step, kind=event.kind)
        case e.AfterSet():
            return _change_step(meeting, event.step, after=event.after)
        case e.StepAccepted():
            promised = _change_step(meeting, event.step, promised=event.digest, declined=None)
            return _did(_by_hand(promised, f"promise:{event.step}", entry), entry)
        case e.StepDeclined():
            declined = _change_step(meeting, event.step, promised="", declined=event.reason)
            return _did(_by_hand(declined, f"promise:{event.step}", entry), entry)
        case e.StepEvaluated() | e.HelpSaid() | e.PastAnswered() | e.PastShown():
            return _did(_evaluate(meeting, event, entry), entry)
        case e.NextMeetingSet():
            return replace(meeting, next_starts=event.starts, next_place=event.place, next_weeks=event.weeks)
        case e.PlanFrozen():
            return replace(meeting, freeze=Freeze(event.number, event.digest, entry.at, event.agreed))
        case e.PlanReopened():
            return _reopen(meeting, event, entry)
        case e.PlanApproved():
            said = _on_freeze(meeting, approvals={event.seat: Approval(event.verdict, event.words, entry.at)})
            return _by_hand(said, f"verdict:{event.seat}", entry)
        case e.PlanSigned():
            return _sign(meeting, event.seat, Signature(event.digest, entry.at, event.strokes, saw=event.saw), entry)
        case e.PlanSignedOnPaper():
            on_paper = Signature(event.digest, entry.at, paper=True, photo=event.photo, saw=event.saw)
            return _sign(meeting, event.seat, on_paper, entry)
        case e.SigningRefused():
            refused = Signature(event.digest, entry.at, refused=event.reason, saw=event.saw)
            return _sign(meeting, event.seat, refused, entry)
        case e.MeetingBrokenOff():
            return _break_off(meeting, event, entry)
        case e.MeetingContinued():
            return _continue(meeting, entry)
        case e.MeetingClosed():
            closed = replace(meeting, closed=entry.at, closed_despite=event.despite, page_open="")
            return replace(closed, listed=meeting.recipients)
        case e.StepMarked():
            history = (*meeting.progress.get(event.step, ()), Mark(event.outcome, event.words, entry.by, entry.at))
            return replace(meeting, progress={**meeting.progress, event.step: history})
        case e.ChangeAsked():
            asked = Request(event.request, event.step, entry.by, event.words, entry.at)
            return replace(meeting, requests={**meeting.requests, asked.id: asked})
        case e.ChangeAnswered():
            answer = Said(entry.by, entry.at, event.words)
            request = replace(meeting.requests[event.request], answer=answer)
            return replace(meeting, requests={**meeting.requests, request.id: request})
        case e.NewsTold():
            news = News(event.news, entry.by, event.words, entry.at, event.seats)
            return replace(meeting, news={**meeting.news, news.id: news})
        case e.CommentsSet():
            return replace(meeting, comments_day=event.until, comments_locked=None)
        case e.CommentAdded():
            noted = "" if entry.by == event.seat else entry.by
            comment = Comment(event.comment, event.seat, event.words, entry.at, event.source, noted)
            return replace(meeting, comments={**meeting.comments, comment.id: comment})
        case e.CommentsLocked():
            return replace(meeting, comments_locked=entry.at)
        case e.AppendixWritten():
            return replace(meeting, appendix=Record(event.file, event.sha256, entry.at))
        case e.RecordHandedOver():
            return replace(meeting, handed_over=Said(entry.by, entry.at, event.how))
        case e.ErasingSet():
            erasing = Said(entry.by, entry.at, event.why, event.day) if event.day else None
            return replace(meeting, erasing=erasing)
        case e.ErasingHeld():
            return replace(meeting, held=Said(entry.by, entry.at, event.why))
        case e.ErasingReleased():
            return replace(meeting, held=None)
        case e.RecordWritten():
            return replace(meeting, record=Record(event.file, event.sha256, entry.at, event.seal))
        case (
            e.InvitationWorded()
            | e.MeetingCancelled()
            | e.MeetingRevived()
            | e.AddressSet()
            | e.MailAsked()
            | e.MailAskedAgain()
            | e.MailWithdrawn()
            | e.MailBegun()
            | e.MailSent()
            | e.MailFailed()
            | e.PersonTold()
            | e.InvitationAnswered()
            | e.DeputyWelcomed()
            | e.DeputyDeclined()
            | e.RemindingSet()
            | e.StepRemindingSet()
        ):
            return posted(meeting, event, entry)
        case _:
            assert_never(event)


_BLANK = Cell()


def _seat_for(person: Person) -> Seat:
    return Seat(
        person.seat,
        person.name,
        person.roles,
        person.organisation,
        person.position,
        person.email,
        person.identity,
        person.aided,
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
            stages = _moved(stages, event.stage, event.place)
        case e.StageSkipped():
            skipped = {**meeting.skipped, event.stage: Skipped(entry.by, event.why, entry.at)}
            return replace(meeting, skipped=skipped)
        case e.StageRestored():
            return replace(meeting, skipped={key: why for key, why in meeting.skipped.items() if key != event.stage})
    return replace(meeting, format=replace(meeting.format, stages=stages))


def _hand_over(meeting: Meeting, event: e.LeadHandedOver, entry: e.Entry) -> Meeting:
    leads = meeting.format.leads
    giver, taker = meeting.seats[event.giver], meeting.seats[event.taker]
    left = giver.roles - {leads} or frozenset({meeting.format.default_role})
    meeting = _with_seat(meeting, replace(giver, roles=left))
    meeting = _with_seat(meeting, replace(taker, roles=taker.roles | {leads}))
    return replace(meeting, handovers=(*meeting.handovers, Handover(event.giver, event.taker, entry.at)))


def _off_the_floor(meeting: Meeting, seat_id: str) -> Meeting:
    floor = tuple(asking for asking in meeting.floor if asking != seat_id)
    return replace(meeting, floor=floor, speaking="" if meeting.speaking == seat_id else meeting.speaking)


def _with_cell(meeting: Meeting, entry: e.Entry, cell_id: str, cell: Cell) -> Meeting:
    """Nearly every entry is a letter. So the meeting is copied once for it, its version included, and field by field
    only where something is different: `replace` takes twenty times as long, and a long log is all letters."""
    copy = object.__new__(Meeting)
    cells = {**meeting.cells, cell_id: cell}
    copy.__dict__.update(meeting.__dict__, version=entry.version, latest=entry.at, cells=cells)
    return copy


def _wrote(meeting: Meeting, cell_id: str, entry: e.Entry) -> Meeting:
    """What follows from a letter beyond the letter. Nearly always nothing, so nothing is copied for that."""
    if entry.hand or cell_id in meeting.hands:
        meeting = _by_hand(meeting, cell_id, entry)
    if cell_id.startswith("wish:"):
        # Somebody who fills in their book at home has not spoken at the table yet.
        return own_hand(meeting, cell_id.split(":")[1], entry)
    if cell_id.startswith("card:") and meeting.worries_opened is None and all(sides(meeting).values()):
        meeting = replace(meeting, worries_opened="")
    return _did(meeting, entry)


def _did(meeting: Meeting, entry: e.Entry) -> Meeting:
    if entry.by in meeting.wrote or entry.by == e.HOUSE:
        return meeting
    return replace(meeting, wrote=meeting.wrote | {entry.by})


def _by_hand(meeting: Meeting, thing: str, entry: e.Entry) -> Meeting:
    """Note whose hand did this for somebody; where they do it themselves, nobody's any more."""
    if entry.hand:
        return replace(meeting, hands={**meeting.hands, thing: entry.hand})
    if thing in meeting.hands:
        return replace(meeting, hands={key: hand for key, hand in meeting.hands.items() if key != thing})
    return meeting


def _sign(meeting: Meeting, seat_id: str, signature: Signature, entry: e.Entry) -> Meeting:
    signed = _on_freeze(meeting, signatures={seat_id: signature})
    return _by_hand(signed, f"signature:{seat_id}", entry)


def _consent(event: e.ConsentSaid, entry: e.Entry) -> Consent:
    return Consent(
        event.consent,
        event.giver,
        event.name,
        event.own,
        event.subjects,
        event.seats,
        event.sides,
        event.agreed,
        event.written,
        entry.by,
        entry.at,
    )


def _recipients(
    meeting: Meeting, event: e.RecipientListed | e.RecipientUnlisted | e.CopyDelivered, entry: e.Entry
) -> tuple[Recipient, ...]:
    match event:
        case e.RecipientUnlisted():
            return tuple(each for each in meeting.recipients if each.id != event.recipient)
        case e.CopyDelivered():
            return tuple(
                replace(each, delivered=entry.at) if each.id == event.recipient else each for each in meeting.recipients
            )
        case e.RecipientListed():
            new = event.recipient
            kept = {each.id: each for each in meeting.recipients}
            delivered = kept[new.id].delivered if new.id in kept else None
            return tuple({**kept, new.id: replace(new, delivered=delivered)}.values())


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
        late=seat.late or (meeting.freeze is not None and seat.arrived is None and not seat.earlier),
    )


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


def _change_step(meeting: Meeting, step_id: str, **changes: object) -> Meeting:
    steps = tuple(
        replace(step, **changes) if step.id == step_id else step  # type: ignore[arg-type]
        for step in meeting.steps
    )
    return replace(meeting, steps=steps)


def _change_goal(meeting: Meeting, goal_id: str, **changes: object) -> Meeting:
    goals = tuple(
        replace(goal, **changes) if goal.id == goal_id else goal  # type: ignore[arg-type]
        for goal in meeting.goals
    )
    return replace(meeting, goals=goals)


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


def _evaluate(
    meeting: Meeting, event: e.StepEvaluated | e.HelpSaid | e.PastAnswered | e.PastShown, entry: e.Entry
) -> Meeting:
    match event:
        case e.StepEvaluated():
            said = Evaluated(event.outcome, event.note, event.seat, event.absent)
            evaluated = replace(meeting, evaluated={**meeting.evaluated, event.step: said})
            return _by_hand(evaluated, f"outcome:{event.step}", entry)
        case e.HelpSaid():
            helped = {**meeting.helped.get(event.step, {}), event.seat: event.help}
            told = replace(meeting, helped={**meeting.helped, event.step: helped})
            return _by_hand(told, f"help:{event.step}:{event.seat}", entry)
        case e.PastAnswered():
            now = meeting.nearer.get(event.goal, Now())
            now = replace(now, scale={**now.scale, event.seat: event.value})
            answered = replace(meeting, nearer={**meeting.nearer, event.goal: now})
            return _by_hand(answered, f"nearer:{event.goal}:{event.seat}", entry)
        case e.PastShown():
            shown = replace(meeting.nearer.get(event.goal, Now()), shown=True)
            return replace(meeting, nearer={**meeting.nearer, event.goal: shown})


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


def _polled(poll: Poll | None, event: e.TimesOffered | e.PollAnswered | e.TimeSettled, entry: e.Entry) -> Poll | None:
    match event:
        case e.TimesOffered(times=()):
            return None
        case e.TimesOffered():
            said = poll.answers if poll else {}
            kept = {seat: {time: can for time, can in of.items() if time in event.times} for seat, of in said.items()}
            answers: dict[str, Mapping[datetime, Can]] = {seat: of for seat, of in kept.items() if of}
            noted = {seat: by for seat, by in (poll.noted if poll else {}).items() if seat in answers}
            return Poll(event.times, answers, noted)
        case e.PollAnswered():
            if poll is None:
                return None
            answers = {**poll.answers, event.seat: {**poll.answers.get(event.seat, {}), **dict(event.said)}}
            by = "" if entry.by == event.seat else entry.by
            return replace(poll, answers=answers, noted={**poll.noted, event.seat: by})
        case e.TimeSettled():
            return replace(poll, settled=event.starts) if poll else None
        case _:
            assert_never(event)
