"""The panels around the plan: one after another, everyone under their own name, and nothing before its time."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import lxml.html
import pytest

from server.formats import formats
from server.live.telling import MARKED
from server.live.telling import PANELS as TOLD
from server.meeting import commands as c
from server.meeting.agreed import words_digest
from server.meeting.agreement import written_for
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, WordsConfirmed
from server.meeting.model import Board
from server.meeting.policy import PROJECTOR
from server.web.words import HOLES, hole_words
from tests.afternoon import House, Phone, house, phone
from tests.meeting.table import Table

PEOPLE = (
    Person("lenka", "Lenka Svobodová", frozenset({"facilitator"}), "Centrum Most"),
    Person("jana", "Jana Nováková", frozenset({"svolavatel"}), "OSPOD"),
    Person("petra", "Petra Horáková", frozenset({"ucastnik"}), position="matka"),
    Person("marie", "Marie Horáková", frozenset({"ucastnik"}), position="babička", aided=True),
    Person("olga", "Olga Malá", frozenset({"zapisovatel", "koordinator"}), "SAS"),
)
GOALS = "prace-na-cilech"
FEAR = "Bojím se, že o něj přijdu."


class Jakub(Table):
    """Jakub's people, in the stage of the work on goals."""

    def __init__(self) -> None:
        super().__init__()
        opening = OpenMeeting("setkani", "Setkání kolem Jakuba", PEOPLE)
        self.happened(open_meeting(opening, formats()["pripadova-konference"]), HOUSE)
        for person in PEOPLE:
            self.ask(HOUSE, c.Arrive(person.seat))
        self.ask("lenka", c.AidPerson("marie", True, "petra"))
        self.ask("lenka", c.BeginMeeting())
        while self.meeting.stage_id != GOALS:
            self.ask("lenka", c.AdvanceStage(self.meeting.stage_id, "Jdeme dál."))

    def card(self, by: str, card: str, board: Board, words: str, hand: str = "") -> None:
        self.ask(by, c.AddCard(card, board), hand)
        self.write(by, f"card:{card}", words, hand)

    def goal(self, goal: str, title: str) -> None:
        self.ask("petra", c.AddGoal(goal))
        self.write("petra", f"goal:{goal}:title", title)


class Screens:
    """The screens in front of the people, in English, so that a better translation breaks no test."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.tokens: dict[str, str] = {}

    def hang(self, table: Table) -> None:
        """From now on this is the meeting on the disk."""

        async def write() -> None:
            await self.home.store.append("setkani", 0, table.log)

        thread = threading.Thread(target=lambda: asyncio.run(write()))
        thread.start()
        thread.join()
        for seat in (*table.meeting.seats, PROJECTOR):
            self.tokens[seat] = self.home.store.issue("setkani", seat)

    def bytes_of(self, seat: str, panel: str, view: str = "phone") -> str:
        query = f"view={view}" + (f"&seat={seat}" if view != PROJECTOR else "")
        answer = httpx2.get(
            f"{self.home.url}/meetings/setkani/panels/{panel}?{query}",
            headers={"Authorization": f"Bearer {self.tokens[seat]}", "Cookie": "lang=en"},
        )
        assert answer.status_code == 200, answer.text
        return answer.text.replace("\N{NO-BREAK SPACE}", " ")

    def panel(self, seat: str, panel: str, view: str = "phone") -> lxml.html.HtmlElement:
        return lxml.html.fromstring(self.bytes_of(seat, panel, view))

    def wall(self, panel: str = "work") -> lxml.html.HtmlElement:
        return self.panel(PROJECTOR, panel, PROJECTOR)

    def console(self, panel: str = "work") -> lxml.html.HtmlElement:
        return self.panel("lenka", panel, "console")


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[Screens]:
    with house(tmp_path) as home:
        yield Screens(home)


def select(element: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """As in CSS: tags, .classes, #ids and [attributes], one inside another, alternatives after commas."""
    return [found for choice in selector.split(", ") for found in element.xpath(f".{_path(choice)}")]


def _path(selector: str) -> str:
    path = ""
    for simple in re.split(r" (?![^\[]*\])", selector):
        path += "//" + (re.match(r"\w*", simple)[0] or "*")
        for mark, name, value in re.findall(r"""([.#\[])([\w-]+)(?:="([^"]*)")?""", simple):
            if mark == ".":
                path += f'[contains(concat(" ", normalize-space(@class), " "), " {name} ")]'
            elif mark == "#":
                path += f'[@id="{name}"]'
            else:
                path += f'[@{name}="{value}"]' if value else f"[@{name}]"
    return path


