"""How often one seat may look and have something made: somebody who never stops is told so, and nobody else waits."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from server.app import ROUTES
from server.meeting.commands import Person
from server.web import records, turns
from server.web.drawing import View
from tests.hostile.inside import Inside

NOW = datetime(2027, 3, 12, 14, tzinfo=UTC)
PEOPLE = ("eva", "petr", "olga")
Tokens = dict[str, str]


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as found:
        yield Path(found)


async def at_the_table(folder: Path) -> tuple[Inside, Tokens]:
    inside = Inside(folder, NOW)
    people = [
        Person(seat, seat.title(), frozenset({"ucastnik" if seat != "eva" else "facilitator"})) for seat in PEOPLE
    ]
    await inside.open("m", people, "pripadova-konference")
    tokens = {seat: inside.store.issue("m", seat) for seat in PEOPLE}
    for seat, token in tokens.items():
        await inside.get(f"/k/{token}")
        await inside.get(f"/meetings/m/seat/{seat}", token)
    return inside, tokens


async def test_who_looks_without_an_end_is_told_to_wait_and_for_how_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LOOKS_AT_ONCE", 3)
    monkeypatch.setattr(turns, "LOOKS_A_SECOND", 0.001)
    inside, tokens = await at_the_table(folder)
    path = "/meetings/m/panels/floor?view=phone&seat={}"
    answers = [await inside.get(path.format("petr"), tokens["petr"]) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert answers[-1].json()["sentence"] and int(answers[-1].headers["retry-after"]) > 0
    assert (await inside.get(path.format("olga"), tokens["olga"])).status == 200


async def test_files_are_made_for_one_seat_so_many_at_once_and_for_the_next_one_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_content", lambda *_: b"docx")
    inside, tokens = await at_the_table(folder)
    asked = ["petr"] * 3 * turns.MOST_WAITING + ["olga"]
    answers = await asyncio.gather(
        *(inside.get(f"/meetings/m/record.docx?seat={seat}", tokens[seat]) for seat in asked)
    )
    assert [answer.status for answer in answers[:-1]].count(429) == 2 * turns.MOST_WAITING
    assert answers[-1].status == 200 and "retry-after" in answers[-2].headers
    assert (await inside.get("/meetings/m/record.docx?seat=petr", tokens["petr"])).status == 200


async def test_files_for_one_seat_are_made_so_many_a_minute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_content", lambda *_: b"docx")
    monkeypatch.setattr(turns, "DEAR_AT_ONCE", 2)
    inside, tokens = await at_the_table(folder)
    statuses = [(await inside.get("/meetings/m/record.docx", tokens["petr"])).status for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_every_route_of_a_meeting_that_gives_a_file_is_counted() -> None:
    made = {".docx", ".pdf", "data.json", "person.json", "record.json", "-photo", "on-paper"}
    of_meetings = [route for route in ROUTES if str(getattr(route, "path", "")).startswith("/meetings/")]
    dear = [route for route in of_meetings if any(end in route.path for end in made)]  # type: ignore[union-attr]
    assert len(dear) == 11
    for route in dear:
        assert "turns" in _code_of(route.endpoint), route.path  # type: ignore[union-attr]


def _code_of(endpoint: object) -> str:
    """Where the functions of an endpoint are written, those around it included."""
    inner = [
        cell.cell_contents for cell in getattr(endpoint, "__closure__", None) or () if callable(cell.cell_contents)
    ]
    return " ".join([getattr(endpoint, "__module__", ""), *map(_code_of, inner)])


async def test_sixty_phones_of_one_school_come_to_the_door_within_a_moment(folder: Path) -> None:
    inside, _ = await at_the_table(folder)
    code = inside.store.code("m")
    for number in range(60):
        assert (await inside.ask("GET", f"/join/{code}")).status == 200
        form = f"name=Host+{number}&guest={number:016d}".encode()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        came = await inside.ask("POST", f"/join/{code}", kind, form)
        assert came.status == 303, number
        cookie = came.headers["set-cookie"].partition(";")[0]
        assert (await inside.ask("GET", came.headers["location"], {"cookie": cookie})).status == 200


async def test_everything_else_has_its_turn_between_two_panels_however_many_are_asked_for_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, tokens = await at_the_table(folder)
    turn, drawn_in = 0, []
    draw = View.draw_panel

    def noted(view: View, name: str, **context: object) -> tuple[str, str]:
        drawn_in.append(turn)
        return draw(view, name, **context)

    async def others() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(View, "draw_panel", noted)
    letters = asyncio.create_task(others())
    asked = (inside.get(f"/meetings/m/panels/people?view=phone&seat={seat}", tokens[seat]) for seat in PEOPLE * 8)
    assert {answer.status for answer in await asyncio.gather(*asked)} == {200}
    letters.cancel()
    assert len(set(drawn_in)) == len(drawn_in) == 24
