"""What stands on paper: headings, paragraphs, tables and drawn signatures, before any file format."""

from dataclasses import dataclass
from typing import Literal

from server.meeting.model import Strokes


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 to 4; the title of the whole stands in Record. apart: begins a new page."""

    level: int
    words: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the program or of people; a line break begins a new line.

    tone: quiet for what only explains, loud for what nobody may overlook.
    """

    words: str
    tone: Literal["plain", "quiet", "loud"] = "plain"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A short label in bold and what belongs to it underneath."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Points of equal weight."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A signature as it was drawn; alt: what it is, for those who cannot see it."""

    strokes: Strokes
    alt: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one field of a table: a line in bold, words, a drawing, one under the other, or none of them."""

    words: str = ""
    bold: str = ""
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """share: how wide, in relation to the other columns; least: millimetres it keeps on narrow paper."""

    words: str
    share: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A row across the whole table that says what the rows under it belong to."""

    words: str


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """caption, about: what it is and how it is read, for those who cannot see it; headed: column names are shown;
    dense: in smaller type, for many columns; narrow: the same in fewer columns, for paper on which these have no room.
    """

    caption: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row | Band, ...]
    headed: bool = True
    dense: bool = False
    narrow: "Table | None" = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG with words under it; alt: what it is, for those who cannot see it.

    tall: how high it may be at most, in millimetres; it is never larger than it was taken.
    """

    content: bytes
    caption: str
    alt: str
    tall: int = 170


Block = Heading | Paragraph | Labelled | Listed | Table | Picture


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record. mark: stands at the head of every page of a draft, "" for the final one; foot: at the foot of
    every page, beside the number of the page; numbers: that number, with {page} and {pages} to fill in; day: of which
    day it is, for a letterhead that wants to know.
    """

    language: str
    title: str
    subtitle: str
    mark: str
    foot: str
    numbers: str
    blocks: tuple[Block, ...]
    day: str = ""
