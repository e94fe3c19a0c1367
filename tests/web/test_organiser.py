"""The pages of whoever runs the laptop: signing in by the printed link, a new meeting, links to hand out."""

import asyncio
import re
import sqlite3

import httpx2
import pytest
import websockets

from server.meeting.commands import Person
from server.meeting.model import Presence
from tests.afternoon import PEOPLE, House, Open, phone
from tests.meeting.table import planned
from tests.web.test_language import words_of

FORM = {
    "title": "Jakubovo setkání",
    "purpose": "Domluvit podporu po návratu z léčebny.",
    "place": "ZŠ Komenského, sborovna",
    "starts": "2027-03-12T14:00",
    "name": ["Eva Dvořáková", "Jana Nováková", "Jana Nováková", ""],
    "role": ["facilitator", "svolavatel", "koordinator", "ucastnik"],
    "organisation": ["", "OSPOD", "OSPOD", ""],
    "position": ["", "", "", ""],
}


def laptop(home: House) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=home.url, cookies={"organiser": home.organiser_key})


async def test_the_printed_link_signs_in_and_another_does_not(home: House) -> None:
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        assert (await somebody.get("/")).headers["location"] == "/join"
        assert (await somebody.get("/enter/guessed")).status_code == 404
        assert (await somebody.get("/new")).status_code == 404
        await somebody.get(f"/enter/{home.organiser_key}")
        assert (await somebody.get("/")).status_code == 200


async def test_a_meeting_from_the_form_can_be_led_at_once(home: House) -> None:
    async with laptop(home) as eva:
        made = await eva.post("/new", data=FORM)
        assert made.status_code == 303, made.text
        meeting = home.meeting(made.headers["location"].split("/")[2])
        assert meeting.title == "Jakubovo setkání"
        assert meeting.starts is not None and meeting.starts.isoformat() == "2027-03-12T14:00:00+01:00"
        people = {seat.name: seat.roles for seat in meeting.seats.values()}
        assert people == {"Eva Dvořáková": {"facilitator"}, "Jana Nováková": {"svolavatel", "koordinator"}}
        assert "Jakubovo setkání" in (await eva.get("/")).text
        opened = await eva.post(f"/meetings/{meeting.id}/enter", follow_redirects=True)
        assert opened.status_code == 200 and "/console/" in str(opened.url)


async def test_somebody_without_a_phone_is_said_to_be_so_in_the_form(home: House) -> None:
    without = FORM | {"name": ["Eva", "Božena", "", ""], "phone": ["yes", "no", "yes", "yes"]}
    async with laptop(home) as eva:
        made = await eva.post("/new", data=without)
        meeting = home.meeting(made.headers["location"].split("/")[2])
        assert {seat.name: seat.aided for seat in meeting.seats.values()} == {"Eva": False, "Božena": True}
        wrong = await eva.post("/new", data=without | {"title": ""})
        assert wrong.status_code == 422
        assert re.search(r'value="Božena".*?<option value="no" selected>', wrong.text, re.DOTALL)


async def test_an_address_for_the_invitation_is_kept_and_what_can_be_none_is_said(home: House) -> None:
    written = FORM | {"email": ["eva@example.cz", "", "", ""]}
    async with laptop(home) as eva:
        made = await eva.post("/new", data=written)
        meeting = home.meeting(made.headers["location"].split("/")[2])
        assert {seat.name: seat.email for seat in meeting.seats.values()} == {
            "Eva Dvořáková": "eva@example.cz",
            "Jana Nováková": "",
        }
        wrong = await eva.post("/new", data=written | {"email": ["eva.example.cz", "", "", ""]})
        assert wrong.status_code == 422
        assert "„eva.example.cz“" in wrong.text and 'value="eva.example.cz"' in wrong.text


async def test_the_organiser_goes_to_whoever_leads_now_and_brings_nobody_back(home: House) -> None:
    pavla = Person("pavla", "Pavla Nová", frozenset({"facilitator"}))
    met = home.open(people=(*PEOPLE, pavla))
    async with (
        phone(home.url, met.id, met.tokens["eva"]) as eva,
        phone(home.url, met.id, met.tokens["pavla"]),
        laptop(home) as organiser,
    ):
        await eva.did("begin-meeting")
        await eva.did("depart", seat="eva")
        opened = await organiser.post(f"/meetings/{met.id}/enter", follow_redirects=True)
        assert str(opened.url).endswith("/console/pavla")
        assert home.meeting().seats["eva"].presence is Presence.LEFT


