"""Comments and objections to the record: until a day, each in their own words; then locked. They stand beside the
record, which is never rewritten."""

from datetime import UTC, date, datetime, time, timedelta

from . import commands as c
from . import events as e
from .afterwards import after_closing
from .checks import clean_words, free_id, known_person, sensible_day
from .events import Events
from .model import Meeting, Source
from .refusals import Reason, Refused

AT_NIGHT = time(2, 0, tzinfo=UTC)
"""When something that has its day is done: nobody sits at a table then, and nobody writes."""
MOST_COMMENTS = 120
MOST_OWN_COMMENTS = 10
"""Comments of one person."""


def set_comments(meeting: Meeting, command: c.SetComments) -> Events:
    """Until which day comments are taken; a window that was locked is opened again by another day."""
    after_closing(meeting)
    sensible_day(command.until)
    if meeting.closed and command.until < meeting.closed.date():
        raise Refused(Reason.BEFORE_THE_END)
    if command.until == comments_until(meeting) and not meeting.comments_locked:
        return ()
    return (e.CommentsSet(command.until),)


def add_comment(meeting: Meeting, command: c.AddComment, by: str) -> Events:
    return _comment(meeting, command.comment, by, command.words, Source.HOME)


def note_comment(meeting: Meeting, command: c.NoteComment) -> Events:
    """What somebody said, wrote on paper or by mail, word for word, under their name."""
    seat = known_person(meeting, command.seat)
    if not seat or command.source is Source.HOME:
        raise Refused(Reason.NO_SUCH_SEAT)
    return _comment(meeting, command.comment, seat, command.words, command.source)


def _comment(meeting: Meeting, id: str, seat: str, given: str, source: Source) -> Events:
    after_closing(meeting)
    words = clean_words(given)
    if not words:
        raise Refused(Reason.NO_WORDS)
    known = meeting.comments.get(id)
    if known is not None and (known.seat, known.words, known.source) == (seat, words, source):
        return ()
    if comments_until(meeting) is None:
        raise Refused(Reason.NO_COMMENTS)
    if meeting.comments_locked:
        raise Refused(Reason.COMMENTS_LOCKED)
    free_id(id, meeting.comments, MOST_COMMENTS, len(meeting.comments))
    if sum(1 for comment in meeting.comments.values() if comment.seat == seat) >= MOST_OWN_COMMENTS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_OWN_COMMENTS))
    return (e.CommentAdded(id, seat, words, source),)


def lock_comments(meeting: Meeting) -> Events:
    after_closing(meeting)
    return () if meeting.comments_locked or comments_until(meeting) is None else (e.CommentsLocked(),)


def comments_until(meeting: Meeting) -> date | None:
    """The last day on which comments are taken: as it was set, else by the office's rule from the closing; None where
    neither says one."""
    if meeting.comments_day is not None:
        return meeting.comments_day
    if meeting.closed is None or not meeting.keeping.comments:
        return None
    return meeting.closed.date() + timedelta(days=meeting.keeping.comments)


def locked_at(meeting: Meeting) -> datetime | None:
    """When they are locked by themselves: in the night after the last day; None where no day is said, or it is done."""
    until = comments_until(meeting)
    if until is None or meeting.closed is None or meeting.comments_locked:
        return None
    return datetime.combine(until + timedelta(days=1), AT_NIGHT)


def appendix_owed(meeting: Meeting) -> bool:
    """Are there locked comments that no appendix holds yet?"""
    if not meeting.comments_locked or not meeting.comments:
        return False
    return meeting.appendix is None or meeting.appendix.at < meeting.comments_locked
