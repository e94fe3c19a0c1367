"""Word files that leave the house, looked at by the Open XML SDK: what it takes for a Word file, Word does too."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.exports.seal.files import changed
from tests.exports.shelf import shelf

KINDS = ("jakub, sealed", "jakub, extract", "jakub, town", "pavel", "amalka", "amalka, letter")
"""All others on the shelf are looked at by `just papers`, with their PDF."""


def faults(validator: str, content: bytes, folder: Path) -> list[str]:
    """What is wrong with a file, in the validator's words."""
    file = folder / "one.docx"
    file.write_bytes(content)
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, timeout=120)
    told = json.loads(done.stdout)
    return [f"{each['path']}: {each['description']}" for each in told["errors"]]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_valid_word_file(kind: str, ooxml_validator: str, tmp_path: Path) -> None:
    assert faults(ooxml_validator, shelf()[kind], tmp_path) == []


def test_what_is_not_one_is_found(ooxml_validator: str, tmp_path: Path) -> None:
    broken = changed(shelf()["pavel"], "word/document.xml", "<w:tblPr>", "<w:tblPr><w:nothing/>")
    assert faults(ooxml_validator, broken, tmp_path) != []