def said(element: lxml.html.HtmlElement) -> str:
    """What there is to read, in one line."""
    return " ".join(" ".join(element.itertext()).split())


def panels_in(element: lxml.html.HtmlElement) -> list[str]:
    return [part.get("data-panel") for part in select(element, "[data-panel]")]


def asked_for(element: lxml.html.HtmlElement, command: str) -> list[dict[str, str]]:
    """The forms that ask for this command, as what they would send."""
    forms = [form for form in select(element, "form") if form.get("action", "").endswith("/" + command)]
    return [{field.get("name"): field.get("value") for field in select(form, "input[name]")} for form in forms]


# From one thing to the next -----------------------------------------------------------------------------------------


def test_the_wall_shows_what_the_facilitator_has_turned_to_and_nothing_else(screens: Screens) -> None:
    table = Jakub()
    table.ask("lenka", c.TurnTo("offers"))
    screens.hang(table)
    wall = screens.wall()
    assert panels_in(wall) == ["offers"]
    assert [said(place) for place in select(wall, ".turns li[aria-current]")] == ["4 Offers"]
    assert not select(wall, "form, button, details"), "nothing on the wall is pressed"


def test_a_phone_has_it_open_and_everything_else_folded_under_its_name(screens: Screens) -> None:
    table = Jakub()
    table.ask("lenka", c.TurnTo("offers"))
    screens.hang(table)
    turns = select(screens.panel("petra", "work"), "details.turn")
    assert [turn.get("data-turn") for turn in turns] == list(table.meeting.stage.shows)
    assert [turn.get("data-turn") for turn in turns if turn.get("open") is not None] == ["offers"]
    assert [said(select(turn, "summary")[0]) for turn in turns][3] == "4 Offers now"
    assert not asked_for(screens.panel("petra", "work"), "turn-to"), "she does not turn the room"


def test_the_console_turns_to_each_with_one_tap(screens: Screens) -> None:
    table = Jakub()
    screens.hang(table)
    console = screens.console()
    assert [form["panel"] for form in asked_for(console, "turn-to")] == list(table.meeting.stage.shows)
    tabs = select(console, ".turn-to")
    assert [tab.get("data-key") for tab in tabs] == ["1", "2", "3", "4", "5", "6"]
    assert [said(tab) for tab in tabs if tab.get("aria-current")] == ["1 Strengths"]
    assert panels_in(console) == list(table.meeting.stage.shows), "everything can be reached without turning the room"


# Strengths ----------------------------------------------------------------------------------------------------------


def test_strengths_stand_by_side_under_names_and_each_side_is_waited_for(screens: Screens) -> None:
    table = Jakub()
    table.card("petra", "k1", Board.STRENGTHS, "Pomáhá mi s malou Emou.")
    table.card("jana", "k2", Board.STRENGTHS, "Rodina přišla celá.")
    screens.hang(table)
    wall = screens.wall("strengths")
    sides = {said(select(side, "h3")[0]): side for side in select(wall, ".side")}
    assert list(sides) == ["Family and those close", "OSPOD", "SAS"], "the family first; whoever leads has no side"
    assert said(select(sides["Family and those close"], "h4")[0]) == "Petra Horáková"
    assert "Pomáhá mi s malou Emou." in said(sides["Family and those close"])
    assert [name for name, side in sides.items() if select(side, ".owed")] == ["SAS"]
    assert "Worries have their time too" in said(wall)


def test_worries_are_told_to_be_open_when_every_side_has_named_one(screens: Screens) -> None:
    table = Jakub()
    for seat in ("petra", "jana", "olga"):
        table.card(seat, f"k-{seat}", Board.STRENGTHS, "Umí to s lidmi.")
    screens.hang(table)
    console = screens.console("strengths")
    assert not select(console, ".owed")
    assert "Every side has said what goes well." in said(console)
    assert not asked_for(console, "open-worries")


def test_worries_opened_sooner_say_why_but_not_on_the_wall(screens: Screens) -> None:
    table = Jakub()
    table.ask("lenka", c.OpenWorries("Spěcháme na vlak."))
    screens.hang(table)
    assert "Spěcháme na vlak." in said(screens.panel("petra", "strengths"))
    assert "Spěcháme na vlak." not in screens.bytes_of(PROJECTOR, "strengths", PROJECTOR)


