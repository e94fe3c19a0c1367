"""What goes wrong on an ordinary afternoon, in real browsers: one clear sentence, nothing lost, nothing half done."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from playwright.sync_api import APIResponse, Browser, Route, expect

from server.demo.jakub import HANA, JAKUB, JANA, KLARA, LENKA
from server.demo.pen import drawn
from server.meeting.model import Presence
from server.web.errors import STRANGER, WRONG_CODE
from tests.afternoon import free_port
from tests.e2e.cable import Cable
from tests.e2e.room import LAPTOP, Hall, Person, hall, jakub


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as opened:
        yield opened


# The door -------------------------------------------------------------------------------------------------------------


def test_a_wrong_code_is_one_sentence_and_the_name_stays(room: Hall) -> None:
    marie = room.person()
    marie.page.goto(f"{room.url}/join")
    marie.page.get_by_label(marie.words("Code from the screen")).fill("XXXXXX")
    marie.page.get_by_label(marie.words("Your name")).fill("Marie Krejčí")
    marie.tap("Come in")
    marie.sees(WRONG_CODE)
    expect(marie.page.get_by_label(marie.words("Your name"))).to_have_value("Marie Krejčí")
    assert not room.home.meeting(room.id).waiting
    marie.page.get_by_label(marie.words("Code from the screen")).fill(room.code)
    marie.tap("Come in")
    marie.sees("The facilitator can see you at the door and will let you in.")
    marie.forgive("404")
    room.nobody_complained()


def test_a_door_that_stays_shut_says_so(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    marie = room.person("marie")
    marie.page.goto(f"{room.url}/join/{room.code}")
    marie.page.get_by_label(marie.words("Your name")).fill("Marie Krejčí")
    # A double tap asks once.
    marie.button("Come in").dblclick()
    marie.sees("The facilitator can see you at the door and will let you in.")
    expect(lenka.page.locator("#panel-door .guest")).to_have_count(1)
    lenka.tap("Do not let in", about="Marie Krejčí")
    marie.sees(
        "The facilitator did not let you in. If that is a mistake, tell them, and come in once more with the code."
    )
    room.nobody_complained()


def test_links_that_lead_nowhere(room: Hall) -> None:
    other = jakub(room.home)
    stranger = room.person()
    token = next(seat["token"] for seat in other["seats"] if seat["seat"] == JANA)
    stranger.page.goto(f"{room.url}/k/{token}")
    expect(stranger.page.locator("body")).to_have_attribute("data-saved", "saved")
    before = room.home.meeting(room.id)
    # Jana of the other meeting has nothing to look for in this one.
    for path in (
        f"meetings/{room.id}/seat/{JANA}",
        f"meetings/{room.id}/projector",
        "k/mistyped-mistyped-mistyped",
        "nowhere",
    ):
        answer = stranger.page.goto(f"{room.url}/{path}")
        assert answer is not None and answer.status == 404
        stranger.sees(STRANGER)
    assert room.home.meeting(room.id) == before
    stranger.forgive("404")
    room.nobody_complained()


def test_no_words_become_elements_or_a_program_by_any_road_but_one(room: Hall) -> None:
    """Whoever finds a way to hand words to a page: they stay words. Only htmx may make elements, of what we answer."""
    jana = room.sits(JANA)
    for attempt in (
        "document.getElementById('main').innerHTML = '<img src=x onerror=alert(1)>'",
        "document.body.insertAdjacentHTML('beforeend', '<p>')",
        "new DOMParser().parseFromString('<p>', 'text/html')",
        "document.body.setAttribute('onclick', 'alert(1)')",
        "document.createElement('script').src = '/static/app.js'",
        "setTimeout('alert(1)')",
        "trustedTypes.createPolicy('setkani', { createHTML: (words) => words })",
        "trustedTypes.createPolicy('another', { createHTML: (words) => words })",
    ):
        assert jana.page.evaluate(f"() => {{ try {{ {attempt}; }} catch (no) {{ return no.name; }} }}") == "TypeError"
        jana.forgive("Trusted")
    for words in ("<script src=/static/app.js></script>", "<meta http-equiv=refresh content=0>", "<iframe></iframe>"):
        swapping = "(text) => htmx.swap({ target: document.body, text, swap: 'beforeend' }).catch((no) => no.name)"
        assert jana.page.evaluate(swapping, f"<p>{words}</p>") == "TypeError"
    expect(jana.page.locator("#panel-work")).to_be_attached()
    room.nobody_complained()


def test_a_link_in_the_wrong_hands_is_withdrawn(room: Hall) -> None:
    lenka, jana = room.sits(LENKA, viewport=LAPTOP), room.sits(JANA)
    room.begin(lenka)
    jana.write("rules", "Nekřičíme")
    room.all_show("rules", "Nekřičíme")
    with lenka.context.expect_page() as opened:
        lenka.page.get_by_role("link", name=lenka.words("Personal links")).click()
    links = opened.value
    item = links.locator(".link-list li").filter(has_text="Jana Nováková")
    item.locator("summary").click()
    item.get_by_role("button", name=lenka.words("Make a new link and end the earlier ones")).click()
    address = item.locator("a.long-link").inner_text()
    # The page that is open is told, and what is on it can still be read and copied.
    expect(jana.page.locator("body")).to_have_attribute("data-saved", "signed-out")
    jana.sees("You are no longer signed in here. Copy what is not saved, and open your link again.")
    expect(jana.page.locator('[data-cell="rules"]')).to_have_value("Nekřičíme")
    jana.page.reload()
    jana.sees(STRANGER)
    jana.page.goto(address)
    jana.write("rules", "a nasloucháme.")
    room.all_show("rules", "Nekřičíme\na nasloucháme.")


# Hands that are faster than the room ----------------------------------------------------------------------------------


def test_a_double_tap_on_the_next_button_is_one_step(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    lenka.tap("I understand and will keep to it")
    begin = lenka.button("Begin the meeting")
    box = begin.bounding_box()
    assert box is not None
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    following = lenka.button("On: %(stage)s", stage=lenka.words("The convener's statement"))
    with lenka.in_no_time():
        lenka.page.mouse.click(*place)
        expect(following).to_be_visible()
        # The second tap of an unsteady hand falls on the button that has just come into the place of the first.
        lenka.page.mouse.click(*place)
    expect(lenka.page.locator("body")).to_have_attribute("data-saved", "saved")
    lenka.write("minutes:uvod", "Začali jsme.")
    room.all_show("minutes:uvod", "Začali jsme.")
    assert room.home.meeting(room.id).stage_id == "uvod"
    # Whoever has seen what it says now, and means it, is not held up.
    lenka.looks()
    lenka.touch(following)
    expect(lenka.page.locator('[aria-current="step"]')).to_contain_text(lenka.words("The convener's statement"))
    room.nobody_complained()


def test_two_tabs_of_one_person_write_as_one(room: Hall) -> None:
    jana, hana = room.sits(JANA), room.sits(HANA)
    second = Person.of_page(jana.context.new_page(), jana)
    second.page.goto(jana.page.url)
    jana.write("rules", "Mluví jeden.")
    second.shows("rules", "Mluví jeden.")
    second.write("rules", "Ostatní poslouchají.")
    both = "Mluví jeden.\nOstatní poslouchají."
    for person in (jana, second, hana):
        person.shows("rules", both)
    second.tap("I understand and will keep to it")
    expect(jana.page.locator("#panel-confidentiality .done")).to_be_visible()
    second.page.close()
    jana.write("rules", "A dost.")
    room.all_show("rules", f"{both}\nA dost.")
    room.nobody_complained()


def test_whoever_comes_after_the_freeze_is_there_and_voids_nothing(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    to_the_closing(room)
    frozen(room)
    room.does(JANA, "approve", digest=digest(room), verdict="agree")
    room.does(JANA, "sign", digest=digest(room), strokes=json.dumps(drawn("Jana")))
    klara = room.sits(KLARA)
    klara.sees("You came after the plan was frozen. Your presence is recorded and no signature is asked of you.")
    expect(klara.page.locator("canvas")).to_have_count(0)
    expect(klara.page.locator(".frozen")).to_contain_text("Zavolat psychiatričce")
    expect(lenka.page.locator("#panel-signing")).to_contain_text("Klára Benešová")
    expect(jana.page.locator("svg.drawn")).to_be_visible()
    meeting = room.home.meeting(room.id)
    assert meeting.seats[KLARA].late and meeting.freeze is not None and set(meeting.freeze.signatures) == {JANA}
    room.nobody_complained()


def test_somebody_leaves_and_comes_back(room: Hall) -> None:
    lenka, jana = room.sits(LENKA, viewport=LAPTOP), room.sits(JANA)
    jana.write("rules", "Nikdo nekřičí.")
    jana.part("mine")
    jana.unfold(jana.page.locator("#depart"))
    jana.tap("I am leaving now")
    expect(lenka.page.locator(f"#person-{JANA}")).to_contain_text(lenka.words("left"))
    jana.part("now")
    expect(jana.page.locator('[data-cell="rules"]:not([readonly])')).to_have_count(0)
    jana.shows("rules", "Nikdo nekřičí.")
    jana.page.goto(f"{room.url}/k/{room.tokens[JANA]}")
    jana.write("rules", "Ani doma.")
    room.all_show("rules", "Nikdo nekřičí.\nAni doma.")
    assert room.home.meeting(room.id).seats[JANA].presence is Presence.PRESENT
    room.nobody_complained()


def test_signing_twice_is_signing_once(room: Hall) -> None:
    room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    to_the_closing(room)
    frozen(room)
    room.does(JANA, "approve", digest=digest(room), verdict="agree")
    second = Person.of_page(jana.context.new_page(), jana)
    second.page.goto(jana.page.url)
    second.draw(second.page.locator("canvas"))
    jana.draw(jana.page.locator("canvas"))
    jana.button("Sign version %(number)s", number=1).dblclick()
    expect(jana.page.locator("svg.drawn")).to_be_visible()
    # The other tab shows the same signature; there is nothing left to sign.
    expect(second.page.locator("svg.drawn")).to_be_visible()
    expect(second.page.locator("canvas")).to_have_count(0)
    expect(jana.page.locator("#messages .refused")).to_have_count(0)
    signed = [entry for entry in room.home.store.read(room.id) if type(entry.event).__name__ == "PlanSigned"]
    assert len(signed) == 1
    room.nobody_complained()


def test_an_empty_signature_is_one_sentence(room: Hall) -> None:
    jana = room.sits(JANA)
    room.sits(LENKA, viewport=LAPTOP)
    to_the_closing(room)
    frozen(room)
    room.does(JANA, "approve", digest=digest(room), verdict="agree")
    jana.tap("Sign version %(number)s", number=1)
    jana.is_told("The signature is empty. Please draw it once more.")
    jana.draw(jana.page.locator("canvas"))
    jana.tap("Sign version %(number)s", number=1)
    expect(jana.page.locator("svg.drawn")).to_be_visible()
    expect(jana.page.locator("#messages .refused")).to_have_count(0)
    jana.forgive("422")
    room.nobody_complained()


# Letters that are not plain -------------------------------------------------------------------------------------------


@pytest.fixture
def writing(room: Hall) -> tuple[Hall, Person, Person]:
    """Jana writes, Hana looks on, the meeting has begun."""
    hana, jana = room.sits(HANA), room.sits(JANA)
    jana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return room, jana, hana


def paste(person: Person, words: str) -> None:
    person.page.evaluate("(words) => navigator.clipboard.writeText(words)", words)
    person.page.keyboard.press("Control+V")


def test_a_paste_of_ten_thousand_characters_is_laid_aside_whole(writing: tuple[Hall, Person, Person]) -> None:
    room, jana, _ = writing
    jana.write("rules", "Začátek.")
    letter = "Řeřicha " * 1250
    paste(jana, letter)
    full = jana.words("There is no room for so much: the limit is {limit} characters. Your text has stayed as it was.")
    expect(jana.page.locator("[data-notice]")).to_have_text(full.format(limit=4000))
    expect(jana.page.locator("[data-laid] textarea")).to_have_value(letter)
    room.all_show("rules", "Začátek.")
    jana.tap("Discard")
    expect(jana.page.locator("[data-laid] textarea")).to_have_count(0)
    jana.write("rules", "A dál.")
    room.all_show("rules", "Začátek.\nA dál.")
    room.nobody_complained()


def test_a_girl_becomes_a_boy_whole(writing: tuple[Hall, Person, Person]) -> None:
    room, jana, _ = writing
    jana.write("rules", "👧 kreslí 👩‍👧 a 👧")
    jana.page.keyboard.press("Control+Home")
    jana.page.keyboard.press("Shift+ArrowRight")
    jana.page.keyboard.insert_text("👦")
    room.all_show("rules", "👦 kreslí 👩‍👧 a 👧")
    # By whatever road: a keyboard of a phone may replace only the half that differs.
    jana.page.locator('[data-cell="rules"]').evaluate(
        "(field) => { const at = field.value.lastIndexOf('\\ud83d\\udc67');"
        " field.setRangeText('\\udc66', at + 1, at + 2, 'end');"
        " field.dispatchEvent(new InputEvent('input', { bubbles: true })); }"
    )
    room.all_show("rules", "👦 kreslí 👩‍👧 a 👦")
    room.nobody_complained()


def test_a_pasted_character_that_word_cannot_hold_is_replaced_and_told(writing: tuple[Hall, Person, Person]) -> None:
    room, jana, _ = writing
    jana.take_up("rules")
    paste(jana, "první\u000bdruhý\u0000třetí")
    jana.is_told("Characters that cannot be kept were left out or replaced.")
    jana.is_saved()
    kept = room.home.meeting(room.id).text("rules")
    assert re.fullmatch(r"první[\n ]druhý\s?třetí", kept)
    room.all_show("rules", kept)
    room.nobody_complained()


# No connection --------------------------------------------------------------------------------------------------------


def test_writing_goes_on_without_a_connection(room: Hall) -> None:
    hana = room.sits(HANA)
    with cable(room) as line:
        jana = room.sits(JANA, url=line.url)
        jana.write("rules", "Mluví jeden.")
        room.all_show("rules", "Mluví jeden.")
        line.cut()
        expect(jana.page.locator("body")).to_have_attribute("data-saved", "offline")
        jana.page.keyboard.type(" Ne dva.")
        jana.reads("Píšete bez spojení: 8 znaků čeká")
        keeps_no_words(jana, "Mluví", "Ne dva")
        above(hana, "Hana: souhlasím.")
        # Something asked for meanwhile is not done, and is said not to be.
        jana.tap("I understand and will keep to it")
        jana.is_told("There is no connection just now, so this has not been done. Try again in a moment.")
        jana.take_up("rules")
        line.mend()
        jana.is_saved()
        room.all_show("rules", "Hana: souhlasím.\nMluví jeden. Ne dva.")
        expect(jana.page.locator('[data-cell="rules"]')).to_be_focused()
        jana.page.keyboard.type(" Ani tři.")
        room.all_show("rules", "Hana: souhlasím.\nMluví jeden. Ne dva. Ani tři.")
        assert room.home.meeting(room.id).seats[JANA].acknowledged is None
        jana.tap("I understand and will keep to it")
        expect(jana.page.locator("#panel-confidentiality .done")).to_be_visible()
        jana.page.goto(f"{line.url}/healthz")
        keeps_no_words(jana, "Mluví", "Ne dva", "Ani tři", "Hana")
    assert hana.complaints == []


def keeps_no_words(person: Person, *words: str) -> None:
    """The browser has none of these on its disk: in no storage, no cookie, no cache of ours, no state of its history.

    It has no storage of ours at all, in whatever form.
    """
    kept = person.page.evaluate(KEPT)
    assert kept == {"local": 0, "session": 0, "databases": [], "caches": [], "workers": 0, "history": None}
    cookies = json.dumps(person.context.cookies(), ensure_ascii=False) + unquote(str(person.context.cookies()))
    assert not any(word in cookies for word in words)


KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: await indexedDB.databases(), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length, history: history.state,
})"""
"""What a browser keeps for a site beside its cookies."""


