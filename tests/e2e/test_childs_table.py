"""A child's own meeting in front of the grown-ups, in a real browser: what the child takes back is gone, and every
screen can be read by everyone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.meeting import commands as c
from server.meeting.model import Hearing
from tests.childs_meeting import ALENA, AMALKA, EVA, LENKA, MAMA, WISH, Amalka
from tests.e2e.room import LAPTOP, hall_of
from tests.e2e.test_accessible import Inspection


def test_a_page_that_is_taken_back_leaves_the_wall_and_every_phone_at_once(browser: Browser, tmp_path: Path) -> None:
    with hall_of(browser, tmp_path, Amalka().log) as room:
        wall, mama, eva = room.sits("projector"), room.sits(MAMA), room.sits(EVA)
        console = room.sits(LENKA, viewport=LAPTOP)
        room.does(AMALKA, "open-page", page="preju-si")
        for person in (wall, mama, eva):
            person.reads(WISH)
            expect(person.page.locator("#panel-opened polyline").first).to_be_visible()
        console.sees("Take it off the wall")
        assert WISH not in console.page.content()
        room.does(
            AMALKA, "add-line", page="preju-si", line="slunce", colour="orange", points=json.dumps([10, 10, 90, 90])
        )
        expect(wall.page.locator("#panel-opened polyline")).to_have_count(9)
        room.does(AMALKA, "share-page", page="preju-si", sharing="mine")
        for person in (wall, mama, eva, console):
            expect(person.page.locator("#panel-opened")).to_have_text(re.compile(r"^\s*$"))
            assert WISH not in person.page.content()
        room.nobody_complained()


def test_the_child_s_choice_is_on_every_screen_as_it_is_made(browser: Browser, tmp_path: Path) -> None:
    table = Amalka()
    table.topics()
    table.chooses()
    with hall_of(browser, tmp_path, table.log) as room:
        people = [room.sits("projector"), room.sits(MAMA), room.sits(LENKA, viewport=LAPTOP)]
        room.does(AMALKA, "choose-topic", topic="rana")
        room.does(AMALKA, "choose-topic", topic="tata")
        room.does(AMALKA, "move-topic", topic="tata", place="0")
        for person in people:
            expect(person.page.locator(".picked .topic-words")).to_have_text(
                [re.compile("Být víc u táty"), re.compile("Ranní vstávání")]
            )
            expect(person.page.locator("#panel-choice :is(form, button, input)")).to_have_count(0)
        room.nobody_complained()


def test_whoever_does_not_know_says_so_with_one_tap_after_the_praise(browser: Browser, tmp_path: Path) -> None:
    table = Amalka()
    table.topics()
    table.ask(LENKA, c.TurnTo("views"))
    with hall_of(browser, tmp_path, table.log) as room:
        alena, wall = room.sits(ALENA), room.sits("projector")
        alena.sees("What you are most worried about comes second: it opens when you have written what goes well.")
        alena.write(f"praise:{ALENA}", "Krásně kreslí.")
        alena.touch(alena.page.locator(f'[data-put="view:{ALENA}"]'))
        alena.is_saved()
        said = alena.page.locator(f'[data-cell="view:{ALENA}"]').input_value()
        assert said and room.home.meeting(room.id).text(f"view:{ALENA}") == said
        expect(alena.page.locator("[data-put]")).to_have_count(0)
        expect(wall.page.locator(".written-count")).to_contain_text("1")
        assert said not in wall.page.content()
        room.nobody_complained()


@pytest.mark.timeout(900)
def test_every_screen_in_every_stage_of_a_child_s_meeting(browser: Browser, tmp_path: Path) -> None:
    """The wall, the console, a parent's phone and the guide's: with a page on the wall, and words of danger."""
    seen = Inspection()
    table = Amalka()
    table.danger()
    for stage in table.meeting.format.stages:
        match stage.id:
            case "uvodni-cast":
                table.ask(AMALKA, c.OpenPage("lide"))
            case "sber-temat":
                table.ask(AMALKA, c.ClosePage("lide"))
                table.topics()
                table.views()
                table.hears(Hearing.ALL, ALENA)
            case "urceni-poradi":
                table.chooses("rana", "tata", hand=EVA)
            case "navrhy-a-plan":
                table.plans()
                table.hears(Hearing.GUIDE)
            case _:
                table.to(stage.id)
                table.ask(AMALKA, c.OpenPage("preju-si"))
        folder = tmp_path / stage.id
        folder.mkdir()
        with hall_of(browser, folder, table.log) as room:
            wall, console = room.sits("projector"), room.sits(LENKA, viewport=LAPTOP)
            mama, eva = room.sits(MAMA), room.sits(EVA)
            for person in (console, mama, eva):
                seen.look(person.page, f"{stage.id}, {person.name}")
                seen.narrow(person.page, f"{stage.id}, {person.name}")
            for panel in stage.shows if stage.turns else ("",):
                if panel:
                    room.does(LENKA, "turn-to", panel=panel)
                    expect(wall.page.locator(f'.work[data-turned="{panel}"] #panel-{panel}')).to_be_visible()
                seen.look(wall.page, f"{stage.id}, projector {panel}")
            room.nobody_complained()
    assert seen.found == []
