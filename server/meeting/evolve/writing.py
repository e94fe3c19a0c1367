"""What is true after letters were written."""

from dataclasses import replace

from .. import events as e
from ..holes import sides
from ..model import Meeting
from ..text import Cell, apply
from .book import off_the_wall_if_dangerous, own_hand
from .hands import by_hand, did

_BLANK = Cell()


def after(meeting: Meeting, event: e.writing.Event, entry: e.Entry) -> Meeting:
    before = meeting.cells.get(event.cell, _BLANK)
    cell = apply(before, event.change, entry.by, event.tab, event.id)
    written = _with_cell(meeting, entry, event.cell, cell)
    return off_the_wall_if_dangerous(_wrote(written, event.cell, entry), event.cell)


def _with_cell(meeting: Meeting, entry: e.Entry, cell_id: str, cell: Cell) -> Meeting:
    """Nearly every entry is a letter. So the meeting is copied once for it, its version included, and field by field
    only where something is different: `replace` takes twenty times as long, and a long log is all letters."""
    copy = object.__new__(Meeting)
    cells = {**meeting.cells, cell_id: cell}
    copy.__dict__.update(meeting.__dict__, version=entry.version, latest=entry.at, cells=cells)
    return copy


def _wrote(meeting: Meeting, cell_id: str, entry: e.Entry) -> Meeting:
    """What follows from a letter beyond the letter. Nearly always nothing, so nothing is copied for that."""
    if entry.hand or cell_id in meeting.hands:
        meeting = by_hand(meeting, cell_id, entry)
    if cell_id.startswith("wish:"):
        # Somebody who fills in their book at home has not spoken at the table yet.
        return own_hand(meeting, cell_id.split(":")[1], entry)
    if cell_id.startswith("card:") and meeting.worries_opened is None and all(sides(meeting).values()):
        meeting = replace(meeting, worries_opened="")
    return did(meeting, entry)
