"""After a meeting and before the next: the pages of those who see to it and of those who have a step, on a phone, as
axe sees them, and by keyboard alone."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from server.formats import formats
from server.meeting import events as e
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.previous import LastGoal, LastStep, Previous
from tests.afternoon import PEOPLE, House, house
from tests.e2e.test_accessible import WIDER, Inspection

SMALL = {"width": 360, "height": 740}


def held(home: House) -> None:
    """A meeting that is over, with a step of Petra's, and the next one at the evaluation of its plan."""
    at = home.app.state.site.clock.now() - timedelta(hours=3)
    due = (at + timedelta(days=9)).date()
    arrived = tuple(e.PersonArrived(person.seat) for person in PEOPLE)
    step = (
        e.GoalAdded("g1"),
        e.StepAdded("s1", "g1"),
        e.StepGiven("s1", "petra"),
        e.DueSet("s1", due),
        e.TextChanged("step:s1:what", "t", 1, ((0, "Zavolat do poradny"),)),
        e.HubNamed("olga"),
    )
    _put(home, "setkani", (*arrived, e.MeetingBegan(), *step, e.MeetingClosed("Konec.")), None)
    goal = LastGoal("g1", "Jakub chodí do školy", steps=(LastStep("s1", "1.1", "Zavolat do poradny", owner="petra"),))
    last = Previous("setkani", "Jakubovo setkání", at.date(), "c" * 64, goals=(goal,))
    on = tuple(e.StageAdvanced(stage) for stage in ("sdeleni-svolavatele", "prace-na-cilech"))
    _put(home, "dalsi", (*arrived, e.MeetingBegan(), *on), last)


def _put(home: House, meeting: str, happened: tuple[e.Event, ...], last: Previous | None) -> None:
    people: tuple[Person, ...] = PEOPLE
    opening = OpenMeeting(meeting, "Jakubovo setkání", people, case="setkani", previous=last)
    events = (*open_meeting(opening, formats()["pripadova-konference"]), *happened)
    at = home.app.state.site.clock.now() - timedelta(hours=2)
    home.put(meeting, [Entry(number, at, HOUSE, event) for number, event in enumerate(events, 1)])


def test_what_comes_after_a_meeting_is_within_everybody_s_reach(browser: Browser, tmp_path: Path) -> None:
    with house(tmp_path) as home:
        held(home)
        found = Inspection()

        def opens(page: Page, path: str) -> None:
            answer = page.goto(f"{home.url}{path}")
            assert answer is not None and answer.ok, path
            found.look(page, path)
            assert page.evaluate(WIDER) == [], f"{path} is wider than a small phone"

        petra = browser.new_context(viewport=SMALL, reduced_motion="reduce").new_page()
        petra.goto(f"{home.url}/k/{home.store.issue('setkani', 'petra')}")
        opens(petra, "/meetings/setkani/home/petra")
        done = petra.locator("#step-s1 button[value=done]")
        _by_keyboard(petra, "#step-s1 button[value=done]")
        expect(done).to_have_attribute("aria-pressed", "true")
        eva = browser.new_context(viewport=SMALL, reduced_motion="reduce").new_page()
        eva.goto(f"{home.url}/enter/{home.organiser_key}")
        eva.goto(f"{home.url}/k/{home.store.issue('setkani', 'eva')}")
        eva.goto(f"{home.url}/k/{home.store.issue('dalsi', 'eva')}")
        for path in ("/", "/cases/setkani", "/meetings/setkani/desk", "/meetings/setkani/ratings"):
            opens(eva, path)
        eva.goto(f"{home.url}/meetings/setkani/desk")
        _by_keyboard(eva, "form[action*=set-step-reminding] button")
        expect(eva.locator("form[action*=set-step-reminding] input[name=days]")).to_have_attribute("type", "hidden")
        opens(eva, "/meetings/dalsi/console/eva")
        expect(eva.locator("#panel-previous")).to_contain_text("Zavolat do poradny")
        assert found.found == []


def _by_keyboard(page: Page, wanted: str) -> None:
    """From the top of the page to it with Tab alone, and pressed."""
    page.evaluate("document.activeElement?.blur()")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted)", wanted):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard")
