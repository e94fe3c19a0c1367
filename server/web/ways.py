"""The words for how far a step has come, for grown-ups and for a child."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..meeting.previous import Outcome
from .language import Tongue
from .last_plan import MARKS, OUTCOMES
from .words import N_

TO_A_CHILD = {
    Outcome.DONE: N_("I did it"),
    Outcome.PARTLY: N_("A part of it"),
    Outcome.NOT: N_("Not yet"),
    Outcome.VOID: N_("It is not needed any more"),
}
FACES = {Outcome.DONE: 5, Outcome.PARTLY: 4, Outcome.NOT: 3, Outcome.VOID: 0}
"""Which of the five faces of the wish book goes with an answer, 0 for none. Nobody is shown a sad one for not yet."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the words for how far a step is. face: of the wish book, 0 for none."""

    value: str
    mark: str
    words: str
    face: int


def ways(tongue: Tongue, to_a_child: bool = False) -> Sequence[Way]:
    said = TO_A_CHILD if to_a_child else OUTCOMES
    return [Way(outcome.value, MARKS[outcome], tongue._(said[outcome]), FACES[outcome]) for outcome in Outcome]
