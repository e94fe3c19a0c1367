"""The fields of shared text in a real browser: pasting, undoing, limits, no connection, a page that changes."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.e2e.room import PATIENCE
from tests.sharedtext.authority import NAME
from tests.sharedtext.table import Table, built, stand_still

GIRL, BOY = "👧", "👦"
STEPS = int(os.environ.get("SETKANI_STORM", "1000")) // 50


@pytest.fixture(scope="module")
def served(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Table, str]]:
    table = Table(built(node, tmp_path_factory.mktemp("page") / "page.js"))
    with table.serving() as url:
        yield table, url


@pytest.fixture
def table(served: tuple[Table, str]) -> Table:
    served[0].lay("Jana zavolá.")
    return served[0]


@pytest.fixture
def jana(page: Page, table: Table, served: tuple[Table, str]) -> Page:
    """Jana's page, with the text of the cell in it and her caret at its end."""
    return opened(page, served[1])


@pytest.fixture
def still(page: Page, table: Table, served: tuple[Table, str]) -> Page:
    """Jana's page, on which time goes on only when the test says so."""
    stand_still(page)
    return opened(page, served[1])


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_function(f"document.body.dataset.saved === 'saved' && shared.cells.get('{NAME}')?.version >= 0")
    page.evaluate("field.focus(); field.setSelectionRange(field.value.length, field.value.length)")
    return page


def until(jana: Page, table: Table, words: str) -> None:
    """Until the field and the server both say this."""
    end = time.monotonic() + PATIENCE / 1000
    while (said := (jana.evaluate("field.value"), table.cell.text)) != (words, words):
        assert time.monotonic() < end, f"the field says {said[0]!r}, the server {said[1]!r}"
        jana.wait_for_timeout(15)


def paste(jana: Page, words: str) -> None:
    """Pastes as a person does: the browser's own default happens unless the page prevents it."""
    jana.evaluate(
        """words => {
            const brought = new DataTransfer();
            brought.setData("text/plain", words);
            const event = new ClipboardEvent("paste", {clipboardData: brought, bubbles: true, cancelable: true});
            if (field.dispatchEvent(event)) document.execCommand("insertText", false, words);
        }""",
        words,
    )


def test_typing_arrives_letter_by_letter(jana: Page, table: Table) -> None:
    words = "Jana zavolá."
    for letter in " Pak":
        jana.keyboard.type(letter)
        words += letter
        until(jana, table, words)
    jana.keyboard.type(" přijde.")
    until(jana, table, "Jana zavolá. Pak přijde.")
    expect(jana.locator("[data-unsaved]")).to_have_text("Saved")
    expect(jana.locator("#mirror")).to_have_text("Jana zavolá. Pak přijde.")


def test_what_others_write_moves_neither_caret_nor_selection_nor_scroll(jana: Page, table: Table) -> None:
    lines = [f"řádek {number}" for number in range(40)]
    paste(jana, "\n".join(["", *lines]))
    until(jana, table, "\n".join(["Jana zavolá.", *lines]))
    jana.evaluate("field.setSelectionRange(100, 107); field.scrollTop = 120")
    chosen, scroll = jana.evaluate("[field.value.slice(100, 107), field.scrollTop]")
    table.other_writes("XX" + table.cell.text)
    table.other_writes(table.cell.text + "YY")
    until(jana, table, table.cell.text)
    assert jana.evaluate("[field.selectionStart, field.selectionEnd]") == [102, 109]
    assert jana.evaluate("field.value.slice(field.selectionStart, field.selectionEnd)") == chosen
    assert jana.evaluate("field.scrollTop") == scroll
    assert jana.evaluate("document.activeElement === field")


def test_a_field_without_focus_does_not_take_it(jana: Page, table: Table) -> None:
    jana.evaluate("field.setSelectionRange(4, 4); field.blur()")
    table.other_writes("Ne, " + table.cell.text)
    until(jana, table, "Ne, Jana zavolá.")
    assert jana.evaluate("document.activeElement === document.body")
    assert jana.evaluate("field.selectionStart") == 8


def test_one_child_for_another(jana: Page, table: Table) -> None:
    """Both have the same first half; the difference must not begin in the middle of a character."""
    jana.keyboard.insert_text(GIRL)
    until(jana, table, f"Jana zavolá.{GIRL}")
    jana.evaluate("field.setSelectionRange(12, 14)")
    jana.keyboard.insert_text(BOY)
    until(jana, table, f"Jana zavolá.{BOY}")
    assert table.cell.history[-1].change == (12, (2, BOY))
    jana.keyboard.press("Backspace")
    until(jana, table, "Jana zavolá.")


