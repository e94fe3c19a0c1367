"""Files written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write(folder: Path, name: str, content: bytes) -> Path:
    """Puts `content` under `name` in `folder` (made if need be) and returns where it lies.

    A crash leaves the old file or the new one, never half of one. Where the old one is open in Word and cannot be
    replaced, as on Windows, the new one is written beside it: "name-2.docx". Raises OSError if there is
    no place at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
    unfinished = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        placed = _place(unfinished, folder / name)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _settle(folder)
    return placed


_MOST_OPEN = 20


def _place(unfinished: Path, wanted: Path) -> Path:
    for number in range(1, _MOST_OPEN):
        target = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            unfinished.replace(target)
            return target
        except PermissionError:
            if not target.is_file():
                raise
    raise PermissionError(f"{wanted.name} and all names beside it are open in other programs")


def _settle(folder: Path) -> None:
    """The new name is on disk too, not only the content. Windows has no such thing and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network folders refuse this for folders; the file itself is safe by then.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
