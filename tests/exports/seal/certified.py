"""Keys and certificates for tests: an authority that issues them, and what is wrong with some of them."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from exports.seal.key import Key, PrivateKey

NOW = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
"""So that tests with the clock of the machine find everything valid."""
ORGANISATION = "Pomáháme společně, z. s."
ROOT, MIDDLE = "Zkušební kořenová autorita", "Zkušební vydávající autorita"


@cache
def private(kind: str) -> PrivateKey:
    """A key that all tests share: "rsa2048" or a curve such as "secp256r1"; another number after a slash is another."""
    kind = kind.partition("/")[0]
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))
    return ec.generate_private_key({curve.name: curve for curve in _CURVES}[kind]())


_CURVES: tuple[type[ec.EllipticCurve], ...] = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.SECP256K1)


def certificate(
    name: str,
    key: PrivateKey,
    issuer: str = "",
    issuer_key: PrivateKey | None = None,
    *,
    ca: bool = False,
    usage: str | None = "digital_signature",
    since: datetime = SINCE,
    until: datetime = UNTIL,
) -> x509.Certificate:
    """usage: what it is for; None leaves the extension out."""
    flags = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .issuer_name(_called(issuer or name))
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(x509.KeyUsage(**flags | {usage: True}), critical=True)
    return builder.sign(issuer_key or key, hashes.SHA256())


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CZ"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


@cache
def root() -> x509.Certificate:
    return certificate(ROOT, private("rsa2048/root"), ca=True, usage="key_cert_sign")


@cache
def middle() -> x509.Certificate:
    return certificate(MIDDLE, private("rsa2048/middle"), ROOT, private("rsa2048/root"), ca=True, usage="key_cert_sign")


@cache
def issued(kind: str = "rsa2048") -> Key:
    """A key of the organisation, with a chain of two above it."""
    own = private(kind)
    return Key(certificate(ORGANISATION, own, MIDDLE, private("rsa2048/middle")), (middle(), root()), own)


def pem(*things: x509.Certificate | PrivateKey, password: str = "") -> bytes:
    """Certificates and keys one after the other, as in a file."""
    lock = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return b"".join(
        thing.public_bytes(Encoding.PEM)
        if isinstance(thing, x509.Certificate)
        else thing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        for thing in things
    )


def p12(key: Key, password: str = "") -> bytes:
    lock = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key.private, key.certificate, key.chain[::-1], lock)
