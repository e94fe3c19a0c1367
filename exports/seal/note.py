"""What a seal of ours notes in a part of its own, because no other program looks after it.

Word and LibreOffice never sign title and dates of a file, the list of its types and how it is packed. So this part,
which is signed like any other, holds their digests, and says which certificates came along and whether a time stamp was
to follow.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from .markup import SEAL, written
from .package import BadXml


@dataclass(frozen=True, slots=True)
class Note:
    """Digests (SHA-256): of all bytes of the file before this part, of parts by name, of the certificates of the chain.

    awaits_stamp: whether a time stamp was to be added.
    """

    packing: bytes
    beside: Mapping[str, bytes]
    chain: tuple[bytes, ...]
    awaits_stamp: bool


def note_xml(note: Note) -> bytes:
    root = etree.Element(f"{{{SEAL}}}seal", nsmap={None: SEAL})
    if note.awaits_stamp:
        root.set("stamp", "awaited")
    etree.SubElement(root, f"{{{SEAL}}}packing", sha256=_told(note.packing))
    for name, digest in note.beside.items():
        etree.SubElement(root, f"{{{SEAL}}}beside", name=name, sha256=_told(digest))
    for digest in note.chain:
        etree.SubElement(root, f"{{{SEAL}}}certificate", sha256=_told(digest))
    return written(root)


def read_note(root: etree._Element) -> Note:
    """Raises BadXml."""
    try:
        return Note(
            packing=_read(root.find(f"{{{SEAL}}}packing")),
            beside={each.get("name", ""): _read(each) for each in root.iterfind(f"{{{SEAL}}}beside")},
            chain=tuple(_read(each) for each in root.iterfind(f"{{{SEAL}}}certificate")),
            awaits_stamp=root.get("stamp") == "awaited",
        )
    except (AttributeError, Error) as error:
        raise BadXml from error


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _told(digest: bytes) -> str:
    return b64encode(digest).decode()


def _read(element: etree._Element) -> bytes:
    return b64decode(element.get("sha256", ""), validate=True)
