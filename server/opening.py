"""A meeting from a file, its links for people and programs, its record: what the command line does with meetings."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.x509 import Certificate

from exports.content import file_name, mark, slug
from exports.files import take_away
from exports.person import person as person_file
from exports.word import record
from exports.wording import Wording

from .demo.story import Story, made_at_home
from .following import Wishes, accepted, following, read_record
from .formats.meeting_file import read_meeting_file
from .live.erasing import Place, line_of
from .live.erasing import take_away as take_away_all
from .meeting.commands import OpenMeeting
from .meeting.copies import copy_of, is_extract, seat_for
from .meeting.decide import decide, open_meeting
from .meeting.events import HOUSE, Entry
from .meeting.evolve import evolve, replay
from .meeting.format import Format
from .meeting.model import RECORD_ENDS, Meeting
from .meeting.policy import PROJECTOR
from .office import NO_OFFICE, Office
from .ports import Act, Damaged, Erasure, EventLog, Keyring, Lane, MeetingLine, Photos, Ratings, Why
from .settings import Settings
from .store.lane import SqliteLane
from .store.photos import FilePhotos
from .store.ratings import SqliteRatings
from .web.entry import link_for_programs, link_of
from .web.filing import printing_folder
from .web.language import translations
from .web.records import exports_folder


async def open_from_file(
    file: Path,
    log: EventLog,
    keyring: Keyring,
    settings: Settings,
    base_url: str,
    office: Office = NO_OFFICE,
    belongs: str = "",
) -> dict[str, Any]:
    """Open the meeting of a file, as the office wants it, and make its links; returns what --json prints. belongs: the
    id of the office on a shared server whose meeting it is.

    Raises BadMeetingFile, NotSaved.
    """
    format, command = read_meeting_file(file, settings.zone, office.record)
    return await _open(format, replace(command, office=belongs), log, keyring, base_url, office)


async def open_from_record(
    file: Path,
    wishes: Wishes,
    trust: Sequence[Certificate],
    log: EventLog,
    keyring: Keyring,
    base_url: str,
    office: Office = NO_OFFICE,
    belongs: str = "",
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """Open the next meeting of a case from the record of the last one; returns what --json prints, and (name, role) of
    those whose role this kind of meeting has no more.

    Raises NotFollowed, Refused, NotSaved, OSError.
    """
    found = following(accepted(read_record(file), trust, log), wishes)
    command = replace(found.command, office=belongs)
    return await _open(found.format, command, log, keyring, base_url, office), found.changed


async def _open(
    format: Format, command: OpenMeeting, log: EventLog, keyring: Keyring, base_url: str, office: Office
) -> dict[str, Any]:
    events = open_meeting(office.opening(command), office.applied(format))
    at = datetime.now(UTC)
    entries = tuple(Entry(number, at, HOUSE, event) for number, event in enumerate(events, 1))
    await log.append(command.meeting, 0, entries)
    seats = []
    for person in command.people:
        token = keyring.issue(command.meeting, person.seat)
        role = next(role.id for role in format.roles if role.id in person.roles)
        seats.append(
            {
                "seat": person.seat,
                "name": person.name,
                "role": role,
                "url": link_for_programs(base_url, token),
                "token": token,
            }
        )
    leader = next(seat for seat, person in zip(seats, command.people, strict=True) if format.leads in person.roles)
    return {
        "meeting": command.meeting,
        "url": base_url,
        "code": keyring.code(command.meeting),
        "projector": link_for_programs(base_url, keyring.issue(command.meeting, PROJECTOR)),
        "facilitator": leader["url"],
        "seats": seats,
    }


async def open_story(
    story: Story, log: EventLog, keyring: Keyring, settings: Settings, base_url: str, office: Office = NO_OFFICE
) -> dict[str, Any]:
    """The meeting of a demo, as `open_from_file`; a child's wish book is in it already, as it was made at home."""
    made = await open_from_file(story.file, log, keyring, settings, base_url, office)
    if story.child is None:
        return made
    meeting = replay(log.read(made["meeting"]))
    assert meeting is not None
    opened, at = meeting.version, datetime.now(UTC)
    entries: list[Entry] = []
    for command in made_at_home(story.child):
        for event in decide(meeting, command, story.child.seat):
            entries.append(Entry(meeting.version + 1, at, story.child.seat, event))
            meeting = evolve(meeting, entries[-1])
    await log.append(meeting.id, opened, entries)
    return made


def links_of(made: dict[str, Any]) -> str:
    """The links of a meeting, to be read by a person."""

    def link(made_for_programs: str) -> str:
        return link_of(made["url"], made_for_programs.rpartition("/")[2])

    lines = [
        f"Meeting {made['meeting']}, code {made['code']} ({made['url']}/join/{made['code']})",
        f"Projector:   {link(made['projector'])}",
        f"Facilitator: {link(made['facilitator'])}",
        "Personal links:",
    ]
    lines += [f"  {seat['name']} ({seat['role']}): {link(seat['url'])}" for seat in made["seats"]]
    return "\n".join(lines)


