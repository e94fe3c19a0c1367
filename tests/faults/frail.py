"""Servers on a disk that fails when it is told to: at a given sync they are killed, or it takes nothing any more.

disk.c stands between them and their files; it is compiled here. A nursery has everything loaded and forks a server for
each trial, so that one costs a fraction of a second.
"""

import json
import mmap
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATIENCE = 60


class Fails(IntEnum):
    """As in disk.c."""

    WELL = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    SYNC = 3
    WRITE = 4
    FULL = 5


class Disk:
    """What is to happen to the files of the servers, shared with all of them."""

    def __init__(self, plan: Path) -> None:
        plan.write_bytes(bytes(16))
        with plan.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 16)

    def now(self, what: Fails, at: int = 1) -> None:
        """From now on, at the sync or write of that number."""
        self._shared[:] = struct.pack("iiii", 0, 0, 0, 0)
        self._shared[:8] = struct.pack("ii", what, at)

    @property
    def syncs(self) -> int:
        """How many there have been since `now`."""
        found: int = struct.unpack("iiii", self._shared[:])[2]
        return found


class Nursery:
    """Forks servers. `folder`: where their data folders lie."""

    def __init__(self, place: Path, compiler: str) -> None:
        self.folder = place / "data"
        self.folder.mkdir()
        self.disk = Disk(place / "plan")
        library = place / "disk.so"
        subprocess.run(
            [compiler, "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, HERE / "disk.c", "-ldl"],
            check=True,
        )
        environment = {
            **os.environ,
            "LD_PRELOAD": str(library),
            "FRAIL_PLAN": str(place / "plan"),
            "FRAIL_FOLDER": str(self.folder),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=HERE.parents[1],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def server(self, folder: Path) -> "Server":
        """A server on a data folder, up and answering."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        return Server(said["pid"], said["url"])

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(PATIENCE)


class Server:
    """One server; it ends when it is killed, by itself or by `stop`."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid = pid
        self.url = url
        self._handle = os.pidfd_open(pid)

    def dies(self, within: float) -> bool:
        """Has it come to its end within so many seconds?"""
        return bool(select.select([self._handle], [], [], within)[0])

    def stop(self) -> None:
        """With kill -9, if it is still there."""
        if not self.dies(0):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        assert self.dies(PATIENCE)
        os.close(self._handle)


@contextmanager
def nursery(place: Path, compiler: str) -> Iterator[Nursery]:
    opened = Nursery(place, compiler)
    try:
        yield opened
    finally:
        opened.close()


def copied(pattern: Path, target: Path) -> Path:
    """The data folder of a trial."""
    shutil.copytree(pattern, target, ignore=lambda *_: ["setkani.lock"])
    return target
