"""A child's own meeting on the screens of the grown-ups and on the wall: nobody there chooses for the child."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import lxml.html
import pytest

from server.meeting import commands as c
from server.meeting.events import HOUSE
from server.meeting.model import Hearing, Sharing
from server.meeting.pages import words_digest_of
from server.meeting.policy import PROJECTOR
from server.meeting.refusals import Reason
from server.web.language import translations
from server.web.own_meeting import DONT_KNOW
from tests.afternoon import House, house, phone
from tests.childs_meeting import (
    ALENA,
    ALONE,
    AMALKA,
    AROUND,
    DANGER,
    EVA,
    FORMAT,
    GROWN_UPS,
    LENKA,
    MAMA,
    PRAISE,
    SAID,
    SECRET,
    TATA,
    TOPICS,
    WISH,
    WORRY,
    Amalka,
)
from tests.web.test_boards import Screens, asked_for, said, select
from tests.web.test_organiser import laptop

STAGES = ("uvodni-cast", "sber-temat", "urceni-poradi", "navrhy-a-plan", "zaver")
CHILDS = (
    "choose-topic", "drop-topic", "move-topic", "name-meeting", "name-guide", "hear-views", "open-page", "share-page",
    "set-face", "add-line",
)  # fmt: skip


class Wall(Screens):
    """The screens around Amálka's table."""

    def page(self, seat: str) -> str:
        """The whole page somebody has before them."""
        path = "projector" if seat == PROJECTOR else f"console/{seat}" if seat == LENKA else f"seat/{seat}"
        return self._get(f"/meetings/setkani/{path}", seat).text.replace("\N{NO-BREAK SPACE}", " ")

    def state(self, seat: str) -> str:
        return self._get(f"/meetings/setkani/state.json?seat={seat}", seat).text

    def status(self, seat: str, panel: str, view: str = "phone", of: str = "") -> int:
        return self._get(f"/meetings/setkani/panels/{panel}?view={view}&seat={of or seat}", seat).status_code

    def _get(self, path: str, seat: str) -> httpx2.Response:
        return httpx2.get(
            self.home.url + path, headers={"Authorization": f"Bearer {self.tokens[seat]}", "Cookie": "lang=en"}
        )


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[Wall]:
    with house(tmp_path) as home:
        yield Wall(home)


def whole(stage: str) -> Amalka:
    """The meeting in this stage, with all that has come before it."""
    table = Amalka()
    place = STAGES.index(stage)
    if place:
        table.topics()
        table.views()
        table.hears(Hearing.ALL)
    if place > 1:
        table.chooses("rana", "tata")
    if place > 2:
        table.plans()
    if place > 3:
        table.to("zaver")
    return table


@pytest.mark.parametrize("stage", STAGES)
def test_no_grown_up_has_anything_to_choose_with_or_anything_that_is_not_released(screens: Wall, stage: str) -> None:
    table = whole(stage)
    table.danger()
    screens.hang(table)
    for seat in (LENKA, EVA, MAMA, ALENA, PROJECTOR):
        html = screens.page(seat)
        page = lxml.html.fromstring(html)
        assert [form for command in CHILDS for form in asked_for(page, command)] == [], seat
        if seat == PROJECTOR:
            assert not select(page, "form, button, details, input")
        else:
            assert "The child alone decides what matters most" in html or stage != "uvodni-cast"
        assert ALONE not in html and WISH not in html, "released is not shown: the child puts it on the wall"
        assert "strejda" not in html.replace(DANGER, ""), "nor is anybody on the map of people"
        for hers in (SAID, SECRET, DANGER):
            assert (hers in html) is (seat == EVA), (seat, hers)
            assert hers not in screens.state(seat) or seat == EVA


# The page on the wall -----------------------------------------------------------------------------------------------


