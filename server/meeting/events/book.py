"""What has happened: the wish book, the name the child gives the meeting, who is there for the child."""

from dataclasses import dataclass

from ..model import Sharing


@dataclass(frozen=True, slots=True)
class PageAdded:
    page: str


@dataclass(frozen=True, slots=True)
class PageRemoved:
    page: str


@dataclass(frozen=True, slots=True)
class PageShared:
    page: str
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class FaceSet:
    page: str
    face: int


@dataclass(frozen=True, slots=True)
class StickersSet:
    page: str
    stickers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineAdded:
    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LineRemoved:
    page: str
    line: str


@dataclass(frozen=True, slots=True)
class DrawingCleared:
    page: str


@dataclass(frozen=True, slots=True)
class FigurePlaced:
    page: str
    figure: str
    name: str
    ring: int


@dataclass(frozen=True, slots=True)
class FigureRemoved:
    page: str
    figure: str


@dataclass(frozen=True, slots=True)
class PhotoPut:
    page: str
    photo: str


@dataclass(frozen=True, slots=True)
class MeetingNamed:
    title: str


@dataclass(frozen=True, slots=True)
class GuideNamed:
    seat: str
    named: bool


@dataclass(frozen=True, slots=True)
class PageHeeded:
    page: str
    digest: str


@dataclass(frozen=True, slots=True)
class PageOpened:
    page: str


@dataclass(frozen=True, slots=True)
class PageClosed:
    page: str


Event = (
    PageAdded
    | PageRemoved
    | PageShared
    | FaceSet
    | StickersSet
    | LineAdded
    | LineRemoved
    | DrawingCleared
    | FigurePlaced
    | FigureRemoved
    | PhotoPut
    | MeetingNamed
    | GuideNamed
    | PageHeeded
    | PageOpened
    | PageClosed
)
