"""What has happened: who is invited, comes in, goes, leads, and whose hand writes for whom."""

from dataclasses import dataclass

from ..commands.people import Person


@dataclass(frozen=True, slots=True)
class PersonInvited:
    person: Person


@dataclass(frozen=True, slots=True)
class PersonAmended:
    person: Person


@dataclass(frozen=True, slots=True)
class GuestAsked:
    seat: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class GuestAdmitted:
    seat: str


@dataclass(frozen=True, slots=True)
class GuestMatched:
    """A guest turned out to be somebody invited; they hold that seat from now on."""

    guest: str
    seat: str


@dataclass(frozen=True, slots=True)
class GuestTurnedAway:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonArrived:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonDeparted:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonExcused:
    seat: str


@dataclass(frozen=True, slots=True)
class PersonTakenOut:
    seat: str


@dataclass(frozen=True, slots=True)
class LeadHandedOver:
    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class PersonAided:
    seat: str
    aided: bool
    hand: str


@dataclass(frozen=True, slots=True)
class WordsConfirmed:
    seat: str
    digest: str


@dataclass(frozen=True, slots=True)
class ConfidentialityAcknowledged:
    seat: str


Event = (
    PersonInvited
    | PersonAmended
    | GuestAsked
    | GuestAdmitted
    | GuestMatched
    | GuestTurnedAway
    | PersonArrived
    | PersonDeparted
    | PersonExcused
    | PersonTakenOut
    | LeadHandedOver
    | PersonAided
    | WordsConfirmed
    | ConfidentialityAcknowledged
)
