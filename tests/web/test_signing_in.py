"""Signing in on a shared server: a link that works once, a name and a password, and out again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from argon2 import PasswordHasher

from server.accounts.passwords import Passwords
from server.accounts.people import new_account
from server.accounts.tries import FREE, FREE_ANYWHERE, LONGEST, MOST_WAITING, Place
from server.ports import KNOWN_DAYS, Account
from tests.afternoon import House, house

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "ryba slaví pondělí v garáži"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("shared"), passwords=Passwords(CHEAP)) as running:
        running.open()
        yield running


def somebody(home: House, **cookies: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=home.url, cookies=cookies)


def plain(answer: httpx2.Response) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def invited(home: House, name: str, office: str = "OSPOD Tábor") -> tuple[Account, str]:
    """An account, and the token of the link by which its password is chosen."""
    accounts, at = home.app.state.site.accounts, datetime.now(UTC)
    account = new_account(name, "tabor", True, False, at)
    accounts.add(account, "", office)
    return account, str(accounts.link(account.id, at, at + timedelta(days=1), ""))


async def chooses(browser: httpx2.AsyncClient, link: str, password: str = PASSWORD, again: str = "") -> httpx2.Response:
    """What the page does with a link that works once, and what its owner does there."""
    if (handed_in := await browser.post("/welcome", data={"token": link})).status_code != 303:
        return handed_in
    assert handed_in.headers["location"] == "/welcome/choose"
    return await browser.post("/welcome/choose", data={"password": password, "again": again or password})


async def test_the_first_account_ends_the_printed_link_at_once(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        async with somebody(home, organiser=home.organiser_key) as laptop:
            assert (await laptop.get("/")).status_code == 200
            assert (await laptop.get("/sign-in")).status_code == 404, "there is nothing to sign in to"
            assert (await laptop.post("/sign-in", data={"name": "Eva", "password": "x"})).status_code == 404
            invited(home, "Eva Dvořáková")
            assert (await laptop.get("/")).headers["location"] == "/sign-in"
            assert (await laptop.get(f"/enter/{home.organiser_key}")).status_code == 404
            assert (await laptop.get("/new")).status_code == 404


async def test_who_has_the_link_chooses_a_password_once_and_signs_in_with_it_ever_after(home: House) -> None:
    _, link = invited(home, "Eva Dvořáková")
    async with somebody(home) as eva:
        assert 'action="/welcome"' in (await eva.get("/welcome")).text
        assert (await eva.post("/welcome", data={"token": link})).status_code == 303
        page = plain(await eva.get("/welcome/choose"))
        assert "Eva Dvořáková, OSPOD Tábor" in page and page.count('autocomplete="new-password"') == 2
        assert link not in page
        for password, again, sentence in (
            (PASSWORD, PASSWORD + "?", "nejsou stejná"),
            ("tajné", "tajné", "příliš krátké"),
            ("evadvorakova", "evadvorakova", "snadno uhodne"),
            ("a1B" * 50, "a1B" * 50, "příliš dlouhé"),
        ):
            answer = await chooses(eva, link, password, again)
            assert answer.status_code == 422 and sentence in plain(answer), plain(answer)
            assert password not in answer.text
        chosen = await chooses(eva, link)
        assert chosen.status_code == 303 and (await eva.get("/")).status_code == 200
        assert "welcome" not in eva.cookies and (await eva.get("/welcome/choose")).status_code == 404
        for used in (link, "", "x" * 22):
            assert (await chooses(eva, used)).status_code == 404
        assert (await eva.get(f"/welcome/{link}")).status_code == 404, "no address has the key in it"
        cookie = chosen.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie
        before = eva.cookies["signin"]
        await eva.post("/sign-out")
        assert "signin" not in eva.cookies and (await eva.get("/")).headers["location"] == "/sign-in"
    async with somebody(home, signin=before) as thief:
        assert (await thief.get("/")).headers["location"] == "/sign-in", "the cookie is worth nothing any more"
    async with somebody(home) as eva:
        page = await eva.get("/sign-in")
        assert 'autocomplete="username"' in page.text and 'autocomplete="current-password"' in page.text
        back = await eva.post("/sign-in", data={"name": " eva  dvořáková", "password": PASSWORD})
        assert back.headers["location"] == "/" and (await eva.get("/")).status_code == 200
        assert (await eva.get("/sign-in")).headers["location"] == "/"


async def test_a_wrong_password_and_a_name_that_is_not_there_get_the_same_answer(home: House) -> None:
    _, link = invited(home, "Jana Nováková")
    async with somebody(home) as jana:
        await chooses(jana, link)
    async with somebody(home) as stranger:
        answers = [
            await stranger.post("/sign-in", data={"name": name, "password": "něco jiného, co neplatí"})
            for name in ("Jana Nováková", "Jaga Nowaková")
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
        told = {answer.text.replace("Jaga Nowaková", "Jana Nováková") for answer in answers}
        assert len(told) == 1 and "není správné" in plain(answers[0]) and "set-cookie" not in answers[0].headers


@pytest.fixture
def waits(home: House) -> Iterator[list[float]]:
    """What was waited for each try to sign in; nobody waits in fact."""
    tries = home.app.state.site.tries
    asked: list[float] = []
    pause, tries.pause = tries.pause, lambda *who: asked.append(pause(*who)) or 0.0
    yield asked
    tries.pause = pause


async def test_after_wrong_tries_even_the_right_password_waits(home: House, waits: list[float]) -> None:
    tries = home.app.state.site.tries
    for _ in range(FREE + 1):
        tries.wrong("pavel", Place("127.0.0.1"))
    async with somebody(home) as pavel:
        for name in ("PAVEL ", "pavel", "\uff30avel"):
            await pavel.post("/sign-in", data={"name": name, "password": "x"})
    assert waits == [1.0, 2.0, 4.0]


async def test_who_fails_on_purpose_in_somebodys_name_does_not_keep_them_out(home: House, waits: list[float]) -> None:
    """Also behind the same address; and however the name is written, it is the same account that is tried."""
    account, link = invited(home, "Radka Tichá")
    tries = home.app.state.site.tries
    async with somebody(home) as radka, somebody(home) as evil:
        await chooses(radka, link)
        await radka.post("/sign-out")
        for name in ("Radka Tichá", "radka  TICHÁ", "\uff32adka Tichá") * 5:
            await evil.post("/sign-in", data={"name": name, "password": "x"})
        assert waits[-1] == LONGEST
        while tries.come(account.id, Place("127.0.0.1")):
            pass
        assert (await evil.post("/sign-in", data={"name": "Radka Tichá", "password": PASSWORD})).status_code == 429
        back = await radka.post("/sign-in", data={"name": "Radka Tichá", "password": PASSWORD})
        assert back.status_code == 303 and waits[-1] == 0.0
        for _ in range(MOST_WAITING):
            tries.go(account.id, Place("127.0.0.1"))
        cookie = radka.cookies["browser"]
    async with somebody(home, browser=cookie) as thief:
        assert (await thief.get("/")).headers["location"] == "/sign-in", "the cookie opens nothing"
        _, other = invited(home, "Zdena Tichá")
        await chooses(thief, other)
        shown = {each.value for each in thief.cookies.jar if each.name == "browser"}
        assert shown == {cookie}, "colleagues at one computer are both known there"
        accounts, now = home.app.state.site.accounts, datetime.now(UTC)
        assert accounts.knows_browser(account.id, cookie, now)
        assert not accounts.knows_browser(account.id, cookie, now + timedelta(days=KNOWN_DAYS))


async def test_a_guesser_does_not_begin_anew_when_the_program_does(tmp_path: Path) -> None:
    for waited in (0.0, 1.0):
        with house(tmp_path, passwords=Passwords(CHEAP)) as home:
            site = home.app.state.site
            account = site.accounts.find("Eva") or invited(home, "Eva")[0]
            assert site.tries.pause(account.id, Place("10.0.0.99")) == waited
            for last in range(FREE_ANYWHERE + 1 if not waited else 0):
                site.tries.wrong(account.id, Place(f"10.0.0.{last}"))


async def test_signing_in_once_more_ends_the_sign_in_that_this_browser_had(home: House) -> None:
    accounts = home.app.state.site.accounts
    made, _ = invited(home, "Olga Malá")
    accounts.set_password(made.id, CHEAP.hash(PASSWORD))
    before = accounts.sign_in(made.id, datetime.now(UTC))
    async with somebody(home, signin=before) as olga:
        answer = await olga.post("/sign-in", data={"name": "Olga Malá", "password": PASSWORD})
        assert answer.status_code == 303 and before not in answer.headers["set-cookie"]
    async with somebody(home, signin=before) as thief:
        assert (await thief.get("/")).headers["location"] == "/sign-in"


async def test_a_form_of_another_site_signs_nobody_in(home: House) -> None:
    async with somebody(home) as eva:
        answer = await eva.post("/sign-in", data={"name": "x", "password": "y"}, headers={"Origin": "https://evil.cz"})
        assert answer.status_code == 403 and "cizí" not in answer.headers.get("set-cookie", "")
