"""The record as a Word file: real headings, tables that carry their head over the page, signatures as pictures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from gettext import NullTranslations
from io import BytesIO
from math import ceil
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Word
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph as WordParagraph

from server.meeting.letters import acceptable
from server.meeting.model import Meeting
from server.meeting.text import clean

from . import ink
from .blank import blank
from .content import content
from .paper import Band, Block, Cell, Heading, Labelled, Listed, Paragraph, Record, Row, Table

LANGUAGES = {"cs": "cs-CZ", "en": "en-GB", "uk": "uk-UA"}
_SIGNATURE = {"cs-CZ": "Podpis", "uk-UA": "Підпис"}
_DRAWN = Mm(48)
"""How wide a signature is on paper."""


def record(meeting: Meeting, translations: NullTranslations, now: datetime, zone: tzinfo) -> bytes:
    """The Word file of a meeting's record: a draft, marked on every page, while the meeting is open.

    The same meeting, catalogue, `now` (UTC) and zone give the same bytes.
    """
    return write(content(meeting, translations, now, zone), now)


def write(record: Record, made: datetime) -> bytes:
    """A record as a Word file. Characters that no Word file can hold are left out, see `cleaned`."""
    word = blank(LANGUAGES.get(record.language, record.language))
    _properties(word, record, made)
    _dress(word.sections[0], record)
    word.add_paragraph(cleaned(record.title), "Title")
    word.add_paragraph(cleaned(record.subtitle), "Subtitle")
    for block in record.blocks:
        _put(word, record, block)
    _name_pictures(word)
    return _packed(word)


def cleaned(words: str) -> str:
    """What is written for these words: themselves, letter for letter, unless something in them cannot stand in a file.

    Then they are cleaned as everything that comes into a meeting is: one kind of line end, no control characters,
    no lone surrogates, NFC.
    """
    return words if acceptable(words) else clean(words)


# Blocks -------------------------------------------------------------------------------------------------------------

_TONES = {"plain": "Normal", "quiet": "Quiet", "loud": "Notice"}


def _put(word: Word, record: Record, block: Block) -> None:
    match block:
        case Heading(level, words, apart):
            # One heading stays one, whatever line ends somebody typed into it.
            word.add_paragraph(cleaned(words), f"Heading {level}").paragraph_format.page_break_before = apart or None
        case Paragraph(words, tone):
            _lines(word, words, _TONES[tone])
        case Labelled(label, words):
            _lines(word, label, "Label")
            if cleaned(words):
                _lines(word, words, "Normal")
        case Listed(points):
            for point in points:
                word.add_paragraph(cleaned(point), "List Bullet")
        case Table():
            _table(word, block)


def _lines(word: Word, words: str, style: str) -> None:
    for line in cleaned(words).split("\n"):
        word.add_paragraph(line, style)


# Tables -------------------------------------------------------------------------------------------------------------


def _table(word: Word, table: Table) -> None:
    widths = _widths(table, _text_width(word.sections[0]))
    made = _made("w:tbl")
    made.append(_table_properties(table, sum(widths)))
    grid = _made("w:tblGrid")
    grid.extend(_made("w:gridCol", w=width) for width in widths)
    made.append(grid)
    word.element.body.insert_element_before(made, "w:sectPr")
    if table.headed:
        head = tuple(Cell(column.words) for column in table.columns)
        made.append(_row(word, head, widths, _TYPES[table.dense][0], repeated=True))
    for row in table.rows:
        if isinstance(row, Band):
            made.append(_row(word, (Cell(row.words),), [sum(widths)], _TYPES[table.dense][1], span=len(widths)))
        else:
            made.append(_row(word, row, widths, _TYPES[table.dense][2]))
    # Two tables without a paragraph between them would become one.
    word.add_paragraph("", "Table End")


_TYPES = {
    False: ("Table Head", "Table Band", "Table Text"),
    True: ("Dense Head", "Dense Band", "Dense Text"),
}
"""Dense or not -> styles of the head, of what goes across, and of the rest."""


def _text_width(section: Section) -> Length:
    width, left, right = section.page_width, section.left_margin, section.right_margin
    if width is None or left is None or right is None:
        raise ValueError("the blank document has no measures")
    return Length(width - left - right)


def _widths(table: Table, total: Length) -> list[int]:
    """In twentieths of a point; the last column takes what rounding left."""
    shares = [column.share for column in table.columns]
    whole = round(total.twips) if isinstance(total.twips, float) else total.twips
    widths = [whole * share // sum(shares) for share in shares]
    widths[-1] += whole - sum(widths)
    return widths


def _table_properties(table: Table, width: int) -> BaseOxmlElement:
    properties = _made("w:tblPr")
    properties.extend(
        (
            _made("w:tblStyle", val="RecordTable"),
            _made("w:tblW", w=width, type="dxa"),
            _made("w:tblLayout", type="fixed"),
            _made(
                "w:tblLook",
                val="0420" if table.headed else "0480",
                firstRow=int(table.headed),
                lastRow=0,
                firstColumn=int(not table.headed),
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            _made("w:tblCaption", val=cleaned(table.caption)),
            _made("w:tblDescription", val=cleaned(table.about)),
        )
    )
    return properties


def _row(
    word: Word, cells: Row, widths: list[int], style: str, *, repeated: bool = False, span: int = 1
) -> BaseOxmlElement:
    row = _made("w:tr")
    properties = _made("w:trPr")
    if repeated or _lines_needed(cells, widths) <= _MOST_UNBROKEN:
        properties.append(_made("w:cantSplit"))
    if repeated:
        properties.append(_made("w:tblHeader"))
    if len(properties):
        row.append(properties)
    for cell, width in zip(cells, widths, strict=True):
        row.append(_cell(word, cell, width, style, span))
    return row


_MOST_UNBROKEN = 24
"""Lines. A row that may not break and is longer than a page would lose its end in some programs."""
_LETTER = 100
"""How wide a letter is at most on average, in twentieths of a point, in the type of tables."""


def _lines_needed(cells: Row, widths: list[int]) -> int:
    return max(
        sum(max(1, ceil(len(line) * _LETTER / width)) for line in f"{cell.bold}\n{cell.words}".split("\n"))
        for cell, width in zip(cells, widths, strict=True)
    )


def _cell(word: Word, cell: Cell, width: int, style: str, span: int) -> BaseOxmlElement:
    made = _made("w:tc")
    properties = _made("w:tcPr")
    properties.append(_made("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(_made("w:gridSpan", val=span))
        properties.append(_made("w:shd", val="clear", color="auto", fill="F3F6F8"))
    made.append(properties)
    bold, words = cleaned(cell.bold), cleaned(cell.words)
    for line in bold.split("\n") if bold else ():
        _paragraph(word, made, style).add_run(line).bold = True
    for line in words.split("\n") if words or not (bold or cell.drawing) else ():
        _paragraph(word, made, style).add_run(line)
    if cell.drawing:
        picture = _paragraph(word, made, style).add_run().add_picture(BytesIO(ink.png(cell.drawing.strokes)), _DRAWN)
        picture._inline.docPr.set("descr", cleaned(cell.drawing.alt))
    return made


def _paragraph(word: Word, cell: BaseOxmlElement, style: str) -> WordParagraph:
    made = OxmlElement("w:p")
    cell.append(made)
    # By its id, which for our own styles is the name without spaces: looking each up by name takes most of the time.
    made.style = style.replace(" ", "")
    return WordParagraph(made, word._body)


def _made(tag: str, **attributes: object) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


# Pages --------------------------------------------------------------------------------------------------------------


def _dress(section: Section, record: Record) -> None:
    """What stands on every page above and below the text."""
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    if record.mark:
        head.text, head.style = cleaned(record.mark), "Mark"
        head = section.header.add_paragraph()
    head.text, head.style = cleaned(record.title), "Header"
    foot = section.footer.paragraphs[0]
    foot.style = "Footer"
    foot.paragraph_format.tab_stops.add_tab_stop(_text_width(section), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(cleaned(record.foot) + "\t")
    for part in re.split(r"(\{page\}|\{pages\})", record.numbers):
        if part in _FIELDS:
            _field(foot, _FIELDS[part])
        elif part:
            foot.add_run(part)


_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def _field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word counts itself; 1 stands there until it has."""
    for parts in _field_parts(name):
        paragraph.add_run()._r.append(parts)


