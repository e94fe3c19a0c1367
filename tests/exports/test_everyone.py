"""What the record says of everything a real afternoon needs: hands, own views, scales, changes, days, the lead."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from exports import word
from exports.content import content
from exports.paper import Heading, Paragraph, Picture, Record, Table
from server.meeting import commands as c
from server.meeting.agreed import Agreed, AgreedAlert, AgreedGoal, AgreedStep, digest
from server.meeting.holes import CONDITIONS
from server.meeting.model import Board, Contribution, Damage, Freeze, Meeting, Seat, Source
from server.web.language import translations
from tests.exports import jakub, pavel
from tests.exports.jakub import PRAGUE
from tests.exports.pavel import PHOTO, meeting_about_pavel, pavels_meeting, photo
from tests.exports.test_content import part, under, words
from tests.exports.test_word import all_words, any_text, plain

NOW = jakub.BEGINS + timedelta(days=7, hours=2)


def reading(known: str) -> bytes | None:
    return photo() if known == PHOTO else None


def tell(meeting: Meeting, language: str = "cs") -> Record:
    return content(meeting, translations(language), NOW, PRAGUE, photo=reading)


def written(meeting: Meeting) -> bytes:
    return word.record(meeting, translations(meeting.language), NOW, PRAGUE, photo=reading)


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return pavels_meeting()


@pytest.fixture(scope="module")
def told(meeting: Meeting) -> Record:
    return tell(meeting)


def rows(record: Record, heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, by what stands in bold in their first field."""
    table = next(block for block in under(record, heading).blocks if isinstance(block, Table))
    found = {}
    for row in table.rows:
        if isinstance(row, tuple):
            fields = [plain(f"{cell.bold}\n{cell.words}".strip()) for cell in row]
            found[plain(row[0].bold or row[0].words)] = fields
    return found


# The order ----------------------------------------------------------------------------------------------------------


