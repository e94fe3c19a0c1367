"""What has happened: what is confidential, who agreed to whom being told, the grounds of the office."""

from ..value import value


@value
class ConcernedNamed:
    seats: tuple[str, ...]


@value
class MarkedConfidential:
    thing: str
    subject: str
    about: str


@value
class ConfidenceLifted:
    thing: str


@value
class ConsentSaid:
    consent: str
    giver: str
    name: str
    own: bool
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]
    agreed: bool
    written: bool


@value
class ConsentWithdrawn:
    consent: str


@value
class GroundNoted:
    ground: str
    law: bool
    words: str
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]


@value
class GroundDropped:
    ground: str


@value
class BoundSaid:
    seat: str
    bound: bool


Event = (
    ConcernedNamed
    | MarkedConfidential
    | ConfidenceLifted
    | ConsentSaid
    | ConsentWithdrawn
    | GroundNoted
    | GroundDropped
    | BoundSaid
)
