"""What is confidential, and who may know of it: those it concerns, by consent, on a ground the office has written down.

Jana is the mother and Alena her daughter, whom the meeting is about; Tomáš teaches and Filip lives next door. Zdena
writes the minutes, Olga called the meeting and sends the record, Věra leads. Karel coordinates.
"""

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import Command, name_of
from server.meeting.confidences import concerned, may_know, withheld
from server.meeting.events import HOUSE
from server.meeting.model import PROJECTOR, TABLET, Board, Permission
from server.meeting.refusals import Reason
from tests.meeting.childs_table import CHILD
from tests.meeting.childs_table import seated as childs_table
from tests.meeting.table import DESPITE, LEADS, Table, closed, frozen, invited, planned

SUNG = {
    "mark-confidential", "lift-confidence", "say-consent", "withdraw-consent", "drop-ground", "unlist-recipient",
    "note-delivered",
}  # fmt: skip
"""What is sung here and in test_recipients, and not in the litanies."""

STEP = "step:s1"
FAMILY = c.NameConcerned(frozenset({"jana", "alena"}))
HEALTH = ("health",)


def about_jana_and_alena(table: Table | None = None) -> Table:
    table = table or planned()
    table.ask(LEADS, FAMILY)
    return table


def kept(table: Table | None = None) -> Table:
    """The one step, Jana's, is confidential: it is about health. Another is not, and it is nobody's."""
    table = about_jana_and_alena(table)
    table.ask(LEADS, c.MarkConfidential(STEP, "health"))
    return table


def agrees(table: Table, id: str, giver: str, to: str, *, agreed: bool = True, own: bool = False) -> None:
    table.ask(giver, c.SayConsent(id, HEALTH, (to,), own=own, agreed=agreed))


def knows(table: Table, who: str) -> bool:
    return STEP not in withheld(table.meeting, who)


# Who may know -------------------------------------------------------------------------------------------------------


def test_without_consent_it_is_for_those_it_concerns_and_those_who_see_to_the_meeting() -> None:
    table = kept()
    having = {seat for seat in table.meeting.seats if knows(table, seat)}
    assert having == {"jana", "alena", "vera", "olga"}
    assert not knows(table, PROJECTOR) and not knows(table, "cizi")


def test_nothing_is_withheld_where_nothing_is_confidential() -> None:
    table = about_jana_and_alena()
    agrees(table, "k1", "jana", "tomas", agreed=False)
    assert all(knows(table, seat) for seat in (*table.meeting.seats, PROJECTOR))


def test_one_agrees_and_that_is_enough() -> None:
    table = kept()
    agrees(table, "k1", "jana", "tomas")
    assert knows(table, "tomas") and not knows(table, "karel")


def test_one_says_no_and_that_is_enough_too() -> None:
    table = kept()
    agrees(table, "k1", "jana", "tomas")
    agrees(table, "k2", "alena", "tomas", agreed=False)
    assert not knows(table, "tomas")
    agrees(table, "k3", "alena", "tomas")
    assert knows(table, "tomas"), "what was said last counts"


def test_who_withdraws_takes_back_what_they_said_and_no_more() -> None:
    table = kept()
    agrees(table, "k1", "jana", "tomas")
    agrees(table, "k2", "jana", "tomas")
    table.ask("jana", c.WithdrawConsent("k2"))
    assert knows(table, "tomas"), "the other consent stands"
    table.ask("jana", c.WithdrawConsent("k1"))
    assert not knows(table, "tomas")
    agrees(table, "k3", "alena", "tomas")
    assert not knows(table, "tomas"), "one of them has taken it back"
    assert [consent.withdrawn is not None for consent in table.meeting.consents] == [True, True, False], "all is kept"


def test_a_consent_to_an_organisation_is_for_whoever_comes_from_there() -> None:
    table = kept()
    table.ask(LEADS, c.SayConsent("k1", HEALTH, sides=(" ZŠ  Komenského ",), giver="jana"))
    assert not knows(table, "tomas")
    table.ask(LEADS, c.AmendPerson("tomas", "Tomáš Říha", frozenset({"ucastnik"}), "ZŠ Komenského"))
    assert knows(table, "tomas")


