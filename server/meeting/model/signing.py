"""What is true of a meeting: versions of the plan, what each said to them, signatures."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from ..agreed import Agreed
from ..value import value

Strokes = tuple[tuple[int, ...], ...]
"""A drawn signature: strokes as x0, y0, x1, y1 … in a box 1000 wide and 400 high. No times, no pressure."""


class Verdict(StrEnum):
    """What somebody says of the frozen plan before signing."""

    AGREE = "agree"
    RESERVATION = "reservation"
    DISAGREE = "disagree"


@value
class Approval:
    verdict: Verdict
    words: str
    at: datetime


@value
class Signature:
    """Signed (strokes, or on paper) or refused (reason), always bound to the digest of what was shown.

    photo: the id of a picture of the paper, or ""; saw: the digest of what this person was shown of it, "" for all.
    """

    digest: str
    at: datetime
    strokes: Strokes = ()
    refused: str | None = None
    paper: bool = False
    photo: str = ""
    saw: str = ""


@value
class Freeze:
    """One version of the plan, as everyone saw it when they were asked to sign; reopened, why: when it was voided."""

    number: int
    digest: str
    at: datetime
    agreed: Agreed
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    reopened: datetime | None = None
    why: str = ""
