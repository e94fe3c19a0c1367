"""Every door of the program, found in the program itself: who knocks from another site finds it shut.

And what every answer says to a browser, whatever the answer is.
"""

import asyncio
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from starlette.routing import Mount, Route, WebSocketRoute

from server import app as entrance
from server.web import guesses as guesses_of
from server.web.headers import SAFE
from server.web.origin import to_us
from tests.afternoon import House, Open, house


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("doors")) as running:
        yield running


@pytest.fixture(scope="module")
def met(home: House) -> Open:
    return home.open()


def writes() -> Iterator[str]:
    """The path of every route that takes anything but reading."""
    for route in entrance.ROUTES:
        if isinstance(route, Route) and not (route.methods or set()) <= {"GET", "HEAD"}:
            yield route.path


def reads() -> Iterator[str]:
    for route in entrance.ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or set()):
            yield route.path


def filled(path: str, met: Open, command: str = "begin-meeting") -> str:
    known = {"meeting": met.id, "seat": "eva", "code": met.code, "command": command, "token": met.tokens["petra"]}
    return re.sub(r"{(\w+)(?::\w+)?}", lambda gap: known.get(gap[1], "x"), path)


def host_of(home: House) -> str:
    return home.url.removeprefix("http://")


def foreign(home: House) -> dict[str, dict[str, str]]:
    """What browsers send for a page that is not ours."""
    port = int(host_of(home).partition(":")[2])
    return {
        "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        "another port of this host": {"Origin": f"http://127.0.0.1:{port + 1}", "Sec-Fetch-Site": "same-site"},
        "the same host, without TLS or with": {"Origin": f"https://127.0.0.1:{port}"},
        "a page without an origin": {"Origin": "null"},
        "a name that begins like ours": {"Origin": f"{home.url}.evil.example"},
        "our address as a name of somebody's": {"Origin": f"http://{host_of(home)}@evil.example"},
        "no origin, but another site": {"Sec-Fetch-Site": "cross-site"},
        "no origin, but a neighbour": {"Sec-Fetch-Site": "same-site"},
    }


def everything(home: House, met: Open) -> dict[str, str]:
    """The cookies of somebody who may do everything."""
    seats = {f"seat.{met.id}.{seat}": token for seat, token in met.tokens.items()}
    return {"organiser": home.organiser_key, **seats}


def whole(home: House) -> Any:
    """All that could have changed."""
    return [(line.id, home.store.read(line.id)) for line in home.store.meetings()], home.store.erasures()


async def test_no_write_of_any_route_is_taken_from_another_site(home: House, met: Open) -> None:
    before = whole(home)
    paths = list(writes())
    assert len(paths) > 20
    async with httpx2.AsyncClient(base_url=home.url, cookies=everything(home, met)) as somebody:
        kinds = foreign(home)
        for path in paths:
            # All the ways of being from elsewhere where they matter most; one with an origin and one without elsewhere.
            tried = kinds if path.endswith("{command}") else ("another site", "no origin, but a neighbour")
            for kind in tried:
                asked = {"Accept": "application/json", **kinds[kind]}
                answer = await somebody.post(filled(path, met), headers=asked, data={"as": "eva"})
                assert answer.status_code == 403, f"{path}: {kind}"
                assert answer.json()["error"] == "foreign" and answer.json()["sentence"], path
                assert "set-cookie" not in answer.headers
    assert whole(home) == before


async def test_no_socket_is_accepted_from_another_site(home: House, met: Open) -> None:
    sockets = [route.path for route in entrance.ROUTES if isinstance(route, WebSocketRoute)]
    assert sockets
    cookies = "; ".join(f"{name}={value}" for name, value in everything(home, met).items())
    for path in sockets:
        where = home.url.replace("http", "ws", 1) + filled(path, met) + "?seat=eva"
        own = {"Cookie": cookies, "Origin": home.url}
        async with websockets.connect(where, additional_headers=own) as socket:
            assert "hello" in str(await socket.recv())
        for kind, headers in foreign(home).items():
            with pytest.raises(websockets.InvalidStatus) as no:
                async with websockets.connect(where, additional_headers={"Cookie": cookies, **headers}):
                    pass
            assert no.value.response.status_code == 403, kind
            assert no.value.response.headers["X-Content-Type-Options"] == "nosniff"
    assert not home.meeting(met.id).began


