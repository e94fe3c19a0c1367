"""What is told of a file that somebody wants checked: plain values, for sentences and for other programs alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.x509 import Certificate

from ..portable.shape import Version
from ..portable.written import NotOurs, read
from .findings import Unreadable
from .key import is_self_signed, shown
from .verify import Seal, Verdict, verify

MOST_NAMES = 500
"""Signatures of one record that are told; no meeting of ours has so many."""
MOST_ROLES = 10


class Result(StrEnum):
    """All of it in a word."""

    WHOLE = "whole"
    """Every seal is valid, and nothing is in the file that it does not vouch for."""
    NOT_WHOLE = "not-whole"
    """What was sealed is unchanged, but it is not all that is in the file."""
    CHANGED = "changed"
    """What was sealed is not what is in the file, or the seal is none."""
    NOT_SEALED = "not-sealed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class StampTold:
    at: datetime
    authority: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class SealTold:
    """certificate: the SHA-256 of the certificate, in hexadecimal; "" where it cannot be read."""

    valid: bool
    trusted: bool | None
    signer: str
    issuer: str
    self_signed: bool
    certificate: str
    sealed_at: datetime | None
    stamp: StampTold | None


@dataclass(frozen=True, slots=True)
class Found:
    """kind: of `findings.Kind`; part: the name of a part of the file, or "" """

    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Name:
    """Who signed a version of the plan, or declined to; how: drawn, paper or declined; void: it was opened again."""

    version: int
    void: bool
    name: str
    roles: tuple[str, ...]
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordTold:
    """From the record for machines, where a valid seal vouches for it."""

    title: str
    closed: datetime
    extract: bool
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """why: of `findings.Why`, where the file is unreadable, and in which part; trusted: see verify.Seal; sha256: of the
    file; known_here: whether the program that was asked wrote this very file; written_here: when, where that is known.
    """

    result: Result
    sha256: str
    valid: bool = False
    whole: bool = False
    trusted: bool | None = None
    seals: tuple[SealTold, ...] = ()
    findings: tuple[Found, ...] = ()
    record: RecordTold | None = None
    why: str = ""
    part: str = ""
    known_here: bool = False
    written_here: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Unchanged and whole, and nobody asked for is missing behind the seal."""
        return self.result is Result.WHOLE and self.trusted is not False


def answer(file: BinaryIO, trust: Sequence[Certificate] = ()) -> Answer:
    """Looks at a file that anybody may have made. trust: roots, see verify. Raises OSError where it cannot be read."""
    digest = _digest(file)
    try:
        verdict = verify(file, trust)
    except Unreadable as no:
        return Answer(Result.UNREADABLE, digest, why=no.why, part=shown(no.part))
    return Answer(
        _result(verdict),
        digest,
        verdict.valid,
        verdict.whole,
        verdict.trusted,
        tuple(map(_seal, verdict.seals)),
        tuple(Found(found.kind, shown(found.part)) for found in verdict.findings),
        _record(verdict),
    )


def _digest(file: BinaryIO) -> str:
    digest = sha256()
    file.seek(0)
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def _result(verdict: Verdict) -> Result:
    if not verdict.sealed:
        return Result.NOT_SEALED
    if not verdict.valid:
        return Result.CHANGED
    return Result.WHOLE if verdict.whole else Result.NOT_WHOLE


def _seal(seal: Seal) -> SealTold:
    certificate, stamp = seal.certificate, seal.stamp
    return SealTold(
        seal.valid,
        seal.trusted,
        seal.signer,
        seal.issuer,
        certificate is not None and is_self_signed(certificate),
        certificate.fingerprint(hashes.SHA256()).hex() if certificate else "",
        seal.sealed_at,
        StampTold(stamp.at, stamp.authority, stamp.trusted) if stamp else None,
    )


def _record(verdict: Verdict) -> RecordTold | None:
    if verdict.record is None:
        return None
    try:
        told = read(verdict.record)
    except NotOurs:
        return None
    # The version that holds before those that do not any more.
    versions = [*([told.signed] if told.signed else []), *(earlier.version for earlier in reversed(told.earlier))]
    names = islice((name for version in versions for name in _names(version)), MOST_NAMES)
    return RecordTold(shown(told.content.title), told.meeting.closed, told.extract, tuple(names))


def _names(version: Version) -> Iterator[Name]:
    for signer in version.signers:
        if signer.signature is not None:
            roles, given = tuple(shown(role.name) for role in signer.roles[:MOST_ROLES]), signer.signature
            void = version.reopened is not None
            yield Name(version.number, void, shown(signer.who.name), roles, given.how, given.at)
