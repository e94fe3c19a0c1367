"""What somebody asks for: freezing, what each says to it, signatures and refusals."""

from dataclasses import dataclass

from ..model import Strokes, Verdict


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """Make a version to be signed. despite: the facilitator's words when the plan has holes."""

    despite: str = ""


@dataclass(frozen=True, slots=True)
class ReopenPlan:
    """Open a frozen plan again without leaving the stage; number: the version meant. Every signature is void."""

    number: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """digest: of the version; saw: of the part of it that one was shown, "" for all of it (see copies.saw)."""

    digest: str
    verdict: Verdict
    words: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    digest: str
    strokes: Strokes
    saw: str = ""


@dataclass(frozen=True, slots=True)
class SignOnPaper:
    """A signature given with a pen on a printed plan; photo: the id of its picture, or ""."""

    digest: str
    photo: str = ""
    saw: str = ""


@dataclass(frozen=True, slots=True)
class RefuseToSign:
    digest: str
    reason: str
    saw: str = ""


Command = FreezePlan | ReopenPlan | Approve | Sign | SignOnPaper | RefuseToSign
