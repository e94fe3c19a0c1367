"""The plan under people's hands: steps carried with a finger, a mouse and the keyboard, and the line from 0 to 10."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from server.meeting import commands as c
from server.meeting.model import Meeting
from server.web.drawing import INSIDES_AT_ONCE
from tests.e2e.room import LAPTOP, Hall, Person, hall_of
from tests.e2e.test_accessible import UNFOLD, Inspection, walk
from tests.meeting.table import FIRST, LEADS, Table, planned

SCRIBE, MOTHER, FATHER = "zdena", "jana", "tomas"
BIG_WALL = {"width": 1920, "height": 1080}
HOLD = 2600
"""The wall stays for so long where it has moved to, and a little more; ms (static/page.js)."""


def with_two_goals() -> Table:
    """1.1 s1, 1.2 s2, 1.3 s3 under the first goal, 2.1 s4 under the second; everyone has turned to the plan."""
    table = planned()
    table.ask(MOTHER, c.AddGoal("g2"))
    table.write(MOTHER, "goal:g2:title", "Doma se dá mluvit")
    for step, goal in (("s2", "g1"), ("s3", "g1"), ("s4", "g2")):
        table.ask("karel", c.AddStep(step, goal))
        table.write("karel", f"step:{step}:what", f"Krok {step}")
    table.ask(LEADS, c.TurnTo("plan"))
    return table


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_of(browser, tmp_path, with_two_goals().log) as opened:
        yield opened


def order(meeting: Meeting) -> dict[str, list[str]]:
    return {goal.id: [step.id for step in meeting.steps_of(goal.id)] for goal in meeting.goals}


def comes_to(room: Hall, **wanted: list[str]) -> None:
    """The plan on the disk, and then the one on every open screen, has this order."""
    room.until(lambda meeting: order(meeting) == wanted)
    for person in room.people:
        for goal, steps in wanted.items():
            lines = person.page.locator(f"#goal-{goal} :is(.steps, .rows) > li")
            expect(lines).to_have_count(len(steps))
            for place, step in enumerate(steps):
                expect(lines.nth(place)).to_have_id(f"row-{step}" if person.name == "projector" else f"step-{step}")
    room.until(lambda meeting: list(order(meeting)) == list(wanted))


def handle(person: Person, thing: str) -> Locator:
    kind = "goal" if thing.startswith("g") else "step"
    return person.page.locator(f"#handle-{kind}-{thing}")


def hears(person: Person, words: str) -> None:
    expect(person.page.locator("[aria-live=assertive]")).to_have_text(words)


def middle(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# Moving -------------------------------------------------------------------------------------------------------------


def test_a_step_is_dragged_with_the_mouse_to_another_goal(room: Hall) -> None:
    vera, jana, wall = room.sits(LEADS, viewport=LAPTOP), room.sits(MOTHER), room.sits("projector")
    handle(vera, "s2").scroll_into_view_if_needed()
    mouse = vera.page.mouse
    mouse.move(*middle(handle(vera, "s2")))
    mouse.down()
    x, y = middle(handle(vera, "s2"))
    mouse.move(x + 3, y + 40, steps=4)
    expect(vera.page.locator(".in-hand")).to_have_text("Krok s2")
    line = vera.page.locator(".drop-line")
    # Down to below the last step of the other goal, which the page brings into sight by itself.
    target = vera.page.locator("#step-s4")
    for _ in range(200):
        box = target.bounding_box()
        assert box is not None
        bottom = min(box["y"] + box["height"] + 4, LAPTOP["height"] - 10)
        mouse.move(x + 3, bottom)
        if bottom < LAPTOP["height"] - 90:
            break
        vera.page.wait_for_timeout(20)
    expect(line).to_be_visible()
    mouse.up()
    comes_to(room, g1=["s1", "s3"], g2=["s4", "s2"])
    expect(line).to_be_hidden()
    expect(vera.page.locator(".in-hand, .lifted").filter(visible=True)).to_have_count(0)
    expect(jana.page.locator("#step-s2 .step-number")).to_contain_text("2.2")
    expect(wall.page.locator("#row-s2")).to_contain_text("2.2")
    room.nobody_complained()


def test_a_step_is_dragged_with_a_finger(room: Hall) -> None:
    zdena = room.sits(SCRIBE)
    first = handle(zdena, "s1")
    box = first.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    zdena.page.locator("#step-s2").scroll_into_view_if_needed()
    first.evaluate("(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    below = zdena.page.locator("#step-s2").bounding_box()
    assert below is not None
    x, y = middle(first)
    finger = zdena.context.new_cdp_session(zdena.page)
    moment = count(time.time() - 3, 0.1)

    def send(kind: str, *where: tuple[float, float]) -> None:
        touching = [{"x": x, "y": y} for x, y in where]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching, "timestamp": next(moment)})

    send("touchStart", (x, y))
    for part in range(1, 9):
        send("touchMove", (x, y + (below["y"] + below["height"] + 2 - y) * part / 8))
    expect(zdena.page.locator(".drop-line")).to_be_visible()
    send("touchEnd")
    comes_to(room, g1=["s2", "s1", "s3"], g2=["s4"])
    room.nobody_complained()


def test_a_tall_goal_does_not_jump_out_of_a_hand_that_hardly_moves(room: Hall) -> None:
    for number in range(6):
        room.does(MOTHER, "add-step", step=f"more{number}", goal="g2")
    vera = room.sits(LEADS, viewport={"width": 1280, "height": 2400})
    mouse = vera.page.mouse
    x, y = middle(handle(vera, "g2"))
    first = vera.page.locator("#goal-g1").bounding_box()
    assert first is not None
    for up, place in ((30, 1), (-120, 1), (y - first["y"] - 60, 0)):
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y - up, steps=3)
        expect(vera.page.locator(".in-hand")).to_be_visible()
        expect(vera.page.locator(".drop-line")).to_be_visible(visible=place == 0)
        mouse.up()
        expect(vera.page.locator(".in-hand")).to_be_hidden()
        if place:
            assert list(order(room.home.meeting(room.id))) == ["g1", "g2"]
    room.until(lambda meeting: list(order(meeting)) == ["g2", "g1"])


def test_a_mere_tap_on_the_handle_says_how_it_works(room: Hall) -> None:
    zdena = room.sits(SCRIBE)
    handle(zdena, "s1").tap()
    zdena.is_told("Hold it and drag it. Or open it: there are buttons to move it.")
    expect(zdena.page.locator(".lifted")).to_have_count(0)


def test_a_step_is_carried_with_the_keyboard_and_every_place_is_said(room: Hall) -> None:
    vera, _jana = room.sits(LEADS, viewport=LAPTOP), room.sits(MOTHER)
    press = vera.page.keyboard.press
    handle(vera, "s2").focus()
    press("Space")
    hears(vera, "Zvednuto: Krok s2. Cíl 1, místo 2 z 3")
    press("ArrowDown")
    hears(vera, "Cíl 1, místo 3 z 3")
    expect(vera.page.locator(".drop-line")).to_be_in_viewport()
    press("ArrowDown")
    hears(vera, "Cíl 2, místo 1 z 2")
    press("Space")
    hears(vera, "Položeno: Cíl 2, místo 1 z 2")
    comes_to(room, g1=["s1", "s3"], g2=["s2", "s4"])
    expect(handle(vera, "s2")).to_be_focused()
    press("Enter")
    press("ArrowUp")
    press("Enter")
    comes_to(room, g1=["s1", "s3", "s2"], g2=["s4"])
    expect(handle(vera, "s2")).to_be_focused()
    room.nobody_complained()


def test_a_goal_is_carried_with_the_keyboard_and_takes_its_steps_along(room: Hall) -> None:
    vera, _wall = room.sits(LEADS, viewport=LAPTOP), room.sits("projector")
    handle(vera, "g2").focus()
    for key in ("Space", "ArrowUp", "Space"):
        vera.page.keyboard.press(key)
    hears(vera, "Položeno: Místo 1 z 2")
    comes_to(room, g2=["s4"], g1=["s1", "s2", "s3"])


@pytest.mark.parametrize("away", ["Escape", "Tab"])
def test_what_is_let_go_of_stays_where_it_was(room: Hall, away: str) -> None:
    vera = room.sits(LEADS, viewport=LAPTOP)
    before = room.home.meeting(room.id)
    handle(vera, "s2").focus()
    for key in ("Space", "ArrowDown", away):
        vera.page.keyboard.press(key)
    hears(vera, "Zůstává, kde bylo.")
    expect(vera.page.locator(".lifted")).to_have_count(0)
    expect(vera.page.locator(".drop-line")).to_be_hidden()
    # An arrow after that is an arrow again.
    vera.page.keyboard.press("ArrowDown")
    hears(vera, "Zůstává, kde bylo.")
    assert room.home.meeting(room.id) == before


def test_others_may_change_the_plan_while_a_step_is_in_the_hand(room: Hall) -> None:
    vera = room.sits(LEADS, viewport=LAPTOP)
    handle(vera, "s3").focus()
    for key in ("Space", "ArrowUp"):
        vera.page.keyboard.press(key)
    hears(vera, "Cíl 1, místo 2 z 3")
    room.does(MOTHER, "add-step", step="s5", goal="g1")
    expect(vera.page.locator("#step-s5")).to_be_visible()
    expect(vera.page.locator("#step-s3")).to_contain_class("lifted")
    vera.page.keyboard.press("ArrowUp")
    hears(vera, "Cíl 1, místo 1 z 4")
    vera.page.keyboard.press("Space")
    comes_to(room, g1=["s3", "s1", "s2", "s5"], g2=["s4"])


def test_a_step_that_vanishes_from_the_hand_is_told_of(room: Hall) -> None:
    vera = room.sits(LEADS, viewport=LAPTOP)
    handle(vera, "s3").focus()
    vera.page.keyboard.press("Space")
    room.does(SCRIBE, "remove-step", step="s3")
    hears(vera, "Už to tu není, nebo to teď nemůžete přesouvat.")
    expect(vera.page.locator(".drop-line")).to_be_hidden()
    room.nobody_complained()


def test_what_the_meeting_refuses_is_said_and_stays(room: Hall) -> None:
    vera = room.sits(LEADS, viewport=LAPTOP)
    handle(vera, "s3").focus()
    for key in ("Space", "ArrowUp"):
        vera.page.keyboard.press(key)
    # Her page is slow to hear of it.
    vera.page.evaluate("document.addEventListener('refresh', (event) => event.stopImmediatePropagation(), true)")
    room.does(SCRIBE, "remove-step", step="s3")
    vera.page.keyboard.press("Space")
    expect(vera.page.locator("#messages .refused, #messages .toast").first).to_contain_text(
        vera.words("That step is not there any more.")
    )
    assert order(room.home.meeting(room.id)) == {"g1": ["s1", "s2"], "g2": ["s4"]}


def test_a_step_goes_to_another_goal_with_buttons_alone(room: Hall) -> None:
    zdena = room.sits(SCRIBE)
    zdena.unfold(zdena.page.locator("#step-more-s1"))
    zdena.unfold(zdena.page.locator("#elsewhere-s1"))
    zdena.tap("Move it there", within=zdena.page.locator("#elsewhere-s1"))
    comes_to(room, g1=["s2", "s3"], g2=["s4", "s1"])


def test_whoever_writes_in_a_step_that_is_moved_goes_on_writing(room: Hall) -> None:
    """In a long plan, too, of whose steps a page has only what stands open."""
    more = [f"m{number}" for number in range(INSIDES_AT_ONCE)]
    for step in more:
        room.does(MOTHER, "add-step", step=step, goal="g2")
    vera, jana = room.sits(LEADS, viewport=LAPTOP), room.sits(MOTHER, viewport=LAPTOP)
    jana.unfold(jana.page.locator("#step-more-s2"))
    field = jana.take_up("step:s2:how")
    jana.type("Zavolám ráno do školy.")
    jana.is_saved()
    field.evaluate("(one) => one.setSelectionRange(7, 7)")
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        handle(vera, "s2").focus()
        vera.page.keyboard.press(key)
    comes_to(room, g1=["s1", "s3"], g2=["s2", "s4", *more])
    expect(field).to_be_focused()
    assert field.evaluate("(one) => [one.selectionStart, one.selectionEnd]") == [7, 7]
    expect(jana.page.locator("#step-more-s2")).to_have_attribute("open", "")
    jana.type(" hned", by_letters=True)
    vera.unfold(vera.page.locator("#step-more-s2"))
    room.all_show("step:s2:how", "Zavolám hned ráno do školy.")
    jana.tap("Add a step", within=jana.page.locator("#goal-g1"))
    expect(jana.page.locator("#goal-g1 .step:last-child [data-cell$=what]")).to_be_focused()
    expect(field).to_have_value("Zavolám hned ráno do školy.")
    expect(jana.page.locator(".not-yet")).to_have_count(len(more) + 3)
    room.nobody_complained()


def test_nobody_else_has_anything_to_take_hold_of(room: Hall) -> None:
    jana, wall = room.sits(MOTHER), room.sits("projector")
    for person in (jana, wall):
        expect(person.page.locator("[data-handle]")).to_have_count(0)


# Choosing -----------------------------------------------------------------------------------------------------------


def test_area_kind_and_what_comes_before_are_chosen_and_seen_by_all(room: Hall) -> None:
    jana, wall = room.sits(MOTHER), room.sits("projector")
    jana.unfold(jana.page.locator("#goal-words-g2"))
    jana.page.locator("#area-g2").select_option("relationships")
    jana.unfold(jana.page.locator("#step-more-s4"))
    jana.page.locator("#kind-s4").select_option("accompaniment")
    jana.unfold(jana.page.locator("#after-s4"))
    for step in ("s1", "s3"):
        jana.page.locator(f"#after-s4-{step}").tap()
    expect(wall.page.locator("#goal-title-g2")).to_contain_text(wall.words("Relationships"))
    expect(wall.page.locator("#row-s4")).to_contain_text(wall.words("Accompaniment"))
    expect(wall.page.locator("#row-s4")).to_contain_text("čeká na kroky 1.1, 1.3")
    jana.page.locator("#after-s4-s1").tap()
    expect(wall.page.locator("#row-s4")).to_contain_text("čeká na krok 1.3")
    # What waits for it is not offered to it any more.
    expect(jana.page.locator("#after-s3-s4")).to_have_count(0)
    room.nobody_complained()


def test_ticks_that_were_refused_are_as_the_meeting_has_them(room: Hall) -> None:
    jana = room.sits(MOTHER)
    for details in ("#step-more-s3", "#after-s3"):
        jana.unfold(jana.page.locator(details))
    # Her page is slow to hear that somebody has turned it round meanwhile.
    jana.page.evaluate(
        """() => {
          window.slow = (event) => event.stopImmediatePropagation();
          document.addEventListener('refresh', window.slow, true);
        }"""
    )
    room.does(FATHER, "set-after", step="s2", after="s3")
    jana.page.locator("#after-s3-s2").tap()
    jana.is_told("These steps would wait for each other for ever. Leave one of them out.")
    expect(jana.page.locator("#after-s3-s2")).not_to_be_checked()
    jana.forgive("422")


# The scale ----------------------------------------------------------------------------------------------------------


def scale_of(room: Hall, goal: str) -> dict[str, int]:
    found = room.home.meeting(room.id).goal(goal)
    assert found is not None
    return dict(found.scale)


def test_everyone_answers_on_their_phone_and_the_line_opens_for_all(room: Hall) -> None:
    jana, tomas, wall = room.sits(MOTHER), room.sits(FATHER), room.sits("projector", viewport=BIG_WALL)
    vera = room.sits(LEADS, viewport=LAPTOP)
    choices = jana.page.locator("#scale-g1 .scale-choice")
    expect(choices).to_have_count(11)
    for choice in choices.all():
        box = choice.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 44
    choices.nth(3).tap()
    tomas.page.locator("#scale-g1 .scale-choice").nth(3).tap()
    room.until(lambda _: scale_of(room, "g1") == {MOTHER: 3, FATHER: 3})
    expect(wall.page.locator("#goal-g1 .scale-count")).to_contain_text("2 z 5")
    for person in (wall, vera):
        assert person.page.locator(".scale-marks, #scale-g1 :checked").count() == 0
    room.does("karel", "answer-scale", goal="g1", value="8")
    vera.unfold(vera.page.locator("#show-scale-g1"))
    vera.tap("Show everyone's answers to everyone", within=vera.page.locator("#show-scale-g1"))
    for person in (jana, tomas, vera, wall):
        marks = person.page.locator("#scale-shown-g1 .scale-marks > li")
        expect(marks).to_have_count(2)
        expect(marks.nth(0)).to_contain_text("Jana Nováková")
        expect(marks.nth(0)).to_contain_text("Tomáš Říha")
        expect(marks.nth(1)).to_contain_text("Karel Beneš")
    # On the wall: large letters, each of the two under the same number, and that number to the left of the other.
    size = wall.page.locator(".scale-people li").first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 28
    names = [middle(wall.page.locator(".scale-people li", has_text=name)) for name in ("Jana", "Tomáš", "Karel")]
    assert abs(names[0][0] - names[1][0]) < 60 and names[0][1] != names[1][1]
    assert names[2][0] > names[0][0] + 300
    # Wherever the wall is, it goes to what has just been opened.
    for number in range(8):
        room.does(MOTHER, "add-step", step=f"more{number}", goal="g1")
    room.does("karel", "answer-scale", goal="g2", value="10")
    expect(wall.page.locator("#row-more7")).to_be_attached()
    expect(wall.page.locator("#goal-g2 .scale-count")).to_contain_text("1 z 5")
    wall.page.wait_for_timeout(HOLD)
    wall.page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    expect(wall.page.locator("#goal-g2 h3")).not_to_be_in_viewport()
    room.does(LEADS, "show-scale", goal="g2")
    expect(wall.page.locator("#scale-shown-g2 .scale-people")).to_be_in_viewport()
    room.nobody_complained()


def test_the_arrows_choose_a_number_and_only_the_last_one_is_an_answer(room: Hall) -> None:
    jana = room.sits(MOTHER, viewport=LAPTOP)
    jana.unfold(jana.page.locator("#answer-g1"))
    before = room.home.meeting(room.id).version
    jana.page.locator("#scale-g1-0").focus()
    # However slow the machine is, one key comes soon after the other.
    jana.page.clock.install()
    jana.page.clock.pause_at(datetime.now() + timedelta(seconds=1))
    for key in ("Space", *["ArrowRight"] * 7):
        jana.page.keyboard.press(key)
    jana.page.clock.resume()
    room.until(lambda _: scale_of(room, "g1") == {MOTHER: 7})
    assert room.home.meeting(room.id).version == before + 1
    expect(jana.page.locator("#scale-g1-7")).to_be_focused()
    ring = jana.page.locator("#scale-g1-7 + .scale-number").evaluate("(one) => getComputedStyle(one).outlineStyle")
    assert ring == "solid"
    # She may think again, and another page of hers shows the same.
    jana.page.keyboard.press("ArrowLeft")
    room.until(lambda _: scale_of(room, "g1") == {MOTHER: 6})
    jana.page.reload()
    expect(jana.page.locator("#scale-g1-6")).to_be_checked()


def test_an_answer_half_chosen_is_not_lost_when_the_plan_is_drawn_anew(room: Hall) -> None:
    jana = room.sits(MOTHER)
    jana.page.locator("#scale-g1 .scale-choice").nth(9).tap()
    room.does(FATHER, "add-step", step="s9", goal="g1")
    expect(jana.page.locator("#step-s9")).to_be_visible()
    expect(jana.page.locator("#scale-g1-9")).to_be_checked()
    room.until(lambda _: scale_of(room, "g1") == {MOTHER: 9})


# For everyone ---------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(900)
def test_the_plan_and_its_pictures_are_there_for_people_who_see_little_or_hear_the_page(room: Hall) -> None:
    for seat, value in ((MOTHER, 3), (FATHER, 4), ("karel", 5), (SCRIBE, 5)):
        room.does(seat, "answer-scale", goal="g1", value=str(value))
    room.does(LEADS, "show-scale", goal="g1")
    room.does(MOTHER, "set-area", goal="g1", area="school")
    room.does(MOTHER, "set-after", step="s3", after="s1")
    for step, owner, days in (("s2", MOTHER, 3), ("s3", "karel", 20), ("s4", "", 90)):
        room.does(MOTHER, "set-due", step=step, due=(FIRST.date() + timedelta(days)).isoformat())
        room.does(MOTHER, "give-step", step=step, owner=owner)
    seen = Inspection()
    screens = {
        "console": room.sits(LEADS, viewport=LAPTOP),
        "scribe's phone": room.sits(SCRIBE),
        "wall": room.sits("projector", viewport=BIG_WALL),
    }
    for stage in ("plan", "closing"):
        if stage == "closing":
            room.does(LEADS, "advance-stage", leaving="prace-na-cilech", despite="Krátký den.")
            room.does(LEADS, "set-next-meeting", starts=f"{date(2027, 4, 16)}T14:00", place="škola")
        for name, person in screens.items():
            if stage == "closing":
                expect(person.page.locator("#panel-overview .way-ends strong")).to_be_visible()
                expect(person.page.locator("#panel-overview #way-later")).to_be_visible()
            else:
                expect(person.page.locator("#scale-shown-g1")).to_be_visible()
            seen.look(person.page, f"{name}, {stage}")
            if name != "wall":
                seen.narrow(person.page, f"{name}, {stage}")
    assert seen.found == []
    room.nobody_complained()


def test_all_of_the_plan_is_reached_with_the_keyboard(room: Hall) -> None:
    zdena = room.sits(SCRIBE, viewport=LAPTOP)
    zdena.page.evaluate(UNFOLD)
    walk(zdena.page)
    room.nobody_complained()
