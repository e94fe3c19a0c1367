"""Freezing, saying yes or no, signing, opening again, closing: what a signature is bound to, and when it is void."""

from dataclasses import replace
from datetime import date

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreed import Agreed, AgreedGoal, AgreedStep, digest, short
from server.meeting.agreement import agreement
from server.meeting.events import HOUSE
from server.meeting.holes import signers, unmet
from server.meeting.model import Acceptance, Presence, Verdict
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, DRAWN, LEADS, NEXT, SCRIBBLE, closed, frozen, planned


def test_a_freeze_keeps_the_whole_content_and_its_digest() -> None:
    table = frozen()
    freeze = table.meeting.freeze
    assert freeze is not None
    assert freeze.number == 1
    assert freeze.agreed == agreement(table.meeting)
    assert freeze.digest == digest(freeze.agreed)
    assert [goal.title for goal in freeze.agreed.goals] == ["Jakub zvládne celý týden ve škole"]
    step = freeze.agreed.goals[0].steps[0]
    assert (step.what, step.owner, step.due) == ("Objednat Jakuba k psychiatrovi", "Jana Nováková", "2027-04-30")
    assert step.acceptance == Acceptance.ACCEPTED.value
    assert freeze.agreed.next_starts == "2027-04-16T14:00:00"


def test_the_digest_is_of_every_letter() -> None:
    agreed = agreement(frozen().meeting)
    step = agreed.goals[0].steps[0]
    goal = agreed.goals[0]
    others = [
        replace(agreed, title=agreed.title + " "),
        replace(agreed, rules="x"),
        replace(agreed, minutes={"uvod": "x"}),
        replace(agreed, reflections={"jana": "x"}),
        replace(agreed, next_place="jinde"),
        replace(agreed, despite="x"),
        replace(agreed, holes=(("step-due", "s1"),)),
        replace(agreed, goals=()),
        replace(agreed, goals=(replace(goal, worries="x"),)),
        replace(agreed, goals=(replace(goal, steps=(replace(step, signal="x"),)),)),
        replace(agreed, goals=(replace(goal, steps=(replace(step, acceptance="open"),)),)),
    ]
    assert len({digest(other) for other in (agreed, *others)}) == len(others) + 1


def test_a_plan_signed_with_the_first_version_keeps_its_digest() -> None:
    step = AgreedStep("s1", "Zavolám", "", "Petra Horáková", "", "2027-03-01", "", "accepted")
    agreed = Agreed(
        title="Jakubovo setkání",
        purpose="",
        place="",
        reason="Proč",
        aim="Cíl",
        rules="",
        minutes={},
        goals=(AgreedGoal("g1", "Jakub chodí do školy", "", "obavy", "", (step,)),),
        reflections={"petra": "Odnáším si naději"},
        next_starts="2027-04-01T10:00:00+02:00",
        next_place="tady",
        holes=(),
        despite="",
    )
    assert digest(agreed) == "e932388b87e541c758cdb7d5b603997dd3559ecb466b12f531950b8ad671275e"


def test_a_nought_on_the_scale_is_in_the_digest_whatever_the_seat_is_called() -> None:
    agreed = agreement(frozen().meeting)
    nought, nothing = (
        replace(agreed, goals=(replace(agreed.goals[0], scale=scale),))
        for scale in ({"hub": 0, "jana": 4}, {"jana": 4})
    )
    assert digest(nought) != digest(nothing)


def test_the_digest_does_not_depend_on_the_order_in_which_people_wrote() -> None:
    one, other = planned("ukonceni"), planned("ukonceni")
    for table, order in ((one, ("jana", "tomas")), (other, ("tomas", "jana"))):
        for seat in order:
            table.write(seat, f"reflection:{seat}", f"Říká {seat}.")
    assert digest(agreement(one.meeting)) == digest(agreement(other.meeting))


