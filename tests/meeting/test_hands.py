"""A seat without a phone: somebody else writes, the person confirms; nobody writes for those who write themselves."""

import pytest

from server.meeting import commands as c
from server.meeting.agreed import words_digest
from server.meeting.agreement import confirmed, written_for
from server.meeting.holes import unmet
from server.meeting.model import TABLET, Board, Verdict
from server.meeting.policy import lends
from server.meeting.refusals import Reason
from tests.meeting.table import LEADS, Table, frozen, planned


def aided(stage: str = "prace-na-cilech") -> Table:
    """Jana has no phone; Tomáš writes for her."""
    table = planned(stage)
    table.ask(LEADS, c.AidPerson("jana", True, "tomas"))
    return table


def confirm(table: Table, hand: str) -> None:
    jana = table.meeting.seats["jana"]
    table.ask("jana", c.ConfirmWords(words_digest(written_for(table.meeting, jana))), hand)


def test_what_another_hand_writes_is_hers_and_the_hand_is_known() -> None:
    table = aided()
    table.write("jana", "view:jana", "Špatně vidím na dopisy.", hand="tomas")
    assert table.meeting.text("view:jana") == "Špatně vidím na dopisy."
    assert table.meeting.hands["view:jana"] == "tomas"
    assert written_for(table.meeting, table.meeting.seats["jana"]) == (("view:jana", "Špatně vidím na dopisy."),)
    assert "jana" in table.meeting.wrote and "tomas" in table.meeting.wrote


@pytest.mark.parametrize(("hand", "may"), [("tomas", True), (LEADS, True), (TABLET, True), ("karel", False)])
def test_her_scribe_the_tablet_and_who_leads_may_write_for_her_and_nobody_else(hand: str, may: bool) -> None:
    table = aided()
    assert lends(table.meeting, "jana", hand) is may
    command = c.AddCard("k", Board.STRENGTHS)
    if may:
        table.ask("jana", command, hand)
    else:
        table.refuses("jana", command, Reason.NOT_YOUR_HAND, hand)


@pytest.mark.parametrize("hand", ["tomas", LEADS, TABLET])
def test_nobody_writes_for_somebody_with_a_phone(hand: str) -> None:
    planned().refuses("jana", c.AddCard("k", Board.STRENGTHS), Reason.NOT_YOUR_HAND, hand)


def test_she_takes_the_pen_back_herself() -> None:
    table = aided()
    table.ask("jana", c.AidPerson("jana", False))
    table.refuses("jana", c.AskFloor(), Reason.NOT_YOUR_HAND, "tomas")


def test_nobody_declares_another_or_themselves_to_be_without_a_phone() -> None:
    table = planned()
    table.refuses("tomas", c.AidPerson("jana", True, "tomas"), Reason.NOT_YOUR_ROLE)
    table.refuses("tomas", c.AidPerson("tomas", True, "karel"), Reason.NOT_YOUR_ROLE)


def test_a_scribe_has_a_phone_and_is_somebody_else() -> None:
    table = aided()
    table.refuses(LEADS, c.AidPerson("karel", True, "karel"), Reason.NO_SUCH_SEAT)
    table.refuses(LEADS, c.AidPerson("karel", True, "jana"), Reason.NO_SUCH_SEAT)
    table.refuses(LEADS, c.AidPerson(LEADS, True), Reason.NEEDS_PHONE)


def test_a_scribe_who_has_left_writes_no_more() -> None:
    table = aided()
    table.ask("tomas", c.Depart("tomas"))
    table.refuses("jana", c.AskFloor(), Reason.NOT_YOUR_HAND, "tomas")


def test_she_confirms_what_stands_there_and_not_what_stands_there_later() -> None:
    table = aided()
    table.write("jana", "view:jana", "Špatně vidím.", hand="tomas")
    assert not confirmed(table.meeting, table.meeting.seats["jana"])
    assert ("unconfirmed", "jana") in unmet(table.meeting, ["confirmed"])
    confirm(table, TABLET)
    assert confirmed(table.meeting, table.meeting.seats["jana"])
    assert table.meeting.seats["jana"].confirmed_hand == TABLET
    stale = c.ConfirmWords(table.meeting.seats["jana"].confirmed)
    table.write("jana", "view:jana", "Špatně vidím a neslyším.", hand="tomas")
    assert not confirmed(table.meeting, table.meeting.seats["jana"])
    table.refuses("karel", stale, Reason.WORDS_CHANGED)


