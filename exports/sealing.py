"""What the record says of its own seal: with whose certificate, what that shows and what it does not, how to check."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import segno

from .drawn import INCH
from .kinds import OwnPaper
from .paper import Block, Paragraph, Picture
from .wording import Wording

_MODULE = 6
"""Pixels of the smallest square of a code."""
_WIDE = 28
"""Millimetres of a code on paper, the white around it included."""


def sealing(wording: Wording, own: OwnPaper, now: datetime) -> Iterator[Block]:
    """now: when the file is made, UTC. A draft is never sealed."""
    meeting, _ = wording.meeting, wording.gettext
    moment = wording.moment(now)
    if own.seal is None:
        yield Paragraph(
            _(
                "This file is not sealed, so by itself it does not prove that nobody has changed it "
                "since. It was made on {moment}."
            ).format(moment=moment),
            tone="quiet",
        )
        return
    if not meeting.closed:
        yield Paragraph(
            _(
                "This is a draft made on {moment}, and it is not sealed. The record that is made when the meeting is "
                "closed will be sealed with the certificate of “{name}”."
            ).format(moment=moment, name=own.seal.name),
            tone="quiet",
        )
        return
    yield Paragraph(" ".join((*_whose(wording, own, moment), *_checking(wording, own))), tone="quiet")
    if own.verify_at:
        yield Picture(
            _code(own.verify_at),
            _("This code leads there. What is checked is the file; paper has no seal."),
            alt=_("QR code with the address {address}").format(address=own.verify_at),
            tall=_WIDE,
        )


def _whose(wording: Wording, own: OwnPaper, moment: str) -> Iterator[str]:
    assert own.seal is not None
    _, name, issuer = wording.gettext, own.seal.name, own.seal.issuer
    if issuer:
        yield _(
            "This file was made on {moment} and sealed with the certificate of “{name}”, issued by “{issuer}”."
        ).format(moment=moment, name=name, issuer=issuer)
    else:
        yield _("This file was made on {moment} and sealed with the certificate of “{name}”.").format(
            moment=moment, name=name
        )
    yield _("The seal shows whether anything in the file has been changed since.")
    if not issuer:
        yield _(
            "It does not show who made the file: whoever holds this certificate has issued it to themselves, and "
            "anyone can do that under any name."
        )
    if own.seal.stamps:
        yield _(
            "A time stamp of an authority will be added to the seal; it shows that the file was there at that time."
        )
    yield _("A printed copy has no seal, and whoever saves the file anew takes the seal off.")


def _checking(wording: Wording, own: OwnPaper) -> Iterator[str]:
    _ = wording.gettext
    if own.verify_at:
        yield _("Anyone who has the file can have it checked here: {address}").format(address=own.verify_at)
    else:
        yield _(
            "Anyone who has the file can check it with the program Setkání, and less closely with Word or LibreOffice."
        )


def _code(address: str) -> bytes:
    """A QR code as a PNG, for whoever has the record on paper or on another screen."""
    made, written = segno.make(address, error="m", micro=False), BytesIO()
    pixels, _ = made.symbol_size(_MODULE)
    made.save(written, kind="png", scale=_MODULE, dpi=round(pixels * INCH / _WIDE))
    return written.getvalue()
