"""The people of an office: who administers adds and ends them; everybody of the office sees what was done."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import websockets
from argon2 import PasswordHasher

from server.accounts.passwords import Passwords
from server.accounts.people import new_account
from server.store.accounts import SqliteAccounts
from tests.afternoon import House, ended, house

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "ryba slaví pondělí v garáži"
Doing = Callable[[House, httpx2.AsyncClient], Awaitable[None]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("people"), passwords=Passwords(CHEAP)) as running:
        running.open(office="tabor")
        yield running


@pytest.fixture
def home(server: House) -> House:
    """Táborsko has Eva, who organises, and Ivo, who administers; Písek has Jan, who does both."""
    accounts, at = server.app.state.site.accounts, datetime.now(UTC)
    for office in accounts.offices():
        for account in accounts.of(office):
            accounts.end(account.id, at, "")
    for name, office, facilitates in (("Eva", "tabor", True), ("Ivo", "tabor", False), ("Jan", "pisek", True)):
        administers = name != "Eva"
        accounts.add(new_account(name, office, facilitates, administers, at), "", office.capitalize())
    return server


def browser(home: House, name: str) -> httpx2.AsyncClient:
    accounts = home.app.state.site.accounts
    return httpx2.AsyncClient(base_url=home.url, cookies={"signin": accounts.sign_in(id_of(home, name), now())})


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def at_console(home: House, organiser: httpx2.AsyncClient) -> AsyncIterator[websockets.ClientConnection]:
    """The socket of the console to which somebody has gone with their account."""
    assert (await organiser.post("/meetings/setkani/enter")).status_code == 303
    assert (await organiser.get("/meetings/setkani/console/eva")).status_code == 200
    cookies = "; ".join(f"{name}={value}" for name, value in organiser.cookies.items())
    address = home.url.replace("http", "ws", 1) + "/meetings/setkani/socket?seat=eva"
    async with websockets.connect(address, additional_headers={"Cookie": cookies}, max_queue=None) as socket:
        assert json.loads(await socket.recv())["t"] == "hello"
        yield socket


def id_of(home: House, name: str) -> str:
    return str(home.app.state.site.accounts.find(name).id)


def plain(answer: httpx2.Response) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_somebody_is_added_chooses_a_password_and_organises(home: House) -> None:
    async with browser(home, "Ivo") as ivo, httpx2.AsyncClient(base_url=home.url) as olga:
        assert (await ivo.get("/")).headers["location"] == "/people"
        made = await ivo.post("/people", data={"name": "Olga Malá", "facilitates": "yes"})
        link = re.search(r"/welcome#([\w-]+)", made.text)
        assert made.status_code == 200 and link and link[0] not in (await ivo.get("/people")).text
        await olga.post("/welcome", data={"token": link[1]})
        await olga.post("/welcome/choose", data={"password": PASSWORD, "again": PASSWORD})
        page = plain(await olga.get("/"))
        assert "Olga Malá: přidání" in page and "Olga Malá: přihlášení novým odkazem" in page and "– Ivo" in page
        people = plain(await olga.get("/people"))
        assert "Ivo" in people and "Jan" not in people and "/people/end" not in people


async def test_who_is_ended_is_out_at_once_also_of_a_console_that_is_open(home: House) -> None:
    async with browser(home, "Ivo") as ivo, browser(home, "Eva") as eva:
        async with at_console(home, eva) as page:
            unsure = await ivo.post("/people/end", data={"account": id_of(home, "Eva")})
            assert unsure.status_code == 422 and (await eva.get("/")).status_code == 200
            await ivo.post("/people/end", data={"account": id_of(home, "Eva"), "sure": "yes"})
            assert await ended(page) == 4401
        assert (await eva.get("/")).headers["location"] == "/sign-in"
        assert (await eva.get("/meetings/setkani/console/eva")).status_code == 404
        assert "Eva: ukončení" in plain(await ivo.get("/people"))


async def changes_the_password(home: House, eva: httpx2.AsyncClient) -> None:
    home.app.state.site.accounts.set_password(id_of(home, "Eva"), CHEAP.hash(PASSWORD))
    other = "tramvaj čte noviny potichu"
    changed = await eva.post("/me/password", data={"now": PASSWORD, "password": other, "again": other})
    assert changed.status_code == 200


async def signs_out_elsewhere(home: House, eva: httpx2.AsyncClient) -> None:
    assert (await eva.post("/me/elsewhere")).status_code == 303


async def comes_by_a_new_link(home: House, eva: httpx2.AsyncClient) -> None:
    accounts = home.app.state.site.accounts
    token = accounts.link(id_of(home, "Eva"), now(), now() + timedelta(days=1), "")
    await eva.post("/welcome", data={"token": token})
    chosen = await eva.post("/welcome/choose", data={"password": PASSWORD, "again": PASSWORD})
    assert chosen.status_code == 303


async def is_ended_at_the_command_line(home: House, eva: httpx2.AsyncClient) -> None:
    SqliteAccounts(home.settings.data_dir).end(id_of(home, "Eva"), now(), "")


@pytest.mark.parametrize(
    "does", [changes_the_password, signs_out_elsewhere, comes_by_a_new_link, is_ended_at_the_command_line]
)
async def test_the_console_in_another_browser_ends_within_a_second(home: House, does: Doing) -> None:
    """At the command line it is another process: the server looks once a second, so it may be two."""
    async with browser(home, "Eva") as here, browser(home, "Eva") as there:
        async with at_console(home, there) as page, at_console(home, here) as own:
            await does(home, here)
            assert await asyncio.wait_for(ended(page), 2.0 if does is is_ended_at_the_command_line else 1.0) == 4401
            stays = does in (changes_the_password, signs_out_elsewhere)
            if stays:
                await own.send('{"t": "ping"}')
                while json.loads(await asyncio.wait_for(own.recv(), 5))["t"] != "pong":
                    pass
        assert (await there.get("/meetings/setkani/console/eva")).status_code == 404
        assert (await there.post("/meetings/setkani/begin-meeting", data={"as": "eva"})).status_code == 404
        still = 404 if does is is_ended_at_the_command_line else 200
        assert (await here.get("/meetings/setkani/console/eva")).status_code == still
        token = next(value for name, value in there.cookies.items() if name.startswith("seat."))
    async with httpx2.AsyncClient(base_url=home.url) as thief:
        for how in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"seat.setkani.eva={token}"}):
            assert (await thief.get("/meetings/setkani/state.json", headers=how)).status_code == 404
        assert (await thief.post("/k", data={"token": token})).status_code == 404


async def test_who_may_organise_no_more_has_their_consoles_closed_as_well(home: House) -> None:
    async with browser(home, "Ivo") as ivo, browser(home, "Eva") as eva:
        await eva.post("/meetings/setkani/enter")
        await ivo.post("/people/rights", data={"account": id_of(home, "Eva"), "administers": "yes"})
        assert (await eva.get("/meetings/setkani/console/eva")).status_code == 404
        assert (await eva.get("/meetings/setkani/desk")).status_code == 404
        assert (await eva.get("/people")).status_code == 200
        assert "Eva: změna toho, co smí" in plain(await ivo.get("/people"))


async def test_a_new_link_is_seen_by_the_one_it_is_for(home: House) -> None:
    async with browser(home, "Ivo") as ivo, browser(home, "Eva") as eva:
        made = await ivo.post("/people/link", data={"account": id_of(home, "Eva")})
        assert "/welcome#" in made.text
        assert "Eva: vznikl nový odkaz" in plain(await eva.get("/"))


async def test_nobody_touches_another_office_nor_administers_without_the_right(home: House) -> None:
    async with browser(home, "Jan") as jan, browser(home, "Eva") as eva, httpx2.AsyncClient(base_url=home.url) as who:
        for path in ("link", "rights", "end"):
            form = {"account": id_of(home, "Ivo"), "sure": "yes", "facilitates": "yes", "administers": "yes"}
            for client in (jan, eva, who):
                assert (await client.post(f"/people/{path}", data=form)).status_code == 404, path
        assert (await eva.post("/people", data={"name": "Olga"})).status_code == 404
        for path in ("/people", "/me"):
            assert (await who.get(path)).status_code == 404
        for path in ("/me/password", "/me/elsewhere"):
            assert (await who.post(path)).status_code == 404
        assert "Ivo" not in plain(await jan.get("/people"))
    assert home.app.state.site.accounts.find("Ivo").facilitates is False


async def test_what_cannot_be_is_a_sentence(home: House) -> None:
    async with browser(home, "Ivo") as ivo:
        for path, form, sentence in (
            ("", {"name": " eva "}, "už někdo přihlašuje"),
            ("", {"name": ""}, "nejvýše 80 znaků"),
            ("", {"name": "x" * 81}, "nejvýše 80 znaků"),
            ("/end", {"account": id_of(home, "Ivo"), "sure": "yes"}, "Vlastní přihlašování"),
            ("/rights", {"account": id_of(home, "Ivo"), "facilitates": "yes"}, "Vlastní přihlašování"),
        ):
            answer = await ivo.post(f"/people{path}", data=form)
            assert answer.status_code == 422 and sentence in plain(answer), (path, plain(answer))


async def test_somebody_changes_their_password_and_is_signed_out_elsewhere(home: House) -> None:
    accounts = home.app.state.site.accounts
    accounts.set_password(id_of(home, "Eva"), CHEAP.hash(PASSWORD))
    other = "tramvaj čte noviny potichu"
    async with browser(home, "Eva") as here, browser(home, "Eva") as there:
        wrong = await here.post("/me/password", data={"now": "x", "password": other, "again": other})
        assert wrong.status_code == 422 and "není správné" in plain(wrong)
        weak = await here.post(
            "/me/password", data={"now": PASSWORD, "password": "123456789012", "again": "123456789012"}
        )
        assert weak.status_code == 422 and (await there.get("/")).status_code == 200
        changed = await here.post("/me/password", data={"now": PASSWORD, "password": other, "again": other})
        assert "Heslo je změněné" in plain(changed) and (await here.get("/")).status_code == 200
        assert (await there.get("/")).headers["location"] == "/sign-in"
        for password, status in ((PASSWORD, 403), (other, 303)):
            form = {"name": "eva", "password": password}
            assert (await there.post("/sign-in", data=form)).status_code == status
        await here.post("/me/elsewhere")
        assert (await here.get("/")).status_code == 200
        assert (await there.get("/")).headers["location"] == "/sign-in"


async def test_signing_out_leaves_no_seat_behind_that_was_come_to_with_the_account(home: House) -> None:
    async with browser(home, "Eva") as eva:
        await eva.post("/meetings/setkani/enter")
        assert (await eva.get("/meetings/setkani/console/eva")).status_code == 200
        await eva.post("/sign-out")
        assert not any(name.startswith("seat.") for name in eva.cookies)
        assert (await eva.get("/meetings/setkani/console/eva")).status_code == 404
