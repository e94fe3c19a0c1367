"""What no page of ours sends, but anybody can: answered with a sentence, never with a fault of ours."""

import asyncio
from contextlib import AsyncExitStack
from time import sleep
from typing import Any

import httpx2
import pytest
import websockets
from starlette.requests import Request

from server.meeting.model import Presence
from server.web import entry, records
from server.web.budget import Budget
from server.web.errors import Sorry
from server.web.forms import values
from server.web.sockets import MOST_PAGES
from tests.afternoon import House, Open, phone


def program(home: House, token: str, **headers: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=home.url, headers={"Authorization": f"Bearer {token}", **headers})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/meetings/setkani/begin-meeting", {"as": []}),
        ("/meetings/setkani/add-goal", {"goal": []}),
        ("/meetings/setkani/sign", {"digest": "0", "strokes": []}),
        ("/join", {"code": [], "name": []}),
        ("/language", {"lang": [], "next": []}),
    ],
)
async def test_a_field_without_a_value_is_a_field_that_was_not_sent(
    home: House, met: Open, path: str, body: dict[str, object]
) -> None:
    async with program(home, met.tokens["petra"]) as petra:
        assert (await petra.post(path, json=body)).status_code < 500


@pytest.mark.parametrize("chosen", ["中文", "ěš", "xx", "čeština", ""])
async def test_a_language_we_do_not_speak_is_our_own(home: House, chosen: str) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as guest:
        answer = await guest.post("/language", data={"lang": chosen, "next": "/join"})
        assert answer.status_code == 303
        assert "lang=cs" in answer.headers["set-cookie"]


@pytest.mark.parametrize("origin", ["http://[x", "null", "http://evil.example"])
async def test_an_origin_that_is_no_address_is_another_site(home: House, met: Open, origin: str) -> None:
    async with program(home, met.tokens["eva"], Origin=origin) as eva:
        assert (await eva.post(f"/meetings/{met.id}/begin-meeting")).status_code == 403
    assert home.meeting(met.id).began is None


async def test_whoever_comes_from_no_address_goes_to_their_own_page(home: House, met: Open) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as browser:
        await browser.get(f"/k/{met.tokens['petra']}")
        answer = await browser.post(
            f"/meetings/{met.id}/acknowledge-confidentiality", data={"as": "petra"}, headers={"Referer": "http://[x"}
        )
        assert answer.headers["location"] == f"/meetings/{met.id}/seat/petra"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_form_broken_off_in_the_middle_is_no_fault_of_ours(kind: str) -> None:
    came = iter([{"type": "http.request", "body": b'{"a"', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(came)

    headers = [(b"content-type", f"{kind}; boundary=b".encode()), (b"content-length", b"99")]
    with pytest.raises(Sorry) as no:
        await values(Request({"type": "http", "app": None, "headers": headers}, receive))
    assert no.value.status == 400


@pytest.mark.parametrize("starts", ["0001-01-01T00:00", "9999-12-31T23:59-10:00", "1999-12-31T23:59"])
async def test_a_year_that_no_clock_can_show_is_refused(home: House, met: Open, starts: str) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        answer = await eva.do("amend-meeting", title="Jakubovo setkání", starts=starts)
        assert answer.json()["error"] == "bad-date"
    async with httpx2.AsyncClient(base_url=home.url, cookies={"organiser": home.organiser_key}) as organiser:
        form = {"title": "Jiné", "starts": starts, "name": "Eva", "role": "facilitator"}
        assert (await organiser.post("/new", data=form)).status_code == 422


async def test_the_screen_has_no_panel_of_its_own_person(home: House, met: Open) -> None:
    async with program(home, met.tokens["projector"]) as screen:
        for name in ("me", "door", "missing"):
            assert (await screen.get(f"/meetings/{met.id}/panels/{name}?view=projector")).status_code == 404, name


async def test_two_taps_at_the_door_at_once_are_one_guest_who_is_let_wait(home: House, met: Open) -> None:
    form = {"name": "Babička Marie", "guest": "0123456789ab"}
    async with httpx2.AsyncClient(base_url=home.url) as guest:
        answers = await asyncio.gather(*(guest.post(f"/join/{met.code}", data=form) for _ in range(6)))
        for answer in answers:
            assert (await guest.get(answer.headers["location"])).status_code == 200
    assert [seat.presence for seat in home.meeting().waiting] == [Presence.WAITING]


# Too much of it -------------------------------------------------------------------------------------------------------


def test_a_budget_is_spent_at_once_and_comes_back_little_by_little() -> None:
    now = 0.0
    budget = Budget(3, 2, lambda: now)
    assert [budget.spend() for _ in range(4)] == [True, True, True, False]
    now = 1.0
    assert [budget.spend() for _ in range(2)] == [True, False]
    now = 100.0
    assert [budget.spend(2), budget.spend(2)] == [True, False]


async def test_one_seat_that_never_stops_asking_is_slowed_and_nobody_else(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "COMMANDS_AT_ONCE", 5)
    monkeypatch.setattr(entry, "COMMANDS_A_SECOND", 0.001)
    path = f"/meetings/{met.id}/acknowledge-confidentiality"
    async with program(home, met.tokens["petra"]) as petra, program(home, met.tokens["jana"]) as jana:
        await petra.get(f"/k/{met.tokens['petra']}")
        await jana.get(f"/k/{met.tokens['jana']}")
        answers = [await petra.post(path) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert answers[-1].json()["error"] == "too-much"
        assert (await jana.post(path)).status_code == 200


async def test_one_seat_opens_so_many_pages_and_no_more(home: House, met: Open) -> None:
    async with AsyncExitStack() as stack:
        for number in range(MOST_PAGES):
            await stack.enter_async_context(phone(home.url, met.id, met.tokens["petra"], tab=f"petratab{number}"))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await stack.enter_async_context(phone(home.url, met.id, met.tokens["petra"]))
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4429
        # The same page once more is not one more page; somebody else is somebody else.
        await stack.enter_async_context(phone(home.url, met.id, met.tokens["petra"], tab="petratab0"))
        await stack.enter_async_context(phone(home.url, met.id, met.tokens["jana"]))


async def test_records_are_written_one_after_another(home: House, met: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0

    def slowly(*_: object) -> bytes:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        sleep(0.05)
        at_once -= 1
        return b"docx"

    monkeypatch.setattr(records, "_content", slowly)
    async with httpx2.AsyncClient(base_url=home.url, cookies={"organiser": home.organiser_key}) as organiser:
        answers = await asyncio.gather(*(organiser.get(f"/meetings/{met.id}/record.docx") for _ in range(5)))
    assert {answer.content for answer in answers} == {b"docx"}
    assert most == 1
