"""The letter to the child: one page, in plain words, with the child's own picture if the child shows it."""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from exports import word
from exports.letter import draft, fits, letter, letter_name, pictured_pages, suggested_page
from server.meeting import commands as c
from server.meeting.model import Letter, Meeting, Sharing
from server.web.language import translations
from tests.exports.amalka import BEGINS, CANARIES, MISTAKES, TOPICS, Amalka, amalkas_meeting, reads
from tests.exports.jakub import PRAGUE

NOW = BEGINS + timedelta(hours=2)
ENGLISH = translations("en")


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return amalkas_meeting("en")


def drafted(meeting: Meeting) -> str:
    return draft(meeting, ENGLISH, PRAGUE).replace("\N{NO-BREAK SPACE}", " ")


def written(meeting: Meeting) -> bytes:
    return letter(meeting, ENGLISH, NOW, PRAGUE, reads)


def everything(file: bytes) -> bytes:
    with ZipFile(BytesIO(file)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def pictures(file: bytes) -> list[str]:
    with ZipFile(BytesIO(file)) as package:
        return [name for name in package.namelist() if name.startswith("word/media/")]


def test_the_program_suggests_who_does_what_in_the_childs_order(meeting: Meeting) -> None:
    assert drafted(meeting) == (
        "Hello!\n\n"
        "On 12 March we met because of you. Thank you for showing us what matters to you.\n\n"
        "What matters most is for you to say. You said it, and this is who does what about it:\n\n"
        f"1. {TOPICS['spat']}\n– Klára Dvořáková: Domluví se s tátou, kdy kdo Amálku vyzvedne, by 26 March\n\n"
        f"2. {TOPICS['skola']}\n– Jana Veselá: Ráno počká u dveří třídy, by 15 March\n\n"
        "And this we agreed on, too:\n– Petr Dvořák: Jednou týdně zavolá paní učitelce, by 2 April\n\n"
        "We meet again on 16 April at 16:00: Centrum pro rodinu.\n\n"
        "When something changes, or something worries you, you can turn to: Lenka Tichá.\n\n"
        "Věra Malá"
    )


@pytest.mark.parametrize(("language", "day"), [("cs", "12. března"), ("uk", "12 березня"), ("en", "12 March")])
def test_days_are_said_in_words_in_the_language_of_the_meeting(language: str, day: str) -> None:
    said = draft(amalkas_meeting(language), translations(language), PRAGUE)
    assert day in said.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_of_an_office_is_in_it(meeting: Meeting) -> None:
    said = drafted(meeting)
    assert not re.search("(?i)client|record|signature|confidential|reservation|protocol|mgr|bc\\.|ospod", said)
    assert "nevím" not in said and "Že je na to sama" not in said, "what the others worry about is not for a letter"


def test_a_child_who_went_never_came_or_chose_nothing_gets_a_letter_too() -> None:
    table = Amalka("en").gathers().chooses().plans()
    table.does("amalka", c.Depart("amalka"))
    said = drafted(table.freezes().meeting)
    assert "it was all right to go" in said and "This is who does what:\n– " in said and "What matters most" not in said
    alone = Amalka("en").comes("vera", "mama").does("vera", c.BeginMeeting())
    for _stage in range(4):
        alone.advances("vera", "Amálka dnes nechtěla.")
    assert "You did not have to be there." in drafted(alone.does("vera", c.FreezePlan("Bez ní.")).meeting)


def test_what_nobody_promised_is_not_told_as_if_it_would_be_done() -> None:
    table = Amalka("en").gathers().chooses("spat").plans()
    table.does("vera", c.AddStep("n1", "spat"), c.AddStep("n2", "spat"), c.AddStep("n3", "spat"))
    for step, words in (("n1", "Půjčí kolo"), ("n2", "Zaplatí kroužek"), ("n3", "Řekne kamarádce")):
        table.writes("vera", f"step:{step}:what", words)
    table.does("vera", c.GiveStep("n1", "ospod"), c.GiveStep("n3", "amalka"))
    table.does("ospod", c.DeclineStep("n1", "To nemohu."))
    table.promises("amalka", "n3").advances("vera", "Tak.").does("vera", c.FreezePlan("Tak."))
    said = drafted(table.meeting)
    assert "kolo" not in said and "– Zaplatí kroužek (we are looking for somebody)" in said
    assert "– You: Řekne kamarádce" in said


def test_a_wish_for_which_nothing_was_found_is_not_passed_over() -> None:
    table = Amalka("en").gathers().chooses("spat").advances("vera", "Tak.").advances("vera", "Tak.")
    said = drafted(table.does("vera", c.FreezePlan("Tak.")).meeting)
    assert f"1. {TOPICS['spat']}\n– We have not agreed on anything for this yet.\n" in said


def test_the_words_of_whoever_leads_are_the_letter(meeting: Meeting) -> None:
    table = Amalka("en").book().gathers().chooses("spat").takes_back().plans().freezes()
    table.does("vera", c.WriteLetter("Ahoj Amálko!\n\n– přijdu v pondělí\n\nVěra", "preju-si"))
    file = Document(BytesIO(written(table.meeting)))
    said = [paragraph.text for paragraph in file.paragraphs]
    assert said[:5] == ["Amálčino setkání", "A letter for you", "Ahoj Amálko!", "– přijdu v pondělí", "Věra"]
    assert file.styles["Normal"].font.size.pt >= 14
    (drawn,) = file.element.body.iter(qn("wp:docPr"))
    assert drawn.get("descr") == "Your picture"
    assert letter_name(table.meeting, ENGLISH) == "amalcino-setkani-letter.docx"


def test_a_picture_goes_with_it_only_while_the_child_shows_it(meeting: Meeting) -> None:
    assert [page.id for page in pictured_pages(meeting)] == ["umim", "preju-si"] and suggested_page(
        meeting
    ) == "preju-si"
    table = Amalka("en").book().gathers().chooses("spat").plans().freezes()
    assert "bojim-se" in {page.id for page in pictured_pages(table.meeting)}
    table.does("vera", c.WriteLetter("Ahoj!", "bojim-se"))
    assert len(pictures(written(table.meeting))) == 1
    table.takes_back()
    assert not pictures(written(table.meeting))
    table.does("vera", c.WriteLetter("Ahoj!", "umim")).does("amalka", c.SharePage("umim", Sharing.GUIDE))
    assert not pictures(written(table.meeting))


def test_nothing_the_child_kept_is_in_the_file(meeting: Meeting) -> None:
    file = everything(written(meeting))
    assert not [canary for canary in (*CANARIES, MISTAKES) if canary.encode() in file]
    assert written(meeting) == written(meeting), "the same bytes whenever it is made"


def test_a_long_letter_is_said_to_be_longer_than_a_page() -> None:
    assert not fits("Ahoj!\n\n" + "\n".join(f"– {number}. krok našeho plánu" for number in range(40)), pictured=False)
    assert fits("x" * 56 * 25, pictured=False) and not fits("x" * 56 * 30, pictured=True)


# By LibreOffice -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paged(
    meeting: Meeting, tmp_path_factory: pytest.TempPathFactory, soffice: str, pdftoppm: str
) -> dict[str, list[str]]:
    """The words on each page of the letter, of one that just fits, and of the record, turned into pages at once."""
    folder = tmp_path_factory.mktemp("papers")
    full = replace(meeting, letter=Letter(FULL, "preju-si"))
    files = {
        "letter": written(meeting),
        "full": written(full),
        "record": word.record(meeting, ENGLISH, NOW, PRAGUE, photo=reads),
    }
    for name, file in files.items():
        (folder / f"{name}.docx").write_bytes(file)
    own = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    convert = [soffice, own, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *(str(folder / f"{name}.docx") for name in files)], check=True, capture_output=True)
    pdftotext = str(Path(pdftoppm).with_name(Path(pdftoppm).name.replace("pdftoppm", "pdftotext")))
    found = {}
    for name in files:
        text = subprocess.run([pdftotext, "-layout", str(folder / f"{name}.pdf"), "-"], check=True, capture_output=True)
        found[name] = text.stdout.decode().split("\f")[:-1]
    return found


FULL = "\n".join(f"– Klára Dvořáková: {number}. zavolá paní učitelce do školy, do 26. března" for number in range(13))
"""As much as fits above a picture."""


def test_the_letter_is_one_page_wherever_it_is_opened(paged: dict[str, list[str]], meeting: Meeting) -> None:
    assert fits(drafted(meeting), pictured=True) and len(paged["letter"]) == 1
    assert fits(FULL, pictured=True) and not fits(f"{FULL}\n{FULL}", pictured=True) and len(paged["full"]) == 1


def test_the_wish_book_has_a_sheet_of_its_own_at_the_end_of_the_record(paged: dict[str, list[str]]) -> None:
    *before, annex, drawing = paged["record"]
    assert "Annex 1: from the wish book" in annex and MISTAKES.split("\n")[0] in annex
    assert "Drawing: What I wish for" in annex + drawing
    assert not any("Přeju si" in page for page in before)
