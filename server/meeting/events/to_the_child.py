"""What has happened: the letter to the child."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterWritten:
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class LetterGiven:
    pass


Event = LetterWritten | LetterGiven
