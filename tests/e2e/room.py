"""The people of a browser test and the screens in front of them: everybody has a browser context of their own.

What stands on buttons is looked up by its English text, in the language of the person's page; so a test taps what this
person really sees, and a new wording of a translation breaks nothing.
"""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, TimeoutError, expect

from server.demo import STORIES
from server.meeting.events import Entry
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.meeting.policy import PROJECTOR
from server.opening import open_from_file
from server.web.language import Tongue, translations
from tests.afternoon import House, house

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}
WALL = {"width": 1280, "height": 720}

TIMES = Tongue("cs", ZoneInfo("Europe/Prague"))

TEXTS = """
[...document.querySelectorAll('[data-cell], [data-mirror]')].map(
  (one) => [one.dataset.cell ?? one.dataset.mirror, one.value ?? one.textContent])
"""
"""Each place of shared text on a page: its cell, and what it says."""

AGAIN = 5_000
"""After so long without an answer to a tap a person taps once more; ms."""
FOCUS = 1_000
"""After so long without a caret a person taps a field once more, which does no harm; ms."""
STEADY = 800
"""After so long a tap on a button that has become another one counts as meant (static/console.js); ms."""
PATIENCE = 30_000
"""How long what has to come may take on a machine that has other things to do as well; ms."""

expect.set_options(timeout=PATIENCE)

CLOCK = """
window.now = performance.now.bind(performance);
performance.now = () => window.now();
"""
"""The clock of a page, for a test to hold or to push on."""

KEEP_NEWS = """
window.passed = [];
const places = "#messages, .toast, [data-notice]";
const speaks = (node) => node.nodeType === 1 && (node.matches(places) || node.querySelector(places));
new MutationObserver((changes) => {
  // Whether something is visible makes the page find its layout anew: not for everything that changes anywhere.
  if (!changes.some(({ target, addedNodes }) => target.closest?.(places) || [...addedNodes].some(speaks))) return;
  for (const one of document.querySelectorAll("#messages .toast, [data-notice]")) {
    if (one.textContent !== one.told && one.checkVisibility()) window.passed.push((one.told = one.textContent));
  }
}).observe(document, { childList: true, subtree: true });
"""
"""What is said in passing is gone after a while, and whoever looks at eight people in turn may come too late."""


