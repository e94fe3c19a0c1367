"""What pages say of confidential things: that they are, from whom they are kept, and who may change that."""

from collections.abc import Callable, Sequence
from typing import Any

from ..meeting.confidences import concerned, covering, is_thing, keeps, subjects, thing_of, withheld, withheld_from
from ..meeting.consents import may_lift, may_mark
from ..meeting.format import known
from ..meeting.model import Meeting, Presence, Seat
from ..meeting.pages import is_child
from ..meeting.policy import PROJECTOR
from .language import Tongue

HERE = frozenset({Presence.PRESENT, Presence.INVITED})


def confidences(
    whole: Meeting, shown: Meeting, viewer: str, hand: str, tongue: Tongue, who: Callable[[Seat], str]
) -> dict[str, Any]:
    """What templates may use. whole: the meeting; shown: what this viewer may have of it."""
    me = None if viewer == PROJECTOR else whole.seat_of(viewer)
    marks = covering(shown)
    hidden = withheld(whole, viewer, hand)
    return {
        "confidential": lambda thing: _said(shown, marks, thing, tongue),
        "may_keep": lambda thing: me is not None and not hand and may_mark(whole, me.id, thing),
        "may_open": lambda thing: me is not None and not hand and may_lift(whole, me.id, thing),
        "kept_from": lambda thing: kept_from(whole, me, thing, who),
        "subject_name": lambda subject: subject_name(whole, subject, tongue),
        "subjects": subjects(whole.format),
        "concerned": concerned(whole),
        "of_ones_own": me is not None and is_child(whole, me),
        "kept_back": lambda cell: thing_of(cell) in hidden,
        "partly": any(is_thing(whole, thing) for thing in hidden),
    }


def subject_name(meeting: Meeting, subject: str, tongue: Tongue) -> str:
    """What a subject is called within a sentence: an area of life, or none of them."""
    area = known(meeting.format.areas, subject)
    name = tongue._(area.name if area else "something else")
    return name[:1].lower() + name[1:]


def kept_from(meeting: Meeting, me: Seat | None, thing: str, who: Callable[[Seat], str]) -> Sequence[str]:
    """Whoever is at the table or expected and has not got a thing; for who sees to the meeting, and nobody else."""
    if me is None or not keeps(meeting, me):
        return []
    return [
        who(seat) for seat in meeting.seats.values() if seat.presence in HERE and thing in withheld_from(meeting, seat)
    ]


def _said(meeting: Meeting, marks: Any, thing: str, tongue: Tongue) -> str:
    found = dict.fromkeys(subject_name(meeting, mark.subject, tongue) for mark in marks.get(thing, ()))
    return tongue._("confidential: {subject}").format(subject=", ".join(found)) if found else ""
