"""What is done away from the table, before and after the meeting: at the desk by whoever leads or sends the record, at
home by everybody for themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import Command, name_of
from server.meeting.events import HOUSE
from server.meeting.policy import AT_THE_DESK, FROM_HOME
from server.meeting.refusals import Reason
from tests.meeting.table import LEADS, Table, closed, frozen, invited, planned

MOMENTS: dict[str, Callable[[], Table]] = {
    "invited": invited,
    "planned": planned,
    "frozen": frozen,
    "closed": closed,
}


@dataclass(frozen=True)
class Away:
    """One thing as somebody who may would ask for it. when: the moments at which its time is; by: who asks."""

    ask: Callable[[Table], Command]
    gives: tuple[type[e.Event], ...]
    when: tuple[str, ...] = tuple(MOMENTS)
    by: str = LEADS
    first: tuple[tuple[str, Command], ...] = ()


NOTED = (LEADS, c.NoteContribution("filip", "Nesouhlasím s tím.", "email"))
BEFORE_SIGNING = ("invited", "planned")

MONDAY = datetime(2027, 3, 8, 13, 0, tzinfo=UTC)
OFFERED = (LEADS, c.OfferTimes((MONDAY,)))
SUITS = {MONDAY.isoformat(): "yes"}

DESK: dict[str, Away] = {
    "ask-to-prepare": Away(lambda t: c.AskToPrepare("jana", "Vysvědčení."), (e.PreparationAsked,), ("invited",)),
    "set-agenda": Away(lambda t: c.SetAgenda("Jak se daří\nCo dál"), (e.AgendaSet,), ("invited",)),
    "refer-to-report": Away(lambda t: c.ReferToReport("z1", "Zpráva"), (e.ReportReferredTo,), BEFORE_SIGNING),
    "drop-report": Away(
        lambda t: c.DropReport("z1"), (e.ReportDropped,), BEFORE_SIGNING, first=((LEADS, c.ReferToReport("z1", "Z")),)
    ),
    "offer-times": Away(lambda t: c.OfferTimes((MONDAY,)), (e.TimesOffered,), ("invited",)),
    "note-poll": Away(lambda t: c.NotePoll("jana", SUITS), (e.PollAnswered,), ("invited",), first=(OFFERED,)),
    "settle-time": Away(
        lambda t: c.SettleTime(MONDAY), (e.MeetingAmended, e.TimeSettled), ("invited",), first=(OFFERED,)
    ),
    "label-case": Away(lambda t: c.LabelCase("J. N."), (e.CaseLabelled,)),
    "note-contribution": Away(
        lambda t: c.NoteContribution("alena", "Vidím to jinak.", "phone"), (e.ContributionWritten,), BEFORE_SIGNING
    ),
    "name-concerned": Away(lambda t: c.NameConcerned(frozenset({"jana"})), (e.ConcernedNamed,)),
    "note-ground": Away(lambda t: c.NoteGround("d", "Pravidlo úřadu.", ("health",), ("tomas",)), (e.GroundNoted,)),
    "say-bound": Away(lambda t: c.SayBound("tomas", True), (e.BoundSaid,)),
    "list-recipient": Away(lambda t: c.ListRecipient("ospod", name="OSPOD Praha 13"), (e.RecipientListed,)),
    "drop-contribution": Away(
        lambda t: c.DropContribution("filip"), (e.ContributionTakenBack,), ("invited",), first=(NOTED,)
    ),
}
HOME: dict[str, Away] = {
    "answer-poll": Away(lambda t: c.AnswerPoll(SUITS), (e.PollAnswered,), ("invited",), by="alena", first=(OFFERED,)),
    "contribute": Away(lambda t: c.Contribute("Nemůžu přijít."), (e.ContributionWritten,), BEFORE_SIGNING, by="alena"),
    "take-back-contribution": Away(
        lambda t: c.TakeBackContribution(), (e.ContributionTakenBack,), ("invited",), by="filip", first=(NOTED,)
    ),
}
AWAY = DESK | HOME


def laid(name: str, moment: str) -> Table:
    table = MOMENTS[moment]()
    for by, command in AWAY[name].first:
        table.ask(by, command)
    return table


def test_nothing_done_away_from_the_table_is_left_out() -> None:
    """Those that other tests sing of stand there by name."""
    assert DESK.keys() <= {name_of(kind) for kind in AT_THE_DESK}
    assert HOME.keys() <= {name_of(kind) for kind in FROM_HOME}
    for name, asked in AWAY.items():
        assert name_of(type(asked.ask(laid(name, asked.when[0])))) == name


@pytest.mark.parametrize("name", AWAY)
def test_it_is_done_at_its_time_without_sitting_at_the_table(name: str) -> None:
    asked = AWAY[name]
    for moment in asked.when:
        table = laid(name, moment)
        assert tuple(type(event) for event in table.ask(asked.by, asked.ask(table))) == asked.gives, moment


@pytest.mark.parametrize("name", AWAY)
def test_twice_is_harmless(name: str) -> None:
    asked = AWAY[name]
    table = laid(name, asked.when[0])
    command = asked.ask(table)
    table.ask(asked.by, command)
    table.ignores(asked.by, command)


@pytest.mark.parametrize("name", DESK)
def test_the_desk_is_for_nobody_else(name: str) -> None:
    table = laid(name, "invited")
    for by, reason in (("jana", Reason.NOT_YOUR_ROLE), ("cizi", Reason.NOT_SEATED), (HOUSE, Reason.NOT_SEATED)):
        table.refuses(by, DESK[name].ask(table), reason)


@pytest.mark.parametrize("name", AWAY)
def test_somebody_at_the_door_does_nothing_of_it(name: str) -> None:
    table = laid(name, "invited")
    table.ask(HOUSE, c.AskToEnter("host", "Host"))
    table.refuses("host", AWAY[name].ask(table), Reason.NOT_SEATED)
    table.refuses(HOUSE, AWAY[name].ask(table), Reason.NOT_SEATED)
