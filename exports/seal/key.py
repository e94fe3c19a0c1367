"""A key with its certificate: what an organisation seals its records with.

Read from a PKCS#12 file or from PEM, looked over before it is used, or made here for trying. The password passes
through; it is kept nowhere and stands in no sentence.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat, pkcs12
from cryptography.x509.oid import NameOID

from server.meeting.text import clean

MOST_BYTES = 256 * 1024
"""Bytes of a file with a key or with certificates."""
LEAST_RSA = 2048
"""Bits. What is shorter could be broken by others within the years a record is kept."""
OWN_RSA = 3072
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
MOST_NAME = 64
"""Bytes of a name in a certificate (X.520, ub-common-name)."""
MOST_DAYS = 3650
MOST_SHOWN = 120
"""Characters of a name in somebody's certificate that are shown."""
_EARLIER = timedelta(hours=1)
"""A certificate made here is valid since a little before: clocks differ."""

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


class BadKey(ValueError):
    """A key or a certificate cannot be used. One sentence, without a word of what is in the key."""


class Locked(BadKey):
    """The key is under a password, and none was given."""


class Term(StrEnum):
    """Where a moment lies, seen from the time for which a certificate is valid."""

    BEFORE = "before"
    WITHIN = "within"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Key:
    """certificate: of whoever seals; chain: those above it, its issuer first; private: the key that fits it."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private: PrivateKey = field(repr=False)

    def term(self, at: datetime) -> Term:
        """at: UTC."""
        if at < self.certificate.not_valid_before_utc:
            return Term.BEFORE
        return Term.AFTER if at > self.certificate.not_valid_after_utc else Term.WITHIN


def read_key(file: Path, password: str | None = None, certificate: Path | None = None) -> Key:
    """The key of a PKCS#12 or PEM file, and the certificate that fits it, from there or from `certificate` (PEM).

    Raises Locked where a password is needed and none is given, BadKey for what cannot be used. Whether it is valid now
    is asked of `Key.term`.
    """
    content = _content(file)
    secret = password.encode() if password else None
    private, found = _of_pem(file, content, secret) if b"-----BEGIN" in content else _of_pkcs12(file, content, secret)
    known = _usable(file, private)
    if certificate is not None:
        found = [*found, *read_certificates(certificate)]
    if not found:
        raise BadKey(f"There is a key in {file.name} and no certificate; say where it is: certificate = “…”.")
    own = next((one for one in found if _fits(one, known)), None)
    if own is None:
        raise BadKey(f"The key in {file.name} does not fit the certificate beside it; they are of two different pairs.")
    _may_seal(own)
    return Key(own, tuple(upwards(own, found)), known)


def read_certificates(file: Path) -> list[x509.Certificate]:
    """Every certificate of a PEM file, in its order; at least one. Raises BadKey."""
    content = _content(file)
    try:
        return x509.load_pem_x509_certificates(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey(
            f"There is no certificate that can be read in {file.name}; it takes PEM, with -----BEGIN CERTIFICATE-----."
        ) from error


def self_signed(name: str, days: int, at: datetime, *, ec: bool = False) -> Key:
    """A key and a certificate that nobody but itself vouches for, valid `days` from `at` (UTC). Raises BadKey.

    RSA, or with ec a key on the curve P-256.
    """
    if not 1 <= len(name.encode()) <= MOST_NAME:
        raise BadKey(f"The name in a certificate has 1 to {MOST_NAME} bytes; “{name}” has {len(name.encode())}.")
    if not 1 <= days <= MOST_DAYS:
        raise BadKey(f"A certificate is valid for 1 to {MOST_DAYS} days, not for {days}.")
    private = generate_private_key(SECP256R1()) if ec else generate_rsa(65537, OWN_RSA)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    ) | {"encipher_only": False, "decipher_only": False}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(at + timedelta(days=days))
        .public_key(private.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    return Key(certificate, (), private)


def put_down(key: Key, file: Path, password: str | None = None) -> Path:
    """Writes the key with its certificate as PEM for its owner alone, and the certificate alone beside it, for others.

    Returns where the latter lies. Nothing that is there already is touched. Raises BadKey.
    """
    beside = file.with_name(f"{file.stem}-certificate.pem")
    lock = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    shown = key.certificate.public_bytes(Encoding.PEM)
    hidden = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    _new(file, hidden + shown, 0o600)
    try:
        _new(beside, shown, 0o644)
    except BadKey:
        # A key without the certificate for others would only be found out when somebody asks for it.
        file.unlink()
        raise
    return beside


def name_of(name: x509.Name) -> str:
    """How a person would call the holder: the common name, with the organisation where that is another."""
    words = [_attribute(name, NameOID.COMMON_NAME), _attribute(name, NameOID.ORGANIZATION_NAME)]
    return ", ".join(dict.fromkeys(word for word in words if word)) or shown(name.rfc4514_string())


def shown(words: str | bytes) -> str:
    """One line of bounded length, without characters that turn a line around: the certificate may be a stranger's."""
    plain = " ".join(clean(words if isinstance(words, str) else words.hex()).split())
    return plain if len(plain) <= MOST_SHOWN else plain[: MOST_SHOWN - 1] + "…"


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Does it vouch for itself, and nobody else for it?"""
    return certificate.issuer == certificate.subject and _issued(certificate, certificate)


def upwards(certificate: x509.Certificate, found: Iterable[x509.Certificate]) -> Iterable[x509.Certificate]:
    """The issuer, the issuer's issuer and so on, as far as they are there."""
    left = [one for one in dict.fromkeys(found) if one != certificate]
    while (above := next((one for one in left if _issued(one, certificate)), None)) is not None:
        yield above
        left.remove(above)
        certificate = above


