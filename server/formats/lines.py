"""On which line something stands in a TOML file, and what is wrong with one that cannot be read.

tomllib tells values and not their places. A meeting file is flat (keys, and [[people]] with keys), so looking for
`key =` under the n-th [[people]] finds them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from .slug import plain

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]*?)\s*\]\]?")
_KEY = re.compile(r"""\s*["']?([^\s"'=#\[\].]+)["']?[^=#]*=""")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


class Lines:
    """The lines of one file, from 1."""

    def __init__(self, text: str) -> None:
        self._keys: dict[tuple[int | None, str], int] = {}
        self._people: list[int] = []
        self._last = text.count("\n") + (0 if text.endswith("\n") else 1)
        inside = ""
        for number, line in enumerate(text.split("\n"), 1):
            if inside:
                inside = "" if line.count(inside) % 2 else inside
                continue
            self._look(number, line)
            inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")

    def _look(self, number: int, line: str) -> None:
        if header := _HEADER.match(line):
            if header[1] == "people":
                self._people.append(number)
            self._keys.setdefault((None, header[1]), number)
        elif key := _KEY.match(line):
            person = len(self._people) - 1 if self._people else None
            self._keys.setdefault((person, key[1]), number)

    def of(self, person: int | None, key: str) -> int:
        """Where a key of the meeting (None) or of the n-th person (from 0) stands; else where it would have to be."""
        if (person, key) in self._keys:
            return self._keys[person, key]
        if person is None:
            return self._keys.get((None, "people"), 1) if key == "people" else 1
        if person < len(self._people):
            return self._people[person]
        return self._keys.get((None, "people"), self._last)


class Tables:
    """The lines of a file with tables in tables, from 1, by their path: ("roles", "facilitator", "card")."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        inside = ""
        for number, line in enumerate(text.split("\n"), 1):
            if inside:
                inside = "" if line.count(inside) % 2 else inside
                continue
            if header := _HEADER.match(line):
                table = tuple(word.strip().strip("\"'") for word in header[1].split("."))
                self._lines.setdefault(table, number)
            elif key := _PATH.match(line):
                path = tuple(word.strip().strip("\"'") for word in key[1].split("."))
                self._lines.setdefault((*table, *path), number)
            inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")

    def of(self, *path: str) -> int:
        """Where something stands, else the nearest that it would have to be in."""
        while path:
            if path in self._lines:
                return self._lines[path]
            within = [line for known, line in self._lines.items() if known[: len(path)] == path]
            if within:
                return min(within)
            path = path[:-1]
        return 1


_PATH = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[^\s"'=#\[\].]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[^\s"'=#\[\].]+))*)\s*=""")


def right(word: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """What somebody may have meant, or everything there is."""
    by_plain = {plain(one): one for one in known}
    close = get_close_matches(plain(word), by_plain, 1, 0.5)
    everything = ", ".join(known)
    return f"perhaps “{by_plain[close[0]]}” (there is: {everything})" if close else f"there is: {everything}"


def shown(value: object) -> str:
    """A value as it stood in the file, near enough to be found there."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    words = f'"{value}"' if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else words[:59] + "…"


def whats_wrong(text: str, error: str) -> tuple[int, str, dict[str, object]]:
    """Line, sentence and what fills its gaps, for what tomllib says of a file that is not TOML."""
    lines = text.split("\n")
    found = _AT.search(error)
    number = int(found[1]) if found else max(1, len(lines) - (1 if text.endswith("\n") else 0))
    line = lines[min(number, len(lines)) - 1]
    key = _KEY.match(line)
    words: dict[str, object] = {"word": _short(line)}
    _, equals, value = line.partition("=")
    value = value.strip()
    if "Cannot overwrite" in error and key:
        words["word"] = key[1]
        return number, "Line {line}: “{word}” is there a second time; keep one of them.", words
    if "people" in line and line.strip().startswith("[") and not line.strip().startswith("[[people]]"):
        return number, "Line {line}: write [[people]] with two brackets on both sides, not {word}.", words
    if equals and value[:1] in ("„", "“", "”", "»", "«", "‚", "’"):
        return (
            number,
            'Line {line}: texts stand in straight quotation marks "…", not in {word}.',
            words | {"word": value[0]},
        )
    if "date" in error.lower():
        return (
            number,
            "Line {line}: {word} is not a day and an hour there is; write such as 2027-03-12T14:00:00.",
            words,
        )
    if equals and key and value and value[0] not in "\"'[{" and not re.match(r"[-+0-9]|true\b|false\b", value):
        words |= {"key": key[1], "value": _short(value.rstrip("\"'"))}
        return number, 'Line {line}: the text must stand in quotation marks: {key} = "{value}".', words
    if equals and key and re.match(r"\d{1,2}\.\s*\d{1,2}\.", value):
        words["key"] = key[1]
        return number, "Line {line}: write the day and the hour as {key} = 2027-03-12T14:00:00, not {word}.", words
    if equals and value[:1] in "\"'" and value[:1]:
        return number, "Line {line}: a quotation mark is missing or stands in the middle of the text in {word}.", words
    if not equals and line.strip():
        return (
            number,
            'Line {line}: “{word}” is neither [[people]] nor a setting such as place = "ZŠ Komenského".',
            words,
        )
    return number, 'Line {line}: {word} cannot be read; a setting is written as place = "ZŠ Komenského".', words


def _short(words: str) -> str:
    words = words.strip()
    return words if len(words) <= 60 else words[:59] + "…"
