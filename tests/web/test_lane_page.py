"""What whoever leads sees and nobody else; the lead handed over; somebody taken out; breaks; a course that bends."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from server.meeting.commands import Person
from server.meeting.model import Presence
from tests.afternoon import PEOPLE, House, Open, Phone, phone
from tests.web.test_lane import around_the_table

TWO_LEAD = (*PEOPLE, Person("hana", "Hana Veselá", frozenset({"facilitator"})))


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=TWO_LEAD)


@asynccontextmanager
async def browser(home: House, met: Open, seat: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody's browser after they opened their link."""
    async with httpx2.AsyncClient(base_url=home.url, follow_redirects=True) as client:
        await client.get(f"/k/{met.tokens[seat]}")
        client.follow_redirects = False
        yield client


async def panel(person: Phone, name: str, seat: str, view: str = "phone", status: int = 200) -> str:
    headers = {"Authorization": f"Bearer {person.token}"}
    async with httpx2.AsyncClient(base_url=person.url, headers=headers) as client:
        answer = await client.get(f"/meetings/{person.meeting}/panels/{name}?view={view}&seat={seat}")
    assert answer.status_code == status, answer.text
    return plain(answer.text)


def plain(drawn: str) -> str:
    return drawn.replace("\N{NO-BREAK SPACE}", " ")


async def lane(person: Phone, seat: str = "eva") -> str:
    return await panel(person, "lane", seat, "console")


def stages(drawn: str) -> list[str]:
    """The line of stages as it is read: what is left out with its word."""
    line = drawn[drawn.index('<ol class="stages"') :].partition("</ol>")[0]
    found = re.findall(r'class="stage-name">(.*?)</span>\s*</li>', line, re.S)
    words = (re.sub(r"<span class=\"unseen\">.*?</span>|<[^>]+>", "", each) for each in found)
    return [each.strip() for each in words]


# The lane -----------------------------------------------------------------------------------------------------------


async def test_the_lane_is_drawn_for_those_who_lead_and_for_nobody_else(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "hana", "petra", "projector") as (eva, hana, petra, screen):
        assert "note-words" in await lane(eva)
        assert "note-words" in await lane(hana, "hana")
        await panel(petra, "lane", "petra", status=404)
        await panel(petra, "lane", "petra", "console", status=404)
        await panel(petra, "lane", "eva", "console", status=404)
        await panel(screen, "lane", "projector", "projector", status=404)


async def test_each_of_two_who_lead_has_notes_of_their_own_and_both_see_who_asks(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "hana", "petra") as (eva, hana, petra):
        await eva.did("begin-meeting")
        await eva.do("note", words="Poznámka Evy")
        await hana.do("note", words="Poznámka Hany")
        await petra.do("ask-break")
        evas, hanas = await lane(eva), await lane(hana, "hana")
        assert 'id="asks-petra"' in evas and 'id="asks-petra"' in hanas
        assert "Poznámka Evy" in evas and "Poznámka Hany" not in evas
        assert "Poznámka Hany" in hanas and "Poznámka Evy" not in hanas


async def test_a_break_answers_those_who_asked_for_it(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "petra") as (eva, petra):
        await eva.did("begin-meeting")
        await petra.do("ask-break")
        assert "take-back-break" in await panel(petra, "floor", "petra")
        await eva.did("pause-meeting")
        assert "asks-petra" not in await lane(eva)
        # During a break nobody need ask for one, and a tap that came too late leaves nothing behind.
        assert "ask-break" not in await panel(petra, "floor", "petra")
        assert (await petra.do("ask-break")).status_code == 204
        await eva.did("resume-meeting")
        assert "asks-petra" not in await lane(eva)
        assert "take-back-break" not in await panel(petra, "floor", "petra")
        assert home.app.state.site.lane.breaks(met.id) == {}


async def test_the_queue_is_in_order_and_those_who_have_been_silent_are_named(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "petra", "olga", "jana") as (eva, petra, olga, _):
        await eva.did("begin-meeting")
        await olga.did("ask-floor")
        await petra.did("ask-floor")
        drawn = await lane(eva)
        assert drawn.index('id="floor-olga"') < drawn.index('id="floor-petra"')
        assert 'id="silent-jana"' in drawn and 'id="silent-petra"' not in drawn
        assert "1" in re.findall(r"pořadí jste (\d)", await panel(olga, "floor", "olga"))
        await eva.did("give-floor", seat="olga")
        drawn = await lane(eva)
        assert 'id="floor-olga"' not in drawn and 'id="silent-olga"' not in drawn
        assert "Olga Malá" in drawn[drawn.index('id="speaks"') :].partition("</div>")[0]


