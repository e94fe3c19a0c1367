"""Who may know what: the table of subjects and people at the desk, and on the page of those the meeting is about what
they have agreed to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..live.room import Room
from ..meeting.confidences import answers, concerned, keeps, may_know, subjects
from ..meeting.consents import sides_known
from ..meeting.copies import stand_in
from ..meeting.model import Consent, Ground, Meeting, Permission, Presence, Seat
from ..meeting.pages import is_child
from ..meeting.policy import at_home
from .confidences import subject_name
from .drawing import View
from .site import Site

EXPECTED = frozenset({Presence.INVITED, Presence.PRESENT, Presence.LEFT})


@dataclass(frozen=True, slots=True)
class Known:
    """What one person may know. cells: subject -> "yes", "no", "unasked" or "ground"."""

    seat: Seat
    cells: Mapping[str, str]
    bound: bool

    @property
    def asked(self) -> bool:
        """Has anybody said anything about them?"""
        return any(cell != "unasked" for cell in self.cells.values())

    @property
    def allowed(self) -> bool:
        return any(cell in ("yes", "ground") for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """A consent in words."""

    consent: Consent
    giver: str
    subjects: str
    receivers: str
    noted: str


@dataclass(frozen=True, slots=True)
class Own:
    """What is one person's own matter, and who may know of it."""

    seat: Seat
    people: tuple[Known, ...]


async def at_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """Everything about consents, for whoever leads or sends the record."""
    meeting = room.told
    people = tuple(_known(meeting, seat) for seat in others(meeting))
    family = concerned(meeting)
    return {
        "seats": [seat for seat in meeting.seats.values() if at_home(seat)],
        "people": people,
        "unasked": [view.who(known.seat) for known in people if family and not known.asked],
        "unbound": [] if any_yes(meeting) else [view.who(known.seat) for known in people if not known.bound],
        "silent": [view.who(seat) for seat in family if not _has_spoken(meeting, seat)],
        "own": _own(meeting),
        "statements": tuple(_statement(meeting, consent, view) for consent in meeting.consents),
        "grounds": tuple((ground, *_ground(meeting, ground, view)) for ground in meeting.grounds),
        "sides": sides_known(meeting),
        "receivers": receivers(meeting),
    }


async def home_section(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """For those the meeting is about, and for whoever has agreed to something."""
    meeting, me = room.told, view.me
    if me is None or is_child(meeting, me):
        return None
    mine = tuple(_statement(meeting, each, view) for each in meeting.consents if each.giver == me.id)
    about_me = me in concerned(meeting)
    if not (mine or about_me):
        return None
    return {
        "about_me": about_me,
        "family": [view.who(seat) for seat in concerned(meeting)],
        "people": tuple(_known(meeting, seat) for seat in others(meeting)) if about_me else (),
        "statements": mine,
        "grounds": tuple((ground, *_ground(meeting, ground, view)) for ground in meeting.grounds) if about_me else (),
        "sides": sides_known(meeting),
        "receivers": receivers(meeting),
    }


def others(meeting: Meeting) -> Sequence[Seat]:
    """Whoever is expected, or gets the record, and has not everything anyhow."""
    family = concerned(meeting)
    seats = [seat for seat in meeting.seats.values() if seat.presence in EXPECTED]
    outside = [stand_in(each) for each in meeting.recipients if not each.seat]
    return [seat for seat in (*seats, *outside) if seat not in family and not keeps(meeting, seat)]


def receivers(meeting: Meeting) -> Sequence[tuple[str, str]]:
    """Who may be named in a consent: (id, name); those the meeting is about as well, for what is somebody's own."""
    seats = [seat for seat in meeting.seats.values() if at_home(seat) and not keeps(meeting, seat)]
    outside = [stand_in(each) for each in meeting.recipients if not each.seat]
    return [(seat.id, seat.name) for seat in (*seats, *outside)]


def any_yes(meeting: Meeting) -> bool:
    """Has anybody of those the meeting is about agreed to anything that stands?"""
    return any(consent.agreed and not consent.withdrawn for consent in meeting.consents)


def _has_spoken(meeting: Meeting, seat: Seat) -> bool:
    return any(consent.giver == seat.id for consent in meeting.consents)


def _known(meeting: Meeting, seat: Seat, about: str = "") -> Known:
    return Known(
        seat,
        {subject: _cell(meeting, seat, subject, about) for subject in subjects(meeting.format)},
        seat.id in meeting.bound,
    )


def _cell(meeting: Meeting, seat: Seat, subject: str, about: str) -> str:
    said = set(answers(meeting, seat, subject, about).values())
    if may_know(meeting, seat, subject, about):
        # With a ground of the office it is so whatever was said; which of them it is, is told apart.
        agreed = Permission.YES in said and not said & {Permission.NO, Permission.WITHDRAWN}
        return "yes" if agreed else "ground"
    return "no" if said else "unasked"


def _own(meeting: Meeting) -> tuple[Own, ...]:
    """Those with matters of their own that are confidential here or that they have said something about."""
    whose = dict.fromkeys(
        (
            *(mark.about for mark in meeting.confidences.values() if mark.about),
            *(consent.giver for consent in meeting.consents if consent.own),
        )
    )
    found = []
    for seat_id in whose:
        seat = meeting.seat_of(seat_id)
        if seat is not None:
            rest = [each for each in (*concerned(meeting), *others(meeting)) if each != seat]
            found.append(Own(seat, tuple(_known(meeting, each, seat.id) for each in rest)))
    return tuple(found)


def _statement(meeting: Meeting, consent: Consent, view: View) -> Statement:
    return Statement(
        consent,
        view.who(consent.giver) if consent.giver else consent.name,
        _subjects(meeting, consent, view),
        _receivers(meeting, consent, view),
        "" if consent.by == consent.giver else view.who(consent.by),
    )


def _ground(meeting: Meeting, ground: Ground, view: View) -> tuple[str, str]:
    return _subjects(meeting, ground, view), _receivers(meeting, ground, view)


def _subjects(meeting: Meeting, told: Consent | Ground, view: View) -> str:
    return ", ".join(subject_name(meeting, subject, view.tongue) for subject in told.subjects)


def _receivers(meeting: Meeting, told: Consent | Ground, view: View) -> str:
    outside = {recipient.id: recipient.name for recipient in meeting.recipients if not recipient.seat}
    return ", ".join((*(view.who(seat) or outside.get(seat, seat) for seat in told.seats), *told.sides))