async def test_each_kind_of_meeting_has_a_form_with_its_own_roles(home: House) -> None:
    async with laptop(home) as eva:
        usual = (await eva.get("/new")).text
        other = (await eva.get("/new", params={"format": "setkani-nad-pripadem"})).text
        assert 'value="ucastnik"' in usual and 'value="odbornik"' not in usual
        assert 'value="odbornik"' in other and 'value="ucastnik"' not in other
        assert (await eva.get("/new", params={"format": "porada"})).status_code == 404
        form = {**FORM, "format": "setkani-nad-pripadem", "role": ["facilitator", "svolavatel", "case-manager", ""]}
        wrong = await eva.post("/new", data={**form, "title": ""})
        assert wrong.status_code == 422 and 'value="odbornik"' in wrong.text
        made = await eva.post("/new", data=form)
        assert home.meeting(made.headers["location"].split("/")[2]).format.id == "setkani-nad-pripadem"


async def test_a_person_amended_on_the_console_keeps_what_the_form_does_not_show(home: House) -> None:
    """For a protocol an office gives births and addresses: no correction of a name may lose them."""
    father = Person("petr", "Petr Malý", frozenset({"ucastnik"}), email="petr@example.cz", identity="nar. 1. 2. 1980")
    met = home.open(people=(*PEOPLE, father))
    headers = {"Authorization": f"Bearer {met.tokens['eva']}"}
    async with phone(home.url, met.id, met.tokens["eva"]), httpx2.AsyncClient(base_url=home.url) as eva:
        console = (await eva.get(f"/meetings/{met.id}/console/eva", headers=headers)).text
        forms = re.findall(r'<form[^>]*action="[^"]*/amend-person".*?</form>', console, re.DOTALL)
        (form,) = (form for form in forms if 'name="seat" value="petr"' in form)
        given = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form)) | {"roles": "ucastnik"}
        answer = await eva.post(
            f"/meetings/{met.id}/amend-person", data=given | {"name": "Petr Malík"}, headers=headers
        )
        assert answer.status_code in (200, 303), answer.text
    petr = home.meeting().seats["petr"]
    assert (petr.name, petr.email, petr.identity) == ("Petr Malík", father.email, father.identity)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Napište prosím název"),
        ({"name": ["", "", "", ""]}, "aspoň jeden člověk"),
        ({"role": ["ucastnik"] * 4}, "musí být někdo s rolí"),
        ({"role": ["kral", "svolavatel", "koordinator", "ucastnik"]}, "Role „kral“"),
        ({"starts": "zítra"}, "není datum a hodina"),
    ],
)
async def test_a_form_with_a_mistake_comes_back_with_everything_in_it(
    home: House, changed: dict[str, object], sentence: str
) -> None:
    async with laptop(home) as eva:
        answer = await eva.post("/new", data={**FORM, **changed})
        assert answer.status_code == 422
        assert sentence in answer.text.replace("\N{NO-BREAK SPACE}", " ")
        assert "ZŠ Komenského, sborovna" in answer.text
        assert home.store.meetings() == []


async def test_links_are_made_for_everyone_and_each_opens_its_own_seat(home: House, met: Open) -> None:
    async with laptop(home) as eva, httpx2.AsyncClient(base_url=home.url) as petra:
        page = await eva.post(f"/meetings/{met.id}/links")
        tokens = [part.split('"')[0].split("<")[0].strip() for part in page.text.split("/k#")[1:]]
        places = set()
        for token in set(tokens):
            places.add((await petra.get(f"/k/{token}")).headers["location"])
        assert f"/meetings/{met.id}/seat/petra" in places
        assert f"/meetings/{met.id}/console/eva" in places
        assert home.meeting().seats["petra"].presence is Presence.PRESENT


async def test_a_damaged_meeting_hinders_no_other(home: House, met: Open) -> None:
    home.open("poskozene", title="Poškozené")
    with sqlite3.connect(home.settings.data_dir / "setkani.db") as db:
        db.execute("update entries set body = 'x' where meeting = 'poskozene' and version = 2")
    async with laptop(home) as eva:
        page = await eva.get("/")
        assert page.status_code == 200 and "Jakubovo setkání" in page.text
        broken = await eva.get("/meetings/poskozene/links")
        assert broken.status_code == 503 and "nejde přečíst" in broken.text
        assert (await eva.get(f"/meetings/{met.id}/links")).status_code == 200
        # What is certain is for the organiser to read, and for nobody who sits at the table.
        assert "/meetings/poskozene/record.docx" in page.text
        record = await eva.get("/meetings/poskozene/record.docx")
        assert record.status_code == 200 and "NENÍ CELÉ" in (await asyncio.to_thread(words_of, record.content))
        token = home.store.issue("poskozene", "eva")
        async with httpx2.AsyncClient(base_url=home.url, follow_redirects=True) as leads:
            assert (await leads.get(f"/k/{token}")).status_code == 503
            assert (await leads.get("/meetings/poskozene/record.docx")).status_code == 503
        assert home.store.meetings()[0].version == home.meeting("poskozene").version, "and nothing is put behind it"


