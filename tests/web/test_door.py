"""Coming in: the code on the screen, the waiting room, personal links, and what strangers find."""

import httpx2
import pytest

from server.meeting.model import Presence
from server.web.entry import link_of
from server.web.guesses import LONGEST_TURN, WRONG_A_SECOND, WRONG_AT_ONCE
from tests.afternoon import House, Open, phone


def browser(home: House, **cookies: str) -> httpx2.AsyncClient:
    """A browser of its own: keeps cookies, does not follow by itself."""
    return httpx2.AsyncClient(base_url=home.url, cookies=cookies)


def plain(answer: httpx2.Response) -> str:
    """A page's text with its non-breaking spaces as ordinary ones."""
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


async def knock(guest: httpx2.AsyncClient, met: Open, name: str = "Babička Marie") -> str:
    """Type the code and a name; the guest's seat."""
    answer = await guest.post(f"/join/{met.code}", data={"name": name, "guest": "0123456789ab"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("=")[2]


async def test_a_guest_with_the_code_waits_and_sees_nothing_until_admitted(home: House, met: Open) -> None:
    async with browser(home) as guest, phone(home.url, met.id, met.tokens["eva"]) as eva:
        seat = await knock(guest, met)
        assert home.meeting().seats[seat].presence is Presence.WAITING
        assert "Babička Marie" in plain(await guest.get(f"/meetings/{met.id}/waiting?seat={seat}"))
        for path in (
            f"seat/{seat}",
            f"panels/plan?seat={seat}",
            "state.json",
            "record.docx",
            "record.json",
            "projector",
        ):
            answer = await guest.get(f"/meetings/{met.id}/{path}")
            assert answer.status_code != 200, path
        await eva.did("admit", seat=seat)
        asked = await guest.get(f"/meetings/{met.id}/waiting?seat={seat}", headers={"HX-Request": "true"})
        assert asked.headers["hx-redirect"] == f"/meetings/{met.id}/seat/{seat}"
        assert (await guest.get(asked.headers["hx-redirect"])).status_code == 200


async def test_a_guest_who_turns_out_to_be_invited_sits_down_in_that_seat(home: House, met: Open) -> None:
    async with browser(home) as guest, phone(home.url, met.id, met.tokens["eva"]) as eva:
        seat = await knock(guest, met, "Petra H.")
        await eva.did("admit", seat=seat, invited="petra")
        asked = await guest.get(f"/meetings/{met.id}/waiting?seat={seat}", headers={"HX-Request": "true"})
        assert asked.headers["hx-redirect"] == f"/meetings/{met.id}/seat/petra"
        page = await guest.get(f"/meetings/{met.id}/seat/petra")
        assert "Petra Horáková" in page.text
        done = await guest.post(f"/meetings/{met.id}/acknowledge-confidentiality", headers={"X-Seat": "petra"})
        assert done.status_code == 303
        assert home.meeting().seats["petra"].acknowledged


async def test_a_double_tap_on_the_form_of_the_door_asks_once(home: House, met: Open) -> None:
    async with browser(home) as guest:
        first = await knock(guest, met)
        second = await knock(guest, met)
        assert first == second
        assert len(home.meeting().waiting) == 1


async def test_somebody_at_the_table_cannot_become_a_guest_whose_seat_they_see(home: House, met: Open) -> None:
    async with browser(home) as guest, browser(home) as other:
        seat = await knock(guest, met)
        answer = await other.post(f"/join/{met.code}", data={"name": "Babička Marie", "guest": seat.removeprefix("g")})
        assert answer.headers["location"].rpartition("=")[2] != seat


async def test_a_guest_who_opens_the_code_again_is_led_to_their_own_page(home: House, met: Open) -> None:
    async with browser(home) as guest:
        seat = await knock(guest, met)
        again = await guest.get(f"/join/{met.code}")
        assert again.headers["location"] == f"/meetings/{met.id}/waiting?seat={seat}"


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {1} ", "{2}"])
async def test_the_code_may_be_typed_as_people_type(home: House, met: Open, typed: str) -> None:
    code = typed.format(met.code, met.code.lower(), met.code[:3] + "-" + met.code[3:])
    async with browser(home) as guest:
        answer = await guest.post("/join", data={"code": code, "name": "Marie"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"code": "ZZZZZZ", "name": "Marie"}, 404, "Setkání s tímto kódem tu není."),
        ({"code": "", "name": "Marie"}, 404, "Setkání s tímto kódem tu není."),
        ({"name": ""}, 422, "Napište prosím jméno"),
        ({"name": "x" * 81}, 422, "Napište prosím jméno"),
    ],
)
async def test_what_is_wrong_is_said_above_the_form_and_nobody_waits(
    home: House, met: Open, fields: dict[str, str], status: int, sentence: str
) -> None:
    async with browser(home) as guest:
        answer = await guest.post("/join", data={"code": met.code, **fields})
        assert answer.status_code == status
        assert sentence in plain(answer)
        assert not home.meeting().waiting


async def test_behind_an_address_that_guesses_the_door_still_opens(home: House, met: Open) -> None:
    """A school has one address, and in it is somebody with a program that tries codes."""
    door = home.app.state.site.door
    async with browser(home) as guest:
        wrong = [await guest.get("/join/ZZZZZZZZ") for _ in range(5)]
        assert {answer.status_code for answer in wrong} == {404}
        for _ in range(WRONG_AT_ONCE):
            door.guesses.turn("127.0.0.1")
        seat = await knock(guest, met)
        assert home.meeting().seats[seat].presence is Presence.WAITING
        for _ in range(int(LONGEST_TURN * WRONG_A_SECOND) + 5):
            door.guesses.turn("127.0.0.1")
        refused = await guest.get(f"/join/{met.code}")
        assert refused.status_code == 429 and "Chvíli počkejte" in plain(refused)
        assert (await guest.get(f"/k/{met.tokens['petra']}")).status_code == 303


