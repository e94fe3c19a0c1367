"""What is so already: a second tap is harmless, also after the stage has moved on."""

from . import commands as c
from .agreement import promise_digest
from .checks import clean_words, seat_now
from .commands import Command
from .course import known_stage, place_of
from .evaluation import MOST_NOTE, goal_taken_over, taken_over
from .holes import may_worry
from .model import Calling, Evaluated, Figure, Meeting, Presence
from .people import checked_person, person_of


def already(meeting: Meeting, command: Command, by: str) -> bool:
    """Is what is asked for the case already, so that a second tap is harmless, also after the stage has moved on?"""
    seat = meeting.seats.get(by)
    match command:
        case c.InvitePerson():
            invited = meeting.seats.get(command.seat)
            return invited is not None and person_of(invited) == checked_person(meeting.format, command)
        case c.RenameStage():
            return any(stage.id == command.stage and stage.name == command.name for stage in meeting.format.stages)
        case c.SkipStage():
            return command.stage in meeting.skipped
        case c.RestoreStage():
            return command.stage not in meeting.skipped and known_stage(meeting, command.stage) is not None
        case c.MoveStage():
            return meeting.format.position(known_stage(meeting, command.stage).id) == command.place
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
                return seat_now(meeting, command.seat) == by
            last = meeting.handovers[-1] if meeting.handovers else None
            return last is not None and (last.giver, last.taker) == (by, seat_now(meeting, command.seat))
        case c.AidPerson():
            whose = meeting.seat_of(command.seat)
            return whose is not None and (whose.aided, whose.hand) == (
                command.aided,
                seat_now(meeting, command.hand) if command.aided else "",
            )
        case c.ConfirmWords():
            return seat is not None and bool(seat.confirmed) and seat.confirmed == command.digest
        case c.AddPage():
            return meeting.page(command.page) is not None
        case c.RemovePage():
            return command.page in meeting.removed
        case c.SharePage():
            shared = meeting.page(command.page)
            return shared is not None and shared.sharing is command.sharing
        case c.SetFace():
            faced = meeting.page(command.page)
            return faced is not None and faced.face == command.face
        case c.SetStickers():
            stuck = meeting.page(command.page)
            return stuck is not None and stuck.stickers == command.stickers
        case c.AddLine():
            drawn = meeting.page(command.page)
            return drawn is not None and any(line.id == command.line for line in drawn.lines)
        case c.RemoveLine():
            drawn = meeting.page(command.page)
            return drawn is not None and all(line.id != command.line for line in drawn.lines)
        case c.ClearDrawing():
            drawn = meeting.page(command.page)
            return drawn is not None and not drawn.lines
        case c.PlaceFigure():
            peopled = meeting.page(command.page)
            figures = peopled.figures if peopled else ()
            return Figure(command.figure, command.name, command.ring) in figures
        case c.RemoveFigure():
            peopled = meeting.page(command.page)
            return peopled is not None and all(figure.id != command.figure for figure in peopled.figures)
        case c.PutPhoto():
            pictured = meeting.page(command.page)
            return pictured is not None and pictured.photo == command.photo
        case c.NameGuide():
            guide = meeting.seat_of(command.seat)
            return guide is not None and (meeting.format.guide in guide.roles) is command.named
        case c.HeedPage():
            heeded = meeting.page(command.page)
            return heeded is not None and bool(heeded.heeded) and heeded.heeded == command.digest
        case c.OpenPage():
            return bool(command.page) and meeting.page_open == command.page
        case c.ClosePage():
            return meeting.page_open != command.page and meeting.page(command.page) is not None
        case c.ChooseTopic():
            return command.topic in meeting.chosen
        case c.DropTopic():
            return command.topic not in meeting.chosen and meeting.card(command.topic) is not None
        case c.BeginMeeting():
            return meeting.began is not None
        case c.AdvanceStage():
            return place_of(meeting, command.leaving) < place_of(meeting, meeting.stage_id)
        case c.StepBack():
            return place_of(meeting, command.leaving) > place_of(meeting, meeting.stage_id)
        case c.TurnTo():
            return meeting.turned_to == command.panel
        case c.PauseMeeting():
            return meeting.paused is not None
        case c.ResumeMeeting():
            return meeting.paused is None
        case c.AskFloor():
            return by in meeting.floor
        case c.GiveFloor():
            return meeting.speaking == seat_now(meeting, command.seat)
        case c.LeaveFloor():
            leaving = seat_now(meeting, command.seat)
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
            named = (seat_now(meeting, command.caller), seat_now(meeting, command.called))
            return alert is not None and (alert.caller, alert.called) == named
        case c.NameHub():
            return meeting.hub == seat_now(meeting, command.seat)
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
            return left is not None and left.owner == by and left.declined == clean_words(command.reason, 500)
        case c.SetNextMeeting():
            return (command.starts, clean_words(command.place, 200), command.weeks) == (
                meeting.next_starts,
                meeting.next_place,
                meeting.next_weeks,
            )
        case c.CallMeeting():
            calling = Calling(command.format, seat_now(meeting, command.seat), command.until)
            return meeting.called == (calling if command.format else None)
        case c.EvaluateStep() | c.EvaluateAbsent():
            said_of = meeting.evaluated.get(command.step)
            absent = isinstance(command, c.EvaluateAbsent)
            note = clean_words(command.note, MOST_NOTE)
            return said_of == Evaluated(command.outcome, note, by, absent)
        case c.SayHelp():
            return meeting.helped.get(command.step, {}).get(by) is command.help
        case c.AnswerPast():
            nearer = meeting.nearer.get(command.goal)
            return nearer is not None and nearer.scale.get(by) == command.value
        case c.ShowPast():
            opened = meeting.nearer.get(command.goal)
            return opened is not None and opened.shown
        case c.CarryGoal():
            return goal_taken_over(meeting, command.goal) is not None
        case c.CarryStep():
            return taken_over(meeting, command.step) is not None
        case c.FreezePlan():
            return meeting.freeze is not None
        case c.ReopenPlan():
            return any(past.number == command.number for past in meeting.voided)
        case c.Approve():
            said = (
                meeting.freeze.approvals.get(by) if meeting.freeze and meeting.freeze.digest == command.digest else None
            )
            return said is not None and (said.verdict, said.words) == (command.verdict, clean_words(command.words))
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
                refused is not None
                and refused.refused == clean_words(command.reason)
                and refused.digest == command.digest
            )
        case c.BreakOff():
            return meeting.broken_off is not None
        case c.ContinueMeeting():
            return bool(meeting.sittings) and meeting.broken_off is None
        case c.CloseMeeting():
            return meeting.closed is not None
        case c.CancelMeeting():
            return meeting.cancelled is not None
        case c.ReviveMeeting():
            return meeting.cancelled is None
        case c.AskMail() | c.AskReminder() | c.AskStepReminder():
            return command.mail in meeting.mails
        case c.AskMailAgain():
            again = meeting.mails.get(command.mail)
            return again is not None and not (again.attempts or again.sent or again.withdrawn)
        case c.WithdrawMail():
            back = meeting.mails.get(command.mail)
            return back is not None and back.withdrawn is not None
        case c.NoteMail():
            noted = meeting.mails.get(command.mail)
            return noted is not None and noted.sent is not None
        case c.WelcomeDeputy():
            deputed = meeting.invitations.get(command.seat)
            return deputed is not None and deputed.deputy == command.deputy
        case c.DeclineDeputy():
            deputed = meeting.invitations.get(command.seat)
            return deputed is not None and deputed.unwanted
        case c.SetReminding():
            return meeting.reminding == command.language
        case c.SetStepReminding():
            return (meeting.step_reminding, meeting.step_reminding_days) == (command.language, command.days)
        case c.NoteAppendix():
            return meeting.appendix is not None and meeting.appendix.sha256 == command.sha256
        case c.NoteRecord():
            return meeting.record is not None and meeting.record.sha256 == command.sha256
        case _:
            return False