async def test_a_meeting_that_has_lost_words_goes_on_and_marks_where(home: House) -> None:
    home.put("jakub", planned().log)
    version = next(entry.version for entry in planned().log if getattr(entry.event, "cell", "") == "step:s1:what")
    with sqlite3.connect(home.settings.data_dir / "setkani.db") as db:
        db.execute("update entries set crc = crc + 1 where meeting = 'jakub' and version = ?", [version])
    db.close()
    async with laptop(home) as vera, phone(home.url, "jakub", home.store.issue("jakub", "tomas")) as tomas:
        console = (await vera.post("/meetings/jakub/enter", follow_redirects=True)).text
        assert "řádek tohoto setkání se na disku poškodil" in console and "Co se tu psalo naposled" in console
        before = tomas.epoch
        await tomas.write("step:s1:what", "Objednat Jakuba k lékaři")
        meeting = home.meeting("jakub")
        assert meeting.text("step:s1:what") == "Objednat Jakuba k lékaři" and not meeting.hurt
        assert [each.found is not None for each in meeting.damages] == [True]
        assert before != home.store.epoch("jakub"), "pages that know other words begin anew"
        assert "Co se tu psalo naposled" not in (await vera.get("/meetings/jakub/panels/plan?view=console")).text
        assert "poškodil" in await asyncio.to_thread(words_of, (await vera.get("/meetings/jakub/record.docx")).content)


async def test_a_link_that_was_passed_on_ends_everywhere_and_the_new_one_opens(home: House, met: Open) -> None:
    """Also on a page that is open now, and for the guest who was let in as this person."""
    async with laptop(home) as eva, phone(home.url, met.id, met.tokens["eva"]) as leads:
        stranger = await guest(home, met, "Petra Horáková")
        await leads.did("admit", seat=stranger[0], invited="petra")
        async with phone(home.url, met.id, stranger[1]) as there:
            page = await eva.post(f"/meetings/{met.id}/links", data={"renew": "petra"})
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await there.hear("never")
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
            assert (await there.do("acknowledge-confidentiality")).status_code == 404
        assert (await leads.state())["seat"] == "eva"
        async with httpx2.AsyncClient(base_url=home.url) as petra:
            assert (await petra.get(f"/k/{met.tokens['petra']}")).status_code == 404
            fresh = page.text.split("/k#")[1].split('"')[0]
            assert (await petra.get(f"/k/{fresh}")).headers["location"] == f"/meetings/{met.id}/seat/petra"


async def test_a_new_code_ends_the_old_one_and_shows_on_every_screen(home: House, met: Open) -> None:
    async with laptop(home) as eva, phone(home.url, met.id, met.tokens["projector"]) as screen:
        waiting = await guest(home, met, "Babička Marie")
        page = await eva.post(f"/meetings/{met.id}/code", follow_redirects=True)
        code = home.store.code(met.id)
        assert code != met.code and code in page.text
        assert "code" in (await screen.hear("changed", changed=["code", "work"]))["changed"]
        async with httpx2.AsyncClient(base_url=home.url) as somebody:
            assert (await somebody.post("/join", data={"code": met.code, "name": "Kdosi"})).status_code == 404
            assert (await somebody.post("/join", data={"code": code, "name": "Děda"})).status_code == 303
        assert waiting[0] in home.meeting().seats


async def test_only_the_organiser_and_whoever_leads_and_is_there_give_out_links_and_codes(home: House) -> None:
    met = home.open("dve", people=(*PEOPLE, Person("hana", "Hana Veselá", frozenset({"facilitator"}))))
    async with phone(home.url, met.id, met.tokens["eva"]), phone(home.url, met.id, met.tokens["hana"]) as hana:
        await hana.did("depart", seat="hana")
        for seat, status in (("eva", 303), ("hana", 404), ("petra", 404)):
            headers = {"Authorization": f"Bearer {met.tokens[seat]}"}
            async with httpx2.AsyncClient(base_url=home.url, headers=headers) as somebody:
                assert (await somebody.post(f"/meetings/{met.id}/code")).status_code == status, seat
                assert (await somebody.get(f"/meetings/{met.id}/links")).status_code == (200 if seat == "eva" else 404)


async def guest(home: House, met: Open, name: str) -> tuple[str, str]:
    """Somebody who asks at the door: their seat and token."""
    async with httpx2.AsyncClient(base_url=home.url) as somebody:
        answer = await somebody.post(f"/join/{met.code}", data={"name": name})
        token = next(value for key, value in somebody.cookies.items() if key.startswith("seat."))
        return answer.headers["location"].partition("seat=")[2], token
