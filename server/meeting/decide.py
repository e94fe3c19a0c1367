"""What follows from a command: events, or a refusal. Changes nothing; asking for what is already so gives ()."""

from typing import assert_never

from . import commands as c
from . import events as e
from .afterwards import answer_change, ask_change, mark_step, tell_news
from .agreed import words_digest
from .agreement import written_for
from .already import already
from .boards import add_card, open_worries, remove_card, set_alert, set_load, take_up_offer
from .book import add_page, content, heed_page, in_hand, known_page, name_guide, name_meeting, open_page, share_page
from .bringing import checked, fitted
from .calling import call_meeting, label_case
from .cells import is_id
from .checks import (
    MOST_ALERTS,
    MOST_GOALS,
    MOST_SEATS,
    MOST_STEPS,
    MOST_WEEKS,
    clean_name,
    clean_title,
    clean_words,
    free_id,
    known_case,
    known_goal,
    known_occasion,
    known_person,
    known_record_kind,
    known_seat,
    known_step,
    one_of,
    own_or_lead,
    refusal,
    seat_here,
    sensible_day,
    sensible_start,
)
from .choice import choose_topic, drop_topic, hear_views, move_topic
from .commands import Command, OpenMeeting
from .comments import add_comment, lock_comments, note_comment, set_comments
from .consents import (
    drop_ground,
    lift_confidence,
    mark_confidential,
    name_concerned,
    note_ground,
    own_hand,
    say_bound,
    say_consent,
    withdraw_consent,
)
from .contributions import contribute, drop, note_contribution, take_back
from .copies import seen
from .course import (
    advance,
    amend_meeting,
    break_off,
    has_begun,
    known_stage,
    move_stage,
    step_back,
    still_to_come,
    words_despite,
)
from .evaluation import (
    answer_past,
    carry_goal,
    carry_step,
    evaluate_absent,
    evaluate_step,
    say_help,
    show_past,
)
from .events import Events
from .format import Format
from .invitations import answer, cancel, convene, decline_deputy, welcome_deputy
from .keeping import hold_erasing, note_handed_over, release_erasing, set_erasing
from .mails import (
    ask_again,
    ask_mail,
    ask_reminder,
    begin_mail,
    note_mail,
    note_told,
    set_address,
    set_reminding,
    withdraw,
)
from .model import Meeting
from .people import (
    admit,
    aid,
    amend_person,
    arrive,
    ask_to_enter,
    checked_person,
    depart,
    excuse,
    hand_over,
    invite,
    one_child,
    somebody_waiting,
    take_out,
)
from .policy import gate, lends, never_theirs
from .poll import answer_poll, offer_times, settle_time
from .preparation import ask_to_prepare, drop_report, refer_to, set_agenda
from .recipients import list_recipient, note_delivered, unlist_recipient
from .refusals import Reason, Refused
from .sight import in_sight
from .signing import approve, freeze_plan, refuse_to_sign, sign, sign_on_paper
from .step_reminders import ask_step_reminder, end_step_reminding, set_step_reminding
from .steps import accept_step, give_step, move_goal, move_step, own_step, set_after
from .to_the_child import give_letter, write_letter
from .writing import edit, written


def open_meeting(command: OpenMeeting, format: Format) -> Events:
    """The first events of a new meeting."""
    if not is_id(command.meeting):
        raise Refused(Reason.BAD_ID)
    if not command.people:
        raise Refused(Reason.NO_PEOPLE)
    people = tuple(checked_person(format, person) for person in command.people)
    if len(people) > MOST_SEATS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_SEATS))
    if len({person.seat for person in people}) < len(people):
        raise Refused(Reason.TAKEN_ID)
    if not any(format.leads in person.roles for person in people):
        raise Refused(Reason.NO_FACILITATOR, role=format.leads)
    one_child(format, people)
    sensible_start(command.starts)
    opened = e.MeetingOpened(
        meeting=command.meeting,
        format=fitted(format, known_occasion(command.occasion), previous=command.previous is not None),
        title=clean_title(command.title),
        purpose=clean_words(command.purpose),
        place=clean_words(command.place, 200),
        starts=command.starts,
        language=command.language,
        case_number=clean_words(command.case_number, 80),
        initials=command.initials,
        record_kind=known_record_kind(command.record_kind),
        keeping=command.keeping,
        case=known_case(command.case),
        occasion=command.occasion,
        office=command.office,
    )
    rules = clean_words(command.rules)
    first = (written("rules", rules),) if rules else ()
    brought: Events = ()
    if command.previous is not None:
        brought = (e.PlanBrought(checked(command.previous, (person.seat for person in people), format)),)
    return (opened, *brought, *(e.PersonInvited(person) for person in people), *first)


