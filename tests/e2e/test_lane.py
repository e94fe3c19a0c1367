"""Whoever leads, in real browsers: quiet requests, the floor, breaks, the lead passed on, another day, by keyboard.

What the other devices receive is looked at byte by byte.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response, WebSocket, expect

from server.demo.jakub import HANA, JAKUB, JANA, KLARA, LENKA
from server.meeting.model import Presence
from tests.e2e.room import LAPTOP, WALL, Hall, Person, hall

NOTE = "Maminka se bojí mluvit před panem Novákem."

PONG = '{"t":"pong"}'


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall(browser, tmp_path) as opened:
        yield opened


class Ear:
    """Everything a device receives from now on: the body of every response and every frame of its socket."""

    def __init__(self, person: Person) -> None:
        self._responses: list[Response] = []
        self._frames: list[str] = []
        self._page = person.page
        person.page.on("response", lambda answer: self._responses.append(answer))
        person.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._frames.append(str(frame)))

    def lives(self) -> None:
        """Until the next answer to the page's own sign of life: whatever was told before that has come by then."""
        before = self._frames.count(PONG)
        for _ in range(100):
            if self._frames.count(PONG) > before:
                return
            self._page.wait_for_timeout(100)
        raise AssertionError("the page is dead")

    def heard(self) -> list[str]:
        """What came since it was asked last, but for the answers to the page's own signs of life."""
        frames = [frame for frame in self._frames if frame != PONG]
        bodies = [f"{answer.url.partition('/meetings/')[2]} {_body(answer)}" for answer in self._responses]
        self._frames.clear()
        self._responses.clear()
        return frames + bodies


def _body(answer: Response) -> str:
    if answer.status == 304:
        return "as it was"
    return answer.headers["location"] if 300 <= answer.status < 400 else answer.text()


def like(heard: list[str]) -> list[str]:
    """Without versions of the meeting and ids that are new each time, in an order that chance does not change."""
    return sorted(re.sub(r'"version":\d+|[0-9a-f]{12}', "", one) for one in heard)


def sits(room: Hall, seat: str, listening: dict[str, Ear]) -> Person:
    person = room.person(seat, viewport=WALL if seat == "projector" else None)
    listening[seat] = Ear(person)
    person.page.goto(f"{room.url}/k/{room.tokens[seat]}")
    expect(person.page.locator("body")).to_have_attribute("data-saved", "saved")
    return person


def breaks_and_goes_on(lenka: Person, people: list[Person], wall: Person) -> None:
    """A break and on again, seen on every screen."""
    lenka.tap_when_steady("Announce a break")
    for person in people:
        person.sees("There is a break.")
    expect(wall.page.locator(".stands-still")).to_have_text(wall.words("Break"))
    lenka.tap_when_steady("Go on")
    for person in people:
        person.sees_not("There is a break.")
    expect(wall.page.locator(".stands-still")).to_have_count(0)


def test_no_other_device_learns_who_needs_a_break_or_what_is_noted(room: Hall) -> None:
    ears: dict[str, Ear] = {}
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jakub = room.sits(JAKUB)
    jana, wall = sits(room, JANA, ears), sits(room, "projector", ears)
    room.begin(lenka)
    # What a break looks like to the others when nobody has asked for one.
    for ear in ears.values():
        ear.heard()
    breaks_and_goes_on(lenka, [jakub, jana], wall)
    ordinary = {name: like(ear.heard()) for name, ear in ears.items()}

    jakub.tap("I need a break")
    jakub.sees("Whoever leads knows that you need a break.")
    asks = lenka.page.locator(f"#asks-{JAKUB}")
    expect(asks).to_contain_text("Jakub Novák")
    lenka.unfold(lenka.page.locator("#note"))
    lenka.page.locator("#note-words").fill(NOTE)
    expect(lenka.page.locator("#note-saved")).to_have_text(lenka.words("Saved"))
    for name, ear in ears.items():
        ear.lives()
        assert ear.heard() == [], f"{name} heard of something quiet"

    breaks_and_goes_on(lenka, [jakub, jana], wall)
    expect(asks).to_have_count(0)
    quiet = {name: ear.heard() for name, ear in ears.items()}
    assert {name: like(heard) for name, heard in quiet.items()} == ordinary, (
        "a break somebody asked for looks different"
    )
    for heard in quiet.values():
        assert heard and not any(NOTE in one or "asks-" in one for one in heard)
    room.nobody_complained()