def test_a_digest_is_compared_by_eye_in_threes_of_four() -> None:
    assert short("0123456789abcdef" * 4) == "0123 4567 89ab"


def test_a_plan_with_holes_is_frozen_only_by_a_visible_decision() -> None:
    table = planned("ukonceni")
    refused = table.refuses(LEADS, c.FreezePlan(), Reason.MISSING)
    assert refused.holes == (("next-meeting", ""),)
    table.refuses(LEADS, c.FreezePlan(" \n "), Reason.MISSING)
    table.ask(LEADS, c.FreezePlan("Termín pošle Karel e-mailem."))
    assert table.meeting.freeze is not None
    assert table.meeting.freeze.agreed.holes == (("next-meeting", ""),)
    assert table.meeting.freeze.agreed.despite == "Termín pošle Karel e-mailem."


def test_words_for_what_is_not_missing_are_not_kept() -> None:
    table = planned("ukonceni")
    table.ask(LEADS, c.SetNextMeeting(NEXT))
    table.ask(LEADS, c.FreezePlan("Pro jistotu."))
    assert table.meeting.freeze is not None and table.meeting.freeze.agreed.despite == ""


def test_one_says_yes_or_no_before_signing() -> None:
    table = frozen()
    table.refuses("jana", c.Sign(table.digest, DRAWN), Reason.APPROVE_FIRST)
    table.refuses("jana", c.Approve(table.digest, Verdict.RESERVATION), Reason.NO_WORDS)
    table.refuses("jana", c.Approve(table.digest, Verdict.DISAGREE, "  "), Reason.NO_WORDS)
    table.ask("jana", c.Approve(table.digest, Verdict.RESERVATION, "Rodinná terapie až po prázdninách."))
    table.ask("jana", c.Sign(table.digest, DRAWN))
    freeze = table.meeting.freeze
    assert freeze is not None
    assert freeze.approvals["jana"].words == "Rodinná terapie až po prázdninách."
    assert freeze.signatures["jana"].strokes == DRAWN
    assert freeze.signatures["jana"].digest == freeze.digest


def test_before_signing_one_may_think_again_and_after_it_not() -> None:
    table = frozen()
    table.ask("jana", c.Approve(table.digest, Verdict.DISAGREE, "Je toho moc."))
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE))
    table.ask("jana", c.Sign(table.digest, DRAWN))
    table.refuses("jana", c.Approve(table.digest, Verdict.DISAGREE, "Přece jen ne."), Reason.ALREADY_SIGNED)
    table.refuses("jana", c.RefuseToSign(table.digest, "Přece jen ne."), Reason.ALREADY_SIGNED)
    table.ignores("jana", c.Approve(table.digest, Verdict.AGREE))


def test_signing_twice_keeps_the_first_drawing() -> None:
    table = frozen()
    table.sign("jana")
    table.ignores("jana", c.Sign(table.digest, SCRIBBLE))
    assert table.meeting.freeze is not None and table.meeting.freeze.signatures["jana"].strokes == DRAWN


def test_who_refused_may_change_their_mind_and_sign() -> None:
    table = frozen()
    table.refuses("jana", c.RefuseToSign(table.digest, " "), Reason.NO_REASON)
    table.ask("jana", c.RefuseToSign(table.digest, "Nesouhlasím s termínem."))
    assert table.meeting.freeze is not None
    assert table.meeting.freeze.signatures["jana"].refused == "Nesouhlasím s termínem."
    assert unmet(table.meeting, ["signatures"]) == tuple(
        ("signature", seat.id) for seat in table.meeting.present if seat.id != "jana"
    )
    table.sign("jana")
    assert table.meeting.freeze.signatures["jana"].refused is None


def test_a_digest_of_another_version_is_refused() -> None:
    table = frozen()
    for command in (
        c.Approve("0" * 64, Verdict.AGREE),
        c.Sign("", DRAWN),
        c.RefuseToSign("0" * 64, "Nesouhlasím."),
    ):
        table.refuses("jana", command, Reason.OTHER_VERSION)