def test_a_phone_that_sleeps_for_ten_minutes_on_a_link_that_died_in_silence_catches_up(room: Hall) -> None:
    hana = room.sits(HANA)
    with cable(room) as line:
        jana = room.person(JANA)
        jana.page.clock.install()
        jana.page.goto(f"{line.url}/k/{room.tokens[JANA]}")
        jana.is_saved()
        jana.write("rules", "Mluví jeden.")
        room.all_show("rules", "Mluví jeden.")
        jana.is_saved()
        line.hush()
        jana.page.keyboard.type(" Ne dva.")
        # Nobody has told the page that the link is dead: it finds out by itself, within ten seconds.
        for _ in range(10):
            jana.page.clock.fast_forward(1000)
        expect(jana.page.locator("body")).to_have_attribute("data-saved", "offline")
        jana.reads("Píšete bez spojení: 8 znaků čeká")
        above(hana, "Hana: souhlasím.")
        jana.page.clock.fast_forward("10:00")
        line.speak()
        jana.is_saved()
        room.all_show("rules", "Hana: souhlasím.\nMluví jeden. Ne dva.")
        jana.take_up("rules")
        jana.page.keyboard.type(" Ani tři.")
        room.all_show("rules", "Hana: souhlasím.\nMluví jeden. Ne dva. Ani tři.")
    assert hana.complaints == []


