"""What somebody asks for: the letter to the child."""

from ..value import value


@value
class WriteLetter:
    """The letter to the child, as it is to be given; page: the released page whose drawing goes with it, or ""."""

    words: str
    page: str = ""


@value
class GiveLetter:
    """The child has got the letter. From now on it stays as it is."""


Command = WriteLetter | GiveLetter
