"""Jakub's meeting from the first tap to the signed Word record, in real browsers.

A projector, the facilitator's console and six phones tell the story of server/demo/story.py, the one the demo tells.
Lenka leads. Hana, Ivana, Jakub and Jana come with their personal links, Klára types the code although she is invited,
Jakub's grandmother Marie is not invited at all. Tereza has no phone: Hana writes for her, until she has to leave early.
Eva has sent an apology.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, expect

from server.demo import jakub as story
from server.demo.jakub import EVA, HANA, IVANA, JAKUB, JANA, KLARA, LENKA, TEREZA
from server.meeting.agreed import short
from server.meeting.agreement import acceptance_of
from server.meeting.cells import all_cells
from server.meeting.model import Acceptance, Board, Meeting
from server.web.drawing import qr
from tests.e2e.room import LAPTOP, TIMES, Hall, Person, hall, new_field, without_dangling

MARIE = "Marie Krejčí"
REFUSAL = "Nepodepíšu nic, dokud to doma v klidu nepřečtu dědovi."
NOT_YET = "Nevím, jestli to tatínek dovolí."
WHY_ON = "Paní Vlčková nemá telefon, poučení slyšela a souhlasila nahlas."
WHY_AGAIN = "Doplníme, že paní Vlčková zavolá mamince předem."
ADDED = "Den předem mamince zavolám."
SET_ASIDE = next(card.words for card in story.CARDS if card.board is Board.PARKING)
MARIES_STRENGTH = "Jakub ke mně chodí každý čtvrtek a sám od sebe naseká dříví."

STEPS = tuple(step for step in story.STEPS if step.owner in (EVA, TEREZA, JAKUB, JANA))
"""Those of somebody who is not here, of somebody without a phone, of the boy and of the one who says no at first."""

SPEAKS_FOR = {EVA: KLARA, TEREZA: HANA}
"""Whoever writes what somebody says who has no phone here."""


@dataclass
class Room:
    """The hall, everybody's screen by their seat, and the names the program gave to goals and steps."""

    hall: Hall
    wall: Person
    lenka: Person
    phones: dict[str, Person]
    goals: dict[str, str]
    steps: dict[str, str]

    @property
    def meeting(self) -> Meeting:
        return self.hall.home.meeting(self.hall.id)

    def of(self, seat: str) -> Person:
        seat = SPEAKS_FOR.get(seat, seat)
        return self.lenka if seat == LENKA else self.phones[seat]

    def here(self, cell: str) -> str:
        """A cell of the story under the name it has in this meeting."""
        kind, *rest = cell.split(":")
        if kind in ("goal", "step"):
            rest[0] = (self.goals if kind == "goal" else self.steps)[rest[0]]
        return ":".join((kind, *rest))

    def everybody_has(self, english: str, **gaps: object) -> None:
        for person in (self.lenka, *self.phones.values()):
            person.is_told(english, **gaps)

    def all_say_the_same(self) -> None:
        """Every text of the meeting reads the same on the disk and on every screen that holds it."""
        for person in self.hall.people:
            person.is_saved()
        texts = {cell: self.meeting.text(cell) for cell in all_cells(self.meeting)}
        for person in self.hall.people:
            person.agrees(texts)


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with hall(browser, tmp_path_factory.mktemp("conference")) as found:
        yield found


@pytest.mark.timeout(900)
def test_a_whole_conference(opened: Hall) -> None:
    room = comes_in(opened)
    introduction(room)
    statement(room)
    goals(room)
    closing(room)
    record(room)
    for person in opened.people:
        assert person.complaints == [], person.name


# Coming in ------------------------------------------------------------------------------------------------------------