def test_a_consent_counts_for_its_subject() -> None:
    table = kept()
    table.ask("jana", c.SayConsent("k1", ("school", "addiction"), ("tomas",)))
    assert not knows(table, "tomas")
    assert may_know(table.meeting, table.meeting.seats["tomas"], "addiction")


def test_what_is_one_persons_own_only_that_person_gives() -> None:
    table = about_jana_and_alena()
    table.ask(LEADS, c.MarkConfidential(f"minutes:{table.meeting.stage_id}", "health", "alena"))
    thing = f"minutes:{table.meeting.stage_id}"
    agrees(table, "k1", "jana", "tomas")
    assert thing in withheld(table.meeting, "jana") and thing in withheld(table.meeting, "tomas")
    agrees(table, "k2", "alena", "tomas", own=True)
    assert thing not in withheld(table.meeting, "tomas") and thing in withheld(table.meeting, "jana")


def test_the_office_may_have_a_ground_and_then_nobody_need_agree() -> None:
    table = kept()
    agrees(table, "k1", "jana", "karel", agreed=False)
    table.ask("olga", c.NoteGround("d1", "Podle zákona, jak rozhodla vedoucí.", HEALTH, ("karel",), law=True))
    assert knows(table, "karel") and not knows(table, "tomas")
    table.ask("olga", c.DropGround("d1"))
    assert not knows(table, "karel")
    table.ignores("olga", c.DropGround("d1"))


def test_somebody_without_a_seat_can_have_agreed_and_the_desk_notes_it() -> None:
    table = planned()
    table.ask(LEADS, c.MarkConfidential(STEP, "health"))
    assert not concerned(table.meeting)
    table.ask(LEADS, c.SayConsent("k1", HEALTH, ("tomas",), name="  Marie  Bílá ", written=True))
    said = table.meeting.consents[0]
    assert (said.giver, said.name, said.written, said.by) == ("", "Marie Bílá", True, LEADS)
    assert knows(table, "tomas")
    table.ask("olga", c.WithdrawConsent("k1"))
    assert not knows(table, "tomas")


def test_who_promised_a_step_or_has_to_call_knows_of_it_and_an_author_of_their_words() -> None:
    table = kept()
    assert knows(table, "jana")
    table.ask(LEADS, c.NameConcerned())
    assert knows(table, "jana"), "she has promised it"
    table.ask(LEADS, c.GiveStep("s1", "karel"))
    assert knows(table, "karel") and not knows(table, "jana")
    table.ask("tomas", c.AddAlert("a1"))
    table.ask("tomas", c.SetAlert("a1", "tomas", "karel"))
    table.ask("tomas", c.AddCard("k", Board.STRENGTHS))
    for thing in ("alert:a1", "card:k", "view:tomas"):
        table.ask(LEADS, c.MarkConfidential(thing, "health"))
        assert thing not in withheld(table.meeting, "tomas") and thing in withheld(table.meeting, "jana")
    assert "alert:a1" not in withheld(table.meeting, "karel")


def test_a_goal_takes_its_steps_along_and_an_offer_the_step_made_of_it() -> None:
    table = about_jana_and_alena()
    table.ask("tomas", c.AddCard("c1", Board.OFFERS))
    table.write("tomas", "card:c1", "Pohlídám léky.")
    table.ask("tomas", c.TakeUpOffer("c1", "s2", "g1"))
    table.ask("karel", c.GiveStep("s2", ""))
    table.ask(LEADS, c.MarkConfidential(STEP, "health"))
    assert withheld(table.meeting, "karel") == {STEP}
    table.ask(LEADS, c.LiftConfidence(STEP))
    table.ask(LEADS, c.MarkConfidential("step:s2", "health"))
    assert withheld(table.meeting, "karel") == {"step:s2", "card:c1"}
    assert withheld(table.meeting, "tomas") == {"step:s2"}, "the words of his card are his own"
    table.ask(LEADS, c.LiftConfidence("step:s2"))
    table.ask("tomas", c.MarkConfidential("card:c1", "health"))
    assert withheld(table.meeting, "karel") == {"step:s2", "card:c1"}
    table.ask(LEADS, c.MarkConfidential("goal:g1", "addiction"))
    assert withheld(table.meeting, "karel") == {"goal:g1", STEP, "step:s2", "card:c1"}
    table.ask("jana", c.SayConsent("k1", HEALTH, ("karel",)))
    assert "step:s2" in withheld(table.meeting, "karel"), "both subjects have to be agreed to"