def test_the_parts_come_in_the_order_of_a_customary_record(told: Record) -> None:
    headings = [plain(block.words) for block in told.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == [
        "Přítomní",
        "Důvod a cíl setkání",
        "Pravidla, na kterých jsme se dohodli",
        "Mlčenlivost",
        "Průběh setkání",
        "Co se daří a o co se můžeme opřít",
        "Jak to kdo vidí",
        "Cíle",
        "Plán kroků",
        "Nabídky na později",
        "Když se něco změní",
        "U koho se informace sbíhají",
        "Co zůstalo otevřené",
        "Co si kdo ze setkání odnáší",
        "Výhrady a odlišná stanoviska",
        "Příští setkání",
        "Kdo všem rozešle zápis",
        "Podpisy",
        "Verze a otisk",
        "Příloha 1: podpis na papíře – Josef Kolář",
    ]


def test_a_meeting_about_the_case_has_its_own_parts_its_note_and_its_sender() -> None:
    told = tell(meeting_about_pavel())
    assert part(told, "Kdo všechno je kolem").endswith(
        "\nSousedka, praktický lékař, úřad práce, pronajímatel. Chybí dcera."
    )
    assert "Lišíme se v tom, jak rychle jednat." in part(told, "Na čem se shodujeme")
    assert "Panu Pavlovi to řekne Tomáš Bílý" in part(told, "Kdo koho informuje")
    assert "Ti, o kterých mluvíme, tu nejsou." in part(told, "Mlčenlivost")
    assert part(told, "Příští setkání").endswith("\nScházíme se jednou za 4 týdny.")
    assert part(told, "Kdo všem rozešle zápis").split("\n")[1:] == [
        "Case manager(ka)",
        "Tomáš Bílý, DiS. (case manager)",
    ]


def test_another_meeting_that_was_decided_on_stands_with_who_sees_to_it_and_by_when(told: Record) -> None:
    decided = part(tell(meeting_about_pavel()), "Další druh setkání")
    for said in ("Případová konference", "Bc. Eva Marešová", "2. 4. 2027"):
        assert said in decided
    assert "Další druh setkání" not in words(told)


def test_the_written_word_of_the_absent_stands_under_their_name_with_how_it_came(meeting: Meeting) -> None:
    leads = next(seat for seat in meeting.seats.values() if meeting.format.leads in seat.roles)
    absent = Seat("syn", "Jiří Veselý ml.", frozenset({"ucastnik"}), position="syn")
    sent = Contribution("Bez pečovatelky to doma nepůjde.", Source.PHONE, date(2027, 3, 10), leads.id, jakub.BEGINS)
    freeze = meeting.freeze
    assert freeze is not None
    agreed = replace(freeze.agreed, contributions={absent.id: sent.words})
    seats = {**meeting.seats, absent.id: absent}
    changed = replace(meeting, seats=seats, contributions={absent.id: sent}, freeze=replace(freeze, agreed=agreed))
    record = tell(changed)
    said = part(record, "Písemná vyjádření těch, kdo nemohli přijít")
    assert absent.name in said and sent.words in said
    assert f"telefonem · 10. 3. 2027 · přepis: {leads.name}" in said
    assert absent.name in words(record).split("Nepřítomni, poslali písemné vyjádření")[1]


@pytest.mark.parametrize("kind", [pavels_meeting, meeting_about_pavel])
def test_no_record_of_grown_up_people_speaks_of_a_child(kind: object) -> None:
    said = words(tell(kind())).lower()  # type: ignore[operator]
    assert not [word for word in ("dítě", "dět", "rodič") if word in said]


# Those without a phone ----------------------------------------------------------------------------------------------


def test_a_view_stands_under_its_name_with_whose_hand_it_was_and_when_it_was_confirmed(told: Record) -> None:
    assert part(told, "Jak to kdo vidí").split("\n")[1:] == [
        "Bc. Eva Marešová (sociální pracovnice)",
        pavel.VIEWS["eva"],
        "Pavel Hruška (ten, o koho jde)",
        pavel.VIEWS["pavel"],
        "Zapsal(a) Tomáš Bílý, DiS., na stejném zařízení potvrdil(a) Pavel Hruška (19. 3. 2027 v 9.13).",
        "Anna Vítková (sousedka)",
        pavel.VIEWS["anna"],
        "Zapsal(a) Bc. Eva Marešová, na stejném zařízení potvrdil(a) Anna Vítková (19. 3. 2027 v 9.11).",
        "MUDr. Jan Král (praktický lékař)",
        pavel.VIEWS["lekar"],
    ]


def test_views_are_in_the_same_letters_whoever_wrote_them_down(told: Record) -> None:
    """Only the line that says whose hand it was is smaller."""
    small = [block for block in under(told, "Jak to kdo vidí").blocks if isinstance(block, Paragraph)]
    assert len(small) == 2 and all(block.words.startswith("Zapsal(a)") and block.tone == "quiet" for block in small)


def test_what_somebody_changed_after_they_confirmed_it_is_not_confirmed(meeting: Meeting) -> None:
    anna = replace(meeting.seats["anna"], confirmed="another digest")
    said = words(tell(replace(meeting, seats={**meeting.seats, "anna": anna})))
    assert f"{pavel.VIEWS['anna']}\nZapsal(a) Bc. Eva Marešová, nepotvrzeno." in said
    assert "Anna Vítková (zapsal(a) Bc. Eva Marešová, nepotvrzeno)" in said


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("", "potvrdil(a) Anna Vítková (19. 3. 2027 v 9.11)."),
        ("tablet", "na společném tabletu potvrdil(a) Anna Vítková (19. 3. 2027 v 9.11)."),
        ("lekar", "potvrdil(a) Anna Vítková na zařízení jiné osoby: MUDr. Jan Král (19. 3. 2027 v 9.11)."),
    ],
)
def test_it_is_said_on_whose_device_somebody_confirmed(meeting: Meeting, where: str, says: str) -> None:
    anna = replace(meeting.seats["anna"], confirmed_hand=where)
    told = tell(replace(meeting, seats={**meeting.seats, "anna": anna}))
    assert f"Zapsal(a) Bc. Eva Marešová, {says}" in part(told, "Jak to kdo vidí")


def test_strengths_and_offers_say_who_said_them(told: Record) -> None:
    strengths = part(told, "Co se daří a o co se můžeme opřít")
    assert "Na prohlídku přišel sám a včas. – MUDr. Jan Král\n" in strengths
    assert f"{pavel.STRENGTHS['pavel']} – Pavel Hruška (zapsal(a) Tomáš Bílý, DiS., potvrzeno)" in strengths
    assert "– Josef Kolář (zapsáno na společném tabletu, nepotvrzeno)" in strengths
    offers = part(told, "Nabídky na později")
    assert "Můžu mu v neděli přinést polévku. – Anna Vítková" in offers and "Objednám obědy" not in offers


