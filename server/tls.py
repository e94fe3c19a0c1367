"""TLS by ourselves: the certificate and its key, looked through before anybody connects, and again when they change."""

import asyncio
import logging
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

SOON = timedelta(days=14)
"""A certificate that ends sooner than this is told of; whoever renews by machine has done it long before."""
LOOK = 60.0
"""Seconds between two looks whether the files have been renewed."""
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2; those of 1.3 are all good."""

log = logging.getLogger(__name__)


class BadCertificate(Exception):
    """The certificate or its key cannot be used. One sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """names: the hosts it is for, host names and addresses; until: UTC."""

    names: tuple[str, ...]
    until: datetime

    def is_for(self, host: str) -> bool:
        host = host.lower()
        return any(host == name or (name[:2] == "*." and host.partition(".")[2] == name[2:]) for name in self.names)

    @property
    def host(self) -> str:
        """The first host it names, "" if there is none but with a star."""
        return next((name for name in self.names if not name.startswith("*")), "")


class Tls:
    """What a server speaks TLS with. Raises BadCertificate. cert: PEM, with those that vouch for it; key: PEM."""

    def __init__(self, cert: Path, key: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._cert, self._key, self._now = cert, key, now
        self._seen = self._stamps()
        self.certificate = read(cert, key, now())
        self.context = _context(cert, key)

    def speaks_to(self, url: str) -> None:
        """url: how we are reached; whoever still comes over plain http is sent there."""
        self.context.elsewhere = url

    def renew(self) -> bool:
        """Take the files anew if they have changed. What cannot be used is told in the log once; the old ones serve."""
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        self._seen = stamps
        try:
            renewed = read(self._cert, self._key, self._now())
            _context(self._cert, self._key)
        except BadCertificate as error:
            log.warning("The certificate on the disk has changed and cannot be used: %s The old one serves.", error)
            return False
        self.certificate = renewed
        # Connections that stand go on; new ones get the new certificate.
        self.context.load_cert_chain(self._cert, self._key)
        return True

    async def keep(self) -> None:
        """Renew for ever."""
        while True:
            await asyncio.sleep(LOOK)
            self.renew()

    def _stamps(self) -> tuple[object, ...]:
        # Renewing programs change where a link points to: stat follows it.
        found: list[object] = []
        for file in (self._cert, self._key):
            try:
                about = file.stat()
                found.append((about.st_mtime_ns, about.st_size, about.st_ino))
            except OSError:
                found.append(None)
        return tuple(found)


def read(cert: Path, key: Path, now: datetime) -> Certificate:
    """What a certificate is for, once all that can be wrong with it and its key is not. Raises BadCertificate."""
    try:
        chain = x509.load_pem_x509_certificates(_bytes(cert, "certificate"))
    except ValueError as error:
        raise BadCertificate(f"There is no certificate (PEM) in {cert}.") from error
    leaf = chain[0]
    written = _bytes(key, "key")
    if os.name == "posix" and key.stat().st_mode & 0o007:
        raise BadCertificate(f"Everybody on this computer can read the key in {key}: make it yours alone (chmod 600).")
    try:
        private = load_pem_private_key(written, None)
    except TypeError as error:
        raise BadCertificate(
            f"The key in {key} is under a password, and a server starts without anybody to ask: give it one without."
        ) from error
    except ValueError as error:
        raise BadCertificate(f"There is no key (PEM) in {key}.") from error
    if _public(private.public_key()) != _public(leaf.public_key()):
        raise BadCertificate(f"The key in {key} does not belong to the certificate in {cert}.")
    if now >= leaf.not_valid_after_utc:
        raise BadCertificate(
            f"The certificate in {cert} was valid until {leaf.not_valid_after_utc:%Y-%m-%d}; a new one is needed."
        )
    if now < leaf.not_valid_before_utc:
        raise BadCertificate(
            f"The certificate in {cert} is valid only from {leaf.not_valid_before_utc:%Y-%m-%d %H:%M} UTC; "
            "perhaps the clock of this computer is wrong."
        )
    names = _names(leaf)
    if not names:
        raise BadCertificate(
            f"The certificate in {cert} is for no host (it has no alternative names): phones refuse it."
        )
    return Certificate(names, leaf.not_valid_after_utc)


def _bytes(file: Path, what: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadCertificate(f"The file of the {what}, {file}, cannot be read: {error.strerror}.") from error


def _public(key: Any) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        named = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = [name.lower() for name in named.get_values_for_type(x509.DNSName)]
    return (*hosts, *(str(address) for address in named.get_values_for_type(x509.IPAddress)))


# Plain http on our port ---------------------------------------------------------------------------------------------


class _Context(ssl.SSLContext):
    """Sends whoever speaks plain http to where it is spoken with TLS."""

    elsewhere = ""

    def wrap_bio(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *args: Any, **named: Any) -> ssl.SSLObject:
        made = super().wrap_bio(incoming, outgoing, *args, **named)
        assert isinstance(made, _Handshake)
        made.outgoing = outgoing
        return made


class _Handshake(ssl.SSLObject):
    outgoing: ssl.MemoryBIO | None = None

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLError as error:
            if error.reason != "HTTP_REQUEST" or self.outgoing is None:
                raise
            assert isinstance(self.context, _Context)
            self.outgoing.write(
                b"HTTP/1.1 307 Temporary Redirect\r\n"
                + f"Location: {self.context.elsewhere}/\r\n".encode("ascii")
                + b"Cache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            self.outgoing = None
            # What stands in there is sent before anything more is awaited; the browser then hangs up.
            raise ssl.SSLWantReadError from error


def _context(cert: Path, key: Path) -> _Context:
    context = _Context(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = _Handshake
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(cert, key)
    except (ssl.SSLError, OSError) as error:
        raise BadCertificate(f"The certificate in {cert} cannot be used: {error}.") from error
    return context
