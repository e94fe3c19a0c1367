"""The next meeting from the record of the last: from one that is what was written and sealed, and from no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from exports import word
from exports.content import content
from exports.portable.told import told
from exports.seal.sign import seal
from server.following import No, NotFollowed, Wishes, accepted, following
from server.meeting import commands as c
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry, RecordWritten, StepMarked
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.meeting.previous import Between, Outcome
from server.ports import Act, Erasure, Why
from server.store.memory import MemoryStore
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from server.web.language import translations
from tests.commandline import setkani
from tests.exports import amalka, pavel
from tests.exports.jakub import BEGINS, PRAGUE, Table, jakubs_meeting, jakubs_table
from tests.exports.seal.certified import issued, pem, root

CLOSED = BEGINS + timedelta(hours=3)
TITLE = "Jakubovo setkání"


def paper(meeting: Meeting) -> bytes:
    return word.record(meeting, translations("cs"), CLOSED, PRAGUE)


def changed(file: bytes, part: str, change: Callable[[bytes], bytes] = lambda content: content) -> bytes:
    """The file with one part otherwise, or with one more."""
    made = BytesIO()
    with ZipFile(BytesIO(file)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
        if part not in before.namelist():
            after.writestr(part, change(b""))
    return made.getvalue()


def with_record(meeting: Meeting, /, **otherwise: Any) -> bytes:
    """The record of a meeting with something else inside it for machines, sealed by the authority's own."""
    fields = msgspec.to_builtins(told(meeting, translations("cs"), CLOSED, PRAGUE))
    machines = msgspec.json.encode({**fields, **otherwise})
    return seal(
        word.write(content(meeting, translations("cs"), CLOSED, PRAGUE), CLOSED, machines=machines), issued(), CLOSED
    )


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return jakubs_meeting()


@pytest.fixture(scope="module")
def plain(meeting: Meeting) -> bytes:
    return paper(meeting)


@pytest.fixture(scope="module")
def sealed(plain: bytes) -> bytes:
    return seal(plain, issued(), CLOSED)


@pytest.fixture
def empty() -> MemoryStore:
    return MemoryStore()


def refused(file: bytes, log: MemoryStore, trust: tuple[Any, ...] = ()) -> NotFollowed:
    with pytest.raises(NotFollowed) as no:
        accepted(file, trust, log)
    return no.value


async def noted(table: Table, file: bytes) -> MemoryStore:
    """A data folder whose own log says that this is the record of that meeting."""
    log = MemoryStore()
    written = RecordWritten("zapis.docx", sha256(file).hexdigest())
    await log.append(table.meeting.id, 0, [*table.log, Entry(len(table.log) + 1, CLOSED, HOUSE, written)])
    return log


def opened(command: c.OpenMeeting, kind: Any) -> Meeting:
    entries = [Entry(number, CLOSED, HOUSE, event) for number, event in enumerate(open_meeting(command, kind), 1)]
    meeting = replay(entries)
    assert meeting is not None
    return meeting


# What is believed ---------------------------------------------------------------------------------------------------


def test_a_sealed_record_opens_the_next_meeting_where_whoever_sealed_it_is_trusted(
    sealed: bytes, empty: MemoryStore
) -> None:
    found = accepted(sealed, (root(),), empty)
    assert found.sealed_by == "Pomáháme společně, z. s." and found.here is None
    assert refused(sealed, empty).why is No.UNKNOWN_CERTIFICATE
    assert "Pomáháme" in refused(sealed, empty).places["name"]


async def test_without_a_seal_only_the_very_file_that_was_written_here_is_believed(plain: bytes) -> None:
    log = await noted(jakubs_table(), plain)
    assert accepted(plain, (), log).here is not None
    assert refused(plain, MemoryStore()).why is No.UNKNOWN_FILE
    assert refused(changed(plain, "word/document.xml"), log).why is No.UNKNOWN_FILE, "packed anew, it is another file"


def test_the_kept_record_of_a_meeting_that_was_erased_is_known_by_its_fingerprint(
    plain: bytes, meeting: Meeting
) -> None:
    store = MemoryStore()
    line = Erasure(meeting.id, CLOSED, CLOSED, Act.RULE, Why.RULE, {}, sha256(plain).hexdigest())
    store.begin_erasing(replace(line, meeting="jine"))
    assert refused(plain, store).why is No.UNKNOWN_FILE
    store.begin_erasing(line)
    found = accepted(plain, (), store)
    assert found.here is None and following(found, Wishes()).command.people
    assert refused(changed(plain, "word/document.xml"), store).why is No.UNKNOWN_FILE


async def test_a_file_that_was_written_and_sealed_here_needs_no_certificate(sealed: bytes) -> None:
    assert accepted(sealed, (), await noted(jakubs_table(), sealed)).sealed_by


@pytest.mark.parametrize("part", ["word/document.xml", "customXml/item1.xml", "word/media/image1.png"])
def test_what_was_altered_is_refused_and_the_part_is_named(sealed: bytes, empty: MemoryStore, part: str) -> None:
    no = refused(changed(sealed, part, lambda content: content[:-9] + b" " + content[-9:]), empty, (root(),))
    assert no.why is No.ALTERED and part in no.places["parts"]