def test_what_was_typed_while_the_plan_was_frozen_is_laid_aside_to_copy(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    with cable(room) as line:
        jana = room.sits(JANA, url=line.url)
        jana.context.grant_permissions(["clipboard-read", "clipboard-write"])
        to_the_closing(room)
        jana.write(f"reflection:{JANA}", "Ulevilo se mi.")
        room.all_show(f"reflection:{JANA}", "Ulevilo se mi.")
        line.cut()
        expect(jana.page.locator("body")).to_have_attribute("data-saved", "offline")
        jana.page.keyboard.type(" Ale bojím se.")
        frozen(room)
        line.mend()
        jana.sees("The text was locked before your words arrived.")
        laid = jana.page.locator("[data-laid] textarea")
        expect(laid).to_have_value(" Ale bojím se.")
        jana.tap("Copy")
        jana.sees("Copied")
        assert jana.page.evaluate("navigator.clipboard.readText()") == " Ale bojím se."
        expect(jana.page.locator(".frozen")).to_contain_text("Ulevilo se mi.")
        expect(jana.page.locator(".frozen")).not_to_contain_text("bojím")
        assert room.home.meeting(room.id).text(f"reflection:{JANA}") == "Ulevilo se mi."
        jana.tap("Discard")
        expect(laid).to_have_count(0)
    assert lenka.complaints == []


def above(person: Person, words: str) -> None:
    """Puts a line before those that are there."""
    person.take_up("rules").press("Control+Home")
    person.type(words)
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Control+End")


@dataclass
class Process:
    """`setkani` in a process of its own, which can be killed at any moment."""

    folder: Path
    port: int
    made: dict[str, Any]
    running: subprocess.Popen[str]

    @classmethod
    def start(cls, folder: Path) -> "Process":
        port = free_port()
        running = _setkani("demo", "--json", folder=folder, port=port)
        assert running.stdout is not None
        return cls(folder, port, json.loads(running.stdout.readline()), running)

    def kill(self) -> None:
        self.running.kill()
        self.running.communicate()

    def start_again(self) -> None:
        self.running = _setkani("serve", folder=self.folder, port=self.port)

    def state(self, seat: str) -> dict[str, Any]:
        token = next(one["token"] for one in self.made["seats"] if one["seat"] == seat)
        url = f"{self.made['url']}/meetings/{self.made['meeting']}/state.json"
        answer = httpx2.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        found: dict[str, Any] = answer.json()
        return found


def _setkani(*words: str, folder: Path, port: int) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "server",
        *words,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--data-dir",
        str(folder),
    ]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)


