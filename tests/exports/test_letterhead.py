"""Records on other people's paper: what it brings stays, what a record needs is there, and nothing else comes along."""

import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from lxml import etree

from exports import word
from exports.kinds import OwnPaper
from exports.letterhead import MOST_BYTES, BadLetterhead, Letterhead, read
from exports.package import MOST_UNPACKED
from server.meeting.model import Meeting
from server.web.language import translations
from tests.exports import letterheads as l
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.letterheads import PAPERS, Paper, field, p, picture

NOW = BEGINS + timedelta(hours=1, minutes=41)
each_paper = pytest.mark.parametrize("name", PAPERS)


@pytest.fixture(scope="module")
def closed() -> Meeting:
    return jakubs_meeting()


@pytest.fixture(scope="module")
def draft() -> Meeting:
    return jakubs_meeting(closed=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def on(paper: Paper, folder: Path, meeting: Meeting) -> bytes:
    """The record on this paper, and on no other."""
    letterhead = read(paper.file(folder))
    return word.write(word.content(meeting, translations("cs"), NOW, PRAGUE), NOW, letterhead)


def opened(content: bytes) -> Word:
    return Document(BytesIO(content))


def parts(content: bytes, like: str = "") -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if like in name}


def words_of(xml: bytes | etree._Element) -> str:
    root = etree.fromstring(xml) if isinstance(xml, bytes) else xml
    return "".join(text.text or "" for text in root.iter(qn("w:t")))


def lines(file: Word) -> list[str]:
    return [words_of(block) for block in file.element.body.iterchildren(qn("w:p"), qn("w:tbl"))]


# On every paper -----------------------------------------------------------------------------------------------------


@each_paper
def test_the_whole_record_is_on_the_paper(name: str, folder: Path, closed: Meeting) -> None:
    written = words_of(parts(on(PAPERS[name], folder, closed))["word/document.xml"])
    assert "Jakubovo setkání" in written
    for cell_id, cell in closed.cells.items():
        assert all(line in written for line in cell.text.split("\n")), cell_id


@each_paper
def test_what_the_office_has_above_and_below_stays(name: str, folder: Path, draft: Meeting) -> None:
    paper = PAPERS[name]
    found = [
        words_of(blob) for known, blob in parts(on(paper, folder, draft)).items() if re.search("header|footer", known)
    ]
    for kind, xml in (*paper.headers, *paper.footers):
        if kind != "even" or "even" in str(paper.settings):
            told = words_of(f"<w:x {l.NAMES}>{xml}</w:x>".encode())
            assert any(told in each for each in found), told


@each_paper
def test_the_file_is_whole(name: str, folder: Path, draft: Meeting) -> None:
    content = on(PAPERS[name], folder, draft)
    package = parts(content)
    for known, blob in package.items():
        if known.endswith((".xml", ".rels")):
            etree.fromstring(blob)
    for known, blob in package.items():
        if known.endswith(".rels"):
            here = Path(known).parent.parent
            for each in etree.fromstring(blob):
                target = each.get("Target")
                assert (
                    each.get("TargetMode") == "External"
                    or (here / target).as_posix().strip("/") in package
                    or (target.strip("/") in package)
                ), target
    styles = etree.fromstring(package["word/styles.xml"])
    ids = [style.get(qn("w:styleId")) for style in styles.iter(qn("w:style"))]
    names = [style.find(qn("w:name")).get(qn("w:val")).casefold() for style in styles.iter(qn("w:style"))]
    assert len(set(ids)) == len(ids) and len(set(names)) == len(names)
    for known, blob in package.items():
        if re.fullmatch(r"word/(document|header\d+|footer\d+).xml", known):
            root = etree.fromstring(blob)
            used = {each.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for each in root.iter(qn(tag))}
            assert used <= set(ids), known
    numbers = {each.get(qn("w:numId")) for each in etree.fromstring(package["word/numbering.xml"]).iter(qn("w:num"))}
    assert {each.get(qn("w:val")) for each in styles.iter(qn("w:numId"))} <= numbers
    drawn = [
        each.get("id")
        for known, blob in package.items()
        if re.fullmatch(r"word/(document|header\d+|footer\d+).xml", known)
        for each in etree.fromstring(blob).iter(qn("wp:docPr"))
    ]
    assert len(set(drawn)) == len(drawn)


