"""What has happened: how the last plan came out, and what of it goes on."""

from ..previous import Help, Outcome
from ..value import value


@value
class StepEvaluated:
    """seat: who says it; absent: not the owner, who is not here."""

    step: str
    seat: str
    outcome: Outcome
    note: str
    absent: bool = False


@value
class HelpSaid:
    step: str
    seat: str
    help: Help


@value
class PastAnswered:
    goal: str
    seat: str
    value: int


@value
class PastShown:
    goal: str


Event = StepEvaluated | HelpSaid | PastAnswered | PastShown