# The wall and other hands -------------------------------------------------------------------------------------------


def test_the_wall_shows_what_everybody_present_may_have_and_changes_as_they_come_and_go() -> None:
    table = kept()
    for seat in ("karel", "zdena", "tomas"):
        table.ask(LEADS, c.Depart(seat))
        assert knows(table, PROJECTOR) is (seat == "tomas")
    table.ask(LEADS, c.Arrive("filip"))
    assert not knows(table, PROJECTOR)
    agrees(table, "k1", "jana", "filip")
    assert knows(table, PROJECTOR)
    table.ask("jana", c.WithdrawConsent("k1"))
    assert not knows(table, PROJECTOR)


def test_in_a_room_with_nobody_in_it_the_wall_shows_nothing_confidential() -> None:
    table = about_jana_and_alena(invited())
    table.ask(LEADS, c.MarkConfidential("reason", "health"))
    assert withheld(table.meeting, PROJECTOR) == {"reason"}


def test_who_looks_for_somebody_else_sees_no_more_than_they_may_themselves() -> None:
    table = kept()
    table.ask(LEADS, c.AidPerson("jana", True, "tomas"))
    assert STEP in withheld(table.meeting, "jana", "tomas") and STEP not in withheld(table.meeting, "jana", LEADS)
    assert STEP not in withheld(table.meeting, "jana", TABLET), "that is in her own hands"
    table.refuses("jana", c.DeclineStep("s1", "Ne."), Reason.NO_SUCH_STEP, "tomas")


# Who may mark -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["vera", "olga"])
def test_who_sees_to_the_meeting_marks_anything(by: str) -> None:
    table = about_jana_and_alena()
    for thing in (STEP, "goal:g1", "reason", "minutes:uvod", "view:tomas", "opinion:tomas"):
        assert table.ask(by, c.MarkConfidential(thing, "health")) == (e.MarkedConfidential(thing, "health", ""),)
        table.ignores(by, c.MarkConfidential(thing, "health"))
        assert table.ask(by, c.LiftConfidence(thing)) == (e.ConfidenceLifted(thing),)
        table.ignores(by, c.LiftConfidence(thing))


def test_who_writes_the_minutes_marks_anything_and_has_no_more_for_it() -> None:
    table = about_jana_and_alena()
    table.ask("zdena", c.MarkConfidential(STEP, "health"))
    assert not knows(table, "zdena")
    table.refuses("zdena", c.LiftConfidence(STEP), Reason.NO_SUCH_CELL)
    table.ask("jana", c.SayConsent("k1", HEALTH, ("zdena",)))
    table.ask("zdena", c.LiftConfidence(STEP))


def test_everybody_else_marks_their_own_words_and_nothing_more() -> None:
    table = about_jana_and_alena()
    for thing in (STEP, "reason", "view:jana"):
        table.refuses("tomas", c.MarkConfidential(thing, "health"), Reason.NOT_YOURS_TO_KEEP)
    table.ask("tomas", c.MarkConfidential("view:tomas", "health"))
    table.refuses(LEADS, c.LiftConfidence("view:tomas"), Reason.KEPT_BY_AUTHOR)
    table.refuses(LEADS, c.MarkConfidential("view:tomas", "school"), Reason.KEPT_BY_AUTHOR)
    table.refuses("cizi", c.MarkConfidential("view:tomas", "health"), Reason.NOT_SEATED)
    table.refuses(HOUSE, c.MarkConfidential("view:tomas", "health"), Reason.NOT_SEATED)
    table.ask("tomas", c.LiftConfidence("view:tomas"))


