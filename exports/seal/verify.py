"""Whether a record is what was sealed, all of it and nothing else; and if not, which part of it.

Word and LibreOffice ask whether what was signed is unchanged. They do not ask what else is in the file: see Rohlmann
and others, "Every Signature is Broken" (USENIX Security 2023). This asks both.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote
from xml.parsers import expat

from cryptography.x509 import Certificate
from lxml import etree

from ..portable.shape import SPACE
from .chain import leads_to
from .findings import WEIGHT, Finding, Kind, Weight
from .key import name_of
from .markup import (
    PROPERTIES,
    SEAL,
    chosen,
    coverage,
    main_part,
    origins,
    properties_of,
    signatures,
)
from .note import Note, read_note, sha256
from .package import (
    CUSTOM_XML,
    ORIGIN_TYPE,
    RELATIONSHIPS,
    SIGNATURE,
    SIGNATURE_TYPE,
    TYPES_PART,
    BadXml,
    Package,
    comparable,
    rels_of,
)
from .sign import der, origin_rels
from .signature import Claim, Signature, in_our_form, read
from .stamp import BadStamp, Stamp, Unchecked, read_stamp
from .zipped import STORED, Damaged

MOST_RECORD = 16 * 1024 * 1024
"""Bytes of the part in which the record stands for machines."""
MOST_SEALS = 20
"""Of one file."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature. valid: it is what its signer made, and so is everything that it covers.

    trusted: whether the certificate led to somebody trusted at that time, None where nobody was named.
    sealed_at is what the signer says (UTC); stamp is what an authority for time stamps says, if there is one.
    """

    part: str
    valid: bool
    trusted: bool | None
    certificate: Certificate | None
    sealed_at: datetime | None
    stamp: Stamp | None

    @property
    def signer(self) -> str:
        return name_of(self.certificate.subject) if self.certificate else ""

    @property
    def issuer(self) -> str:
        return name_of(self.certificate.issuer) if self.certificate else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of a file.

    valid: every seal in it is, and no part is there twice. whole: besides, there is nothing in it that the first of
    the seals (ours, where there is one of ours) does not vouch for. record: the record for machines, as JSON, only
    where a valid seal covers it.
    """

    seals: tuple[Seal, ...]
    findings: tuple[Finding, ...]
    record: str | None

    @property
    def sealed(self) -> bool:
        return bool(self.seals)

    @property
    def valid(self) -> bool:
        return self.sealed and not self._found(Weight.VALID)

    @property
    def whole(self) -> bool:
        return self.sealed and not self._found(Weight.VALID) and not self._found(Weight.WHOLE)

    @property
    def trusted(self) -> bool | None:
        return self.seals[0].trusted if self.seals else None

    @property
    def signer(self) -> str:
        return self.seals[0].signer if self.seals else ""

    @property
    def issuer(self) -> str:
        return self.seals[0].issuer if self.seals else ""

    @property
    def sealed_at(self) -> datetime | None:
        return self.seals[0].sealed_at if self.seals else None

    @property
    def stamped_at(self) -> datetime | None:
        """What the time stamp says, whoever made it: `seals[0].stamp.trusted` says whether that is somebody trusted."""
        stamp = self.seals[0].stamp if self.seals else None
        return stamp.at if stamp else None

    def _found(self, weight: Weight) -> bool:
        return any(WEIGHT[each.kind] is weight for each in self.findings)


def verify(file: bytes | Path | BinaryIO, trust: Sequence[Certificate] = (), at: datetime | None = None) -> Verdict:
    """Looks at a file that anybody may have made. Raises Unreadable, and OSError where there is none.

    trust: the roots that are believed, of seals and of time stamps; at: the moment (UTC) at which certificates must
    have been valid, by default that of a trusted time stamp, or without one what the seal says of itself.
    """
    with Package(file) as package:
        return _Looking(package, tuple(trust), at).verdict()


