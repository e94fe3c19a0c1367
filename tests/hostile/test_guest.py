"""A guest with the developer tools open: what there is to be seen, what can be tried with it, and what comes of it.

Each test is one try. The guest sits at the table as Petr; Jana is somebody else there, Eva leads.
"""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from server.live.room import Room
from server.meeting import commands as c
from server.meeting.commands import Person
from server.meeting.events import HOUSE
from tests.hostile.inside import Answer, Inside, Page

NOW = datetime(2027, 3, 12, 14, tzinfo=UTC)
HERE = "/meetings/m"


@dataclass
class Table:
    inside: Inside
    room: Room
    tokens: dict[str, str]

    async def get(self, path: str, seat: str = "petr", **headers: str) -> Answer:
        return await self.inside.get(f"{HERE}/{path}", self.tokens[seat], **headers)

    async def do(self, command: str, seat: str = "petr", **fields: Any) -> Answer:
        return await self.inside.post(f"{HERE}/{command}", fields, self.tokens[seat])

    async def page(self, seat: str = "petr", **query: str) -> Page:
        return await self.inside.page("m", self.tokens[seat], **{"seat": seat, **query})


@pytest.fixture
async def table() -> AsyncIterator[Table]:
    people = [
        Person("eva", "Eva Dvořáková", frozenset({"facilitator"}), email="eva@example.cz"),
        Person("jana", "Jana Nováková", frozenset({"svolavatel"}), "OSPOD", email="jana@example.cz"),
        Person("petr", "Petr Novák", frozenset({"ucastnik"}), email="petr@example.cz"),
        Person("olga", "Olga Malá", frozenset({"ucastnik"})),
    ]
    with TemporaryDirectory() as folder:
        inside = Inside(Path(folder), NOW)
        room = await inside.open("m", people, "pripadova-konference", "Jakubovo setkání")
        await inside.open("jine", people, "pripadova-konference", "Cizí setkání")
        for seat in ("eva", "jana", "petr"):
            await room.ask(c.Arrive(seat), HOUSE)
        await room.ask(c.AskToEnter("ceka", "Tajný Host"), HOUSE)
        await room.ask(c.SetAddress("olga", "olga@example.cz", "+420 777 000 111"), "eva")
        tokens = {seat: inside.store.issue("m", seat) for seat in (*room.told.seats, "projector", "tablet")}
        yield Table(inside, room, tokens)


# What can be seen -----------------------------------------------------------------------------------------------------


async def test_the_cookie_is_out_of_reach_of_the_console_and_the_token_in_no_page(table: Table) -> None:
    link = await table.inside.get(f"/k/{table.tokens['petr']}")
    cookie = link.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    for path in ("seat/petr", "home/petr", "state.json?seat=petr"):
        shown = (await table.get(path, accept="text/html")).body.decode()
        for token in table.tokens.values():
            assert token not in shown, path


async def test_nothing_of_those_at_the_door_and_no_address_of_anybody_is_in_what_a_guest_is_sent(table: Table) -> None:
    page = await table.page()
    sent = [json.dumps(page.frames())]
    for path in ("seat/petr", "state.json?seat=petr", "panels/people?seat=petr", "panels/stage?seat=petr"):
        sent.append((await table.get(path)).body.decode())
    for words in ("Tajný Host", "olga@example.cz", "jana@example.cz", "777 000 111"):
        assert not [each for each in sent if words in each], words
    await page.gone()


async def test_what_somebody_writes_for_themselves_is_not_on_its_way_to_anybody_else(table: Table) -> None:
    petr, jana = await table.page(), await table.page("jana")
    mine = next((cell for cell in jana.cells if cell.startswith(("view:", "reflection:"))), None)
    assert mine is None or mine.endswith(":jana") or jana.cells[mine] == "read"
    petr.told.clear()
    jana.says(t="focus", cell="view:jana")
    await jana.settled()
    assert "view:jana" not in json.dumps(petr.frames())
    await petr.gone()
    await jana.gone()


# What can be tried ----------------------------------------------------------------------------------------------------

