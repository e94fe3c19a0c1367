"""The meetings of a case in their order, what the office calls it, and what is still owed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.meeting import commands as c
from server.meeting.mail import Answer, Matter, Way
from server.meeting.model import Calling
from server.meeting.previous import Outcome
from server.meeting.series import Case, Debt, Line, OpenStep, cases_of, comes, line_of, owed, takes_place
from tests.meeting.table import FIRST, LEADS, closed, invited, planned

PRAGUE = ZoneInfo("Europe/Prague")
NOW = datetime(2027, 5, 3, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def line(id: str, **about: object) -> Line:
    """A meeting of Jakub's case that has been closed, unless something else is said."""
    held = datetime(2027, 4, 12, 12, 0, tzinfo=UTC)
    usual: dict[str, object] = {
        "version": 9, "opened": held - 20 * DAY, "case": "c", "occasion": "first", "format": "pripadova-konference",
        "kind": "Case conference", "title": "Jakubovo setkání", "place": "ZŠ", "starts": held, "initials": False,
        "case_number": "", "label": "", "labelled": None, "began": held, "broken_off": None, "continues": None,
        "closed": held + timedelta(hours=2), "next_starts": None, "next_place": "", "people": ("Věra Malá",),
        "steps": (), "called": None, "caller": "", "letter_owed": False, "silent": (), "cancelled": None,
        "record_owed": False, "without_record": (), "wishes": 0,
        "asked": False, "unanswered": (), "office": "",
    }  # fmt: skip
    return Line(id=id, **{**usual, **about})  # type: ignore[arg-type]


def debts(*lines: Line, now: datetime = NOW) -> list[tuple[Debt, str, bool]]:
    return [(each.debt, each.meeting.id, each.late) for case in cases_of(lines) for each in owed(case, now, PRAGUE)]


def test_a_line_says_of_a_meeting_what_the_list_has_to_know() -> None:
    table = closed()
    found = line_of(table.meeting, FIRST)
    assert (found.case, found.occasion, found.people[0]) == (table.meeting.id, "first", "Věra Malá")
    assert found.closed and not found.letter_owed
    assert [step.owner for step in found.steps if step.id == "s1"] == ["Jana Nováková"]
    assert line_of(planned().meeting, FIRST).steps == (), "a plan that is still being made owes nobody anything"


def test_whoever_only_knocks_is_nobody_of_the_meeting() -> None:
    table = invited()
    table.ask("house", c.AskToEnter("host", "Cizí Host"))
    assert "Cizí Host" not in line_of(table.meeting, FIRST).people


def test_the_meetings_of_a_case_stand_in_the_order_in_which_they_were_held() -> None:
    later = line("b", began=None, closed=None, starts=NOW + DAY, opened=NOW - 90 * DAY)
    (case,) = cases_of((later, line("a")))
    assert [each.id for each in case.meetings] == ["a", "b"]
    assert [case.id for case in cases_of((line("a"), line("x", case="other")))] == ["c", "other"]


def test_a_case_is_called_by_its_number_else_by_its_first_meeting_and_best_as_the_office_says() -> None:
    first, second = line("a"), line("b", began=NOW, case_number="SPOD/417")
    (case,) = cases_of((first, second))
    assert case.label == "SPOD/417" and Case("c", (first,)).label == "Jakubovo setkání"
    (case,) = cases_of((replace(first, label="J. N.", labelled=NOW), second))
    assert case.label == "J. N."
    back = replace(second, label="", labelled=NOW + DAY)
    (case,) = cases_of((replace(first, label="J. N.", labelled=NOW), back))
    assert case.label == "SPOD/417", "an empty label gives it back to itself"


def test_the_label_is_given_at_the_desk_of_any_of_its_meetings_closed_or_not() -> None:
    table = closed()
    table.ask(LEADS, c.LabelCase("  Jakub\n N. "))
    assert line_of(table.meeting, FIRST).label == "Jakub N."
    table.ignores(LEADS, c.LabelCase("Jakub N."))


def test_steps_of_the_plan_that_holds_are_owed_when_they_are_due_soon() -> None:
    def steps(*due: date) -> tuple[OpenStep, ...]:
        return tuple(OpenStep(f"s{number}", "Zavolat", "Jana", day) for number, day in enumerate(due))

    old = line("a", steps=steps(date(2027, 4, 20)))
    new = line("b", began=NOW - 9 * DAY, steps=steps(date(2027, 5, 2), date(2027, 5, 10), date(2027, 5, 11)))
    assert debts(old, new) == [(Debt.STEP, "b", True), (Debt.STEP, "b", False)], "not the old plan's, not a far day's"


def test_the_next_meeting_is_owed_until_it_is_made() -> None:
    agreed = line("a", next_starts=NOW + DAY)
    assert debts(agreed) == [(Debt.NEXT, "a", False)]
    assert debts(replace(agreed, next_starts=NOW - 3 * DAY)) == [(Debt.NEXT, "a", True)]
    assert debts(agreed, line("b", began=None, closed=None, starts=NOW + DAY, opened=NOW)) == []


def test_a_conference_that_was_decided_on_is_owed_until_there_is_one() -> None:
    decided = line("a", called=Calling("interaktivni-konference", "olga", date(2027, 5, 2)), caller="Olga")
    assert debts(decided) == [(Debt.CALL, "a", True)]
    other = line("b", began=None, closed=None, starts=NOW + DAY, opened=NOW)
    assert debts(decided, other) == [(Debt.CALL, "a", True)], "another kind of meeting is not the one"
    assert debts(decided, replace(other, format="interaktivni-konference")) == []


