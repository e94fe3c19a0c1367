"""What somebody asks for: the topics the child chooses, and how the child wants to hear the others."""

from ..model import Hearing
from ..value import value


@value
class ChooseTopic:
    """ "This is important." It goes behind those chosen before."""

    topic: str


@value
class DropTopic:
    """It is not that important after all."""

    topic: str


@value
class MoveTopic:
    """Put a chosen topic at a place in the order, from 0."""

    topic: str
    place: int


@value
class HearViews:
    """How the child wants to hear the views of the others, and whose first."""

    hearing: Hearing
    order: tuple[str, ...] = ()


Command = ChooseTopic | DropTopic | MoveTopic | HearViews
