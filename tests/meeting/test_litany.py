"""The same litany for every command: works · twice is harmless · wrong stage · wrong role · not admitted · frozen ·
closed. Every refusal is shown to change nothing (`Table.refuses`)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreed import words_digest
from server.meeting.agreement import written_for
from server.meeting.commands import COMMANDS, Command, name_of
from server.meeting.events import HOUSE
from server.meeting.format import Format
from server.meeting.model import Board, Verdict
from server.meeting.policy import AT_THE_DESK, FROM_HOME, OF_COMMENTS, OF_STEPS, OF_THE_POST
from server.meeting.previous import Help, Outcome
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, DRAWN, LAST, LEADS, NEXT, Table, frozen, outsiders, planned, seated

UVOD, STATEMENT, WORK, END = "uvod", "sdeleni-svolavatele", "prace-na-cilech", "ukonceni"


@dataclass(frozen=True)
class Asked:
    """One command as somebody who may would send it.

    ask: made when the table is laid, for digests; stages: where it may be said; others: who has not the role, or ();
    while_frozen: may it be said of a frozen plan; gives: the events it makes.
    """

    by: str
    ask: Callable[[Table], Command]
    gives: tuple[type[e.Event], ...]
    stages: tuple[str, ...] = (UVOD, STATEMENT, WORK, END)
    others: tuple[str, ...] = ("olga", "karel", "zdena", "jana", HOUSE)
    while_frozen: bool = True
    first: tuple[tuple[str, Command], ...] = field(default=())
    hand: str = ""
    """Whose hand asks for it, of what is only ever done for somebody."""
    named: str = ""
    """The command's name, where the litany sings it in two voices."""


OFFERED = c.EditText("card:c1", 0, "janina-karta", 0, ((0, "Odvezu ho."),))
PLAN = (WORK, END)
NOBODY = (HOUSE,)