@each_paper
def test_it_is_as_easy_to_find_one_s_way_in_as_on_plain_paper(name: str, folder: Path, closed: Meeting) -> None:
    file = opened(on(PAPERS[name], folder, closed))
    told = file.core_properties
    assert (told.title, told.author, told.language) == ("Jakubovo setkání", "Setkání", "cs-CZ")
    assert {each.get(qn("w:val")) for each in file.styles.element.iter(qn("w:lang"))} == {"cs-CZ"}
    levels = [int(each.get(qn("w:val"))) for each in file.element.body.iter(qn("w:outlineLvl"))]
    assert levels.count(0) >= 10 and all(after <= before + 1 for before, after in pairwise(levels))
    signed = [
        each for each in file.element.body.iter(qn("wp:docPr")) if (each.get("descr") or "").startswith("Podpis:")
    ]
    assert len(signed) == 6
    heads = [
        table for table in file.tables if table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    ]
    assert len(heads) >= 4
    for table in file.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


@each_paper
def test_tables_and_signatures_fit_between_its_margins(name: str, folder: Path, closed: Meeting) -> None:
    file = opened(on(PAPERS[name], folder, closed))
    section = file.sections[1] if name == "sections" else file.sections[0]
    width = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    for table in file.tables:
        assert sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) == width
        for row in table._tbl.tr_lst:
            for cell in row.tc_lst:
                for extent in cell.iter(qn("wp:extent")):
                    assert int(extent.get("cx")) / 635 <= int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w")))


@pytest.mark.parametrize(
    ("left", "days"), [(1350, (5, 7)), (2835, (3,)), (5950, (3,))], ids=["166 mm", "140 mm", "85 mm"]
)
def test_on_narrow_paper_a_day_an_answer_and_a_role_keep_their_room(
    left: int, days: tuple[int, ...], folder: Path, closed: Meeting
) -> None:
    file = opened(on(Paper(page=l.A4.replace('w:left="1418"', f'w:left="{left}"')), folder, closed))
    plan = next(table for table in file.tables if table.cell(0, 0).text == "Č.")
    widths = [int(column.get(qn("w:w"))) / 56.7 for column in plan._tbl.tblGrid]
    assert len(widths) == max(days[-1], 3) + 1
    assert all(widths[place] > 23.9 for place in days)
    assert min(widths[1:]) > 9 and widths[0] > 8
    about = [int(column.get(qn("w:w"))) / 56.7 for column in file.tables[0]._tbl.tblGrid]
    assert about[0] > 41.9, "the longest role stays in one piece"


@each_paper
def test_a_draft_is_marked_in_every_header_that_a_page_shows(name: str, folder: Path, draft: Meeting) -> None:
    file = opened(on(PAPERS[name], folder, draft))
    for section in file.sections:
        shown = [section.header]
        shown += [section.first_page_header] if section.different_first_page_header_footer else []
        shown += [section.even_page_header] if file.settings.odd_and_even_pages_header_footer else []
        for header in shown:
            assert "KONCEPT" in words_of(header._element)


@each_paper
def test_every_page_names_the_version_and_is_counted(name: str, folder: Path, closed: Meeting) -> None:
    file = opened(on(PAPERS[name], folder, closed))
    for section in file.sections:
        shown = [section.footer]
        shown += [section.first_page_footer] if section.different_first_page_header_footer else []
        shown += [section.even_page_footer] if file.settings.odd_and_even_pages_header_footer else []
        for footer in shown:
            assert "Jakubovo setkání · Verze plánu 2" in words_of(footer._element)
            fields = [each.text.split()[0] for each in footer._element.iter(qn("w:instrText"))]
            assert fields.count("PAGE") == 1
        assert "KONCEPT" not in words_of(section.header._element)


@each_paper
def test_the_same_record_on_the_same_paper_has_the_same_bytes(name: str, folder: Path, closed: Meeting) -> None:
    assert on(PAPERS[name], folder, closed) == on(PAPERS[name], folder, closed)


# Styles -------------------------------------------------------------------------------------------------------------


