"""A record to seal, with everything that a Word file can have, and ways to change one that is sealed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from exports import word
from exports.seal.key import Key
from exports.seal.markup import coverage, written
from exports.seal.package import SIGNATURE_TYPE, Package
from exports.seal.sign import _signature, imprint, seal, stamped
from exports.seal.stamp import ask
from server.web.language import translations
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.seal import authority as stamps
from tests.exports.seal.authority import authority
from tests.exports.seal.keys import SEALED, office

DOCUMENT, STYLES, FOOTER = "word/document.xml", "word/styles.xml", "word/footer1.xml"
PICTURE, SETTINGS = "word/media/image1.png", "word/settings.xml"
TYPES, CORE, APP = "[Content_Types].xml", "docProps/core.xml", "docProps/app.xml"
RELS, ROOT_RELS = "word/_rels/document.xml.rels", "_rels/.rels"
CUSTOM, JSON, NOTE = "docProps/custom.xml", "customXml/item1.xml", "customXml/item2.xml"
ORIGIN, ORIGIN_RELS, SEAL = (
    "_xmlsignatures/origin.sigs",
    "_xmlsignatures/_rels/origin.sigs.rels",
    "_xmlsignatures/sig1.xml",
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def parts(docx: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return file.getvalue()


def changed(docx: bytes, name: str, old: str | bytes, new: str | bytes) -> bytes:
    """The file with one thing changed in one part; it must be there."""
    contents = parts(docx)
    old, new = (each.encode() if isinstance(each, str) else each for each in (old, new))
    assert old in contents[name], name
    return packed({**contents, name: contents[name].replace(old, new, 1)})


def with_part(docx: bytes, name: str, content: bytes, content_type: str = "", link: str = "", at: str = RELS) -> bytes:
    """The file with a part more: declared and led to, where these are given."""
    contents = {**parts(docx), name: content}
    if content_type:
        told = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
        contents[TYPES] = contents[TYPES].replace(b"</Types>", told.encode())
    if link:
        told = f'<Relationship Id="more{len(contents)}" Type="{link}" Target="/{name}"/></Relationships>'
        contents[at] = contents[at].replace(b"</Relationships>", told.encode())
    return packed(contents)


@cache
def record() -> bytes:
    """Jakub's record, closed and signed, with properties as Word has them."""
    now = BEGINS.replace(hour=17)
    docx = word.record(jakubs_meeting(), translations("cs"), now, PRAGUE)
    app = f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>Setkání</Application></Properties>'
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    docx = with_part(docx, APP, app.encode(), kind, f"{_OFFICE}/relationships/extended-properties", ROOT_RELS)
    custom = f'<Properties xmlns="{_OFFICE}/custom-properties"/>'
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    return with_part(docx, CUSTOM, custom.encode(), kind, f"{_OFFICE}/relationships/custom-properties", ROOT_RELS)


def sealed(kind: str = "rsa2048") -> bytes:
    return _sealed(kind)


@cache
def _sealed(kind: str) -> bytes:
    return seal(record(), office(kind), SEALED)


def countersigned(docx: bytes, key: Key, leaving_out: tuple[str, ...] = ()) -> bytes:
    """The sealed file with a second signature beside the first, as Word adds one. leaving_out: not covered by it."""
    second = "_xmlsignatures/sig2.xml"
    with Package(docx) as package:
        whole = coverage(package)
        covers = replace(whole, parts=tuple(part for part in whole.parts if part not in leaving_out))
        signature = written(_signature(package, covers, key, SEALED))
    link = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature"
    return with_part(docx, second, signature, SIGNATURE_TYPE, link, ORIGIN_RELS)


def with_stamp(folder: Path, openssl: str, key: Key | None = None, at: datetime = SEALED) -> bytes:
    """The record sealed, and stamped by an authority of our own."""
    file = seal(record(), key or office(), at, awaits_stamp=True)
    with authority(stamps.stamping(folder, openssl)) as there:
        return stamped(file, ask(there.url, imprint(file), [stamps.root()]))
