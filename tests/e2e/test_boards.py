"""The panels around the plan, on real phones: the room turns together, nobody is torn from what they write, and what
somebody writes for themselves alone is on no other device before its time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Response, expect

from server.meeting import commands as c
from server.meeting.model import Board
from server.meeting.policy import PROJECTOR
from tests.e2e.room import LAPTOP, Hall, Person, hall_of
from tests.e2e.test_accessible import Inspection
from tests.web.test_boards import FEAR, Jakub

BIG_WALL = {"width": 1920, "height": 1080}
WRITTEN_FOR_HER = "Ať ke mně Jakub dál chodí."


@pytest.fixture
def table() -> Jakub:
    return Jakub()


@pytest.fixture
def room(browser: Browser, tmp_path: Path, table: Jakub, request: pytest.FixtureRequest) -> Iterator[Hall]:
    if prepare := getattr(request, "param", None):
        prepare(table)
    with hall_of(browser, tmp_path, table.log) as opened:
        yield opened


class Ear:
    """Everything a device receives: every answer to it and every frame."""

    def __init__(self, room: Hall, seat: str, **how: Any) -> None:
        self.person = room.person(seat, **how)
        self._frames: list[str] = []
        self._answers: list[Response] = []
        page = self.person.page
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: self._frames.append(str(frame))))
        page.on("response", lambda answer: self._answers.append(answer) if answer.status == 200 else None)
        page.goto(f"{room.url}/k/{room.tokens[seat]}")
        expect(page.locator("body")).to_have_attribute("data-saved", "saved")

    @property
    def received(self) -> str:
        pages = [answer.text() for answer in self._answers if "/meetings/" in answer.url]
        assert pages and self._frames, "nothing was heard at all"
        return "\n".join([*pages, *self._frames])


def opened(person: Person) -> list[str]:
    """The turns that are unfolded on this page."""
    return person.page.locator("details.turn[open]").evaluate_all("(all) => all.map((one) => one.dataset.turn)")


def turn(leader: Person, panel: str) -> None:
    leader.touch(leader.page.locator(f"#turn-to-{panel}"))
    expect(leader.page.locator(f"#turn-to-{panel}")).to_have_attribute("aria-current", "step")


def one_goal(table: Jakub) -> None:
    table.goal("g1", "Jakub chodí do školy")
    table.ask("lenka", c.TurnTo("offers"))


# Each for themselves ------------------------------------------------------------------------------------------------


def test_nobodys_view_is_on_any_other_device_before_it_is_shown(room: Hall) -> None:
    petra = room.sits("petra")
    ears = [Ear(room, "olga"), Ear(room, "lenka", viewport=LAPTOP), Ear(room, PROJECTOR, viewport=BIG_WALL)]
    olga, lenka, wall = [ear.person for ear in ears]
    turn(lenka, "views")
    petra.write("view:petra", FEAR, by_letters=True)
    petra.is_saved()
    room.does("olga", "add-card", card="k1", board="strengths")
    # Whoever opens their page only now, and whoever looks at everything, receives no more than the others.
    ears.append(Ear(room, "jana"))
    jana = ears[-1].person
    for person in (jana, olga, lenka, wall):
        person.sees("%(done)s of %(all)s have written", done=1, all=4)
    for seat in ("people", "minutes", "mine"):
        olga.part(seat)
    for panel in ("strengths", "plan", "offers", "views"):
        turn(lenka, panel)
        expect(wall.page.locator(f".work[data-turned={panel}]")).to_be_attached()
    for ear in ears:
        heard = ear.received
        assert FEAR not in heard and FEAR[:12] not in heard, ear.person.name
        assert "view:petra" not in heard, f"{ear.person.name} hears that she is writing"

    lenka.unfold(lenka.page.locator("#show-views"))
    lenka.tap("Show them to everyone")
    for person in (lenka, wall):
        person.reads(FEAR)
    jana.reads(FEAR)
    olga.part("now")
    olga.reads(FEAR)
    expect(wall.page.locator(".views li strong")).to_have_text(["Petra Horáková"])
    assert all(FEAR in ear.received for ear in ears), "so the ears do hear"
    room.nobody_complained()


# From one thing to the next -----------------------------------------------------------------------------------------


def test_everyone_follows_and_whoever_is_writing_stays_in_it(room: Hall) -> None:
    lenka = room.sits("lenka", viewport=LAPTOP)
    wall = room.sits(PROJECTOR, viewport=BIG_WALL)
    petra, jana = room.sits("petra"), room.sits("jana")
    turn(lenka, "offers")
    expect(petra.page.locator("#turn-offers")).to_have_attribute("open", "")
    petra.tap("Offer something")
    field = petra.page.locator(":focus[data-cell^='card:']")
    expect(field).to_be_attached()
    petra.type("Ráno Jak", by_letters=True)
    top = field.evaluate("(one) => one.getBoundingClientRect().top")

    turn(lenka, "strengths")
    expect(jana.page.locator("#turn-strengths")).to_have_attribute("open", "")
    expect(jana.page.locator("#turn-offers")).not_to_have_attribute("open", "")
    expect(petra.page.locator("#turn-strengths")).to_have_attribute("open", "")
    expect(petra.page.locator("#messages .told")).to_contain_text(petra.words("Strengths"))
    petra.type("uba odvezu.", by_letters=True)
    expect(field).to_have_value("Ráno Jakuba odvezu.")
    assert opened(petra) == ["strengths", "offers"]
    assert abs(field.evaluate("(one) => one.getBoundingClientRect().top") - top) < 2, "the line stays under the thumb"
    expect(wall.page.locator("#panel-strengths")).to_be_visible()
    expect(wall.page.locator("#panel-offers")).to_have_count(0)

    # Once she is done, she comes along the next time.
    field.evaluate("(one) => one.blur()")
    turn(lenka, "plan")
    expect(petra.page.locator("#turn-plan")).to_have_attribute("open", "")
    assert opened(petra) == ["plan"]
    expect(petra.page.locator("#turn-plan > summary")).to_be_in_viewport()
    room.nobody_complained()


def test_the_facilitator_turns_by_keyboard_and_reads_the_rest_alone(room: Hall) -> None:
    lenka = room.sits("lenka", viewport=LAPTOP)
    jana = room.sits("jana")
    lenka.page.keyboard.press("Alt+Digit2")
    expect(lenka.page.locator("#turn-to-views")).to_have_attribute("aria-current", "step")
    expect(lenka.page.locator("#turn-to-views")).to_be_focused()
    expect(jana.page.locator("#turn-views")).to_have_attribute("open", "")
    lenka.unfold(lenka.page.locator("#turn-parking"))
    lenka.sees("Nothing has been set aside.")
    assert opened(jana) == ["views"], "that is her own look"
    room.nobody_complained()


@pytest.mark.parametrize("room", [one_goal], indirect=True)
def test_the_console_loses_no_letter_when_somebody_else_turns(room: Hall) -> None:
    lenka = room.sits("lenka", viewport=LAPTOP)
    lenka.unfold(lenka.page.locator("#turn-plan"))
    field = lenka.take_up("goal:g1:title")
    lenka.type(" k", by_letters=True)
    room.does("lenka", "turn-to", panel="alerts")
    expect(lenka.page.locator("#turn-alerts")).to_have_attribute("open", "")
    expect(lenka.page.locator("details.turn").first).to_have_id("turn-alerts")
    expect(field).to_be_focused()
    lenka.type("aždý den", by_letters=True)
    expect(field).to_have_value("Jakub chodí do školy každý den")
    lenka.is_saved()
    room.nobody_complained()


# Cards --------------------------------------------------------------------------------------------------------------


def test_a_card_begins_on_the_wall_with_its_first_letter(room: Hall) -> None:
    wall = room.sits(PROJECTOR, viewport=BIG_WALL)
    petra = room.sits("petra")
    petra.tap("Add a strength")
    expect(petra.page.locator(":focus[data-cell^='card:']")).to_be_attached()
    expect(wall.page.locator("#panel-strengths .slip")).to_have_count(1)
    expect(wall.page.locator("#panel-strengths .slips-of")).to_be_hidden()
    petra.type("U", by_letters=True)
    expect(wall.page.locator("#panel-strengths .slip")).to_be_visible()
    petra.type("mí s lidmi.", by_letters=True)
    wall.reads("Umí s lidmi.")
    expect(wall.page.locator("#panel-strengths .owed")).to_have_count(2)
    room.nobody_complained()


@pytest.mark.parametrize("room", [one_goal], indirect=True)
def test_an_offer_becomes_a_step_with_a_tap_and_is_promised_by_whoever_offered(room: Hall) -> None:
    wall = room.sits(PROJECTOR, viewport=BIG_WALL)
    olga, petra = room.sits("olga"), room.sits("petra")
    olga.tap("Offer something")
    expect(olga.page.locator(":focus[data-cell^='card:']")).to_be_attached()
    olga.type("Ráno ho odvezu.")
    petra.tap("Make it a step", about="Ráno ho odvezu.")
    link = petra.page.locator("#panel-offers a[data-to-step]")
    expect(link).to_be_visible()
    petra.touch(link)
    expect(petra.page.locator(".step-what", has_text="Ráno ho odvezu.")).to_be_in_viewport()
    expect(petra.page.locator("body")).to_have_attribute("data-tab", "now")
    olga.tap("I take it on", about="Ráno ho odvezu.", within=olga.page.locator("#panel-offers"))
    expect(wall.page.locator("#panel-offers .promise-accepted")).to_be_visible()
    [step] = room.home.meeting(room.id).steps
    assert step.owner == "olga" and step.promised
    room.nobody_complained()


# For everyone's eyes ------------------------------------------------------------------------------------------------


def everything(table: Jakub) -> None:
    table.card("marie", "k1", Board.STRENGTHS, "Peču s ním každou sobotu, to má rád.", "petra")
    table.card("jana", "k2", Board.STRENGTHS, "Rodina přišla celá.")
    table.write("marie", "view:marie", WRITTEN_FOR_HER, "petra")
    table.write("petra", "view:petra", FEAR)
    table.ask("lenka", c.ShowViews())
    table.goal("g1", "Jakub chodí do školy")
    table.goal("g2", "Doma je klid")
    table.card("olga", "o1", Board.OFFERS, "Ráno ho odvezu.")
    table.card("jana", "o2", Board.OFFERS, "Vyřídím žádost o doučování.")
    table.ask("petra", c.TakeUpOffer("o2", "s1", "g1"))
    table.ask("jana", c.AddAlert("a1"))
    table.write("jana", "alert:a1:when", "Jakub ráno odmítne jít do školy")
    table.write("jana", "alert:a1:what", "Zavoláme si hned.")
    table.ask("petra", c.SetAlert("a1", "petra", "olga"))
    table.ask("lenka", c.NameHub("olga"))
    table.card("petra", "p1", Board.PARKING, "Jak to bylo při rozvodu.")


FAINT_LETTERS = """async () => {
  const run = { type: "rule", values: ["color-contrast-enhanced"] };
  const { violations } = await axe.run("#panel-work", { runOnly: run });
  return violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${any[0]?.message} ${html}`));
}"""
SMALL_LETTERS = """() => {
  const small = new Set();
  for (const one of document.querySelectorAll("#panel-work *")) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const size = parseFloat(getComputedStyle(one).fontSize);
    const seen = one.checkVisibility() && !one.closest(".unseen");
    if (says && seen && size < 28) small.add(`${one.className} ${size}`);
  }
  return [...small];
}"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("room", [everything], indirect=True)
def test_all_of_it_can_be_read_on_every_screen(room: Hall) -> None:
    lenka = room.sits("lenka", viewport=LAPTOP)
    olga = room.sits("olga")
    wall = room.sits(PROJECTOR, viewport=BIG_WALL)
    seen = Inspection()
    for panel in room.home.meeting(room.id).stage.shows:
        turn(lenka, panel)
        expect(wall.page.locator(f".work[data-turned={panel}]")).to_be_attached()
        if panel == "plan":
            continue
        seen.look(wall.page, f"wall, {panel}")
        seen.found += [f"wall, {panel}: {what}" for what in wall.page.evaluate(SMALL_LETTERS)]
        for scheme in ("light", "dark"):
            wall.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            seen.found += [f"wall, {panel}, {scheme}: {what}" for what in wall.page.evaluate(FAINT_LETTERS)]
    for person in (lenka, olga):
        seen.look(person.page, person.name)
        seen.narrow(person.page, person.name)
    assert seen.found == []
    room.nobody_complained()


def test_a_panel_drawn_anew_brings_itself_and_not_the_stage_around_it(room: Hall) -> None:
    """On sixty phones the difference is the whole evening's traffic."""
    jana = room.sits("jana")
    asked: list[str] = []
    jana.page.on("request", lambda request: asked.append(request.url))
    room.does("lenka", "add-goal", goal="novy")
    expect(jana.page.locator("#goal-novy")).to_be_attached()
    assert any("/panels/plan?" in url for url in asked)
    assert not any("/panels/work?" in url for url in asked)
