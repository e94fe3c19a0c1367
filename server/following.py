"""The next meeting of a case, opened from the record of the last one: only from a record that is what was signed."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from cryptography.x509 import Certificate

from exports.portable import shape
from exports.portable.part import enclosed
from exports.portable.written import NotOurs, read
from exports.seal.findings import WEIGHT, Unreadable, Weight
from exports.seal.verify import verify

from .formats import formats
from .meeting.commands import OpenMeeting, Person
from .meeting.events import Entry, RecordWritten
from .meeting.evolve import replay
from .meeting.format import Format
from .meeting.model import OTHER, Meeting
from .meeting.pages import is_child
from .meeting.previous import Between, Kept, LastGoal, LastStep, Previous
from .ports import Damaged, EventLog

MOST_RECORD = 50 * 1024 * 1024
"""Bytes of a record that a meeting is opened from; hardly one has a tenth of it."""


class No(StrEnum):
    """Why no meeting is opened from a file."""

    UNREADABLE = "unreadable"
    NO_RECORD = "no-record"
    """It is no record of ours, or a draft."""
    ALTERED = "altered"
    NOT_WHOLE = "not-whole"
    """What was sealed is there, and something besides that was not."""
    UNKNOWN_CERTIFICATE = "unknown-certificate"
    UNKNOWN_FILE = "unknown-file"
    """It is not sealed, and not one that was written here."""
    NEWER = "newer"
    EXTRACT = "extract"
    NO_FORMAT = "no-format"
    OTHER_CASE = "other-case"
    """Of a report: it belongs to another case than the others."""
    TWICE = "twice"
    """Of a report: the record of that meeting is there already."""


class NotFollowed(Exception):
    """Nothing is opened. places: what belongs in the gaps of the sentence."""

    def __init__(self, why: No, **places: str) -> None:
        super().__init__(why)
        self.why = why
        self.places = places


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that can be believed. sealed_by: whose certificate is on it, "" where it is one that was written here;
    here: the meeting as this data folder has it, if it was held here; sealed_at: as the seal says it."""

    record: shape.Record
    sha256: str
    sealed_by: str
    here: Meeting | None
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be otherwise than the record proposes."""

    title: str = ""
    starts: datetime | None = None
    place: str = ""
    occasion: str = "evaluation"


@dataclass(frozen=True, slots=True)
class Following:
    """The next meeting, to be opened. changed: (name, role) of those whose role this kind of meeting has no more."""

    format: Format
    command: OpenMeeting
    changed: tuple[tuple[str, str], ...] = field(default=())


def accepted(file: bytes, trust: Sequence[Certificate], log: EventLog) -> Accepted:
    """The record in a file, if it can be believed: sealed, whole and unchanged, by a certificate that leads to `trust`;
    or the very file that this data folder's own log notes for that meeting, sealed or not; of a meeting that was
    erased, the file whose fingerprint has remained. Raises NotFollowed.
    """
    try:
        verdict = verify(file, trust)
    except Unreadable as error:
        raise NotFollowed(No.UNREADABLE) from error
    if verdict.sealed and not verdict.whole:
        weight, why = (Weight.WHOLE, No.NOT_WHOLE) if verdict.valid else (Weight.VALID, No.ALTERED)
        raise NotFollowed(why, parts=_named(each.part for each in verdict.findings if WEIGHT[each.kind] is weight))
    found = verdict.record if verdict.sealed else enclosed(file)
    if found is None:
        raise NotFollowed(No.NO_RECORD)
    record, digest = _read(found), sha256(file).hexdigest()
    entries = _entries(log, record)
    noted = any(isinstance(entry.event, RecordWritten) and entry.event.sha256 == digest for entry in entries)
    noted = noted or any(line.meeting == record.meeting.id and line.record == digest for line in log.erasures())
    if not noted and not verdict.sealed:
        raise NotFollowed(No.UNKNOWN_FILE)
    if not noted and not verdict.trusted:
        raise NotFollowed(No.UNKNOWN_CERTIFICATE, name=verdict.signer or "?")
    return Accepted(record, digest, verdict.signer, replay(entries), verdict.sealed_at)


def read_record(file: Path) -> bytes:
    """The bytes of a file that is said to be a record. Raises NotFollowed for one no record can be, OSError."""
    with file.open("rb") as opened:
        content = opened.read(MOST_RECORD + 1)
    if len(content) > MOST_RECORD:
        raise NotFollowed(No.UNREADABLE)
    return content


def following(accepted: Accepted, wishes: Wishes) -> Following:
    """The next meeting of the same case and kind, with the same people. Raises NotFollowed."""
    record = accepted.record
    about, content = record.meeting, record.content
    format = formats().get(about.kind.id)
    if format is None:
        raise NotFollowed(No.NO_FORMAT, name=about.kind.name)
    # Whoever came in by the code at the door has the seat of a guest; now they are invited like the others.
    seats = {person.id: _GUEST.sub(r"s\1", person.id) for person in record.people}
    here = accepted.here
    changed: list[tuple[str, str]] = []
    people = tuple(_person(person, seats, format, here, changed) for person in record.people)
    command = OpenMeeting(
        meeting=secrets.token_hex(6),
        title=wishes.title or content.title,
        people=people,
        place=wishes.place or content.next.place or content.place,
        starts=wishes.starts or content.next.starts,
        language=record.language,
        case_number=about.file_number,
        initials=here is not None and here.initials,
        record_kind=about.record,
        rules=content.rules,
        case=about.case,
        occasion=wishes.occasion,
        previous=plan_of(accepted, seats),
    )
    return Following(format, command, tuple(changed))


def plan_of(accepted: Accepted, seats: Mapping[str, str]) -> Previous:
    """The last plan, for a meeting in which its people have other seats. seats: of the record -> of that meeting."""
    record = accepted.record
    held = record.meeting.sittings[-1].began if record.meeting.sittings else record.meeting.closed
    return Previous(
        meeting=record.meeting.id,
        title=record.content.title,
        held=held.date(),
        sha256=accepted.sha256,
        number=record.signed.number if record.signed else 0,
        digest=record.signed.digest if record.signed else "",
        sealed_by=accepted.sealed_by,
        goals=tuple(_goals(record, seats, accepted.here)),
        names={seats[person.id]: person.name for person in record.people if person.id in seats},
    )


_GUEST = re.compile("^g([0-9a-f]{12})$")
"""The seat of a guest, as it is named at the door (server/web/pages.py)."""


# Believing a file ---------------------------------------------------------------------------------------------------


def _read(content: bytes | str) -> shape.Record:
    try:
        record = read(content)
    except NotOurs as error:
        raise NotFollowed(No.NEWER if error.newer else No.NO_RECORD) from error
    if record.extract:
        raise NotFollowed(No.EXTRACT)
    return record


def _entries(log: EventLog, record: shape.Record) -> Sequence[Entry]:
    try:
        return log.read(record.meeting.id)
    except Damaged:
        # What is on the file need not be on this disk.
        return ()


MOST_NAMED = 3
"""Parts of a file that one sentence names."""


def _named(parts: Iterable[str]) -> str:
    known = list(dict.fromkeys(part for part in parts if part))
    return ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")


# The next meeting ---------------------------------------------------------------------------------------------------


def _person(
    person: shape.Person,
    seats: Mapping[str, str],
    format: Format,
    here: Meeting | None,
    changed: list[tuple[str, str]],
) -> Person:
    """The same person once more; what no record tells comes from the meeting itself, if it was held here."""
    known = {role.id for role in format.roles}
    changed.extend((person.name, role.name) for role in person.roles if role.id not in known)
    roles = frozenset(role.id for role in person.roles) & known or frozenset({format.default_role})
    seat = here.seat_of(person.id) if here else None
    return Person(
        seat=seats[person.id],
        name=person.name,
        roles=roles,
        organisation=person.organisation,
        position=person.position,
        email=seat.email if seat else "",
        identity=seat.identity if seat else person.identity,
        aided=bool(seat and seat.aided and format.leads not in roles),
    )


def _goals(record: shape.Record, seats: Mapping[str, str], here: Meeting | None) -> Iterator[LastGoal]:
    for goal in record.content.goals:
        yield LastGoal(
            id=goal.id,
            title=goal.title,
            area=goal.area.id if goal.area else "",
            strengths=goal.strengths,
            worries=goal.worries,
            indicator=goal.indicator,
            confidence=_kept(record, f"goal:{goal.id}", seats),
            scale={seats[said.who.id]: said.value for said in goal.scale if said.who.id and said.who.id in seats},
            steps=tuple(
                replace(
                    _step(step, seats),
                    confidence=_kept(record, f"step:{step.id}", seats, f"goal:{goal.id}"),
                    between=_between(step.id, here),
                )
                for step in goal.steps
            ),
        )


def _between(step_id: str, here: Meeting | None) -> tuple[Between, ...]:
    """What was said of a step after the meeting, if that was held here: how far it was, and when. The words beside it
    were for those who see to the meeting; and what a child said of its own step was not for the table."""
    step = here.step(step_id) if here else None
    owner = here.seat_of(step.owner) if here and step and step.owner else None
    if here is None or owner is None or is_child(here, owner):
        return ()
    return tuple(Between(mark.outcome, mark.at.date()) for mark in here.progress.get(step_id, ()))


def _kept(record: shape.Record, thing: str, seats: Mapping[str, str], within: str = "") -> Kept | None:
    """In what a thing was confidential, besides what it is a part of (`within`). Where it was so in several subjects,
    it is told to nobody but those who have been let into all else."""
    outer = {(mark.subject.id, mark.about) for mark in record.confidential if mark.thing == within}
    marks = [mark for mark in record.confidential if mark.thing == thing and (mark.subject.id, mark.about) not in outer]
    if not marks:
        return None
    if len(marks) > 1:
        return Kept(OTHER)
    about = marks[0].about
    return Kept(marks[0].subject.id, seats.get(about.id, about.id) if about and about.id else "")


def _step(step: shape.Step, seats: Mapping[str, str]) -> LastStep:
    owner = step.owner
    return LastStep(
        id=step.id,
        number=step.number,
        what=step.what,
        how=step.how,
        owner=seats.get(owner.id, "") if owner and owner.id else "",
        name=owner.name if owner else "",
        with_whom=step.with_whom,
        due=step.due,
        signal=step.signal,
        kind=step.kind.id if step.kind else "",
        after=step.after,
        first_due=step.first_due or step.due,
        carried=step.carried,
    )
