"""Who gets whose data: everybody their own, whoever works at the desk those of the meeting, nobody else anything."""

import asyncio

import httpx2
import pytest

from tests.afternoon import House, Open, phone
from tests.childs_meeting import FORMAT
from tests.childs_meeting import PEOPLE as OF_A_CHILD


def link(home: House, met: Open, seat: str) -> httpx2.Client:
    return httpx2.Client(
        base_url=f"{home.url}/meetings/{met.id}/", headers={"Authorization": f"Bearer {met.tokens[seat]}"}, timeout=60
    )


async def test_everybody_saves_their_own_from_their_page(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        await petra.write("rules", "MOJE-SLOVA")
    with link(home, met, "petra") as person:
        page = await asyncio.to_thread(person.get, "home/petra")
        assert "home/petra/data.json" in page.text
        data = person.get("home/petra/data.json")
        assert data.headers["content-disposition"] == "attachment; filename*=UTF-8''petra-horakova.json"
        assert data.headers["cache-control"] == "no-store"
        assert "MOJE-SLOVA" in data.text and data.json()["person"] == "Petra Horáková"
        assert person.get("home/eva/data.json").status_code == 404


@pytest.mark.parametrize(("seat", "status"), [("eva", 200), ("jana", 200), ("petra", 404), ("projector", 404)])
def test_at_the_desk_those_of_all_are_saved(home: House, met: Open, seat: str, status: int) -> None:
    with link(home, met, seat) as person:
        assert person.get("person.json?of=olga").status_code == status
        if status == 200:
            assert 'value="olga"' in person.get("desk").text
            assert person.get("person.json?of=nikdo").status_code == 404


def test_a_child_has_no_file_of_data_on_their_page(home: House) -> None:
    met = home.open("amalka", OF_A_CHILD, format=FORMAT)
    child = next(person.seat for person in OF_A_CHILD if "dite" in person.roles)
    with link(home, met, child) as person:
        assert person.get(f"home/{child}/data.json").status_code == 404
