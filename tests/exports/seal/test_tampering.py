"""Changing a sealed record: what was changed is named, also where Word and LibreOffice see nothing."""

import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from exports.seal.findings import WEIGHT, Finding, Kind, Weight
from exports.seal.sign import seal
from exports.seal.verify import verify
from tests.exports.seal import files as f
from tests.exports.seal.certified import root
from tests.exports.seal.files import changed, packed, parts, record, sealed, with_part
from tests.exports.seal.keys import SEALED, impostor, office

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
PEOPLE = "http://schemas.microsoft.com/office/2011/relationships/people"
PEOPLE_TYPE = f"{_WORD}.people+xml"


def flipped(docx: bytes, name: str) -> bytes:
    contents = parts(docx)
    middle = len(contents[name]) // 2
    content = bytearray(contents[name])
    content[middle] ^= 1
    return packed({**contents, name: bytes(content)})


def without(docx: bytes, *names: str) -> bytes:
    return packed({name: content for name, content in parts(docx).items() if name not in names})


def twice(docx: bytes, name: str, called: str = "", content: bytes = b"another") -> bytes:
    file = BytesIO(docx)
    with pytest.warns(UserWarning) if not called else _nothing(), ZipFile(file, "a") as package:
        package.writestr(called or name, content)
    return file.getvalue()


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def signature_changed(pattern: str, new: str) -> Callable[[bytes], bytes]:
    def change(docx: bytes) -> bytes:
        contents = parts(docx)
        made, count = re.subn(pattern.encode(), new.encode(), contents[f.SEAL], count=1)
        assert count == 1 and made != contents[f.SEAL], pattern
        return packed({**contents, f.SEAL: made})

    return change


