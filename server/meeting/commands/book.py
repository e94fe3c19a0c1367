"""What somebody asks for: the wish book, the name the child gives the meeting, who is there for the child."""

from dataclasses import dataclass

from ..model import Sharing


@dataclass(frozen=True, slots=True)
class AddPage:
    """A free page, besides those that every book has."""

    page: str


@dataclass(frozen=True, slots=True)
class RemovePage:
    """Throw a free page away, with all that is on it."""

    page: str


@dataclass(frozen=True, slots=True)
class SharePage:
    """The child's switch: who may see this page. MINE takes it back at once from wherever it is."""

    page: str
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class SetFace:
    """1 (sad) to 5 (glad); 0 for no face."""

    page: str
    face: int


@dataclass(frozen=True, slots=True)
class SetStickers:
    page: str
    stickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddLine:
    """One line of the drawing, when the finger is lifted. points: see Line."""

    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RemoveLine:
    page: str
    line: str


@dataclass(frozen=True, slots=True)
class ClearDrawing:
    """A new sheet. lines: how many it had, so that nothing drawn since is lost."""

    page: str
    lines: int


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """Put somebody on the map of people, or somewhere else on it."""

    page: str
    figure: str
    name: str
    ring: int = 1


@dataclass(frozen=True, slots=True)
class RemoveFigure:
    page: str
    figure: str


@dataclass(frozen=True, slots=True)
class PutPhoto:
    """A photo of something on paper; "" takes it away."""

    page: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class NameMeeting:
    """What the child wants their meeting to be called."""

    title: str


@dataclass(frozen=True, slots=True)
class NameGuide:
    """Who is to be there for the child, or no longer. By the child's own hand alone."""

    seat: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class HeedPage:
    """The guide has read what sounds like danger, and has seen to it. digest: see book.words_digest_of."""

    page: str
    digest: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show a page on the wall. Only what the child has released to all."""

    page: str


@dataclass(frozen=True, slots=True)
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
