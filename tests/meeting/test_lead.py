"""Whoever leads: handing over, two at once, sending out, the floor, a break."""

import pytest

from server.meeting import commands as c
from server.meeting.events import HOUSE
from server.meeting.holes import warnings
from server.meeting.model import Presence
from server.meeting.policy import cells_for, may
from server.meeting.refusals import Reason
from tests.meeting.table import LEADS, frozen, planned, seated

WORK = "prace-na-cilech"


def test_the_lead_goes_to_another_seat_and_back() -> None:
    table = planned()
    table.ask(LEADS, c.HandOver("karel"))
    assert table.meeting.seats["karel"].roles == {"koordinator", "facilitator"}
    assert table.meeting.seats[LEADS].roles == {"ucastnik"}
    table.refuses(LEADS, c.PauseMeeting(), Reason.NOT_YOUR_ROLE)
    table.ask("karel", c.HandOver(LEADS))
    assert table.meeting.seats["karel"].roles == {"koordinator"}
    assert [(each.giver, each.taker) for each in table.meeting.handovers] == [(LEADS, "karel"), ("karel", LEADS)]


def test_the_lead_can_be_handed_over_while_the_plan_is_signed() -> None:
    table = frozen()
    table.ask(LEADS, c.HandOver("karel"))
    table.sign(LEADS)
    assert may(table.meeting, "karel", c.CloseMeeting)


def test_the_lead_goes_to_nobody_absent_and_to_nobody_without_a_device() -> None:
    table = planned()
    table.refuses(LEADS, c.HandOver("alena"), Reason.NO_SUCH_SEAT)
    table.ask(LEADS, c.AidPerson("jana", True))
    table.refuses(LEADS, c.HandOver("jana"), Reason.NEEDS_PHONE)
    table.ignores(LEADS, c.HandOver(LEADS))


def test_nobody_leads_who_is_invited_without_a_device() -> None:
    table = planned()
    roles = frozenset({"facilitator"})
    table.refuses(LEADS, c.InvitePerson("bozena", "Božena Nováková", roles, aided=True), Reason.NEEDS_PHONE)
    table.ask(LEADS, c.InvitePerson("bozena", "Božena Nováková", roles))


def test_two_may_lead_at_once_and_one_of_them_may_go() -> None:
    table = planned()
    table.ask(LEADS, c.AmendPerson("karel", "Karel Beneš", frozenset({"koordinator", "facilitator"})))
    assert may(table.meeting, "karel", c.AdvanceStage) and may(table.meeting, LEADS, c.AdvanceStage)
    table.ask("karel", c.Depart("karel"))
    table.refuses(LEADS, c.Depart(LEADS), Reason.LAST_FACILITATOR)


def test_somebody_sent_out_reads_nothing_and_does_not_come_back_by_their_link() -> None:
    table = planned()
    table.ask(LEADS, c.TakeOut("tomas"))
    assert table.meeting.seats["tomas"].presence is Presence.TAKEN_OUT
    assert cells_for(table.meeting, "tomas") == {}
    table.refuses("tomas", c.AskFloor(), Reason.NOT_SEATED)
    table.refuses(HOUSE, c.Arrive("tomas"), Reason.NOT_SEATED)
    table.ask(LEADS, c.Arrive("tomas"))
    assert cells_for(table.meeting, "tomas")


def test_nobody_sends_themselves_out_and_nobody_but_who_leads_sends_out() -> None:
    table = planned()
    table.refuses(LEADS, c.TakeOut(LEADS), Reason.NO_SUCH_SEAT)
    table.refuses("olga", c.TakeOut("tomas"), Reason.NOT_YOUR_ROLE)
    table.refuses(LEADS, c.TakeOut("alena"), Reason.NO_SUCH_SEAT)


def test_the_floor_goes_in_the_order_of_asking_unless_the_facilitator_sees_fit() -> None:
    table = planned()
    for seat in ("jana", "tomas", "karel"):
        table.ask(seat, c.AskFloor())
    assert table.meeting.floor == ("jana", "tomas", "karel")
    table.ask(LEADS, c.GiveFloor("tomas"))
    assert (table.meeting.speaking, table.meeting.floor) == ("tomas", ("jana", "karel"))
    table.ask("jana", c.LeaveFloor("jana"))
    table.ask(LEADS, c.LeaveFloor("karel"))
    assert table.meeting.floor == ()
    table.ask(LEADS, c.GiveFloor(""))
    assert table.meeting.speaking == ""
    assert table.meeting.spoken == {"tomas"}


def test_who_leaves_asks_for_nothing_more() -> None:
    table = planned()
    table.ask("jana", c.AskFloor())
    table.ask(LEADS, c.GiveFloor("tomas"))
    table.ask("jana", c.Depart("jana"))
    table.ask("tomas", c.Depart("tomas"))
    assert (table.meeting.floor, table.meeting.speaking) == ((), "")


def test_nobody_takes_another_off_the_floor() -> None:
    table = planned()
    table.ask("jana", c.AskFloor())
    table.refuses("tomas", c.LeaveFloor("jana"), Reason.NOT_YOUR_ROLE)


def test_a_break_is_the_meetings_and_nobodys() -> None:
    table = planned()
    event = table.ask(LEADS, c.PauseMeeting())
    assert table.meeting.paused is not None
    assert repr(event) == "(MeetingPaused(),)", "a break has no name in it"
    table.ask(LEADS, c.ResumeMeeting())
    assert table.meeting.paused is None
    seated().refuses(LEADS, c.PauseMeeting(), Reason.NOT_BEGUN)


def test_who_leads_and_is_the_key_worker_too_is_warned_of_and_not_forbidden() -> None:
    table = planned()
    assert warnings(table.meeting) == ()
    both = frozenset({"facilitator", "klicovy-pracovnik"})
    table.ask(LEADS, c.AmendPerson(LEADS, "Věra Malá", both))
    assert warnings(table.meeting) == (("apart", LEADS),)


@pytest.mark.parametrize("seat", ["jana", "tomas"])
def test_who_has_written_is_known(seat: str) -> None:
    table = seated()
    assert seat not in table.meeting.wrote
    table.write(seat, "rules", "Mluvíme po jednom.")
    assert table.meeting.wrote == {seat}
