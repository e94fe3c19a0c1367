"""What is true of a meeting: what a meeting is among others, stages passed and left out, days it was broken off."""

from datetime import datetime

from ..value import value

OCCASIONS = ("first", "evaluation", "extraordinary", "closing")
"""What a meeting is among the meetings of its case: the first, one that evaluates the plan, one called outside the
agreed dates because something has changed, the last."""


@value
class Passed:
    """A stage left although something was missing: who decided it, with what words."""

    stage: str
    by: str
    words: str
    at: datetime


@value
class Skipped:
    """A stage left out of this meeting: who decided it, with what words."""

    by: str
    why: str
    at: datetime


@value
class Sitting:
    """A part of the meeting that was broken off, to be continued on another day."""

    began: datetime
    ended: datetime
    why: str