async def test_a_link_keeps_its_key_behind_the_number_sign_and_hands_it_in(home: House, met: Open) -> None:
    """So it is in no log of a proxy and no Referer; and a mail program that looks where it leads does not come."""
    link = link_of(home.url, met.tokens["petra"])
    async with browser(home) as petra:
        page = await petra.get(link)
        assert page.status_code == 200 and met.tokens["petra"] not in str(page.request.url.copy_with(fragment=None))
        assert home.meeting().seats["petra"].presence is Presence.INVITED, "looking is not coming"
        opened = await petra.post("/k", data={"token": met.tokens["petra"]})
        assert opened.headers["location"] == f"/meetings/{met.id}/seat/petra"
        assert home.meeting().seats["petra"].presence is Presence.PRESENT
        foreign = await petra.post("/k", data={"token": met.tokens["jana"]}, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403
        for token in ("", "x" * 22, "x" * 5000, "\0"):
            assert (await petra.post("/k", data={"token": token})).status_code == 404, token


async def test_a_link_opens_on_a_second_device_too(home: House, met: Open) -> None:
    """People change phones, and open at home what they open once more in the room."""
    for _ in range(2):
        async with browser(home) as device:
            assert (await device.post("/k", data={"token": met.tokens["petra"]})).status_code == 303
            assert (await device.get(f"/meetings/{met.id}/seat/petra")).status_code == 200


async def test_a_personal_link_becomes_a_cookie_and_leads_to_ones_own_page(home: House, met: Open) -> None:
    async with browser(home) as petra:
        answer = await petra.get(f"/k/{met.tokens['petra']}")
        assert answer.headers["location"] == f"/meetings/{met.id}/seat/petra"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
        assert (await petra.get(answer.headers["location"])).status_code == 200
        assert home.meeting().seats["petra"].presence is Presence.PRESENT


async def test_the_facilitators_link_leads_to_the_console_and_the_screens_to_the_projector(
    home: House, met: Open
) -> None:
    async with browser(home) as laptop:
        console = await laptop.get(f"/k/{met.tokens['eva']}")
        assert console.headers["location"] == f"/meetings/{met.id}/console/eva"
        screen = await laptop.get(f"/k/{met.tokens['projector']}")
        assert screen.headers["location"] == f"/meetings/{met.id}/projector"
        for place in (console.headers["location"], screen.headers["location"]):
            assert (await laptop.get(place)).status_code == 200
        # Both cookies are in one browser now; the record is still the facilitator's to have.
        assert (await laptop.get(f"/meetings/{met.id}/record.docx")).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "x" * 22, "x" * 500, "../../etc", "%00"])
async def test_a_link_nobody_gave_is_one_clear_sentence(home: House, met: Open, token: str) -> None:
    async with browser(home) as stranger:
        answer = await stranger.get(f"/k/{token}")
        assert answer.status_code == 404
        assert "Tady nic není." in plain(answer)


async def test_a_renewed_link_works_and_the_old_one_ends(home: House, met: Open) -> None:
    async with browser(home, organiser=home.organiser_key) as laptop, browser(home) as petra:
        page = await laptop.post(f"/meetings/{met.id}/links", data={"renew": "petra"})
        assert page.status_code == 200
        new = page.text.split("/k#")[1].split('"')[0].split("<")[0]
        assert (await petra.get(f"/k/{met.tokens['petra']}")).status_code == 404
        assert (await petra.get(f"/k/{new}")).status_code == 303


async def test_a_participant_cannot_open_the_console_nor_its_panels(home: House, met: Open) -> None:
    async with browser(home) as petra:
        await petra.get(f"/k/{met.tokens['petra']}")
        for path in ("console/petra", "console/eva", "panels/door?view=console", "panels/door", "links", "projector"):
            assert (await petra.get(f"/meetings/{met.id}/{path}")).status_code == 404, path


async def test_a_person_who_left_comes_back_by_their_link(home: House, met: Open) -> None:
    async with browser(home) as petra, phone(home.url, met.id, met.tokens["eva"]) as eva:
        await petra.get(f"/k/{met.tokens['petra']}")
        await eva.did("depart", seat="petra")
        await petra.get(f"/k/{met.tokens['petra']}")
        assert home.meeting().seats["petra"].presence is Presence.PRESENT


async def test_a_language_is_chosen_by_a_person_and_holds_for_that_phone_alone(home: House, met: Open) -> None:
    async with browser(home) as one, browser(home) as two:
        await one.post("/language", data={"lang": "en", "next": "/join"})
        assert '<html lang="en"' in (await one.get("/join")).text
        assert '<html lang="cs"' in (await two.get("/join", headers={"Accept-Language": "en"})).text


@pytest.mark.parametrize("back", ["http://evil.example", "//evil.example", "/\\evil.example", ""])
async def test_the_choice_of_language_leads_nowhere_else(home: House, back: str) -> None:
    async with browser(home) as guest:
        answer = await guest.post("/language", data={"lang": "en", "next": back})
        assert answer.headers["location"] == "/"


async def test_the_name_of_somebody_at_the_door_is_for_whoever_leads_alone(home: House, met: Open) -> None:
    async with browser(home) as guest, phone(home.url, met.id, met.tokens["petra"]) as petra:
        seat = await knock(guest, met)
        assert seat not in {person["id"] for person in (await petra.state())["seats"]}
        async with phone(home.url, met.id, met.tokens["jana"]) as jana:
            assert seat not in (await jana.hear("presence"))["people"]
