"""Who may do what, when: one readable table per format, made by really asking, beside the one we meant.

A row is a command (with whose thing it is done to) or a kind of cell, a column a stage; the letters are the roles that
are given it there. `frozen` is the last stage with the plan frozen, `closed` after closing.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from server.formats import CELL_KINDS, formats
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting import text
from server.meeting.agreed import words_digest
from server.meeting.agreement import promise_digest, written_for
from server.meeting.commands import COMMANDS, Command, OpenMeeting, Person, name_of
from server.meeting.decide import decide, open_meeting
from server.meeting.events import HOUSE
from server.meeting.format import Format
from server.meeting.mail import Answer, Hitch, Matter, Way
from server.meeting.model import Board, Hearing, How, Meeting, Recipient, Sharing, Source, Verdict
from server.meeting.pages import words_digest_of
from server.meeting.previous import Help, LastGoal, LastStep, Outcome, Previous
from server.meeting.refusals import Kind, Reason, Refused
from tests.meeting.table import DESPITE, DRAWN, DUE, NEXT, Table

MEANT = Path(__file__).parent / "rights"

# What each command would look like if somebody wanted to, on the table that `_table` lays.
ROWS: Mapping[str, Callable[[Meeting, str], Command]] = {
    "invite-person": lambda m, by: c.InvitePerson("novy", "Nový Člověk", frozenset()),
    "amend-person": lambda m, by: c.AmendPerson("other", "Jiné Jméno", m.seats["other"].roles),
    "amend-meeting": lambda m, by: c.AmendMeeting("Jiný název"),
    "rename-stage": lambda m, by: c.RenameStage(m.stage_id, "Jinak"),
    "skip-stage": lambda m, by: c.SkipStage(_to_come(m)),
    "restore-stage": lambda m, by: c.RestoreStage(_to_come(m)),
    "move-stage": lambda m, by: c.MoveStage(_to_come(m), 99),
    "ask-to-enter": lambda m, by: c.AskToEnter("dalsi", "Další Host"),
    "admit": lambda m, by: c.Admit("ceka"),
    "turn-away": lambda m, by: c.TurnAway("ceka"),
    "arrive, another": lambda m, by: c.Arrive("pozvany"),
    "depart, oneself": lambda m, by: c.Depart(by),
    "depart, another": lambda m, by: c.Depart("other"),
    "excuse": lambda m, by: c.Excuse("pozvany"),
    "take-out": lambda m, by: c.TakeOut("other"),
    "hand-over": lambda m, by: c.HandOver("other"),
    "aid-person, oneself": lambda m, by: c.AidPerson(by, True),
    "aid-person, another": lambda m, by: c.AidPerson("other", True),
    "confirm-words": lambda m, by: c.ConfirmWords(_for(m, by)),
    "add-page": lambda m, by: c.AddPage("p9"),
    "remove-page": lambda m, by: c.RemovePage("volna"),
    "share-page": lambda m, by: c.SharePage(_page(m), Sharing.GUIDE),
    "set-face": lambda m, by: c.SetFace(_page(m), 3),
    "set-stickers": lambda m, by: c.SetStickers(_page(m), ("sun",)),
    "add-line": lambda m, by: c.AddLine(_page(m), "cara2", "blue", (1, 2, 3, 4)),
    "remove-line": lambda m, by: c.RemoveLine(_page(m), "cara"),
    "clear-drawing": lambda m, by: c.ClearDrawing(_page(m), 1),
    "place-figure": lambda m, by: c.PlaceFigure(_page(m), "babi", "Babička"),
    "remove-figure": lambda m, by: c.RemoveFigure(_page(m), "pes"),
    "put-photo": lambda m, by: c.PutPhoto(_page(m), "a" * 32),
    "name-meeting": lambda m, by: c.NameMeeting("Moje setkání"),
    "name-guide": lambda m, by: c.NameGuide("other"),
    "heed-page": lambda m, by: c.HeedPage(_page(m), _danger(m)),
    "open-page": lambda m, by: c.OpenPage("volna"),
    "close-page": lambda m, by: c.ClosePage(_page(m)),
    "choose-topic": lambda m, by: c.ChooseTopic("tema"),
    "drop-topic": lambda m, by: c.DropTopic("vybrane"),
    "move-topic": lambda m, by: c.MoveTopic("vybrane", 1),
    "hear-views": lambda m, by: c.HearViews(Hearing.GUIDE),
    "set-load, one's own": lambda m, by: c.SetLoad(by, 1),
    "set-load, another's": lambda m, by: c.SetLoad(_parent(m, by), 1),
    "name-concerned": lambda m, by: c.NameConcerned(frozenset({"other"})),
    "mark-confidential, own": lambda m, by: c.MarkConfidential(f"card:offer-{by}", "health", by),
    "mark-confidential, other's": lambda m, by: c.MarkConfidential("card:offer-other", "health", by),
    "mark-confidential, a step": lambda m, by: c.MarkConfidential("step:others", "health", by),
    "lift-confidence, own": lambda m, by: c.LiftConfidence(f"view:{by}"),
    "lift-confidence, of a step": lambda m, by: c.LiftConfidence("step:kept"),
    "lift-confidence, a kept one": lambda m, by: c.LiftConfidence("reflection:other"),
    "say-consent, of oneself": lambda m, by: c.SayConsent("k9", ("health",), ("other",), own=True),
    "say-consent, of another": lambda m, by: c.SayConsent("k9", ("health",), ("other",), giver="second", own=True),
    "withdraw-consent, own": lambda m, by: c.WithdrawConsent(f"of-{by}"),
    "withdraw-consent, another's": lambda m, by: c.WithdrawConsent("of-other"),
    "note-ground": lambda m, by: c.NoteGround("d9", "Rozhodl úřad.", ("health",), ("other",)),
    "drop-ground": lambda m, by: c.DropGround("d"),
    "say-bound": lambda m, by: c.SayBound("other", True),
    "list-recipient": lambda m, by: c.ListRecipient("other", "other"),
    "unlist-recipient": lambda m, by: c.UnlistRecipient("ospod"),
    "note-delivered": lambda m, by: c.NoteDelivered("ospod"),
    "turn-to": lambda m, by: c.TurnTo(m.stage.shows[-1]),
    "pause-meeting": lambda m, by: c.PauseMeeting(),
    "resume-meeting": lambda m, by: c.ResumeMeeting(),
    "ask-floor": lambda m, by: c.AskFloor(),
    "give-floor": lambda m, by: c.GiveFloor("second"),
    "leave-floor, another's": lambda m, by: c.LeaveFloor("other"),
    "begin-meeting": lambda m, by: c.BeginMeeting(),
    "advance-stage": lambda m, by: c.AdvanceStage(m.stage_id, DESPITE),
    "step-back": lambda m, by: c.StepBack(m.stage_id),
    "acknowledge-confidentiality": lambda m, by: c.AcknowledgeConfidentiality(),
    "add-card": lambda m, by: c.AddCard("c9", Board.STRENGTHS),
    "remove-card, one's own": lambda m, by: c.RemoveCard(f"offer-{by}"),
    "remove-card, another's": lambda m, by: c.RemoveCard("offer-other"),
    "take-up-offer": lambda m, by: c.TakeUpOffer("offer-other", "s8", "g"),
    "open-worries": lambda m, by: c.OpenWorries(DESPITE),
    "show-views": lambda m, by: c.ShowViews(),
    "answer-scale": lambda m, by: c.AnswerScale("g", 3),
    "show-scale": lambda m, by: c.ShowScale("g"),
    "set-area": lambda m, by: c.SetArea("g", "school"),
    "add-alert": lambda m, by: c.AddAlert("a9"),
    "remove-alert": lambda m, by: c.RemoveAlert("a"),
    "set-alert": lambda m, by: c.SetAlert("a", "other", "second"),
    "name-hub": lambda m, by: c.NameHub("other"),
    "add-goal": lambda m, by: c.AddGoal("g9"),
    "remove-goal": lambda m, by: c.RemoveGoal("empty"),
    "move-goal": lambda m, by: c.MoveGoal("empty", 0),
    "add-step": lambda m, by: c.AddStep("s9", "g"),
    "remove-step": lambda m, by: c.RemoveStep("others"),
    "move-step": lambda m, by: c.MoveStep("others", "empty", 0),
    "give-step": lambda m, by: c.GiveStep("free", "other"),
    "set-due": lambda m, by: c.SetDue("others", DUE),
    "set-kind": lambda m, by: c.SetKind("others", "referral"),
    "set-after": lambda m, by: c.SetAfter("others", frozenset({"free"})),
    "accept-step, one's own": lambda m, by: _accept(m, f"of-{by}"),
    "accept-step, nobody's": lambda m, by: _accept(m, "free"),
    "accept-step, another's": lambda m, by: _accept(m, "others"),
    "decline-step, one's own": lambda m, by: c.DeclineStep(f"of-{by}", "Nemohu."),
    "decline-step, another's": lambda m, by: c.DeclineStep("others", "Nemohu."),
    "set-next-meeting": lambda m, by: c.SetNextMeeting(NEXT),
    "call-meeting": lambda m, by: c.CallMeeting("pripadova-konference", "other"),
    "label-case": lambda m, by: c.LabelCase("J. N."),
    "ask-to-prepare": lambda m, by: c.AskToPrepare("other", "Vysvědčení."),
    "set-agenda": lambda m, by: c.SetAgenda("Jak se daří"),
    "refer-to-report": lambda m, by: c.ReferToReport("z1", "Zpráva"),
    "drop-report": lambda m, by: c.DropReport("z1"),
    "offer-times": lambda m, by: c.OfferTimes((datetime(2027, 3, 8, 13, 0, tzinfo=UTC),)),
    "answer-poll": lambda m, by: c.AnswerPoll({"2027-03-08T13:00+00:00": "yes"}),
    "note-poll": lambda m, by: c.NotePoll("other", {"2027-03-08T13:00+00:00": "yes"}),
    "settle-time": lambda m, by: c.SettleTime(datetime(2027, 3, 8, 13, 0, tzinfo=UTC)),
    "contribute": lambda m, by: c.Contribute("Nemůžu přijít."),
    "take-back-contribution": lambda m, by: c.TakeBackContribution(),
    "note-contribution": lambda m, by: c.NoteContribution("pozvany", "Nemůže přijít.", "email"),
    "drop-contribution": lambda m, by: c.DropContribution("pozvany"),
    "evaluate-step, one's own": lambda m, by: c.EvaluateStep(f"past-{by}", Outcome.PARTLY),
    "evaluate-step, another's": lambda m, by: c.EvaluateStep("past-other", Outcome.PARTLY),
    "evaluate-absent": lambda m, by: c.EvaluateAbsent("past-pozvany", Outcome.NOT),
    "evaluate-absent, one here": lambda m, by: c.EvaluateAbsent("past-other", Outcome.NOT),
    "say-help": lambda m, by: c.SayHelp("past-other", Help.LITTLE),
    "answer-past": lambda m, by: c.AnswerPast("minule", 3),
    "show-past": lambda m, by: c.ShowPast("minule"),
    "carry-goal": lambda m, by: c.CarryGoal("minule"),
    "carry-step, with its goal": lambda m, by: c.CarryStep("past-other"),
    "carry-step, elsewhere": lambda m, by: c.CarryStep("past-other", "g"),
    "freeze-plan": lambda m, by: c.FreezePlan(DESPITE),
    "reopen-plan": lambda m, by: c.ReopenPlan(m.freeze.number if m.freeze else 1),
    "approve": lambda m, by: c.Approve(_shown(m), Verdict.AGREE),
    "sign": lambda m, by: c.Sign(_shown(m), DRAWN),
    "sign-on-paper": lambda m, by: c.SignOnPaper(_shown(m)),
    "refuse-to-sign": lambda m, by: c.RefuseToSign(_shown(m), "Nesouhlasím."),
    "break-off": lambda m, by: c.BreakOff("Paní Nováková musí odejít."),
    "continue-meeting": lambda m, by: c.ContinueMeeting(),
    "close-meeting": lambda m, by: c.CloseMeeting(DESPITE),
    "write-letter": lambda m, by: c.WriteLetter("Milá Amálko, …"),
    "give-letter": lambda m, by: c.GiveLetter(),
    "mark-step, one's own": lambda m, by: c.MarkStep(f"of-{by}", Outcome.PARTLY),
    "mark-step, another's": lambda m, by: c.MarkStep("others", Outcome.PARTLY),
    "ask-change, one's own": lambda m, by: c.AskChange("z9", f"of-{by}", "Prosím o jiný den."),
    "ask-change, another's": lambda m, by: c.AskChange("z9", "others", "Prosím o jiný den."),
    "answer-change": lambda m, by: c.AnswerChange("z", "Domluveno."),
    "tell-news": lambda m, by: c.TellNews("n9", "Jakub je v nemocnici.", frozenset({"other", "second"})),
    "add-comment": lambda m, by: c.AddComment("p9", "Nesouhlasím."),
    "set-comments": lambda m, by: c.SetComments(date(2027, 5, 1)),
    "note-comment": lambda m, by: c.NoteComment("p9", "other", "Nesouhlasím.", Source.PAPER),
    "lock-comments": lambda m, by: c.LockComments(),
    "note-appendix": lambda m, by: c.NoteAppendix("pripominky.docx", "cd" * 32),
    "note-handed-over": lambda m, by: c.NoteHandedOver("poštou"),
    "set-erasing": lambda m, by: c.SetErasing(DUE, "Tak jsme se domluvili."),
    "hold-erasing": lambda m, by: c.HoldErasing("Soud."),
    "release-erasing": lambda m, by: c.ReleaseErasing(),
    "note-record": lambda m, by: c.NoteRecord("zaznam.docx", "ab" * 32),
    "convene-meeting": lambda m, by: c.ConveneMeeting(NEXT, "Fara"),
    "cancel-meeting": lambda m, by: c.CancelMeeting("Chřipka"),
    "revive-meeting": lambda m, by: c.ReviveMeeting(),
    "set-address": lambda m, by: c.SetAddress("other", "jina@example.cz"),
    "ask-mail": lambda m, by: c.AskMail("m9", Matter.INVITATION, "other", "ab" * 32),
    "ask-mail-again": lambda m, by: c.AskMailAgain("m1"),
    "withdraw-mail": lambda m, by: c.WithdrawMail("m1"),
    "note-told": lambda m, by: c.NoteTold("other", Matter.INVITATION, Way.PRINT),
    "answer-invitation": lambda m, by: c.AnswerInvitation(Answer.YES),
    "note-answer": lambda m, by: c.NoteAnswer("pozvany", Answer.YES),
    "welcome-deputy": lambda m, by: c.WelcomeDeputy("misto", "novy"),
    "decline-deputy": lambda m, by: c.DeclineDeputy("misto"),
    "set-reminding": lambda m, by: c.SetReminding("cs"),
    "set-step-reminding": lambda m, by: c.SetStepReminding("cs"),
    "ask-step-reminder": lambda m, by: c.AskStepReminder("m1", "pozvany", frozenset({"others"})),
    "end-step-reminding": lambda m, by: c.EndStepReminding(),
    "ask-reminder": lambda m, by: c.AskReminder("m1", "pozvany"),
    "begin-mail": lambda m, by: c.BeginMail("m1", "other@example.cz"),
    "note-mail": lambda m, by: c.NoteMail("m1"),
    "write reason": lambda m, by: _edit(m, "reason"),
    "write aim": lambda m, by: _edit(m, "aim"),
    "write rules": lambda m, by: _edit(m, "rules"),
    "write minutes": lambda m, by: _edit(m, f"minutes:{m.stage_id}"),
    "write part": lambda m, by: _edit(m, f"part:{m.format.parts[0].id}" if m.format.parts else "part:map"),
    "write goal": lambda m, by: _edit(m, "goal:g:title"),
    "write step": lambda m, by: _edit(m, "step:others:what"),
    "write goal, its worries": lambda m, by: _edit(m, "goal:g:worries"),
    "write alert": lambda m, by: _edit(m, "alert:a:when"),
    "write wish": lambda m, by: _edit(m, f"wish:{_page(m)}:{_field(m)}"),
    "write praise, one's own": lambda m, by: _edit(m, f"praise:{by}"),
    "write praise, another's": lambda m, by: _edit(m, "praise:other"),
    "write view, one's own": lambda m, by: _edit(m, f"view:{by}"),
    "write view, another's": lambda m, by: _edit(m, "view:other"),
    "write card, one's own": lambda m, by: _edit(m, f"card:offer-{by}"),
    "write card, another's": lambda m, by: _edit(m, "card:offer-other"),
    "write reflection, one's own": lambda m, by: _edit(m, f"reflection:{by}"),
    "write reflection, another's": lambda m, by: _edit(m, "reflection:other"),
}  # fmt: skip

# Said after the gate has let somebody through: rights are not what stands in the way.
NOT_OF_RIGHTS = {
    Reason.FIRST_STAGE, Reason.LAST_STAGE, Reason.APPROVE_FIRST, Reason.STAGE_BEHIND, Reason.NOT_BROKEN_OFF,
    Reason.NOT_BEGUN, Reason.ALREADY_HERE, Reason.NO_RECORD_YET, Reason.NOT_CLOSED,
}  # fmt: skip


def test_every_command_and_every_kind_of_cell_has_a_row() -> None:
    asked = {row.split(",")[0] for row in ROWS}
    assert {row for row in asked if not row.startswith("write ")} == COMMANDS.keys() - {"edit-text"}
    assert {row.removeprefix("write ") for row in asked if row.startswith("write ")} == CELL_KINDS
    for row, wanted in ROWS.items():
        if not row.startswith("write "):
            table = _table(next(iter(formats().values())))
            assert name_of(type(wanted(table.meeting, "r0"))) == row.split(",")[0]


@pytest.mark.parametrize("format", formats().values(), ids=formats())
def test_the_rights_are_those_we_meant(format: Format) -> None:
    file = MEANT / f"{format.id}.txt"
    assert file.is_file(), f"write down in {file.name} who may do what in this format; now it is\n{_rights(format)}"
    assert _rights(format) == file.read_text("utf-8")


def _rights(format: Format) -> str:
    letters = letters_of(format)
    columns = [stage.id for stage in format.stages] + ["frozen", "closed"]
    tables = {column: in_column(format, column) for column in columns}
    widths = [max(len(column), len(letters)) for column in columns]
    lines = [" · ".join(f"{letter} {role}" for role, letter in letters.items()), ""]
    first = max(map(len, ROWS))
    lines.append(_line("", columns, first, widths))
    for row, wanted in ROWS.items():
        cells = []
        for column in columns:
            given = [
                letter
                for number, letter in enumerate(letters.values())
                if _may(tables[column], wanted, HOUSE if letter == "+" else f"r{number}")
            ]
            cells.append("".join(given) or "·")
        lines.append(_line(row, cells, first, widths))
    return "\n".join(lines) + "\n"


def _line(head: str, cells: list[str], first: int, widths: list[int]) -> str:
    return "  ".join(
        [head.ljust(first), *(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))]
    ).rstrip()


def letters_of(format: Format) -> dict[str, str]:
    """One letter for each role: its first that is still free. + is the house: nobody at the table."""
    letters: dict[str, str] = {}
    for role in format.roles:
        letters[role.id] = next(letter for letter in role.id.upper() if letter not in letters.values())
    return {**letters, "the house itself": "+"}


def _may(table: Table, wanted: Callable[[Meeting, str], Command], by: str) -> bool:
    try:
        return decide(table.meeting, wanted(table.meeting, by), by) != ()
    except Refused as no:
        return no.reason in NOT_OF_RIGHTS and no.reason.kind is Kind.NOT_NOW


def in_column(format: Format, column: str) -> Table:
    table = _table(format)
    leads = next(f"r{number}" for number, role in enumerate(format.roles) if role.id == format.leads)
    last = format.stages[-1].id
    stage = last if column in ("frozen", "closed") else column
    while table.meeting.stage_id != stage:
        table.ask(leads, c.AdvanceStage(table.meeting.stage_id, DESPITE))
    if column in ("frozen", "closed"):
        table.ask(leads, c.FreezePlan(DESPITE))
    if column == "closed":
        table.ask(leads, c.CloseMeeting(DESPITE))
    return table


def _table(format: Format) -> Table:
    """One person of each role (r0, r1 …), another of the default one, somebody invited, somebody at the door, and a
    plan with a step of each. The plan is laid by events, whoever may make one in this format."""
    table = Table()
    roles = [role.id for role in format.roles]
    people = [Person(f"r{number}", f"Člověk {number}", frozenset({role})) for number, role in enumerate(roles)]
    people += [Person(seat, seat.title(), frozenset({format.default_role})) for seat in ("other", "pozvany", "misto")]
    # A second one who leads, so that it is not the last facilitator who stands in the way of leaving.
    people.append(Person("second", "Druhá", frozenset({format.leads})))
    past = tuple(
        LastStep(f"past-{each.seat}", f"1.{number}", "Zavolat", owner=each.seat, name=each.name)
        for number, each in enumerate(people, 1)
    )
    last = Previous("m0", "Minulé", DUE, "c" * 64, goals=(LastGoal("minule", "Klid", steps=past),))
    table.happened(open_meeting(OpenMeeting("m", "Setkání", tuple(people), starts=NEXT, previous=last), format), HOUSE)
    table.happened(
        (
            e.AddressSet("other", "other@example.cz", ""),
            e.PersonTold("other", Matter.INVITATION, Way.SPOKEN, ""),
            e.MailAsked("m1", Matter.INVITATION, "pozvany", "cs", "ab" * 32, False),
            e.MailFailed("m1", Hitch.ADDRESS, ""),
            e.InvitationAnswered("misto", Answer.INSTEAD, "", "Někdo Jiný", ""),
        ),
        HOUSE,
    )
    for person in people:
        if person.seat not in ("pozvany", "misto"):
            table.ask(HOUSE, c.Arrive(person.seat))
    table.ask(HOUSE, c.AskToEnter("ceka", "Host"))
    steps = {"free": None, "others": "other", **{f"of-r{number}": f"r{number}" for number in range(len(roles))}}
    table.happened((e.GoalAdded("g"), e.GoalAdded("empty")), "other")
    for step, owner in steps.items():
        table.happened((e.StepAdded(step, "g"), e.StepGiven(step, owner)), "other")
        table.happened((e.TextChanged(f"step:{step}:what", "t", next(_ids), ((0, "Zavolat"),)),), "other")
    offers = ["other", *(f"r{number}" for number in range(len(roles)))]
    table.happened(tuple(e.CardAdded(f"offer-{seat}", Board.OFFERS, seat) for seat in offers), "other")
    table.happened(
        (e.TextChanged("card:offer-other", "t", 0, ((0, "Doprovod"),)), e.AlertAdded("a"), e.ErasingHeld("Kontrola.")),
        "other",
    )
    _of_who_knows(table, people)
    table.happened((e.ChangeAsked("z", "others", "Nestihnu to."), e.CommentsSet(date(2027, 4, 1))), "other")
    if format.child:
        _of_a_child(table, people)
    return table


def _of_who_knows(table: Table, people: list[Person]) -> None:
    """Something that is kept by its author, a step kept by whoever leads; a consent of everybody, a ground, a list."""
    seats = [person.seat for person in people]
    table.happened((e.StepAdded("kept", "g"), e.StepGiven("kept", None)), "second")
    table.happened((e.MarkedConfidential("step:kept", "health", ""),), "second")
    # Everybody may know of it all the same, so that nothing is out of anybody's sight.
    table.happened((e.GroundNoted("d", True, "Zákon.", ("health",), tuple(seats), ()),), "second")
    for seat in seats:
        table.happened((e.MarkedConfidential(f"view:{seat}", "health", seat),), seat)
        table.happened((e.ConsentSaid(f"of-{seat}", seat, "", True, ("health",), tuple(seats), (), True, False),), seat)
    table.happened((e.MarkedConfidential("reflection:other", "health", "other"),), "other")
    table.happened((e.RecipientListed(Recipient("ospod", "", "OSPOD", "OSPOD", "", How.MAIL)),), "second")


def _of_a_child(table: Table, people: list[Person]) -> None:
    """A wish book with something on its first page, a free page shown to all, topics, and what parents carry."""
    child = table.meeting.child
    assert child is not None
    page = _page(table.meeting)
    table.happened((e.PageAdded("volna"), e.PageShared("volna", Sharing.ALL)), child.id)
    table.happened((e.TextChanged("wish:volna:words", "t", 1, ((0, "Mám ráda psy."),)),), child.id)
    table.happened((e.TextChanged(f"wish:{page}:{_field(table.meeting)}", "t", 2, ((0, "Bije mě."),)),), child.id)
    table.happened((e.LineAdded(page, "cara", "red", (0, 0, 9, 9)), e.FigurePlaced(page, "pes", "Rek", 1)), child.id)
    # Last of all: what is written there would have taken it off the wall.
    table.happened((e.PageOpened(page),), child.id)
    for topic in ("tema", "vybrane", "druhe"):
        table.happened((e.CardAdded(topic, Board.TOPICS, "other"),), "other")
        table.happened((e.TextChanged(f"card:{topic}", "t", 3, ((0, "Škola"),)),), "other")
    table.happened((e.TopicChosen("vybrane"), e.TopicChosen("druhe"), e.LetterWritten("Ahoj", "")), child.id)
    for person in people:
        table.happened((e.TextChanged(f"praise:{person.seat}", "t", 4, ((0, "Kreslí."),)),), person.seat)


def _page(meeting: Meeting) -> str:
    return meeting.pages[0].id if meeting.pages else "umim"


def _field(meeting: Meeting) -> str:
    return meeting.format.book[0].fields[0].id if meeting.format.book else "mam-rad"


def _danger(meeting: Meeting) -> str:
    return words_digest_of(meeting, meeting.pages[0]) if meeting.pages else ""


def _parent(meeting: Meeting, by: str) -> str:
    """Somebody of the family, and not oneself."""
    others = (seat.id for seat in meeting.seats.values() if seat.roles & set(meeting.format.family) and seat.id != by)
    return next(others, "other")


def _to_come(meeting: Meeting) -> str:
    """The stage after this one."""
    here = meeting.format.position(meeting.stage_id)
    return meeting.format.stages[min(here + 1, len(meeting.format.stages) - 1)].id


def _for(meeting: Meeting, seat_id: str) -> str:
    seat = meeting.seat_of(seat_id)
    return words_digest(written_for(meeting, seat)) if seat else ""


_ids = count(1)


def _accept(meeting: Meeting, step_id: str) -> Command:
    step = meeting.step(step_id)
    return c.AcceptStep(step_id, promise_digest(meeting, step) if step else "")


def _shown(meeting: Meeting) -> str:
    return meeting.freeze.digest if meeting.freeze else ""


def _edit(meeting: Meeting, cell_id: str) -> Command:
    cell = meeting.cells.get(cell_id, text.Cell())
    return c.EditText(cell_id, cell.version, "another", 1, text.replacing(cell, "slovo"))
