"""One WebSocket for each open page: shared text, presence, and the news that something has changed.

For every frame: who is it, how much, is it well formed; then the room decides. docs/protocol.md is the whole truth.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from functools import partial
from math import ceil
from typing import Any

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..live import frames
from ..live.connection import Connection
from ..live.room import ERASED, Room
from ..meeting.commands import Arrive, EditText
from ..meeting.events import HOUSE
from ..meeting.model import Presence
from ..meeting.pages import is_child
from ..meeting.policy import PROJECTOR, at_home, cells_for, reads, sees_wall
from ..meeting.refusals import Reason, Refused
from ..meeting.text import Broken, Cell, Stale, applied, read_change, since
from ..ports import NotSaved
from .errors import FOREIGN, Sorry, answer, socket_code
from .hearing import Hearing
from .origin import from_elsewhere
from .site import site_of
from .wire import WIRE, SocketWire

MOST_FRAME = 32 * 1024
"""Bytes of one frame from a page."""
MOST_PAGES = 20
"""Pages that one seat may have open at once; every one of them is told everything."""
TOO_MUCH = 4429
"""Closes who says too much, comes too often or has too many pages. The reason, if any: for how many seconds."""
_TAB = re.compile(r"[A-Za-z0-9]{8,32}")
_LIMIT = 2**31
_BLANK = Cell()

log = logging.getLogger(__name__)


class Frame(msgspec.Struct):
    """Everything a page may say; which fields count depends on `t`."""

    t: str
    cell: str | None = None
    epoch: str | None = None
    v: int = -1
    n: int = 0
    id: int = 0
    ch: Any = None


_decode = msgspec.json.Decoder(Frame).decode


_SENT_AWAY = {1009: "too-large", 4400: "malformed", 4401: "signed-out", 4403: "not-admitted", TOO_MUCH: "too-much"}
"""Codes with which a page is sent away that somebody who watches over the server wants to know of."""


class Malformed(Exception):
    """The page does not speak the protocol."""


async def socket(ws: WebSocket) -> None:
    """A page's socket from its first byte to its last."""
    site = site_of(ws)
    if from_elsewhere(ws, site.base_url):
        site.note_refusal(ws, 403, "foreign")
        await ws.send_denial_response(answer(ws, Sorry(403, FOREIGN, "foreign"), site.tongue(ws)))
        return
    try:
        room = await site.room(ws.path_params["meeting"])
    except Sorry as sorry:
        await _refuse(ws, {404: 4401, 410: ERASED}.get(sorry.status, 1011))
        return
    kind = PROJECTOR if ws.query_params.get("view") == PROJECTOR else "seat"
    try:
        viewer = site.viewer(ws, room, ws.query_params.get("seat"), kind)
    except Sorry:
        held = site.door.seats(ws, room.told.id)
        if set(held) == {PROJECTOR} and not ws.query_params.get("seat"):
            viewer = PROJECTOR
        else:
            await _refuse(ws, 4401)
            return
    if viewer != PROJECTOR and not await _come_in(room, viewer):
        await _refuse(ws, 4403)
        return
    tab = ws.query_params.get("tab") or secrets.token_hex(8)
    if not _TAB.fullmatch(tab):
        await _refuse(ws, 4400)
        return
    if sum(other.seat == viewer and other.tab != tab for other in room.connections) >= MOST_PAGES:
        await _refuse(ws, TOO_MUCH)
        return
    hearing = site.door.hearing(room.told.id, viewer)
    if wait := hearing.comes():
        await _refuse(ws, TOO_MUCH, wait)
        return
    wire: SocketWire = ws.scope["extensions"][WIRE][WIRE]
    await ws.accept()
    # Meanwhile somebody may have been taken out, or a link may have ended: it is asked once more, and from here to the
    # room's list of pages nothing comes in between.
    seats = site.door.seats(ws, room.told.id)
    sign_in = site.door.sign_in_of(ws) if any(each.account for each in seats.values()) else ""
    visitor = site.visitor(ws, room, viewer) if viewer != PROJECTOR else None
    if visitor is None and viewer != PROJECTOR:
        await ws.close(4401)
        return
    if not (_may_stay(room, viewer) if visitor else sees_wall(room.told, seats)):
        await ws.close(4403)
        return
    hand = visitor.hand if visitor else ""
    connection = Connection(viewer, tab, cells_for(room.told, viewer, hand), wire, hand, frozenset(seats), sign_in)
    connection.tell(frames.hello(room.told.version, viewer, connection.cells))
    room.enter(connection)
    wire.listener = _Ear(room, connection, hearing).hear
    wire.drained = partial(room.drained, connection)
    waiting = asyncio.create_task(_until_gone(ws, wire.listener, connection))
    try:
        code = await connection.over()
        if code in _SENT_AWAY:
            site.note_refusal(ws, code, _SENT_AWAY[code])
        await ws.close(code, _seconds(hearing.outside()) if code == TOO_MUCH else None)
    except (WebSocketDisconnect, RuntimeError):
        # It has gone already; what it had not been sent it will ask for when it is back.
        pass
    finally:
        room.leave(connection)
        waiting.cancel()


