"""How long the data of a meeting are kept: by the rule, a day that was set, a hold; and what stands in the way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import OpenMeeting
from server.meeting.decide import open_meeting
from server.meeting.due import EraseRoom, WriteRecord, due, waits
from server.meeting.events import HOUSE
from server.meeting.keeping import Hindrance, erased_at, erased_on, hindrance
from server.meeting.model import NO_KEEPING, Keeping
from server.meeting.refusals import Reason
from tests.meeting.table import CAST, CONFERENCE, FIRST, LEADS, Table, frozen, person, seated

RULE = Keeping(days=30)
DAY = FIRST.date()


def closed(keeping: Keeping = RULE) -> Table:
    """A meeting that is over, with its record, of an office with this rule. All on the day FIRST."""
    table = Table()
    opening = OpenMeeting("jakub", "Jakubovo setkání", tuple(person(seat) for seat in CAST), keeping=keeping)
    table.happened(open_meeting(opening, formats()[CONFERENCE]), HOUSE)
    table.ask(HOUSE, c.Arrive(LEADS))
    table.happened((e.MeetingBegan(), e.MeetingClosed("")), LEADS)
    table.happened((e.RecordWritten("zapis.docx", "ab" * 32),), HOUSE)
    return table


def handed(keeping: Keeping = RULE) -> Table:
    table = closed(keeping)
    table.ask(LEADS, c.NoteHandedOver("poštou"))
    return table


def at_two(day: date) -> datetime:
    """Two in the night, as it is in UTC."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def test_by_the_rule_the_days_are_counted_from_the_handing_over_and_it_happens_at_night() -> None:
    meeting = handed().meeting
    day = DAY + timedelta(days=30)
    assert (erased_on(meeting), erased_at(meeting)) == (day, at_two(day))
    assert due(meeting, at_two(day) - timedelta(seconds=1)) == ()
    assert due(meeting, at_two(day)) == (EraseRoom("jakub"),)
    assert waits(meeting, FIRST + timedelta(days=1)) == at_two(day)
    assert waits(meeting, at_two(day)) is None


def test_without_a_rule_nothing_is_erased_by_itself() -> None:
    meeting = handed(NO_KEEPING).meeting
    assert erased_on(meeting) is None and erased_at(meeting) is None
    assert due(meeting, FIRST + timedelta(days=9999)) == ()


def test_a_log_from_before_there_were_rules_has_none() -> None:
    assert seated().meeting.keeping == NO_KEEPING


def test_an_open_meeting_is_never_erased_by_itself() -> None:
    table = frozen()
    table.ask(LEADS, c.SetErasing(DAY, "Omyl."))
    assert hindrance(table.meeting) is Hindrance.OPEN
    assert due(table.meeting, FIRST + timedelta(days=9999)) == ()


def test_a_meeting_that_was_called_off_has_no_record_and_is_erased_by_its_rule() -> None:
    table = Table(tuple(closed().log[:-3]))
    table.ask(LEADS, c.CancelMeeting("Nemoc."))
    assert hindrance(table.meeting) is None
    assert erased_at(table.meeting) == at_two(DAY + timedelta(days=30))
    table.ask(LEADS, c.ReviveMeeting())
    assert hindrance(table.meeting) is Hindrance.OPEN and erased_at(table.meeting) is None


def test_before_its_record_is_written_it_is_not_erased_but_written() -> None:
    table = Table(tuple(closed().log[:-1]))
    table.ask(LEADS, c.SetErasing(DAY, "Hned."))
    assert hindrance(table.meeting) is Hindrance.NO_RECORD
    assert due(table.meeting, FIRST + timedelta(days=9999)) == (WriteRecord("jakub"),)


def test_before_somebody_has_said_that_the_record_was_handed_over_it_is_not_erased() -> None:
    table = closed()
    table.ask(LEADS, c.SetErasing(DAY, "Hned."))
    assert hindrance(table.meeting) is Hindrance.NOT_HANDED_OVER
    assert due(table.meeting, FIRST + timedelta(days=9999)) == ()
    table.ask("olga", c.NoteHandedOver())
    assert due(table.meeting, FIRST + timedelta(days=9999)) == (EraseRoom("jakub"),)


def test_that_it_was_handed_over_cannot_be_said_of_a_draft() -> None:
    frozen().refuses(LEADS, c.NoteHandedOver("poštou"), Reason.NO_RECORD_YET)


def test_another_day_takes_the_place_of_the_rule_and_gives_it_back() -> None:
    table = handed()
    later = DAY + timedelta(days=90)
    table.ask(LEADS, c.SetErasing(later, "Čeká se na soud."))
    assert erased_at(table.meeting) == at_two(later)
    table.ask(LEADS, c.SetErasing(None))
    assert erased_on(table.meeting) == DAY + timedelta(days=30)
    table.ignores(LEADS, c.SetErasing(None))


@pytest.mark.parametrize("days", [-400, 0, 1])
def test_a_day_that_somebody_sets_comes_a_day_later_at_the_earliest(days: int) -> None:
    table = handed()
    table.ask(LEADS, c.SetErasing(DAY + timedelta(days=days), "Spletl jsem se v roce."))
    said = table.log[-1].at
    assert erased_at(table.meeting) == said + timedelta(days=1)
    assert due(table.meeting, said + timedelta(hours=23)) == ()
    table.ask(LEADS, c.SetErasing(None))
    assert due(table.meeting, said + timedelta(days=2)) == ()


def test_another_day_needs_a_reason_and_has_to_be_a_day() -> None:
    handed().refuses(LEADS, c.SetErasing(DAY, "  "), Reason.NO_WORDS)
    handed().refuses(LEADS, c.SetErasing(date(1900, 1, 1), "Omyl."), Reason.BAD_DATE)


def test_what_is_held_is_kept_until_it_is_let_go() -> None:
    table = handed()
    table.ask("olga", c.HoldErasing("Vyžádal si soud."))
    assert hindrance(table.meeting) is Hindrance.HELD
    assert waits(table.meeting, FIRST + timedelta(hours=1)) is None
    assert due(table.meeting, FIRST + timedelta(days=9999)) == ()
    table.refuses(LEADS, c.HoldErasing(""), Reason.NO_WORDS)
    table.ignores(LEADS, c.HoldErasing("Vyžádal si soud."))
    table.ask(LEADS, c.ReleaseErasing())
    assert erased_at(table.meeting) is not None
    table.ignores(LEADS, c.ReleaseErasing())


COMMANDS = (
    c.NoteHandedOver("osobně"),
    c.SetErasing(DAY + timedelta(days=9), "Domluva."),
    c.HoldErasing("Kontrola."),
    c.ReleaseErasing(),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_only_who_leads_or_sends_the_record_says_so_sitting_at_the_table_or_not(command: c.Command) -> None:
    table = closed()
    table.ask(LEADS, c.HoldErasing("Jiný důvod."))
    for by in ("karel", "zdena", "jana"):
        table.refuses(by, command, Reason.NOT_YOUR_ROLE)
    for by in (HOUSE, "cizi"):
        table.refuses(by, command, Reason.NOT_SEATED)
    assert Table(tuple(table.log)).ask("olga", command)
    assert table.ask(LEADS, command)
    table.ignores(LEADS, command)


def test_the_rule_of_a_meeting_is_the_one_it_was_opened_with() -> None:
    table = handed(replace(RULE, record="erase"))
    assert table.meeting.keeping == Keeping(30, "erase", 0)
