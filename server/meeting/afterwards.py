"""Deciding about the plan between two meetings: how far a step has come, asking for a change, telling what has changed.

Nothing of it touches what was signed. Of a step speaks whoever has it; somebody who leads, or the person with whom
information converges, may note what they were told.
"""

from datetime import date

from . import commands as c
from . import events as e
from .checks import clean_words, free_id, known_person, known_step
from .events import Events
from .model import Meeting, Seat, Step
from .pages import is_child
from .policy import at_home
from .previous import Outcome
from .refusals import Reason, Refused

MOST_MARK = 500
"""Characters of a word about a step, of a wish to change one, and of the answer to it."""
MOST_REQUESTS = 40
"""Wishes to change something in the plan, of all people together."""
MOST_NEWS = 40
MOST_NEWS_WORDS = 2000


def mark_step(meeting: Meeting, command: c.MarkStep, by: str) -> Events:
    after_closing(meeting)
    step = known_step(meeting, command.step)
    if not speaks_for(meeting, step, by):
        raise Refused(Reason.NOT_YOUR_STEP, owner=_owner(meeting, step))
    words = clean_words(command.words, MOST_MARK)
    last = meeting.progress[step.id][-1] if meeting.progress.get(step.id) else None
    if last is not None and (last.outcome, last.words) == (command.outcome, words):
        return ()
    return (e.StepMarked(step.id, command.outcome, words),)


def ask_change(meeting: Meeting, command: c.AskChange, by: str) -> Events:
    """Goes to those who see to the meeting; in the plan it changes nothing."""
    after_closing(meeting)
    step = known_step(meeting, command.step)
    if not speaks_for(meeting, step, by):
        raise Refused(Reason.NOT_YOUR_STEP, owner=_owner(meeting, step))
    words = _words(command.words, MOST_MARK)
    known = meeting.requests.get(command.request)
    if known is not None and (known.step, known.words) == (step.id, words):
        return ()
    free_id(command.request, meeting.requests, MOST_REQUESTS, len(meeting.requests))
    return (e.ChangeAsked(command.request, step.id, words),)


def answer_change(meeting: Meeting, command: c.AnswerChange, by: str) -> Events:
    after_closing(meeting)
    if not sees_to(meeting, meeting.seats[by]):
        raise Refused(Reason.NOT_YOUR_ROLE)
    asked = meeting.requests.get(command.request)
    if asked is None:
        raise Refused(Reason.NO_SUCH_REQUEST)
    words = _words(command.words, MOST_MARK)
    if asked.answer is not None and asked.answer.why == words:
        return ()
    return (e.ChangeAnswered(asked.id, words),)


def tell_news(meeting: Meeting, command: c.TellNews, by: str) -> Events:
    """To those who should know; a child is told by somebody, not by a page."""
    after_closing(meeting)
    if not sees_to(meeting, meeting.seats[by]):
        raise Refused(Reason.NOT_YOUR_ROLE)
    words = _words(command.words, MOST_NEWS_WORDS)
    seats = frozenset(known_person(meeting, seat) for seat in command.seats)
    if any(is_child(meeting, meeting.seats[seat]) for seat in seats):
        raise Refused(Reason.NOT_BY_A_PAGE)
    if not seats - {by}:
        raise Refused(Reason.NOBODY_TOLD)
    known = meeting.news.get(command.news)
    if known is not None and (known.words, known.seats) == (words, seats):
        return ()
    free_id(command.news, meeting.news, MOST_NEWS, len(meeting.news))
    return (e.NewsTold(command.news, words, seats),)


FINISHED = frozenset({Outcome.DONE, Outcome.VOID})
"""Outcomes after which nobody waits for a step any more."""


def outcome_of(meeting: Meeting, step: Step) -> Outcome | None:
    """How far a step is by what was said last; None where nothing was said."""
    marks = meeting.progress.get(step.id, ())
    return marks[-1].outcome if marks else None


def open_steps(meeting: Meeting, until: date) -> tuple[Step, ...]:
    """Steps of a closed meeting due up to that day, that day included, of which nobody has said that they are done or
    hold no more; the earliest first. For reminders and for those who see to the meeting."""
    if meeting.closed is None:
        return ()
    waiting = (step for step in meeting.steps if step.owner and outcome_of(meeting, step) not in FINISHED)
    return tuple(sorted((step for step in waiting if step.due and step.due <= until), key=lambda step: str(step.due)))


def after_closing(meeting: Meeting) -> None:
    if meeting.closed is None:
        raise Refused(Reason.NOT_OVER)


def sees_to(meeting: Meeting, seat: Seat) -> bool:
    """Somebody who holds things together after the meeting: who leads it, or the person whom everything reaches."""
    return at_home(seat) and (meeting.format.leads in seat.roles or seat.id == meeting.hub)


def speaks_for(meeting: Meeting, step: Step, by: str) -> bool:
    """May this person say how far a step is: its owner; or for a grown-up, whoever was told so."""
    owner = meeting.seat_of(step.owner) if step.owner else None
    if owner is not None and owner.id == by:
        return True
    return sees_to(meeting, meeting.seats[by]) and (owner is None or not is_child(meeting, owner))


def _owner(meeting: Meeting, step: Step) -> str:
    owner = meeting.seat_of(step.owner) if step.owner else None
    return owner.name if owner else "—"


def _words(given: str, most: int) -> str:
    words = clean_words(given, most)
    if not words:
        raise Refused(Reason.NO_WORDS)
    return words
