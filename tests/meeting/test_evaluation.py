"""The last plan in the next meeting: who says how a step came out and whether it helped, and what is taken over."""

from dataclasses import replace
from datetime import date

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting.agreed import AgreedNearer, digest
from server.meeting.agreement import agreement, step_as_agreed
from server.meeting.bringing import fitted
from server.meeting.commands import OpenMeeting
from server.meeting.copies import copy_of, seen
from server.meeting.decide import open_meeting
from server.meeting.holes import unmet
from server.meeting.model import OTHER, PROJECTOR
from server.meeting.previous import Help, Kept, LastGoal, LastStep, Outcome, Previous
from server.meeting.refusals import Reason, Refused
from tests.meeting import childs_table
from tests.meeting.childs_table import CHILD, FATHER, GUIDE, MOTHER
from tests.meeting.table import CAST, LAST, LEADS, Table, evaluating, invited, person, planned

OF_A_CHILD = replace(
    LAST,
    goals=(
        LastGoal("ticho", "Doma je klid", steps=(LastStep("nekricet", "1.1", "Nekřičet", owner=FATHER, name="Petr"),)),
    ),
)


def childs(stage: str) -> Table:
    table = childs_table.invited(previous=OF_A_CHILD)
    for seat in childs_table.CAST:
        table.ask("house", c.Arrive(seat))
    table.go_to(stage)
    return table


# What comes along ---------------------------------------------------------------------------------------------------


def test_only_a_meeting_with_a_last_plan_has_the_panel_and_is_asked_to_evaluate_it() -> None:
    for format in formats().values():
        first, again = fitted(format, "first", previous=False), fitted(format, "evaluation", previous=True)
        shown = {panel for stage in first.stages for panel in stage.shows}
        assert "previous" not in shown and "previous" in {panel for stage in again.stages for panel in stage.shows}
    assert planned().meeting.turned_to == "strengths" and evaluating().meeting.turned_to == "previous"
    assert unmet(planned().meeting, ("evaluated",)) == ()
    assert unmet(evaluating().meeting, ("evaluated",)) == tuple(("past", step.id) for step in LAST.steps)


def test_recommendations_to_the_family_belong_to_the_closing_meeting_alone() -> None:
    for format in formats().values():
        assert "doporuceni" not in [part.id for part in fitted(format, "evaluation", previous=True).parts]
        closing = fitted(format, "closing", previous=True)
        assert [part.id for part in closing.parts][-1] == "doporuceni"
        assert any("doporuceni" in stage.parts and "parts" in stage.shows for stage in closing.stages)
        assert "next-meeting" not in closing.freeze_needs
    table = evaluating(occasion="closing")
    table.write("jana", "part:doporuceni", "Ozvat se, kdyby se panika vrátila.")
    assert agreement(table.meeting).parts == {"doporuceni": "Ozvat se, kdyby se panika vrátila."}


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (replace(LAST, goals=(LAST.goals[0], LAST.goals[0])), Reason.BAD_ID),
        (replace(LAST, goals=(replace(LAST.goals[0], id="a b"),)), Reason.BAD_ID),
        (replace(LAST, goals=(replace(LAST.goals[0], scale={"jana": 11}),)), Reason.BAD_SCALE),
        (replace(LAST, goals=(replace(LAST.goals[0], title="x" * 5000),)), Reason.TOO_LONG),
        (replace(LAST, goals=tuple(LastGoal(f"g{number}", "x") for number in range(41))), Reason.TOO_MANY),
        (replace(LAST, held=date(1900, 1, 1)), Reason.BAD_DATE),
    ],
)
def test_a_plan_that_could_never_have_been_made_here_is_not_brought(spoilt: Previous, reason: Reason) -> None:
    people = tuple(person(seat) for seat in CAST)
    with pytest.raises(Refused) as no:
        open_meeting(OpenMeeting("m", "Setkání", people, previous=spoilt), formats()["pripadova-konference"])
    assert no.value.reason is reason


def test_an_owner_who_is_not_of_this_meeting_leaves_a_name_and_no_seat() -> None:
    stranger = LastStep("x", "1.1", "Zavolat", owner="nekdo", name="Někdo Cizí")
    table = invited(replace(LAST, goals=(LastGoal("g", "Cíl", steps=(stranger,)),)))
    assert table.meeting.previous
    kept = table.meeting.previous.steps[0]
    assert (kept.owner, kept.name) == ("", "Někdo Cizí")


# How it came out ----------------------------------------------------------------------------------------------------


