"""A meeting as its facilitator writes it down beforehand: a TOML file, read into what opens a meeting.

Every mistake is one sentence that names the line, the word and what would be right. docs/meeting-file.md has every key.
"""

import secrets
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from .. import places
from ..meeting.cells import is_id
from ..meeting.checks import MOST_SEATS, MOST_WORDS
from ..meeting.commands import OpenMeeting, Person
from ..meeting.format import Format
from ..meeting.model import OCCASIONS, RECORD_KINDS
from ..meeting.text import clean
from . import formats
from .lines import Lines, right, shown, whats_wrong
from .slug import seat_id

MOST_BYTES = 256 * 1024

_TEXTS = {
    "title": 200,
    "place": 200,
    "purpose": MOST_WORDS,
    "case_number": 80,
    "format": 80,
    "language": 2,
    "record": 80,
    "case": 40,
    "occasion": 80,
}
_MEETING = {*_TEXTS, "starts", "initials", "people"}
_PERSON_TEXTS = {"name": 80, "role": 80, "organisation": 120, "position": 120, "email": 254, "identity": 300}
_PERSON = {*_PERSON_TEXTS, "roles", "phone"}


class BadMeetingFile(ValueError):
    """The file cannot be used. `str()` is one English sentence.

    `sentence` is its message id and `places` what belongs in its gaps, for whoever wants to say it in another language.
    """

    def __init__(self, sentence: str, **places: object) -> None:
        super().__init__(sentence.format(**places))
        self.sentence = sentence
        self.places = places


def read_meeting_file(file: Path, zone: tzinfo, record: str = RECORD_KINDS[0]) -> tuple[Format, OpenMeeting]:
    """The kind of meeting and the command that opens it, under a new random id.

    zone: of a time without one; record: the kind of record where the file does not say.

    Raises BadMeetingFile.
    """
    try:
        with file.open("rb") as opened:
            written = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadMeetingFile("The file {file} cannot be read: {why}.", file=file, why=error.strerror) from error
    return read_meeting(written, zone, record)


def read_meeting(written: bytes, zone: tzinfo, record: str = RECORD_KINDS[0]) -> tuple[Format, OpenMeeting]:
    """The same from the bytes of a file."""
    text = _text(written)
    lines = Lines(text)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence, words = whats_wrong(text, str(error))
        raise BadMeetingFile(sentence, line=line, **words) from error
    except RecursionError as error:
        raise BadMeetingFile("The file has brackets within brackets without end; it needs [[people]] only.") from error
    return _Reading(raw, lines, zone, record).whole()


def _text(written: bytes) -> str:
    if len(written) > MOST_BYTES:
        raise BadMeetingFile(
            "The file is larger than {most} KB; a meeting file is a page or two.", most=MOST_BYTES // 1024
        )
    if written.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadMeetingFile("The file is saved as UTF-16; save it as UTF-8 and try again.")
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadMeetingFile(
            "Line {line}: these letters cannot be read; save the file as UTF-8 and try again.",
            line=written.count(b"\n", 0, error.start) + 1,
        ) from error
    if not text.strip():
        raise BadMeetingFile("The file is empty; it needs at least format, title and one [[people]] with a name.")
    return text.replace("\r\n", "\n")


