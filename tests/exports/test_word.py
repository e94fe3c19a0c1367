"""The record as a Word file: opened again as Word would, and by LibreOffice."""

import posixpath
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree
from PIL import Image

from exports import ink, word
from exports.kinds import OwnPaper
from exports.letterhead import Letterhead, read
from exports.paper import Cell, Column, Heading, Labelled, Listed, Paragraph, Record
from exports.paper import Table as PaperTable
from server.meeting import commands as c
from server.meeting.model import Meeting
from server.meeting.text import clean
from server.web.language import translations
from tests.exports import jakub
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.letterheads import TOWN

NOW = BEGINS + timedelta(hours=1, minutes=41)


def written(meeting: Meeting) -> bytes:
    return word.record(meeting, translations(meeting.language), NOW, PRAGUE)


def opened(content: bytes) -> Word:
    return Document(BytesIO(content))


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return jakubs_meeting()


@pytest.fixture(scope="module")
def content(meeting: Meeting) -> bytes:
    return written(meeting)


@pytest.fixture(scope="module")
def file(content: bytes) -> Word:
    return opened(content)


def all_words(file: Word) -> str:
    """Every paragraph and cell, in the order of the file; cells in one row are told apart by a tab."""
    lines: list[str] = []
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                lines += [cell.text for cell in row.cells]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


# What is in it ------------------------------------------------------------------------------------------------------


def test_everything_people_wrote_is_in_the_file_letter_for_letter(file: Word, meeting: Meeting) -> None:
    words = all_words(file)
    for cell_id, cell in meeting.cells.items():
        assert cell.text in words, cell_id
    for seat in meeting.seats.values():
        assert seat.name in words and seat.organisation in words and seat.position in words


