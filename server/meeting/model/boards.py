"""What is true of a meeting: cards, alerts, and the load of the family."""

from enum import StrEnum

from ..value import value


class Board(StrEnum):
    """Where people put cards, each under their own name."""

    TOPICS = "topics"
    """What could be talked about; which of them matter, and in what order, the child alone says."""
    STRENGTHS = "strengths"
    OFFERS = "offers"
    PARKING = "parking"
    """What belongs to the past: seen in the room, never in the plan or the record."""


@value
class Card:
    """One thing somebody puts on a board; its words are the cell card:ID. step: the step an offer was turned into."""

    id: str
    board: Board
    seat: str
    step: str = ""


@value
class Alert:
    """When this happens (alert:ID:when), this is done (alert:ID:what), and one person calls another.

    caller, called: seats, or "" for nobody yet.
    """

    id: str
    caller: str = ""
    called: str = ""


@value
class Load:
    """What somebody of the family has in a week without the plan, and what the plan adds besides its steps."""

    meetings: int = 0
    visits: int = 0
    tasks: int = 0
    more_meetings: int = 0
    more_visits: int = 0
