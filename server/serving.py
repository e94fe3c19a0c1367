"""Running the program on this machine: a port, the addresses people use, and what is printed when it is up."""

import asyncio
import gc
import socket
import sys
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlsplit

import segno
import uvicorn
from starlette.applications import Starlette

from . import logs
from .network import own_address
from .settings import Settings
from .tls import BadCertificate, Tls
from .web.headers import SecureHeaders
from .web.site import Site
from .web.wire import MOST_CONNECTIONS, MOST_HEADERS, HttpWire, SocketWire

SLOWEST_PING = 5.0
"""Seconds: a phone that has died is noticed within two of these."""


WAITING, TAKEN_IN = 2048, 16
"""Connections the system keeps for us until we take them in, and how many we do at once: those that have to go for
them are gone before the next ones come, so that the files of the system are never all used up."""


class CannotServe(Exception):
    """The port is not to be had, or TLS not to be spoken. One sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """here: for this machine; phones: for the others in the room (what QR codes lead to)."""

    here: str
    phones: str


def listen(settings: Settings) -> socket.socket:
    """The port, ours from now on. Raises CannotServe."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(WAITING)
    except OverflowError as error:
        raise CannotServe(f"The port must be a number from 0 to 65535, not {settings.port}.") from error
    except PermissionError as error:
        raise CannotServe(
            f"Port {settings.port} needs more rights. Choose one above 1024, such as --port 8000."
        ) from error
    except OSError as error:
        other = settings.port + 1
        raise CannotServe(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
            f"If another Setkání is running, use that one; otherwise choose another port: --port {other}."
        ) from error
    listening.setblocking(False)
    return listening


def tls_of(settings: Settings) -> Tls | None:
    """What TLS is spoken with, None where it is not spoken here. Raises CannotServe."""
    if settings.tls is None:
        return None
    try:
        tls = Tls(*settings.tls)
    except BadCertificate as error:
        raise CannotServe(str(error)) from error
    if settings.base_url and not tls.certificate.is_for(host := urlsplit(settings.base_url).hostname or ""):
        raise CannotServe(
            f"The certificate in {settings.tls_cert} is for {', '.join(tls.certificate.names)}, not for {host} "
            "of the base URL: phones would refuse it."
        )
    if not settings.base_url and not tls.certificate.host:
        raise CannotServe(
            f"The certificate in {settings.tls_cert} is for {tls.certificate.names[0]}: say with --base-url "
            "under which of these names phones reach this computer."
        )
    return tls


def addresses(settings: Settings, listening: socket.socket, tls: Tls | None = None) -> Addresses:
    """How people reach a listening socket."""
    port = listening.getsockname()[1]
    if tls is not None:
        # Under any other address a browser would refuse the certificate, on this computer too.
        url = settings.base_url or url_of(tls.certificate.host, port)
        tls.speaks_to(url)
        return Addresses(url, url)
    everywhere = settings.host in ("0.0.0.0", "::", "")
    here = f"http://127.0.0.1:{port}" if everywhere else f"http://{_bracketed(settings.host)}:{port}"
    if settings.base_url:
        return Addresses(here, settings.base_url)
    return Addresses(here, f"http://{_bracketed(own_address())}:{port}" if everywhere else here)


def url_of(host: str, port: int) -> str:
    """The address of a host behind TLS."""
    return f"https://{_bracketed(host)}" + (f":{port}" if port != 443 else "")


def usual_url(settings: Settings) -> str:
    """How people reach the server while it is not running: as the settings say, or from this computer. Raises
    CannotServe.
    """
    if settings.base_url:
        return settings.base_url
    tls = tls_of(settings)
    return url_of(tls.certificate.host, settings.port) if tls else f"http://127.0.0.1:{settings.port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def welcome(found: Addresses, organiser_key: str, data_dir: object) -> str:
    """What the terminal says when the program is up. organiser_key: "" where people sign in with accounts."""
    door = f"enter/{organiser_key}" if organiser_key else "sign-in"
    lines = [
        f"Setkání is running. On this computer: {found.here}/{door}",
        f"Phones in the room:                  {found.phones}",
        f"Everything is kept in:               {data_dir}",
        "Stop it with Ctrl+C.",
    ]
    if urlsplit(found.phones).hostname == "127.0.0.1":
        lines.insert(2, "This computer is in no network: phones cannot reach it until it joins one or makes a hotspot.")
        return "\n".join(lines)
    picture = StringIO()
    segno.make(found.phones, error="l").terminal(picture, compact=True)
    return picture.getvalue() + "\n".join(lines)


def config(app: Starlette, tls: Tls | None = None) -> uvicorn.Config:
    """How the program is run, here and in the tests."""
    site: Site = app.state.site
    proxy = site.settings.proxy
    return uvicorn.Config(
        # Around everything, also around the answer to what went wrong on our side.
        SecureHeaders(app, secure=site.door.cookies.secure),
        http=HttpWire,
        h11_max_incomplete_event_size=MOST_HEADERS,
        # The log is ours, see logs.py.
        log_config=None,
        log_level="warning",
        access_log=False,
        backlog=TAKEN_IN,
        server_header=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy,
        ws=SocketWire,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=SLOWEST_PING,
        ws_ping_timeout=SLOWEST_PING,
        timeout_graceful_shutdown=3,
        ssl_context_factory=(lambda _config, _default: tls.context) if tls else None,
    )


class Server(uvicorn.Server):
    """For asyncio it is one number how many connections may wait and how many are taken in at once."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or []:
            listening.listen(WAITING)


def serve(app: Starlette, listening: socket.socket, tls: Tls | None = None) -> None:
    """Answer until told to stop (Ctrl+C, SIGTERM)."""
    # The histories of the meetings are many small things that stay: looked at less often, nobody waits for it.
    gc.set_threshold(20_000, 20, 50)
    _as_many_files_as_we_may()
    logs.begin()
    asyncio.run(serving(Server(config(app, tls)), listening, tls))


def _as_many_files_as_we_may() -> None:
    """Every connection is one; most systems start a program with fewer than it may have."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * MOST_CONNECTIONS, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def serving(server: uvicorn.Server, listening: socket.socket, tls: Tls | None) -> None:
    """The same in a loop that runs."""
    asyncio.get_running_loop().set_exception_handler(logs.of_the_loop)
    keeping = asyncio.create_task(tls.keep()) if tls else None
    await server.serve(sockets=[listening])
    if keeping:
        keeping.cancel()
