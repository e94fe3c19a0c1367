"""What has happened: the letter to the child."""

from ..value import value


@value
class LetterWritten:
    words: str
    page: str


@value
class LetterGiven:
    pass


Event = LetterWritten | LetterGiven
