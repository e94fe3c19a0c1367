"""Name cards on paper: a sheet for each person, every name whole on its side, the code on the inside alone."""

import re
from pathlib import Path

from playwright.sync_api import Browser

from server.meeting.commands import Person
from tests.afternoon import PEOPLE, house

A4 = (595, 842)
"""Points of a sheet."""
LONG = "PhDr. Mgr. Anežka Kateřina Marie Novotná-Vondráčková z Vyšehradu, Ph.D., MBA, LL"
OFFICE = "Centrum sociálních služeb a pomoci pro rodiny s dětmi na Vysočině a v okolí"
GUESTS = (
    Person("anezka", LONG, frozenset({"ucastnik", "svolavatel", "koordinator"}), OFFICE, "odborná garantka"),
    Person("bez-mezer", "Ž" * 80, frozenset({"ucastnik"}), OFFICE, "soused"),
    Person("dlouhe", "Mgr. Kateřina Procházková Nováčková, Ph.D.", frozenset({"ucastnik"}), OFFICE, "psycholožka"),
    Person("slova", "Maximilián Bartoloměj", frozenset({"ucastnik"}), OFFICE, "praktický lékař"),
)


def test_every_card_is_one_sheet_and_nothing_on_it_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    with house(tmp_path) as home:
        met = home.open(people=(*PEOPLE, *GUESTS))
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "organiser", "value": home.organiser_key, "url": home.url}])
        page = context.new_page()
        page.goto(f"{home.url}/meetings/{met.id}/cards")
        page.locator("form.ask button.primary").click()
        page.locator(".card-inside .qr").first.wait_for()
        assert page.locator("[data-print]").is_visible()
        page.emulate_media(media="print")
        # Of every side: how much of what is on it lies outside.
        outside = page.locator(".card-side, .card-inside").evaluate_all(
            """sides => sides.map((side) => {
                const paper = side.getBoundingClientRect();
                const inner = [...side.children].map((child) => child.getBoundingClientRect());
                return Math.max(...inner.flatMap((box) => [
                    paper.top - box.top, box.bottom - paper.bottom, paper.left - box.left, box.right - paper.right]));
            })"""
        )
        people = len(PEOPLE) + len(GUESTS)
        assert len(outside) == 3 * people and max(outside) < 0
        # Codes are as large as a phone needs them, and on the inside alone.
        codes = page.locator(".qr").evaluate_all("all => all.map((code) => code.getBoundingClientRect().width)")
        assert len(codes) == people and min(codes) > 180
        assert page.locator(".card-side .qr").count() == 0
        assert not page.locator(".cards-words").is_visible()
        printed = page.pdf(prefer_css_page_size=True)
        context.close()
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert [(round(float(width)), round(float(height))) for width, height in sheets] == [A4] * people
