"""A server that dies by kill -9 as often as one likes, and lives again on what it had on disk.

    python -m tests.stories.lives FOLDER PORT SMTP_PORT AUTHORITY CLOCK

is the one that is asked for lives: it has read the whole program once, and every life is a fork of it, so that a life
begins in a few milliseconds. "live" on its standard input begins one and answers "up PID"; "bury" waits for its death.
"""

import asyncio
import gc
import os
import signal
import struct
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from mmap import mmap
from pathlib import Path
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette

from server import serving
from server.app import build
from server.formats import formats
from server.live import owing
from server.office import read_office
from server.settings import Settings
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from server.web import drawing
from server.web.wire import SocketWire

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = struct.Struct("d")


class SharedClock:
    """A clock that several processes look at: so many seconds before or after that of the machine."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_SECONDS.pack(0))
        with file.open("r+b") as opened:
            self._away = mmap(opened.fileno(), _SECONDS.size)

    def now(self) -> datetime:
        (seconds,) = _SECONDS.unpack(self._away[: _SECONDS.size])
        return datetime.now(UTC) + timedelta(seconds=seconds)

    def ticks(self) -> float:
        return self.now().timestamp()

    def put(self, at: datetime) -> None:
        self._away[: _SECONDS.size] = _SECONDS.pack((at - datetime.now(UTC)).total_seconds())


class Lives:
    """The server of a story, on a port that stays its own. deaths: how often it was killed; used: seconds of processor
    time of all lives that have ended."""

    def __init__(self, folder: Path, port: int, smtp_port: int, authority: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.url = f"http://127.0.0.1:{port}"
        self.clock = SharedClock(folder / "clock")
        self.deaths = 0
        self.used = 0.0
        self.pid = 0
        words = [self.data, port, smtp_port, authority, folder / "clock"]
        with self.log.open("ab") as log:
            self._asked = subprocess.Popen(
                [sys.executable, "-m", "tests.stories.lives", *map(str, words)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
            )

    def live(self) -> None:
        said = self._ask("live")
        if said[0] != "up":
            raise RuntimeError(f"the server did not start: {self.log.read_text('utf-8')[-2000:]}")
        self.pid = int(said[1])

    def strike(self) -> None:
        """kill -9, whatever it is doing; somebody has to find out."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        if self.pid:
            self.strike()
            self.bury()

    def bury(self) -> None:
        """After its death."""
        status, used = self._ask("bury")
        assert int(status) == -signal.SIGKILL, f"it died by itself: {self.log.read_text('utf-8')[-2000:]}"
        self.deaths, self.used, self.pid = self.deaths + 1, self.used + float(used), 0

    def _ask(self, word: str) -> list[str]:
        assert self._asked.stdin is not None and self._asked.stdout is not None
        self._asked.stdin.write(word + "\n")
        return self._asked.stdout.readline().split() or ["dead"]

    def __enter__(self) -> Self:
        self.live()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        assert self._asked.stdin is not None and self._asked.stdout is not None
        self._asked.stdin.close()
        self._asked.wait(30)
        self._asked.stdout.close()


# The other process ----------------------------------------------------------------------------------------------------


def _life(folder: Path, port: int, smtp_port: int, authority: str, clock: Path) -> None:
    """One life: serves until it is killed."""
    # The clock of a story makes leaps: whoever sleeps by that of the machine would miss them.
    owing.LOOK = 0.02
    settings = Settings(
        folder,
        host="127.0.0.1",
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        smtp_host="localhost",
        smtp_port=smtp_port,
        smtp_authority=authority,
        mail_from="setkani@example.cz",
    )
    store = SqliteStore(folder, Access.ALONE)
    listening = serving.listen(settings)
    app = build(settings, store, store, settings.base_url, SharedClock(clock), read_office(settings.office_file))
    server = uvicorn.Server(serving.config(app))
    startup = server.startup

    async def started(*given: Any, **more: Any) -> None:
        await startup(*given, **more)
        print("up", os.getpid(), flush=True)

    server.startup = started  # type: ignore[method-assign]
    asyncio.run(server.serve(sockets=[listening]))


def _read_once() -> None:
    """What the first visitors of each life would otherwise wait for."""
    formats()
    uvicorn.Config(Starlette(), ws=SocketWire).load()
    environment = drawing.environment("cs")
    environment.cache = {}  # of any number of templates
    for name in environment.list_templates(["html", "svg"]):
        environment.get_template(name)
    drawing.environment("cs", to_a_child=True).get_template("child.html")


def _midwife(given: list[str]) -> None:
    _read_once()
    folder, port, smtp_port, authority, clock = given
    gc.collect()
    gc.freeze()
    child = 0
    for line in sys.stdin:
        if line.strip() == "live":
            child = os.fork()
            if not child:
                try:
                    _life(Path(folder), int(port), int(smtp_port), authority, Path(clock))
                finally:
                    print("dead", flush=True)
                    os._exit(1)
        else:
            _, status, used = os.wait4(child, 0)
            child = 0
            print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, flush=True)
    if child:
        os.kill(child, signal.SIGKILL)
        os.wait()


if __name__ == "__main__":
    _midwife(sys.argv[1:])