def test_people_without_a_phone_have_the_same_rows_as_everyone(told: Record) -> None:
    there = rows(told, "Přítomní")
    assert there["Pavel Hruška"][1:] == [
        "ten, o koho jde",
        "Účastník/účastnice",
        "12. 3. 2027, 13.55–14.47\n19. 3. 2027, 9.05–9.23",
        "13.59",
    ]
    signed = rows(told, "Podpisy")
    assert len({len(row) for row in signed.values()}) == 1 and "Josef Kolář" in signed


def test_a_step_promised_by_another_hand_says_so(told: Record) -> None:
    plan = rows(told, "Plán kroků")
    assert plan["1.4"][-1] == "slíbeno\nzapsal(a) Bc. Eva Marešová, potvrzeno"
    assert plan["1.1"][-1] == "slíbeno\nzapsáno na společném tabletu, nepotvrzeno"
    assert plan["1.2"][-1] == "slíbeno"


# Goals and steps ----------------------------------------------------------------------------------------------------


def test_a_scale_names_everyone_in_the_order_of_the_line_and_no_average(told: Record) -> None:
    said = part(told, "Cíle")
    assert (
        "Jak blízko k cíli to kdo vidí, od 0 do 10\n"
        "2: Anna Vítková (zapsal(a) Bc. Eva Marešová, potvrzeno) · "
        "4: Pavel Hruška (zapsal(a) Tomáš Bílý, DiS., potvrzeno), Bc. Eva Marešová · "
        "7: MUDr. Jan Král · 10: Ing. Dana Malá\n"
    ) in said
    assert "5,4" not in said and "5.4" not in said and "průměr" not in words(told).lower()


def test_a_goal_has_its_area_and_a_step_its_number_kind_and_what_it_waits_for(told: Record) -> None:
    assert "Oblast života\nBydlení\n" in part(told, "Cíle")
    plan = rows(told, "Plán kroků")
    assert list(plan) == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", ""]
    assert plan["2.1"][1] == "Dojít na odběr krve\nDoprovod"
    assert plan["1.2"][5] == "9. 4. 2027\npo kroku 1.1" and plan["1.3"][5] == "30. 4. 2027\npo krocích 1.1, 1.2"


def test_an_agreement_for_a_change_says_when_what_and_who_calls_whom(told: Record) -> None:
    assert list(rows(told, "Když se něco změní").values()) == [
        [
            "pan Pavel bude v noci bloudit po domě",
            "paní Vítková ho zavede domů a počká s ním",
            "Anna Vítková",
            "Tomáš Bílý, DiS.",
        ]
    ]
    assert part(told, "U koho se informace sbíhají").endswith("\nTomáš Bílý, DiS.")


def test_how_often_they_meet_and_who_sends_the_record(told: Record) -> None:
    assert part(told, "Příští setkání").split("\n")[1:] == [
        "30. 4. 2027 v 14.00, u pana Pavla doma",
        "Scházíme se jednou za 6 týdnů.",
    ]
    assert part(told, "Kdo všem rozešle zápis").split("\n")[1:] == [
        "Svolavatel(ka)",
        "Bc. Eva Marešová (sociální pracovnice)",
    ]


# The course ---------------------------------------------------------------------------------------------------------


def test_whoever_led_is_named_with_the_times_of_both_handovers(told: Record) -> None:
    head = told.blocks[0]
    assert isinstance(head, Table)
    lines = {plain(row[0].bold): plain(row[1].words) for row in head.rows if isinstance(row, tuple)}
    assert lines["Facilitátor(ka)"].split("\n") == [
        "Mgr. Irena Dušková (facilitátorka), do 14.13",
        "Bc. Eva Marešová (sociální pracovnice), od 14.13 do 19. 3. 2027 v 9.07",
        "Mgr. Irena Dušková (facilitátorka), od 19. 3. 2027 v 9.07",
    ]
    assert lines["Datum a čas"] == "12. 3. 2027, 13.55–14.47\n19. 3. 2027, 9.02–9.23"


