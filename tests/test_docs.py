"""What the documents say is so: commands, options, limits, settings, links, and the words on the screens."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

import bundle
import run
from server.cli import main
from server.places import LOCALES
from server.settings import Settings
from server.web.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = {"en": ROOT / "docs" / "facilitator.md", "cs": ROOT / "docs" / "cs" / "facilitator.md"}
PICTURES = ROOT / "docs" / "pictures"
MOST_PICTURES = 480_000
"""Bytes of all pictures together: a README is read on a phone, too."""

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())


def text(document: Path) -> str:
    return document.read_text("utf-8")


def code(document: Path) -> Iterator[str]:
    """Everything set as code: spans, blocks with a fence, indented blocks."""
    words = text(document)
    for block in re.findall(r"^```.*?\n(.*?)^```", words, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()
    words = re.sub(r"^```.*?^```", "", words, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"^    (.+)$", words, re.MULTILINE)
    for span in re.findall(r"`([^`]+)`", re.sub(r"^    .+$", "", words, flags=re.MULTILINE)):
        yield " ".join(span.split())


def calls(document: Path) -> Iterator[tuple[str, list[str]]]:
    """(command, its further words) wherever run.py or setkani is called."""
    for line in code(document):
        if found := re.match(r"(?:python3 run\.py|setkani)(?![\w.-])(.*)", line):
            words = re.split(r"\s{2,}", found[1])[0].split()
            if words:
                yield words[0], words[1:]


def options(command: str) -> set[str]:
    """Of a command, or of all those of a group together."""
    named = main.commands[command]
    each = named.commands.values() if isinstance(named, click.Group) else [named]
    return {option for one in each for parameter in one.params for option in parameter.opts}


# Commands -----------------------------------------------------------------------------------------------------------


def test_documents_are_found() -> None:
    assert {"README.md", "CHANGELOG.md", "DECISIONS.md"} <= {document.name for document in DOCUMENTS}
    assert sum(1 for document in DOCUMENTS for _ in calls(document)) > 15


@each_document
def test_commands_exist_with_their_options(document: Path) -> None:
    for command, words in calls(document):
        if command == "test":  # run.py's own
            continue
        if command.startswith("-"):
            assert command in ("--help", "--version")
            continue
        assert command in main.commands, f"setkani {command}"
        named = {word.partition("=")[0] for word in words if word.startswith("-")}
        passes_on = main.commands[command].context_settings.get("ignore_unknown_options")
        assert passes_on or named <= options(command) | {"--help"}, f"setkani {command} {' '.join(words)}"


@pytest.mark.parametrize("name", ["organiser.md", "facilitator.md", "cs/facilitator.md"])
def test_options_in_the_guides_exist(name: str) -> None:
    known = {option for command in main.commands for option in options(command)}
    named = {word for line in code(ROOT / "docs" / name) for word in re.findall(r"(?<!\S)--[a-z-]+", line)}
    assert named <= known | {"--help"}


def test_the_readme_has_every_command_and_every_command_says_what_it_does() -> None:
    assert main.commands.keys() <= {command for command, _ in calls(ROOT / "README.md")}
    for command in main.commands.values():
        assert command.get_short_help_str(200), command.name


def test_the_two_commands_of_the_readme_are_those_of_run_py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "stale", lambda: False)
    blocks = re.findall(r"^    (.+)$", text(ROOT / "README.md"), re.MULTILINE)
    assert blocks[0] == "python3 run.py" and "python3 run.py test" in blocks
    assert run.uv_arguments([])[-2:] == ["setkani", "demo"]
    assert "pytest" in run.uv_arguments(["test"])
    assert all(block in (run.__doc__ or "") for block in ("python3 run.py ", "python3 run.py test"))


def test_the_readme_asks_for_the_python_that_is_needed() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    needed = project["requires-python"].removeprefix(">=")
    assert f"Python {needed} or newer" in text(ROOT / "README.md")
    assert f"## {project['version']}" in text(ROOT / "CHANGELOG.md")


@each_document
def test_recipes_exist(document: Path) -> None:
    recipes = set(re.findall(r"^([a-z]+)[^:\n]*:(?!=)", text(ROOT / "justfile"), re.MULTILINE))
    assert "check" in recipes
    for line in code(document):
        if named := re.match(r"just ([a-z]+)", line):
            assert named[1] in recipes, line


# Links and paths ----------------------------------------------------------------------------------------------------


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    words = re.sub(r"^```.*?^```", "", text(document), flags=re.DOTALL | re.MULTILINE)
    for place in re.findall(r"\]\(([^)\s]+)\)", words):
        if re.match(r"https?://", place):
            continue
        path, _, anchor = place.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), f"{document.name} links {place}"
        assert not anchor or anchor in anchors(target), f"{document.name} links {place}"


@each_document
def test_files_that_are_named_are_there(document: Path) -> None:
    for line in code(document):
        if re.fullmatch(r"(server|exports|templates|static|tests|docs)/[\w./-]+", line) and "/build" not in line:
            assert (ROOT / line).exists(), f"{document.name} names {line}"


@each_document
def test_no_path_of_somebody_s_machine(document: Path) -> None:
    assert not re.findall(r"/(?:home|root|work|tmp|Users)/\w|[A-Z]:\\", text(document))


# Limits and settings ------------------------------------------------------------------------------------------------


def rows(document: Path) -> list[list[str]]:
    lines = [line for line in text(document).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


LIMITS = [row for row in rows(ROOT / "docs" / "limits.md") if len(row) == 3 and ":" in row[2]]


@pytest.mark.parametrize(("what", "most", "where"), LIMITS, ids=[row[2].strip("`") for row in LIMITS])
def test_a_limit_is_the_one_in_the_code(what: str, most: str, where: str) -> None:
    module, _, name = where.strip("`").partition(":")
    assert getattr(import_module(module), name) == float(most), what


def test_limits_are_found() -> None:
    assert len(LIMITS) > 20


def test_the_settings_are_those_there_are() -> None:
    told = {row[2].strip("`"): row for row in rows(ROOT / "docs" / "organiser.md") if len(row) == 5}
    for field in fields(Settings):
        flag, variable, _, default, _ = told[field.name]
        assert variable == f"`SETKANI_{field.name.upper()}`"
        assert not flag or flag.strip("`") in options("serve")
        if field.default is not MISSING and field.default != "":
            assert default == f"`{field.default}`"
    assert told.keys() - {"in the file", "---"} == {field.name for field in fields(Settings)}


# Words on the screens -----------------------------------------------------------------------------------------------


@cache
def said(language: str) -> re.Pattern[str]:
    """Every sentence of the program in a language; a gap may hold anything."""
    with (LOCALES / "cs" / "LC_MESSAGES" / "messages.po").open("rb") as opened:
        messages = [message for message in read_po(opened) if message.id]
    sentences = [*LANGUAGES.values()]
    for message in messages:
        forms = message.id if language == "en" else message.string
        sentences += [forms] if isinstance(forms, str) else list(forms)
    gap = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    # A sentence that is hardly more than gaps would fit anything.
    kept = [sentence for sentence in sentences if len(gap.sub("", sentence)) > 2]
    return re.compile("|".join(".+".join(map(re.escape, gap.split(plain(sentence)))) for sentence in kept))


def plain(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("language", GUIDES)
def test_what_the_guide_calls_a_button_stands_on_the_screen(language: str) -> None:
    """Bold is what stands on the screen; the bold words that a paragraph begins with end in a full stop."""
    bold = [plain(words) for words in re.findall(r"\*\*(.+?)\*\*", text(GUIDES[language]), re.DOTALL)]
    labels = [words for words in bold if not words.endswith((".", ".*"))]
    assert len(labels) > 40
    known = said(language).fullmatch
    strange = [label for label in labels if not known(label) and not known(label.removesuffix("…"))]
    assert not strange


def test_pictures_are_small_and_used() -> None:
    taken = sorted(PICTURES.glob("*.png"))
    assert taken and sum(picture.stat().st_size for picture in taken) < MOST_PICTURES
    for picture in taken:
        assert any(picture.name in text(document) for document in DOCUMENTS), f"nobody shows {picture.name}"


def test_help_can_be_read_by_people() -> None:
    with click.Context(main) as context:
        assert "A case conference" in main.get_help(context)
