"""The entry for a calendar, as another program reads it: Thunderbird's library, which is nobody's of ours."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from exports.calendar import CANCEL, PUBLISH, REQUEST, Person, entry
from server.meeting import commands as c
from tests.meeting.table import LEADS, Table, invited

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PRAGUE = ZoneInfo("Europe/Prague")
SUMMER = datetime(2027, 6, 4, 14, 0, tzinfo=PRAGUE)
PLACES = "ZŠ Komenského; sborovna, 2. patro\\vlevo"
EVA = Person('Bc. Eva "Evička" Dvořáková, DiS.', "setkani@example.cz")
JANA = Person("Jana; Nováková: ml., " + "Ž" * 60, "jana@example.cz")


def convened(starts: datetime = SUMMER, place: str = PLACES) -> Table:
    table = invited()
    table.ask(LEADS, c.ConveneMeeting(starts, place, "Jakub nechodí do školy.", "Vysvědčení", "Věra, 602 123 456"))
    return table


def read(node: str, *files: str) -> list[dict[str, Any]]:
    script = Path(__file__).with_name("calendar.mjs")
    done = subprocess.run([node, script], input=json.dumps(files), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_another_program_reads_when_and_where_and_who_is_asked(node: str) -> None:
    meeting = convened().meeting
    (seen,) = read(node, entry(meeting, REQUEST, NOW, PRAGUE, EVA, JANA))
    assert (seen["starts"], seen["ends"]) == ("2027-06-04T12:00:00.000Z", "2027-06-04T14:00:00.000Z")
    assert (seen["summary"], seen["location"], seen["zone"]) == ("Jakubovo setkání", PLACES, "Europe/Prague")
    assert (seen["method"], seen["status"], seen["class"]) == ("REQUEST", "CONFIRMED", "PRIVATE")
    assert seen["organizer"] == {"name": "Bc. Eva 'Evička' Dvořáková, DiS.", "address": "mailto:setkani@example.cz"}
    assert seen["attendee"] == {"name": JANA.name, "address": "mailto:jana@example.cz"} and seen["rsvp"] == "FALSE"
    assert seen["description"] == "Vysvědčení\n\nVěra, 602 123 456"


def test_nothing_of_why_one_meets_is_in_it_and_no_personal_link() -> None:
    made = entry(convened().meeting, REQUEST, NOW, PRAGUE, EVA, JANA)
    assert "Jakub nechodí" not in made and "/k/" not in made and "http" not in made


def test_a_change_and_a_calling_off_are_of_the_same_entry_with_a_higher_number(node: str) -> None:
    table = convened()
    files = [entry(table.meeting, REQUEST, NOW, PRAGUE)]
    table.ask(LEADS, c.ConveneMeeting(SUMMER + timedelta(days=7), "Fara"))
    files.append(entry(table.meeting, REQUEST, NOW, PRAGUE))
    table.ask(LEADS, c.CancelMeeting())
    files.append(entry(table.meeting, CANCEL, NOW, PRAGUE))
    table.ask(LEADS, c.ReviveMeeting())
    files.append(entry(table.meeting, PUBLISH, NOW, PRAGUE))
    seen = read(node, *files)
    numbers = [each["sequence"] for each in seen]
    assert len({each["uid"] for each in seen}) == 1 and numbers == sorted(set(numbers))
    assert [each["status"] for each in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert seen[1]["starts"] == "2027-06-11T12:00:00.000Z"


def test_summer_and_winter_time_are_those_of_prague_for_years_to_come(node: str) -> None:
    starts = [
        datetime(year, month, 15, 14, 0, tzinfo=PRAGUE) for year in (2026, 2027, 2031) for month in (1, 3, 4, 10, 12)
    ]
    starts += [datetime(2027, 3, 28, 3, 30, tzinfo=PRAGUE), datetime(2027, 10, 31, 4, 0, tzinfo=PRAGUE)]
    seen = read(node, *(entry(convened(each).meeting, PUBLISH, NOW, PRAGUE) for each in starts))
    assert [datetime.fromisoformat(each["starts"]) for each in seen] == [each.astimezone(UTC) for each in starts]


def test_no_line_is_too_long_and_every_one_ends_as_it_should() -> None:
    made = entry(convened().meeting, REQUEST, NOW, PRAGUE, EVA, JANA).encode()
    assert made.count(b"\n") == made.count(b"\r\n")
    assert max(map(len, made.split(b"\r\n"))) <= 75


def test_without_a_time_there_is_nothing_to_enter() -> None:
    with pytest.raises(ValueError, match="without a time"):
        entry(invited().meeting, PUBLISH, NOW, PRAGUE)