def comes_in(opened: Hall) -> Room:
    wall = opened.sits("projector")
    lenka = opened.sits(LENKA, viewport=LAPTOP)
    address = f"{opened.url}/join/{opened.code}"
    # The picture is the address: nothing else may be behind the square people point their phones at.
    picture = wall.page.locator(".lobby svg.qr path").last.get_attribute("d")
    assert picture and picture in qr(address)
    expect(wall.page.locator(".lobby-code")).to_have_text(opened.code)

    phones = {seat: opened.sits(seat) for seat in (HANA, IVANA, JAKUB, JANA)}
    phones[JAKUB].sees("You are in.")
    expect(wall.page.locator("#panel-people")).to_contain_text("Jakub Novák")

    klara = opened.person(KLARA)
    klara.page.goto(address)
    klara.page.get_by_label(klara.words("Your name")).fill("Mgr. Klára Benešová")
    klara.tap("Come in")
    klara.sees("The facilitator can see you at the door and will let you in.")

    marie = opened.person(MARIE)
    marie.page.goto(f"http://{wall.page.locator('.lobby-url').inner_text()}")
    marie.page.get_by_label(marie.words("Code from the screen")).fill(opened.code.lower())
    marie.page.get_by_label(marie.words("Your name")).fill(MARIE)
    marie.page.get_by_label(marie.words("Where you are from")).fill("babička")
    marie.tap("Come in")
    marie.reads(MARIE)
    assert "reason" not in marie.page.content()

    # Klára is invited: the facilitator is offered her seat. Marie is somebody new.
    door = lenka.page.locator("#panel-door")
    expect(door.locator(".guest")).to_have_count(2)
    lenka.tap("Let in", about="Mgr. Klára Benešová")
    lenka.tap("Let in", about=MARIE)
    lenka.sees("Nobody is waiting.")
    for guest in (klara, marie):
        guest.page.wait_for_url("**/seat/**")
        guest.sees("You are in.")
        guest.is_saved()
    assert f"/seat/{KLARA}" in klara.page.url
    phones[KLARA] = klara
    guest_seat = marie.page.url.rsplit("/", 1)[1]
    phones[guest_seat] = marie

    at_the_table(lenka, TEREZA, "Is here")
    row = lenka.page.locator(f"#person-{TEREZA}")
    lenka.unfold(row.locator(f"#aid-{TEREZA}"))
    row.locator("select[name=hand]").select_option(HANA)
    lenka.tap("Is without a phone", about="Tereza Vlčková, DiS.", within=row)
    expect(phones[HANA].page.locator("#panel-hands")).to_contain_text("Tereza Vlčková")
    at_the_table(lenka, EVA, "Has sent an apology")
    for seat in ("Lenka Dvořáková", "Hana Kučerová", "Tereza Vlčková", "Klára Benešová", MARIE):
        expect(wall.page.locator("#panel-people")).to_contain_text(seat)
    expect(wall.page.locator("#panel-people")).not_to_contain_text("Eva Šímová")
    room = Room(opened, wall, lenka, phones, {}, {})
    assert len(room.meeting.present) == 8
    return room


def at_the_table(lenka: Person, seat: str, what: str) -> None:
    row = lenka.page.locator(f"#person-{seat}")
    lenka.unfold(row.locator("details").first)
    lenka.tap(what, within=row)


# The four stages ------------------------------------------------------------------------------------------------------


def introduction(room: Room) -> None:
    room.hall.begin(room.lenka)
    jakub, klara = room.of(JAKUB), room.of(KLARA)
    for person in (room.lenka, *room.phones.values()):
        person.tap("I understand and will keep to it")
        expect(person.page.locator("#panel-confidentiality .done")).to_be_visible()
        expect(person.page.locator("#panel-confidentiality .done")).to_be_visible()
    expect(room.lenka.page.locator(".missing li")).to_have_count(1)
    room.lenka.reads("Tereza Vlčková, DiS.")

    first, second, *others = story.LINES["uvod"]
    assert (first.by, second.by) == (JAKUB, KLARA)
    together(room, jakub, klara, first.words, second.words)
    for line in others:
        writes(room, line)
    told(room, "uvod")
    room.all_say_the_same()

    # Nobody goes on over what is missing without saying why, and the record will say it.
    next_stage(room, "The convener's statement", why=WHY_ON)


