"""The time of a stage: it runs while people work, and stands still in a break and between two days."""

from datetime import datetime, timedelta

import pytest

from server.meeting import commands as c
from server.meeting.commands import Command
from server.meeting.decide import decide
from server.meeting.events import Entry, TextChanged
from server.meeting.evolve import evolve
from server.meeting.model import Meeting
from tests.meeting.table import DESPITE, FIRST, LEADS, seated

BEGAN = FIRST + timedelta(hours=1)


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def after(*happened: tuple[int, Command]) -> Meeting:
    """The meeting after these commands, each so many minutes after the beginning."""
    meeting = seated().meeting
    for minutes, command in ((0, c.BeginMeeting()), *happened):
        for event in decide(meeting, command, LEADS):
            meeting = evolve(meeting, Entry(meeting.version + 1, at(minutes), LEADS, event))
    return meeting


def minutes_shown(meeting: Meeting, minutes: int) -> float:
    running = at(minutes) - meeting.running if meeting.running else timedelta()
    return (meeting.spent + running) / timedelta(minutes=1)


PAUSE, RESUME = c.PauseMeeting(), c.ResumeMeeting()
BREAK_OFF, GO_ON = c.BreakOff("Je pozdě."), c.ContinueMeeting()
FORWARD, BACK = c.AdvanceStage("uvod", DESPITE), c.StepBack("sdeleni-svolavatele")
DAY = 24 * 60


@pytest.mark.parametrize(
    ("happened", "asked", "shown"),
    [
        ((), 12, 12),
        (((5, PAUSE),), 15, 5),
        (((5, PAUSE), (15, RESUME)), 20, 10),
        (((5, PAUSE), (6, RESUME), (10, PAUSE), (20, RESUME)), 21, 10),
        (((9, FORWARD),), 12, 3),
        (((9, FORWARD), (12, BACK)), 14, 2),
        (((5, PAUSE), (8, FORWARD)), 9, 0),
        (((5, PAUSE), (8, FORWARD), (10, RESUME)), 14, 4),
        (((20, BREAK_OFF),), DAY, 20),
        (((20, BREAK_OFF), (DAY, GO_ON)), DAY + 5, 25),
        (((20, PAUSE), (25, BREAK_OFF), (DAY, GO_ON)), DAY + 5, 25),
    ],
)
def test_only_the_time_people_worked_counts(happened: tuple[tuple[int, Command], ...], asked: int, shown: int) -> None:
    assert minutes_shown(after(*happened), asked) == shown


def test_it_does_not_run_before_the_beginning() -> None:
    assert seated().meeting.running is None


# A clock that is put back ---------------------------------------------------------------------------------------------


def test_a_clock_that_is_put_back_is_noted_and_one_that_goes_on_is_not() -> None:
    assert after((5, PAUSE), (10, RESUME)).clock_back == ()
    meeting = after((30, PAUSE), (-31, RESUME), (-20, FORWARD))
    assert meeting.clock_back == ((at(30), at(-31)),), "once, and what comes after it is no other jump"
    assert meeting.latest == at(-20)


def test_a_letter_notes_it_too_and_some_seconds_are_nothing() -> None:
    meeting = after()
    for number, moment in enumerate((at(10), at(10) - timedelta(seconds=59), at(-50)), 1):
        letter = TextChanged("rules", "tab", number, ((0, "e"),) if number == 1 else (number - 1, (0, "e")))
        meeting = evolve(meeting, Entry(meeting.version + 1, moment, LEADS, letter))
    assert meeting.clock_back == ((at(10) - timedelta(seconds=59), at(-50)),)
    assert meeting.text("rules") == "eee"
