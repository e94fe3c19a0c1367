"""What somebody is told who wants a file checked: every finding has its sentence, in every language."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from exports.seal.answer import Answer, Found, Result, answer
from exports.seal.findings import WEIGHT, Kind, Weight, Why
from exports.seal.sign import seal
from exports.seal.words import FINDINGS, RESULTS, WHYS, Told, told
from server.web.language import translations
from tests.exports.jakub import PRAGUE
from tests.exports.seal import certified as of
from tests.exports.seal import files
from tests.exports.seal.keys import alone, impostor, office

LANGUAGES = ("cs", "en", "uk")


def said(found: Answer, language: str = "cs") -> Told:
    return told(found, translations(language), language, PRAGUE)


def looked_at(folder: Path, content: bytes, *trust: object) -> Answer:
    (folder / "zapis.docx").write_bytes(content)
    with (folder / "zapis.docx").open("rb") as opened:
        return answer(opened, trust)  # type: ignore[arg-type]


def test_there_is_a_sentence_for_everything_that_can_be_found() -> None:
    assert FINDINGS.keys() == set(Kind) == WEIGHT.keys()
    assert WHYS.keys() == set(Why) and RESULTS.keys() == set(Result)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_a_finding_names_its_part_in_words_and_by_its_name(kind: Kind, language: str) -> None:
    found = Answer(Result.CHANGED, "", findings=(Found(kind, "word/document.xml"), Found(kind, "word/document.xml")))
    words = said(found, language)
    (sentence,) = words.notes if WEIGHT[kind] is Weight.NOTE else words.faults
    assert sentence.endswith(".") and "{" not in sentence
    if "{part}" in FINDINGS[kind]:
        assert "(word/document.xml)" in sentence and not sentence.startswith("word")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", Why)
def test_an_unreadable_file_is_one_line_that_says_why(why: Why, language: str) -> None:
    words = said(Answer(Result.UNREADABLE, "", why=why), language)
    assert len(words.sentences) == 1 and "{" not in words.headline


def test_a_whole_record_says_whose_seal_when_and_whose_signatures_stand_under_which_version(tmp_path: Path) -> None:
    found = looked_at(tmp_path, files.sealed(), of.root())
    assert found.is_good and found.trusted
    words = said(found)
    assert words.headline == "V souboru se od zapečetění nic nezměnilo." and not words.faults
    about = "\n".join(words.about).replace("\N{NO-BREAK SPACE}", " ")
    assert "Zápis „Jakubovo setkání“, setkání uzavřené 12. 3. 2027 v 14.46." in about
    assert f"Čí je pečeť: „{of.ORGANISATION}“." in about and "Toto jméno je tu známé a věří se mu." in about
    assert not words.doubts
    names = [name.replace("\N{NO-BREAK SPACE}", " ") for name in words.names]
    assert "verze 2: Jakub Horák (Účastník/účastnice) – podpis na obrazovce, 12. 3. 2027 v 14.39" in names
    assert any(name.startswith("verze 2: Mgr. Lucie Šťastná") and "podpis odmítnut" in name for name in names)
    assert any(name.startswith("verze 1, neplatná: Mgr. Jana Nováková") for name in names)


def test_without_anybody_known_it_is_good_and_says_that_nobody_vouches(tmp_path: Path) -> None:
    found = looked_at(tmp_path, files.sealed())
    assert found.is_good and found.trusted is None
    doubts = "\n".join(said(found).doubts)
    assert "Za jméno neručí nikdo" in doubts and of.MIDDLE in doubts and found.seals[0].certificate in doubts


def test_where_somebody_was_named_and_does_not_vouch_it_is_not_good(tmp_path: Path) -> None:
    found = looked_at(tmp_path, seal(files.record(), impostor(), of.NOW), of.root())
    assert found.result is Result.WHOLE and not found.is_good
    assert "neručí nikdo, komu věříte" in said(found).headline


def test_a_certificate_that_somebody_issued_to_themselves_says_what_it_is_worth(tmp_path: Path) -> None:
    key = of.private("secp256r1")
    own = replace(alone(office("secp256r1")), certificate=of.certificate(of.ORGANISATION, key))
    found = looked_at(tmp_path, seal(files.record(), own, of.NOW))
    assert found.seals[0].self_signed
    assert "pod jakýmkoli jménem udělat kdokoli" in "\n".join(said(found).doubts)


def test_of_a_changed_file_neither_name_nor_signatures_are_believed(tmp_path: Path) -> None:
    found = looked_at(tmp_path, files.changed(files.sealed(), files.DOCUMENT, "Jakub", "Pavel"), of.root())
    assert (found.result, found.is_good, found.record) == (Result.CHANGED, False, None)
    words = said(found)
    assert words.faults[0] == "Text (word/document.xml): není stejné jako při zapečetění."
    assert not words.names and "jméno tedy nic neříká" in "\n".join(words.about)


def test_what_word_overlooks_is_named(tmp_path: Path) -> None:
    content = files.with_part(files.sealed(), "word/people.xml", b"<a/>", "application/xml", "http://x/people")
    found = looked_at(tmp_path, content, of.root())
    assert found.result is Result.NOT_WHOLE and not found.is_good
    assert any("word/people.xml" in fault for fault in said(found).faults)


def test_names_of_parts_and_moments_that_somebody_made_up_do_no_harm() -> None:
    made_up = Answer(Result.NOT_SEALED, "", findings=(Found(Kind.ORPHAN, "{0.__class__}/\u202ex"),))
    assert "{0.__class__}" in said(made_up).faults[0]
    extreme = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert "9999" in "\n".join(said(Answer(Result.WHOLE, "", written_here=extreme)).about)


def test_the_answer_goes_to_other_programs_and_comes_back(tmp_path: Path) -> None:
    found = looked_at(tmp_path, files.sealed(), of.root())
    written = msgspec.json.encode(found)
    assert msgspec.json.decode(written, type=Answer) == found
    assert json.loads(written)["result"] == "whole"
