"""What can be found in a file that claims to be sealed, and why one may not be readable at all."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One thing that verifying has found; see WEIGHT for what it means for the whole."""

    # What was sealed is not what is here.
    CHANGED = "changed"
    """The part is not, byte for byte, the one that was sealed."""
    MISSING = "missing"
    """The part was sealed and is gone."""
    RETYPED = "retyped"
    """The part is declared to be something else than it was when it was sealed."""
    RELINKED = "relinked"
    """What the part leads to (its .rels) is not what was sealed."""
    DOUBLED = "doubled"
    """The part is there more than once; programs would not agree which one to show."""
    DAMAGED = "damaged"
    """The part cannot be unpacked, or does not unpack to what the file says of it."""
    BROKEN_SEAL = "broken-seal"
    """The signature does not fit what it signs, or cannot be read."""
    OTHER_SIGNER = "other-signer"
    """The certificate is not the one that the seal names as its own."""
    OTHER_DOCUMENT = "other-document"
    """The seal is valid for something in the file, and the document that one sees when opening it is not that."""
    BROKEN_STAMP = "broken-stamp"
    """The time stamp was made for another seal, or is damaged."""
    WEAK = "weak"
    """Made in a way that can be forged today, such as SHA-1 or a short key."""
    UNKNOWN_WAY = "unknown-way"
    """Made in a way that is not known here, so nothing can be said."""

    # What was sealed is here, but it is not all there is, or not as it was put together.
    UNSIGNED = "unsigned"
    """The part belongs to the document, and no seal covers it."""
    ORPHAN = "orphan"
    """Nothing leads to the part, and no seal covers it."""
    UNSIGNED_LINK = "unsigned-link"
    """A relationship in this .rels is covered by no seal."""
    LOOSE_BYTES = "loose-bytes"
    """There is something in the file that belongs to no part."""
    CHANGED_PROPERTIES = "changed-properties"
    """Title, author or dates of the file. No program signs them; our seal notes them, and they have been changed."""
    OTHER_CHAIN = "other-chain"
    """The certificates that came with the seal are not those that it came with."""
    REMOVED_SEAL = "removed-seal"
    """The file was sealed once; what is left of it has no seal."""

    # Worth saying, and no fault.
    REPACKED = "repacked"
    """The file was packed anew by another program; with a name: of this part only the form is another."""
    AWAITED_STAMP = "awaited-stamp"
    """A time stamp was to be added after the seal: it has not come yet, or somebody has taken it out."""
    UNCHECKED_STAMP = "unchecked-stamp"
    """Only the root of the authority, which nobody has named, could tell whether its time stamp is one."""
    OPEN_PROPERTIES = "open-properties"
    """Title, author or dates of the file, which this seal, not one of ours, does not cover."""


class Weight(StrEnum):
    """What a finding costs."""

    VALID = "valid"
    WHOLE = "whole"
    NOTE = "note"


WEIGHT: dict[Kind, Weight] = {
    **dict.fromkeys(
        (
            Kind.CHANGED,
            Kind.MISSING,
            Kind.RETYPED,
            Kind.RELINKED,
            Kind.DOUBLED,
            Kind.DAMAGED,
            Kind.BROKEN_SEAL,
            Kind.OTHER_SIGNER,
            Kind.OTHER_DOCUMENT,
            Kind.BROKEN_STAMP,
            Kind.WEAK,
            Kind.UNKNOWN_WAY,
        ),
        Weight.VALID,
    ),
    **dict.fromkeys(
        (
            Kind.UNSIGNED,
            Kind.ORPHAN,
            Kind.UNSIGNED_LINK,
            Kind.LOOSE_BYTES,
            Kind.CHANGED_PROPERTIES,
            Kind.OTHER_CHAIN,
            Kind.REMOVED_SEAL,
        ),
        Weight.WHOLE,
    ),
    **dict.fromkeys((Kind.REPACKED, Kind.AWAITED_STAMP, Kind.UNCHECKED_STAMP, Kind.OPEN_PROPERTIES), Weight.NOTE),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """kind and the name of the part ("word/document.xml"), or "" where it is the file itself."""

    kind: Kind
    part: str = ""


class Why(StrEnum):
    """Why a file cannot be read."""

    TOO_LARGE = "too-large"
    NOT_WORD = "not-word"
    OLD_WORD = "old-word"
    OPEN_DOCUMENT = "open-document"
    LOCKED = "locked"
    CUT = "cut"
    """The directory at the end is missing or does not fit: the file is damaged or did not come whole."""
    TWO_WAYS = "two-ways"
    """Programs would not agree on what is in it."""
    ZIP64 = "zip64"
    TOO_MANY = "too-many"
    UNPACKS_TOO_FAR = "unpacks-too-far"
    UNKNOWN_PACKING = "unknown-packing"
    BAD_XML = "bad-xml"
    """A part that says how the others belong together is no XML that a Word file may have."""


class Unreadable(ValueError):
    """Nothing can be said about the file. part: where it was found, or ""."""

    def __init__(self, why: Why, part: str = "") -> None:
        super().__init__(f"{why}: {part}" if part else str(why))
        self.why = why
        self.part = part
