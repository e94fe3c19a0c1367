"""A drawn signature as a picture: strokes in a box 1000 wide and 400 high become a PNG, smooth and in one colour."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from server.meeting.model import Strokes

WIDTH, HEIGHT = 1000, 400
_FINER, _SMALLER = 3, 4
"""Drawn three times as large as the box and then made four times smaller, so that lines have no steps: 768 dots across,
400 to the inch where the box is 48 mm wide."""
_PEN = 9
"""How wide the line is, in units of the box: 0.4 mm on paper."""
_EDGE = 12
"""White around the box, so that a line along its side keeps its whole width."""

_KEPT = 64
"""Pictures kept in memory: the same names stand under the record, its extracts and every draft."""


@lru_cache(_KEPT)
def png(strokes: Strokes) -> bytes:
    """The picture, black on white, without times, pressure or anything else about the hand that drew it."""
    size = ((WIDTH + 2 * _EDGE) * _FINER, (HEIGHT + 2 * _EDGE) * _FINER)
    large = Image.new("L", size, 255)
    drawing = ImageDraw.Draw(large)
    for stroke in strokes:
        _draw(drawing, [(_scaled(x), _scaled(y)) for x, y in zip(stroke[::2], stroke[1::2], strict=False)])
    written = BytesIO()
    smooth = large.reduce(_SMALLER).point([value // 17 for value in range(256)])
    smooth.putpalette([value * 17 for value in range(16) for _colour in "rgb"])
    smooth.save(written, "PNG", bits=4)
    return written.getvalue()


def _scaled(value: int) -> int:
    return (value + _EDGE) * _FINER


def _draw(drawing: ImageDraw.ImageDraw, points: list[tuple[int, int]]) -> None:
    width = _PEN * _FINER
    if len(points) > 1:
        drawing.line(points, fill=0, width=width, joint="curve")
    # Round ends, and a dot over an i that is a single touch.
    for x, y in points:
        drawing.ellipse((x - width // 2, y - width // 2, x + width // 2, y + width // 2), fill=0)
