"""Comments to the record: until a day, in one's own words, then locked; the record is never touched."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.comments import MOST_OWN_COMMENTS, appendix_owed, comments_until, locked_at
from server.meeting.due import CloseComments, EraseRoom, WriteAppendix, due, waits
from server.meeting.events import HOUSE
from server.meeting.model import Keeping, Source
from server.meeting.refusals import Reason
from tests.meeting.table import FIRST, LEADS, Table, frozen
from tests.meeting.test_keeping import closed as closed_with

DAY = FIRST.date()
RULE = Keeping(comments=14)
LAST = DAY + timedelta(days=14)
NIGHT = datetime(LAST.year, LAST.month, LAST.day, 2, tzinfo=UTC) + timedelta(days=1)


def closed(keeping: Keeping = RULE) -> Table:
    """Everybody was there, the record is written."""
    table = closed_with(keeping)
    for seat in ("jana", "olga", "tomas"):
        table.happened((e.PersonArrived(seat),), seat)
    return table


def test_by_the_rule_of_the_office_there_are_so_many_days_that_last_one_included() -> None:
    table = closed()
    assert (comments_until(table.meeting), locked_at(table.meeting)) == (LAST, NIGHT)
    assert due(table.meeting, NIGHT - timedelta(seconds=1)) == ()
    assert waits(table.meeting, FIRST + timedelta(hours=1)) == NIGHT
    assert due(table.meeting, NIGHT) == (CloseComments("jakub"),)


def test_each_says_it_in_their_own_words_and_nothing_is_rewritten() -> None:
    table = closed()
    table.ask("jana", c.AddComment("p1", " Neřekla jsem, že souhlasím. "))
    table.ask("jana", c.AddComment("p2", "A ještě jedna věc."))
    comment = table.meeting.comments["p1"]
    assert (comment.seat, comment.words, comment.source, comment.noted) == (
        "jana", "Neřekla jsem, že souhlasím.", Source.HOME, "",
    )  # fmt: skip
    table.refuses("olga", c.AddComment("p1", "Tak to nebylo."), Reason.TAKEN_ID)
    table.refuses("jana", c.AddComment("p3", "  "), Reason.NO_WORDS)
    table.ignores("jana", c.AddComment("p1", "Neřekla jsem, že souhlasím."))
    for number in range(3, MOST_OWN_COMMENTS + 1):
        table.ask("jana", c.AddComment(f"p{number}", f"Připomínka {number}."))
    table.refuses("jana", c.AddComment("dalsi", "Ještě."), Reason.TOO_MANY)


def test_what_came_on_paper_is_noted_at_the_desk_under_the_name_of_who_wrote_it() -> None:
    table = closed()
    note = c.NoteComment("p1", "jana", "Nesouhlasím s termínem.", Source.PAPER)
    for by in ("jana", "tomas"):
        table.refuses(by, note, Reason.NOT_YOUR_ROLE)
    table.ask("olga", note)
    comment = table.meeting.comments["p1"]
    assert (comment.seat, comment.source, comment.noted) == ("jana", Source.PAPER, "olga")
    table.ignores("olga", note)
    table.refuses("olga", c.NoteComment("p2", "cizi", "…", Source.PAPER), Reason.NO_SUCH_SEAT)
    table.refuses("olga", c.NoteComment("p2", "jana", "Její ruka.", Source.HOME), Reason.NO_SUCH_SEAT)


def test_after_the_last_day_they_are_locked_and_their_file_is_owed() -> None:
    table = closed()
    table.ask("jana", c.AddComment("p1", "Nesouhlasím."))
    table.refuses(LEADS, c.LockComments(), Reason.NOT_YOUR_ROLE)
    table.ask(HOUSE, c.LockComments())
    table.ignores(HOUSE, c.LockComments())
    table.refuses("jana", c.AddComment("p2", "Ještě."), Reason.COMMENTS_LOCKED)
    table.refuses("olga", c.NoteComment("p2", "jana", "Ještě.", Source.PHONE), Reason.COMMENTS_LOCKED)
    assert due(table.meeting, NIGHT) == (WriteAppendix("jakub"),)
    table.ask(HOUSE, c.NoteAppendix("pripominky.docx", "cd" * 32))
    table.ignores(HOUSE, c.NoteAppendix("pripominky.docx", "cd" * 32))
    assert due(table.meeting, NIGHT) == () and not appendix_owed(table.meeting)


def test_where_nobody_commented_there_is_nothing_to_write() -> None:
    table = closed()
    table.ask(HOUSE, c.LockComments())
    assert due(table.meeting, NIGHT + timedelta(days=1)) == ()


def test_whoever_leads_sets_another_day_and_may_open_them_again() -> None:
    table = closed()
    table.ask(LEADS, c.SetComments(DAY + timedelta(days=3)))
    table.ask("jana", c.AddComment("p1", "Nesouhlasím."))
    table.ask(HOUSE, c.LockComments())
    table.ask(HOUSE, c.NoteAppendix("pripominky.docx", "cd" * 32))
    table.ask(LEADS, c.SetComments(DAY + timedelta(days=3)))
    table.ask("olga", c.AddComment("p2", "Já také."))
    table.ask(HOUSE, c.LockComments())
    assert appendix_owed(table.meeting), "with the later comment there is another file"
    table.refuses(LEADS, c.SetComments(date(2020, 1, 1)), Reason.BEFORE_THE_END)
    table.refuses("jana", c.SetComments(LAST), Reason.NOT_YOUR_ROLE)


def test_without_a_day_nobody_comments_and_nothing_is_locked() -> None:
    table = closed(Keeping())
    table.refuses("jana", c.AddComment("p1", "Nesouhlasím."), Reason.NO_COMMENTS)
    assert table.ask(HOUSE, c.LockComments()) == () and due(table.meeting, FIRST + timedelta(days=999)) == ()
    table.ask(LEADS, c.SetComments(LAST))
    assert table.ask("jana", c.AddComment("p1", "Nesouhlasím."))


@pytest.mark.parametrize(
    ("by", "command"),
    [
        ("jana", c.AddComment("p1", "Nesouhlasím.")),
        (LEADS, c.NoteComment("p1", "jana", "Nesouhlasím.", Source.PAPER)),
        (LEADS, c.SetComments(LAST)),
    ],
    ids=["add", "note", "set"],
)
def test_before_the_end_there_is_no_record_to_comment(by: str, command: c.Command) -> None:
    frozen().refuses(by, command, Reason.NOT_OVER)


def test_the_data_are_not_erased_while_somebody_may_still_comment() -> None:
    table = closed(Keeping(days=1, comments=14))
    table.ask("jana", c.AddComment("p1", "Nesouhlasím."))
    table.ask(LEADS, c.NoteHandedOver("poštou"))
    assert due(table.meeting, NIGHT - timedelta(seconds=1)) == ()
    table.ask(HOUSE, c.LockComments())
    assert due(table.meeting, NIGHT) == (WriteAppendix("jakub"),)
    table.ask(HOUSE, c.NoteAppendix("pripominky.docx", "cd" * 32))
    assert due(table.meeting, NIGHT) == (EraseRoom("jakub"),)
