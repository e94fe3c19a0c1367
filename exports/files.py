"""Files written whole or not at all."""

import os
import re
import tempfile
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
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


def take_away(folder: Path, mark: str, keep: Collection[str], others: Collection[str], besides: str = "") -> None:
    """Takes away all files that have the mark of a meeting in their names, but those whose SHA-256 is to be kept.

    others: marks of all other meetings; where one is the same by chance, only the file goes whose SHA-256 is `besides`.
    What a crash has left unfinished goes too: call it when nothing is being written. Raises OSError, also for a file
    that is open in Word on Windows: then it is to be asked for once more.
    """
    if not folder.is_dir():
        return
    marked = re.compile(rf"(?:.*-)?{mark}(?:-[^-.]+){{0,2}}\.[a-z]+")
    for unfinished in folder.glob(".*.tmp"):
        unfinished.unlink()
    for file in sorted(folder.iterdir()):
        if not marked.fullmatch(file.name):
            continue
        content = file.read_bytes()
        written = sha256(content).hexdigest()
        # The PDF of a record names the file it was made from, and stays with it.
        beside = file.suffix == ".pdf" and any(digest.encode() in content for digest in keep)
        if written not in keep and not beside and (mark not in others or written == besides):
            file.unlink()
    _settle(folder)


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