def test_a_decision_is_of_whoever_led_then_and_not_of_whoever_leads_at_the_end() -> None:
    table = jakub.Table().comes("petr", "jana", "jakub")
    for _stage in range(3):
        table.advances("petr", "Dál.")
    table.does("petr", c.FreezePlan("Bez cílů."), c.HandOver("jana"))
    decided = "i když v něm něco chybělo (rozhodnutí: {})"
    assert decided.format("Bc. Petr Svoboda") in part(tell(table.meeting), "Co zůstalo otevřené")
    table.does("jana", c.ReopenPlan(1, "Ještě jednou."), c.FreezePlan("Pořád bez cílů."))
    assert decided.format("Mgr. Jana Nováková") in part(tell(table.meeting), "Co zůstalo otevřené")


def test_where_the_course_was_another_is_said_with_why_and_by_whom(told: Record) -> None:
    said = part(told, "Průběh setkání")
    assert (
        "Setkání bylo přerušeno\n\nPřerušeno 12. 3. 2027 v 14.47, pokračovalo 19. 3. 2027 v 9.02. "
        "Důvod: Pan Pavel je unavený, dál nechceme jednat bez něj.\n"
    ) in said
    assert "Část „Práce na cílech“ se tady jmenovala „Na čem se domluvíme“.\n" in said
    assert (
        "Část „Sdělení svolavatele“ se vynechala (rozhodnutí: Mgr. Irena Dušková, 14.01). "
        "Důvod všichni znají z pozvánky.\n"
    ) in said
    assert "v tomto pořadí" not in said


def test_parts_that_changed_places_are_told_in_the_order_in_which_they_came() -> None:
    table = jakub.Table(kind="setkani-nad-pripadem", people=(c.Person("irena", "Irena", frozenset({"facilitator"})),))
    table.comes("irena").does("irena", c.MoveStage("domluva", 1))
    said = part(tell(table.meeting), "Průběh setkání")
    assert said.endswith("Části šly v tomto pořadí: Úvod, Co uděláme, Mapování, Společný pohled, Ukončení.")


def test_a_usual_course_is_not_remarked_upon() -> None:
    told = tell(meeting_about_pavel())
    assert "Průběh setkání" not in [block.words for block in told.blocks if isinstance(block, Heading)]


def test_a_clock_that_was_put_back_is_said_where_times_stand() -> None:
    meeting = meeting_about_pavel()
    assert meeting.began is not None
    put_back = replace(meeting, clock_back=((meeting.began, meeting.began - timedelta(hours=1)),))
    assert (
        "Hodiny počítače byly vráceny (12. 3. 2027 v 13.53 → 12. 3. 2027 v 12.53). "
        "Časy před tím a po tom nelze srovnávat."
    ) in part(tell(put_back), "Průběh setkání")
    put_on = replace(meeting, clock_moved=((meeting.began, meeting.began + timedelta(hours=1)),))
    assert "posunuly dopředu (12. 3. 2027 v 13.53 → 12. 3. 2027 v 14.53)" in part(tell(put_on), "Průběh setkání")


def test_what_was_damaged_is_told_with_its_number_its_time_and_its_field() -> None:
    meeting = meeting_about_pavel()
    step = meeting.steps[0].id
    lost = (
        Damage(40, meeting.began, "TextChanged", (f"step:{step}:what",)),
        Damage(60, meeting.began, "PlanSigned", (next(iter(meeting.seats)),)),
    )
    said = part(tell(replace(meeting, damages=lost, aside=3)), "Průběh setkání")
    assert "2 řádky tohoto setkání se na disku poškodily a jsou dány stranou" in said
    assert "Po 13.53: změna textu (krok 1.1)." in said and "Po 13.53: podpis (" in said
    assert "S nimi jsou dány stranou 3 zápisy" in said
    cut = tell(replace(meeting, damages=lost, stopped=60))
    words = [block.words for block in cut.blocks if isinstance(block, Paragraph)]
    assert words[0].startswith("NENÍ CELÉ.") and any("Zda tyto podpisy platily" in each for each in words)


def test_a_meeting_that_is_broken_off_says_until_when_in_its_draft() -> None:
    draft = tell(pavels_meeting(until="broken off"))
    assert "bude pokračovat 19. 3. 2027 v 9.00" in part(draft, "Průběh setkání")
    assert rows(draft, "Přítomní")["Ing. Dana Malá"][3] == "po celou dobu"