def together(room: Room, jakub: Person, klara: Person, one: str, other: str) -> None:
    """Two people type into one field letter by letter at the same time; the wall shows it as it comes, with names."""
    jakub.take_up("rules")
    jakub.type(one[0])
    # Whoever has stopped is not said to be writing for long, so that is looked at first.
    writer = room.wall.page.locator('[data-writer="rules"]')
    expect(writer).to_contain_text("Jakub Novák")
    expect(room.wall.cell("rules")).to_contain_text(one[0])
    klara.take_up("rules")
    klara.page.keyboard.press("Enter")
    expect(jakub.cell("rules")).to_have_value(f"{one[0]}\n")
    # Klára has a line of her own behind Jakub's first letter; from now on they type in turns.
    rest = one[1:]
    for number in range(max(len(rest), len(other))):
        if number < len(rest):
            jakub.type(rest[number], by_letters=True)
        if number < len(other):
            klara.type(other[number], by_letters=True)
        if number == 5:
            expect(writer).to_contain_text("Klára Benešová")
            expect(room.wall.cell("rules")).to_contain_text(one[:5])
    room.hall.all_show("rules", f"{one}\n{other}")


def statement(room: Room) -> None:
    for line in story.LINES["sdeleni-svolavatele"]:
        writes(room, line)
        if line.cell == "reason":
            # Live on the wall, with the name of whoever writes.
            expect(room.wall.page.locator('[data-writer="reason"]')).to_contain_text("Hana Kučerová")
            expect(room.wall.cell("reason")).to_have_text(line.words)
    told(room, "sdeleni-svolavatele")
    jakub = room.of(JAKUB)
    jakub.part("now")
    expect(jakub.page.locator('[data-cell="reason"]')).to_have_count(0)
    room.all_say_the_same()
    next_stage(room, "Work on goals")


def strengths(room: Room) -> None:
    """Every side of the table says what goes well; before that nobody writes a worry."""
    wall = room.wall.page.locator("#panel-strengths")
    marie = next(seat for seat, person in room.phones.items() if person.name == MARIE)
    said = [(card.by, card.words) for card in story.CARDS if card.board is Board.STRENGTHS and card.by != EVA]
    for number, (seat, words) in enumerate([*said, (marie, MARIES_STRENGTH)]):
        # Nobody is shamed for being the last: a side is waited for, not a person.
        expect(room.wall.page.locator("#panel-work")).to_contain_text(
            room.wall.words("Worries have their time too: they open when every side has named at least one strength.")
        )
        if seat == TEREZA:
            for_tereza(room, words)
        else:
            adds_card(room.of(seat), "Add a strength", words)
        expect(wall.locator(".slip")).to_have_count(number + 1)
        expect(wall.get_by_text(words)).to_be_visible()
    room.wall.sees("Every side has said what goes well. Worries may be written as well now.")
    expect(wall.locator(f"#strengths-of-{TEREZA}")).to_contain_text("Hana Kučerová")


def for_tereza(room: Room, words: str) -> None:
    """Hana writes on her own phone what Tereza says, and goes back to her own page."""
    hana = room.of(HANA)
    hana.touch(hana.page.locator("#panel-hands").get_by_role("link", name=re.compile("Tereza Vlčková")))
    hana.page.wait_for_url(f"**/seat/{TEREZA}")
    hana.is_saved()
    adds_card(hana, "Add a strength", words)
    hana.touch(hana.page.locator("#own-page"))
    hana.page.wait_for_url(f"**/seat/{HANA}")
    hana.is_saved()


def adds_card(person: Person, add: str, words: str) -> None:
    person.part("now")
    person.tap(add)
    new_field(person.page, "card")
    person.type(words)
    person.is_saved()


def views(room: Room) -> None:
    """Each for themselves: what one person writes comes to nobody else before the facilitator shows it to all."""
    turn(room, "views")
    theirs = {seat: words for seat, words in story.VIEWS.items() if seat in (JAKUB, JANA, KLARA)}
    for seat, words in theirs.items():
        person = room.of(seat)
        person.part("now")
        person.write(f"view:{seat}", words)
        person.is_saved()
    # Whoever leads speaks for no side, and is not waited for.
    room.wall.sees("%(done)s of %(all)s have written", done=len(theirs), all=7)
    for person in room.hall.people:
        for seat, words in theirs.items():
            assert person.name == seat or words not in person.page.content(), person.name
    room.lenka.unfold(room.lenka.page.locator("#show-views"))
    room.lenka.tap("Show them to everyone")
    for person in room.hall.people:
        for seat, words in theirs.items():
            person.shows(f"view:{seat}", words)
    for seat in theirs:
        expect(room.wall.page.locator(f"#view-of-{seat}")).to_be_visible()