async def test_our_own_pages_may_write(home: House, met: Open) -> None:
    for headers in (
        {"Origin": home.url, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {},
    ):
        async with httpx2.AsyncClient(base_url=home.url) as somebody:
            answer = await somebody.post("/language", data={"lang": "uk", "next": "/"}, headers=headers)
            assert answer.status_code == 303, headers


# To whom it was sent ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("setkani.example.cz", True), ("setkani.example.cz:8443", True), ("192.168.1.20:8000", True),
        ("[2001:db8::7]:8000", True), ("localhost:8000", True), ("notebook:8000", True), ("", True),
        ("evil.example", False), ("setkani.example.cz.evil.example", False), ("evil.setkani.example.cz", False),
        ("127.0.0.1.nip.io", False), ("[::1", False), ("a b", False), ('x";script-src', False),
        ("evil.example@127.0.0.1", False),
    ],
)  # fmt: skip
def test_only_names_that_nobody_else_could_lead_here_are_ours(host: str, ours: bool) -> None:
    assert to_us(host, "https://setkani.example.cz") is ours


def test_a_name_of_this_computer_in_its_network_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.origin._own_name", lambda: "notebook")
    assert to_us("notebook.lan:8000", "http://192.168.1.20:8000")
    assert not to_us("notebooks.evil.example:8000", "http://192.168.1.20:8000")


async def test_a_name_led_to_our_address_gets_a_sentence_and_nothing_else(home: House, met: Open) -> None:
    async with httpx2.AsyncClient(base_url=home.url, cookies=everything(home, met)) as somebody:
        for path in ("/", f"/meetings/{met.id}/state.json", "/static/app.css"):
            answer = await somebody.get(path, headers={"Host": "rebound.evil.example"})
            assert answer.status_code == 421
            assert home.url in answer.text and "Jakubovo" not in answer.text
    where = home.url.replace("http", "ws", 1) + f"/meetings/{met.id}/socket?token={met.tokens['eva']}"
    with pytest.raises(websockets.InvalidStatus) as no:
        async with websockets.connect(where, additional_headers={"Host": "rebound.evil.example"}):
            pass
    assert no.value.response.status_code in (400, 421)


# What every answer says ---------------------------------------------------------------------------------------------