def test_nobodys_address_is_in_the_file(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            assert b"@x.cz" not in package.read(name), name


def test_headings_are_real_headings(file: Word) -> None:
    styles = [paragraph.style.name for paragraph in file.paragraphs if paragraph.style]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") == 15 and styles.count("Heading 2") == 6 and "Heading 3" in styles
    assert file.paragraphs[0].text == "Jakubovo setkání"


def test_every_table_with_column_names_repeats_them_and_none_breaks_a_short_row(file: Word) -> None:
    for table in file.tables:
        rows = table._tbl.tr_lst
        heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        headed = table.cell(0, 0).text in (
            "Jméno",
            "Č.",
            "Jméno a role",
            plain("Jméno a role"),
            "Jméno a\N{NO-BREAK SPACE}role",
        )
        assert heads == [headed] + [False] * (len(rows) - 1)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert len(file.tables) == 5


def test_a_row_longer_than_a_page_may_break(file: Word) -> None:
    table = PaperTable("t", "t", (Column("a", 1), Column("b", 1)), ((Cell("x" * 3000), Cell("y")),))
    long = opened(word.write(a_record(table), NOW)).tables[0]._tbl.tr_lst[1]
    assert long.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_tables_say_what_they_are_to_those_who_cannot_see_them(file: Word) -> None:
    for table in file.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_columns_and_cells_have_the_same_widths_and_fit_the_page(file: Word) -> None:
    section = file.sections[0]
    text = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    for table in file.tables:
        columns = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(columns) == text
        for row in table._tbl.tr_lst:
            cells = [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.tc_lst]
            assert cells == columns or cells == [sum(columns)]


def test_every_signature_is_a_picture_with_words_and_a_number_of_its_own(file: Word, content: bytes) -> None:
    drawn = list(file.element.body.iter(qn("wp:docPr")))
    assert len(drawn) == 6
    assert sorted({each.get("id") for each in drawn}) == ["1", "2", "3", "4", "5", "6"]
    assert all(
        re.match(r"Podpis: .+, .+, verze 2, 12\. 3\. 2027 v 14\.\d\d$", plain(each.get("descr"))) for each in drawn
    )
    with ZipFile(BytesIO(content)) as package:
        pictures = [name for name in package.namelist() if name.startswith("word/media/")]
        assert len(pictures) == 6
        for name in pictures:
            with Image.open(BytesIO(package.read(name))) as picture:
                assert picture.format == "PNG" and picture.convert("L").getextrema()[0] < 60
                assert not picture.info.keys() - {"transparency"}


def test_a_signature_is_drawn_where_the_finger_was() -> None:
    with Image.open(BytesIO(ink.png(((0, 0, 999, 0), (500, 399, 500, 399))))) as picture:
        grey = picture.convert("L")
        assert grey.getpixel((384, 9)) < 60 and grey.getpixel((384, 308)) < 60
        assert grey.getpixel((384, 150)) == 255 and len(set(grey.get_flattened_data())) > 3


def test_a_stroke_of_one_touch_is_a_dot() -> None:
    with Image.open(BytesIO(ink.png(((300, 200),)))) as picture:
        assert picture.convert("L").getpixel((234, 159)) < 60


# What surrounds it --------------------------------------------------------------------------------------------------


def test_nothing_of_anybody_elses_template_is_left(content: bytes, file: Word) -> None:
    with ZipFile(BytesIO(content)) as package:
        names = set(package.namelist())
        everything = b"".join(package.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert not [name for name in names if re.search("thumbnail|theme|stylesWithEffects|webSettings", name)]
    assert b"en-US" not in everything and b"python-docx" not in everything
    told = file.core_properties
    assert (told.title, told.author, told.language) == ("Jakubovo setkání", "Setkání", "cs-CZ")
    assert told.comments == "" and told.created and told.created.replace(tzinfo=None) == NOW.replace(tzinfo=None)


@pytest.mark.parametrize(("language", "checked"), [("cs", "cs-CZ"), ("en", "en-GB"), ("uk", "uk-UA")])
def test_the_words_are_checked_in_the_language_of_the_meeting(language: str, checked: str) -> None:
    styles = opened(written(jakub.Table(language=language).meeting)).styles.element
    assert [each.get(qn("w:val")) for each in styles.iter(qn("w:lang"))] == [checked]


def test_the_same_meeting_at_the_same_time_gives_the_same_bytes(content: bytes, meeting: Meeting) -> None:
    assert written(meeting) == content


def test_it_gives_the_same_bytes_in_another_process(content: bytes) -> None:
    program = (
        "import sys, hashlib; from tests.exports.test_word import *; "
        "print(hashlib.sha256(written(jakubs_meeting())).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True).stdout
    from hashlib import sha256

    assert found.strip() == sha256(content).hexdigest()


def test_every_part_is_well_formed_and_every_relation_leads_somewhere(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as package:
        names = set(package.namelist())
        assert package.testzip() is None and len(names) == len(package.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
        targets = etree.fromstring(package.read("word/_rels/document.xml.rels"))
        assert {posixpath.normpath(f"word/{each.get('Target')}") for each in targets} <= names


def test_every_style_used_is_there(file: Word) -> None:
    known = {style.style_id for style in file.styles}
    used = {each.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for each in file.element.body.iter(qn(tag))}
    assert used <= known


# Any letters at all -------------------------------------------------------------------------------------------------


def a_record(*blocks: Heading | Paragraph | Labelled | Listed | PaperTable, title: str = "t") -> Record:
    return Record("cs", title, "", "", "", "{page}/{pages}", blocks)


ALPHABETS = (
    "abc žščřďťňáíéúůý ŽŠČ„“–…\N{NO-BREAK SPACE}",
    "<>&\"'{}%$\\/ ]]> &amp; {name} %s",
    "\t\n\r\x0b\x0c\x85\u2028\u2029",
    "".join(map(chr, range(0x20))) + "\x7f\x80\x9f",
    "\ud800\udfff\udc00\ufffe\uffff\ufdd0\U0001fffe\U0010ffff",
    "👧👦👨‍👩‍👧‍👦🇨🇿👍🏽❤️\u200d\ufe0f",
    "Зустріч їєґ العربية עברית 日本語 한국어 ไทย हिन्दी",
    "e\u0301a\u030aZ\u030c\u1e9b\u0323\ufb01\u2126\uac00\u1100\u1161",
    "\u202a\u202e\u2066\u2069\u200e\u061c\ufeff\u00ad\u200b",
)


def any_text(chance: random.Random, most: int = 60) -> str:
    """Letters of a few alphabets, sometimes any code point at all."""
    alphabets = chance.sample(ALPHABETS, chance.randint(1, 3))
    letters = []
    for _place in range(chance.randint(1, most)):
        letters.append(
            chr(chance.randrange(0x110000)) if chance.random() < 0.1 else chance.choice(chance.choice(alphabets))
        )
    return "".join(letters)


def test_three_hundred_plans_of_any_letters_are_read_back_as_they_were_cleaned() -> None:
    chance = random.Random(20270312)
    dirty = 0
    for number in range(300):
        texts = [any_text(chance) for _each in range(6)]
        title, heading, label, said, point, cell = texts
        made = a_record(
            Heading(1, heading),
            Labelled(label, said),
            Listed((point,)),
            PaperTable(title, said, (Column(label, 1), Column(said, 2)), ((Cell(cell), Cell(said, bold=cell)),)),
            title=title,
        )
        file = opened(word.write(made, NOW))
        paragraphs, table = [paragraph.text for paragraph in file.paragraphs], file.tables[0]
        title, heading, label, said, point, cell = map(word.cleaned, texts)
        dirty += [title, heading, label, said, point, cell] != texts
        lines = [title, "", heading, *label.split("\n"), *(said.split("\n") if said else []), point, ""]
        assert paragraphs == lines, number
        assert [found.text for found in table.row_cells(0)] == [label, said]
        assert [found.text for found in table.row_cells(1)] == [cell, "\n".join(filter(None, (cell, said)))], number
    assert dirty > 100


def test_what_is_cleaned_is_what_the_meeting_itself_would_refuse() -> None:
    chance = random.Random(7)
    for _each in range(2000):
        text = any_text(chance)
        assert clean(word.cleaned(text)) == clean(text)
        assert unicodedata.normalize("NFC", word.cleaned(text)) == clean(text)


def test_letters_that_may_stand_are_not_touched() -> None:
    """Not even composed: what is printed above a signature is what was signed."""
    assert word.cleaned("Z\u030cofie\t\n😀") == "Z\u030cofie\t\n😀"


def test_names_with_gaps_and_marks_of_programs_stay_names() -> None:
    people = (c.Person("p", "{name} %s {0} </w:t>", frozenset({"facilitator"}), "{stage}", "%(x)s"),)
    table = jakub.Table(people, title="{moment} & <b>").comes("p")
    table.advances("p", "{name}").advances("p", "x").advances("p", "y").does("p", c.FreezePlan("{number}")).signs("p")
    words = all_words(opened(written(table.meeting)))
    assert "{name} %s {0} </w:t>" in words and "{moment} & <b>" in words and "\n{number}\n" in words


# By LibreOffice -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, soffice: str, pdftoppm: str
) -> Iterator[dict[str, list[str]]]:
    """The words on each page of the record, of a draft, and of one with letters of the whole world."""
    folder = tmp_path_factory.mktemp("pages")
    chance = random.Random(3)
    wild = a_record(*(Paragraph(any_text(chance, 400)) for _each in range(40)), Paragraph("the last line"))
    files = {"final": content, "draft": written(jakubs_meeting(closed=False)), "wild": word.write(wild, NOW)}
    for name, file in files.items():
        (folder / f"{name}.docx").write_bytes(file)
    own = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    convert = [soffice, own, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *(str(folder / f"{name}.docx") for name in files)], check=True, capture_output=True)
    pdftotext = str(Path(pdftoppm).with_name(Path(pdftoppm).name.replace("pdftoppm", "pdftotext")))
    found = {}
    for name in files:
        text = subprocess.run([pdftotext, "-layout", str(folder / f"{name}.pdf"), "-"], check=True, capture_output=True)
        found[name] = [plain(page) for page in text.stdout.decode().split("\f")[:-1]]
    yield found


def test_libreoffice_makes_pages_of_it_that_are_counted(pages: dict[str, list[str]]) -> None:
    final = pages["final"]
    assert 5 <= len(final) <= 9
    for number, page in enumerate(final, 1):
        assert f"Strana {number} z {len(final)}" in page and "Jakubovo setkání" in page
        assert len(page.split()) > 20, "a page is empty"


def test_a_draft_says_so_on_every_page_and_the_record_on_none(pages: dict[str, list[str]]) -> None:
    assert len(pages["draft"]) > 1
    assert all("KONCEPT – setkání není uzavřené, stav k 12. 3. 2027 v 15.41" in page for page in pages["draft"])
    assert not any("KONCEPT" in page for page in pages["final"])


def test_the_head_of_the_plan_is_on_every_page_the_plan_is_on(pages: dict[str, list[str]]) -> None:
    step = re.compile(r"^ *[12]\.[1-4] {2,}(Terapie|Doprovod|Vzájemně|Zkusit|Podat|Zmapovat)", re.MULTILINE)
    planned = [page for page in pages["final"] if step.search(page)]
    assert len(planned) > 1
    # Where letters are wide, „Jak poznáme“ stands on two lines.
    head = re.compile(r"^ *Č\. +Co +Jak konkrétně +Kdo +S kým +Do kdy +(Jak )?poznáme +Potvrzení$", re.MULTILINE)
    for page in planned:
        assert head.search(page)


def test_no_day_and_no_answer_in_the_plan_is_cut_in_two(pages: dict[str, list[str]]) -> None:
    whole = "\n".join(pages["final"])
    for words in ("16. 3. 2027", "26. 3. 2027", "slíbeno", "nepotvrzeno"):
        assert words in whole


def test_every_page_names_the_version_that_was_signed(pages: dict[str, list[str]]) -> None:
    assert all("Verze plánu 2 · otisk" in page for page in pages["final"])


def test_libreoffice_reads_letters_of_the_whole_world_to_the_last_line(pages: dict[str, list[str]]) -> None:
    assert "the last line" in pages["wild"][-1]


# On narrow paper ----------------------------------------------------------------------------------------------------


def with_margins(side: int) -> Letterhead:
    """A town's letterhead on A4 with so many millimetres free on each side."""
    twips = round(side * 56.693)
    page = f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="{twips}" w:right="{twips}"/>'
    with TemporaryDirectory() as folder:
        return read(replace(TOWN, page=page).file(Path(folder)))


@pytest.mark.parametrize(("side", "columns"), [(20, 8), (35, 4), (60, 4)])
def test_where_eight_columns_have_no_room_the_plan_has_four_and_says_the_same(
    side: int, columns: int, meeting: Meeting
) -> None:
    own = OwnPaper(letterhead=with_margins(side))
    file = opened(word.record(meeting, translations("cs"), NOW, PRAGUE, own))
    plan = next(table for table in file.tables if table.cell(0, 0).text == "Č.")
    assert len(plan.columns) == columns
    assert [row.cells[0].text for row in plan.rows].count("1.1") == 1
    said = re.sub(r"\s+", " ", " ".join(cell.text for row in plan.rows for cell in row.cells))
    for step in meeting.steps:
        owner = meeting.seats[step.owner].name if step.owner else ""
        texts = [meeting.text(f"step:{step.id}:{field}") for field in ("what", "how", "with", "signal")]
        for words in (*texts, owner):
            assert " ".join(words.split()) in said
    for name in ("Jak poznáme", "S kým") if columns == 4 else ():
        assert f"{name}:" in said
