"""What is true after somebody absent has sent something in writing, or taken it back."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Contribution, Meeting


def after(meeting: Meeting, event: e.contributions.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.ContributionWritten():
            noted = "" if entry.by == event.seat else entry.by
            sent = Contribution(event.words, event.source, event.received, noted, entry.at)
            return replace(meeting, contributions={**meeting.contributions, event.seat: sent})
        case e.ContributionTakenBack():
            others = {seat: sent for seat, sent in meeting.contributions.items() if seat != event.seat}
            return replace(meeting, contributions=others)
        case _:
            assert_never(event)
