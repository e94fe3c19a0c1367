"""Somebody is taken out, or their links are withdrawn: within a second, whatever they hold, and for good."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import httpx2
import pytest
import websockets
from starlette.routing import Route

from server.app import ROUTES
from server.meeting.commands import Person
from server.meeting.model import TABLET
from server.meeting.policy import PROJECTOR
from server.web.entry import Door
from tests.afternoon import PEOPLE, House, Open, ended, phone

BOSS = Person("hana", "Hana Veselá", frozenset({"facilitator"}))
MARIE = Person("marie", "Marie Stará", frozenset({"ucastnik"}), aided=True)
SECOND = 1.0


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=(*PEOPLE, BOSS, MARIE))


def keys(met: Open, *seats: str) -> dict[str, str]:
    return {f"seat.{met.id}.{seat}": met.tokens[seat] for seat in seats}


@asynccontextmanager
async def opened(
    home: House, met: Open, *, seat: str = "", view: str = "", **shown: object
) -> AsyncIterator[websockets.ClientConnection]:
    """A page's socket. shown: cookies, bearer or token."""
    headers = {}
    if cookies := shown.get("cookies"):
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())  # type: ignore[attr-defined]
    if bearer := shown.get("bearer"):
        headers["Authorization"] = f"Bearer {bearer}"
    query = "&".join(
        f"{key}={value}" for key, value in (("seat", seat), ("view", view), ("token", shown.get("token", ""))) if value
    )
    address = home.url.replace("http", "ws", 1) + f"/meetings/{met.id}/socket?{query}"
    async with websockets.connect(address, additional_headers=headers, max_queue=None) as socket:
        yield socket


async def greeted(socket: websockets.ClientConnection) -> bool:
    """Was this socket let in?"""
    try:
        return bool(json.loads(await socket.recv())["t"] == "hello")
    except websockets.ConnectionClosed:
        return False


def ways(home: House, met: Open, who: str) -> list[dict[str, object]]:
    """Every way in which a person of the meeting may hold an open page."""
    own = met.tokens[who]
    found: list[dict[str, object]] = [
        {"seat": who, "cookies": keys(met, who)},
        {"seat": who, "bearer": own},
        {"seat": who, "token": own},
        {"cookies": keys(met, who)},
        # The wall on the computer of somebody who leads, and beside the wall's own key.
        {"view": "projector", "cookies": keys(met, who, PROJECTOR)},
    ]
    if who == BOSS.seat:
        found += [
            {"view": "projector", "cookies": keys(met, who)},
            # As the hand of somebody without a phone.
            {"seat": MARIE.seat, "cookies": keys(met, who)},
            {"seat": MARIE.seat, "bearer": own},
        ]
    return found


@pytest.mark.parametrize("who", ["petra", BOSS.seat])
@pytest.mark.parametrize("how", ["taken out", "withdrawn"])
async def test_every_page_closes_within_a_second_and_none_opens_again(
    home: House, met: Open, who: str, how: str
) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva, phone(home.url, met.id, met.tokens[who]) as there:
        await eva.did("arrive", seat=MARIE.seat)
        held = ways(home, met, who)
        sockets = [opened(home, met, **way) for way in held]  # type: ignore[arg-type]
        pages = [await socket.__aenter__() for socket in sockets]
        assert all([await greeted(page) for page in pages])
        began = monotonic()
        if how == "taken out":
            await eva.did("take-out", seat=who)
        else:
            answer = await eva.client.post(f"/meetings/{met.id}/links", data={"withdraw": who}, headers=eva.headers)
            assert answer.status_code == 303
        wall_alone = how == "withdrawn"
        for way, page in zip(held, pages, strict=True):
            if wall_alone and PROJECTOR in str(way.get("cookies")):
                continue  # The wall's own key is another one, and still in the browser.
            assert await asyncio.wait_for(ended(page), SECOND) in (4401, 4403), way
        assert await asyncio.wait_for(ended(there.socket), SECOND) in (4401, 4403)
        assert monotonic() - began < SECOND
        for way in held:
            if wall_alone and PROJECTOR in str(way.get("cookies")):
                continue
            async with opened(home, met, **way) as again:  # type: ignore[arg-type]
                assert not await greeted(again), way
        for socket in sockets:
            await socket.__aexit__(None, None, None)
        if how == "taken out":
            await _nothing_answers(home, met, who)


