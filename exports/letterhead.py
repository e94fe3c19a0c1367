"""An organisation's own paper: a Word file taken in once, made safe, and ready to have records written on it.

Whatever Word or LibreOffice made is taken apart and put together anew from the parts a letterhead needs: text, styles,
lists, headers, footers, pictures, fonts. Nothing that runs, reaches out or tells about people comes along.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from . import dressing, foreign
from .blank import xml
from .package import TYPES, BadPackage, Part, Relation, read_parts, written

MOST_BYTES = 10 * 1024 * 1024
"""Of the file as it lies on the disk."""
MARKS = ("zápis", "zapis", "record")
"""In braces and alone in a paragraph: where the record is to stand."""
LEAST_WIDTH = 80
"""Millimetres of text in a line: on less, the plan cannot be read."""
HERE = "setkani"
"""The bookmark in the paragraph that the record takes the place of."""


class BadLetterhead(ValueError):
    """The file cannot be a letterhead. One sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """package: the Word file as it will be opened; styles: what we call a style -> its id there."""

    package: bytes
    styles: Mapping[str, str]


def read(file: Path) -> Letterhead:
    """A letterhead from a .docx or .dotx. Raises BadLetterhead."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadLetterhead(f"The letterhead {file} cannot be read: {error.strerror}.") from error
    try:
        return _taken_in(content)
    except (BadPackage, _Unfit) as reason:
        raise BadLetterhead(f"The letterhead {file} {reason}") from reason
    except Exception as error:
        # Whatever a stranger's file does to whoever reads it: it is the file, and the sentence says what helps.
        raise BadLetterhead(
            f"The letterhead {file} is damaged; open it in Word or LibreOffice, save it as .docx and try again."
        ) from error


class _Unfit(ValueError):
    """The end of a sentence that begins with the name of the file."""


def _taken_in(content: bytes) -> Letterhead:
    if len(content) > MOST_BYTES:
        raise _Unfit(f"is larger than {MOST_BYTES // 1024 // 1024} MB; make its pictures smaller.")
    parts = read_parts(content)
    for part in parts.values():
        if part.root is not None:
            foreign.mend(part)
    document = parts["word/document.xml"]
    _place(parts)
    _measure(document)
    foreign.settle(_had(parts, document, "settings"))
    styles = dressing.styles(_had(parts, document, "styles"), _had(parts, document, "numbering"))
    return Letterhead(written(parts, xml("core")), styles)


# The place of the record --------------------------------------------------------------------------------------------


def _place(parts: Mapping[str, Part]) -> None:
    """Puts an empty, named paragraph where the record begins."""
    document = parts["word/document.xml"]
    assert document.root is not None
    body = document.root.find(qn("w:body"))
    if body is None:
        raise _Unfit("is damaged; open it in Word or LibreOffice, save it as .docx and try again.")
    for name, part in parts.items():
        if name != "word/document.xml" and part.root is not None and any(map(_is_mark, part.root.iter(qn("w:p")))):
            raise _Unfit("has its mark {zápis} in a header or a footer; write it into the text of the page.")
    marks = [paragraph for paragraph in body.iter(qn("w:p")) if _is_mark(paragraph)]
    if any(above.tag in map(qn, _BOXES) for mark in marks for above in mark.iterancestors()):
        raise _Unfit("has its mark {zápis} in a table or a text box; write it into a line of its own below.")
    if len(marks) > 1:
        raise _Unfit("has the mark {zápis} more than once; keep the one where the record is to begin.")
    here = OxmlElement("w:p")
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        named = OxmlElement(tag)
        named.set(qn("w:id"), "0")
        here.append(named)
    here[0].set(qn("w:name"), HERE)
    if marks:
        _at_mark(body, marks[0], here)
        return
    if any("{" + mark + "}" in _words(paragraph).casefold() for paragraph in body.iter(qn("w:p")) for mark in MARKS):
        raise _Unfit("has its mark {zápis} in a line with other words; write it into a line of its own.")
    final = body.find(qn("w:sectPr"))
    last = body[-1] if final is None else final.getprevious()
    if final is not None:
        final.addprevious(here)
    else:
        body.append(here)
    # A page is never without a paragraph: where it is empty, somebody would begin to write there.
    if last is not None and last.tag == qn("w:p") and _is_empty(last):
        body.remove(last)


_BOXES = ("w:tc", "w:txbxContent")


def _at_mark(body: BaseOxmlElement, mark: BaseOxmlElement, here: BaseOxmlElement) -> None:
    while (holder := mark.getparent()) is not body:
        # A content control or other brackets around it: what is in them stays, the brackets go.
        whole = holder.getparent() if holder.tag == qn("w:sdtContent") else holder
        for child in [child for child in holder if child.tag != qn("w:customXmlPr")]:
            whole.addprevious(child)
        whole.getparent().remove(whole)
    mark.addprevious(here)
    properties = mark.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:sectPr")) is not None:
        for child in list(mark):
            if child is not properties:
                mark.remove(child)
    else:
        body.remove(mark)


def _is_mark(paragraph: BaseOxmlElement) -> bool:
    words = _words(paragraph).strip().casefold()
    return words.startswith("{") and words.endswith("}") and words[1:-1].strip() in MARKS


def _words(paragraph: BaseOxmlElement) -> str:
    """The words of a paragraph without those in boxes that hang on it."""
    found = (text.text or "" for text in paragraph.iter(qn("w:t")) if next(text.iterancestors(qn("w:p"))) is paragraph)
    return unicodedata.normalize("NFC", "".join(found))


def _is_empty(paragraph: BaseOxmlElement) -> bool:
    telling = ("w:t", "w:drawing", "w:pict", "w:object", "w:sectPr", "w:br", "w:fldChar", "w:fldSimple", "w:sym")
    return next(paragraph.iter(*map(qn, telling)), None) is None


# The page -----------------------------------------------------------------------------------------------------------

_A4 = {"w": 11906, "h": 16838}
_MARGINS = {"top": 1304, "right": 1020, "bottom": 1134, "left": 1020, "header": 567, "footer": 510, "gutter": 0}


def _measure(document: Part) -> None:
    """Every section has measures that are whole numbers, and the record's one column that is wide enough."""
    assert document.root is not None
    body = document.root.find(qn("w:body"))
    assert body is not None
    if body.find(qn("w:sectPr")) is None:
        body.append(OxmlElement("w:sectPr"))
    for section in body.iter(qn("w:sectPr")):
        for tag, usual in (("w:pgMar", _MARGINS), ("w:pgSz", _A4)):
            found = section.find(qn(tag))
            if found is None:
                found = OxmlElement(tag)
                _after_references(section, found)
            for name, length in usual.items():
                found.set(qn(f"w:{name}"), str(_twips(found.get(qn(f"w:{name}")), length)))
    section = section_of(body)
    if (columns := section.find(qn("w:cols"))) is not None:
        for name in ("num", "equalWidth"):
            columns.attrib.pop(qn(f"w:{name}"), None)
        for column in list(columns):
            columns.remove(column)
    if text_width(section) < LEAST_WIDTH * 56.7:
        width = max(0, round(text_width(section) / 56.7))
        raise _Unfit(f"leaves {width} mm between its margins; the record needs at least {LEAST_WIDTH} mm.")