def turn(room: Room, panel: str) -> None:
    """The facilitator turns to another part of the stage: it is on the wall, and open on every phone."""
    room.lenka.touch(room.lenka.page.locator(f"#turn-to-{panel}"))
    expect(room.wall.page.locator(f".work > #panel-{panel}")).to_be_visible()
    for phone in room.phones.values():
        expect(phone.page.locator(f"#turn-{panel}")).to_have_attribute("open", "")
    assert room.meeting.turned_to == panel


def goals(room: Room) -> None:
    strengths(room)
    views(room)
    turn(room, "plan")
    for goal in story.GOALS:
        author = room.of(goal.by)
        author.part("now")
        author.tap("Add a goal")
        room.goals[goal.id] = new_field(author.page, "goal")
        # The caret is in the new goal's first field already: whoever added it just writes on.
        author.type(goal.lines[0].words)
        for line in goal.lines[1:]:
            writes(room, line)
        expect(room.wall.page.get_by_role("heading", name=goal.lines[0].words)).to_be_visible()
    for step in STEPS:
        adds_step(room, step)
    for line in story.LINES["prace-na-cilech"]:
        writes(room, line)
    holes = room.lenka.page.locator(".missing li")
    promises(room)
    offers(room)
    changes(room)
    told(room, "prace-na-cilech")
    # Tereza has to go. Whoever is not here cannot promise, and holds nobody up.
    expect(holes).to_have_count(1)
    expect(holes).to_contain_text("Tereza Vlčková")
    at_the_table(room.lenka, TEREZA, "Has left")
    expect(holes).to_have_count(0)
    room.all_say_the_same()
    next_stage(room, "Closing")


def adds_step(room: Room, step: story.Step) -> None:
    author = room.of(step.by)
    author.part("now")
    author.tap("Add a step", within=author.page.locator(f"#goal-{room.goals[step.goal]}"))
    name = room.steps[step.id] = new_field(author.page, "step")
    author.type(step.what)
    card = author.page.locator(f"#step-{name}")
    row = room.wall.page.locator(f"#row-{name}")
    for lacks in ("The step has nobody.", "The step has no date."):
        expect(row).to_contain_text(author.words(lacks))
        expect(card).to_contain_text(author.words(lacks))
    for part, words in (("how", step.how), ("with", step.with_whom), ("signal", step.signal)):
        author.write(f"step:{name}:{part}", words)
    card.get_by_label(author.words("Who"), exact=True).select_option(step.owner)
    card.get_by_label(author.words("By when"), exact=True).fill(step.due.isoformat())
    expect(row).to_contain_text(without_dangling(TIMES.day(step.due)))
    for lacks in ("The step has nobody.", "The step has no date."):
        expect(row).not_to_contain_text(author.words(lacks))
        expect(card).not_to_contain_text(author.words(lacks))


def promises(room: Room) -> None:
    """Everybody promises their own steps on their own phone; Jana says no at first, and yes to other words."""
    family, jana = next(step for step in STEPS if step.owner == JANA), room.of(JANA)
    jana.part("now")
    card = jana.page.locator(f"#step-{room.steps[family.id]}")
    jana.unfold(card.locator("details.decline"))
    card.locator("details.decline input[name=reason]").fill(NOT_YET)
    jana.tap("Say that I cannot promise it", about=family.what)
    # The others see on their phones why; on the wall, in front of everybody, it is only that.
    row = room.wall.page.locator(f"#row-{room.steps[family.id]}")
    expect(row.locator(".promise-declined")).to_be_visible()
    expect(row).not_to_contain_text(NOT_YET)
    expect(room.lenka.page.locator(f"#step-{room.steps[family.id]}")).to_contain_text(NOT_YET)
    expect(room.lenka.page.locator(".missing")).to_contain_text("Jana Nováková")
    for step in STEPS:
        if step.owner in (EVA, TEREZA):
            continue
        owner = room.of(step.owner)
        owner.part("now")
        owner.tap("I take it on", about=step.what)
        row = room.wall.page.locator(f"#row-{room.steps[step.id]}")
        expect(row.locator(".promise-accepted")).to_be_visible()
    meeting = room.meeting
    answers = {step.owner: acceptance_of(meeting, step) for step in meeting.steps}
    assert {seat for seat, answer in answers.items() if answer is Acceptance.OPEN} == {EVA, TEREZA}


