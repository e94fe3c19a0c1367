"""What has happened: the topics the child chooses, and how the child wants to hear the others."""

from ..model import Hearing
from ..value import value


@value
class TopicChosen:
    topic: str


@value
class TopicDropped:
    topic: str


@value
class TopicMoved:
    topic: str
    place: int


@value
class HearingChosen:
    hearing: Hearing
    order: tuple[str, ...]


Event = TopicChosen | TopicDropped | TopicMoved | HearingChosen
