"""What is left in a browser: for the server's eyes only, and behind TLS for this very host only."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.afternoon import House, Open, house

HOME = "https://setkani.example.cz"


@pytest.fixture
def behind_tls(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path, base_url=HOME) as running:
        yield running


async def cookies_of(home: House, met: Open) -> list[str]:
    """Every cookie that can be had: a seat's, the tablet's, the organiser's, the language's."""
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        tablet = home.store.issue(met.id, "tablet")
        answers = [
            await somebody.get(f"/k/{met.tokens['petra']}"),
            await somebody.get(f"/k/{tablet}"),
            await somebody.get(f"/enter/{home.organiser_key}"),
            await somebody.post("/language", data={"lang": "uk", "next": "/"}),
        ]
        return [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]


async def test_no_cookie_can_be_read_by_a_script_or_sent_by_another_site(home: House, met: Open) -> None:
    cookies = await cookies_of(home, met)
    assert len(cookies) >= 4
    for cookie in cookies:
        said = cookie.lower().split("; ")
        assert {"httponly", "samesite=lax", "path=/"} <= set(said), cookie
        assert not any(word.startswith("domain") for word in said)
        assert "secure" not in said and not cookie.startswith("__"), "on plain http it would not come back"


async def test_behind_tls_a_cookie_comes_from_this_host_alone(behind_tls: House) -> None:
    cookies = await cookies_of(behind_tls, behind_tls.open())
    assert len(cookies) >= 4
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(cookie.lower().split("; ")), cookie


async def test_behind_tls_a_cookie_that_anybody_could_have_slipped_in_is_not_ours(behind_tls: House) -> None:
    met = behind_tls.open()
    name, token = f"seat.{met.id}.petra", met.tokens["petra"]
    for cookies, status in (({name: token}, 404), ({f"__Host-{name}": token}, 200)):
        async with httpx2.AsyncClient(base_url=behind_tls.url, cookies=cookies) as petra:
            assert (await petra.get(f"/meetings/{met.id}/seat/petra")).status_code == status
    for cookies, status in (
        ({"organiser": behind_tls.organiser_key}, 404),
        ({"__Host-organiser": behind_tls.organiser_key}, 200),
    ):
        async with httpx2.AsyncClient(base_url=behind_tls.url, cookies=cookies) as organiser:
            assert (await organiser.get("/new")).status_code == status


async def test_behind_tls_the_cookies_of_an_erased_meeting_end(behind_tls: House) -> None:
    met = behind_tls.open()
    async with httpx2.AsyncClient(base_url=behind_tls.url) as petra:
        answer = await petra.get(f"/k/{met.tokens['petra']}")
        held = answer.headers["set-cookie"].partition(";")[0]
        async with httpx2.AsyncClient(
            base_url=behind_tls.url, cookies={"__Host-organiser": behind_tls.organiser_key}
        ) as organiser:
            form = {"title": "Jakubovo setkání", "why": "office", "record": "erase"}
            done = await organiser.post(f"/meetings/{met.id}/erase", data=form)
            assert done.status_code == 200, done.text
        gone = await petra.get(f"/meetings/{met.id}/seat/petra", headers={"Cookie": held})
        assert gone.status_code == 410
        assert any(cookie.startswith(held.partition("=")[0]) for cookie in gone.headers.get_list("set-cookie"))