async def test_a_phone_that_is_away_and_who_has_none(home: House) -> None:
    people = (*PEOPLE, Person("babicka", "Anna Malá", frozenset({"ucastnik"}), aided=True))
    met = home.open(people=people)
    async with around_the_table(home, met, "eva", "petra") as (eva, _):
        await eva.did("begin-meeting")
        for seat in ("olga", "babicka"):
            await eva.did("arrive", seat=seat)
        drawn = await lane(eva)
        assert re.search(r'id="away-petra"[^>]*data-here="yes"', drawn)
        assert re.search(r'id="away-olga"[^>]*data-here="no"', drawn)
        assert "away-babicka" not in drawn and "Bez telefonu: Anna Malá" in " ".join(drawn.split())


async def test_who_leads_and_is_the_key_worker_as_well_is_told_so_in_words(home: House) -> None:
    both = Person("eva", "Eva Dvořáková", frozenset({"facilitator", "klicovy-pracovnik"}))
    async with around_the_table(home, home.open(people=(both, *PEOPLE[1:])), "eva", "petra") as (eva, petra):
        drawn = await lane(eva)
        assert "Eva Dvořáková vede setkání" in drawn
        assert "vede setkání a" not in await panel(petra, "people", "petra")
        await eva.did("amend-person", seat="eva", name="Eva Dvořáková", roles="facilitator")
        assert "Eva Dvořáková vede setkání" not in await lane(eva)


# The lead -----------------------------------------------------------------------------------------------------------


async def test_the_console_of_whoever_gave_the_lead_becomes_their_phone_page(home: House) -> None:
    met = home.open()
    async with browser(home, met, "eva") as client, phone(home.url, met.id, met.tokens["petra"]) as petra:
        at = f"/meetings/{met.id}"
        assert (await client.get(f"{at}/console/eva")).status_code == 200
        given = await client.post(f"{at}/hand-over", data={"as": "eva", "seat": "petra"})
        assert given.status_code == 303
        for name in ("stage", "lane", "people", "work"):
            drawn = await client.get(f"{at}/panels/{name}?view=console&seat=eva", headers={"HX-Request": "true"})
            assert drawn.headers["hx-redirect"] == f"{at}/seat/eva" and drawn.text == ""
        console = await client.get(f"{at}/console/eva")
        assert (console.status_code, console.headers["location"]) == (303, f"{at}/seat/eva")
        assert f"{at}/console/petra" in await panel(petra, "floor", "petra")
        # The wall that Eva opened from her laptop stays as it is.
        assert (await client.get(f"{at}/projector")).status_code == 200
        assert (await client.get(f"{at}/panels/stage?view=projector&seat=projector")).status_code == 200
        # And back again.
        await petra.did("hand-over", seat="eva")
        assert (await client.get(f"{at}/console/eva")).status_code == 200
        assert f"{at}/console/petra" not in await panel(petra, "floor", "petra")


# Taken out ----------------------------------------------------------------------------------------------------------


async def test_who_was_taken_out_reads_nothing_and_to_the_others_has_left(home: House, met: Open) -> None:
    async with (
        browser(home, met, "petra") as client,
        around_the_table(home, met, "eva", "jana") as (eva, jana),
    ):
        await eva.did("begin-meeting")
        at = f"/meetings/{met.id}"
        await eva.did("take-out", seat="petra")
        page = await client.get(f"{at}/seat/petra")
        assert (page.status_code, page.headers["location"]) == (303, f"{at}/waiting?seat=petra")
        assert (await client.get(f"{at}/panels/work?seat=petra")).status_code == 404
        calm = await client.get(f"{at}/waiting?seat=petra")
        assert calm.status_code == 200 and "Teď nejste u stolu" in calm.text
        # Their own link does not let them in again; whoever leads does.
        await client.get(f"/k/{met.tokens['petra']}")
        assert home.meeting(met.id).seats["petra"].presence is Presence.TAKEN_OUT
        again = {"HX-Request": "true"}
        assert (await client.get(f"{at}/waiting?seat=petra", headers=again)).status_code == 204
        states = {seat["id"]: seat["presence"] for seat in (await jana.state())["seats"]}
        assert states["petra"] == "left"
        assert "účast ukončena" in await panel(eva, "people", "eva", "console")
        others = await panel(jana, "people", "jana")
        assert "účast ukončena" not in others and "taken-out" not in others
        await eva.did("arrive", seat="petra")
        let_in = await client.get(f"{at}/waiting?seat=petra", headers=again)
        assert let_in.headers["hx-redirect"] == f"{at}/seat/petra"


