"""What has happened: the words of a cell."""

from ..text import Change
from ..value import value


@value
class TextChanged:
    """A change of a cell, as it was applied (rebased). The entry's author wrote these letters."""

    cell: str
    tab: str
    id: int
    change: Change


Event = TextChanged
