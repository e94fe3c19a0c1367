"""Real messages, spoilt: types swapped, keys missing and added, too large, too deep, no number at all, strange letters,
somebody else's ids, cut off, twice."""

import json
import random
from typing import Any
from urllib.parse import quote_plus

STRANGE = (
    "\u200b", "\u202e", "\u2066\u2069", "\u00ad", "\ufeff", "\u0000", "\u0007", "\x7f", "\u0085", "\u2028", "\ufffe",
    "a" + "\u0301" * 60, "👨‍👩‍👧‍👦" * 20, "\U000e0041", "ﷺ" * 30, "\n", "\r\nSet-Cookie: x=1", "\t", " ", "",
    "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%(name)s", "{name}", "{0}", "%s%n",
    "' OR 1=1 --", "../../../etc/passwd", "..\\..\\", "%2e%2e%2f", "\\", "/", "//evil.example", "javascript:alert(1)",
    "Раvеl", "Ｅｖａ", "\u05d0\u05d1", "NaN", "null", "true", "[]", "{}", "-0", "1e309", "0x10", "١٢٣", "²", "1_000",
    "9" * 400, "house", "projector", "tablet", "__proto__", "constructor", "__class__", "x" * 5000,
    "0001-01-01", "9999-12-31T23:59:59.999999+23:59", "2027-02-30", "2027-03-28T02:30", "24:00", "+275760-09-13",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31 - 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e300)
RAW = ("NaN", "Infinity", "-Infinity", "1e400", '"\\ud800"', '"\\udc00\\ud800"', "01", "+1", "0x1", "tru", "'x'", "")
"""What stands for a value in JSON that is none, or that nothing can hold."""


def spoilt(chance: random.Random, message: dict[str, Any], known: list[str]) -> dict[str, Any]:
    """The message with one to three things wrong. known: ids and words of this meeting and of others."""
    found = dict(message)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        keys = list(found)
        wrong = chance.randrange(8)
        if wrong == 0 and keys:
            del found[chance.choice(keys)]
        elif wrong == 1:
            found[chance.choice(("as", "hand", "by", "seat", "__class__", "t", "", "x" * 300, "\u202e"))] = _any(
                chance, known
            )
        elif keys:
            key = chance.choice(keys)
            found[key] = _spoilt_value(chance, found[key], known)
    return found


def _spoilt_value(chance: random.Random, value: Any, known: list[str]) -> Any:
    wrong = chance.randrange(7)
    if wrong == 0:
        return _any(chance, known)
    if wrong == 1:
        return chance.choice(known)
    if isinstance(value, str) and wrong < 5:
        place = chance.randint(0, len(value))
        return value[:place] + chance.choice(STRANGE) + value[place + chance.randint(0, 2) :]
    if isinstance(value, list) and value and wrong < 6:
        place = chance.randrange(len(value))
        if wrong == 2:
            return value * chance.choice((2, 300 if len(str(value)) < 500 else 3))
        return [*value[:place], _spoilt_value(chance, value[place], known), *value[place + 1 :]]
    if isinstance(value, dict) and value:
        return spoilt(chance, value, known)
    if isinstance(value, int) and not isinstance(value, bool):
        return chance.choice((value + 1, value - 1, -value, float(value), str(value), *NUMBERS))
    return chance.choice((None, [value], {"": value}, [[value]], str(value), not value))


def _any(chance: random.Random, known: list[str]) -> Any:
    return chance.choice(
        (
            None,
            True,
            False,
            [],
            {},
            "",
            chance.choice(NUMBERS),
            chance.choice(STRANGE),
            chance.choice(known),
            _deep(chance),
        )
    )


def _deep(chance: random.Random) -> Any:
    found: Any = chance.choice(([], {}, 0, "x"))
    for _ in range(chance.choice((3, 30, 300))):
        found = [found] if chance.random() < 0.5 else {"a": found}
    return found


def written(chance: random.Random, message: dict[str, Any]) -> bytes:
    """As JSON, sometimes not quite: cut off, a key twice, a value that is none, some bytes of something else."""
    body = json.dumps(message, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    wrong = chance.randrange(24)
    if wrong == 0:
        return body[: chance.randint(0, len(body))]
    if wrong == 1 and len(body) > 2:
        return body[:-1] + b"," + body[1:]
    if wrong == 2 and message:
        key = json.dumps(chance.choice(list(message)))
        return body[:-1] + f",{key}:{chance.choice(RAW)}}}".encode()
    if wrong == 3:
        place = chance.randint(0, len(body))
        return body[:place] + chance.randbytes(chance.randint(1, 6)) + body[place:]
    if wrong == 4:
        depth = chance.choice((50, 2000, 100_000))
        return b'{"ch":' * depth if chance.random() < 0.5 else b"[" * depth
    if wrong == 5:
        return body + body
    if wrong == 6:
        return b"\xef\xbb\xbf" + body
    return body


def as_form(chance: random.Random, message: dict[str, Any]) -> tuple[str, bytes]:
    """As a browser would send it, or nearly: content type and body."""
    pairs: list[tuple[str, str]] = []
    for key, value in message.items():
        if isinstance(value, list):
            pairs += [(key, _plain(each)) for each in value]
        elif isinstance(value, dict):
            pairs += [(f"{key}:{under}", _plain(each)) for under, each in value.items()]
        elif value is not None:
            pairs.append((key, _plain(value)))
    if chance.random() < 0.1 and pairs:
        pairs += [chance.choice(pairs)] * chance.choice((1, 700 if len(pairs[0][1]) < 300 else 7))
    if chance.random() < 0.8:
        body = "&".join(f"{_quoted(key)}={_quoted(value)}" for key, value in pairs).encode()
        return "application/x-www-form-urlencoded", _cut(chance, body)
    head = chance.choice(('; filename="a.jpg"', "", "", "", "; filename*=utf-8''%2e%2e"))
    parts = "".join(
        f'--grenze\r\nContent-Disposition: form-data; name="{key}"{head}\r\n\r\n{value}\r\n' for key, value in pairs
    )
    return "multipart/form-data; boundary=grenze", _cut(chance, f"{parts}--grenze--\r\n".encode("utf-8", "replace"))


def _quoted(value: str) -> str:
    return quote_plus(value.encode("utf-8", "surrogatepass"))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randint(0, len(body))] if chance.random() < 0.03 else body