# Each for themselves ------------------------------------------------------------------------------------------------


def test_before_they_are_shown_views_are_a_number_on_every_other_screen(screens: Screens) -> None:
    table = Jakub()
    table.ask("lenka", c.TurnTo("views"))
    table.write("petra", "view:petra", FEAR)
    screens.hang(table)
    everyone_else = [("jana", "phone"), ("olga", "phone"), ("lenka", "console"), ("lenka", "phone")]
    for seat, view in [*everyone_else, (PROJECTOR, PROJECTOR)]:
        for panel in (*table.meeting.stage.shows, "work", "minutes", "stage"):
            assert FEAR not in screens.bytes_of(seat, panel, view), (seat, view, panel)
    for seat, view in [*everyone_else, (PROJECTOR, PROJECTOR)]:
        views = screens.bytes_of(seat, "views", view)
        assert "Petra" not in views, f"{seat} ({view}) learns who has written"
        assert "1 of 4 have written" in views
    own = screens.panel("petra", "views")
    assert select(own, '[data-cell="view:petra"]')[0].text_content().strip() == FEAR
    assert "The others will see it when the facilitator shows it to everyone." in said(own)


def test_only_whoever_leads_shows_them_and_is_told_what_it_does(screens: Screens) -> None:
    table = Jakub()
    screens.hang(table)
    console = screens.console("views")
    assert len(asked_for(console, "show-views")) == 1
    assert "There is no way back from this." in said(select(console, "#show-views")[0])
    assert not asked_for(screens.panel("petra", "views"), "show-views")


def test_shown_views_stand_one_like_another_in_the_order_of_seats(screens: Screens) -> None:
    table = Jakub()
    table.write("olga", "view:olga", "Aby nikdo nezůstal sám.")
    table.write("petra", "view:petra", FEAR)
    table.ask("lenka", c.ShowViews())
    screens.hang(table)
    wall = screens.wall("views")
    assert [said(view) for view in select(wall, ".views li")] == [
        f"Petra Horáková {FEAR}",
        "Olga Malá Aby nikdo nezůstal sám.",
    ]
    assert len({(view.get("class"), view.getchildren()[1].get("class")) for view in select(wall, ".views li")}) == 1
    # Nobody is told off for having written nothing.
    assert "Also at the table: Lenka Svobodová, Jana Nováková, Marie Horáková" in said(wall)
    assert "written" not in said(wall) and "nothing" not in said(wall)


def test_words_in_another_hand_are_marked_until_and_after_they_are_confirmed(screens: Screens) -> None:
    table = Jakub()
    table.write("marie", "view:marie", "Ať ke mně dál chodí.", "petra")
    table.card("marie", "k1", Board.STRENGTHS, "Rád se mnou peče.", "petra")
    table.write("petra", "view:petra", FEAR)
    table.ask("lenka", c.ShowViews())
    waiting = Table(tuple(table.log))
    table.ask("marie", c.ConfirmWords(words_digest(written_for(table.meeting, table.meeting.seats["marie"]))), "petra")
    screens.hang(table)
    marks = select(screens.wall("views"), ".by-hand")
    assert [said(mark) for mark in marks] == ["written down by Petra Horáková · confirmed"], "and nobody else's"
    assert said(select(screens.wall("strengths"), ".by-hand")[0]).endswith("· confirmed")
    assert waiting.meeting.hands == table.meeting.hands


def test_words_nobody_has_confirmed_say_so(screens: Screens) -> None:
    table = Jakub()
    table.card("marie", "k1", Board.STRENGTHS, "Rád se mnou peče.", "petra")
    screens.hang(table)
    assert said(select(screens.wall("strengths"), ".by-hand")[0]).endswith("· not confirmed yet")


