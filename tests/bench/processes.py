"""The servers under measurement, each a process of its own, and what it has used of the machine (Linux tells it)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

if sys.dont_write_bytecode:
    # As the program is installed, it is compiled when it starts; a machine that keeps nothing beside the sources would
    # have it compiled anew after every death, which takes longer than everything else until it answers.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).resolve().parents[2] / ".tools" / "compiled")

ROOT = Path(__file__).resolve().parents[2]
_PAGE = 4096


class Server:
    """A running server: its port, and its process."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Seconds of CPU used so far, all threads, to the nanosecond and not only to the tick."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory(self) -> int:
        """Bytes of memory it holds."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * _PAGE


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """Our program, as anybody would start it, on a data folder."""
    where = ["--host", "127.0.0.1", "--port", "0", "--data-dir", str(folder)]
    command = [sys.executable, "-m", "server", "serve", *where]
    with _running(command) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "On this computer: http://127.0.0.1:" in line:
                port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
                break
        else:
            raise RuntimeError("our server did not start")
        wait_for(port)
        yield Server(process, port)


@contextmanager
def relay() -> Iterator[Server]:
    """The bare relay of relay.py."""
    with _running([sys.executable, "-m", "tests.bench.relay"]) as process:
        assert process.stdout is not None
        yield Server(process, int(process.stdout.readline()))


def wait_for(port: int) -> None:
    """Until the server answers."""
    give_up = monotonic() + 30
    while monotonic() < give_up:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (URLError, ConnectionError):
            sleep(0.01)
    raise RuntimeError("our server does not answer")


@contextmanager
def _running(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()
