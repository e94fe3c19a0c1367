"""A grandmother without a phone, in real browsers: Jana writes for her, the tablet goes round, the pen is a real one.

Jana's phone, the shared tablet and the console of whoever leads. Marie and Karel are at the table without a device.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from server.demo.jakub import JANA, LENKA
from server.meeting.model import TABLET, Presence
from tests.e2e.room import LAPTOP, Hall, Person, hall

TABLET_SIZE = {"width": 768, "height": 1024}
MARIE, KAREL = "marie", "karel"
NAMES = {MARIE: "Marie Krejčí", KAREL: "Karel Krejčí"}
SECRET = "Bojím se, že nám ho vezmou."


@pytest.fixture
def met(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as found:
        for seat in (LENKA, JANA):
            httpx2.get(f"{found.url}/k/{found.tokens[seat]}")
        for seat, name in NAMES.items():
            found.does(LENKA, "invite-person", seat=seat, name=name, roles="ucastnik", aided="1")
            found.does(LENKA, "arrive", seat=seat)
        gives_the_pen(found, JANA)
        found.does(LENKA, "begin-meeting")
        yield found


def gives_the_pen(met: Hall, hand: str) -> None:
    """Lenka says who writes for Marie."""
    asked = {"as": LENKA, "seat": MARIE, "aided": "1", "hand": hand}
    headers = {"Authorization": f"Bearer {met.tokens[LENKA]}"}
    assert httpx2.post(f"{met.url}/meetings/{met.id}/aid-person", data=asked, headers=headers).status_code == 200


def go_to(met: Hall, stage: str) -> None:
    while (now := met.home.meeting(met.id)).stage_id != stage:
        met.does(LENKA, "advance-stage", leaving=now.stage_id, despite="Jdeme dál.")


def tablet(met: Hall) -> Person:
    """The tablet on the table, with the names on it."""
    found = met.person(TABLET, viewport=TABLET_SIZE)
    found.page.goto(f"{met.url}/k/{met.home.store.issue(met.id, TABLET)}")
    expect(found.page.locator("body.tablet")).to_be_visible()
    return found


def banner(page: Page) -> Locator:
    return page.locator(".for-another")


def opens_her_page(jana: Person) -> None:
    jana.touch(jana.page.locator(".hands-list a"))
    expect(banner(jana.page)).to_contain_text(NAMES[MARIE])
    jana.is_saved()


def test_jana_writes_for_marie_who_reads_it_and_says_that_it_is_right(met: Hall) -> None:
    jana = met.sits(JANA)
    go_to(met, "prace-na-cilech")
    opens_her_page(jana)
    jana.write(f"view:{MARIE}", SECRET)
    jana.is_saved()
    jana.part("mine")
    expect(jana.page.locator(".read-through")).to_contain_text(SECRET)
    jana.tap("It is right")
    expect(jana.page.locator(".read-through .done")).to_be_visible()
    assert met.home.meeting(met.id).seats[MARIE].confirmed_hand == JANA
    jana.touch(jana.page.locator("#own-page"))
    expect(jana.page.locator("body")).to_have_attribute("data-seat", JANA)
    expect(banner(jana.page)).to_have_count(0)
    met.nobody_complained()


def test_when_the_pen_is_taken_back_her_page_leaves_janas_phone(met: Hall) -> None:
    jana = met.sits(JANA)
    opens_her_page(jana)
    met.does(LENKA, "aid-person", seat=MARIE, aided="")
    expect(jana.page.locator("body")).to_have_attribute("data-seat", JANA)
    expect(jana.page.locator(".hands-list")).to_have_count(0)


def test_the_tablet_goes_round_and_keeps_nothing_of_the_last_one(met: Hall) -> None:
    go_to(met, "prace-na-cilech")
    shared = tablet(met)
    page = shared.page
    shared.touch(page.locator(f"#around-{MARIE}"))
    expect(banner(page)).to_contain_text(NAMES[MARIE])
    shared.is_saved()
    shared.write(f"view:{MARIE}", SECRET)
    shared.is_saved()
    shared.tap("Done, I pass it on")
    expect(page.locator("#around")).to_be_visible()
    assert met.home.meeting(met.id).text(f"view:{MARIE}") == SECRET
    places = 0
    while page.go_back() and page.url.startswith(met.url):
        places += 1
        expect(page.locator("body.tablet")).to_be_visible()
        assert SECRET not in page.content() and not page.locator(".for-another").count()
    assert places, "there was somewhere to go back to"
    page.goto(f"{met.url}/meetings/{met.id}/tablet")
    shared.touch(page.locator(f"#around-{KAREL}"))
    expect(banner(page)).to_contain_text(NAMES[KAREL])
    assert SECRET not in page.content()
    met.nobody_complained()


def test_a_tablet_nobody_touches_goes_back_to_the_names(met: Hall) -> None:
    shared = tablet(met)
    page = shared.page
    page.clock.install()
    shared.touch(page.locator(f"#around-{MARIE}"))
    expect(banner(page)).to_contain_text(NAMES[MARIE])
    shared.is_saved()
    page.clock.fast_forward("02:00")
    page.keyboard.press("Shift")
    page.clock.fast_forward("02:00")
    expect(banner(page)).to_be_visible()
    page.clock.fast_forward("01:05")
    expect(page.locator("#around")).to_be_visible()


def test_the_tablets_list_follows_the_meeting(met: Hall) -> None:
    shared = tablet(met)
    expect(shared.page.locator(f"#around-{KAREL}")).to_be_visible()
    met.does(LENKA, "depart", seat=KAREL)
    expect(shared.page.locator(f"#around-{KAREL}")).to_have_count(0)
    expect(shared.page.locator(f"#around-{MARIE}")).to_be_visible()
    met.nobody_complained()


def test_whoever_leads_says_who_is_without_a_phone_and_who_writes(met: Hall) -> None:
    lenka = met.sits(LENKA, viewport=LAPTOP)
    met.does(LENKA, "invite-person", seat="bozena", name="Božena Malá", roles="ucastnik", aided="1")
    # Nothing has to be unfolded for it: without a phone nobody comes in by themselves.
    lenka.tap("Is here", about="Božena Malá")
    expect(lenka.button("Is here", about="Božena Malá")).to_have_count(0)
    assert met.home.meeting(met.id).seat_of("bozena").presence is Presence.PRESENT
    more = lenka.page.locator(f"#more-{KAREL}")
    lenka.unfold(more)
    more.locator("select[name=hand]").select_option(JANA)
    lenka.tap("Save who writes", within=more)
    expect(lenka.page.locator(f"#person-{KAREL} .without-phone")).to_contain_text("Jana Nováková")
    assert met.home.meeting(met.id).seats[KAREL].hand == JANA
    lenka.tap("Writes for themselves from now on", within=more)
    expect(lenka.page.locator(f"#person-{KAREL} .without-phone")).to_have_count(0)
    lenka.unfold(lenka.page.locator(f"#aid-{KAREL}"))
    lenka.tap("Is without a phone", about=NAMES[KAREL], within=lenka.page.locator(f"#aid-{KAREL}"))
    expect(lenka.page.locator(f"#person-{KAREL} .without-phone")).to_be_visible()
    met.nobody_complained()


def test_signed_on_the_tablet_with_ones_own_finger_and_on_paper_with_a_pen(met: Hall, tmp_path: Path) -> None:
    go_to(met, "ukonceni")
    met.does(LENKA, "freeze-plan", despite="Jdeme dál.")
    shared = tablet(met)
    page = shared.page
    shared.touch(page.locator(f"#around-{MARIE}"))
    shared.is_saved()
    page.locator("input[name=verdict][value=agree]").first.check()
    shared.tap("Confirm my answer")
    expect(page.locator(".over-to")).to_contain_text(NAMES[MARIE])
    shared.draw(page.locator(".pad canvas"))
    shared.tap("Sign version %(number)s", number=1)
    expect(page.locator(".signed")).to_be_visible()

    lenka = met.sits(LENKA, viewport=LAPTOP)
    pen = lenka.page.locator(f"#paper-1-{KAREL}")
    expect(lenka.page.locator(f"#paper-1-{MARIE}")).to_have_count(0)
    lenka.unfold(pen)
    pen.locator("input[value=reservation]").check()
    pen.locator("textarea").fill("Jen když budou jezdit vlaky.")
    lenka.tap("Note the answer", within=pen)
    file = tmp_path / "podpis.jpg"
    Image.new("RGB", (900, 400), "white").save(file)
    pen.locator("input[type=file]").set_input_files(file)
    lenka.tap("Signed on paper", within=pen)
    row = lenka.page.locator(".signers li").filter(has_text=NAMES[KAREL])
    expect(row).to_contain_text(lenka.words("signed on paper"))
    expect(row.locator("img")).to_have_js_property("complete", value=True)
    assert row.locator("img").evaluate("(one) => one.naturalWidth") == 900

    frozen = met.home.meeting(met.id).freeze
    assert frozen is not None
    assert frozen.signatures[MARIE].strokes and frozen.signatures[KAREL].paper
    assert frozen.approvals[KAREL].words == "Jen když budou jezdit vlaky."
    # On the console nothing is left to be signed with a pen, and every sheet has a line for each signer.
    expect(lenka.page.locator(".on-paper")).to_have_count(0)
    lenka.page.goto(f"{met.url}/meetings/{met.id}/paper?seat={LENKA}")
    expect(lenka.page.locator(".paper-lines li").filter(has_text=re.compile("Krejčí"))).to_have_count(2)
    met.nobody_complained()
