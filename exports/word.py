"""The record as a Word file: real headings, tables that carry their head over the page, signatures as pictures."""

import logging
from datetime import UTC, datetime, tzinfo
from gettext import NullTranslations
from io import BytesIO
from math import ceil
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Twips
from docx.text.paragraph import Paragraph as WordParagraph

from server.meeting.letters import acceptable
from server.meeting.model import Meeting
from server.meeting.text import clean

from . import ink
from .content import content
from .kinds import PLAIN, OwnPaper
from .letterhead import BadLetterhead, Letterhead
from .paper import Band, Block, Cell, Column, Drawing, Heading, Labelled, Listed, Paragraph, Picture, Record, Row, Table
from .photos import ReadPhoto, no_photo
from .portable import told as portable
from .portable.part import enclose
from .portable.written import written
from .sheet import Sheet, made

log = logging.getLogger(__name__)

LANGUAGES = {"cs": "cs-CZ", "en": "en-GB", "uk": "uk-UA"}
_DRAWN = Mm(48)
"""How wide a signature is on paper, if its column is."""


def record(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper = PLAIN,
    photo: ReadPhoto = no_photo,
    extract_for: str = "",
) -> bytes:
    """The Word file of a meeting's record: a draft, marked on every page, while the meeting is open.

    extract_for: whose extract it is, where `meeting` is the copy that somebody may have; see `content`.

    Where the organisation has a seal, that of a closed meeting is sealed; raises BadKey where it cannot be. The same
    meeting, catalogue, `now` (UTC), zone and paper give the same bytes, but for an ECDSA seal. Where the letterhead
    turns out not to be fit for it, the record is written on plain paper: it is owed.
    """
    unsealed = _unsealed(meeting, translations, now, zone, own, photo, extract_for)
    return own.seal.seal(unsealed, now) if own.seal is not None and meeting.closed else unsealed


def _unsealed(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper,
    photo: ReadPhoto,
    extract_for: str,
) -> bytes:
    told = content(meeting, translations, now, zone, own, photo, extract_for)
    machines = b""
    if meeting.closed:
        machines = written(portable.told(meeting, translations, now, zone, own, extract=bool(extract_for)))
    if own.letterhead is not None:
        try:
            return write(told, now, own.letterhead, machines)
        except Exception as error:
            log.error("the letterhead cannot be written on (%s): the record is on plain paper", type(error).__name__)
    return write(told, now, machines=machines)


def try_out(letterhead: Letterhead) -> None:
    """Writes something of everything on it, so that what is wrong is known before a record is due. BadLetterhead."""
    table = Table("t", "t", (Column("a", 1), Column("b", 1)), (Band("b"), (Cell("c"), Cell(drawing=Drawing((), "d")))))
    blocks = (Heading(1, "1"), Heading(4, "4", apart=True), Paragraph("q", "quiet"), Paragraph("l", "loud"))
    sample = Record("cs", "t", "s", "m", "f", "{page} {pages}", (*blocks, Labelled("a", "b"), Listed(("p",)), table))
    try:
        Document(BytesIO(write(sample, datetime(2027, 1, 1, tzinfo=UTC), letterhead)))
    except Exception as error:
        raise BadLetterhead(
            "The letterhead cannot be written on; open it in Word or LibreOffice, save it as .docx and try again."
        ) from error


def write(record: Record, at: datetime, letterhead: Letterhead | None = None, machines: bytes = b"") -> bytes:
    """A record as a Word file. Characters that no Word file can hold are left out, see `cleaned`.

    machines: the same record as JSON, to go along unseen; b"" for none.
    """
    sheet = Sheet(LANGUAGES.get(record.language, record.language), letterhead)
    _properties(sheet.word, record, at)
    _dress(sheet, record)
    sheet.paragraph(cleaned(record.title), "Title")
    sheet.paragraph(cleaned(record.subtitle), "Subtitle")
    for block in record.blocks:
        _put(sheet, block)
    sheet.date(record.day)
    sheet.finish()
    _name_pictures(sheet)
    if machines:
        enclose(sheet.word, machines)
    return packed(sheet.word)


def cleaned(words: str) -> str:
    """What is written for these words: themselves, letter for letter, unless something in them cannot stand in a file.

    Then they are cleaned as everything that comes into a meeting is: one kind of line end, no control characters,
    no lone surrogates, NFC.
    """
    return words if acceptable(words) else clean(words)


# Blocks -------------------------------------------------------------------------------------------------------------