def test_a_page_on_the_wall_is_large_there_and_readable_on_the_phones_and_not_on_the_console(screens: Wall) -> None:
    table = Amalka()
    table.ask(AMALKA, c.OpenPage("preju-si"))
    screens.hang(table)
    for opened in (screens.wall("opened"), screens.panel(MAMA, "opened")):
        assert WISH in said(opened) and "Amálka" in said(opened)
        assert len(select(opened, "polyline")) == 8
        assert len(select(opened, ".sticker")) == 4
        assert [face.get("aria-label") for face in select(opened, ".feeling")] == ["I feel good"]
        assert not select(opened, "form, button")
    console = lxml.html.fromstring(screens.page(LENKA))
    assert WISH not in said(console) and not select(console, "polyline")
    assert asked_for(console, "close-page") == [{"as": LENKA, "page": "preju-si"}]
    assert said(select(console, "#panel-opened")[0]).startswith("A page of the child’s book is on the wall.")


def test_the_people_around_the_child_are_drawn_in_their_circles_and_told_to_who_cannot_see_them(screens: Wall) -> None:
    table = Amalka()
    table.ask(AMALKA, c.OpenPage("lide"))
    screens.hang(table)
    picture = select(screens.wall("opened"), ".people-map")[0]
    names = [" ".join(line.text for line in select(figure, "text")) for figure in select(picture, ".map-figure")]
    assert names == [name for name, _ring in AROUND]
    assert "Verča (a bit further)" in picture.get("aria-label")
    for number in range(9):
        table.ask(AMALKA, c.PlaceFigure("lide", f"more{number}", f"Kamarádka {number}", 1))
    screens = Wall(screens.home)
    listed = _opened_again(screens, table)
    assert not select(listed, "svg.people-map")
    assert "Kamarádka 8" in said(select(listed, ".people-rings")[0])


def _opened_again(screens: Wall, table: Amalka) -> lxml.html.HtmlElement:
    """The wall of the meeting as it is now, in another house of the same street."""
    other = screens.home.settings.data_dir.parent / "other"
    other.mkdir()
    with house(other) as home:
        elsewhere = Wall(home)
        elsewhere.hang(table)
        return elsewhere.wall("opened")


async def test_it_goes_from_every_screen_the_moment_it_is_taken_back(screens: Wall) -> None:
    table = Amalka()
    table.ask(AMALKA, c.OpenPage("preju-si"))
    screens.hang(table)
    async with (
        phone(screens.home.url, "setkani", screens.tokens[PROJECTOR]) as wall,
        phone(screens.home.url, "setkani", screens.tokens[AMALKA]) as amalka,
    ):
        assert "wish:preju-si:preju-si" in wall.cells
        await amalka.did("share-page", page="preju-si", sharing="mine")
        await wall.hear("changed", changed=["book", "child", "guide", "opened"])
        await wall.say(t="ping")
        await wall.hear("pong")
        assert not [cell for cell in wall.cells if cell.startswith("wish:")]
    for seat in (MAMA, PROJECTOR, LENKA):
        assert WISH not in screens.page(seat) and "polyline" not in screens.page(seat)


async def test_words_of_danger_written_on_it_go_to_the_guide_and_take_it_off_the_wall(screens: Wall) -> None:
    table = Amalka()
    table.ask(AMALKA, c.OpenPage("preju-si"))
    screens.hang(table)
    async with (
        phone(screens.home.url, "setkani", screens.tokens[PROJECTOR]) as wall,
        phone(screens.home.url, "setkani", screens.tokens[EVA]) as eva,
        phone(screens.home.url, "setkani", screens.tokens[AMALKA]) as amalka,
    ):
        await wall.sync("wish:preju-si:preju-si")
        await amalka.write("wish:preju-si:preju-si", DANGER)
        await wall.hear("changed", changed=["book", "child", "guide", "opened"])
        await eva.hear("changed", changed=["guide"])
        assert DANGER not in str(wall.heard)
    assert DANGER not in screens.page(PROJECTOR) and DANGER not in screens.page(MAMA)
    assert "may be about danger" in screens.bytes_of(EVA, "guide")


