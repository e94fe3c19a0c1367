"""Deciding what is confidential, who has agreed to whom being told of what, and on which grounds the office tells.

Said before, during and after the meeting; a statement is never changed, only withdrawn. After the closing only whoever
sees to the meeting marks things, for the record has gone out.
"""

from . import commands as c
from . import events as e
from .cells import is_id
from .checks import clean_name, clean_words, known_person, known_seat
from .confidences import author_of, concerned, is_thing, keeps, subjects, withheld, writes_minutes
from .events import Events
from .holes import side_of
from .model import TABLET, Confidence, Meeting
from .pages import is_child
from .policy import at_desk
from .refusals import Reason, Refused

MOST_CONSENTS = 300
"""Statements of one meeting, withdrawn ones as well."""
MOST_GROUNDS = 60
MOST_GROUND = 500
"""Letters of a ground."""
MOST_SIDE = 200


def name_concerned(meeting: Meeting, command: c.NameConcerned) -> Events:
    named = {known_person(meeting, seat) for seat in command.seats if seat}
    ordered = tuple(seat for seat in meeting.seats if seat in named)
    return () if meeting.concerned == ordered else (e.ConcernedNamed(ordered),)


def say_bound(meeting: Meeting, command: c.SayBound) -> Events:
    seat = known_seat(meeting, command.seat)
    return () if (seat.id in meeting.bound) is command.bound else (e.BoundSaid(seat.id, command.bound),)


def own_hand(meeting: Meeting, by: str, hand: str) -> None:
    """That others are told of something nobody says by somebody else's hand; whoever leads may note what they heard."""
    if hand and hand != TABLET:
        raise Refused(Reason.NOT_YOUR_HAND, name=meeting.seats[by].name)


# What is confidential -----------------------------------------------------------------------------------------------


def mark_confidential(meeting: Meeting, command: c.MarkConfidential, by: str) -> Events:
    _known_thing(meeting, command.thing, by)
    _may_mark(meeting, command.thing, by)
    _known_subjects(meeting, (command.subject,))
    # What a child keeps to themselves is the child's own matter, whoever else it may concern.
    child = is_child(meeting, meeting.seats[by])
    about = by if child else known_person(meeting, command.about)
    if about and about != by and about not in {seat.id for seat in concerned(meeting)}:
        raise Refused(Reason.NOT_CONCERNED)
    now = meeting.confidences.get(command.thing)
    if now == Confidence(command.subject, about, now.by if now else ""):
        return ()
    _not_kept_by_its_author(meeting, command.thing, now, by)
    return (e.MarkedConfidential(command.thing, command.subject, about),)


def lift_confidence(meeting: Meeting, command: c.LiftConfidence, by: str) -> Events:
    _known_thing(meeting, command.thing, by)
    _may_mark(meeting, command.thing, by)
    now = meeting.confidences.get(command.thing)
    _not_kept_by_its_author(meeting, command.thing, now, by)
    return () if now is None else (e.ConfidenceLifted(command.thing),)


def may_mark(meeting: Meeting, who: str, thing: str) -> bool:
    """May this person make a thing confidential now? Whoever leads, sends or writes the record any, everyone their own
    word.
    """
    seat = meeting.seat_of(who)
    if seat is None or thing in withheld(meeting, seat.id):
        return False
    if meeting.closed:
        return at_desk(meeting, seat)
    return keeps(meeting, seat) or writes_minutes(meeting, seat) or author_of(meeting, thing) == seat.id


def may_lift(meeting: Meeting, who: str, thing: str) -> bool:
    """May this person let everybody have it again? What its author has kept, the author alone."""
    seat = meeting.seat_of(who)
    mark = meeting.confidences.get(thing)
    return seat is not None and may_mark(meeting, who, thing) and not _kept(meeting, thing, mark, seat.id)


def _may_mark(meeting: Meeting, thing: str, by: str) -> None:
    if may_mark(meeting, by, thing):
        return
    raise Refused(Reason.CLOSED if meeting.closed else Reason.NOT_YOURS_TO_KEEP)


def _not_kept_by_its_author(meeting: Meeting, thing: str, mark: Confidence | None, by: str) -> None:
    if _kept(meeting, thing, mark, by):
        raise Refused(Reason.KEPT_BY_AUTHOR)


def _kept(meeting: Meeting, thing: str, mark: Confidence | None, by: str) -> bool:
    author = author_of(meeting, thing)
    return mark is not None and author is not None and mark.by == author and author != by


