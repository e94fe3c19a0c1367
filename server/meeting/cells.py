"""Which cells of shared text a meeting has, and of what kind each is. A kind is what a format gives rights to."""

import re
from collections.abc import Iterator

from .model import Meeting, Presence

GOAL_FIELDS = ("title", "strengths", "worries", "indicator")
STEP_FIELDS = ("what", "how", "with", "signal")
ALERT_FIELDS = ("when", "what")
WHOLE = ("reason", "aim", "rules")
KINDS = (
    "reason",
    "aim",
    "rules",
    "minutes",
    "part",
    "wish",
    "goal",
    "step",
    "alert",
    "praise",
    "view",
    "card",
    "reflection",
)
"""Every kind of cell, in the order of the record."""
OWN = frozenset({"wish", "praise", "view", "card", "reflection"})
"""Kinds in which everyone writes in their own cells only."""
UNOPENED = ("praise:", "view:")
"""How the cells begin that only their author sees before all are opened at once."""
ONE_LINE = frozenset({"title", "with"})
"""Fields of one line; the others may hold line breaks."""

ALL_OWN = ("praise", "view", "reflection")
"""What each grown-up has at a child's meeting."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def is_id(word: str) -> bool:
    """May this be the id of a goal, a step, a seat or a meeting?"""
    return _ID.fullmatch(word) is not None


def kind_of(meeting: Meeting, cell_id: str) -> str | None:
    """One of KINDS, or None where there is no such cell."""
    head, _, rest = cell_id.partition(":")
    if not rest:
        return head if head in WHOLE else None
    subject, _, field = rest.partition(":")
    match head:
        case "minutes":
            known = any(stage.id == rest for stage in meeting.format.stages)
        case "part":
            known = any(part.id == rest for part in meeting.format.parts)
        case "reflection" | "view":
            known = rest in meeting.seats
        case "praise":
            # In other meetings strengths are cards on a board, for all to see at once.
            known = rest in meeting.seats and bool(meeting.format.child)
        case "wish":
            known = field in fields_of(meeting, subject)
        case "card":
            known = meeting.card(rest) is not None
        case "goal":
            known = field in GOAL_FIELDS and meeting.goal(subject) is not None
        case "step":
            known = field in STEP_FIELDS and meeting.step(subject) is not None
        case "alert":
            known = field in ALERT_FIELDS and meeting.alert(subject) is not None
        case _:
            known = False
    return head if known else None


def owner_of(meeting: Meeting, cell_id: str) -> str | None:
    """The seat whose own word stands in a cell; None for the cells of everyone."""
    head, _, rest = cell_id.partition(":")
    if head in ("reflection", "view", "praise"):
        return rest
    if head == "wish":
        return meeting.child.id if meeting.child else None
    if head == "card":
        card = meeting.card(rest)
        return card.seat if card else None
    return None


FREE_FIELD = "words"
"""The one field of a free page."""


def fields_of(meeting: Meeting, page_id: str) -> tuple[str, ...]:
    """The fields of a page of the wish book; () for no page."""
    page = meeting.page(page_id)
    if page is None:
        return ()
    if page.free:
        return (FREE_FIELD,)
    return next((tuple(field.id for field in each.fields) for each in meeting.format.book if each.id == page_id), ())


def wishes_of(meeting: Meeting, page_id: str) -> tuple[str, ...]:
    """The cells of a page of the wish book."""
    return tuple(f"wish:{page_id}:{field}" for field in fields_of(meeting, page_id))


def one_line(cell_id: str) -> bool:
    """Is this a field without line breaks?"""
    head, _, rest = cell_id.partition(":")
    return head in ("goal", "step") and rest.rpartition(":")[2] in ONE_LINE


def all_cells(meeting: Meeting) -> Iterator[str]:
    """Every cell the meeting has now, written or not."""
    yield from WHOLE
    for stage in meeting.format.stages:
        yield f"minutes:{stage.id}"
    for part in meeting.format.parts:
        yield f"part:{part.id}"
    for goal in meeting.goals:
        for field in GOAL_FIELDS:
            yield f"goal:{goal.id}:{field}"
    for step in meeting.steps:
        for field in STEP_FIELDS:
            yield f"step:{step.id}:{field}"
    for alert in meeting.alerts:
        for field in ALERT_FIELDS:
            yield f"alert:{alert.id}:{field}"
    for card in meeting.cards:
        yield f"card:{card.id}"
    for page in meeting.pages:
        yield from wishes_of(meeting, page.id)
    child = meeting.child
    for seat in meeting.seats.values():
        kinds = ("view", "reflection") if child is None else ("reflection",) if seat is child else ALL_OWN
        # Of those who are not here only what they have left behind.
        for own in (f"{kind}:{seat.id}" for kind in kinds):
            if seat.presence is Presence.PRESENT or meeting.text(own):
                yield own