def offers(room: Room) -> None:
    """What somebody offers becomes a step with one tap, and a promise only when they say so themselves."""
    turn(room, "offers")
    offer = next(card for card in story.CARDS if card.board is Board.OFFERS and card.by == IVANA)
    ivana = room.of(IVANA)
    adds_card(ivana, "Offer something", offer.words)
    card = room.meeting.cards_on(Board.OFFERS)[0]
    ivana.unfold(ivana.page.locator(f"#take-up-{card.id}"))
    ivana.touch(ivana.page.locator(f"#take-up-{card.id} .take-up button").first)
    taken = ivana.page.locator(f"#slip-{card.id}.slip-taken")
    expect(taken).to_contain_text(story.GOALS[0].lines[0].words)
    ivana.tap("I take it on", about=offer.words, within=taken)
    expect(taken.locator(".promise-accepted")).to_be_visible()
    step = room.meeting.steps[-1]
    assert (room.meeting.text(f"step:{step.id}:what"), step.owner) == (offer.words, IVANA)
    room.hall.does(IVANA, "set-due", step=step.id, due="2027-03-31")
    ivana.touch(taken.locator("[data-to-step]"))
    # A promise is bound to the words and the day it was given to.
    ivana.tap("I take it on as it is now", about=offer.words, within=ivana.page.locator(f"#step-{step.id}"))
    expect(ivana.page.locator(f"#step-{step.id} .promise-accepted")).to_be_visible()


def changes(room: Room) -> None:
    """What is done when something changes, and with whom information converges."""
    turn(room, "alerts")
    (alert,) = story.ALERTS
    klara = room.of(KLARA)
    klara.part("now")
    klara.tap("Add an agreement for a change")
    name = new_field(klara.page, "alert")
    klara.type(alert.when)
    klara.write(f"alert:{name}:what", alert.what)
    card = klara.page.locator(f"#alert-{name}")
    card.get_by_label(klara.words("Who calls"), exact=True).select_option(alert.caller)
    card.get_by_label(klara.words("Whom"), exact=True).select_option(alert.called)
    room.lenka.page.locator("#hub").select_option(story.STORY.hub)
    wall = room.wall.page.locator("#panel-alerts")
    for words in (alert.when, alert.what, "Klára Benešová", "Jana Nováková", "Lenka Dvořáková"):
        expect(wall).to_contain_text(words)
    # What belongs to the past has its place, and goes no further.
    turn(room, "parking")
    adds_card(room.of(JANA), "Set something aside", SET_ASIDE)
    expect(room.wall.page.locator("#panel-parking")).to_contain_text(SET_ASIDE)


