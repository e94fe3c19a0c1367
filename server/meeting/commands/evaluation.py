"""What somebody asks for: how the last plan came out, and what of it goes on."""

from ..previous import Help, Outcome
from ..value import value


@value
class EvaluateStep:
    """Say how one's own step of the last plan came out."""

    step: str
    outcome: Outcome
    note: str = ""


@value
class EvaluateAbsent:
    """Say it of a step whose owner is not here, or that nobody had."""

    step: str
    outcome: Outcome
    note: str = ""


@value
class SayHelp:
    """Say whether a step of the last plan has helped oneself. For the child and the family alone."""

    step: str
    help: Help


@value
class AnswerPast:
    """How near to a goal of the last plan somebody sees things now, 0 to 10."""

    goal: str
    value: int


@value
class ShowPast:
    """Open everyone's answers to everyone."""

    goal: str


@value
class CarryGoal:
    """Take a goal of the last plan over into the new one."""

    goal: str


@value
class CarryStep:
    """Take a step of the last plan over, under a goal of the new one; "" for its own goal, which comes along."""

    step: str
    goal: str = ""


Command = EvaluateStep | EvaluateAbsent | SayHelp | AnswerPast | ShowPast | CarryGoal | CarryStep