LITANY: dict[str, Asked] = {
    "invite-person": Asked(
        LEADS, lambda t: c.InvitePerson("novak", "Jan Novák", frozenset()), (e.PersonInvited,), others=("olga", "jana")
    ),
    "amend-person": Asked(
        LEADS,
        lambda t: c.AmendPerson("jana", "Jana Nováková ml.", frozenset({"ucastnik"})),
        (e.PersonAmended,),
        while_frozen=False,
    ),
    "amend-meeting": Asked(
        LEADS, lambda t: c.AmendMeeting("Jakubovo setkání II", initials=True), (e.MeetingAmended,), while_frozen=False
    ),
    "rename-stage": Asked(LEADS, lambda t: c.RenameStage("uvod", "Kdo jsme"), (e.StageRenamed,), while_frozen=False),
    "skip-stage": Asked(LEADS, lambda t: c.SkipStage(WORK, "Není čas."), (e.StageSkipped,), (UVOD,)),
    "restore-stage": Asked(
        LEADS, lambda t: c.RestoreStage(WORK), (e.StageRestored,), (UVOD,), first=((LEADS, c.SkipStage(WORK)),)
    ),
    "move-stage": Asked(LEADS, lambda t: c.MoveStage(WORK, 1), (e.StageMoved,), (UVOD,)),
    "ask-to-enter": Asked(HOUSE, lambda t: c.AskToEnter("host", "Host"), (e.GuestAsked,), others=(LEADS, "jana")),
    "admit": Asked(LEADS, lambda t: c.Admit("host"), (e.GuestAdmitted,), first=((HOUSE, c.AskToEnter("host", "H")),)),
    "turn-away": Asked(
        LEADS, lambda t: c.TurnAway("host"), (e.GuestTurnedAway,), first=((HOUSE, c.AskToEnter("host", "H")),)
    ),
    "arrive": Asked(LEADS, lambda t: c.Arrive("alena"), (e.PersonArrived,), others=("olga", "jana")),
    "depart": Asked("tomas", lambda t: c.Depart("tomas"), (e.PersonDeparted,), others=("jana", "zdena", HOUSE)),
    "excuse": Asked(LEADS, lambda t: c.Excuse("alena"), (e.PersonExcused,)),
    "take-out": Asked(LEADS, lambda t: c.TakeOut("tomas"), (e.PersonTakenOut,)),
    "hand-over": Asked(LEADS, lambda t: c.HandOver("karel"), (e.LeadHandedOver,)),
    "aid-person": Asked(LEADS, lambda t: c.AidPerson("jana", True, "tomas"), (e.PersonAided,)),
    "confirm-words": Asked(
        "jana", lambda t: c.ConfirmWords(_for_jana(t)), (e.WordsConfirmed,), others=NOBODY, while_frozen=False
    ),
    "turn-to": Asked(LEADS, lambda t: c.TurnTo(t.meeting.stage.shows[-1]), (e.TurnedTo,), (WORK,)),
    "pause-meeting": Asked(LEADS, lambda t: c.PauseMeeting(), (e.MeetingPaused,)),
    "resume-meeting": Asked(
        LEADS, lambda t: c.ResumeMeeting(), (e.MeetingResumed,), first=((LEADS, c.PauseMeeting()),)
    ),
    "ask-floor": Asked("jana", lambda t: c.AskFloor(), (e.FloorAsked,), others=NOBODY),
    "give-floor": Asked(LEADS, lambda t: c.GiveFloor("jana"), (e.FloorGiven,)),
    "leave-floor": Asked(
        "jana", lambda t: c.LeaveFloor("jana"), (e.FloorLeft,), others=("tomas", HOUSE), first=(("jana", c.AskFloor()),)
    ),
    "begin-meeting": Asked(LEADS, lambda t: c.BeginMeeting(), (e.MeetingBegan,), stages=()),
    "advance-stage": Asked(
        LEADS, lambda t: c.AdvanceStage(t.meeting.stage_id, DESPITE), (e.StageAdvanced,), (UVOD, STATEMENT, WORK)
    ),
    "step-back": Asked(LEADS, lambda t: c.StepBack(t.meeting.stage_id), (e.StageReturned,), (STATEMENT, WORK, END)),
    "acknowledge-confidentiality": Asked(
        "alena",
        lambda t: c.AcknowledgeConfidentiality(),
        (e.ConfidentialityAcknowledged,),
        others=NOBODY,
        first=((HOUSE, c.Arrive("alena")),),
    ),
    "add-card": Asked("tomas", lambda t: c.AddCard("c1", Board.STRENGTHS), (e.CardAdded,), (WORK,), NOBODY, False),
    "remove-card": Asked(
        "jana",
        lambda t: c.RemoveCard("c1"),
        (e.CardRemoved,),
        (WORK,),
        NOBODY,
        False,
        (("jana", c.AddCard("c1", Board.PARKING)),),
    ),
    "take-up-offer": Asked(
        "karel",
        lambda t: c.TakeUpOffer("c1", "s9", "g1"),
        (e.StepAdded, e.TextChanged, e.StepGiven, e.OfferTakenUp),
        (WORK,),
        NOBODY,
        False,
        (("jana", c.AddCard("c1", Board.OFFERS)), ("jana", OFFERED)),
    ),
    "open-worries": Asked(LEADS, lambda t: c.OpenWorries(DESPITE), (e.WorriesOpened,), (WORK,), while_frozen=False),
    "show-views": Asked(LEADS, lambda t: c.ShowViews(), (e.ViewsShown,), (WORK,), while_frozen=False),
    "answer-scale": Asked("jana", lambda t: c.AnswerScale("g1", 3), (e.ScaleAnswered,), (WORK,), NOBODY, False),
    "show-scale": Asked(LEADS, lambda t: c.ShowScale("g1"), (e.ScaleShown,), (WORK,), while_frozen=False),
    "set-area": Asked("jana", lambda t: c.SetArea("g1", "school"), (e.AreaSet,), PLAN, NOBODY, False),
    "add-alert": Asked("tomas", lambda t: c.AddAlert("a1"), (e.AlertAdded,), PLAN, NOBODY, False),
    "remove-alert": Asked(
        "zdena",
        lambda t: c.RemoveAlert("a1"),
        (e.AlertRemoved,),
        PLAN,
        ("olga", "karel", "jana", HOUSE),
        False,
        (("jana", c.AddAlert("a1")),),
    ),
    "set-alert": Asked(
        "jana",
        lambda t: c.SetAlert("a1", "jana", "karel"),
        (e.AlertSet,),
        PLAN,
        NOBODY,
        False,
        (("jana", c.AddAlert("a1")),),
    ),
    "name-hub": Asked("karel", lambda t: c.NameHub("karel"), (e.HubNamed,), PLAN, ("olga", "jana", HOUSE), False),
    "add-goal": Asked("tomas", lambda t: c.AddGoal("g2"), (e.GoalAdded,), PLAN, NOBODY, False),
    "remove-goal": Asked(
        "zdena",
        lambda t: c.RemoveGoal("g2"),
        (e.GoalRemoved,),
        PLAN,
        ("olga", "karel", "jana", HOUSE),
        False,
        (("jana", c.AddGoal("g2")),),
    ),
    "move-goal": Asked(
        "karel",
        lambda t: c.MoveGoal("g2", 0),
        (e.GoalMoved,),
        PLAN,
        ("olga", "jana", HOUSE),
        False,
        (("jana", c.AddGoal("g2")),),
    ),
    "add-step": Asked("tomas", lambda t: c.AddStep("s2", "g1"), (e.StepAdded,), PLAN, NOBODY, False),
    "remove-step": Asked(
        "zdena", lambda t: c.RemoveStep("s1"), (e.StepRemoved,), PLAN, ("olga", "karel", "jana", HOUSE), False
    ),
    "move-step": Asked(
        "karel",
        lambda t: c.MoveStep("s2", "g1", 0),
        (e.StepMoved,),
        PLAN,
        ("olga", "jana", HOUSE),
        False,
        (("jana", c.AddStep("s2", "g1")),),
    ),
    "give-step": Asked("tomas", lambda t: c.GiveStep("s1", "karel"), (e.StepGiven,), PLAN, NOBODY, False),
    "set-due": Asked("tomas", lambda t: c.SetDue("s1", None), (e.DueSet,), PLAN, NOBODY, False),
    "set-kind": Asked("tomas", lambda t: c.SetKind("s1", "referral"), (e.KindSet,), PLAN, NOBODY, False),
    "set-after": Asked(
        "tomas",
        lambda t: c.SetAfter("s1", frozenset({"s2"})),
        (e.AfterSet,),
        PLAN,
        NOBODY,
        False,
        (("jana", c.AddStep("s2", "g1")),),
    ),
    "accept-step": Asked(
        "karel",
        lambda t: c.AcceptStep("s1", t.promise("s1")),
        (e.StepAccepted,),
        PLAN,
        NOBODY,
        False,
        (("jana", c.GiveStep("s1", "karel")),),
    ),
    "decline-step": Asked("jana", lambda t: c.DeclineStep("s1", "Nestihnu."), (e.StepDeclined,), PLAN, NOBODY, False),
    "set-next-meeting": Asked(
        "zdena", lambda t: c.SetNextMeeting(NEXT, " sborovna "), (e.NextMeetingSet,), (END,), ("jana", HOUSE), False
    ),
    "freeze-plan": Asked(LEADS, lambda t: c.FreezePlan(DESPITE), (e.PlanFrozen,), (END,)),
    "reopen-plan": Asked(LEADS, lambda t: c.ReopenPlan(1, "Chyba v datu."), (e.PlanReopened,), (END,)),
    "approve": Asked("jana", lambda t: c.Approve(_shown(t), Verdict.AGREE), (e.PlanApproved,), (END,), NOBODY),
    "sign": Asked("jana", lambda t: c.Sign(_shown(t), DRAWN), (e.PlanSigned,), (END,), NOBODY),
    "sign-on-paper": Asked(
        "jana", lambda t: c.SignOnPaper(_shown(t), "a" * 32), (e.PlanSignedOnPaper,), (END,), NOBODY, hand=LEADS
    ),
    "refuse-to-sign": Asked(
        "jana", lambda t: c.RefuseToSign(_shown(t), "Nesouhlasím."), (e.SigningRefused,), (END,), NOBODY
    ),
    "break-off": Asked(LEADS, lambda t: c.BreakOff("Paní Nováková musí odejít.", NEXT), (e.MeetingBrokenOff,)),
    "continue-meeting": Asked(
        LEADS,
        lambda t: c.ContinueMeeting(),
        (e.MeetingContinued,),
        others=NOBODY,
        first=((LEADS, c.BreakOff("Dost na dnes.")),),
    ),
    "close-meeting": Asked(LEADS, lambda t: c.CloseMeeting(DESPITE), (e.MeetingClosed,), (END,)),
    "note-record": Asked(
        HOUSE, lambda t: c.NoteRecord("zaznam.docx", "ab" * 32), (e.RecordWritten,), others=(LEADS, "jana")
    ),
    "evaluate-step": Asked(
        "jana", lambda t: c.EvaluateStep("dopis", Outcome.PARTLY, "Napůl."), (e.StepEvaluated,), (WORK,), NOBODY
    ),
    "evaluate-absent": Asked(
        "zdena",
        lambda t: c.EvaluateAbsent("kolo", Outcome.NOT),
        (e.StepEvaluated,),
        (WORK,),
        ("olga", "karel", "jana", HOUSE),
    ),
    "say-help": Asked("jana", lambda t: c.SayHelp("kolo", Help.LITTLE), (e.HelpSaid,), (WORK,), NOBODY),
    "answer-past": Asked("olga", lambda t: c.AnswerPast("skola", 4), (e.PastAnswered,), (WORK,), NOBODY),
    "show-past": Asked(LEADS, lambda t: c.ShowPast("skola"), (e.PastShown,), (WORK,)),
    "carry-goal": Asked(
        "tomas",
        lambda t: c.CarryGoal("skola"),
        (e.GoalAdded, e.TextChanged, e.TextChanged, e.AreaSet),
        (WORK,),
        NOBODY,
    ),
    "carry-step": Asked(
        "tomas",
        lambda t: c.CarryStep("kolo", "g1"),
        (e.StepAdded, e.TextChanged, e.StepGiven, e.DueSet),
        (WORK,),
        NOBODY,
    ),
    "edit-text": Asked(
        "tomas", lambda t: t.writing("step:s1:how", "Po telefonu."), (e.TextChanged,), PLAN, NOBODY, False
    ),
}