def test_a_letter_stands_where_it_was_typed_among_equal_ones(jana: Page, table: Table) -> None:
    table.other_writes("aaaa")
    until(jana, table, "aaaa")
    jana.evaluate("field.setSelectionRange(2, 2)")
    jana.keyboard.type("a")
    until(jana, table, "aaaaa")
    assert table.cell.history[-1].change == (2, (0, "a"), 2)


def test_a_paste_from_word_is_cleaned_and_the_person_told(jana: Page, table: Table) -> None:
    paste(jana, "\r\nprvní\x0bdruhý\x00\u202e třetí\r\n")
    until(jana, table, "Jana zavolá.\nprvní\ndruhý třetí\n")
    expect(jana.locator("[data-notice]")).to_contain_text("left out or replaced")


def test_a_plain_paste_says_nothing(jana: Page, table: Table) -> None:
    paste(jana, "\r\nprvní\r\ndruhý\ttřetí")
    until(jana, table, "Jana zavolá.\nprvní\ndruhý\ttřetí")
    expect(jana.locator("[data-notice]")).to_be_hidden()


def test_a_paste_into_one_line_stays_one_line(page: Page, table: Table, served: tuple[Table, str]) -> None:
    table.kind = "input"
    jana = opened(page, served[1])
    paste(jana, "\nprvní\n\ndruhý")
    until(jana, table, "Jana zavolá. první druhý")


@pytest.mark.parametrize("kind", ["textarea", "input"])
def test_ten_thousand_characters_are_refused_whole(
    page: Page, table: Table, served: tuple[Table, str], kind: str
) -> None:
    table.kind = kind
    jana = opened(page, served[1])
    long = "Dlouhá zpráva. " * 667
    version = table.cell.version
    paste(jana, long)
    expect(jana.locator("[data-notice]")).to_contain_text("4000 characters")
    expect(jana.locator("[data-laid] textarea")).to_have_value(long)
    assert jana.evaluate("field.value") == "Jana zavolá."
    jana.wait_for_timeout(200)
    assert table.cell.version == version
    jana.get_by_role("button", name="Discard").click()
    expect(jana.locator("[data-laid]")).to_be_hidden()


def test_a_full_field_takes_no_more_letters_and_loses_none(jana: Page, table: Table) -> None:
    table.other_writes("x" * 3999)
    until(jana, table, "x" * 3999)
    jana.keyboard.type("yz")
    until(jana, table, "x" * 3999 + "y")
    expect(jana.locator("[data-notice]")).to_contain_text("4000 characters")
    jana.keyboard.press("Backspace")
    until(jana, table, "x" * 3999)


def test_undo_takes_back_ones_own_and_redo_brings_it_again(still: Page, table: Table) -> None:
    still.keyboard.type(" Já.")
    until(still, table, "Jana zavolá. Já.")
    table.other_writes("Petr: Jana zavolá. Já.")
    table.other_writes("Petr: Jana zavolá. Já. On.")
    until(still, table, "Petr: Jana zavolá. Já. On.")
    still.keyboard.press("Control+z")
    until(still, table, "Petr: Jana zavolá. On.")
    still.keyboard.press("Control+z")
    until(still, table, "Petr: Jana zavolá. On.")
    still.keyboard.press("Control+Shift+z")
    until(still, table, "Petr: Jana zavolá. Já. On.")
    still.keyboard.press("Control+z")
    still.keyboard.press("Control+y")
    until(still, table, "Petr: Jana zavolá. Já. On.")
    assert still.evaluate("field.selectionEnd") == len("Petr: Jana zavolá. Já.")


def test_without_a_connection_the_waiting_characters_are_counted(jana: Page, table: Table) -> None:
    table.cut()
    jana.keyboard.type(f" Já taky {GIRL}.")
    line = jana.locator("[data-unsaved]")
    expect(line).to_have_text("You are writing without a connection: 11 characters are waiting")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    jana.once("dialog", stay)
    jana.evaluate("location.reload()")
    assert asked == ["beforeunload"]
    table.mend()
    until(jana, table, f"Jana zavolá. Já taky {GIRL}.")
    expect(line).to_have_text("Saved")
    assert jana.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_server_that_does_not_answer_is_told_within_ten_seconds(still: Page, table: Table) -> None:
    table.deaf = True
    still.keyboard.type("!")
    still.clock.run_for(5_000)
    expect(still.locator("[data-unsaved]")).to_contain_text("1 character is waiting")
    # and when nothing at all is heard, the link counts as dead and a new one is made
    still.clock.run_for(5_000)
    assert still.evaluate("states.some(({kind}) => kind === 'offline')")
    table.deaf = False
    back(still)
    until(still, table, "Jana zavolá.!")