def test_of_a_step_speaks_whoever_had_it_and_may_think_again() -> None:
    table = evaluating()
    table.refuses("tomas", c.EvaluateStep("dopis", Outcome.DONE), Reason.NOT_YOUR_STEP)
    table.refuses(LEADS, c.EvaluateStep("dopis", Outcome.DONE), Reason.NOT_YOUR_STEP)
    table.ask("jana", c.EvaluateStep("dopis", Outcome.PARTLY, " Odpověď nepřišla. "))
    said = table.meeting.evaluated["dopis"]
    assert (said.outcome, said.note, said.by, said.absent) == (Outcome.PARTLY, "Odpověď nepřišla.", "jana", False)
    table.ask("jana", c.EvaluateStep("dopis", Outcome.DONE))
    assert table.meeting.evaluated["dopis"].outcome is Outcome.DONE
    table.refuses("jana", c.EvaluateStep("neni", Outcome.DONE), Reason.NO_SUCH_PAST)


def test_for_somebody_who_is_not_here_whoever_leads_says_it_and_it_is_written_as_such() -> None:
    table = evaluating()
    table.refuses(LEADS, c.EvaluateAbsent("dopis", Outcome.NOT), Reason.OWNER_SAYS)
    for step in ("kolo", "nikdo"):
        table.ask(LEADS, c.EvaluateAbsent(step, Outcome.NOT, "Nevíme."))
    told = {outcome.id: outcome for goal in told_of(table) for outcome in goal.outcomes}
    assert (told["kolo"].outcome, told["kolo"].owner, told["kolo"].said_by) == ("not", "Alena Krátká", "Věra Malá")
    table.ask("house", c.Arrive("alena"))
    table.ask("alena", c.EvaluateStep("kolo", Outcome.DONE))
    table.ask("alena", c.Depart("alena"))
    table.refuses(LEADS, c.EvaluateAbsent("kolo", Outcome.NOT), Reason.OWNER_SAYS)
    assert not table.meeting.evaluated["kolo"].absent, "what the owner has said stays"


def told_of(table: Table) -> tuple[AgreedNearer, ...]:
    told = agreement(table.meeting).evaluation
    assert told is not None
    return told.goals


# Whether it helped --------------------------------------------------------------------------------------------------


def test_whether_it_helped_is_for_the_child_and_the_family_alone() -> None:
    for stage in (childs_table.GATHERING, childs_table.PLANNING):
        table = childs(stage)
        for seat in (CHILD, MOTHER, FATHER):
            table.ask(seat, c.SayHelp("nekricet", Help.LITTLE))
        for seat in ("ucitelka", "olga", GUIDE, LEADS):
            table.refuses(seat, c.SayHelp("nekricet", Help.MUCH), Reason.NOT_YOUR_ROLE)
        assert table.meeting.helped["nekricet"] == dict.fromkeys((CHILD, MOTHER, FATHER), Help.LITTLE)


def test_the_guides_hand_may_say_it_for_the_child_and_that_is_written_down() -> None:
    table = childs(childs_table.GATHERING)
    table.ask(CHILD, c.SayHelp("nekricet", Help.NOT), GUIDE)
    assert table.meeting.hands[f"help:nekricet:{CHILD}"] == GUIDE
    table.refuses(CHILD, c.SayHelp("nekricet", Help.MUCH), Reason.NOT_YOUR_HAND, LEADS)
    table.ask(CHILD, c.SayHelp("nekricet", Help.MUCH))
    assert f"help:nekricet:{CHILD}" not in table.meeting.hands


def test_in_an_ordinary_conference_it_is_for_those_who_belong_to_no_organisation() -> None:
    table = evaluating()
    table.ask(LEADS, c.AmendPerson("tomas", "Tomáš Říha", frozenset({"ucastnik"}), "ZŠ Komenského"))
    table.ask("jana", c.SayHelp("dopis", Help.MUCH))
    table.refuses("tomas", c.SayHelp("dopis", Help.MUCH), Reason.THE_FAMILYS)
    table.refuses(LEADS, c.SayHelp("dopis", Help.MUCH), Reason.THE_FAMILYS)


# How near -----------------------------------------------------------------------------------------------------------


def test_how_near_the_goals_are_is_nobodys_before_it_is_opened_to_all() -> None:
    table = evaluating()
    table.ask("jana", c.AnswerPast("skola", 5))
    table.ask("tomas", c.AnswerPast("skola", 2))
    assert told_of(table)[0].now == {} and told_of(table)[0].then == {"jana": 3, "tomas": 6}
    table.ask(LEADS, c.ShowPast("skola"))
    assert told_of(table)[0].now == {"jana": 5, "tomas": 2}
    table.refuses("jana", c.AnswerPast("skola", 11), Reason.BAD_SCALE)
    table.refuses("jana", c.AnswerPast("neni", 1), Reason.NO_SUCH_PAST)


