"""What has happened: who is invited, comes in, goes, leads, and whose hand writes for whom."""

from ..commands.people import Person
from ..value import value


@value
class PersonInvited:
    person: Person


@value
class PersonAmended:
    person: Person


@value
class GuestAsked:
    seat: str
    name: str
    organisation: str


@value
class GuestAdmitted:
    seat: str


@value
class GuestMatched:
    """A guest turned out to be somebody invited; they hold that seat from now on."""

    guest: str
    seat: str


@value
class GuestTurnedAway:
    seat: str


@value
class PersonArrived:
    seat: str


@value
class PersonDeparted:
    seat: str


@value
class PersonExcused:
    seat: str


@value
class PersonTakenOut:
    seat: str


@value
class LeadHandedOver:
    giver: str
    taker: str


@value
class PersonAided:
    seat: str
    aided: bool
    hand: str


@value
class WordsConfirmed:
    seat: str
    digest: str


@value
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
