"""Certificates for hosts, from an authority that the tests trust, and what is wrong with some of them."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from tests.exports.seal import certified as of

_AUTHORITY, _ITS_KEY = "Autorita pro hostitele", "secp256r1/authority of hosts"


def issued(
    folder: Path, *names: str, days: float = 90, since: float = -1, key: str = "secp256r1/host", password: str = ""
) -> tuple[Path, Path]:
    """(certificate, key) for hosts: PEM files, as a certifying program leaves them. days, since: from now."""
    now = datetime.now(UTC)
    own = of.private(key)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(_root().subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=since))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
    )
    if names:
        hosts = [x509.IPAddress(ip_address(name)) if name[-1].isdigit() else x509.DNSName(name) for name in names]
        made = made.add_extension(x509.SubjectAlternativeName(hosts), critical=True)
    folder.mkdir(exist_ok=True)
    files = folder / "cert.pem", folder / "key.pem"
    leaf = made.sign(of.private(_ITS_KEY), hashes.SHA256())
    files[0].write_bytes(leaf.public_bytes(Encoding.PEM) + _root().public_bytes(Encoding.PEM))
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    files[1].write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    files[1].chmod(0o600)
    return files


def authority() -> bytes:
    """Its certificate, as PEM."""
    return _root().public_bytes(Encoding.PEM)


def trusting() -> ssl.SSLContext:
    """Somebody who trusts the authority, and nobody else."""
    return ssl.create_default_context(cadata=authority().decode())


_made: list[x509.Certificate] = []


def _root() -> x509.Certificate:
    if not _made:
        _made.append(of.certificate(_AUTHORITY, of.private(_ITS_KEY), ca=True, usage="key_cert_sign"))
    return _made[0]
