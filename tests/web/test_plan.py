"""The plan as each of them gets it: numbers nobody sees before their time, what waits for what, the way ahead."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import httpx2
import pytest
from lxml import html
from lxml.html import HtmlElement

from server.meeting import commands as c
from server.meeting.model import Goal
from server.meeting.policy import PROJECTOR
from server.web.language import Tongue
from server.web.picturing import MOST_OFFERED, loads, may_wait_for, numbers, spread, way, without_step
from tests.afternoon import House
from tests.meeting.table import FIRST, LEADS, Table, planned

CZECH = Tongue("cs", ZoneInfo("Europe/Prague"))
TODAY = FIRST.date()


class Home:
    """A meeting that has come as far as its table, served; what each device gets of it."""

    def __init__(self, home: House, table: Table) -> None:
        self.home = home
        self.table = table
        self.tokens: dict[str, str] = {}

    async def serve(self) -> "Home":
        await self.home.store.append("jakub", 0, self.table.log)
        return self

    async def panel(self, seat: str, name: str = "plan", view: str = "phone") -> HtmlElement:
        token = self.tokens.setdefault(seat, self.home.store.issue("jakub", seat))
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/meetings/jakub/panels/{name}?view={view}&seat={seat}"
        async with httpx2.AsyncClient(base_url=self.home.url, headers=headers) as client:
            answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return html.fragment_fromstring(answer.text, create_parent=True)

    async def everybody(self, name: str = "plan") -> dict[str, HtmlElement]:
        """The panel on every device in the room."""
        screens = {seat.id: await self.panel(seat.id, name) for seat in self.table.meeting.present}
        screens["console"] = await self.panel(LEADS, name, "console")
        screens[PROJECTOR] = await self.panel(PROJECTOR, name, PROJECTOR)
        return screens


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def found(drawn: HtmlElement, path: str) -> list[HtmlElement]:
    return list(drawn.xpath(path))


def of_class(name: str) -> str:
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def with_steps(*steps: tuple[str, date | None], table: Table | None = None) -> Table:
    """More steps under the first goal, each with its date."""
    table = table or planned()
    for step, due in steps:
        table.ask("karel", c.AddStep(step, "g1"))
        table.write("karel", f"step:{step}:what", f"Krok {step}")
        if due:
            table.ask("karel", c.SetDue(step, due))
    return table


# The scale ----------------------------------------------------------------------------------------------------------


async def test_a_number_is_its_owners_alone_until_all_are_opened(home: House) -> None:
    table = planned()
    answers = {"jana": 2, "tomas": 9, "karel": 9}
    for seat, value in answers.items():
        table.ask(seat, c.AnswerScale("g1", value))
    room = await Home(home, table).serve()
    for screen, drawn in (await room.everybody()).items():
        chosen = [each.get("value") for each in found(drawn, "//input[@name='value'][@checked]")]
        assert chosen == ([str(answers[screen])] if screen in answers else []), screen
        assert not found(drawn, f"//*[{of_class('scale-marks')}]")
        saved = found(drawn, "//input[@name='value'][@data-saved='yes']")
        assert len(saved) == len(chosen)


async def test_a_program_is_told_no_numbers_but_its_owners(home: House) -> None:
    table = planned()
    for seat, value in (("jana", 2), ("tomas", 9)):
        table.ask(seat, c.AnswerScale("g1", value))
    room = await Home(home, table).serve()
    for seat, known in (("jana", {"jana": 2}), ("karel", {}), (LEADS, {}), (PROJECTOR, {})):
        headers = {"Authorization": f"Bearer {home.store.issue('jakub', seat)}"}
        async with httpx2.AsyncClient(base_url=room.home.url, headers=headers) as client:
            (goal,) = (await client.get("/meetings/jakub/state.json")).json()["goals"]
        assert goal.get("scale", {}) == known, seat


async def test_opened_answers_stand_under_names_and_are_never_averaged(home: House) -> None:
    table = planned()
    for seat, value in (("jana", 2), ("tomas", 9), ("karel", 9)):
        table.ask(seat, c.AnswerScale("g1", value))
    table.ask(LEADS, c.ShowScale("g1"))
    room = await Home(home, table).serve()
    for screen, drawn in (await room.everybody()).items():
        marks = found(drawn, f"//ul[{of_class('scale-marks')}]/li")
        said = [words(mark).replace(" (já)", "") for mark in marks]
        assert said == ["2: Jana Nováková", "9: Karel Beneš Tomáš Říha"], screen
        (shown,) = found(drawn, f"//*[{of_class('scale-shown')}]")
        for ruler in found(shown, f".//*[{of_class('scale-axis')} or {of_class('scale-ends')}]"):
            ruler.drop_tree()
        assert re.findall(r"\d+", words(shown)) == ["2", "9"], "no number that nobody said"


async def test_the_wall_has_initials_where_the_meeting_says_so(home: House) -> None:
    table = planned()
    table.ask("jana", c.AnswerScale("g1", 4))
    table.ask(LEADS, c.ShowScale("g1"))
    table.ask(LEADS, c.AmendMeeting(title="Jakubovo setkání", initials=True))
    room = await Home(home, table).serve()
    for panel in ("plan", "overview"):
        wall = words(await room.panel(PROJECTOR, panel, PROJECTOR))
        assert "J. N." in wall and "Nováková" not in wall
    assert "Jana Nováková" in words(await room.panel("tomas"))


async def test_only_whoever_leads_may_open_the_answers_and_sees_how_many_there_are(home: House) -> None:
    table = planned()
    for seat in ("jana", "tomas"):
        table.ask(seat, c.AnswerScale("g1", 5))
    room = await Home(home, table).serve()
    screens = await room.everybody()
    opening = {screen for screen, drawn in screens.items() if found(drawn, "//form[contains(@action, 'show-scale')]")}
    assert opening == {LEADS, "console"}
    assert "Odpovědělo: 2 z 5." in words(screens["console"])
    assert "Odpovědělo: 2 z 5." in words(screens[PROJECTOR])


@pytest.mark.parametrize(
    ("scale", "marks"),
    [
        ({}, []),
        ({"jana": 0, "karel": 10}, [(0, ("jana",), 0), (10, ("karel",), 0)]),
        ({"jana": 4, "tomas": 4}, [(4, ("jana", "tomas"), 0)]),
        ({"jana": 3, "tomas": 4, "karel": 5}, [(3, ("jana",), 0), (4, ("tomas",), 1), (5, ("karel",), 0)]),
    ],
)
def test_neighbours_on_the_line_leave_each_other_room(
    scale: dict[str, int], marks: list[tuple[int, tuple[str, ...], int]]
) -> None:
    spread_out = spread(planned().meeting, Goal("g1", scale=scale, shown=True))
    assert [(mark.value, tuple(sorted(mark.seats)), mark.lane) for mark in spread_out] == marks


# Worries ------------------------------------------------------------------------------------------------------------


async def test_worries_are_closed_with_a_word_why_until_every_side_has_named_a_strength(home: House) -> None:
    room = await Home(home, planned()).serve()
    screens = await room.everybody()
    for screen, drawn in screens.items():
        assert "Zatím zavřeno: nejdřív silné stránky." in words(drawn), screen
        assert not found(drawn, "//*[@data-cell='goal:g1:worries' or @data-mirror='goal:g1:worries']"), screen
        waited = found(drawn, "//*[@id='worries-closed']")
        # The wall points at nobody.
        assert bool(waited) == (screen != PROJECTOR)
    asks = {screen for screen, drawn in screens.items() if found(drawn, "//form[contains(@action, 'open-worries')]")}
    assert asks == {LEADS, "console"}
    assert "Ještě čekáme na:" in words(screens["jana"])


async def test_open_worries_are_a_field_like_the_others(home: House) -> None:
    table = planned()
    table.ask(LEADS, c.OpenWorries("Maminka chce mluvit hned."))
    room = await Home(home, table).serve()
    for screen, drawn in (await room.everybody()).items():
        assert found(drawn, "//*[@data-cell='goal:g1:worries' or @data-mirror='goal:g1:worries']"), screen
        assert not found(drawn, "//*[@id='worries-closed']")


async def test_nobody_is_waited_for_where_worries_cannot_open_any_more(home: House) -> None:
    room = await Home(home, planned("ukonceni")).serve()
    drawn = await room.panel("jana")
    assert "Zatím zavřeno" in words(drawn)
    assert not found(drawn, "//*[@id='worries-closed']")


# Steps --------------------------------------------------------------------------------------------------------------


async def test_a_step_says_its_number_its_kind_and_what_it_waits_for(home: House) -> None:
    table = with_steps(("s2", date(2027, 4, 1)), ("s3", date(2027, 5, 5)))
    table.ask("karel", c.SetAfter("s3", frozenset({"s1", "s2"})))
    table.ask("karel", c.SetKind("s3", "referral"))
    table.ask("karel", c.SetArea("g1", "school"))
    room = await Home(home, table).serve()
    for screen, drawn in (await room.everybody()).items():
        (step,) = found(drawn, "//*[@id='step-s3' or @id='row-s3']")
        assert "1.3" in words(step) and "čeká na kroky 1.1, 1.2" in words(step), screen
        assert CZECH._("Referral to a service") in words(step)
        (goal,) = found(drawn, "//*[@id='goal-title-g1']")
        assert CZECH._("School") in words(goal)


async def test_a_step_due_before_what_it_waits_for_is_told_of(home: House) -> None:
    table = with_steps(("s2", date(2027, 4, 1)))
    table.ask("karel", c.SetAfter("s2", frozenset({"s1"})))
    room = await Home(home, table).serve()
    sentence = CZECH._("The step is due sooner than a step it has to wait for.")
    drawn = await room.panel("jana")
    assert sentence in words(found(drawn, "//*[@id='step-s2']")[0]).replace("\xa0", " ")
    assert sentence not in words(found(drawn, "//*[@id='step-s1']")[0]).replace("\xa0", " ")


def test_a_step_is_not_offered_itself_nor_what_waits_for_it() -> None:
    table = with_steps(("s2", None), ("s3", None), ("s4", None))
    table.ask("karel", c.SetAfter("s2", frozenset({"s1"})))
    table.ask("karel", c.SetAfter("s3", frozenset({"s2"})))
    offered = {step.id: [each.id for each in may_wait_for(table.meeting, step)] for step in table.meeting.steps}
    assert offered == {
        "s1": ["s4"],
        "s2": ["s1", "s4"],
        "s3": ["s1", "s2", "s4"],
        "s4": ["s1", "s2", "s3"],
    }


def test_in_a_very_long_plan_the_steps_of_the_same_goal_are_offered_and_those_already_chosen() -> None:
    table = planned()
    table.ask("jana", c.AddGoal("g2"))
    for number in range(MOST_OFFERED):
        table.ask("jana", c.AddStep(f"n{number}", "g2"))
    table.ask("karel", c.SetAfter("s1", frozenset({"n3"})))
    first = table.meeting.step("s1")
    assert first is not None
    assert [each.id for each in may_wait_for(table.meeting, first)] == ["n3"]


def test_numbers_follow_the_goals_and_their_steps() -> None:
    table = with_steps(("s2", None))
    table.ask("jana", c.AddGoal("g2"))
    table.ask(LEADS, c.MoveStep("s1", "g2", 0))
    assert numbers(table.meeting) == {"s2": "1.1", "s1": "2.1"}
    table.ask(LEADS, c.MoveGoal("g2", 0))
    assert numbers(table.meeting) == {"s1": "1.1", "s2": "2.1"}


async def test_handles_are_there_for_whoever_may_move(home: House) -> None:
    table = with_steps(("s2", None))
    table.ask("jana", c.AddGoal("g2"))
    room = await Home(home, table).serve()
    screens = await room.everybody()
    steps = {screen for screen, drawn in screens.items() if found(drawn, "//*[@data-handle='step']")}
    goals = {screen for screen, drawn in screens.items() if found(drawn, "//*[@data-handle='goal']")}
    assert steps == goals == {LEADS, "console", "zdena", "karel"}
    for screen in steps:
        assert found(screens[screen], "//form[contains(@class, 'moves-step')]"), "what is put down can be sent"
        assert found(screens[screen], "//details[@id='elsewhere-s1']"), "there is a way without dragging"


# The way to the next meeting -----------------------------------------------------------------------------------------


def next_meeting(table: Table, days: int) -> Table:
    table.go_to("ukonceni")
    table.ask(LEADS, c.SetNextMeeting(datetime.combine(TODAY + timedelta(days), datetime.min.time(), UTC), "škola"))
    return table


def test_steps_lie_on_the_way_by_their_dates_and_the_others_apart() -> None:
    dates = {"today": 0, "week": 7, "last": 28, "later": 29, "past": -3}
    table = next_meeting(
        with_steps(*((step, TODAY + timedelta(days)) for step, days in dates.items()), ("never", None)), 28
    )
    ahead = way(table.meeting, CZECH)
    assert (ahead.begins, ahead.ends) == (TODAY, TODAY + timedelta(28))
    assert [[step.id for step in stretch.steps] for stretch in ahead.stretches] == [["today"], ["week"], [], ["last"]]
    assert list(ahead.dots) == [0, 25, 100]
    apart = [[step.id for step in steps] for steps in (ahead.before, ahead.later, ahead.undated)]
    # s1 of every meeting here is due at the end of April.
    assert apart == [["past"], ["later", "s1"], ["never"]]


@pytest.mark.parametrize(("days", "stretches"), [(1, 1), (5, 1), (14, 2), (28, 4), (35, 5), (100, 5), (365, 5)])
def test_the_way_is_cut_into_few_stretches_that_leave_no_day_out(days: int, stretches: int) -> None:
    steps = ((f"s{number + 2}", TODAY + timedelta(days * number // 5)) for number in range(5))
    ahead = way(next_meeting(with_steps(*steps), days).meeting, CZECH)
    assert len(ahead.stretches) == stretches
    covered = [
        stretch.first + timedelta(day)
        for stretch in ahead.stretches
        for day in range((stretch.last - stretch.first).days + 1)
    ]
    assert covered == [TODAY + timedelta(day) for day in range(days + 1)]


def test_stretches_without_a_step_are_one_and_take_no_more_room_than_it() -> None:
    """Half a year to the next meeting, and all there is to do in its last weeks."""
    steps = (("s2", TODAY + timedelta(160)), ("s3", TODAY + timedelta(180)))
    ahead = way(next_meeting(with_steps(*steps), 200).meeting, CZECH)
    assert [[step.id for step in stretch.steps] for stretch in ahead.stretches][-1] == ["s2", "s3"]
    free = [stretch for stretch in ahead.stretches if not stretch.steps]
    assert all(before.last + timedelta(1) < after.first for before, after in pairwise(free))
    # Each dot is above the stretch its step stands in.
    whole = len(ahead.stretches)
    assert list(ahead.dots)[-2:] == [round(100 * (whole - 1) / whole, 1), round(100 * (whole - 0.5) / whole, 1)]


def test_without_a_next_meeting_the_way_ends_with_the_last_step() -> None:
    ahead = way(planned().meeting, CZECH)
    assert ahead.ends is None
    assert ahead.stretches[-1].last == date(2027, 4, 30)
    assert [step.id for step in ahead.stretches[-1].steps] == ["s1"]


def test_where_no_step_has_a_date_there_is_no_way() -> None:
    table = planned()
    table.ask("karel", c.SetDue("s1", None))
    ahead = way(table.meeting, CZECH)
    assert not ahead.stretches and [step.id for step in ahead.undated] == ["s1"]


def test_who_carries_what_and_who_nothing() -> None:
    table = with_steps(("s2", None), ("s3", None))
    table.ask("karel", c.GiveStep("s2", "karel"))
    table.ask("karel", c.GiveStep("s3", "alena"))
    carried = {seat.id if seat else None: [step.id for step in steps] for seat, steps in loads(table.meeting).items()}
    # Alena is not here, and carries it all the same.
    assert carried == {"karel": ["s2"], "jana": ["s1"], "alena": ["s3"]}
    assert [seat.id for seat in without_step(table.meeting)] == ["olga", "zdena", "tomas"], (
        "whoever leads is not missed"
    )
    table.ask("karel", c.GiveStep("s3", ""))
    assert [step.id for step in loads(table.meeting)[None]] == ["s3"]


async def test_the_overview_says_all_of_it_in_words(home: House) -> None:
    table = with_steps(("s2", TODAY + timedelta(6)), ("s3", TODAY + timedelta(90)), ("s4", None))
    for step in ("s2", "s3"):
        table.ask("karel", c.GiveStep(step, "karel"))
    table.ask("karel", c.SetAfter("s3", frozenset({"s2"})))
    table = next_meeting(table, 28)
    room = await Home(home, table).serve()
    for screen, drawn in (await room.everybody("overview")).items():
        said = words(drawn).replace("\xa0", " ")
        assert "Toto setkání 12. 3. 2027" in said, screen
        assert "Příště se sejdeme: 9. 4. 2027" in said
        assert [words(each)[:4] for each in found(drawn, f"//li[{of_class('way-stretch')}]//li//p[1]")] == ["18. "]
        levels = [element.tag for element in found(drawn, "//h2 | //h3 | //h4")]
        assert levels == ["h2", "h3", "h4", "h4", "h3", *["h4"] * 3]
        (karel,) = found(drawn, "//*[@id='load-karel']")
        assert words(karel).startswith("Karel Beneš") and "2 kroky" in words(karel)
        assert "Zatím bez kroku: Olga Hladká, Zdena Šípková, Tomáš Říha" in said


async def test_the_way_stays_on_the_phones_when_the_meeting_is_over(home: House) -> None:
    table = next_meeting(planned(), 60)
    table.ask(LEADS, c.FreezePlan("Krátký den."))
    table.ask(LEADS, c.CloseMeeting("Krátký den."))
    room = await Home(home, table).serve()
    drawn = await room.panel("jana", "work")
    assert found(drawn, "//*[@id='panel-overview']//*[@id='way-step-s1']")
