"""Limits, and small checks that several decisions share: what is asked for is there, is of use, is not too long."""

from datetime import date, datetime

from . import text
from .cells import is_id
from .format import Word, known
from .mail import LANGUAGES
from .model import OCCASIONS, RECORD_KINDS, Meeting, Presence, Seat, Step
from .policy import RESERVED
from .refusals import Reason, Refused

MOST_SEATS = 120
MOST_WAITING = 60
"""At the door at once: whoever has read the code from the screen must not fill every seat with invented names."""
MOST_GOALS = 40
MOST_STEPS = 200
MOST_CARDS = 300
MOST_OWN_CARDS = 40
"""Cards of one person: nobody fills the boards for all, since only their author takes cards back."""
MOST_ALERTS = 20
MOST_WEEKS = 52
MOST_WORDS = 4000
MOST_STROKES = 200
MOST_POINTS = 6000
LEAST_INK = 60
"""Length of line, in thousandths of the box's width, below which a signature is a slip of the finger."""
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def seat_now(meeting: Meeting, seat_id: str) -> str:
    """The seat somebody holds now; the id itself where there is none."""
    seat = meeting.seat_of(seat_id)
    return seat.id if seat else seat_id


def seat_here(meeting: Meeting, seat_id: str) -> Seat:
    seat = known_seat(meeting, seat_id)
    if seat.presence is not Presence.PRESENT:
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat


def known_person(meeting: Meeting, seat_id: str) -> str:
    """A seat that may be named for something after today, present or not; "" for nobody."""
    if not seat_id:
        return ""
    seat = known_seat(meeting, seat_id)
    if seat.presence in (Presence.WAITING, Presence.TURNED_AWAY, Presence.TAKEN_OUT):
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat.id


def own_or_lead(meeting: Meeting, seat_id: str, by: str) -> None:
    if seat_id != by and meeting.format.leads not in meeting.seats[by].roles:
        raise Refused(Reason.NOT_YOUR_ROLE)


def one_of(words: tuple[Word, ...], word: str) -> None:
    if word and known(words, word) is None:
        raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(each.id for each in words))


def refusal(meeting: Meeting, reason: Reason) -> Refused:
    return Refused(reason, stage=meeting.stage.name)


def known_seat(meeting: Meeting, seat_id: str) -> Seat:
    seat = meeting.seat_of(seat_id)
    if seat is None:
        raise Refused(Reason.NO_SUCH_SEAT)
    return seat


def known_step(meeting: Meeting, step_id: str) -> Step:
    step = meeting.step(step_id)
    if step is None:
        raise Refused(Reason.NO_SUCH_STEP)
    return step


def known_goal(meeting: Meeting, goal_id: str) -> None:
    if meeting.goal(goal_id) is None:
        raise Refused(Reason.NO_SUCH_GOAL)


def free_id(new: str, taken: object, most: int, count: int) -> None:
    if not is_id(new) or new in RESERVED:
        raise Refused(Reason.BAD_ID)
    if new in taken:  # type: ignore[operator]
        raise Refused(Reason.TAKEN_ID)
    if count >= most:
        raise Refused(Reason.TOO_MANY, most=str(most))


def clean_words(value: str, most: int = MOST_WORDS) -> str:
    cleaned = text.clean(value).strip()
    if len(cleaned) > most:
        raise Refused(Reason.TOO_LONG, most=str(most))
    return cleaned


def known_record_kind(word: str) -> str:
    if word not in RECORD_KINDS:
        raise Refused(Reason.NO_SUCH_KIND, word=word[:40], words=", ".join(RECORD_KINDS))
    return word


def known_case(word: str) -> str:
    """A case by its id, or "" for one that begins. Whether there is such a case no meeting can know."""
    if word and not is_id(word):
        raise Refused(Reason.BAD_ID)
    return word


def known_occasion(word: str) -> str:
    if word not in OCCASIONS:
        raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(OCCASIONS))
    return word


def clean_name(value: str) -> str:
    cleaned = " ".join(text.clean(value).split())
    if not 1 <= len(cleaned) <= 80:
        raise Refused(Reason.NO_NAME)
    return cleaned


def clean_title(value: str) -> str:
    cleaned = " ".join(text.clean(value).split())
    if not 1 <= len(cleaned) <= 200:
        raise Refused(Reason.NO_TITLE)
    return cleaned


def sensible_day(day: date | None) -> None:
    if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
        raise Refused(Reason.BAD_DATE, first=_FIRST_DAY.isoformat(), last=_LAST_DAY.isoformat())


def sensible_start(starts: datetime | None) -> None:
    sensible_day(starts.date() if starts else None)


MOST_ADDRESS = 254
"""Characters of an e-mail address, as RFC 5321 has them."""


def clean_address(written: str) -> str:
    """An e-mail address, or "" for none. Raises Refused for what can be none."""
    address = clean_words(written, MOST_ADDRESS)
    if address and not is_address(address):
        raise Refused(Reason.BAD_ADDRESS, address=address)
    return address


def is_address(written: str) -> bool:
    """Could this be an e-mail address? Only a server can say whether it is one."""
    name, at, domain = written.rpartition("@")
    if not at or not name or "@" in name or len(written.split()) != 1 or set(written) & set('<>(),;:"\\[]'):
        return False
    labels = domain.split(".")
    return len(labels) > 1 and all(labels) and not name.startswith(".") and not name.endswith(".")


def known_language(word: str) -> str:
    if word not in LANGUAGES:
        raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(LANGUAGES))
    return word
