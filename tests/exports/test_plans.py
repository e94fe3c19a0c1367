"""Some of the plans of any letters that `just plans` makes by the thousand, through LibreOffice in one start."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from server.meeting.agreed import Agreed
from tests.exports.plans import differences, lines_in, opened, plan

NUMBERS = range(20270328, 20270328 + 8)
Read = dict[int, tuple[Agreed, bytes, bytes]]


@pytest.fixture(scope="module")
def read(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Number -> the plan, the Word file, and what LibreOffice has read in it."""
    folder = tmp_path_factory.mktemp("plans")
    made = {number: plan(number) for number in NUMBERS}
    files = {number: folder / f"{number}.docx" for number in made}
    for number, file in files.items():
        file.write_bytes(made[number][1])
    opened(soffice, folder, files.values())
    return {number: (*made[number], file.with_suffix(".odt").read_bytes()) for number, file in files.items()}


def test_every_plan_is_opened_with_the_text_as_it_was_signed(read: Read) -> None:
    for number, (agreed, docx, odt) in read.items():
        assert differences(agreed, docx, odt) == [], number
        assert len(lines_in(docx)) > 150
    letters = {letter for _, docx, _ in read.values() for line in lines_in(docx) for letter in line}
    assert {ord(letter) >> 16 for letter in letters} >= {0, 1, 2, 14, 16}, "of every plane that has any"
    assert set("\u200d\u0301\ufeff\ufff9א") <= letters


def test_one_letter_that_is_another_is_missed(read: Read) -> None:
    agreed, docx, odt = read[NUMBERS[0]]
    with ZipFile(BytesIO(odt)) as package:
        content = package.read("content.xml").decode()
    letter = next(each for each in agreed.title if each.isalpha())
    assert content.count(letter) > 1
    changed = BytesIO()
    with ZipFile(changed, "w") as package:
        before, after = content[: content.rindex(letter)], content[content.rindex(letter) + 1 :]
        package.writestr("content.xml", f"{before}#{after}")
    assert len(differences(agreed, docx, changed.getvalue())) == 1


def test_the_same_number_is_the_same_plan() -> None:
    assert plan(7) == plan(7) and plan(7) != plan(8)
