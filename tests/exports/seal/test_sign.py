"""Sealing a record: what is made is what Word and others make, and nothing of the record is touched."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from docx import Document
from lxml import etree

from exports import word
from exports.letterhead import read
from exports.portable.part import enclosed
from exports.seal.findings import Unreadable
from exports.seal.sign import AlreadySealed, as_office, seal
from exports.seal.verify import verify
from server.web.language import translations
from tests.exports.jakub import PRAGUE, jakubs_meeting
from tests.exports.letterheads import PAPERS
from tests.exports.seal import files
from tests.exports.seal.certified import MIDDLE, ORGANISATION, root
from tests.exports.seal.files import packed, parts, record, sealed
from tests.exports.seal.keys import KINDS, SEALED, alone, impostor, office

MDSSI = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
DS, XD = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_record_is_valid_and_whole(kind: str) -> None:
    verdict = verify(sealed(kind), [root()])
    assert (verdict.sealed, verdict.valid, verdict.whole, verdict.trusted) == (True, True, True, True)
    assert verdict.findings == ()
    assert verdict.signer == ORGANISATION and verdict.issuer == MIDDLE
    assert verdict.sealed_at == SEALED and verdict.stamped_at is None
    assert verdict.record is not None and verdict.record.encode() == enclosed(record())


@pytest.mark.parametrize("kind", KINDS)
def test_another_program_finds_the_signature_itself_valid(kind: str, xmlsec1: str, tmp_path: Path) -> None:
    signature, trusted = tmp_path / "sig1.xml", tmp_path / "root.pem"
    signature.write_bytes(parts(sealed(kind))[files.SEAL])
    trusted.write_bytes(root().public_bytes(Encoding.PEM))
    ids = ["http://www.w3.org/2000/09/xmldsig#:Object", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"]
    named = [word for each in ids for word in ("--id-attr:Id", each)]
    # It knows nothing of packages, so the list of the parts is not for it.
    command = [xmlsec1, "--verify", "--ignore-manifests", *named, "--trusted-pem", str(trusted)]
    command += ["--verification-gmt-time", f"{SEALED:%Y-%m-%d %H:%M:%S}", str(signature)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "SignedInfo References (ok/all): 3/3" in done.stdout + done.stderr, done.stderr
    signature.write_bytes(signature.read_bytes().replace(b"15:04:05Z", b"15:04:06Z", 1))
    assert subprocess.run(command, capture_output=True).returncode != 0


def test_nothing_of_the_record_is_touched_by_the_seal() -> None:
    before, after = parts(record()), parts(sealed())
    added = {files.NOTE, files.ORIGIN, files.ORIGIN_RELS, files.SEAL}
    assert after.keys() - before.keys() == added
    touched = {name for name in before if before[name] != after[name]}
    assert touched <= {name for name in before if name.endswith(".rels")} | {files.TYPES}
    assert Document(BytesIO(sealed())).paragraphs[0].text == "Jakubovo setkání"


def test_the_same_record_key_and_moment_give_the_same_bytes() -> None:
    assert seal(record(), office(), SEALED) == sealed()


def test_the_time_is_told_in_utc_to_the_second() -> None:
    from zoneinfo import ZoneInfo

    later = SEALED.astimezone(ZoneInfo("Europe/Prague")).replace(microsecond=999_999)
    assert seal(record(), office(), later) == sealed()


def test_what_is_sealed_is_not_sealed_again() -> None:
    with pytest.raises(AlreadySealed):
        seal(sealed(), impostor(), SEALED)


def test_what_cannot_be_trusted_to_be_ours_is_not_sealed() -> None:
    for strange in (b"no zip", record() + b"more", record()[:-1]):
        with pytest.raises(Unreadable):
            seal(strange, office(), SEALED)


def test_the_chain_is_where_libreoffice_looks_and_where_office_does() -> None:
    signature = etree.fromstring(parts(sealed())[files.SEAL])
    known = [each.text for each in signature.iter(f"{DS}X509Certificate")]
    values = [each.text for each in signature.iter(f"{XD}EncapsulatedX509Certificate")]
    assert len(known) == 3 and values == known[1:]
    without = etree.fromstring(parts(seal(record(), alone(office()), SEALED))[files.SEAL])
    assert len([*without.iter(f"{DS}X509Certificate")]) == 1 and without.find(f".//{XD}CertificateValues") is None
    # Word wants this one even where it is empty.
    assert without.find(f".//{XD}UnsignedSignatureProperties") is not None


def test_everything_is_covered_but_the_properties_of_the_file() -> None:
    signature = etree.fromstring(parts(sealed())[files.SEAL])
    manifest = signature.find(f"{DS}Object/{DS}Manifest")
    covered = {each.get("URI").partition("?")[0].removeprefix("/") for each in manifest}
    left = {files.TYPES, files.CORE, files.APP, files.ORIGIN, files.ORIGIN_RELS, files.SEAL}
    assert covered == parts(sealed()).keys() - left
    for name in (files.RELS, files.ROOT_RELS):
        [links] = [each for each in manifest if each.get("URI").startswith(f"/{name}?")]
        signed = {each.get("SourceId") for each in links.iter(f"{MDSSI}RelationshipReference")}
        there = etree.fromstring(parts(sealed())[name])
        last = {each.get("Id"): each.get("Type").rpartition("/")[2] for each in there}
        assert {kind for known, kind in last.items() if known not in signed} == (
            {"core-properties", "extended-properties", "origin"} if name == files.ROOT_RELS else set()
        )


def test_names_stand_as_office_writes_them() -> None:
    assert as_office(office().certificate.issuer) == "CN=Zkušební vydávající autorita, C=CZ"


def test_relationships_are_written_without_anything_in_between() -> None:
    spaced = parts(record())
    spaced[files.RELS] = spaced[files.RELS].replace(b"><", b">\n  <")
    made = seal(packed(spaced), office(), SEALED)
    assert b"\n  <" not in parts(made)[files.RELS]
    assert verify(made).findings == ()


@pytest.mark.parametrize("name", PAPERS)
def test_a_record_on_an_offices_own_paper_is_sealed_as_a_whole(name: str, tmp_path: Path) -> None:
    told = word.content(jakubs_meeting(), translations("cs"), SEALED, PRAGUE)
    made = word.write(told, SEALED, read(PAPERS[name].file(tmp_path)))
    verdict = verify(seal(made, office(), SEALED))
    assert verdict.valid and verdict.whole and verdict.findings == ()