def test_what_is_asked_for_must_be_there() -> None:
    table = about_jana_and_alena()
    for thing in ("step:nic", "rules", "nic", "page:umim", "view:nikdo", "minutes:nic", ""):
        table.refuses(LEADS, c.MarkConfidential(thing, "health"), Reason.NO_SUCH_CELL)
    table.refuses(LEADS, c.MarkConfidential(STEP, "nic"), Reason.NO_SUCH_WORD)
    table.refuses(LEADS, c.MarkConfidential(STEP, "health", "nic"), Reason.NO_SUCH_SEAT)
    table.refuses(LEADS, c.MarkConfidential(STEP, "health", "tomas"), Reason.NOT_CONCERNED)
    table.ask(LEADS, c.MarkConfidential(STEP, "other", "jana"))


def test_marking_voids_no_signature_and_after_closing_it_is_for_the_desk() -> None:
    table = about_jana_and_alena(frozen())
    table.sign("jana")
    before = table.meeting.freeze
    table.ask(LEADS, c.MarkConfidential(STEP, "health"))
    assert table.meeting.freeze == before
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.refuses("zdena", c.MarkConfidential("reason", "health"), Reason.CLOSED)
    table.refuses("tomas", c.MarkConfidential("view:tomas", "health"), Reason.CLOSED)
    table.ask("olga", c.MarkConfidential("goal:g1", "health"))


def test_what_somebody_may_not_see_is_not_there_whatever_they_ask_for() -> None:
    table = kept()
    for by, command, reason in (
        ("tomas", c.MarkConfidential(STEP, "health"), Reason.NO_SUCH_CELL),
        ("tomas", c.GiveStep("s1", "tomas"), Reason.NO_SUCH_STEP),
        ("tomas", c.SetDue("s1"), Reason.NO_SUCH_STEP),
        ("tomas", c.AcceptStep("s1", table.promise("s1")), Reason.NO_SUCH_STEP),
        ("karel", c.MoveStep("s1", "g1", 0), Reason.NO_SUCH_STEP),
        ("tomas", table.writing("step:s1:what", "Přepsáno"), Reason.NO_SUCH_CELL),
    ):
        table.refuses(by, command, reason)
    table.ask(LEADS, c.MarkConfidential("goal:g1", "health"))
    for command in (c.AddStep("s9", "g1"), c.AnswerScale("g1", 3), c.SetArea("g1", "school")):
        table.refuses("tomas", command, Reason.NO_SUCH_GOAL)
    table.refuses("karel", c.MoveGoal("g1", 0), Reason.NO_SUCH_GOAL)


def test_places_are_meant_among_what_one_sees_and_what_waits_goes_on_waiting() -> None:
    table = about_jana_and_alena()
    for step in ("s2", "s3"):
        table.ask("tomas", c.AddStep(step, "g1"))
    table.ask("tomas", c.SetAfter("s3", frozenset({"s1"})))
    table.ask(LEADS, c.MarkConfidential(STEP, "health"))
    table.ask("tomas", c.SetAfter("s3", frozenset({"s2"})))
    step = table.meeting.step("s3")
    assert step and step.after == ("s1", "s2"), "of what it waited for besides he does not know"
    table.refuses("tomas", c.SetAfter("s2", frozenset({"s1"})), Reason.NO_SUCH_STEP)
    table.ask("karel", c.MoveStep("s3", "g1", 0))
    assert [step.id for step in table.meeting.steps] == ["s1", "s3", "s2"]
    table.ask("karel", c.MoveStep("s3", "g1", 1))
    assert [step.id for step in table.meeting.steps] == ["s1", "s2", "s3"]


# Consents -----------------------------------------------------------------------------------------------------------


def test_nobody_agrees_for_another_grown_up() -> None:
    table = kept()
    for by, command, reason in (
        ("tomas", c.SayConsent("k1", HEALTH, ("karel",)), Reason.NOT_CONCERNED),
        ("jana", c.SayConsent("k1", HEALTH, ("karel",), giver="alena"), Reason.NOT_YOUR_ROLE),
        ("jana", c.SayConsent("k1", HEALTH, ("karel",), name="Marie"), Reason.NOT_YOUR_ROLE),
        (LEADS, c.SayConsent("k1", HEALTH, ("karel",), giver="tomas"), Reason.NOT_CONCERNED),
        (LEADS, c.SayConsent("k1", HEALTH, ("karel",), name="Marie", own=True), Reason.NOT_YOUR_ROLE),
        ("jana", c.SayConsent("k1", (), ("karel",)), Reason.NO_SUBJECT),
        ("jana", c.SayConsent("k1", ("nic",), ("karel",)), Reason.NO_SUCH_WORD),
        ("jana", c.SayConsent("k1", HEALTH), Reason.NO_RECEIVER),
        ("jana", c.SayConsent("k1", HEALTH, ("nic",)), Reason.NO_SUCH_SEAT),
        ("jana", c.SayConsent("k 1", HEALTH, ("karel",)), Reason.BAD_ID),
        ("cizi", c.SayConsent("k1", HEALTH, ("karel",)), Reason.NOT_SEATED),
    ):
        table.refuses(by, command, reason)


