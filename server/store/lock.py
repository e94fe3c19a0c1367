"""One server per data folder: a lock that the system takes back when its process ends, however it ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Taken(Exception):
    """Somebody else holds it; `pid` is the number of that process as far as it is known."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


class FolderLock:
    """Held from the making until `release`. The file stays behind: it is the lock on it that counts, not the file.

    left: whoever had it before has not given it back, but was killed.
    """

    def __init__(self, path: Path) -> None:
        """Raises Taken, or OSError when the file cannot be written."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                _lock(self._file)
            except OSError:
                raise Taken(os.read(self._file, 20).decode("ascii", "replace").strip() or "?") from None
            self.left = bool(os.read(self._file, 20).strip())
            os.lseek(self._file, 0, os.SEEK_SET)
            os.ftruncate(self._file, 0)
            os.write(self._file, str(os.getpid()).encode())
        except BaseException:
            os.close(self._file)
            self._file = -1
            raise

    def release(self) -> None:
        if self._file >= 0:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock(file: int) -> None:
    if sys.platform == "win32":
        # A locked place cannot be read by others there, so it is one far behind the number of the process.
        os.lseek(file, 1 << 20, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
