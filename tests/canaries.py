"""Looking for words in the raw bytes of a folder: in every encoding they could lie there, and inside zip files."""

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from exports.content import slug


def left_in(folder: Path, words: Iterable[str]) -> list[str]:
    """ "setkani.db-wal: Kanárková" for every file in which a word is left, whatever kind of file it is."""
    found = []
    wanted = {word: _writings(word) for word in words}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        place = file.relative_to(folder).as_posix()
        for name, content in _contents(place, file.read_bytes()):
            named = (name.encode(), content)
            found += [
                f"{name}: {word}"
                for word, writings in wanted.items()
                if any(writing in part for writing in writings for part in named)
            ]
    return found


def _writings(word: str) -> set[bytes]:
    """As text, as it is escaped in JSON, as a part of a file's name."""
    forms = {word, json.dumps(word)[1:-1], slug(word), word.upper(), word.lower()}
    return {form.encode(code) for form in forms if form for code in ("utf-8", "utf-16-le", "utf-16-be", "cp1250")}


def _contents(name: str, content: bytes) -> Iterable[tuple[str, bytes]]:
    yield name, content
    try:
        with ZipFile(BytesIO(content)) as zipped:
            for part in zipped.namelist():
                yield from _contents(f"{name}/{part}", zipped.read(part))
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        return
