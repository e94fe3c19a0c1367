"""Making a meeting ready over HTTP: at the desk, on everybody's own page, in the invitation, in the record."""

import re
from datetime import timedelta

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import Person
from server.meeting.events import Entry
from server.web.preparing import _there, positions
from tests.afternoon import PEOPLE, House
from tests.web.test_cases import did, laptop, part
from tests.web.test_contributions import plain, with_link


def test_what_one_should_prepare_is_on_their_page_and_on_nobody_elses(home: House) -> None:
    met = home.open(people=PEOPLE)
    with laptop(home) as eva:
        desk = f"/meetings/{met.id}"
        eva.post(f"{desk}/ask-to-prepare", data={"seat": "petra", "words": "Přineste vysvědčení."})
        eva.post(f"{desk}/set-agenda", data={"words": "Jak se daří\nCo dál"})
        assert "Přineste vysvědčení." in eva.get(f"{desk}/desk").text
    with with_link(home, met, "petra") as petra, with_link(home, met, "olga") as olga:
        mine, other = petra.get("home/petra").text, olga.get("home/olga").text
        assert "Přineste vysvědčení." in mine and "Co dál" in mine
        assert "Přineste vysvědčení." not in other and "Co dál" in other
        assert "vysvědčení" not in olga.get("state.json").text
        assert petra.post("ask-to-prepare", data={"as": "petra", "seat": "olga", "words": "X"}).status_code == 403


def test_somebody_is_added_to_the_table_at_the_desk(home: House) -> None:
    met = home.open()
    with laptop(home) as eva:
        form = {"name": "Mgr. Lenka Říhová", "position": "třídní učitelka", "organisation": "ZŠ", "role": "ucastnik"}
        assert eva.post(f"/meetings/{met.id}/desk/invite", data=form).headers["location"].endswith("#desk-preparing")
        seats = home.meeting().seats.values()
        assert [seat.position for seat in seats if seat.name == "Mgr. Lenka Říhová"] == ["třídní učitelka"]
        page = plain(eva.get(f"/meetings/{met.id}/desk").text)
        assert "třídní učitel(ka)</strong>: Mgr. Lenka Říhová" in page, "and the list knows of her"
        assert eva.post(f"/meetings/{met.id}/desk/invite", data={**form, "name": " "}).status_code == 422
        assert eva.post(f"/meetings/{met.id}/desk/invite", data={**form, "role": "kral"}).status_code == 422
    with with_link(home, met, "petra") as petra:
        assert petra.post("desk/invite", data=form).status_code == 404


def test_a_report_stands_in_the_record_by_reference(home: House) -> None:
    met = home.open()
    with laptop(home) as eva:
        report = {
            "report": "z1",
            "title": "Zpráva z léčebny",
            "whose": "MUDr. Král",
            "day": "2027-02-01",
            "where": "u matky",
        }
        eva.post(f"/meetings/{met.id}/refer-to-report", data=report)
        desk = plain(part(eva.get(f"/meetings/{met.id}/desk").text, "desk-preparing"))
        assert "Zpráva z léčebny" in desk and "1. 2. 2027" in desk and "leží: u matky" in desk
        eva.post(f"/meetings/{met.id}/drop-report", data={"report": "z1"})
        assert home.meeting().reports == ()


@pytest.mark.parametrize(
    ("position", "organisation", "suggested", "there"),
    [
        ("klíčová pracovnice", "SAS Most", "klíčový pracovník nebo pracovnice", True),
        ("klíčová pracovnice", "SAS Most", "SAS: sociálně aktivizační služba", True),
        ("psycholožka", "", "psychiatr(ička)", False),
        ("kurátorka", "OSPOD", "kurátor(ka) pro děti a mládež", True),
        ("skupinový terapeut", "", "ÚP: úřad práce", False),
        ("", "", "matka", False),
    ],
)
def test_whom_the_list_knows_again(home: House, position: str, organisation: str, suggested: str, there: bool) -> None:
    home.open(people=(*PEOPLE[:1], Person("x", "Někdo", frozenset({"ucastnik"}), organisation, position)))
    assert bool(_there([home.meeting().seats["x"]], suggested)) is there


def test_the_list_is_of_words_that_differ() -> None:
    every = [position for within in positions().values() for position in within]
    assert len(every) == len(set(every)) > 20


def test_what_is_asked_for_stands_in_ones_own_invitation(home: House) -> None:
    met = home.open(starts=home.app.state.site.clock.now() + timedelta(days=9))
    did(
        home,
        met.id,
        [("eva", c.AskToPrepare("petra", "Přineste vysvědčení.")), ("eva", c.SetAgenda("Návrat do školy"))],
    )
    with laptop(home) as eva:
        paper = plain(eva.post(f"/meetings/{met.id}/invitations", data={"language": "cs"}).text)
    assert paper.count("Přineste vysvědčení.") == 1 and paper.count("Návrat do školy") == len(home.meeting().seats)


def test_whoever_is_ticked_gets_a_row_in_the_form_and_nothing_that_was_written_is_lost(home: House) -> None:
    form = {
        "format": "interaktivni-konference",
        "title": "Jakub a Amálka <spolu>",
        "name": ["Eva Dvořáková", "", ""],
        "role": ["facilitator", "dite", "ucastnik"],
        "wanted": ["mother", "child", "class teacher", "kral"],
        "make_rows": "yes",
    }
    with laptop(home) as eva:
        assert 'name="wanted" value="class teacher"' in eva.get("/new").text
        page = eva.post("/new", data=form).text
        assert 'value="Jakub a Amálka &lt;spolu&gt;"' in page and home.store.meetings() == []
        rows = re.findall(r"<fieldset class=\"person-row\".*?</fieldset>", page, re.DOTALL)
        found = [
            (re.search(r'id="name-\d+"[^>]*value="([^"]*)"', row)[1],  # type: ignore[index]
             re.search(r'value="([a-z-]*)" selected', row)[1],  # type: ignore[index]
             re.search(r'id="position-\d+"[^>]*value="([^"]*)"', row)[1])  # type: ignore[index]
            for row in rows
        ]  # fmt: skip
        assert found[:5] == [
            ("Eva Dvořáková", "facilitator", ""),
            ("", "dite", ""),
            ("", "rodic", "matka"),
            ("", "ucastnik", "dítě"),
            ("", "ucastnik", "třídní učitel(ka)"),
        ]


async def test_what_one_will_go_through_is_on_the_wall_where_the_meeting_begins(home: House) -> None:
    met = home.open()
    at = home.app.state.site.clock.now()
    happened = (e.AgendaSet("Jak se daří\n\nCo <dál>"), e.PersonArrived("eva"), e.MeetingBegan())
    version = home.meeting().version
    await home.store.append(
        met.id, version, [Entry(version + number, at, "eva", event) for number, event in enumerate(happened, 1)]
    )
    with with_link(home, met, "eva") as eva:
        wall = eva.get("panels/work?view=projector").text
        points = re.findall(r"<li>(.*?)</li>", wall[wall.index("agenda-points") :])
        assert [plain(point) for point in points[:2]] == ["Jak se daří", "Co &lt;dál&gt;"]
        eva.post("advance-stage", data={"leaving": "uvod", "despite": "Dál."})
        assert "agenda-points" not in eva.get("panels/work?view=projector").text
