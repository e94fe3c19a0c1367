"""Asking people to come and sending the record, in a real browser: every page is for everybody, by keyboard and on a
phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from server.meeting import commands as c
from server.meeting.mail import Answer, Hitch, Matter, Way
from tests.afternoon import House, house
from tests.e2e.room import LAPTOP, PHONE
from tests.e2e.test_accessible import Inspection
from tests.e2e.test_preparing import browsing, tab_to
from tests.web.test_cases import did
from tests.web.test_inviting import PEOPLE

SEEN = "ab" * 32


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, smtp_host="localhost", smtp_port=9, mail_from="setkani@example.cz") as running:
        yield running


def test_every_page_of_inviting_is_for_everybody_and_one_answers_by_keyboard(browser: Browser, home: House) -> None:
    starts = datetime.now(UTC) + timedelta(days=9)
    met = home.open("a", people=PEOPLE, starts=starts, place="Fara", purpose="Aby Jakub nezůstal sám.")
    asked = (
        c.ConveneMeeting(starts, "Škola", "Aby Jakub nezůstal sám.", "Dobrou náladu", "Věra, 602 123 456"),
        *(c.NoteTold(seat, Matter.INVITATION, Way.PRINT) for seat in ("petra", "olga", "jana")),
        c.NoteAnswer("olga", Answer.INSTEAD, "Jsem jinde.", "Marie Bílá", "SAS"),
        c.SetReminding("cs"),
        c.AskMail("m1", Matter.CHANGE, "petra", SEEN),
    )
    did(home, "a", [("eva", each) for each in asked])
    did(home, "a", [("house", c.NoteMail("m1", Hitch.ADDRESS, "550 5.1.1 No such user"))])
    seen = Inspection()
    with browsing(browser, home, LAPTOP, organiser=home.organiser_key) as organiser:
        desk = organiser.new_page()
        for place in ("desk", "mails?matter=invitation", "mails?matter=reminder", "calls", "invitations"):
            desk.goto(f"{home.url}/meetings/a/{place}")
            seen.look(desk, place)
            seen.narrow(desk, place)
        desk.get_by_role("button", name="Vytvořit listy s osobními odkazy").click()
        expect(desk.get_by_role("button", name="Zkopírovat text").first).to_be_visible()
        seen.look(desk, "sheets with links")
        with browsing(browser, home, PHONE, **{"seat.a.petra": met.tokens["petra"]}) as phone:
            mine = phone.new_page()
            mine.goto(f"{home.url}/meetings/a/home/petra")
            seen.look(mine, "an invitation at home")
            seen.narrow(mine, "an invitation at home")
            tab_to(mine, "Ano, přijdu")
            mine.keyboard.press("Enter")
            expect(mine.get_by_text("Víme, že přijdete.")).to_be_visible()
        desk.goto(f"{home.url}/meetings/a/desk")
        expect(desk.locator("#invited-petra")).to_contain_text("přijde")
    assert seen.found == [], "\n".join(seen.found)
