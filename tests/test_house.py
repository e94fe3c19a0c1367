"""The house: which room may know which. Read from the imports, so that nobody has to remember it."""

import ast
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from server import places

ROOT = Path(__file__).resolve().parent.parent
ENTRANCE = frozenset(
    {"server.__main__", "server.app", "server.cli", "server.opening", "server.serving"} | {"server.doctor"}
)
"""Where everything is introduced to everything else."""

KNOWS: dict[str, frozenset[str]] = {
    "server.meeting": frozenset(),
    "server.accounts": frozenset({"server.formats", "server.meeting", "server.ports"}),
    "server.choosing": frozenset({"server.formats"}),
    "server.days": frozenset(),
    "server.logs": frozenset(),
    "server.names": frozenset(),
    "server.machine": frozenset({"server.network", "server.settings"}),
    "server.network": frozenset(),
    "server.places": frozenset(),
    "server.settings": frozenset(),
    "server.tls": frozenset(),
    "server.following": frozenset({"server.meeting", "server.formats", "server.ports", "exports"}),
    "server.summary": frozenset({"server.following", "server.ports", "exports"}),
    "server.office": frozenset({"server.choosing", "server.meeting", "server.formats", "exports"}),
    "server.ports": frozenset({"server.meeting"}),
    "server.formats": frozenset({"server.meeting", "server.places"}),
    "server.store": frozenset({"server.meeting", "server.ports"}),
    "server.live": frozenset({"server.meeting", "server.ports"}),
    "server.post": frozenset({"server.days", "server.meeting", "server.names", "server.settings"}),
    "exports": frozenset({"server.days", "server.meeting", "server.names", "server.places"}),
    "server.demo": frozenset({"server.meeting"}),
    "server.web": frozenset(
        {
            "server.accounts", "server.choosing", "server.days", "server.meeting", "server.formats", "server.names",
            "server.office", "server.ports", "server.places", "server.post", "server.settings", "server.live",
            "server.following", "server.summary", "exports",
        }
    ),
}  # fmt: skip
"""Room -> the other rooms it may import. store, live, exports and post do not know each other."""

FILES = sorted([*(ROOT / "server").rglob("*.py"), *(ROOT / "exports").rglob("*.py")])


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """server.meeting.decide -> server.meeting; what stands at the entrance is a room by itself."""
    parts = module.split(".")
    return parts[0] if parts[0] != "server" else ".".join(parts[:2])


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def imported(file: Path) -> tuple[str, ...]:
    """Every module a file imports, by its full name, also inside functions."""
    package = module_of(file).split(".")
    if file.name != "__init__.py":
        package = package[:-1]
    found = list[str]()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            before = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*before, *(node.module.split(".") if node.module else [])])
            # `from . import commands` brings a module, `from .commands import AddGoal` does not
            brought = (f"{base}.{alias.name}" for alias in node.names)
            found += [base, *(name for name in brought if _is_module(name))]
    return tuple(found)


@cache
def _is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def of_ours(module: str) -> bool:
    return module.split(".")[0] in ("server", "exports")


def test_the_heart_imports_the_standard_library_and_itself() -> None:
    for file in FILES:
        if room_of(module_of(file)) == "server.meeting":
            strange = [
                module
                for module in imported(file)
                if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("server.meeting")
            ]
            assert not strange, f"{file.name} imports {strange}"


def test_the_heart_asks_no_clock_no_dice_and_no_disk() -> None:
    outside = {"time", "random", "secrets", "uuid", "os", "pathlib", "io", "socket", "asyncio", "threading", "logging"}
    for file in FILES:
        if room_of(module_of(file)) == "server.meeting":
            assert not {module.split(".")[0] for module in imported(file)} & outside, file.name
            called = {
                node.func.attr
                for node in ast.walk(tree_of(file))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            assert not called & {"now", "utcnow", "today", "open", "read_text"}, file.name


def test_a_subject_of_the_heart_has_one_name_everywhere() -> None:
    """What is asked for, what has happened and what is so after it: whoever knows the subject knows the file."""
    heart = ROOT / "server" / "meeting"
    commands, events, evolve, model = (
        {file.stem for file in (heart / part).glob("*.py")} for part in ("commands", "events", "evolve", "model")
    )
    assert commands == events - {"damage"}, "which nobody asks for"
    assert evolve - {"hands", "parts"} == events
    assert model - {"meeting"} <= events
    decided = {file.stem for file in heart.glob("*.py")}
    assert events - decided == {"opening", "damage"}, "a meeting is opened in decide.py"


def test_another_word_anywhere_in_the_heart_is_another_set_of_rules() -> None:
    """What follows from a meeting is remembered until the rules are others: no file of theirs may be left out."""
    heart = (file.read_bytes() for file in FILES if room_of(module_of(file)) == "server.meeting")
    assert places.rules() == sha256(b"".join(heart)).hexdigest()


@pytest.mark.parametrize("room", sorted(KNOWS))
def test_imports_go_one_way(room: str) -> None:
    files = [file for file in FILES if room_of(module_of(file)) == room]
    assert files
    for file in files:
        for module in imported(file):
            if of_ours(module) and module != "server" and room_of(module) != room:
                assert room_of(module) in KNOWS[room], f"{file.relative_to(ROOT)} must not know {module}"


def test_every_room_has_its_line() -> None:
    rooms = {room_of(module_of(file)) for file in FILES} - {"server"}
    assert rooms - ENTRANCE == KNOWS.keys()


def test_only_the_entrance_knows_every_name() -> None:
    """A room that is not in the table can only be one that wires the others."""
    for file in FILES:
        known = {room_of(module) for module in imported(file) if of_ours(module)}
        if {"server.store", "server.web"} <= known:
            assert room_of(module_of(file)) in ENTRANCE


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "manager", "service", "handler", "session", "info", "data", "common", "misc"}
    for file in FILES:
        assert not {*module_of(file).split(".")} & empty, file