def test_of_each_day_it_is_said_who_was_there(told: Record) -> None:
    there = {name: row[3] for name, row in rows(told, "Přítomní").items()}
    assert there["Bc. Eva Marešová"] == "12. 3. 2027, 13.55–14.47\n19. 3. 2027, 9.02–9.23"
    assert there["MUDr. Jan Král"] == "12. 3. 2027, 13.55–14.47\n19. 3. 2027, 9.04–9.23"
    assert there["Lenka Hrušková"] == "19. 3. 2027, od 9.14, po uzamčení plánu"


def test_somebody_who_came_on_the_first_day_only_was_there() -> None:
    table = jakub.Table().comes("petr", "jana", "jakub").does("petr", c.BeginMeeting())
    table.at += timedelta(minutes=40)
    table.does("petr", c.BreakOff("Není čas.", None))
    table.at += timedelta(days=1)
    table.does("petr", c.ContinueMeeting()).comes("jakub")
    told = tell(table.meeting)
    assert rows(told, "Přítomní")["Mgr. Jana Nováková"][3] == "12. 3. 2027, 13.50–14.30"
    assert "Mgr. Jana Nováková, sociální" not in part(told, "Přítomní").partition("Pozváni")[2]


def test_whoever_was_taken_out_has_left_at_that_time_and_nothing_else_is_said(told: Record) -> None:
    lines = [line for line in words(told).split("\n") if "Radek Zlý" in line]
    assert lines == [
        "Radek Zlý | známý | Účastník/účastnice | 12. 3. 2027, 13.55–14.00 | nepotvrzeno",
        "Lenka Hrušková, Michal Hruška, Radek Zlý",
        "Radek Zlý (známý), 12. 3. 2027 v 14.00",
    ]
    assert "Odešli před podpisem\nRadek Zlý (známý), 12. 3. 2027 v 14.00" in words(told)
    assert "vyved" not in words(told) and "vykáz" not in words(told)


def test_whoever_was_gone_before_it_began_was_not_there() -> None:
    table = jakub.Table().comes("petr", "jana", "jakub").does("petr", c.TakeOut("jana"), c.BeginMeeting())
    told = tell(table.meeting)
    assert "Mgr. Jana Nováková" not in rows(told, "Přítomní") and "Jakub Horák" in rows(told, "Přítomní")


# Signatures ---------------------------------------------------------------------------------------------------------


def test_every_way_of_signing_and_of_not_signing_has_the_same_kind_of_row(told: Record) -> None:
    signed = {name: row[2] for name, row in rows(told, "Podpisy").items()}
    assert signed == {
        "Mgr. Irena Dušková": "",
        "Bc. Eva Marešová": "",
        "Tomáš Bílý, DiS.": "",
        "Pavel Hruška": "Podepsáno na zařízení jiné osoby: Tomáš Bílý, DiS.",
        "Anna Vítková": "Podepsáno na společném tabletu.",
        "Josef Kolář": "Podepsáno na papíře.\nZaznamenal(a) Mgr. Irena Dušková.\nFotografie: příloha 1.",
        "MUDr. Jan Král": "Odchod před podpisem: 9.23",
        "Ing. Dana Malá": "Podpis odmítnut. Důvod: Plán, který slibuje dávku, podepsat nesmím.",
        "Michal Hruška": "Odchod před podpisem: 9.15",
    }
    assert "Přišli až po uzamčení plánu, podpis se od nich nečekal\nLenka Hrušková (dcera), 9.14" in words(told)


def test_nobody_has_left_before_signing_by_going_home_when_the_meeting_was_broken_off() -> None:
    table = jakub.Table().comes("petr", "jana", "jakub")
    for _stage in range(3):
        table.advances("petr", "Dál.")
    table.does("petr", c.FreezePlan("Bez cílů.")).signs("jana").does("jakub", c.Depart("jakub"))
    table.does("petr", c.BreakOff("Není čas.", None))
    signed = rows(tell(table.meeting), "Podpisy")
    assert signed["Bc. Petr Svoboda"][2] == "Zatím bez podpisu" and signed["Mgr. Jana Nováková"][2] == ""
    assert signed["Jakub Horák"][2].startswith("Odchod před podpisem: ")
    table.does("petr", c.ContinueMeeting())
    assert rows(tell(table.meeting), "Podpisy")["Mgr. Jana Nováková"][3].startswith("verze 1")


