"""Files made by somebody who means harm: each with what has to be said of it.

Run as a program with a folder, it looks at all that lies there and tells how long each took, and how much memory all
of it needed.
"""

import json
import re
import sys
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from struct import pack
from typing import Any

from exports.seal.findings import Finding, Kind, Unreadable, Why
from exports.seal.verify import verify

MB = 1024 * 1024
TYPES_PART = "[Content_Types].xml"
TYPES = b"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>
<Override PartName="/s.xml"
 ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>"""
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SIGNATURE = f"{_RELS}/digital-signature"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)


@dataclass
class Entry:
    """One entry; what its headers say may be something else. again: it stands in the directory only."""

    name: str | bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0
    extra: bytes = b""
    says: dict[str, int] = field(default_factory=dict)
    """Of the directory: crc, packed, size, start."""
    here: dict[str, int | bytes] = field(default_factory=dict)
    """Of the local header: name, method, flags, crc, packed, size."""
    packed: bytes | None = None
    behind: bytes = b""
    again: bool = False


def zipped(entries: Iterable[Entry], comment: bytes = b"", before: bytes = b"", **says: int) -> bytes:
    file, directory, count = bytearray(before), bytearray(), 0
    for each in entries:
        name = each.name.encode() if isinstance(each.name, str) else each.name
        packed = each.packed if each.packed is not None else deflated(each.content) if each.method else each.content
        crc, size = zlib.crc32(each.content), len(each.content)
        told = {"crc": crc, "packed": len(packed), "size": size, "start": len(file), **each.says}
        local = {"name": name, "method": each.method, "flags": each.flags, **told, **each.here}
        if not each.again:
            called = local["name"]
            head = (20, local["flags"], local["method"], 0, 33, local["crc"], local["packed"], local["size"])
            assert isinstance(called, bytes)
            file += pack("<4s5H3L2H", b"PK\3\4", *head, len(called), len(each.extra)) + called + each.extra
            file += packed + each.behind
        head = (20, 20, each.flags, each.method, 0, 33, told["crc"], told["packed"], told["size"])
        directory += pack("<4s6H3L5H2L", b"PK\1\2", *head, len(name), len(each.extra), 0, 0, 0, 0, told["start"])
        directory += name + each.extra
        count += 1
    end = {"count": count, "size": len(directory), "offset": len(file), **says}
    ends = pack("<4s4H2LH", b"PK\5\6", 0, 0, end["count"], end["count"], end["size"], end["offset"], len(comment))
    return bytes(file + directory + ends + comment)


def deflated(content: bytes) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packing.compress(content) + packing.flush()


def rels(*links: tuple[str, str]) -> bytes:
    told = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(links))
    return f'<Relationships xmlns="{_RELS}">{told}</Relationships>'.encode()


def package(signature: bytes = b"<Signature/>", *more: Entry, item: bytes = b"<x/>") -> list[Entry]:
    """As little as a Word file with something that calls itself a seal can be."""
    return [
        Entry(TYPES_PART, TYPES),
        Entry("_rels/.rels", rels((f"{_OFFICE}/officeDocument", "d.xml"), (f"{_SIGNATURE}/origin", "o.sigs"))),
        Entry("d.xml", b"<d/>"),
        Entry("_rels/d.xml.rels", rels((f"{_OFFICE}/customXml", "i.xml"))),
        Entry("i.xml", item),
        Entry("o.sigs"),
        Entry("_rels/o.sigs.rels", rels((f"{_SIGNATURE}/signature", "s.xml"))),
        Entry("s.xml", signature),
        *more,
    ]


def but(name: str, content: bytes = b"", **odd: Any) -> bytes:
    """The file with something else under that name."""
    return zipped([Entry(name, content, **odd) if each.name == name else each for each in package()])


def signature(references: bytes = b"", certificate: bytes = b"", rest: bytes = b"") -> bytes:
    return (
        b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>' + references + b"</SignedInfo>"
        b"<SignatureValue>AAAA</SignatureValue><KeyInfo><X509Data><X509Certificate>" + b64encode(certificate) + b""
        b"</X509Certificate></X509Data></KeyInfo>" + rest + b"</Signature>"
    )


def _references(count: int) -> bytes:
    """Every one asks for the canonical form of a large element anew."""
    one = (
        b'<Reference URI="#x"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        b"<DigestValue>AAAA</DigestValue></Reference>"
    )
    return signature(one * count, rest=b'<Object Id="x">' + b"<a/>" * 50_000 + b"</Object>")


def bomb(size: int) -> bytes:
    """What unpacks to that many zeros, made without ever having them."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packing.compress(bytes(MB)) + packing.flush(zlib.Z_FULL_FLUSH)
    return one * (size // MB) + packing.flush()


def _oversized(content: bytes, size: int) -> Entry:
    return Entry("word/big.bin", b"", packed=content, says={"size": size, "crc": 0})


def _many(parts: int, says: int) -> bytes:
    """One entry that the directory names so many times; says: how many it says there are."""
    one = zipped([Entry("x", method=0)])
    record = one[one.rfind(b"PK\1\2") : -22]
    directory, begins = record * parts, one.rfind(b"PK\1\2")
    return one[:begins] + directory + pack("<4s4H2LH", b"PK\5\6", 0, 0, says, says, len(directory), begins, 0)


def _zip64(count: int) -> bytes:
    plain = zipped(package())
    record = pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, 100, 0)
    return (
        plain[:-22]
        + record
        + pack("<4sLQL", b"PK\6\7", 0, 0, 1)
        + pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )


