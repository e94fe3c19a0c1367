"""What somebody asks for: how the last plan came out, and what of it goes on."""

from dataclasses import dataclass

from ..previous import Help, Outcome


@dataclass(frozen=True, slots=True)
class EvaluateStep:
    """Say how one's own step of the last plan came out."""

    step: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvaluateAbsent:
    """Say it of a step whose owner is not here, or that nobody had."""

    step: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class SayHelp:
    """Say whether a step of the last plan has helped oneself. For the child and the family alone."""

    step: str
    help: Help


@dataclass(frozen=True, slots=True)
class AnswerPast:
    """How near to a goal of the last plan somebody sees things now, 0 to 10."""

    goal: str
    value: int


@dataclass(frozen=True, slots=True)
class ShowPast:
    """Open everyone's answers to everyone."""

    goal: str


@dataclass(frozen=True, slots=True)
class CarryGoal:
    """Take a goal of the last plan over into the new one."""

    goal: str


@dataclass(frozen=True, slots=True)
class CarryStep:
    """Take a step of the last plan over, under a goal of the new one; "" for its own goal, which comes along."""

    step: str
    goal: str = ""


Command = EvaluateStep | EvaluateAbsent | SayHelp | AnswerPast | ShowPast | CarryGoal | CarryStep
