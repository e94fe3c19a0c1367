"""The written word of somebody who cannot come: by themselves from home, or noted as it came by mail, phone or paper.

It is theirs: nobody else changes it, and until the meeting begins they may take it back.
"""

from . import commands as c
from . import events as e
from .checks import clean_words, known_seat, sensible_day
from .events import Events
from .model import Contribution, Meeting, Presence, Seat, Source
from .pages import is_child
from .refusals import Reason, Refused

FROM_OUTSIDE = (Source.EMAIL, Source.PHONE, Source.PAPER)
"""How a word comes that somebody else notes."""


def contribute(meeting: Meeting, command: c.Contribute, by: str) -> Events:
    if is_child(meeting, meeting.seats[by]):
        # A child has a book for it, with a switch on every page.
        raise Refused(Reason.NOT_YOUR_ROLE)
    return _written(meeting, by, command.words, Source.HOME, command)


def note_contribution(meeting: Meeting, command: c.NoteContribution) -> Events:
    seat = known_seat(meeting, command.seat)
    if seat.presence in (Presence.WAITING, Presence.TURNED_AWAY, Presence.TAKEN_OUT):
        raise Refused(Reason.NO_SUCH_SEAT)
    if is_child(meeting, seat):
        raise Refused(Reason.THE_CHILDS)
    if command.source not in FROM_OUTSIDE:
        raise Refused(Reason.NO_SUCH_WORD, word=command.source[:40], words=", ".join(FROM_OUTSIDE))
    sensible_day(command.received)
    return _written(meeting, seat.id, command.words, Source(command.source), command)


def take_back(meeting: Meeting, by: str) -> Events:
    """The author's own, whoever noted it."""
    if by not in meeting.contributions:
        return ()
    still_open(meeting)
    not_begun(meeting)
    return (e.ContributionTakenBack(by),)


def drop(meeting: Meeting, command: c.DropContribution) -> Events:
    """What was noted at the desk by mistake; never what somebody wrote with their own hand."""
    seat = known_seat(meeting, command.seat)
    standing = meeting.contributions.get(seat.id)
    if standing is None:
        return ()
    if standing.source is Source.HOME:
        raise Refused(Reason.NOT_YOUR_CONTRIBUTION, name=seat.name)
    still_open(meeting)
    not_begun(meeting)
    return (e.ContributionTakenBack(seat.id),)


def _written(
    meeting: Meeting, seat_id: str, said: str, source: Source, command: c.Contribute | c.NoteContribution
) -> Events:
    still_open(meeting)
    words = clean_words(said)
    if not words:
        raise Refused(Reason.NO_WORDS)
    received = command.received if isinstance(command, c.NoteContribution) else None
    standing = meeting.contributions.get(seat_id)
    if standing is not None:
        if (standing.words, standing.source, standing.received) == (words, source, received):
            return ()
        not_begun(meeting)
        if standing.source is Source.HOME and source is not Source.HOME:
            raise Refused(Reason.NOT_YOUR_CONTRIBUTION, name=meeting.seats[seat_id].name)
    return (e.ContributionWritten(seat_id, words, source, received),)


def still_open(meeting: Meeting) -> None:
    if meeting.closed:
        raise Refused(Reason.CLOSED)
    if meeting.freeze:
        raise Refused(Reason.FROZEN)


def not_begun(meeting: Meeting) -> None:
    if meeting.began:
        raise Refused(Reason.CONTRIBUTION_STANDS)


def contributors(meeting: Meeting) -> tuple[tuple[Seat, Contribution], ...]:
    """Whoever has sent their word, in the order of the seats."""
    found = ((seat, meeting.contributions.get(seat.id)) for seat in meeting.seats.values())
    return tuple((seat, said) for seat, said in found if said is not None)
