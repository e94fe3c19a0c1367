"""A course that bends: stages renamed, left out and moved for one meeting; broken off and continued on another day."""

from server.meeting import commands as c
from server.meeting.events import HOUSE
from server.meeting.model import Presence
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, LEADS, NEXT, Table, frozen, planned, seated

UVOD, STATEMENT, WORK, END = "uvod", "sdeleni-svolavatele", "prace-na-cilech", "ukonceni"


def course(table: Table) -> list[str]:
    return [stage.id for stage in table.meeting.course]


def test_a_stage_is_called_otherwise_in_this_meeting_only() -> None:
    table = seated()
    table.ask(LEADS, c.RenameStage(UVOD, " Kdo  jsme "))
    assert table.meeting.stage.name == "Kdo jsme"
    assert table.meeting.planned[0].name == "Introduction", "what the format had is kept, so that the change is seen"
    assert seated().meeting.stage.name == "Introduction"
    table.refuses(LEADS, c.RenameStage("nic", "Kdo jsme"), Reason.NO_SUCH_STAGE)
    table.refuses(LEADS, c.RenameStage(UVOD, "  "), Reason.NO_NAME)


def test_a_stage_left_out_is_passed_over_both_ways() -> None:
    table = seated()
    table.ask(LEADS, c.SkipStage(STATEMENT, "Všichni vědí, proč jsme tu."))
    assert course(table) == [UVOD, WORK, END]
    assert table.meeting.skipped[STATEMENT].by == LEADS
    table.ask(LEADS, c.AdvanceStage(UVOD, DESPITE))
    assert table.meeting.stage_id == WORK
    table.ask(LEADS, c.StepBack(WORK))
    assert table.meeting.stage_id == UVOD


def test_a_stage_is_put_back() -> None:
    table = seated()
    table.ask(LEADS, c.SkipStage(STATEMENT))
    table.ask(LEADS, c.RestoreStage(STATEMENT))
    assert course(table) == [UVOD, STATEMENT, WORK, END]


def test_stages_change_their_order_but_the_closing_stays_last() -> None:
    table = seated()
    table.ask(LEADS, c.MoveStage(WORK, 1))
    assert course(table) == [UVOD, WORK, STATEMENT, END]
    table.ask(LEADS, c.MoveStage(WORK, 99))
    assert course(table) == [UVOD, STATEMENT, WORK, END]
    table.refuses(LEADS, c.MoveStage(END, 1), Reason.STAGE_BEHIND)
    table.refuses(LEADS, c.SkipStage(END), Reason.STAGE_BEHIND)


def test_where_the_meeting_is_or_has_been_nothing_is_left_out_or_moved() -> None:
    table = seated()
    table.go_to(STATEMENT)
    for stage in (UVOD, STATEMENT):
        table.refuses(LEADS, c.SkipStage(stage), Reason.STAGE_BEHIND)
        table.refuses(LEADS, c.MoveStage(stage, 2), Reason.STAGE_BEHIND)
    table.go_to(UVOD)
    table.refuses(LEADS, c.SkipStage(STATEMENT), Reason.STAGE_BEHIND)
    table.ask(LEADS, c.MoveStage(WORK, 0))
    assert course(table) == [UVOD, STATEMENT, WORK, END], "nothing comes before what has been already"


def test_a_tap_from_a_stage_that_was_moved_past_is_harmless() -> None:
    table = seated()
    table.ask(LEADS, c.MoveStage(WORK, 1))
    table.ask(LEADS, c.AdvanceStage(UVOD, DESPITE))
    table.ignores(LEADS, c.AdvanceStage(UVOD, DESPITE))
    assert table.meeting.stage_id == WORK


def test_broken_off_everyone_goes_home_and_nothing_can_be_written() -> None:
    table = planned(WORK)
    table.ask(LEADS, c.BreakOff("Paní Nováková musí k lékaři.", NEXT))
    assert [seat.id for seat in table.meeting.present] == [LEADS]
    assert table.meeting.continues == NEXT
    table.refuses("jana", table.writing("step:s1:how", "Telefonem"), Reason.NOT_SEATED)
    table.refuses(LEADS, table.writing("step:s1:how", "Telefonem"), Reason.BROKEN_OFF)
    table.refuses(LEADS, c.AdvanceStage(WORK, DESPITE), Reason.BROKEN_OFF)
    table.refuses(LEADS, c.CloseMeeting(DESPITE), Reason.BROKEN_OFF)


def test_it_cannot_be_broken_off_without_a_reason_or_before_it_began() -> None:
    planned(WORK).refuses(LEADS, c.BreakOff(" "), Reason.NO_WORDS)
    seated().refuses(LEADS, c.BreakOff("Ještě nezačalo."), Reason.NOT_BEGUN)
    planned(WORK).refuses(LEADS, c.ContinueMeeting(), Reason.NOT_BROKEN_OFF)


def test_continued_people_come_again_and_both_days_are_known() -> None:
    table = planned(WORK)
    before = table.meeting.seats["jana"]
    table.ask(LEADS, c.BreakOff("Paní Nováková musí k lékaři.", NEXT))
    broken = table.meeting.broken_off
    table.ask(LEADS, c.ContinueMeeting())
    assert table.meeting.seats["jana"].presence is Presence.INVITED
    table.ask(HOUSE, c.Arrive("jana"))
    jana = table.meeting.seats["jana"]
    assert jana.earlier == ((before.arrived, broken),)
    assert jana.arrived is not None and broken is not None and jana.arrived > broken
    assert table.meeting.stage_id == WORK
    assert [sitting.why for sitting in table.meeting.sittings] == ["Paní Nováková musí k lékaři."]
    assert table.write("jana", "step:s1:how", "Telefonem")


def test_who_has_left_before_the_break_was_there_until_then() -> None:
    table = planned(WORK)
    table.ask("tomas", c.Depart("tomas"))
    left = table.meeting.seats["tomas"].left
    table.ask(LEADS, c.BreakOff("Dost na dnes."))
    table.ask(LEADS, c.ContinueMeeting())
    assert table.meeting.seats["tomas"].earlier[0][1] == left


def test_signatures_outlive_the_break_and_who_was_there_before_is_not_late() -> None:
    table = frozen()
    table.sign("jana")
    table.ask(LEADS, c.BreakOff("Školník zavírá."))
    table.ask(LEADS, c.ContinueMeeting())
    table.ask(HOUSE, c.Arrive("jana"))
    table.ask(HOUSE, c.Arrive("tomas"))
    assert table.meeting.freeze is not None
    assert table.meeting.freeze.signatures["jana"].strokes
    assert not table.meeting.seats["tomas"].late
    table.sign("tomas")


def test_broken_off_twice_both_sittings_are_kept() -> None:
    table = planned(WORK)
    for day in ("První den.", "Druhý den."):
        table.ask(LEADS, c.BreakOff(day))
        table.ask(LEADS, c.ContinueMeeting())
    assert [sitting.why for sitting in table.meeting.sittings] == ["První den.", "Druhý den."]
    assert len(table.meeting.seats[LEADS].earlier) == 2