async def _nothing_answers(home: House, met: Open, who: str) -> None:
    """No page, panel, file or command of the meeting has anything of it, by cookie or by bearer."""
    secret = "Tajemství u stolu"
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        await eva.write("rules", secret)
    version = home.meeting().version
    pages = [route.path for route in ROUTES if isinstance(route, Route) and "GET" in route.methods]
    pages = [path.replace("{meeting}", met.id) for path in pages if path.startswith("/meetings/{meeting}/")]
    assert len(pages) > 30
    async with (
        httpx2.AsyncClient(base_url=home.url, cookies=keys(met, who)) as browser,
        httpx2.AsyncClient(base_url=home.url, headers={"Authorization": f"Bearer {met.tokens[who]}"}) as program,
    ):
        for number, path in enumerate(pages):
            for seat in (who, MARIE.seat) if who == BOSS.seat else (who,):
                place = re.sub(r"\{\w+\}", "plan", path.replace("{seat}", seat).replace("{recipient}", who))
                gone = (browser, program)[number % 2]
                answer = await gone.get(f"{place}?seat={seat}&as={seat}&view=phone")
                assert answer.status_code != 200 or path.endswith("/waiting"), place
                assert secret not in answer.text, place
        for gone in (browser, program):
            for command in ("ask-floor", "add-goal", "depart", "acknowledge-confidentiality", "links", "code", "note"):
                answer = await gone.post(f"/meetings/{met.id}/{command}", data={"as": who, "seat": who, "goal": "g1"})
                assert answer.status_code in (403, 404), (command, answer.text)
    assert home.meeting().version == version


