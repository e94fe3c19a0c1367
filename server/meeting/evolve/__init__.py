"""What is true after something has happened. Never refuses: whatever is in the log is so."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from .. import events as e
from ..model import Meeting
from ..text import Broken
from . import (
    afterwards,
    boards,
    book,
    calling,
    choice,
    comments,
    consents,
    contributions,
    course,
    damage,
    evaluation,
    invitations,
    keeping,
    mails,
    opening,
    people,
    poll,
    preparation,
    recipients,
    signing,
    step_reminders,
    steps,
    to_the_child,
    writing,
)

MOVED = 60
"""A clock that is put on or back by more seconds is noted: times are shown to the minute."""
NOTICED = timedelta(seconds=MOVED)


def replay(entries: Iterable[e.Entry], meeting: Meeting | None = None) -> Meeting | None:
    """The meeting after those entries; None for an empty log."""
    for entry in entries:
        meeting = evolve(meeting, entry)
    return meeting


def evolve(meeting: Meeting | None, entry: e.Entry) -> Meeting:
    """The meeting after one entry. Only MeetingOpened may come to no meeting."""
    if meeting is None:
        if not isinstance(entry.event, e.MeetingOpened):
            raise ValueError("a log begins with MeetingOpened")
        return replace(opening.opened(entry.event), version=entry.version, latest=entry.at)
    after = _damaged(meeting, entry) if meeting.damages else _after(meeting, entry)
    if after.version != entry.version:
        after = replace(after, version=entry.version, latest=entry.at)
    if isinstance(entry.event, e.Lost) or after.stopped:
        return replace(after, latest=meeting.latest)
    if isinstance(entry.event, e.ClockMoved):
        return after
    if meeting.latest is not None and meeting.latest - entry.at > NOTICED:
        after = replace(after, clock_back=(*meeting.clock_back, (meeting.latest, entry.at)))
    return after


def _damaged(meeting: Meeting, entry: e.Entry) -> Meeting:
    """The same of a meeting that has lost an entry: what does not fit any more was made on what is lost."""
    if meeting.stopped:
        return replace(meeting, aside=meeting.aside + 1)
    try:
        if damage.goes_on_from_what_is_lost(meeting, entry):
            return replace(meeting, aside=meeting.aside + 1)
        return _after(damage.written_anew(meeting, entry), entry)
    except (LookupError, StopIteration, ValueError, Broken):
        return damage.stop(meeting, entry)


def _after(meeting: Meeting, entry: e.Entry) -> Meeting:
    """By subject. Writing comes first, for a long log is all letters."""
    event = entry.event
    if isinstance(event, e.writing.Event):
        return writing.after(meeting, event, entry)
    if isinstance(event, e.opening.Event):
        return opening.after(meeting, event, entry)
    if isinstance(event, e.people.Event):
        return people.after(meeting, event, entry)
    if isinstance(event, e.course.Event):
        return course.after(meeting, event, entry)
    if isinstance(event, e.book.Event):
        return book.after(meeting, event, entry)
    if isinstance(event, e.choice.Event):
        return choice.after(meeting, event, entry)
    if isinstance(event, e.preparation.Event):
        return preparation.after(meeting, event, entry)
    if isinstance(event, e.poll.Event):
        return poll.after(meeting, event, entry)
    if isinstance(event, e.contributions.Event):
        return contributions.after(meeting, event, entry)
    if isinstance(event, e.boards.Event):
        return boards.after(meeting, event, entry)
    if isinstance(event, e.steps.Event):
        return steps.after(meeting, event, entry)
    if isinstance(event, e.calling.Event):
        return calling.after(meeting, event, entry)
    if isinstance(event, e.consents.Event):
        return consents.after(meeting, event, entry)
    if isinstance(event, e.recipients.Event):
        return recipients.after(meeting, event, entry)
    if isinstance(event, e.evaluation.Event):
        return evaluation.after(meeting, event, entry)
    if isinstance(event, e.signing.Event):
        return signing.after(meeting, event, entry)
    if isinstance(event, e.to_the_child.Event):
        return to_the_child.after(meeting, event, entry)
    if isinstance(event, e.afterwards.Event):
        return afterwards.after(meeting, event, entry)
    if isinstance(event, e.comments.Event):
        return comments.after(meeting, event, entry)
    if isinstance(event, e.keeping.Event):
        return keeping.after(meeting, event, entry)
    if isinstance(event, e.invitations.Event):
        return invitations.after(meeting, event, entry)
    if isinstance(event, e.mails.Event):
        return mails.after(meeting, event, entry)
    if isinstance(event, e.step_reminders.Event):
        return step_reminders.after(meeting, event, entry)
    if isinstance(event, e.damage.Event):
        return damage.after(meeting, event, entry)
    assert_never(event)
