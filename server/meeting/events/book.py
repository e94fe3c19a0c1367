"""What has happened: the wish book, the name the child gives the meeting, who is there for the child."""

from ..model import Sharing
from ..value import value


@value
class PageAdded:
    page: str


@value
class PageRemoved:
    page: str


@value
class PageShared:
    page: str
    sharing: Sharing


@value
class FaceSet:
    page: str
    face: int


@value
class StickersSet:
    page: str
    stickers: tuple[str, ...]


@value
class LineAdded:
    page: str
    line: str
    colour: str
    points: tuple[int, ...]


@value
class LineRemoved:
    page: str
    line: str


@value
class DrawingCleared:
    page: str


@value
class FigurePlaced:
    page: str
    figure: str
    name: str
    ring: int


@value
class FigureRemoved:
    page: str
    figure: str


@value
class PhotoPut:
    page: str
    photo: str


@value
class MeetingNamed:
    title: str


@value
class GuideNamed:
    seat: str
    named: bool


@value
class PageHeeded:
    page: str
    digest: str


@value
class PageOpened:
    page: str


@value
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
