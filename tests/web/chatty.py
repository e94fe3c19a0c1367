"""A server in a process of its own that says as much as anything can say, and in which things break.

Its first line on standard output is where it is and who may come; all that follows is its log.
"""

import asyncio
import json
import logging
import sys
import threading
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from server import app, logs, serving
from server.app import build
from server.settings import Settings
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from server.web import sockets
from tests.afternoon import House


async def broken(request: Request) -> Response:
    """Whatever can die of somebody's words does."""
    words = request.query_params["words"]
    logging.getLogger("uvicorn.error").info('"WebSocket %s" [accepted]', words)
    logging.getLogger("websockets.server").debug("< TEXT %r", words)

    async def die() -> None:
        raise ValueError(words)

    asyncio.get_running_loop().call_soon(_raise, words)
    lost = asyncio.create_task(die())
    await asyncio.sleep(0)
    del lost
    thread = threading.Thread(target=_raise, args=(words,))
    thread.start()
    thread.join()
    try:
        raise KeyError(words)
    except KeyError as error:
        raise RuntimeError(f"planted: {words}") from error


def _raise(words: str) -> None:
    raise OSError(words)


def main(folder: Path) -> None:
    settings = Settings(folder, host="127.0.0.1", port=0)
    app.ROUTES.insert(0, app._get("/broken", broken))
    handle = sockets._handle

    def handled(frame: sockets.Frame, *rest: object) -> None:
        if frame.t == "planted":
            raise ZeroDivisionError(frame.cell)
        handle(frame, *rest)  # type: ignore[arg-type]

    sockets._handle = handled
    with SqliteStore(folder, Access.ALONE) as store:
        listening = serving.listen(settings)
        url = serving.addresses(settings, listening).here
        program = build(settings, store, store, url)
        house = House.__new__(House)
        house.app, house.store, house.settings = program, store, settings
        met = house.open(title="Kanárkové setkání")
        print(json.dumps({"url": url, "code": met.code, "tokens": met.tokens}), flush=True)
        begin = logs.begin

        def at_every_level() -> None:
            begin()
            for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio", "server"):
                logging.getLogger(name).setLevel(logging.DEBUG)

        logs.begin = at_every_level
        config = serving.config
        serving.config = lambda *given: _loud(config(*given))
        serving.serve(program, listening)


def _loud(config: object) -> object:
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    return config


if __name__ == "__main__":
    main(Path(sys.argv[1]))
