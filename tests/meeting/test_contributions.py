"""The written word of somebody who cannot come: theirs alone, opened with everybody's, a part of what is signed."""

from datetime import date

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreement import agreement
from server.meeting.commands import Command
from server.meeting.events import HOUSE
from server.meeting.model import Source
from server.meeting.refusals import Reason
from tests.meeting import childs_table
from tests.meeting.table import DESPITE, LEADS, closed, frozen, invited, planned

WORDS = "Syn u mě bydlí rád.\nNechci, aby se měnila škola."


def test_somebody_at_home_writes_under_their_own_name() -> None:
    table = invited()
    assert table.ask("filip", c.Contribute(f"  {WORDS} ")) == (
        e.ContributionWritten("filip", WORDS, Source.HOME, None),
    )
    sent = table.meeting.contributions["filip"]
    assert (sent.words, sent.source, sent.noted) == (WORDS, Source.HOME, "")


def test_what_came_another_way_is_noted_with_its_source_and_day_and_whose_hand_it_was() -> None:
    table = invited()
    table.ask(LEADS, c.NoteContribution("filip", WORDS, "paper", date(2027, 3, 10)))
    sent = table.meeting.contributions["filip"]
    assert (sent.source, sent.received, sent.noted) == (Source.PAPER, date(2027, 3, 10), LEADS)


def test_until_the_meeting_begins_it_can_be_changed_and_taken_back_by_its_author() -> None:
    table = invited()
    table.ask("filip", c.Contribute(WORDS))
    table.ask("filip", c.Contribute("Jinak."))
    assert table.meeting.contributions["filip"].words == "Jinak."
    table.ask("filip", c.TakeBackContribution())
    assert table.meeting.contributions == {}
    table.ignores("filip", c.TakeBackContribution())


def test_what_was_noted_for_somebody_is_theirs_to_take_back_and_to_write_anew() -> None:
    table = invited()
    table.ask(LEADS, c.NoteContribution("filip", "Prý nepřijde.", "phone"))
    table.ask("filip", c.Contribute(WORDS))
    assert table.meeting.contributions["filip"].source is Source.HOME
    table.ask(LEADS, c.NoteContribution("alena", "Prý nepřijde.", "phone"))
    table.ask("alena", c.TakeBackContribution())
    assert "alena" not in table.meeting.contributions


@pytest.mark.parametrize("command", [c.NoteContribution("filip", "Souhlasím.", "email"), c.DropContribution("filip")])
def test_nobody_else_touches_what_somebody_wrote_with_their_own_hand(command: Command) -> None:
    table = invited()
    table.ask("filip", c.Contribute(WORDS))
    assert "Filip Krátký" in str(table.refuses(LEADS, command, Reason.NOT_YOUR_CONTRIBUTION))


def test_once_the_meeting_has_begun_it_stays_but_a_first_one_may_still_come() -> None:
    table = invited()
    table.ask("filip", c.Contribute(WORDS))
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(LEADS, c.BeginMeeting())
    for by, command in (
        ("filip", c.Contribute("Jinak.")),
        ("filip", c.TakeBackContribution()),
    ):
        table.refuses(by, command, Reason.CONTRIBUTION_STANDS)
    table.ignores("filip", c.Contribute(WORDS))
    table.ask(LEADS, c.NoteContribution("alena", "Dorazím pozdě.", "email"))
    table.refuses(LEADS, c.DropContribution("alena"), Reason.CONTRIBUTION_STANDS)
    table.refuses(LEADS, c.NoteContribution("alena", "Jinak.", "email"), Reason.CONTRIBUTION_STANDS)


def test_nothing_comes_to_a_frozen_plan_or_a_closed_meeting() -> None:
    for table, reason in ((frozen(), Reason.FROZEN), (closed(), Reason.CLOSED)):
        table.refuses("filip", c.Contribute(WORDS), reason)
        table.refuses(LEADS, c.NoteContribution("filip", WORDS, "email"), reason)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.NoteContribution("cizi", WORDS, "email"), Reason.NO_SUCH_SEAT),
        (c.NoteContribution("filip", " \n", "email"), Reason.NO_WORDS),
        (c.NoteContribution("filip", "x" * 4001, "email"), Reason.TOO_LONG),
        (c.NoteContribution("filip", WORDS, "home"), Reason.NO_SUCH_WORD),
        (c.NoteContribution("filip", WORDS, "sova"), Reason.NO_SUCH_WORD),
        (c.NoteContribution("filip", WORDS, "email", date(1900, 1, 1)), Reason.BAD_DATE),
        (c.DropContribution("cizi"), Reason.NO_SUCH_SEAT),
    ],
)
def test_what_cannot_be_noted(command: Command, reason: Reason) -> None:
    invited().refuses(LEADS, command, reason)


def test_nobody_speaks_for_the_child_and_the_child_has_a_book() -> None:
    table = childs_table.invited()
    leads = next(seat.id for seat in table.meeting.seats.values() if "facilitator" in seat.roles)
    table.refuses(leads, c.NoteContribution(childs_table.CHILD, "Chce domů.", "phone"), Reason.THE_CHILDS)
    table.refuses(childs_table.CHILD, c.Contribute("Chci domů."), Reason.NOT_YOUR_ROLE)


def test_it_is_a_part_of_what_is_signed() -> None:
    table = planned("ukonceni")
    before = agreement(table.meeting)
    assert before.contributions == {}
    table.ask("filip", c.Contribute(WORDS))
    table.ask(LEADS, c.FreezePlan(DESPITE))
    assert table.meeting.freeze and table.meeting.freeze.agreed.contributions == {"filip": WORDS}