def test_words_that_come_after_the_lock_are_laid_aside(jana: Page, table: Table) -> None:
    table.house.locked = True
    jana.keyboard.type(" Pozdě.")
    expect(jana.locator("[data-laid]")).to_contain_text("locked before your words arrived")
    jana.wait_for_function("field.value === 'Jana zavolá.'")
    laid = jana.evaluate("shared.unsaved.laid.map(({words}) => words).join('')")
    assert laid == " Pozdě."
    assert table.cell.text == "Jana zavolá."


def test_a_field_is_written_only_by_those_who_may(jana: Page, table: Table) -> None:
    assert not jana.evaluate("field.readOnly")
    table.say({"t": "cells", "cells": {NAME: "read"}})
    jana.wait_for_function("field.readOnly")
    table.other_writes("Něco jiného.")
    until(jana, table, "Něco jiného.")
    table.say({"t": "cells", "cells": {NAME: "write"}})
    jana.wait_for_function("!field.readOnly")


def test_a_cell_that_is_gone_gives_unsent_words_back(jana: Page, table: Table) -> None:
    table.cut()
    jana.keyboard.type(" A ještě tohle.")
    table.rights = {}
    table.mend()
    expect(jana.locator("[data-laid] textarea")).to_have_value(" A ještě tohle.")
    expect(jana.locator("[data-laid]")).to_contain_text("no longer there")


def test_a_panel_drawn_anew_loses_no_letter(jana: Page, table: Table) -> None:
    """The field goes away with letters in it that no event has told of, and another comes in its place."""
    table.cut()
    jana.keyboard.type(" První.")
    jana.evaluate("field.value += ' Druhé.'")
    jana.evaluate(
        f"""document.getElementById("main").innerHTML =
            '<textarea data-cell="{NAME}" id="field">Jana zavolá.</textarea>'"""
    )
    jana.wait_for_function("field.value === 'Jana zavolá. První. Druhé.'")
    jana.locator("#field").press("End")
    jana.keyboard.type(" Třetí.")
    table.mend()
    until(jana, table, "Jana zavolá. První. Druhé. Třetí.")


def test_two_fields_of_one_cell_say_the_same(jana: Page, table: Table) -> None:
    jana.evaluate(
        f"""document.getElementById("main").insertAdjacentHTML("beforeend",
            '<textarea data-cell="{NAME}" id="second">Jana zavolá.</textarea>')"""
    )
    jana.wait_for_function("second.value === 'Jana zavolá.'")
    jana.keyboard.type(" Ano.")
    jana.wait_for_function("second.value === 'Jana zavolá. Ano.'")
    jana.locator("#second").focus()
    jana.evaluate("second.setSelectionRange(0, 0)")
    jana.keyboard.type("Zítra ")
    until(jana, table, "Zítra Jana zavolá. Ano.")


def test_who_is_writing_is_said(jana: Page, table: Table) -> None:
    table.say({"t": "presence", "people": {"petr": {"name": "Petr", "here": True, "cell": NAME}}})
    expect(jana.locator("#writer")).to_have_text("Petr is writing")
    table.say({"t": "presence", "people": {"eva": {"name": "Eva", "here": True, "cell": NAME}}})
    expect(jana.locator("#writer")).to_have_text("Petr and Eva are writing")
    table.say({"t": "presence", "people": {"petr": {"cell": None}, "eva": {"here": False}}})
    expect(jana.locator("#writer")).to_have_text("")
    # what one writes oneself is no news
    table.say({"t": "presence", "people": {"jana": {"name": "Jana", "here": True, "cell": NAME}}})
    jana.wait_for_timeout(100)
    expect(jana.locator("#writer")).to_have_text("")


