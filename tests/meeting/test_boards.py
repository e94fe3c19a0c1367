"""Work on goals: strengths before worries, everyone for themselves, scales, offers, the past, what is done if."""

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting.agreement import agreement
from server.meeting.checks import MOST_OWN_CARDS
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.holes import may_worry, of_step, sides
from server.meeting.model import Board
from server.meeting.policy import PROJECTOR, cells_for
from server.meeting.refusals import Reason
from tests.meeting.table import CONFERENCE, DESPITE, DUE, LEADS, Table, planned

SCHOOL = "ZŠ Komenského"


def at_work() -> Table:
    """In the work on goals: the mother and the grandmother, two from the school, and who leads."""
    table = Table()
    people = (
        Person("vera", "Věra", frozenset({"facilitator"}), "Pomáháme společně"),
        Person("jana", "Jana", frozenset({"ucastnik"})),
        Person("babicka", "Božena", frozenset({"ucastnik"})),
        Person("iva", "Iva", frozenset({"ucastnik"}), SCHOOL),
        Person("petr", "Petr", frozenset({"ucastnik"}), f" {SCHOOL} "),
    )
    table.happened(open_meeting(OpenMeeting("m", "Setkání", people), formats()[CONFERENCE]), HOUSE)
    for person in people:
        table.ask(HOUSE, c.Arrive(person.seat))
    table.go_to("prace-na-cilech")
    table.ask("jana", c.AddGoal("g"))
    return table


def strength(table: Table, by: str, words: str) -> None:
    table.ask(by, c.AddCard(f"of-{by}", Board.STRENGTHS))
    table.write(by, f"card:of-{by}", words)


def test_a_side_is_an_organisation_or_the_family_and_whoever_leads_is_none() -> None:
    assert sides(at_work().meeting) == {"": False, SCHOOL: False}


def test_worries_open_when_every_side_has_named_a_strength() -> None:
    table = at_work()
    worry = table.writing("goal:g:worries", "Sedmdesát hodin.")
    table.refuses("iva", worry, Reason.STRENGTHS_FIRST)
    strength(table, "iva", "Výborně kreslí.")
    table.refuses("iva", worry, Reason.STRENGTHS_FIRST)
    assert cells_for(table.meeting, "iva")["goal:g:worries"] == "read"
    strength(table, "babicka", "Postará se o psa.")
    assert may_worry(table.meeting)
    assert cells_for(table.meeting, "iva")["goal:g:worries"] == "write"
    table.ask("iva", worry)


def test_an_empty_card_is_no_strength() -> None:
    table = at_work()
    strength(table, "iva", "Kreslí.")
    table.ask("jana", c.AddCard("prazdna", Board.STRENGTHS))
    table.write("jana", "card:prazdna", "   ")
    assert not may_worry(table.meeting)


def test_worries_once_open_stay_open_when_another_side_comes() -> None:
    table = at_work()
    strength(table, "iva", "Kreslí.")
    strength(table, "jana", "Je hodná.")
    table.ask(LEADS, c.InvitePerson("lekar", "MUDr. Novák", frozenset(), "Ordinace"))
    table.ask(HOUSE, c.Arrive("lekar"))
    assert sides(table.meeting)["Ordinace"] is False
    assert may_worry(table.meeting)


def test_the_facilitator_may_open_worries_in_so_many_words() -> None:
    table = at_work()
    table.refuses(LEADS, c.OpenWorries(" "), Reason.STRENGTHS_FIRST)
    table.ask(LEADS, c.OpenWorries(DESPITE))
    assert table.meeting.worries_opened == DESPITE


def test_a_view_is_nobody_elses_before_it_is_opened() -> None:
    table = at_work()
    table.write("jana", "view:jana", "Bojím se o něj.")
    for viewer in ("vera", "babicka", "iva", PROJECTOR):
        assert "view:jana" not in cells_for(table.meeting, viewer)
    assert cells_for(table.meeting, "jana")["view:jana"] == "write"
    assert agreement(table.meeting).views == {}
    table.ask(LEADS, c.ShowViews())
    for viewer in ("vera", "babicka", "iva", PROJECTOR):
        assert cells_for(table.meeting, viewer)["view:jana"] == "read"
    assert agreement(table.meeting).views == {"jana": "Bojím se o něj."}


