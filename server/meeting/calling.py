"""Deciding on what comes of a meeting: another one that somebody will call, and what the office calls the case."""

from . import commands as c
from . import events as e
from .checks import clean_words, known_person, one_of, sensible_day
from .events import Events
from .model import Calling, Meeting

MOST_LABEL = 80
"""Characters of what an office calls a case."""


def calling_of(meeting: Meeting, command: c.CallMeeting) -> Calling | None:
    """What the command decides on, as it would stand in the meeting; None for nothing after all."""
    if not command.format:
        return None
    one_of(meeting.format.calls, command.format)
    sensible_day(command.until)
    return Calling(command.format, known_person(meeting, command.seat), command.until)


def call_meeting(meeting: Meeting, command: c.CallMeeting) -> Events:
    calling = calling_of(meeting, command)
    return () if calling == meeting.called else (e.MeetingCalled(calling),)


def label_case(meeting: Meeting, command: c.LabelCase) -> Events:
    label = " ".join(clean_words(command.label, MOST_LABEL).split())
    return () if label == meeting.label else (e.CaseLabelled(label),)
