"""What has happened: freezing, what each says to it, signatures and refusals."""

from ..agreed import Agreed
from ..model import Strokes, Verdict
from ..value import value


@value
class PlanFrozen:
    """agreed: kept whole, so that what was signed can be shown as it was, whatever later programs make of the log."""

    number: int
    digest: str
    agreed: Agreed


@value
class PlanReopened:
    number: int
    why: str


@value
class PlanApproved:
    seat: str
    digest: str
    verdict: Verdict
    words: str


@value
class PlanSigned:
    seat: str
    digest: str
    strokes: Strokes
    saw: str = ""


@value
class PlanSignedOnPaper:
    seat: str
    digest: str
    photo: str
    saw: str = ""


@value
class SigningRefused:
    seat: str
    digest: str
    reason: str
    saw: str = ""


Event = PlanFrozen | PlanReopened | PlanApproved | PlanSigned | PlanSignedOnPaper | SigningRefused
