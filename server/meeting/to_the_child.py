"""Deciding about the letter to the child: written when the plan stands, also after the meeting, until it is given.
Whoever leads may help writing; it is given by the guide."""

from . import commands as c
from . import events as e
from .book import known_page
from .checks import clean_words
from .events import Events
from .model import Meeting, Seat
from .pages import released
from .policy import reads
from .refusals import Reason, Refused


def write_letter(meeting: Meeting, command: c.WriteLetter) -> Events:
    _there_is_a_plan(meeting)
    if meeting.letter is not None and meeting.letter.given:
        raise Refused(Reason.LETTER_GIVEN)
    words = clean_words(command.words)
    if not words:
        raise Refused(Reason.NO_WORDS)
    if command.page and known_page(meeting, command.page) not in released(meeting):
        raise Refused(Reason.NOT_RELEASED)
    if meeting.letter is not None and (meeting.letter.words, meeting.letter.page) == (words, command.page):
        return ()
    return (e.LetterWritten(words, command.page),)


def give_letter(meeting: Meeting, by: str) -> Events:
    _there_is_a_plan(meeting)
    if not gives_letter(meeting, meeting.seats[by]):
        raise Refused(Reason.GUIDES_LETTER, name=", ".join(guide.name for guide in givers(meeting)))
    if meeting.letter is None:
        raise Refused(Reason.NO_WORDS)
    return () if meeting.letter.given else (e.LetterGiven(),)


def givers(meeting: Meeting) -> tuple[Seat, ...]:
    """The guides who were at the table: what is for the child comes from somebody whom the child knows."""
    return tuple(guide for guide in meeting.guides if reads(guide))


def gives_letter(meeting: Meeting, seat: Seat) -> bool:
    """Does this person give the letter: a guide; whoever leads only where no guide was there."""
    there = givers(meeting)
    return seat.id in {guide.id for guide in there} if there else meeting.format.leads in seat.roles


def _there_is_a_plan(meeting: Meeting) -> None:
    if not meeting.format.child or (meeting.freeze is None and meeting.closed is None):
        raise Refused(Reason.NOT_FROZEN)
