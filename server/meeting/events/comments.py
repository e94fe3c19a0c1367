"""What has happened: what is said to the record, and until when."""

from dataclasses import dataclass
from datetime import date

from ..model import Source


@dataclass(frozen=True, slots=True)
class CommentsSet:
    until: date


@dataclass(frozen=True, slots=True)
class CommentAdded:
    comment: str
    seat: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class CommentsLocked:
    pass


@dataclass(frozen=True, slots=True)
class AppendixWritten:
    file: str
    sha256: str


Event = CommentsSet | CommentAdded | CommentsLocked | AppendixWritten
