"""A summary over the meetings of a case: from records that can be believed, in their words, and honest about both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from exports.paper import Heading, Labelled, Listed, Paragraph, Record, Table
from exports.report import report
from server.cli import main
from server.store.memory import MemoryStore
from server.summary import gathered, summary
from server.web.language import translations
from tests.exports import jakubs_case, pavel
from tests.exports.jakub import PRAGUE
from tests.exports.jakubs_case import RECOMMENDED, Held, closing, evaluation, first
from tests.exports.seal.certified import issued, pem, root
from tests.test_following import changed, paper

NOW = datetime(2027, 6, 20, 8, 0, tzinfo=UTC)


def told(*held: Held, more: Sequence[tuple[str, bytes]] = ()) -> Record:
    files = [*((each.name, each.file) for each in held), *more]
    found = gathered(files, (root(),), MemoryStore(), lambda no: no.why.value)
    return report(found.sources, found.refused, translations("cs"), "cs", NOW, PRAGUE)


@pytest.fixture(scope="module")
def whole() -> Record:
    return told(closing(), first(), evaluation())


def words(record: Record) -> str:
    lines: list[str] = [record.title, record.subtitle, record.mark]
    for block in record.blocks:
        match block:
            case Heading(_, said) | Paragraph(said):
                lines.append(said)
            case Labelled(label, said):
                lines += [label, said]
            case Listed(points):
                lines += points
            case Table(rows=rows):
                for row in rows:
                    lines += (
                        [row.words] if not isinstance(row, tuple) else [f"{cell.bold}\n{cell.words}" for cell in row]
                    )
            case _:
                pass
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def row_of(record: Record, what: str) -> tuple[str, ...]:
    for block in record.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                if isinstance(row, tuple) and any(what in (cell.bold, cell.words) for cell in row):
                    return tuple(cell.words.replace("\N{NO-BREAK SPACE}", " ") for cell in row)
    raise AssertionError(what)


# The three meetings themselves --------------------------------------------------------------------------------------


def test_each_meeting_goes_on_from_the_sealed_record_of_the_last() -> None:
    second, third = evaluation().table.meeting, closing().table.meeting
    assert {first().table.meeting.case_id, second.case_id, third.case_id} == {"jakub-1"}
    assert second.previous and second.previous.sealed_by == "Pomáháme společně, z. s."
    carried = {step.id: step.carried for step in third.previous.steps} if third.previous else {}
    assert carried == {"ataka": 1, "doma": 1, "silne": 1, "prazdniny": 0}
    assert third.previous and third.previous.goals[0].scale == {"jakub": 5, "petra": 4, "alena": 7}
    assert third.freeze and third.freeze.agreed.parts["doporuceni"] == RECOMMENDED
    assert third.freeze.agreed.evaluation and third.freeze.agreed.next_starts == ""


# The summary --------------------------------------------------------------------------------------------------------


def test_it_says_which_records_it_was_made_from_and_that_it_is_none(whole: Record) -> None:
    said = words(whole)
    assert "Nikdo ho nepodepsal a není zapečetěný: platí zápisy." in said and "SOUHRN" in whole.mark
    for held, day in ((first(), "12. 3. 2027"), (evaluation(), "16. 4. 2027"), (closing(), "11. 6. 2027")):
        assert held.name in said and day in said
    assert said.index("prvni.docx") < said.index("vyhodnoceni.docx") < said.index("zaver.docx"), "as they were held"
    assert said.count("zapečetil(a): Pomáháme společně, z. s.") == 3


def test_every_step_has_one_row_and_its_path_from_meeting_to_meeting(whole: Record) -> None:
    what, who, path = row_of(whole, "Vzájemně si dát vědět o panické atace")
    assert (what, who) == ("", "Mgr. Alena Dostálová")
    assert path.split("\n") == [
        "12. 3. 2027: v plánu jako krok 1.3, do 15. 3. 2027, slíbeno",
        "16. 4. 2027: částečně · Jednou jsem zavolala pozdě. · „Pomohlo mi to?“ Jakub Horák: trochu",
        "16. 4. 2027: přeneseno jako krok 1.1, do 4. 6. 2027, slíbeno",
        "11. 6. 2027: splněno · „Pomohlo mi to?“ Jakub Horák: ano, hodně",
    ]
    absent = row_of(whole, "Terapie pro Jakuba přímo ve škole")[2]
    assert "16. 4. 2027: splněno (říká Bc. Petr Svoboda)" in absent
    assert words(whole).count("Vzájemně si dát vědět o panické atace") == 1


def test_numbers_of_each_person_stand_in_a_row_and_no_average(whole: Record) -> None:
    said = words(whole)
    assert "Jakub Horák: 5 (16. 4.) → 8 (11. 6.)" in said and "Petra Horáková: 4 (16. 4.) → 7 (11. 6.)" in said
    assert "PhDr. Hana Říhová: 9 (16. 4.)" in said


def test_differing_opinions_of_all_meetings_and_what_is_recommended_are_in_it(whole: Record) -> None:
    said = words(whole)
    assert "Rodinnou terapii neslibuji za oba." in said and "Jako soukromá praxe nepodepisuji" in said
    assert RECOMMENDED in said and "Doporučení pro rodinu" in said


def test_nothing_is_in_it_that_no_record_says(whole: Record) -> None:
    records = [each.table for each in (first(), evaluation(), closing())]
    known = {text for table in records for text in _texts(table)}
    for block in whole.blocks:
        if isinstance(block, Labelled) and block.label.startswith("Důvod"):
            assert block.words in known


def _texts(table: jakubs_case.Table) -> set[str]:
    return {cell.text for cell in table.meeting.cells.values()}


# What cannot be believed --------------------------------------------------------------------------------------------


def test_what_cannot_be_believed_is_named_and_not_used() -> None:
    altered = changed(evaluation().file, "word/document.xml", lambda content: content.replace(b"zavolala", b"nezavola"))
    stranger = paper(replace(pavel.pavels_meeting(), id="pavel-1"))
    record = told(
        first(),
        closing(),
        more=(
            ("zmeneno.docx", altered),
            ("pavel.docx", jakubs_case.seal(stranger, issued(), NOW)),
            ("prvni-2.docx", first().file),
        ),
    )
    said = words(record)
    assert "zmeneno.docx – altered" in said and "pavel.docx – other-case" in said and "prvni-2.docx – twice" in said
    assert "nezavola" not in said and "Pavel Hruška" not in said
    assert "Setkání 11. 6. 2027 vyhodnotilo plán z 16. 4. 2027 ze souboru, který mezi těmito není" in said


def test_a_path_with_a_gap_is_not_joined() -> None:
    said = words(told(first(), closing()))
    assert said.count("Vzájemně si dát vědět o panické atace") == 1, "only in the plan that is here"
    assert "přeneseno" not in said


def test_it_is_a_word_file() -> None:
    found = gathered([(first().name, first().file)], (root(),), MemoryStore(), str)
    name, content = summary(found, translations("cs"), "cs", NOW, PRAGUE)
    assert name == "2027-06-20-jakubovo-setkani-souhrn.docx"
    file = Document(BytesIO(content))
    assert file.paragraphs[0].text == "Jakubovo setkání" and len(file.tables) == 3


def test_the_command_writes_what_can_be_believed_and_says_what_cannot(tmp_path: Path) -> None:
    for held in (first(), evaluation()):
        (tmp_path / held.name).write_bytes(held.file)
    altered = changed(evaluation().file, "word/document.xml", lambda content: content + b" ")
    (tmp_path / "zmeneno.docx").write_bytes(altered)
    (tmp_path / "koren.pem").write_bytes(pem(root()))
    out, options = tmp_path / "souhrn.docx", ("--data-dir", tmp_path / "d", "--trust", tmp_path / "koren.pem")

    def asked(*names: str) -> Result:
        given = [*(tmp_path / name for name in names), *options, "-o", out]
        return CliRunner().invoke(main, ["report", *map(str, given)])

    nothing = asked("zmeneno.docx")
    assert nothing.exit_code == 1 and "word/document.xml" in nothing.stderr and not out.exists()
    some = asked("vyhodnoceni.docx", "zmeneno.docx", "prvni.docx")
    assert some.exit_code == 1 and some.stdout.strip() == str(out) and some.stderr.startswith("zmeneno.docx: ")
    assert len(Document(str(out)).tables) == 4, "which records, two meetings, the steps"
    assert asked("vyhodnoceni.docx").exit_code == 0
    assert asked("neni.docx").exit_code == 2
