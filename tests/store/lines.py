"""Entries to put into a log: a meeting that opens, and letters typed in it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.meeting.events import Entry, Event, MeetingOpened, TextChanged
from server.meeting.evolve import replay
from server.meeting.format import Format, Role, Stage
from server.meeting.series import Line, line_of
from server.ports import Act, Erasure, EventLog, Why

START = datetime(2027, 3, 12, 13, 0, 0, 123456, tzinfo=UTC)

FORMAT = Format(
    id="malicka",
    name="A small meeting",
    roles=(Role("svolavatel", "Convener", "Calls the meeting."),),
    stages=(Stage("uvod", "Opening", "Who is here?", 5, ("people",), {"everyone": frozenset({"add-step"})}),),
    leads="svolavatel",
    default_role="svolavatel",
)


def opened(meeting: str, title: str = "Jakubovo setkání", at: datetime = START, office: str = "") -> Entry:
    """The first entry of a meeting."""
    event = MeetingOpened(meeting, FORMAT, title, "", "ZŠ Komenského", None, "cs", "", False, office=office)
    return Entry(1, at, "house", event)


def typed(version: int, words: str = "ě") -> Entry:
    """A change of text by Jana."""
    event = TextChanged("step:a:what", "tabtabtab", version, (3, (1, words), 4))
    return Entry(version, START + timedelta(seconds=version), "jana", event)


def entry(version: int, event: Event) -> Entry:
    return Entry(version, START + timedelta(seconds=version), "house", event)


def letters(first: int, last: int) -> list[Entry]:
    """Typed entries with the versions first … last."""
    return [typed(version) for version in range(first, last + 1)]


def a_line(meeting: str, version: int) -> Line:
    """What the list shows of a small meeting at that version."""
    state = replay([opened(meeting)])
    assert state is not None
    return replace(line_of(state, START), version=version)


async def write(log: EventLog, meeting: str, entries: Sequence[Entry]) -> None:
    """Append entries and wait for the disk."""
    await log.append(meeting, entries[0].version - 1, entries)


async def outcome(future: asyncio.Future[None]) -> type[Exception] | None:
    """How an append ended: None when it is on disk."""
    try:
        await future
    except Exception as error:
        return type(error)
    return None


def erasure(meeting: str) -> Erasure:
    """As it is written down when the erasing of a meeting begins."""
    counts, kept = {"entries": 9, "links": 1}, ("ab" * 32, "cd" * 32)
    return Erasure(meeting, START, START, Act.LEADER, Why.TAKEN_OVER, counts, "ab" * 32, kept, office="tabor")