@pytest.mark.parametrize("end", ["leave", "break off", "close"])
def test_it_is_gone_when_the_child_leaves_and_when_the_day_is_over(screens: Wall, end: str) -> None:
    table = whole("zaver")
    table.ask(AMALKA, c.OpenPage("preju-si"))
    match end:
        case "leave":
            table.ask(AMALKA, c.Depart(AMALKA))
        case "break off":
            table.ask(LENKA, c.BreakOff("Amálka už nemohla."))
        case _:
            table.ask(LENKA, c.FreezePlan("Spěcháme."))
            table.ask(LENKA, c.CloseMeeting("Spěcháme."))
    assert table.meeting.page_open == ""
    screens.hang(table)
    assert said(screens.wall("opened")) == ""


# Topics and the choice ----------------------------------------------------------------------------------------------


def test_the_child_s_topics_look_like_everybody_s(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    screens.hang(table)
    for topics in (screens.wall("topics"), screens.console("topics")):
        seats = {seat for seat, _words in TOPICS.values()}
        found = {seat: select(topics, f"#topics-of-{seat}")[0] for seat in seats}
        assert len({(group.get("class"), select(group, "li")[0].get("class")) for group in found.values()}) == 1
        assert all(words in said(found[seat]) for seat, words in TOPICS.values())


def test_the_wall_says_who_decides_and_shows_the_choice_in_the_child_s_order(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.chooses("zameskano", "rana", "tata")
    table.ask(AMALKA, c.MoveTopic("tata", 0))
    screens.hang(table)
    for choice in (screens.wall("choice"), screens.console("choice"), screens.panel(MAMA, "choice")):
        assert said(select(choice, ".choice-says")[0]) == "Now only Amálka decides"
        picked = select(choice, ".picked li")
        assert [(said(item[0]), said(select(item, ".topic-words")[0])) for item in picked] == [
            ("1", "Být víc u táty, ale bez křiku"), ("2", "Co dohnat ve škole"), ("3", "Ranní vstávání"),
        ]  # fmt: skip
        assert len(select(choice, ".picked-star")) == 3
        assert [said(item) for item in select(choice, ".not-chosen li")] == [
            "Mobil v noci Radek Veselý", "Mikiny pro deváťáky Ivo Beran", "Výtvarný kroužek Jitka Veselá",
        ]  # fmt: skip
        assert not select(choice, "form, button") and not select(choice, ".tapped")


def test_that_the_guide_s_hand_tapped_stands_on_the_wall(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.chooses("rana", hand=EVA)
    screens.hang(table)
    assert said(select(screens.wall("choice"), ".tapped")[0]) == "Eva taps for her"


def test_nothing_chosen_is_waited_for_in_peace(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.chooses()
    screens.hang(table)
    assert "We have time. We wait." in said(screens.wall("choice"))


def test_the_plan_says_what_the_child_has_chosen_and_what_not(screens: Wall) -> None:
    table = whole("navrhy-a-plan")
    screens.hang(table)
    for plan in (screens.wall("plan"), screens.console("plan"), screens.panel(TATA, "plan")):
        assert [said(line) for line in select(plan, ".goal-chosen")] == [
            "chosen by Amálka herself as number 1", "chosen by Amálka herself as number 2",
            "not chosen by Amálka herself",
        ]  # fmt: skip
    assert asked_for(screens.console("plan"), "add-goal")
    for seat in GROWN_UPS:
        assert not asked_for(screens.panel(seat, "plan"), "add-goal")


# Each for themselves ------------------------------------------------------------------------------------------------


def test_before_they_are_shown_views_are_numbers_and_the_child_is_not_waited_for(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.views(shown=False)
    screens.hang(table)
    for seat in (LENKA, *GROWN_UPS, PROJECTOR):
        html = screens.page(seat)
        for author in PRAISE:
            assert (PRAISE[author] in html) is (author == seat)
            assert (WORRY[author] in html) is (author == seat)
    assert said(select(screens.wall("views"), ".written-count")[0]) == "3 of 7 have written"


def test_what_goes_well_is_written_first_and_one_tap_says_that_one_does_not_know(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.refuses("ivo", table.writing("view:ivo", "Nevím."), Reason.PRAISE_FIRST)
    table.write("dana", "praise:dana", "Chodí na kroužek.")
    screens.hang(table)
    ivo, dana = screens.panel("ivo", "views"), screens.panel("dana", "views")
    assert [field.get("data-cell") for field in select(ivo, "textarea")] == ["praise:ivo"]
    assert select(ivo, "#praise-first") and not select(ivo, "[data-put]")
    assert [field.get("data-cell") for field in select(dana, "textarea")] == ["praise:dana", "view:dana"]
    tap = select(dana, "[data-put]")[0]
    assert (tap.get("data-put"), tap.get("data-words")) == ("view:dana", translations("cs").gettext(DONT_KNOW))


@pytest.mark.parametrize(
    ("hearing", "says"),
    [
        (Hearing.UNSAID, "Amálka will say how to hear it."),
        (Hearing.GUIDE, "Amálka wants to hear it from the guide."),
        (Hearing.NOT, "Amálka does not want to hear it today."),
    ],
)
def test_shown_they_are_the_grown_ups_alone_until_the_child_wants_to_hear_them(
    screens: Wall, hearing: Hearing, says: str
) -> None:
    table = Amalka()
    table.topics()
    table.views()
    if hearing is not Hearing.UNSAID:
        table.hears(hearing)
    screens.hang(table)
    wall = screens.wall("views")
    assert says in said(wall) and not select(wall, "li")
    assert not [words for words in (*PRAISE.values(), *WORRY.values()) if words in screens.page(PROJECTOR)]
    for seat in (LENKA, EVA, TATA):
        assert WORRY[MAMA] in screens.page(seat) and PRAISE[ALENA] in screens.page(seat)
    assert bool(select(screens.panel(EVA, "guide"), "#guide-tells")) is (hearing is Hearing.GUIDE)


def test_on_the_wall_they_stand_in_the_child_s_order(screens: Wall) -> None:
    table = Amalka()
    table.topics()
    table.views()
    table.hears(Hearing.ALL, ALENA, TATA)
    screens.hang(table)
    for views in (screens.wall("views"), screens.panel("ivo", "views")):
        lines = [said(line) for line in select(views, ".views li")]
        assert [line.split(" Goes")[0] for line in lines] == ["Alena Krátká", "Radek Veselý", "Jitka Veselá"]
        assert f"Goes well: {PRAISE[ALENA]} Worries me: {WORRY[ALENA]}" in lines[0]


# What the family carries --------------------------------------------------------------------------------------------


def test_the_load_is_a_picture_with_its_numbers_and_a_warning_in_words(screens: Wall) -> None:
    table = whole("navrhy-a-plan")
    screens.hang(table)
    wall = screens.wall("load")
    weeks = {week.get("id"): week for week in select(wall, ".week-of")}
    assert list(weeks) == ["load-of-amalka", "load-of-mama", "load-of-tata"]
    numbers = {key: [said(number) for number in select(week, ".week-number")] for key, week in weeks.items()}
    assert numbers == {"load-of-amalka": ["3", "3"], "load-of-mama": ["6", "9"], "load-of-tata": ["3", "5"]}
    assert [key for key, week in weeks.items() if select(week, ".week-warns")] == ["load-of-mama"]
    assert "More than 7 things in a week." in said(weeks["load-of-mama"])
    assert not select(wall, "form")


def test_a_parent_counts_for_themselves_and_nobody_for_the_other_parent(screens: Wall) -> None:
    table = whole("navrhy-a-plan")
    screens.hang(table)

    def counted(element: lxml.html.HtmlElement) -> list[str | None]:
        return [form["seat"] for form in asked_for(element, "set-load")]

    assert counted(screens.panel(MAMA, "load")) == [MAMA]
    assert counted(screens.panel(TATA, "load")) == [TATA]
    assert counted(screens.console("load")) == counted(screens.panel(EVA, "load")) == [AMALKA, MAMA, TATA]
    assert counted(screens.panel(ALENA, "load")) == []


# The guide ----------------------------------------------------------------------------------------------------------


def test_the_guide_s_panel_is_the_guide_s_alone(screens: Wall) -> None:
    table = Amalka()
    table.ask(LENKA, c.AidPerson(EVA, True, MAMA))
    screens.hang(table)
    assert screens.status(EVA, "guide") == 200
    for seat in (LENKA, MAMA, TATA, "dana", AMALKA):
        assert screens.status(seat, "guide") == 404
    assert screens.status(PROJECTOR, "guide", PROJECTOR) == 404
    # Whoever writes for a guide without a phone has the guide's page before them, and none of the child's.
    assert screens.status(MAMA, "me", of=EVA) == 200
    assert screens.status(MAMA, "guide", of=EVA) == 404
    lent = screens._get(f"/meetings/setkani/seat/{EVA}", MAMA).text
    assert SAID not in lent and SECRET not in lent and "panel-guide" not in lent


async def test_a_hand_that_writes_for_the_guide_gets_no_cell_of_the_book(screens: Wall) -> None:
    table = Amalka()
    table.ask(LENKA, c.AidPerson(EVA, True, MAMA))
    screens.hang(table)
    async with phone(screens.home.url, "setkani", screens.tokens[MAMA], seat=EVA) as hand:
        assert hand.cells and not [cell for cell in hand.cells if cell.startswith("wish:")]


def test_the_guide_has_the_pages_to_say_those_for_them_alone_and_the_way_to_the_child_s_page(screens: Wall) -> None:
    table = Amalka()
    screens.hang(table)
    guide = screens.panel(EVA, "guide")
    assert SAID in said(select(guide, "#guide-say")[0])
    assert SECRET in said(select(guide, "#guide-only")[0])
    assert not select(guide, "#guide-danger") and ALONE not in said(guide)
    assert select(guide, "a[href]")[-1].get("href") == f"/meetings/setkani/child/{AMALKA}"


def test_danger_comes_first_with_what_to_do_until_the_guide_has_seen_to_these_very_words(screens: Wall) -> None:
    table = Amalka()
    table.danger()
    page = table.meeting.page("bojim-se")
    assert page is not None
    digest = words_digest_of(table.meeting, page)
    screens.hang(table)
    guide = screens.panel(EVA, "guide")
    alarm = select(guide, "details")[0]
    assert alarm.get("id") == "guide-danger" and DANGER in said(alarm)
    for help_line in ("112", "158", "116 111", "Stay calm", "Do not promise"):
        assert help_line in said(alarm)
    assert asked_for(alarm, "heed-page") == [{"as": EVA, "page": "bojim-se", "digest": digest}]
    table.ask(EVA, c.HeedPage("bojim-se", digest))
    assert table.meeting.page("bojim-se") != page
    table.ask(AMALKA, c.SharePage("bojim-se", Sharing.ALL))
    table.ask(AMALKA, c.OpenPage("bojim-se"))
    table.write(AMALKA, "wish:bojim-se:strach", "A vyhrožuje mi.")
    assert table.meeting.page_open == "", "these are other words than those the guide has seen to"


async def test_the_child_s_break_is_heard_by_the_guide_and_by_whoever_leads(screens: Wall) -> None:
    screens.hang(Amalka())
    url = screens.home.url
    async with (
        phone(url, "setkani", screens.tokens[AMALKA]) as amalka,
        phone(url, "setkani", screens.tokens[MAMA]) as mama,
        phone(url, "setkani", screens.tokens[EVA]) as eva,
    ):
        assert (await amalka.do("ask-break")).status_code == 204
        await eva.hear("changed", changed=["guide"])
        assert "Amálka needs a break" in said(screens.panel(EVA, "guide"))
        assert (await mama.do("ask-break")).status_code == 204
        assert "Jitka" not in said(screens.panel(EVA, "guide"))
        await mama.say(t="ping")
        await mama.hear("pong")
        assert all(heard.get("changed") in (None, ["floor"]) for heard in mama.heard)
    for seat in (TATA, PROJECTOR):
        assert "needs a break" not in screens.page(seat)
    asking = said(screens.console("lane"))
    assert "Amálka needs a break" in asking and "Jitka Veselá needs a break" in asking


# People -------------------------------------------------------------------------------------------------------------


def test_whoever_leads_has_no_button_against_the_child_and_gives_nobody_the_child_s_roles(screens: Wall) -> None:
    table = Amalka()
    table.ask(HOUSE, c.AskToEnter("g0123456789ab", "Amálka"))
    screens.hang(table)
    people = screens.console("people")
    row = {seat: select(people, f"#person-{seat}")[0] for seat in (AMALKA, EVA, MAMA)}
    assert not asked_for(row[AMALKA], "take-out") and asked_for(row[MAMA], "take-out")
    assert not asked_for(row[AMALKA], "hand-over") and not asked_for(row[EVA], "hand-over")
    assert asked_for(row[MAMA], "hand-over")
    boxes = [(box.get("value"), seat) for seat in row for box in select(row[seat], '[type="checkbox"]')]
    assert not [role for role, _seat in boxes if role in ("dite", "pruvodce")]
    assert not [role for role, seat in boxes if seat == AMALKA], "the child is nothing else"
    assert ("facilitator", EVA) not in boxes and ("facilitator", MAMA) in boxes
    assert asked_for(row[EVA], "amend-person")[0]["roles"] is not None
    invited = [option.get("value") for option in select(people, "#invite-role option")]
    assert not {"dite", "pruvodce"} & set(invited)
    aid = asked_for(row[AMALKA], "aid-person")
    assert aid == [{"as": LENKA, "seat": AMALKA, "aided": "1"}]
    assert not select(row[AMALKA], "select"), "nobody is to be chosen as the child's hand"
    matches = [option.get("value") for option in select(screens.console("door"), "option")]
    assert AMALKA not in matches and EVA not in matches


# The organiser ------------------------------------------------------------------------------------------------------

NEW = {
    "format": FORMAT,
    "title": "",
    "name": ["Lenka", "Amálka", "Eva", "Jitka"],
    "role": ["facilitator", "dite", "pruvodce", "rodic"],
}


async def test_a_new_meeting_is_named_after_its_child_and_the_links_say_what_the_book_needs(home: House) -> None:
    async with laptop(home) as lenka:
        form = (await lenka.get(f"/new?format={FORMAT}")).text
        usual = [option.get("value") for option in select(lxml.html.fromstring(form), '[name="role"] option[selected]')]
        assert usual[:4] == ["facilitator", "dite", "pruvodce", "ucastnik"]
        made = await lenka.post("/new", data=NEW)
        assert made.status_code == 303, made.text
        meeting = home.meeting(made.headers["location"].split("/")[2])
        assert meeting.title == "Amálčino setkání"
        assert "Eva" in (await lenka.get(made.headers["location"])).text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"role": ["facilitator", "rodic", "pruvodce", "rodic"]}, "one child"),
        ({"role": ["facilitator", "dite", "pruvodce", "dite"]}, "one child"),
        ({"name": ["Lenka", "Amálka", "Lenka", "Jitka"]}, "cannot be the child's guide"),
        ({"name": ["Lenka", "Nikola", "Eva", "Jitka"]}, "Please write a title"),
    ],
)
async def test_what_a_child_s_meeting_lacks_is_said_in_a_sentence(
    home: House, change: dict[str, list[str]], says: str
) -> None:
    async with laptop(home) as lenka:
        lenka.cookies.set("lang", "en")
        answer = await lenka.post("/new", data=NEW | change)
        assert answer.status_code == 422 or answer.status_code == 403
        assert says in answer.text.replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", " ")
        assert 'value="Lenka"' in answer.text