OF_A_FROZEN_PLAN = {"reopen-plan", "approve", "sign", "sign-on-paper", "refuse-to-sign"}
OF_THE_COURSE = {"skip-stage", "restore-stage", "move-stage"}
"""What may be done with a stage depends on where the meeting is and not on rights in it: see test_bending."""
OF_THE_LAST_PLAN = {
    "evaluate-step", "evaluate-absent", "say-help", "answer-past", "show-past", "carry-goal", "carry-step",
}  # fmt: skip
ANOTHER_DAY = {"break-off", "continue-meeting"}
"""A meeting broken off goes nowhere before it is continued: see test_bending."""
every_command = pytest.mark.parametrize("name", LITANY)


def _for_jana(table: Table) -> str:
    """What Tomáš has written for Jana, as she would confirm it."""
    return words_digest(written_for(table.meeting, table.meeting.seats["jana"]))


def _shown(table: Table) -> str:
    return table.digest if table.meeting.freeze else ""


def _laid(name: str, stage: str | None = None) -> tuple[Table, Command]:
    """A table at which this command makes sense (in `stage`, whether or not it may be said there), and the command."""
    asked = LITANY[name]
    home = asked.stages[-1] if asked.stages else UVOD
    if name in OF_THE_COURSE:
        table = seated()
    else:
        table = frozen() if name in OF_A_FROZEN_PLAN else planned(home if home in PLAN or not stage else WORK)
    if name in OF_THE_LAST_PLAN:
        table.happened((e.PlanBrought(LAST),), HOUSE)
    for by, command in asked.first:
        table.ask(by, command)
    if name == "sign-on-paper":
        table.ask(LEADS, c.AidPerson("jana", True))
    if name in ("sign", "sign-on-paper"):
        table.ask("jana", c.Approve(table.digest, Verdict.AGREE))
    command = asked.ask(table)
    if stage and stage != table.meeting.stage_id:
        table.go_to(stage)
        command = asked.ask(table)
    return table, command