def test_the_office_s_styles_are_used_by_their_names_and_stay_as_they_are(folder: Path, closed: Meeting) -> None:
    file = opened(on(l.TOWN, folder, closed))
    used = [paragraph._p.pPr.pStyle.val for paragraph in file.paragraphs if paragraph._p.pPr is not None]
    assert used.count("Nadpis1") >= 10 and "Heading1" not in used
    theirs = etree.fromstring(f"<w:styles {l.NAMES}>{l.CZECH_STYLES}</w:styles>".encode())
    now = {each.get(qn("w:styleId")): each for each in file.styles.element.iter(qn("w:style"))}
    for style in theirs.iter(qn("w:style")):
        kept = now[style.get(qn("w:styleId"))]
        assert etree.tostring(kept, method="c14n", exclusive=True) == etree.tostring(
            style, method="c14n", exclusive=True
        )


def test_what_is_missing_is_added_beside_what_is_called_the_same(folder: Path, closed: Meeting) -> None:
    """Theirs called "Label" writes in green capitals; ours must not."""
    file = opened(on(l.TOWN, folder, closed))
    label = next(paragraph for paragraph in file.paragraphs if paragraph.text == "Důvod")
    assert label.style is not None and label.style.name == "Record Label"
    assert {"Label", "Record Label", "heading 2", "Record Table"} <= {
        each.find(qn("w:name")).get(qn("w:val")) for each in file.styles.element.iter(qn("w:style"))
    }


def test_a_heading_that_begins_a_page_in_letters_does_not_in_the_record(folder: Path, closed: Meeting) -> None:
    file = opened(on(l.TOWN, folder, closed))
    headings = [each for each in file.paragraphs if each._p.pPr is not None and each._p.pPr.pStyle.val == "Nadpis1"]
    breaks = [each.paragraph_format.page_break_before for each in headings]
    assert breaks.count(True) == 1 and None not in breaks


def test_their_lists_are_kept_and_ours_gets_a_number_of_its_own(folder: Path, closed: Meeting) -> None:
    theirs = (
        f'<w:numbering xmlns:w="{l.W}"><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0">'
        '<w:lvlText w:val="§"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    paper = replace(
        l.TOWN, more={"word/numbering.xml": theirs.encode()}, relations={"n": ("numbering", "numbering.xml")}
    )
    root = etree.fromstring(parts(on(paper, folder, closed))["word/numbering.xml"])
    assert [each.get(qn("w:abstractNumId")) for each in root.iter(qn("w:abstractNum"))] == ["4", "5"]
    assert [each.get(qn("w:numId")) for each in root.iter(qn("w:num"))] == ["7", "8"]
    assert [etree.QName(each).localname for each in root] == ["abstractNum", "abstractNum", "num", "num"]


# The place of the record --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["{zápis}", "{zapis}", "{record}", " {ZÁPIS} ", "{ zápis }", "{za\u0301pis}"])
def test_the_record_stands_where_the_mark_stood(mark: str, folder: Path, closed: Meeting) -> None:
    said = lines(opened(on(Paper(body=p("Vyřizuje: Malá") + p(mark) + p("S pozdravem")), folder, closed)))
    assert said[0] == "Vyřizuje: Malá" and said[1] == "Jakubovo setkání" and said[-1] == "S pozdravem"
    assert not any("{" in line for line in said)


def test_a_mark_that_word_has_cut_into_pieces_is_one(folder: Path, closed: Meeting) -> None:
    pieces = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("{", "zá", "pis", "}"))
    assert lines(opened(on(Paper(body=p(inside=pieces) + p("konec")), folder, closed)))[0] == "Jakubovo setkání"


def test_without_a_mark_it_comes_after_what_is_there(folder: Path, closed: Meeting) -> None:
    said = lines(opened(on(Paper(body=p("Věc:") + p("") + p("")), folder, closed)))
    assert said[:3] == ["Věc:", "", "Jakubovo setkání"]


def test_a_mark_in_a_content_control_opens_it(folder: Path, closed: Meeting) -> None:
    file = opened(on(PAPERS["controls"], folder, closed))
    said = lines(file)
    assert said[0] == "Vyřizuje: Bc. Petr Svoboda" and said[1] == "Jakubovo setkání"
    assert said[-2:] == ["uvnitř", "S pozdravem odbor sociálních věcí"]


def test_a_mark_at_the_end_of_a_section_takes_that_page_in_one_column(folder: Path, closed: Meeting) -> None:
    file = opened(on(PAPERS["sections"], folder, closed))
    assert [section.orientation for section in file.sections] == [0, 1, 0]
    columns = [section._sectPr.find(qn("w:cols")) for section in file.sections[:2]]
    assert columns[0].get(qn("w:num")) == "2" and columns[1].get(qn("w:num")) is None


