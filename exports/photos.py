"""Photos of what is on paper, read where the record is made; those of signatures stand at its end as annexes."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from .paper import Block, Heading, Paragraph, Picture
from .wording import Wording

ReadPhoto = Callable[[str], bytes | None]
"""Id of a picture -> its bytes, or None where it cannot be read."""


def no_photo(_photo: str) -> bytes | None:
    """Where there are no pictures."""
    return None


@dataclass(frozen=True, slots=True)
class Annexes:
    """The pictures that go with the signatures under the version that holds.

    numbers: seat -> number of the annex, from 1; pictures: the same seat -> its bytes, None where there are none.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    pictures: Mapping[str, bytes | None] = field(default_factory=dict)


def collected(wording: Wording, read: ReadPhoto) -> Annexes:
    """Numbered in the order of the signatures."""
    meeting = wording.meeting
    given = meeting.freeze.signatures if meeting.freeze else {}
    asked = [seat_id for seat_id in meeting.seats if seat_id in given and given[seat_id].photo]
    return Annexes(
        {seat_id: number for number, seat_id in enumerate(asked, 1)},
        {seat_id: printable(read(given[seat_id].photo)) for seat_id in asked},
    )


def annexes(wording: Wording, found: Annexes) -> Iterator[Block]:
    """Every picture on a page of its own, with whose signature it shows."""
    _ = wording.gettext
    for seat_id, number in found.numbers.items():
        name = wording.name(seat_id)
        yield Heading(1, _("Annex {number}: signature on paper – {name}").format(number=number, name=name), apart=True)
        if picture := found.pictures[seat_id]:
            about = _("Picture of a signature on paper: {name}").format(name=name)
            yield Picture(picture, about, alt=about)
        else:
            yield Paragraph(_("The picture could not be read when this record was made."))


_MOST = 60_000_000
"""Points. Nobody photographs a sheet of paper in more."""
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error, Image.DecompressionBombError)
"""What Pillow says of pictures that are damaged or cut off."""


def printable(content: bytes | None) -> bytes | None:
    """A JPEG that every word processor can show, or None. A picture never costs anybody the record."""
    if content is None or content[6:10] not in (b"JFIF", b"Exif"):
        return None
    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as picture:
            if picture.width * picture.height > _MOST:
                return None
            picture.load()
    except _BROKEN:
        return None
    return content
