"""A package of somebody else's, by the rules of OPC (ECMA-376 part 2): its parts, what they are, what they lead to."""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from .findings import Finding, Kind, Unreadable, Why
from .zipped import Damaged, Entry, Zipped

MOST_XML = 2 * 1024 * 1024
"""Bytes of one part that is read as XML: the types, the relationships, a seal."""
MOST_XML_TOGETHER = 8 * 1024 * 1024
"""Bytes of all such parts of one file."""
MOST_MARKUP = 200_000
"""Elements and attributes of all of them: a tree takes many times the bytes of its text."""
MOST_NAMES = 500
"""Different names of elements and attributes in one such part: they stay in the memory of the process."""

TYPES_PART = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
DOCUMENT = f"{_OFFICE}/officeDocument"
CORE = f"{RELATIONSHIPS}/metadata/core-properties"
APP = f"{_OFFICE}/extended-properties"
ORIGIN = f"{RELATIONSHIPS}/digital-signature/origin"
SIGNATURE = f"{RELATIONSHIPS}/digital-signature/signature"
CUSTOM_XML = f"{_OFFICE}/customXml"
ORIGIN_TYPE = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"


class BadXml(ValueError):
    """No XML, or such as no part of a Word file has any need of."""


@dataclass(frozen=True, slots=True)
class Relation:
    """target: the name of a part, or an address where it is outside."""

    id: str
    kind: str
    target: str
    outside: bool


class Package:
    """The parts of a file by name, as `comparable` makes it. Raises Unreadable. findings: what is wrong so far."""

    def __init__(self, file: bytes | Path | BinaryIO) -> None:
        if isinstance(file, bytes):
            file = BytesIO(file)
        self._ours = file.open("rb") if isinstance(file, Path) else None
        try:
            self.zipped = Zipped(self._ours or file)  # type: ignore[arg-type]
            self.findings = list(self.zipped.findings)
            self.parts: dict[str, Entry] = {}
            self.others: list[Entry] = []
            """What no part can be called."""
            for entry in self.zipped.entries:
                self._named(entry)
            self._digests: dict[tuple[str, str], bytes] = {}
            self._trees: dict[str, etree._Element] = {}
            self._relations: dict[str, list[Relation]] = {}
            self._bytes_left, self._markup_left = MOST_XML_TOGETHER, MOST_MARKUP
            self._types = self._read_types()
            if not any(each.kind in (DOCUMENT, f"{_STRICT}/officeDocument") for each in self.relations("")):
                raise Unreadable(Why.NOT_WORD)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._ours is not None:
            self._ours.close()

    # Parts -----------------------------------------------------------------------------------------------------------

    def content(self, part: str, most: int = MOST_XML) -> bytes:
        """Raises KeyError, Damaged, BadXml where it is longer than `most` bytes."""
        entry = self.parts[comparable(part)]
        if entry.size > most:
            raise BadXml(part)
        return b"".join(self.zipped.unpacked(entry))

    def digest(self, part: str, algorithm: str = "sha256") -> bytes:
        """Of the bytes of a part, unpacked. Raises KeyError, Damaged."""
        entry = self.parts[comparable(part)]
        key = (entry.name, algorithm)
        if key not in self._digests:
            digest = hashlib.new(algorithm)
            for piece in self.zipped.unpacked(entry):
                digest.update(piece)
            self._digests[key] = digest.digest()
        return self._digests[key]

    def xml(self, part: str) -> etree._Element:
        """The root of a part, which is not to be changed. Raises KeyError, Damaged, BadXml."""
        name = comparable(part)
        if name not in self._trees:
            content = self.content(name)
            self._bytes_left -= len(content)
            if self._bytes_left < 0:
                raise BadXml(part)
            self._markup_left -= looked_through(content, self._markup_left)
            self._trees[name] = _tree(content)
        return self._trees[name]

    def content_type(self, part: str) -> str | None:
        """What the part is declared to be; None where it is not, or in two ways."""
        overrides, defaults = self._types
        ending = part.rpartition("/")[2].rpartition(".")[2].lower()
        found = overrides.get(comparable(part)) or defaults.get(ending) or set()
        return next(iter(found)) if len(found) == 1 else None

    def relations(self, source: str) -> list[Relation]:
        """What a part ("" is the package) leads to. Raises Unreadable where that cannot be read."""
        key = comparable(rels_of(source))
        if key not in self.parts:
            return []
        if key not in self._relations:
            try:
                found = [_relation(each, source) for each in relationships(self.xml(key))]
            except (BadXml, Damaged) as error:
                raise Unreadable(Why.BAD_XML, self.parts[key].name) from error
            self._relations[key] = found
        return self._relations[key]

    def reachable(self, start: str = "") -> set[str]:
        """The parts that something leads to, in steps from `start`; their .rels among them."""
        found: set[str] = set()
        waiting = [start]
        while waiting:
            source = waiting.pop()
            found.add(comparable(rels_of(source)))
            for each in self.relations(source):
                name = comparable(each.target)
                if not each.outside and name in self.parts and name not in found:
                    found.add(name)
                    if not name.endswith(".rels"):
                        waiting.append(name)
        return found

    def _named(self, entry: Entry) -> None:
        if entry.name.endswith("/") and not entry.size:
            return
        if not _PLAIN.fullmatch(entry.name) or posixpath.normpath(f"/{entry.name}") != f"/{entry.name}":
            self.others.append(entry)
        name = comparable(entry.name)
        if name in self.parts:
            self.findings.append(Finding(Kind.DOUBLED, self.parts[name].name))
        elif entry not in self.others:
            self.parts[name] = entry

    def _read_types(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Part -> types, ending -> types. More than one is one too many."""
        try:
            root = self.xml(TYPES_PART)
        except KeyError as error:
            raise Unreadable(Why.NOT_WORD) from error
        except (BadXml, Damaged) as error:
            raise Unreadable(Why.BAD_XML, TYPES_PART) from error
        overrides: dict[str, set[str]] = {}
        defaults: dict[str, set[str]] = {}
        for each in root:
            if each.tag == f"{{{_TYPES}}}Override":
                overrides.setdefault(comparable(each.get("PartName", "")), set()).add(each.get("ContentType", ""))
            elif each.tag == f"{{{_TYPES}}}Default":
                defaults.setdefault(each.get("Extension", "").lower(), set()).add(each.get("ContentType", ""))
        return overrides, defaults


_PLAIN = re.compile(r"(?:\[Content_Types\]\.xml|[A-Za-z0-9_.~%!$&'()*+,;=:@/ -]+)")
"""How the name of a part may look. Whatever else is a file that Word would not open, and others would."""


def comparable(name: str) -> str:
    """The name of a part as it is compared: without regard to capitals and to which way the slash leans."""
    return posixpath.normpath(unquote(name).replace("\\", "/")).lstrip("/").lower()


def rels_of(source: str) -> str:
    """Where it stands what a part leads to."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def source_of(rels: str) -> str:
    """The part whose relationships stand there: the other way round."""
    folder, base = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))