CELL = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/>{}</w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (Paper(body=CELL.format(p("{zápis}")) + p()), "has its mark {zápis} in a table or a text box"),
        (Paper(body=p(inside=l.text_box("{zápis}"))), "has its mark {zápis} in a table or a text box"),
        (Paper(body=p("zde {zápis} bude")), "has its mark {zápis} in a line with other words"),
        (Paper(body=p("{zápis}") + p("{record}")), "has the mark {zápis} more than once"),
        (Paper(headers=(("default", p("{zápis}")),)), "has its mark {zápis} in a header or a footer"),
        (
            Paper(page='<w:pgSz w:w="5000" w:h="8000"/><w:pgMar w:left="900" w:right="900"/>'),
            "leaves 56 mm between its margins; the record needs at least 80 mm",
        ),
    ],
)  # fmt: skip
def test_a_mark_or_a_page_that_cannot_work_is_one_sentence(paper: Paper, sentence: str, folder: Path) -> None:
    refused(paper.content(), sentence, folder)


# What is refused ----------------------------------------------------------------------------------------------------


def refused(content: bytes, sentence: str, folder: Path) -> None:
    file = folder / "papir.docx"
    file.write_bytes(content)
    with pytest.raises(BadLetterhead) as bad:
        read(file)
    assert str(bad.value).startswith(f"The letterhead {file} {sentence}")
    assert str(bad.value).endswith(".") and "\n" not in str(bad.value)


def with_part(name: str, blob: bytes, relation: str = "") -> bytes:
    relations = {"more": (relation, name.removeprefix("word/"))} if relation else {}
    return Paper(styles=None, relations=relations, more={name: blob}).content()


def a_bomb() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.bmp", b"\0" * (MOST_UNPACKED + 1))
    return written.getvalue()


def opendocument() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return written.getvalue()


def locked_entry() -> bytes:
    content = bytearray(Paper().content())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        content[at + place] |= 1
    return bytes(content)


MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DOCTYPE = b'<!DOCTYPE w:document [<!ENTITY a "aaaa">]><w:styles xmlns:w="%s">&a;</w:styles>' % l.W.encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a Word file"),
        (b"%PDF-1.7", "is not a Word file"),
        ("Vážená paní".encode(), "is not a Word file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is in the old format of Word"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        (locked_entry(), "is locked with a password"),
        (b"PK\x03\x04" + b"\0" * 100, "is damaged"),
        (Paper().content()[:-200], "is damaged"),
        (Paper(body="<w:p>").content(), "is damaged"),
        (b"PK" + b"\0" * MOST_BYTES, "is larger than 10 MB"),
        (a_bomb(), "unpacks to more than 50 MB"),
        (opendocument(), "is an OpenDocument file"),
        (Paper(main=MACROS).content(), "has macros"),
        (with_part("word/vbaProject.bin", b"x"), "has macros"),
        (Paper(main=SHEET).content(), "is not a Word document"),
        (with_part("word/styles.xml", DOCTYPE, "styles"), "has something in it that no Word file has"),
    ],
)  # fmt: skip
def test_what_is_no_letterhead_is_one_sentence(content: bytes, sentence: str, folder: Path) -> None:
    refused(content, sentence, folder)


def test_a_part_that_nothing_leads_to_is_no_part_of_the_paper(folder: Path, closed: Meeting) -> None:
    (folder / "papir.docx").write_bytes(with_part("word/styles.xml", DOCTYPE))
    word.try_out(read(folder / "papir.docx"))


