"""The door: guests, the waiting room, matching a guest to an invited seat, leaving, and that somebody always leads."""

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.checks import MOST_SEATS, MOST_WAITING
from server.meeting.events import HOUSE
from server.meeting.model import Presence
from server.meeting.policy import RESERVED, cells_for, may
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, DUE, LEADS, Table, closed, frozen, planned, seated


def with_guest(name: str = "Alena Krátká") -> Table:
    table = seated()
    table.ask(HOUSE, c.AskToEnter("host", name, "SVP"))
    return table


def test_a_guest_waits_and_sees_nothing() -> None:
    table = with_guest()
    assert [seat.id for seat in table.meeting.waiting] == ["host"]
    assert cells_for(table.meeting, "host") == {}
    assert not may(table.meeting, "host", c.AcknowledgeConfidentiality)


def test_a_guest_who_is_admitted_is_a_participant() -> None:
    table = with_guest()
    table.ask(LEADS, c.Admit("host"))
    seat = table.meeting.seats["host"]
    assert (seat.presence, seat.roles, seat.organisation) == (Presence.PRESENT, {"ucastnik"}, "SVP")
    assert seat.arrived == table.log[-1].at
    table.ask("host", c.AcknowledgeConfidentiality())


def test_a_guest_can_turn_out_to_be_somebody_invited() -> None:
    table = with_guest()
    assert table.ask(LEADS, c.Admit("host", "alena")) == (e.GuestMatched("host", "alena"),)
    assert "host" not in table.meeting.seats
    assert table.meeting.seats["alena"].presence is Presence.PRESENT
    assert table.meeting.seat_of("host") is table.meeting.seats["alena"]


def test_the_old_name_of_a_matched_guest_still_works() -> None:
    """Their phone came in under it and knows no other."""
    table = with_guest()
    table.ask(LEADS, c.Admit("host", "alena"))
    table.ask("host", c.AcknowledgeConfidentiality())
    assert table.log[-1].by == "alena"
    assert table.meeting.seats["alena"].acknowledged is not None
    assert cells_for(table.meeting, "host") == cells_for(table.meeting, "alena")
    table.go_to("prace-na-cilech")
    table.ask("host", c.AddGoal("g"))
    table.ask("host", c.AddStep("s", "g"))
    table.write("host", "step:s:what", "Zavolat")
    assert table.meeting.cells["step:s:what"].history[-1].author == "alena"
    table.ask("host", c.GiveStep("s", "host"))
    step = table.meeting.step("s")
    assert step is not None and step.owner == "alena"
    table.ignores("karel", c.GiveStep("s", "alena"))
    table.accept("host", "s")
    table.ask("host", c.Depart("host"))
    assert table.meeting.seats["alena"].presence is Presence.LEFT
    table.ask(HOUSE, c.Arrive("host"))
    assert table.meeting.seats["alena"].presence is Presence.PRESENT


def test_matching_twice_and_asking_again_is_harmless() -> None:
    table = with_guest()
    table.ask(LEADS, c.Admit("host", "alena"))
    table.ignores(LEADS, c.Admit("host", "alena"))
    table.ignores(LEADS, c.Admit("host"))
    table.ignores(HOUSE, c.AskToEnter("host", "Alena Krátká"))


def test_a_guest_is_not_matched_to_somebody_who_is_here_or_waits() -> None:
    table = with_guest()
    table.ask(HOUSE, c.AskToEnter("druhy", "Druhý"))
    table.refuses(LEADS, c.Admit("host", "jana"), Reason.ALREADY_HERE)
    table.refuses(LEADS, c.Admit("host", "druhy"), Reason.ALREADY_HERE)
    table.refuses(LEADS, c.Admit("host", "host"), Reason.ALREADY_HERE)
    table.refuses(LEADS, c.Admit("host", "nikdo"), Reason.NO_SUCH_SEAT)


def test_only_who_waits_is_admitted_or_turned_away() -> None:
    table = with_guest()
    table.refuses(LEADS, c.Admit("alena"), Reason.NOT_WAITING)
    table.refuses(LEADS, c.TurnAway("jana"), Reason.NOT_WAITING)
    table.refuses(LEADS, c.TurnAway("nikdo"), Reason.NO_SUCH_SEAT)
    table.ask(LEADS, c.TurnAway("host"))
    table.refuses(LEADS, c.Admit("host"), Reason.NOT_WAITING)
    table.refuses(HOUSE, c.Arrive("host"), Reason.NOT_SEATED)


def test_who_waits_does_not_come_in_by_themselves() -> None:
    with_guest().refuses(HOUSE, c.Arrive("host"), Reason.NOT_SEATED)


def test_a_matched_guest_who_comes_after_the_freeze_is_late() -> None:
    table = frozen()
    table.ask(HOUSE, c.AskToEnter("host", "Alena"))
    table.ask(LEADS, c.Admit("host", "alena"))
    assert table.meeting.seats["alena"].late