def closing(room: Room) -> None:
    for seat, ending in story.ENDINGS.items():
        if seat not in (EVA, TEREZA):
            person = room.of(seat)
            if person is not room.lenka:
                person.part("now")
            person.write(f"reflection:{seat}", ending.reflection)
    for line in story.LINES["ukonceni"]:
        writes(room, line)
    told(room, "ukonceni")
    next_time(room)
    room.all_say_the_same()

    room.lenka.tap("Freeze the plan for signing")
    room.everybody_has("The plan is ready to be signed.")
    signing(room, 1, {JAKUB, HANA})
    before = room.meeting.freeze
    assert before is not None and set(before.signatures) == {JAKUB, HANA}

    # Something is still to be added: the plan is opened again, and every signature is void.
    room.lenka.unfold(room.lenka.page.locator("#reopen"))
    room.lenka.page.locator("#reopen input[name=why]").fill(WHY_AGAIN)
    room.lenka.tap("Open the plan again", within=room.lenka.page.locator("#reopen form"))
    room.everybody_has("The plan is open again. Signatures under it are void.")
    for person in (room.of(JAKUB), room.of(HANA)):
        person.reads(WHY_AGAIN)
        expect(person.page.locator("svg.drawn")).to_have_count(0)
    hana = room.of(HANA)
    psychiatr = room.steps["psychiatr"]
    hana.write(f"step:{psychiatr}:how", ADDED)
    how = next(step.how for step in STEPS if step.id == "psychiatr")
    room.hall.all_show(f"step:{psychiatr}:how", f"{how}\n{ADDED}")
    room.all_say_the_same()

    room.lenka.tap("Freeze the plan for signing")
    signing(room, 2, set(room.phones) | {LENKA})
    expect(room.lenka.page.locator(".missing")).to_have_count(0)
    room.lenka.tap("Close the meeting")
    for person in room.hall.people:
        person.sees("The meeting is over. Thank you.")
    room.lenka.sees("The record is written.")


def next_time(room: Room) -> None:
    panel = room.lenka.page.locator("#panel-next")
    panel.locator("input[name=starts]").fill(story.NEXT_STARTS.strftime("%Y-%m-%dT%H:%M"))
    panel.locator("input[name=place]").fill(story.NEXT_PLACE)
    room.lenka.tap("Save the date")
    expect(room.wall.page.locator("#panel-next")).to_contain_text(story.NEXT_PLACE)
    room.of(JANA).reads("16. 4. 2027 v 14.00")


def signing(room: Room, number: int, who: set[str]) -> None:
    """Those people read the frozen version, say what they think of it and sign; Marie says why she does not."""
    # The tap is on its way until the wall shows the version it made.
    expect(room.wall.page.locator("#panel-signing .version")).to_contain_text(re.compile(rf"Verze\s{number}\b"))
    digest = room.meeting.freeze.digest  # type: ignore[union-attr]
    for seat in sorted(who):
        person = room.of(seat)
        panel = person.page.locator("#panel-signing")
        if person is room.lenka:
            person.unfold(panel.locator("#frozen-whole"))
        frozen = panel.locator(".frozen")
        for words in (story.LINES["uvod"][0].words, STEPS[0].signal, story.ENDINGS[JAKUB].reflection):
            expect(frozen).to_contain_text(words)
        expect(person.page.locator("[data-cell]:not([readonly])").filter(visible=True)).to_have_count(0)
        if person.name == MARIE:
            refuses(person, panel, number)
            continue
        ending = story.ENDINGS[seat]
        panel.locator(f"#verdict-{ending.verdict}-{number}").check()
        if ending.words:
            panel.get_by_label(person.words("In your words")).fill(ending.words)
        person.tap("Confirm my answer")
        person.draw(panel.locator("canvas"))
        person.tap("Sign version %(number)s", number=number)
        expect(panel.locator("svg.drawn")).to_be_visible()
    freeze = room.meeting.freeze
    assert freeze is not None and set(freeze.signatures) == who
    assert {signature.digest for signature in freeze.signatures.values()} == {digest}
    for seat, signature in freeze.signatures.items():
        assert bool(signature.strokes) == (room.of(seat).name != MARIE)
    expect(room.wall.page.locator("#panel-signing .count")).to_contain_text(str(len(who)))


def refuses(person: Person, panel: Locator, number: int) -> None:
    person.unfold(panel.locator(f"#refuse-{number}"))
    panel.get_by_label(person.words("My reason")).fill(REFUSAL)
    person.tap("Confirm that I do not sign")
    person.sees("Your reason will stand in the record:")
    person.reads(REFUSAL)


# What they do all the time --------------------------------------------------------------------------------------------


def writes(room: Room, line: story.Line) -> None:
    """Somebody writes a line of the story where it belongs, in the minutes if they take them."""
    person = room.of(line.by)
    if person is not room.lenka:
        person.part("minutes" if line.cell.startswith("minutes:") else "now")
    person.write(room.here(line.cell), line.words)


