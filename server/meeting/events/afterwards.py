"""What has happened: the plan between two meetings."""

from dataclasses import dataclass

from ..previous import Outcome


@dataclass(frozen=True, slots=True)
class StepMarked:
    step: str
    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    request: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class ChangeAnswered:
    request: str
    words: str


@dataclass(frozen=True, slots=True)
class NewsTold:
    news: str
    words: str
    seats: frozenset[str]


Event = StepMarked | ChangeAsked | ChangeAnswered | NewsTold
