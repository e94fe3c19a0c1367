"""What somebody asks for: which time suits those who are invited."""

from collections.abc import Mapping
from datetime import datetime

from ..value import value


@value
class OfferTimes:
    """Ask those invited which of these times suits them; none: nobody is asked any more."""

    times: tuple[datetime, ...] = ()


@value
class AnswerPoll:
    """What suits me. answers: a time as it was offered (ISO) -> "yes" | "if-need-be" | "no"."""

    answers: Mapping[str, str]


@value
class NotePoll:
    """The same of somebody who has said it by telephone or otherwise."""

    seat: str
    answers: Mapping[str, str]


@value
class SettleTime:
    """This time it is: one of those offered becomes the time of the meeting."""

    starts: datetime | None


Command = OfferTimes | AnswerPoll | NotePoll | SettleTime
