"""What is true after something has happened to people: who is invited, here, leads, and whose hand writes for whom."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..commands import Person
from ..model import Handover, Meeting, Presence, Seat
from ..pages import is_child
from .hands import by_hand
from .parts import change_seat, off_the_floor, with_seat


def after(meeting: Meeting, event: e.people.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.PersonInvited():
            return with_seat(meeting, _seat_for(event.person))
        case e.PersonAmended():
            old = meeting.seats[event.person.seat]
            person = event.person
            return with_seat(
                meeting,
                replace(
                    old,
                    name=person.name,
                    roles=person.roles,
                    organisation=person.organisation,
                    position=person.position,
                    email=person.email,
                    identity=person.identity,
                ),
            )
        case e.GuestAsked():
            guest = Seat(
                event.seat,
                event.name,
                frozenset({meeting.format.default_role}),
                event.organisation,
                presence=Presence.WAITING,
            )
            return with_seat(meeting, guest)
        case e.GuestAdmitted(seat=seat) | e.PersonArrived(seat=seat):
            return _arrive(meeting, seat, entry)
        case e.GuestMatched():
            seats = {key: seat for key, seat in meeting.seats.items() if key != event.guest}
            matched = replace(meeting, seats=seats, became={**meeting.became, event.guest: event.seat})
            return _arrive(matched, event.seat, entry)
        case e.GuestTurnedAway():
            return change_seat(meeting, event.seat, presence=Presence.TURNED_AWAY)
        case e.PersonDeparted():
            gone = change_seat(meeting, event.seat, presence=Presence.LEFT, left=entry.at)
            if is_child(meeting, meeting.seats[event.seat]):
                # What the child was just showing is not left to the others.
                gone = replace(gone, page_open="")
            return off_the_floor(gone, event.seat)
        case e.PersonTakenOut():
            before_that = meeting.seats[event.seat].left
            out = change_seat(meeting, event.seat, presence=Presence.TAKEN_OUT, left=before_that or entry.at)
            return off_the_floor(out, event.seat)
        case e.PersonExcused():
            return change_seat(meeting, event.seat, presence=Presence.EXCUSED)
        case e.LeadHandedOver():
            return _hand_over(meeting, event, entry)
        case e.PersonAided():
            return change_seat(meeting, event.seat, aided=event.aided, hand=event.hand)
        case e.WordsConfirmed():
            return change_seat(
                meeting,
                event.seat,
                confirmed=event.digest,
                confirmed_at=entry.at,
                confirmed_hand=entry.hand,
            )
        case e.ConfidentialityAcknowledged():
            acknowledged = change_seat(meeting, event.seat, acknowledged=entry.at)
            return by_hand(acknowledged, f"confidentiality:{event.seat}", entry)
        case _:
            assert_never(event)


def _seat_for(person: Person) -> Seat:
    return Seat(
        person.seat,
        person.name,
        person.roles,
        person.organisation,
        person.position,
        person.email,
        person.identity,
        person.aided,
    )


def _arrive(meeting: Meeting, seat_id: str, entry: e.Entry) -> Meeting:
    seat = meeting.seats[seat_id]
    return change_seat(
        meeting,
        seat_id,
        presence=Presence.PRESENT,
        arrived=seat.arrived or entry.at,
        left=None,
        late=seat.late or (meeting.freeze is not None and seat.arrived is None and not seat.earlier),
    )


def _hand_over(meeting: Meeting, event: e.LeadHandedOver, entry: e.Entry) -> Meeting:
    leads = meeting.format.leads
    giver, taker = meeting.seats[event.giver], meeting.seats[event.taker]
    left = giver.roles - {leads} or frozenset({meeting.format.default_role})
    meeting = with_seat(meeting, replace(giver, roles=left))
    meeting = with_seat(meeting, replace(taker, roles=taker.roles | {leads}))
    return replace(meeting, handovers=(*meeting.handovers, Handover(event.giver, event.taker, entry.at)))