def without_dangling(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


class Person:
    """Somebody with a screen: what they tap, what they write, what they see."""

    def __init__(self, context: BrowserContext, name: str = "", language: str = "cs") -> None:
        self.context = context
        self.name = name
        self.language = language
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.add_init_script(CLOCK + KEEP_NEWS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.page = context.new_page()
        self.touches = bool(self.page.evaluate("navigator.maxTouchPoints"))

    @classmethod
    def of_page(cls, page: Page, other: "Person") -> "Person":
        """The same person at another tab."""
        same = copy(other)
        same.page = page
        return same

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def forgive(self, pattern: str) -> None:
        """Drops complaints that had to come, and insists that they came."""
        kept = [words for words in self.complaints if not re.search(pattern, words)]
        assert len(kept) < len(self.complaints), f"nothing like {pattern!r} in {self.complaints}"
        self.complaints[:] = kept

    # What is to be read ---------------------------------------------------------------------------------------------

    def words(self, english: str, **gaps: object) -> str:
        """The sentence in this person's language."""
        catalogue = translations(self.language)
        said = catalogue.gettext(english)
        return without_dangling(said % gaps if gaps else said)

    def sees(self, english: str, /, **gaps: object) -> None:
        """Somewhere on the page, visible, stands this sentence."""
        self.reads(self.words(english, **gaps))

    def reads(self, words: str) -> None:
        """Somewhere on the page, visible, stand these very words."""
        # Waited for, and not expected: an expectation draws the whole page for its message each time it has to wait.
        self.page.get_by_text(words).filter(visible=True).first.wait_for()

    def sees_not(self, english: str, /, **gaps: object) -> None:
        expect(self.page.get_by_text(self.words(english, **gaps)).filter(visible=True)).to_have_count(0)

    def cell(self, name: str) -> Locator:
        """The first visible place where a cell is written or shown."""
        return self.page.locator(f'[data-cell="{name}"], [data-mirror="{name}"]').filter(visible=True).first

    def shows(self, cell: str, words: str) -> None:
        """Wherever the page holds this cell, it says these words; and it holds it somewhere."""
        expect(self.page.locator(f'[data-cell="{cell}"], [data-mirror="{cell}"]').first).to_be_attached()
        self.agrees({cell: words})

    def agrees(self, texts: Mapping[str, str]) -> None:
        """Every field and every mirror on the page that holds one of these cells says this."""
        differing = f"(texts) => ({TEXTS}).filter(([cell, words]) => cell in texts && words !== texts[cell])"
        with suppress(TimeoutError):
            self.page.wait_for_function(f"(texts) => !({differing})(texts).length", arg=dict(texts), polling=100)
        different = {cell: (said, texts[cell]) for cell, said in self.page.evaluate(differing, dict(texts))}
        assert different == {}, f"{self.name} reads something else: {different}"

    def is_told(self, english: str, **gaps: object) -> None:
        """A message in passing says so, or has just said so; each counts once."""
        words = self.words(english, **gaps)
        found = "(words) => window.passed.findIndex((one) => one.replaceAll('\\u00a0', ' ').includes(words))"
        with suppress(TimeoutError):
            self.page.wait_for_function(f"(words) => ({found})(words) >= 0", arg=words, polling=100)
        place: int = self.page.evaluate(found, words)
        assert place >= 0, f"{self.name} is told only {self.page.evaluate('window.passed')}"
        self.page.evaluate("(place) => window.passed.splice(place, 1)", place)

    # What is tapped -------------------------------------------------------------------------------------------------

    def button(self, english: str, about: str = "", within: Locator | None = None, **gaps: object) -> Locator:
        name = re.escape(self.words(english, **gaps)) + (f": {re.escape(about)}" if about else "")
        # A name is white space as it stands in the page; the sentence may have other spaces.
        pattern = re.compile("^" + re.sub(r"(\\ )+", r"\\s+", name) + ("$" if about else ""))
        return (within or self.page).get_by_role("button", name=pattern).filter(visible=True)

    def tap(self, english: str, about: str = "", within: Locator | None = None, **gaps: object) -> None:
        self.touch(self.button(english, about, within, **gaps).first)

    def touch(self, what: Locator) -> None:
        self.look_at_it()
        if self.touches:
            what.tap()
        else:
            what.click()

    def look_at_it(self) -> None:
        """A tab behind another one is drawn once a second only, and nobody can touch it."""
        if len(self.context.pages) > 1:
            self.page.bring_to_front()

    def tap_when_steady(self, english: str) -> None:
        """Taps a button that may just have become another one, after a good look at what it says now."""
        button = self.button(english).first
        expect(button).to_be_visible()
        self.looks()
        self.touch(button)

    def looks(self) -> None:
        """For so long that a tap on what stands there now is meant: the page's clock goes on by as much at once."""
        self.page.evaluate("(ms) => { const before = window.now; window.now = () => before() + ms; }", STEADY)

    @contextmanager
    def in_no_time(self) -> Iterator[None]:
        """The page's clock stands still: however slow the machine is, a second tap comes right after the first."""
        self.page.evaluate("() => { const still = now(); window.before = now; window.now = () => still; }")
        yield
        self.page.evaluate("() => { window.now = window.before; }")

    def part(self, name: str) -> None:
        """Another part of the phone's page: now, mine, people, minutes."""
        self.touch(self.page.locator(f'.tabs [data-tab="{name}"]'))

    def unfold(self, details: Locator) -> None:
        """Opens it with a tap; with another, if it opened by itself just before the first."""
        for _ in range(2):
            if details.get_attribute("open") is not None:
                return
            self.touch(details.locator("summary").first)
            with suppress(AssertionError):
                expect(details).to_have_attribute("open", "", timeout=AGAIN)
        expect(details).to_have_attribute("open", "")

    # What is written ------------------------------------------------------------------------------------------------

    def take_up(self, cell: str) -> Locator:
        """Goes to the end of a field, opening on the way what is folded over it."""
        field = self.page.locator(f'[data-cell="{cell}"]').first
        expect(field).to_be_attached()
        for details in field.locator("xpath=ancestor::details").all():
            self.unfold(details)
        for _ in range(3):
            # News may have lain over it, or the page was drawn anew just under the finger.
            self.touch(field)
            with suppress(AssertionError):
                expect(field).to_be_focused(timeout=FOCUS)
                break
        expect(field).to_be_focused()
        expect(field).to_be_editable()
        field.press("Control+End")
        return field

    def write(self, cell: str, words: str, by_letters: bool = False) -> None:
        """Writes words behind those that are there, on a line of their own."""
        field = self.take_up(cell)
        if field.input_value():
            field.press("Enter")
        self.type(words, by_letters)

    def type(self, words: str, by_letters: bool = False) -> None:
        """Into the field that has the focus."""
        if by_letters:
            self.page.keyboard.type(words)
        else:
            self.page.keyboard.insert_text(words)

    def is_saved(self) -> None:
        self.page.locator("body[data-saved=saved]").wait_for()

    def draw(self, canvas: Locator) -> None:
        """A signature: with a finger where there is one, with the mouse elsewhere."""
        pad = canvas.locator("xpath=ancestor::*[@data-pad]")
        self.stroke(canvas)
        with suppress(AssertionError):
            expect(pad).to_contain_class("inked", timeout=AGAIN)
        if "inked" not in (pad.get_attribute("class") or ""):
            # The page was drawn anew just under the hand.
            self.stroke(canvas)
        expect(pad).to_contain_class("inked")

    def stroke(self, canvas: Locator) -> None:
        """One line, as a hand draws it."""
        self.look_at_it()
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        path = [(0.15, 0.6), (0.25, 0.2), (0.35, 0.7), (0.45, 0.3), (0.6, 0.65), (0.8, 0.4)]
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in path]
        if not self.touches:
            self.page.mouse.move(*points[0])
            self.page.mouse.down()
            for point in points[1:]:
                self.page.mouse.move(*point, steps=4)
            self.page.mouse.up()
            return
        finger = self.context.new_cdp_session(self.page)

        # As a hand draws: with time between the points, and resting before it is lifted. A finger that is thrown off
        # the glass starts a fling, and the next tap only stops that.
        moment = count(time.time() - 3, 0.2)

        def send(kind: str, *where: tuple[float, float]) -> None:
            touching = [{"x": x, "y": y} for x, y in where]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching, "timestamp": next(moment)})

        send("touchStart", points[0])
        for x, y in (*points[1:], *[(points[-1][0] + rest, points[-1][1]) for rest in (1, 0, 1, 0)]):
            send("touchMove", (x, y))
        send("touchEnd")
        finger.detach()