OTHERS = (
    "seat/jana", "console/jana", "console/eva", "console/petr", "home/jana", "home/jana/data.json", "desk", "links",
    "cards",
    "mails?matter=invitation", "person.json?of=jana", "person.json?of=petr", "ratings", "projector", "tablet",
    "state.json?seat=jana", "state.json?seat=ceka", "state.json?seat=projector", "panels/me?seat=jana",
    "panels/door?view=phone&seat=petr", "panels/lane?view=phone&seat=petr", "panels/lane?view=console&seat=petr",
    "panels/door?view=console&seat=eva", "panels/people?view=projector", "panels/book?view=child&seat=petr",
    "waiting?seat=ceka", "copy/jana", "copies/petr.docx", "paper?seat=jana&for=petr", "panels/__init__?seat=petr",
)  # fmt: skip


@pytest.mark.parametrize("path", OTHERS)
async def test_an_address_changed_by_hand_leads_nowhere(table: Table, path: str) -> None:
    answer = await table.get(path)
    assert answer.status in (303, 404), path
    assert b"Jana" not in answer.body and "Tajný".encode() not in answer.body


SEATED = (
    "record.docx", "record.json", "record.pdf", "letter", "letter.docx", "comments.docx", "ratings", "desk",
    "state.json", "panels/people", "panels/me", "paper", "waiting", "photos/0123456789abcdef.jpg", "projector",
)  # fmt: skip
"""Addresses with `seat` behind them: as whom somebody asks, where a browser holds more links than one."""


@pytest.mark.parametrize("path", SEATED)
async def test_who_asks_as_somebody_else_is_given_nothing_and_nothing_of_their_own_either(
    table: Table, path: str
) -> None:
    for named in ("jana", "eva", "ceka", "nikdo", "projector", "PETR", "petr%20", "petr%00", "..%2Fpetr"):
        for kind in ("", "&view=projector"):
            assert (await table.get(f"{path}?seat={named}{kind}")).status == 404, (path, named, kind)


async def test_the_wall_in_somebody_s_name_is_nobody_s(table: Table) -> None:
    for named in ("petr", "eva", "nikdo"):
        for path in ("state.json?seat={}", "panels/people?view=projector&seat={}", "panels/people?seat={}"):
            assert (await table.get(path.format(named), seat="projector")).status == 404, path
        page = await table.inside.page("m", table.tokens["projector"], seat=named)
        assert page.closed == 4401 and not page.told
        await page.gone()
    assert (await table.get("state.json", seat="projector")).status == 200


NAMED = ("jana", "eva", "ceka", "projector", "tablet", "house", "nikdo", "PETR", "petr\u200b")


@pytest.mark.parametrize("named", NAMED)
async def test_a_form_with_somebody_elses_name_in_it_is_a_strangers(table: Table, named: str) -> None:
    before = table.room.head
    for command in ("acknowledge-confidentiality", "ask-floor", "begin-meeting", "set-agenda"):
        assert (await table.do(command, **{"as": named})).status == 404, command
    assert table.room.head is before


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("begin-meeting", {}), ("advance-stage", {"leaving": "uvod", "despite": "chci"}), ("admit", {"seat": "ceka"}),
        ("take-out", {"seat": "eva"}), ("hand-over", {"seat": "petr"}), ("freeze-plan", {"despite": "chci"}),
        ("amend-person", {"seat": "petr", "name": "Petr", "roles": ["facilitator"]}),
        ("close-meeting", {"despite": "x"}),
        ("depart", {"seat": "jana"}), ("aid-person", {"seat": "jana", "aided": "1", "hand": "petr"}),
        ("say-consent", {"consent": "k", "subjects": ["health"], "seats": ["petr"], "giver": "jana"}),
        ("set-address", {"seat": "jana", "email": "petr@example.cz"}), ("convene-meeting", {"place": "Jinde"}),
    ],
)  # fmt: skip
async def test_a_command_that_no_button_of_theirs_sends_is_refused_in_a_sentence(
    table: Table, command: str, fields: dict[str, Any]
) -> None:
    before = table.room.head
    answer = await table.do(command, **fields)
    assert answer.status in (403, 404, 409, 422) and answer.json()["sentence"], answer.body
    assert table.room.head is before


OF_THE_PROGRAM = ("edit-text", "ask-to-enter", "note-record", "begin-mail", "note-mail", "ask-reminder")


@pytest.mark.parametrize("command", OF_THE_PROGRAM)
async def test_what_only_the_program_does_has_no_address(table: Table, command: str) -> None:
    assert (await table.do(command, seat="eva")).status == 404


