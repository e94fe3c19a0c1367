"""The pages of the wish book: what is on them, and whose eyes each is for.

A page is the child's. Nobody else has a right to it but by the child's switch, whoever leads included.
"""

from . import commands as c
from .agreed import words_digest
from .cells import wishes_of
from .danger import sounds_like_danger
from .model import PROJECTOR, Meeting, Page, Presence, Seat, Sharing

OF_THE_BOOK: frozenset[type[c.Command]] = frozenset(
    {
        c.AddPage, c.RemovePage, c.SharePage, c.SetFace, c.SetStickers, c.AddLine, c.RemoveLine, c.ClearDrawing,
        c.PlaceFigure, c.RemoveFigure, c.PutPhoto, c.NameMeeting, c.NameGuide, c.HeedPage,
    }
)  # fmt: skip
"""What is done before the meeting too, at home, when nobody is at the table yet; and by a child who has left it."""


def is_child(meeting: Meeting, seat: Seat) -> bool:
    return bool(meeting.format.child) and meeting.format.child in seat.roles


def is_guide(meeting: Meeting, seat: Seat) -> bool:
    return bool(meeting.format.guide) and meeting.format.guide in seat.roles


def words_of(meeting: Meeting, page: Page) -> str:
    """All that the child has written on a page, the names on its map included."""
    written = [meeting.text(cell) for cell in wishes_of(meeting, page.id)]
    return "\n".join((*written, *(figure.name for figure in page.figures))).strip()


def is_empty(meeting: Meeting, page: Page) -> bool:
    drawn = page.face or page.stickers or page.lines or page.figures or page.photo
    return not drawn and not words_of(meeting, page)


def made_alone(meeting: Meeting, page: Page) -> bool:
    """Has the child made this by themselves? Then no other hand changes it."""
    lost = any(cell in meeting.hurt for cell in wishes_of(meeting, page.id))
    return page.own and (lost or not is_empty(meeting, page))


def dangerous(meeting: Meeting, page: Page) -> bool:
    """Does it sound as if the child were in danger? Then the guide reads it, whatever the switch says."""
    return sounds_like_danger(words_of(meeting, page))


def words_digest_of(meeting: Meeting, page: Page) -> str:
    """What the guide takes in when they say that they have seen to it: these words, and no later ones."""
    return words_digest(((f"wish:{page.id}", words_of(meeting, page)),))


def heeded(meeting: Meeting, page: Page) -> bool:
    """Has the guide seen to the words that sound like danger, as they stand now?"""
    return page.heeded == words_digest_of(meeting, page)


def alarms(meeting: Meeting, page: Page) -> bool:
    """Does it sound like danger in words that the guide has not seen to yet?"""
    return dangerous(meeting, page) and not heeded(meeting, page)


def is_open(meeting: Meeting, page: Page) -> bool:
    """Is it on the wall, for all to see?"""
    return meeting.page_open == page.id and page.sharing is Sharing.ALL


def guide_sees(meeting: Meeting, page: Page) -> bool:
    """May the guide read this page? What the two made on the guide's device, too: it has been in their hands."""
    together = not page.own and not is_empty(meeting, page)
    return page.sharing is not Sharing.MINE or together or dangerous(meeting, page)


def sees_page(meeting: Meeting, who: str, page: Page, hand: str = "") -> bool:
    """May this viewer (a seat, or the projector) have anything of this page on their screen now?

    hand: who looks in their stead; in the child's they see what a guide may see, in a guide's nothing.
    """
    seat = meeting.seat_of(who)
    if seat is None:
        return who == PROJECTOR and is_open(meeting, page)
    if is_open(meeting, page) and seat.presence in (Presence.PRESENT, Presence.LEFT):
        return True
    if is_child(meeting, seat):
        return not hand or not page.own or guide_sees(meeting, page)
    return is_guide(meeting, seat) and not hand and guide_sees(meeting, page)


def released(meeting: Meeting) -> tuple[Page, ...]:
    """The pages the child shows to all, those with something on them: what the record and the letter may hold.

    One that sounds like danger goes to nobody before the guide has seen to it, on paper as little as to the wall.
    """
    shown = (page for page in meeting.pages if page.sharing is Sharing.ALL and not is_empty(meeting, page))
    return tuple(page for page in shown if not alarms(meeting, page))
