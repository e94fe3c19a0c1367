"""The organiser's home: what goes on, what comes, what is owed, the cases with their meetings; and one case alone."""

import re
from collections.abc import Sequence
from datetime import timedelta

import httpx2
import pytest

from server.meeting import commands as c
from server.meeting.commands import Command, Person
from server.meeting.decide import decide
from server.meeting.events import Entry
from server.meeting.evolve import evolve
from server.meeting.previous import Outcome
from server.web.cases import AT_ONCE
from tests.afternoon import PEOPLE, House, _in_a_loop_of_its_own

PROFESSIONALS = (
    Person("eva", "Eva Dvořáková", frozenset({"facilitator"})),
    Person("jana", "Mgr. Jana Nováková", frozenset({"svolavatel"}), "OSPOD"),
    Person("lenka", "Mgr. Lenka Říhová", frozenset({"odbornik"}), "ZŠ Komenského", "třídní učitelka", aided=True),
)


def laptop(home: House) -> httpx2.Client:
    return httpx2.Client(base_url=home.url, cookies={"organiser": home.organiser_key})


def did(home: House, meeting: str, asked: Sequence[tuple[str, Command]]) -> None:
    """What people asked for, written to the log as the room would."""
    state = home.meeting(meeting)
    before, at = state.version, home.app.state.site.clock.now()
    entries = []
    for by, command in asked:
        for event in decide(state, command, by):
            entries.append(Entry(state.version + 1, at, by, event))
            state = evolve(state, entries[-1])

    async def write() -> None:
        await home.store.append(meeting, before, entries)

    _in_a_loop_of_its_own(write)


def held(home: House, meeting: str, leads: str = "eva", last: Sequence[tuple[str, Command]] = ()) -> None:
    """From the beginning to the end, whatever is missing; `last` is done in the last stage."""
    stages = [stage.id for stage in home.meeting(meeting).format.stages]
    on = [(leads, c.AdvanceStage(stage, "Jdeme dál.")) for stage in stages[:-1]]
    end = [(leads, c.FreezePlan("Jdeme dál.")), (leads, c.CloseMeeting("Jdeme dál."))]
    did(home, meeting, [("house", c.Arrive(leads)), *on, *last, *end])