class Hall:
    """A house with one meeting in it, and everybody's browsers around it."""

    def __init__(self, browser: Browser, home: House | None, made: dict[str, Any]) -> None:
        self.browser = browser
        self._home = home
        self.id: str = made["meeting"]
        self.code: str = made["code"]
        self.url: str = made["url"]
        self.tokens: dict[str, str] = {seat["seat"]: seat["token"] for seat in made["seats"]}
        self.tokens["projector"] = made["projector"].rsplit("/", 1)[1]
        self.people: list[Person] = []

    @property
    def home(self) -> House:
        assert self._home is not None, "this server is in another process"
        return self._home

    def person(
        self, name: str = "", viewport: dict[str, int] | None = None, language: str = "cs", **more: Any
    ) -> Person:
        """Somebody who has opened nothing yet."""
        size = viewport or PHONE
        by_finger = size["width"] < 700
        context = self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            has_touch=by_finger,
            is_mobile=by_finger,
            locale="cs-CZ",
            timezone_id="Europe/Prague",
            reduced_motion="reduce",
            accept_downloads=True,
            **more,
        )
        if language != "cs":
            context.add_cookies([{"name": "lang", "value": language, "url": self.url}])
        person = Person(context, name, language)
        self.people.append(person)
        return person

    def sits(self, seat: str, url: str = "", **how: Any) -> Person:
        """Somebody opens their personal link and is at the table."""
        if seat == "projector":
            how.setdefault("viewport", WALL)
        person = self.person(seat, **how)
        person.page.goto(f"{url or self.url}/k/{self.tokens[seat]}")
        person.is_saved()
        return person

    def begin(self, leader: Person) -> None:
        leader.tap("Begin the meeting")
        self.all_began()

    def all_began(self) -> None:
        """Everybody's page has settled: what stood there before the beginning is gone."""
        for person in self.people:
            expect(person.page.locator("#panel-stage")).not_to_contain_text(person.words("We will begin soon"))
            expect(person.page.locator(".lobby, #panel-work .card.soft")).to_have_count(0)

    def does(self, by: str, command: str, *, status: Collection[int] = (200,), via: str = "", **fields: Any) -> None:
        """Somebody, or another hand in their name, asks for something on a screen this test does not look at."""
        headers = {"Authorization": f"Bearer {self.tokens[via or by]}"}
        url = f"{self.url}/meetings/{self.id}/{command}"
        answer = httpx2.post(url, data={**fields, "as": by}, headers=headers, timeout=PATIENCE / 1000)
        assert answer.status_code in status, answer.text

    def all_show(self, cell: str, words: str, people: Iterable[Person] | None = None) -> None:
        """Every screen that holds this cell, and the disk, say the same."""
        for person in people if people is not None else self.people:
            person.shows(cell, words)
        # The writer's own page has shown it before it was saved.
        self.until(lambda meeting: meeting.text(cell) == words)

    def until(self, so: Callable[[Meeting], bool]) -> None:
        """Until this is so on the disk."""
        end = time.monotonic() + PATIENCE / 1000
        while not so(meeting := self.home.meeting(self.id)):
            assert time.monotonic() < end, meeting
            time.sleep(0.02)

    def nobody_complained(self) -> None:
        complaints = {person.name: person.complaints for person in self.people if person.complaints}
        assert complaints == {}, complaints


