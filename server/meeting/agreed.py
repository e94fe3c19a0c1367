"""What people put their names to: the whole content of the plan in plain values, and its digest.

Everything shown when signing is in here and nothing else is, so that one changed letter is another digest.
Who was present is not: a late arrival is recorded and voids nobody's signature.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
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
    kind: str = ""
    after: tuple[str, ...] = ()
    """Ids of the steps that have to be done before this one."""
    carried: int = 0
    """How many times it has been taken over from an earlier plan."""
    first_due: str = ""
    """The day it was first promised for, if it was taken over: ISO date or ""."""
    before: str = ""
    """The id it had in the last plan, if it was taken over."""


@dataclass(frozen=True, slots=True)
class AgreedGoal:
    id: str
    title: str
    strengths: str
    worries: str
    indicator: str
    steps: tuple[AgreedStep, ...]
    area: str = ""
    scale: Mapping[str, int] = field(default_factory=dict)
    """Seat id -> 0 to 10; only what was opened to everyone."""
    topic: str = ""
    """The words of the topic it comes from, as the child chose them; "" where the child did not."""
    before: str = ""
    """The id it had in the last plan, if it was taken over."""


@dataclass(frozen=True, slots=True)
class AgreedAlert:
    """When this happens, this is done, and the caller (a name) calls the called."""

    when: str
    what: str
    caller: str
    called: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class AgreedLoad:
    """Things in a week of somebody of the family (a name), without the plan and with it."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AgreedOutcome:
    """How a step of the last plan came out. id, number: in the last plan; due, first_due: ISO dates or ""; outcome: ""
    where nobody said it; said_by: a name, "" for the owner; help: seat id -> whether it helped them."""

    id: str
    number: str
    what: str
    owner: str
    due: str
    carried: int
    first_due: str
    outcome: str
    note: str
    said_by: str
    help: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AgreedNearer:
    """How near a goal of the last plan was then, and is now: seat id -> 0 to 10; only what was opened to everyone."""

    id: str
    title: str
    indicator: str
    then: Mapping[str, int]
    now: Mapping[str, int]
    outcomes: tuple[AgreedOutcome, ...]


@dataclass(frozen=True, slots=True)
class AgreedEvaluation:
    """What was said to the last plan. meeting, held (ISO date), number, sha256, sealed_by: see Previous."""

    meeting: str
    held: str
    number: int
    sha256: str
    sealed_by: str
    goals: tuple[AgreedNearer, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """minutes, reflections, views, parts: (stage id | seat id | part id) -> text; strengths, offers: (seat id, words);
    hub: a name; holes: (kind, subject) pairs left open by decision.
    """

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
    parts: Mapping[str, str] = field(default_factory=dict)
    strengths: tuple[tuple[str, str], ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    """What was offered and has not become a step."""
    views: Mapping[str, str] = field(default_factory=dict)
    alerts: tuple[AgreedAlert, ...] = ()
    hub: str = ""
    next_weeks: int = 0
    praise: Mapping[str, str] = field(default_factory=dict)
    """Seat id -> what they see going well, where each said so unseen by the others."""
    chosen: tuple[str, ...] = ()
    """The topics the child has chosen, in the child's order."""
    chosen_hand: str = ""
    """Who tapped for the child, or ""."""
    loads: tuple[AgreedLoad, ...] = ()
    contributions: Mapping[str, str] = field(default_factory=dict)
    """Seat id -> what somebody who could not come has sent in writing."""
    called: tuple[str, ...] = ()
    """Another meeting that was decided on: the id of its format, the name of who sees to it, by when (ISO date or "").
    """
    strength_ids: tuple[str, ...] = ()
    offer_ids: tuple[str, ...] = ()
    chosen_ids: tuple[str, ...] = ()
    """The cards behind strengths, offers and chosen, in their order; () in plans of the first versions."""
    evaluation: AgreedEvaluation | None = None
    """What was said to the last plan, at a meeting that has one."""


_LATER: Mapping[type, frozenset[str]] = {
    Agreed: frozenset(
        {
            "parts",
            "strengths",
            "offers",
            "views",
            "alerts",
            "hub",
            "next_weeks",
            "praise",
            "chosen",
            "chosen_hand",
            "loads",
            "contributions",
            "called",
            "strength_ids",
            "offer_ids",
            "chosen_ids",
            "evaluation",
        }
    ),
    AgreedGoal: frozenset({"area", "scale", "topic", "before"}),
    AgreedStep: frozenset({"kind", "after", "carried", "first_due", "before"}),
    AgreedAlert: frozenset({"id"}),
}
"""What plans signed with the first version of this program did not have. Left out of the writing where it is empty, so
that their digests stay what they were."""


def digest(agreed: Agreed) -> str:
    """SHA-256 (64 hexadecimal digits) of the content in one canonical writing: JSON, sorted keys, UTF-8."""
    return _sha256(_plain(agreed))


def step_digest(step: AgreedStep) -> str:
    """SHA-256 of the words and the date of one step: the thing a promise is given to.

    Not whose it is: a step given to somebody else loses its promise anyway, and a corrected name breaks none. Not what
    it waits for either: one promises what one does oneself. Nor whether it was in an earlier plan.
    """
    content = asdict(step)
    for other in ("acceptance", "owner", "kind", "after", "carried", "first_due", "before"):
        del content[other]
    return _sha256(content)


Words = tuple[tuple[str, str], ...]
"""What was written for somebody by another hand: (thing, words)."""


def words_digest(words: Words) -> str:
    """SHA-256 of what somebody confirms."""
    return _sha256(words)


def short(full: str) -> str:
    """A digest as people compare it by eye: the first 12 digits in threes of four."""
    return " ".join((full[0:4], full[4:8], full[8:12]))


def _sha256(content: object) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(content: object) -> object:
    match content:
        case (
            Agreed()
            | AgreedGoal()
            | AgreedStep()
            | AgreedAlert()
            | AgreedLoad()
            | AgreedEvaluation()
            | AgreedNearer()
            | AgreedOutcome()
        ):
            later = _LATER.get(type(content), frozenset[str]())
            named = ((each.name, getattr(content, each.name)) for each in fields(content))
            return {name: _plain(value) for name, value in named if value or name not in later}
        case list() | tuple():
            return [_plain(value) for value in content]
        case _:
            return content
