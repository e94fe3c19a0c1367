"""What does not belong on a letterhead is taken out of its XML: changes and comments, references that lead nowhere or
outside, fields that fetch something, and settings that would hinder whoever opens the record.
"""

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from .package import Part

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def mend(part: Part) -> None:
    """One part, in place."""
    assert part.root is not None
    _settle_changes(part.root)
    _still_fields(part.root)
    for element in list(part.root.iter()):
        if not isinstance(element.tag, str):
            continue
        if etree.QName(element).namespace == _VML:
            for name in ("src", f"{{{_OFFICE}}}href", f"{{{_OFFICE}}}althref"):
                element.attrib.pop(name, None)
        _in_words_of_word(element)
        for attribute, value in list(element.attrib.items()):
            if str(attribute).startswith(f"{{{_R}}}") and value not in part.relations and _is_in(element, part.root):
                _let_go(element, str(attribute))
    for reference in list(part.root.iter(qn("w:headerReference"), qn("w:footerReference"))):
        if reference.get(f"{{{_R}}}id") not in part.relations:
            _remove(reference)
        elif reference.get(qn("w:type")) is None:
            reference.set(qn("w:type"), "default")


def _in_words_of_word(element: BaseOxmlElement) -> None:
    """What LibreOffice writes in the words of the strict standard, said as Word says it."""
    element.attrib.pop(qn("w:characterSet"), None)
    side = element.get(qn("w:val"), "")
    if element.tag in (qn("w:jc"), qn("w:tab")) and side in _SIDES:
        element.set(qn("w:val"), _SIDES[side])
    elif element.tag in (qn("w:tblHeader"), qn("w:cantSplit")) and side in _SWITCHES:
        element.set(qn("w:val"), _SWITCHES[side])


_SIDES = {"start": "left", "end": "right"}
_SWITCHES = {"true": "on", "1": "on", "false": "off", "0": "off"}
"""Of two switches alone; all others may be said in four ways."""


def _is_in(element: etree._Element, root: etree._Element) -> bool:
    return element is root or next((True for above in element.iterancestors() if above is root), False)


# References ---------------------------------------------------------------------------------------------------------


def _let_go(element: BaseOxmlElement, attribute: str) -> None:
    """An attribute that names a relation which does not come along, and as much around it as makes no sense without."""
    name = etree.QName(element)
    others = [known for known in element.attrib if str(known).startswith(f"{{{_R}}}") and known != attribute]
    extension = next(element.iterancestors(f"{{{_A}}}ext"), None)
    if name.localname in ("hyperlink", "fill", "stroke") or (name.localname == "blip" and others):
        # A picture that is kept in the file and linked as well stays as it is kept.
        del element.attrib[attribute]
    elif extension is not None:
        _remove(extension)
    elif name.localname in ("blip", "relIds", "chart"):
        _remove_picture(element)
    else:
        _remove(element)


def _remove_picture(element: BaseOxmlElement) -> None:
    """One picture of a group, or the drawing that is nothing without it."""
    picture = next(element.iterancestors(f"{{{_PICTURE}}}pic"), None)
    above = picture.getparent() if picture is not None else None
    if picture is not None and above is not None and etree.QName(above).localname in ("wgp", "grpSp", "wpc"):
        _remove(picture)
    else:
        drawing = next(element.iterancestors(qn("w:drawing")), None)
        _remove_with_its_other_face(element if drawing is None else drawing)


def _remove_with_its_other_face(drawing: BaseOxmlElement) -> None:
    """A drawing that Word keeps twice, for itself and for older programs, goes twice."""
    both = next(drawing.iterancestors(f"{{{_MC}}}AlternateContent"), None)
    _remove(drawing if both is None else both)


def _remove(element: BaseOxmlElement) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


def _unwrap(element: BaseOxmlElement) -> None:
    for child in list(element):
        element.addprevious(child)
    _remove(element)


# Changes and comments -----------------------------------------------------------------------------------------------

_GONE = ("w:del", "w:moveFrom", "w:cellDel")
_STAYS = ("w:ins", "w:moveTo")
_TRACES = (
    "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:tblPrExChange", "w:trPrChange",
    "w:tcPrChange", "w:tblGridChange", "w:numberingChange", "w:cellIns", "w:cellMerge",
    "w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd",
    "w:customXmlInsRangeStart", "w:customXmlInsRangeEnd", "w:customXmlDelRangeStart", "w:customXmlDelRangeEnd",
    "w:customXmlMoveFromRangeStart", "w:customXmlMoveFromRangeEnd",
    "w:customXmlMoveToRangeStart", "w:customXmlMoveToRangeEnd",
    "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:annotationRef",
    "w:permStart", "w:permEnd", "w:proofErr", "w:dataBinding", "w:lastRenderedPageBreak",
    "w:bookmarkStart", "w:bookmarkEnd", "w:altChunk", "w:subDoc",
)  # fmt: skip


