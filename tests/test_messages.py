"""Every sentence of the program can be said in every language it offers; English is what stands in the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from server.places import LOCALES
from server.web.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = sorted(LANGUAGES.keys() - {"en"})


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `just messages` finds in the code."""
    file = tmp_path_factory.mktemp("messages") / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run(
        [*pybabel, "extract", "--mapping", "pyproject.toml", "--output", str(file), "."], cwd=ROOT, check=True
    )
    return read(file)


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def translated(language: str) -> Catalog:
    return read(LOCALES / language / "LC_MESSAGES" / "messages.po")


def sentences(catalogue: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalogue if message.id}


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}|%\(\w+\)[sd]|%[sd]", text))


def test_sentences_are_found_everywhere(said: Catalog) -> None:
    """In calls of gettext, in templates, in the formats and among the refusals."""
    assert {"Case conference", "Your role cannot do this in this meeting."} <= sentences(said).keys()
    assert len(sentences(said)) > 150


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_nothing_is_left_untranslated(said: Catalog, language: str) -> None:
    known = sentences(translated(language))
    missing = [words for words in sentences(said) if words not in known or not all(forms(known[words].string))]
    assert not missing
    assert not [words for words, message in known.items() if message.fuzzy]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_nothing_is_translated_that_nobody_says(said: Catalog, language: str) -> None:
    assert not sentences(translated(language)).keys() - sentences(said).keys()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_gaps(language: str) -> None:
    wrong = [
        (form, message.id)
        for message in sentences(translated(language)).values()
        for form in forms(message.string)
        if form and gaps(form) != set.union(*map(gaps, forms(message.id)))
    ]
    assert not wrong
