"""What is true of a meeting: the wish book."""

from enum import StrEnum

from ..value import value


class Sharing(StrEnum):
    """The child's own switch on a page of the wish book."""

    ALL = "all"
    """Show it to everyone."""
    SAY = "say"
    """My guide shall say it for me."""
    GUIDE = "guide"
    """For my guide only."""
    MINE = "mine"
    """For nobody: as a page begins, and as it is when it is taken back."""


@value
class Line:
    """One line of a drawing, in a box 1000 wide and 1000 high: x0, y0, x1, y1 …; no times, no pressure."""

    id: str
    colour: str
    points: tuple[int, ...]


@value
class Figure:
    """Somebody on the map of people. ring: 1 close to the child, 3 far."""

    id: str
    name: str
    ring: int


@value
class Page:
    """A page of the wish book. Its words are the cells wish:ID:FIELD.

    free: added by the child; own: the child has put something on it, or decided about it, with their own hand; face: 1
    (sad) to 5 (glad), 0 for none; photo: an id, or ""; heeded: the digest of the words the guide has taken in.
    """

    id: str
    free: bool = False
    own: bool = False
    sharing: Sharing = Sharing.MINE
    face: int = 0
    stickers: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    figures: tuple[Figure, ...] = ()
    photo: str = ""
    heeded: str = ""
