"""What was found out about a file, in sentences that a teacher understands, in somebody's language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import NullTranslations

from server import days

from .answer import Answer, Found, Name, Result, SealTold
from .findings import WEIGHT, Kind, Weight, Why


def N_(msgid: str) -> str:
    """Marks a msgid that is translated later."""
    return msgid


RESULTS = {
    Result.WHOLE: N_("Nothing in the file has changed since it was sealed."),
    Result.NOT_WHOLE: N_(
        "What was sealed has not changed, but there is something in the file that is not under the seal."
    ),
    Result.CHANGED: N_("The file was changed after it was sealed, or the seal is not its own. Do not rely on it."),
    Result.NOT_SEALED: N_("The file has no seal. Whether it was changed cannot be seen from it."),
    Result.UNREADABLE: N_("Nothing can be said about this file."),
}
UNKNOWN_NAME = N_("Nothing in the file has changed since it was sealed, but nobody you trust vouches for the seal.")
NOT_RELIED_ON = N_("The seal cannot be relied on, so whether the file was changed cannot be seen.")

FINDINGS = {
    Kind.CHANGED: N_("{part}: not the same as when it was sealed."),
    Kind.MISSING: N_("{part}: was sealed and is not there any more."),
    Kind.RETYPED: N_("{part}: the file says that it is something else than when it was sealed."),
    Kind.RELINKED: N_("{part}: leads elsewhere than when it was sealed."),
    Kind.DOUBLED: N_("{part}: is in the file more than once, so programs may show different things."),
    Kind.DAMAGED: N_("{part}: is damaged and cannot be read."),
    Kind.BROKEN_SEAL: N_("The seal itself does not hold: it was changed, or it was made for something else."),
    Kind.OTHER_SIGNER: N_("The certificate in the seal is not the one with which it was made."),
    Kind.OTHER_DOCUMENT: N_("{part}: this is what one sees when opening the file, and the seal is for something else."),
    Kind.BROKEN_STAMP: N_("The time stamp was made for something else, or it is damaged."),
    Kind.WEAK: N_("The seal was made in a way that can be forged today."),
    Kind.UNKNOWN_WAY: N_("The seal was made in a way that is not known here."),
    Kind.UNSIGNED: N_("{part}: is not under the seal."),
    Kind.ORPHAN: N_("{part}: lies in the file, belongs to nothing in it and is not under the seal."),
    Kind.UNSIGNED_LINK: N_("{part}: leads to something that was not there when it was sealed."),
    Kind.LOOSE_BYTES: N_("There is something in the file that belongs to no part of it."),
    Kind.CHANGED_PROPERTIES: N_("{part}: were changed after the file was sealed."),
    Kind.OTHER_CHAIN: N_("The certificates that came with the seal have been exchanged."),
    Kind.REMOVED_SEAL: N_("The file had a seal once. It has been taken off."),
    Kind.REPACKED: N_("Another program has packed the file anew. That changes nothing in it."),
    Kind.AWAITED_STAMP: N_(
        "A time stamp was to be added to the seal and is not there: it has not come yet, or somebody has taken it out."
    ),
    Kind.UNCHECKED_STAMP: N_("The time stamp cannot be checked: that takes the root certificate of its authority."),
    Kind.OPEN_PROPERTIES: N_("{part}: are not under this seal."),
}

WHYS = {
    Why.TOO_LARGE: N_("It is too large."),
    Why.NOT_WORD: N_("It is not a Word file (.docx)."),
    Why.OLD_WORD: N_("It is a Word file of the old kind (.doc), which cannot be sealed in this way."),
    Why.OPEN_DOCUMENT: N_("It is an OpenDocument file. Choose the Word file (.docx) as you got it."),
    Why.LOCKED: N_("It is under a password."),
    Why.CUT: N_("It is damaged, or it did not arrive whole. Download it once more."),
    Why.TWO_WAYS: N_("It is put together so that programs would show different things."),
    Why.ZIP64: N_("It is packed in a way that no record is."),
    Why.TOO_MANY: N_("It has more parts than any record."),
    Why.UNPACKS_TOO_FAR: N_("Unpacked, it is larger than any record."),
    Why.UNKNOWN_PACKING: N_("It is packed in a way that no record is."),
    Why.BAD_XML: N_("It is damaged inside: what says how its parts belong together cannot be read."),
}

PARTS = (
    (r".*\.rels", N_("Links between parts")),
    (r"word/document\.xml", N_("Text")),
    (r"word/(header|footer)\d*\.xml", N_("Head or foot of the pages")),
    (r"word/media/.*", N_("Picture")),
    (r"word/(styles|numbering|fontTable|theme/.*|fonts/.*)(\.xml)?", N_("Look of the text")),
    (r"word/.*", N_("Something that belongs to the text")),
    (r"customXml/.*", N_("Record for machines")),
    (r"docProps/.*", N_("Title, author and dates")),
    (r"_xmlsignatures/.*", N_("Seal")),
)
"""What parts of a Word file are called by people; the first pattern that fits is the one."""


@dataclass(frozen=True, slots=True)
class Told:
    """headline: all of it in a sentence; faults: what is wrong; about: whose record, whose seal, when; doubts: names
    that nobody vouches for; notes: worth saying and no fault; signed: what is said before the names; names: whose
    signatures stand under which version.
    """

    headline: str
    faults: tuple[str, ...]
    about: tuple[str, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    signed: str
    names: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        signatures = (self.signed, *self.names) if self.names else ()
        return (self.headline, *self.faults, *self.about, *self.doubts, *self.notes, *signatures)


def told(answer: Answer, translations: NullTranslations, language: str, zone: tzinfo) -> Told:
    """zone: in which days and hours are said."""
    return _Telling(answer, translations.gettext, language, zone).whole()


class _Telling:
    def __init__(self, answer: Answer, gettext: Callable[[str], str], language: str, zone: tzinfo) -> None:
        self.answer = answer
        self._ = gettext
        self.language = language
        self.zone = zone

    def whole(self) -> Told:
        return Told(
            self.headline(),
            tuple(self.found(Weight.VALID, Weight.WHOLE)),
            tuple(self.about()),
            tuple(self.doubts()),
            tuple(self.found(Weight.NOTE)),
            self._("Signatures, as the record has them. Who held the finger or the pen no seal can show."),
            tuple(self.names()),
        )

    def headline(self) -> str:
        answer = self.answer
        if answer.result is Result.UNREADABLE:
            why = self._(WHYS[Why(answer.why)])
            return f"{self._(RESULTS[answer.result])} {why}"
        if answer.result is Result.WHOLE and answer.trusted is False:
            return self._(UNKNOWN_NAME)
        faults = {Kind(found.kind) for found in answer.findings if WEIGHT[Kind(found.kind)] is Weight.VALID}
        if faults and faults <= {Kind.WEAK, Kind.UNKNOWN_WAY}:
            return self._(NOT_RELIED_ON)
        return self._(RESULTS[answer.result])

    def found(self, *weights: Weight) -> Iterator[str]:
        sentences = (self.finding(found) for found in self.answer.findings if WEIGHT[Kind(found.kind)] in weights)
        yield from dict.fromkeys(sentences)

    def finding(self, found: Found) -> str:
        return self._(FINDINGS[Kind(found.kind)]).format(part=self.part(found.part))

    def part(self, name: str) -> str:
        called = next((words for pattern, words in PARTS if re.fullmatch(pattern, name, re.IGNORECASE)), "")
        return f"{self._(called)} ({name})" if called else name

    # Whose seal ---------------------------------------------------------------------------------------------------

    def about(self) -> Iterator[str]:
        _ = self._
        if (record := self.answer.record) is not None:
            words = {"title": record.title, "moment": self.moment(record.closed)}
            yield _("Record of “{title}”, closed on {moment}.").format_map(words)
            if record.extract:
                yield _("It is an extract: something was left out for the person who got it.")
        if (at := self.answer.written_here) is not None:
            yield _("The program that checks it now has written exactly this file, on {moment}.").format(
                moment=self.moment(at)
            )
        elif self.answer.known_here:
            yield _("The program that checks it now has written exactly this file. Its meeting has been erased since.")
        for number, seal in enumerate(self.answer.seals):
            if seal.signer:
                yield from self.seal(seal, first=number == 0)

    def seal(self, seal: SealTold, *, first: bool) -> Iterator[str]:
        _ = self._
        if not seal.valid:
            yield _("The seal bears the name “{name}”. It does not hold, so the name says nothing.").format(
                name=seal.signer
            )
            return
        yield (_("Sealed by: “{name}”.") if first else _("Another seal: “{name}”.")).format(name=seal.signer)
        if seal.trusted:
            yield _("This name is known here and trusted.")
        if seal.sealed_at is not None:
            yield _("Sealed on {moment}, by the clock of the computer that did it.").format(
                moment=self.moment(seal.sealed_at)
            )
        if seal.stamp is not None and seal.stamp.trusted:
            yield _("Time stamp of “{name}”: the sealed file was there on {moment}.").format(
                name=seal.stamp.authority, moment=self.moment(seal.stamp.at)
            )

    def doubts(self) -> Iterator[str]:
        for seal in self.answer.seals:
            if seal.valid and seal.signer:
                yield from self.nobody_vouches(seal)

    def nobody_vouches(self, seal: SealTold) -> Iterator[str]:
        _ = self._
        if not seal.trusted:
            if seal.self_signed:
                yield _(
                    "The certificate of “{name}” was issued by its holder, and anyone can do that under any name. "
                    "Nobody known here vouches for the name."
                ).format(name=seal.signer)
            else:
                yield _(
                    "The certificate of “{name}” was issued by “{issuer}”. Nobody known here vouches for the name."
                ).format(name=seal.signer, issuer=seal.issuer)
            yield _(
                "To be sure, ask the one who is named, in a way you know, whether this is the fingerprint of their "
                "certificate: {fingerprint}"
            ).format(fingerprint=seal.certificate)
        if seal.stamp is not None and not seal.stamp.trusted:
            yield _(
                "Time stamp of “{name}”, {moment}. Nobody known here vouches for that authority: it proves nothing."
            ).format(name=seal.stamp.authority, moment=self.moment(seal.stamp.at))

    # Whose signatures ---------------------------------------------------------------------------------------------

    def names(self) -> Iterator[str]:
        if self.answer.record is not None:
            yield from map(self.name, self.answer.record.names)

    def name(self, name: Name) -> str:
        _ = self._
        how = {
            "drawn": _("signed on a screen"),
            "paper": _("signed on paper"),
            "declined": _("declined to sign"),
        }[name.how]
        version = _("version {number}, void") if name.void else _("version {number}")
        person = f"{name.name} ({', '.join(name.roles)})" if name.roles else name.name
        return f"{version.format(number=name.version)}: {person} – {how}, {self.moment(name.at)}"

    def moment(self, at: datetime) -> str:
        try:
            return days.moment(at.astimezone(self.zone), self.language)
        except OverflowError:  # the first or the last day there is, in a seal that somebody has made up
            return at.isoformat()
