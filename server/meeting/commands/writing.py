"""What somebody asks for: the words of a cell."""

from dataclasses import dataclass

from ..text import Change


@dataclass(frozen=True, slots=True)
class EditText:
    """Change the words of a cell; version, tab, id as in the protocol of shared text."""

    cell: str
    version: int
    tab: str
    id: int
    change: Change


Command = EditText
