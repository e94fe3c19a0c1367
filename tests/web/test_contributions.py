"""What those send who cannot come: written at home, noted at the desk, read in the room when all is opened."""

import httpx2

from server.meeting import commands as c
from server.meeting.commands import Person
from server.meeting.model import Presence, Source
from tests import childs_meeting
from tests.afternoon import PEOPLE, House, Open, phone
from tests.web.test_cases import did, laptop

FILIP = Person("filip", "Filip Krátký", frozenset({"ucastnik"}), position="otec")


def with_link(home: House, met: Open, seat: str) -> httpx2.Client:
    return httpx2.Client(
        base_url=f"{home.url}/meetings/{met.id}/", headers={"Authorization": f"Bearer {met.tokens[seat]}"}
    )


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


def test_somebody_writes_it_at_home_without_coming_and_takes_it_back(home: House) -> None:
    met = home.open(people=(*PEOPLE, FILIP))
    with with_link(home, met, "filip") as filip:
        assert "Nemohu přijít a chci něco říct" in plain(filip.get("home/filip").text)
        sent = filip.post("contribute", data={"as": "filip", "words": "Nechci, aby se měnila škola."})
        assert sent.status_code == 200, sent.text
        assert home.meeting().contributions["filip"].source is Source.HOME
        assert home.meeting().seats["filip"].presence is Presence.INVITED
        page = plain(filip.get("home/filip").text)
        assert "Nechci, aby se měnila škola." in page and "take-back-contribution" in page
        assert filip.post("take-back-contribution", data={"as": "filip"}).status_code == 200
        assert home.meeting().contributions == {}
        assert filip.post("contribute", data={"as": "filip", "words": " "}).status_code == 422
        assert filip.post("contribute", data={"as": "petra", "words": "Za ni."}).status_code == 404


def test_what_came_by_mail_is_typed_in_at_the_desk_and_nowhere_else(home: House) -> None:
    met = home.open(people=(*PEOPLE, FILIP))
    form = {"seat": "filip", "words": "Vidím to jinak.", "source": "email", "received": "2027-03-10"}
    with laptop(home) as organiser:
        page = plain(organiser.get(f"/meetings/{met.id}/desk").text)
        assert "Zatím nikdo nic neposlal." in page and "Filip Krátký – otec" in page
        organiser.post(f"/meetings/{met.id}/note-contribution", data=form)
        page = plain(organiser.get(f"/meetings/{met.id}/desk").text)
        assert "Vidím to jinak." in page and "e-mailem · 10. 3. 2027 · přepis: Eva Dvořáková" in page
        wrong = organiser.post(f"/meetings/{met.id}/note-contribution", data={**form, "source": "sova"})
        assert wrong.status_code == 422
    with with_link(home, met, "petra") as petra:
        assert petra.post("note-contribution", data={**form, "as": "petra", "seat": "olga"}).status_code == 403
    with with_link(home, met, "filip") as filip:
        assert "Vidím to jinak." in filip.get("home/filip").text, "what stands under one's name one can read"


async def test_in_the_room_it_is_opened_with_everybodys_words_and_not_before(home: House) -> None:
    met = home.open(people=(*PEOPLE, FILIP))
    did(home, met.id, [("filip", c.Contribute("Nechci, aby se měnila škola."))])
    headers = {seat: {"Authorization": f"Bearer {met.tokens[seat]}"} for seat in met.tokens}
    async with (
        phone(home.url, met.id, met.tokens["eva"]) as eva,
        phone(home.url, met.id, met.tokens["petra"]),
        httpx2.AsyncClient(base_url=home.url) as browser,
    ):
        for stage in ("uvod", "sdeleni-svolavatele"):
            await eva.did("advance-stage", leaving=stage, despite="Jdeme dál.")

        async def seen(seat: str, view: str) -> str:
            address = f"/meetings/{met.id}/panels/views?view={view}" + (f"&seat={seat}" if view != "projector" else "")
            answer = await browser.get(address, headers=headers[seat])
            assert answer.status_code == 200
            return plain(answer.text)

        for seat, view in (("petra", "phone"), ("projector", "projector"), ("eva", "console")):
            before = await seen(seat, view)
            assert "Nechci, aby se měnila škola." not in before and "Jeden člověk poslal" in before
        await eva.did("show-views")
        for seat, view in (("petra", "phone"), ("projector", "projector"), ("eva", "console")):
            after = await seen(seat, view)
            assert "Filip Krátký" in after and "Nechci, aby se měnila škola." in after and "písemně z domova" in after


async def test_before_a_child_it_is_opened_only_as_the_child_wants_to_hear_it(home: House) -> None:
    grandmother = Person("babicka", "Božena Horáková", frozenset({"ucastnik"}))
    met = home.open(people=(*childs_meeting.PEOPLE, grandmother), format=childs_meeting.FORMAT)
    leads = next(seat.id for seat in home.meeting().seats.values() if "facilitator" in seat.roles)
    child = next(seat.id for seat in home.meeting().seats.values() if "dite" in seat.roles)
    did(home, met.id, [("babicka", c.Contribute("Bojím se o ni, když je sama."))])
    did(home, met.id, [("house", c.Arrive(leads)), ("house", c.Arrive(child))])
    on = [(leads, c.AdvanceStage(home.meeting().format.stages[0].id, "Jdeme dál.")), (leads, c.ShowViews())]
    did(home, met.id, on)
    headers = {"Authorization": f"Bearer {met.tokens['projector']}"}
    address = f"/meetings/{met.id}/panels/views?view=projector"
    async with httpx2.AsyncClient(base_url=home.url, headers=headers) as wall:
        shown = (await wall.get(address)).text
        assert home.meeting().views_shown and "Bojím se o ni" not in shown and "Božena" not in shown
    async with phone(home.url, met.id, met.tokens[child]) as amalka, httpx2.AsyncClient(base_url=home.url) as wall:
        await amalka.did("hear-views", hearing="all")
        assert "Bojím se o ni" in (await wall.get(address, headers=headers)).text


def test_a_child_has_no_form_for_it(home: House) -> None:
    met = home.open(people=childs_meeting.PEOPLE, format=childs_meeting.FORMAT)
    child = next(seat.id for seat in home.meeting().seats.values() if "dite" in seat.roles)
    with with_link(home, met, child) as link:
        assert link.get(f"home/{child}").status_code == 303
        assert link.post("contribute", data={"as": child, "words": "Ahoj."}).status_code == 403
