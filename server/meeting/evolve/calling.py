"""What is true after it was said what comes of the meeting."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Meeting


def after(meeting: Meeting, event: e.calling.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.NextMeetingSet():
            return replace(meeting, next_starts=event.starts, next_place=event.place, next_weeks=event.weeks)
        case e.MeetingCalled():
            return replace(meeting, called=event.calling)
        case e.CaseLabelled():
            return replace(meeting, label=event.label, labelled=entry.at)
        case _:
            assert_never(event)