def test_the_server_is_killed_under_open_pages(browser: Browser, tmp_path: Path) -> None:
    process = Process.start(tmp_path)
    here = Hall(browser, None, process.made)
    try:
        wall, lenka, jana, hana = (
            here.sits("projector"),
            here.sits(LENKA, viewport=LAPTOP),
            here.sits(JANA),
            here.sits(HANA),
        )
        here.begin(lenka)
        jana.write("rules", "Mluví jeden.")
        for person in (wall, lenka, hana):
            person.shows("rules", "Mluví jeden.")
        process.kill()
        for person in (wall, lenka, jana, hana):
            expect(person.page.locator("body")).to_have_attribute("data-saved", "offline")
        jana.page.keyboard.type(" Ne dva.")
        jana.reads("Píšete bez spojení: 8 znaků čeká")
        above(hana, "Píše i Hana.")
        process.start_again()
        # Nobody taps anything.
        for person in (wall, lenka, jana, hana):
            person.is_saved()
            person.shows("rules", "Píše i Hana.\nMluví jeden. Ne dva.")
        jana.page.keyboard.type(" Ani tři.")
        for person in (wall, lenka, hana):
            person.shows("rules", "Píše i Hana.\nMluví jeden. Ne dva. Ani tři.")
        jana.tap("I understand and will keep to it")
        expect(lenka.page.locator(f"#person-{JANA}")).to_contain_text(lenka.words("confidentiality acknowledged"))
        assert process.state(JANA)["stage"] == "uvod"
    finally:
        for person in here.people:
            person.context.close()
        process.running.terminate()
        process.running.communicate(timeout=60)


