"""Every page in every stage, for people who see little, hear the page, use the keyboard, or hold a very small phone.

axe-core looks at all of them with everything unfolded, in light and in dark; nothing on any of them complains to the
console, and nothing is stopped by the content security policy.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect

from server.demo import novakovi
from server.demo.jakub import HANA, IVANA, JANA, LENKA
from server.demo.pen import drawn
from server.meeting.model import TABLET
from tests.demo.told import Told
from tests.e2e.room import LAPTOP, WALL, Hall, Person, hall, hall_of

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

LOOK = """async ([tags, parts, outline, colours, targets]) => {
  const found = [];
  const ask = async (where, runOnly, rules = {}) => {
    const { violations } = await axe.run(where, { runOnly, rules, resultTypes: ["violations"] });
    for (const { id, nodes } of violations) {
      for (const { target, any, html } of nodes) {
        found.push(`${id}: ${target.join(" ")} ${any[0]?.message ?? ""} ${html.slice(0, 120)}`);
      }
    }
  };
  const off = { "color-contrast": { enabled: false }, "target-size": { enabled: false } };
  const still = (one) => one.isConnected; // a panel may have been drawn anew meanwhile
  const where = parts.includes(0) ? [document.documentElement] : parts.map((one) => window.parts[one]).filter(still);
  if (where.length) await ask(where, { type: "tag", values: tags }, off);
  const whole = ["heading-order", "page-has-heading-one", "landmark-unique", "duplicate-id-aria"];
  if (outline && !parts.includes(0)) await ask([document.documentElement], { type: "rule", values: whole });
  const written = colours.flatMap((one) => window.written.get(one)).filter(still);
  const touched = targets.flatMap((one) => window.touched.get(one)).filter(still);
  if (written.length) await ask(written, { type: "rule", values: ["color-contrast"] });
  if (touched.length) await ask(touched, { type: "rule", values: ["target-size"] });
  return found;
}"""
"""What axe says: of these parts of the page for all rules with these tags (0 is the whole page), of its outline, and of
what stands in such colours, of such targets for the two rules that are nearly all the work."""

PARTS = """() => {
  const inner = "[id^='panel-'], script";
  const alone = (one) => {
    const copy = one.cloneNode(true);
    for (const part of copy.querySelectorAll(inner)) part.replaceChildren();
    for (const part of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name } of [...part.attributes]) if (name.startsWith("data-")) part.removeAttribute(name);
    }
    return copy.outerHTML.replace(/[0-9a-f]{12}/g, "#");
  };
  const panels = [...document.querySelectorAll("[id^='panel-']")].filter((one) => one.checkVisibility());
  window.parts = [document.documentElement, ...panels];
  return window.parts.map(alone);
}"""
"""The page without its panels, then each panel that is visible without those in it: as they stand, but for what only
our own scripts read and for the ids of what is to be made."""

OUTLINE = """() => {
  const made = "h1, h2, h3, h4, h5, h6, main, nav, aside, header, footer, section, [role]";
  const all = [...document.querySelectorAll(made)].filter((one) => one.checkVisibility());
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id).sort();
  const twice = ids.filter((id, place) => ids[place - 1] === id);
  return all.map((one) => one.tagName).join(" ") + twice.join(" ");
}"""
"""What is right or wrong with a page as a whole, however its panels are: headings and landmarks in order, ids."""

COLOURS = """() => {
  const grounds = new Map([[null, ""]]);
  const ground = (one) => {
    if (!grounds.has(one)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
      const covers = backgroundColor.startsWith("rgb(") && opacity === "1" && backgroundImage === "none";
      const clear = backgroundColor === "rgba(0, 0, 0, 0)" && opacity === "1" && backgroundImage === "none";
      const under = covers ? "" : ground(one.parentElement);
      grounds.set(one, clear ? under : `${backgroundColor} ${backgroundImage} ${opacity} ${under}`);
    }
    return grounds.get(one);
  };
  const found = (window.written = new Map());
  for (const one of document.querySelectorAll("body *")) {
    const says = one.matches("input, textarea") || [...one.childNodes].some((node) => node.data?.trim());
    if (!says || !one.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    const look = `${color} ${large} on ${ground(one)}`;
    found.set(look, [...(found.get(look) ?? []), one]);
  }
  return [...found.keys()];
}"""
"""In which colours, large or not, and on what ground something is written on a page: what contrast depends on."""

TARGETS = """() => {
  const boxes = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    boxes.push([one, one.getBoundingClientRect()]);
  }
  const cut = (far) => Math.round(Math.min(Math.max(far, -1), 25));
  const found = (window.touched = new Map());
  for (const [one, box] of boxes) {
    const near = boxes.map(([other, { left, right, top, bottom }]) => other === one ? 25 : cut(Math.max(
      left - box.right, box.left - right, top - box.bottom, box.top - bottom)));
    // What is large enough may have others as near as they like, but not over it.
    const large = box.width >= 24 && box.height >= 24;
    const free = Math.min(large ? 0 : 25, ...near);
    const target = `${one.tagName} ${one.className} ${cut(box.width)} ${cut(box.height)} ${free}`;
    found.set(target, [...(found.get(target) ?? []), one]);
  }
  return [...found.keys()];
}"""
"""What can be touched on a page, how large it is, and how far the next such thing is: what the size of targets depends
on."""

UNFOLD = "() => document.querySelectorAll('details').forEach((one) => (one.open = true))"

WIDER = """() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 1 && !one.closest(".unseen, .skip"))
    .slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.id} ${one.getBoundingClientRect().right}`);
}"""

PANEL_PARTS = ("now", "mine", "people", "minutes")
MARIE = "marie"
TABLET_SIZE = {"width": 768, "height": 1024}


class Inspection:
    """What has been found, where."""

    _parts: ClassVar[set[str]] = set()
    """Panels, and pages around them, that have been looked at as they stand, on a screen of that width."""

    _outlines: ClassVar[set[str]] = set()
    """The same of how pages are made up."""

    _narrow: ClassVar[set[str]] = set()
    """The same of those that have been made narrow."""

    _colours: ClassVar[set[str]] = set()
    """Those whose contrast has been looked at, and was enough or stands in somebody's `found`."""

    _targets: ClassVar[set[str]] = set()
    """The same of what can be touched."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, page: Page, where: str) -> None:
        """Everything axe knows in light, and contrast in dark too; the same panels, colours and targets once."""
        page.evaluate(UNFOLD)
        parts = self._parts_of(page)
        new = [parts.index(one) for one in self._new(self._parts, parts)]
        outline = bool(self._new(self._outlines, [page.evaluate(OUTLINE)]))
        targets = self._new(self._targets, page.evaluate(TARGETS))
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            colours = self._new(self._colours, page.evaluate(COLOURS))
            asked = [TAGS, new, outline, colours, targets]
            if any(asked[1:]):
                self.found += [f"{where}, {scheme}: {what}" for what in page.evaluate(LOOK, asked)]
            new, outline, targets = [], False, []
        page.emulate_media(color_scheme="light")

    def _parts_of(self, page: Page) -> list[str]:
        size = page.viewport_size
        assert size is not None
        return [f"{size['width']} {part}" for part in page.evaluate(PARTS)]

    @staticmethod
    def _new(seen: set[str], found: list[str]) -> list[str]:
        new = [one for one in found if one not in seen]
        seen.update(new)
        return new

    def narrow(self, page: Page, where: str) -> None:
        """At 320 px, and at twice the size of letters."""
        size = page.viewport_size
        assert size is not None
        page.evaluate(UNFOLD)
        if not self._new(self._narrow, self._parts_of(page)):
            return
        for width, letters in ((320, ""), (size["width"], "200%")):
            page.set_viewport_size({"width": width, "height": size["height"]})
            page.evaluate("(size) => (document.documentElement.style.fontSize = size)", letters)
            self.found += [f"{where}, {width} px, letters {letters or '100%'}: {what}" for what in page.evaluate(WIDER)]
        page.evaluate("() => (document.documentElement.style.fontSize = '')")
        page.set_viewport_size(size)


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as opened:
        yield opened


def course(room: Hall) -> Iterator[str]:
    """A meeting from the lobby to its end, by people whose screens are not looked at; yields where it is."""
    scribe = next(person for person in room.people if person.name == JANA)

    def settled(*panels: str) -> None:
        state = room.home.meeting(room.id)
        for person in room.people:
            work = person.page.locator(".work")
            expect(work).to_have_attribute("data-freeze", str(state.freeze.number if state.freeze else 0))
            expect(work).to_have_attribute("data-stage", person.words(state.stage.name))
            expect(work).to_have_attribute("data-closed", "yes" if state.closed else "no")

    yield "lobby"
    # Jana's neighbour is here without a phone, and Jana writes for her.
    room.does(LENKA, "invite-person", seat=MARIE, name="Marie Krejčí", roles="ucastnik", aided="1")
    room.does(LENKA, "arrive", seat=MARIE)
    room.does(LENKA, "aid-person", seat=MARIE, aided="1", hand=JANA)
    room.does(LENKA, "begin-meeting")
    room.does(JANA, "acknowledge-confidentiality")
    expect(scribe.page.locator("#panel-confidentiality .done")).to_be_visible()
    guest = room.person("guest")
    guest.page.goto(f"{room.url}/join/{room.code}")
    guest.page.get_by_label(guest.words("Your name")).fill("Marie Krejčí")
    guest.tap("Come in")
    guest.page.wait_for_url("**/waiting**")
    guest.context.close()
    room.people.remove(guest)
    yield "uvod"
    room.does(LENKA, "advance-stage", leaving="uvod", despite="Spěcháme.")
    settled()
    yield "sdeleni-svolavatele"
    room.does(LENKA, "advance-stage", leaving="sdeleni-svolavatele", despite="Spěcháme.")
    settled()
    yield "prace-na-cilech, nothing yet"
    for goal in ("klid", "skola"):
        room.does(HANA, "add-goal", goal=goal)
    for step, goal, owner in (
        ("jedna", "klid", JANA),
        ("dve", "klid", HANA),
        ("tri", "klid", ""),
        ("ctyri", "skola", IVANA),
    ):
        room.does(HANA, "add-step", step=step, goal=goal)
        room.does(HANA, "give-step", step=step, owner=owner)
    room.does(HANA, "set-due", step="jedna", due="2027-03-15")
    room.does(HANA, "decline-step", step="dve", reason="Nemám na to lidi.")
    room.does(JANA, "set-area", goal="klid", area="health")
    room.does(JANA, "set-kind", step="jedna", kind="accompaniment")
    room.does(JANA, "set-after", step="dve", after="jedna")
    for seat, value in ((JANA, 2), (HANA, 5), (MARIE, 5)):
        room.does(seat, "answer-scale", goal="klid", value=str(value), via=JANA if seat == MARIE else "")
    for card, board, seat in (
        ("sila", "strengths", JANA),
        ("nabidka", "offers", JANA),
        ("jindy", "parking", JANA),
        ("prazdna", "strengths", HANA),
    ):
        room.does(seat, "add-card", card=card, board=board)
    room.does(HANA, "add-alert", alert="kdyz")
    room.does(HANA, "set-alert", alert="kdyz", caller=HANA, called=JANA)
    room.does(LENKA, "name-hub", seat=HANA)
    expect(scribe.page.locator("#step-ctyri")).to_be_attached()
    for cell, words in (
        ("goal:klid:title", "Jakub má klid"),
        ("step:jedna:what", "Zavolat psychiatričce"),
        ("card:sila", "Jakub umí říct, že je toho na něj moc."),
        ("card:nabidka", "Odvezu Jakuba k lékaři."),
        ("card:jindy", "Proč nám loni nikdo nezavolal."),
        ("alert:kdyz:when", "Jakub má ve škole panickou ataku"),
        (f"view:{JANA}", "Bojím se, že to přijde znovu."),
    ):
        scribe.write(cell, words)
    scribe.is_saved()
    for panel in room.home.meeting(room.id).stage.shows:
        room.does(LENKA, "turn-to", panel=panel)
        for person in room.people:
            expect(person.page.locator(f'.work[data-turned="{panel}"] #panel-{panel}').first).to_be_visible()
        if panel == "plan":
            for person in room.people:
                person.shows("step:jedna:what", "Zavolat psychiatričce")
                expect(person.page.locator(".promise-declined").first).to_be_attached()
            expect(scribe.page.locator("#worries-closed")).to_be_visible()
            yield "prace-na-cilech"
        else:
            yield f"turn, {panel}"
    room.does(LENKA, "open-worries", despite="Paní Vlčková mluvit nechce.")
    room.does(LENKA, "show-views")
    room.does(LENKA, "show-scale", goal="klid")
    room.does(HANA, "take-up-offer", card="nabidka", step="pet", goal="klid")
    room.does(HANA, "ask-floor")
    room.does(JANA, "ask-floor")
    room.does(LENKA, "give-floor", seat=JANA)
    room.does(HANA, "ask-break", status=(204,))
    room.does(LENKA, "turn-to", panel="plan")
    for person in room.people:
        expect(person.page.locator("#scale-shown-klid")).to_be_visible()
    yield "opened"
    room.does(LENKA, "pause-meeting")
    for person in room.people:
        expect(person.page.get_by_text(person.words("Break"), exact=False).filter(visible=True).first).to_be_visible()
    yield "break"
    room.does(LENKA, "resume-meeting")
    room.does(HANA, "take-back-break", status=(204,))
    room.does(LENKA, "advance-stage", leaving="prace-na-cilech", despite="Spěcháme.")
    room.does(LENKA, "set-next-meeting", starts="2027-04-16T14:00", place="sborovna")
    settled()
    yield "ukonceni"
    room.does(LENKA, "freeze-plan", despite="Spěcháme.")
    settled()
    yield "frozen"
    freeze = room.home.meeting(room.id).freeze
    assert freeze is not None
    room.does(JANA, "approve", digest=freeze.digest, verdict="reservation", words="Jen za sebe.")
    room.does(HANA, "approve", digest=freeze.digest, verdict="agree")
    room.does(HANA, "sign", digest=freeze.digest, strokes=json.dumps(drawn("Hana")))
    room.does(LENKA, "refuse-to-sign", digest=freeze.digest, reason="Nejsem strana.")
    room.does(MARIE, "approve", digest=freeze.digest, verdict="agree", via=JANA)
    expect(scribe.page.locator("canvas")).to_be_visible()
    yield "signing"
    room.does(MARIE, "sign-on-paper", digest=freeze.digest, via=LENKA)
    room.does(JANA, "sign", digest=freeze.digest, strokes=json.dumps(drawn("Jana")))
    expect(scribe.page.locator("svg.drawn")).to_be_visible()
    yield "signed"
    room.does(LENKA, "reopen-plan", number="1", why="Chybí datum.")
    settled()
    yield "opened again"
    room.does(LENKA, "freeze-plan", despite="Spěcháme.")
    room.does(LENKA, "close-meeting", despite="Spěcháme.")
    settled()
    yield "closed"


@pytest.mark.timeout(900)
def test_every_screen_in_every_stage_is_for_everyone_and_reached_with_the_keyboard(room: Hall) -> None:
    seen = Inspection()
    wall = room.sits("projector", viewport=WALL)
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana, with_keys = room.sits(JANA), room.sits(JANA, viewport=LAPTOP)
    room.does(LENKA, "arrive", seat=HANA)
    for where in course(room):
        seen.look(wall.page, f"projector, {where}")
        if where.startswith("turn"):
            # The laptop and the phones hold all turns at once, and are looked at with everything unfolded.
            continue
        seen.look(lenka.page, f"console, {where}")
        seen.narrow(lenka.page, f"console, {where}")
        for part in PANEL_PARTS:
            jana.part(part)
            if part == "now" or where in ("lobby", "opened", "closed"):
                seen.look(jana.page, f"phone, {where}, {part}")
                seen.narrow(jana.page, f"phone, {where}, {part}")
        jana.part("now")
        if where in ("uvod", "prace-na-cilech", "signing", "closed"):
            for person in (lenka, with_keys):
                person.page.evaluate(UNFOLD)
                walk(person.page)
    assert seen.found == []
    room.nobody_complained()


@pytest.mark.timeout(900)
def test_every_screen_of_a_meeting_about_a_case(browser: Browser, tmp_path: Path) -> None:
    """The second kind of meeting, where the professionals are alone: each stage, as the story has filled it by then."""
    seen = Inspection()
    telling = Told(novakovi.STORY)
    telling.arrive()
    stages = list(novakovi.LINES)
    for number, stage in enumerate(stages):
        telling.work()
        if stage == stages[-1]:
            telling.freeze()
        with hall_of(browser, tmp_path / stage, telling.table.log) as room:
            leader = novakovi.STORY.leader
            guest = next(seat for seat in novakovi.STORY.people if seat != leader and seat not in novakovi.STORY.hands)
            wall, console, phone = room.sits("projector"), room.sits(leader, viewport=LAPTOP), room.sits(guest)
            for person in (console, phone):
                seen.look(person.page, f"{stage}, {person.name}")
                seen.narrow(person.page, f"{stage}, {person.name}")
            for panel in room.home.meeting(room.id).stage.shows if telling.table.meeting.stage.turns else ("",):
                if panel:
                    room.does(leader, "turn-to", panel=panel)
                    expect(wall.page.locator(f'.work[data-turned="{panel}"] #panel-{panel}')).to_be_visible()
                seen.look(wall.page, f"{stage}, projector {panel}")
            for person in (wall, console, phone):
                # Nobody here is a child, or somebody's mother; words that name one are of another kind of meeting.
                assert "dítě" not in person.page.locator("#panel-stage").inner_text().lower()
            room.nobody_complained()
        if number + 1 < len(stages):
            telling.advance()
    assert seen.found == []


def test_every_page_around_the_meeting(room: Hall) -> None:
    seen = Inspection()
    lenka = room.person("organiser", viewport=LAPTOP)
    page = lenka.page
    page.goto(f"{room.url}/enter/{room.home.organiser_key}")

    def look(where: str) -> None:
        expect(page.locator("h1")).to_be_visible()
        seen.look(page, where)
        seen.narrow(page, where)

    look("meetings")
    page.goto(f"{room.url}/new")
    look("new")
    page.get_by_label(lenka.words("Title")).fill("Nové setkání")
    lenka.tap("Open the meeting")
    lenka.sees("It cannot be opened like this yet:")
    look("new, not yet")
    page.goto(f"{room.url}/meetings/{room.id}/links")
    look("links")
    lenka.tap("Make personal links for everybody")
    expect(page.locator("a.long-link").first).to_be_visible()
    look("links, made")
    page.goto(f"{room.url}/meetings/{room.id}/cards")
    look("cards")
    lenka.tap("Put personal codes on the cards")
    expect(page.locator("svg.qr").first).to_be_attached()
    look("cards with codes")
    page.goto(f"{room.url}/nowhere")
    look("sorry")
    lenka.forgive("404|422")

    guest = room.person("guest")
    page = guest.page
    page.goto(f"{room.url}/join")
    look("join")
    page.goto(f"{room.url}/join/XXXXXX")
    look("join, wrong code")
    page.goto(f"{room.url}/join/{room.code}")
    look("join, right code")
    page.get_by_label(guest.words("Your name")).fill("Marie Krejčí")
    guest.tap("Come in")
    page.wait_for_url("**/waiting**")
    look("waiting")
    waiting = room.home.meeting(room.id).waiting[0].id
    room.sits(LENKA, viewport=LAPTOP)
    room.does(LENKA, "turn-away", seat=waiting)
    guest.sees("Come in once more")
    look("turned away")
    guest.forgive("404")
    assert seen.found == []
    room.nobody_complained()


def test_every_page_of_somebody_without_a_phone_and_of_a_day_broken_off(room: Hall) -> None:
    seen = Inspection()
    leader, jana = room.sits(LENKA, viewport=LAPTOP), room.sits(JANA)
    room.does(LENKA, "arrive", seat=HANA)
    tablet = room.person("tablet", viewport=TABLET_SIZE)
    tablet.page.goto(f"{room.url}/k/{room.home.store.issue(room.id, TABLET)}")

    def look(person: Person, where: str) -> None:
        seen.look(person.page, where)
        seen.narrow(person.page, where)

    look(tablet, "tablet, nobody")
    for where in course(room):
        if where == "uvod":
            expect(tablet.page.locator(f"#around-{MARIE}")).to_be_visible()
            look(tablet, "tablet")
            tablet.touch(tablet.page.locator(f"#around-{MARIE}"))
            tablet.page.wait_for_url(f"**/seat/{MARIE}")
        if where == "opened":
            look(tablet, "in the tablet's hand")
        if where == "signing":
            look(tablet, "signing on the tablet")
            wall = room.sits("projector")
            paper = room.person("paper", viewport=LAPTOP)
            paper.context.add_cookies(leader.context.cookies())  # type: ignore[arg-type]
            paper.page.goto(f"{room.url}/meetings/{room.id}/paper?seat={LENKA}")
            look(paper, "paper")
            paper.context.close()
            room.people.remove(paper)
            break
    room.does(LENKA, "break-off", why="Jakub už nemohl.", starts="2027-04-01T14:00")
    for person in (leader, jana, wall):
        person.sees("The meeting is broken off")
        look(person, f"broken off, {person.name}") if person is not wall else seen.look(wall.page, "broken off, wall")
    room.does(LENKA, "continue-meeting")
    jana.sees("The meeting goes on.")
    look(jana, "on another day")
    assert seen.found == []
    room.nobody_complained()


# The keyboard ---------------------------------------------------------------------------------------------------------

REACHABLE = """() => (window.wanted = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, canvas, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.type !== "hidden"
    && !one.closest(".told") // news goes away by itself, perhaps before Tab has come to it
    && !(one.type === "radio" && one.form.querySelector(`[name=${one.name}]:checked`) && !one.checked)
    && !(one.type === "radio" && [...one.form.elements[one.name]].indexOf(one) > 0 && !one.checked)))
  .map((one) => one.outerHTML.slice(0, 140))"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  let over = "nothing: it is off the screen";
  const seen = [0.1, 0.5, 0.9].some((across) => [0.1, 0.3, 0.5, 0.7, 0.9].some((down) => {
    const top = document.elementFromPoint(box.left + across * box.width, box.top + down * box.height);
    if (top) over = top.outerHTML.slice(0, 140);
    return top && (one.contains(top) || [...(one.labels ?? [])].some((label) => label.contains(top)));
  }));
  return { html: one.outerHTML.slice(0, 140), number: window.wanted.indexOf(one),
    ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    covered: seen ? "" : over };
}"""


FROM_THE_TOP = """() => {
  // A page goes on from where the focus was last, also after a blur.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""


def walk(page: Page) -> None:
    """Tab goes through everything there is, in a circle, and one always sees where one is."""
    page.evaluate(FROM_THE_TOP)
    wanted: list[str] = page.evaluate(REACHABLE)
    page.evaluate("() => window.scrollTo(0, 0)")
    reached: set[int] = set()
    rings: dict[str, bool] = {}
    for _ in range(len(wanted) * 2 + 60):
        page.keyboard.press("Tab")
        focused: dict[str, Any] | None = page.evaluate(FOCUSED)
        if focused is None:
            if reached:
                break
            continue
        # A date has several stops, and shows its ring around the part one is in.
        rings[focused["html"]] = focused["ring"] or rings.get(focused["html"], False)
        assert not focused["covered"], f"{focused['covered']} lies over {focused['html']}"
        if focused["number"] >= 0:
            reached.add(focused["number"])
    # What others do meanwhile may have taken something away.
    there: list[bool] = page.evaluate("() => window.wanted.map((one) => one.checkVisibility())")
    missed = [html for number, html in enumerate(wanted) if there[number] and number not in reached]
    assert missed == []
    assert [html for html, ring in rings.items() if not ring] == [], "nothing shows that one is here"


def test_a_meeting_is_led_and_joined_with_the_keyboard_alone(room: Hall) -> None:
    lenka, jana = room.sits(LENKA, viewport=LAPTOP), room.sits(JANA, viewport=LAPTOP)

    def focus(person: Person, wanted: Callable[[str], bool]) -> None:
        for _ in range(80):
            person.page.keyboard.press("Tab")
            said = person.page.evaluate("document.activeElement.innerText || document.activeElement.dataset.cell || ''")
            if wanted(said):
                return
        raise AssertionError("not reached")

    lenka.page.keyboard.press("Alt+n")
    expect(jana.page.locator("#panel-confidentiality")).to_be_visible()
    focus(jana, lambda said: said == jana.words("I understand and will keep to it"))
    jana.page.keyboard.press("Enter")
    expect(jana.page.locator("#panel-confidentiality .done")).to_be_visible()
    focus(jana, lambda said: said == "rules") if not jana.page.locator('[data-cell="rules"]:focus').count() else None
    jana.type("Mluví jeden.", by_letters=True)
    room.all_show("rules", "Mluví jeden.")
    lenka.page.keyboard.press("Alt+m")
    expect(lenka.page.locator('[data-cell="minutes:uvod"]')).to_be_focused()
    # While one writes, the keys are letters.
    lenka.page.keyboard.press("Alt+n")
    lenka.type("Začali jsme.", by_letters=True)
    room.all_show("minutes:uvod", "Začali jsme.")
    assert room.home.meeting(room.id).stage_id == "uvod"
    room.nobody_complained()


def test_one_signs_with_the_keyboard(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    room.does(LENKA, "begin-meeting")
    for stage in ("uvod", "sdeleni-svolavatele", "prace-na-cilech"):
        room.does(LENKA, "advance-stage", leaving=stage, despite="Spěcháme.")
    room.does(LENKA, "freeze-plan", despite="Spěcháme.")
    freeze = room.home.meeting(room.id).freeze
    assert freeze is not None
    room.does(JANA, "approve", digest=freeze.digest, verdict="agree")
    jana.page.locator("canvas").focus()
    for key in ["Space", *["ArrowRight"] * 6, *["ArrowDown"] * 3, *["ArrowRight"] * 3]:
        jana.page.keyboard.press(key)
    jana.button("Sign version %(number)s", number=1).focus()
    jana.page.keyboard.press("Enter")
    expect(jana.page.locator("svg.drawn")).to_be_visible()
    assert lenka.complaints == []
