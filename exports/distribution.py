"""Who gets the record, there or not, which copy, and how: as it was decided when the meeting was closed."""

from collections.abc import Iterator

from server.meeting.copies import is_extract, seat_for
from server.meeting.model import How, Recipient

from .paper import Block, Cell, Column, Heading, Row, Table
from .wording import Wording


def distribution(wording: Wording) -> Iterator[Block]:
    """One row for each recipient; nothing where nobody was listed. An extract does not say who gets more than it."""
    meeting, _ = wording.meeting, wording.gettext
    listed = meeting.listed if meeting.closed else meeting.recipients
    if not listed:
        return
    which = not wording.extract_for
    yield Heading(1, _("Who gets this record"))
    yield Table(
        caption=_("Who gets this record"),
        about=_("One row for each person: who they are, which copy they get, how."),
        columns=(
            Column(_("Name"), 34),
            *((Column(_("Which copy"), 26),) if which else ()),
            Column(_("How"), 40),
        ),
        rows=tuple(_row(wording, recipient, which=which) for recipient in listed),
    )


def _row(wording: Wording, recipient: Recipient, *, which: bool) -> Row:
    _ = wording.gettext
    seat = seat_for(wording.meeting, recipient.id)
    copy = _("an extract") if which and is_extract(wording.meeting, recipient.id) else _("the whole record")
    return (
        Cell(wording.belongs(seat), bold=seat.name),
        *((Cell(copy),) if which else ()),
        Cell(_how(wording, recipient)),
    )


def _how(wording: Wording, recipient: Recipient) -> str:
    _ = wording.gettext
    match recipient.how:
        case How.MAIL:
            return _("by e-mail")
        case How.LINK:
            return _("by a personal link")
        case How.HAND if recipient.carrier:
            return _("handed over in person by {name}").format(name=wording.name(recipient.carrier))
        case How.HAND:
            return _("handed over in person")
