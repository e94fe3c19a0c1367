"""What an organisation seals with: its certificate and the private key that belongs to it."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Key:
    """certificate: who seals; chain: from the authority that issued it up to the root, if known."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    private: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
