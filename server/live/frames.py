"""The server's messages on a page's socket, as they go over the wire (docs/protocol.md). One place writes each."""

from collections.abc import Iterable, Mapping

import msgspec

from ..meeting.text import Past

PROTOCOL = 1

_encode = msgspec.json.Encoder().encode


def hello(version: int, seat: str, cells: Mapping[str, str]) -> bytes:
    return _encode({"t": "hello", "protocol": PROTOCOL, "version": version, "seat": seat, "cells": cells})


def cells(rights: Mapping[str, str]) -> bytes:
    return _encode({"t": "cells", "cells": rights})


def changed(version: int, panels: Iterable[str]) -> bytes:
    return _encode({"t": "changed", "version": version, "changed": sorted(panels)})


def presence(people: Mapping[str, Mapping[str, object]]) -> bytes:
    return _encode({"t": "presence", "people": people})


def changes(cell: str, epoch: str, pasts: Iterable[tuple[int, Past]], n: int | None = None) -> bytes:
    """n: the number of the sync this answers, or None when it is told unasked."""
    frame: dict[str, object] = {
        "t": "changes",
        "cell": cell,
        "epoch": epoch,
        "list": [(version, past.author, past.id, past.change) for version, past in pasts],
    }
    if n is not None:
        frame["n"] = n
    return _encode(frame)


def change(cell: str, epoch: str, version: int, past: Past) -> bytes:
    return _encode(
        {"t": "changes", "cell": cell, "epoch": epoch, "list": [(version, past.author, past.id, past.change)]}
    )


def reset(cell: str, n: int, epoch: str, version: int, text: str, last: int, lost: bool) -> bytes:
    """last: the last id accepted from this tab, -1 for none; lost: the page was ahead of us (an older backup)."""
    return _encode(
        {
            "t": "reset",
            "cell": cell,
            "n": n,
            "epoch": epoch,
            "v": version,
            "text": text,
            "last": last,
            "lost": lost,
        }
    )


def ack(cell: str, epoch: str, version: int, id: int) -> bytes:
    return _encode({"t": "ack", "cell": cell, "epoch": epoch, "v": version, "id": id})


def stale(cell: str, id: int) -> bytes:
    return _encode({"t": "stale", "cell": cell, "id": id})


def refused(cell: str, id: int, code: str) -> bytes:
    """code: locked, rights, size, text, split, range or shape."""
    return _encode({"t": "refused", "cell": cell, "id": id, "code": code})


PONG = b'{"t":"pong"}'
