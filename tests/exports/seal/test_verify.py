"""Whose seal it is, when it was made, whether anybody trusts them; several seals, stamps, seals of other programs."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from exports.seal.chain import leads_to
from exports.seal.findings import Finding, Kind
from exports.seal.key import Key
from exports.seal.sign import AlreadySealed, seal, stamped
from exports.seal.verify import verify
from tests.exports.seal import authority as stamps
from tests.exports.seal import files as f
from tests.exports.seal.certified import MIDDLE, NOW, ORGANISATION, ROOT, certificate, middle, private, root
from tests.exports.seal.files import changed, countersigned, packed, parts, record, sealed
from tests.exports.seal.keys import SEALED, alone, impostor, office
from tests.exports.seal.test_tampering import flipped

# Whether they are trusted -------------------------------------------------------------------------------------------


def test_nobody_is_trusted_or_not_where_nobody_was_named() -> None:
    assert verify(sealed()).trusted is None


@pytest.mark.parametrize(
    ("named", "trusted"),
    [(root, True), (middle, True), (lambda: office().certificate, True), (lambda: impostor().chain[-1], False)],
    ids=["the root", "the authority below it", "the office itself", "somebody of the same name"],
)
def test_trusted_is_what_leads_to_somebody_named(named: Callable[[], Certificate], trusted: bool) -> None:
    assert verify(sealed(), [named()]).trusted is trusted


def test_without_the_certificates_in_between_nothing_leads_to_the_root() -> None:
    lonely = seal(record(), alone(office()), SEALED)
    assert verify(lonely, [root()]).trusted is False
    assert verify(lonely, [middle()]).trusted is True


def shortly(since: datetime, until: datetime) -> Key:
    """The office, with a certificate for a short time."""
    own = private("secp256r1/shortly")
    theirs = certificate(ORGANISATION, own, MIDDLE, private("rsa2048/middle"), since=since, until=until)
    return Key(theirs, (middle(), root()), own)


@pytest.mark.parametrize("off", [timedelta(days=-2), timedelta(days=2)])
def test_a_certificate_that_was_not_valid_when_the_seal_was_made_is_not_trusted(off: timedelta) -> None:
    key = shortly(SEALED - timedelta(days=1), SEALED + timedelta(days=1))
    other = seal(record(), key, SEALED + off)
    verdict = verify(other, [root()])
    assert verdict.valid and verdict.whole and verdict.trusted is False
    assert verify(other, [root()], at=SEALED).trusted is True
    assert verify(other, [key.certificate]).trusted is False


def chain_of(**odd: object) -> tuple[Certificate, list[Certificate]]:
    """Somebody below an authority that is odd in one way, below the root."""
    own, between = private("secp256r1/own"), private("rsa2048/between")
    like = {"ca": True, "usage": "key_cert_sign", **odd}
    above = certificate("Mezi námi", between, ROOT, private("rsa2048/root"), **like)  # type: ignore[arg-type]
    return certificate(ORGANISATION, own, "Mezi námi", between), [above]


@pytest.mark.parametrize(
    "odd",
    [{"ca": False}, {"usage": "digital_signature"}, {"until": NOW - timedelta(days=1)}, {"since": NOW + timedelta(1)}],
    ids=["may not issue", "may not sign certificates", "no longer valid", "not yet valid"],
)
def test_whoever_may_not_issue_certificates_vouches_for_nobody(odd: dict[str, object]) -> None:
    assert leads_to([root()], *chain_of(), SEALED)
    assert not leads_to([root()], *chain_of(**odd), SEALED)


def test_a_key_that_may_not_sign_documents_seals_nothing_that_is_trusted() -> None:
    own = private("secp256r1/own")
    for usage, trusted in (("content_commitment", True), (None, True), ("key_encipherment", False)):
        theirs = certificate(ORGANISATION, own, MIDDLE, private("rsa2048/middle"), usage=usage)
        assert leads_to([root()], theirs, [middle()], SEALED) is trusted, usage


def test_a_certificate_that_vouches_for_itself_is_trusted_only_where_it_is_named() -> None:
    own = private("secp256r1/own")
    mine = Key(certificate(ORGANISATION, own), (), own)
    file = seal(record(), mine, SEALED)
    assert verify(file, [root()]).trusted is False
    assert verify(file, [mine.certificate]).trusted is True


# Several seals ------------------------------------------------------------------------------------------------------


def test_a_second_signature_beside_ours_is_told_of_and_takes_nothing_away() -> None:
    verdict = verify(countersigned(sealed(), impostor(), leaving_out=(f.JSON, f.NOTE)), [root()])
    assert verdict.valid and verdict.whole and verdict.trusted is True and verdict.record is not None
    assert [(seal.part, seal.valid, seal.trusted) for seal in verdict.seals] == [
        (f.SEAL, True, True),
        ("_xmlsignatures/sig2.xml", True, False),
    ]
    assert {finding.kind for finding in verdict.findings} == {Kind.REPACKED}


def test_what_the_second_covers_and_ours_does_not_is_still_named() -> None:
    """Somebody adds a part and signs it themselves."""
    added = f.with_part(sealed(), "word/people.xml", b"<p/>", "application/xml", "urn:people")
    verdict = verify(countersigned(added, impostor()))
    assert verdict.valid and not verdict.whole
    assert Finding(Kind.UNSIGNED, "word/people.xml") in verdict.findings


def test_a_change_breaks_the_seal_that_covers_the_part_and_no_other() -> None:
    verdict = verify(flipped(countersigned(sealed(), impostor(), leaving_out=(f.JSON,)), f.JSON))
    assert [seal.valid for seal in verdict.seals] == [False, True]
    assert not verdict.valid and verdict.record is None


def test_a_second_signature_that_is_broken_is_named() -> None:
    twice = countersigned(sealed(), impostor())
    broken = changed(twice, "_xmlsignatures/sig2.xml", "<SignatureValue>", "<SignatureValue>AAAA")
    verdict = verify(broken)
    assert [seal.valid for seal in verdict.seals] == [True, False] and not verdict.valid
    assert Finding(Kind.BROKEN_SEAL, "_xmlsignatures/sig2.xml") in verdict.findings


# Seals of other programs --------------------------------------------------------------------------------------------


def test_a_seal_without_our_note_leaves_the_properties_of_the_file_open() -> None:
    """As Word makes one. A change of the title cannot be told, and that is said."""
    theirs = _theirs()
    expected = {Finding(Kind.OPEN_PROPERTIES, f.CORE), Finding(Kind.OPEN_PROPERTIES, f.APP)}
    for file in (theirs, changed(theirs, f.CORE, "Jakubovo", "Pavlovo")):
        verdict = verify(file)
        assert verdict.valid and verdict.whole and set(verdict.findings) == expected


def test_parts_that_another_program_has_not_signed_are_named() -> None:
    verdict = verify(_theirs(leaving_out=(f.JSON,)))
    assert verdict.valid and not verdict.whole and verdict.record is None
    assert Finding(Kind.UNSIGNED, f.JSON) in verdict.findings


def test_a_seal_on_everything_but_the_document_is_none_of_it() -> None:
    verdict = verify(_theirs(leaving_out=(f.DOCUMENT,)))
    assert not verdict.valid and Finding(Kind.OTHER_DOCUMENT, f.DOCUMENT) in verdict.findings


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
    ],
)
def test_what_can_be_forged_today_is_called_weak(now: str, then: str) -> None:
    weak = packed({**parts(sealed()), f.SEAL: parts(sealed())[f.SEAL].replace(now.encode(), then.encode())})
    assert Kind.WEAK in {finding.kind for finding in verify(weak).findings}


def test_the_other_certificate_of_the_same_key_is_not_the_one_that_sealed() -> None:
    """It would show another name, and the signature would fit."""
    own = private("rsa2048")
    assert own.public_key() == office().private.public_key()
    other = certificate("Někdo jiný", own, MIDDLE, private("rsa2048/middle"))
    verdict = verify(_with_certificate(sealed(), other))
    assert Finding(Kind.OTHER_SIGNER, f.SEAL) in verdict.findings and not verdict.valid


# Stamps -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_stamp(tmp_path_factory: pytest.TempPathFactory, openssl: str) -> bytes:
    return f.with_stamp(tmp_path_factory.mktemp("stamps"), openssl)


def test_a_stamp_comes_afterwards_and_touches_nothing_else(with_stamp: bytes) -> None:
    before, after = parts(seal(record(), office(), SEALED, awaits_stamp=True)), parts(with_stamp)
    assert {name for name in after if after[name] != before.get(name)} == {f.SEAL}
    verdict = verify(with_stamp, [root(), stamps.root()])
    assert verdict.valid and verdict.whole and verdict.findings == ()
    assert verdict.stamped_at and abs(verdict.stamped_at - datetime.now(UTC)) < timedelta(hours=1)
    stamp = verdict.seals[0].stamp
    assert stamp and stamp.trusted and stamp.authority == stamps.NAME
    with pytest.raises(AlreadySealed):
        stamped(with_stamp, b"another")


def test_the_time_of_a_trusted_stamp_is_the_one_at_which_certificates_must_be_valid(
    tmp_path: Path, openssl: str
) -> None:
    """The seal says another time; the authority stamps by the clock of this machine."""
    now = datetime.now(UTC)
    for since, trusted in ((now - timedelta(days=1), True), (now + timedelta(days=2), False)):
        key = shortly(since, since + timedelta(days=2))
        file = f.with_stamp(tmp_path, openssl, key, since + timedelta(days=1 if not trusted else 9))
        assert verify(file, [root(), stamps.root()]).trusted is trusted
        # Anybody could have made the stamp if nobody named vouches for it: then the seal's own time counts.
        assert verify(file, [root()]).trusted is not trusted


def test_a_stamp_that_was_taken_out_is_missed_where_one_was_awaited(with_stamp: bytes) -> None:
    content = parts(with_stamp)[f.SEAL]
    begins, ends = content.index(b"<xd:SignatureTimeStamp>"), content.index(b"</xd:SignatureTimeStamp>")
    removed = packed({**parts(with_stamp), f.SEAL: content[:begins] + content[ends + 24 :]})
    verdict = verify(removed)
    assert verdict.valid and verdict.whole and Finding(Kind.AWAITED_STAMP) in verdict.findings
    assert Kind.AWAITED_STAMP not in {finding.kind for finding in verify(sealed()).findings}


def test_the_stamp_of_another_seal_stamps_nothing_here(with_stamp: bytes) -> None:
    content = parts(with_stamp)[f.SEAL]
    begins, ends = content.index(b"<xd:EncapsulatedTimeStamp>") + 26, content.index(b"</xd:EncapsulatedTimeStamp>")
    other = seal(record(), office(), SEALED + timedelta(hours=1))
    verdict = verify(stamped(other, b64decode(content[begins:ends])))
    assert Finding(Kind.BROKEN_STAMP, f.SEAL) in verdict.findings and not verdict.valid and verdict.stamped_at is None


def test_a_damaged_stamp_is_named(with_stamp: bytes) -> None:
    content = parts(with_stamp)[f.SEAL]
    place = content.index(b"<xd:EncapsulatedTimeStamp>") + 400
    damaged = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    verdict = verify(packed({**parts(with_stamp), f.SEAL: damaged}))
    assert {finding.kind for finding in verdict.findings} & {Kind.BROKEN_STAMP, Kind.BROKEN_SEAL}
    assert not verdict.valid


def test_a_file_on_the_disk_is_looked_at_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "record.docx").write_bytes(sealed())
    assert verify(tmp_path / "record.docx").findings == ()
    with (tmp_path / "record.docx").open("rb") as opened:
        assert verify(opened).findings == ()
        assert not opened.closed
    with pytest.raises(FileNotFoundError):
        verify(tmp_path / "nothing.docx")


def _theirs(leaving_out: tuple[str, ...] = ()) -> bytes:
    """A file with the second signature only: ours is taken out, and the note with it."""
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    bare = {name: content for name, content in parts(sealed()).items() if name not in (f.SEAL, f.NOTE)}
    bare[f.ORIGIN_RELS] = links.replace("/>", "></Relationships>").encode()
    bare[f.RELS] = re.sub(rb"<Relationship [^>]*item2[^>]*/>", b"", bare[f.RELS])
    return countersigned(packed(bare), impostor(), leaving_out)


def _with_certificate(docx: bytes, certificate: Certificate) -> bytes:
    mine, other = (b64encode(each.public_bytes(Encoding.DER)) for each in (office().certificate, certificate))
    return changed(docx, f.SEAL, mine, other)
