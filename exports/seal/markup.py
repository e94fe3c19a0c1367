"""The XML of an OPC signature: names, canonical form, the Relationships Transform, and what a seal covers.

ECMA-376 part 2 (10 and 13), MS-OFFCRYPTO 2.5.2, XAdES 1.3.2 (ETSI TS 101 903).
"""

import hashlib
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from .package import (
    APP,
    CORE,
    ORIGIN,
    RELATIONSHIPS,
    SIGNATURE,
    TYPES_PART,
    BadXml,
    Package,
    comparable,
    relationships,
    rels_of,
    source_of,
)

DS = "http://www.w3.org/2000/09/xmldsig#"
MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
MSO = "http://schemas.microsoft.com/office/2006/digsig"
XD = "http://uri.etsi.org/01903/v1.3.2#"
SEAL = "urn:setkani:seal:1"
"""Of the part in which a seal of ours notes what no signature can hold."""

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
OBJECT = f"{DS}Object"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
SHA256 = next(iter(DIGESTS))
WEAK_DIGESTS = (f"{DS}sha1", "http://www.w3.org/2001/04/xmldsig-more#md5")
_XML = "http://www.w3.org/XML/1998/namespace"


def ds(name: str) -> str:
    return f"{{{DS}}}{name}"


def xd(name: str) -> str:
    return f"{{{XD}}}{name}"


def mdssi(name: str) -> str:
    return f"{{{MDSSI}}}{name}"


def canonical(element: etree._Element) -> bytes:
    """Inclusive C14N 1.0 without comments of an element where it stands: with the namespaces of all around it.

    Raises BadXml where there is no such form, and where something around it has an attribute like xml:lang, which would
    have to come along.
    """
    if any(str(name).startswith(f"{{{_XML}}}") for above in element.iterancestors() for name in above.attrib):
        raise BadXml(element.tag)
    # lxml would write a part of a tree as if nothing were around it.
    apex = etree.Element(element.tag, nsmap=element.nsmap)
    apex.text = element.text
    for name, value in element.attrib.items():
        apex.set(name, value)
    apex.extend(deepcopy(child) for child in element)
    return _c14n(apex)


def digest_of(element: etree._Element, algorithm: str = "sha256") -> bytes:
    return hashlib.new(algorithm, canonical(element)).digest()


def chosen(root: etree._Element, ids: Collection[str]) -> bytes:
    """The Relationships Transform, then C14N: those with these Ids, in their order, and nothing else."""
    told = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    ids = frozenset(ids)
    for each in sorted(relationships(root), key=lambda each: each.get("Id", "")):
        if each.get("Id") in ids:
            kept = etree.SubElement(told, each.tag, TargetMode="Internal")
            for name, value in each.attrib.items():
                if etree.QName(name).namespace is None:
                    kept.set(name, value)
    return _c14n(told)


def _c14n(root: etree._Element) -> bytes:
    try:
        return bytes(etree.tostring(root, method="c14n", with_comments=False))
    except etree.C14NError as error:
        # There is no canonical form with, for example, a namespace that is no absolute address.
        raise BadXml(root.tag) from error


def compact(root: etree._Element) -> bytes:
    """Relationships without anything in between: LibreOffice 7.4 takes white space there for a broken signature."""
    told = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for each in relationships(root):
        etree.SubElement(told, each.tag, dict(each.attrib))
    return written(told)


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


# What is covered ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a seal has to cover, and what it cannot.

    parts: names of those whose bytes are digested; links: .rels -> Ids of the relationships in it; beside: names of
    those which no program expects under a signature and ours notes in a part of its own.
    """

    parts: tuple[str, ...]
    links: dict[str, tuple[str, ...]]
    beside: tuple[str, ...]


PROPERTIES = {
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    APP: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
"""Relationship of the package -> type of the part, of what Word rewrites in signed files too and therefore never
signs."""


def coverage(package: Package) -> Coverage:
    """Everything but the seals themselves, the types (they stand beside each part) and the file's properties."""
    properties = properties_of(package)
    seals = seals_of(package)
    aside = {comparable(TYPES_PART), *properties, *seals}
    parts: list[str] = []
    links: dict[str, tuple[str, ...]] = {}
    for name, entry in sorted(package.parts.items()):
        if name in aside:
            continue
        if name.endswith(".rels"):
            kinds = (*PROPERTIES, ORIGIN) if name == rels_of("") else ()
            source = source_of(name)
            links[entry.name] = tuple(each.id for each in package.relations(source) if each.kind not in kinds)
        else:
            parts.append(entry.name)
    rels = [entry.name for name, entry in package.parts.items() if name.endswith(".rels") and name not in seals]
    types = package.parts[comparable(TYPES_PART)].name
    beside = [types, *rels, *(package.parts[name].name for name in properties)]
    return Coverage(tuple(parts), links, tuple(sorted(beside)))


def properties_of(package: Package) -> set[str]:
    """The parts, at most one of a sort, in which title, author and dates of the file stand."""
    found: set[str] = set()
    for kind, content_type in PROPERTIES.items():
        named = [each for each in package.relations("") if each.kind == kind and not each.outside]
        if len(named) == 1 and package.content_type(named[0].target) == content_type:
            found.add(comparable(named[0].target))
    return found & package.parts.keys()


def seals_of(package: Package) -> set[str]:
    """The parts of which seals consist."""
    found: set[str] = set()
    for origin in origins(package):
        found |= {comparable(origin), comparable(rels_of(origin))}
        found |= {comparable(name) for name in signatures(package)}
    return found & package.parts.keys()


def origins(package: Package) -> list[str]:
    return [each.target for each in package.relations("") if each.kind == ORIGIN and not each.outside]


def signatures(package: Package) -> list[str]:
    """The names of the parts that are signatures, in the order in which the file tells of them."""
    return [
        each.target
        for origin in origins(package)
        for each in package.relations(origin)
        if each.kind == SIGNATURE and not each.outside
    ]


def main_part(package: Package) -> str:
    """The name of the document itself."""
    return next(each.target for each in package.relations("") if each.kind.endswith("/officeDocument"))
