"""What is true after the letter to the child was written or given."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Letter, Meeting


def after(meeting: Meeting, event: e.to_the_child.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.LetterWritten():
            return replace(meeting, letter=Letter(event.words, event.page))
        case e.LetterGiven():
            return replace(meeting, letter=replace(meeting.letter, given=entry.at)) if meeting.letter else meeting
        case _:
            assert_never(event)
