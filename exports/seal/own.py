"""What an organisation seals its records with, and whom it trusts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.x509 import Certificate

from .findings import Kind, Unreadable
from .key import BadKey, Key, Term, is_self_signed, name_of
from .sign import imprint, seal, stamped
from .stamp import ask
from .verify import verify

SOON = timedelta(days=30)
"""So long before a certificate runs out people are told."""


@dataclass(frozen=True, slots=True)
class OwnSeal:
    """stamps: address of the authority of time stamps (RFC 3161), "" for none; trust: roots it is checked against."""

    key: Key
    stamps: str = ""
    trust: tuple[Certificate, ...] = ()

    @property
    def without_stamps(self) -> "OwnSeal":
        """The same for a file that nobody will put a time stamp on."""
        return replace(self, stamps="")

    @property
    def name(self) -> str:
        """In whose name it seals."""
        return name_of(self.key.certificate.subject)

    @property
    def issuer(self) -> str:
        """Who says that the name is right; "" where nobody but the holder does."""
        certificate = self.key.certificate
        return "" if is_self_signed(certificate) else name_of(certificate.issuer)

    def hindrance(self, at: datetime) -> str:
        """Why nothing can be sealed at that moment (UTC); "" where it can."""
        certificate = self.key.certificate
        match self.key.term(at):
            case Term.BEFORE:
                since = certificate.not_valid_before_utc
                return f"The certificate of “{self.name}” is valid since {since:%Y-%m-%d}; is the clock right?"
            case Term.AFTER:
                until = certificate.not_valid_after_utc
                return f"The certificate of “{self.name}” was valid until {until:%Y-%m-%d}; a new one is needed."
            case Term.WITHIN:
                return ""

    def seal(self, docx: bytes, at: datetime) -> bytes:
        """The Word file sealed at that moment (UTC). Raises BadKey outside the time of the certificate."""
        if hindrance := self.hindrance(at):
            raise BadKey(hindrance)
        return seal(docx, self.key, at, awaits_stamp=bool(self.stamps))

    def stamp(self, docx: bytes) -> bytes:
        """A file that was sealed with it, with a time stamp of the authority. Raises NoStamp."""
        return stamped(docx, ask(self.stamps, imprint(docx), self.trust))


def is_stamped(docx: bytes) -> bool:
    """Is it a file with a whole seal, to which no time stamp is still to come?"""
    try:
        verdict = verify(docx)
    except Unreadable:
        return False
    return verdict.whole and not any(found.kind is Kind.AWAITED_STAMP for found in verdict.findings)