def test_a_view_is_nobody_elses_to_write() -> None:
    table = at_work()
    for by in ("vera", "iva"):
        table.refuses(by, table.writing("view:jana", "Nic se neděje."), Reason.NOT_YOUR_CELL)


def test_the_view_of_somebody_who_has_left_is_opened_with_the_others() -> None:
    table = at_work()
    table.write("jana", "view:jana", "Bojím se o něj.")
    table.ask("jana", c.Depart("jana"))
    assert cells_for(table.meeting, "jana")["view:jana"] == "read"
    table.ask(LEADS, c.ShowViews())
    assert cells_for(table.meeting, "iva")["view:jana"] == "read"


def test_on_the_scale_each_has_their_own_number() -> None:
    table = at_work()
    table.ask("jana", c.AnswerScale("g", 3))
    table.ask("iva", c.AnswerScale("g", 8))
    table.ask("jana", c.AnswerScale("g", 4))
    goal = table.meeting.goals[0]
    assert goal.scale == {"jana": 4, "iva": 8}
    assert agreement(table.meeting).goals[0].scale == {}, "it is not opened yet"
    table.ask(LEADS, c.ShowScale("g"))
    assert agreement(table.meeting).goals[0].scale == {"jana": 4, "iva": 8}
    for wrong in (-1, 11):
        table.refuses("jana", c.AnswerScale("g", wrong), Reason.BAD_SCALE)
    table.refuses("jana", c.AnswerScale("nic", 1), Reason.NO_SUCH_GOAL)


def test_an_offer_becomes_a_step_of_whoever_offered_it_and_is_theirs_to_promise() -> None:
    table = at_work()
    table.ask("iva", c.AddCard("nabidka", Board.OFFERS))
    table.refuses("jana", c.TakeUpOffer("nabidka", "s", "g"), Reason.STEP_EMPTY)
    table.write("iva", "card:nabidka", "Místnost na doučování.\nV úterý.")
    table.ask("jana", c.TakeUpOffer("nabidka", "s", "g"))
    step = table.meeting.step("s")
    assert step is not None and step.owner == "iva"
    assert table.meeting.text("step:s:what") == "Místnost na doučování.\nV úterý."
    assert ("step-open", "s") in of_step(table.meeting, step)
    table.refuses("jana", c.TakeUpOffer("nabidka", "jiny", "g"), Reason.TAKEN_UP)
    table.refuses("iva", c.RemoveCard("nabidka"), Reason.TAKEN_UP)
    assert agreement(table.meeting).offers == ()
    table.ask(LEADS, c.RemoveStep("s"))
    assert agreement(table.meeting).offers == (("iva", "Místnost na doučování.\nV úterý."),), "it is an offer again"


def test_only_offers_become_steps() -> None:
    table = at_work()
    strength(table, "iva", "Kreslí.")
    table.refuses("jana", c.TakeUpOffer("of-iva", "s", "g"), Reason.NO_SUCH_CARD)


def test_a_card_is_its_authors() -> None:
    table = at_work()
    strength(table, "iva", "Kreslí.")
    table.refuses("jana", table.writing("card:of-iva", "Nekreslí."), Reason.NOT_YOUR_CELL)
    table.refuses("jana", c.RemoveCard("of-iva"), Reason.NOT_YOUR_CARD)
    table.ask("iva", c.RemoveCard("of-iva"))
    table.refuses("iva", c.AddCard("of-iva", Board.STRENGTHS), Reason.TAKEN_ID)


def test_one_person_cannot_fill_the_boards_for_all() -> None:
    table = at_work()
    for number in range(MOST_OWN_CARDS):
        table.ask("petr", c.AddCard(f"p{number}", Board.PARKING))
    table.refuses("petr", c.AddCard("more", Board.OFFERS), Reason.ENOUGH_CARDS)
    table.ask("jana", c.AddCard("hers", Board.OFFERS))
    table.ask("petr", c.RemoveCard("p0"))
    table.ask("petr", c.AddCard("more", Board.OFFERS))


