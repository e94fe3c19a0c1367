"""What is true after the child has chosen."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Goal, Meeting
from .hands import by_hand


def after(meeting: Meeting, event: e.choice.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.TopicChosen():
            return by_hand(chosen(meeting, (*meeting.chosen, event.topic)), "choice", entry)
        case e.TopicDropped():
            left = tuple(topic for topic in meeting.chosen if topic != event.topic)
            return by_hand(chosen(meeting, left), "choice", entry)
        case e.TopicMoved():
            order = [topic for topic in meeting.chosen if topic != event.topic]
            order.insert(event.place, event.topic)
            return by_hand(chosen(meeting, tuple(order)), "choice", entry)
        case e.HearingChosen():
            return by_hand(replace(meeting, hearing=event.hearing, views_order=event.order), "hearing", entry)
        case _:
            assert_never(event)


def chosen(meeting: Meeting, topics: tuple[str, ...]) -> Meeting:
    """The child has chosen these topics, in this order; goals that come from them stand in it, all others behind."""
    behind = len(topics)

    def place(goal: Goal) -> int:
        return topics.index(goal.topic) if goal.topic in topics else behind

    return replace(meeting, chosen=topics, goals=tuple(sorted(meeting.goals, key=place)))
