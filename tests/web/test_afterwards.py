"""After the meeting, on everybody's own page: own steps, wishes to change them, what has changed, for whom it is."""

from collections.abc import Iterator

import httpx2
import pytest

from server.meeting import events as e
from server.meeting.events import Entry
from tests.afternoon import House, Open
from tests.childs_meeting import AMALKA, FORMAT, LENKA
from tests.childs_meeting import PEOPLE as OF_A_CHILD


def link(home: House, met: Open, seat: str) -> httpx2.Client:
    return httpx2.Client(
        base_url=f"{home.url}/meetings/{met.id}/", headers={"Authorization": f"Bearer {met.tokens[seat]}"}, timeout=60
    )


async def over(home: House, met: Open, owner: str, lead: str) -> None:
    """A meeting with one step, closed past its room; everything reaches Olga."""
    version, at = home.meeting(met.id).version, home.app.state.site.clock.now()
    happened: list[e.Event] = [
        *(e.PersonArrived(seat) for seat in home.meeting(met.id).seats),
        e.MeetingBegan(),
        e.GoalAdded("g1"),
        e.StepAdded("s1", "g1"),
        e.StepGiven("s1", owner),
        e.TextChanged("step:s1:what", "t", 1, ((0, "Zavolat do poradny"),)),
    ]
    if "olga" in home.meeting(met.id).seats:
        happened.append(e.HubNamed("olga"))
    happened.append(e.MeetingClosed("Konec."))
    await home.store.append(
        met.id, version, [Entry(version + number, at, lead, event) for number, event in enumerate(happened, 1)]
    )


@pytest.fixture
async def met(home: House, met: Open) -> Open:
    await over(home, met, "petra", "eva")
    return met


@pytest.fixture
def petra(home: House, met: Open) -> Iterator[httpx2.Client]:
    with link(home, met, "petra") as person:
        yield person


@pytest.mark.parametrize(("seat", "place"), [("petra", "home/petra"), ("eva", "home/eva"), ("olga", "home/olga")])
def test_after_the_meeting_the_personal_link_leads_home_and_from_there_to_the_meeting(
    home: House, met: Open, seat: str, place: str
) -> None:
    with httpx2.Client(base_url=home.url, timeout=60) as person:
        answer = person.get(f"/k/{met.tokens[seat]}")
        assert answer.headers["location"] == f"/meetings/{met.id}/{place}"
        page = person.get(answer.headers["location"]).text
        assert f"/meetings/{met.id}/seat/{seat}" in page
        assert (f"/meetings/{met.id}/desk?seat={seat}" in page) is (seat == "eva")


def test_whoever_has_a_step_says_how_far_it_is_and_only_those_who_see_to_it_read_that(
    home: House, met: Open, petra: httpx2.Client
) -> None:
    assert "Zavolat do poradny" in petra.get("home/petra").text
    said = {"as": "petra", "step": "s1", "outcome": "partly", "words": "Zatím se neozvali."}
    assert petra.post("mark-step", data=said).status_code == 200
    assert "Zatím se neozvali." in petra.get("home/petra").text
    for seat, page, reads in (("eva", "desk", True), ("olga", "home/olga", True), ("jana", "home/jana", False)):
        with link(home, met, seat) as person:
            assert ("Zatím se neozvali." in person.get(page).text) is reads, seat
    assert petra.post("mark-step", data={**said, "outcome": "wonderful"}).status_code == 422


def test_a_wish_to_change_a_step_is_answered_at_the_desk(home: House, met: Open, petra: httpx2.Client) -> None:
    asked = {"as": "petra", "request": "z1", "step": "s1", "words": "Prosím o jiný den."}
    assert petra.post("ask-change", data=asked).status_code == 200
    with link(home, met, "eva") as eva, link(home, met, "jana") as jana:
        assert "Prosím o jiný den." in eva.get("desk").text
        assert jana.post("answer-change", data={"as": "jana", "request": "z1", "words": "Ne."}).status_code == 403
        answer = {"as": "eva", "request": "z1", "words": "Domluveno na pondělí."}
        assert eva.post("answer-change", data=answer).status_code == 200
    page = petra.get("home/petra").text
    assert "Domluveno na pondělí." in page and 'action="/meetings/setkani/answer-change' not in page


def test_what_has_changed_is_read_by_those_it_was_told_to_and_nobody_else(
    home: House, met: Open, petra: httpx2.Client
) -> None:
    news = {"as": "olga", "news": "n1", "words": "Jakub je v nemocnici.", "seats": ["petra"]}
    with link(home, met, "olga") as olga, link(home, met, "jana") as jana:
        assert 'name="seats" value="petra"' in olga.get("home/olga").text
        assert 'name="seats"' not in jana.get("home/jana").text
        assert olga.post("tell-news", data=news).status_code == 200
        assert jana.post("tell-news", data={**news, "as": "jana", "news": "n2"}).status_code == 403
        assert "v nemocnici" in petra.get("home/petra").text
        assert "v nemocnici" not in jana.get("home/jana").text
        for seen in ("seat/jana", "record.docx", "state.json"):
            assert b"nemocnici" not in jana.get(seen).content


def test_from_there_the_organiser_calls_an_extraordinary_meeting_of_the_same_case(home: House, met: Open) -> None:
    with httpx2.Client(base_url=home.url, timeout=60) as organiser:
        organiser.get(f"/enter/{home.organiser_key}")
        asked = "/new?from=setkani&amp;occasion=extraordinary"
        assert asked in organiser.get(f"/meetings/{met.id}/desk").text
        form = organiser.get(asked.replace("&amp;", "&")).text
    assert "Petra Horáková" in form and '<option value="extraordinary" selected' in form


async def test_a_child_finds_own_steps_on_its_page_with_faces_and_nothing_more(home: House) -> None:
    met = home.open("amalka", OF_A_CHILD, format=FORMAT)
    await over(home, met, AMALKA, LENKA)
    with httpx2.Client(base_url=home.url, timeout=60) as child:
        place = child.get(f"/k/{met.tokens[AMALKA]}").headers["location"]
        assert place == f"/meetings/{met.id}/child/{AMALKA}"
        page = child.get(place).text
        assert "Zavolat do poradny" in page and "Tvoje kroky" in page and 'class="feeling feeling-5"' in page
        assert "ask-change" not in page and "tell-news" not in page and "data.json" not in page
        done = child.post(f"/meetings/{met.id}/mark-step", data={"as": AMALKA, "step": "s1", "outcome": "done"})
        assert done.headers["location"]
    assert home.meeting(met.id).progress["s1"][-1].by == AMALKA


def test_before_the_end_there_is_nothing_of_it(home: House) -> None:
    met = home.open("drive")
    with link(home, met, "petra") as petra, link(home, met, "eva") as eva:
        assert "mark-step" not in petra.get("home/petra").text and "tell-news" not in eva.get("desk").text