def relationships(root: etree._Element) -> Iterable[etree._Element]:
    return (each for each in root if each.tag == f"{{{RELATIONSHIPS}}}Relationship")


def _relation(each: etree._Element, source: str) -> Relation:
    target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
    if not outside:
        target = target.partition("#")[0]
        if not target.startswith("/"):
            target = posixpath.join("/", posixpath.dirname(source), target)
        target = posixpath.normpath(target).lstrip("/")
    return Relation(each.get("Id", ""), each.get("Type", ""), target, outside)


# XML ----------------------------------------------------------------------------------------------------------------


def parsed(content: bytes) -> etree._Element:
    """The root of a small document without DTD and processing instructions, its entities not resolved. BadXml."""
    looked_through(content, MOST_MARKUP)
    return _tree(content)


def looked_through(content: bytes, most: int) -> int:
    """How many elements and attributes there are. Nothing is built for it: a bomb must not go off. Raises BadXml."""
    looking = expat.ParserCreate("utf-8")
    names: set[str] = set()
    seen = 0

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1 + len(attributes)
        names.update((name, *attributes))
        if len(names) > MOST_NAMES or seen > most:
            raise BadXml

    def refused(*_: object) -> None:
        raise BadXml

    looking.StartElementHandler = element
    looking.StartDoctypeDeclHandler = refused
    looking.ProcessingInstructionHandler = refused
    try:
        looking.Parse(content, True)
    except expat.ExpatError as error:
        raise BadXml from error
    return seen


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXml from error
