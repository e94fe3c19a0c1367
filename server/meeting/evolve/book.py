"""What is true after something has happened to the wish book, and to what else is the child's alone."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Figure, Line, Meeting, Page, Sharing
from ..pages import alarms
from .parts import change_seat, without


def after(meeting: Meeting, event: e.book.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.PageAdded():
            page = Page(event.page, free=True, own=not entry.hand)
            return replace(meeting, pages=(*meeting.pages, page))
        case e.PageRemoved():
            pages = tuple(page for page in meeting.pages if page.id != event.page)
            cells = without(meeting.cells, f"wish:{event.page}:")
            thrown_away = replace(meeting, pages=pages, cells=cells, removed=meeting.removed | {event.page})
            return _off_the_wall(thrown_away, event.page)
        case e.PageOpened():
            return replace(meeting, page_open=event.page)
        case e.PageClosed():
            return _off_the_wall(meeting, event.page)
        case e.PageHeeded():
            return _change(meeting, event.page, heeded=event.digest)
        case e.PageShared():
            shared = _change(meeting, event.page, sharing=event.sharing)
            if event.sharing is not Sharing.ALL:
                shared = _off_the_wall(shared, event.page)
            return shared if entry.hand else own_hand(shared, event.page, entry)
        case e.MeetingNamed():
            return replace(meeting, title=event.title)
        case e.GuideNamed():
            roles = meeting.seats[event.seat].roles
            guide = frozenset({meeting.format.guide})
            roles = roles | guide if event.named else roles - guide or frozenset({meeting.format.default_role})
            return change_seat(meeting, event.seat, roles=roles)
        case _:
            return _unless_dangerous(own_hand(_put(meeting, event), event.page, entry))


def _put(
    meeting: Meeting,
    event: e.FaceSet
    | e.StickersSet
    | e.LineAdded
    | e.LineRemoved
    | e.DrawingCleared
    | e.FigurePlaced
    | e.FigureRemoved
    | e.PhotoPut,
) -> Meeting:
    page = meeting.page(event.page)
    if page is None:
        return meeting
    match event:
        case e.FaceSet():
            return _change(meeting, page.id, face=event.face)
        case e.StickersSet():
            return _change(meeting, page.id, stickers=event.stickers)
        case e.LineAdded():
            return _change(meeting, page.id, lines=(*page.lines, Line(event.line, event.colour, event.points)))
        case e.LineRemoved():
            return _change(meeting, page.id, lines=tuple(line for line in page.lines if line.id != event.line))
        case e.DrawingCleared():
            return _change(meeting, page.id, lines=())
        case e.FigurePlaced():
            placed = Figure(event.figure, event.name, event.ring)
            if any(figure.id == placed.id for figure in page.figures):
                figures = tuple(placed if figure.id == placed.id else figure for figure in page.figures)
            else:
                figures = (*page.figures, placed)
            return _change(meeting, page.id, figures=figures)
        case e.FigureRemoved():
            return _change(meeting, page.id, figures=tuple(each for each in page.figures if each.id != event.figure))
        case e.PhotoPut():
            return _change(meeting, page.id, photo=event.photo)
        case _:
            assert_never(event)


def own_hand(meeting: Meeting, page_id: str, entry: e.Entry) -> Meeting:
    """A page that the child has done something on by themselves is theirs alone from then on.

    Another hand only ever puts something on a page that is not, or that is empty: then the two make it together.
    """
    page = meeting.page(page_id)
    own = not entry.hand
    return meeting if page is None or page.own is own else _change(meeting, page_id, own=own)


def off_the_wall_if_dangerous(meeting: Meeting, cell_id: str) -> Meeting:
    """After more words on a page at which all look: danger is brought to the guide, and not to the wall."""
    return _unless_dangerous(meeting) if meeting.page_open and cell_id.startswith("wish:") else meeting


def _unless_dangerous(meeting: Meeting) -> Meeting:
    page = meeting.page(meeting.page_open)
    return _off_the_wall(meeting, page.id) if page and alarms(meeting, page) else meeting


def _off_the_wall(meeting: Meeting, page_id: str) -> Meeting:
    return replace(meeting, page_open="") if meeting.page_open == page_id else meeting


def _change(meeting: Meeting, page_id: str, **changes: object) -> Meeting:
    pages = tuple(
        replace(page, **changes) if page.id == page_id else page  # type: ignore[arg-type]
        for page in meeting.pages
    )
    return replace(meeting, pages=pages)
