"""What an organisation sets for all its meetings: its paper, its kind of record, its words for roles and rules.

It stands in a file of its own, TOML, read once at the start. Every mistake is one sentence that names the line, the
word and what would be right. docs/office.md has every key.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.x509 import Certificate

from exports import word
from exports.kinds import OwnPaper
from exports.letterhead import BadLetterhead, Letterhead, read
from exports.seal.key import BadKey, Key, Locked, read_certificates, read_key
from exports.seal.own import OwnSeal

from .choosing import ALWAYS, choosing
from .formats import formats
from .formats.lines import Tables, right, shown, whats_wrong
from .meeting.commands import OpenMeeting
from .meeting.format import STANCES, Format
from .meeting.model import NO_KEEPING, RECORD_ENDS, RECORD_KINDS, Keeping
from .meeting.text import MAX_UNITS, clean, units

MOST_BYTES = 256 * 1024
MOST_NAME = 120
MOST_CARD = 400
"""Characters of one sentence about a role, of what an abbreviation means, and of a rule."""
MOST_CLAUSE = 1000
MOST_ABBREVIATIONS = 200

MOST_RULES = 20
"""Rules of the office that help with choosing, for one outcome."""

MOST_ADDRESS = 200
"""Characters of an address: that of the verifying page becomes a QR code on paper."""

MOST_DAYS = 3650
"""Days that data are kept, or that comments may be written, at most: ten years."""

_TABLES = ("clauses", "roles", "formats", "abbreviations", "seal", "keeping", "choosing")
_KEYS = ("name", "letterhead", "record", "rules", *_TABLES)
_ROLE = {"name": 80, "card": MOST_CARD, "stance": 10, "reports": MOST_CARD, "cannot": MOST_CARD}
_SEAL = ("key", "certificate", "stamps", "trust", "page")

Unlock = Callable[[], str | None]
"""Gives the password of the key, when one is needed; None where nobody knows it."""

RoleWords = Mapping[str, str]
"""Field of a role -> the office's words for it; what is not there stays as the kind of meeting has it."""
_ADDRESS = re.compile(r"https?://[^\s/?#@\"<>]+(?:/[^\s\"<>]*)?")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class BadOffice(ValueError):
    """The office's file, or the letterhead it names, cannot be used. One sentence."""


@dataclass(frozen=True, slots=True)
class Office:
    """record: kind of record for new meetings; rules: what they begin with; roles: role -> words, in every kind of
    meeting; own_roles: kind of meeting -> role -> words; abbreviations: as it is written -> what it means; seal: None
    where records are not sealed; trust: the roots that a seal is checked against; verify_at: address of the page where
    anyone can check a record, "" for none.
    """

    name: str = ""
    record: str = RECORD_KINDS[0]
    rules: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, RoleWords] = field(default_factory=dict)
    own_roles: Mapping[str, Mapping[str, RoleWords]] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    letterhead: Letterhead | None = None
    seal: OwnSeal | None = None
    trust: tuple[Certificate, ...] = ()
    verify_at: str = ""
    keeping: Keeping = NO_KEEPING
    """What new meetings are told about how long their data live."""
    choosing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outcome of the help with choosing, or ALWAYS -> the office's own rules about it."""

    @property
    def known_seals(self) -> tuple[Certificate, ...]:
        """Whose seals are known here: those below somebody trusted, and the office's own."""
        own = (self.seal.key.certificate,) if self.seal else ()
        return (*self.trust, *own)

    @property
    def paper(self) -> OwnPaper:
        """What is written on, in whose words it is signed, and what seals it. A time stamp follows only on the record
        that the program notes for itself, so no other paper may announce one.
        """
        seal = self.seal.without_stamps if self.seal else None
        return OwnPaper(self.name, self.clauses, self.letterhead, seal, self.verify_at)

    def applied(self, format: Format) -> Format:
        """The format in the office's words. A meeting keeps its format whole: later words change no earlier meeting."""
        own = self.own_roles.get(format.id, _NOTHING)
        roles = tuple(
            replace(role, **{**self.roles.get(role.id, _NOTHING), **own.get(role.id, _NOTHING)})
            for role in format.roles
        )
        return replace(format, roles=roles)

    def opening(self, command: OpenMeeting) -> OpenMeeting:
        """The command that opens a meeting: with the office's rules where it brings none, and its days."""
        return replace(command, rules=command.rules or self.rules, keeping=self.keeping)


