"""What has happened: what is confidential, who agreed to whom being told, the grounds of the office."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConcernedNamed:
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedConfidential:
    thing: str
    subject: str
    about: str


@dataclass(frozen=True, slots=True)
class ConfidenceLifted:
    thing: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    consent: str


@dataclass(frozen=True, slots=True)
class GroundNoted:
    ground: str
    law: bool
    words: str
    subjects: tuple[str, ...]
    seats: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundDropped:
    ground: str


@dataclass(frozen=True, slots=True)
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