def _names(count: int) -> bytes:
    return b"<x>" + b"".join(b"<n%d/>" % n for n in range(count)) + b"</x>"


def _two_ends() -> bytes:
    """A second directory with an end of its own in the comment of the first."""
    plain = zipped(package())
    directory = plain[plain.find(b"PK\1\2") : -22]
    count = len(package())
    end = pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(plain), 0)
    return zipped(package(), comment=directory + end)


Said = Why | Finding
FILES: dict[str, tuple[Callable[[], bytes], Said]] = {
    # No Word file at all
    "nothing": (lambda: b"", Why.NOT_WORD),
    "words": (lambda: b"Dobry den", Why.NOT_WORD),
    "a PDF": (lambda: b"%PDF-1.7", Why.NOT_WORD),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Why.OLD_WORD),
    "under a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), Why.LOCKED,
    ),
    "of LibreOffice": (
        lambda: zipped([Entry("mimetype", b"application/vnd.oasis.opendocument.text", method=0)]), Why.OPEN_DOCUMENT,
    ),
    "a zip of something": (lambda: zipped([Entry("a.txt", b"a")]), Why.NOT_WORD),
    "a book of tables": (lambda: but("_rels/.rels", rels(("x", "d.xml"))), Why.NOT_WORD),
    "half of it": (lambda: zipped(package())[:-300], Why.CUT),
    "its beginning": (lambda: zipped(package())[:60], Why.CUT),
    # The zip
    "entries under a password": (lambda: zipped(package(b"", Entry("x", b"x", flags=1))), Why.LOCKED),
    "packed in an unknown way": (lambda: zipped(package(b"", Entry("x", b"x", method=9))), Why.UNKNOWN_PACKING),
    "zip64": (lambda: _zip64(9), Why.ZIP64),
    "many parts, as large files have them": (lambda: _zip64(1_000_000), Why.ZIP64),
    "a million parts": (lambda: _many(1_000_000, says=1_000_000 % 65536), Why.TOO_MANY),
    "sixty thousand parts": (lambda: _many(60_000, says=60_000), Why.TOO_MANY),
    "twenty thousand parts that say they are three": (lambda: _many(20_000, says=3), Why.TWO_WAYS),
    "two thousand parts in one place": (lambda: _many(2_000, says=2_000), Why.TWO_WAYS),
    "another name in the file": (
        lambda: but("d.xml", b"<d/>", here={"name": b"e.xml"}), Why.TWO_WAYS,
    ),
    "another size in the file": (
        lambda: but("d.xml", b"<d/>", here={"size": 3}), Why.TWO_WAYS,
    ),
    "another sum in the file": (
        lambda: but("d.xml", b"<d/>", here={"crc": 3}), Why.TWO_WAYS,
    ),
    "packed otherwise in the file": (
        lambda: but("d.xml", b"<d/>", here={"method": 0}), Why.TWO_WAYS,
    ),
    "another size afterwards": (
        lambda: but("d.xml", b"<d/>", flags=8, behind=b"PK\7\x08" + bytes(12)),
        Why.TWO_WAYS,
    ),
    "another name in an extra field": (
        lambda: zipped(package(b"", Entry("x", b"x", extra=pack("<2HBL", 0x7075, 6, 1, 0) + b"y"))), Why.TWO_WAYS,
    ),
    "sizes in an extra field": (
        lambda: zipped(package(b"", Entry("x", b"x", extra=pack("<2H2Q", 1, 16, 1, 1)))), Why.ZIP64,
    ),
    "one entry over another": (
        lambda: zipped([*package(), Entry("word/x", b"<d/>", again=True, here={}, says={"start": 0})]), Why.TWO_WAYS,
    ),
    "two ends": (lambda: _two_ends(), Why.TWO_WAYS),
    "a size that is not so": (
        lambda: but("_rels/.rels", b"<d/>", says={"size": 5}, here={"size": 5}),
        Why.BAD_XML,
    ),
    # Too much
    "a thousand megabytes of nothing": (
        lambda: zipped([*package(), _oversized(bomb(1000 * MB), 1000 * MB)]), Why.UNPACKS_TOO_FAR,
    ),
    "relationships that say they are few": (
        lambda: but("_rels/.rels", packed=bomb(1000 * MB), says={"size": 9, "crc": 9}), Why.BAD_XML,
    ),
    "relationships of a hundred megabytes": (
        lambda: but("_rels/.rels", packed=bomb(100 * MB), says={"size": 100 * MB}),
        Why.BAD_XML,
    ),
    "types of half a million elements": (
        lambda: but(TYPES_PART, b"<x>" + b"<a/>" * 500_000 + b"</x>"),
        Why.BAD_XML,
    ),
    "types a hundred thousand deep": (
        lambda: but(TYPES_PART, b"<a>" * 90_000 + b"</a>" * 90_000),
        Why.BAD_XML,
    ),
    "types of ten thousand names": (
        lambda: but(TYPES_PART, _names(10_000)), Why.BAD_XML,
    ),
    # XML
    "a bomb of entities in the types": (
        lambda: but(TYPES_PART, LAUGHS + b"<x>&m;</x>"), Why.BAD_XML,
    ),
    "a bomb of entities in an attribute": (
        lambda: but("_rels/.rels", LAUGHS + b"<x a='&m;'/>"), Why.BAD_XML,
    ),
    "a bomb of entities in the seal": (
        lambda: zipped(package(LAUGHS + b"<x>&m;</x>")), Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
    "a bomb of entities in what is for machines": (
        lambda: zipped(package(item=LAUGHS + b"<x>&m;</x>")), Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
    "a file of this machine in the seal": (
        lambda: zipped(package(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')),
        Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
    "a DTD that does nothing": (lambda: but(TYPES_PART, b"<!DOCTYPE Types>" + TYPES), Why.BAD_XML),
    "a word of its own for a part": (
        lambda: but("_rels/.rels", b'<!DOCTYPE x [<!ENTITY t "d.xml">]>' + rels((f"{_OFFICE}/officeDocument", "&t;"))),
        Why.BAD_XML,
    ),
    "types in another alphabet": (
        lambda: but(TYPES_PART, TYPES.decode().encode("utf-16")),
        Why.BAD_XML,
    ),
    "a seal with a thousand references": (
        lambda: zipped(package(_references(1000))), Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
    "a certificate of a megabyte": (
        lambda: zipped(package(signature(certificate=b"\x30\x83\x0f\xff\xff" + bytes(MB)))),
        Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
    "twenty seals and more": (
        lambda: but("_rels/o.sigs.rels", rels(*((f"{_SIGNATURE}/signature", f"s{n}.xml") for n in range(1000)))),
        Finding(Kind.UNKNOWN_WAY, "_rels/o.sigs.rels"),
    ),
    "a way up and out": (
        lambda: zipped(package(b"", Entry("../../etc/cron", b"x"))), Finding(Kind.ORPHAN, "../../etc/cron"),
    ),
    "a name with an end inside": (
        lambda: zipped(package(b"", Entry(b"word/x.xml\0.png", b"x"))), Finding(Kind.ORPHAN, "word/x.xml\0.png"),
    ),
    "itself again and again": (
        lambda: but("_rels/d.xml.rels", rels(("x", "d.xml"), ("x", "/"))),
        Finding(Kind.BROKEN_SEAL, "s.xml"),
    ),
}  # fmt: skip


def said_of(file: bytes | Path) -> set[Said]:
    try:
        return set(verify(file).findings)
    except Unreadable as refused:
        return {refused.why}


def main(folder: str) -> None:
    """One line of JSON: seconds of work each took, what was said of it; the most memory that was needed, in MB."""
    told: dict[str, tuple[float, list[str]]] = {}
    for file in sorted(Path(folder).iterdir()):
        begins = time.process_time()
        said = said_of(file)
        told[file.name] = (
            time.process_time() - begins,
            [each.kind if isinstance(each, Finding) else each for each in said],
        )
    print(json.dumps({"told": told, "memory": most_memory()}))


def most_memory() -> int:
    """The most that this process has needed so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What Linux tells by the other way begins with what the parent needed.
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB


if __name__ == "__main__":
    main(sys.argv[1])
