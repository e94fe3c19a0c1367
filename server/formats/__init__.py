"""Kinds of meeting as data: one TOML file each. A file that says something impossible is refused when it is read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..meeting.cells import KINDS, is_id
from ..meeting.commands import COMMANDS
from ..meeting.format import EVERYONE, STANCES, BookPage, Format, Part, Rights, Role, Stage, Word, granted
from ..meeting.holes import CONDITIONS
from ..meeting.model import OCCASIONS

CELL_KINDS = frozenset(KINDS)
PANELS = frozenset(
    {
        "people", "rules", "confidentiality", "reason", "parts", "strengths", "views", "plan", "offers", "alerts",
        "parking", "topics", "choice", "load", "overview", "reflections", "next", "calling", "signing", "previous",
    }
)  # fmt: skip
NOBODYS = frozenset({"edit-text", "ask-to-enter", "note-record", "lock-comments", "note-appendix"})
"""Commands that no role is given: rights to text are in `write`, the rest happens without anybody at the table."""
USUAL = "pripadova-konference"
"""The kind of meeting that is meant where none is named."""


class BadFormat(ValueError):
    """A format's file contradicts itself or names what does not exist. One sentence."""


@cache
def formats() -> Mapping[str, Format]:
    """Every kind of meeting there is: id -> Format; the usual one first."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: (file.name != f"{USUAL}.toml", file.name)):
        if file.name.endswith(".toml"):
            format = read(file.read_text("utf-8"))
            found[format.id] = format
    for format in found.values():
        _known(format, "kind of meeting", format.calls, [Word(other.id, other.name) for other in found.values()])
    return found


def read(toml: str) -> Format:
    """A Format from the text of its file. Raises BadFormat."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BadFormat(f"the format is not TOML: {error}") from error
    _keys("the format", raw, _FORMAT)
    format = Format(
        id=_text("the format", raw, "id"),
        name=_text("the format", raw, "name"),
        roles=tuple(_role(role) for role in _tables(raw, "roles")),
        stages=tuple(_stage(stage) for stage in _tables(raw, "stages")),
        leads=_text("the format", raw, "leads"),
        default_role=_text("the format", raw, "default_role"),
        signers=_words("the format", raw, "signers"),
        may=_rights("the format", raw.get("may", {})),
        frozen=frozenset(_words("the format", raw, "frozen")),
        freeze_needs=_words("the format", raw, "freeze_needs"),
        close_needs=_words("the format", raw, "close_needs"),
        note=_maybe_text("the format", raw, "note"),
        view=_maybe_text("the format", raw, "view"),
        strengths_first=_yes("the format", raw, "strengths_first"),
        sends=_maybe_text("the format", raw, "sends"),
        apart=_pairs("the format", raw, "apart"),
        parts=tuple(_part(part) for part in _tables(raw, "parts")) if "parts" in raw else (),
        areas=_list("the format", raw, "areas"),
        kinds=_list("the format", raw, "kinds"),
        child=_maybe_text("the format", raw, "child"),
        guide=_maybe_text("the format", raw, "guide"),
        family=_words("the format", raw, "family") if "family" in raw else (),
        most_load=_number("the format", raw, "most_load"),
        book=tuple(_page(page) for page in _tables(raw, "book")) if "book" in raw else (),
        calls=_list("the format", raw, "calls"),
    )
    _check(format)
    return format


_FORMAT = {
    "id", "name", "roles", "stages", "leads", "default_role", "signers", "may", "frozen", "freeze_needs", "close_needs",
    "note", "view", "strengths_first", "sends", "apart", "parts", "areas", "kinds",
    "child", "guide", "family", "most_load", "book", "calls",
}  # fmt: skip
_ROLE = {"id", "name", "card", "stance", "reports", "cannot"}
_PART = {"id", "name", "hint", "occasion"}
_STAGE = {"id", "name", "lead", "minutes", "shows", "may", "write", "needs", "turns", "parts", "child"}
_PAGE = {"id", "name", "lead", "fields", "map"}


