"""What has happened: cards, worries, views, alerts, who gathers information, the load of the family."""

from dataclasses import dataclass

from ..model import Board, Load


@dataclass(frozen=True, slots=True)
class CardAdded:
    card: str
    board: Board
    seat: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    card: str


@dataclass(frozen=True, slots=True)
class OfferTakenUp:
    card: str
    step: str


@dataclass(frozen=True, slots=True)
class WorriesOpened:
    despite: str


@dataclass(frozen=True, slots=True)
class ViewsShown:
    pass


@dataclass(frozen=True, slots=True)
class AlertAdded:
    alert: str


@dataclass(frozen=True, slots=True)
class AlertRemoved:
    alert: str


@dataclass(frozen=True, slots=True)
class AlertSet:
    alert: str
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class HubNamed:
    seat: str


@dataclass(frozen=True, slots=True)
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
