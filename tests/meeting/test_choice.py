"""What matters most: the child alone says so. And the views of the others, which the child hears as the child wants."""

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreement import agreement
from server.meeting.commands import Command
from server.meeting.events import HOUSE
from server.meeting.holes import unmet
from server.meeting.model import TABLET, Board, Hearing
from server.meeting.policy import PROJECTOR, cells_for, may, views_open
from server.meeting.refusals import Reason
from tests.meeting.childs_table import (
    CHILD,
    CHOOSING,
    END,
    FATHER,
    GATHERING,
    GROWN_UPS,
    GUIDE,
    MOTHER,
    PLANNING,
    Table,
    gathered,
    seated,
)
from tests.meeting.table import DESPITE, LEADS

CHOICES: tuple[Command, ...] = (
    c.ChooseTopic("skola"),
    c.DropTopic("rano"),
    c.MoveTopic("rano", 1),
    c.HearViews(Hearing.GUIDE),
)
every_choice = pytest.mark.parametrize("command", CHOICES, ids=lambda command: type(command).__name__)


def _chosen() -> Table:
    """The child has chosen: the morning, then the father's topic."""
    table = gathered()
    table.ask(CHILD, c.ChooseTopic("rano"))
    table.ask(CHILD, c.ChooseTopic("tata"))
    return table


# Only the child ---------------------------------------------------------------------------------------------------


@every_choice
def test_the_child_chooses(command: Command) -> None:
    table = _chosen()
    assert table.ask(CHILD, command)
    table.ignores(CHILD, command)


@every_choice
def test_no_grown_up_chooses(command: Command) -> None:
    table = _chosen()
    for seat in GROWN_UPS:
        assert not may(table.meeting, seat, type(command)), "nobody is shown a button"
        table.refuses(seat, command, Reason.NOT_YOUR_ROLE)
    table.refuses(HOUSE, command, Reason.NOT_YOUR_ROLE)


@every_choice
def test_no_hand_but_the_guides_taps_for_the_child(command: Command) -> None:
    table = _chosen()
    table.ask(LEADS, c.AidPerson(CHILD, True))
    for hand in (LEADS, MOTHER, FATHER, "olga", "ucitelka", "zdena", TABLET):
        table.refuses(CHILD, command, Reason.NOT_YOUR_HAND, hand)
    assert table.ask(CHILD, command, GUIDE)
    assert table.meeting.hands["hearing" if isinstance(command, c.HearViews) else "choice"] == GUIDE


@pytest.mark.parametrize("command", CHOICES[:3], ids=lambda command: type(command).__name__)
def test_one_chooses_when_it_is_time_and_not_once_the_plan_is_frozen(command: Command) -> None:
    table = _chosen()
    table.go_to(GATHERING)
    table.refuses(CHILD, command, Reason.NOT_THIS_STAGE)
    table.go_to(PLANNING)
    assert table.ask(CHILD, command), "a child may change their mind"


def test_who_tapped_is_known_until_the_child_does_it_alone() -> None:
    table = gathered()
    table.ask(CHILD, c.ChooseTopic("rano"), GUIDE)
    assert agreement(table.meeting).chosen_hand == "Eva Klidná"
    table.ask(CHILD, c.ChooseTopic("skola"))
    assert agreement(table.meeting).chosen_hand == ""


def test_what_is_chosen_stands_in_the_childs_order() -> None:
    table = _chosen()
    table.ask(CHILD, c.ChooseTopic("skola"))
    table.ask(CHILD, c.MoveTopic("skola", 0))
    assert table.meeting.chosen == ("skola", "rano", "tata")
    table.ask(CHILD, c.DropTopic("rano"))
    assert table.meeting.chosen == ("skola", "tata")
    table.ask(CHILD, c.MoveTopic("skola", 99))
    assert table.meeting.chosen == ("tata", "skola")