async def _refuse(ws: WebSocket, code: int, wait: float = 0.0) -> None:
    if code in _SENT_AWAY:
        site_of(ws).note_refusal(ws, code, _SENT_AWAY[code])
    # A browser is told the close code of a socket only once it has been accepted.
    await ws.accept()
    await ws.close(code, _seconds(wait))


def _seconds(wait: float) -> str | None:
    """How long a page is to stay away, as the reason of a close frame says it."""
    return str(ceil(wait)) if wait else None


async def _come_in(room: Room, viewer: str) -> bool:
    """Whether this seat may have a socket now. A program with an invited seat's token arrives by opening one."""
    seat = room.told.seats[viewer]
    # The child comes by a road of its own (child.py).
    comes = seat.presence in (Presence.INVITED, Presence.EXCUSED) and not is_child(room.told, seat)
    if comes and not room.told.closed:
        try:
            await room.ask(Arrive(seat.id), HOUSE)
        except (Refused, NotSaved):
            return False
    return _may_stay(room, viewer)


def _may_stay(room: Room, viewer: str) -> bool:
    """Whether this seat may have a socket. A child with the wish book open is at home."""
    seat = room.told.seats[viewer]
    return at_home(seat) if is_child(room.told, seat) else reads(seat)


async def _until_gone(ws: WebSocket, hear: Callable[[bytes], None], connection: Connection) -> None:
    """Wait for the page to go away. What came before we listened is here as well, and so is what is no text."""
    while (message := await ws.receive())["type"] != "websocket.disconnect":
        hear((message.get("text") or "").encode())
    connection.close(1000)


class _Ear:
    """Hears the frames of one page and sends it away when it says too much or what nobody can read."""

    def __init__(self, room: Room, connection: Connection, hearing: Hearing) -> None:
        self._room = room
        self._connection = connection
        self._hearing = hearing

    def hear(self, text: bytes) -> None:
        connection = self._connection
        if connection.close_code is not None:
            return
        if len(text) > MOST_FRAME:
            connection.close(1009)
        elif not self._hearing.sizes.spend(len(text)):
            self._throw_out()
        else:
            try:
                frame = _decode(text)
                if _asks_first(frame, connection) or self._hearing.frames.spend():
                    _handle(frame, self._room, connection)
                else:
                    self._throw_out()
            except (Malformed, msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeError):
                connection.close(4400)
            except Exception:
                log.exception("a frame could not be answered")
                connection.close(1011)

    def _throw_out(self) -> None:
        self._hearing.throw_out()
        self._connection.close(TOO_MUCH)


def _asks_first(frame: Frame, connection: Connection) -> bool:
    """Does the page ask for a cell for the first time? It does so for each of them when it comes; many pages that come
    together when the server is back are no flood.
    """
    return frame.t == "sync" and frame.cell in connection.cells and frame.cell not in connection.follows


