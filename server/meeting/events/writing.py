"""What has happened: the words of a cell."""

from dataclasses import dataclass

from ..text import Change


@dataclass(frozen=True, slots=True)
class TextChanged:
    """A change of a cell, as it was applied (rebased). The entry's author wrote these letters."""

    cell: str
    tab: str
    id: int
    change: Change


Event = TextChanged