def test_only_a_topic_can_be_chosen_and_one_with_words() -> None:
    table = gathered(GATHERING)
    table.ask(FATHER, c.AddCard("prazdne", Board.TOPICS))
    table.ask(FATHER, c.AddCard("minulost", Board.PARKING))
    table.write(FATHER, "card:minulost", "Kdo za to může.")
    table.go_to(CHOOSING)
    table.refuses(CHILD, c.ChooseTopic("prazdne"), Reason.NO_WORDS)
    table.refuses(CHILD, c.ChooseTopic("minulost"), Reason.NO_SUCH_CARD)
    table.refuses(CHILD, c.MoveTopic("tata", 0), Reason.NO_SUCH_CARD)


def test_what_the_child_has_chosen_is_not_turned_by_whoever_brought_it() -> None:
    table = _chosen()
    table.go_to(GATHERING)
    table.refuses(FATHER, table.writing("card:tata", "Hlavně disciplína"), Reason.CHOSEN)
    table.refuses(FATHER, c.RemoveCard("tata"), Reason.CHOSEN)
    assert cells_for(table.meeting, FATHER)["card:tata"] == "read"
    table.write(CHILD, "card:rano", "Ráno mi je špatně a bojím se.")
    table.write("ucitelka", "card:skola", "Docházka")


def test_topics_are_brought_while_they_are_gathered() -> None:
    table = gathered(PLANNING)
    table.refuses(MOTHER, c.AddCard("pozde", Board.TOPICS), Reason.NOT_THIS_STAGE)
    table.ask(MOTHER, c.AddCard("nabidka", Board.OFFERS))


# The plan follows -----------------------------------------------------------------------------------------------------


def test_the_goals_come_from_what_is_chosen_in_the_childs_order() -> None:
    table = _chosen()
    table.go_to(PLANNING)
    assert [(goal.id, goal.topic) for goal in table.meeting.goals] == [("rano", "rano"), ("tata", "tata")]
    assert table.meeting.text("goal:rano:title") == "Ráno mi je špatně."
    table.ask(CHILD, c.MoveTopic("tata", 0))
    assert [goal.id for goal in table.meeting.goals] == ["tata", "rano"]
    table.ask(CHILD, c.ChooseTopic("skola"))
    table.ask(CHILD, c.MoveTopic("skola", 0))
    assert [goal.id for goal in table.meeting.goals] == ["skola", "tata", "rano"]
    table.go_to(CHOOSING)
    table.go_to(PLANNING)
    assert len(table.meeting.goals) == 3, "stepping back makes no goal twice"


def test_a_goal_that_is_no_longer_chosen_goes_or_steps_behind_if_it_has_been_worked_on() -> None:
    table = _chosen()
    table.go_to(PLANNING)
    table.ask(MOTHER, c.AddStep("krok", "rano"))
    table.ask(CHILD, c.DropTopic("rano"))
    assert [goal.id for goal in table.meeting.goals] == ["tata", "rano"]
    assert [goal.topic for goal in agreement(table.meeting).goals] == ["Střídavá péče", ""]
    table.ask(CHILD, c.DropTopic("tata"))
    assert [goal.id for goal in table.meeting.goals] == ["rano"]
    table.ask(CHILD, c.ChooseTopic("tata"))
    assert [goal.topic for goal in table.meeting.goals] == ["tata", "rano"]


def test_a_child_who_chooses_nothing_holds_nobody_up() -> None:
    table = gathered()
    assert unmet(table.meeting, table.meeting.stage.needs) == (("choice", CHILD),)
    table.refuses(LEADS, c.AdvanceStage(CHOOSING), Reason.MISSING)
    table.ask(LEADS, c.AdvanceStage(CHOOSING, "Amálka dnes vybírat nechce."))
    assert table.meeting.goals == ()
    table.ask(LEADS, c.AddGoal("g1"))
    table.refuses(FATHER, c.AddGoal("g2"), Reason.NOT_YOUR_ROLE)
    assert agreement(table.meeting).chosen == ()


def test_what_is_chosen_is_signed() -> None:
    table = _chosen()
    table.go_to(END)
    before = agreement(table.meeting)
    assert before.chosen == ("Ráno mi je špatně.", "Střídavá péče")
    table.ask(LEADS, c.FreezePlan(DESPITE))
    table.refuses(CHILD, c.ChooseTopic("skola"), Reason.NOT_THIS_STAGE)