def test_a_verdict_given_through_another_hand_says_so(told: Record) -> None:
    assert (
        "Pavel Hruška (ten, o koho jde) – souhlasí s výhradou\nKlíč dám sousedce až po Velikonocích.\n"
        "Zapsal(a) Tomáš Bílý, DiS.\n"
    ) in part(told, "Výhrady a odlišná stanoviska")
    assert rows(told, "Podpisy")["Josef Kolář"][1] == "souhlasí: Tak platí.\nzapsal(a) Mgr. Irena Dušková"


def test_the_picture_of_a_signature_on_paper_is_an_annex_as_large_as_the_page_takes(meeting: Meeting) -> None:
    with ZipFile(BytesIO(written(meeting))) as package:
        jpegs = [package.read(name) for name in package.namelist() if name.endswith((".jpg", ".jpeg"))]
    assert jpegs == [photo()]
    file = Document(BytesIO(written(meeting)))
    section = file.sections[0]
    picture = file.inline_shapes[-1]
    assert picture.width <= section.page_width - section.left_margin - section.right_margin
    assert abs(picture.width / picture.height - 1200 / 1600) < 0.01
    assert file.inline_shapes[-1]._inline.docPr.get("descr") == "Fotografie podpisu na papíře: Josef Kolář"


def not_quite_a_photo() -> list[tuple[bytes | None, bool | None]]:
    """Bytes -> are they shown? None: whichever, as long as there is a record."""
    whole = photo()
    gif, png = BytesIO(), BytesIO()
    Image.new("RGB", (5, 5)).save(gif, "GIF")
    Image.new("RGB", (5, 5)).save(png, "PNG")
    chance = random.Random(11)
    torn = bytearray(whole)
    for _place in range(400):
        torn[chance.randrange(20, len(torn))] = chance.randrange(256)
    unmarked = whole[:2] + whole[20:]
    assert whole[2:4] == b"\xff\xe0" and unmarked[2:4] == b"\xff\xdb"
    unreadable = [
        None,
        b"",
        b"\xff\xd8",
        whole[:3000],
        whole[:200],
        gif.getvalue(),
        png.getvalue(),
        b"x" * 5000,
        unmarked,
    ]
    return [(each, False) for each in unreadable] + [(bytes(torn), None)]


@pytest.mark.parametrize(("found", "readable"), not_quite_a_photo())
def test_a_picture_that_cannot_be_read_costs_nobody_the_record(
    meeting: Meeting, found: bytes | None, readable: bool | None
) -> None:
    file = word.record(meeting, translations("cs"), NOW, PRAGUE, photo=lambda _id: found)
    told = content(meeting, translations("cs"), NOW, PRAGUE, photo=lambda _id: found)
    shown = any(isinstance(block, Picture) for block in told.blocks)
    assert shown != ("fotografie se nedala přečíst" in plain(all_words(Document(BytesIO(file)))))
    assert len(Document(BytesIO(file)).inline_shapes) == 5 + shown
    assert readable is None or shown == readable


def test_words_on_drawn_signatures_are_said_only_where_there_may_be_some(meeting: Meeting) -> None:
    freeze = meeting.freeze
    assert freeze
    on_paper = {seat: given for seat, given in freeze.signatures.items() if given.paper}
    said = part(tell(replace(meeting, freeze=replace(freeze, signatures=on_paper))), "Verze a otisk")
    assert "vytištěném plánu" in said and "nakreslené prstem" not in said
    drawn = {seat: given for seat, given in freeze.signatures.items() if not given.paper}
    said = part(tell(replace(meeting, freeze=replace(freeze, signatures=drawn))), "Verze a otisk")
    assert "vytištěném plánu" not in said and "nakreslené prstem" in said


# What is in no record -----------------------------------------------------------------------------------------------


def whole_file(content: bytes) -> str:
    """Every letter of every part of a file: what is hidden in it too."""
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.parametrize("until", ["views", "broken off", "signing", "closed"])
def test_what_was_set_aside_and_what_was_taken_back_is_nowhere_in_the_file(until: str) -> None:
    meeting = pavels_meeting(until=until)
    assert meeting.text("card:p1") == pavel.PARKED
    file = whole_file(written(meeting))
    assert pavel.PARKED not in file and pavel.WITHDRAWN not in file
    assert "Sám požádal o pomoc s dopisem." in file