NO_OFFICE = Office()


def nobody_knows() -> None:
    """No password."""


def read_office(file: Path | None, unlock: Unlock | None = nobody_knows) -> Office:
    """The office of a file; without one, nothing is set. Raises BadOffice.

    unlock: asked for the password if the key to seal with is under one; None leaves the key where it is, for who needs
    none. Whether its certificate is valid now is seen when something is sealed: no meeting has to wait for that.
    """
    if file is None:
        return NO_OFFICE
    try:
        with file.open("rb") as opened:
            written = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadOffice(f"The office file {file} cannot be read: {error.strerror}.") from error
    text = _text(file, written)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence, words = whats_wrong(text, str(error))
        if str(error).startswith(("Cannot declare", "Cannot overwrite")):
            sentence = "Line {line}: “{word}” is there a second time; keep one of them."
        raise BadOffice(f"The office file {file}: {_about_an_office(sentence).format(line=line, **words)}") from error
    except RecursionError as error:
        raise BadOffice(f"The office file {file} has brackets within brackets without end.") from error
    return _Reading(file, raw, Tables(text), unlock).whole()


def read_offices(folder: Path, unlock: Unlock | None = nobody_knows) -> dict[str, Office]:
    """Id of an office of a shared server -> what it sets for itself, in ID/office.toml. Raises BadOffice."""
    return {file.parent.name: read_office(file, unlock) for file in sorted(folder.glob("*/office.toml"))}


def _text(file: Path, written: bytes) -> str:
    if len(written) > MOST_BYTES:
        raise BadOffice(f"The office file {file} is larger than {MOST_BYTES // 1024} KB; it is a page or two.")
    try:
        return written.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise BadOffice(
            f"The office file {file}: Line {line}: these letters cannot be read; save the file as UTF-8 and try again."
        ) from error


def _about_an_office(sentence: str) -> str:
    """The sentences about files name settings of a meeting; here they are those of an office."""
    sentence = sentence.replace("neither [[people]] nor a setting", "neither a part such as [clauses] nor a setting")
    return sentence.replace('place = "ZŠ Komenského"', 'name = "Pomáháme společně"')


