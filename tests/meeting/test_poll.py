"""A time for the meeting: offered by whoever leads, answered by each alone, chosen with one tap."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import Command
from server.meeting.events import HOUSE
from server.meeting.model import Can, Poll
from server.meeting.poll import MOST_TIMES, best, unanswered, who
from server.meeting.refusals import Reason
from tests.meeting.table import CAST, LEADS, Table, closed, invited

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = datetime(2027, 3, 8, 14, 0, tzinfo=PRAGUE)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)
Y, M, N = "yes", "if-need-be", "no"


def asked_for(*times: datetime) -> Table:
    table = invited()
    table.ask(LEADS, c.OfferTimes(times or (MONDAY, TUESDAY)))
    return table


def poll(table: Table) -> Poll:
    assert table.meeting.poll is not None
    return table.meeting.poll


def says(**answers: str) -> dict[str, str]:
    """monday="yes" -> as a page sends it."""
    times = {"monday": MONDAY, "tuesday": TUESDAY, "friday": FRIDAY}
    return {times[day].isoformat(): word for day, word in answers.items()}


def test_times_stand_in_their_order_each_once() -> None:
    table = invited()
    table.ask(LEADS, c.OfferTimes((TUESDAY, MONDAY, TUESDAY, MONDAY.astimezone(UTC))))
    assert poll(table).times == (MONDAY, TUESDAY)
    table.ignores(LEADS, c.OfferTimes((MONDAY, TUESDAY)))


def test_each_answers_for_themselves_and_may_change_it() -> None:
    table = asked_for()
    table.ask("jana", c.AnswerPoll(says(monday=Y, tuesday=N)))
    table.ask("jana", c.AnswerPoll(says(tuesday=M)))
    assert poll(table).answers["jana"] == {MONDAY: Can.YES, TUESDAY: Can.IF_NEED_BE}
    table.ignores("jana", c.AnswerPoll(says(monday=Y)))


def test_what_was_not_answered_is_not_taken_for_anything() -> None:
    table = asked_for()
    table.ask("jana", c.AnswerPoll({**says(monday=Y), TUESDAY.isoformat(): ""}))
    assert poll(table).answers["jana"] == {MONDAY: Can.YES}
    assert "jana" in [seat.id for seat in unanswered(table.meeting)]


def test_whoever_leads_notes_what_somebody_said_and_it_is_named_so() -> None:
    table = asked_for()
    table.ask(LEADS, c.NotePoll("filip", says(monday=N)))
    assert poll(table).noted["filip"] == LEADS
    table.ask(LEADS, c.NotePoll("filip", says(monday=Y)))
    table.ask("filip", c.AnswerPoll(says(monday=M, tuesday=Y)))
    assert poll(table).noted["filip"] == "" and poll(table).answers["filip"][MONDAY] is Can.IF_NEED_BE
    table.refuses(LEADS, c.NotePoll("filip", says(monday=N)), Reason.NOT_YOUR_CONTRIBUTION)


def test_one_of_the_times_becomes_the_time_of_the_meeting() -> None:
    table = asked_for()
    made = table.ask(LEADS, c.SettleTime(TUESDAY))
    assert [type(event) for event in made] == [e.MeetingAmended, e.TimeSettled]
    assert table.meeting.starts == TUESDAY and poll(table).settled == TUESDAY
    table.ignores(LEADS, c.SettleTime(TUESDAY))
    table.refuses("jana", c.AnswerPoll(says(monday=Y)), Reason.POLL_OVER)
    assert unanswered(table.meeting) == ()
    table.ask(LEADS, c.SettleTime(MONDAY))
    assert table.meeting.starts == MONDAY, "one may choose otherwise while nothing has begun"


def test_other_times_keep_the_answers_to_those_that_stay() -> None:
    table = asked_for()
    table.ask("jana", c.AnswerPoll(says(monday=Y, tuesday=N)))
    table.ask(LEADS, c.NotePoll("filip", says(monday=Y)))
    table.ask(LEADS, c.OfferTimes((TUESDAY, FRIDAY)))
    assert poll(table).answers == {"jana": {TUESDAY: Can.NO}} and poll(table).noted == {"jana": ""}
    table.ask(LEADS, c.OfferTimes(()))
    assert table.meeting.poll is None
    table.ignores(LEADS, c.OfferTimes(()))
    table.refuses("jana", c.AnswerPoll(says(friday=Y)), Reason.NO_POLL)


def test_after_a_time_was_chosen_one_may_ask_anew() -> None:
    table = asked_for()
    table.ask(LEADS, c.SettleTime(MONDAY))
    table.ask(LEADS, c.OfferTimes((MONDAY, FRIDAY)))
    table.ask("jana", c.AnswerPoll(says(friday=Y)))
    assert poll(table).settled is None


def test_the_best_time_is_the_one_that_keeps_out_the_fewest() -> None:
    table = asked_for(MONDAY, TUESDAY, FRIDAY)
    assert best(table.meeting) == ()
    table.ask("jana", c.AnswerPoll(says(monday=Y, tuesday=M, friday=Y)))
    table.ask("karel", c.AnswerPoll(says(monday=N, tuesday=M, friday=M)))
    table.ask("zdena", c.AnswerPoll(says(monday=Y, tuesday=Y, friday=Y)))
    assert best(table.meeting) == (FRIDAY,)
    assert who(poll(table), FRIDAY, Can.IF_NEED_BE) == ("karel",)


def test_everybody_invited_is_asked_whoever_waits_at_the_door_is_not() -> None:
    table = asked_for()
    table.ask(HOUSE, c.AskToEnter("host", "Host"))
    assert [seat.id for seat in unanswered(table.meeting)] == list(CAST)
    table.refuses(LEADS, c.NotePoll("host", says(monday=Y)), Reason.NO_SUCH_SEAT)


@pytest.mark.parametrize(
    ("by", "command", "reason"),
    [
        (LEADS, c.OfferTimes(tuple(MONDAY + timedelta(days=n) for n in range(MOST_TIMES + 1))), Reason.TOO_MANY_TIMES),
        (LEADS, c.OfferTimes((datetime(1999, 1, 1, tzinfo=UTC),)), Reason.BAD_DATE),
        (LEADS, c.OfferTimes((datetime(2027, 1, 1),)), Reason.NO_SUCH_TIME),
        (LEADS, c.SettleTime(FRIDAY), Reason.NO_SUCH_TIME),
        (LEADS, c.SettleTime(None), Reason.NO_SUCH_TIME),
        (LEADS, c.NotePoll("cizi", says(monday=Y)), Reason.NO_SUCH_SEAT),
        ("jana", c.AnswerPoll(says(friday=Y)), Reason.NO_SUCH_TIME),
        ("jana", c.AnswerPoll({"zítra": Y}), Reason.NO_SUCH_TIME),
        ("jana", c.AnswerPoll(says(monday="asi")), Reason.NO_SUCH_WORD),
        ("jana", c.AnswerPoll({}), Reason.NOTHING_ANSWERED),
    ],
)
def test_what_cannot_be_asked_or_answered(by: str, command: Command, reason: Reason) -> None:
    asked_for().refuses(by, command, reason)


def test_once_the_meeting_has_begun_or_is_over_there_is_nothing_to_find() -> None:
    table = asked_for()
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(LEADS, c.BeginMeeting())
    table.refuses("jana", c.AnswerPoll(says(monday=Y)), Reason.BEGUN)
    table.refuses(LEADS, c.SettleTime(MONDAY), Reason.BEGUN)
    closed().refuses(LEADS, c.OfferTimes((MONDAY,)), Reason.CLOSED)
