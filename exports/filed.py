"""What a PDF for the file says of itself: on each page of which Word file it is a copy, and to programs what it is."""

import re
from gettext import NullTranslations
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml import etree

from .sheet import made

FOOTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_SEALS = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"


def told_apart(docx: bytes, name: str, translations: NullTranslations) -> bytes:
    """The Word file that the PDF is printed from: the record with a line at the foot of every page that says from which
    file, and without its seal, which would not be true of it any more.

    name: of the record's file.
    """
    _ = translations.gettext
    word: Word = Document(BytesIO(docx))
    digest = sha256(docx).hexdigest()
    said = _("A copy in PDF, made from the Word file {name} (SHA-256 {digest}).").format(name=name, digest=digest)
    package = word.part.package
    for known, relation in list(package.rels.items()):
        if relation.reltype == _SEALS:
            said += " " + _("The seal is in the Word file; this copy has none.")
            del package.rels[known]
    for part in package.iter_parts():
        if part.content_type == FOOTER and isinstance(part, XmlPart):
            # Below our own line, above whatever an office has at its foot.
            part.element.insert(min(1, len(part.element)), _line(said, word))
    _say_bullets(word)
    word.core_properties.keywords = f"SHA-256 {digest}"
    written = BytesIO()
    word.save(written)
    return written.getvalue()


_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf0a8": "◊", "\uf02d": "–"}
"""Letters that only the fonts Symbol and Wingdings know, which Word likes for lists -> what they look like."""


def _say_bullets(word: Word) -> None:
    """Who hears a list hears its points, and not letters that mean nothing outside of one font."""
    for part in word.part.package.iter_parts():
        if not isinstance(part, XmlPart) or part.partname != "/word/numbering.xml":
            continue
        for level in part.element.iter(qn("w:lvl")):
            shown, run = level.find(qn("w:lvlText")), level.find(qn("w:rPr"))
            if shown is not None and shown.get(qn("w:val")) in _BULLETS:
                shown.set(qn("w:val"), _BULLETS[shown.get(qn("w:val"))])
                fonts = None if run is None else run.find(qn("w:rFonts"))
                if run is not None and fonts is not None:
                    run.remove(fonts)


def readable(docx: bytes) -> bool:
    """Is every letter one that can be read out: none of those to which only one font or one office gives a meaning?"""
    with ZipFile(BytesIO(docx)) as package:
        shown = (package.read(name) for name in package.namelist() if name.endswith(".xml") and "word/" in name)
        return not any(_PRIVATE.search(part.decode("utf-8", "replace")) for part in shown)


_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]|<w:sym ")
"""The areas of Unicode that everybody may use as they like; and letters that Word names by font and number."""


def language_of(docx: bytes) -> str:
    """The language a record is in: "cs"."""
    return (Document(BytesIO(docx)).core_properties.language or "cs").partition("-")[0]


def _line(words: str, word: Word) -> BaseOxmlElement:
    line = Paragraph(made("w:p"), word._body)
    shape = line.paragraph_format
    shape.space_before = shape.space_after = shape.first_line_indent = shape.left_indent = Pt(0)
    shape.line_spacing = 1.0
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(7), RGBColor(0x40, 0x40, 0x40)
    element: BaseOxmlElement = line._p
    return element


# To programs --------------------------------------------------------------------------------------------------------


class NoArchive(ValueError):
    """This is not the PDF/A that was asked for."""


_PDFA = "http://www.aiim.org/pdfa/ns/id/"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"


def declared(pdf: bytes, level: str) -> bytes:
    """The same PDF with its metadata in order. level: of PDF/A-2, A where every letter can be read out, else U.

    LibreOffice writes a file that has all that level A of PDF/A-2 asks for (tags, language, letters that can be read
    out) and says only B. And it says that the file is PDF/UA, in words that PDF/A wants to have explained (LibreOffice
    before 7.6 does not) and that do not hold for every letterhead: that is left out. The metadata lie open in the file,
    with room to be amended in place (ISO 16684-1, 7.3.2): no other byte moves. Raises NoArchive.
    """
    start = pdf.find(_BEGIN)
    first, last = pdf.find(b"?>", start) + 2, pdf.find(_END, start)
    if start < 0 or last < first:
        raise NoArchive("there are no metadata in the PDF")
    try:
        told = etree.fromstring(pdf[first:last].strip(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise NoArchive("the metadata of the PDF cannot be read") from error
    ours = told.find(f".//{{{_PDFUA}}}part")
    if told.findtext(f".//{{{_PDFA}}}part") != "2" or ours is None:
        raise NoArchive("the PDF is no PDF/A-2 with tags")
    for said in told.iter(f"{{{_PDFA}}}conformance"):
        said.text = level
    ours.getparent().remove(ours)
    amended: bytes = b"\n" + etree.tostring(told, encoding="utf-8") + b"\n"
    if len(amended) > last - first:
        raise NoArchive("the metadata of the PDF leave no room")
    return pdf[:first] + amended.ljust(last - first) + pdf[last:]
