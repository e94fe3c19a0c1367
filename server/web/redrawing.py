"""A photo drawn anew, so that nothing is left of it but the picture: `photos` has it done in a process of its own.

A small file can say that it is a picture of hundreds of millions of pixels, or have each of them drawn ten thousand
times over.
"""

import struct
import sys
from io import BytesIO
from warnings import catch_warnings, simplefilter

from PIL import Image, ImageOps

from exports.bounds import bounded

MOST_PIXELS = 40_000_000
LONGER_SIDE = 1600
"""Pixels of the longer side of a photo as it is kept: enough to read a signature on a page."""
QUALITY = 80
MOST_SECONDS = 10
"""Of the processor."""
MOST_MEMORY = 800 * 1024 * 1024
"""Bytes of addresses; a picture of the most pixels takes about 350 MB for a moment."""


class NoPhoto(Exception):
    """Nothing that can be read as a photo."""

    ends = 3
    """How the process ends that was given it."""


class TooManyPixels(NoPhoto):
    ends = 4


def redrawn(upload: bytes) -> bytes:
    """The picture alone, as a JPEG the right way up: no place, no device, no time, no thumbnail. Raises NoPhoto."""
    try:
        with catch_warnings():
            # What is odd about somebody's picture is no news for whoever reads the standard error.
            simplefilter("ignore")
            with Image.open(BytesIO(upload), formats=("JPEG", "PNG", "WEBP")) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    raise TooManyPixels
                return _redrawn(photo)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except _BROKEN as error:
        raise NoPhoto from error


_BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError, struct.error)
"""What Pillow says of pictures that are damaged, cut off, or none."""


def _redrawn(photo: Image.Image) -> bytes:
    # A JPEG can be read at half its size or less, without ever being there whole.
    photo.draft("RGB", (LONGER_SIDE, LONGER_SIDE))
    photo.load()
    photo.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(photo)
    # On a new sheet of white paper: what came along beside the picture has no way there.
    paper = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        shown = upright.convert("RGBA")
        paper.paste(shown, mask=shown.getchannel("A"))
    else:
        paper.paste(upright.convert("RGB"))
    written = BytesIO()
    paper.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def main() -> None:
    bounded(MOST_SECONDS, MOST_MEMORY)
    try:
        sys.stdout.buffer.write(redrawn(sys.stdin.buffer.read()))
    except NoPhoto as no:
        sys.exit(no.ends)


if __name__ == "__main__":
    main()
