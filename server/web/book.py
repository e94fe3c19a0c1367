"""The wish book as it is drawn: what each page is called, what stands on it, and what this viewer may do with it."""

from dataclasses import dataclass

from ..meeting.cells import FREE_FIELD, wishes_of
from ..meeting.model import Meeting, Page, Seat, Sharing
from ..meeting.pages import (
    dangerous,
    guide_sees,
    heeded,
    is_child,
    is_empty,
    is_guide,
    is_open,
    made_alone,
    sees_page,
    words_digest_of,
)
from ..names import meeting_of
from .language import Tongue

NAMES_THE_MEETING = "moje-setkani"
"""The page on which the child says what their meeting is called."""
NAMES_THE_GUIDE = "kdo-se-mnou"
"""The page on which the child says who is to be there for them."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as this viewer has it. fields: cell -> question; changes: may they put something on it; switches: may they
    show it to more people than see it now; dangerous, heeded: see meeting/pages.py."""

    page: Page
    name: str
    lead: str
    fields: tuple[tuple[str, str], ...]
    map: bool
    empty: bool
    dangerous: bool
    heeded: bool
    guide_sees: bool
    open: bool
    changes: bool
    switches: bool

    @property
    def id(self) -> str:
        return self.page.id


def leaves(meeting: Meeting, viewer: str, hand: str, tongue: Tongue) -> tuple[Leaf, ...]:
    """The pages that this viewer may have on their screen now, those of every book first."""
    seat = meeting.seat_of(viewer)
    childs = seat is not None and is_child(meeting, seat)
    seen = (page for page in meeting.pages if sees_page(meeting, viewer, page, hand))
    return tuple(_leaf(meeting, page, childs, hand, tongue) for page in seen)


def _leaf(meeting: Meeting, page: Page, childs: bool, hand: str, tongue: Tongue) -> Leaf:
    _ = tongue._
    child = meeting.child
    made = next((each for each in meeting.format.book if each.id == page.id), None)
    told = child is not None and child.aided and page.sharing is not Sharing.MINE
    labels = {field.id: _(field.name) for field in made.fields} if made else {FREE_FIELD: _("What I want to say")}
    return Leaf(
        page,
        name=_(made.name) if made else _own_name(meeting, page, _("A page of my own")),
        lead=_(made.lead) if made else _("This page is for anything you like."),
        fields=tuple((cell, labels[cell.rpartition(":")[2]]) for cell in wishes_of(meeting, page.id)),
        map=bool(made and made.map),
        empty=is_empty(meeting, page),
        dangerous=dangerous(meeting, page),
        heeded=heeded(meeting, page),
        guide_sees=guide_sees(meeting, page),
        open=is_open(meeting, page),
        changes=childs and meeting.closed is None and not (hand and made_alone(meeting, page)),
        switches=childs and meeting.closed is None and not (hand and page.own and not told),
    )


def _own_name(meeting: Meeting, page: Page, name: str) -> str:
    number = [each.id for each in meeting.pages if each.free].index(page.id) + 1
    return f"{name} {number}" if number > 1 else name


def suggested_title(meeting: Meeting) -> str:
    """What the child may call their meeting: "Amálčino setkání"; "" where it cannot be guessed."""
    return meeting_of(meeting.child.name) if meeting.child and meeting.language == "cs" else ""


def may_be_guide(meeting: Meeting) -> tuple[Seat, ...]:
    """Whom the child may name."""
    barred = {meeting.format.leads, meeting.format.child}
    outside = {"waiting", "turned-away", "taken-out"}
    return tuple(seat for seat in meeting.seats.values() if not seat.roles & barred and seat.presence not in outside)


def hearing_order(meeting: Meeting) -> tuple[Seat, ...]:
    """Those whose views the child may hear, in the child's order, then in that of their seats."""
    others = [seat for seat in meeting.present if not is_child(meeting, seat)]
    first = [seat for whom in meeting.views_order if (seat := meeting.seat_of(whom)) in others]
    return (*first, *(seat for seat in others if seat not in first))


def book_state(meeting: Meeting, viewer: str, hand: str) -> list[dict[str, object]]:
    """The pages a viewer may see now, as a program sees them; how the switch stands for child and guide only."""
    seat = meeting.seat_of(viewer)
    close = seat is not None and (is_child(meeting, seat) or is_guide(meeting, seat))
    found = []
    for page in meeting.pages:
        if sees_page(meeting, viewer, page, hand):
            state = _page_state(meeting, page)
            if close:
                state |= {
                    "sharing": page.sharing.value,
                    "own": page.own,
                    "dangerous": dangerous(meeting, page),
                    "heeded": heeded(meeting, page),
                    "digest": words_digest_of(meeting, page),
                }
            found.append(state)
    return found


def _page_state(meeting: Meeting, page: Page) -> dict[str, object]:
    return {
        "id": page.id,
        "free": page.free,
        "words": {cell: meeting.text(cell) for cell in wishes_of(meeting, page.id)},
        "face": page.face,
        "stickers": list(page.stickers),
        "lines": [{"id": line.id, "colour": line.colour, "points": list(line.points)} for line in page.lines],
        "figures": [{"id": figure.id, "name": figure.name, "ring": figure.ring} for figure in page.figures],
        "photo": page.photo,
    }