# Nothing jumps --------------------------------------------------------------------------------------------------------


WHERE = """() => {
  const field = document.activeElement;
  const { top, left } = field.getBoundingClientRect();
  return { id: field.id, caret: [field.selectionStart, field.selectionEnd],
           top: Math.round(top), left: Math.round(left),
           open: [...document.querySelectorAll("details[open]")].map((one) => one.id).sort(),
           half: [...document.querySelectorAll("input[type=date]")].map((one) => one.validity.badInput) };
}"""


def test_news_from_others_moves_nothing_under_ones_fingers(room: Hall) -> None:
    lenka, jana, hana = room.sits(LENKA, viewport=LAPTOP), room.sits(JANA), room.sits(HANA)
    to_the_plan(room)
    room.does(LENKA, "turn-to", panel="plan")
    expect(jana.page.locator("#turn-plan")).to_have_attribute("open", "")
    step = "prvni"
    # Jana has opened a step in the middle of the plan, has half a date in it, and her caret is within a word.
    jana.unfold(jana.page.locator(f"#step-more-{step}"))
    jana.page.locator(f"#due-{step}").press("2")
    field = jana.take_up(f"step:{step}:how")
    jana.type("Zavolám v pondělí ráno.")
    for _ in range(5):
        field.press("ArrowLeft")
    room.all_show(f"step:{step}:how", "Zavolám v pondělí ráno.", [lenka, hana])
    jana.is_saved()
    before = jana.page.evaluate(WHERE)
    assert before["half"][0], "half a date is in the field"

    # Meanwhile the others add goals and steps above and below, write, give, accept, and somebody comes.
    hana.write("goal:klid:title", " víc")
    hana.tap("Add a step", within=hana.page.locator("#goal-klid"))
    hana.type("Druhý krok")
    room.does(LENKA, "add-goal", goal="skola")
    room.does(LENKA, "move-goal", goal="skola", place=0)
    room.does(LENKA, "add-step", step="treti", goal="skola")
    room.does(LENKA, "give-step", step=step, owner=JANA)
    room.does(HANA, "set-due", step="treti", due="2027-04-01")
    room.sits(JAKUB)
    expect(jana.page.locator(".goal")).to_have_count(2)
    expect(jana.page.locator(".step")).to_have_count(3)
    expect(jana.page.locator(f"#owner-{step}")).to_have_value(JANA)
    after = jana.page.evaluate(WHERE)
    assert after["half"].pop(after["half"].index(True))
    assert not any(after["half"])
    # What came with the new goal may be open; nothing that was there has opened or closed.
    after["open"] = [one for one in after["open"] if not one.endswith("-skola")]
    # Half a pixel may be rounded either way; a line is twenty.
    assert abs(after["top"] - before["top"]) <= 2
    assert {**after, "half": None, "top": 0} == {**before, "half": None, "top": 0}
    jana.page.keyboard.type("dopoledne ")
    room.all_show(f"step:{step}:how", "Zavolám v pondělí dopoledne ráno.", [jana, lenka, hana])
    # The half of the date is still there to be finished.
    jana.page.locator(f"#due-{step}").focus()
    jana.page.keyboard.press("Home")
    jana.page.locator(f"#due-{step}").fill("2027-04-02")
    expect(hana.page.locator(f"#step-{step}")).to_contain_text("2. 4. 2027")
    room.nobody_complained()