def _known_thing(meeting: Meeting, thing: str, by: str) -> None:
    if not is_thing(meeting, thing) or thing in withheld(meeting, by):
        raise Refused(Reason.NO_SUCH_CELL)


def _known_subjects(meeting: Meeting, given: tuple[str, ...]) -> tuple[str, ...]:
    known = subjects(meeting.format)
    for subject in given:
        if subject not in known:
            raise Refused(Reason.NO_SUCH_WORD, word=subject[:40], words=", ".join(known))
    if not given:
        raise Refused(Reason.NO_SUBJECT)
    return tuple(subject for subject in known if subject in given)


# Consents -----------------------------------------------------------------------------------------------------------


def say_consent(meeting: Meeting, command: c.SayConsent, by: str) -> Events:
    if any(consent.id == command.consent for consent in meeting.consents):
        return ()
    if not is_id(command.consent):
        raise Refused(Reason.BAD_ID)
    if len(meeting.consents) >= MOST_CONSENTS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_CONSENTS))
    giver, name = _giver(meeting, command, by)
    seats, sides = _receivers(meeting, command.seats, command.sides)
    said = e.ConsentSaid(
        command.consent,
        giver,
        name,
        command.own,
        _known_subjects(meeting, command.subjects),
        seats,
        sides,
        command.agreed,
        command.written,
    )
    return (said,)


def withdraw_consent(meeting: Meeting, command: c.WithdrawConsent, by: str) -> Events:
    consent = next((each for each in meeting.consents if each.id == command.consent), None)
    if consent is None or (consent.giver != by and not at_desk(meeting, meeting.seats[by])):
        raise Refused(Reason.NO_SUCH_CONSENT)
    return () if consent.withdrawn else (e.ConsentWithdrawn(consent.id),)


def _giver(meeting: Meeting, command: c.SayConsent, by: str) -> tuple[str, str]:
    """Who agrees: (seat, ""), or ("", name). Nobody agrees for another grown-up, and only some for all."""
    seat = meeting.seats[by]
    if command.name.strip():
        if not at_desk(meeting, seat) or command.own:
            raise Refused(Reason.NOT_YOUR_ROLE)
        return "", clean_name(command.name)
    giver = known_person(meeting, command.giver) or by
    if giver != by and not at_desk(meeting, seat):
        raise Refused(Reason.NOT_YOUR_ROLE)
    if not command.own and giver not in {each.id for each in concerned(meeting)}:
        raise Refused(Reason.NOT_CONCERNED)
    return giver, ""


def _receivers(
    meeting: Meeting, seats: tuple[str, ...], sides: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    listed = {recipient.id for recipient in meeting.recipients}
    found = tuple(seat if seat in listed else known_person(meeting, seat) for seat in dict.fromkeys(seats) if seat)
    organisations = tuple(dict.fromkeys(" ".join(clean_words(side, MOST_SIDE).split()) for side in sides))
    organisations = tuple(side for side in organisations if side)
    if not (found or organisations):
        raise Refused(Reason.NO_RECEIVER)
    return found, organisations


def sides_known(meeting: Meeting) -> tuple[str, ...]:
    """The organisations of this meeting's people and of those who get the record, in their order."""
    named = (*(side_of(seat) for seat in meeting.seats.values()), *(r.organisation for r in meeting.recipients))
    return tuple(dict.fromkeys(side for side in named if side))


# Grounds ------------------------------------------------------------------------------------------------------------


def note_ground(meeting: Meeting, command: c.NoteGround) -> Events:
    if any(ground.id == command.ground for ground in meeting.grounds):
        return ()
    if not is_id(command.ground):
        raise Refused(Reason.BAD_ID)
    if len(meeting.grounds) >= MOST_GROUNDS:
        raise Refused(Reason.TOO_MANY, most=str(MOST_GROUNDS))
    words = clean_words(command.words, MOST_GROUND)
    if not words:
        raise Refused(Reason.NO_WORDS)
    seats, sides = _receivers(meeting, command.seats, command.sides)
    return (
        e.GroundNoted(command.ground, command.law, words, _known_subjects(meeting, command.subjects), seats, sides),
    )


def drop_ground(meeting: Meeting, command: c.DropGround) -> Events:
    known = any(ground.id == command.ground for ground in meeting.grounds)
    return (e.GroundDropped(command.ground),) if known else ()