def test_nothing_is_signed_that_is_not_frozen() -> None:
    table = planned("ukonceni")
    for command in (c.Approve("", Verdict.AGREE), c.Sign("", DRAWN), c.RefuseToSign("", "Ne.")):
        table.refuses("jana", command, Reason.NOT_FROZEN)


@pytest.mark.parametrize(
    ("strokes", "reason"),
    [
        ((), Reason.EMPTY_SIGNATURE),
        (((500, 200),), Reason.EMPTY_SIGNATURE),
        (((500, 200, 510, 205),), Reason.EMPTY_SIGNATURE),
        (((0, 0, 500),), Reason.EMPTY_SIGNATURE),
        (((0, 0, 1001, 200),), Reason.EMPTY_SIGNATURE),
        (((0, 0, 500, 401),), Reason.EMPTY_SIGNATURE),
        (((-1, 0, 500, 400),), Reason.EMPTY_SIGNATURE),
        (((0, 0, 500, 400),) * 201, Reason.LONG_SIGNATURE),
        ((tuple([0, 0, 9, 9] * 3001),), Reason.LONG_SIGNATURE),
    ],
)
def test_a_signature_is_really_drawn(strokes: tuple[tuple[int, ...], ...], reason: Reason) -> None:
    table = frozen()
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE))
    table.refuses("jana", c.Sign(table.digest, strokes), reason)


def test_opening_again_voids_every_signature_and_keeps_both_versions() -> None:
    table = frozen()
    table.sign("jana")
    table.sign("karel", Verdict.RESERVATION, "Jen do června.")
    first = table.meeting.freeze
    assert first is not None
    table.ask(LEADS, c.ReopenPlan(1, "Datum je špatně."))
    assert table.meeting.freeze is None
    table.ask("karel", c.SetDue("s1", date(2027, 5, 7)))
    table.accept("jana", "s1")
    table.ask(LEADS, c.FreezePlan())
    second = table.meeting.freeze
    assert second is not None
    assert (second.number, second.signatures, second.approvals) == (2, {}, {})
    assert second.digest != first.digest
    (voided,) = table.meeting.voided
    assert (voided.why, voided.digest, voided.agreed) == ("Datum je špatně.", first.digest, first.agreed)
    assert voided.reopened is not None
    assert voided.signatures.keys() == {"jana", "karel"}
    assert voided.approvals["karel"].words == "Jen do června."
    table.refuses("jana", c.Sign(first.digest, DRAWN), Reason.OTHER_VERSION)


def test_only_the_version_that_is_frozen_can_be_opened() -> None:
    table = frozen()
    table.refuses(LEADS, c.ReopenPlan(2), Reason.OTHER_VERSION)
    table.refuses(LEADS, c.ReopenPlan(0), Reason.OTHER_VERSION)
    table.ask(LEADS, c.ReopenPlan(1))
    table.refuses(LEADS, c.ReopenPlan(2), Reason.NOT_FROZEN)
    table.ask(LEADS, c.FreezePlan())
    table.ignores(LEADS, c.ReopenPlan(1))  # the second tap of the one before must not open this one
    assert table.meeting.freeze is not None


def test_stepping_back_opens_the_plan_and_voids_the_signatures() -> None:
    table = frozen()
    table.sign("jana")
    events = table.ask(LEADS, c.StepBack("ukonceni"))
    assert events == (e.PlanReopened(1, ""), e.StageReturned("prace-na-cilech"))
    assert table.meeting.freeze is None
    assert table.meeting.voided[0].signatures.keys() == {"jana"}
    table.write("tomas", "step:s1:how", "Už to jde změnit.")


