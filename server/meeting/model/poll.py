"""What is true of a meeting: times that are offered, and whom they suit."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from ..value import value


class Can(StrEnum):
    """What somebody says to a time that is offered."""

    YES = "yes"
    IF_NEED_BE = "if-need-be"
    NO = "no"


@value
class Poll:
    """Times offered, in their order (UTC). answers: seat -> time -> what they said; noted: seat -> who noted it for
    them, where it was not themselves; settled: the time that was chosen.
    """

    times: tuple[datetime, ...]
    answers: Mapping[str, Mapping[datetime, Can]] = field(default_factory=dict)
    noted: Mapping[str, str] = field(default_factory=dict)
    settled: datetime | None = None