async def test_fields_that_no_form_has_are_not_heard(table: Table) -> None:
    more = {"hand": "eva", "by": "eva", "seat": "jana", "version": "1", "at": "2020-01-01", "__class__": "SignOnPaper"}
    answer = await table.inside.post(f"{HERE}/acknowledge-confidentiality", more, table.tokens["petr"])
    assert answer.status == 200
    last = table.inside.store.read("m")[-1]
    assert (last.by, last.hand, last.at) == ("petr", "", NOW)


async def test_a_cookie_renamed_to_somebody_elses_seat_is_still_ones_own(table: Table) -> None:
    cookie = f"seat.m.eva={table.tokens['petr']}; seat.jine.petr={table.tokens['petr']}"
    for path in (f"{HERE}/console/eva", f"{HERE}/desk", "/meetings/jine/seat/petr", "/meetings/jine/state.json"):
        answer = await table.inside.ask("GET", path, {"cookie": cookie})
        assert answer.status in (303, 404), path


async def test_the_tablets_cookie_alone_opens_nobodys_page(table: Table) -> None:
    await table.room.ask(c.AidPerson("jana", True), "eva")
    cookie = f"tablet.m=jana; seat.m.petr={table.tokens['petr']}"
    assert (await table.inside.ask("GET", f"{HERE}/seat/jana", {"cookie": cookie})).status == 404


@pytest.mark.parametrize(
    "frame",
    [
        {"t": "edit", "cell": "view:jana", "v": 0, "id": 1, "ch": [[0, "x"]]},
        {"t": "edit", "cell": "reason", "v": 0, "id": 1, "ch": [[0, "x"]]},
        {"t": "edit", "cell": "minutes:uvod", "v": 0, "id": 1, "ch": [[0, "x"]], "seat": "eva", "by": "eva"},
        {"t": "sync", "cell": "view:jana", "n": 1, "v": -1}, {"t": "sync", "cell": "wish:p1:words", "n": 1, "v": -1},
    ],
)  # fmt: skip
async def test_a_message_typed_into_the_socket_does_no_more_than_the_page(table: Table, frame: dict[str, Any]) -> None:
    page, before = await table.page(), table.room.head
    page.says(epoch=table.room.epoch, **frame)
    await page.settled()
    assert page.frames()[-1]["t"] == "refused" and page.frames()[-1]["code"] in ("rights", "locked")
    assert table.room.head is before
    await page.gone()


@pytest.mark.parametrize("t", ["changes", "ack", "presence", "cells", "hello", "changed", "reset"])
async def test_what_only_the_server_says_is_relayed_to_nobody(table: Table, t: str) -> None:
    petr, jana = await table.page(), await table.page("jana")
    heard = len(jana.told)
    petr.says(t=t, cell="rules", people={"eva": {"name": "Zlo"}}, cells={"reason": "write"}, list=[])
    await petr.settled()
    assert petr.closed == 4400
    assert not [frame for frame in jana.frames(heard) if frame["t"] != "presence"]
    assert "Zlo" not in json.dumps(jana.frames())
    await jana.gone()


async def test_being_in_somebodys_cell_is_shown_to_nobody(table: Table) -> None:
    petr, jana = await table.page(), await table.page("jana")
    heard = len(jana.told)
    petr.says(t="focus", cell="minutes:uvod")
    await petr.settled()
    assert not [each for each in jana.frames(heard) if "minutes:uvod" in json.dumps(each)]
    await petr.gone()
    await jana.gone()


async def test_a_socket_in_somebody_elses_name_or_of_the_wall_is_none(table: Table) -> None:
    for query in ({"seat": "jana"}, {"seat": "eva"}, {"seat": "ceka"}, {"view": "projector"}, {"seat": "projector"}):
        page = await table.inside.page("m", table.tokens["petr"], **query)
        assert page.closed in (4401, 4403), query
        assert not page.told, query
        await page.gone()


async def test_another_meeting_of_the_same_people_is_as_if_it_were_not_there(table: Table) -> None:
    there = await table.inside.get("/meetings/jine/state.json", table.tokens["petr"])
    nowhere = await table.inside.get("/meetings/neni/state.json", table.tokens["petr"])
    assert (there.status, there.body) == (nowhere.status, nowhere.body)


async def test_whether_a_link_was_ever_one_cannot_be_found_out(table: Table) -> None:
    token = table.inside.store.issue("m", "olga")
    table.inside.store.withdraw("m", "olga")
    answers = [await table.inside.get(f"/k/{each}") for each in (token, "x" * 22, "short")]
    assert len({(each.status, re.sub(rb"[\w-]{16,}", b"", each.body)) for each in answers}) == 1
