"""What the record for machines looks like. Its JSON Schema is made of this, and docs/record.md tells it to people.

Every name here is a promise to other programs. A field that comes or goes is a new number of the version.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from server.meeting.model import Acceptance, How, Verdict
from server.meeting.previous import Help, Outcome

NAME: Literal["setkani-record"] = "setkani-record"
VERSION: Literal[1] = 1
SPACE = f"urn:setkani:record:{VERSION}"
"""The namespace of the part inside a Word file, and the name of the schema."""

Moment = Annotated[datetime, Meta(tz=True)]
"""A day and an hour with their offset from UTC, as the clock on the wall showed them."""
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Value = Annotated[int, Meta(ge=0, le=10)]


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Named(Shape, frozen=True):
    """Something a kind of meeting calls by a name: `id` is the same in every language, `name` is in the record's."""

    id: str
    name: str


class Who(Shape, frozen=True):
    """Somebody of the meeting. `id`: as under `people`; null where only the name is known (an earlier version)."""

    id: str | None
    name: str


class Hand(Shape, frozen=True):
    """Whose hand did something for somebody without a phone. `who`: null for the shared tablet; `confirmed`: the person
    has said that it is right; null where that is not asked."""

    who: Who | None
    confirmed: bool | None


class Stay(Shape, frozen=True):
    """From when to when somebody was at the table; `until`: null where they stayed to the end."""

    since: Moment
    until: Moment | None


class Person(Shape, frozen=True):
    """`presence`: was there, had sent word, or neither; `late`: came after the plan was frozen; `identity`: only in a
    protocol; `confidentiality`: when they took note of it."""

    id: str
    name: str
    roles: tuple[Named, ...]
    organisation: str
    position: str
    identity: str
    presence: Literal["there", "excused", "missing"]
    stays: tuple[Stay, ...]
    late: bool
    confidentiality: Moment | None


class Led(Shape, frozen=True):
    """Somebody led the meeting; null: from its beginning, to its end."""

    who: Who
    since: Moment | None
    until: Moment | None


class Sitting(Shape, frozen=True):
    """One part of the meeting. `broken_off`: why it was, in words; "" for the last."""

    began: Moment
    ended: Moment | None
    broken_off: str


class LeftOut(Shape, frozen=True):
    who: Who
    why: str
    at: Moment


class Stage(Shape, frozen=True):
    """A part of the meeting in the order in which it came. `name`: as it was called here; `usual`: as it is called in
    its kind of meeting."""

    id: str
    name: str
    usual: str
    left_out: LeftOut | None


class About(Shape, frozen=True):
    """The head of the record. `id`, `case`: letters and digits that mean nothing; all meetings of a case share one."""

    id: str
    case: str
    occasion: Literal["first", "evaluation", "extraordinary", "closing"]
    kind: Named
    record: Literal["zapis", "zaznam", "protokol"]
    organisation: str
    file_number: str
    sittings: tuple[Sitting, ...]
    closed: Moment
    led: tuple[Led, ...]
    stages: tuple[Stage, ...]
    sends: Named | None
    """The role that sends the record out."""


class Said(Shape, frozen=True):
    """Words with whoever said them."""

    who: Who
    words: str
    hand: Hand | None


class Passage(Shape, frozen=True):
    """Words under a name: the minutes of a stage, a field that a kind of meeting has of its own."""

    id: str
    name: str
    words: str


class Answer(Shape, frozen=True):
    """0 to 10: how near somebody sees a goal."""

    who: Who
    value: Value
    hand: Hand | None


class Step(Shape, frozen=True):
    """One row of the plan. `number`: as on paper, "2.1"; `after`: ids of the steps that come before it; `acceptance`:
    what the owner has said to it; `declined`: the owner's reason; `before`: the id it had in the last plan, "" for a
    new one; `carried`: how many times it was taken over; `first_due`: the day it was first promised for."""

    id: str
    number: str
    what: str
    how: str
    owner: Who | None
    with_whom: str
    due: date | None
    signal: str
    kind: Named | None
    after: tuple[str, ...]
    acceptance: Acceptance
    declined: str
    hand: Hand | None
    before: str
    carried: int
    first_due: date | None


class Goal(Shape, frozen=True):
    """`topic`: the words the child chose, which it comes from; `scale`: only what was opened to everyone; `before`: the
    id it had in the last plan, "" for a new one."""

    id: str
    before: str
    number: int
    title: str
    area: Named | None
    topic: str
    strengths: str
    worries: str
    indicator: str
    scale: tuple[Answer, ...]
    steps: tuple[Step, ...]


class Chosen(Shape, frozen=True):
    """What the child chose, the most important first. `hand`: the name of whoever tapped for the child, or ""."""

    topics: tuple[str, ...]
    hand: str