def test_the_same_content_frozen_again_is_still_another_version_to_sign() -> None:
    table = frozen()
    table.sign("jana")
    before = table.digest
    table.ask(LEADS, c.ReopenPlan(1))
    table.ask(LEADS, c.FreezePlan())
    assert table.digest == before
    assert table.meeting.freeze is not None and table.meeting.freeze.signatures == {}
    table.refuses("jana", c.Sign(before, DRAWN), Reason.APPROVE_FIRST)


def test_who_comes_late_voids_nothing_and_is_not_asked() -> None:
    table = frozen()
    table.sign("jana")
    before = table.meeting.freeze
    table.ask(HOUSE, c.Arrive("alena"))
    assert table.meeting.freeze == before
    assert table.meeting.seats["alena"].late
    table.refuses("alena", c.Approve(table.digest, Verdict.AGREE), Reason.LATE)
    table.refuses("alena", c.Sign(table.digest, DRAWN), Reason.LATE)
    assert "alena" not in {seat.id for seat in signers(table.meeting)}
    assert digest(agreement(table.meeting)) == table.digest


def test_who_came_late_stays_late_though_they_go_out_and_come_back() -> None:
    table = frozen()
    table.ask(HOUSE, c.Arrive("alena"))
    table.ask("alena", c.Depart("alena"))
    table.ask(HOUSE, c.Arrive("alena"))
    assert table.meeting.seats["alena"].late
    table.refuses("alena", c.Approve(table.digest, Verdict.AGREE), Reason.LATE)


def test_who_was_there_before_the_freeze_is_not_late_though_they_come_back() -> None:
    table = frozen()
    table.ask("tomas", c.Depart("tomas"))
    table.ask(HOUSE, c.Arrive("tomas"))
    assert not table.meeting.seats["tomas"].late
    table.sign("tomas")


def test_the_next_version_asks_also_those_who_came_late() -> None:
    table = frozen()
    table.ask(HOUSE, c.Arrive("alena"))
    table.ask(LEADS, c.ReopenPlan(1))
    table.ask(LEADS, c.FreezePlan())
    assert not table.meeting.seats["alena"].late
    table.sign("alena")


def test_who_leaves_is_not_waited_for_and_their_signature_stays() -> None:
    table = frozen()
    table.sign("jana")
    for seat in ("jana", "tomas"):
        table.ask(seat, c.Depart(seat))
    assert table.meeting.freeze is not None and "jana" in table.meeting.freeze.signatures
    assert {subject for _, subject in unmet(table.meeting, ["signatures"])} == {"vera", "olga", "karel", "zdena"}


def test_closing_waits_for_everybody_or_for_the_facilitators_words() -> None:
    table = frozen()
    refused = table.refuses(LEADS, c.CloseMeeting(), Reason.MISSING)
    assert {kind for kind, _ in refused.holes} == {"signature"}
    for seat in table.meeting.present[1:]:
        table.sign(seat.id)
    table.ask(LEADS, c.RefuseToSign(table.digest, "Moderuji, plán není můj."))
    table.ask(LEADS, c.CloseMeeting())
    assert table.meeting.closed is not None
    assert table.meeting.closed_despite == ""


def test_a_meeting_can_be_closed_without_a_plan_if_somebody_answers_for_it() -> None:
    table = planned("ukonceni")
    refused = table.refuses(LEADS, c.CloseMeeting(), Reason.MISSING)
    assert ("freeze", "") in refused.holes
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    assert table.meeting.closed_despite == DESPITE


def test_after_closing_nothing_moves() -> None:
    table = closed()
    for by, command in (
        ("jana", table.writing("reflection:jana", "Ještě něco.")),
        (LEADS, c.StepBack("ukonceni")),
        (LEADS, c.ReopenPlan(1)),
        (LEADS, c.Admit("kdokoli")),
        (HOUSE, c.AskToEnter("pozde", "Pozdě Příchozí")),
        (HOUSE, c.Arrive("alena")),
    ):
        table.refuses(by, command, Reason.CLOSED)
    assert table.meeting.seats["alena"].presence is Presence.INVITED
