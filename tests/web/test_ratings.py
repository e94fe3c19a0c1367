"""How the meeting was: said by whoever likes, read by whoever leads with their own link, in no record and no log."""

from io import BytesIO
from typing import Any

import docx
import httpx2
import pytest

from tests.afternoon import House, Open, phone, until
from tests.canaries import left_in
from tests.childs_meeting import AMALKA, EVA, FORMAT, LENKA, MAMA
from tests.childs_meeting import PEOPLE as OF_A_CHILD
from tests.web.test_afterwards import link, over

SAID = {"heard": "2", "safe": "7", "trust": "", "words": "KANAREK: mluvil hlavně úřad."}


@pytest.fixture
async def met(home: House, met: Open) -> Open:
    await over(home, met, "petra", "eva")
    return met


def rate(home: House, met: Open, seat: str, **form: Any) -> httpx2.Response:
    with link(home, met, seat) as person:
        return person.post("rate", data={"as": seat, **form})


def test_people_are_told_who_will_read_it_before_they_answer(home: House, met: Open) -> None:
    with link(home, met, "petra") as petra, link(home, met, "eva") as eva:
        page = petra.get("home/petra").text
        assert "Přečte si to jen: Eva Dvořáková" in " ".join(page.split())
        assert (
            'action="/meetings/setkani/rate"' in page
            and 'action="/meetings/setkani/rate"' not in eva.get("home/eva").text
        )


def test_whoever_leads_reads_each_answer_and_nobody_else_any(home: House, met: Open) -> None:
    assert rate(home, met, "petra", **SAID).status_code == 303
    with link(home, met, "eva") as eva, link(home, met, "petra") as petra:
        page = eva.get("ratings").text
        assert "Petra Horáková" in page and "KANAREK" in page and "<strong>2</strong>" in page
        assert page.count("<strong>") == 2, "what was not said is no number, and nothing is added up"
        assert "KANAREK" in petra.get("home/petra").text
        assert "KANAREK" not in eva.get("desk").text
    for seat in ("jana", "olga", "petra", "projector"):
        with link(home, met, seat) as person:
            assert person.get("ratings").status_code == 404, seat
            assert person.get("ratings?seat=eva").status_code == 404, seat
    with httpx2.Client(base_url=home.url, timeout=60) as organiser:
        organiser.get(f"/enter/{home.organiser_key}")
        assert organiser.get(f"/meetings/{met.id}/ratings").status_code == 404
        assert "KANAREK" not in organiser.get(f"/meetings/{met.id}/desk").text


async def test_it_is_in_no_record_and_no_log_and_no_other_device_hears_of_it(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["jana"]) as jana:
        version = home.meeting(met.id).version
        await until(lambda: home.meeting(met.id).record)
        heard = len(jana.heard)
        assert rate(home, met, "petra", **SAID).status_code == 303
        assert not [message for message in jana.heard[heard:] if message["t"] != "presence"]
        assert home.meeting(met.id).version <= version + 1
    with link(home, met, "petra") as petra:
        record = petra.get("record.docx").content
        assert "KANAREK" not in "\n".join(line.text for line in docx.Document(BytesIO(record)).paragraphs)
        assert "KANAREK" in petra.get("home/petra/data.json").text, "and what is kept of her she can save"
    with link(home, met, "eva") as eva:
        assert "KANAREK" not in eva.get("person.json?of=petra").text
    assert {found.split(":")[0] for found in left_in(home.settings.data_dir, ["KANAREK"])} == {"ratings.db"}


def test_it_is_changed_and_taken_back(home: House, met: Open) -> None:
    rate(home, met, "petra", **SAID)
    rate(home, met, "petra", heard="9")
    ratings = home.app.state.site.ratings
    assert (ratings.of(met.id)["petra"].heard, ratings.of(met.id)["petra"].words) == (9, "")
    rate(home, met, "petra")
    assert ratings.of(met.id) == {}


@pytest.mark.parametrize("form", [{"heard": "11"}, {"safe": "-1"}, {"trust": "skoro"}, {"words": "x" * 1001}])
def test_what_is_no_answer_is_refused(home: House, met: Open, form: dict[str, str]) -> None:
    assert rate(home, met, "petra", **form).status_code == 422
    assert home.app.state.site.ratings.of(met.id) == {}


def test_who_led_and_who_was_not_there_are_not_asked_and_nothing_is_said_before_the_end(home: House, met: Open) -> None:
    assert rate(home, met, "eva", heard="10").status_code == 403
    early = home.open("drive")
    assert rate(home, early, "petra", heard="10").status_code == 409
    with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/", timeout=60) as stranger:
        assert stranger.post("rate", data={"as": "petra", "heard": "10"}).status_code == 404


async def test_a_child_says_it_with_faces_and_by_no_other_hand(home: House) -> None:
    met = home.open("amalka", OF_A_CHILD, format=FORMAT)
    await over(home, met, MAMA, LENKA)
    with link(home, met, AMALKA) as child, link(home, met, EVA) as guide, link(home, met, LENKA) as lead:
        assert f"child/{AMALKA}/rating" in child.get(f"child/{AMALKA}").text
        page = child.get(f"child/{AMALKA}/rating").text
        assert "Poslouchali tě?" in page and "Nemusíš odpovídat." in page and "Lenka Svobodová" in page
        assert child.post("rate", data={"as": AMALKA, "heard": "0", "words": "Táta křičel."}).status_code == 303
        assert guide.get(f"child/{AMALKA}/rating").status_code == 404
        assert guide.post("rate", data={"as": AMALKA, "heard": "10"}).status_code == 404
        assert 'class="feeling feeling-1"' in lead.get("ratings").text and "Táta křičel." in lead.get("ratings").text


def test_it_is_erased_with_the_meeting(home: House, met: Open) -> None:
    rate(home, met, "petra", **SAID)
    with link(home, met, "eva") as eva:
        assert eva.post("erase", data={"title": "Jakubovo setkání", "why": "office"}).status_code == 200
    assert left_in(home.settings.data_dir, ["KANAREK"]) == []
