"""What somebody asks for: the plan between two meetings."""

from ..previous import Outcome
from ..value import value


@value
class MarkStep:
    """How far a step of the signed plan has come."""

    step: str
    outcome: Outcome
    words: str = ""


@value
class AskChange:
    """Ask that a step be changed, and say why. request: an id made up by whoever asks."""

    request: str
    step: str
    words: str


@value
class AnswerChange:
    request: str
    words: str


@value
class TellNews:
    """Something has changed; seats: who should know. news: an id made up by whoever tells."""

    news: str
    words: str
    seats: frozenset[str] = frozenset()


Command = MarkStep | AskChange | AnswerChange | TellNews
