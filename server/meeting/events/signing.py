"""What has happened: freezing, what each says to it, signatures and refusals."""

from dataclasses import dataclass

from ..agreed import Agreed
from ..model import Strokes, Verdict


@dataclass(frozen=True, slots=True)
class PlanFrozen:
    """agreed: kept whole, so that what was signed can be shown as it was, whatever later programs make of the log."""

    number: int
    digest: str
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class PlanReopened:
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class PlanApproved:
    seat: str
    digest: str
    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class PlanSigned:
    seat: str
    digest: str
    strokes: Strokes
    saw: str = ""


@dataclass(frozen=True, slots=True)
class PlanSignedOnPaper:
    seat: str
    digest: str
    photo: str
    saw: str = ""


@dataclass(frozen=True, slots=True)
class SigningRefused:
    seat: str
    digest: str
    reason: str
    saw: str = ""


Event = PlanFrozen | PlanReopened | PlanApproved | PlanSigned | PlanSignedOnPaper | SigningRefused
