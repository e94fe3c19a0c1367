"""What somebody asks for: the words of a cell."""

from ..text import Change
from ..value import value


@value
class EditText:
    """Change the words of a cell; version, tab, id as in the protocol of shared text."""

    cell: str
    version: int
    tab: str
    id: int
    change: Change


Command = EditText
