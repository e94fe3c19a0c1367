"""What is done away from the table: by whoever leads or sends the record, at the table or not, before and after."""

from collections.abc import Callable

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import Command, name_of
from server.meeting.events import HOUSE
from server.meeting.policy import AT_THE_DESK
from server.meeting.refusals import Reason
from tests.meeting.table import Table, closed, invited, planned

DESK: dict[str, tuple[Callable[[Table], Command], tuple[type[e.Event], ...]]] = {
    "label-case": (lambda t: c.LabelCase("J. N."), (e.CaseLabelled,)),
}
"""Name -> the command as somebody at the desk would send it while nothing stands in its way, and the events it makes.
"""
MOMENTS = {"invited": invited, "planned": planned, "closed": closed}
WHEN: dict[str, tuple[str, ...]] = {}
"""Name -> at which of these moments its time is, where it is not always."""
LEADS = "vera"
at_the_desk = pytest.mark.parametrize("name", DESK)


def laid(name: str) -> Table:
    """A table at a moment when this command has its time."""
    return MOMENTS[WHEN.get(name, ("invited",))[0]]()


def test_no_command_of_the_desk_is_left_out() -> None:
    assert DESK.keys() <= {name_of(kind) for kind in AT_THE_DESK}
    for name, (ask, _) in DESK.items():
        assert name_of(type(ask(laid(name)))) == name


@at_the_desk
def test_it_is_done_without_sitting_at_the_table(name: str) -> None:
    ask, gives = DESK[name]
    for moment in WHEN.get(name, tuple(MOMENTS)):
        table = MOMENTS[moment]()
        assert tuple(type(event) for event in table.ask(LEADS, ask(table))) == gives, moment


@at_the_desk
def test_twice_is_harmless(name: str) -> None:
    table = laid(name)
    command = DESK[name][0](table)
    table.ask(LEADS, command)
    table.ignores(LEADS, command)


@at_the_desk
def test_it_is_for_nobody_else(name: str) -> None:
    table = laid(name)
    for by, reason in (("jana", Reason.NOT_YOUR_ROLE), ("cizi", Reason.NOT_SEATED), (HOUSE, Reason.NOT_SEATED)):
        table.refuses(by, DESK[name][0](table), reason)


@at_the_desk
def test_somebody_at_the_door_or_sent_out_does_nothing_there(name: str) -> None:
    table = invited()
    table.ask(HOUSE, c.AskToEnter("host", "Host"))
    table.refuses("host", DESK[name][0](table), Reason.NOT_SEATED)