def _role(raw: Mapping[str, Any]) -> Role:
    where = f"the role “{raw.get('id', '?')}”"
    _keys(where, raw, _ROLE)
    stance = _maybe_text(where, raw, "stance")
    if stance not in STANCES:
        raise BadFormat(f"{where}: stance must be help, control or both, not “{stance}”")
    return Role(
        _text(where, raw, "id"),
        _text(where, raw, "name"),
        _text(where, raw, "card"),
        stance,
        _maybe_text(where, raw, "reports"),
        _maybe_text(where, raw, "cannot"),
    )


def _part(raw: Mapping[str, Any]) -> Part:
    where = f"the part “{raw.get('id', '?')}”"
    _keys(where, raw, _PART)
    occasion = _maybe_text(where, raw, "occasion")
    if occasion and occasion not in OCCASIONS:
        raise BadFormat(f"{where}: occasion must be one of {', '.join(OCCASIONS)}, not “{occasion}”")
    return Part(_text(where, raw, "id"), _text(where, raw, "name"), _text(where, raw, "hint"), occasion)


def _stage(raw: Mapping[str, Any]) -> Stage:
    where = f"the stage “{raw.get('id', '?')}”"
    _keys(where, raw, _STAGE)
    minutes = raw.get("minutes")
    if type(minutes) is not int or minutes <= 0:
        raise BadFormat(f"{where}: minutes must be a whole number of minutes, not {minutes!r}")
    return Stage(
        id=_text(where, raw, "id"),
        name=_text(where, raw, "name"),
        lead=_text(where, raw, "lead"),
        minutes=minutes,
        shows=_words(where, raw, "shows"),
        may=_rights(where, raw.get("may", {})),
        write=_rights(where, raw.get("write", {})),
        needs=_words(where, raw, "needs") if "needs" in raw else (),
        turns=_yes(where, raw, "turns"),
        parts=_words(where, raw, "parts") if "parts" in raw else (),
        child=_maybe_text(where, raw, "child"),
    )


def _page(raw: Mapping[str, Any]) -> BookPage:
    where = f"the page “{raw.get('id', '?')}” of the wish book"
    _keys(where, raw, _PAGE)
    fields = _list(where, raw, "fields")
    return BookPage(
        _text(where, raw, "id"), _text(where, raw, "name"), _text(where, raw, "lead"), fields, _yes(where, raw, "map")
    )


def _keys(where: str, raw: Mapping[str, Any], known: set[str]) -> None:
    for key in raw:
        if key not in known:
            raise BadFormat(f"{where}: unknown word “{key}”; known are {', '.join(sorted(known))}")


