"""The record for one recipient: what they may not have is left out, and every page says that it is an extract.

The cutting is the heart's (server/meeting/copies.py); here a copy only learns to say what it is. It does not say what
is missing, nor how much, and no sentence in it takes what is missing for something that was never written.
"""

from collections.abc import Iterator

from server.meeting.agreed import short
from server.meeting.model import Meeting

from .paper import Block, Labelled, Paragraph
from .wording import Wording


def mark(wording: Wording) -> str:
    """What stands above every page of an extract; "" for the whole record."""
    if not wording.extract_for:
        return ""
    said = wording.gettext("EXTRACT for {name} from the record of {day}")
    return said.format(name=wording.extract_for, day=_held(wording))


def foot(wording: Wording) -> str:
    """What stands below every page: which version it is of."""
    _, freeze = wording.gettext, wording.meeting.freeze
    if freeze is None:
        return ""
    said = _("Version {number} of the plan · fingerprint {short}")
    if wording.extract_for:
        said = _("From version {number} of the plan · fingerprint of the whole {short}")
    return said.format(number=freeze.number, short=short(freeze.digest))


def head(wording: Wording) -> Iterator[Block]:
    """The first words of an extract."""
    if not wording.extract_for:
        return
    _ = wording.gettext
    yield Paragraph(
        _(
            "This is an EXTRACT for {name}, made from the record of {day}. Some parts of the record are confidential "
            "and are left out of it. The numbers in it are its own; in the whole record they may be others."
        ).format(name=wording.extract_for, day=_held(wording)),
        tone="loud",
    )


def worth(wording: Wording) -> Iterator[Block]:
    """What the fingerprint in an extract is a fingerprint of."""
    if not wording.extract_for:
        return
    _, meeting = wording.gettext, wording.meeting
    yield Paragraph(
        _(
            "The fingerprint is that of the whole plan, which people signed. This extract holds a part of it, so the "
            "fingerprint cannot be computed from it; it says only which version the extract was made from."
        )
    )
    if meeting.closed and meeting.record:
        yield Labelled(_("Fingerprint of the file with the whole record (SHA-256)"), meeting.record.sha256)


def _held(wording: Wording) -> str:
    meeting: Meeting = wording.meeting
    held = meeting.began or meeting.starts or meeting.closed
    return wording.day(wording.day_of(held)) if held else "–"