def test_no_command_is_left_out() -> None:
    given = {kind: _given(format) for kind, format in formats().items()}
    # What only a child's meeting has is sung in test_book, test_choice, test_load and test_to_the_child.
    of_a_child = given.pop("interaktivni-konference") - set().union(*given.values())
    # What is done away from the table is sung in test_desk, test_away and test_consents, and that professionals call a
    # conference in test_calling.
    away = {name_of(kind) for kind in AT_THE_DESK | FROM_HOME | OF_THE_POST | OF_COMMENTS | OF_STEPS}
    elsewhere = of_a_child | away | {"call-meeting"}
    assert LITANY.keys() | elsewhere == COMMANDS.keys() and not LITANY.keys() & elsewhere
    for name in LITANY.keys() - {"begin-meeting"}:
        assert name_of(type(_laid(name)[1])) == name


def _given(format: Format) -> set[str]:
    """Every command that anybody may say in this format."""
    tables = (format.may, *(stage.may for stage in format.stages))
    return {command for table in tables for commands in table.values() for command in commands}


@every_command
def test_works(name: str) -> None:
    if name == "begin-meeting":
        return  # see test_course: it can only happen once, in a meeting where nothing has happened
    table, command = _laid(name)
    version = table.meeting.version
    events = table.ask(LITANY[name].by, command, LITANY[name].hand)
    assert tuple(type(event) for event in events) == LITANY[name].gives
    assert table.meeting.version == version + len(events)


