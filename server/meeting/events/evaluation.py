"""What has happened: how the last plan came out, and what of it goes on."""

from dataclasses import dataclass

from ..previous import Help, Outcome


@dataclass(frozen=True, slots=True)
class StepEvaluated:
    """seat: who says it; absent: not the owner, who is not here."""

    step: str
    seat: str
    outcome: Outcome
    note: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class HelpSaid:
    step: str
    seat: str
    help: Help


@dataclass(frozen=True, slots=True)
class PastAnswered:
    goal: str
    seat: str
    value: int


@dataclass(frozen=True, slots=True)
class PastShown:
    goal: str


Event = StepEvaluated | HelpSaid | PastAnswered | PastShown
