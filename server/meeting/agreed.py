"""What people put their names to: the whole content of the plan in plain values, and its digest.

Everything shown when signing is in here and nothing else is, so that one changed letter is another digest.
Who was present is not: a late arrival is recorded and voids nobody's signature.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class AgreedStep:
    id: str
    what: str
    how: str
    owner: str
    with_whom: str
    due: str
    """ISO date or ""."""
    signal: str
    acceptance: str


@dataclass(frozen=True, slots=True)
class AgreedGoal:
    id: str
    title: str
    strengths: str
    worries: str
    indicator: str
    steps: tuple[AgreedStep, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """minutes, reflections: (stage id | seat id) -> text; holes: (kind, subject) pairs left open by decision."""

    title: str
    purpose: str
    place: str
    reason: str
    aim: str
    rules: str
    minutes: Mapping[str, str]
    goals: tuple[AgreedGoal, ...]
    reflections: Mapping[str, str]
    next_starts: str
    next_place: str
    holes: tuple[tuple[str, str], ...]
    despite: str


def digest(agreed: Agreed) -> str:
    """SHA-256 (64 hexadecimal digits) of the content in one canonical writing: JSON, sorted keys, UTF-8."""
    return _sha256(asdict(agreed))


def step_digest(step: AgreedStep) -> str:
    """SHA-256 of the words and the date of one step: the thing a promise is given to.

    Not whose it is: a step given to somebody else loses its promise anyway, and a corrected name breaks none.
    """
    content = asdict(step)
    del content["acceptance"], content["owner"]
    return _sha256(content)


def short(full: str) -> str:
    """A digest as people compare it by eye: the first 12 digits in threes of four."""
    return " ".join((full[0:4], full[4:8], full[8:12]))


def _sha256(content: object) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
