"""What an organisation seals its records with, and whom it trusts."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate

from .key import BadKey, Key, Term, name_of


@dataclass(frozen=True, slots=True)
class OwnSeal:
    """stamps: address of the authority of time stamps (RFC 3161), "" for none; trust: roots it is checked against."""

    key: Key
    stamps: str = ""
    trust: tuple[Certificate, ...] = ()

    @property
    def name(self) -> str:
        """In whose name it seals."""
        return name_of(self.key.certificate.subject)


def out_of_term(key: Key, at: datetime) -> BadKey | None:
    """Why nothing can be sealed with it at that moment (UTC)."""
    certificate, name = key.certificate, name_of(key.certificate.subject)
    match key.term(at):
        case Term.BEFORE:
            since = certificate.not_valid_before_utc
            return BadKey(f"The certificate of “{name}” is valid only since {since:%Y-%m-%d}; is the clock right?")
        case Term.AFTER:
            until = certificate.not_valid_after_utc
            return BadKey(f"The certificate of “{name}” was valid until {until:%Y-%m-%d}; a new one is needed.")
        case Term.WITHIN:
            return None