def _field_parts(name: str) -> Iterator[BaseOxmlElement]:
    yield _made("w:fldChar", fldCharType="begin")
    instruction = _made("w:instrText")
    instruction.text = f" {name} "
    instruction.set(qn("xml:space"), "preserve")
    yield instruction
    yield _made("w:fldChar", fldCharType="separate")
    number = _made("w:t")
    number.text = "1"
    yield number
    yield _made("w:fldChar", fldCharType="end")


# The file -----------------------------------------------------------------------------------------------------------


def _properties(word: Word, record: Record, made: datetime) -> None:
    told = word.core_properties
    told.title = cleaned(record.title)[:255]
    told.subject = cleaned(record.subtitle)[:255]
    told.author = told.last_modified_by = "Setkání"
    told.language = LANGUAGES.get(record.language, record.language)
    told.created = told.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    told.revision = 1


def _name_pictures(word: Word) -> None:
    """Every picture has a number and a name of its own, as Word wants it."""
    for number, drawn in enumerate(word.element.body.iter(qn("wp:docPr")), 1):
        drawn.set("id", str(number))
        drawn.set("name", f"{_SIGNATURE.get(word.core_properties.language, 'Signature')} {number}")
    for number, drawn in enumerate(word.element.body.iter(qn("pic:cNvPr")), 1):
        drawn.set("id", str(number))
        drawn.set("name", f"signature-{number}.png")


def _packed(word: Word) -> bytes:
    """The file with the same bytes whenever it is made: no clock and no machine in the package."""
    saved, packed = BytesIO(), BytesIO()
    word.save(saved)
    with ZipFile(saved) as loose, ZipFile(packed, "w") as package:
        for name in loose.namelist():
            part = ZipInfo(name, _NO_TIME)
            part.compress_type, part.create_system, part.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
            package.writestr(part, loose.read(name))
    return packed.getvalue()


_NO_TIME = (1980, 1, 1, 0, 0, 0)
