"""A file made to do harm gets its answer in seconds and within 200 MB, whatever it says of itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exports.seal import zipped
from exports.seal.findings import Kind, Why
from tests.exports.seal import files as f
from tests.exports.seal.files import parts, sealed
from tests.exports.seal.hostile import FILES, MB, Entry, bomb, said_of
from tests.exports.seal.hostile import zipped as made_of

ROOT = Path(__file__).parents[3]
MOST_MEMORY, MOST_SECONDS = 200, 5


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_is_said(name: str) -> None:
    made, said = FILES[name]
    assert said in said_of(made())


def large() -> dict[str, tuple[bytes, str]]:
    """A sealed file, what somebody could put into it besides or instead of a picture, and what is said of that."""
    whole = [Entry(name, content) for name, content in parts(sealed()).items()]

    def instead(picture: Entry) -> bytes:
        return made_of(picture if each.name == f.PICTURE else each for each in whole)

    most = zipped.MOST_UNPACKED // MB - 2
    blank = b"<x>" + b" " * (2 * MB - 9) + b"</x>"
    links = [Entry(f"word/_rels/p{number}.xml.rels", blank) for number in range(60)]
    return {
        "all that may be unpacked": (
            instead(Entry(f.PICTURE, packed=bomb(most * MB), says={"size": most * MB})), Kind.DAMAGED,
        ),
        "far more than it says": (instead(Entry(f.PICTURE, packed=bomb(1000 * MB), says={"size": 9})), Kind.DAMAGED),
        "ninety megabytes as they are": (instead(Entry(f.PICTURE, bytes(90 * MB), method=0)), Kind.CHANGED),
        "many large relationships": (made_of([*whole, *links]), Why.BAD_XML),
    }  # fmt: skip


def test_all_of_them_are_answered_in_seconds_and_within_two_hundred_megabytes(tmp_path: Path) -> None:
    expected = {"five hundred megabytes": str(Why.TOO_LARGE)}
    with (tmp_path / "five hundred megabytes").open("wb") as file:
        file.truncate(500 * MB)
    for name, (content, said) in large().items():
        (tmp_path / name).write_bytes(content)
        expected[name] = said
    for name, (made, _) in FILES.items():
        (tmp_path / name).write_bytes(made())
    command = [sys.executable, "-m", "tests.exports.seal.hostile", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert len(answer["told"]) == len(FILES) + len(expected)
    for name, said in expected.items():
        assert said in answer["told"][name][1], name
    assert max(seconds for seconds, _ in answer["told"].values()) < MOST_SECONDS
    assert answer["memory"] < MOST_MEMORY