def test_strict_open_xml_is_told_how_to_be_saved(folder: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    written = BytesIO()
    with ZipFile(written, "w") as package:
        for name, blob in parts(Paper().content()).items():
            package.writestr(name, blob.replace(l.W.encode(), strict) if name == "word/document.xml" else blob)
    refused(written.getvalue(), "is saved as “Strict Open XML”", folder)


def test_a_file_that_is_not_there_is_one_sentence(folder: Path) -> None:
    with pytest.raises(BadLetterhead, match=r"nikde\.docx cannot be read: No such file"):
        read(folder / "nikde.docx")


def test_a_template_is_as_good_as_a_document(folder: Path, closed: Meeting) -> None:
    paper = replace(l.TOWN, main="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")
    assert lines(opened(on(paper, folder, closed)))[0] == "Jakubovo setkání"


def test_three_hundred_damaged_letterheads_are_read_or_refused_and_never_anything_else(folder: Path) -> None:
    chance = random.Random(7)
    whole = [paper.content() for paper in PAPERS.values()]
    outcomes = {True: 0, False: 0}
    for _each in range(300):
        blobs = parts(chance.choice(whole))
        name = chance.choice(sorted(blobs))
        blob = bytearray(blobs[name])
        match chance.randrange(4):
            case 0:
                del blobs[name]
            case 1:
                blobs[name] = bytes(blob[: chance.randrange(len(blob))])
            case 2:
                blob[chance.randrange(len(blob))] = chance.randrange(256)
                blobs[name] = bytes(blob)
            case 3:
                tags = re.findall(rb"<w:\w+", blobs[name]) or [b"<"]
                blobs[name] = blobs[name].replace(chance.choice(tags), b"<w:tbl")
        written = BytesIO()
        with ZipFile(written, "w") as package:
            for known, content in blobs.items():
                package.writestr(known, content)
        (folder / "x.docx").write_bytes(written.getvalue())
        try:
            word.try_out(read(folder / "x.docx"))
            outcomes[True] += 1
        except BadLetterhead:
            outcomes[False] += 1
    assert min(outcomes.values()) > 30, outcomes


# What stays behind --------------------------------------------------------------------------------------------------

ELSEWHERE = "https://tracker.example.org/logo.png"
HOSTILE = Paper(
    body=p("Text", inside=picture("away")) + p(inside=field(f'INCLUDEPICTURE "{ELSEWHERE}"', "obrázek"))
    + p(inside='<w:hyperlink r:id="page"><w:r><w:t>web</w:t></w:r></w:hyperlink><w:hyperlink r:id="script"><w:r><w:t>'
        'zlo</w:t></w:r></w:hyperlink>'),
    headers=(
        (
            "default",
            p("Hlava", inside=picture("away", "r:link") + picture("rId1", number=5)
              + l.old_picture("away") + l.old_picture("rId1", f' src="{ELSEWHERE}"'))
            + p(inside='<w:r><w:object><v:shape/><o:OLEObject Type="Link" r:id="ole"/></w:object></w:r>'),
        ),
    ),
    settings='<w:attachedTemplate r:id="template"/><w:mailMerge><w:dataSource r:id="away"/></w:mailMerge>'
    '<w:documentProtection w:edit="forms" w:enforcement="1"/><w:updateFields w:val="true"/><w:trackRevisions/>',
    relations={
        "away": ("image", ELSEWHERE),
        "template": ("attachedTemplate", "file:///x/Normal.dotm"),
        "ole": ("oleObject", "https://tracker.example.org/x.xlsx"),
        "page": ("hyperlink", "https://www.kolin.example.org"),
        "script": ("hyperlink", "javascript://x"),
        "lost": ("image", "media/ztraceny.png"),
    },
)  # fmt: skip


def test_nothing_is_fetched_from_elsewhere_when_the_record_is_opened(folder: Path, closed: Meeting) -> None:
    content = on(HOSTILE, folder, closed)
    everything = b"".join(parts(content).values())
    for stranger in (
        b"tracker.example.org",
        b"Normal.dotm",
        b"javascript",
        b"OLEObject",
        b"mailMerge",
        b"INCLUDEPICTURE",
    ):
        assert stranger not in everything, stranger
    assert b"https://www.kolin.example.org" in everything
    header = next(blob for name, blob in parts(content, "word/header").items() if b"Hlava" in blob)
    assert len(etree.fromstring(header).findall(f".//{qn('w:drawing')}")) == 1
    assert "obrázek" in words_of(parts(content)["word/document.xml"])


def test_the_day_in_a_letterhead_is_that_of_the_record_whenever_it_is_opened(folder: Path, closed: Meeting) -> None:
    simple = '<w:fldSimple w:instr="TIME"><w:r><w:t>3.4.2019</w:t></w:r></w:fldSimple>'
    paper = Paper(
        headers=(("default", p("Kolín ", inside=field('DATE \\@ "d. M. yyyy"', "1. 2. 2019")) + p(inside=simple)),)
    )
    header = next(blob for name, blob in parts(on(paper, folder, closed), "word/header").items() if b"Kol" in blob)
    assert words_of(header).replace("\N{NO-BREAK SPACE}", " ") == "Kolín 12. 3. 202712. 3. 2027"
    assert b"DATE" not in header and b"TIME" not in header


def test_nothing_locks_the_record_or_asks_questions(folder: Path, closed: Meeting) -> None:
    settings = parts(on(HOSTILE, folder, closed))["word/settings.xml"]
    assert not re.search(b"documentProtection|updateFields|trackRevisions|attachedTemplate", settings)


CHANGED = Paper(
    body='<w:p><w:ins w:id="1" w:author="Eva"><w:r><w:t>přidáno </w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="Eva"><w:r><w:delText>smazáno</w:delText></w:r></w:del>'
    '<w:commentRangeStart w:id="0"/><w:r><w:t>zůstává</w:t></w:r>'
    '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    + p("první ", '<w:rPr><w:del w:id="3" w:author="Eva"/></w:rPr>')
    + p("druhá")
    + '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:del w:id="4" w:author="Eva"/></w:trPr><w:tc><w:tcPr/>'
    + p("smazaný řádek")
    + "</w:tc></w:tr><w:tr><w:tc><w:tcPr/>"
    + p("řádek")
    + "</w:tc></w:tr></w:tbl>"
    + p(),
    more={
        "word/comments.xml": f'<w:comments xmlns:w="{l.W}"><w:comment w:id="0" w:author="Eva"/></w:comments>'.encode()
    },
    relations={"c": ("comments", "comments.xml")},
)


def test_changes_are_accepted_and_comments_left_out(folder: Path, closed: Meeting) -> None:
    content = on(CHANGED, folder, closed)
    said = lines(opened(content))
    assert said[0] == "přidáno zůstává" and said[1] == "první druhá"
    assert "řádek" in said[2] and "smazan" not in "".join(said)
    everything = b"".join(parts(content).values())
    assert b'Eva"' not in everything and b"comment" not in everything


def test_who_made_the_letterhead_is_nobody_s_business(folder: Path, closed: Meeting) -> None:
    made = Document()
    made.core_properties.author, made.core_properties.keywords = "Eva Tajná", "interní"
    made.sections[0].header.paragraphs[0].text = "Poradna"
    made.save(str(folder / "word.docx"))
    letterhead = read(folder / "word.docx")
    content = word.write(word.content(closed, translations("cs"), NOW, PRAGUE), NOW, letterhead)
    everything = b"".join(parts(content).values())
    assert "Eva Tajná".encode() not in everything and "interní".encode() not in everything
    assert not [name for name in parts(content) if re.search("customXml|thumbnail|app.xml", name)]
    assert "Poradna" in words_of(b"".join(parts(content, "word/header1").values()))


# When the record is due ---------------------------------------------------------------------------------------------


def test_a_record_that_is_owed_comes_on_plain_paper_rather_than_not_at_all(
    closed: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    broken = OwnPaper(letterhead=Letterhead(b"PK\x03\x04 nothing more", {}))
    content = word.record(closed, translations("cs"), NOW, PRAGUE, broken)
    assert content == word.record(closed, translations("cs"), NOW, PRAGUE)
    assert "the record is on plain paper" in caplog.text and "Jakub" not in caplog.text


def test_a_letterhead_that_cannot_be_written_on_is_known_before_a_record_is_due() -> None:
    with pytest.raises(BadLetterhead, match="cannot be written on"):
        word.try_out(Letterhead(b"PK\x03\x04 nothing more", {}))


# As pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(
    draft: Meeting, tmp_path_factory: pytest.TempPathFactory, soffice: str, pdftoppm: str
) -> Iterator[dict[str, list[str]]]:
    """The words on each page of a draft, on every paper and on one that LibreOffice made."""
    folder = tmp_path_factory.mktemp("papers")
    files = {name: paper.file(folder, f"{number}.docx") for number, (name, paper) in enumerate(PAPERS.items())}
    files["libreoffice"] = l.from_libreoffice(folder, soffice)
    made = {}
    for name, file in files.items():
        content = word.write(word.content(draft, translations("cs"), NOW, PRAGUE), NOW, read(file))
        made[name] = folder / f"record-{file.name}"
        made[name].write_bytes(content)
    own = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    convert = [soffice, own, "--headless", "--convert-to", "pdf", "--outdir", folder, *made.values()]
    subprocess.run(convert, check=True, capture_output=True)
    pdftotext = str(Path(pdftoppm).with_name(Path(pdftoppm).name.replace("pdftoppm", "pdftotext")))
    found = {}
    for name, file in made.items():
        text = subprocess.run([pdftotext, "-layout", file.with_suffix(".pdf"), "-"], check=True, capture_output=True)
        found[name] = [page.replace("\N{NO-BREAK SPACE}", " ") for page in text.stdout.decode().split("\f")[:-1]]
    yield found


@pytest.mark.parametrize("name", [*PAPERS, "libreoffice"])
def test_every_page_is_marked_numbered_and_says_which_version_it_is(name: str, pages: dict[str, list[str]]) -> None:
    assert len(pages[name]) >= 5
    for number, page in enumerate(pages[name], 1):
        assert "KONCEPT – setkání není uzavřené" in page and "Verze plánu 2 · otisk" in page
        counted = f"Strana {number} z {len(pages[name])}" in page
        assert counted or re.search(rf"^\s*(.*strana )?{number}\s*$", page, re.MULTILINE), f"page {number}"


def test_the_first_page_has_the_head_of_first_pages_and_the_others_theirs(pages: dict[str, list[str]]) -> None:
    town, most = pages["town"], pages["libreoffice"]
    assert "Karlovo náměstí" in town[0] and all("Město Kolín, pokračování" in page for page in town[1:])
    assert "IČO 876 54 321" in most[0] and all("Nadace Most, další strana" in page for page in most[1:])
    assert "Spis" in most[0] and "Konec." in most[-1]


def test_left_and_right_pages_keep_their_heads(pages: dict[str, list[str]]) -> None:
    sides = ["lichá strana" in page for page in pages["both sides"]]
    assert sides == [number % 2 == 0 for number in range(len(sides))]
    assert all("sudá strana" in page for page in pages["both sides"][1::2])


# What cannot be read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "run", "theirs"),
    [
        ("", '<w:color w:val="8A1F4D"/>', True),
        ("", '<w:color w:val="auto"/>', True),
        ("", '<w:color w:val="FFFFFF" w:themeColor="background1"/>', False),
        ("", '<w:color w:val="F2F2F2"/>', False),
        ('<w:shd w:val="clear" w:fill="1D5C3F"/>', '<w:color w:val="FFFFFF"/>', True),
        ('<w:shd w:val="clear" w:fill="000000"/>', "", False),
        ("", "<w:vanish/>", False),
        ("", '<w:vanish w:val="0"/>', True),
    ],
)
def test_a_title_that_nobody_could_read_on_white_paper_is_ours(
    paragraph: str, run: str, theirs: bool, folder: Path, closed: Meeting
) -> None:
    title = l.style("Nzev", "Title", based="Nadpis1", paragraph=paragraph, run=run)
    file = opened(on(Paper(styles=l.CZECH_STYLES + title), folder, closed))
    named = next(one for one in file.paragraphs if one.text == "Jakubovo setkání")
    assert named.style and (named.style.style_id == "Nzev") is theirs
    assert theirs or (named.style.name or "").startswith("Record ")


def test_what_libreoffice_writes_in_other_words_is_said_as_word_says_it(folder: Path, closed: Meeting) -> None:
    body = (
        '<w:tbl><w:tblPr><w:jc w:val="start"/></w:tblPr><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:trPr>'
        f'<w:cantSplit w:val="true"/><w:tblHeader w:val="true"/></w:trPr><w:tc><w:tcPr/>{p("a")}</w:tc></w:tr></w:tbl>'
    )
    file = opened(on(Paper(body=body + p("konec", '<w:jc w:val="end"/>')), folder, closed))
    table = file.tables[0]._tbl
    assert table.tblPr.find(qn("w:jc")).get(qn("w:val")) == "left"
    properties = table.tr_lst[0].find(qn("w:trPr"))
    assert [each.get(qn("w:val")) for each in properties] == ["on", "on"]
    assert [each.get(qn("w:val")) for each in file.element.body.iter(qn("w:jc"))].count("right") == 1
