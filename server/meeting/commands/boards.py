"""What somebody asks for: cards, worries, views, alerts, who gathers information, the load of the family."""

from dataclasses import dataclass

from ..model import Board


@dataclass(frozen=True, slots=True)
class AddCard:
    """Put an empty card of one's own on a board."""

    card: str
    board: Board


@dataclass(frozen=True, slots=True)
class RemoveCard:
    card: str


@dataclass(frozen=True, slots=True)
class TakeUpOffer:
    """Make a step of an offer; it is for whoever offered it to promise."""

    card: str
    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class OpenWorries:
    """Let worries be written although not every side has named a strength."""

    despite: str


@dataclass(frozen=True, slots=True)
class ShowViews:
    """Open what everyone has written for themselves to everyone, all at once."""


@dataclass(frozen=True, slots=True)
class AddAlert:
    alert: str


@dataclass(frozen=True, slots=True)
class RemoveAlert:
    alert: str


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Say who calls whom; "" for nobody yet."""

    alert: str
    caller: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class NameHub:
    """Say with whom information converges after today; "" for nobody."""

    seat: str


@dataclass(frozen=True, slots=True)
class SetLoad:
    """What somebody of the family has in a week; see Load."""

    seat: str
    meetings: int = 0
    visits: int = 0
    tasks: int = 0
    more_meetings: int = 0
    more_visits: int = 0


Command = (
    AddCard | RemoveCard | TakeUpOffer | OpenWorries | ShowViews | AddAlert | RemoveAlert | SetAlert | NameHub | SetLoad
)
