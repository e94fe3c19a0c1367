"""Which cells of shared text a meeting has, and of what kind each is. A kind is what a format gives rights to."""

import re
from collections.abc import Iterator

from .model import Meeting

GOAL_FIELDS = ("title", "strengths", "worries", "indicator")
STEP_FIELDS = ("what", "how", "with", "signal")
WHOLE = ("reason", "aim", "rules")
ONE_LINE = frozenset({"title", "with"})
"""Fields of one line; the others may hold line breaks."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def is_id(word: str) -> bool:
    """May this be the id of a goal, a step, a seat or a meeting?"""
    return _ID.fullmatch(word) is not None


def kind_of(meeting: Meeting, cell_id: str) -> str | None:
    """ "reason" | "aim" | "rules" | "minutes" | "goal" | "step" | "reflection", or None where there is no such cell."""
    head, _, rest = cell_id.partition(":")
    if not rest:
        return head if head in WHOLE else None
    subject, _, part = rest.partition(":")
    if head == "minutes":
        known = any(stage.id == rest for stage in meeting.format.stages)
    elif head == "reflection":
        known = rest in meeting.seats
    elif head == "goal":
        known = part in GOAL_FIELDS and meeting.goal(subject) is not None
    elif head == "step":
        known = part in STEP_FIELDS and meeting.step(subject) is not None
    else:
        known = False
    return head if known else None


def one_line(cell_id: str) -> bool:
    """Is this a field without line breaks?"""
    head, _, rest = cell_id.partition(":")
    return head in ("goal", "step") and rest.rpartition(":")[2] in ONE_LINE


def all_cells(meeting: Meeting) -> Iterator[str]:
    """Every cell the meeting has now, written or not, in the order of the record."""
    yield from WHOLE
    for stage in meeting.format.stages:
        yield f"minutes:{stage.id}"
    for goal in meeting.goals:
        for part in GOAL_FIELDS:
            yield f"goal:{goal.id}:{part}"
    for step in meeting.steps:
        for part in STEP_FIELDS:
            yield f"step:{step.id}:{part}"
    for seat in meeting.present:
        yield f"reflection:{seat.id}"
