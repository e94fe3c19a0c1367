"""Deciding about letters in a cell of shared text."""

from . import commands as c
from . import events as e
from . import text
from .cells import one_line
from .checks import refusal
from .events import Events
from .model import Meeting
from .policy import write_gate
from .refusals import Reason, Refused

_BROKEN = {
    "shape": Reason.TEXT_SHAPE,
    "range": Reason.TEXT_RANGE,
    "text": Reason.TEXT_CHARACTERS,
    "split": Reason.TEXT_SPLIT,
    "size": Reason.TEXT_SIZE,
}
_BLANK = text.Cell()


def written(cell_id: str, words: str) -> e.TextChanged:
    """The first words of a cell, put there by the program."""
    return e.TextChanged(cell_id, e.HOUSE, 0, ((0, *words.split("\n")),))


def edit(meeting: Meeting, command: c.EditText, by: str) -> Events:
    cell = meeting.cells.get(command.cell, _BLANK)
    if command.id <= cell.last.get(command.tab, -1):
        return ()
    if reason := write_gate(meeting, by, command.cell):
        raise refusal(meeting, reason)
    if one_line(command.cell) and any(not isinstance(part, int) and len(part) > 2 for part in command.change):
        raise Refused(Reason.TEXT_CHARACTERS)
    try:
        change = text.rebase(cell, command.change, command.version)
        text.check(cell, change)
    except text.Broken as broken:
        raise Refused(_BROKEN[broken.code]) from broken
    return (e.TextChanged(command.cell, command.tab, command.id, change),)
