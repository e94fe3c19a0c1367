"""What has happened: cards, worries, views, alerts, who gathers information, the load of the family."""

from ..model import Board, Load
from ..value import value


@value
class CardAdded:
    card: str
    board: Board
    seat: str


@value
class CardRemoved:
    card: str


@value
class OfferTakenUp:
    card: str
    step: str


@value
class WorriesOpened:
    despite: str


@value
class ViewsShown:
    pass


@value
class AlertAdded:
    alert: str


@value
class AlertRemoved:
    alert: str


@value
class AlertSet:
    alert: str
    caller: str
    called: str


@value
class HubNamed:
    seat: str


@value
class LoadSet:
    seat: str
    load: Load


Event = (
    CardAdded
    | CardRemoved
    | OfferTakenUp
    | WorriesOpened
    | ViewsShown
    | AlertAdded
    | AlertRemoved
    | AlertSet
    | HubNamed
    | LoadSet
)
