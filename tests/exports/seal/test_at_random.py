"""Any one byte of a sealed file, changed: it is named, every time, with the part in which it stands.

`SETKANI_CHANGES=10000 python3 run.py test tests/exports/seal/test_at_random.py` tries more of them.
"""

import os
import random
from collections import Counter
from io import BytesIO
from zipfile import ZipFile

import pytest

from exports.seal.findings import Unreadable
from exports.seal.verify import verify
from exports.seal.zipped import Zipped, Zipping
from tests.exports.seal import files as f
from tests.exports.seal.files import sealed


@pytest.fixture(scope="module", params=["rsa2048", "secp256r1", "stamped"])
def docx(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, openssl: str) -> bytes:
    if request.param == "stamped":
        return f.with_stamp(tmp_path_factory.mktemp("stamps"), openssl)
    return sealed(request.param)


CHANGES = int(os.environ.get("SETKANI_CHANGES", "100"))


def part_at(docx: bytes, place: int) -> str:
    """Whose byte it is: "" is the directory at the end."""
    return next((entry.name for entry in Zipped(BytesIO(docx)).entries if entry.start <= place < entry.end), "")


def told_of(docx: bytes) -> tuple[bool, set[str]]:
    """Whether it is said that the file is not in order, and the parts that are named. Nothing said is an error."""
    try:
        verdict = verify(docx)
    except Unreadable as refused:
        return True, {refused.part}
    assert verdict.findings
    return not (verdict.valid and verdict.whole), {finding.part for finding in verdict.findings}


_WRITTEN_OTHERWISE = {f.SEAL, f.ORIGIN_RELS, f.ROOT_RELS, f.TYPES}
"""What may say the same in other bytes: with a tab for a space, say."""


def test_one_byte_of_the_file(docx: bytes) -> None:
    """As it lies on a disk. What leaves every part as it was may be a note, and hardly anything else."""
    chance, seen = random.Random(1), Counter[str]()
    before = f.parts(docx)
    for number in range(CHANGES):
        place = chance.randrange(len(docx))
        tampered = bytearray(docx)
        tampered[place] ^= 1 << chance.randrange(8) if number % 2 else chance.randrange(1, 256)
        refused, named = told_of(bytes(tampered))
        part = part_at(docx, place)
        if not refused:
            after = f.parts(bytes(tampered))
            other = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            assert other <= named & _WRITTEN_OTHERWISE, (number, place, other, named)
            seen["only the form"] += 1
        elif part and part in named:
            seen["named"] += 1
        else:
            seen["the file"] += 1
    assert seen["named"] > CHANGES * 0.9, seen


def test_one_byte_of_a_part(docx: bytes) -> None:
    """As somebody would who packs it again as we do, so that nothing but the seal can tell."""
    chance, seen = random.Random(2), Counter[str]()
    parts = f.parts(docx)
    zipped = Zipped(BytesIO(docx))
    names = [name for name, content in parts.items() if content]
    for number in range(CHANGES):
        name = names[number % len(names)]
        content = bytearray(parts[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        zipping = Zipping()
        for entry in zipped.entries:
            if entry.name == name:
                zipping.add(name, bytes(content), stored=not entry.method)
            else:
                zipping.copy(zipped, entry)
        refused, named = told_of(zipping.finished())
        # What leads to others (types, relationships) is told by what became of these.
        assert name in named or name in (f.TYPES, f.ORIGIN_RELS, f.ROOT_RELS), (number, name, named)
        seen[name] += refused
    for name in (f.DOCUMENT, f.STYLES, f.PICTURE, f.FOOTER, f.JSON, f.CORE, f.NOTE):
        assert seen[name] == sum(names[number % len(names)] == name for number in range(CHANGES)), name


def test_the_bytes_of_the_one_form_are_what_zip_programs_read() -> None:
    with ZipFile(BytesIO(sealed())) as package:
        assert package.testzip() is None
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
