"""The desk and the personal page: what surrounds a meeting, for those it concerns, without sitting at its table."""

import re

import httpx2
import pytest

from server.meeting.model import Presence
from server.web.entry import organiser_key
from tests.afternoon import House, Open


def with_link(home: House, met: Open, seat: str) -> httpx2.Client:
    """Somebody's browser that has their link, but in which they have not said that they are here."""
    return httpx2.Client(
        base_url=f"{home.url}/meetings/{met.id}/", headers={"Authorization": f"Bearer {met.tokens[seat]}"}
    )


@pytest.mark.parametrize("seat", ["eva", "jana"])
def test_whoever_leads_or_sends_the_record_finds_the_desk_without_coming(home: House, met: Open, seat: str) -> None:
    with with_link(home, met, seat) as link:
        assert link.get("desk").status_code == 200
    assert home.meeting().seats[seat].presence is Presence.INVITED


@pytest.mark.parametrize("seat", ["petra", "olga", "projector"])
def test_nobody_else_finds_the_desk(home: House, met: Open, seat: str) -> None:
    with with_link(home, met, seat) as link:
        assert link.get("desk").status_code == 404
        assert link.get("desk?seat=eva").status_code == 404


def test_the_organiser_finds_the_desk_of_every_meeting(home: House, met: Open) -> None:
    with httpx2.Client(base_url=home.url) as stranger:
        assert stranger.get(f"/meetings/{met.id}/desk").status_code == 404
        stranger.get(f"/enter/{organiser_key(home.settings.data_dir)}")
        page = stranger.get(f"/meetings/{met.id}/desk").text
    assert f"/meetings/{met.id}/links" in page
    assert home.meeting().seats["eva"].presence is Presence.INVITED


def test_a_personal_page_is_its_owners_and_looking_at_it_is_not_coming(home: House, met: Open) -> None:
    with with_link(home, met, "petra") as link:
        assert link.get("home/petra").status_code == 200
        assert link.get("home/eva").status_code == 404
        assert home.meeting().seats["petra"].presence is Presence.INVITED
        assert link.post("home/petra").headers["location"] == f"/meetings/{met.id}/seat/petra"
    assert home.meeting().seats["petra"].presence is Presence.PRESENT


def test_somebody_at_the_door_has_no_personal_page(home: House, met: Open) -> None:
    with httpx2.Client(base_url=home.url) as guest:
        guest.post(f"/join/{met.code}", data={"name": "Soused"})
        seat = next(seat.id for seat in home.meeting().waiting)
        assert guest.get(f"/meetings/{met.id}/home/{seat}").status_code == 404
        assert guest.post(f"/meetings/{met.id}/home/{seat}").status_code == 404


def test_the_way_to_every_section_stands_above_them(home: House, met: Open) -> None:
    with with_link(home, met, "eva") as link:
        page = link.get("desk").text
    contents = re.search(r'<nav class="desk-contents".*?</nav>', page, re.DOTALL)
    assert contents is not None
    leads_to = re.findall(r'href="#(desk-[a-z]+)"', contents[0])
    headings = re.findall(r'<h2 id="(desk-[a-z]+)">', page)
    assert leads_to == [name for name in headings if name != "desk-reminding"]
    assert {"desk-when", "desk-consents", "desk-erasing"} <= set(leads_to)


@pytest.mark.parametrize("page", ["desk", "home/eva"])
def test_whatever_is_asked_there_shows_the_page_anew(home: House, met: Open, page: str) -> None:
    """These pages hear of nothing by themselves: a form that is answered with nothing would seem to do nothing."""
    with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/") as link:
        link.get(f"{home.url}/k/{met.tokens['eva']}")
        shown = link.get(page).text
        assert "hx-post" not in shown and 'method="post"' in shown
        back = {"Referer": f"{home.url}/meetings/{met.id}/{page}"}
        said = link.post("say-bound", data={"as": "eva", "seat": "olga", "bound": "1"}, headers=back)
        assert said.status_code == 303 and said.headers["location"] == f"/meetings/{met.id}/{page}"