def test_a_meeting_that_was_never_closed_or_never_begun_is_not_forgotten() -> None:
    forgotten = line("a", closed=None)
    assert debts(forgotten) == [(Debt.OPEN, "a", True)]
    assert debts(line("a", closed=None, began=NOW - timedelta(hours=3))) == []
    assert debts(line("a", closed=None, began=None)) == [(Debt.DATE, "a", True)]
    off = replace(forgotten, broken_off=NOW - 2 * DAY)
    assert debts(off) == [(Debt.CONTINUE, "a", False)]
    assert debts(replace(off, continues=NOW + DAY)) == []


def test_a_letter_the_child_has_not_got_is_owed() -> None:
    assert debts(line("a", letter_owed=True)) == [(Debt.LETTER, "a", False)]


def test_what_takes_place_and_what_comes() -> None:
    going = line("a", closed=None, began=NOW - timedelta(hours=1))
    assert takes_place(going, NOW) and comes(going, NOW) is None
    off = replace(going, broken_off=NOW, continues=NOW + 3 * DAY)
    assert not takes_place(off, NOW) and comes(off, NOW) == NOW + 3 * DAY
    ahead = line("b", closed=None, began=None, starts=NOW + DAY)
    assert not takes_place(ahead, NOW) and comes(ahead, NOW) == NOW + DAY
    assert comes(line("c"), NOW) is None


def test_days_are_counted_where_the_office_is() -> None:
    """Half past midnight in Prague is still yesterday in UTC."""
    step = OpenStep("s", "Zavolat", "Jana", date(2027, 5, 2))
    after_midnight = datetime(2027, 5, 2, 22, 30, tzinfo=UTC)
    assert debts(line("a", steps=(step,)), now=after_midnight) == [(Debt.STEP, "a", True)]


def test_a_time_that_is_looked_for_is_owed_until_it_is_chosen() -> None:
    ahead = line("a", closed=None, began=None, starts=None, asked=True, unanswered=("Jana Nováková",))
    assert debts(ahead) == [(Debt.TIME, "a", False)]
    assert debts(replace(ahead, unanswered=())) == [(Debt.TIME, "a", False)], "somebody has to choose one"
    table = invited()
    table.ask(LEADS, c.OfferTimes((NOW,)))
    table.ask("jana", c.AnswerPoll({NOW.isoformat(): "yes"}))
    found = line_of(table.meeting, FIRST)
    assert found.asked and "Jana Nováková" not in found.unanswered and "Filip Krátký" in found.unanswered
    table.ask(LEADS, c.SettleTime(NOW))
    assert not line_of(table.meeting, FIRST).asked


def test_a_meeting_that_was_called_off_is_owed_nothing_and_is_no_next_one() -> None:
    off = line("b", closed=None, began=None, starts=NOW - 3 * DAY, opened=NOW, cancelled=NOW)
    assert debts(off) == [] and comes(replace(off, starts=NOW + DAY), NOW) is None
    agreed = line("a", next_starts=NOW + DAY)
    assert debts(agreed, replace(off, starts=NOW + DAY)) == [(Debt.NEXT, "a", False)]


def test_who_was_asked_to_come_and_has_not_answered_is_owed_until_the_hour() -> None:
    table = invited()
    table.ask(LEADS, c.ConveneMeeting(NOW + DAY, "Fara"))
    for seat in ("jana", "filip"):
        table.ask(LEADS, c.NoteTold(seat, Matter.INVITATION, Way.PRINT))
    table.ask("jana", c.AnswerInvitation(Answer.YES))
    found = line_of(table.meeting, FIRST)
    assert found.silent == ("Filip Krátký",)
    assert debts(found) == [(Debt.SILENT, found.id, False)]
    assert debts(found, now=NOW + 3 * DAY) == [(Debt.DATE, found.id, True)]


def test_the_record_is_owed_to_everyone_on_the_list_until_they_have_it() -> None:
    table = closed()
    assert not line_of(table.meeting, FIRST).record_owed, "there is none yet"
    table.ask("house", c.NoteRecord("zapis.docx", "ab" * 32))
    assert line_of(table.meeting, FIRST).record_owed, "nobody has said yet who gets it"
    table.ask(LEADS, c.ListRecipient("jana", "jana"))
    table.ask(LEADS, c.ListRecipient("soud", name="Okresní soud"))
    assert line_of(table.meeting, FIRST).without_record == ("Jana Nováková", "Okresní soud")
    table.ask(LEADS, c.NoteDelivered("jana"))
    assert line_of(table.meeting, FIRST).without_record == ("Okresní soud",)
    table.ask(LEADS, c.NoteDelivered("soud"))
    assert not line_of(table.meeting, FIRST).record_owed
    assert debts(line("a", record_owed=True)) == [(Debt.RECORD, "a", False)]


def test_a_step_that_is_done_is_owed_no_more_and_a_wish_waits_for_its_answer() -> None:
    table = closed()
    table.ask("jana", c.AskChange("r1", "s1", "Nestihnu to do konce dubna."))
    found = line_of(table.meeting, FIRST)
    assert found.wishes == 1 and "s1" in [step.id for step in found.steps]
    assert (Debt.WISH, found.id, False) in debts(found)
    table.ask("jana", c.MarkStep("s1", Outcome.DONE))
    table.ask(LEADS, c.AnswerChange("r1", "Dobře."))
    found = line_of(table.meeting, FIRST)
    assert found.wishes == 0 and "s1" not in [step.id for step in found.steps]
