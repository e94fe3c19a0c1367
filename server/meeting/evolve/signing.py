"""What is true after the plan was frozen or opened again, and somebody has said their word to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Approval, Freeze, Meeting, Signature
from .damage import certain_again
from .hands import by_hand


def after(meeting: Meeting, event: e.signing.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.PlanFrozen():
            meeting = certain_again(meeting, event.agreed)
            return replace(meeting, freeze=Freeze(event.number, event.digest, entry.at, event.agreed))
        case e.PlanReopened():
            return _reopen(meeting, event, entry)
        case e.PlanApproved():
            said = _on_freeze(meeting, approvals={event.seat: Approval(event.verdict, event.words, entry.at)})
            return by_hand(said, f"verdict:{event.seat}", entry)
        case e.PlanSigned():
            return _sign(meeting, event.seat, Signature(event.digest, entry.at, event.strokes, saw=event.saw), entry)
        case e.PlanSignedOnPaper():
            on_paper = Signature(event.digest, entry.at, paper=True, photo=event.photo, saw=event.saw)
            return _sign(meeting, event.seat, on_paper, entry)
        case e.SigningRefused():
            refused = Signature(event.digest, entry.at, refused=event.reason, saw=event.saw)
            return _sign(meeting, event.seat, refused, entry)
        case _:
            assert_never(event)


def _reopen(meeting: Meeting, event: e.PlanReopened, entry: e.Entry) -> Meeting:
    if meeting.freeze is None:
        return meeting
    voided = replace(meeting.freeze, reopened=entry.at, why=event.why)
    # Whoever came while the last version was frozen is there for the next one.
    seats = {key: replace(seat, late=False) if seat.late else seat for key, seat in meeting.seats.items()}
    return replace(meeting, freeze=None, voided=(*meeting.voided, voided), seats=seats)


def _sign(meeting: Meeting, seat_id: str, signature: Signature, entry: e.Entry) -> Meeting:
    signed = _on_freeze(meeting, signatures={seat_id: signature})
    return by_hand(signed, f"signature:{seat_id}", entry)


def _on_freeze(
    meeting: Meeting,
    approvals: Mapping[str, Approval] | None = None,
    signatures: Mapping[str, Signature] | None = None,
) -> Meeting:
    freeze = meeting.freeze
    if freeze is None:
        return meeting
    freeze = replace(
        freeze,
        approvals={**freeze.approvals, **(approvals or {})},
        signatures={**freeze.signatures, **(signatures or {})},
    )
    return replace(meeting, freeze=freeze)