@every_command
def test_works_in_each_of_its_stages(name: str) -> None:
    for stage in LITANY[name].stages if name not in OF_A_FROZEN_PLAN | ANOTHER_DAY else ():
        table, command = _laid(name, stage)
        assert table.ask(LITANY[name].by, command, LITANY[name].hand), stage


@every_command
def test_twice_is_harmless(name: str) -> None:
    table, command = _laid(name)
    table.ask(LITANY[name].by, command, LITANY[name].hand)
    table.ignores(LITANY[name].by, command, LITANY[name].hand)


@every_command
def test_in_another_stage_it_is_refused(name: str) -> None:
    asked = LITANY[name]
    if len(asked.stages) in (0, 4) or name in {"advance-stage", "step-back", "turn-to"} | OF_THE_COURSE:
        return
    for stage in {UVOD, STATEMENT, WORK, END} - set(asked.stages):
        table, command = _laid(name, stage)
        if name == "reopen-plan":
            table.ignores(asked.by, command, asked.hand)  # stepping back has opened version 1 already
        else:
            refused = table.refuses(asked.by, command, Reason.NOT_THIS_STAGE, asked.hand)
            assert table.meeting.stage.name in str(refused)


@every_command
def test_without_the_role_it_is_refused(name: str) -> None:
    for by in LITANY[name].others:
        table, command = _laid(name)
        reason = Reason.NOT_SEATED if (name, by) == ("edit-text", HOUSE) else Reason.NOT_YOUR_ROLE
        table.refuses(by, command, reason)


@every_command
def test_not_admitted_it_is_refused(name: str) -> None:
    table, command = _laid(name)
    for by in outsiders(table):
        if isinstance(command, c.Depart) and by == command.seat:
            table.ignores(by, command)
        elif isinstance(command, c.SignOnPaper):
            table.refuses(by, command, Reason.NOT_YOUR_HAND, LEADS)
        else:
            table.refuses(by, command, Reason.NOT_SEATED)


@every_command
def test_of_a_frozen_plan(name: str) -> None:
    asked = LITANY[name]
    if name in OF_A_FROZEN_PLAN or END not in asked.stages:
        return
    table = planned(END)
    if name == "continue-meeting":
        return  # nothing is frozen while it is broken off
    for by, command in asked.first:
        table.ask(by, command)
    if name != "freeze-plan":
        table.ask(LEADS, c.FreezePlan(DESPITE))
    command = asked.ask(table)
    if asked.while_frozen:
        assert table.ask(asked.by, command, asked.hand)
    else:
        table.refuses(asked.by, command, Reason.FROZEN)


@every_command
def test_after_closing_it_is_refused(name: str) -> None:
    if name == "continue-meeting":
        return  # one cannot close what is broken off
    table, command = _laid(name)
    table.go_to(END)
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    if name == "note-record":
        assert table.ask(HOUSE, command)
    elif name in ("close-meeting", "advance-stage", "begin-meeting"):
        table.ignores(LITANY[name].by, command, LITANY[name].hand)  # it is so already
    else:
        table.refuses(LITANY[name].by, command, Reason.CLOSED, LITANY[name].hand)


@every_command
def test_what_is_done_is_no_refusal_even_after_closing(name: str) -> None:
    """A tap whose answer was lost is sent again by the page; the meeting may have gone on meanwhile."""
    if name in {"approve", "move-goal", "move-step", "amend-person", "amend-meeting", "begin-meeting", "step-back"}:
        return  # these say how something shall be, so that asking again later is asking anew
    if name in {"turn-to", "move-stage", "hand-over"} | ANOTHER_DAY:
        return  # another stage has panels of its own; whoever handed the lead over or went home asks for nothing more
    table, command = _laid(name)
    table.ask(LITANY[name].by, command, LITANY[name].hand)
    if not table.meeting.closed:
        table.go_to(END)
        table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.ignores(LITANY[name].by, command, LITANY[name].hand)
