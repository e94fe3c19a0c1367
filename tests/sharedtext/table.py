"""A real server with one cell, and a page with one field for it: for tests of the field alone, in a real browser."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.meeting import text

from .authority import NAME, Authority

ROOT = Path(__file__).resolve().parent.parent.parent

FIELDS = {
    "textarea": '<textarea data-cell="{cell}" id="field" maxlength="4000" rows="6">{words}</textarea>',
    "input": '<input data-cell="{cell}" id="field" maxlength="4000" value="{words}">',
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>table</title>
<script type="application/json" id="words">{{}}</script>
<body data-socket="/socket?seat=jana"><main id="main">{field}</main>
<p data-mirror="{cell}" id="mirror"></p><p data-writer="{cell}" id="writer"></p>
<script type="module" src="/page.js"></script>"""


def built(node: str, to: Path) -> Path:
    """The page's code as a browser takes it."""
    how = {"entryPoints": ["tests/sharedtext/page.js"], "outfile": str(to), "bundle": True, "format": "esm"}
    make = "require('esbuild').buildSync(JSON.parse(process.argv[1]))"
    subprocess.run([node, "-e", make, json.dumps({**how, "absWorkingDir": str(ROOT)})], cwd=ROOT, check=True)
    return to


def stand_still(page: Page) -> None:
    """Before it is opened: time on that page goes on only when the test says so, however slow the machine is."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


class Table:
    """Jana sits at the page; everyone else is `others`, who write on the server itself."""

    def __init__(self, code: Path) -> None:
        self.code = code.read_bytes()
        self.rights: dict[str, str] = {NAME: "write"}
        self.lay("")

    def lay(self, words: str) -> None:
        """A fresh cell with these words."""
        self.house = Authority(random.Random(1), shortens=0, tires=0)
        self.links: dict[int, WebSocket] = {}
        self.rights = {NAME: "write"}
        self.deaf = False
        self.closed = False
        self.protocol = 1
        self.knocks = 0
        self.fresh = text.apply(text.Cell(), text.replacing(text.Cell(), words), "house", "", 0)
        self.house.disk.append(self.fresh.history[0])
        self.kind = "textarea"

    @property
    def cell(self) -> text.Cell:
        return self.house.loaded()

    def other_writes(self, words: str) -> None:
        """Somebody else makes the cell say this."""
        self.on_loop(lambda: self._put(words))

    def _put(self, words: str) -> None:
        cell = self.house.loaded()
        change = text.replacing(cell, words)
        self.house.cell = text.apply(cell, change, "petr", "petrtab1", cell.version)
        self.house.disk.append(self.house.cell.history[-1])
        entry = [self.house.cell.version, "petr", cell.version, change]
        self._tell({"t": "changes", "cell": NAME, "epoch": self.house.epoch, "list": [entry]})

    def say(self, message: dict[str, Any]) -> None:
        self.on_loop(lambda: self._tell(message))

    def cut(self, code: int = 1012) -> None:
        """All links break, and no new one is taken until `mend`."""

        def cut() -> None:
            self.closed = True
            for link in list(self.links.values()):
                self.later(link.close(code))

        self.on_loop(cut)

    def mend(self) -> None:
        self.closed = False

    def on_loop(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self.loop.call_soon_threadsafe(run)
        assert done.wait(30)

    def later(self, work: Any) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _tell(self, message: dict[str, Any]) -> None:
        for link in self.links.values():
            self.later(self._send(link, message))

    async def _send(self, link: WebSocket, message: dict[str, Any]) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # the link is gone; its page asks anew
            await link.send_text(json.dumps(message))

    # What the browser sees

    async def page(self, request: Request) -> Response:
        words = self.fresh.text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return HTMLResponse(PAGE.format(field=FIELDS[self.kind].format(cell=NAME, words=words), cell=NAME))

    async def script(self, request: Request) -> Response:
        return Response(self.code, media_type="text/javascript")

    async def socket(self, link: WebSocket) -> None:
        self.knocks += 1
        if self.closed:
            await link.close(1012)
            return
        await link.accept()
        number = id(link)
        tab = link.query_params["tab"]
        assert 8 <= len(tab) <= 32
        assert tab.isalnum()
        hello = {"t": "hello", "protocol": self.protocol, "version": 1, "seat": "jana", "cells": self.rights}
        await link.send_text(json.dumps(hello))
        self.house.connect(number, "jana", tab)
        self.links[number] = link
        try:
            while True:
                message = json.loads(await link.receive_text())
                if self.deaf:
                    continue
                if message["t"] == "ping":
                    await link.send_text('{"t":"pong"}')
                elif message["t"] in ("sync", "edit"):
                    for to, answer in self.house.receive(number, message):
                        if to in self.links:
                            await self._send(self.links[to], answer)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.links.pop(number, None)
            self.house.disconnect(number)

    # Running it

    @contextmanager
    def serving(self) -> Iterator[str]:
        app = Starlette(
            routes=[
                Route("/", self.page),
                Route("/page.js", self.script),
                WebSocketRoute("/socket", self.socket),
            ]
        )
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio", lifespan="off"))
        self.tasks: set[asyncio.Task[Any]] = set()

        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await server.serve(sockets=[listening])

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(10)
