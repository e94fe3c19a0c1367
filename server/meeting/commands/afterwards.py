"""What somebody asks for: the plan between two meetings."""

from dataclasses import dataclass

from ..previous import Outcome


@dataclass(frozen=True, slots=True)
class MarkStep:
    """How far a step of the signed plan has come."""

    step: str
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True)
class AskChange:
    """Ask that a step be changed, and say why. request: an id made up by whoever asks."""

    request: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerChange:
    request: str
    words: str


@dataclass(frozen=True, slots=True)
class TellNews:
    """Something has changed; seats: who should know. news: an id made up by whoever tells."""

    news: str
    words: str
    seats: frozenset[str] = frozenset()


Command = MarkStep | AskChange | AnswerChange | TellNews
