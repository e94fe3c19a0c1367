"""The wish book in a child's hands, on a small phone: written, drawn with a finger, seen by whom the child lets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from server.formats import formats
from server.meeting.commands import OpenMeeting
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.model import Presence
from tests.childs_meeting import AMALKA, EVA, FORMAT, LENKA, PEOPLE, Amalka
from tests.e2e.room import Hall, Person, hall_of
from tests.e2e.test_accessible import Inspection
from tests.meeting.table import Table

WORDS = "Psa, a aby se máma s tátou nehádali."


def before() -> Table:
    """Everybody is invited, and nothing has been done yet."""
    table = Table()
    opening = OpenMeeting("setkani", "Setkání pro Amálku", PEOPLE)
    table.happened(open_meeting(opening, formats()[FORMAT]), HOUSE)
    return table


@pytest.fixture
def at_home(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_of(browser, tmp_path, before().log) as opened:
        yield opened


def leaf(person: Person, page: str) -> Locator:
    """Opens a page of the book from its cover."""
    person.touch(person.page.locator(f"#tile-{page}"))
    found = person.page.locator(f"#leaf-{page}")
    expect(found).to_be_visible()
    person.is_saved()
    return found


def to_the_cover(person: Person) -> None:
    person.touch(person.page.get_by_role("link", name=re.compile(re.escape(person.words("Back to the book")))))
    expect(person.page.locator(".tiles")).to_be_visible()
    person.is_saved()


def lines(room: Hall, page: str) -> int:
    found = room.home.meeting(room.id).page(page)
    assert found is not None
    return len(found.lines)


def drawn(person: Person, count: int) -> None:
    """So many lines are seen, and all of them are the meeting's."""
    expect(person.page.locator(".drawing polyline:not([visibility=hidden])")).to_have_count(count)
    expect(person.page.locator(".drawing [data-pending] polyline")).to_have_count(0)


def test_a_child_fills_pages_at_home_and_all_of_it_is_there_after_a_reload(at_home: Hall) -> None:
    amalka = at_home.sits(AMALKA)
    leaf(amalka, "preju-si")
    amalka.write("wish:preju-si:preju-si", WORDS, by_letters=True)
    amalka.touch(amalka.page.locator("#face-4"))
    expect(amalka.page.locator("#face-4")).to_have_attribute("aria-pressed", "true")
    amalka.unfold(amalka.page.locator("#tool-stickers"))
    for name in ("cat", "sun"):
        amalka.touch(amalka.page.locator(f"#sticker-{name}-pick"))
        expect(amalka.page.locator(f"#sticker-{name}-pick")).to_have_attribute("aria-pressed", "true")
    amalka.unfold(amalka.page.locator("#tool-drawing"))
    sheet = amalka.page.locator("#sheet-preju-si")
    amalka.stroke(sheet)
    amalka.touch(amalka.page.locator('[data-colour="red"]'))
    amalka.stroke(sheet)
    drawn(amalka, 2)
    amalka.tap("Undo the last line")
    drawn(amalka, 1)
    amalka.stroke(sheet)
    drawn(amalka, 2)
    amalka.is_saved()
    amalka.page.reload()
    drawn(amalka, 2)
    assert [line.colour for line in at_home.home.meeting(at_home.id).pages[2].lines] == ["black", "red"]
    amalka.shows("wish:preju-si:preju-si", WORDS)
    expect(amalka.page.locator("#face-4")).to_have_attribute("aria-pressed", "true")
    amalka.touch(amalka.page.locator("#new-sheet summary"))
    amalka.tap("Throw the drawing away")
    drawn(amalka, 0)
    to_the_cover(amalka)
    leaf(amalka, "lide")
    amalka.page.get_by_label(amalka.words("Who is it? Animals are allowed, too.")).fill("babička")
    amalka.tap("Put on the map")
    expect(amalka.page.locator(".people-map")).to_contain_text("babička")
    to_the_cover(amalka)
    leaf(amalka, "moje-setkani")
    amalka.tap("Or: %(title)s", title="Amálčino setkání")
    expect(amalka.page.locator("h1")).to_have_text("Setkání pro Amálku")  # the head is drawn with the page
    to_the_cover(amalka)
    expect(amalka.page.locator("h1")).to_have_text("Amálčino setkání")
    amalka.tap("Add a page of my own")
    expect(amalka.page.locator(".my-leaf")).to_be_visible()
    assert at_home.home.meeting(at_home.id).seats[AMALKA].presence is Presence.INVITED
    at_home.nobody_complained()