class _Looking:
    def __init__(self, package: Package, trust: tuple[Certificate, ...], at: datetime | None) -> None:
        self.package = package
        self.trust = trust
        self.at = at
        self.found = set(package.findings)

    def verdict(self) -> Verdict:
        self.found.update(Finding(Kind.ORPHAN, entry.name) for entry in self.package.others)
        parts = [*dict.fromkeys(comparable(name) for name in signatures(self.package))]
        if len(parts) > MOST_SEALS:
            self.found.add(Finding(Kind.UNKNOWN_WAY, rels_of(origins(self.package)[0])))
        seals = [_Seal(self.package, part, self.trust) for part in parts[:MOST_SEALS]]
        # Ours comes first, wherever it stands: it says most.
        seals.sort(key=lambda seal: seal.note is None)
        for seal in seals:
            self.found |= seal.found
        if seals and seals[0].signature is not None:
            self.covers_all(seals[0])
            self.as_noted(seals[0], seals[0].signature)
        elif not seals and self.was_sealed():
            self.found.add(Finding(Kind.REMOVED_SEAL))
        told = tuple(seal.told(self.at) for seal in seals)
        verdict = Verdict(told, tuple(sorted(self.found)), None)
        return replace(verdict, record=self.record(seals[0])) if verdict.valid else verdict

    def was_sealed(self) -> bool:
        left = any(self.package.content_type(name) in (ORIGIN_TYPE, SIGNATURE_TYPE) for name in self.package.parts)
        return left or bool(origins(self.package)) or any(_root_of(self.package, name) == SEAL for name in self.items())

    def items(self) -> list[str]:
        """The parts in which a document keeps what is for machines."""
        main = main_part(self.package)
        told = [each for each in self.package.relations(main) if each.kind == CUSTOM_XML and not each.outside]
        return [name for each in told if (name := comparable(each.target)) in self.package.parts]

    # What no program asks --------------------------------------------------------------------------------------------

    def covers_all(self, seal: "_Seal") -> None:
        """Whether there is anything that this seal does not vouch for."""
        package = self.package
        wanted = coverage(package)
        reachable = package.reachable()
        for name in wanted.parts:
            if comparable(name) not in seal.covered:
                self.found.add(Finding(Kind.UNSIGNED if comparable(name) in reachable else Kind.ORPHAN, name))
        for name, ids in wanted.links.items():
            covered = seal.covered_links.get(comparable(name), ())
            if not set(ids) <= set(covered) or not _only_links(package.xml(name)):
                self.found.add(Finding(Kind.UNSIGNED_LINK, name))
        for origin in origins(package):
            self.origin_is_empty(origin)
        doubled = len(origins(package)) > 1
        for kind in PROPERTIES:
            told = [each for each in package.relations("") if each.kind == kind]
            doubled = doubled or len(told) > 1 or any(each.outside for each in told)
        if doubled:
            self.found.add(Finding(Kind.UNSIGNED_LINK, rels_of("")))

    def origin_is_empty(self, origin: str) -> None:
        """The part that leads to the seals is nothing but that."""
        package = self.package
        if comparable(origin) in package.parts:
            if package.parts[comparable(origin)].size:
                self.found.add(Finding(Kind.UNSIGNED, origin))
            if package.content_type(origin) != ORIGIN_TYPE:
                self.found.add(Finding(Kind.RETYPED, origin))
        others = [each for each in package.relations(origin) if each.kind != SIGNATURE or each.outside]
        if others or not _only_links(package.xml(rels_of(origin))):
            self.found.add(Finding(Kind.UNSIGNED_LINK, rels_of(origin)))

    # What only our own seal knows ------------------------------------------------------------------------------------

    def as_noted(self, seal: "_Seal", signature: Signature) -> None:
        note = seal.note
        if note is None:
            open_ones = properties_of(self.package)
            self.found.update(Finding(Kind.OPEN_PROPERTIES, self.package.parts[name].name) for name in open_ones)
            return
        self.properties_as_noted(note)
        if note.awaits_stamp and not signature.tokens:
            self.found.add(Finding(Kind.AWAITED_STAMP))
        if note.chain != tuple(sha256(der(each)) for each in signature.chain):
            self.found.add(Finding(Kind.OTHER_CHAIN, seal.part_name))
        # How the same is written is worth saying where nothing else has been said.
        if all(WEIGHT[each.kind] is Weight.NOTE for each in self.found):
            self.written_as_noted(seal, signature, note)

    def written_as_noted(self, seal: "_Seal", signature: Signature, note: Note) -> None:
        """Whether it is, byte for byte, the file that was sealed."""
        leads = {name: digest for name, digest in note.beside.items() if _tells_of_others(name)}
        other = {name for name, digest in leads.items() if _digest(self.package, name) != digest}
        if not in_our_form(signature, self.package.content(seal.part)):
            other.add(seal.part_name)
        if not other and not self.is_in_the_one_form(seal, note):
            other.add("")
        self.found.update(Finding(Kind.REPACKED, name) for name in other)

    def properties_as_noted(self, note: Note) -> None:
        here = properties_of(self.package)
        for name, digest in note.beside.items():
            known = comparable(name)
            if not _tells_of_others(name) and (known not in here or _digest(self.package, known) != digest):
                self.found.add(Finding(Kind.CHANGED_PROPERTIES, name))
        noted = {comparable(name) for name in note.beside}
        self.found.update(Finding(Kind.UNSIGNED, self.package.parts[name].name) for name in here - noted)

    def is_in_the_one_form(self, seal: "_Seal", note: Note) -> bool:
        entries = self.package.zipped.entries
        where = [comparable(entry.name) for entry in entries].index(seal.noted_in)
        front, behind = entries[where], entries[where + 1 :]
        if not self.package.zipped.plain or any(entry.method != STORED for entry in entries[where:]):
            return False
        packing = hashlib.sha256()
        for piece in self.package.zipped.between(0, front.start):
            packing.update(piece)
        origin = origins(self.package)[0]
        wanted = [comparable(name) for name in (origin, rels_of(origin), seal.part)]
        return (
            [comparable(entry.name) for entry in behind] == wanted
            and self.package.content(rels_of(origin)) == origin_rels()
            and packing.digest() == note.packing
        )

    def record(self, seal: "_Seal") -> str | None:
        """The one part with a record in it, if this seal covers it."""
        found = [name for name in self.items() if name in seal.covered and _root_of(self.package, name) == SPACE]
        if len(found) != 1:
            return None
        return _words_of(self.package, found[0])