def test_what_was_added_after_sealing_is_refused_too(sealed: bytes, empty: MemoryStore) -> None:
    no = refused(changed(sealed, "word/people.xml", lambda _: b"<x/>"), empty, (root(),))
    assert no.why is No.NOT_WHOLE and no.places["parts"] == "word/people.xml"


@pytest.mark.parametrize("file", [b"", b"PK", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_word_file_is_refused(file: bytes, empty: MemoryStore) -> None:
    assert refused(file, empty).why is No.UNREADABLE


def test_a_draft_an_extract_and_a_record_of_a_newer_program_are_refused(meeting: Meeting, empty: MemoryStore) -> None:
    assert refused(paper(jakubs_meeting(closed=False)), empty).why is No.NO_RECORD
    assert refused(with_record(meeting, extract=True), empty, (root(),)).why is No.EXTRACT
    assert refused(with_record(meeting, version=2), empty, (root(),)).why is No.NEWER
    assert refused(with_record(meeting, people="?"), empty, (root(),)).why is No.NO_RECORD


# What comes of it ---------------------------------------------------------------------------------------------------


def test_the_next_meeting_has_the_people_the_case_the_date_and_the_plan(sealed: bytes, empty: MemoryStore) -> None:
    found = following(accepted(sealed, (root(),), empty), Wishes())
    command = found.command
    assert (found.format.id, command.title, command.case) == ("pripadova-konference", TITLE, "jakub-1")
    assert (command.occasion, command.case_number) == ("evaluation", "MUKOLIN/SV/1234/2027")
    assert command.starts == datetime(2027, 4, 16, 12, 0, tzinfo=UTC) and command.place == "ZŠ Komenského, sborovna"
    people = {person.seat: person for person in command.people}
    assert people["jana"].roles == {"svolavatel"} and people["vera"].position == "dětská psychiatrička"
    assert not any(person.email for person in command.people), "no record tells an address"
    meeting = opened(command, found.format)
    assert meeting.previous and meeting.case_id == "jakub-1" and meeting.text("rules").startswith("Mluví vždycky")
    steps = {step.id: step for step in meeting.previous.steps}
    assert len(steps) == 6 and steps["terapie"].owner == "lucie" and steps["terapie"].due == date(2027, 3, 16)
    assert (meeting.previous.held, meeting.previous.number) == (date(2027, 3, 12), 2)
    assert meeting.previous.sha256 == sha256(sealed).hexdigest()


def test_what_is_wished_otherwise_is_otherwise(sealed: bytes, empty: MemoryStore) -> None:
    wishes = Wishes("Loučení", datetime(2027, 6, 1, 15, 0, tzinfo=PRAGUE), "Kavárna", "closing")
    command = following(accepted(sealed, (root(),), empty), wishes).command
    said = (command.title, command.starts, command.place, command.occasion)
    assert said == (wishes.title, wishes.starts, wishes.place, wishes.occasion)


async def test_held_here_it_also_has_what_no_record_tells(plain: bytes) -> None:
    command = following(accepted(plain, (), await noted(jakubs_table(), plain)), Wishes()).command
    assert {person.seat: person.email for person in command.people}["petra"] == "petra@x.cz"


async def test_held_here_it_says_how_far_a_step_was_between_the_meetings_and_not_in_which_words(plain: bytes) -> None:
    table = jakubs_table()
    log = await noted(table, plain)
    after = (StepMarked("doma", Outcome.PARTLY, "MOJE-SLOVA"), StepMarked("doma", Outcome.DONE, ""))
    last = len(table.log) + 1
    at = CLOSED + timedelta(days=7)
    await log.append(
        table.meeting.id, last, [Entry(last + number, at, "petra", event) for number, event in enumerate(after, 1)]
    )
    previous = following(accepted(plain, (), log), Wishes()).command.previous
    assert previous is not None and "MOJE-SLOVA" not in repr(previous)
    step = previous.step("doma")
    assert step and step.between == (Between(Outcome.PARTLY, at.date()), Between(Outcome.DONE, at.date()))


def test_a_role_that_is_no_more_becomes_that_of_everybody_and_it_is_said(meeting: Meeting, empty: MemoryStore) -> None:
    people = msgspec.to_builtins(told(meeting, translations("cs"), CLOSED, PRAGUE))["people"]
    for person in people:
        if person["id"] == "olga":
            person["roles"] = [{"id": "mluvci", "name": "Mluvčí"}]
    found = following(accepted(with_record(meeting, people=people), (root(),), empty), Wishes())
    assert found.changed == (("Olga Malá, DiS.", "Mluvčí"),)
    assert {person.seat: person.roles for person in found.command.people}["olga"] == {"ucastnik"}
    kind = msgspec.to_builtins(told(meeting, translations("cs"), CLOSED, PRAGUE))["meeting"]
    kind = {**kind, "kind": {"id": "svatba", "name": "Svatba"}}
    with pytest.raises(NotFollowed) as no:
        following(accepted(with_record(meeting, meeting=kind), (root(),), empty), Wishes())
    assert no.value.why is No.NO_FORMAT and no.value.places == {"name": "Svatba"}


def test_whoever_came_in_by_the_code_is_invited_now(meeting: Meeting, empty: MemoryStore) -> None:
    guest = "g0123456789ab"
    seats = {**{key: seat for key, seat in meeting.seats.items() if key != "lucie"}}
    seats[guest] = replace(meeting.seats["lucie"], id=guest)
    steps = tuple(replace(step, owner=guest) if step.owner == "lucie" else step for step in meeting.steps)
    file = seal(paper(replace(meeting, seats=seats, steps=steps)), issued(), CLOSED)
    command = following(accepted(file, (root(),), empty), Wishes()).command
    assert "s0123456789ab" in {person.seat for person in command.people}
    assert command.previous and command.previous.step("terapie").owner == "s0123456789ab"  # type: ignore[union-attr]


def test_what_was_confidential_stays_so_and_so_does_who_agreed_to_what(empty: MemoryStore) -> None:
    table = jakubs_table()
    table.does("petr", c.MarkConfidential("step:psychiatr", "health"), c.NameConcerned(frozenset({"jakub", "petra"})))
    table.does("petr", c.SayConsent("c1", ("health",), ("alena",), ("OSPOD Kolín",), giver="petra"))
    record = told(table.meeting, translations("cs"), CLOSED, PRAGUE)
    assert [(mark.thing, mark.subject.id, mark.about) for mark in record.confidential] == [
        ("step:psychiatr", "health", None)
    ]
    (consent,) = record.consents
    assert (consent.giver.name, consent.people[0].name, consent.sides) == (
        "Petra Horáková", "Mgr. Alena Dostálová", ("OSPOD Kolín",),
    )  # fmt: skip
    found = following(accepted(seal(paper(table.meeting), issued(), CLOSED), (root(),), empty), Wishes())
    after = opened(found.command, found.format)
    assert {thing: mark.subject for thing, mark in after.confidences.items()} == {"past:psychiatr": "health"}


@pytest.mark.parametrize("story", [amalka.amalkas_meeting, pavel.pavels_meeting, pavel.meeting_about_pavel])
def test_every_kind_of_meeting_can_be_gone_on_with(story: Callable[[], Meeting], empty: MemoryStore) -> None:
    before = story()
    found = following(accepted(seal(paper(before), issued(), CLOSED), (root(),), empty), Wishes())
    after = opened(found.command, found.format)
    assert after.title == before.title and after.previous and not found.changed
    assert len(after.previous.steps) == len(before.steps)
    assert {seat.name for seat in after.seats.values()} == {seat.name for seat in before.seats.values()}
    assert (after.child is None) == (before.child is None)


# On the command line -------------------------------------------------------------------------------


async def put_into(folder: Path, file: bytes) -> None:
    table = jakubs_table()
    with SqliteStore(folder, Access.BESIDE) as store:
        event = RecordWritten("zapis.docx", sha256(file).hexdigest())
        await store.append(table.meeting.id, 0, [*table.log, Entry(len(table.log) + 1, CLOSED, HOUSE, event)])


async def test_the_command_opens_it_and_says_why_it_does_not(tmp_path: Path, plain: bytes, sealed: bytes) -> None:
    data = ("--data-dir", tmp_path / "d")
    (tmp_path / "zapis.docx").write_bytes(plain)
    no = setkani("new", "--from", tmp_path / "zapis.docx", *data)
    assert no.returncode == 1 and "not, letter for letter" in no.stderr and no.stderr.count("\n") == 1
    await put_into(tmp_path / "d", plain)
    yes = setkani("new", "--from", tmp_path / "zapis.docx", "--starts", "2027-05-01T10:00", "--json", *data)
    assert yes.returncode == 0, yes.stderr
    made = json.loads(yes.stdout)
    assert made["meeting"] != "jakub-1" and len(made["seats"]) == 11
    (tmp_path / "pecet.docx").write_bytes(sealed)
    (tmp_path / "koren.pem").write_bytes(pem(root()))
    trusted = setkani("new", "--from", tmp_path / "pecet.docx", "--trust", tmp_path / "koren.pem", *data)
    assert trusted.returncode == 0 and "Facilitator:" in trusted.stdout
    key = issued()
    (tmp_path / "urad.pem").write_bytes(pem(key.private, key.certificate, *key.chain))
    (tmp_path / "urad.toml").write_text('[seal]\nkey = "urad.pem"\n', encoding="utf-8")
    own = setkani("new", "--from", tmp_path / "pecet.docx", "--office", tmp_path / "urad.toml", *data)
    assert own.returncode == 0, own.stderr
    (tmp_path / "nic.docx").write_bytes(b"nic")
    assert setkani("new", "--from", tmp_path / "nic.docx", *data).returncode == 2
    neither = setkani("new", *data)
    assert neither.returncode == 2 and neither.stderr.count("\n") == 1
