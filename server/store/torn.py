"""Whether the log beside a database that was killed has lost something in its middle. SQLite reads it up to the first
frame that does not fit and forgets the rest without a word. See https://sqlite.org/fileformat2.html#walformat."""

import sqlite3
from contextlib import closing
from pathlib import Path

_HEADER, _FRAME = 32, 24


def is_torn(file: Path) -> bool:
    """Was something saved behind the last frame that can be read? Asked before anybody else opens the database.

    The last thing of all does not count. The program may have been killed while it was being written, and then nobody
    had been told that it is saved; that looks like damage in it.
    """
    log = file.with_name(f"{file.name}-wal")
    if not log.is_file() or log.stat().st_size <= _HEADER + _FRAME:
        return False
    try:
        with closing(sqlite3.connect(file)) as db:
            (_, readable, _) = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            return _goes_on(log, max(0, readable))
    except sqlite3.DatabaseError:
        # Opening it says in a sentence what is wrong.
        return False


def _goes_on(log: Path, readable: int) -> bool:
    with log.open("rb") as frames:
        header = frames.read(_HEADER)
        if not _is_whole(header):
            return True
        step = _FRAME + int.from_bytes(header[8:12], "big")
        place = _HEADER + readable * step
        saved = False
        while True:
            frames.seek(place)
            frame = frames.read(_FRAME)
            # Frames of an earlier round of the log carry other numbers than its header.
            if len(frame) < _FRAME or frame[8:16] != header[16:24]:
                return False
            if saved:
                return True
            # The last frame of what is saved at once says so; what comes behind it was begun when it had been saved.
            saved = any(frame[4:8])
            place += step


def _is_whole(header: bytes) -> bool:
    """Does the header fit its checksum?"""
    order = "big" if header[3] & 1 else "little"
    words = [int.from_bytes(header[at : at + 4], order) for at in range(0, 24, 4)]  # type: ignore[arg-type]
    one = two = 0
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return header[24:32] == one.to_bytes(4, "big") + two.to_bytes(4, "big")