def test_views_nobody_has_seen_yet_are_nowhere_in_the_file() -> None:
    hidden = pavels_meeting(until="views")
    assert hidden.text("view:pavel")
    file = whole_file(written(hidden))
    assert not [words for words in pavel.VIEWS.values() if words in file]
    assert all(words in whole_file(written(pavels_meeting(until="signing"))) for words in pavel.VIEWS.values())


def test_a_number_on_a_scale_that_was_not_opened_is_not_told(told: Record, meeting: Meeting) -> None:
    goal = meeting.goal("radost")
    assert goal and goal.scale and not goal.shown
    assert part(told, "Cíle").endswith("Cíl 3: Aby bylo na co se těšit")


# Versions -----------------------------------------------------------------------------------------------------------


def test_an_earlier_version_tells_what_of_the_new_parts_it_said_otherwise() -> None:
    meeting = pavels_meeting()
    freeze = meeting.freeze
    assert freeze
    then = replace(
        freeze.agreed,
        strengths=(("eva", "Dřív řečená věc."),),
        views={"eva": "Dřívější pohled."},
        offers=(("eva", "Dřívější nabídka."),),
        hub="Bc. Eva Marešová",
        next_weeks=2,
        alerts=(AgreedAlert("přestane chodit", "zajít tam", "Anna Vítková", "Bc. Eva Marešová"),),
    )
    void = Freeze(1, digest(then), freeze.at - timedelta(minutes=5), then, reopened=freeze.at, why="Oprava.")
    said = part(tell(replace(meeting, voided=(void,))), "Dřívější verze plánu")
    for line in (
        "Co se daří a o co se můžeme opřít\nDřív řečená věc. – Bc. Eva Marešová\n",
        "Jak to vidí Bc. Eva Marešová\nDřívější pohled.\n",
        "Nabídky na později\nDřívější nabídka. – Bc. Eva Marešová\n",
        "U koho se informace sbíhají\nBc. Eva Marešová\n",
        "Když se něco změní\npřestane chodit · zajít tam · Anna Vítková → Bc. Eva Marešová\n",
        "\nScházíme se jednou za 2 týdny.",
        "· 4: Pavel Hruška, Bc. Eva Marešová ·",
    ):
        assert line in said
    assert pavel.VIEWS["pavel"] not in said, "what is the same is not told twice"
    assert "zapsal(a)" not in said, "whose hand an earlier version was written by is not known"


def test_a_plan_of_the_first_program_has_its_record_still() -> None:
    """It has none of the new parts, and its format none of the new words."""
    meeting = jakub.jakubs_meeting()
    old = replace(meeting.format, note="", view="", sends="", parts=(), areas=(), kinds=(), strengths_first=False)
    told = tell(replace(meeting, format=old, planned=(), worries_opened=None, sat_down=meeting.began))
    headings = [plain(block.words) for block in told.blocks if isinstance(block, Heading) and block.level == 1]
    assert "Kdo všem rozešle zápis" not in headings and "Plán kroků" in headings and "Podpisy" in headings


# All of it, at random -----------------------------------------------------------------------------------------------


def any_agreed(
    chance: random.Random, meeting: Meeting, any_words: Callable[[random.Random, int], str] = any_text
) -> Agreed:
    """A version with any letters in every field that it has, for the people of a meeting."""
    seats = list(meeting.seats)

    def said() -> str:
        return word.cleaned(any_words(chance, 40)).strip() or "x"

    steps = [
        AgreedStep(f"s{number}", *(said() for _field in range(4)), "2027-04-01", said(), "accepted", said(), ("s0",))
        for number in range(3)
    ]
    areas = {seat: chance.randint(0, 10) for seat in chance.sample(seats, 3)}
    goal = AgreedGoal("g", said(), said(), said(), said(), tuple(steps), said(), areas)
    return Agreed(
        *(said() for _field in range(6)),
        minutes={stage.id: said() for stage in meeting.format.stages},
        goals=(goal,),
        reflections={seat: said() for seat in seats},
        next_starts="2027-04-30T14:00:00",
        next_place=said(),
        holes=tuple((kind, "") for kind in chance.sample(HOLES, 4)),
        despite=said(),
        parts={part.id: said() for part in meeting.format.parts},
        strengths=tuple((seat, said()) for seat in chance.sample(seats, 3)),
        offers=tuple((seat, said()) for seat in chance.sample(seats, 3)),
        views={seat: said() for seat in seats},
        alerts=(AgreedAlert(said(), said(), said(), said()),),
        hub=said(),
        next_weeks=chance.randint(1, 52),
    )


