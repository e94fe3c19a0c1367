"""Where phones find this machine: its address in the room's network, with or without an internet behind it."""

import errno
import socket
import struct
import sys

LOOPBACK = "127.0.0.1"
_SIOCGIFADDR = 0x8915
_OF_MACHINES_INSIDE = ("docker", "br-", "veth", "virbr")
"""Networks between programs of this machine only."""


def own_address() -> str:
    """This machine's address for the others in the room; LOOPBACK if it is in no network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            # Connecting a datagram socket only asks the routing table which of our addresses would be used.
            asking.connect(("192.0.2.1", 9))
            return str(asking.getsockname()[0])
        except OSError:
            # A hotspot of our own leads nowhere further, so there is no route to ask for.
            return next((address for address in addresses() if not address.startswith(("127.", "169.254."))), LOOPBACK)


def answers(host: str, port: int) -> bool:
    """Does something listen there? host: an address of this machine's own."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as asking:
        asking.settimeout(2)
        return asking.connect_ex((host, port)) == 0


def is_free(host: str, port: int) -> bool:
    """Could a server have this port now? Where that cannot be found out, it says yes: the start will tell."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as trying:
        if sys.platform != "win32":
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def addresses() -> list[str]:
    """All IPv4 addresses of this machine, those of real networks first."""
    if sys.platform != "linux":
        try:
            return socket.gethostbyname_ex(socket.gethostname())[2]
        except OSError:
            return []
    import fcntl

    found = []
    names = sorted((name for _, name in socket.if_nameindex()), key=lambda name: name.startswith(_OF_MACHINES_INSIDE))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for name in names:
            try:
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # a network without an IPv4 address
            found.append(socket.inet_ntoa(answer[20:24]))
    return found
