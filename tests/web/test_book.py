"""The child's page over HTTP and sockets: at home and at the table, in the child's hands and in the guide's."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from server.meeting.model import Presence
from tests.afternoon import House, Open, phone
from tests.childs_meeting import ALENA, AMALKA, EVA, FORMAT, LENKA, MAMA, PEOPLE
from tests.web.test_photos import a_phone_s_exif, jpeg

GROWN_UPS = (LENKA, MAMA, ALENA)


@pytest.fixture
def hers(home: House) -> Open:
    """Amálka's meeting, to which nobody has come yet."""
    return home.open(people=PEOPLE, format=FORMAT, title="Setkání pro Amálku")


class Browser:
    """Somebody's browser after they have opened their personal link."""

    def __init__(self, home: House, met: Open, seat: str) -> None:
        self.met = met
        self.seat = seat
        self.client = httpx2.Client(base_url=home.url, follow_redirects=True, timeout=30)
        self.opened = self.client.get(f"/k/{met.tokens[seat]}")

    def page(self, path: str, **query: str) -> httpx2.Response:
        return self.client.get(f"/meetings/{self.met.id}/{path}", params=query)

    def do(self, command: str, child: bool = False, **fields: Any) -> httpx2.Response:
        """Asks for it; child: in the child's name."""
        files = fields.pop("files", None)
        data = {**fields, "as": AMALKA if child else self.seat}
        headers = {"Accept": "application/json"}
        return self.client.post(f"/meetings/{self.met.id}/{command}", data=data, files=files, headers=headers)

    def did(self, command: str, child: bool = False, **fields: Any) -> None:
        answer = self.do(command, child, **fields)
        assert answer.status_code == 200, answer.text

    def state(self, **query: str) -> dict[str, Any]:
        answer = self.page("state.json", **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def book(self, **query: str) -> dict[str, dict[str, Any]]:
        """The pages that reach this browser."""
        return {page["id"]: page for page in self.state(**query)["book"]}


Opens = Callable[[str], Browser]


@pytest.fixture
def opens(home: House, hers: Open) -> Iterator[Opens]:
    browsers: list[Browser] = []

    def opened(seat: str) -> Browser:
        browsers.append(Browser(home, hers, seat))
        return browsers[-1]

    yield opened
    for browser in browsers:
        browser.client.close()


def written(home: House, hers: Open, cell: str, words: str, seat: str = AMALKA, via: str = "") -> None:
    async def write() -> None:
        async with phone(home.url, hers.id, hers.tokens[via or seat], seat=seat) as person:
            await person.write(cell, words)

    asyncio.run(write())


# At home and at the table --------------------------------------------------------------------------------------------


def test_a_child_who_opens_the_book_at_home_is_not_at_the_table(home: House, hers: Open, opens: Opens) -> None:
    amalka = opens(AMALKA)
    assert amalka.opened.url.path == f"/meetings/{hers.id}/child/{AMALKA}"
    written(home, hers, "wish:preju-si:preju-si", "Psa.")
    amalka.did("set-face", page="preju-si", face=4)
    assert home.meeting().seats[AMALKA].presence is Presence.INVITED
    book = amalka.book()
    assert book["preju-si"]["face"] == 4 and book["preju-si"]["words"] == {"wish:preju-si:preju-si": "Psa."}


def test_at_home_there_is_the_book_and_nothing_of_the_table(hers: Open, opens: Opens) -> None:
    opens(LENKA)
    amalka = opens(AMALKA)
    assert {"goals", "steps", "cards", "chosen"}.isdisjoint(amalka.state())
    for panel in ("plan", "people", "topics", "views"):
        for view in ("phone", "child", "console"):
            assert amalka.page(f"panels/{panel}", view=view, seat=AMALKA).status_code == 404
    assert amalka.page("panels/book", view="child", seat=AMALKA).status_code == 200


def test_the_button_brings_the_child_to_the_table(home: House, hers: Open, opens: Opens) -> None:
    amalka = opens(AMALKA)
    assert amalka.client.post(f"/meetings/{hers.id}/child/{AMALKA}").status_code == 200
    assert home.meeting().seats[AMALKA].presence is Presence.PRESENT


def test_once_the_meeting_has_begun_opening_the_link_is_coming(home: House, opens: Opens) -> None:
    opens(LENKA).did("begin-meeting")
    opens(AMALKA)
    assert home.meeting().seats[AMALKA].presence is Presence.PRESENT


def test_a_child_who_has_left_comes_back_by_saying_so(home: House, hers: Open, opens: Opens) -> None:
    opens(LENKA).did("begin-meeting")
    amalka = opens(AMALKA)
    amalka.did("depart", seat=AMALKA)
    opens(AMALKA)
    assert home.meeting().seats[AMALKA].presence is Presence.LEFT
    amalka.client.post(f"/meetings/{hers.id}/child/{AMALKA}")
    assert home.meeting().seats[AMALKA].presence is Presence.PRESENT


def test_nothing_is_begun_for_a_child_while_nobody_meets(home: House, hers: Open, opens: Opens) -> None:
    lenka, amalka = opens(LENKA), opens(AMALKA)
    lenka.did("begin-meeting")
    lenka.did("break-off", why="Je pozdě.")
    assert amalka.client.post(f"/meetings/{hers.id}/child/{AMALKA}").status_code == 200
    opens(AMALKA)
    assert home.meeting().seats[AMALKA].presence is Presence.INVITED
    amalka.did("set-face", page="umim", face=2)


def test_a_child_may_sign_by_drawing_and_need_say_nothing_to_the_plan(home: House, opens: Opens) -> None:
    lenka = opens(LENKA)
    lenka.did("begin-meeting")
    amalka = opens(AMALKA)
    for stage in home.meeting().format.stages[:-1]:
        lenka.did("advance-stage", leaving=stage.id, despite="Jdeme dál.")
    lenka.did("freeze-plan", despite="Jdeme dál.")
    freeze = home.meeting().freeze
    assert freeze is not None and f"pad-{freeze.number}" in amalka.page(f"child/{AMALKA}").text
    amalka.did("sign", digest=freeze.digest, strokes="[[100, 100, 400, 300, 700, 120]]")
    assert "drawn" in amalka.page(f"child/{AMALKA}").text
    lenka.did("write-letter", words="Milá Amálko, máma tě ráno vzbudí.")
    opens(EVA).did("give-letter")
    assert "Milá Amálko, máma tě ráno vzbudí." in amalka.page(f"child/{AMALKA}").text


def test_the_phone_page_of_the_child_is_the_child_s_page(hers: Open, opens: Opens) -> None:
    assert opens(AMALKA).page(f"seat/{AMALKA}").url.path == f"/meetings/{hers.id}/child/{AMALKA}"


# Whose eyes ----------------------------------------------------------------------------------------------------------


def test_nobody_else_opens_the_child_s_page(hers: Open, opens: Opens) -> None:
    for seat in GROWN_UPS:
        grown_up = opens(seat)
        assert grown_up.page(f"child/{AMALKA}").status_code == 404
        assert grown_up.page(f"child/{seat}").status_code == 404
        assert grown_up.client.post(f"/meetings/{hers.id}/child/{AMALKA}").status_code == 404
        assert grown_up.do("set-face", child=True, page="lide", face=1).status_code == 404
        for panel in ("book", "child"):
            for view in ("phone", "console", "child"):
                assert grown_up.page(f"panels/{panel}", view=view, seat=seat).status_code == 404
                assert grown_up.page(f"panels/{panel}", view=view, seat=AMALKA).status_code == 404


def test_the_switch_says_who_has_a_page(home: House, hers: Open, opens: Opens) -> None:
    amalka, eva, lenka, mama = (opens(seat) for seat in (AMALKA, EVA, LENKA, MAMA))
    for page, sharing in (("preju-si", "all"), ("pomohlo-by", "say"), ("kdo-se-mnou", "guide"), ("umim", "mine")):
        amalka.did("set-face", page=page, face=3)
        amalka.did("share-page", page=page, sharing=sharing)
    assert set(eva.book()) == {"preju-si", "pomohlo-by", "kdo-se-mnou"}
    assert lenka.book() == {} and mama.book() == {}
    lenka.did("begin-meeting")
    opens(AMALKA).did("open-page", page="preju-si")
    assert set(mama.book()) == set(lenka.book()) == {"preju-si"}
    assert "sharing" not in mama.book()["preju-si"]
    assert mama.state()["page_open"] == "preju-si"
    amalka.did("share-page", page="preju-si", sharing="mine")
    assert mama.book() == lenka.book() == {} and mama.state()["page_open"] == ""


def test_the_guide_does_for_the_child_what_the_child_asks_for(home: House, hers: Open, opens: Opens) -> None:
    eva = opens(EVA)
    drawn = eva.page(f"child/{AMALKA}", page="lide").text
    assert "Eva Malá" in drawn and "for-another" in drawn
    eva.did("place-figure", child=True, page="lide", figure="f1", name="babička", ring=1)
    written(home, hers, "wish:lide:proc", "Peče koláče.", via=EVA)
    assert home.meeting().pages[1].figures[0].name == "babička"
    entry = list(home.store.read(hers.id))[-1]
    assert (entry.by, entry.hand) == (AMALKA, EVA)
    assert home.meeting().seats[AMALKA].presence is Presence.INVITED


def test_what_the_child_made_alone_is_not_in_the_guide_s_hand(home: House, hers: Open, opens: Opens) -> None:
    amalka, eva = opens(AMALKA), opens(EVA)
    written(home, hers, "wish:umim:mam-rad", "Tajně zpívám.")
    assert "umim" not in eva.book(seat=AMALKA)
    page = eva.page(f"child/{AMALKA}", page="umim").text
    assert "Tajně zpívám." not in page and "leaf-umim" not in page
    amalka.did("share-page", page="umim", sharing="guide")
    page = eva.page(f"child/{AMALKA}", page="umim").text
    assert "Tajně zpívám." in page and 'data-cell="wish:umim:mam-rad"' not in page
    assert eva.do("set-face", child=True, page="umim", face=1).status_code == 403


def test_a_page_that_sounds_like_danger_says_so_to_the_child_and_reaches_the_guide_alone(
    home: House, hers: Open, opens: Opens
) -> None:
    amalka, eva, lenka = opens(AMALKA), opens(EVA), opens(LENKA)
    assert "116 111" in amalka.page(f"child/{AMALKA}").text
    written(home, hers, "wish:bojim-se:strach", "Když přijde strejda, tak mě bije.")
    assert 'class="honest danger"' in amalka.page(f"child/{AMALKA}", page="bojim-se").text
    assert eva.book()["bojim-se"]["dangerous"] is True
    assert lenka.book() == {}


def test_that_a_child_sits_over_the_book_is_nobody_s_business(home: House, hers: Open) -> None:
    async def evening() -> None:
        async with phone(home.url, hers.id, hers.tokens[LENKA]) as lenka:
            async with phone(home.url, hers.id, hers.tokens[AMALKA]) as amalka:
                await amalka.say(t="focus", cell="wish:umim:mam-rad")
                await amalka.write("wish:umim:mam-rad", "Kreslit.")
                await amalka.did("set-face", page="umim", face=5)
            await lenka.say(t="ping")
            await lenka.hear("pong")
            # All that she hears is what she was greeted with.
            assert [frame["t"] for frame in lenka.heard] == ["hello", "presence", "pong"]
            assert lenka.heard[1]["people"][AMALKA] == {"name": "Amálka", "here": False, "cell": None}

    asyncio.run(evening())


# What may stand on a page --------------------------------------------------------------------------------------------


def test_a_line_is_taken_back_and_a_sheet_is_new(opens: Opens) -> None:
    amalka = opens(AMALKA)
    for line in ("a", "b"):
        amalka.did("add-line", page="umim", line=line, colour="blue", points="[10, 10, 20, 30]")
    amalka.did("remove-line", page="umim", line="b")
    assert [line["id"] for line in amalka.book()["umim"]["lines"]] == ["a"]
    assert amalka.do("clear-drawing", page="umim", lines=2).status_code == 409
    amalka.did("clear-drawing", page="umim", lines=1)
    assert amalka.book()["umim"]["lines"] == []


def test_stickers_faces_and_free_pages(opens: Opens) -> None:
    amalka = opens(AMALKA)
    amalka.did("add-page", page="moje")
    amalka.did("set-stickers", page="moje", stickers=["sun", "cat"])
    assert amalka.book()["moje"]["stickers"] == ["sun", "cat"]
    amalka.did("set-stickers", page="moje")
    assert amalka.book()["moje"]["stickers"] == []
    assert amalka.page(f"child/{AMALKA}", page="moje").status_code == 200
    amalka.did("remove-page", page="moje")
    assert "moje" not in amalka.book()


def test_the_child_alone_names_the_meeting_and_the_guide(home: House, opens: Opens) -> None:
    amalka, eva = opens(AMALKA), opens(EVA)
    assert "Amálčino setkání" in amalka.page(f"child/{AMALKA}", page="moje-setkani").text
    amalka.did("name-meeting", title="Amálčino setkání")
    assert home.meeting().title == "Amálčino setkání"
    assert f"guide-{ALENA}" in amalka.page(f"child/{AMALKA}", page="kdo-se-mnou").text
    assert f"guide-{ALENA}" not in eva.page(f"child/{AMALKA}", page="kdo-se-mnou").text
    amalka.did("name-guide", seat=ALENA)
    assert ALENA in {guide.id for guide in home.meeting().guides}
    assert eva.do("name-guide", child=True, seat=MAMA).status_code == 403


def test_a_photo_is_the_picture_alone_and_is_gone_when_it_is_taken_away(home: House, hers: Open, opens: Opens) -> None:
    amalka, eva, mama = opens(AMALKA), opens(EVA), opens(MAMA)

    def put(page: str, width: int = 120) -> str:
        sent = jpeg((width, 80), exif=a_phone_s_exif(6))
        amalka.did("put-photo", page=page, files={"photo": ("p.jpg", sent, "image/jpeg")})
        photo: str = amalka.book()[page]["photo"]
        return photo

    def kept() -> set[str]:
        return {photo for _, photo in home.app.state.site.photos.kept()}

    first = put("umim")
    seen = amalka.page(f"book/umim/{first}.jpg", seat=AMALKA)
    assert seen.status_code == 200 and b"Fairphone" not in seen.content and b"Exif" not in seen.content
    assert seen.headers["cache-control"] == "no-store"
    assert eva.page(f"book/umim/{first}.jpg").status_code == 404
    assert eva.page(f"book/umim/{first}.jpg", seat=AMALKA).status_code == 404
    amalka.did("share-page", page="umim", sharing="all")
    assert eva.page(f"book/umim/{first}.jpg").status_code == 200
    opens(LENKA).did("begin-meeting")
    opens(AMALKA).did("open-page", page="umim")
    assert mama.page(f"book/umim/{first}.jpg").status_code == 200
    assert opens("projector").page(f"book/umim/{first}.jpg", view="projector").status_code == 200
    amalka.did("close-page", page="umim")
    assert mama.page(f"book/umim/{first}.jpg").status_code == 404
    second = put("umim", width=140)
    assert kept() == {second} and amalka.page(f"book/umim/{first}.jpg").status_code == 404
    amalka.did("put-photo", page="umim")
    assert kept() == set() and amalka.book()["umim"]["photo"] == ""
    amalka.did("add-page", page="moje")
    put("moje")
    amalka.did("remove-page", page="moje")
    assert kept() == set()
    assert mama.do("put-photo", page="umim", files={"photo": ("p.jpg", jpeg(), "image/jpeg")}).status_code == 403
    assert kept() == set()
