"""What is true of a meeting: how the last plan came out."""

from collections.abc import Mapping
from dataclasses import field

from ..previous import Outcome
from ..value import value


@value
class Evaluated:
    """How a step of the last plan came out. by: the seat that said it; absent: for its owner, who is not here."""

    outcome: Outcome
    note: str
    by: str
    absent: bool = False


@value
class Now:
    """How near a goal of the last plan is now: seat -> 0 to 10. shown: the answers are open."""

    scale: Mapping[str, int] = field(default_factory=dict)
    shown: bool = False
