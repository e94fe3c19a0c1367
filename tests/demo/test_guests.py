"""The simulated guests of the demo: real programs at a real server; a human (the test) leads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from server.demo import amalka, guests, story_of
from server.demo import jakub as story
from server.demo.followed import Followed
from server.demo.pen import drawn
from server.demo.story import Story, lines_of_step
from server.meeting.agreement import acceptance_of
from server.meeting.events import Event, PageOpened
from server.meeting.holes import unmet as holes
from server.meeting.model import Acceptance, Board, Meeting, Verdict
from server.meeting.signing import really_drawn
from server.opening import open_from_file
from tests.afternoon import PATIENCE, House, Phone, house, phone, until

SPEED = 40.0


@asynccontextmanager
async def demo(
    folder: Path, number: int, told: Story = story.STORY
) -> AsyncIterator[tuple[House, dict[str, Any], Phone, "asyncio.Task[None]"]]:
    """A server with the meeting of a story, so many guests in it, and the facilitator's program."""
    with house(folder) as server:
        made = await open_from_file(told.file, server.store, server.store, server.settings, server.url)
        leader = next(seat for seat in made["seats"] if seat["seat"] == told.leader)
        async with phone(server.url, made["meeting"], leader["token"]) as leads:
            playing = asyncio.create_task(guests.play(made, server.url, number, SPEED))
            try:
                yield server, made, leads, playing
            finally:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)


async def test_they_live_through_a_whole_meeting(tmp_path: Path) -> None:
    async with demo(tmp_path, 9) as (server, made, leads, playing):
        listening = asyncio.create_task(_drain(leads))

        def now() -> Meeting:
            return server.meeting(made["meeting"])

        await until(lambda: len(now().present) == 8 and len(now().waiting) == 2)
        for guest in now().waiting:
            await leads.did("admit", seat=guest.id)
        await leads.did("acknowledge-confidentiality")
        await until(lambda: all(seat.acknowledged for seat in now().present) and len(now().present) == 10)
        for stage in tuple(story.LINES):
            await until(lambda stage=stage: all(line.words in now().text(line.cell) for line in story.LINES[stage]))
            if stage == "prace-na-cilech":
                await until(lambda: _planned(now(), story.STORY))
            if stage != "ukonceni":
                await leads.did("advance-stage", leaving=stage)
        await until(lambda: all(now().text(f"reflection:{s.id}") for s in now().present if s.id != story.LENKA))
        await leads.did("set-next-meeting", starts="2027-04-16T14:00", place=story.NEXT_PLACE)
        await leads.did("freeze-plan")
        await until(lambda: (freeze := now().freeze) and len(freeze.signatures) == 9)
        freeze = now().freeze
        assert freeze is not None and freeze.agreed.holes == ()
        assert freeze.approvals[story.JANA].verdict is Verdict.RESERVATION
        assert freeze.approvals[story.JANA].words == story.ENDINGS[story.JANA].words

        await leads.did("reopen-plan", number=1)
        await leads.did("freeze-plan")
        await until(lambda: (freeze := now().freeze) and freeze.number == 2 and len(freeze.signatures) == 9)

        await leads.did("close-meeting", despite="Facilitátorka nepodepisuje.")
        await asyncio.wait_for(playing, PATIENCE)
        listening.cancel()
        end = now()
        for line in [*(x for lines in story.LINES.values() for x in lines), *(x for g in story.GOALS for x in g.lines)]:
            lines = end.text(line.cell).split("\n")
            assert lines.count(line.words) == 1, "everybody's words stand whole on a line of their own"


def _planned(meeting: Meeting, told: Story) -> bool:
    """Every word of the story's plan is there, and every step is promised."""
    lines = [line for goal in told.goals for line in goal.lines]
    lines += [line for step in told.steps for line in lines_of_step(step)]
    if not all(line.words in meeting.text(line.cell) for line in lines):
        return False
    promised = [acceptance_of(meeting, step) is Acceptance.ACCEPTED for step in meeting.steps]
    return len(promised) == len(told.steps) and all(promised)


async def _drain(leads: Phone) -> None:
    while True:
        await leads.socket.recv()