async def test_marks_of_another_hand_are_true_on_every_screen_after_each_word(screens: Screens) -> None:
    table = Jakub()
    table.card("marie", "k1", Board.STRENGTHS, "Rád se mnou peče.", "petra")
    screens.hang(table)
    async with AsyncExitStack() as open_pages:

        async def at(seat: str, instead_of: str = "") -> Phone:
            token = screens.tokens[seat]
            return await open_pages.enter_async_context(phone(screens.home.url, "setkani", token, seat=instead_of))

        def digest() -> str:
            meeting = screens.home.meeting()
            return words_digest(written_for(meeting, meeting.seats["marie"]))

        def mark() -> str:
            return said(select(screens.wall("strengths"), ".by-hand")[0]).rpartition(" · ")[2]

        wall, marie = await at(PROJECTOR), await at("petra", instead_of="marie")
        await marie.did("confirm-words", digest=digest())
        await wall.hear("changed", changed=sorted(TOLD[WordsConfirmed]))
        assert mark() == "confirmed"
        await marie.write("card:k1", "Rád se mnou peče každou sobotu.")
        await wall.hear("changed", changed=sorted(MARKED))
        assert mark() == "not confirmed yet", "these are other words than those she has confirmed"


async def test_nobody_hears_who_is_writing_for_themselves(screens: Screens) -> None:
    table = Jakub()
    table.goal("g1", "Jakub chodí do školy")
    screens.hang(table)
    async with AsyncExitStack() as open_pages:
        url = screens.home.url
        petra, jana, wall = [
            await open_pages.enter_async_context(phone(url, "setkani", screens.tokens[seat]))
            for seat in ("petra", "jana", PROJECTOR)
        ]
        await petra.say(t="focus", cell="view:petra")
        await petra.write("view:petra", FEAR)
        await petra.say(t="focus", cell="goal:g1:title")
        for other in (jana, wall):
            await other.hear(
                "presence", people={"petra": {"name": "Petra Horáková", "here": True, "cell": "goal:g1:title"}}
            )
            heard = json.dumps(other.heard, ensure_ascii=False)
            assert "view:petra" not in heard and FEAR not in heard


# Offers -------------------------------------------------------------------------------------------------------------


def test_with_one_goal_an_offer_becomes_a_step_with_one_tap(screens: Screens) -> None:
    table = Jakub()
    table.goal("g1", "Jakub chodí do školy")
    table.card("olga", "o1", Board.OFFERS, "Ráno ho odvezu.")
    screens.hang(table)
    [asks] = asked_for(screens.panel("petra", "offers"), "take-up-offer")
    assert (asks["card"], asks["goal"]) == ("o1", "g1")
    assert not asked_for(screens.wall("offers"), "take-up-offer")


def test_with_more_goals_one_chooses_and_with_none_one_waits(screens: Screens) -> None:
    table = Jakub()
    table.card("olga", "o1", Board.OFFERS, "Ráno ho odvezu.")
    table.ask("jana", c.AddCard("o2", Board.OFFERS))
    without = Table(tuple(table.log))
    table.goal("g1", "Jakub chodí do školy")
    table.goal("g2", "Doma je klid")
    screens.hang(table)
    offers = screens.panel("petra", "offers")
    assert [asks["goal"] for asks in asked_for(offers, "take-up-offer")] == ["g1", "g2"], "an empty card is no offer"
    assert [said(button) for button in select(offers, ".take-up button")] == [
        "1. Jakub chodí do školy : Ráno ho odvezu.",
        "2. Doma je klid : Ráno ho odvezu.",
    ]
    assert not without.meeting.goals


def test_an_offer_waits_for_a_goal(screens: Screens) -> None:
    table = Jakub()
    table.card("olga", "o1", Board.OFFERS, "Ráno ho odvezu.")
    screens.hang(table)
    offers = screens.panel("petra", "offers")
    assert not asked_for(offers, "take-up-offer")
    assert "It can become a step as soon as there is a goal." in said(offers)


def test_a_taken_offer_points_to_its_step_and_is_promised_by_whoever_offered(screens: Screens) -> None:
    table = Jakub()
    table.goal("g1", "Jakub chodí do školy")
    table.card("olga", "o1", Board.OFFERS, "Ráno ho odvezu.")
    table.ask("petra", c.TakeUpOffer("o1", "s1", "g1"))
    screens.hang(table)
    seen = screens.panel("petra", "offers")
    assert [link.get("data-to-step") for link in select(seen, "a")] == ["step-s1"]
    assert 'id="step-s1"' in screens.bytes_of("petra", "plan")
    assert "waiting for an answer" in said(seen)
    assert not asked_for(seen, "accept-step"), "nobody promises for somebody else"
    assert [asks["step"] for asks in asked_for(screens.panel("olga", "offers"), "accept-step")] == ["s1"]


# When something changes; what is set aside; parts; the next meeting ---------------------------------------------------


