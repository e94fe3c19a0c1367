"""What somebody asks for: cards, worries, views, alerts, who gathers information, the load of the family."""

from ..model import Board
from ..value import value


@value
class AddCard:
    """Put an empty card of one's own on a board."""

    card: str
    board: Board


@value
class RemoveCard:
    card: str


@value
class TakeUpOffer:
    """Make a step of an offer; it is for whoever offered it to promise."""

    card: str
    step: str
    goal: str


@value
class OpenWorries:
    """Let worries be written although not every side has named a strength."""

    despite: str


@value
class ShowViews:
    """Open what everyone has written for themselves to everyone, all at once."""


@value
class AddAlert:
    alert: str


@value
class RemoveAlert:
    alert: str


@value
class SetAlert:
    """Say who calls whom; "" for nobody yet."""

    alert: str
    caller: str = ""
    called: str = ""


@value
class NameHub:
    """Say with whom information converges after today; "" for nobody."""

    seat: str


@value
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
