"""The package of somebody else's Word file, read with care and put together anew from the parts that we keep."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from .seal.findings import Unreadable, Why
from .seal.package import comparable
from .seal.zipped import Zipped

MOST_UNPACKED = 50 * 1024 * 1024
"""Bytes of all parts together."""
MOST_XML = 4 * 1024 * 1024
"""Bytes of all parts that are not pictures or fonts: they take many times as much once they are read."""
MOST_PARTS = 500


class BadPackage(ValueError):
    """The file cannot be used. The end of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Relation:
    """kind: what the other part is to this one; target: its name, or an address on the web where it is outside."""

    kind: str
    target: str
    outside: bool = False


@dataclass(slots=True)
class Part:
    """One part: root where it is XML, content where it is not."""

    kind: str
    content_type: str
    root: BaseOxmlElement | None = None
    content: bytes = b""
    relations: dict[str, Relation] = field(default_factory=dict)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
TYPES = {
    "officeDocument": f"{_WORD}document.main+xml",
    **{name: f"{_WORD}{name}+xml" for name in ("styles", "numbering", "settings", "fontTable", "header", "footer")},
    **{name: f"{_WORD}{name}+xml" for name in ("footnotes", "endnotes")},
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "font": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    **{
        f"diagram{name}": f"application/vnd.openxmlformats-officedocument.drawingml.diagram{name}+xml"
        for name in ("Data", "Layout", "Style", "Colors")
    },
    "diagramDrawing": "application/vnd.ms-office.drawingml.diagramDrawing+xml",
}
"""Kinds of parts that come along -> what they are. Everything else stays behind."""
_RENAMED = {"diagramQuickStyle": "diagramStyle"}
_PICTURES = {
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpeg", "image/jpeg"),
    b"GIF8": ("gif", "image/gif"),
    b"BM": ("bmp", "image/bmp"),
    b"II*\0": ("tiff", "image/tiff"),
    b"MM\0*": ("tiff", "image/tiff"),
    b"\x01\0\0\0": ("emf", "image/x-emf"),
    b"\xd7\xcd\xc6\x9a": ("wmf", "image/x-wmf"),
    b"\x01\0\x09\0": ("wmf", "image/x-wmf"),
    b"\x02\0\x09\0": ("wmf", "image/x-wmf"),
}
"""How a picture begins -> ending, type. An SVG stays behind: it may reach out, and Word keeps a PNG beside it."""


def read_parts(content: bytes) -> dict[str, Part]:
    """Name -> part, from the document on: everything a letterhead needs. Raises BadPackage and what damage raises."""
    return _Reading(_unpacked(content)).parts()


_UNREADABLE = {
    Why.OLD_WORD: "is in the old format of Word; open it in Word and save it as .docx.",
    Why.LOCKED: "is locked with a password; save it without one.",
    Why.OPEN_DOCUMENT: "is an OpenDocument file; save it in LibreOffice as Word (.docx).",
    Why.NOT_WORD: "is not a Word file; save it from Word or LibreOffice as .docx.",
    Why.TOO_MANY: f"consists of more than {MOST_PARTS} parts; a letterhead is one page with a logo.",
    Why.UNPACKS_TOO_FAR: f"unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB; make its pictures smaller.",
}


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        package = Zipped(BytesIO(content), MOST_PARTS, MOST_UNPACKED)
    except Unreadable as error:
        if error.why in _UNREADABLE:
            raise BadPackage(_UNREADABLE[error.why]) from error
        raise
    entries = [entry for entry in package.entries if not entry.name.endswith("/")]
    blobs = {comparable(entry.name): b"".join(package.unpacked(entry)) for entry in entries}
    if len(blobs) < len(entries):
        raise ValueError("a part is there twice")
    return blobs


