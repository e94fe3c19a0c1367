"""Ukrainian words are long: on a small phone, on the laptop and on the wall they fit, and none is cut in two."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from server.demo.jakub import HANA, JANA, LENKA
from tests.e2e.room import LAPTOP, WALL, Hall, hall
from tests.e2e.test_accessible import UNFOLD, WIDER, course

SMALL = {"width": 360, "height": 740}
CUT = """() => {
  const cut = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const around = text.parentElement;
    // What is only read aloud has no room of its own.
    if (around.closest("script, style, .unseen") || around.getBoundingClientRect().width < 2) continue;
    for (const word of text.data.matchAll(/[а-яіїєґ’]{2,}/gi)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const seen = [...range.getClientRects()].filter(({ width }) => width > 1);
      const lines = new Set(seen.map(({ top }) => Math.round(top)));
      if (lines.size > 1) cut.push(`${word[0]} in ${around.tagName}.${around.className}`);
    }
  }
  return cut;
}"""


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as opened:
        yield opened


def does_not_fit(page: Page) -> list[str]:
    page.evaluate(UNFOLD)
    page.evaluate("document.fonts.ready")
    return [*page.evaluate(WIDER), *page.evaluate(CUT)]


@pytest.mark.timeout(900)
def test_every_screen_holds_its_words_in_every_stage(room: Hall) -> None:
    room.sits("projector", viewport=WALL, language="uk")
    room.sits(LENKA, viewport=LAPTOP, language="uk")
    jana = room.sits(JANA, viewport=SMALL, language="uk")
    room.does(LENKA, "arrive", seat=HANA)
    found: list[str] = []
    stages = 0
    for where in course(room):
        stages += 1
        for person in room.people:
            parts = ["now", "mine", "people", "minutes"] if person is jana else [""]
            for part in parts:
                if part:
                    person.page.goto(f"{person.page.url.partition('#')[0]}#{part}")
                found += [f"{where}, {person.name} {part}: {what}" for what in does_not_fit(person.page)]
        jana.page.goto(f"{jana.page.url.partition('#')[0]}#now")
    assert stages > 8 and not found


def test_the_door_speaks_ukrainian_once_somebody_says_so(room: Hall) -> None:
    guest = room.person("guest", viewport=SMALL)
    guest.page.goto(f"{room.url}/join/{room.code}")
    guest.page.get_by_role("button", name="Українська").click()
    expect(guest.page.locator("html")).to_have_attribute("lang", "uk")
    expect(guest.page.get_by_role("button", name="Увійти")).to_be_visible()
    loaded = "[...document.fonts].filter(({ status }) => status === 'loaded').map((one) => one.unicodeRange)"
    guest.page.evaluate("document.fonts.ready")
    assert any("U+490" in ranges for ranges in guest.page.evaluate(loaded)), "the letters come with the program"
    assert not does_not_fit(guest.page)
