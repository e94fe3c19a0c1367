"""Deciding about the end: freezing, what each says to it, signatures and refusals."""

from itertools import pairwise

from . import commands as c
from . import events as e
from .agreed import digest
from .agreement import agreement
from .cells import is_id
from .checks import LEAST_INK, MOST_POINTS, MOST_STROKES, clean_words
from .copies import saw
from .course import words_despite
from .events import Events
from .holes import signers, unmet
from .model import Freeze, Meeting, Strokes, Verdict
from .pages import is_child
from .refusals import Reason, Refused


def freeze_plan(meeting: Meeting, command: c.FreezePlan) -> Events:
    despite = words_despite(meeting, meeting.format.freeze_needs, command.despite)
    agreed = agreement(meeting, unmet(meeting, meeting.format.freeze_needs), despite)
    return (e.PlanFrozen(len(meeting.voided) + 1, digest(agreed), agreed),)


def frozen_version(meeting: Meeting, shown: str) -> Freeze:
    if meeting.freeze is None:
        raise Refused(Reason.NOT_FROZEN)
    if meeting.freeze.digest != shown:
        raise Refused(Reason.OTHER_VERSION)
    return meeting.freeze


def _in_time(meeting: Meeting, shown: str, by: str) -> Freeze:
    freeze = frozen_version(meeting, shown)
    if meeting.seats[by].late:
        raise Refused(Reason.LATE)
    return freeze


def as_signer(meeting: Meeting, shown: str, by: str) -> Freeze:
    freeze = _in_time(meeting, shown, by)
    if by not in {seat.id for seat in signers(meeting)}:
        raise Refused(Reason.NOT_YOUR_ROLE)
    return freeze


def _as_shown(meeting: Meeting, shown: str, by: str, hand: str) -> None:
    """What somebody answers to is what they were shown, also where a part of the plan is withheld from them."""
    if shown != saw(meeting, by, hand):
        raise Refused(Reason.OTHER_VERSION)


def approve(meeting: Meeting, command: c.Approve, by: str, hand: str) -> Events:
    freeze = as_signer(meeting, command.digest, by)
    _as_shown(meeting, command.saw, by, hand)
    words = clean_words(command.words)
    if command.verdict is not Verdict.AGREE and not words:
        raise Refused(Reason.NO_WORDS)
    not_signed_yet(freeze, by)
    return (e.PlanApproved(by, command.digest, command.verdict, words),)


def not_signed_yet(freeze: Freeze, by: str) -> None:
    """A signature holds until the plan is opened again; who has refused may still change their mind and sign."""
    given = freeze.signatures.get(by)
    if given is not None and given.refused is None:
        raise Refused(Reason.ALREADY_SIGNED)


def sign(meeting: Meeting, command: c.Sign, by: str, hand: str) -> Events:
    if is_child(meeting, meeting.seats[by]):
        # Nobody asks it of a child, and nothing depends on it; whoever likes to draw their name there may.
        freeze = _in_time(meeting, command.digest, by)
    else:
        freeze = as_signer(meeting, command.digest, by)
        if by not in freeze.approvals:
            raise Refused(Reason.APPROVE_FIRST)
    not_signed_yet(freeze, by)
    _as_shown(meeting, command.saw, by, hand)
    really_drawn(command.strokes)
    return (e.PlanSigned(by, command.digest, command.strokes, command.saw),)


def sign_on_paper(meeting: Meeting, command: c.SignOnPaper, by: str, hand: str) -> Events:
    noting = meeting.seat_of(hand) if hand else None
    if noting is None or meeting.format.leads not in noting.roles:
        raise Refused(Reason.NOT_ON_PAPER)
    freeze = as_signer(meeting, command.digest, by)
    if by not in freeze.approvals:
        raise Refused(Reason.APPROVE_FIRST)
    given = freeze.signatures.get(by)
    if given is None or not given.paper:
        # Another photo of the same paper is welcome; a drawn signature stays what it is.
        not_signed_yet(freeze, by)
    if command.photo and not is_id(command.photo):
        raise Refused(Reason.BAD_ID)
    # What was printed for them is theirs, whoever notes it.
    _as_shown(meeting, command.saw, by, "")
    return (e.PlanSignedOnPaper(by, command.digest, command.photo, command.saw),)


def refuse_to_sign(meeting: Meeting, command: c.RefuseToSign, by: str, hand: str) -> Events:
    not_signed_yet(as_signer(meeting, command.digest, by), by)
    _as_shown(meeting, command.saw, by, hand)
    reason = clean_words(command.reason)
    if not reason:
        raise Refused(Reason.NO_REASON)
    return (e.SigningRefused(by, command.digest, reason, command.saw),)


def really_drawn(strokes: Strokes) -> None:
    """A signature somebody really drew, within the box and within reason."""
    if len(strokes) > MOST_STROKES or sum(len(stroke) for stroke in strokes) > 2 * MOST_POINTS:
        raise Refused(Reason.LONG_SIGNATURE)
    ink = 0.0
    for stroke in strokes:
        if len(stroke) % 2:
            raise Refused(Reason.EMPTY_SIGNATURE)
        points = list(zip(stroke[::2], stroke[1::2], strict=True))
        if not all(0 <= x <= 1000 and 0 <= y <= 400 for x, y in points):
            raise Refused(Reason.EMPTY_SIGNATURE)
        for (x0, y0), (x1, y1) in pairwise(points):
            ink += ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if ink < LEAST_INK:
        raise Refused(Reason.EMPTY_SIGNATURE)