def told(room: Room, stage: str) -> None:
    """What the story says was written in a stage stands there."""
    expected: dict[str, list[str]] = {}
    for line in story.LINES[stage]:
        expected.setdefault(room.here(line.cell), []).append(line.words)
    for line in (line for goal in story.GOALS for line in goal.lines if stage == "prace-na-cilech"):
        expected.setdefault(room.here(line.cell), []).append(line.words)
    for step in STEPS if stage == "prace-na-cilech" else ():
        expected[room.here(f"step:{step.id}:what")] = [step.what]
    for line in story.LINES[stage]:
        room.of(line.by).is_saved()
    for person in room.hall.people:
        person.agrees({cell: "\n".join(lines) for cell, lines in expected.items()})
    room.hall.until(lambda meeting: all(meeting.text(cell) == "\n".join(lines) for cell, lines in expected.items()))


def next_stage(room: Room, english: str, why: str = "") -> None:
    """The facilitator goes on, and every screen goes with her."""
    lenka = room.lenka
    forward = lenka.page.locator("#panel-stage .forward")
    if why:
        lenka.tap("On: %(stage)s", stage=lenka.words(english), within=forward)
        assert room.meeting.stage.name != english
        forward.locator("textarea[name=despite]").fill(why)
    lenka.tap("On: %(stage)s", stage=lenka.words(english), within=forward)
    expect(room.wall.page.locator('#panel-stage [aria-current="step"]')).to_contain_text(lenka.words(english))
    for phone in room.phones.values():
        expect(phone.page.locator("#panel-stage")).to_contain_text(phone.words(english))
        # Whoever is writing is not torn away; a mark says that the room has gone on.
        expect(phone.page.locator('body[data-tab="now"], .tabs [data-tab="now"].news').first).to_be_attached()
    assert room.meeting.stage.name == english


# The record -----------------------------------------------------------------------------------------------------------


def record(room: Room) -> None:
    """Jana opens the Word file on her phone: everything that was said is in it."""
    files: dict[str, bytes] = {}
    for seat in (JANA, LENKA):
        person = room.of(seat)
        with person.page.expect_download() as download:
            person.touch(person.page.get_by_role("link", name=person.words("Download the record")))
        assert download.value.suggested_filename.endswith(".docx")
        files[seat] = Path(download.value.path()).read_bytes()
    assert files[JANA] == files[LENKA]
    document = Document(BytesIO(files[JANA]))
    words = without_dangling(
        "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    )
    flat = " ".join(words.split())
    for sentence in sentences(room):
        assert " ".join(sentence.split()) in flat, sentence
    assert SET_ASIDE not in flat
    assert len(document.inline_shapes) == 6
    assert "KONCEPT" not in flat


def sentences(room: Room) -> Iterator[str]:
    lines = [line for said in story.LINES.values() for line in said]
    lines += [line for goal in story.GOALS for line in goal.lines]
    yield from (line.words for line in lines)
    for step in STEPS:
        yield from (
            step.what,
            step.how,
            step.with_whom,
            step.signal,
            TIMES.day(step.due).replace("\N{NO-BREAK SPACE}", " "),
        )
    yield from (card.words for card in story.CARDS if card.board is Board.STRENGTHS and card.by != EVA)
    yield from (story.VIEWS[seat] for seat in (JAKUB, JANA, KLARA))
    yield from (MARIES_STRENGTH, story.ALERTS[0].when, story.ALERTS[0].what)
    endings: Mapping[str, story.Ending] = story.ENDINGS
    yield from (ending.reflection for seat, ending in endings.items() if seat not in (EVA, TEREZA))
    yield endings[JANA].words
    yield from (REFUSAL, WHY_ON, WHY_AGAIN, ADDED, MARIE, story.NEXT_PLACE)
    yield from ("Verze 1 – neplatná", "Verze 2", "souhlasí s výhradou", "Eva Šímová")
    signed = room.meeting.freeze
    assert signed is not None
    yield signed.digest
    yield from (short(freeze.digest) for freeze in room.meeting.voided)
