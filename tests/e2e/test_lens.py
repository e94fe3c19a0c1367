"""A tap on an abbreviation says what it means, also in what others have written, and the text stays as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.demo.jakub import HANA, JANA, LENKA
from tests.e2e.room import LAPTOP, Hall, Person, hall

OSPOD = "The public office that protects children: it has to help families and to step in when a child is in danger."
SAS = "A social activation service: helpers who visit a family with children at home and work with it, free of charge."


@pytest.fixture
def met(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as found:
        found.sits(LENKA, viewport=LAPTOP)
        found.does(LENKA, "begin-meeting")
        yield found


def taps_on(person: Person, selector: str, word: str) -> None:
    """A finger right on a word, wherever it stands on the line, once nothing moves there any more."""
    spot = person.page.locator(selector).first
    spot.scroll_into_view_if_needed()
    place = None
    while place != (place := spot.evaluate(WHERE, word)):
        assert place, f"{word} does not stand there"
        person.page.wait_for_timeout(50)
    person.page.touchscreen.tap(*place)


WHERE = """(element, word) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(word);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + word.length);
    const box = range.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
  return null;
}"""


def test_a_tap_on_a_word_says_what_it_means_in_ones_own_language(met: Hall) -> None:
    for language in ("cs", "uk"):
        jana = met.sits(JANA, language=language)
        jana.part("people")
        said = jana.page.locator("#lens")
        expect(said).to_be_hidden()
        taps_on(jana, f"#person-{HANA} .person-role", "OSPOD")
        expect(said).to_contain_text(jana.words(OSPOD))
        jana.page.keyboard.press("Escape")
        expect(said).to_be_hidden()
        jana.context.close()
        met.people.remove(jana)


def test_a_tap_on_a_word_somebody_else_is_writing_changes_nothing_in_it(met: Hall) -> None:
    hana, jana = met.sits(HANA), met.sits(JANA)
    hana.write("rules", "Zavoláme na SAS, potom domů.")
    jana.shows("rules", "Zavoláme na SAS, potom domů.")
    field = jana.page.locator('[data-cell="rules"]').first
    field.evaluate("(field) => { field.focus(); field.setSelectionRange(13, 13); field.click(); }")
    expect(jana.page.locator("#lens")).to_contain_text(jana.words(SAS))
    jana.shows("rules", "Zavoláme na SAS, potom domů.")
    expect(field).to_be_focused()


def test_an_ordinary_word_means_itself(met: Hall) -> None:
    jana = met.sits(JANA)
    jana.part("people")
    taps_on(jana, f"#person-{HANA} strong", "Kučerová")
    expect(jana.page.locator("#lens")).to_be_hidden()


def test_without_a_finger_everything_stands_in_a_list(met: Hall) -> None:
    jana = met.sits(JANA)
    jana.part("people")
    jana.unfold(jana.page.locator("#abbreviation-list"))
    jana.sees(OSPOD)