async def test_whoever_had_it_written_by_the_one_who_went_keeps_their_seat(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva, phone(home.url, met.id, met.tokens["petra"]):
        await eva.did("arrive", seat=MARIE.seat)
        await eva.did("aid-person", seat=MARIE.seat, aided="1", hand="petra")
        async with opened(home, met, seat=MARIE.seat, cookies=keys(met, "petra")) as lent:
            assert await greeted(lent)
            await eva.did("take-out", seat="petra")
            assert await asyncio.wait_for(ended(lent), SECOND) == 4403
        async with phone(home.url, met.id, met.tokens["eva"], seat=MARIE.seat) as by_eva:
            assert by_eva.cells, "somebody else may write for her now"


async def test_somebody_without_a_phone_who_is_taken_out_leaves_the_tablet_and_every_hand(
    home: House, met: Open
) -> None:
    token = home.store.issue(met.id, TABLET)
    tablet = {f"seat.{met.id}.{TABLET}": token, f"tablet.{met.id}": MARIE.seat}
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        await eva.did("arrive", seat=MARIE.seat)
        async with (
            opened(home, met, seat=MARIE.seat, cookies=tablet) as in_hand,
            opened(home, met, seat=MARIE.seat, cookies=keys(met, "eva")) as by_eva,
        ):
            assert await greeted(in_hand) and await greeted(by_eva)
            await eva.did("take-out", seat=MARIE.seat)
            for page in (in_hand, by_eva):
                assert await asyncio.wait_for(ended(page), SECOND) == 4403
        async with opened(home, met, seat=MARIE.seat, cookies=tablet) as again:
            assert not await greeted(again)


@pytest.mark.parametrize("seat", [TABLET, PROJECTOR])
async def test_the_links_of_the_tablet_and_of_the_wall_are_withdrawn_like_the_others(
    home: House, met: Open, seat: str
) -> None:
    token = home.store.issue(met.id, seat)
    shown = {f"seat.{met.id}.{seat}": token, f"tablet.{met.id}": MARIE.seat}
    of = {"view": "projector"} if seat == PROJECTOR else {"seat": MARIE.seat}
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        await eva.did("arrive", seat=MARIE.seat)
        async with (
            opened(home, met, cookies=shown, **of) as page,
            opened(home, met, view="projector", cookies=keys(met, "eva")) as hers,
        ):
            assert await greeted(page) and await greeted(hers)
            answer = await eva.client.post(f"/meetings/{met.id}/links", data={"withdraw": seat}, headers=eva.headers)
            assert answer.status_code == 303
            assert await asyncio.wait_for(ended(page), SECOND) == 4401
            await eva.did("begin-meeting")
            assert json.loads(await hers.recv())["t"], "the wall of whoever leads stays light"
        async with opened(home, met, cookies=shown, **of) as again:
            assert not await greeted(again)


async def test_a_link_that_ends_while_its_page_is_opening_does_not_open_it(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question who it is and the first word to the page, the network takes its time."""
    asked = Door.seats
    times = 0

    def ended_meanwhile(door: Door, request: object, meeting: str) -> object:
        nonlocal times
        times += 1
        found = asked(door, request, meeting)  # type: ignore[arg-type]
        if times == 1:
            home.store.withdraw(met.id, "petra")
            door.forget()
        return found

    async with phone(home.url, met.id, met.tokens["petra"]):
        pass
    monkeypatch.setattr(Door, "seats", ended_meanwhile)
    async with opened(home, met, seat="petra", token=met.tokens["petra"]) as page:
        assert not await greeted(page) and times > 1


async def test_the_browser_of_whoever_is_out_keeps_no_page_and_no_key_that_has_ended(home: House, met: Open) -> None:
    """And nothing else is taken from it: it may have a seat elsewhere."""
    other = {"seat.elsewhere.petra": "another-meetings-token"}
    async with (
        phone(home.url, met.id, met.tokens["eva"]) as eva,
        httpx2.AsyncClient(base_url=home.url, cookies=keys(met, "petra", "jana") | other) as browser,
        phone(home.url, met.id, met.tokens["petra"]),
    ):
        stranger = await browser.get(f"/meetings/{met.id}/seat/nobody")
        assert stranger.status_code == 404
        assert "clear-site-data" not in stranger.headers and "set-cookie" not in stranger.headers
        await eva.did("take-out", seat="petra")
        # Their own page says in peace that they are out, as often as they come.
        for _ in range(2):
            out = await browser.get(f"/meetings/{met.id}/waiting?seat=petra")
            assert out.status_code == 200 and out.headers["clear-site-data"] == '"cache", "storage"'
            assert "set-cookie" not in out.headers
        await eva.client.post(f"/meetings/{met.id}/links", data={"withdraw": "petra"}, headers=eva.headers)
        gone = await browser.get(f"/meetings/{met.id}/waiting?seat=petra")
        assert gone.status_code == 404 and gone.headers["clear-site-data"] == '"cache", "storage"'
        (ended,) = gone.headers.get_list("set-cookie")
        assert ended.startswith(f'seat.{met.id}.petra=""') and "Max-Age=0" in ended


async def test_nobody_takes_their_own_key_by_mistake_and_a_guest_cannot_take_any(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva, phone(home.url, met.id, met.tokens["petra"]) as petra:
        for who, seat, status in ((eva, "eva", 409), (petra, "eva", 404), (petra, "petra", 404), (eva, "nobody", 404)):
            answer = await who.client.post(f"/meetings/{met.id}/links", data={"withdraw": seat}, headers=who.headers)
            assert answer.status_code == status
        assert (await eva.state())["seat"] == "eva" and (await petra.state())["seat"] == "petra"