BETWEEN = """([first, second]) => {
  const panel = document.querySelector("#panel-plan");
  const detail = { ctx: { response: { status: 200, headers: new Headers() } } };
  const tell = (name) => panel.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  document.querySelector(`[data-cell="${first}"]`).focus();
  tell("htmx:before:swap");
  document.querySelector(`[data-cell="${second}"]`).focus();
  tell("htmx:after:swap");
  return document.activeElement.dataset.cell;
}"""


def test_whoever_goes_to_another_field_while_a_panel_is_drawn_stays_there(room: Hall) -> None:
    room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    to_the_plan(room)
    room.does(LENKA, "turn-to", panel="plan")
    expect(jana.page.locator("#turn-plan")).to_have_attribute("open", "")
    jana.take_up("goal:klid:title")
    jana.unfold(jana.page.locator("#step-more-prvni"))
    cells = ["goal:klid:title", "step:prvni:how"]
    assert jana.page.evaluate(BETWEEN, cells) == "step:prvni:how"
    room.nobody_complained()


def test_what_is_told_while_a_panel_is_on_its_way_is_in_it_in_the_end(room: Hall) -> None:
    room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    to_the_plan(room)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        held.append((route, route.fetch()))

    # The server has drawn the next stage for her, and the answer is slow.
    jana.page.route("**/panels/work?*", hold, times=1)
    room.does(LENKA, "advance-stage", leaving="prace-na-cilech", despite="Spěcháme.")
    expect(jana.page.locator("#panel-stage")).to_contain_text(jana.words("Closing"))
    while not held:
        jana.page.wait_for_timeout(20)
    with jana.page.expect_request("**/panels/stage?*"):
        room.does(LENKA, "set-next-meeting", starts="2027-04-16T14:00", place="sborovna")
    (route, answer), *_ = held
    route.fulfill(response=answer)
    expect(jana.page.locator("#panel-next")).to_contain_text("sborovna")
    room.nobody_complained()


