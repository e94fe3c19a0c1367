"""What somebody asks for: freezing, what each says to it, signatures and refusals."""

from ..model import Strokes, Verdict
from ..value import value


@value
class FreezePlan:
    """Make a version to be signed. despite: the facilitator's words when the plan has holes."""

    despite: str = ""


@value
class ReopenPlan:
    """Open a frozen plan again without leaving the stage; number: the version meant. Every signature is void."""

    number: int
    why: str = ""


@value
class Approve:
    """digest: of the version; saw: of the part of it that one was shown, "" for all of it (see copies.saw)."""

    digest: str
    verdict: Verdict
    words: str = ""
    saw: str = ""


@value
class Sign:
    digest: str
    strokes: Strokes
    saw: str = ""


@value
class SignOnPaper:
    """A signature given with a pen on a printed plan; photo: the id of its picture, or ""."""

    digest: str
    photo: str = ""
    saw: str = ""


@value
class RefuseToSign:
    digest: str
    reason: str
    saw: str = ""


Command = FreezePlan | ReopenPlan | Approve | Sign | SignOnPaper | RefuseToSign