class _Seal:
    """A signature beside the file that it is about."""

    def __init__(self, package: Package, part: str, trust: tuple[Certificate, ...]) -> None:
        self.package = package
        self.part = part
        self.trust = trust
        self.found: set[Finding] = set()
        self.covered: set[str] = set()
        self.covered_links: dict[str, tuple[str, ...]] = {}
        self.note: Note | None = None
        self.noted_in = ""
        self.stamp: Stamp | None = None
        self.signature = self.read()
        if self.signature is None:
            return
        self.found |= {Finding(kind, named) for kind, named in self.signature.problems}
        trustworthy = not self.found
        self.read_stamps(self.signature)
        for claim in self.signature.claims:
            self.holds(claim)
        main = main_part(package)
        if comparable(main) not in {comparable(claim.part) for claim in self.signature.claims}:
            self.find(Kind.OTHER_DOCUMENT, main)
        if trustworthy:
            self.read_note()

    def told(self, at: datetime | None) -> Seal:
        signature, name = self.signature, self.part_name
        if signature is None:
            return Seal(name, False, None, None, None, None)
        moment = at or (self.stamp.at if self.stamp and self.stamp.trusted else signature.at)
        trusted = None
        if self.trust:
            trusted = moment is not None and leads_to(self.trust, signature.signer, signature.chain, moment)
        valid = not any(WEIGHT[each.kind] is Weight.VALID for each in self.found)
        return Seal(name, valid, trusted, signature.signer, signature.at, self.stamp)

    @property
    def part_name(self) -> str:
        """As the file writes it."""
        return self.package.parts[self.part].name if self.part in self.package.parts else self.part

    def read_stamps(self, signature: Signature) -> None:
        """The first that says anything."""
        for token in signature.tokens:
            try:
                stamp = read_stamp(token, signature.imprint, self.trust)
            except Unchecked:
                self.find(Kind.UNCHECKED_STAMP, self.part)
            except BadStamp:
                self.find(Kind.BROKEN_STAMP, self.part)
            else:
                self.stamp = self.stamp or stamp

    def read(self) -> Signature | None:
        try:
            if self.package.content_type(self.part) != SIGNATURE_TYPE:
                self.find(Kind.RETYPED, self.part)
            return read(self.package.parts[self.part].name, self.package.xml(self.part))
        except KeyError:
            self.find(Kind.MISSING, self.part)
        except Damaged:
            self.find(Kind.DAMAGED, self.part)
        except BadXml:
            self.find(Kind.BROKEN_SEAL, self.part)
        return None

    def holds(self, claim: Claim) -> None:
        """Whether a part is as the signature says."""
        name = comparable(claim.part)
        if name not in self.package.parts:
            self.find(Kind.MISSING, claim.part)
            return
        if self.package.content_type(name) not in (claim.content_type, unquote(claim.content_type)):
            self.find(Kind.RETYPED, claim.part)
        # Under the seal it is also where it cannot be read any more.
        if claim.ids is None:
            self.covered.add(name)
        else:
            self.covered_links[name] = claim.ids
        try:
            if claim.ids is None:
                digest = self.package.digest(name, claim.algorithm)
            else:
                digest = hashlib.new(claim.algorithm, chosen(self.package.xml(name), claim.ids)).digest()
        except Damaged:
            self.find(Kind.DAMAGED, claim.part)
        except BadXml:
            self.find(Kind.RELINKED, claim.part)
        else:
            if digest != claim.digest:
                self.find(Kind.CHANGED if claim.ids is None else Kind.RELINKED, claim.part)

    def find(self, kind: Kind, name: str) -> None:
        entry = self.package.parts.get(comparable(name))
        self.found.add(Finding(kind, entry.name if entry else name))

    def read_note(self) -> None:
        changed = {comparable(each.part) for each in self.found}
        main = main_part(self.package)
        for each in self.package.relations(main):
            name = comparable(each.target)
            if each.kind == CUSTOM_XML and name in self.covered - changed and _root_of(self.package, name) == SEAL:
                with suppress(BadXml):
                    self.note, self.noted_in = read_note(self.package.xml(name)), name


