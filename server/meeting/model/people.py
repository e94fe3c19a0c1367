"""What is true of a meeting: seats, who is at them, whose hand acts for whom."""

from datetime import datetime
from enum import StrEnum

from ..value import value

PROJECTOR = "projector"
"""The screen everyone looks at: a viewer without a seat, who reads and does nothing."""


TABLET = "tablet"
"""The hand of everyone without a phone: the tablet that is passed round."""


class Presence(StrEnum):
    """Where somebody is, as the record will say it (not whether their phone is connected)."""

    INVITED = "invited"
    WAITING = "waiting"
    PRESENT = "present"
    LEFT = "left"
    EXCUSED = "excused"
    TURNED_AWAY = "turned-away"
    TAKEN_OUT = "taken-out"
    """Sent out by whoever leads: reads nothing any more, and comes back only when let in again."""


AT_THE_DOOR = frozenset({Presence.WAITING, Presence.TURNED_AWAY})
"""Not of the meeting (yet): the names of these are for whoever leads it alone."""


@value
class Seat:
    """A place at the table, with or without a phone. `position`: who they are in the case (mother, class teacher).

    aided: without a phone, so that another hand (`hand`, the shared tablet, whoever leads) may act for them;
    confirmed: the digest of what others wrote for them, as they last said that it is right, or "".
    """

    id: str
    name: str
    roles: frozenset[str]
    organisation: str = ""
    position: str = ""
    email: str = ""
    identity: str = ""
    """Birth date and address, where an official protocol asks for them."""
    aided: bool = False
    hand: str = ""
    confirmed: str = ""
    confirmed_at: datetime | None = None
    confirmed_hand: str = ""
    """On whose device they said so; "" for their own."""
    presence: Presence = Presence.INVITED
    arrived: datetime | None = None
    left: datetime | None = None
    acknowledged: datetime | None = None
    late: bool = False
    """Arrived after the plan was frozen: is recorded, voids nothing, is not asked to sign."""
    earlier: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when they were there on earlier days, if the meeting was broken off and continued."""
    phone: str = ""
    """Where whoever sees to the meeting can call them."""


@value
class Handover:
    """The lead passed from one seat to another."""

    giver: str
    taker: str
    at: datetime