# Broken off ---------------------------------------------------------------------------------------------------------


async def test_after_another_day_one_is_there_again_by_a_tap_and_not_by_a_page_left_open(home: House) -> None:
    met = home.open()
    at = f"/meetings/{met.id}"
    async with (
        browser(home, met, "petra") as client,
        around_the_table(home, met, "eva", "projector") as (eva, screen),
    ):
        await eva.did("begin-meeting")
        await eva.did("break-off", why="Je pozdě.", starts="2027-04-01T14:00")
        assert "1. 4. 2027" in await panel(screen, "floor", "projector", "projector")
        assert "Je pozdě" not in await panel(screen, "floor", "projector", "projector")
        resting = await client.get(f"{at}/panels/floor?seat=petra")
        assert "1. 4. 2027" in plain(resting.text) and "Nic se neztratilo" in plain(resting.text)
        await eva.did("continue-meeting")
        back = await client.get(f"{at}/waiting?seat=petra")
        assert back.status_code == 200 and f'href="{at}/seat/petra"' in back.text
        assert home.meeting(met.id).seats["petra"].presence is Presence.INVITED
        assert (await client.get(f"{at}/seat/petra")).status_code == 200
        assert home.meeting(met.id).seats["petra"].presence is Presence.PRESENT


# The course ---------------------------------------------------------------------------------------------------------


async def test_everyone_sees_what_this_meeting_leaves_out_and_how_its_stages_are_called(home: House) -> None:
    met = home.open()
    async with around_the_table(home, met, "eva", "petra", "projector") as (eva, petra, screen):
        await eva.did("begin-meeting")
        await eva.did("skip-stage", stage="sdeleni-svolavatele", why="Svolavatel nepřišel.")
        await eva.did("rename-stage", stage="prace-na-cilech", name="Co uděláme")
        expected = ["Úvod", "Sdělení svolavatele vynecháno", "Co uděláme", "Ukončení"]
        assert stages(await panel(screen, "stage", "projector", "projector")) == expected
        console = await panel(eva, "stage", "eva", "console")
        assert stages(console) == expected
        assert "Dál: Co uděláme" in console and "Svolavatel nepřišel." in console
        where = re.sub(r"<[^>]+>", " ", await panel(petra, "stage", "petra")).split()
        assert where[:4] == ["1", "/", "z", "3"]
        await eva.did("advance-stage", leaving="uvod", despite="Víme o tom.")
        back = await panel(eva, "stage", "eva", "console")
        assert "Zpět: Úvod" in back
        # In the last stage of the course the next thing is the freeze, whatever the format has behind or before it.
        await eva.did("advance-stage", leaving="prace-na-cilech", despite="Víme o tom.")
        assert "freeze-plan" in await panel(eva, "stage", "eva", "console")


async def test_only_stages_still_to_come_can_be_moved_and_never_the_last(home: House) -> None:
    met = home.open()
    async with around_the_table(home, met, "eva") as (eva,):
        await eva.did("begin-meeting")
        await eva.did("move-stage", stage="prace-na-cilech", place="1")
        drawn = await panel(eva, "stage", "eva", "console")
        assert stages(drawn) == ["Úvod", "Práce na cílech", "Sdělení svolavatele", "Ukončení"]
        offered = {
            stage: set(re.findall(r"/(skip-stage|move-stage|rename-stage)\"", rest))
            for stage, rest in re.findall(r'<li id="course-([a-z-]+)">(.*?)</li>', drawn, re.S)
        }
        bends = {"rename-stage", "move-stage", "skip-stage"}
        assert offered == {
            "uvod": {"rename-stage"},
            "prace-na-cilech": bends,
            "sdeleni-svolavatele": bends,
            "ukonceni": {"rename-stage"},
        }


async def test_the_clock_stands_in_a_break(home: House) -> None:
    met = home.open()
    async with around_the_table(home, met, "eva", "projector") as (eva, screen):
        await eva.did("begin-meeting")
        running = re.compile(r'data-running="\d{4}-')
        assert running.search(await panel(eva, "stage", "eva", "console"))
        await eva.did("pause-meeting")
        paused = await panel(eva, "stage", "eva", "console")
        assert not running.search(paused) and "Čas stojí" in paused
        wall = await panel(screen, "floor", "projector", "projector")
        assert "Přestávka" in wall and not any(person.name in wall for person in PEOPLE)
        await eva.did("resume-meeting")
        assert running.search(await panel(eva, "stage", "eva", "console"))