def _settle_changes(root: BaseOxmlElement) -> None:
    """Tracked changes are accepted; comments, bookmarks and ties to data elsewhere are left out."""
    for element in list(root.iter(*map(qn, _GONE))):
        if not _is_in(element, root):
            continue
        above = element.getparent()
        if above is not None and above.tag == qn("w:trPr"):
            _remove(above.getparent())
        elif above is not None and above.tag == qn("w:rPr"):
            _join_with_next(above)
        else:
            _remove(element)
    for element in list(root.iter(*map(qn, _STAYS))):
        if _is_in(element, root):
            _unwrap(element)
    for element in list(root.iter(*map(qn, _TRACES))):
        _remove(element)


def _join_with_next(mark: BaseOxmlElement) -> None:
    """The end of a paragraph was deleted: what stands in it goes to the next one."""
    paragraph = next(mark.iterancestors(qn("w:p")), None)
    if paragraph is None:
        return
    following = paragraph.getnext()
    if following is None or following.tag != qn("w:p") or paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        for name in _GONE:
            for each in list(mark.iterchildren(qn(name))):
                mark.remove(each)
        return
    place = 1 if following.find(qn("w:pPr")) is not None else 0
    for child in [child for child in paragraph if child.tag != qn("w:pPr")]:
        following.insert(place, child)
        place += 1
    _remove(paragraph)


# Fields -------------------------------------------------------------------------------------------------------------

_FETCHING = frozenset(
    {
        "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "RD", "DATABASE",
        "MERGEFIELD", "NEXT", "NEXTIF", "SKIPIF", "ASK", "FILLIN", "MACROBUTTON", "MACRO", "AUTOTEXT", "GLOSSARY",
        "TEMPLATE", "REF", "PAGEREF", "NOTEREF", "FILENAME", "USERNAME", "USERINITIALS", "USERADDRESS",
    }
)  # fmt: skip
"""Fields that would fetch or ask for something, or tell about whoever opens the file: what they show now stays."""


_DATING = frozenset({"DATE", "TIME", "SAVEDATE", "PRINTDATE", "CREATEDATE"})
"""Fields that would show another day whenever the record is opened."""
DAY = "\ue000day"
"""Stands where such a field was, until the record says of which day it is."""


def _still_fields(root: BaseOxmlElement) -> None:
    for field in list(root.iter(qn("w:fldSimple"))):
        name = _name(field.get(qn("w:instr"), ""))
        if name in _DATING:
            _date(list(field.iter(qn("w:t"))))
        if name in _FETCHING | _DATING:
            _unwrap(field)
    for pieces, instruction, shows in list(_fields(root)):
        name = _name(instruction)
        if name in _DATING:
            _date(shows)
        if name in _FETCHING | _DATING:
            for piece in pieces:
                _remove(piece)


def _date(shows: list[BaseOxmlElement]) -> None:
    for number, words in enumerate(shows):
        words.text = "" if number else DAY


def _name(instruction: str) -> str:
    return "".join(instruction.split(maxsplit=1)[:1]).upper()


Field = tuple[list[BaseOxmlElement], str, list[BaseOxmlElement]]


def _fields(root: BaseOxmlElement) -> Iterator[Field]:
    """What each field is made of besides what it shows, its instruction, and the words it shows."""
    opened: list[tuple[list[BaseOxmlElement], list[str], list[BaseOxmlElement], list[bool]]] = []
    for element in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            opened.append(([element], [], [], []))
        elif opened and element.tag == qn("w:instrText"):
            opened[-1][0].append(element)
            opened[-1][1].append(element.text or "")
        elif opened and element.tag == qn("w:t"):
            opened[-1][2].extend([element] if opened[-1][3] else [])
        elif opened and kind is not None:
            pieces, words, shows, shown = opened[-1]
            pieces.append(element)
            shown.append(True)
            if kind == "end":
                opened.pop()
                yield pieces, "".join(words), shows


def counts_pages(root: BaseOxmlElement) -> bool:
    """Does it number the pages by itself?"""
    instructions = [field.get(qn("w:instr"), "") for field in root.iter(qn("w:fldSimple"))]
    instructions += [words for _, words, _ in _fields(root)]
    return any(_name(words) == "PAGE" for words in instructions)


# Settings -----------------------------------------------------------------------------------------------------------

_UNWANTED = (
    "w:attachedTemplate", "w:mailMerge", "w:documentProtection", "w:writeProtection", "w:trackRevisions",
    "w:revisionView", "w:updateFields", "w:docVars", "w:rsids", "w:linkStyles", "w:attachedSchema", "w:saveThroughXslt",
    "w:formsDesign", "w:proofState", "w:readModeInkLockDown", "w:schemaLibrary", "w:stylePaneFormatFilter",
    "w:documentType", "w:autoFormatOverride", "w:styleLockTheme", "w:styleLockQFSet", "w:view",
)  # fmt: skip


def settle(settings: BaseOxmlElement) -> None:
    """Without what would ask questions, lock the record, or bring something from elsewhere."""
    for tag in _UNWANTED:
        for found in list(settings.iter(qn(tag))):
            _remove(found)
    for found in list(settings):
        if isinstance(found.tag, str) and etree.QName(found).localname == "schemaLibrary":
            _remove(found)
