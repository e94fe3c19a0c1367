"""Whose hand has done something, and who has put anything into the meeting at all."""

from dataclasses import replace

from .. import events as e
from ..model import Meeting


def by_hand(meeting: Meeting, thing: str, entry: e.Entry) -> Meeting:
    """Note whose hand did this for somebody; where they do it themselves, nobody's any more."""
    if entry.hand:
        return replace(meeting, hands={**meeting.hands, thing: entry.hand})
    if thing in meeting.hands:
        return replace(meeting, hands={key: hand for key, hand in meeting.hands.items() if key != thing})
    return meeting


def did(meeting: Meeting, entry: e.Entry) -> Meeting:
    if entry.by in meeting.wrote or entry.by == e.HOUSE:
        return meeting
    return replace(meeting, wrote=meeting.wrote | {entry.by})