class _Reading:
    """One file being read; what is asked of it knows its lines."""

    def __init__(self, raw: Mapping[str, Any], lines: Lines, zone: tzinfo, record: str) -> None:
        self.raw = raw
        self.lines = lines
        self.zone = zone
        self.usual_record = record

    def whole(self) -> tuple[Format, OpenMeeting]:
        self.known_keys(self.raw, _MEETING, None)
        texts = {key: self.text(self.raw, key, most, None) for key, most in _TEXTS.items()}
        format = self.format(texts["format"])
        if not texts["title"]:
            raise BadMeetingFile(
                'Line {line}: the meeting has no title; write one, such as title = "Jakubovo setkání".',
                line=self.lines.of(None, "title"),
            )
        people = self.people(format)
        return format, OpenMeeting(
            meeting=secrets.token_hex(6),
            title=texts["title"],
            people=people,
            purpose=texts["purpose"],
            place=texts["place"],
            starts=self.starts(),
            language=self.language(texts["language"]),
            case_number=texts["case_number"],
            initials=self.initials(),
            record_kind=self.record(texts["record"]),
            case=self.case(texts["case"]),
            occasion=self.occasion(texts["occasion"]),
        )

    def format(self, written: str) -> Format:
        known = formats()
        if written in known:
            return known[written]
        line = self.lines.of(None, "format")
        if not written:
            raise BadMeetingFile(
                'Line {line}: the kind of meeting is missing; write format = "{first}" (there is: {known}).',
                line=line,
                first=next(iter(known)),
                known=", ".join(known),
            )
        raise BadMeetingFile(
            "Line {line}: there is no kind of meeting “{word}”; {right}.",
            line=line,
            word=written,
            right=right(written, known),
        )

    def starts(self) -> datetime | None:
        value = self.raw.get("starts")
        if value is None:
            return None
        line = self.lines.of(None, "starts")
        if not isinstance(value, datetime):
            what = "has no hour" if isinstance(value, date) else "is not a date and an hour"
            raise BadMeetingFile(
                "Line {line}: starts = {word} {what}; write it without quotation marks as 2027-03-12T14:00:00.",
                line=line,
                word=shown(value),
                what=what,
            )
        if not 2000 <= value.year <= 2100:
            raise BadMeetingFile(
                "Line {line}: the year {word} in “starts” cannot be right; write one from 2000 to 2100.",
                line=line,
                word=value.year,
            )
        return value if value.tzinfo else value.replace(tzinfo=self.zone)

    def language(self, written: str) -> str:
        known = sorted({"en", "cs", *(folder.name for folder in places.LOCALES.glob("*") if folder.is_dir())})
        if written and written not in known:
            raise BadMeetingFile(
                "Line {line}: there is no language “{word}”; {right}.",
                line=self.lines.of(None, "language"),
                word=written,
                right=right(written, known),
            )
        return written or "cs"

    def record(self, written: str) -> str:
        if written and written not in RECORD_KINDS:
            raise BadMeetingFile(
                "Line {line}: there is no kind of record “{word}”; {right}.",
                line=self.lines.of(None, "record"),
                word=written,
                right=right(written, RECORD_KINDS),
            )
        return written or self.usual_record

    def case(self, written: str) -> str:
        if written and not is_id(written):
            raise BadMeetingFile(
                "Line {line}: case = {word} is not the id of a case; copy it from the address of the case's page, or "
                "leave it out where a case begins.",
                line=self.lines.of(None, "case"),
                word=shown(written),
            )
        return written

    def occasion(self, written: str) -> str:
        if written and written not in OCCASIONS:
            raise BadMeetingFile(
                "Line {line}: there is no occasion “{word}”; {right}.",
                line=self.lines.of(None, "occasion"),
                word=written,
                right=right(written, OCCASIONS),
            )
        return written or OCCASIONS[0]

    def initials(self) -> bool:
        value = self.raw.get("initials", False)
        if not isinstance(value, bool):
            raise BadMeetingFile(
                "Line {line}: initials = {word} must be true or false, without quotation marks.",
                line=self.lines.of(None, "initials"),
                word=shown(value),
            )
        return value

    # People -------------------------------------------------------------------------------------------------------

    def people(self, format: Format) -> tuple[Person, ...]:
        raw = self.raw.get("people")
        if raw is None or raw == []:
            raise BadMeetingFile(
                "The file names nobody; add [[people]] with a name and a role for everyone who is to come.",
            )
        if not isinstance(raw, list) or not all(isinstance(person, dict) for person in raw):
            raise BadMeetingFile(
                "Line {line}: people are written one after another, each under a line [[people]] with two brackets.",
                line=self.lines.of(None, "people"),
            )
        if len(raw) > MOST_SEATS:
            raise BadMeetingFile(
                "Line {line}: a meeting holds at most {most} people, and this is one more.",
                line=self.lines.of(MOST_SEATS, "name"),
                most=MOST_SEATS,
            )
        people: list[Person] = []
        for number, written in enumerate(raw):
            people.append(self.person(written, number, format, people))
        if not any(format.leads in person.roles for person in people):
            raise BadMeetingFile(
                'Line {line}: nobody here leads the meeting; give one of the people the role = "{role}".',
                line=self.lines.of(0, "role"),
                role=format.leads,
            )
        if format.child:
            self.one_child(format, people)
        return tuple(people)

    def one_child(self, format: Format, people: Sequence[Person]) -> None:
        """Where a meeting is a child's, it is one child's."""
        children = [number for number, person in enumerate(people) if format.child in person.roles]
        if not children:
            raise BadMeetingFile(
                'Line {line}: the child whose meeting it is is missing; give one of the people the role = "{role}".',
                line=self.line_of_role(0),
                role=format.child,
            )
        if len(children) > 1:
            first, second = children[:2]
            raise BadMeetingFile(
                "Line {line}: there is a child already, on line {first}, and this meeting belongs to one; "
                "make a meeting of their own for the other, or give them another role.",
                line=self.line_of_role(second),
                first=self.line_of_role(first),
            )

    def line_of_role(self, number: int) -> int:
        return self.lines.of(number, "roles" if "roles" in self.raw["people"][number] else "role")

    def person(self, raw: Mapping[str, Any], number: int, format: Format, before: Sequence[Person]) -> Person:
        self.known_keys(raw, _PERSON, number)
        texts = {key: self.text(raw, key, most, number) for key, most in _PERSON_TEXTS.items()}
        name = " ".join(texts["name"].split())
        if not name:
            raise BadMeetingFile(
                'Line {line}: this person has no name; write one, such as name = "Mgr. Jana Nováková".',
                line=self.lines.of(number, "name"),
            )
        email = texts["email"]
        if email and (email.count("@") != 1 or email.strip("@") != email or len(email.split()) != 1):
            raise BadMeetingFile(
                "Line {line}: “{word}” is not an e-mail address such as jana.novakova@example.cz; "
                "leave it out if there is none.",
                line=self.lines.of(number, "email"),
                word=email,
            )
        for earlier, other in enumerate(before):
            if (other.name, other.organisation, other.position) == (name, texts["organisation"], texts["position"]):
                raise BadMeetingFile(
                    "Line {line}: “{word}” is there already, on line {first}; write several roles of one person as "
                    'roles = ["…", "…"], and tell two people of one name apart by position or organisation.',
                    line=self.lines.of(number, "name"),
                    word=name,
                    first=self.lines.of(earlier, "name"),
                )
        roles, phone = self.roles(raw, texts["role"], number, format), self.phone(raw, number)
        if format.leads in roles and not phone:
            raise BadMeetingFile(
                "Line {line}: whoever leads the meeting needs a phone or a computer of their own; "
                "leave out phone = false.",
                line=self.lines.of(number, "phone"),
            )
        return Person(
            seat=seat_id(name, {person.seat for person in before}),
            name=name,
            roles=roles,
            organisation=texts["organisation"],
            position=texts["position"],
            email=email,
            identity=texts["identity"],
            aided=not phone,
        )

    def phone(self, raw: Mapping[str, Any], number: int) -> bool:
        """Does this person have a phone? If not, somebody else writes for them."""
        value = raw.get("phone", True)
        if not isinstance(value, bool):
            raise BadMeetingFile(
                "Line {line}: phone = {word} must be true or false, without quotation marks.",
                line=self.lines.of(number, "phone"),
                word=shown(value),
            )
        return value

    def roles(self, raw: Mapping[str, Any], role: str, number: int, format: Format) -> frozenset[str]:
        key = "roles" if "roles" in raw else "role"
        line = self.lines.of(number, key)
        if "role" in raw and "roles" in raw:
            raise BadMeetingFile(
                "Line {line}: this person has both “role” and “roles”; keep the one with all their roles.", line=line
            )
        written = raw.get("roles", [role] if role else [])
        if not isinstance(written, list) or not all(isinstance(word, str) for word in written):
            raise BadMeetingFile(
                'Line {line}: roles = {word} must be a list of words, such as roles = ["{first}", "{second}"].',
                line=line,
                word=shown(written),
                first=format.roles[0].id,
                second=format.roles[-1].id,
            )
        known = [known.id for known in format.roles]
        for word in written:
            if word not in known:
                raise BadMeetingFile(
                    "Line {line}: there is no role “{word}” in this kind of meeting; {right}.",
                    line=line,
                    word=word,
                    right=right(word, known),
                )
        roles = frozenset(written) or frozenset({format.default_role})
        if format.child in roles and len(roles) > 1:
            raise BadMeetingFile(
                'Line {line}: the child has no role besides; write role = "{role}" and nothing else.',
                line=line,
                role=format.child,
            )
        if format.guide and {format.guide, format.leads} <= roles:
            raise BadMeetingFile(
                "Line {line}: whoever leads the meeting cannot be the child's guide too; give the guide's role to "
                "somebody else.",
                line=line,
            )
        return roles

    # Any key ------------------------------------------------------------------------------------------------------

    def known_keys(self, raw: Mapping[str, Any], known: set[str], person: int | None) -> None:
        for key in raw:
            if key in known:
                continue
            if person is None and key in _PERSON:
                sentence = "Line {line}: “{word}” belongs to a person; write it under [[people]]."
            elif person is not None and key in _MEETING:
                sentence = "Line {line}: “{word}” belongs to the whole meeting; write it above the first [[people]]."
            else:
                sentence = "Line {line}: “{word}” is not a word of a meeting file; {right}."
            raise BadMeetingFile(sentence, line=self.lines.of(person, key), word=key, right=right(key, sorted(known)))

    def text(self, raw: Mapping[str, Any], key: str, most: int, person: int | None) -> str:
        value = raw.get(key, "")
        line = self.lines.of(person, key)
        if not isinstance(value, str):
            if key == "role" and isinstance(value, list):
                raise BadMeetingFile(
                    "Line {line}: several roles are written roles = [{words}], with an s.",
                    line=line,
                    words=", ".join(f'"{word}"' for word in value),
                )
            raise BadMeetingFile(
                'Line {line}: “{key}” must be a text in quotation marks, such as {key} = "{word}".',
                line=line,
                key=key,
                word=shown(value),
            )
        cleaned = clean(value).strip()
        if len(cleaned) > most:
            raise BadMeetingFile(
                "Line {line}: “{key}” has {count} characters; it can have at most {most}.",
                line=line,
                key=key,
                count=len(cleaned),
                most=most,
            )
        return cleaned