def test_panels_are_fetched_again_after_a_break_and_when_told(jana: Page, table: Table) -> None:
    table.say({"t": "changed", "version": 17, "changed": ["plan"]})
    jana.wait_for_function("news.some(({version, changed}) => version === 17 && changed?.[0] === 'plan')")
    table.cut()
    table.mend()
    jana.wait_for_function("news.at(-1).changed === null && news.at(-1).version === 1")


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (4401, "signed-out", "no longer signed in"),
        (4403, "not-admitted", "not open to you"),
        (4409, "elsewhere", "opened once more"),
    ],
)
def test_an_end_for_good_is_told_and_no_new_link_is_tried(
    still: Page, table: Table, code: int, kind: str, sentence: str
) -> None:
    table.cut(code)
    table.mend()
    expect(still.locator("[data-unsaved]")).to_contain_text(sentence)
    assert still.evaluate("document.body.dataset.saved") == kind
    knocks = table.knocks
    still.evaluate("dispatchEvent(new Event('online'))")
    still.clock.run_for(60_000)
    assert still.evaluate("shared.socket.link") is None and table.knocks == knocks
    # what is written now can still be copied, and the page warns before it goes
    still.keyboard.type("x")
    assert still.evaluate("field.value") == "Jana zavolá.x"


def test_too_much_at_once_waits_longer(still: Page, table: Table) -> None:
    table.cut(4429)
    table.mend()
    expect(still.locator("[data-unsaved]")).to_contain_text("connects again in a moment")
    still.clock.run_for(6_900)
    assert still.evaluate("shared.socket.link") is None
    still.clock.run_for(6_200)
    saved(still)


def test_after_a_break_it_comes_back_within_two_seconds_again_and_again(still: Page, table: Table) -> None:
    for number in range(3):
        table.cut()
        still.keyboard.type(str(number))
        lost(still)
        while still.evaluate("shared.socket.tries") < 4 * number:
            # It tries in vain.
            still.clock.run_for(500)
            lost(still)
        table.mend()
        # Two seconds, give or take a third: thirty phones must not all knock in the same moment.
        still.clock.run_for(2_600)
        until(still, table, "Jana zavolá." + "".join(map(str, range(number + 1))))
    # a phone that has its network back does not wait at all
    table.cut()
    lost(still)
    table.mend()
    still.evaluate("dispatchEvent(new Event('online'))")
    saved(still)


def saved(jana: Page) -> None:
    jana.wait_for_function("document.body.dataset.saved === 'saved'")


def lost(jana: Page) -> None:
    """Until it has no link, and waits for the next try."""
    jana.wait_for_function("shared.socket.link === null && shared.socket.retry !== null")


def back(still: Page) -> None:
    """Until it has tried again with success, however often that takes."""
    while still.evaluate("document.body.dataset.saved") != "saved":
        still.clock.run_for(100)
        still.wait_for_timeout(15)


def test_another_protocol_asks_for_a_new_page(jana: Page, table: Table) -> None:
    table.protocol = 2
    table.cut()
    table.mend()
    expect(jana.locator("[data-unsaved]")).to_contain_text("reload the page")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_storm(jana: Page, table: Table, seed: int) -> None:
    """A thousand steps of hers while others write: whatever she does, both sides end the same and no letter is lost."""
    luck = random.Random(seed)
    print("seed", seed)
    step = """([steps, seed]) => {
        let a = seed;
        const luck = (below) => { a = (Math.imul(a, 1103515245) + 12345) >>> 0; return (a >>> 8) % below; };
        window.byHand = true;
        for (let step = 0; step < steps; step++) {
            const words = field.value;
            let from = luck(words.length + 1);
            let to = Math.min(words.length, from + luck(3));
            const low = (place) => { const code = words.charCodeAt(place); return code >= 0xdc00 && code <= 0xdfff; };
            if (low(from)) from--;
            if (low(to)) to++;
            const put = ["a", "č", "\\n", "👧", "👦", "", "bb"][luck(7)];
            field.setRangeText(put, from, to, "end");
            field.dispatchEvent(new InputEvent("input", {inputType: "insertText", bubbles: true}));
            if (luck(9) === 0) field.dispatchEvent(new KeyboardEvent("keydown", {key: "z", ctrlKey: true}));
        }
        window.byHand = false;
        return true;
    }"""
    for _ in range(50):
        jana.evaluate(step, [STEPS, luck.randint(1, 2**30)])
        words = table.cell.text
        place = luck.randint(0, len(words))
        table.other_writes(
            words[:place] + luck.choice(["x", "👧", "\n", ""]) + words[min(len(words), place + luck.randint(0, 2)) :]
        )
        jana.wait_for_timeout(luck.choice([0, 5, 25]))
        if luck.random() < 0.1:
            table.cut()
            jana.wait_for_timeout(30)
            table.mend()
    saved(jana)
    end = time.monotonic() + PATIENCE / 1000
    while jana.evaluate("field.value") != table.cell.text:
        assert time.monotonic() < end, "her field and the server have parted"
        jana.wait_for_timeout(15)
    assert table.cell.version > 55
    assert {past.author for past in table.cell.history} == {"house", "jana", "petr"}
