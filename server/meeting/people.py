"""Deciding about people: invited, at the door, come, gone, leading, helped by another hand."""

from collections.abc import Iterable
from dataclasses import replace

from . import commands as c
from . import events as e
from .cells import is_id
from .checks import (
    MOST_SEATS,
    MOST_WAITING,
    clean_address,
    clean_name,
    clean_words,
    free_id,
    known_seat,
    own_or_lead,
    seat_here,
)
from .commands import Person
from .events import Events
from .format import Format
from .model import Meeting, Presence, Seat
from .pages import is_child, is_guide
from .policy import RESERVED
from .refusals import Reason, Refused


def checked_person(format: Format, person: Person | c.InvitePerson | c.AmendPerson) -> Person:
    if not is_id(person.seat) or person.seat in RESERVED:
        raise Refused(Reason.BAD_ID)
    known = {role.id for role in format.roles}
    for role in sorted(person.roles):
        if role not in known:
            raise Refused(Reason.NO_SUCH_ROLE, role=role, roles=", ".join(role.id for role in format.roles))
    if person.aided and format.leads in person.roles:
        raise Refused(Reason.NEEDS_PHONE)
    if format.child and format.child in person.roles and len(person.roles) > 1:
        # Nobody is the child and something else: the rights of the child are no grown-up's.
        raise Refused(Reason.NO_CHILD, role=format.child)
    if format.guide and {format.guide, format.leads} <= person.roles:
        raise Refused(Reason.NOT_TOGETHER)
    return Person(
        person.seat,
        clean_name(person.name),
        person.roles or frozenset({format.default_role}),
        clean_words(person.organisation, 120),
        clean_words(person.position, 120),
        clean_address(person.email),
        clean_words(person.identity, 300),
        person.aided,
    )


def person_of(seat: Seat) -> Person:
    return Person(
        seat.id, seat.name, seat.roles, seat.organisation, seat.position, seat.email, seat.identity, seat.aided
    )


def one_child(format: Format, people: Iterable[Person]) -> None:
    """Where a meeting is a child's, it is one child's."""
    if format.child and sum(format.child in person.roles for person in people) != 1:
        raise Refused(Reason.NO_CHILD, role=format.child)


def _of_the_child(format: Format, roles: frozenset[str]) -> frozenset[str]:
    """Of these roles, those that are not for grown-ups to give: the child's, and the guide's, whom the child names."""
    return roles & ({format.child, format.guide} - {""})


def invite(meeting: Meeting, command: c.InvitePerson, by: str) -> Events:
    person = checked_person(meeting.format, command)
    given = _of_the_child(meeting.format, person.roles)
    # Before the meeting the organiser may still invite a guide; a second child nobody.
    prepared = by == e.HOUSE and meeting.began is None and meeting.format.child not in given
    if given and not prepared:
        raise Refused(Reason.THE_CHILDS)
    free_id(person.seat, (*meeting.seats, *meeting.became), MOST_SEATS, seats_taken(meeting))
    return (e.PersonInvited(person),)


def seats_taken(meeting: Meeting) -> int:
    """Seats that count. Somebody who was turned away takes none: they would keep out those who are expected."""
    return sum(seat.presence is not Presence.TURNED_AWAY for seat in meeting.seats.values())


def amend_person(meeting: Meeting, command: c.AmendPerson) -> Events:
    seat = known_seat(meeting, command.seat)
    person = replace(checked_person(meeting.format, replace(command, aided=seat.aided)), seat=seat.id)
    if _of_the_child(meeting.format, person.roles) != _of_the_child(meeting.format, seat.roles):
        raise Refused(Reason.THE_CHILDS)
    if meeting.format.leads not in person.roles:
        somebody_else_leads(meeting, seat)
    return () if person == person_of(seat) else (e.PersonAmended(person),)


def ask_to_enter(meeting: Meeting, command: c.AskToEnter) -> Events:
    free_id(command.seat, (), MOST_SEATS, seats_taken(meeting))
    if len(meeting.waiting) >= MOST_WAITING:
        raise Refused(Reason.FULL_DOOR)
    return (e.GuestAsked(command.seat, clean_name(command.name), clean_words(command.organisation, 120)),)


def somebody_waiting(meeting: Meeting, seat_id: str) -> Seat:
    seat = known_seat(meeting, seat_id)
    if seat.presence is not Presence.WAITING:
        raise Refused(Reason.NOT_WAITING)
    return seat


