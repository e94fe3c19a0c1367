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
from server.meeting.model import Hearing, Presence
from tests.childs_meeting import AMALKA, EVA, FORMAT, LENKA, MAMA, PEOPLE, TATA, TOPICS, WISH, Amalka
from tests.e2e.room import Hall, Person, hall_of
from tests.e2e.test_accessible import Inspection
from tests.meeting.table import Table
from tests.web.test_photos import jpeg

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
    amalka.unfold(amalka.page.locator("#tool-photo"))
    amalka.page.locator("#photo-of-page").set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    photo = amalka.page.locator("img.leaf-photo")
    expect(photo).to_be_visible()
    amalka.page.wait_for_function("() => document.querySelector('img.leaf-photo').naturalWidth > 0")
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


def test_the_child_s_page_is_for_every_child(at_home: Hall, browser: Browser, tmp_path: Path) -> None:
    """axe finds nothing and nothing is wider than a small phone, at home and in the meeting."""
    found = Inspection()

    def look(person: Person, where: str, page: str = "") -> None:
        person.page.goto(f"{room.url}/meetings/{room.id}/child/{AMALKA}" + (f"?page={page}#book" if page else ""))
        person.is_saved()
        found.look(person.page, where)
        found.narrow(person.page, where)

    room = at_home
    amalka = room.sits(AMALKA)
    for page in ("", "kdo-se-mnou", "moje-setkani"):
        look(amalka, f"at home {page}", page)
    table = Amalka()
    table.topics()
    table.views()
    table.hears(Hearing.ALL, TATA, MAMA)
    table.chooses("rana", "tata")
    table.danger()
    with hall_of(browser, tmp_path / "at the table", table.log) as room:
        amalka, eva = room.sits(AMALKA), room.sits(EVA)
        for page in ("preju-si", "lide", "bojim-se"):
            look(amalka, page, page)
        look(eva, "in the guide's hand", "preju-si")
        look(amalka, "choosing")
        room.does(LENKA, "advance-stage", leaving="urceni-poradi", despite="Jdeme dál.")
        room.does(AMALKA, "add-step", step="moje", goal="rana")
        room.does(AMALKA, "give-step", step="moje", owner=AMALKA)
        look(amalka, "planning")
        room.does(LENKA, "advance-stage", leaving="navrhy-a-plan", despite="Jdeme dál.")
        room.does(LENKA, "freeze-plan", despite="Jdeme dál.")
        look(amalka, "signing")
        room.nobody_complained()
    assert found.found == []


def test_the_book_is_made_by_keyboard(at_home: Hall) -> None:
    amalka = at_home.sits(AMALKA)
    leaf(amalka, "umim")
    for name, pressed in (
        ("#face-5", True),
        ("#tool-drawing > summary", False),
        ('[data-colour="pink"]', True),
        ("#share-all", True),
    ):
        amalka.page.locator(name).focus()
        amalka.page.keyboard.press("Enter")
        if pressed:
            expect(amalka.page.locator(name)).to_have_attribute("aria-pressed", "true")
            expect(amalka.page.locator(name)).to_be_focused()


def test_the_child_alone_chooses_and_puts_a_page_on_the_wall(browser: Browser, tmp_path: Path) -> None:
    table = Amalka()
    table.topics()
    table.to("urceni-poradi")
    with hall_of(browser, tmp_path, table.log) as room:
        amalka, wall = room.sits(AMALKA), room.sits("projector")
        for topic in ("tata", "rana"):
            amalka.tap("☆ This matters to me", about=TOPICS[topic][1])
            expect(amalka.page.locator(f"#chosen-{topic}")).to_be_visible()
        amalka.tap("▲ Higher", about=TOPICS["rana"][1])
        expect(amalka.page.locator(".my-choice > li").first).to_have_id("chosen-rana")
        assert room.home.meeting(room.id).chosen == ("rana", "tata")
        amalka.tap("Show it on the wall", within=amalka.page.locator("#wall-preju-si"))
        wall.shows("wish:preju-si:preju-si", WISH)
        amalka.tap("Take it off the wall")
        expect(wall.page.locator(".leaf-open")).to_have_count(0)
        amalka.tap("I need a break")
        amalka.sees("They know that you need a break. It will come soon.")
        room.nobody_complained()