def _after_references(section: BaseOxmlElement, element: BaseOxmlElement) -> None:
    before = ("headerReference", "footerReference", "footnotePr", "endnotePr", "type")
    place = sum(etree.QName(child).localname in before for child in section)
    if element.tag == qn("w:pgMar") and section.find(qn("w:pgSz")) is not None:
        place += 1
    section.insert(place, element)


def _twips(written: str | None, usual: int) -> int:
    """A length in twentieths of a point, also where somebody's program wrote "12.5" or "2cm"."""
    if written is None:
        return usual
    units = {"mm": 56.6929, "cm": 566.929, "in": 1440, "pt": 20, "pc": 240, "pi": 240}
    try:
        if written[-2:] in units:
            return round(float(written[:-2]) * units[written[-2:]])
        return round(float(written))
    except (ValueError, OverflowError):
        return usual


def here(body: BaseOxmlElement) -> BaseOxmlElement:
    """The paragraph that the record takes the place of."""
    paragraph: BaseOxmlElement
    for paragraph in body.iterchildren(qn("w:p")):
        start = paragraph.find(qn("w:bookmarkStart"))
        if start is not None and start.get(qn("w:name")) == HERE:
            return paragraph
    raise KeyError(HERE)


def section_of(body: BaseOxmlElement) -> BaseOxmlElement:
    """The properties of the section that the record stands in: those that come next."""
    for block in here(body).itersiblings():
        found: BaseOxmlElement | None = (
            block if block.tag == qn("w:sectPr") else block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        )
        if found is not None:
            return found
    raise KeyError("w:sectPr")


def text_width(section: BaseOxmlElement) -> int:
    """Between the margins, in twentieths of a point."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    assert size is not None and margins is not None
    taken = (int(margins.get(qn(f"w:{side}"), "0")) for side in ("left", "right", "gutter"))
    return int(size.get(qn("w:w"), "0")) - sum(taken)


def text_height(section: BaseOxmlElement) -> int:
    """The same from top to bottom. A margin below nothing is one that headers may not move."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    assert size is not None and margins is not None
    taken = (abs(int(margins.get(qn(f"w:{side}"), "0"))) for side in ("top", "bottom"))
    return int(size.get(qn("w:h"), "0")) - sum(taken)


# Other parts --------------------------------------------------------------------------------------------------------


def _had(parts: dict[str, Part], document: Part, kind: str) -> BaseOxmlElement:
    """A part that every record needs, ours if the letterhead has none."""
    name = f"word/{kind}.xml"
    if name not in parts:
        parts[name] = Part(kind, TYPES[kind], parse_xml(xml(kind)))
        document.relations[f"own-{kind}"] = Relation(kind, name)
    root = parts[name].root
    assert root is not None
    return root
