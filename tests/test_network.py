"""The address that the QR code leads to, in the school's network and in a hotspot that leads nowhere further."""

import socket

import pytest

from server import network


class NoRoute(socket.socket):
    """A machine without a way out, as a laptop with its own hotspot is."""

    def connect(self, address: object) -> None:
        raise OSError(101, "Network is unreachable")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.socket, "socket", NoRoute)


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    ("found", "address"),
    [
        (["127.0.0.1", "10.42.0.1"], "10.42.0.1"),
        (["127.0.0.1", "169.254.7.7", "192.168.137.1"], "192.168.137.1"),
        (["127.0.0.1"], network.LOOPBACK),
        ([], network.LOOPBACK),
    ],
)
def test_a_hotspot_has_an_address_though_no_way_out(
    monkeypatch: pytest.MonkeyPatch, found: list[str], address: str
) -> None:
    monkeypatch.setattr(network, "addresses", lambda: found)
    assert network.own_address() == address


def test_the_address_the_routes_name_is_one_of_the_machine() -> None:
    address = network.own_address()
    assert address in network.addresses() or address == network.LOOPBACK
