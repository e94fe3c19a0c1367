"""What has happened: what is said to the record, and until when."""

from datetime import date

from ..model import Source
from ..value import value


@value
class CommentsSet:
    until: date


@value
class CommentAdded:
    comment: str
    seat: str
    words: str
    source: Source


@value
class CommentsLocked:
    pass


@value
class AppendixWritten:
    file: str
    sha256: str


Event = CommentsSet | CommentAdded | CommentsLocked | AppendixWritten
