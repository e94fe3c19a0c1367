"""Whose seals are on the files of these tests: an office's, and that of somebody who would like to be that office."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from exports.seal.key import Key
from tests.exports.seal.certified import NOW, ORGANISATION, ROOT, certificate, issued, private

KINDS = ("rsa2048", "secp256r1", "secp384r1", "secp521r1")
SEALED = NOW + timedelta(minutes=4, seconds=5)


def office(kind: str = "rsa2048") -> Key:
    """With the chain up to the root."""
    return issued(kind)


@cache
def impostor() -> Key:
    """Somebody who calls themselves the same, below a root of their own that calls itself the same."""
    key, above = private("secp256r1/impostor"), private("rsa2048/impostor's root")
    root = certificate(ROOT, above, ca=True, usage="key_cert_sign")
    return Key(certificate(ORGANISATION, key, ROOT, above), (root,), key)


def alone(key: Key) -> Key:
    """The same without the certificates above it."""
    return replace(key, chain=())