class _Reading:
    def __init__(self, blobs: Mapping[str, bytes]) -> None:
        self.blobs = blobs
        self.read: dict[str, str] = {}
        """Name in the file -> name with us."""
        self.kept: dict[str, Part] = {}
        self.xml = MOST_XML

    def parts(self) -> dict[str, Part]:
        if any(posixpath.basename(name).startswith("vbaproject") for name in self.blobs):
            raise BadPackage("has macros; save it as a Word document without them (.docx).")
        types = self.parsed("[content_types].xml")
        main = [
            (kind, target)
            for kind, target, outside in self.relations_of("").values()
            if kind == "officeDocument" and not outside
        ]
        if len(main) != 1:
            raise BadPackage("is not a Word file; save it from Word or LibreOffice as .docx.")
        name = main[0][1]
        self.is_a_document(types, name)
        self.take("officeDocument", name)
        return self.kept

    def is_a_document(self, types: etree._Element, name: str) -> None:
        found = ""
        for each in types:
            if isinstance(each.tag, str) and comparable(each.get("PartName", "")) == name:
                found = each.get("ContentType", "")
        if not found:
            ending = name.rpartition(".")[2]
            found = next((e.get("ContentType", "") for e in types if e.get("Extension", "").lower() == ending), "")
        if "macroEnabled" in found:
            raise BadPackage("has macros; save it as a Word document without them (.docx).")
        if found not in (TYPES["officeDocument"], f"{_WORD}template.main+xml"):
            raise BadPackage("is not a Word document; save it from Word or LibreOffice as .docx.")

    def take(self, kind: str, name: str) -> str | None:
        """The part and all that it needs; returns its name with us, or None if it does not come along."""
        if name in self.read:
            return self.read[name]
        if name not in self.blobs:
            return None
        if kind == "image":
            return self.picture(name)
        if kind not in TYPES:
            return None
        ours = self.ours(kind)
        self.read[name] = ours
        part = Part(kind, TYPES[kind])
        self.kept[ours] = part
        if kind == "font":
            part.content = self.blobs[name]
            return ours
        part.root = self.parsed(name)
        if kind == "officeDocument" and etree.QName(part.root).namespace != _TRANSITIONAL:
            raise BadPackage("is saved as “Strict Open XML”; save it as an ordinary Word document (.docx).")
        for known, (relation, target, outside) in self.relations_of(name).items():
            if outside:
                if relation == "hyperlink" and _leads_to_a_page(target):
                    part.relations[known] = Relation(relation, target, outside=True)
            elif taken := self.take(relation, target):
                part.relations[known] = Relation(relation, taken)
        return ours

    def picture(self, name: str) -> str | None:
        blob = self.blobs[name]
        found = next((told for begins, told in _PICTURES.items() if blob.startswith(begins)), None)
        if found is None:
            return None
        ending, content_type = found
        ours = f"word/media/image{1 + sum(part.kind == 'image' for part in self.kept.values())}.{ending}"
        self.read[name] = ours
        self.kept[ours] = Part("image", content_type, content=blob)
        return ours

    def ours(self, kind: str) -> str:
        if kind == "officeDocument":
            return "word/document.xml"
        if kind in ("header", "footer", "theme", "font") or kind.startswith("diagram"):
            number = 1 + sum(part.kind == kind for part in self.kept.values())
            folder = {"theme": "word/theme/", "font": "word/fonts/"}.get(kind, "word/")
            return f"{folder}{kind}{number}.{'odttf' if kind == 'font' else 'xml'}"
        return f"word/{kind}.xml"

    def relations_of(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """Id -> kind, target (a name in the file or an address), is it outside."""
        folder, base = posixpath.split(name)
        place = posixpath.join(folder, "_rels", f"{base}.rels")
        if place not in self.blobs:
            return {}
        found = {}
        for each in self.parsed(place):
            if not isinstance(each.tag, str):
                continue
            kind = each.get("Type", "").rpartition("/")[2]
            kind = _RENAMED.get(kind, kind)
            target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
            if not outside:
                target = comparable(
                    target.partition("#")[0] if target.startswith("/") else posixpath.join(folder, target)
                )
                target = posixpath.normpath(target)
            found[each.get("Id", "")] = (kind, target, outside)
        return found

    def parsed(self, name: str) -> BaseOxmlElement:
        """Raises KeyError if it is not there, etree.XMLSyntaxError if it is no XML."""
        blob = self.blobs[name]
        self.xml -= len(blob)
        if self.xml < 0:
            raise BadPackage(f"has more than {MOST_XML // 1024 // 1024} MB of text in it; a letterhead is one page.")
        root: BaseOxmlElement = parse_xml(blob)
        if root.getroottree().docinfo.internalDTD is not None:
            raise BadPackage("has something in it that no Word file has; save it anew as .docx.")
        return root


_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _leads_to_a_page(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in ("http", "https", "mailto", "tel")
    except ValueError:
        return False


# Together again -----------------------------------------------------------------------------------------------------

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"


def written(parts: Mapping[str, Part], core: bytes) -> bytes:
    """A Word file of these parts; core: what stands in its properties."""
    types = etree.Element(f"{{{_CONTENT}}}Types", nsmap={None: _CONTENT})
    etree.SubElement(
        types,
        f"{{{_CONTENT}}}Default",
        Extension="rels",
        ContentType="application/vnd.openxmlformats-package.relationships+xml",
    )
    properties = "application/vnd.openxmlformats-package.core-properties+xml"
    for name, content_type in {
        "docProps/core.xml": properties,
        **{n: p.content_type for n, p in parts.items()},
    }.items():
        etree.SubElement(types, f"{{{_CONTENT}}}Override", PartName=f"/{name}", ContentType=content_type)
    whole = {
        "rId1": (f"{_OFFICE}officeDocument", "word/document.xml", False),
        "rId2": (f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml", False),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _xml(types))
        package.writestr("_rels/.rels", _relations(whole))
        package.writestr("docProps/core.xml", core)
        for name, part in parts.items():
            package.writestr(name, part.content if part.root is None else _xml(part.root))
            if part.relations:
                told = {
                    known: (_type_of(each.kind), each.target if each.outside else f"/{each.target}", each.outside)
                    for known, each in part.relations.items()
                }
                folder, base = posixpath.split(name)
                package.writestr(f"{folder}/_rels/{base}.rels", _relations(told))
    return file.getvalue()


def _type_of(kind: str) -> str:
    if kind == "diagramDrawing":
        return "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"
    return _OFFICE + ("diagramQuickStyle" if kind == "diagramStyle" else kind)


def _relations(told: Mapping[str, tuple[str, str, bool]]) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    for known, (kind, target, outside) in told.items():
        each = etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=known, Type=kind, Target=target)
        if outside:
            each.set("TargetMode", "External")
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
