"""A mail server for tests: a real one on a port of its own, with TLS and passwords, that can be told to misbehave."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.settings import MailServer
from tests.afternoon import free_port

USER, PASSWORD = "setkani", "tajné heslo"


@dataclass
class PostOffice:
    """What has arrived, and how the server is to behave.

    answers: what it says to RCPT for an address; says: what it says after the last dot, "" to hang up instead of saying
    anything, when it has taken the mail (taking) or not.
    """

    host: str
    port: int
    authority: Path
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    mail_says: str = "250 OK"
    says: str = "250 OK"
    taking: bool = True
    before: Any = None
    """Called with each mail before it is answered."""
    seen: list[str] = field(default_factory=list)
    """What the server was given as user names and passwords."""

    def server(self, security: str, *, user: str = "", password: str = "", host: str = "") -> MailServer:
        """How a program speaks to it."""
        return MailServer(
            host or self.host, self.port, security, user, password, "setkani@example.cz", "Setkání", str(self.authority)
        )

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipient, message in self.arrived if recipient == address]

    # Hooks of aiosmtpd --------------------------------------------------------------------------------------------

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, opts: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(opts)
        return self.mail_says

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, opts: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.before:
            self.before(content)
        if self.taking:
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.arrived += [(recipient, message) for recipient in envelope.rcpt_tos]
        if not self.says:
            server.transport.abort()  # type: ignore[union-attr]
        return self.says or "250 OK"


@contextmanager
def post_office(
    folder: Path, security: str = "starttls", *, password: bool = False, **options: Any
) -> Iterator[PostOffice]:
    """Running for as long as the block does. options: as aiosmtpd's SMTP has them."""
    authority, certificate = certificates(folder)
    office = PostOffice("localhost", free_port(), authority)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        office.seen.append(f"{given.login.decode()} {given.password.decode()}")
        right = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, handled=right)

    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if password:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": security == "starttls"}
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        ssl_context=context if security == "tls" else None,
        **{"enable_SMTPUTF8": True, **options},
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def certificates(folder: Path) -> tuple[Path, Path]:
    """An authority, and a certificate of it for localhost with its key: PEM files."""
    files = folder / "authority.pem", folder / "localhost.pem"
    if not files[0].exists():
        folder.mkdir(exist_ok=True)
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = _certificate("Authority of the tests", root_key, "Authority of the tests", root_key, authority=True)
        leaf = _certificate("localhost", key, "Authority of the tests", root_key, authority=False)
        pem = serialization.Encoding.PEM
        files[0].write_bytes(root.public_bytes(pem))
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        files[1].write_bytes(key.private_bytes(pem, *plain) + leaf.public_bytes(pem))
    return files


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, *, authority: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    named, issued = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer))
    made = x509.CertificateBuilder().subject_name(named).issuer_name(issued).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    if not authority:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    return made.sign(by, hashes.SHA256())
