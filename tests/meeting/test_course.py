"""Opening, beginning, stepping on and back, limits, and what the log makes of it all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.bringing import fitted
from server.meeting.checks import MOST_GOALS, MOST_SEATS, MOST_STEPS
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.due import WriteRecord, due
from server.meeting.events import EVENTS, HOUSE, Entry
from server.meeting.evolve import evolve, replay
from server.meeting.model import Presence
from server.meeting.refusals import Reason, Refused
from server.store.codec import decode, encode
from tests.meeting.table import (
    CONFERENCE,
    DESPITE,
    FIRST,
    LEADS,
    NEXT,
    Table,
    closed,
    frozen,
    invited,
    person,
    planned,
    seated,
)  # fmt: skip

FORMAT = formats()[CONFERENCE]


def opening(*people: Person, **about: object) -> OpenMeeting:
    return OpenMeeting(**{"meeting": "m", "title": "Setkání", "people": people, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (opening(person("vera"), meeting="../etc"), Reason.BAD_ID),
        (opening(person("vera"), meeting=""), Reason.BAD_ID),
        (opening(), Reason.NO_PEOPLE),
        (opening(person("jana")), Reason.NO_FACILITATOR),
        (opening(person("vera"), person("vera")), Reason.TAKEN_ID),
        (opening(person("vera"), Person("x", "X", frozenset({"kral"}))), Reason.NO_SUCH_ROLE),
        (opening(person("vera"), Person("x", " \n ", frozenset())), Reason.NO_NAME),
        (opening(person("vera"), Person("a b", "X", frozenset())), Reason.BAD_ID),
        (opening(person("vera"), Person("house", "X", frozenset())), Reason.BAD_ID),
        (opening(person("vera"), title=" "), Reason.NO_TITLE),
        (opening(person("vera"), title="x" * 201), Reason.NO_TITLE),
        (opening(person("vera"), purpose="x" * 4001), Reason.TOO_LONG),
        (opening(person("vera"), case="../etc"), Reason.BAD_ID),
        (opening(person("vera"), case="x" * 41), Reason.BAD_ID),
        (opening(person("vera"), occasion="second"), Reason.NO_SUCH_WORD),
        (
            opening(person("vera"), *(Person(f"p{n}", f"P {n}", frozenset()) for n in range(MOST_SEATS))),
            Reason.TOO_MANY,
        ),
    ],
)
def test_a_meeting_that_cannot_be_opened(command: OpenMeeting, reason: Reason) -> None:
    with pytest.raises(Refused) as no:
        open_meeting(command, FORMAT)
    assert no.value.reason is reason
    assert "{" not in str(no.value)


def test_who_is_given_no_role_is_a_participant_and_words_are_cleaned() -> None:
    table = Table()
    command = opening(
        person("vera"), Person("x", "Jan\u00a0\x0b Nova\u0301k", frozenset()), purpose="a\r\nb\x0bc\u202e"
    )
    table.happened(open_meeting(command, FORMAT), HOUSE)
    assert table.meeting.seats["x"].roles == {"ucastnik"}
    assert table.meeting.seats["x"].name == "Jan Novák"
    assert table.meeting.purpose == "a\nb\nc"


def test_a_meeting_begins_a_case_or_belongs_to_one() -> None:
    first, second = Table(), Table()
    first.happened(open_meeting(opening(person("vera"), meeting="a1"), FORMAT), HOUSE)
    second.happened(
        open_meeting(opening(person("vera"), meeting="b2", case="a1", occasion="evaluation"), FORMAT), HOUSE
    )
    assert (first.meeting.case_id, first.meeting.occasion) == ("a1", "first")
    assert (second.meeting.case_id, second.meeting.occasion) == ("a1", "evaluation")


def test_the_meeting_begins_once_and_stepping_on_begins_it() -> None:
    table = seated()
    assert table.ask(LEADS, c.BeginMeeting()) == (e.MeetingBegan(),)
    table.ignores(LEADS, c.BeginMeeting())
    other = seated()
    assert [type(event) for event in other.ask(LEADS, c.AdvanceStage("uvod", DESPITE))] == [
        e.MeetingBegan,
        e.StageAdvanced,
    ]
    assert other.meeting.began is not None
    assert other.meeting.stage_began.keys() == {"uvod", "sdeleni-svolavatele"}


def test_whoever_opened_their_link_at_home_and_did_not_come_was_never_there() -> None:
    table = seated()
    table.ask(LEADS, c.Depart("tomas"))
    assert table.meeting.seats["tomas"].presence is Presence.LEFT
    table.ask(LEADS, c.BeginMeeting())
    absent = table.meeting.seats["tomas"]
    assert (absent.presence, absent.arrived, absent.left) == (Presence.INVITED, None, None)
    table.ask(HOUSE, c.Arrive("tomas"))
    late = table.meeting.seats["tomas"]
    assert table.meeting.began is not None and late.arrived is not None and late.arrived > table.meeting.began


@pytest.mark.parametrize("by", ["olga", "karel", "zdena", "jana", HOUSE])
def test_only_who_leads_begins_it(by: str) -> None:
    seated().refuses(by, c.BeginMeeting(), Reason.NOT_YOUR_ROLE)


def test_a_double_tap_steps_on_once() -> None:
    table = seated()
    command = c.AdvanceStage("uvod", DESPITE)
    table.ask(LEADS, command)
    table.ignores(LEADS, command)
    assert table.meeting.stage_id == "sdeleni-svolavatele"


def test_a_tap_from_another_stage_does_not_count() -> None:
    table = planned()
    table.refuses(LEADS, c.AdvanceStage("ukonceni"), Reason.OTHER_STAGE)
    table.refuses(LEADS, c.StepBack("uvod"), Reason.OTHER_STAGE)
    table.refuses(LEADS, c.AdvanceStage("nikde"), Reason.OTHER_STAGE)
    table.refuses(LEADS, c.StepBack("nikde"), Reason.OTHER_STAGE)
    table.ask(LEADS, c.StepBack("prace-na-cilech"))
    table.ignores(LEADS, c.StepBack("prace-na-cilech"))


def test_before_the_first_and_behind_the_last_there_is_nothing() -> None:
    seated().refuses(LEADS, c.StepBack("uvod"), Reason.FIRST_STAGE)
    planned("ukonceni").refuses(LEADS, c.AdvanceStage("ukonceni", DESPITE), Reason.LAST_STAGE)


def test_what_is_missing_holds_the_stage_until_somebody_answers_for_it() -> None:
    table = seated()
    refused = table.refuses(LEADS, c.AdvanceStage("uvod"), Reason.MISSING)
    assert refused.holes == tuple(("confidentiality", seat.id) for seat in table.meeting.present)
    for seat in table.meeting.present:
        table.ask(seat.id, c.AcknowledgeConfidentiality())
    table.ask(LEADS, c.AdvanceStage("uvod", DESPITE))
    assert table.meeting.passed == (), "nothing was missing, so nothing was passed over"
    refused = table.refuses(LEADS, c.AdvanceStage("sdeleni-svolavatele"), Reason.MISSING)
    assert refused.holes == (("reason", ""), ("aim", ""))
    table.ask(LEADS, c.AdvanceStage("sdeleni-svolavatele", " Svolavatelka mluvila.\r\n"))
    assert [(passed.by, passed.words) for passed in table.meeting.passed] == [(LEADS, "Svolavatelka mluvila.")]


# Limits -------------------------------------------------------------------------------------------------------------


def test_a_plan_has_so_many_goals_and_steps() -> None:
    table = planned()
    table.happened(tuple(e.GoalAdded(f"g{n}x") for n in range(MOST_GOALS - 1)), "jana")
    refused = table.refuses("jana", c.AddGoal("jeste"), Reason.TOO_MANY)
    assert str(MOST_GOALS) in str(refused)
    table.happened(tuple(e.StepAdded(f"s{n}x", "g1") for n in range(MOST_STEPS - 1)), "jana")
    table.refuses("jana", c.AddStep("jeste", "g1"), Reason.TOO_MANY)


def test_a_meeting_has_so_many_seats() -> None:
    table = seated()
    count = len(table.meeting.seats)
    table.happened(tuple(e.GuestAsked(f"h{n}", f"Host {n}", "") for n in range(MOST_SEATS - count)), HOUSE)
    table.refuses(HOUSE, c.AskToEnter("jeste", "Ještě Jeden"), Reason.TOO_MANY)
    table.refuses(LEADS, c.InvitePerson("jeste", "Ještě Jeden", frozenset()), Reason.TOO_MANY)


@pytest.mark.parametrize("word", ["", "a b", "á", "x" * 41, "../x", "a:b"])
def test_ids_are_plain_words(word: str) -> None:
    table = planned()
    table.refuses("jana", c.AddStep(word, "g1"), Reason.BAD_ID)
    table.refuses("jana", c.AddGoal(word), Reason.BAD_ID)
    table.refuses(HOUSE, c.AskToEnter(word, "Host"), Reason.BAD_ID)


def test_an_id_is_given_once() -> None:
    table = planned()
    table.ask("jana", c.AddGoal("g2"))
    assert table.ask("jana", c.AddStep("s1", "g2")) == ()
    table.refuses(LEADS, c.InvitePerson("jana", "Jana Jiná", frozenset()), Reason.TAKEN_ID)


def test_words_have_an_end() -> None:
    table = planned()
    long = "x" * 501
    table.refuses("jana", c.DeclineStep("s1", long), Reason.TOO_LONG)
    table.ask("jana", c.AddStep("dira", "g1"))
    table.refuses(LEADS, c.AdvanceStage("prace-na-cilech", long), Reason.TOO_LONG)
    table.refuses(LEADS, c.AmendMeeting("x" * 201), Reason.NO_TITLE)
    table.refuses(LEADS, c.AmendPerson("jana", "", frozenset()), Reason.NO_NAME)
    table.refuses(LEADS, c.InvitePerson("q", "Q", frozenset(), organisation="x" * 121), Reason.TOO_LONG)


def test_the_next_meeting_is_on_a_day_that_can_be() -> None:
    table = planned("ukonceni")
    table.refuses(LEADS, c.SetNextMeeting(datetime(1999, 12, 31, 23, 59)), Reason.BAD_DATE)
    table.ask(LEADS, c.SetNextMeeting(NEXT))
    table.ask(LEADS, c.SetNextMeeting(None))
    assert table.meeting.next_starts is None


# What is owed -------------------------------------------------------------------------------------------------------


def test_a_record_is_owed_from_the_closing_until_it_is_written() -> None:
    table = closed()
    later = table.log[-1].at + timedelta(seconds=1)
    assert due(frozen().meeting, later) == ()
    assert due(table.meeting, FIRST) == ()
    assert due(table.meeting, later) == (WriteRecord("jakub"),)
    table.ask(HOUSE, c.NoteRecord("zaznam.docx", "ab" * 32))
    assert due(table.meeting, later) == ()


def test_a_draft_noted_before_the_closing_is_not_the_record() -> None:
    table = frozen()
    table.ask(HOUSE, c.NoteRecord("koncept.docx", "cd" * 32))
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    assert due(table.meeting, table.log[-1].at) == (WriteRecord("jakub"),)


# The log ------------------------------------------------------------------------------------------------------------


def test_a_log_begins_with_the_opening() -> None:
    assert replay([]) is None
    with pytest.raises(ValueError, match="MeetingOpened"):
        evolve(None, Entry(1, FIRST, HOUSE, e.MeetingBegan()))


def test_replaying_goes_on_from_where_one_is() -> None:
    log = closed().log
    for cut in (1, 5, len(log) // 2, len(log)):
        assert replay(log[cut:], replay(log[:cut])) == replay(log)


def test_the_meeting_keeps_the_format_it_was_held_in() -> None:
    event = invited().log[0].event
    assert isinstance(event, e.MeetingOpened)
    read = decode(*encode(event))
    assert read == event
    assert isinstance(read, e.MeetingOpened) and read.format == fitted(FORMAT, "first", previous=False)


def test_an_older_meeting_is_not_changed_by_what_comes_after() -> None:
    table = planned()
    before = table.meeting
    words = before.text("step:s1:what")
    shown = repr(before)
    table.write("jana", "step:s1:what", "Něco docela jiného")
    table.go_to("ukonceni")
    assert repr(before) == shown
    assert before.text("step:s1:what") == words
    assert before == replay(table.log[: before.version])


def test_every_event_there_is_has_a_name_in_the_log() -> None:
    assert EVENTS.keys() == {kind.__name__ for kind in e.Event.__args__} - {"Lost"}, "what cannot be read has no name"
    assert all(entry.at.tzinfo is UTC for entry in closed().log)


def test_dates_survive_the_log() -> None:
    assert decode(*encode(e.DueSet("s", date(2027, 4, 30)))) == e.DueSet("s", date(2027, 4, 30))
    assert decode(*encode(e.NextMeetingSet(NEXT, ""))) == e.NextMeetingSet(NEXT, "")