def test_a_goal_that_goes_on_is_where_it_was_seen_now() -> None:
    table = evaluating()
    table.ask("jana", c.AnswerPast("skola", 5))
    table.ask(LEADS, c.ShowPast("skola"))
    table.ask("jana", c.CarryGoal("skola"))
    assert agreement(table.meeting).goals[0].scale == {"jana": 5}
    table.ask("jana", c.AnswerScale("skola", 6))
    table.ask(LEADS, c.ShowScale("skola"))
    assert agreement(table.meeting).goals[0].scale == {"jana": 6}


# Taking over --------------------------------------------------------------------------------------------------------


def test_one_tap_takes_a_step_over_with_its_goal_its_words_its_owner_and_its_history() -> None:
    table = evaluating()
    table.ask("tomas", c.CarryStep("dopis"))
    meeting = table.meeting
    goal, step = meeting.goals[0], meeting.steps[0]
    assert (goal.carried, goal.area, meeting.text(f"goal:{goal.id}:title")) == ("skola", "school", LAST.goals[0].title)
    assert meeting.text(f"goal:{goal.id}:indicator") == LAST.goals[0].indicator
    assert (step.carried, step.owner, step.kind) == ("dopis", "jana", "informing")
    words = {part: meeting.text(f"step:{step.id}:{part}") for part in ("what", "how", "with", "signal")}
    assert words == {"what": "Napsat škole", "how": "Dopisem.", "with": "Tomáš", "signal": "Máme odpověď."}
    assert step.due is None and not step.promised, "the day has passed, and a promise was given for another time"
    agreed = step_as_agreed(meeting, step)
    assert (agreed.carried, agreed.first_due, agreed.before) == (2, "2026-12-01", "dopis")
    table.ignores("jana", c.CarryStep("dopis"))
    table.ask("tomas", c.CarryStep("kolo"))
    assert len(table.meeting.goals) == 1, "its goal is here already"
    bicycle = table.meeting.steps[1]
    assert (bicycle.due, bicycle.owner, bicycle.after) == (date(2027, 9, 1), "alena", (step.id,))
    table.accept("jana", step.id)


def test_what_is_done_or_holds_no_more_is_not_taken_over() -> None:
    table = evaluating()
    for outcome in (Outcome.DONE, Outcome.VOID):
        table.ask("jana", c.EvaluateStep("dopis", outcome))
        table.refuses("jana", c.CarryStep("dopis"), Reason.STEP_FINISHED)
    table.ask("jana", c.EvaluateStep("dopis", Outcome.PARTLY))
    table.ask("jana", c.CarryStep("dopis"))


def test_what_was_taken_over_and_taken_away_can_be_taken_over_anew() -> None:
    table = evaluating()
    table.ask("jana", c.CarryStep("dopis"))
    table.ask(LEADS, c.RemoveStep("dopis"))
    table.ask("jana", c.CarryStep("dopis"))
    assert [(step.id, step.carried) for step in table.meeting.steps] == [("dopis-2", "dopis")]


def test_in_a_childs_meeting_goals_come_from_the_child_and_whoever_leads() -> None:
    table = childs(childs_table.PLANNING)
    table.refuses("ucitelka", c.CarryStep("nekricet"), Reason.NO_SUCH_GOAL)
    table.ask(LEADS, c.CarryGoal("ticho"))
    table.ask("ucitelka", c.CarryStep("nekricet"))
    assert [step.owner for step in table.meeting.steps] == [FATHER]
    assert agreement(table.meeting).goals[0].topic == "", "nobody says that the child has chosen it"


# Under the digest ---------------------------------------------------------------------------------------------------


def test_the_evaluation_is_signed_with_the_plan_and_a_plan_without_one_keeps_its_digest() -> None:
    assert agreement(planned().meeting).evaluation is None
    table = evaluating()
    before = digest(agreement(table.meeting))
    table.ask("jana", c.SayHelp("dopis", Help.UNSURE))
    assert digest(agreement(table.meeting)) != before
    plain = planned()
    assert digest(agreement(plain.meeting)) == digest(replace(agreement(plain.meeting), evaluation=None))


