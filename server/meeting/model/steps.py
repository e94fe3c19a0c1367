"""What is true of a meeting: goals and steps."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from ..value import value


class Acceptance(StrEnum):
    """What the owner of a step has said to it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"
    """Accepted once, but the step has been changed since: the promise was given to other words."""


@value
class Goal:
    """What the meeting wants to reach. Its words are the cells goal:ID:title, strengths, worries, indicator.

    area: one of the format's areas, or ""; scale: seat -> 0 to 10, how near they see it; shown: the answers are open.
    """

    id: str
    area: str = ""
    scale: Mapping[str, int] = field(default_factory=dict)
    shown: bool = False
    topic: str = ""
    """The topic it comes from, or ""."""
    carried: str = ""
    """The goal of the last plan that it goes on with, or ""."""


@value
class Step:
    """One line of the plan. Its words are the cells step:ID:what, how, with, signal.

    promised: the digest of the step as its owner accepted it, or "" ; declined: the owner's reason, or None;
    kind: one of the format's kinds of steps, or ""; after: the steps that have to be done before this one; carried: the
    step of the last plan that it goes on with, or "".
    """

    id: str
    goal: str
    owner: str | None = None
    due: date | None = None
    promised: str = ""
    declined: str | None = None
    kind: str = ""
    after: tuple[str, ...] = ()
    carried: str = ""
