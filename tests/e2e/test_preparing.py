"""What is done before a meeting, in a real browser: chosen, prepared, answered at home; by keyboard, for everybody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.meeting import commands as c
from server.meeting.commands import Person
from tests.afternoon import PEOPLE, House, house
from tests.e2e.room import LAPTOP, PHONE
from tests.e2e.test_accessible import Inspection
from tests.web.test_cases import did, held

FILIP = Person("filip", "Filip Krátký", frozenset({"ucastnik"}), position="otec")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as running:
        yield running


def browsing(browser: Browser, home: House, size: dict[str, int], **cookies: str) -> BrowserContext:
    context = browser.new_context(viewport=size, locale="cs-CZ", reduced_motion="reduce")  # type: ignore[arg-type]
    context.add_cookies([{"name": name, "value": value, "url": home.url} for name, value in cookies.items()])
    return context


def tab_to(page: Page, words: str) -> None:
    """Go on with the Tab key until something with these words has the focus."""
    said = "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in (page.evaluate(said) or "").replace("\N{NO-BREAK SPACE}", " "):
            return
    raise AssertionError(f"the keyboard does not get to: {words}")


def test_every_page_of_the_preparation_is_for_everybody(browser: Browser, home: House) -> None:
    now = home.app.state.site.clock.now()
    monday = now.replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=20)
    met = home.open("a", people=(*PEOPLE, FILIP), case_number="SPOD/417")
    asked = (c.OfferTimes((monday, monday + timedelta(days=1))), c.AskToPrepare("petra", "Přineste vysvědčení."))
    sent = c.NoteContribution("filip", "Nechci, aby se měnila škola.", "email")
    report = c.ReferToReport("z1", "Zpráva z léčebny", "MUDr. Král")
    did(home, "a", [("eva", each) for each in (*asked, c.SetAgenda("Co pomáhá\nCo dál"), sent, report)])
    home.open("b", title="O Jakubovi", format="setkani-nad-pripadem", people=PEOPLE[:1])
    held(home, "b", last=[("eva", c.CallMeeting("pripadova-konference", "eva", now.date()))])
    seen = Inspection()
    organiser = browsing(browser, home, LAPTOP, organiser=home.organiser_key)
    petra = browsing(browser, home, PHONE, **{"seat.a.petra": met.tokens["petra"]})
    outcome = "/choose?who=child&danger-child=no&one-child=no&aim-child=plan&willing-child=control&assessors=yes"
    pages = ("/", "/?q=spod", "/cases/b", "/choose", outcome, "/new?from=b&occasion=evaluation", "/meetings/a/desk")
    for context, places in ((organiser, pages), (petra, ("/meetings/a/home/petra",))):
        page = context.new_page()
        for place in places:
            page.goto(home.url + place)
            seen.look(page, place)
            seen.narrow(page, place)
    assert seen.found == [], "\n".join(seen.found)


def test_a_time_is_found_by_keyboard_from_the_question_to_the_date(browser: Browser, home: House) -> None:
    met = home.open("a", people=PEOPLE)
    with browsing(browser, home, LAPTOP, organiser=home.organiser_key) as organiser:
        desk = organiser.new_page()
        desk.goto(f"{home.url}/meetings/a/desk")
        tab_to(desk, "Zeptat se pozvaných, který termín jim vyhovuje")
        desk.keyboard.press("Enter")
        desk.locator("#time-1").fill("2027-03-08T14:00")
        desk.locator("#time-2").fill("2027-03-09T10:00")
        desk.locator("#time-2").press("Enter")
        expect(desk.locator(".poll tbody tr")).to_have_count(2)
        with browsing(browser, home, PHONE, **{"seat.a.petra": met.tokens["petra"]}) as phone:
            mine = phone.new_page()
            mine.goto(f"{home.url}/meetings/a/home/petra")
            for choice in ("vyhovuje mi", "když to jinak nejde"):
                tab_to(mine, "vyhovuje mi")
                mine.keyboard.press("Space")
                if choice != "vyhovuje mi":
                    mine.keyboard.press("ArrowDown")
            mine.keyboard.press("Enter")
            expect(mine.get_by_text("Odpověděli jste na všechno.")).to_be_visible()
        desk.reload()
        first = desk.locator(".poll tbody tr").first
        expect(first).to_contain_text("vyhovuje nejlíp")
        expect(first).to_contain_text("Petra Horáková")
        first.get_by_role("button").press("Enter")
        expect(desk.get_by_text("Vybráno:")).to_be_visible()
    assert home.meeting("a").starts is not None
