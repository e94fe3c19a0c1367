"""Name cards: everyone at the table has one, the code on it opens their own seat, and nobody else makes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from server.meeting.commands import Person
from server.web.cards import size_of
from server.web.drawing import qr
from tests.afternoon import PEOPLE, House, Open, phone

LONG = "PhDr. Mgr. Anežka Kateřina Marie Novotná-Vondráčková z Vyšehradu, Ph.D., MBA, LL."


@asynccontextmanager
async def laptop(home: House) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=home.url, cookies={"organiser": home.organiser_key}) as client:
        yield client


def program(home: House, token: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=home.url, headers={"Authorization": f"Bearer {token}"})


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


async def test_looking_at_the_cards_makes_no_links(home: House, met: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home.store, "issue", None)
    async with laptop(home) as eva:
        page = await eva.get(f"/meetings/{met.id}/cards")
        assert page.status_code == 200
        assert page.text.count('class="name-card"') == len(PEOPLE)
        assert "<svg" not in page.text and "Naskenujte" not in page.text
        for name in ("Eva Dvořáková", "Mgr. Jana Nováková", "Petra Horáková", "matka", "OSPOD", "SAS"):
            assert name in plain(page.text)


async def test_the_code_on_a_card_opens_the_seat_of_whoever_is_named_on_it(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, issue = {}, home.store.issue

    def noted(meeting: str, seat: str, *more: object) -> str:
        made[seat] = issue(meeting, seat, *more)
        return made[seat]

    monkeypatch.setattr(home.store, "issue", noted)
    async with laptop(home) as eva:
        page = (await eva.post(f"/meetings/{met.id}/cards")).text
    cards = page.split('class="name-card"')[1:]
    assert made.keys() == {person.seat for person in PEOPLE}
    for person, card in zip(PEOPLE, cards, strict=True):
        inside, back, front = card.split("card-side")[0], *card.split("card-side ")[1:]
        assert qr(f"{home.url}/k#{made[person.seat]}") in inside
        assert person.name in back and person.name in front
        assert "<svg" not in back and "<svg" not in front
        async with httpx2.AsyncClient(base_url=home.url) as scanned:
            place = (await scanned.get(f"/k/{made[person.seat]}")).headers["location"]
            assert place.endswith(f"/{person.seat}")
    # Nothing on the page but the squares says where they lead.
    assert not any(token in page for token in made.values())


async def test_links_handed_out_before_still_open(home: House, met: Open) -> None:
    async with laptop(home) as eva, httpx2.AsyncClient(base_url=home.url) as petra:
        await eva.post(f"/meetings/{met.id}/cards")
        assert (await petra.get(f"/k/{met.tokens['petra']}")).status_code == 303


async def test_who_waits_has_gone_or_is_excused_has_no_card_and_who_has_no_phone_has_no_code(home: House) -> None:
    people = (*PEOPLE, Person("pavel", "Pavel Říha", frozenset({"ucastnik"}), aided=True))
    met = home.open(people=people)
    async with (
        phone(home.url, met.id, met.tokens["eva"]) as eva,
        phone(home.url, met.id, met.tokens["petra"]),
        laptop(home) as organiser,
        httpx2.AsyncClient(base_url=home.url) as guest,
    ):
        await guest.post(f"/join/{met.code}", data={"name": "Babička Marie"})
        await eva.did("depart", seat="petra")
        await eva.did("excuse", seat="olga")
        page = (await organiser.post(f"/meetings/{met.id}/cards")).text
    cards = page.split('class="name-card"')[1:]
    for absent in ("Babička Marie", "Petra Horáková", "Olga Malá"):
        assert absent not in page
    assert [("<svg" in card, "Pavel Říha" in card) for card in cards] == [(True, False), (True, False), (False, True)]


async def test_only_the_organiser_and_whoever_leads_and_is_there_make_cards(home: House) -> None:
    met = home.open(people=(*PEOPLE, Person("hana", "Hana Veselá", frozenset({"facilitator"}))))
    async with phone(home.url, met.id, met.tokens["eva"]), phone(home.url, met.id, met.tokens["hana"]) as hana:
        await hana.did("depart", seat="hana")
        for seat, status in (("eva", 200), ("hana", 404), ("petra", 404), ("projector", 404)):
            async with program(home, met.tokens[seat]) as somebody:
                assert (await somebody.get(f"/meetings/{met.id}/cards")).status_code == status, seat
                assert (await somebody.post(f"/meetings/{met.id}/cards")).status_code == status, seat
    async with httpx2.AsyncClient(base_url=home.url) as stranger:
        assert (await stranger.get(f"/meetings/{met.id}/cards")).status_code == 404
        elsewhere = await stranger.post(f"/meetings/{met.id}/cards", headers={"Origin": "http://evil.example"})
        assert elsewhere.status_code == 403


async def test_the_cards_are_found_from_the_links_and_from_the_console(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]), laptop(home) as organiser:
        assert f'href="/meetings/{met.id}/cards"' in (await organiser.get(f"/meetings/{met.id}/links")).text
        async with program(home, met.tokens["eva"]) as eva:
            assert f'href="/meetings/{met.id}/cards"' in (await eva.get(f"/meetings/{met.id}/console/eva")).text


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Jana Nováková", "large"),
        ("Mgr. Jana Nováková", "large"),
        ("Anežka Vondráčková-Malá", "middle"),
        ("Olena Kovalenko-Шевченко", "small"),
        ("Mgr. Kateřina Procházková, Ph.D.", "middle"),
        (LONG, "small"),
        ("Ž" * 80, "small"),
    ],
)
def test_a_name_is_written_as_large_as_it_fits(name: str, size: str) -> None:
    assert size_of(name) == size


async def test_a_name_that_is_no_name_does_no_harm(home: House) -> None:
    met = home.open(people=(*PEOPLE, Person("x", "<script>alert(1)</script>", frozenset({"ucastnik"}))))
    async with laptop(home) as eva:
        assert "<script>alert" not in (await eva.post(f"/meetings/{met.id}/cards")).text
