"""Before a step is due, whoever has it is reminded: once, in one mail a day, and nobody of what is done."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.decide import decide
from server.meeting.due import RemindOfSteps, SendMail, due, waits
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import evolve
from server.meeting.mail import MOST_MAILS, MailState, Matter, Way
from server.meeting.mails import state_of
from server.meeting.previous import Outcome
from server.meeting.refusals import Reason
from server.meeting.step_reminders import to_remind_of
from tests.meeting.table import DESPITE, LEADS, Table, frozen

DUE = date(2027, 4, 12)
"""Of Jana's first step."""
MORNING = datetime.combine(DUE - timedelta(days=3), time(6), tzinfo=UTC)
HOUR = timedelta(hours=1)


def closed(*dues: tuple[str, str, date | None]) -> Table:
    """A meeting that is over: (step, whose, by when). Jana and Alena have an address, Karel has none."""
    table = frozen()
    for step, owner, day in dues or (("s7", "jana", DUE),):
        table.happened((e.StepAdded(step, "g1"), e.StepGiven(step, owner)), LEADS)
        if day:
            table.happened((e.DueSet(step, day),), LEADS)
    # What the table's plan holds besides is no matter here.
    table.happened(tuple(e.DueSet(step.id, None) for step in table.meeting.steps if step.id[:2] == "s1"), LEADS)
    for seat in ("jana", "alena"):
        table.happened((e.AddressSet(seat, f"{seat}@example.cz", ""),), LEADS)
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    return table


def reminding(*dues: tuple[str, str, date | None]) -> Table:
    table = closed(*dues)
    table.ask(LEADS, c.SetStepReminding("cs"))
    return table


def owed(table: Table, moment: datetime) -> dict[str, set[str]]:
    """Who is to be reminded, of which steps."""
    return {each.seat: set(each.steps) for each in due(table.meeting, moment) if isinstance(each, RemindOfSteps)}


def at(table: Table, moment: datetime, by: str, command: c.Command) -> None:
    """What somebody asks for at a moment."""
    for event in decide(table.meeting, command, by):
        entry = Entry(len(table.log) + 1, moment, by, event)
        table.log.append(entry)
        table._meeting = evolve(table.meeting, entry)


def asked(table: Table, moment: datetime) -> None:
    """The program asks for every mail that is due, as app.py does."""
    for seat, steps in owed(table, moment).items():
        at(table, moment, HOUSE, c.AskStepReminder(f"m{len(table.meeting.mails)}", seat, frozenset(steps)))


def test_three_days_before_the_owner_is_reminded_in_the_morning_and_not_after_the_day() -> None:
    table = reminding()
    assert waits(table.meeting, MORNING - timedelta(days=9)) == MORNING
    assert owed(table, MORNING - HOUR) == {}
    assert owed(table, MORNING) == owed(table, MORNING + timedelta(days=3)) == {"jana": {"s7"}}
    assert owed(table, MORNING + timedelta(days=4)) == {}


def test_nobody_is_reminded_before_a_person_has_switched_it_on_or_after_it_is_off() -> None:
    table = closed()
    assert owed(table, MORNING) == {} and waits(table.meeting, MORNING - HOUR) is None
    table.ask(LEADS, c.SetStepReminding("cs", 10))
    assert owed(table, MORNING - timedelta(days=7)) == {"jana": {"s7"}}
    asked(table, MORNING)
    table.ask(LEADS, c.SetStepReminding(""))
    (mail,) = table.meeting.mails.values()
    assert state_of(table.meeting, mail, MORNING) is MailState.PAST, "what has not left does not leave any more"


def test_it_is_switched_on_after_the_meeting_in_a_language_there_is_and_for_days_there_are() -> None:
    frozen().refuses(LEADS, c.SetStepReminding("cs"), Reason.NOT_OVER)
    table = closed()
    table.refuses(LEADS, c.SetStepReminding("de"), Reason.NO_SUCH_WORD)
    for days in (0, 31):
        table.refuses(LEADS, c.SetStepReminding("cs", days), Reason.BAD_DAYS)
    table.refuses("jana", c.SetStepReminding("cs"), Reason.NOT_YOUR_ROLE)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.VOID])
def test_of_what_is_done_or_holds_no_more_nobody_is_reminded(outcome: Outcome) -> None:
    table = reminding()
    asked(table, MORNING)
    (mail,) = table.meeting.mails.values()
    table.ask("jana", c.MarkStep("s7", outcome))
    assert state_of(table.meeting, mail, MORNING) is MailState.PAST, "said in the last moment"
    other = reminding()
    other.ask("jana", c.MarkStep("s7", outcome))
    assert owed(other, MORNING) == {} and waits(other.meeting, MORNING - HOUR) is None
    other.ask("jana", c.MarkStep("s7", Outcome.PARTLY))
    assert owed(other, MORNING) == {"jana": {"s7"}}, "not done after all"


