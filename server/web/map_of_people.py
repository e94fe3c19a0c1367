"""Where the people of a child's map stand: in circles round the child, as they were put there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from ..meeting.model import Figure, Page

MIDDLE = 500
"""The child, on a sheet 1000 wide and 1000 high."""
RADII = {1: 205, 2: 345, 3: 470}
"""How far from the child each circle is."""
_BEGINS = {1: -0.5, 2: -0.25, 3: -0.5}
"""Where in a circle its first person stands, in half turns from the right: so that names do not stand in a row."""
_ROOM = {1: 4, 2: 6, 3: 8}
"""People whose names can be read side by side in a circle."""
_LONGEST = 24
_LINE = 12
"""Letters of a name in one line below its figure."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody on the map; lines: the name, in two lines where it is long."""

    figure: Figure
    x: int
    y: int
    lines: tuple[str, ...]


def placed(page: Page) -> tuple[Placed, ...]:
    """Everyone on the map, circle by circle, in the order they were put there."""
    found: list[Placed] = []
    for ring, radius in RADII.items():
        figures = on_ring(page, ring)
        for number, figure in enumerate(figures):
            turn = (_BEGINS[ring] + 2 * number / len(figures)) * pi
            x, y = MIDDLE + radius * cos(turn), MIDDLE + radius * sin(turn)
            found.append(Placed(figure, round(x), round(y), _lines(figure.name)))
    return tuple(found)


def on_ring(page: Page, ring: int) -> Sequence[Figure]:
    return [figure for figure in page.figures if figure.ring == ring]


def drawable(page: Page) -> bool:
    """Can every name be read in the picture? Else the people stand in lists, circle by circle."""
    short = all(len(figure.name) <= _LONGEST for figure in page.figures)
    return short and all(len(on_ring(page, ring)) <= room for ring, room in _ROOM.items())


def _lines(name: str) -> tuple[str, ...]:
    """In two lines, broken at the space nearest the middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= _LINE or not spaces:
        return (name,)
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return name[:middle], name[middle + 1 :]
