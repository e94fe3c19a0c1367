"""What our server is measured against: the same stack without any thought.

Every text goes to everybody else in the room. Nothing is read, checked, ordered or written;
nobody can build on Starlette and uvicorn with less.
"""

import asyncio
import gc
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server import serving
from server.settings import Settings
from server.web.wire import SocketWire

rooms: dict[str, set[WebSocket]] = defaultdict(set)


async def relay(ws: WebSocket) -> None:
    room = rooms[ws.path_params["room"]]
    await ws.accept()
    room.add(ws)
    try:
        while True:
            text = await ws.receive_text()
            for other in tuple(room):
                if other is not ws:
                    await other.send_text(text)
    except WebSocketDisconnect:
        pass
    finally:
        room.discard(ws)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    # As our own server does, so that it is the road that is compared.
    gc.collect()
    gc.freeze()
    yield


def main() -> None:
    listening = serving.listen(Settings(Path(), host="127.0.0.1", port=0))
    print(listening.getsockname()[1], flush=True)
    app = Starlette(routes=[WebSocketRoute("/meetings/{room}/socket", relay)], lifespan=lifespan)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws=SocketWire,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=serving.SLOWEST_PING,
        ws_ping_timeout=serving.SLOWEST_PING,
    )
    gc.set_threshold(20_000, 20, 50)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    main()
