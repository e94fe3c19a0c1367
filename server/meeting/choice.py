"""The child's own choice: which topics matter, in what order, and how the child hears what the others think.

Only the child's hand does this, or the guide's for the child, with that written beside it.
"""

from collections.abc import Iterator

from . import commands as c
from . import events as e
from .checks import MOST_GOALS, seat_now
from .events import Events
from .model import Board, Card, Goal, Meeting
from .refusals import Reason, Refused
from .writing import written

MOST_TITLE = 200
"""Letters of a topic that become the name of a goal."""


def known_topic(meeting: Meeting, topic: str) -> Card:
    card = meeting.card(topic)
    if card is None or card.board is not Board.TOPICS:
        raise Refused(Reason.NO_SUCH_CARD)
    return card


def choose_topic(meeting: Meeting, command: c.ChooseTopic) -> Events:
    topic = known_topic(meeting, command.topic)
    if not meeting.text(f"card:{topic.id}").strip():
        raise Refused(Reason.NO_WORDS)
    chosen = e.TopicChosen(topic.id)
    # Once there is a plan, it follows the child at once.
    return (chosen, *_goal_of(meeting, topic.id)) if _planning(meeting) else (chosen,)


def drop_topic(meeting: Meeting, command: c.DropTopic) -> Events:
    topic = known_topic(meeting, command.topic)
    dropped = e.TopicDropped(topic.id)
    goal = goal_of(meeting, topic.id)
    if goal is None or meeting.steps_of(goal.id):
        # What has been worked on stays, behind what matters more.
        return (dropped,)
    return (dropped, e.GoalRemoved(goal.id))


def move_topic(meeting: Meeting, command: c.MoveTopic) -> Events:
    topic = known_topic(meeting, command.topic)
    if topic.id not in meeting.chosen:
        raise Refused(Reason.NO_SUCH_CARD)
    place = max(0, min(command.place, len(meeting.chosen) - 1))
    return () if meeting.chosen.index(topic.id) == place else (e.TopicMoved(topic.id, place),)


def hear_views(meeting: Meeting, command: c.HearViews) -> Events:
    order = tuple(dict.fromkeys(seat_now(meeting, seat) for seat in command.order))
    if any(seat not in meeting.seats for seat in order):
        raise Refused(Reason.NO_SUCH_SEAT)
    if (command.hearing, order) == (meeting.hearing, meeting.views_order):
        return ()
    return (e.HearingChosen(command.hearing, order),)


def goal_of(meeting: Meeting, topic: str) -> Goal | None:
    """The goal that came from a topic."""
    return next((goal for goal in meeting.goals if goal.topic == topic), None)


def goals_of_choice(meeting: Meeting, stage: str) -> Iterator[e.Event]:
    """What entering a stage does to the plan: a goal for each topic the child has chosen, where the plan is made."""
    if "plan" in meeting.format.stage(stage).shows:
        for topic in meeting.chosen:
            yield from _goal_of(meeting, topic)


def _planning(meeting: Meeting) -> bool:
    return "plan" in meeting.stage.shows


def _goal_of(meeting: Meeting, topic: str) -> Events:
    if goal_of(meeting, topic) is not None or len(meeting.goals) >= MOST_GOALS:
        return ()
    taken = meeting.removed | {goal.id for goal in meeting.goals}
    names = (topic, *(f"{topic[:36]}-{number}" for number in range(2, 1000)))
    goal = next(name for name in names if name not in taken)
    title = " ".join(meeting.text(f"card:{topic}").split())[:MOST_TITLE].rstrip()
    return (e.GoalAdded(goal, topic), written(f"goal:{goal}:title", title))
