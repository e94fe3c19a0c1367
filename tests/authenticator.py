"""A device with passkeys, in software: does what Web Authentication asks of one, and lies where a test tells it to."""

import base64
import json
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """Holds one passkey. counts: how often it was used; verifies: whether it asked for a finger or a PIN."""

    origin: str
    rp_id: str = "localhost"
    verifies: bool = True
    counts: int = 0
    id: bytes = field(default_factory=lambda: urandom(16))
    user: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """A passkey for this challenge."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        made = {"fmt": "none", "attStmt": {}, "authData": self._facts(ATTESTED) + attested}
        told = {"clientDataJSON": encoded(self._told("webauthn.create", options))}
        return self._said({**told, "attestationObject": encoded(cbor2.dumps(made))})

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """It is I: the challenge signed."""
        self.counts += 1
        facts, told = self._facts(0), self._told("webauthn.get", options)
        signed = self.key.sign(facts + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(
            {
                "clientDataJSON": encoded(told),
                "authenticatorData": encoded(facts),
                "signature": encoded(signed),
                "userHandle": self.user,
            }
        )

    def _facts(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.counts.to_bytes(4)

    def _told(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _said(self, response: dict[str, str]) -> dict[str, Any]:
        own = encoded(self.id)
        return {"id": own, "rawId": own, "type": "public-key", "response": response}
