"""What has happened: the topics the child chooses, and how the child wants to hear the others."""

from dataclasses import dataclass

from ..model import Hearing


@dataclass(frozen=True, slots=True)
class TopicChosen:
    topic: str


@dataclass(frozen=True, slots=True)
class TopicDropped:
    topic: str


@dataclass(frozen=True, slots=True)
class TopicMoved:
    topic: str
    place: int


@dataclass(frozen=True, slots=True)
class HearingChosen:
    hearing: Hearing
    order: tuple[str, ...]


Event = TopicChosen | TopicDropped | TopicMoved | HearingChosen
