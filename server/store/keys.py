"""What opens a meeting: tokens, short codes, epochs. How they are made and how they are compared."""

import hashlib
import secrets
from datetime import UTC, datetime

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0 and O, 1, I and L, which look alike from six metres."""
LENGTH = 8
_LETTERS = frozenset(ALPHABET)


def new_token() -> str:
    """128 random bits, safe in an URL."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> bytes:
    """What is kept of a token. Nobody can go through 2^128 of them, so a plain SHA-256 is enough, and quick."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def in_utc(moment: datetime | None) -> str | None:
    """As it is kept. ValueError for one without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC).isoformat()


def new_code() -> str:
    """A short code; whether it is taken is for the store to see."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def plain_code(typed: str) -> str:
    """A code as people type it, brought to the form in which it is kept; "" for what cannot be one."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return plain if len(plain) == LENGTH and set(plain) <= _LETTERS else ""


def new_epoch() -> str:
    return secrets.token_hex(8)
