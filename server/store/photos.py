"""Pictures of signatures on paper: one file each in the data folder, `photos/MEETING/ID.jpg`; in memory for tests."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

from ..ports import Fault, NotSaved
from .writer import fault_of

FOLDER = "photos"
_ID = re.compile(r"[0-9a-f]{32}")
_MEETING = re.compile(r"[A-Za-z0-9_-]+")


class FilePhotos:
    """Photos in a data folder, for nobody else's eyes. Folders are made when there is something to put in."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._writing = Lock()

    def keep(self, meeting: str, jpeg: bytes) -> str:
        photo = _name(jpeg)
        file = self._file(meeting, photo)
        part = file.with_suffix(".part")
        with self._writing, _saving():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            file.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                part.touch(mode=0o600)
                with part.open("wb") as opened:
                    opened.write(jpeg)
                    opened.flush()
                    os.fsync(opened.fileno())
                part.replace(file)
            except OSError:
                part.unlink(missing_ok=True)
                raise
            _sync_folder(file.parent)
            _sync_folder(self._folder)
        return photo

    def read(self, meeting: str, photo: str) -> bytes | None:
        if not _ID.fullmatch(photo):
            return None
        try:
            return self._file(meeting, photo).read_bytes()
        except OSError:
            return None

    def kept(self) -> list[tuple[str, str]]:
        return sorted((file.parent.name, file.stem) for file in self._folder.glob("*/*.jpg"))

    def discard(self, meeting: str, photo: str) -> None:
        if not _ID.fullmatch(photo):
            return
        file = self._file(meeting, photo)
        with self._writing, _saving():
            if file.exists():
                file.unlink()
                _sync_folder(file.parent)

    def erase(self, meeting: str) -> None:
        folder = self._meeting(meeting)
        with self._writing, _saving():
            if folder.is_dir():
                shutil.rmtree(folder)
                _sync_folder(self._folder)

    def _meeting(self, meeting: str) -> Path:
        # The id of a meeting is a name of a folder here, whatever elsewhere allows.
        if not _MEETING.fullmatch(meeting):
            raise ValueError(f"no folder can be called {meeting!r}")
        return self._folder / meeting

    def _file(self, meeting: str, photo: str) -> Path:
        return self._meeting(meeting) / f"{photo}.jpg"


class MemoryPhotos:
    """Photos without a disk. `failing`: set to a Fault, nothing can be saved until it is None again."""

    def __init__(self) -> None:
        self.failing: Fault | None = None
        self._kept: dict[tuple[str, str], bytes] = {}

    def keep(self, meeting: str, jpeg: bytes) -> str:
        self._writable()
        photo = _name(jpeg)
        self._kept[meeting, photo] = jpeg
        return photo

    def read(self, meeting: str, photo: str) -> bytes | None:
        return self._kept.get((meeting, photo))

    def kept(self) -> list[tuple[str, str]]:
        return sorted(self._kept)

    def discard(self, meeting: str, photo: str) -> None:
        self._writable()
        self._kept.pop((meeting, photo), None)

    def erase(self, meeting: str) -> None:
        self._writable()
        self._kept = {key: jpeg for key, jpeg in self._kept.items() if key[0] != meeting}

    def _writable(self) -> None:
        if self.failing:
            raise NotSaved(self.failing)


def _name(jpeg: bytes) -> str:
    return sha256(jpeg).hexdigest()[:32]


@contextmanager
def _saving() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSaved(fault_of(error) or Fault.DISK) from error


def _sync_folder(folder: Path) -> None:
    """A file that is on disk has its name there only when its folder is, too. Windows knows no such thing."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
