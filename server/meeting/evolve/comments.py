"""What is true after somebody has said something to the record."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Comment, Meeting, Record


def after(meeting: Meeting, event: e.comments.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.CommentsSet():
            return replace(meeting, comments_day=event.until, comments_locked=None)
        case e.CommentAdded():
            noted = "" if entry.by == event.seat else entry.by
            comment = Comment(event.comment, event.seat, event.words, entry.at, event.source, noted)
            return replace(meeting, comments={**meeting.comments, comment.id: comment})
        case e.CommentsLocked():
            return replace(meeting, comments_locked=entry.at)
        case e.AppendixWritten():
            return replace(meeting, appendix=Record(event.file, event.sha256, entry.at))
        case _:
            assert_never(event)