def _text(where: str, raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadFormat(f"{where}: {key} must be a text in quotation marks")
    return value


def _maybe_text(where: str, raw: Mapping[str, Any], key: str) -> str:
    return _text(where, raw, key) if key in raw else ""


def _yes(where: str, raw: Mapping[str, Any], key: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise BadFormat(f"{where}: {key} must be true or false")
    return value


def _number(where: str, raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key, 0)
    if type(value) is not int or value < 0:
        raise BadFormat(f"{where}: {key} must be a whole number, not {value!r}")
    return value


def _pairs(where: str, raw: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise BadFormat(f"{where}: {key} must be a list of pairs of roles")
    return tuple((str(one), str(other)) for one, other in value)


def _list(where: str, raw: Mapping[str, Any], key: str) -> tuple[Word, ...]:
    """A list to choose from: id = "name"."""
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise BadFormat(f'{where}: {key} must be a table of id = "name"')
    return tuple(Word(id, _text(f"{where}, {key}", value, id)) for id in value)


def _words(where: str, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise BadFormat(f"{where}: {key} must be a list of words")
    return tuple(value)


def _tables(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = raw.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(table, dict) for table in value):
        raise BadFormat(f"the format: {key} must be written one after another, each under a line [[{key}]]")
    return value


def _rights(where: str, raw: object) -> Rights:
    if not isinstance(raw, dict):
        raise BadFormat(f"{where}: rights must be a table of role = [words]")
    return {role: frozenset(_words(where, raw, role)) for role in raw}


def _check(format: Format) -> None:
    roles = {role.id for role in format.roles}
    stages = [stage.id for stage in format.stages]
    if len(roles) < len(format.roles) or len(set(stages)) < len(stages):
        raise BadFormat(f"{format.id}: every role and every stage needs an id of its own")
    parts = [part.id for part in format.parts]
    pages = [page.id for page in format.book]
    fields = [field.id for page in format.book for field in page.fields]
    choices = [word.id for word in (*format.areas, *format.kinds)]
    if len(set(parts)) < len(parts):
        raise BadFormat(f"{format.id}: every part needs an id of its own")
    if len(set(pages)) < len(pages):
        raise BadFormat(f"{format.id}: every page of the wish book needs an id of its own")
    if any(not page.fields for page in format.book):
        raise BadFormat(f"{format.id}: every page of the wish book needs at least one question (fields)")
    if format.book and not (format.child and format.guide):
        raise BadFormat(f"{format.id}: a wish book needs somebody whose it is (child) and somebody for them (guide)")
    for word in (format.id, *roles, *stages, *parts, *choices, *pages, *fields):
        if not is_id(word) or word == EVERYONE:
            raise BadFormat(f"{format.id}: “{word}” cannot be an id; take letters without accents, digits and hyphens")
    _known(format, "role", (format.leads, format.default_role), roles)
    _known(format, "role", format.signers, roles | {EVERYONE})
    _known(format, "frozen word", format.frozen, CELL_KINDS | COMMANDS.keys())
    _known(format, "condition", (*format.freeze_needs, *format.close_needs), CONDITIONS)
    _known(format, "role", [format.sends] if format.sends else [], roles)
    _known(format, "role", [role for pair in format.apart for role in pair], roles)
    _known(format, "role", [role for role in (format.child, format.guide, *format.family) if role], roles)
    _known(format, "role", format.may, roles | {EVERYONE})
    for words in format.may.values():
        _known(format, "command", words, COMMANDS)
    for stage in format.stages:
        _known(format, "panel", stage.shows, PANELS)
        _known(format, "condition", stage.needs, CONDITIONS)
        _known(format, "part", stage.parts, parts)
        _known(format, "role", (*stage.may, *stage.write), roles | {EVERYONE})
        for words in stage.may.values():
            _known(format, "command", words, COMMANDS)
        for words in stage.write.values():
            _known(format, "kind of cell", words, CELL_KINDS)

    _possible(format)


def _possible(format: Format) -> None:
    """Can such a meeting be led to its end?"""
    lead = frozenset({format.leads})
    everywhere = granted(format.may, lead)
    for stage in format.stages[:-1]:
        if "advance-stage" not in everywhere | granted(stage.may, lead):
            raise BadFormat(f"{format.id}: nobody who leads could go on from the stage “{stage.id}” (advance-stage)")
    if "close-meeting" not in everywhere | granted(format.stages[-1].may, lead):
        raise BadFormat(f"{format.id}: nobody who leads could close the meeting in its last stage (close-meeting)")
    given = set().union(*format.may.values(), *(words for stage in format.stages for words in stage.may.values()))
    for command in sorted(given & NOBODYS):
        raise BadFormat(f"{format.id}: “{command}” is nobody's right; the program does it, or a kind of cell gives it")
    signing = {"freeze-plan", "approve", "sign"}
    if ("call-meeting" in given) is not bool(format.calls):
        raise BadFormat(f"{format.id}: call-meeting and the kinds of meeting to call (calls) need each other")
    if format.signers and not signing <= given:
        missing = ", ".join(sorted(signing - given))
        raise BadFormat(f"{format.id}: there are signers, but nobody may {missing}")


def _known(format: Format, what: str, words: Any, known: Any) -> None:
    for word in words:
        if word not in known:
            raise BadFormat(f"{format.id}: unknown {what} “{word}”; known are {', '.join(sorted(map(str, known)))}")