class Load(Shape, frozen=True):
    """Meetings, visits and tasks in somebody's week, without the plan and with it."""

    name: str
    before: int
    after: int


class Alert(Shape, frozen=True):
    """When this happens, this is done, and the caller (a name) calls the called."""

    when: str
    what: str
    caller: str
    called: str


class Hole(Shape, frozen=True):
    """Something that was missing. `about`: the id of the goal, step or person; `words`: the sentence on paper."""

    kind: str
    about: str
    words: str


class Open(Shape, frozen=True):
    """What was left open by decision, in whose words."""

    holes: tuple[Hole, ...]
    despite: str


class Next(Shape, frozen=True):
    """`starts`: null, and `weeks`, how often they meet from then on: 0, where nothing was agreed."""

    starts: Moment | None
    place: str
    weeks: int


class Called(Shape, frozen=True):
    """Another meeting that was decided on. `name`: who sees to it, or ""; `until`: by when, or null."""

    kind: Named
    name: str
    until: date | None


class Sent(Shape, frozen=True):
    """What somebody who could not come sent in writing. `source`, `received`, `noted` (whose hand typed it in, null for
    their own): null in an earlier version of the plan.
    """

    who: Who
    words: str
    source: Literal["home", "email", "phone", "paper"] | None
    received: date | None
    noted: Who | None


class Helped(Shape, frozen=True):
    """Somebody's own answer to "Did it help me?"."""

    who: Who
    help: Help
    hand: Hand | None


class Evaluated(Shape, frozen=True):
    """How a step of the last plan came out. `id`, `number`, `due`: as they were there; `outcome`: null where nobody
    said it; `said_by`: who said it for an owner who was not there, null for the owner."""

    id: str
    number: str
    what: str
    owner: Who | None
    due: date | None
    carried: int
    first_due: date | None
    outcome: Outcome | None
    said_by: Who | None
    note: str
    helped: tuple[Helped, ...]
    hand: Hand | None


class Nearer(Shape, frozen=True):
    """A goal of the last plan: how near each saw it `then`, and sees it `now`."""

    id: str
    title: str
    indicator: str
    then: tuple[Answer, ...]
    now: tuple[Answer, ...]
    steps: tuple[Evaluated, ...]


class Evaluation(Shape, frozen=True):
    """What was said to the last plan. `meeting`, `held`, `number`: which it was; `sha256`: of the file it was read
    from; `sealed_by`: whose certificate was on that, or ""."""

    meeting: str
    held: date
    number: int
    sha256: Digest
    sealed_by: str
    goals: tuple[Nearer, ...]


class Content(Shape, frozen=True):
    """What people put their names to, as they saw it."""

    title: str
    purpose: str
    place: str
    reason: str
    aim: str
    rules: str
    minutes: tuple[Passage, ...]
    strengths: tuple[Said, ...]
    praise: tuple[Said, ...]
    """At a child's meeting: what each sees going well."""
    views: tuple[Said, ...]
    sent: tuple[Sent, ...]
    parts: tuple[Passage, ...]
    evaluation: Evaluation | None
    chosen: Chosen | None
    goals: tuple[Goal, ...]
    offers: tuple[Said, ...]
    loads: tuple[Load, ...]
    alerts: tuple[Alert, ...]
    hub: str
    """With whom information converges: a name, or ""."""
    open: Open
    reflections: tuple[Said, ...]
    next: Next
    called: Called | None


class Passed(Shape, frozen=True):
    """A stage left although something was missing."""

    stage: Named
    who: Who
    words: str
    at: Moment


class Decided(Shape, frozen=True):
    """What whoever led decided outside the plan. `worries`: why worries were opened before every side had named a
    strength; `closed`: why the meeting was closed although something was missing; "" where that was not so."""

    worries: str
    passed: tuple[Passed, ...]
    closed: Open


class Opinion(Shape, frozen=True):
    verdict: Verdict
    words: str
    hand: Hand | None


class Signature(Shape, frozen=True):
    """`how`: with a finger, on paper, or declined; `part`: what was confidential to them was withheld when they signed;
    `picture`: the record shows a photo of the paper. Of a drawn signature the Word file has the picture; its lines are
    kept nowhere in here."""

    how: Literal["drawn", "paper", "declined"]
    at: Moment
    reason: str
    part: bool
    picture: bool
    hand: Hand | None


class Signer(Shape, frozen=True):
    """Somebody the version was put before. `signature`: null where there is none."""

    who: Who
    roles: tuple[Named, ...]
    opinion: Opinion | None
    signature: Signature | None