def admit(meeting: Meeting, command: c.Admit) -> Events:
    somebody_waiting(meeting, command.seat)
    if not command.invited:
        return (e.GuestAdmitted(command.seat),)
    invited = known_seat(meeting, command.invited)
    if invited.presence in (Presence.PRESENT, Presence.WAITING):
        raise Refused(Reason.ALREADY_HERE)
    if is_child(meeting, invited) or is_guide(meeting, invited):
        # A stranger at the door must not come to the child's rights; these two come in by their own links.
        raise Refused(Reason.THE_CHILDS)
    return (e.GuestMatched(command.seat, invited.id),)


def arrive(meeting: Meeting, command: c.Arrive, by: str) -> Events:
    seat = known_seat(meeting, command.seat)
    if seat.presence in (Presence.WAITING, Presence.TURNED_AWAY):
        raise Refused(Reason.NOT_SEATED)
    # Somebody who was sent out does not come back by opening their link: it is for whoever leads to let them in.
    if seat.presence is Presence.TAKEN_OUT and by == e.HOUSE:
        raise Refused(Reason.NOT_SEATED)
    return (e.PersonArrived(seat.id),)


def take_out(meeting: Meeting, command: c.TakeOut, by: str) -> Events:
    seat = known_seat(meeting, command.seat)
    # Oneself one does not take out: one leaves.
    if seat.id == by or seat.presence not in (Presence.PRESENT, Presence.LEFT):
        raise Refused(Reason.NO_SUCH_SEAT)
    if is_child(meeting, seat):
        raise Refused(Reason.THE_CHILDS)
    somebody_else_leads(meeting, seat)
    return (e.PersonTakenOut(seat.id),)


def hand_over(meeting: Meeting, command: c.HandOver, by: str) -> Events:
    taker = seat_here(meeting, command.seat)
    if taker.aided:
        raise Refused(Reason.NEEDS_PHONE)
    if is_child(meeting, taker) or is_guide(meeting, taker):
        raise Refused(Reason.NOT_TOGETHER)
    return (e.LeadHandedOver(by, taker.id),)


def aid(meeting: Meeting, command: c.AidPerson, by: str) -> Events:
    seat = known_seat(meeting, command.seat)
    leads = meeting.format.leads in meeting.seats[by].roles
    if not leads and (seat.id != by or command.aided):
        # Oneself one may only take the pen back: that somebody is without a phone is for whoever leads to say.
        raise Refused(Reason.NOT_YOUR_ROLE)
    if not command.aided:
        return (e.PersonAided(seat.id, False, ""),)
    if meeting.format.leads in seat.roles:
        raise Refused(Reason.NEEDS_PHONE)
    hand = known_seat(meeting, command.hand).id if command.hand else ""
    if is_child(meeting, seat) and hand:
        # Whose hand is the child's, the child has said already by naming a guide.
        raise Refused(Reason.THE_CHILDS)
    if hand == seat.id or (hand and meeting.seats[hand].aided):
        raise Refused(Reason.NO_SUCH_SEAT)
    return (e.PersonAided(seat.id, True, hand),)


def depart(meeting: Meeting, command: c.Depart, by: str) -> Events:
    seat = known_seat(meeting, command.seat)
    own_or_lead(meeting, seat.id, by)
    if seat.presence is not Presence.PRESENT:
        raise Refused(Reason.NO_SUCH_SEAT)
    somebody_else_leads(meeting, seat)
    return (e.PersonDeparted(seat.id),)


def excuse(meeting: Meeting, command: c.Excuse) -> Events:
    seat = known_seat(meeting, command.seat)
    if seat.presence is not Presence.INVITED:
        raise Refused(Reason.ALREADY_HERE)
    return (e.PersonExcused(seat.id),)


def somebody_else_leads(meeting: Meeting, seat: Seat) -> None:
    leads = meeting.format.leads
    if leads not in seat.roles:
        return
    # Somebody who is only invited cannot lead those who are here.
    enough = {Presence.PRESENT} if seat.presence is Presence.PRESENT else {Presence.PRESENT, Presence.INVITED}
    others = (other for other in meeting.seats.values() if other.id != seat.id and leads in other.roles)
    if not any(other.presence in enough for other in others):
        raise Refused(Reason.LAST_FACILITATOR)
