"""Kinds of meeting as data: one TOML file each. A file that says something impossible is refused when it is read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..meeting.commands import COMMANDS
from ..meeting.format import EVERYONE, Format, Rights, Role, Stage
from ..meeting.holes import CONDITIONS

CELL_KINDS = frozenset({"reason", "aim", "rules", "minutes", "goal", "step", "reflection"})
PANELS = frozenset({"people", "rules", "confidentiality", "reason", "plan", "reflections", "next", "signing"})


class BadFormat(ValueError):
    """A format's file contradicts itself or names what does not exist. One sentence."""


@cache
def formats() -> Mapping[str, Format]:
    """Every kind of meeting there is: id -> Format."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            format = read(file.read_text("utf-8"))
            found[format.id] = format
    return found


def read(toml: str) -> Format:
    """A Format from the text of its file. Raises BadFormat."""
    try:
        raw = tomllib.loads(toml)
        format = Format(
            id=raw["id"],
            name=raw["name"],
            roles=tuple(Role(**role) for role in raw["roles"]),
            stages=tuple(_stage(stage) for stage in raw["stages"]),
            leads=raw["leads"],
            default_role=raw["default_role"],
            signers=tuple(raw["signers"]),
            may=_rights(raw.get("may", {})),
            frozen=frozenset(raw["frozen"]),
            freeze_needs=tuple(raw["freeze_needs"]),
            close_needs=tuple(raw["close_needs"]),
        )
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise BadFormat(f"the format cannot be read: {error}") from error
    _check(format)
    return format


def _stage(raw: Mapping[str, Any]) -> Stage:
    return Stage(
        id=raw["id"],
        name=raw["name"],
        lead=raw["lead"],
        minutes=raw["minutes"],
        shows=tuple(raw["shows"]),
        may=_rights(raw.get("may", {})),
        write=_rights(raw.get("write", {})),
        needs=tuple(raw.get("needs", ())),
    )


def _rights(raw: Mapping[str, list[str]]) -> Rights:
    return {role: frozenset(words) for role, words in raw.items()}


def _check(format: Format) -> None:
    roles = {role.id for role in format.roles}
    stages = [stage.id for stage in format.stages]
    if len(roles) < len(format.roles) or len(set(stages)) < len(stages) or not stages:
        raise BadFormat(f"{format.id}: roles and stages need ids of their own, and there must be at least one stage")
    _known(format, "role", (format.leads, format.default_role), roles)
    _known(format, "role", format.signers, roles | {EVERYONE})
    _known(format, "frozen word", format.frozen, CELL_KINDS | COMMANDS.keys())
    _known(format, "condition", (*format.freeze_needs, *format.close_needs), CONDITIONS)
    _known(format, "role", format.may, roles | {EVERYONE})
    for words in format.may.values():
        _known(format, "command", words, COMMANDS)
    for stage in format.stages:
        _known(format, "panel", stage.shows, PANELS)
        _known(format, "condition", stage.needs, CONDITIONS)
        _known(format, "role", (*stage.may, *stage.write), roles | {EVERYONE})
        for words in stage.may.values():
            _known(format, "command", words, COMMANDS)
        for words in stage.write.values():
            _known(format, "kind of cell", words, CELL_KINDS)


def _known(format: Format, what: str, words: Any, known: Any) -> None:
    for word in words:
        if word not in known:
            raise BadFormat(f"{format.id}: unknown {what} “{word}”; known are {', '.join(sorted(known))}")
