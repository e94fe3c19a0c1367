"""What the boards show that no single card says: who sits on which side of the table, and how many have written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..meeting.holes import side_of, sides
from ..meeting.model import Board, Meeting, Seat
from .own_meeting import waited_for


def seats_by_side(meeting: Meeting) -> Mapping[str, Sequence[Seat]]:
    """Every side of the table (see holes.sides) -> those of it who have put a strength there, seat by seat.

    The family first; sides of which nobody is here any more last, with what they have left behind.
    """
    found: dict[str, list[Seat]] = {side: [] for side in sorted(sides(meeting), key=bool)}
    named = {card.seat for card in meeting.cards_on(Board.STRENGTHS)}
    for seat in meeting.seats.values():
        if seat.id in named:
            found.setdefault(side_of(seat), []).append(seat)
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """How many have said something for themselves, of how many who are asked to."""

    done: int
    all: int


def views_written(meeting: Meeting) -> Written:
    """Numbers only: who it was and with what words is nobody's before all of it is opened.

    Who is not waited for (see own_meeting.waited_for) and writes all the same counts, too.
    """
    wrote = {seat.id for seat in meeting.present if meeting.text(f"view:{seat.id}").strip()}
    asked = [seat for seat in meeting.present if seat.id in wrote or waited_for(meeting, seat)]
    return Written(len(wrote), len(asked))
