"""How far the record and its seal are, and what holds them up: a sentence for whoever leads."""

from datetime import datetime

from exports.seal.key import Term
from exports.seal.own import SOON, OwnSeal

from ..meeting.model import SEALED, STAMPED, TO_STAMP, Meeting
from .language import Tongue
from .words import N_

RUN_OUT = N_(
    "The record cannot be sealed: the certificate of “{name}” was valid until {day}. It will be made as soon as the "
    "program has a new one."
)
TOO_EARLY = N_(
    "The record cannot be sealed: the certificate of “{name}” is valid only from {day}. Look whether the clock of the "
    "computer is right; the record will be made by itself."
)


def record_words(meeting: Meeting, seal: OwnSeal | None, now: datetime, tongue: Tongue) -> str:
    """What there is to say of the record; "" before the closing, where nothing will be sealed."""
    _ = tongue._
    if meeting.record is not None and meeting.closed is not None:
        return {
            SEALED: _("The record is written and sealed."),
            TO_STAMP: _("The record is written and sealed. A time stamp is still to come; it will be added by itself."),
            STAMPED: _("The record is written, sealed and stamped with the time."),
        }.get(meeting.record.seal, _("The record is written."))
    if seal is not None and is_held_up(meeting, seal, now):
        sentence, words = held_up(seal, now, tongue)
        return _(sentence).format_map(words)
    if meeting.closed is not None:
        return _("The record is being written.")
    if seal is None:
        return ""
    until = seal.key.certificate.not_valid_after_utc
    sentence = _("The record will be sealed with the certificate of “{name}”.")
    if until - now < SOON:
        sentence = _("The record will be sealed with the certificate of “{name}”. It is valid only until {day}.")
    return sentence.format(name=seal.name, day=tongue.day(until.astimezone(tongue.zone)))


def is_held_up(meeting: Meeting, seal: OwnSeal | None, now: datetime) -> bool:
    """Is there no record, or will there be none, because it cannot be sealed?"""
    done = meeting.record is not None and meeting.closed is not None
    return not done and seal is not None and seal.key.term(now) is not Term.WITHIN


def held_up(seal: OwnSeal, now: datetime, tongue: Tongue) -> tuple[str, dict[str, str]]:
    """Why nothing can be sealed outside the time of the certificate: a msgid, and what fills its gaps."""
    certificate = seal.key.certificate
    early = seal.key.term(now) is Term.BEFORE
    day = certificate.not_valid_before_utc if early else certificate.not_valid_after_utc
    words = {"name": seal.name, "day": tongue.day(day.astimezone(tongue.zone))}
    return TOO_EARLY if early else RUN_OUT, words
