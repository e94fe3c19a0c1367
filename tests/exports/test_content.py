"""What the record says, read from the state alone, before any file format."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from itertools import pairwise

import pytest

from exports.content import content, file_name
from exports.paper import Band, Heading, Labelled, Listed, Paragraph, Record, Table
from server.meeting import commands as c
from server.meeting.agreed import short
from server.meeting.model import Meeting, Verdict
from server.web.language import translations
from tests.exports import jakub
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting

NOW = BEGINS + timedelta(hours=1, minutes=41)


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return jakubs_meeting()


@pytest.fixture(scope="module")
def told(meeting: Meeting) -> Record:
    return content(meeting, translations("cs"), NOW, PRAGUE)


def tell(meeting: Meeting, language: str = "cs") -> Record:
    return content(meeting, translations(language), NOW, PRAGUE)


def words(record: Record) -> str:
    """Everything a record says, line under line, with ordinary spaces."""
    lines: list[str] = [record.title, record.subtitle, record.mark, record.foot]
    for block in record.blocks:
        match block:
            case Heading(words=said) | Paragraph(words=said):
                lines.append(said)
            case Labelled(label, said):
                lines += [label, said]
            case Listed(points):
                lines += points
            case Table():
                for row in block.rows:
                    if isinstance(row, Band):
                        lines.append(row.words)
                    else:
                        lines.append(" | ".join(f"{cell.bold} {cell.words}".strip() for cell in row))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def under(record: Record, heading: str) -> Record:
    """The part of a record between a heading and the next one of its level."""
    blocks, inside, level = [], False, 0
    for block in record.blocks:
        if isinstance(block, Heading):
            if inside and block.level <= level:
                break
            if block.words.replace("\N{NO-BREAK SPACE}", " ") == heading:
                inside, level = True, block.level
        if inside:
            blocks.append(block)
    assert blocks, heading
    return Record("cs", "", "", "", "", "", tuple(blocks))


def part(record: Record, heading: str) -> str:
    return words(under(record, heading)).strip()


def test_the_parts_come_in_the_order_of_a_customary_record(told: Record) -> None:
    headings = [block.words for block in told.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == [
        "Přítomní",
        "Důvod a\N{NO-BREAK SPACE}cíl setkání",
        "Pravidla, na kterých jsme se dohodli",
        "Mlčenlivost",
        "Průběh setkání",
        "Cíle",
        "Plán kroků",
        "Co zůstalo otevřené",
        "Co si kdo ze setkání odnáší",
        "Výhrady a\N{NO-BREAK SPACE}odlišná stanoviska",
        "Příští setkání",
        "Kdo všem rozešle zápis",
        "Podpisy",
        "Verze a\N{NO-BREAK SPACE}otisk",
        "Dřívější verze plánu",
    ]


def test_headings_never_skip_a_level(told: Record) -> None:
    levels = [1, *(block.level for block in told.blocks if isinstance(block, Heading))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_whom_it_is_about_stands_in_the_head_once_somebody_has_said_so(meeting: Meeting) -> None:
    assert "Koho se setkání týká" not in words(tell(meeting))
    head = tell(replace(meeting, concerned=frozenset({"jakub", "petra"}))).blocks[0]
    assert isinstance(head, Table)
    row = next(row for row in head.rows if not isinstance(row, Band) and "týká" in row[0].bold + row[0].words)
    assert [name.split(" ")[0] for name in row[1].words.split("\n")] == [
        seat.name.split(" ")[0] for seat in meeting.seats.values() if seat.id in ("jakub", "petra")
    ]


def test_the_head_says_what_when_where_and_who_does_what(told: Record) -> None:
    head = told.blocks[0]
    assert isinstance(head, Table) and not head.headed
    said = words(Record("cs", "", "", "", "", "", (head,)))
    for line in (
        "Případová konference",
        "12. 3. 2027, 13.53–14.46",
        "ZŠ Komenského, sborovna",
        "MUKOLIN/SV/1234/2027",
        "Bc. Petr Svoboda (case manager)",
        "Mgr. Jana Nováková (sociální pracovnice)",
        "Olga Malá, DiS. (klíčová pracovnice)",
        "Ivan Beneš (sociální pracovník)",
    ):
        assert line in said


def test_everyone_who_came_has_a_row_with_their_times(told: Record) -> None:
    rows = part(told, "Přítomní")
    assert "Petra Horáková | matka | " in rows and "po celou dobu | 13.56" in rows
    assert "Ivan Beneš | sociální pracovník, Pomáháme společně | " in rows and "do 14.37 |" in rows
    assert "od 13.58 | nepotvrzeno" in rows
    assert "Karel Horák | otec | " in rows and "od 14.38, po uzamčení plánu | nepotvrzeno" in rows
    assert "Omluveni\nMUDr. Věra Žáková, dětská psychiatrička, Ambulance dětské psychiatrie" in rows


def test_whoever_was_invited_and_did_not_come_is_named(told: Record) -> None:
    draft = tell(jakubs_meeting(closed=False))
    assert "Pozváni, zatím nepřišli\nKarel Horák, otec" in part(draft, "Přítomní")
    assert "nezúčastnili" not in words(told)


def test_confidentiality_names_who_took_note_and_who_did_not(told: Record) -> None:
    said = part(told, "Mlčenlivost")
    assert "Poučení vzali na vědomí\nBc. Petr Svoboda, Mgr. Jana Nováková, " in said
    assert "Poučení nepotvrdili\nPhDr. Hana Říhová, Mgr. Lucie Šťastná, Karel Horák" in said


def test_the_plan_has_a_row_for_each_step_under_its_goal(told: Record) -> None:
    table = next(block for block in under(told, "Plán kroků").blocks if isinstance(block, Table))
    assert [column.words for column in table.columns] == [
        "Č.", "Co", "Jak konkrétně", "Kdo", "S\N{NO-BREAK SPACE}kým", "Do kdy", "Jak poznáme", "Potvrzení",
    ]  # fmt: skip
    plan = part(told, "Plán kroků").split("\n")
    assert plan[1] == "Cíl 1: Jakub se ve škole a doma cítí bezpečně"
    assert plan[2] == (
        "1.1 | Terapie pro Jakuba přímo ve škole | Každé úterý od 13.15 v malé pracovně u knihovny. Škola místnost "
        "odemkne a zajistí, že tam nikdo nebude chodit. | Mgr. Lucie Šťastná | Jakub, paní Říhová | 16. 3. 2027 | "
        "Jakub byl aspoň na třech setkáních. | slíbeno"
    )
    assert plan[5].endswith("| „Tohle neslíbím.“ Musím se nejdřív domluvit s manželem.")
    assert plan[6] == "Cíl 2: Jakub si vybere střední školu, která mu sedí"
    assert plan[-1].startswith("2.2 | ") and plan[-1].endswith("| – |  | nepotvrzeno")


def test_what_was_left_open_stands_with_the_words_of_whoever_decided_it(told: Record) -> None:
    said = part(told, "Co zůstalo otevřené")
    assert (
        "Plán byl předložen k podpisu, i když v něm něco chybělo (rozhodnutí: Bc. Petr Svoboda)\n"
        "Rodinnou terapii maminka nemůže slíbit bez pana Horáka; termín mapování si určí Jakub s terapeutkou.\n"
        "Krok 1.4 není slíbený: „Tohle neslíbím.“ (Petra Horáková)\n"
        "Krok 2.2 nemá datum.\n"
        "Krok 2.2 zůstal bez odpovědi (Jakub Horák).\n"
    ) in said
    assert (
        "Část „Úvod“ skončila, i když v ní něco chybělo (rozhodnutí: Bc. Petr Svoboda, 13.58)\n"
        "Paní Šťastná poučení zná ze své profese, potvrdí ho po přestávce.\n"
    ) in said
    assert (
        "Setkání bylo uzavřeno, i když něco chybělo (rozhodnutí: Bc. Petr Svoboda)\n"
        "Paní Říhová musela k telefonu, se zněním souhlasí a podepíše se na papír.\n"
        "Chybí podpis: PhDr. Hana Říhová."
    ) in said


def test_a_reservation_and_a_disagreement_stand_under_the_name_in_full(told: Record) -> None:
    assert part(told, "Výhrady a odlišná stanoviska").split("\n")[1:] == [
        "Petra Horáková (matka) – souhlasí s výhradou",
        "Souhlasím s celým plánem. Nechci ale, aby se o rodinné terapii psalo jako o mém úkolu, je to na nás obou.",
        "Mgr. Lucie Šťastná (terapeutka) – nesouhlasí",
        "Termín bez data u kroku 6 je pro mě málo závazný.",
    ]


def test_a_signature_a_refusal_and_a_missing_one_have_the_same_kind_of_row(told: Record, meeting: Meeting) -> None:
    table = next(block for block in under(told, "Podpisy").blocks if isinstance(block, Table))
    rows = {row[0].bold: row for row in table.rows if not isinstance(row, Band)}
    assert list(rows) == [
        meeting.seats[seat].name for seat in ("petr", "jana", "olga", "jakub", "petra", "alena", "hana", "lucie")
    ]
    signed = rows["Jakub Horák"][2]
    assert signed.drawing and meeting.freeze
    assert signed.drawing.strokes == meeting.freeze.signatures["jakub"].strokes
    alt = signed.drawing.alt.replace("\N{NO-BREAK SPACE}", " ")
    assert alt.startswith("Podpis: Jakub Horák, ") and alt.endswith(", verze 2, 12. 3. 2027 v 14.39")
    refused = rows["Mgr. Lucie Šťastná"]
    assert refused[2].words == "Podpis odmítnut. Důvod: Jako soukromá praxe nepodepisuji plány jiných organizací."
    assert refused[3].words.startswith("verze 2\n")
    missing = rows["PhDr. Hana Říhová"]
    assert missing[1].words == "souhlasí: Přihlášku stihneme." and missing[2].words == "Bez podpisu"


def test_who_was_late_or_left_early_is_said_beside_the_signatures(told: Record) -> None:
    said = part(told, "Podpisy")
    assert "Přišli až po uzamčení plánu, podpis se od nich nečekal\nKarel Horák (otec), 14.38" in said
    assert "Odešli před podpisem\nIvan Beneš (sociální pracovník), 14.37" in said


def test_the_version_has_its_fingerprint_and_plain_words_on_what_a_drawn_signature_is(
    told: Record, meeting: Meeting
) -> None:
    assert meeting.freeze
    said = part(told, "Verze a otisk")
    assert short(meeting.freeze.digest) in said and meeting.freeze.digest in said
    assert "prostý elektronický podpis" in said and "není zapečetěný" in said
    assert told.foot.replace("\N{NO-BREAK SPACE}", " ") == f"Verze plánu 2 · otisk {short(meeting.freeze.digest)}"


def test_a_reopened_version_is_told_in_full_with_who_had_signed_it(told: Record, meeting: Meeting) -> None:
    said = part(told, "Dřívější verze plánu")
    assert "Verze 1 – neplatná" in said and short(meeting.voided[0].digest) in said
    assert "Uzamčena 12. 3. 2027 v 14.30, znovu otevřena 12. 3. 2027 v 14.34." in said
    assert "Maminka chce, aby se o atace volalo nejdřív jí, ne až do skupiny." in said
    assert "Mgr. Jana Nováková – podpis v 14.32 – souhlasí" in said
    assert "Petra Horáková – bez podpisu – souhlasí s výhradou: Chci, aby se nejdřív zavolalo mně." in said
    for step in jakub.STEPS.values():
        assert step[1] in said
    old_words = jakub.STEPS["ataka"][2]
    assert old_words in said and old_words not in part(told, "Plán kroků")
    tables = [block for block in under(told, "Dřívější verze plánu").blocks if isinstance(block, Table)]
    cells = [cell for table in tables for row in table.rows if not isinstance(row, Band) for cell in row]
    assert cells and not any(cell.drawing for cell in cells)


def test_what_an_earlier_version_said_otherwise_outside_the_plan_is_kept() -> None:
    table = signed_table()
    table.does("petr", c.ReopenPlan(1, "Oprava."))
    table.writes("ivan", "minutes:ukonceni", "Nové znění zápisu.")
    table.does("petr", c.FreezePlan("Bez cílů."))
    said = part(tell(table.meeting), "Dřívější verze plánu")
    assert "Zápis: Ukončení\nPůvodní znění zápisu." in said and "Nové znění zápisu." not in said


def signed_table() -> jakub.Table:
    table = jakub.Table().comes("petr", "ivan", "jakub")
    for stage in range(3):
        table.advances("petr", f"Dál, {stage}.")
    table.writes("ivan", "minutes:ukonceni", "Původní znění zápisu.")
    table.does("petr", c.FreezePlan("Bez cílů."))
    return table.signs("jakub")


def test_the_record_says_what_was_signed_even_if_the_state_said_otherwise(meeting: Meeting) -> None:
    """Told from the frozen copy: nothing that follows can put other words above the signatures."""
    changed = replace(meeting, cells={}, goals=(), steps=(), next_starts=None)
    assert part(tell(changed), "Cíle") == part(tell(meeting), "Cíle")
    assert "16. 4. 2027 v 14.00" in part(tell(changed), "Příští setkání")


def test_a_goal_and_a_step_of_the_same_id_are_told_apart() -> None:
    table = jakub.Table().comes("petr", "ivan").advances("petr", "a").advances("petr", "b")
    table.does("petr", c.AddGoal("y"), c.AddGoal("x"), c.AddStep("x", "y"))
    said = part(tell(table.meeting), "Co zůstalo otevřené")
    assert "Cíl 2 nemá název." in said and "Krok 1.1 nemá člověka." in said


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("language", ["cs", "en"])
def test_every_verdict_has_words(verdict: Verdict, language: str) -> None:
    table = jakub.Table(language=language).comes("petr", "jakub")
    for _stage in range(3):
        table.advances("petr", "Dál.")
    table.does("petr", c.FreezePlan("Bez cílů.")).approves("jakub", verdict, "Svými slovy.")
    assert "Svými slovy." in words(tell(table.meeting, language))


def test_a_meeting_that_has_not_begun_has_a_draft_too() -> None:
    said = words(tell(jakub.Table().meeting))
    assert "Zatím nikdo nepřišel." in said and "Plán není uzamčen k podpisu" in said and "Nezapsáno." in said


def test_a_draft_says_so_at_the_head_and_in_its_first_line() -> None:
    draft = tell(jakubs_meeting(closed=False))
    assert draft.mark.startswith("KONCEPT")
    first = draft.blocks[0]
    assert isinstance(first, Paragraph) and first.tone == "loud" and "KONCEPT" in first.words


def test_a_closed_record_says_draft_nowhere(told: Record) -> None:
    assert told.mark == "" and "KONCEPT" not in words(told).upper()


def test_no_address_of_anybody_is_in_the_record(told: Record) -> None:
    assert "@" not in words(told)


def test_nobody_is_called_a_client(told: Record) -> None:
    assert "klient" not in words(told).lower()


def test_the_record_is_in_the_language_of_the_meeting() -> None:
    table = jakub.Table(language="en", starts=datetime(2027, 3, 12, 14, 0))
    record = content(table.meeting, NullTranslations(), NOW, PRAGUE)
    assert record.language == "en" and record.mark.startswith("DRAFT")
    assert "12 March 2027 at 14:00" in words(record)


def test_the_same_state_gives_the_same_record(meeting: Meeting) -> None:
    assert tell(meeting) == tell(jakubs_meeting())


# The name of the file -----------------------------------------------------------------------------------------------


def named(title: str, **about: object) -> str:
    return file_name(jakub.Table(title=title, **about).meeting, translations("cs"))


def test_a_file_is_named_after_the_day_and_the_title(meeting: Meeting) -> None:
    name = file_name(meeting)
    assert name.startswith("2027-03-12-jakubovo-setkani-") and name.endswith(".docx")
    assert "koncept" not in name and file_name(jakubs_meeting(closed=False), translations("cs")).endswith(
        "-koncept.docx"
    )


@pytest.mark.parametrize(
    "title", ["CON", "aux.", 'a/b\\c:d*e?f"g<h>i|j', "..", "  ~ ", "🦊🦊", "Зустріч Марійки", "š" * 200, "日" * 200]
)
@pytest.mark.parametrize("starts", [None, datetime(2027, 3, 12, 13, 0, tzinfo=UTC)])
def test_a_file_name_opens_on_every_system(title: str, starts: datetime | None) -> None:
    name = named(title, starts=starts)
    assert not set(name) & set('\\/:*?"<>| ') and len(name.encode()) < 255
    assert name.split(".")[0].lower() not in {"con", "aux", "nul", "prn"} and not name.startswith(".")
    assert name.count(".") == 1


def test_two_meetings_of_one_day_and_title_do_not_write_over_each_other(meeting: Meeting) -> None:
    assert file_name(replace(meeting, id="jakub-2")) != file_name(meeting)
