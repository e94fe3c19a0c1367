"""Every sentence of the program can be said in every language it offers; English is what stands in the code."""

import gettext
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
    unsaid = [words for words in sentences(translated(language)) if words not in sentences(said)]
    assert not unsaid


NUMBERS = {"%(num)s", "{count}", "{weeks}", "{n}"}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_gaps(language: str) -> None:
    """Every form has all of them; only a form that is for one and nothing else may do without the number."""
    only_for_one = [form for form in set(FORMS[language].values()) if list(FORMS[language].values()).count(form) == 1]
    wrong = []
    for message in sentences(translated(language)).values():
        asked = [gaps(form) for form in forms(message.id)]
        for number, form in enumerate(forms(message.string)):
            needed = set.union(*asked) - (NUMBERS if number in only_for_one else set())
            if not needed <= gaps(form) <= set.union(*asked):
                wrong.append((form, message.id))
    assert not wrong


def test_every_language_offered_has_its_catalogue_and_every_catalogue_is_offered() -> None:
    assert {folder.name for folder in LOCALES.iterdir() if folder.is_dir()} == set(TRANSLATIONS)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_sentence_with_a_number_has_every_form_of_the_language(language: str) -> None:
    catalogue = translated(language)
    assert catalogue.num_plurals == 3
    assert {number: form_of(catalogue, number) for number in FORMS[language]} == FORMS[language]
    counted = [message for message in catalogue if isinstance(message.id, tuple)]
    assert counted and not [message.id for message in counted if len(forms(message.string)) != 3]


FORMS = {
    "cs": {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 21: 2, 22: 2, 0: 2},
    "uk": {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 14: 2, 21: 0, 22: 1, 25: 2, 101: 0, 111: 2, 0: 2},
}
"""Number -> which form goes with it. In Ukrainian twenty-one goes with the form for one; eleven does not."""


def form_of(catalogue: Catalog, number: int) -> int:
    return gettext.c2py(catalogue.plural_expr)(number)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_begins_and_ends_as_the_sentence_does(language: str) -> None:
    """What is joined to it or follows it fits: spaces, a colon, three dots."""
    for message in sentences(translated(language)).values():
        for said, form in zip(forms(message.id)[:1] * 3, forms(message.string), strict=False):
            assert (form != form.strip()) == (said != said.strip()), form
            for end in (":", "…"):
                assert form.endswith(end) == said.endswith(end), (said, form)


def ukrainian() -> list[str]:
    return [form for message in sentences(translated("uk")).values() for form in forms(message.string)]


def test_ukrainian_has_no_letters_that_are_only_russian() -> None:
    assert not [form for form in ukrainian() if set(form.lower()) & set("ыэъё")]


def test_ukrainian_is_written_with_its_own_marks() -> None:
    """«Quotation marks» and the apostrophe of print; no word is half Latin by mistake of the keyboard."""
    assert not [form for form in ukrainian() if set(form) & set("\"'`„“”")]
    mixed = re.compile(r"[a-z][а-яіїєґ]|[а-яіїєґ][a-z]", re.IGNORECASE)
    assert not [form for form in ukrainian() if mixed.search(bare(form))]


def test_nothing_in_ukrainian_is_czech_or_english_left_as_it_was() -> None:
    """A sentence with letters in it has Ukrainian ones."""
    left = [
        form
        for form in ukrainian()
        if re.search(r"[^\W\d_]", bare(form)) and not re.search("[а-яіїєґ]", bare(form), re.I)
    ]
    assert not left


def bare(form: str) -> str:
    return re.sub(r"\{\w*\}|%\(\w+\)[sd]", "", form)