def test_several_steps_are_one_mail_and_each_step_is_reminded_of_once() -> None:
    table = reminding(
        ("s7", "jana", DUE), ("s8", "jana", DUE), ("s9", "jana", DUE + timedelta(days=1)), ("s6", "alena", DUE)
    )
    asked(table, MORNING + HOUR)
    assert {mail.seat: mail.steps for mail in table.meeting.mails.values()} == {"jana": ("s7", "s8"), "alena": ("s6",)}
    assert owed(table, MORNING + 2 * HOUR) == {}
    assert owed(table, MORNING + timedelta(days=1)) == {"jana": {"s9"}}


def test_nobody_gets_two_mails_on_one_day() -> None:
    table = reminding(("s7", "jana", DUE), ("s8", "jana", DUE))
    table.ask("jana", c.MarkStep("s8", Outcome.DONE))
    asked(table, MORNING)
    table.ask("jana", c.MarkStep("s8", Outcome.NOT, "Přece jen ne."))
    assert owed(table, MORNING + HOUR) == {}
    assert waits(table.meeting, MORNING + HOUR) == MORNING + timedelta(days=1)
    assert owed(table, MORNING + timedelta(days=1)) == {"jana": {"s8"}}


def test_whoever_has_no_address_is_called_and_that_is_noted() -> None:
    table = reminding(("s7", "karel", DUE))
    assert owed(table, MORNING) == {}
    assert [step.id for step in to_remind_of(table.meeting, table.meeting.seats["karel"], MORNING)] == ["s7"]
    called = c.NoteTold("karel", Matter.STEPS, Way.PHONE, step="s7")
    at(table, MORNING, LEADS, called)
    assert decide(table.meeting, called, LEADS) == (), "a second tap"
    table.happened(
        (e.StepAdded("s8", "g1"), e.StepGiven("s8", "karel"), e.DueSet("s8", DUE + timedelta(days=9))), LEADS
    )
    assert decide(table.meeting, called, LEADS) == () and decide(table.meeting, replace(called, step="s8"), LEADS)
    table.ask(LEADS, c.SetAddress("karel", "karel@example.cz"))
    assert owed(table, MORNING) == {}, "told already"


def test_where_no_more_mails_may_be_asked_for_none_is_owed() -> None:
    table = reminding()
    asked(table, MORNING)
    (one,) = table.meeting.mails.values()
    mails = {f"m{n}": replace(one, id=f"m{n}", seat="alena") for n in range(MOST_MAILS)}
    table._meeting = replace(table.meeting, mails={})
    assert owed(table, MORNING) == {"jana": {"s7"}}
    table._meeting = replace(table.meeting, mails=mails)
    assert owed(table, MORNING) == {}


def test_a_step_without_a_day_or_with_nobody_reminds_nobody() -> None:
    table = reminding(("s7", "jana", None))
    table.happened((e.StepAdded("s8", "g1"), e.DueSet("s8", DUE)), LEADS)
    assert owed(table, MORNING) == {}
    table.refuses(LEADS, c.NoteTold("jana", Matter.STEPS, Way.PHONE), Reason.NO_OPEN_STEP)


def test_by_hand_no_such_mail_is_asked_for() -> None:
    reminding().refuses(LEADS, c.AskMail("m1", Matter.STEPS, "jana", "a" * 64), Reason.NOT_BY_HAND)


def test_when_the_next_meeting_has_made_another_plan_nobody_is_reminded_of_this_one() -> None:
    table = reminding()
    table.ask(HOUSE, c.EndStepReminding())
    assert owed(table, MORNING) == {} and not table.meeting.step_reminding
    table.ignores(HOUSE, c.EndStepReminding())


def test_no_reminder_twice_and_none_lost_whatever_dies_when() -> None:
    """A program that dies between any two steps, clocks that jump, people who say it is done and then that not."""
    sent = 0
    for seed in range(60):
        chance = random.Random(seed)
        table = reminding(("s7", "jana", DUE), ("s8", "jana", DUE + timedelta(days=2)), ("s9", "alena", DUE))
        moment, left = MORNING - timedelta(days=2), []
        for number in range(40):
            moment += timedelta(hours=chance.choice((0, 1, 5, 20)))
            if chance.random() < 0.05:
                moment -= timedelta(hours=chance.randrange(1, 30))
            if chance.random() < 0.2:
                at(table, moment, "jana", c.MarkStep("s7", chance.choice((Outcome.DONE, Outcome.PARTLY))))
            for effect in due(table.meeting, moment):
                if chance.random() < 0.3:
                    break
                if isinstance(effect, RemindOfSteps):
                    at(table, moment, HOUSE, c.AskStepReminder(f"m{number}{effect.seat}", effect.seat, effect.steps))
                elif isinstance(effect, SendMail):
                    at(table, moment, HOUSE, c.BeginMail(effect.mail, "x@example.cz"))
                    left.append(effect.mail)
                    if chance.random() < 0.8:
                        at(table, moment, HOUSE, c.NoteMail(effect.mail))
        assert len(left) == len(set(left)), f"seed {seed}: one has left twice"
        reminded = [step for mail in table.meeting.mails.values() for step in mail.steps]
        assert len(reminded) == len(set(reminded)), f"seed {seed}: somebody is reminded of a step twice"
        assert moment < MORNING + timedelta(days=3) or "s9" in reminded, f"seed {seed}: one is lost"
        sent += len(left)
    assert sent > 60
