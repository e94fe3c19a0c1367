"""Letters that are composed (a hook over c, a keyboard that guesses words) while others write into the same cell.

A field that somebody is composing in is never written to while they type; their letters go out all the same; and in
the end the field, the server and everyone else read the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from tests.e2e.room import PATIENCE
from tests.sharedtext.table import Table, built, stand_still


@pytest.fixture(scope="module")
def table(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Table, str]]:
    table = Table(built(node, tmp_path_factory.mktemp("page") / "page.js"))
    with table.serving() as url:
        yield table, url


class Jana:
    """At the keyboard, in a browser."""

    def __init__(self, page: Page, table: Table) -> None:
        self.page = page
        self.table = table
        self.keys: CDPSession = page.context.new_cdp_session(page)

    def compose(self, words: str) -> None:
        """What the keyboard shows underlined for now."""
        self.keys.send(
            "Input.imeSetComposition", {"text": words, "selectionStart": len(words), "selectionEnd": len(words)}
        )

    def take_up(self, start: int, end: int, words: str) -> None:
        """The keyboard opens a word that stands there already."""
        self.keys.send(
            "Input.imeSetComposition",
            {
                "text": words,
                "selectionStart": len(words),
                "selectionEnd": len(words),
                "replacementStart": start,
                "replacementEnd": end,
            },
        )

    def commit(self, words: str) -> None:
        self.keys.send("Input.insertText", {"text": words})

    def caret(self, place: int) -> None:
        self.page.evaluate("place => { field.focus(); field.setSelectionRange(place, place); }", place)

    @property
    def where(self) -> int:
        return int(self.page.evaluate("field.selectionEnd"))

    @property
    def sees(self) -> str:
        return str(self.page.evaluate("field.value"))

    @property
    def written(self) -> int:
        """How often the program has written into the field."""
        return int(self.page.evaluate("writes.length"))

    def until(self, words: str) -> None:
        """Until the field and the server both say this; time goes on meanwhile."""
        end = time.monotonic() + PATIENCE / 1000
        while (self.sees, self.table.cell.text) != (words, words):
            assert time.monotonic() < end, f"the field says {self.sees!r}, the server {self.table.cell.text!r}"
            self.pause(50)
            self.page.wait_for_timeout(15)

    def until_server(self, words: str) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while self.table.cell.text != words:
            assert time.monotonic() < end, f"the server says {self.table.cell.text!r}"
            self.page.wait_for_timeout(15)

    def hears(self) -> None:
        """Until her page knows everything the server knows; no time goes by."""
        known = "(version) => shared.cells.get('rules').version >= version"
        self.page.wait_for_function(known, arg=self.table.cell.version)

    def pause(self, ms: int) -> None:
        self.page.clock.run_for(ms)


@pytest.fixture(params=["textarea", "input"])
def jana(request: pytest.FixtureRequest, page: Page, table: tuple[Table, str]) -> Iterator[Jana]:
    laid, url = table
    laid.lay("Jana zavolá.")
    laid.kind = request.param
    stand_still(page)
    page.goto(url)
    page.wait_for_function("document.body.dataset.saved === 'saved' && shared.cells.get('rules')?.version === 1")
    page.evaluate("writes.length = 0")
    jana = Jana(page, laid)
    yield jana
    jana.until(laid.cell.text)
    # Whatever the story was: nothing was written into the field while she composed and had just typed.
    early = page.evaluate("writes.filter(({composing, after}) => composing && after < 1490)")
    assert early == []
    page.wait_for_function("document.body.dataset.saved === 'saved'")
    assert page.evaluate("field.value") == laid.cell.text == page.evaluate("mirror.textContent")


def test_somebody_writes_before_it(jana: Jana) -> None:
    jana.caret(11)
    jana.compose("ˇ")
    jana.table.other_writes("Zítra " + jana.table.cell.text)
    jana.hears()
    assert (jana.sees, jana.written) == ("Jana zavoláˇ.", 0)
    jana.commit("č")
    jana.until("Zítra Jana zavoláč.")
    assert jana.where == len("Zítra Jana zavoláč")
    # it is over, so undoing works again
    for _ in range(2):
        jana.page.keyboard.press("Control+z")
    jana.until("Zítra Jana zavolá.")


def test_somebody_writes_behind_it(jana: Jana) -> None:
    jana.caret(0)
    jana.compose("n")
    jana.compose("na")
    jana.until_server("naJana zavolá.")
    jana.table.other_writes("naJana zavolá. A potom?")
    jana.hears()
    assert (jana.sees, jana.written) == ("naJana zavolá.", 0)
    jana.compose("naš")
    jana.commit("naše ")
    jana.until("naše Jana zavolá. A potom?")
    assert jana.where == 5


def test_somebody_writes_in_the_same_place(jana: Jana) -> None:
    jana.caret(11)
    jana.compose(" d")
    jana.until_server("Jana zavolá d.")
    jana.table.other_writes("Jana zavolá d a přijde.")
    jana.hears()
    jana.compose(" do")
    jana.compose(" dom")
    assert (jana.sees, jana.written) == ("Jana zavolá dom.", 0)
    jana.commit(" domů")
    # her word is not torn apart by what was held back
    jana.until("Jana zavolá domů a přijde.")


def test_somebody_deletes_everything_around_it(jana: Jana) -> None:
    jana.caret(5)
    jana.compose("p")
    jana.until_server("Jana pzavolá.")
    jana.table.other_writes("p")
    jana.hears()
    assert (jana.sees, jana.written) == ("Jana pzavolá.", 0)
    jana.compose("př")
    jana.until_server("př")
    jana.commit("přijde")
    jana.until("přijde")
    assert jana.where == 6


def test_somebody_writes_into_the_middle_of_it(jana: Jana) -> None:
    jana.caret(12)
    jana.compose("abc")
    jana.until_server("Jana zavolá.abc")
    jana.table.other_writes("Jana zavolá.aXbc")
    jana.hears()
    assert (jana.sees, jana.written) == ("Jana zavolá.abc", 0)
    jana.compose("abcd")
    jana.until_server("Jana zavolá.aXbcd")
    jana.commit("abcd")
    jana.until("Jana zavolá.aXbcd")


def test_it_is_given_up(jana: Jana) -> None:
    jana.caret(12)
    jana.compose(" zí")
    jana.until_server("Jana zavolá. zí")
    jana.table.other_writes("Dnes Jana zavolá. zí")
    jana.compose("")
    jana.until("Dnes Jana zavolá.")


def test_it_is_only_a_tap_on_a_word(jana: Jana) -> None:
    """GBoard opens a composition then; nobody types, and the others must not wait for ever."""
    jana.caret(4)
    jana.take_up(0, 4, "Jana")
    jana.table.other_writes("Jana zavolá. Zítra.")
    jana.until("Jana zavolá. Zítra.")


def test_it_pauses_and_goes_on(jana: Jana) -> None:
    jana.caret(12)
    jana.compose(" po")
    jana.until_server("Jana zavolá. po")
    jana.table.other_writes("Zítra Jana zavolá. po")
    jana.hears()
    jana.pause(1400)
    assert jana.written == 0
    # she stops in the middle of the word; after a second and a half the others' words come in
    jana.until("Zítra Jana zavolá. po")
    jana.commit("tom")
    jana.until("Zítra Jana zavolá. potom")


def test_the_link_breaks_in_the_middle_of_it(jana: Jana) -> None:
    jana.caret(11)
    jana.compose("k")
    jana.until_server("Jana zavolák.")
    jana.table.cut()
    jana.compose("ko")
    jana.compose("kom")
    jana.table.other_writes("Zítra " + jana.table.cell.text)
    jana.page.wait_for_function("document.body.dataset.saved === 'offline'")
    assert (jana.sees, jana.written) == ("Jana zavolákom.", 0)
    jana.table.mend()
    jana.compose("komu")
    jana.commit("komu👧")
    jana.until("Zítra Jana zavolákomu👧.")