_TONES = {"plain": "Normal", "quiet": "Quiet", "loud": "Notice"}


def _put(sheet: Sheet, block: Block) -> None:
    match block:
        case Heading(level, words, apart):
            # One heading stays one, whatever line ends somebody typed into it.
            heading = sheet.paragraph(cleaned(words), f"Heading {level}")
            if apart or not sheet.own:
                heading.paragraph_format.page_break_before = apart
            if not sheet.own:
                # Whatever the office's own headings look like, programs that read aloud find the way by these.
                heading._p.get_or_add_pPr().append(made("w:outlineLvl", val=level - 1))
        case Paragraph(words, tone):
            _lines(sheet, words, _TONES[tone])
        case Labelled(label, words):
            _lines(sheet, label, "Label")
            if cleaned(words):
                _lines(sheet, words, "Normal")
        case Listed(points):
            for point in points:
                sheet.paragraph(cleaned(point), "List Bullet")
        case Table():
            _table(sheet, block)
        case Picture():
            _picture(sheet, block)


def _picture(sheet: Sheet, picture: Picture) -> None:
    """Whole on one page, never larger than it was taken."""
    # Not in the letters of an office, whose lines may be of one height whatever stands in them.
    paragraph = sheet.paragraph("", "Table Text")
    paragraph.paragraph_format.keep_with_next = True
    placed = paragraph.add_run().add_picture(BytesIO(picture.content))
    whole = min(
        1, Twips(sheet.width) / placed.width, min(Mm(picture.tall), Twips(sheet.height * 3 // 4)) / placed.height
    )
    placed.width, placed.height = Length(int(placed.width * whole)), Length(int(placed.height * whole))
    placed._inline.docPr.set("descr", cleaned(picture.alt))
    sheet.shown.append(placed._inline)
    _lines(sheet, picture.caption, _TONES["quiet"])


def _lines(sheet: Sheet, words: str, style: str) -> None:
    for line in cleaned(words).split("\n"):
        sheet.paragraph(line, style)


# Tables -------------------------------------------------------------------------------------------------------------


_NARROW = 165
"""Millimetres in a line. With less, eight columns break the words in them."""


def _table(sheet: Sheet, table: Table) -> None:
    if table.narrow and sheet.width < Mm(_NARROW).twips:
        table = table.narrow
    widths = _widths(table, sheet.width)
    put = made("w:tbl")
    put.append(_table_properties(sheet, table, sum(widths)))
    grid = made("w:tblGrid")
    grid.extend(made("w:gridCol", w=width) for width in widths)
    put.append(grid)
    sheet.put(put)
    if table.headed:
        head = tuple(Cell(column.words) for column in table.columns)
        put.append(_row(sheet, head, widths, _TYPES[table.dense][0], repeated=True))
    for row in table.rows:
        if isinstance(row, Band):
            style = _TYPES[table.dense][1]
            put.append(_row(sheet, (Cell(row.words),), [sum(widths)], style, span=len(widths)))
        else:
            put.append(_row(sheet, row, widths, _TYPES[table.dense][2]))
    # Two tables without a paragraph between them would become one.
    sheet.paragraph("", "Table End")


_TYPES = {
    False: ("Table Head", "Table Band", "Table Text"),
    True: ("Dense Head", "Dense Band", "Dense Text"),
}
"""Dense or not -> styles of the head, of what goes across, and of the rest."""


def _widths(table: Table, whole: int) -> list[int]:
    """In twentieths of a point; the last column takes what rounding left.

    A column whose share would be too narrow for what must stay on one line keeps its least, and the others share the
    rest. Where so little paper is left that they could hold nothing, all keep to their shares.
    """
    total = sum(column.share for column in table.columns)
    kept = {
        number: least
        for number, column in enumerate(table.columns)
        if (least := Mm(column.least).twips) > whole * column.share // total
    }
    rest = whole - sum(kept.values())
    if rest < whole // 2:
        kept, rest = {}, whole
    shared = sum(column.share for number, column in enumerate(table.columns) if number not in kept)
    widths = [kept.get(number, rest * column.share // shared) for number, column in enumerate(table.columns)]
    widths[-1] += whole - sum(widths)
    return widths


def _table_properties(sheet: Sheet, table: Table, width: int) -> BaseOxmlElement:
    properties = made("w:tblPr")
    properties.extend(
        (
            made("w:tblStyle", val=sheet.style("Record Table")),
            made("w:tblW", w=width, type="dxa"),
            made("w:tblLayout", type="fixed"),
            made(
                "w:tblLook",
                val="0420" if table.headed else "0480",
                firstRow=int(table.headed),
                lastRow=0,
                firstColumn=int(not table.headed),
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            made("w:tblCaption", val=cleaned(table.caption)),
            made("w:tblDescription", val=cleaned(table.about)),
        )
    )
    return properties


def _row(
    sheet: Sheet,
    cells: Row,
    widths: list[int],
    style: str,
    *,
    repeated: bool = False,
    span: int = 1,
) -> BaseOxmlElement:
    row = made("w:tr")
    properties = made("w:trPr")
    if repeated or _lines_needed(cells, widths) <= _MOST_UNBROKEN:
        properties.append(made("w:cantSplit"))
    if repeated:
        properties.append(made("w:tblHeader"))
    if len(properties):
        row.append(properties)
    for cell, width in zip(cells, widths, strict=True):
        row.append(_cell(sheet, cell, width, style, span))
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


def _cell(sheet: Sheet, cell: Cell, width: int, style: str, span: int) -> BaseOxmlElement:
    put = made("w:tc")
    properties = made("w:tcPr")
    properties.append(made("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(made("w:gridSpan", val=span))
        properties.append(made("w:shd", val="clear", color="auto", fill="F3F6F8"))
    put.append(properties)
    bold, words = cleaned(cell.bold), cleaned(cell.words)
    for line in bold.split("\n") if bold else ():
        _paragraph(sheet, put, style).add_run(line).bold = True
    for line in words.split("\n") if words or not (bold or cell.drawing) else ():
        _paragraph(sheet, put, style).add_run(line)
    if cell.drawing:
        wide = min(_DRAWN, Twips(width - _EDGES))
        picture = _paragraph(sheet, put, style).add_run().add_picture(BytesIO(ink.png(cell.drawing.strokes)), wide)
        picture._inline.docPr.set("descr", cleaned(cell.drawing.alt))
        sheet.drawn.append(picture._inline)
    return put


_EDGES = 160
"""What a cell keeps free on its left and right together, in twentieths of a point."""


def _paragraph(sheet: Sheet, cell: BaseOxmlElement, style: str) -> WordParagraph:
    paragraph = sheet.loose("", style)
    cell.append(paragraph._p)
    return paragraph


# Pages --------------------------------------------------------------------------------------------------------------


def _dress(sheet: Sheet, record: Record) -> None:
    """What stands on every page above and below the text. An office's paper keeps its head, so the title goes below."""
    mark = ((cleaned(record.mark), "Mark"),) if record.mark else ()
    title = cleaned(record.title)
    sheet.at_the_head((*mark, (title, "Header")) if sheet.own else mark)
    foot = [cleaned(record.foot)] if sheet.own else [title, cleaned(record.foot)]
    sheet.at_the_foot(" · ".join(part for part in foot if part), record.numbers)


# The file -----------------------------------------------------------------------------------------------------------


def _properties(word: Word, record: Record, at: datetime) -> None:
    told = word.core_properties
    told.title = cleaned(record.title)[:255]
    told.subject = cleaned(record.subtitle)[:255]
    told.author = told.last_modified_by = "Setkání"
    told.language = LANGUAGES.get(record.language, record.language)
    told.created = told.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    told.revision = 1


def _name_pictures(sheet: Sheet) -> None:
    """Every picture has a number and a name of its own, as Word wants it, also beside those of a letterhead."""
    for inline in (*sheet.drawn, *sheet.shown):
        inline.find(qn("wp:docPr")).attrib.pop("id")
        # Where nothing is said, some programs leave a gap of their own around it.
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
    first = 0
    for part in sheet.word.part.package.iter_parts():
        if isinstance(part, XmlPart):
            ids = (each.get("id", "") for each in part.element.iter(qn("wp:docPr")))
            first = max([first, *(int(known) for known in ids if known.isdecimal())])
    czech = sheet.word.core_properties.language == "cs-CZ"
    kinds = (
        ("Podpis" if czech else "Signature", "signature", sheet.drawn),
        ("Obrázek" if czech else "Picture", "picture", sheet.shown),
    )
    for called, file, inlines in kinds:
        for number, inline in enumerate(inlines, 1):
            first += 1
            about = inline.find(qn("wp:docPr"))
            about.set("id", str(first))
            about.set("name", f"{called} {number}")
            for inside in inline.iter(qn("pic:cNvPr")):
                inside.set("id", str(first))
                inside.set("name", f"{file}-{number}")


def packed(word: Word) -> bytes:
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