def test_what_she_writes_again_herself_needs_no_confirmation() -> None:
    table = aided()
    table.write("jana", "view:jana", "Špatně vidím.", hand="tomas")
    table.write("jana", "view:jana", "Vidím dobře.")
    assert "view:jana" not in table.meeting.hands
    assert confirmed(table.meeting, table.meeting.seats["jana"])


def test_a_promise_by_another_hand_is_hers_and_has_to_be_confirmed() -> None:
    table = aided()
    table.ask("karel", c.AddStep("s2", "g1"))
    table.write("karel", "step:s2:what", "Zajít na úřad práce")
    table.ask("karel", c.GiveStep("s2", "jana"))
    table.ask("jana", c.AcceptStep("s2", table.promise("s2")), "tomas")
    assert table.meeting.hands["promise:s2"] == "tomas"
    assert ("unconfirmed", "jana") in unmet(table.meeting, ["confirmed"])


def test_she_signs_on_the_tablet_and_it_is_her_signature() -> None:
    table = frozen()
    table.ask(LEADS, c.AidPerson("jana", True))
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE), TABLET)
    table.ask("jana", c.Sign(table.digest, ((0, 0, 900, 300),)), TABLET)
    assert table.meeting.freeze is not None
    assert table.meeting.freeze.signatures["jana"].strokes
    assert table.meeting.hands["signature:jana"] == TABLET


def test_a_signature_on_paper_is_noted_by_who_leads_with_or_without_a_picture() -> None:
    table = frozen()
    table.refuses("jana", c.SignOnPaper(table.digest), Reason.NOT_ON_PAPER)
    table.ask(LEADS, c.AidPerson("jana", True, "tomas"))
    table.refuses("jana", c.SignOnPaper(table.digest), Reason.NOT_ON_PAPER, "tomas")
    table.refuses("jana", c.SignOnPaper(table.digest), Reason.APPROVE_FIRST, LEADS)
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE), LEADS)
    table.ask("jana", c.SignOnPaper(table.digest), LEADS)
    assert table.meeting.freeze is not None
    signature = table.meeting.freeze.signatures["jana"]
    assert signature.paper and not signature.strokes and signature.refused is None
    table.ask("jana", c.SignOnPaper(table.digest, "ab" * 16), LEADS)
    assert table.meeting.freeze.signatures["jana"].photo == "ab" * 16


def test_a_signature_once_given_is_not_replaced_by_one_of_the_other_kind() -> None:
    drawn = ((0, 0, 900, 300),)
    table = frozen()
    table.ask(LEADS, c.AidPerson("jana", True))
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE), LEADS)
    table.ask("jana", c.SignOnPaper(table.digest), LEADS)
    table.refuses("jana", c.Sign(table.digest, drawn), Reason.ALREADY_SIGNED, LEADS)
    table.sign("karel")
    table.ask(LEADS, c.AidPerson("karel", True))
    table.refuses("karel", c.SignOnPaper(table.digest), Reason.ALREADY_SIGNED, LEADS)


def test_somebody_invited_without_a_phone_is_so_from_the_beginning() -> None:
    table = planned()
    table.ask(LEADS, c.InvitePerson("babicka", "Božena Nováková", frozenset(), aided=True))
    table.ask(LEADS, c.Arrive("babicka"))
    table.ask("babicka", c.AcknowledgeConfidentiality(), LEADS)
    assert table.meeting.seats["babicka"].acknowledged
    table.ask(LEADS, c.AmendPerson("babicka", "Božena Nováková", frozenset({"ucastnik"}), position="babička"))
    assert table.meeting.seats["babicka"].aided, "a corrected position gives nobody a phone"