def test_what_another_hand_has_said_is_confirmed_like_all_else() -> None:
    table = evaluating()
    table.ask(LEADS, c.AidPerson("jana", True, "tomas"))
    table.ask("jana", c.EvaluateStep("dopis", Outcome.DONE), "tomas")
    table.ask("jana", c.SayHelp("dopis", Help.MUCH), "tomas")
    table.ask("jana", c.AnswerPast("skola", 7), "tomas")
    things = {"outcome:dopis", "help:dopis:jana", "nearer:skola:jana"}
    assert table.meeting.hands.keys() >= things
    assert unmet(table.meeting, ("confirmed",)) == (("unconfirmed", "jana"),)


# Who may know -------------------------------------------------------------------------------------------------------


def confided() -> Table:
    """Of the last plan the letter was confidential (health), and so was the whole goal at home."""
    school, home = LAST.goals
    letter = replace(school.steps[0], confidence=Kept("health"))
    last = replace(
        LAST,
        goals=(replace(school, steps=(letter, *school.steps[1:])), replace(home, confidence=Kept("relationships"))),
    )
    table = invited(last, "evaluation")
    for seat in ("vera", "olga", "karel", "jana", "tomas"):
        table.ask("house", c.Arrive(seat))
    table.go_to("prace-na-cilech")
    return table


def shown(table: Table, who: str) -> set[str]:
    previous = seen(table.meeting, who).previous
    return {f"{step.number} {step.id}" for step in previous.steps} if previous else set()


def test_what_was_confidential_last_time_is_so_this_time() -> None:
    table = confided()
    assert shown(table, LEADS) == {"1.1 dopis", "1.2 kolo", "1.3 nikdo", "2.1 ticho"}
    assert shown(table, "jana") == {"1.1 dopis", "1.2 kolo", "1.3 nikdo"}, "her own step she has"
    assert shown(table, "karel") == shown(table, PROJECTOR) == {"1.1 kolo", "1.2 nikdo"}, "and numbers close up over it"
    assert [goal.title for goal in seen(table.meeting, "tomas").previous.goals] == [LAST.goals[0].title, ""]  # type: ignore[union-attr]


def test_what_somebody_may_not_see_is_not_there_for_them_to_ask_for() -> None:
    table = confided()
    table.refuses("karel", c.CarryStep("dopis"), Reason.NO_SUCH_PAST)
    table.refuses("karel", c.AnswerPast("doma", 3), Reason.NO_SUCH_PAST)
    table.ask("karel", c.CarryStep("kolo"))


def test_taken_over_it_stays_confidential_and_so_is_what_was_said_to_it() -> None:
    table = confided()
    table.ask("jana", c.EvaluateStep("dopis", Outcome.DONE, "Psychiatr píše sám."))
    table.ask("jana", c.EvaluateStep("dopis", Outcome.PARTLY, "Psychiatr píše sám."))
    table.ask("jana", c.SayHelp("dopis", Help.MUCH))
    table.ask("jana", c.CarryStep("dopis"))
    table.ask(LEADS, c.CarryGoal("doma"))
    for who in ("karel", PROJECTOR):
        cut = seen(table.meeting, who)
        assert "dopis" not in cut.evaluated and "dopis" not in cut.helped
        assert [goal.carried for goal in cut.goals] == ["skola"] and not cut.steps
        assert "Psychiatr" not in repr(agreement(cut)) and "Napsat" not in repr(agreement(cut))
    extract = copy_of(table.meeting, "karel")
    assert "Psychiatr" not in repr(extract.previous) + repr(extract.evaluated) + repr(agreement(extract))


def test_a_frozen_evaluation_is_cut_for_an_extract_as_well() -> None:
    table = confided()
    table.ask("jana", c.EvaluateStep("dopis", Outcome.PARTLY, "Psychiatr píše sám."))
    table.go_to("ukonceni")
    table.ask(LEADS, c.FreezePlan("Jdeme dál."))
    freeze = seen(table.meeting, "karel").freeze
    assert freeze and freeze.agreed.evaluation
    told = [(one.number, one.id) for goal in freeze.agreed.evaluation.goals for one in goal.outcomes]
    assert told == [("1.1", "kolo"), ("1.2", "nikdo")]
    assert not [hole for hole in freeze.agreed.holes if hole in (("past", "dopis"), ("past", "ticho"))]


def test_of_a_subject_or_a_person_that_is_no_more_the_strictest_is_kept() -> None:
    goal = LAST.goals[1]
    last = replace(
        LAST,
        goals=(replace(goal, confidence=Kept("svatba")), replace(LAST.goals[0], confidence=Kept("health", "nekdo"))),
    )
    table = invited(last)
    assert {mark.subject for mark in table.meeting.confidences.values()} == {OTHER}
