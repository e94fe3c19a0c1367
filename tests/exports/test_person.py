"""One person's data: all that is theirs, nothing that is others', and for other eyes not what is theirs alone."""

import json
from typing import Any

from exports.person import person
from exports.wording import Wording
from server.meeting import commands as c
from server.meeting.evolve import replay
from server.web.language import translations
from tests.exports.amalka import DANGER, FOR_THE_GUIDE, MISTAKES, PARKED, SECRET, UNOPENED, Amalka
from tests.exports.jakub import PRAGUE


def told(table: Amalka, seat: str, eyes: str = "", **beside: object) -> dict[str, Any]:
    wording = Wording(table.meeting, translations("cs"), PRAGUE)
    content = person(wording, table.log, table.meeting.seats[seat], eyes, beside)
    found: dict[str, Any] = json.loads(content)
    assert all(part["meaning"] and part["items"] for part in found["parts"])
    return found


def items(found: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return next((each["items"] for each in found["parts"] if each["id"] == part), [])


def words(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def whole() -> Amalka:
    table = Amalka().book().gathers().chooses("spat", "skola").takes_back().plans()
    table.does("vera", c.AmendPerson("mama", "Klára Nová", frozenset({"rodic"}), position="máma", email="k@x.cz"))
    return table.freezes()


def test_everything_about_and_by_a_person_is_in_it() -> None:
    table = Amalka().book().gathers()
    table.writes("mama", "view:mama", "Že je na to SAMA-SMAZANO").writes("mama", "view:mama", "Bojím se.")
    table.chooses("spat", "skola").plans()
    table.does("vera", c.AmendPerson("mama", "Klára Nová", frozenset({"rodic"}), "", "máma", "klara@x.cz"))
    table.freezes().approves("mama").signs("mama")
    found = told(table, "mama", note="poznámka")
    (who,) = items(found, "who")
    assert (who["name"], who["position"], who["email"]) == ("Klára Nová", "máma", "klara@x.cz")
    (there,) = items(found, "there")
    assert there["presence"] == "present" and there["arrived"] and there["acknowledged"]
    assert {"where": "view:mama", "words": "Bojím se."} in items(found, "words")
    assert "SMAZANO" in words(found), "what she typed and deleted is kept too, and she is told so"
    (step,) = [step for step in items(found, "steps") if step["step"] == "k0"]
    assert (step["what"], step["due"], step["you_said"]) == (
        "Domluví se s tátou, kdy kdo Amálku vyzvedne", "2027-03-26", "accepted",
    )  # fmt: skip
    (signed,) = items(found, "signed")
    assert signed["said"]["verdict"] == "agree" and signed["signature"]["strokes"]
    assert {"PersonAmended", "StepGiven"} <= {item["event"] for item in items(found, "about")}
    assert {"StepAccepted", "PlanSigned", "CardAdded"} <= {item["event"] for item in items(found, "done")}
    assert items(found, "private") == [{"what": "note", "value": "poznámka"}]


def test_words_of_others_are_not_in_it() -> None:
    found = words(told(whole(), "mama"))
    for strange in (MISTAKES, SECRET, FOR_THE_GUIDE, DANGER, PARKED, "Ráno počká u dveří třídy", "Petr Dvořák"):
        assert strange not in found, strange


def test_of_whoever_leads_there_are_no_names_and_addresses_of_those_they_invited() -> None:
    found = words(told(whole(), "vera"))
    assert '"event": "PersonAmended"' in found and "Klára Nová" not in found and "k@x.cz" not in found


def test_what_was_typed_in_for_somebody_absent_is_theirs_and_not_the_hands() -> None:
    table = Amalka()
    table.does("vera", c.NoteContribution("tata", "Bojím se o NEVESTU.", "phone"))
    assert "NEVESTU" in words(told(table, "tata"))
    assert "NEVESTU" not in (noted := words(told(table, "vera"))) and "ContributionWritten" in noted


def test_for_other_eyes_what_somebody_keeps_for_themselves_is_left_out() -> None:
    table = Amalka().book().gathers(views=False)
    assert UNOPENED in words(told(table, "mama"))
    seen = told(table, "mama", "vera", note="poznámka")
    assert UNOPENED not in words(seen) and "poznámka" not in words(seen) and items(seen, "left-out")
    opened = Amalka().book().gathers()
    assert "Že je na to sama." in words(told(opened, "mama", "vera"))


def test_whoever_leads_gets_nothing_of_a_childs_book_but_what_the_child_shows() -> None:
    table = whole()
    found = words(told(table, "amalka", "vera"))
    for hidden in (SECRET, FOR_THE_GUIDE, "bojim-se", "kdo-se-mnou"):
        assert hidden not in found, hidden
    assert MISTAKES.split("\n")[0] in found


def test_what_was_on_a_page_that_was_thrown_away_is_for_nobody_elses_eyes() -> None:
    table = Amalka().book()
    table.does("amalka", c.AddPage("pryc")).writes("amalka", "wish:pryc:words", SECRET * 2)
    table.does("amalka", c.RemovePage("pryc"))
    assert SECRET * 2 not in words(told(table, "amalka", "vera"))


def test_a_guest_who_was_matched_has_what_happened_at_the_door_as_well() -> None:
    table = Amalka().book()
    table.does("house", c.AskToEnter("host", "Tatínek")).does("vera", c.Admit("host", "tata"))
    assert replay(table.log) == table.meeting
    assert "Tatínek" in words(told(table, "tata"))