def decide(meeting: Meeting, command: Command, by: str, hand: str = "") -> Events:
    """What happens when `by` (a seat id or HOUSE) asks for this. Raises Refused, or text.Stale for an edit too old.

    hand: the seat (or TABLET) that asks for it in their stead, if they do not ask themselves.
    """
    seat = meeting.seat_of(by)
    if seat is not None:
        by = seat.id
    if hand and not lends(meeting, by, hand):
        raise Refused(Reason.NOT_YOUR_HAND, name=seat.name if seat else "—")
    command = in_sight(meeting, command, by, hand)
    if isinstance(command, c.EditText):
        if hand and command.cell.startswith("wish:"):
            in_hand(meeting, command.cell.split(":")[1])
        return edit(meeting, command, by)
    reason = gate(meeting, by, type(command))
    just_left = isinstance(command, c.Depart) and seat is not None and meeting.seat_of(command.seat) == seat
    just_gave = isinstance(command, c.HandOver) and bool(meeting.handovers) and meeting.handovers[-1].giver == by
    if (just_left or just_gave or not never_theirs(meeting, by, type(command))) and already(meeting, command, by):
        return ()
    if reason:
        raise refusal(meeting, reason)
    match command:
        case c.InvitePerson():
            return invite(meeting, command, by)
        case c.AmendPerson():
            return amend_person(meeting, command)
        case c.AmendMeeting():
            return amend_meeting(meeting, command)
        case c.RenameStage():
            known_stage(meeting, command.stage)
            return (e.StageRenamed(command.stage, clean_name(command.name)),)
        case c.SkipStage():
            still_to_come(meeting, command.stage)
            return (e.StageSkipped(command.stage, clean_words(command.why, 500)),)
        case c.RestoreStage():
            still_to_come(meeting, command.stage)
            return (e.StageRestored(command.stage),)
        case c.MoveStage():
            return move_stage(meeting, command)
        case c.AskToEnter():
            return ask_to_enter(meeting, command)
        case c.Admit():
            return admit(meeting, command)
        case c.TurnAway():
            somebody_waiting(meeting, command.seat)
            return (e.GuestTurnedAway(command.seat),)
        case c.Arrive():
            return arrive(meeting, command, by)
        case c.Depart():
            return depart(meeting, command, by)
        case c.Excuse():
            return excuse(meeting, command)
        case c.TakeOut():
            return take_out(meeting, command, by)
        case c.HandOver():
            return hand_over(meeting, command, by)
        case c.AidPerson():
            return aid(meeting, command, by)
        case c.ConfirmWords():
            if command.digest != words_digest(written_for(seen(meeting, by, hand), meeting.seats[by])):
                raise Refused(Reason.WORDS_CHANGED)
            return (e.WordsConfirmed(by, words_digest(written_for(meeting, meeting.seats[by]))),)
        case c.AddPage():
            return add_page(meeting, command)
        case c.SharePage():
            return share_page(meeting, command, hand)
        case (
            c.RemovePage()
            | c.SetFace()
            | c.SetStickers()
            | c.AddLine()
            | c.RemoveLine()
            | c.ClearDrawing()
            | c.PlaceFigure()
            | c.RemoveFigure()
            | c.PutPhoto()
        ):
            return content(meeting, command, hand)
        case c.NameMeeting():
            return name_meeting(meeting, command)
        case c.NameGuide():
            return name_guide(meeting, command, by, hand)
        case c.HeedPage():
            return heed_page(meeting, command)
        case c.OpenPage():
            return open_page(meeting, command)
        case c.ClosePage():
            return (e.PageClosed(known_page(meeting, command.page).id),)
        case c.ChooseTopic():
            return choose_topic(meeting, command)
        case c.DropTopic():
            return drop_topic(meeting, command)
        case c.MoveTopic():
            return move_topic(meeting, command)
        case c.HearViews():
            return hear_views(meeting, command)
        case c.BeginMeeting():
            return (e.MeetingBegan(),)
        case c.AdvanceStage():
            return advance(meeting, command)
        case c.StepBack():
            return step_back(meeting, command)
        case c.TurnTo():
            if not meeting.stage.turns or command.panel not in meeting.stage.shows:
                raise Refused(Reason.NO_SUCH_PANEL)
            return (e.TurnedTo(command.panel),)
        case c.PauseMeeting():
            has_begun(meeting)
            return (e.MeetingPaused(),)
        case c.ResumeMeeting():
            return (e.MeetingResumed(),)
        case c.AskFloor():
            return (e.FloorAsked(by),)
        case c.GiveFloor():
            return (e.FloorGiven(seat_here(meeting, command.seat).id if command.seat else ""),)
        case c.LeaveFloor():
            leaving = known_seat(meeting, command.seat).id
            own_or_lead(meeting, leaving, by)
            return (e.FloorLeft(leaving),)
        case c.AddCard():
            return add_card(meeting, command, by)
        case c.RemoveCard():
            return remove_card(meeting, command, by)
        case c.TakeUpOffer():
            return take_up_offer(meeting, command)
        case c.OpenWorries():
            return open_worries(meeting, command)
        case c.ShowViews():
            return (e.ViewsShown(),)
        case c.AnswerScale():
            known_goal(meeting, command.goal)
            if not 0 <= command.value <= 10:
                raise Refused(Reason.BAD_SCALE)
            return (e.ScaleAnswered(command.goal, by, command.value),)
        case c.ShowScale():
            known_goal(meeting, command.goal)
            return (e.ScaleShown(command.goal),)
        case c.SetArea():
            known_goal(meeting, command.goal)
            one_of(meeting.format.areas, command.area)
            return (e.AreaSet(command.goal, command.area),)
        case c.AddAlert():
            free_id(command.alert, meeting.removed, MOST_ALERTS, len(meeting.alerts))
            return (e.AlertAdded(command.alert),)
        case c.RemoveAlert():
            return (e.AlertRemoved(command.alert),)
        case c.SetAlert():
            return set_alert(meeting, command)
        case c.NameHub():
            return (e.HubNamed(known_person(meeting, command.seat)),)
        case c.AcknowledgeConfidentiality():
            return (e.ConfidentialityAcknowledged(by),)
        case c.AddGoal():
            free_id(command.goal, meeting.removed, MOST_GOALS, len(meeting.goals))
            return (e.GoalAdded(command.goal),)
        case c.RemoveGoal():
            if meeting.steps_of(command.goal):
                raise Refused(Reason.GOAL_HAS_STEPS)
            return (e.GoalRemoved(command.goal),)
        case c.MoveGoal():
            return move_goal(meeting, command)
        case c.AddStep():
            known_goal(meeting, command.goal)
            free_id(command.step, meeting.removed, MOST_STEPS, len(meeting.steps))
            return (e.StepAdded(command.step, command.goal),)
        case c.RemoveStep():
            return (e.StepRemoved(command.step),)
        case c.MoveStep():
            return move_step(meeting, command)
        case c.GiveStep():
            return give_step(meeting, command)
        case c.SetDue():
            known_step(meeting, command.step)
            sensible_day(command.due)
            return (e.DueSet(command.step, command.due),)
        case c.SetKind():
            known_step(meeting, command.step)
            one_of(meeting.format.kinds, command.kind)
            return (e.KindSet(command.step, command.kind),)
        case c.SetAfter():
            return set_after(meeting, command)
        case c.AcceptStep():
            return accept_step(meeting, command, by)
        case c.DeclineStep():
            own_step(meeting, command.step, by)
            return (e.StepDeclined(command.step, clean_words(command.reason, 500)),)
        case c.SetNextMeeting():
            sensible_start(command.starts)
            if not 0 <= command.weeks <= MOST_WEEKS:
                raise Refused(Reason.BAD_WEEKS)
            return (e.NextMeetingSet(command.starts, clean_words(command.place, 200), command.weeks),)
        case c.CallMeeting():
            return call_meeting(meeting, command)
        case c.AskToPrepare():
            return ask_to_prepare(meeting, command)
        case c.SetAgenda():
            return set_agenda(meeting, command)
        case c.ReferToReport():
            return refer_to(meeting, command)
        case c.DropReport():
            return drop_report(meeting, command)
        case c.OfferTimes():
            return offer_times(meeting, command)
        case c.AnswerPoll():
            return answer_poll(meeting, by, command.answers, by)
        case c.NotePoll():
            return answer_poll(meeting, command.seat, command.answers, by)
        case c.SettleTime():
            return settle_time(meeting, command)
        case c.Contribute():
            return contribute(meeting, command, by)
        case c.TakeBackContribution():
            return take_back(meeting, by)
        case c.NoteContribution():
            return note_contribution(meeting, command)
        case c.DropContribution():
            return drop(meeting, command)
        case c.LabelCase():
            return label_case(meeting, command)
        case c.SetLoad():
            return set_load(meeting, command, by)
        case c.NameConcerned():
            return name_concerned(meeting, command)
        case c.MarkConfidential():
            return mark_confidential(meeting, command, by)
        case c.LiftConfidence():
            own_hand(meeting, by, hand)
            return lift_confidence(meeting, command, by)
        case c.SayConsent():
            own_hand(meeting, by, hand)
            return say_consent(meeting, command, by)
        case c.WithdrawConsent():
            return withdraw_consent(meeting, command, by)
        case c.NoteGround():
            return note_ground(meeting, command)
        case c.DropGround():
            return drop_ground(meeting, command)
        case c.SayBound():
            return say_bound(meeting, command)
        case c.ListRecipient():
            return list_recipient(meeting, command)
        case c.UnlistRecipient():
            return unlist_recipient(meeting, command)
        case c.NoteDelivered():
            return note_delivered(meeting, command)
        case c.EvaluateStep():
            return evaluate_step(meeting, command, by)
        case c.EvaluateAbsent():
            return evaluate_absent(meeting, command, by)
        case c.SayHelp():
            return say_help(meeting, command, by)
        case c.AnswerPast():
            return answer_past(meeting, command, by)
        case c.ShowPast():
            return show_past(meeting, command)
        case c.CarryGoal():
            return carry_goal(meeting, command)
        case c.CarryStep():
            return carry_step(meeting, command, by)
        case c.FreezePlan():
            return freeze_plan(meeting, command)
        case c.ReopenPlan():
            if meeting.freeze is None:
                raise Refused(Reason.NOT_FROZEN)
            if meeting.freeze.number != command.number:
                raise Refused(Reason.OTHER_VERSION)
            return (e.PlanReopened(command.number, clean_words(command.why, 500)),)
        case c.Approve():
            return approve(meeting, command, by, hand)
        case c.Sign():
            return sign(meeting, command, by, hand)
        case c.SignOnPaper():
            return sign_on_paper(meeting, command, by, hand)
        case c.RefuseToSign():
            return refuse_to_sign(meeting, command, by, hand)
        case c.BreakOff():
            return break_off(meeting, command)
        case c.ContinueMeeting():
            if meeting.broken_off is None:
                raise Refused(Reason.NOT_BROKEN_OFF)
            return (e.MeetingContinued(),)
        case c.CloseMeeting():
            despite = words_despite(meeting, meeting.format.close_needs, command.despite)
            return (e.MeetingClosed(despite),)
        case c.WriteLetter():
            return write_letter(meeting, command)
        case c.GiveLetter():
            return give_letter(meeting, by)
        case c.MarkStep():
            return mark_step(meeting, command, by)
        case c.AskChange():
            return ask_change(meeting, command, by)
        case c.AnswerChange():
            return answer_change(meeting, command, by)
        case c.TellNews():
            return tell_news(meeting, command, by)
        case c.AddComment():
            return add_comment(meeting, command, by)
        case c.SetComments():
            return set_comments(meeting, command)
        case c.NoteComment():
            return note_comment(meeting, command)
        case c.LockComments():
            return lock_comments(meeting)
        case c.NoteAppendix():
            return (e.AppendixWritten(command.file, command.sha256),)
        case c.NoteHandedOver():
            return note_handed_over(meeting, command)
        case c.SetErasing():
            return set_erasing(meeting, command)
        case c.HoldErasing():
            return hold_erasing(meeting, command)
        case c.ReleaseErasing():
            return release_erasing(meeting)
        case c.NoteRecord():
            return (e.RecordWritten(command.file, command.sha256, command.seal),)
        case c.ConveneMeeting():
            return convene(meeting, command)
        case c.CancelMeeting():
            return cancel(meeting, command)
        case c.ReviveMeeting():
            return (e.MeetingRevived(),)
        case c.AnswerInvitation():
            return answer(meeting, command, by)
        case c.NoteAnswer():
            return answer(meeting, command, command.seat)
        case c.WelcomeDeputy():
            return welcome_deputy(meeting, command)
        case c.DeclineDeputy():
            return decline_deputy(meeting, command)
        case c.SetAddress():
            return set_address(meeting, command)
        case c.AskMail():
            return ask_mail(meeting, command)
        case c.AskMailAgain():
            return ask_again(meeting, command)
        case c.WithdrawMail():
            return withdraw(meeting, command)
        case c.NoteTold():
            return note_told(meeting, command)
        case c.SetReminding():
            return set_reminding(meeting, command)
        case c.AskReminder():
            return ask_reminder(meeting, command)
        case c.SetStepReminding():
            return set_step_reminding(meeting, command)
        case c.AskStepReminder():
            return ask_step_reminder(meeting, command)
        case c.EndStepReminding():
            return end_step_reminding(meeting)
        case c.BeginMail():
            return begin_mail(meeting, command)
        case c.NoteMail():
            return note_mail(meeting, command)
        case _:
            assert_never(command)