def _handle(frame: Frame, room: Room, connection: Connection) -> None:
    if frame.t == "edit":
        _edit(frame, room, connection)
    elif frame.t == "sync":
        _sync(frame, room, connection)
    elif frame.t == "ping":
        connection.tell(frames.PONG)
    elif frame.t == "focus":
        seen = frame.cell if frame.cell is None or connection.cells.get(frame.cell) == "write" else None
        room.write_in(connection, seen)
    else:
        raise Malformed


def _numbers(*numbers: int) -> None:
    if not all(0 <= number < _LIMIT for number in numbers):
        raise Malformed


def _sync(frame: Frame, room: Room, connection: Connection) -> None:
    cell_id = frame.cell
    if cell_id is None or not -1 <= frame.v < _LIMIT:
        raise Malformed
    _numbers(frame.n)
    if cell_id not in connection.cells:
        connection.tell(frames.refused(cell_id, 0, "rights"))
        return
    connection.follows.add(cell_id)
    connection.behind.pop(cell_id, None)
    cell = room.told.cells.get(cell_id, _BLANK)
    if frame.epoch == room.epoch and frame.v >= 0:
        try:
            connection.tell(frames.changes(cell_id, room.epoch, since(cell, frame.v), frame.n))
            return
        except Stale:
            pass
    if room.head.cells.get(cell_id, _BLANK).last.get(connection.tab) != cell.last.get(connection.tab):
        # Something of this very page is on its way to the disk. Whether its words are in the text has to be said right.
        room.settled().add_done_callback(lambda _: _sync(frame, room, connection))
        return
    # "lost": the page knew words that this history does not have; it lays its own aside for a person to decide.
    lost = frame.epoch is not None and (frame.epoch != room.epoch or frame.v > cell.version)
    last = cell.last.get(connection.tab, -1)
    connection.tell(frames.reset(cell_id, frame.n, room.epoch, cell.version, cell.text, last, lost))


def _edit(frame: Frame, room: Room, connection: Connection) -> None:
    cell_id = frame.cell
    if cell_id is None or len(cell_id) > 100:
        raise Malformed
    _numbers(frame.v, frame.id)
    if connection.cells.get(cell_id) is None or connection.seat == PROJECTOR:
        connection.tell(frames.refused(cell_id, frame.id, "rights"))
        return
    if frame.epoch != room.epoch:
        connection.tell(frames.stale(cell_id, frame.id))
        return
    again = frame.id <= room.head.cells.get(cell_id, _BLANK).last.get(connection.tab, -1)
    try:
        change = read_change(frame.ch)
        edit = EditText(cell_id, frame.v, connection.tab, frame.id, change)
        asked = room.ask(edit, connection.seat, connection.hand)
    except Broken as broken:
        connection.tell(frames.refused(cell_id, frame.id, broken.code))
    except Refused as refused:
        if refused.reason is Reason.NOT_SEATED:
            connection.close(4403)
        else:
            connection.tell(frames.refused(cell_id, frame.id, socket_code(refused.reason)))
    except Stale:
        connection.tell(frames.stale(cell_id, frame.id))
    else:
        # A change sent again is, or will be, in the history under the number it got the first time.
        after = _answer_again if again else _not_saved
        asked.add_done_callback(lambda told: after(told, room, connection, cell_id, frame.id))


def _answer_again(told: "asyncio.Future[None]", room: Room, connection: Connection, cell_id: str, edit_id: int) -> None:
    cell = room.told.cells.get(cell_id, _BLANK)
    version = applied(cell, connection.tab, edit_id)
    if version is None:
        connection.tell(frames.stale(cell_id, edit_id))
    else:
        connection.tell(frames.ack(cell_id, room.epoch, version, edit_id))


def _not_saved(told: "asyncio.Future[None]", room: Room, connection: Connection, cell_id: str, edit_id: int) -> None:
    """The disk did not take it: the page keeps the words, asks anew, and sends them again."""
    if told.cancelled() or told.exception() is not None:
        connection.tell(frames.stale(cell_id, edit_id))