async def test_every_answer_carries_what_a_browser_has_to_know(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, files, redirects, refusals, what is not there, what is too large.

    All are asked for by another site's link. That changes nothing but who is there; and nobody else is spoken to.
    """
    spoken_to: set[str] = set()
    connect = socket.socket.connect

    def noted(one: socket.socket, address: Any) -> None:
        # Of datagrams only the routing table is asked (server/network.py).
        if one.family in (socket.AF_INET, socket.AF_INET6) and one.type != socket.SOCK_DGRAM:
            spoken_to.add(address[0])
        connect(one, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    statuses = set()
    before = home.meeting(met.id).version
    async with httpx2.AsyncClient(base_url=home.url, cookies=everything(home, met)) as somebody:
        followed = {"Sec-Fetch-Site": "cross-site", "Referer": "https://evil.example/"}
        # One file for all of them: others take their time to be made.
        looked_at = [path for path in reads() if not path.endswith((".pdf", ".docx")) or path.endswith("}.docx")]
        answers = [await somebody.get(filled(path, met), headers=followed) for path in looked_at]
        assert {type(entry.event).__name__ for entry in home.store.read(met.id, before)} <= {"PersonArrived"}
        answers += [
            await somebody.get("/nothing/here"),
            await somebody.get("/static/nothing.js"),
            await somebody.delete("/join"),
            await somebody.request("TRACE", "/"),
            await somebody.options("/"),
            await somebody.head("/join"),
            await somebody.post("/language", data={"lang": "uk", "next": "/"}),
            await somebody.post("/join", content=b"x" * 2_000_000, headers={"Content-Type": FORM_KIND}),
            await somebody.post("/join", content=b"{", headers={"Content-Type": "application/json"}),
        ]
    for answer in answers:
        statuses.add(answer.status_code)
        well_said(answer)
        assert answer.headers["Cache-Control"] == "no-store", answer.url
    assert {200, 303, 404, 405, 413, 400} <= statuses, statuses
    assert spoken_to == {"127.0.0.1"}, "which is what we ask ourselves"


def well_said(answer: httpx2.Response) -> None:
    for name, value in SAFE.items():
        assert answer.headers[name] == value, f"{answer.url}: {name}"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and policy.startswith("default-src 'none'; script-src 'self'; ")
    for directive in (
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types setkani",
    ):  # fmt: skip
        assert directive in policy
    assert "server" not in answer.headers and "x-powered-by" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control-")], "no other site may read it"
    if answer.content:
        kind, _, letters = answer.headers["Content-Type"].partition(";")
        says = kind.startswith("text/") or kind.endswith(("/xml", "+xml"))
        assert kind and (letters.strip() == "charset=utf-8") >= says, f"{answer.url}: {answer.headers['Content-Type']}"


async def test_only_the_bundle_is_kept_by_browsers(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        answer = await somebody.get("/static/app.css")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        well_said(answer)


async def test_what_breaks_on_our_side_says_the_same(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(home.store, "meetings", broken)
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        answer = await somebody.get("/readyz")
    assert answer.status_code == 500 and "planted" not in answer.text
    well_said(answer)


FORM_KIND = "application/x-www-form-urlencoded"
ASKED = "GET /meetings/setkani/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
KEY, VERSION = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13\r\n"
FORM = f"POST /join HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM_KIND}\r\n"
NEXT = "\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
"""A body that has come to its end for whoever counts pieces, and what is another request only for them."""


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("NONSENSE\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nX: " + "x" * 70_000 + "\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n", 400),
        ("\x16\x03\x01\x00\xc2\x01\x00\x00\xbe\x03\x03" + "x" * 190, 400),
        (FORM + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + NEXT, 400),
        (FORM + "Content-Length: 3\r\nContent-Length: 4\r\n" + NEXT, 400),
        (FORM + "Content-Length: +3\r\n" + NEXT, 400),
        (FORM + "Transfer-Encoding : chunked\r\n" + NEXT, 400),
        (FORM + "Transfer-Encoding: xchunked\r\n" + NEXT, 400),
        (FORM + "Transfer-Encoding: chunked, identity\r\n" + NEXT, 400),
        (FORM + "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n" + NEXT, 400),
        (ASKED + VERSION + "\r\n", 400),
        (ASKED + VERSION + KEY.replace("dGh", "!") + "\r\n", 400),
        (ASKED + VERSION.replace("13", "8") + KEY + "\r\n", 400),
        (ASKED.replace("GET", "POST") + VERSION + KEY + "\r\n", 405),
        (ASKED.replace("/meetings/setkani/socket", "/join") + VERSION + KEY + "\r\n", 403),
    ],
    ids=range(19),
)
async def test_what_is_understood_in_no_way_or_in_two_is_told_so_and_hung_up_on(
    home: House, met: Open, said: str, status: int
) -> None:
    """Whoever finds it out, the program or what lies below it: one answer, with what every answer has, and without the
    reasons of a library."""
    host, _, port = host_of(home).partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(said.encode("latin-1"))
    answered = (await asyncio.wait_for(reader.read(), 20)).decode()
    assert answered.startswith(f"HTTP/1.1 {status} ") and answered.count("HTTP/1.1 ") == 1
    head = answered.partition("\r\n\r\n")[0].lower()
    for name, value in SAFE.items():
        assert head.count(f"\n{name}: {value}".lower()) == 1
    assert "\ncache-control: no-store" in head and "\ncontent-security-policy: default-src 'none'" in head
    assert "\nserver:" not in head and not re.search(r"failed|missing|invalid|websockets/", answered.lower())
    writer.close()


async def test_an_odd_way_of_asking_is_told_which_ways_there_are(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        for method in ("PUT", "TRACE", "OPTIONS", "PROPFIND"):
            answer = await somebody.request(method, "/healthz", headers={"Cookie": "lang=secret"})
            assert answer.status_code == 405 and set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
            assert "secret" not in answer.text


NOT_THERE = (
    "/.git/config", "/.git/", "/.hg/", "/.env", "/.well-known/", "/static/", "/static/.git/config",
    "/static/fonts/", "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml",
    "/pyproject.toml", "/setkani.db", "/organiser.key", "/docs", "/redoc", "/openapi.json", "/debug",
    "/server-status", "/admin", "/console", "/graphql", "/phpinfo.php",
)  # fmt: skip


async def test_neither_the_source_nor_a_list_of_a_folder_nor_pages_for_developers_are_in_reach(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url, cookies={"organiser": home.organiser_key}) as somebody:
        for path in NOT_THERE:
            answer = await somebody.get(path)
            assert answer.status_code == 404, f"{path}: {answer.status_code}"
        for method in ("TRACE", "TRACK", "CONNECT", "DEBUG"):
            answer = await somebody.request(method, "/join", headers={"X-Secret": "echo"})
            assert answer.status_code in (400, 404, 405) and "echo" not in answer.text, method


def test_only_the_bundle_is_mounted() -> None:
    """A new mount would bring doors that the tests above do not find."""
    assert [route.path for route in entrance.ROUTES if isinstance(route, Mount)] == ["/static"]


# Behind something ---------------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only five wrong codes are heard out before somebody is asked to come again."""
    for name, number in (("WRONG_AT_ONCE", 4), ("WRONG_A_SECOND", 0.001), ("LONGEST_TURN", 0.0)):
        monkeypatch.setattr(guesses_of, name, number)


async def guesses(home: House, *, most: int, **headers: str) -> int:
    """How many wrong codes from one connection are heard out before somebody has to wait."""
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        for heard in range(most):
            if (await somebody.get("/join/ZZZZZZ", headers=headers)).status_code == 429:
                return heard
    return most


async def test_what_nobody_was_asked_to_forward_is_not_believed(tmp_path: Path, few: None) -> None:
    with house(tmp_path) as running:
        async with httpx2.AsyncClient(base_url=running.url) as somebody:
            statuses = [
                (await somebody.get("/join/ZZZZZZ", headers={"X-Forwarded-For": f"192.0.2.{number}"})).status_code
                for number in range(6)
            ]
        assert statuses[-1] == 429, "a new address each time does not help"


@pytest.fixture
def proxied(tmp_path: Path, few: None) -> Iterator[House]:
    with house(tmp_path, base_url="https://setkani.example.cz", proxy="127.0.0.1, 10.0.0.0/8") as running:
        yield running


async def test_behind_the_proxy_wrong_codes_are_counted_by_who_guesses(proxied: House) -> None:
    guesser = {"X-Forwarded-For": "198.51.100.7"}
    assert await guesses(proxied, most=9, **guesser) == 5
    assert await guesses(proxied, most=1, **{"X-Forwarded-For": "198.51.100.8"}) == 1
    async with httpx2.AsyncClient(base_url=proxied.url) as somebody:
        for who, status in (("198.51.100.7", 404), ("::ffff:198.51.100.7", 404), ("127.0.0.1", 200), ("::1", 200)):
            asked = await somebody.get("/metrics", headers={"X-Forwarded-For": who})
            assert asked.status_code == status, "numbers are for whoever is on the machine"
    forged = {"X-Forwarded-For": "203.0.113.5, 198.51.100.7, 10.1.2.3"}
    assert await guesses(proxied, most=1, **forged) == 0, "what somebody has put in front himself counts for nothing"


async def test_of_ipv6_a_whole_household_is_counted_as_one(proxied: House) -> None:
    assert await guesses(proxied, most=9, **{"X-Forwarded-For": "2001:db8:1:2:3::7"}) == 5
    assert await guesses(proxied, most=1, **{"X-Forwarded-For": "2001:db8:1:2:ffff::8"}) == 0
    assert await guesses(proxied, most=1, **{"X-Forwarded-For": "2001:db8:1:3::8"}) == 1


async def test_behind_the_proxy_the_form_of_the_public_address_is_ours_and_no_other(proxied: House) -> None:
    for origin, host, status in (
        ("https://setkani.example.cz", "setkani.example.cz", 303),
        ("https://setkani.example.cz", "127.0.0.1:8000", 303),
        ("http://setkani.example.cz", "setkani.example.cz", 403),
        ("https://evil.example", "setkani.example.cz", 403),
        ("https://setkani.example.cz:8443", "setkani.example.cz", 403),
    ):
        async with httpx2.AsyncClient(base_url=proxied.url) as somebody:
            headers = {"Origin": origin, "Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
            answer = await somebody.post("/language", data={"lang": "uk", "next": "/"}, headers=headers)
            assert answer.status_code == status, (origin, host)
            assert answer.headers["strict-transport-security"]