def test_a_panel_that_is_as_it_was_is_not_sent_and_never_stays_old(room: Hall) -> None:
    room.sits(LENKA, viewport=LAPTOP)
    jana = room.sits(JANA)
    to_the_plan(room)
    goals = jana.page.locator("#panel-plan .goal")
    told_again = "document.querySelector('#panel-work').dispatchEvent(new CustomEvent('refresh'))"

    def work(status: int) -> None:
        with jana.page.expect_response("**/panels/work?*") as answer:
            jana.page.evaluate(told_again)
        assert answer.value.status == status

    def goal(command: str, number: int) -> None:
        with jana.page.expect_response("**/panels/plan?*"):
            room.does(LENKA, command, goal="skola")
        expect(goals).to_have_count(number)

    work(200)
    work(304)
    goal("add-goal", 2)
    # What comes next is lost on the way: the plan on her page is older than what she has been given around it.
    jana.page.route("**/panels/plan?*", lambda route: route.abort(), times=1)
    with jana.page.expect_event("requestfailed", lambda request: "/panels/plan?" in request.url):
        room.does(LENKA, "remove-goal", goal="skola")
    work(200)
    expect(goals).to_have_count(1)
    jana.forgive("ERR_FAILED|Failed to fetch")
    room.nobody_complained()


