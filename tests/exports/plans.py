"""Plans of any letters at all, through LibreOffice: what was signed is what stands in the record it opens.

`just plans 10000` makes so many; each has a number, and the same number is the same plan for ever. A number that once
went wrong is looked at alone with `just plans 1 --first NUMBER`.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from exports import word
from server.meeting.agreed import Agreed, digest
from server.meeting.model import Meeting
from tests import machine
from tests.exports import test_everyone as everyone
from tests.exports.pavel import meeting_about_pavel, pavels_meeting

BATCH = 100
"""Plans in one start of LibreOffice."""
PLANES = tuple(range(17))
SPECIAL = (
    "\ufff9\ufffa\ufffb\ufffc\ufffd\ufeff\u2060\u200b\u200c\u200d\u00ad\u034f\u180e",
    "\u0300\u0301\u0302\u0308\u030c\u0323\u0489\u20dd\u20e3\u1ab0\ufe20",
    "אבגד هوزح مرحبا ܫܠܡܐ ߒߞߏ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3fd\U0001f1e8\U0001f1ff\U0001f469\U0001f3fe\u200d\u2764\ufe0f",
    "\u3000\u2003\u2009\u202f\u00a0\u2007 \t",
    "\ue000\uf8ff\U000f0000\U0010fffd\U0001d400\U00020000\U000e0041",
)
"""What programs have meanings of their own for, and what they like to lose."""


def any_words(chance: random.Random, most: int = 60) -> str:
    """Words of several scripts, of every plane of Unicode, now and then one of hundreds of letters without a gap."""
    kind = chance.random()
    if kind < 0.05:
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyzžščřďťň", k=chance.randint(150, 600)))
    if kind < 0.15:
        return "".join(chr((chance.choice(PLANES) << 16) + chance.randrange(0x10000)) for _ in range(most))
    if kind < 0.4:
        return everyone.any_text(chance, most) + "".join(chance.choices(chance.choice(SPECIAL), k=most // 4))
    return everyone.any_text(chance, most)


@cache
def _meetings() -> tuple[Meeting, ...]:
    about = meeting_about_pavel()
    return (*(pavels_meeting(language) for language in ("cs", "uk", "en")), replace(about, language="uk"), about)


def plan(number: int) -> tuple[Agreed, bytes]:
    """The plan of that number, as it was signed, and its record."""
    chance = random.Random(number)
    meeting = _meetings()[number % len(_meetings())]
    agreed = everyone.any_agreed(chance, meeting, any_words)
    assert meeting.freeze
    freeze = replace(meeting.freeze, agreed=agreed, digest=digest(agreed))
    return agreed, everyone.written(replace(meeting, freeze=freeze))


# What LibreOffice reads ---------------------------------------------------------------------------------------------

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(soffice: str, folder: Path, files: Iterable[Path]) -> None:
    """Has LibreOffice open Word files, all in one start, and save beside them as text documents what it holds then."""
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, own, "--headless", "--convert-to", "odt", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=1800)


def lines_of(odt: bytes) -> list[str]:
    """Every paragraph and heading of a text document, letter for letter, in its order."""
    with ZipFile(BytesIO(odt)) as package:
        content = etree.fromstring(package.read("content.xml"), etree.XMLParser(huge_tree=True))
    return ["".join(_letters(each)) for each in content.iter(f"{_TEXT}p", f"{_TEXT}h")]


def _letters(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif not str(child.tag).startswith("{urn:oasis:names:tc:opendocument:xmlns:drawing"):
            yield from _letters(child)
        yield child.tail or ""


def lines_in(docx: bytes) -> list[str]:
    """The same of the Word file itself."""
    word_file = Document(BytesIO(docx))
    found = []
    for paragraph in word_file.element.body.iter(qn("w:p")):
        parts = paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
        found.append("".join({qn("w:tab"): "\t", qn("w:br"): "\n"}.get(part.tag, part.text or "") for part in parts))
    return found


def differences(agreed: Agreed, docx: bytes, odt: bytes) -> list[str]:
    """What is not as it was signed."""
    read, written = lines_of(odt), lines_in(docx)
    wrong = [f"{here!r} became {there!r}" for here, there in zip(written, read, strict=False) if here != there]
    if len(read) != len(written):
        wrong.append(f"{len(written)} lines became {len(read)}")
    everything = "\n".join(read)
    signed = (line for said in everyone.letters(agreed) for line in word.cleaned(said).split("\n"))
    return wrong + [f"{line!r} was signed and is not there" for line in signed if line not in everything]


def looked_at(numbers: Iterable[int], soffice: str, folder: Path) -> Iterator[tuple[int, list[str]]]:
    """Number -> what is wrong with it."""
    made = {number: plan(number) for number in numbers}
    files = {number: folder / f"{number}.docx" for number in made}
    for number, file in files.items():
        file.write_bytes(made[number][1])
    opened(soffice, folder, files.values())
    for number, file in files.items():
        odt = file.with_suffix(".odt")
        yield number, differences(*made[number], odt.read_bytes()) if odt.is_file() else ["it was not opened"]
        file.unlink()
        odt.unlink(missing_ok=True)


def main() -> None:
    asked = argparse.ArgumentParser(prog="just plans", description="Plans of any letters, through LibreOffice.")
    asked.add_argument("plans", type=int, nargs="?", default=10_000)
    asked.add_argument("--first", type=int, default=0)
    told = asked.parse_args()
    soffice, began, bad, done = machine.soffice_path(), time.monotonic(), 0, 0
    numbers = range(told.first, told.first + told.plans)
    with tempfile.TemporaryDirectory() as temporary:
        for start in range(0, len(numbers), BATCH):
            for number, wrong in looked_at(numbers[start : start + BATCH], soffice, Path(temporary)):
                done, bad = done + 1, bad + bool(wrong)
                if wrong:
                    print(f"plan {number}", *wrong, sep="\n    ", flush=True)
            print(f"{done} plans, {bad} not as signed, {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