def _only_links(root: etree._Element) -> bool:
    """Whether a .rels holds relationships and nothing that the transform would not see."""
    return all(
        each.tag == f"{{{RELATIONSHIPS}}}Relationship"
        and not len(each)
        and set(each.attrib) <= {"Id", "Type", "Target", "TargetMode"}
        for each in root.iterchildren("*")
    )


def _tells_of_others(name: str) -> bool:
    """Whether the part says what others are or lead to; that much of it is covered with those."""
    return comparable(name) == comparable(TYPES_PART) or comparable(name).endswith(".rels")


def _digest(package: Package, name: str) -> bytes | None:
    try:
        return package.digest(name)
    except (Damaged, KeyError):
        return None


# What is for machines -----------------------------------------------------------------------------------------------


class _Words:
    """A part that is one element with words in it. Nothing is built for elements inside it: there may be none."""

    def __init__(self) -> None:
        self.root = ""
        self.words: list[str] = []
        self.looking = expat.ParserCreate("utf-8", " ")
        self.looking.buffer_text = True
        self.looking.StartElementHandler = self.element
        self.looking.StartDoctypeDeclHandler = self.doctype
        self.looking.CharacterDataHandler = self.words.append

    def element(self, name: str, _: object) -> None:
        if self.root:
            raise BadXml(name)
        self.root = name.rpartition(" ")[0]

    def doctype(self, *_: object) -> None:
        raise BadXml


def _root_of(package: Package, name: str) -> str:
    """The namespace of the outermost element, or "" where there is none."""
    reading = _Words()
    with suppress(BadXml, expat.ExpatError, Damaged):
        for piece in package.zipped.unpacked(package.parts[name]):
            reading.looking.Parse(piece)
            if reading.root:
                break
    return reading.root


def _words_of(package: Package, name: str) -> str | None:
    if package.parts[name].size > MOST_RECORD:
        return None
    reading = _Words()
    try:
        for piece in package.zipped.unpacked(package.parts[name]):
            reading.looking.Parse(piece)
        reading.looking.Parse(b"", True)
    except (BadXml, expat.ExpatError, Damaged):
        return None
    return "".join(reading.words)