def test_a_note_is_saved_by_itself_and_waits_folded_with_a_warning(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    note = lenka.page.locator("#note")
    expect(lenka.page.locator("#note-words")).to_be_hidden()
    lenka.unfold(note)
    lenka.sees(
        "Open them only where nobody else sees this screen, and never on the wall. They are not in the record, and are "
        "erased when the meeting closes."
    )
    field = lenka.page.locator("#note-words")
    field.fill("První věta.")
    expect(lenka.page.locator("#note-saved")).to_have_text(lenka.words("Saved"))
    field.press("Control+End")
    lenka.type(" Druhá.")
    # The lane is drawn anew while she writes, and nothing of it is disturbed.
    room.does(LENKA, "begin-meeting")
    room.does(LENKA, "arrive", seat=JANA)
    expect(lenka.page.locator(f"#silent-{JANA}")).to_be_visible()
    expect(field).to_have_value("První věta. Druhá.")
    expect(field).to_be_focused()
    lenka.page.locator("h1").click()
    expect(lenka.page.locator("#note-saved")).to_have_text(lenka.words("Saved"))
    lenka.page.reload()
    expect(lenka.page.locator("#note")).not_to_have_attribute("open", "")
    lenka.unfold(lenka.page.locator("#note"))
    expect(lenka.page.locator("#note-words")).to_have_value("První věta. Druhá.")
    room.nobody_complained()


def test_the_floor_is_given_in_order_and_with_the_keyboard(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana, jakub, wall = room.sits(JANA), room.sits(JAKUB), room.sits("projector")
    room.begin(lenka)
    jakub.tap("I want to say something")
    jakub.sees("You are %(place)s. in the queue.", place=1)
    jana.tap("I want to say something")
    jana.sees("You are %(place)s. in the queue.", place=2)
    expect(lenka.page.locator(".lane-queue li")).to_have_count(2)
    # Nothing of the queue stands on the wall.
    expect(wall.page.locator(".speaks")).to_have_count(0)
    lenka.page.keyboard.press("Alt+s")
    jakub.sees("You have the floor.")
    expect(wall.page.locator(".speaks")).to_contain_text("Jakub Novák")
    jana.sees("You are %(place)s. in the queue.", place=1)
    jana.tap("I no longer want to speak")
    expect(lenka.page.locator(".lane-queue li")).to_have_count(0)
    jakub.tap("I have finished")
    expect(wall.page.locator(".speaks")).to_have_count(0)
    asked: list[str] = []
    lenka.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    with lenka.in_no_time():
        lenka.page.keyboard.press("Alt+b")
        jana.sees("There is a break.")
        expect(lenka.button("Go on")).to_be_visible()
        # The same press once more, at once, was meant for what stood there before.
        lenka.page.keyboard.press("Alt+b")
    assert len(asked) == 1 and room.home.meeting(room.id).paused
    lenka.looks()
    lenka.page.keyboard.press("Alt+b")
    jana.sees_not("There is a break.")
    room.nobody_complained()


def test_the_lead_goes_to_somebody_else_and_back(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    hana, jana = room.sits(HANA), room.sits(JANA)
    room.begin(lenka)
    # The wall is a window of Lenka's laptop.
    wall = Person.of_page(lenka.context.new_page(), lenka)
    wall.page.goto(f"{room.url}/meetings/{room.id}/projector")
    hands_over(lenka, HANA, "Bc. Hana Kučerová")
    lenka.page.wait_for_url(f"**/seat/{LENKA}")
    lenka.sees("I want to say something")
    hana.sees("You lead the meeting now.")
    jana.sees_not("You lead the meeting now.")
    hana.touch(hana.page.get_by_role("link", name=hana.words("Open the facilitator's screen")))
    hana.page.wait_for_url(f"**/console/{HANA}")
    hana.tap("Announce a break")
    expect(wall.page.locator(".stands-still")).to_have_text(wall.words("Break"))
    hana.tap_when_steady("Go on")
    hands_over(hana, LENKA, "Mgr. Lenka Dvořáková")
    hana.page.wait_for_url(f"**/seat/{HANA}")
    lenka.sees("You lead the meeting now.")
    assert [(handed.giver, handed.taker) for handed in room.home.meeting(room.id).handovers] == [
        (LENKA, HANA),
        (HANA, LENKA),
    ]
    room.nobody_complained()


def hands_over(giver: Person, taker: str, name: str) -> None:
    giver.unfold(giver.page.locator(f"#more-{taker}"))
    giver.unfold(giver.page.locator(f"#hand-over-{taker}"))
    giver.tap("Hand over the lead", about=name)


def test_somebody_taken_out_has_a_calm_page_and_is_let_in_again(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jakub, jana = room.sits(JAKUB), room.sits(JANA)
    room.begin(lenka)
    lenka.unfold(lenka.page.locator(f"#more-{JAKUB}"))
    lenka.unfold(lenka.page.locator(f"#take-out-{JAKUB}"))
    lenka.tap("Take out of the meeting", about="Jakub Novák")
    jakub.sees("You are not at the table now.")
    expect(jakub.page.locator("[data-panel]")).to_have_count(0)
    jana.part("people")
    expect(jana.page.locator(f"#person-{JAKUB} .person-state")).to_contain_text(jana.words("left"))
    lenka.sees("taken out of the meeting")
    lenka.tap("Is here", about="Jakub Novák")
    # The page asks by itself whether the door is open again.
    jakub.sees("I want to say something")
    room.nobody_complained()


def test_broken_off_and_continued_on_another_day(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana, klara, wall = room.sits(JANA), room.sits(KLARA), room.sits("projector")
    room.begin(lenka)
    jana.write("rules", "Mluvme klidně.")
    jana.is_saved()
    lenka.unfold(lenka.page.locator("#break-off"))
    lenka.page.get_by_label(lenka.words("Why you break off")).fill("Jakub už nemohl.")
    lenka.page.locator("#break-off-starts").fill("2027-04-01T14:00")
    lenka.tap("Break off the meeting")
    for person in (jana, klara, wall):
        person.sees("It goes on %(when)s.", when="1. 4. 2027 v 14.00")
        person.sees("Nothing is lost.")
    lenka.tap_when_steady("Continue the meeting")
    for person in (jana, klara):
        person.sees("The meeting goes on.")
    assert room.home.meeting(room.id).seats[JANA].presence is Presence.INVITED
    jana.touch(jana.page.get_by_role("link", name=jana.words("I am here again")))
    jana.shows("rules", "Mluvme klidně.")
    here = room.home.meeting(room.id).seats
    assert (here[JANA].presence, here[KLARA].presence) == (Presence.PRESENT, Presence.INVITED)
    jana.write("rules", "A po pravdě.")
    jana.is_saved()
    room.nobody_complained()


def test_the_course_of_one_meeting_is_bent_with_the_keyboard_alone(room: Hall) -> None:
    lenka = room.sits(LENKA, viewport=LAPTOP)
    jana, wall = room.sits(JANA), room.sits("projector")
    room.begin(lenka)
    lenka.page.locator("#course > summary").press("Enter")
    name = lenka.page.locator("#course-name-prace-na-cilech")
    name.focus()
    name.press("Control+A")
    lenka.type("Co uděláme")
    name.press("Enter")
    expect(wall.page.locator(".stages")).to_contain_text("Co uděláme")
    lenka.page.locator("#skip-sdeleni-svolavatele > summary").press("Enter")
    lenka.page.locator("#skip-why-sdeleni-svolavatele").focus()
    lenka.type("Všichni důvod znají.")
    lenka.page.keyboard.press("Enter")
    for person in (lenka, wall):
        expect(person.page.locator(".stages .stage-skipped")).to_contain_text(person.words("left out"))
    expect(jana.page.locator(".stage-count")).to_contain_text("3")
    lenka.page.locator("#course-sdeleni-svolavatele button").press("Enter")
    expect(wall.page.locator(".stages .stage-skipped")).to_have_count(0)
    lenka.page.keyboard.press("Escape")
    room.nobody_complained()


def test_the_time_of_a_stage_says_calmly_how_much_longer_it_takes(room: Hall) -> None:
    lenka = room.person(LENKA, viewport=LAPTOP)
    lenka.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=21, seconds=55))
    lenka.page.goto(f"{room.url}/k/{room.tokens[LENKA]}")
    lenka.tap("Begin the meeting")
    shown = lenka.page.locator(".stage-time")
    planned = lenka.words("of %(minutes)s planned minutes", minutes=15)
    longer = lenka.words("{over} min longer").format(over=6)
    expect(shown).to_have_text(f"21 min {planned} {longer}")
    room.does(LENKA, "pause-meeting")
    expect(shown).to_have_text(f"0 min {planned} {lenka.words('The time stands still.')}")