def test_a_line_drawn_without_a_connection_comes_when_there_is_one(at_home: Hall) -> None:
    amalka = at_home.sits(AMALKA)
    leaf(amalka, "umim")
    amalka.unfold(amalka.page.locator("#tool-drawing"))
    amalka.context.set_offline(True)
    sheet = amalka.page.locator("#sheet-umim")
    amalka.stroke(sheet)
    amalka.stroke(sheet)
    expect(amalka.page.locator(".drawing [data-pending] polyline")).to_have_count(2)
    assert lines(at_home, "umim") == 0
    amalka.context.set_offline(False)
    drawn(amalka, 2)
    assert lines(at_home, "umim") == 2


def test_the_guide_has_exactly_what_the_switch_says(at_home: Hall) -> None:
    amalka, eva = at_home.sits(AMALKA), at_home.sits(EVA)
    hers = f"{at_home.url}/meetings/{at_home.id}/child/{AMALKA}?page=preju-si"
    leaf(amalka, "preju-si")
    amalka.write("wish:preju-si:preju-si", WORDS)
    amalka.is_saved()

    def sees(seen: bool) -> None:
        eva.page.goto(hers)
        expect(eva.page.locator(".for-another")).to_contain_text("Eva Malá")
        expect(eva.page.locator("#leaf-preju-si")).to_have_count(1 if seen else 0)
        assert (WORDS in eva.page.content()) is seen

    sees(False)
    for sharing, seen in (("guide", True), ("mine", False), ("say", True)):
        amalka.touch(amalka.page.locator(f"#share-{sharing}"))
        expect(amalka.page.locator(f"#share-{sharing}")).to_have_attribute("aria-pressed", "true")
        sees(seen)
    # While she looks at it, it is taken back: at once it is not there any more.
    amalka.touch(amalka.page.locator("#share-mine"))
    expect(eva.page.locator("#leaf-preju-si")).to_have_count(0)
    assert WORDS not in eva.page.content()
    at_home.nobody_complained()


def test_the_child_s_page_is_for_every_child(browser: Browser, tmp_path: Path) -> None:
    """axe finds nothing, and nothing is wider than a small phone, at home and in every stage; the book by keyboard."""
    table = Amalka(begun=False)
    found = Inspection()
    with hall_of(browser, tmp_path, table.log) as room:
        amalka = room.sits(AMALKA)

        def look(where: str, query: str = "") -> None:
            amalka.page.goto(f"{room.url}/meetings/{room.id}/child/{AMALKA}{query}")
            amalka.is_saved()
            found.look(amalka.page, where)
            found.narrow(amalka.page, where)

        for page in ("", "preju-si", "lide", "kdo-se-mnou", "moje-setkani"):
            look(f"book {page}", f"?page={page}#book")
        room.does(LENKA, "begin-meeting")
        for stage in room.home.meeting(room.id).format.stages:
            if stage.id == "sber-temat":
                room.does(LENKA, "advance-stage", leaving="uvodni-cast", despite="Jdeme dál.")
                room.does(AMALKA, "add-card", card="rana", board="topics")
            elif stage.id != "uvodni-cast":
                leaving = room.home.meeting(room.id).stage_id
                room.does(LENKA, "advance-stage", leaving=leaving, despite="Jdeme dál.")
            look(stage.id)
        assert found.found == []
        amalka.page.goto(f"{room.url}/meetings/{room.id}/child/{AMALKA}?page=umim#book")
        amalka.is_saved()
        for name in ("#face-5", "#tool-drawing > summary", '[data-colour="pink"]', "#share-all"):
            amalka.page.locator(name).focus()
            amalka.page.keyboard.press("Enter")
        expect(amalka.page.locator("#face-5")).to_have_attribute("aria-pressed", "true")
        expect(amalka.page.locator('[data-colour="pink"]')).to_have_attribute("aria-pressed", "true")
        expect(amalka.page.locator("#share-all")).to_have_attribute("aria-pressed", "true")
        room.nobody_complained()