class Confidential(Shape, frozen=True):
    """Something that is told only to those who may know of its `subject`. `thing`: "step:" and an id, "goal:" and an
    id, and so on; `about`: whose own matter it is, null for the matter of all whom the meeting is about."""

    thing: str
    subject: Named
    about: Who | None


class Consent(Shape, frozen=True):
    """Somebody agreed, or did not, that others are told. `own`: of what is theirs alone; `people`, `sides`: who may
    know, by name and by organisation; `noted`: who wrote it down, null for the giver."""

    giver: Who
    agreed: bool
    own: bool
    subjects: tuple[Named, ...]
    people: tuple[Who, ...]
    sides: tuple[str, ...]
    written: bool
    at: Moment
    noted: Who | None
    withdrawn: Moment | None


class Ground(Shape, frozen=True):
    """Why somebody may know without consent, in the office's words. `law`: it says that a law allows it."""

    law: bool
    words: str
    subjects: tuple[Named, ...]
    people: tuple[Who, ...]
    sides: tuple[str, ...]


class Recipient(Shape, frozen=True):
    """Somebody who gets the record. `copy`: which, null in an extract, which does not say it of others; `carrier`: who
    hands it over in person."""

    who: Who
    organisation: str
    copy: Literal["whole", "extract"] | None
    how: How
    carrier: Who | None


class Report(Shape, frozen=True):
    """A report that is referred to and is no part of the record. `where`: where it lies."""

    id: str
    title: str
    whose: str
    day: date | None
    where: str


class Version(Shape, frozen=True):
    """A version of the plan that was put up for signing. `digest`: SHA-256 of everything people saw; `reopened`, `why`:
    when and why it became void; null and "" for the one that holds."""

    number: int
    digest: Digest
    frozen: Moment
    reopened: Moment | None
    why: str
    signers: tuple[Signer, ...]


class Earlier(Shape, frozen=True):
    """A version that does not hold any more."""

    version: Version
    content: Content


class Line(Shape, frozen=True):
    """A question of the wish book and the child's answer, letter for letter."""

    question: Named
    words: str
    hand: Hand | None


class Figure(Shape, frozen=True):
    """Somebody on the child's map of people. `ring`: 1 close to the child, 3 far."""

    name: str
    ring: int


class Page(Shape, frozen=True):
    """A page of the wish book that the child shows to all. `alone`: made by the child's own hand; `face`: 1 (very sad)
    to 5 (very glad), 0 for none; `drawing`, `photo`: the Word file shows one."""

    page: Named
    alone: bool
    face: int
    lines: tuple[Line, ...]
    stickers: tuple[str, ...]
    figures: tuple[Figure, ...]
    drawing: bool
    photo: bool


class Child(Shape, frozen=True):
    """The child whose meeting it is. `left`: when they went before the end; `pages`: only what the child released."""

    who: Who
    left: Moment | None
    pages: tuple[Page, ...]


class Jump(Shape, frozen=True):
    """The clock of the computer was put on or back: times before and after that do not compare. `due`: what it should
    have said, or had said last; `said`: what it said."""

    due: Moment
    said: Moment


class Damaged(Shape, frozen=True):
    """An entry of the meeting's log that was damaged on the disk and set aside. `number`: its place in the log;
    `after`: when the last one before it was made; `what`: what it was, as far as that is certain; `found`: when it was
    noticed; null where nobody has done anything since."""

    number: int
    after: Moment | None
    what: str
    found: Moment | None


class Record(Shape, frozen=True):
    """The record of one closed meeting. `zone`: where it was held; `made`: when this file was; `extract`: it is a copy
    from which something was left out for its recipient; `signed`: the version that holds, null where the plan was never
    put up for signing; `clock`: each time the computer's was moved; `damaged`: entries that were set aside."""

    format: Literal["setkani-record"]
    version: Literal[1]
    language: str
    zone: str
    made: Moment
    extract: bool
    meeting: About
    people: tuple[Person, ...]
    child: Child | None
    content: Content
    decided: Decided
    signed: Version | None
    earlier: tuple[Earlier, ...]
    consents: tuple[Consent, ...]
    grounds: tuple[Ground, ...]
    confidential: tuple[Confidential, ...]
    recipients: tuple[Recipient, ...]
    reports: tuple[Report, ...]
    clock: tuple[Jump, ...]
    damaged: tuple[Damaged, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    made = msgspec.json.schema(Record)
    for kind in made["$defs"].values():
        if "description" in kind:
            kind["description"] = " ".join(kind["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SPACE, "title": NAME, **made}


if __name__ == "__main__":
    import json
    from pathlib import Path

    published = Path(__file__).parents[2] / "docs" / "record.schema.json"
    published.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")