Case = tuple[Callable[[bytes], bytes], Finding]
CASES: dict[str, Case] = {
    # What everybody sees
    "a letter": (lambda d: changed(d, f.DOCUMENT, "Jakubovo", "Jakubova"), Finding(Kind.CHANGED, f.DOCUMENT)),
    "a picture": (lambda d: flipped(d, f.PICTURE), Finding(Kind.CHANGED, f.PICTURE)),
    "the settings": (lambda d: flipped(d, f.SETTINGS), Finding(Kind.CHANGED, f.SETTINGS)),
    "the footer": (lambda d: flipped(d, f.FOOTER), Finding(Kind.CHANGED, f.FOOTER)),
    "the record for machines": (lambda d: changed(d, f.JSON, "Jakubovo", "Jakubova"), Finding(Kind.CHANGED, f.JSON)),
    "own properties": (lambda d: changed(d, f.CUSTOM, "/>", " />"), Finding(Kind.CHANGED, f.CUSTOM)),
    "two pictures exchanged": (
        lambda d: changed(changed(d, f.RELS, "image1.png", "image9.png"), f.RELS, "image2.png", "image1.png"),
        Finding(Kind.RELINKED, f.RELS),
    ),
    "a picture from the web": (
        lambda d: changed(d, f.RELS, 'Target="media/image1.png"', 'Target="http://x.cz/1.png" TargetMode="External"'),
        Finding(Kind.RELINKED, f.RELS),
    ),
    "a part is gone": (lambda d: without(d, f.PICTURE), Finding(Kind.MISSING, f.PICTURE)),
    "a relationship is gone": (
        lambda d: changed(d, f.RELS, re.search(rb"<Relationship [^>]*settings[^>]*/>", parts(d)[f.RELS])[0], b""),
        Finding(Kind.RELINKED, f.RELS),
    ),
    # The seal itself
    "its value": (signature_changed("<SignatureValue>.", "<SignatureValue>+"), Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "its time": (signature_changed(r"SigningTime>2027", "SigningTime>2026"), Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "its other time": (signature_changed(r"Value>2027", "Value>2026"), Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "what office says of it": (signature_changed("<SignatureComments/>", "<SignatureComments>x</SignatureComments>"),
        Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "a digest in it": (signature_changed("(<Manifest>.*?<DigestValue>)...", r"\1AAA"),
        Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "a part less in it": (signature_changed("<Reference URI=./word/styles.*?</Reference>", ""),
        Finding(Kind.BROKEN_SEAL, f.SEAL)),
    "it is gone": (lambda d: without(d, f.SEAL), Finding(Kind.MISSING, f.SEAL)),
    "it is gone and nothing leads to it": (
        lambda d: changed(without(d, f.SEAL), f.ORIGIN_RELS, parts(d)[f.ORIGIN_RELS],
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'),
        Finding(Kind.REMOVED_SEAL),
    ),
    # What Word and LibreOffice do not see
    "a part more": (lambda d: with_part(d, "word/people.xml", b"<p/>", PEOPLE_TYPE, PEOPLE),
        Finding(Kind.UNSIGNED, "word/people.xml")),
    "a relationship more": (lambda d: with_part(d, "word/people.xml", b"<p/>", PEOPLE_TYPE, PEOPLE),
        Finding(Kind.UNSIGNED_LINK, f.RELS)),
    "a second document": (
        lambda d: with_part(d, "word/other.xml", b"<x/>", f"{_WORD}.document.main+xml", f"{_OFFICE}/officeDocument",
            f.ROOT_RELS),
        Finding(Kind.UNSIGNED_LINK, f.ROOT_RELS),
    ),
    "something else among the relationships": (
        lambda d: changed(d, f.RELS, "</Relationships>", '<x xmlns="urn:x" Id="rId1"/></Relationships>'),
        Finding(Kind.UNSIGNED_LINK, f.RELS),
    ),
    "something else about a relationship": (
        lambda d: changed(d, f.RELS, "<Relationship ", '<Relationship xmlns:x="urn:x" x:Target="http://x.cz" '),
        Finding(Kind.UNSIGNED_LINK, f.RELS),
    ),
    "another list of parts before the one that is signed": (
        lambda d: changed(d, f.SEAL, '<Object Id="idPackageObject">',
            '<Object Id="idPackageObject"><Manifest/></Object><Object Id="idPackageObject">'),
        Finding(Kind.BROKEN_SEAL, f.SEAL),
    ),
    "an orphan": (lambda d: with_part(d, "word/spare.xml", b"<x/>"), Finding(Kind.ORPHAN, "word/spare.xml")),
    "an orphan with relationships": (
        lambda d: with_part(d, "word/_rels/styles.xml.rels",
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="a" Type="b" Target="c"/></Relationships>'),
        Finding(Kind.UNSIGNED_LINK, "word/_rels/styles.xml.rels"),
    ),
    "the type of a part": (
        lambda d: changed(d, f.TYPES, f"{_WORD}.styles+xml", f"{_WORD}.stylesWithEffects+xml"),
        Finding(Kind.RETYPED, f.STYLES),
    ),
    "a part of two types": (
        lambda d: changed(d, f.TYPES, "</Types>", f'<Override PartName="/{f.STYLES}" ContentType="text/x"/></Types>'),
        Finding(Kind.RETYPED, f.STYLES),
    ),
    "the type of all pictures": (
        lambda d: changed(d, f.TYPES, 'ContentType="image/png"', 'ContentType="image/svg+xml"'),
        Finding(Kind.RETYPED, f.PICTURE),
    ),
    "the title of the file": (lambda d: changed(d, f.CORE, "Jakubovo", "Pavlovo"),
        Finding(Kind.CHANGED_PROPERTIES, f.CORE)),
    "the program of the file": (lambda d: changed(d, f.APP, "Setkání", "Word"),
        Finding(Kind.CHANGED_PROPERTIES, f.APP)),
    "no properties any more": (lambda d: without(d, f.CORE), Finding(Kind.CHANGED_PROPERTIES, f.CORE)),
    "properties elsewhere": (
        lambda d: changed(with_part(d, "word/core.xml", b"<x/>",
            "application/vnd.openxmlformats-package.core-properties+xml"), f.ROOT_RELS, f.CORE, "word/core.xml"),
        Finding(Kind.UNSIGNED, "word/core.xml"),
    ),
    "properties twice": (
        lambda d: with_part(d, "word/core.xml", b"<x/>",
            "application/vnd.openxmlformats-package.core-properties+xml", _CORE, f.ROOT_RELS),
        Finding(Kind.UNSIGNED_LINK, f.ROOT_RELS),
    ),
    "properties from the web": (
        lambda d: changed(d, f.ROOT_RELS, f'Target="{f.CORE}"', 'Target="http://x.cz" TargetMode="External"'),
        Finding(Kind.UNSIGNED_LINK, f.ROOT_RELS),
    ),
    "something else beside the seals": (
        lambda d: with_part(d, "word/people.xml", b"<p/>", PEOPLE_TYPE, PEOPLE, f.ORIGIN_RELS),
        Finding(Kind.UNSIGNED_LINK, f.ORIGIN_RELS),
    ),
    "something in the part that is empty": (lambda d: packed({**parts(d), f.ORIGIN: b"<x/>"}),
        Finding(Kind.UNSIGNED, f.ORIGIN)),
    "another root above": (
        lambda d: _with_another_root(d),
        Finding(Kind.OTHER_CHAIN, f.SEAL),
    ),
    "twice the same part": (lambda d: twice(d, f.DOCUMENT), Finding(Kind.DOUBLED, f.DOCUMENT)),
    "twice, in capitals": (lambda d: twice(d, f.DOCUMENT, "WORD/Document.xml"), Finding(Kind.DOUBLED, f.DOCUMENT)),
    "twice, with a backslash": (lambda d: twice(d, f.DOCUMENT, "word\\document.xml"),
        Finding(Kind.DOUBLED, f.DOCUMENT)),
    "twice, in percent": (lambda d: twice(d, f.DOCUMENT, "word/%64ocument.xml"), Finding(Kind.DOUBLED, f.DOCUMENT)),
    "twice, by a way round": (lambda d: twice(d, f.DOCUMENT, "word/./document.xml"),
        Finding(Kind.DOUBLED, f.DOCUMENT)),
    "something before the file": (lambda d: _shifted(d, b"%PDF-1.7 "), Finding(Kind.LOOSE_BYTES)),
    "something behind the file": (lambda d: d + b"more", Finding(Kind.LOOSE_BYTES)),
}  # fmt: skip


def _with_another_root(docx: bytes) -> bytes:
    mine, theirs = (b64encode(each.public_bytes(Encoding.DER)) for each in (root(), impostor().chain[-1]))
    contents = parts(docx)
    assert contents[f.SEAL].count(mine) == 2
    return packed({**contents, f.SEAL: contents[f.SEAL].replace(mine, theirs)})


def _shifted(docx: bytes, before: bytes) -> bytes:
    """The same parts behind something else, the directory knowing of it."""
    file = BytesIO()
    file.write(b"PK" + before)
    with ZipFile(file, "a", ZIP_DEFLATED) as package:
        for name, content in parts(docx).items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("case", CASES)
def test_what_was_changed_is_named(case: str) -> None:
    change, finding = CASES[case]
    tampered = change(sealed())
    verdict = verify(tampered)
    assert finding in verdict.findings
    assert verdict.valid == (WEIGHT[finding.kind] is not Weight.VALID) or not verdict.sealed
    assert not verdict.whole
    # "Packed anew, and nothing has changed" would be no comfort here.
    assert Kind.REPACKED not in {each.kind for each in verdict.findings}


@pytest.mark.parametrize("case", CASES)
def test_the_record_for_machines_is_given_only_under_a_valid_seal(case: str) -> None:
    verdict = verify(CASES[case][0](sealed()))
    assert (verdict.record is not None) == verdict.valid


def test_a_part_that_cannot_be_read_is_damaged_and_under_the_seal_all_the_same() -> None:
    docx = bytearray(sealed())
    with ZipFile(BytesIO(docx)) as package:
        docx[package.getinfo(f.DOCUMENT).header_offset + 500] ^= 1
    assert verify(bytes(docx)).findings == (Finding(Kind.DAMAGED, f.DOCUMENT),)


def test_the_seal_of_another_file_seals_nothing_here() -> None:
    other = seal(changed(record(), f.DOCUMENT, "Jakubovo", "Pavlovo"), office(), SEALED)
    swapped = packed({**parts(sealed()), f.SEAL: parts(other)[f.SEAL]})
    assert Finding(Kind.CHANGED, f.DOCUMENT) in verify(swapped).findings


def test_sealed_anew_by_somebody_else_it_is_theirs() -> None:
    """Valid and whole: what tells it apart is who, and whether they are trusted."""
    theirs = verify(seal(changed(record(), f.DOCUMENT, "Jakubovo", "Pavlovo"), impostor(), SEALED), [root()])
    assert theirs.valid and theirs.whole and theirs.signer == verify(sealed()).signer and theirs.trusted is False


def test_packed_anew_by_another_program_it_is_still_sealed() -> None:
    verdict = verify(packed(parts(sealed())))
    assert verdict.valid and verdict.whole and verdict.findings == (Finding(Kind.REPACKED),)


def test_what_was_never_sealed_is_not_sealed_and_nothing_else() -> None:
    verdict = verify(record())
    assert not verdict.sealed and not verdict.valid and not verdict.whole
    assert verdict.findings == () and verdict.record is None and verdict.trusted is None