HOLES = ("part", "strength", "hub", "unconfirmed", "step-order", "goals", "next-meeting", "freeze")


def letters(value: object) -> list[str]:
    """Every piece of text in a version, but ids, dates and codes."""
    match value:
        case Agreed(despite=despite, minutes=minutes, goals=goals):
            texts = [value.title, value.purpose, value.place, value.reason, value.aim, value.rules, despite, value.hub]
            texts += [value.next_place, *minutes.values(), *value.reflections.values(), *value.views.values()]
            texts += [*value.parts.values(), *(said for _seat, said in (*value.strengths, *value.offers))]
            for alert in value.alerts:
                texts += [alert.when, alert.what, alert.caller, alert.called]
            for goal in goals:
                texts += [goal.title, goal.strengths, goal.worries, goal.indicator, goal.area]
                for step in goal.steps:
                    texts += [step.what, step.how, step.owner, step.with_whom, step.signal, step.kind]
            return texts
    raise AssertionError(value)


@pytest.mark.parametrize("language", ["cs", "uk", "en"])
def test_forty_plans_of_any_letters_are_told_whole_in_every_language(language: str) -> None:
    chance = random.Random(20270319)
    meetings = [pavels_meeting(language), replace(meeting_about_pavel(), language=language)]
    for number in range(40):
        meeting = meetings[number % 2]
        assert meeting.freeze
        agreed = any_agreed(chance, meeting)
        freeze = replace(meeting.freeze, agreed=agreed, digest=digest(agreed))
        file = Document(BytesIO(written(replace(meeting, freeze=freeze))))
        found = all_words(file)
        for said in letters(agreed):
            for line in said.split("\n"):
                assert line in found, (number, said)
        assert len(list(file.element.body.iter(qn("w:tbl")))) >= 5


@pytest.mark.parametrize("language", ["cs", "uk", "en"])
def test_every_hole_has_a_sentence(language: str) -> None:
    """Whatever a format may ask for can be left open by decision, and then the record says it."""
    meeting = pavels_meeting(language)
    assert meeting.freeze
    empty = jakub.Table(language=language).comes("petr").meeting
    kinds = {kind for look in CONDITIONS.values() for kind, _subject in look(empty)} | set(HOLES)
    holes = tuple((kind, "") for kind in sorted(kinds))
    assert len(holes) > 10
    freeze = replace(meeting.freeze, agreed=replace(meeting.freeze.agreed, holes=holes))
    assert "{" not in words(tell(replace(meeting, freeze=freeze), language))


def test_a_record_in_another_language_has_no_sentence_of_the_program_left_in_english() -> None:
    english = {block.words for block in tell(pavels_meeting("en"), "en").blocks if isinstance(block, Heading)}
    for language in ("cs", "uk"):
        other = {block.words for block in tell(pavels_meeting(language), language).blocks if isinstance(block, Heading)}
        assert not {said for said in english & other if said.isascii()}


def test_somebody_who_comes_back_without_a_verdict_is_asked_like_everyone() -> None:
    table = jakub.Table().comes("petr", "jana", "jakub")
    for _stage in range(3):
        table.advances("petr", "Dál.")
    table.does("petr", c.FreezePlan("Bez cílů.")).does("jakub", c.Depart("jakub")).comes("jakub")
    assert rows(tell(table.meeting), "Podpisy")["Jakub Horák"][2] == "Zatím bez podpisu"


def test_a_card_with_a_word_of_the_program_stays_the_word_of_whoever_wrote_it() -> None:
    table = jakub.Table().comes("petr", "jana").advances("petr", "a").advances("petr", "b")
    table.does("jana", c.AddCard("k", Board.STRENGTHS)).writes("jana", "card:k", "Goals {name} %s")
    assert "Goals {name} %s – Mgr. Jana Nováková" in words(tell(table.meeting))
