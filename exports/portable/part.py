"""The record for machines inside the Word file: a custom XML part that Word and LibreOffice carry along unseen."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from .shape import SPACE

MOST_LETTERS = 50 * 1024 * 1024
"""Bytes of the part in a file that is read."""

_XML = "application/xml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ID = "{5E7CA117-0001-4E52-8EC0-5E7CA1170001}"
"""Names the part within its file."""


def enclose(word: Word, content: bytes) -> None:
    """Put the JSON into a Word file that is not saved yet."""
    package, document = word.part.package, word.part
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(number for number in range(1, len(taken) + 2) if f"/customXml/item{number}.xml" not in taken)
    item = Part(PackURI(f"/customXml/item{number}.xml"), _XML, _record(content), package)
    properties = Part(PackURI(f"/customXml/itemProps{number}.xml"), _PROPERTIES, _store_item(), package)
    document.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    item.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)


def enclosed(file: bytes) -> bytes | None:
    """The JSON inside a Word file; None where there is none of ours. Whether it can be trusted is not asked here."""
    try:
        with ZipFile(BytesIO(file)) as package:
            for name in package.namelist():
                if name.startswith("customXml/item") and name.endswith(".xml"):
                    with package.open(name) as part:
                        content = part.read(MOST_LETTERS + 1)
                    if len(content) <= MOST_LETTERS and (found := letters(content)) is not None:
                        return found
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None
    return None


def letters(part: bytes) -> bytes | None:
    """The JSON in a part, if it is one of ours."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(part, reader)
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{{{SPACE}}}record" or root.getroottree().docinfo.internalDTD is not None or len(root):
        return None
    return (root.text or "").encode()


def _record(content: bytes) -> bytes:
    root = etree.Element(f"{{{SPACE}}}record", nsmap={None: SPACE})
    root.text = content.decode()
    return _xml(root)


def _store_item() -> bytes:
    root = etree.Element(f"{{{_STORE}}}datastoreItem", {f"{{{_STORE}}}itemID": _ID}, nsmap={"ds": _STORE})
    schemas = etree.SubElement(root, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_STORE}}}schemaRef", {f"{{{_STORE}}}uri": SPACE})
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
