"""Keys to seal with: what can be read, what is unfit in one sentence, and the one that is made for trying."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from exports.seal.key import (
    MOST_BYTES,
    MOST_SHOWN,
    BadKey,
    Locked,
    Term,
    is_self_signed,
    name_of,
    put_down,
    read_certificates,
    read_key,
    self_signed,
)
from tests.exports.seal import certified as of

SECRET = "Tajné heslo 7"


def file(folder: Path, content: bytes, name: str = "seal.pem") -> Path:
    placed = folder / name
    placed.write_bytes(content)
    return placed


def sentence(*asked: object) -> str:
    with pytest.raises(BadKey) as bad:
        read_key(*asked)  # type: ignore[arg-type]
    said = str(bad.value)
    assert said.endswith(".") and "\n" not in said and SECRET not in said
    return said


# Reading ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rsa2048", "secp256r1", "secp384r1", "secp521r1"])
def test_key_certificate_and_chain_come_from_one_file_in_whatever_order_they_lie_there(
    tmp_path: Path, kind: str
) -> None:
    key = of.issued(kind)
    as_p12 = read_key(file(tmp_path, of.p12(key, SECRET), "seal.p12"), SECRET)
    as_pem = read_key(
        file(tmp_path, of.pem(of.root(), of.middle(), key.certificate, key.private, password=SECRET)), SECRET
    )
    for found in (as_p12, as_pem):
        assert (found.certificate, found.chain) == (key.certificate, (of.middle(), of.root()))
        assert found.private.private_numbers() == key.private.private_numbers()


def test_the_certificate_may_lie_in_a_file_of_its_own_and_strangers_in_it_do_not_matter(tmp_path: Path) -> None:
    key = of.issued()
    stranger = of.certificate("Někdo jiný", of.private("secp256r1"))
    beside = file(tmp_path, of.pem(stranger, of.root(), key.certificate, of.middle()), "certificate.pem")
    found = read_key(file(tmp_path, of.pem(key.private)), None, beside)
    assert (found.certificate, found.chain) == (key.certificate, (of.middle(), of.root()))


@pytest.mark.parametrize("lock", [b"", None])
def test_a_file_that_is_under_no_password_or_an_empty_one_needs_none(
    tmp_path: Path, openssl: str, lock: bytes | None
) -> None:
    content = of.p12(of.issued())
    if lock is not None:
        plain = file(tmp_path, of.pem(of.issued().private, of.issued().certificate))
        command = [
            openssl,
            "pkcs12",
            "-export",
            "-in",
            str(plain),
            "-out",
            str(tmp_path / "o.p12"),
            "-passout",
            "pass:",
        ]
        subprocess.run(command, check=True, capture_output=True)
        content = (tmp_path / "o.p12").read_bytes()
    for password in (None, "" if lock is not None else SECRET):
        assert read_key(file(tmp_path, content, "seal.p12"), password).certificate == of.issued().certificate


def test_without_a_password_it_says_that_one_is_needed_and_where_it_goes(tmp_path: Path) -> None:
    key = of.issued()
    for content in (of.p12(key, SECRET), of.pem(key.private, key.certificate, password=SECRET)):
        with pytest.raises(Locked, match="SETKANI_SEAL_PASSWORD"):
            read_key(file(tmp_path, content))
        assert "password does not open" in sentence(file(tmp_path, content), "jiné")


def test_what_is_said_of_a_key_shows_nothing_of_it() -> None:
    key = of.issued("secp256r1")
    assert isinstance(key.private, EllipticCurvePrivateKey)
    assert "private" not in repr(key).lower()


# What is unfit ------------------------------------------------------------------------------------------------------


def test_a_file_without_what_is_needed_is_one_sentence(tmp_path: Path) -> None:
    key = of.issued()
    assert "no certificate" in sentence(file(tmp_path, of.pem(key.private)))
    assert "no key" in sentence(file(tmp_path, of.pem(key.certificate)))
    assert "neither PKCS#12" in sentence(file(tmp_path, b"Dobry den"))
    assert "neither PKCS#12" in sentence(file(tmp_path, b""))
    assert "cannot be read" in sentence(tmp_path / "nikde.p12")
    assert "cannot be read" in sentence(tmp_path)
    assert "larger than 256 KB" in sentence(file(tmp_path, b"\x30" * (MOST_BYTES + 1)))
    broken = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    assert "damaged" in sentence(file(tmp_path, broken))
    assert "damaged" in sentence(file(tmp_path, of.p12(key, SECRET)[:700]), SECRET)
    store = pkcs12.serialize_key_and_certificates(None, None, None, [of.root()], NoEncryption())
    assert "no private key" in sentence(file(tmp_path, store))
    assert "There is no certificate" in sentence(file(tmp_path, of.pem(key.private)), None, file(tmp_path, b"x", "c"))


def test_a_key_that_does_not_fit_its_certificate_seals_nothing(tmp_path: Path) -> None:
    content = of.pem(of.private("rsa2048/other"), of.issued().certificate)
    assert "does not fit" in sentence(file(tmp_path, content))


def test_a_weak_key_an_unknown_curve_and_another_kind_of_key_are_refused(tmp_path: Path) -> None:
    weak, curve = of.private("rsa1024"), of.private("secp256k1")
    assert "1024 bits" in sentence(file(tmp_path, of.pem(weak, of.certificate("A", weak))))
    said = sentence(file(tmp_path, of.pem(curve, of.certificate("A", curve))))
    assert "secp256k1" in said and "P-256, P-384, P-521" in said
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert "neither RSA" in sentence(file(tmp_path, other + of.pem(of.root())))


@pytest.mark.parametrize(
    ("usage", "fit"),
    [("digital_signature", True), ("content_commitment", True), (None, True), ("key_encipherment", False)],
)
def test_a_certificate_that_says_it_is_for_something_else_is_refused(
    tmp_path: Path, usage: str | None, fit: bool
) -> None:
    key = of.private("secp256r1")
    placed = file(tmp_path, of.pem(key, of.certificate("Škola", key, usage=usage)))
    if fit:
        assert read_key(placed).chain == ()
    else:
        assert "“Škola” is not for signing" in sentence(placed)


def test_a_certificate_has_its_time() -> None:
    key = of.issued()
    day = timedelta(days=1)
    assert key.term(of.NOW) is Term.WITHIN
    assert key.term(key.certificate.not_valid_before_utc - day) is Term.BEFORE
    assert key.term(key.certificate.not_valid_after_utc + day) is Term.AFTER


# For trying ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ec", [False, True])
@pytest.mark.parametrize("password", [None, SECRET])
def test_a_key_made_for_trying_is_written_for_its_owner_alone_and_can_be_read_again(
    tmp_path: Path, ec: bool, password: str | None
) -> None:
    key = self_signed(of.ORGANISATION, 30, of.NOW, ec=ec)
    placed = tmp_path / "seal.pem"
    beside = put_down(key, placed, password)
    if os.name == "posix":
        assert placed.stat().st_mode & 0o777 == 0o600
    assert read_certificates(beside) == [key.certificate] and b"PRIVATE" not in beside.read_bytes()
    found = read_key(placed, password)
    assert found.certificate == key.certificate and found.term(of.NOW) is Term.WITHIN
    assert isinstance(found.private, EllipticCurvePrivateKey if ec else RSAPrivateKey)
    assert found.private.key_size == (256 if ec else 3072)
    assert is_self_signed(found.certificate) and not is_self_signed(of.issued().certificate)
    assert (b"ENCRYPTED" in placed.read_bytes()) == (password is not None)


@pytest.mark.parametrize("there", ["seal.pem", "seal-certificate.pem"])
def test_nothing_that_is_there_is_written_over(tmp_path: Path, there: str) -> None:
    file(tmp_path, b"dulezite", there)
    with pytest.raises(BadKey, match="already"):
        put_down(of.issued(), tmp_path / "seal.pem")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [(there, b"dulezite")]


def test_a_name_that_no_certificate_can_hold_and_days_without_end_are_refused() -> None:
    for name in ("", "ž" * 33):
        with pytest.raises(BadKey, match="1 to 64 bytes"):
            self_signed(name, 30, of.NOW)
    for days in (0, 3651):
        with pytest.raises(BadKey, match="1 to 3650 days"):
            self_signed("Škola", days, of.NOW)


def test_a_strangers_certificate_cannot_turn_the_line_around_or_fill_the_screen() -> None:
    def called(*parts: tuple[x509.ObjectIdentifier, str]) -> str:
        return name_of(x509.Name([x509.NameAttribute(oid, words) for oid, words in parts]))

    assert called((NameOID.COMMON_NAME, "Město\n\u202eZlé")) == "Město Zlé"
    assert called((NameOID.COMMON_NAME, "Razítko"), (NameOID.ORGANIZATION_NAME, "Město")) == "Razítko, Město"
    assert called((NameOID.COMMON_NAME, "Město"), (NameOID.ORGANIZATION_NAME, "Město")) == "Město"
    assert called((NameOID.SERIAL_NUMBER, "7")) == "2.5.4.5=7"
    assert len(called((NameOID.SERIAL_NUMBER, "x" * 64), (NameOID.PSEUDONYM, "y" * 128))) == MOST_SHOWN


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask")
def test_the_key_is_never_readable_by_others_not_even_for_a_moment(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        put_down(of.issued(), tmp_path / "seal.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "seal.pem").stat().st_mode & 0o077 == 0
