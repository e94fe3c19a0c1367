"""Disks that refuse: full ones, and files that may not grow."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def no_longer_files(file: Path) -> Iterator[None]:
    """No file of this process can become longer than that one is now: the system answers EFBIG."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A real file system of that size; OSError where one may not make any."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        raise OSError(made.stderr.decode())
    try:
        yield folder
    finally:
        # Lazily: a file left open must not leave a file system behind for all who come after.
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes all the room that is left."""
    file = folder / "full"
    with file.open("wb", buffering=0) as rest:
        for size in (65536, 4096, 1):
            try:
                while True:
                    rest.write(os.urandom(size))
            except OSError:
                continue
    return file