@contextmanager
def hall(browser: Browser, folder: Path, story: str = "jakub") -> Iterator[Hall]:
    """The meeting of a story on a server of its own, as `setkani demo` opens it."""
    with house(folder) as home:
        opened = Hall(browser, home, jakub(home, story))
        try:
            yield opened
        finally:
            for person in opened.people:
                person.context.close()


@contextmanager
def hall_of(browser: Browser, folder: Path, log: Sequence[Entry]) -> Iterator[Hall]:
    """A meeting in which so much has happened already, on a server of its own."""
    meeting = replay(log)
    assert meeting is not None
    with house(folder) as home:

        async def write() -> None:
            await home.store.append(meeting.id, 0, log)

        in_a_thread(lambda: asyncio.run(write()))
        key = {seat: home.store.issue(meeting.id, seat) for seat in (*meeting.seats, PROJECTOR)}
        made = {
            "meeting": meeting.id,
            "code": home.store.code(meeting.id),
            "url": home.url,
            "seats": [{"seat": seat, "token": token} for seat, token in key.items()],
            "projector": f"/k/{key[PROJECTOR]}",
        }
        opened = Hall(browser, home, made)
        try:
            yield opened
        finally:
            for person in opened.people:
                person.context.close()


def in_a_thread(work: Callable[[], object]) -> None:
    """Playwright holds this thread's event loop."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def jakub(home: House, story: str = "jakub") -> dict[str, Any]:
    """Opens the meeting of a story from its file, Jakub's if no other is named; what `--json` prints of it."""
    made: dict[str, Any] = {}
    file = STORIES[story].file

    in_a_thread(lambda: made.update(asyncio.run(open_from_file(file, home.store, home.store, home.settings, home.url))))
    return made


def new_field(page: Page, kind: str) -> str:
    """The id of the goal or step that has just been added: its first field has the focus."""
    focused = page.locator(f':focus[data-cell^="{kind}:"]')
    expect(focused).to_be_attached()
    cell = focused.get_attribute("data-cell")
    assert cell is not None
    return cell.split(":")[1]