def places_of(data_dir: Path, log: EventLog, lane: Lane, photos: Photos, ratings: Ratings) -> tuple[Place, ...]:
    """Every place beside the log where something of a meeting lies, for it to be taken away from there."""

    def exported(line: Erasure) -> None:
        others = {each.id for each in log.meetings()} | {each.meeting for each in log.erasures() if each.kept}
        marks = {mark(meeting) for meeting in others - {line.meeting}}
        take_away(exports_folder(data_dir), mark(line.meeting), line.kept, marks, line.record)

    def printed(line: Erasure) -> None:
        # Whose a record is that was cut off on its way to paper cannot be told any more.
        if printing_folder(data_dir).is_dir():
            shutil.rmtree(printing_folder(data_dir))

    return (
        lambda line: lane.erase(line.meeting),
        lambda line: photos.erase(line.meeting),
        lambda line: ratings.erase(line.meeting),
        exported,
        printed,
    )


def found(meeting: str, log: EventLog, keyring: Keyring) -> MeetingLine | None:
    """The line of a meeting, by its id or its code."""
    lines = {line.id: line for line in log.meetings()}
    return lines.get(meeting) or lines.get(keyring.meeting_of(meeting) or "")


def erasure(
    line: MeetingLine, log: EventLog, settings: Settings, why: Why, ends: str
) -> tuple[Erasure, Meeting | None]:
    """What will remain of a meeting that is erased from the command line, and the meeting, if it can be read.

    ends: "keep" or "erase" its record; "" as the rule of its office says.
    """
    try:
        state = replay(log.read(line.id))
    except Damaged:
        state = None
    ends = ends or (state.keeping.record if state else RECORD_ENDS[0])
    photos = sum(1 for whose, _ in FilePhotos(settings.data_dir).kept() if whose == line.id)
    kept = ends == RECORD_ENDS[0]
    return line_of(log, line, state, photos, datetime.now(UTC), Act.COMMAND, why, kept), state


def erase(line: Erasure, log: EventLog, settings: Settings) -> None:
    """Takes a meeting away in a folder that no server uses. Raises NotSaved, OSError, CannotOpen."""
    log.begin_erasing(line)
    data = settings.data_dir
    places = places_of(data, log, SqliteLane(data), FilePhotos(data), SqliteRatings(data))
    take_away_all(line, log, places, lambda: datetime.now(UTC))


def person_of(line: MeetingLine, whose: str, log: EventLog, settings: Settings) -> tuple[str, bytes]:
    """File name and content of one person's data; whose: a seat's id or a whole name. What only the person may see is
    left out, as at the desk. Raises LookupError, Damaged."""
    entries = log.read(line.id)
    state = replay(entries)
    assert state is not None
    seats = [seat for seat in state.seats.values() if whose in (seat.id, seat.name)]
    if len(seats) != 1:
        raise LookupError(whose)
    wording = Wording(state, translations(state.language), settings.zone)
    leads = next(seat.id for seat in state.seats.values() if state.format.leads in seat.roles)
    return f"{slug(seats[0].name) or seats[0].id}.json", person_file(wording, entries, seats[0], leads)


def record_of(
    meeting: str, log: EventLog, keyring: Keyring, settings: Settings, office: Office = NO_OFFICE, whose: str = ""
) -> tuple[str, bytes]:
    """File name and content of a meeting's record: as it was written after the closing, or made now on the office's
    paper; whose: the copy of one recipient (an id or a whole name). Raises LookupError with what was not found,
    Damaged, and BadKey where it cannot be sealed.
    """
    state = replay(log.read(meeting))
    if state is None and (found := keyring.meeting_of(meeting)):
        state = replay(log.read(found))
    if state is None:
        raise LookupError(meeting)
    recipient = _recipient(state, whose) if whose else ""
    extract_for = seat_for(state, recipient).name if recipient and is_extract(state, recipient) else ""
    written = exports_folder(settings.data_dir) / state.record.file if state.record and state.closed else None
    if written is not None and written.is_file() and not extract_for:
        return written.name, written.read_bytes()
    shown = copy_of(state, recipient) if recipient else state
    photo = partial(FilePhotos(settings.data_dir).read, state.id)
    tongue, now = translations(state.language), datetime.now(UTC)
    content = record(shown, tongue, now, settings.zone, office.paper, photo, extract_for)
    return file_name(state, tongue, extract_for), content


def _recipient(meeting: Meeting, whose: str) -> str:
    """The id of a seat or of somebody listed. Raises LookupError."""
    known = {seat.id: seat.name for seat in meeting.seats.values()}
    known |= {each.id: each.name for each in meeting.recipients if not each.seat}
    named = [id for id, name in known.items() if whose in (id, name)]
    if len(named) != 1:
        raise LookupError(whose)
    return named[0]