# Reading ------------------------------------------------------------------------------------------------------------


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadKey(f"The file {file} cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise BadKey(f"The file {file.name} is larger than {MOST_BYTES // 1024} KB; keys and certificates are not.")
    return content


def _of_pem(file: Path, content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if not _A_KEY.search(content):
        raise BadKey(f"There is a certificate in {file.name} and no key; the file with the private key is needed.")
    try:
        private: object = serialization.load_pem_private_key(content, password if _UNDER_LOCK.search(content) else None)
    except TypeError as error:
        raise _locked(file) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if _UNDER_LOCK.search(content):
            raise _does_not_open(file) from error
        raise BadKey(f"The key in {file.name} cannot be read; it is damaged or of a kind unknown here.") from error
    return private, read_certificates(file) if b"-----BEGIN CERTIFICATE-----" in content else []


_A_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_UNDER_LOCK = re.compile(rb"-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED")


def _of_pkcs12(file: Path, content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if not content.startswith(b"\x30"):
        raise BadKey(f"The file {file.name} is neither PKCS#12 (.p12, .pfx) nor PEM; one of these is needed.")
    # Some programs lock with no password, some with an empty one; a file may also not be locked at all.
    for tried in (password, *((None, b"") if password is None else (None,))):
        try:
            opened = pkcs12.load_pkcs12(content, tried)
        except ValueError:
            continue
        except UnsupportedAlgorithm as error:
            raise BadKey(f"The file {file.name} is locked in a way unknown here; save it anew with AES.") from error
        if opened.key is None:
            raise BadKey(f"There is no private key in {file.name}; export it together with the certificate.")
        own = [opened.cert] if opened.cert else []
        return opened.key, [one.certificate for one in (*own, *opened.additional_certs)]
    raise _locked(file) if password is None else _does_not_open(file)


def _locked(file: Path) -> Locked:
    return Locked(f"The key in {file.name} is under a password; give it in SETKANI_SEAL_PASSWORD.")


def _does_not_open(file: Path) -> BadKey:
    return BadKey(f"The password does not open the key in {file.name}, or the file is damaged.")


# Looking over -------------------------------------------------------------------------------------------------------


def _usable(file: Path, private: object) -> PrivateKey:
    if isinstance(private, RSAPrivateKey):
        if private.key_size < LEAST_RSA:
            raise BadKey(
                f"The RSA key in {file.name} has {private.key_size} bits and is too weak; it takes {LEAST_RSA} or more."
            )
        return private
    if isinstance(private, EllipticCurvePrivateKey):
        if private.curve.name not in CURVES:
            known = ", ".join(CURVES.values())
            raise BadKey(f"The key in {file.name} is on the curve {private.curve.name}; Word knows only {known}.")
        return private
    raise BadKey(f"The key in {file.name} is neither RSA nor on an elliptic curve (ECDSA); it takes one of these.")


def _fits(certificate: x509.Certificate, private: PrivateKey) -> bool:
    try:
        theirs = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return theirs.public_bytes(*form) == private.public_key().public_bytes(*form)


def _may_seal(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return  # nothing is ruled out
    except ValueError as error:
        raise BadKey("The certificate cannot be read: what it says about its use is damaged.") from error
    if not (usage.digital_signature or usage.content_commitment):
        raise BadKey(
            f"The certificate of “{name_of(certificate.subject)}” is not for signing (neither digitalSignature nor "
            "nonRepudiation); ask its issuer for one that is."
        )


def _issued(above: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    return next((shown(found.value) for found in name.get_attributes_for_oid(oid)), "")


# Writing ------------------------------------------------------------------------------------------------------------


def _new(file: Path, content: bytes, mode: int) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise BadKey(f"There is a file {file} already, and it stays as it is; choose another name.") from error
    except OSError as error:
        raise BadKey(f"The file {file} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