def test_another_language_on_one_phone_only(room: Hall) -> None:
    jana, hana = room.sits(JANA), room.sits(HANA)
    jana.write("rules", "Mluví jeden.")
    jana.page.get_by_role("button", name="English").click()
    expect(jana.page.locator("html")).to_have_attribute("lang", "en")
    jana.language = "en"
    expect(jana.page.get_by_role("button", name="I understand and will keep to it")).to_be_visible()
    jana.shows("rules", "Mluví jeden.")
    expect(hana.page.locator("html")).to_have_attribute("lang", "cs")
    hana.page.reload()
    expect(hana.page.locator("html")).to_have_attribute("lang", "cs")
    hana.tap("I understand and will keep to it")
    jana.write("rules", "English hands.")
    room.all_show("rules", "Mluví jeden.\nEnglish hands.")
    jana.page.get_by_role("button", name="Čeština").click()
    expect(jana.page.locator("html")).to_have_attribute("lang", "cs")
    room.nobody_complained()


def test_a_reload_keeps_the_seat_and_the_place(room: Hall) -> None:
    jana = room.sits(JANA)
    jana.write("rules", "Mluví jeden.")
    jana.is_saved()
    jana.part("people")
    address = jana.page.url
    jana.page.reload()
    assert jana.page.url == address
    expect(jana.page.locator("body")).to_have_attribute("data-tab", "people")
    expect(jana.page.locator(".who-am-i")).to_have_text("Jana Nováková")
    jana.part("now")
    jana.shows("rules", "Mluví jeden.")
    jana.page.go_back()
    expect(jana.page.locator("body")).to_have_attribute("data-tab", "people")
    room.nobody_complained()


# How they get there ---------------------------------------------------------------------------------------------------


def to_the_plan(room: Hall) -> None:
    """One goal and one step, in the third stage."""
    room.does(LENKA, "begin-meeting")
    room.all_began()
    for stage in ("uvod", "sdeleni-svolavatele"):
        room.does(LENKA, "advance-stage", leaving=stage, despite="Spěcháme.")
    room.does(LENKA, "add-goal", goal="klid")
    room.does(LENKA, "add-step", step="prvni", goal="klid")
    for person in room.people:
        expect(person.page.locator("#step-prvni, #row-prvni").first).to_be_attached()
    scribe = next(person for person in room.people if person.name != "projector")
    scribe.write("goal:klid:title", "Jakub má klid")
    scribe.write("step:prvni:what", "Zavolat psychiatričce")
    room.all_show("step:prvni:what", "Zavolat psychiatričce")


def to_the_closing(room: Hall) -> None:
    to_the_plan(room)
    room.does(LENKA, "advance-stage", leaving="prace-na-cilech", despite="Spěcháme.")
    for person in room.people:
        expect(person.page.locator("#panel-reflections")).to_be_attached()


def frozen(room: Hall) -> None:
    room.does(LENKA, "freeze-plan", despite="Spěcháme.")


def digest(room: Hall) -> str:
    freeze = room.home.meeting(room.id).freeze
    assert freeze is not None
    return freeze.digest


@contextmanager
def cable(room: Hall) -> Iterator[Cable]:
    line = Cable(int(room.url.rsplit(":", 1)[1]))
    try:
        yield line
    finally:
        line.remove()