def test_no_other_hand_agrees_for_somebody() -> None:
    table = kept()
    table.ask(LEADS, c.AidPerson("jana", True, "tomas"))
    yes = c.SayConsent("k1", HEALTH, ("tomas",))
    table.refuses("jana", yes, Reason.NOT_YOUR_HAND, "tomas")
    table.ask("jana", yes, TABLET)
    table.ask("jana", c.WithdrawConsent("k1"), LEADS)
    table.ask("jana", c.MarkConfidential("view:jana", "health"), LEADS)
    table.refuses("jana", c.LiftConfidence("view:jana"), Reason.NOT_YOUR_HAND, LEADS)


def test_consents_are_said_and_withdrawn_before_and_after_the_meeting() -> None:
    for table in (invited(), planned(), closed()):
        about_jana_and_alena(table)
        yes = c.SayConsent("k1", HEALTH, ("tomas",))
        assert [type(event) for event in table.ask("alena", yes)] == [e.ConsentSaid]
        table.ignores("alena", yes)
        table.refuses("tomas", c.WithdrawConsent("k1"), Reason.NO_SUCH_CONSENT)
        table.refuses("jana", c.WithdrawConsent("k1"), Reason.NO_SUCH_CONSENT)
        assert [type(event) for event in table.ask("alena", c.WithdrawConsent("k1"))] == [e.ConsentWithdrawn]
        table.ignores("alena", c.WithdrawConsent("k1"))


def test_what_was_not_agreed_is_written_down_like_what_was() -> None:
    table = about_jana_and_alena()
    agrees(table, "k1", "jana", "tomas", agreed=False)
    assert [consent.agreed for consent in table.meeting.consents] == [False]
    assert Permission.NO != Permission.UNASKED


@pytest.mark.parametrize("by", ["jana", "karel", "zdena"])
def test_grounds_and_whom_it_is_about_are_for_the_desk(by: str) -> None:
    table = kept()
    ground = c.NoteGround("d1", "Pravidlo.", HEALTH, ("karel",))
    commands: tuple[Command, ...] = (ground, c.DropGround("d1"), FAMILY, c.SayBound("tomas", True))
    for command in commands:
        table.refuses(by, command, Reason.NOT_YOUR_ROLE)
        assert name_of(type(command))
    table.refuses(LEADS, c.NoteGround("d1", " ", HEALTH, ("karel",)), Reason.NO_WORDS)


# A child ------------------------------------------------------------------------------------------------------------


def test_what_a_child_keeps_is_the_childs_own_and_a_parent_has_no_key_to_it() -> None:
    table = childs_table()
    assert {seat.id for seat in concerned(table.meeting)} >= {CHILD}
    table.go_to("sber-temat")
    table.ask(CHILD, c.AddCard("c1", Board.TOPICS))
    table.write(CHILD, "card:c1", "Táta pije.")
    table.ask(CHILD, c.MarkConfidential("card:c1", "other"))
    parents = [seat.id for seat in table.meeting.seats.values() if "rodic" in seat.roles]
    assert parents
    for who in (*parents, PROJECTOR):
        assert "card:c1" in withheld(table.meeting, who)
    table.refuses(LEADS, c.LiftConfidence("card:c1"), Reason.KEPT_BY_AUTHOR)
    table.ask(CHILD, c.SayConsent("k1", ("other",), (parents[0],), own=True))
    assert "card:c1" not in withheld(table.meeting, parents[0])
    table.ask(CHILD, c.LiftConfidence("card:c1"))
    assert not withheld(table.meeting, PROJECTOR)
