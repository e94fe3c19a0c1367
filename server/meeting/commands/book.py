"""What somebody asks for: the wish book, the name the child gives the meeting, who is there for the child."""

from ..model import Sharing
from ..value import value


@value
class AddPage:
    """A free page, besides those that every book has."""

    page: str


@value
class RemovePage:
    """Throw a free page away, with all that is on it."""

    page: str


@value
class SharePage:
    """The child's switch: who may see this page. MINE takes it back at once from wherever it is."""

    page: str
    sharing: Sharing


@value
class SetFace:
    """1 (sad) to 5 (glad); 0 for no face."""

    page: str
    face: int


@value
class SetStickers:
    page: str
    stickers: tuple[str, ...] = ()


@value
class AddLine:
    """One line of the drawing, when the finger is lifted. points: see Line."""

    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@value
class RemoveLine:
    page: str
    line: str


@value
class ClearDrawing:
    """A new sheet. lines: how many it had, so that nothing drawn since is lost."""

    page: str
    lines: int


@value
class PlaceFigure:
    """Put somebody on the map of people, or somewhere else on it."""

    page: str
    figure: str
    name: str
    ring: int = 1


@value
class RemoveFigure:
    page: str
    figure: str


@value
class PutPhoto:
    """A photo of something on paper; "" takes it away."""

    page: str
    photo: str = ""


@value
class NameMeeting:
    """What the child wants their meeting to be called."""

    title: str


@value
class NameGuide:
    """Who is to be there for the child, or no longer. By the child's own hand alone."""

    seat: str
    named: bool = True


@value
class HeedPage:
    """The guide has read what sounds like danger, and has seen to it. digest: see book.words_digest_of."""

    page: str
    digest: str


@value
class OpenPage:
    """Show a page on the wall. Only what the child has released to all."""

    page: str


@value
class ClosePage:
    """Take the page off the wall."""

    page: str


Command = (
    AddPage
    | RemovePage
    | SharePage
    | SetFace
    | SetStickers
    | AddLine
    | RemoveLine
    | ClearDrawing
    | PlaceFigure
    | RemoveFigure
    | PutPhoto
    | NameMeeting
    | NameGuide
    | HeedPage
    | OpenPage
    | ClosePage
)