class _Reading:
    """One file being read; what is asked of it knows its lines."""

    def __init__(self, file: Path, raw: Mapping[str, Any], lines: Tables, unlock: Unlock | None) -> None:
        self.file = file
        self.raw = raw
        self.lines = lines
        self.unlock = unlock

    def whole(self) -> Office:
        self.known(self.raw, _KEYS)
        for name in _TABLES:
            self.table(self.raw, name)
        trust = self.trust()
        return Office(
            name=self.text(self.raw, MOST_NAME, "name"),
            record=self.record(),
            rules=self.rules(),
            clauses=self.clauses(),
            roles=self.roles(self.table(self.raw, "roles"), ("roles",), self.every_role()),
            own_roles=self.own_roles(),
            abbreviations=self.abbreviations(),
            letterhead=self.letterhead(),
            seal=self.seal(trust),
            trust=trust,
            verify_at=self.address("page").rstrip("/"),
            keeping=self.keeping(),
            choosing=self.choosing(),
        )

    def record(self) -> str:
        written = self.text(self.raw, 80, "record")
        if written and written not in RECORD_KINDS:
            raise self.bad(f"there is no kind of record “{written}”; {right(written, RECORD_KINDS)}", "record")
        return written or RECORD_KINDS[0]

    def rules(self) -> str:
        written = self.text(self.raw, MAX_UNITS, "rules")
        if units(written) > MAX_UNITS:
            raise self.bad(f"“rules” is longer than a field of shared text, {MAX_UNITS} characters", "rules")
        return written

    def clauses(self) -> Mapping[str, str]:
        table = self.table(self.raw, "clauses")
        self.known(table, RECORD_KINDS, "clauses")
        return {kind: self.told(table, MOST_CLAUSE, "clauses", kind) for kind in table}

    def every_role(self) -> list[str]:
        return list(dict.fromkeys(role.id for format in formats().values() for role in format.roles))

    def own_roles(self) -> Mapping[str, Mapping[str, RoleWords]]:
        found = {}
        for format_id in (table := self.table(self.raw, "formats")):
            if format_id not in formats():
                known = right(format_id, list(formats()))
                raise self.bad(f"there is no kind of meeting “{format_id}”; {known}", "formats", format_id)
            path = ("formats", format_id)
            own = self.table(table, *path)
            self.known(own, ("roles",), *path)
            known_roles = [role.id for role in formats()[format_id].roles]
            found[format_id] = self.roles(self.table(own, *path, "roles"), (*path, "roles"), known_roles)
        return found

    def roles(self, table: Mapping[str, Any], path: tuple[str, ...], known: Sequence[str]) -> Mapping[str, RoleWords]:
        found: dict[str, RoleWords] = {}
        for role in table:
            if role not in known:
                where = "in this kind of meeting" if len(path) > 1 else "in any kind of meeting"
                raise self.bad(f"there is no role “{role}” {where}; {right(role, known)}", *path, role)
            given = self.table(table, *path, role)
            self.known(given, tuple(_ROLE), *path, role)
            words = {}
            for key, most in _ROLE.items():
                if key in given:
                    told = self.told if key in ("name", "card") else self.text
                    words[key] = told(given, most, *path, role, key)
            if words.get("stance", "") not in STANCES:
                stances = right(words["stance"], sorted(STANCES - {""}))
                raise self.bad(f"there is no stance “{words['stance']}”; {stances}", *path, role, "stance")
            found[role] = words
        return found

    def abbreviations(self) -> Mapping[str, str]:
        table = self.table(self.raw, "abbreviations")
        if len(table) > MOST_ABBREVIATIONS:
            raise self.bad(f"there are more than {MOST_ABBREVIATIONS} abbreviations", "abbreviations")
        for short in table:
            if not 1 <= len(short) <= 20 or len(short.split()) != 1:
                raise self.bad(f"“{short}” is no abbreviation; write one word, such as OSPOD", "abbreviations", short)
        return {short: self.told(table, MOST_CARD, "abbreviations", short) for short in table}

    def keeping(self) -> Keeping:
        table = self.table(self.raw, "keeping")
        self.known(table, ("days", "record", "comments"), "keeping")
        ends = self.text(table, 20, "keeping", "record") or RECORD_ENDS[0]
        if ends not in RECORD_ENDS:
            raise self.bad(f"a record cannot end as “{ends}”; {right(ends, RECORD_ENDS)}", "keeping", "record")
        return Keeping(self.days(table, "keeping", "days"), ends, self.days(table, "keeping", "comments"))

    def choosing(self) -> Mapping[str, tuple[str, ...]]:
        table = self.table(self.raw, "choosing")
        known = (ALWAYS, *choosing().outcomes)
        for outcome in table:
            if outcome not in known:
                never = f"help with choosing never comes to “{outcome}”; {right(outcome, known)}"
                raise self.bad(never, "choosing", outcome)
        return {outcome: self.sentences(table, "choosing", outcome) for outcome in table}

    def sentences(self, table: Mapping[str, Any], *path: str) -> tuple[str, ...]:
        """One sentence in quotation marks, or several in brackets."""
        written = table[path[-1]]
        several = [written] if isinstance(written, str) else written
        if not isinstance(several, list) or not all(isinstance(each, str) and clean(each).strip() for each in several):
            wanted = "must be a sentence in quotation marks, or several in brackets, such as"
            raise self.bad(f'“{path[-1]}” {wanted} {path[-1]} = ["…"]', *path)
        if len(several) > MOST_RULES:
            raise self.bad(f"“{path[-1]}” has {len(several)} sentences; it can have at most {MOST_RULES}", *path)
        return tuple(self.told({path[-1]: each}, MOST_CARD, *path) for each in several)

    def letterhead(self) -> Letterhead | None:
        written = self.text(self.raw, 1000, "letterhead")
        if not written:
            return None
        try:
            letterhead = read(self.beside(written))
            word.try_out(letterhead)
        except BadLetterhead as error:
            raise self.bad(str(error).removesuffix("."), "letterhead") from error
        return letterhead

    # The seal -----------------------------------------------------------------------------------------------------

    def seal(self, trust: tuple[Certificate, ...]) -> OwnSeal | None:
        table = self.table(self.raw, "seal")
        self.known(table, _SEAL, "seal")
        stamps = self.address("stamps")
        if not self.text(table, 1000, "seal", "key"):
            for alone in ("certificate", "stamps"):
                if self.text(table, 1000, "seal", alone):
                    raise self.bad(f"there is “{alone}” and no key; write where it is: key = “…”", "seal", alone)
            return None
        if stamps and not trust:
            whose = "write the root certificate of that authority under “trust”, or anyone on the way could stamp"
            raise self.bad(f"“stamps” needs somebody to trust; {whose}", "seal", "stamps")
        return OwnSeal(self.key(table), stamps, trust) if self.unlock is not None else None

    def key(self, table: Mapping[str, Any]) -> Key:
        key = self.beside(self.text(table, 1000, "seal", "key"))
        named = self.text(table, 1000, "seal", "certificate")
        certificate = self.beside(named) if named else None
        try:
            try:
                return read_key(key, None, certificate)
            except Locked:
                password = self.unlock() if self.unlock is not None else None
                return read_key(key, password, certificate)
        except BadKey as error:
            raise self.bad(str(error).removesuffix("."), "seal", "key") from error

    def trust(self) -> tuple[Certificate, ...]:
        """One file or several; what is trusted stands in them, whatever its kind."""
        table = self.table(self.raw, "seal")
        written = table.get("trust", [])
        files = [written] if isinstance(written, str) else written
        if not isinstance(files, list) or not all(isinstance(file, str) and file.strip() for file in files):
            raise self.bad("“trust” must be a file in quotation marks, or several in brackets", "seal", "trust")
        try:
            return tuple(one for file in files for one in read_certificates(self.beside(file)))
        except BadKey as error:
            raise self.bad(str(error).removesuffix("."), "seal", "trust") from error

    def address(self, key: str) -> str:
        written = self.text(self.table(self.raw, "seal"), MOST_ADDRESS, "seal", key)
        if written and not _ADDRESS.fullmatch(written):
            raise self.bad(
                f"“{key}” must be an address such as https://setkani.example.org, not “{written}”", "seal", key
            )
        return written

    def beside(self, written: str) -> Path:
        """A path as it is meant: seen from this file."""
        return self.file.parent / Path(written).expanduser()

    # Any key ------------------------------------------------------------------------------------------------------

    def bad(self, sentence: str, *path: str) -> BadOffice:
        return BadOffice(f"The office file {self.file}: Line {self.lines.of(*path)}: {sentence}.")

    def known(self, table: Mapping[str, Any], known: Sequence[str], *path: str) -> None:
        for key in table:
            if key not in known:
                raise self.bad(f"“{key}” is not a word of an office file here; {right(key, known)}", *path, key)

    def table(self, above: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
        value = above.get(path[-1], {})
        if not isinstance(value, dict):
            raise self.bad(f"“{path[-1]}” must be a part of its own, under a line [{'.'.join(path)}]", *path)
        return value

    def text(self, table: Mapping[str, Any], most: int, *path: str) -> str:
        value = table.get(path[-1], "")
        if not isinstance(value, str):
            raise self.bad(
                f'“{path[-1]}” must be a text in quotation marks, such as {path[-1]} = "{shown(value).strip(chr(34))}"',
                *path,
            )
        cleaned = clean(value).strip()
        if len(cleaned) > most:
            raise self.bad(f"“{path[-1]}” has {len(cleaned)} characters; it can have at most {most}", *path)
        return cleaned

    def days(self, table: Mapping[str, Any], *path: str) -> int:
        value = table.get(path[-1], 0)
        if type(value) is not int or not 0 <= value <= MOST_DAYS:
            raise self.bad(
                f"“{path[-1]}” must be a number of days from 0 to {MOST_DAYS}, such as {path[-1]} = 30", *path
            )
        return value

    def told(self, table: Mapping[str, Any], most: int, *path: str) -> str:
        """A text that has to say something."""
        words = self.text(table, most, *path)
        if not words:
            raise self.bad(f"“{path[-1]}” says nothing; write it, or leave the line out", *path)
        return words
