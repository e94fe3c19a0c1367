"""What the panels of a child's own meeting show the grown-ups: the choice, the views, the load, the guide's pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..meeting.cells import wishes_of
from ..meeting.load import after, before, family, tasks_a_week
from ..meeting.model import Board, Card, Goal, Hearing, Load, Meeting, Page, Seat, Sharing
from ..meeting.pages import alarms, dangerous, guide_sees, is_child, is_empty, is_guide, is_open, words_digest_of
from ..meeting.policy import views_open
from ..names import chose, chose_not, first_name, taps
from .language import Tongue, translations
from .map_of_people import RADII, drawable, placed
from .ways import ways
from .words import N_

DONT_KNOW = N_("I don't know.")
"""What one tap writes for whoever has no worry to name, in the language of the meeting."""


def own_meeting(
    meeting: Meeting, me: Seat | None, hand: str, tongue: Tongue, who: Callable[[Seat], str]
) -> dict[str, Any]:
    """What the templates of a child's meeting may use."""
    child = meeting.child
    name = first_name(who(child)) if child else ""
    return {
        "child_name": name,
        "page_on_the_wall": page_on_the_wall(meeting),
        "map_drawable": drawable,
        "map_placed": placed,
        "map_radii": tuple(RADII.values()),
        "cells_of": lambda page: wishes_of(meeting, page.id),
        "tapped": tapped(meeting, tongue, who),
        "chosen_as": lambda goal: chosen_as(meeting, goal, name, tongue),
        "chosen_topics": chosen_topics(meeting),
        "other_topics": other_topics(meeting),
        "views_open": views_open(meeting, me),
        "views_in_order": views_in_order(meeting),
        "dont_know": translations(meeting.language).gettext(DONT_KNOW),
        "carried": carried(meeting),
        "counts_for": lambda seat: me is not None and (me.id == seat.id or me not in family(meeting)),
        "for_the_guide": for_the_guide(meeting, me, hand),
        "childs_ways": lambda: ways(tongue, to_a_child=True),
        "words_digest_of": lambda page: words_digest_of(meeting, page),
    }


def page_on_the_wall(meeting: Meeting) -> Page | None:
    """The page of the wish book that everybody sees now."""
    return next((page for page in meeting.pages if is_open(meeting, page)), None)


# The choice ---------------------------------------------------------------------------------------------------------


def tapped(meeting: Meeting, tongue: Tongue, who: Callable[[Seat], str]) -> str:
    """Whose hand chose for the child, in a sentence; "" for the child's own."""
    hand = meeting.seat_of(meeting.hands.get("choice", ""))
    return taps(meeting.title, first_name(who(hand)), tongue._) if hand else ""


def chosen_as(meeting: Meeting, goal: Goal, name: str, tongue: Tongue) -> str:
    """Where a goal comes from: which of the child's topics it is, or that the child has not chosen it."""
    if not meeting.format.child:
        return ""
    if goal.topic not in meeting.chosen:
        return chose_not(meeting.title, name, tongue._)
    said = chose(meeting.title, name, tongue._)
    return tongue._("%(chosen)s as number %(number)s") % {
        "chosen": said,
        "number": meeting.chosen.index(goal.topic) + 1,
    }


def chosen_topics(meeting: Meeting) -> Sequence[Card]:
    return [card for card in map(meeting.card, meeting.chosen) if card]


def other_topics(meeting: Meeting) -> Sequence[Card]:
    """Topics that have words and that the child has not chosen (yet)."""
    others = (card for card in meeting.cards_on(Board.TOPICS) if card.id not in meeting.chosen)
    return [card for card in others if meeting.text(f"card:{card.id}").strip()]


# The views ----------------------------------------------------------------------------------------------------------


def views_in_order(meeting: Meeting) -> Sequence[Seat]:
    """Everyone, in the order in which the child wants to hear them; the others after them as they sit."""
    first = [seat for seat in map(meeting.seat_of, meeting.views_order) if seat]
    return [*first, *(seat for seat in meeting.seats.values() if seat not in first)]


# The load -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carried:
    """What somebody of the family has in a week: before and with the plan, and how much of it are steps of the plan."""

    seat: Seat
    load: Load
    before: int
    after: int
    steps: int
    too_much: bool


def carried(meeting: Meeting) -> Sequence[Carried]:
    found = []
    for seat in family(meeting):
        load, now = meeting.loads.get(seat.id, Load()), after(meeting, seat)
        most = meeting.format.most_load
        found.append(Carried(seat, load, before(load), now, tasks_a_week(meeting, seat), bool(most) and now > most))
    return found


# The guide ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForTheGuide:
    """The pages a guide has before them."""

    alarms: tuple[Page, ...]
    say: tuple[Page, ...]
    only: tuple[Page, ...]
    seen_to: tuple[Page, ...]
    tells: bool
    """Does the child want to hear from the guide what the others have written?"""


def for_the_guide(meeting: Meeting, me: Seat | None, hand: str) -> ForTheGuide | None:
    """None for everybody else, and for a hand that writes for the guide."""
    if me is None or hand or not is_guide(meeting, me):
        return None
    seen = [page for page in meeting.pages if guide_sees(meeting, page) and not is_empty(meeting, page)]
    rest = [page for page in seen if not alarms(meeting, page)]
    return ForTheGuide(
        tuple(page for page in seen if alarms(meeting, page)),
        tuple(page for page in rest if page.sharing is Sharing.SAY),
        tuple(page for page in rest if page.sharing is Sharing.GUIDE),
        tuple(page for page in rest if page.sharing is Sharing.MINE and dangerous(meeting, page)),
        meeting.views_shown is not None and meeting.hearing is Hearing.GUIDE,
    )


def waited_for(meeting: Meeting, seat: Seat) -> bool:
    """Is this somebody who is asked to write for themselves? Whoever leads is of no side, and the child need not."""
    return meeting.format.leads not in seat.roles and not is_child(meeting, seat)
