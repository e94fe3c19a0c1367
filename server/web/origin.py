"""Where a request really comes from, and to whom it was sent.

A form or a socket of another site is turned away, whatever cookies it carries; another site is also the same host at
another port. A name that somebody else has led to our address (DNS rebinding) is not answered under.
"""

import socket
from functools import cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_SECURE = {"ws": "http", "wss": "https"}


def from_elsewhere(request: HTTPConnection, base_url: str) -> bool:
    """Does a browser say that another site sent this? Programs send no Origin, and have to bring a token anyway."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    scheme = request.url.scheme
    here = f"{_SECURE.get(scheme, scheme)}://{request.headers.get('host', '')}"
    return origin not in (here, origin_of(base_url))


def to_us(host: str, base_url: str) -> bool:
    """Is this Host header one that nobody else could have made lead here?

    base_url's own; an address; a name without a dot, or this computer's in whatever network: a router gives those.
    """
    if set(host) - _HOST:
        return False
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if "." not in name or name == urlsplit(base_url).hostname:
        return True
    try:
        ip_address(name)
    except ValueError:
        return name.partition(".")[0] == _own_name()
    return True


def address(request: HTTPConnection) -> str:
    """By what somebody is counted who has shown nothing: their address; of IPv6 the network that one household has."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host[:_LONGEST]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def from_this_machine(request: HTTPConnection) -> bool:
    """Has it been asked on this very computer? What came through a proxy was not."""
    try:
        found = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return ((isinstance(found, IPv6Address) and found.ipv4_mapped) or found).is_loopback


def has_passkeys(base_url: str) -> bool:
    """Browsers have passkeys only where nobody can listen, and bind them to the name of a host."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" and bool(host)
    return False


def origin_of(url: str) -> str:
    """As a browser says it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _own_name() -> str:
    return socket.gethostname().partition(".")[0].lower()


_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]_")
_LONGEST = 100