# Each for themselves --------------------------------------------------------------------------------------------------


def test_what_goes_well_comes_before_what_worries() -> None:
    table = seated(GATHERING)
    table.refuses(FATHER, table.writing(f"view:{FATHER}", "Bojím se."), Reason.PRAISE_FIRST)
    assert cells_for(table.meeting, FATHER)[f"view:{FATHER}"] == "read"
    table.write(FATHER, f"praise:{FATHER}", "Krásně kreslí.")
    assert cells_for(table.meeting, FATHER)[f"view:{FATHER}"] == "write"
    table.write(FATHER, f"view:{FATHER}", "nevím")


def test_the_child_is_asked_for_no_view() -> None:
    table = seated(GATHERING)
    assert {f"view:{CHILD}", f"praise:{CHILD}"}.isdisjoint(cells_for(table.meeting, CHILD))
    table.refuses(CHILD, table.writing(f"view:{CHILD}", "Bojím se."), Reason.NOT_YOUR_CELL)


def _views_of(table: Table, viewer: str) -> set[str]:
    return {cell for cell in cells_for(table.meeting, viewer) if cell.startswith(("praise:", "view:"))}


def test_nobody_sees_anothers_before_all_are_opened_at_once() -> None:
    table = seated(GATHERING)
    for seat in (MOTHER, FATHER):
        table.write(seat, f"praise:{seat}", "Krásně kreslí.")
        table.write(seat, f"view:{seat}", "Že nebude chodit do školy.")
    for viewer in (*GROWN_UPS, PROJECTOR):
        assert _views_of(table, viewer) <= {f"praise:{viewer}", f"view:{viewer}"}
    assert agreement(table.meeting).praise == {} and agreement(table.meeting).views == {}
    for seat in (*GROWN_UPS, CHILD):
        if seat != LEADS:
            table.refuses(seat, c.ShowViews(), Reason.NOT_YOUR_ROLE)
    table.ask(LEADS, c.ShowViews())
    for viewer in GROWN_UPS:
        assert {f"view:{MOTHER}", f"view:{FATHER}", f"praise:{MOTHER}"} <= _views_of(table, viewer)
    assert set(agreement(table.meeting).praise) == {MOTHER, FATHER}


@pytest.mark.parametrize("hearing", list(Hearing))
def test_the_child_and_the_wall_hear_them_only_if_the_child_wants_to(hearing: Hearing) -> None:
    table = seated(GATHERING)
    table.write(MOTHER, f"praise:{MOTHER}", "Krásně kreslí.")
    if hearing is not Hearing.UNSAID:
        table.ask(CHILD, c.HearViews(hearing, (MOTHER, FATHER)))
    table.ask(LEADS, c.ShowViews())
    heard = hearing is Hearing.ALL
    for viewer in (CHILD, PROJECTOR):
        assert bool(_views_of(table, viewer)) is heard
    assert views_open(table.meeting, None) is heard
    assert _views_of(table, GUIDE), "the guide can tell them"


def test_a_child_may_change_their_mind_about_hearing_them() -> None:
    table = seated(GATHERING)
    table.write(MOTHER, f"praise:{MOTHER}", "Krásně kreslí.")
    table.ask(LEADS, c.ShowViews())
    table.ask(CHILD, c.HearViews(Hearing.ALL, (FATHER,)))
    assert _views_of(table, PROJECTOR) and table.meeting.views_order == (FATHER,)
    table.ask(CHILD, c.HearViews(Hearing.NOT))
    assert not _views_of(table, PROJECTOR) and not _views_of(table, CHILD)
    table.refuses(CHILD, c.HearViews(Hearing.ALL, ("nikdo",)), Reason.NO_SUCH_SEAT)


def test_goals_of_the_choice_are_events_of_the_step_onwards() -> None:
    table = _chosen()
    events = table.ask(LEADS, c.AdvanceStage(CHOOSING, DESPITE))
    kinds = [type(event) for event in events]
    assert kinds == [e.StageAdvanced, e.GoalAdded, e.TextChanged, e.GoalAdded, e.TextChanged]
