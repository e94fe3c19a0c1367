"""Amálka's meeting to try things on: a child with a guide, two parents, a teacher, and those who lead and write."""

from collections.abc import Mapping
from functools import cache

from server.formats import formats
from server.meeting import commands as c
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.model import Board, Page, Sharing
from server.meeting.previous import Previous
from tests.meeting.table import LEADS, Table

FORMAT = "interaktivni-konference"
CHILD, GUIDE, MOTHER, FATHER = "amalka", "eva", "mama", "tata"
CAST: Mapping[str, tuple[str, str]] = {
    LEADS: ("Věra Malá", "facilitator"),
    CHILD: ("Amálka", "dite"),
    GUIDE: ("Eva Klidná", "pruvodce"),
    MOTHER: ("Jana Tichá", "rodic"),
    FATHER: ("Petr Tichý", "rodic"),
    "olga": ("Olga Hladká", "svolavatel"),
    "ucitelka": ("Marie Bílá", "ucastnik"),
    "zdena": ("Zdena Šípková", "zapisovatel"),
}
GROWN_UPS = tuple(seat for seat in CAST if seat != CHILD)
PAGE, FIELD = "preju-si", "wish:preju-si:preju-si"
GATHERING, CHOOSING, PLANNING, END = "sber-temat", "urceni-poradi", "navrhy-a-plan", "zaver"


def invited(people: Mapping[str, tuple[str, str]] = CAST, previous: Previous | None = None) -> Table:
    """Everybody invited, nobody here: the child sits at home with the wish book."""
    table = Table()
    persons = tuple(Person(seat, name, frozenset({role})) for seat, (name, role) in people.items())
    opening = OpenMeeting("amalka", "Amálčino setkání", persons, previous=previous)
    table.happened(open_meeting(opening, formats()[FORMAT]), HOUSE)
    return table


def seated(stage: str = "uvodni-cast") -> Table:
    """Everybody at the table, the meeting in `stage`."""
    table = Table(_seated())
    table.go_to(stage)
    return table


def gathered(stage: str = CHOOSING) -> Table:
    """Three topics on the table: one of the child's, one of the father's, one of the teacher's."""
    table = Table(_gathered())
    table.go_to(stage)
    return table


def page(table: Table, page_id: str = PAGE) -> Page:
    found = table.meeting.page(page_id)
    assert found is not None
    return found


def shares(table: Table, sharing: Sharing, page_id: str = PAGE) -> None:
    table.ask(CHILD, c.SharePage(page_id, sharing))


@cache
def _seated() -> tuple[Entry, ...]:
    table = invited()
    for seat in CAST:
        table.ask(HOUSE, c.Arrive(seat))
    table.ask(LEADS, c.BeginMeeting())
    return tuple(table.log)


@cache
def _gathered() -> tuple[Entry, ...]:
    table = seated(GATHERING)
    for topic, seat, words in (
        ("rano", CHILD, "Ráno mi je špatně."),
        ("tata", FATHER, "Střídavá péče"),
        ("skola", "ucitelka", "Docházka do školy"),
    ):
        table.ask(seat, c.AddCard(topic, Board.TOPICS))
        table.write(seat, f"card:{topic}", words)
    return tuple(table.log)