def part(page: str, heading: str) -> str:
    """A section of the page, by the id of its heading."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    return found[0].replace("\N{NO-BREAK SPACE}", " ") if found else ""


def test_an_empty_folder_says_what_to_do(home: House) -> None:
    with laptop(home) as eva:
        page = eva.get("/").text
        assert "Zatím tu není žádné setkání" in page.replace("\N{NO-BREAK SPACE}", " ") and "/new" in page
        assert 'role="search"' not in page


def test_what_goes_on_comes_and_is_long_past_stand_in_their_places(home: House) -> None:
    now = home.app.state.site.clock.now()
    home.open("dnes", title="Dnešní setkání", starts=now)
    did(home, "dnes", [("house", c.Arrive("eva")), ("eva", c.BeginMeeting())])
    home.open("zitra", title="Zítřejší setkání", starts=now + timedelta(days=1), place="ZŠ Komenského")
    home.open("nekdy", title="Setkání bez termínu")
    home.open("davno", title="Dávné setkání", starts=now - timedelta(days=9))
    with laptop(home) as eva:
        page = eva.get("/").text
    assert "Dnešní setkání" in part(page, "now") and "Zítřejší" not in part(page, "now")
    assert part(page, "coming").index("Zítřejší setkání") < part(page, "coming").index("Setkání bez termínu")
    assert "ZŠ Komenského" in part(page, "coming")
    assert "Dávné setkání" not in part(page, "coming") and "Dávné setkání" in part(page, "owed")


def test_a_conference_the_professionals_decided_on_is_owed_until_it_is_opened_from_there(home: House) -> None:
    home.open("porada", people=PROFESSIONALS, format="setkani-nad-pripadem", title="O Jakubovi", case_number="SPOD/417")
    calling = c.CallMeeting("pripadova-konference", "jana")
    held(home, "porada", last=[("eva", calling)])
    with laptop(home) as eva:
        owed = part(eva.get("/").text, "owed")
        assert "Případová konference" in owed and "Mgr. Jana Nováková" in owed and "SPOD/417" in owed
        address = re.search(r'href="(/new\?[^"]*)"', owed)
        assert address is not None
        form = eva.get(address[1].replace("&amp;", "&")).text
        given = {name: re.findall(rf'name="{name}"[^>]*value="([^"]*)"', form) for name in ("name", "position", "case")}
        assert [name for name in given["name"] if name] == [person.name for person in PROFESSIONALS]
        assert "třídní učitelka" in given["position"] and given["case"] == ["porada"]
        assert re.search(r'<option value="svolavatel" selected>', form)
        made = eva.post(
            "/new",
            data={
                "format": "pripadova-konference", "title": "Jakubovo setkání", "case": "porada", "occasion": "first",
                "name": ["Eva Dvořáková"], "role": ["facilitator"],
            },
        )  # fmt: skip
        meeting = home.meeting(made.headers["location"].split("/")[2])
        assert meeting.case_id == "porada" and meeting.id != "porada"
        page = eva.get("/").text
        assert "Případová konference." not in part(page, "owed")
        assert part(page, "cases").index("O Jakubovi") < part(page, "cases").index("Jakubovo setkání")


def test_the_next_meeting_is_opened_with_its_date_and_as_an_evaluation(home: House) -> None:
    home.open()
    again = home.app.state.site.clock.now().replace(microsecond=0, second=0) + timedelta(days=30)
    held(home, "setkani", last=[("eva", c.SetNextMeeting(again, "Školní klub"))])
    with laptop(home) as eva:
        owed = part(eva.get("/").text, "owed")
        address = re.search(r'href="(/new\?[^"]*occasion=evaluation[^"]*)"', owed)
        assert address is not None
        form = eva.get(address[1].replace("&amp;", "&")).text
    assert 'value="Školní klub"' in form and '<option value="evaluation" selected>' in form
    local = again.astimezone(home.settings.zone).strftime("%Y-%m-%dT%H:%M")
    assert f'value="{local}"' in form


def test_a_case_is_found_by_a_name_in_it_without_accents(home: House) -> None:
    home.open("a", people=PROFESSIONALS, format="setkani-nad-pripadem", title="O Jakubovi")
    home.open("b", title="Čápovo setkání", place="Kadaň")
    with laptop(home) as eva:
        assert "O Jakubovi" in (page := eva.get("/", params={"q": "rihova LENKA"}).text) and "Čápovo" not in page
        assert "Čápovo setkání" in eva.get("/", params={"q": "kadan"}).text
        assert "O Jakubovi" not in eva.get("/", params={"q": "kadan"}).text
        nothing = eva.get("/", params={"q": "<script>"})
        assert "Nic se nenašlo" in nothing.text and "<script>" not in nothing.text.split("<main")[1].split("</main")[0]
        assert eva.get("/", params={"q": "x" * 5000, "page": "99999"}).status_code == 200
        assert eva.get("/", params={"page": "-1"}).status_code == 200


def test_a_case_gets_another_name_and_its_own_again(home: House) -> None:
    home.open("a", case_number="SPOD/417")
    held(home, "a")
    with laptop(home) as eva:
        assert "<h1>SPOD/417</h1>" in eva.get("/cases/a").text
        assert eva.post("/cases/a", data={"label": " J. N. "}).headers["location"] == "/cases/a"
        assert "<h1>J. N.</h1>" in eva.get("/cases/a").text
        assert "J. N." in part(eva.get("/").text, "cases")
        long = eva.post("/cases/a", data={"label": "x" * 81})
        assert long.status_code == 422 and "80" in long.text
        eva.post("/cases/a", data={"label": ""})
        assert "<h1>SPOD/417</h1>" in eva.get("/cases/a").text


def test_a_case_shows_its_meetings_in_order_and_what_comes_next(home: House) -> None:
    home.open("a")
    held(home, "a")
    with laptop(home) as eva:
        page = eva.get("/cases/a").text
        assert "occasion=extraordinary" in part(page, "again") and "occasion=closing" in part(page, "again")
        home.open("b", title="Druhé setkání", case="a", occasion="evaluation")
        page = eva.get("/cases/a").text
        order = part(page, "in-order")
        assert order.index("Jakubovo setkání") < order.index("Druhé setkání") and "vyhodnocovací setkání" in order
        assert part(page, "again") == "", "one meeting is under way already"


def test_a_case_shows_what_is_left_of_the_plan(home: House) -> None:
    home.open("a")
    steps = [
        ("eva", c.AddGoal("g")),
        *(step for id in ("s1", "s2") for step in (("eva", c.AddStep(id, "g")), ("eva", c.GiveStep(id, "petra")))),
        ("petra", words("step:s1:what", "Zavolat do školy")),
        ("petra", words("step:s2:what", "Objednat se k lékaři")),
    ]
    held(home, "a", last=[("house", c.Arrive("petra")), *steps])
    did(home, "a", [("petra", c.MarkStep("s1", Outcome.DONE))])
    with laptop(home) as eva:
        left = part(eva.get("/cases/a").text, "plan")
    assert "Objednat se k lékaři" in left and "Petra Horáková" in left and "Zavolat do školy" not in left


def words(cell: str, said: str) -> c.EditText:
    """The first words of an empty cell."""
    return c.EditText(cell, 0, f"tab-{cell.replace(':', '-')}", 1, ((0, said),))


def test_names_are_initials_where_the_meeting_says_so(home: House) -> None:
    home.open("a", people=PROFESSIONALS, format="setkani-nad-pripadem", title="O J.", initials=True)
    held(home, "a", last=[("eva", c.CallMeeting("pripadova-konference", "jana"))])
    with laptop(home) as eva:
        page = eva.get("/").text
    assert "J. N." in part(page, "owed") and "Nováková" not in page


def test_cases_are_for_the_organiser_alone(home: House) -> None:
    met = home.open()
    for headers in ({}, {"Authorization": f"Bearer {met.tokens['eva']}"}):
        with httpx2.Client(base_url=home.url, headers=headers) as somebody:
            assert somebody.get("/cases/setkani").status_code == 404
            assert somebody.post("/cases/setkani", data={"label": "Moje"}).status_code == 404
            assert somebody.get("/new?from=setkani").status_code == 404
    with laptop(home) as eva:
        assert eva.get("/cases/neni").status_code == 404
        assert eva.get("/new?from=neni").status_code == 404
    assert home.meeting().label == ""


def test_hundreds_of_meetings_come_in_pages_in_czech_order(home: House) -> None:
    for number in range(70):
        home.open(f"m{number}", people=PEOPLE[:1], title=f"Setkání {number}")
    home.open("c", people=PEOPLE[:1], title="Čápovo setkání")
    home.open("z", people=PEOPLE[:1], title="Žákovo setkání")
    with laptop(home) as eva:
        first, last = eva.get("/").text, eva.get("/", params={"page": "2"}).text
        ahead = part(first, "coming")
        assert ahead.split("<details")[0].count("<h3>") == AT_ONCE and "60 dalších" in ahead
        assert "Čápovo setkání" in part(first, "cases") and "Žákovo setkání" not in part(first, "cases")
        assert part(first, "cases").index("Setkání 9<") < part(first, "cases").index("Setkání 10<")
        assert "Žákovo setkání" in part(last, "cases") and 'aria-current="page">3<' in last
        assert eva.get("/", params={"page": "2"}).elapsed < timedelta(seconds=2)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_page_speaks_the_language_of_the_laptop(home: House, language: str) -> None:
    home.open()
    with laptop(home) as eva:
        page = eva.get("/", headers={"cookie": f"organiser={home.organiser_key}; lang={language}"}).text
    assert "Co nás čeká" not in page and ("Що попереду" in page) is (language == "uk")
