"""Deciding about the wish book: what the child puts on a page, who may see it, what is shown on the wall.

The guide may do things for the child with their own hand, and that is written beside them; what the child has made
alone stays as it is.
"""

from collections.abc import Iterable

from . import commands as c
from . import events as e
from .cells import is_id
from .checks import clean_name, clean_title, free_id, known_seat
from .confidences import withheld
from .events import Events
from .model import PROJECTOR, Meeting, Page, Presence, Sharing
from .pages import alarms, dangerous, made_alone, words_digest_of
from .refusals import Reason, Refused

STICKERS = ("sun", "star", "heart", "flower", "cat", "dog", "ball", "music", "cake", "book", "rainbow", "home")
COLOURS = ("black", "blue", "red", "green", "orange", "purple", "brown", "pink")
FACES = 5
RINGS = 3

MOST_FREE = 12
MOST_STICKERS = 12
MOST_LINES = 400
MOST_LINE_POINTS = 500
MOST_DRAWN = 24_000
"""Points of one drawing."""
MOST_FIGURES = 24
SHEET = 1000
"""How wide and high the sheet of a drawing is."""

Content = (
    c.RemovePage
    | c.SetFace
    | c.SetStickers
    | c.AddLine
    | c.RemoveLine
    | c.ClearDrawing
    | c.PlaceFigure
    | c.RemoveFigure
    | c.PutPhoto
)


def in_hand(meeting: Meeting, page_id: str) -> None:
    """May the guide's hand change what is on this page? What the child made by themselves stays as it is."""
    page = meeting.page(page_id)
    if page is not None and made_alone(meeting, page):
        child = meeting.child
        raise Refused(Reason.NOT_YOUR_HAND, name=child.name if child else "—")


def known_page(meeting: Meeting, page_id: str) -> Page:
    page = meeting.page(page_id)
    if page is None:
        raise Refused(Reason.NO_SUCH_PAGE)
    return page


def add_page(meeting: Meeting, command: c.AddPage) -> Events:
    taken = {page.id for page in meeting.pages} | meeting.removed
    free_id(command.page, taken, MOST_FREE, sum(page.free for page in meeting.pages))
    return (e.PageAdded(command.page),)


def share_page(meeting: Meeting, command: c.SharePage, hand: str) -> Events:
    page = known_page(meeting, command.page)
    child = meeting.child
    # Taking back is always right. Showing more of what the child decides about alone is not for another hand, unless
    # the guide knows it already, and the child has no device at hand and says what to tap.
    told = child is not None and child.aided and page.sharing is not Sharing.MINE
    if hand and page.own and command.sharing is not Sharing.MINE and not told:
        raise Refused(Reason.NOT_YOUR_HAND, name=child.name if child else "—")
    return (e.PageShared(page.id, command.sharing),)


def content(meeting: Meeting, command: Content, hand: str) -> Events:
    """What is put on a page besides words, or taken off it."""
    page = known_page(meeting, command.page)
    if hand:
        in_hand(meeting, page.id)
    match command:
        case c.RemovePage():
            if not page.free:
                raise Refused(Reason.NO_SUCH_PAGE)
            return (e.PageRemoved(page.id),)
        case c.SetFace():
            if not 0 <= command.face <= FACES:
                raise Refused(Reason.BAD_FACE)
            return (e.FaceSet(page.id, command.face),)
        case c.SetStickers():
            _all_known(command.stickers, STICKERS)
            if len(command.stickers) > MOST_STICKERS:
                raise Refused(Reason.FULL_PAGE)
            return (e.StickersSet(page.id, command.stickers),)
        case c.AddLine():
            return (_line(page, command),)
        case c.RemoveLine():
            return (e.LineRemoved(page.id, command.line),)
        case c.ClearDrawing():
            if command.lines != len(page.lines):
                raise Refused(Reason.DRAWN_SINCE)
            return (e.DrawingCleared(page.id),)
        case c.PlaceFigure():
            return (_figure(page, command),)
        case c.RemoveFigure():
            return (e.FigureRemoved(page.id, command.figure),)
        case c.PutPhoto():
            if command.photo and not is_id(command.photo):
                raise Refused(Reason.BAD_ID)
            return (e.PhotoPut(page.id, command.photo),)


def _line(page: Page, command: c.AddLine) -> e.LineAdded:
    _all_known((command.colour,), COLOURS)
    if not is_id(command.line):
        raise Refused(Reason.BAD_ID)
    points = command.points
    inside = all(0 <= place <= SHEET for place in points)
    if len(points) < 2 or len(points) % 2 or not inside:
        raise Refused(Reason.BAD_LINE)
    drawn = sum(len(line.points) for line in page.lines)
    if len(points) > 2 * MOST_LINE_POINTS or len(page.lines) >= MOST_LINES or drawn + len(points) > 2 * MOST_DRAWN:
        raise Refused(Reason.FULL_PAGE)
    return e.LineAdded(page.id, command.line, command.colour, points)


def _figure(page: Page, command: c.PlaceFigure) -> e.FigurePlaced:
    if not is_id(command.figure):
        raise Refused(Reason.BAD_ID)
    if not 1 <= command.ring <= RINGS:
        raise Refused(Reason.BAD_RING)
    new = all(figure.id != command.figure for figure in page.figures)
    if new and len(page.figures) >= MOST_FIGURES:
        raise Refused(Reason.FULL_PAGE)
    return e.FigurePlaced(page.id, command.figure, clean_name(command.name), command.ring)


def _all_known(words: Iterable[str], known: tuple[str, ...]) -> None:
    for word in words:
        if word not in known:
            raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(known))


def name_meeting(meeting: Meeting, command: c.NameMeeting) -> Events:
    title = clean_title(command.title)
    return () if title == meeting.title else (e.MeetingNamed(title),)


def name_guide(meeting: Meeting, command: c.NameGuide, by: str, hand: str) -> Events:
    if hand:
        # Or a guide could choose themselves.
        raise Refused(Reason.NOT_YOUR_HAND, name=meeting.seats[by].name)
    seat = known_seat(meeting, command.seat)
    leads = meeting.format.leads in seat.roles
    if seat.id == by or leads or seat.presence in (Presence.WAITING, Presence.TURNED_AWAY):
        raise Refused(Reason.NO_GUIDE)
    return (e.GuideNamed(seat.id, command.named),)


def heed_page(meeting: Meeting, command: c.HeedPage) -> Events:
    page = known_page(meeting, command.page)
    if not dangerous(meeting, page):
        raise Refused(Reason.NO_SUCH_PAGE)
    if command.digest != words_digest_of(meeting, page):
        raise Refused(Reason.WORDS_CHANGED)
    return (e.PageHeeded(page.id, command.digest),)


def open_page(meeting: Meeting, command: c.OpenPage) -> Events:
    page = known_page(meeting, command.page)
    if meeting.began is None:
        raise Refused(Reason.NOT_BEGUN)
    if page.sharing is not Sharing.ALL:
        raise Refused(Reason.NOT_RELEASED)
    if alarms(meeting, page):
        raise Refused(Reason.GUIDE_FIRST)
    if f"page:{page.id}" in withheld(meeting, PROJECTOR):
        raise Refused(Reason.NOT_FOR_ALL_HERE)
    return (e.PageOpened(page.id),)
