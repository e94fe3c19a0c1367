"""What a child has drawn, as a picture: coloured lines on a white sheet, and the face that says how it was to them."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

from server.meeting.model import Line

SHEET = 1000
"""How wide and high the sheet is on which lines are drawn."""
INCH = 25.4

_INKS = {
    "black": (0x2B, 0x26, 0x22),
    "blue": (0x2F, 0x6F, 0xB3),
    "red": (0xC4, 0x37, 0x2B),
    "green": (0x2F, 0x8A, 0x4C),
    "orange": (0xE0, 0x8A, 0x1E),
    "purple": (0x7D, 0x4F, 0xA3),
    "brown": (0x7F, 0x56, 0x36),
    "pink": (0xE0, 0x70, 0x9B),
}
"""As on the screens (static/look/childs-meeting.css)."""
_FINER = 2
"""Drawn twice as large and then made smaller, so that lines have no steps."""
_PEN = 12
"""How wide a line is, in units of the sheet: 1 mm where the sheet is 90 mm wide."""
_EDGE = 24
"""White around what was drawn, so that it does not touch its frame."""


def drawing(lines: Iterable[Line], wide: int = 90) -> bytes:
    """The whole sheet as a PNG with a thin frame, `wide` millimetres across on paper.

    Nothing is in it but colours and places: no times, and nothing about the hand.
    """
    large = Image.new("RGB", (_size(SHEET),) * 2, "white")
    pen = ImageDraw.Draw(large)
    for line in lines:
        _draw(pen, line)
    sheet = large.reduce(_FINER)
    ImageDraw.Draw(sheet).rectangle((0, 0, sheet.width - 1, sheet.height - 1), outline=(184, 196, 204), width=2)
    return _written(sheet, wide)


def face(number: int, wide: int = 13) -> bytes:
    """A face from 1 (very sad) to 5 (very glad) as a PNG, `wide` millimetres across on paper."""
    size = 240 * _FINER
    large = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(large)
    ink, width = _INKS["black"], size // 24
    pen.ellipse((width, width, size - width, size - width), outline=ink, fill=(255, 224, 130), width=width)
    eye = size // 16
    for x in (size * 35 // 100, size * 65 // 100):
        y = size * 40 // 100
        pen.ellipse((x - eye, y - eye, x + eye, y + eye), fill=ink)
    # The corners of the mouth go down or up; its middle stays.
    bend = (number - 3) * size * 7 // 100
    left, right, low = size * 30 // 100, size * 70 // 100, size * 68 // 100
    mouth = [
        (left + (right - left) * part // 20, low - bend * (part - 10) ** 2 // 100 + bend // 2) for part in range(21)
    ]
    pen.line(mouth, fill=ink, width=width, joint="curve")
    return _written(large.reduce(_FINER), wide)


def _size(value: int) -> int:
    return (value + 2 * _EDGE) * _FINER


def _draw(pen: ImageDraw.ImageDraw, line: Line) -> None:
    ink, width = _INKS[line.colour], _PEN * _FINER
    places = zip(line.points[::2], line.points[1::2], strict=True)
    points = [((x + _EDGE) * _FINER, (y + _EDGE) * _FINER) for x, y in places]
    if len(points) > 1:
        pen.line(points, fill=ink, width=width, joint="curve")
    # Round ends, and a dot where the finger only touched.
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - width // 2, y - width // 2, x + width // 2, y + width // 2), fill=ink)


def _written(picture: Image.Image, wide: int) -> bytes:
    few = picture.quantize(32, dither=Image.Dither.NONE)
    written, inch = BytesIO(), few.width * INCH / wide
    few.save(written, "PNG", dpi=(inch, inch), optimize=True)
    return written.getvalue()