async def test_a_child_among_them_makes_a_book_shows_it_and_chooses(tmp_path: Path) -> None:
    """Amálka's program begins with an empty book at home; the guide's, the parents' and the hand's do their part."""
    told, child = amalka.STORY, amalka.STORY.child
    assert child is not None
    async with demo(tmp_path, 9, told) as (server, made, leads, playing):
        listening = asyncio.create_task(_drain(leads))

        def now() -> Meeting:
            return server.meeting(made["meeting"])

        def happened(kind: type[Event]) -> list[Any]:
            return [entry.event for entry in server.store.read(made["meeting"]) if isinstance(entry.event, kind)]

        await leads.did("arrive", seat=amalka.VERA)
        await leads.did("aid-person", seat=amalka.VERA, aided="1", hand=amalka.SIMONA)
        await until(lambda: len(now().present) == 10)
        at_home = [page for page in now().pages if page.own]
        assert {(page.id, page.sharing, page.face, page.lines) for page in at_home} == {
            (page.id, page.sharing, page.face, page.lines) for page in child.book
        }, "made before she came, by her own hand"
        assert all(now().text(line.cell) == line.words for line in child.wishes)
        await leads.did("begin-meeting")
        await leads.did("acknowledge-confidentiality")
        await until(lambda: [event.page for event in happened(PageOpened)] == [*child.shows] and not now().page_open)
        for stage in tuple(told.lines):
            await until(lambda stage=stage: all(line.words in now().text(line.cell) for line in told.lines[stage]))
            if stage == "sber-temat":
                said = {f"praise:{seat}": words for seat, words in told.praise.items()}
                said |= {f"view:{seat}": words for seat, words in told.views.items()}
                said |= {f"card:{card.id}": card.words for card in told.cards if card.board is Board.TOPICS}
                await until(lambda said=said: all(now().text(cell) == words for cell, words in said.items()))
                await leads.did("show-views")
                assert (now().hearing, now().views_order) == (child.hearing, child.order)
            if stage == child.chooses_in:
                await until(lambda: now().chosen == child.chooses)
            if stage == "navrhy-a-plan":
                await until(lambda: _planned(now(), told) and now().loads == told.loads)
            if stage != "zaver":
                await leads.did("advance-stage", leaving=stage)
        await until(lambda: all(now().text(f"reflection:{s.id}") for s in now().present if s.id != told.leader))
        await leads.did("set-next-meeting", starts="2027-06-08T15:00", place=told.next_place)
        await until(lambda: not holes(now(), now().format.freeze_needs))
        await leads.did("freeze-plan")
        await until(lambda: (freeze := now().freeze) and freeze.signatures.keys() == {*told.people} - {told.leader})
        await leads.did("close-meeting", despite="Facilitátorka nepodepisuje.")
        await asyncio.wait_for(playing, PATIENCE)
        listening.cancel()


async def test_they_come_back_when_the_server_was_away(tmp_path: Path) -> None:
    """A guest whose server is not there waits for it, and does not mind."""
    playing = asyncio.create_task(
        guests.play(
            {"meeting": "x", "code": "y", "seats": [{"seat": story.HANA, "token": "t" * 22}]},
            "http://127.0.0.1:9",
            2,
            SPEED,
        )
    )
    await asyncio.sleep(1.5)
    assert not playing.done()
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)


def test_they_go_when_the_program_does(tmp_path: Path) -> None:
    """In a process of their own, which ends with whoever started it."""
    with house(tmp_path) as server:
        made = asyncio.run(
            open_from_file(
                story_of("pripadova-konference").file, server.store, server.store, server.settings, server.url
            )
        )
        with guests.start(made, server.url, 2, SPEED):
            asyncio.run(until(lambda: len(server.meeting(made["meeting"]).present) == 2))


def test_their_signatures_are_drawn_and_differ() -> None:
    signatures = {drawn(seat) for seat in story.STORY.people}
    assert len(signatures) == len(story.STORY.people)
    for strokes in signatures:
        really_drawn(strokes)


def test_words_half_typed_are_gone_on_with() -> None:
    cell = Followed("rules", 1)
    cell.begin({"epoch": "e", "v": 5, "text": "Mluvte se mn👧\nkonec", "n": 1})
    assert (cell.version, cell.place_for("Mluvte se mnou.")) == (5, "ou.")
    assert cell.insert("o", 1)["ch"] == (12, (0, "o"), 8)
    assert cell.place_for("Něco jiného.") == "\nNěco jiného."


def test_what_others_write_meanwhile_moves_the_caret() -> None:
    cell = Followed("rules", 1)
    cell.begin({"epoch": "e", "v": 1, "text": "Ah", "n": 1})
    cell.place_for("Ahoj")
    cell.caret = 2
    cell.insert("o", 7)
    assert cell.others(2, ((0, "Jana: "), 2))
    assert cell.acknowledged(3, 7)
    assert (cell.text, cell.caret, cell.waiting, cell.stray) == ("Jana: Aho", 9, False, None)
    assert cell.others(4, (9, (0, "B")))
    assert (cell.text, cell.caret) == ("Jana: AhoB", 9), "what is put behind us stays behind us"
    assert cell.others(5, ((6,), 4))
    assert (cell.text, cell.caret) == ("AhoB", 3)
    assert not cell.others(9, (2,))


def test_who_is_slower_in_the_same_place_takes_the_letter_back() -> None:
    cell = Followed("rules", 1)
    cell.begin({"epoch": "e", "v": 1, "text": "Mluvte ", "n": 1})
    cell.place_for("Mluvte se mnou.")
    cell.insert("s", 7)
    assert cell.others(2, (7, (0, "", "Nik")))
    assert cell.acknowledged(3, 7)
    assert (cell.text, cell.caret, cell.stray) == ("Mluvte \nNiks", 7, (11, 12))
    assert cell.others(4, (11, (0, "do"), 1))
    assert (cell.text, cell.stray) == ("Mluvte \nNikdos", (13, 14))
    assert cell.take_back(8)["ch"] == (13, (1,))
    assert cell.acknowledged(5, 8)
    assert (cell.text, cell.caret, cell.stray) == ("Mluvte \nNikdo", 7, None)
    assert cell.insert("s", 9)["ch"] == (7, (0, "s"), 6)


def test_a_line_of_its_own_may_stand_further_on() -> None:
    cell = Followed("rules", 1)
    cell.begin({"epoch": "e", "v": 1, "text": "Mluvte ", "n": 1})
    cell.insert(cell.place_for("Nikdo nikoho."), 7, anywhere=True)
    assert cell.others(2, (7, (0, "se mnou")))
    assert cell.acknowledged(3, 7)
    assert (cell.text, cell.caret, cell.stray) == ("Mluvte se mnou\nNikdo nikoho.", 28, None)
