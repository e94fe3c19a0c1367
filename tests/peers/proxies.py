"""`just proxies`: Caddy and nginx from the very texts of docs/hosting.md, and a meeting behind each of them.

Ends with 1 where something is not as it should be. On Debian: apt install caddy nginx.
"""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import websockets

from server.web import guesses
from server.web.headers import SAFE
from tests.afternoon import House, Open, house
from tests.hosts import issued, trusting
from tests.web.test_doors import FORM_KIND

HOSTING = Path(__file__).resolve().parents[2] / "docs" / "hosting.md"
HOST = "setkani.example.cz"
HOME = f"https://{HOST}"


def block(kind: str) -> str:
    """A text of the page, by its kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", HOSTING.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return str(found)


def main() -> None:
    wrong = 0
    for proxy in (caddy, nginx):
        if shutil.which(proxy.__name__) is None:
            sys.exit(f"{proxy.__name__} is not installed: apt install {proxy.__name__}")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            with house(folder / "data", base_url=HOME, proxy="127.0.0.1") as home, proxy(folder, home) as (port, trust):
                print(proxy.__name__)
                for what, holds in asyncio.run(tried(home, port, trust)):
                    print(f"  {'yes' if holds else 'NO !!!':6} {what}")
                    wrong += not holds
    sys.exit(1 if wrong else 0)


# The proxies ----------------------------------------------------------------------------------------------------------


@contextmanager
def caddy(folder: Path, home: House) -> Iterator[tuple[int, ssl.SSLContext]]:
    """As on the page, but with certificates of its own making and at ports that are free."""
    port, plain = free_port(), free_port()
    local = f"{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttps_port {port}\n\thttp_port {plain}\n}}\n"
    (folder / "Caddyfile").write_text(local + led_to(home, block("caddy")), "utf-8")
    kept = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    with running(["caddy", "run", "--config", str(folder / "Caddyfile")], port, folder / "caddy.log", kept):
        until(root.is_file)
        yield port, ssl.create_default_context(cafile=root)


@contextmanager
def nginx(folder: Path, home: House) -> Iterator[tuple[int, ssl.SSLContext]]:
    """As on the page, but with a certificate of the tests and at ports that are free."""
    port, plain = free_port(), free_port()
    cert, key = issued(folder / "tls", HOST)
    text = led_to(home, block("nginx"))
    for there, here in (
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(cert)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(key)),
        ("/var/log/nginx/setkani.log", str(folder / "nginx-error.log")),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
    ):
        assert there in text, there
        text = text.replace(there, here)
    around = f"daemon off;\npid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n{text}\n}}\n"
    (folder / "nginx.conf").write_text(around, "utf-8")
    with running(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, folder / "nginx.log", {}):
        yield port, trusting()


def led_to(home: House, text: str) -> str:
    own = home.listening.getsockname()[1]
    assert "127.0.0.1:8000" in text
    return text.replace("127.0.0.1:8000", f"127.0.0.1:{own}")


@contextmanager
def running(command: list[str], port: int, log: Path, variables: dict[str, str]) -> Iterator[None]:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={"PATH": path, **variables})
        try:
            until(lambda: process.poll() is not None or answers(port))
            if process.poll() is not None:
                sys.exit(f"{command[0]} did not start:\n{log.read_text()}")
            yield
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        if time.monotonic() > end:
            sys.exit("nothing came of it within 20 seconds")
        time.sleep(0.05)


# What is tried --------------------------------------------------------------------------------------------------------


async def tried(home: House, port: int, trust: ssl.SSLContext) -> list[tuple[str, bool]]:
    met = home.open()
    async with browser(port, trust) as petra:
        link = await petra.get(f"/k/{met.tokens['petra']}")
        cookie = link.headers.get("set-cookie", "").partition(";")[0]
        page = await petra.get(f"/meetings/{met.id}/seat/petra", headers={"Cookie": cookie})
        form = {"lang": "uk", "next": "/"}
        own = await petra.post("/language", data=form, headers={"Origin": HOME})
        foreign = await petra.post("/language", data=form, headers={"Origin": "https://evil.example"})
        large = await petra.post("/join", content=b"x" * 3_000_000, headers={"Content-Type": FORM_KIND})
    return [
        ("a page over TLS, with the cookie of this host alone", page.status_code == 200 and cookie[:7] == "__Host-"),
        ("every header of safety, once", all(page.headers.get_list(name) == [value] for name, value in SAFE.items())),
        ("browsers are to come with TLS only", "max-age" in page.headers.get("strict-transport-security", "")),
        ("nobody says which programs these are", not re.search(r"\d", page.headers.get("server", ""))),
        ("a form of our own is taken, of another site refused", (own.status_code, foreign.status_code) == (303, 403)),
        ("what is too large gets our sentence", large.status_code == 413 and "<html" in large.text),
        ("a socket: greeted, answered, and still there after four pings", await held(met, port, trust, cookie)),
        ("a socket of another site is refused", await refused(met, port, trust, cookie)),
        ("wrong codes are counted by who guesses, whatever they say of themselves", await guessed(port, trust)),
        ("a name that is not ours gets nothing of ours", await rebound(port, trust)),
    ]


def browser(port: int, trust: ssl.SSLContext, address: str = "127.0.0.1", **headers: str) -> httpx2.AsyncClient:
    """Somebody at an address of their own."""
    transport = httpx2.AsyncHTTPTransport(verify=trust, local_address=address)
    client = httpx2.AsyncClient(
        base_url=f"https://127.0.0.1:{port}", transport=transport, headers={"Host": HOST, **headers}
    )

    async def name_it(request: httpx2.Request) -> None:
        request.extensions["sni_hostname"] = HOST

    client.event_hooks["request"] = [name_it]
    return client


def connecting(met: Open, port: int, trust: ssl.SSLContext, cookie: str, origin: str) -> Any:
    where = f"wss://{HOST}/meetings/{met.id}/socket?seat=petra"
    headers = {"Cookie": cookie, "Origin": origin}
    return websockets.connect(where, host="127.0.0.1", port=port, ssl=trust, additional_headers=headers)


async def held(met: Open, port: int, trust: ssl.SSLContext, cookie: str) -> bool:
    async with connecting(met, port, trust, cookie, HOME) as page:
        greeted = '"hello"' in await page.recv()
        await page.send('{"t":"ping"}')
        while '"pong"' not in await page.recv():
            pass
        await asyncio.sleep(21)
        await page.send('{"t":"ping"}')
        while '"pong"' not in await page.recv():
            pass
        return greeted


async def refused(met: Open, port: int, trust: ssl.SSLContext, cookie: str) -> bool:
    try:
        async with connecting(met, port, trust, cookie, "https://evil.example"):
            return False
    except websockets.InvalidStatus as no:
        return no.response.status_code == 403


async def guessed(port: int, trust: ssl.SSLContext) -> bool:
    before = guesses.WRONG_AT_ONCE, guesses.WRONG_A_SECOND, guesses.LONGEST_TURN
    guesses.WRONG_AT_ONCE, guesses.WRONG_A_SECOND, guesses.LONGEST_TURN = 4, 0.001, 0.0
    try:
        statuses = []
        for number in range(6):
            async with browser(port, trust, "127.0.0.3", **{"X-Forwarded-For": f"192.0.2.{number}"}) as guesser:
                statuses.append((await guesser.get("/join/ZZZZZZZZ")).status_code)
        async with browser(port, trust, "127.0.0.4") as other:
            honest = (await other.get("/join/ZZZZZZZZ")).status_code
        return statuses[0] == 404 and statuses[-1] == 429 and honest == 404
    finally:
        guesses.WRONG_AT_ONCE, guesses.WRONG_A_SECOND, guesses.LONGEST_TURN = before


async def rebound(port: int, trust: ssl.SSLContext) -> bool:
    async with browser(port, trust, Host="evil.example") as somebody:
        answer = await somebody.get("/join")
        return "Setkání" not in answer.text or answer.status_code == 421


if __name__ == "__main__":
    main()
