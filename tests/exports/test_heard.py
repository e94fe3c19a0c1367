"""Word files as a program that reads aloud needs them: a way by headings, heads of tables, words for every picture."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

from tests.exports.shelf import shelf

LANGUAGES = {"pavel": "uk-UA"}
KINDS = (
    "jakub", "jakub, draft", "jakub, sealed", "jakub, extract", "pavel", "about pavel", "amalka", "jakub, town",
    "jakub, nothing at all", "jakub, both sides", "jakub, landscape", "jakub, box", "jakub, controls",
    "jakub, sections",
)  # fmt: skip


def test_no_record_of_the_shelf_is_left_out() -> None:
    assert {*KINDS, "amalka, letter"} == shelf().keys()


@pytest.fixture(params=KINDS)
def file(request: pytest.FixtureRequest) -> Word:
    return Document(BytesIO(shelf()[request.param]))


def headings(file: Word) -> Iterator[tuple[int, str]]:
    for paragraph in file.paragraphs:
        name = paragraph.style.name.lower() if paragraph.style and paragraph.style.name else ""
        if found := re.fullmatch(r"(?:record )?heading (\d)", name):
            yield int(found[1]), paragraph.text


def test_headings_lead_down_step_by_step_and_none_is_empty(file: Word) -> None:
    before = 0
    found = list(headings(file))
    for level, words in found:
        assert words.strip()
        assert level <= before + 1, f"“{words}” is of level {level}, after one of level {before}"
        before = level
    assert found[0][0] == 1 and len(found) >= 8
    said = [words for level, words in found if level == 1]
    assert len(said) == len(set(said)), "one finds the way by them"


def test_every_heading_is_one_for_programs_too(file: Word) -> None:
    """Whatever a style is called, its level is said by the style or by the paragraph."""
    levels = {}
    for style in file.styles.element.iter(qn("w:style")):
        level = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        levels[style.get(qn("w:styleId"))] = None if level is None else int(level.get(qn("w:val")))
    for paragraph in file.paragraphs:
        if paragraph.style and re.fullmatch(r"(record )?heading \d", (paragraph.style.name or "").lower()):
            own = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            said = levels[paragraph.style.style_id] if own is None else int(own.get(qn("w:val")))
            assert said == int(paragraph.style.name[-1]) - 1  # type: ignore[index]


def test_tables_have_heads_that_go_along_and_say_what_they_are(file: Word) -> None:
    for table in file.tables:
        properties = table._tbl.tblPr
        if properties.find(qn("w:tblCaption")) is None:
            continue  # of a letterhead
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")).strip()
        assert properties.find(qn("w:tblDescription")).get(qn("w:val")).strip()
        look = properties.find(qn("w:tblLook"))
        first = table._tbl.tr_lst[0]
        headed = first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert headed == (look.get(qn("w:firstRow")) == "1")
        # Without a head the names are in the first column, and that is said.
        assert headed or look.get(qn("w:firstColumn")) == "1"
        assert all(cell.text.strip() for cell in table.rows[0].cells) or not headed
        # Nothing is nested, and fields go together only across a whole row.
        assert not list(table._tbl.iterdescendants(qn("w:tbl"))) and not list(table._tbl.iter(qn("w:vMerge")))
    assert sum(table._tbl.tblPr.find(qn("w:tblCaption")) is not None for table in file.tables) >= 3


def test_every_picture_has_words(file: Word) -> None:
    for drawn in file.element.body.iter(qn("wp:docPr")):
        assert (drawn.get("descr") or "").strip(), drawn.get("name")
        assert not re.search(r"\.(png|jpe?g)$", drawn.get("descr"), re.IGNORECASE), "a name of a file says nothing"


def test_the_file_says_its_title_and_its_language(file: Word, request: pytest.FixtureRequest) -> None:
    kind = request.node.callspec.params["file"]
    language = LANGUAGES.get(kind, "cs-CZ")
    told = file.core_properties
    assert told.title and told.language == language
    default = file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    assert default is not None and default.get(qn("w:val")) == language
    others = {each.get(qn("w:val")) for each in file.element.body.iter(qn("w:lang"))} - {None, language}
    assert not others, "nothing in the text says that it is in another language"