def test_what_belongs_to_the_past_is_in_nothing_that_is_signed() -> None:
    table = at_work()
    table.ask("jana", c.AddCard("kdysi", Board.PARKING))
    table.write("jana", "card:kdysi", "Vloni jste mu ublížili.")
    assert "ublížili" not in repr(agreement(table.meeting))


def test_when_something_changes_somebody_calls_somebody() -> None:
    table = at_work()
    table.ask("jana", c.AddAlert("panika"))
    table.write("jana", "alert:panika:when", "Panická ataka")
    table.ask("jana", c.SetAlert("panika", "iva", "jana"))
    alert = agreement(table.meeting).alerts[0]
    assert (alert.when, alert.caller, alert.called) == ("Panická ataka", "Iva", "Jana")
    table.refuses("jana", c.SetAlert("panika", "cizi", "jana"), Reason.NO_SUCH_SEAT)
    table.refuses("jana", c.SetAlert("nic", "iva", "jana"), Reason.NO_SUCH_ALERT)
    table.ask(LEADS, c.NameHub("babicka"))
    assert agreement(table.meeting).hub == "Božena"


def test_a_goal_has_an_area_and_a_step_a_kind_of_those_there_are() -> None:
    table = planned()
    table.ask("jana", c.SetArea("g1", "school"))
    table.ask("jana", c.SetKind("s1", "accompaniment"))
    said = table.refuses("jana", c.SetArea("g1", "astrologie"), Reason.NO_SUCH_WORD)
    assert "housing" in str(said)
    table.refuses("jana", c.SetKind("s1", "astrologie"), Reason.NO_SUCH_WORD)
    table.ask("jana", c.SetArea("g1", ""))
    assert table.meeting.goals[0].area == ""


def test_steps_wait_for_steps_but_never_in_a_circle() -> None:
    table = planned()
    for step in ("s2", "s3"):
        table.ask("jana", c.AddStep(step, "g1"))
    table.ask("jana", c.SetAfter("s2", frozenset({"s1"})))
    table.ask("jana", c.SetAfter("s3", frozenset({"s2", "s1"})))
    table.refuses("jana", c.SetAfter("s1", frozenset({"s3"})), Reason.STEP_CIRCLE)
    table.refuses("jana", c.SetAfter("s1", frozenset({"s1"})), Reason.STEP_CIRCLE)
    table.refuses("jana", c.SetAfter("s1", frozenset({"nic"})), Reason.NO_SUCH_STEP)
    table.ask(LEADS, c.RemoveStep("s2"))
    third = table.meeting.step("s3")
    assert third is not None and third.after == ("s1",)


def test_a_step_due_before_the_one_it_waits_for_is_a_hole() -> None:
    table = planned()
    table.ask("jana", c.AddStep("s2", "g1"))
    table.ask("jana", c.SetAfter("s2", frozenset({"s1"})))
    table.ask("jana", c.SetDue("s2", DUE.replace(day=1)))
    second = table.meeting.step("s2")
    assert second is not None
    assert ("step-order", "s2") in of_step(table.meeting, second)


def test_what_a_step_waits_for_breaks_no_promise() -> None:
    table = planned()
    promised = table.promise("s1")
    table.ask("jana", c.AddStep("s2", "g1"))
    table.ask("jana", c.SetAfter("s1", frozenset({"s2"})))
    table.ask("jana", c.SetKind("s1", "referral"))
    assert table.promise("s1") == promised


def test_the_facilitator_turns_to_one_thing_after_another() -> None:
    table = at_work()
    assert table.meeting.turned_to == "strengths"
    table.ask(LEADS, c.TurnTo("plan"))
    assert table.meeting.turned_to == "plan"
    table.refuses(LEADS, c.TurnTo("signing"), Reason.NO_SUCH_PANEL)
    table.go_to("ukonceni")
    assert table.meeting.turned_to == ""
    table.go_to("prace-na-cilech")
    assert table.meeting.turned_to == "strengths"


@pytest.mark.parametrize("weeks", [-1, 53])
def test_how_often_to_meet_is_within_a_year(weeks: int) -> None:
    table = planned("ukonceni")
    table.refuses(LEADS, c.SetNextMeeting(None, "", weeks), Reason.BAD_WEEKS)
    table.ask(LEADS, c.SetNextMeeting(None, "", 4))
    assert agreement(table.meeting).next_weeks == 4
