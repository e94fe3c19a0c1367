"""Finding a time over HTTP: asked at the desk, answered at home by a personal link, chosen with one tap."""

import re
from datetime import UTC, datetime

import httpx2

from server.meeting.commands import Person
from server.meeting.model import Can, Presence
from tests.afternoon import PEOPLE, House, Open
from tests.web.test_cases import laptop, part
from tests.web.test_contributions import plain, with_link

TIMES = ["2027-03-08T14:00", "2027-03-09T10:00", "", ""]
MONDAY, TUESDAY = datetime(2027, 3, 8, 13, 0, tzinfo=UTC), datetime(2027, 3, 9, 9, 0, tzinfo=UTC)


def asked(home: House) -> Open:
    met = home.open(people=(*PEOPLE, Person("babi", "Božena Nová", frozenset({"ucastnik"}), aided=True)))
    with laptop(home) as organiser:
        assert organiser.post(f"/meetings/{met.id}/offer-times", data={"times": TIMES}).status_code == 303
    return met


def fields(page: str) -> list[str]:
    """The names of the answers on a page, as its form sends them."""
    return sorted(set(re.findall(r'name="(answers:[^"]*)"', page)))


def test_each_answers_at_home_without_coming_and_sees_nobody_elses_answers(home: House) -> None:
    met = asked(home)
    with with_link(home, met, "petra") as petra, with_link(home, met, "olga") as olga:
        page = petra.get("home/petra").text
        monday, tuesday = fields(page)
        answered = petra.post("answer-poll", data={"as": "petra", monday: "yes", tuesday: "no"})
        assert answered.status_code == 200, answered.text
        poll = home.meeting().poll
        assert poll and poll.answers["petra"] == {MONDAY: Can.YES, TUESDAY: Can.NO}
        assert home.meeting().seats["petra"].presence is Presence.INVITED
        assert "Odpověděli jste na všechno" in plain(petra.get("home/petra").text)
        other = olga.get("home/olga").text.split('id="home-poll"')[1].split("</section>")[0]
        assert "Petra" not in other and "checked" not in other and fields(other) == [monday, tuesday]
        assert olga.post("answer-poll", data={"as": "petra", monday: "no"}).status_code == 404
        assert olga.post("settle-time", data={"as": "olga", "starts": MONDAY.isoformat()}).status_code == 403


def test_the_desk_says_who_can_when_notes_what_was_said_and_sets_it_with_one_tap(home: House) -> None:
    met = asked(home)
    with laptop(home) as organiser:
        desk = f"/meetings/{met.id}/desk"
        monday, tuesday = fields(organiser.get(desk).text)
        said = {"seat": "babi", monday: "if-need-be", tuesday: ""}
        organiser.post(f"/meetings/{met.id}/note-poll", data=said)
        with with_link(home, met, "petra") as petra:
            petra.post("answer-poll", data={"as": "petra", monday: "yes", tuesday: "no"})
        shown = part(organiser.get(desk).text, "desk-poll")
        assert "8. 3. 2027 v 14.00" in shown and "Božena Nová (zapsáno)" in shown
        assert "Božena Nová" in shown.split("Ještě neodpověděli")[1].split("</p>")[0], "to Tuesday she said nothing"
        assert "Petra" not in shown.split("Ještě neodpověděli")[1].split("</p>")[0]
        assert "vyhovuje nejlíp" in shown
        owed = part(organiser.get("/").text, "owed")
        assert "Hledáte termín" in owed and "Olga Malá" in owed and "Petra" not in owed
        organiser.post(f"/meetings/{met.id}/settle-time", data={"starts": MONDAY.isoformat()})
        assert home.meeting().starts == MONDAY
        page = plain(organiser.get("/").text)
        assert "Hledáte termín" not in part(page, "owed") and "8. 3. 2027" in page
    with with_link(home, met, "petra") as petra:
        assert "Vybráno" in plain(petra.get("home/petra").text)
        assert petra.post("answer-poll", data={"as": "petra", monday: "no"}).status_code == 409


def test_a_program_answers_with_one_object(home: House) -> None:
    met = asked(home)
    with with_link(home, met, "petra") as petra:
        answer = petra.post("answer-poll", json={"answers": {"2027-03-08T14:00+01:00": "if-need-be"}})
        assert answer.status_code == 200, answer.text
        for wrong in ({"answers": "yes"}, {"answers": {"2027-03-08T14:00+01:00": 1}}, {"answers": {"x": "yes"}}, {}):
            assert petra.post("answer-poll", json=wrong).status_code == 422, wrong
    poll = home.meeting().poll
    assert poll and poll.answers["petra"] == {MONDAY: Can.IF_NEED_BE}


def test_too_many_times_are_one_sentence_and_nothing_is_asked(home: House) -> None:
    met = home.open()
    times = [f"2027-03-{day:02}T14:00" for day in range(1, 14)]
    with laptop(home) as organiser:
        answer = organiser.post(f"/meetings/{met.id}/offer-times", data={"times": times})
        assert answer.status_code == 422 and "nejvýš 12" in plain(answer.text)
        assert organiser.post(f"/meetings/{met.id}/offer-times", data={"times": ["zítra"]}).status_code == 422
    assert home.meeting().poll is None


def test_whoever_opens_their_link_to_answer_has_not_come(home: House) -> None:
    met = asked(home)
    with httpx2.Client(base_url=home.url) as petra:
        assert petra.get(f"/k/{met.tokens['petra']}").headers["location"] == f"/meetings/{met.id}/home/petra"
        assert home.meeting().seats["petra"].presence is Presence.INVITED
    with httpx2.Client(base_url=home.url) as eva:
        assert "/console/eva" in eva.get(f"/k/{met.tokens['eva']}").headers["location"]
    with laptop(home) as organiser:
        organiser.post(f"/meetings/{met.id}/settle-time", data={"starts": MONDAY.isoformat()})
    with httpx2.Client(base_url=home.url) as olga:
        early = home.app.state.site.clock.now() < MONDAY
        place = olga.get(f"/k/{met.tokens['olga']}").headers["location"]
        assert ("/home/olga" in place) is early