def test_alerts_say_who_calls_whom_among_those_who_are_of_the_meeting(screens: Screens) -> None:
    table = Jakub()
    table.ask(HOUSE, c.AskToEnter("cizi", "Někdo Zvenku"))
    table.ask("jana", c.AddAlert("a1"))
    table.write("jana", "alert:a1:when", "Jakub ráno nevstane")
    table.ask("petra", c.SetAlert("a1", "petra", "olga"))
    table.ask("lenka", c.NameHub("olga"))
    screens.hang(table)
    phone_of_jana = screens.panel("jana", "alerts")
    caller = select(phone_of_jana, "#caller-a1")[0]
    assert [option.get("value") for option in select(caller, "option")] == ["", *(person.seat for person in PEOPLE)]
    assert [option.get("value") for option in select(caller, "option[selected]")] == ["petra"]
    assert not select(phone_of_jana, "#hub"), "the person where information converges is named by whoever leads"
    assert select(screens.console("alerts"), "#hub option[selected]")[0].get("value") == "olga"
    wall = said(screens.wall("alerts"))
    assert "Jakub ráno nevstane" in wall
    assert "Who calls: Petra Horáková → Whom: Olga Malá" in wall
    assert "With whom information converges: Olga Malá" in wall


def test_what_is_set_aside_is_named_in_the_room_and_stays_out_of_the_plan(screens: Screens) -> None:
    table = Jakub()
    table.card("petra", "p1", Board.PARKING, "Jak to bylo při rozvodu.")
    screens.hang(table)
    wall = said(screens.wall("parking"))
    assert "it goes neither into the plan nor into the record" in wall
    assert "Petra Horáková Jak to bylo při rozvodu." in wall
    assert "rozvodu" not in screens.bytes_of(PROJECTOR, "plan", PROJECTOR)


def test_a_part_of_its_own_stands_large_on_the_wall_and_the_note_at_the_beginning(screens: Screens) -> None:
    format = formats()["setkani-nad-pripadem"]
    table = Table()
    lead = Person("lenka", "Lenka Svobodová", frozenset({format.leads}))
    table.happened(open_meeting(OpenMeeting("setkani", "Nad případem", (lead,)), format), HOUSE)
    table.ask(HOUSE, c.Arrive("lenka"))
    table.ask("lenka", c.AdvanceStage("uvod", "Jdeme dál."))
    table.write("lenka", "part:map", "Babička, sousedka, škola.")
    screens.hang(table)
    wall = screens.wall()
    assert said(select(wall, ".panel-parts .big")[0]) == "Babička, sousedka, škola."
    assert said(select(wall, ".turns li[aria-current]")[0]) == "1 Who is around the family"
    assert format.note in said(screens.wall("confidentiality"))


def test_the_closing_says_when_how_often_and_who_sends_the_record(screens: Screens) -> None:
    table = Jakub()
    table.ask("lenka", c.AdvanceStage(GOALS, "Jdeme dál."))
    table.ask("lenka", c.SetNextMeeting(table.log[0].at, "Kolín", 15))
    screens.hang(table)
    console = screens.console("next")
    assert [option.get("value") for option in select(console, "#next-weeks option[selected]")] == ["15"]
    assert "every 15 weeks" in said(screens.wall("next"))
    assert "The record is sent to everyone by: Convener – Jana Nováková" in said(screens.wall("next"))


# In words -----------------------------------------------------------------------------------------------------------


def test_every_hole_is_a_sentence_about_somebody_or_something() -> None:
    table = Jakub()
    table.goal("g1", "Jakub chodí do školy")
    table.ask("petra", c.AddStep("s1", "g1"))
    table.ask("petra", c.GiveStep("s1", "petra"))
    about = {
        "goal": "g1", "step": "s1", "part": "map", "strength": "", "hub": "", "goals": "", "reason": "", "aim": "",
        "next": "", "freeze": "",
    }  # fmt: skip
    for kind in HOLES:
        subject = about.get(kind if kind in about else kind.partition("-")[0], "petra")
        words = hole_words(table.meeting, (kind, subject), str, lambda seat: table.meeting.seats[seat].name)
        assert re.fullmatch(r"[^{}]+\.( \([^()]+\))?", words), (kind, words)
    assert hole_words(table.meeting, ("strength", ""), str, str).startswith("Family and those close")
    assert hole_words(table.meeting, ("strength", "OSPOD"), str, str).startswith("OSPOD")