def test_leaving_and_coming_back() -> None:
    table = seated()
    first = table.meeting.seats["jana"].arrived
    table.ask("jana", c.Depart("jana"))
    assert table.meeting.seats["jana"].left == table.log[-1].at
    table.ask(HOUSE, c.Arrive("jana"))
    seat = table.meeting.seats["jana"]
    assert (seat.presence, seat.arrived, seat.left) == (Presence.PRESENT, first, None)


def test_who_is_excused_may_come_after_all_and_who_is_here_is_not_excused() -> None:
    table = seated()
    table.ask(LEADS, c.Excuse("alena"))
    table.ask(HOUSE, c.Arrive("alena"))
    assert table.meeting.seats["alena"].presence is Presence.PRESENT
    table.refuses(LEADS, c.Excuse("jana"), Reason.ALREADY_HERE)


def test_somebody_who_is_not_here_cannot_leave() -> None:
    table = seated()
    table.refuses(LEADS, c.Depart("alena"), Reason.NO_SUCH_SEAT)
    table.refuses(LEADS, c.Depart("nikdo"), Reason.NO_SUCH_SEAT)


def test_the_last_who_leads_stays() -> None:
    table = seated()
    table.refuses(LEADS, c.Depart(LEADS), Reason.LAST_FACILITATOR)
    table.refuses(LEADS, c.AmendPerson(LEADS, "Věra Malá", frozenset({"ucastnik"})), Reason.LAST_FACILITATOR)
    table.ask(LEADS, c.AmendPerson("karel", "Karel Beneš", frozenset({"koordinator", "facilitator"})))
    table.ask(LEADS, c.Depart(LEADS))
    table.refuses("karel", c.Depart("karel"), Reason.LAST_FACILITATOR)
    table.ask("karel", c.AdvanceStage("uvod", DESPITE))


def test_a_correction_that_corrects_nothing_is_nothing() -> None:
    table = seated()
    seat = table.meeting.seats["jana"]
    table.ignores(LEADS, c.AmendPerson("jana", "  Jana   Nováková ", seat.roles))
    meeting = table.meeting
    table.ignores(LEADS, c.AmendMeeting(f" {meeting.title} ", "", meeting.place))


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_nobody_is_called_as_the_house_or_the_projector(word: str) -> None:
    table = seated()
    table.refuses(LEADS, c.InvitePerson(word, "Kdosi", frozenset()), Reason.BAD_ID)
    table.refuses(HOUSE, c.AskToEnter(word, "Kdosi"), Reason.BAD_ID)


def test_the_one_who_was_promised_to_by_name_is_amended() -> None:
    """The owner's name is among the words promised: another name is another promise."""
    table = planned()
    table.ask(LEADS, c.AmendPerson("jana", "Jana Horáková", frozenset({"ucastnik"})))
    table.refuses("jana", c.AcceptStep("s1", "0" * 64), Reason.STEP_CHANGED)
    table.accept("jana", "s1")


def test_whoever_leads_cannot_go_while_the_other_one_is_only_invited() -> None:
    table = planned()
    table.ask(LEADS, c.InvitePerson("druha", "Druhá Vedoucí", frozenset({"facilitator"})))
    table.refuses(LEADS, c.Depart(LEADS), Reason.LAST_FACILITATOR)
    table.ask(HOUSE, c.Arrive("druha"))
    table.ask(LEADS, c.Depart(LEADS))


def test_invented_names_at_the_door_leave_room_for_those_who_are_expected() -> None:
    table = seated()
    for number in range(MOST_WAITING):
        table.ask(HOUSE, c.AskToEnter(f"h{number}", "Nikdo"))
    table.refuses(HOUSE, c.AskToEnter("host", "Alena Krátká"), Reason.FULL_DOOR)
    table.ask(LEADS, c.InvitePerson("nova", "Nová Teta", frozenset()))
    table.ask(LEADS, c.TurnAway("h0"))
    table.ask(HOUSE, c.AskToEnter("host", "Alena Krátká"))


def test_whoever_was_turned_away_takes_nobodys_seat() -> None:
    table = seated()
    for number in range(MOST_SEATS):
        table.ask(HOUSE, c.AskToEnter(f"h{number}", "Nikdo"))
        table.ask(LEADS, c.TurnAway(f"h{number}"))
    table.ask(HOUSE, c.AskToEnter("host", "Alena Krátká"))
    table.ask(LEADS, c.Admit("host"))


def test_whoever_is_not_at_the_table_learns_nothing_of_what_is_so_already_also_when_it_is_all_over() -> None:
    table = closed()
    table.happened((e.GuestAsked("ceka", "Host u dveří", ""),), HOUSE)
    own = [c.GiveStep("s1", "jana"), c.SetDue("s1", DUE), c.RenameStage("uvod", "Úvod"), c.NameHub("")]
    for outsider in ("ceka", "alena", "cizi", HOUSE):
        for asked in own:
            table.refuses(outsider, asked, Reason.CLOSED)
    table.ignores("karel", own[0])
