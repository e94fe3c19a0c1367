"""Somebody without a phone: another hand writes for them, or the tablet that is passed round, and nobody else does."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import httpx2
import pytest
import websockets
from PIL import Image

from server.meeting.commands import Person
from server.meeting.model import TABLET
from server.web.pages import PANELS
from tests.afternoon import PEOPLE, House, Open, Phone, phone

MARIE = Person("marie", "Marie Krejčí", frozenset({"ucastnik"}), position="babička", aided=True)
KAREL = Person("karel", "Karel Krejčí", frozenset({"ucastnik"}), position="děda", aided=True)
SECRET = "Bojím se, že nám ho vezmou."


class Browser:
    """Somebody's browser: cookies, pages, forms."""

    def __init__(self, client: httpx2.AsyncClient, met: Open) -> None:
        self.client = client
        self.met = met

    async def page(self, path: str) -> httpx2.Response:
        return await self.client.get(f"/meetings/{self.met.id}/{path}")

    async def asks(self, by: str, command: str, **fields: str) -> httpx2.Response:
        headers = {"HX-Request": "true", "X-Seat": by}
        return await self.client.post(f"/meetings/{self.met.id}/{command}", data=fields, headers=headers)

    async def does(self, by: str, command: str, **fields: str) -> None:
        answer = await self.asks(by, command, **fields)
        assert answer.status_code == 204, answer.text

    async def takes_the_tablet_as(self, seat: str) -> httpx2.Response:
        return await self.client.post(f"/meetings/{self.met.id}/tablet", data={"seat": seat})

    @asynccontextmanager
    async def socket(self, seat: str) -> AsyncIterator[Phone]:
        """The socket of a page of this browser, after it has been greeted."""
        address = str(self.client.base_url).replace("http", "ws", 1).rstrip("/")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)
        async with websockets.connect(
            f"{address}/meetings/{self.met.id}/socket?seat={seat}", additional_headers={"Cookie": cookies}
        ) as opened:
            person = Phone(str(self.client.base_url), self.met.id, "", opened)
            await person.hear("hello")
            yield person


@asynccontextmanager
async def browser(home: House, met: Open, seat: str = "") -> AsyncIterator[Browser]:
    """A browser in which somebody has opened their own link, or nobody."""
    async with httpx2.AsyncClient(base_url=home.url) as client:
        if seat:
            token = met.tokens.get(seat) or home.store.issue(met.id, seat)
            assert (await client.get(f"/k/{token}")).status_code == 303
        yield Browser(client, met)


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=(*PEOPLE, MARIE, KAREL))


@asynccontextmanager
async def table(home: House, met: Open) -> AsyncIterator[tuple[Browser, Browser, Browser]]:
    """Eva leads, Jana writes for Marie, Petra is a guest like any other; Marie and Karel are here without a phone."""
    async with (
        browser(home, met, "eva") as eva,
        browser(home, met, "jana") as jana,
        browser(home, met, "petra") as petra,
    ):
        for seat in ("marie", "karel"):
            await eva.does("eva", "arrive", seat=seat)
        await eva.does("eva", "aid-person", seat="marie", aided="1", hand="jana")
        await eva.does("eva", "begin-meeting")
        yield eva, jana, petra


async def go_to(eva: Browser, home: House, met: Open, stage: str) -> None:
    while (now := home.meeting(met.id)).stage_id != stage:
        await eva.does("eva", "advance-stage", leaving=now.stage_id, despite="Jdeme dál.")


async def freeze(eva: Browser, home: House, met: Open) -> str:
    """The plan frozen for signing; its digest."""
    await go_to(eva, home, met, "ukonceni")
    await eva.does("eva", "freeze-plan", despite="Jdeme dál.")
    frozen = home.meeting(met.id).freeze
    assert frozen is not None
    return frozen.digest


async def closed(person: Phone) -> int | None:
    """The code with which this socket is closed."""
    with pytest.raises(websockets.ConnectionClosed) as over:
        while True:
            await person.hear("never")
    return over.value.rcvd.code if over.value.rcvd else None


# In another hand ----------------------------------------------------------------------------------------------------


async def test_her_page_opens_in_the_hand_that_writes_for_her_and_says_so(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, _petra):
        page = await jana.page("seat/marie")
        assert page.status_code == 200
        assert 'class="for-another"' in page.text and MARIE.name in page.text
        own = await jana.page("seat/jana")
        assert "for-another" not in own.text and "/seat/marie" in own.text and "/seat/karel" not in own.text


async def test_before_she_is_here_there_is_no_page_of_hers(home: House, met: Open) -> None:
    async with browser(home, met, "eva") as eva, browser(home, met, "jana") as jana:
        await eva.does("eva", "aid-person", seat="marie", aided="1", hand="jana")
        assert (await jana.page("seat/marie")).status_code == 404
        assert home.meeting(met.id).seats["marie"].presence == "invited"


async def test_whoever_leads_may_write_for_everyone_without_a_phone_and_for_nobody_with_one(
    home: House, met: Open
) -> None:
    async with table(home, met) as (eva, _jana, _petra):
        assert (await eva.page("seat/karel")).status_code == 200
        assert (await eva.page("seat/petra")).status_code == 404
        assert (await eva.asks("petra", "acknowledge-confidentiality")).status_code == 404


async def test_what_is_written_by_another_hand_is_noted_as_such(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, _petra):
        await go_to(eva, home, met, "prace-na-cilech")
        async with jana.socket("marie") as page:
            await page.write("view:marie", SECRET)
        meeting = home.meeting(met.id)
        assert meeting.text("view:marie") == SECRET
        assert meeting.hands["view:marie"] == "jana"


async def test_her_view_before_its_time_is_on_her_page_alone(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        async with jana.socket("marie") as page:
            await page.write("view:marie", SECRET)
        for own in PANELS - {"door", "lane"}:
            for somebody, seat in ((jana, "jana"), (petra, "petra")):
                assert SECRET not in (await somebody.page(f"panels/{own}?view=phone&seat={seat}")).text, own
        assert SECRET in (await jana.page("panels/me?view=phone&seat=marie")).text
        assert SECRET not in (await jana.page("seat/jana")).text


async def test_a_view_she_wrote_herself_is_not_seen_by_the_hand_that_comes_later(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        async with petra.socket("petra") as page:
            await page.write("view:petra", SECRET)
        await eva.does("eva", "aid-person", seat="petra", aided="1", hand="jana")
        for somebody in (eva, jana):
            async with somebody.socket("petra") as page:
                assert "view:petra" not in page.cells
                await page.say(t="sync", cell="view:petra", n=1, epoch=None, v=-1)
                await page.hear("refused", cell="view:petra", code="rights")
                assert SECRET not in repr(page.heard)
            for panel in ("views", "me", "work"):
                assert SECRET not in (await somebody.page(f"panels/{panel}?view=phone&seat=petra")).text, panel
            assert SECRET not in (await somebody.page("seat/petra")).text
        assert SECRET in (await petra.page("panels/views?view=phone&seat=petra")).text
        await eva.does("eva", "show-views")
        assert SECRET in (await jana.page("panels/views?view=phone&seat=petra")).text


async def test_a_number_she_gave_herself_is_not_seen_by_the_hand_that_comes_later(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        await petra.does("petra", "add-goal", goal="g")
        await petra.does("petra", "answer-scale", goal="g", value="2")
        await eva.does("eva", "aid-person", seat="petra", aided="1", hand="jana")
        for somebody, number in ((petra, {"petra": 2}), (jana, {}), (eva, {})):
            assert (await somebody.page("state.json?seat=petra")).json()["goals"][0]["scale"] == number
            drawn = (await somebody.page("panels/plan?view=phone&seat=petra")).text
            assert ("checked" in drawn) is bool(number)
        await jana.does("petra", "answer-scale", goal="g", value="3")
        assert (await jana.page("state.json?seat=petra")).json()["goals"][0]["scale"] == {"petra": 3}


async def test_of_a_view_she_begins_herself_the_open_page_of_a_hand_gets_no_letter(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        await eva.does("eva", "aid-person", seat="petra", aided="1", hand="jana")
        async with jana.socket("petra") as hand, petra.socket("petra") as own:
            await hand.write("view:petra", "Co řekla Janě.")
            await own.write("view:petra", SECRET)
            await hand.hear("cells")
            assert "view:petra" not in hand.cells
            await hand.say(t="ping")
            await hand.hear("pong")
            assert SECRET not in repr(hand.heard)
            assert own.cells["view:petra"] == "write"


async def test_she_reads_it_through_and_says_that_it_is_right(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, _petra):
        await go_to(eva, home, met, "prace-na-cilech")
        async with jana.socket("marie") as page:
            await page.write("view:marie", SECRET)
            panel = (await jana.page("panels/me?view=phone&seat=marie")).text
            digest = re.search(r'confirm-words.*?name="digest" value="([0-9a-f]{64})"', panel, re.DOTALL)
            assert digest
            await jana.does("marie", "confirm-words", digest=digest[1])
            after = (await jana.page("panels/me?view=phone&seat=marie")).text
            assert "confirm-words" not in after and SECRET in after
            await page.write("view:marie", "Něco jiného.")
        # What has changed since has to be said again; the earlier yes, sent once more, does not count for it.
        assert "confirm-words" in (await jana.page("panels/me?view=phone&seat=marie")).text
        await jana.does("marie", "confirm-words", digest=digest[1])
        assert "confirm-words" in (await jana.page("panels/me?view=phone&seat=marie")).text


async def test_nothing_is_to_be_confirmed_where_everyone_wrote_for_themselves(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        async with petra.socket("petra") as page:
            await page.write("view:petra", SECRET)
        assert "confirm-words" not in (await petra.page("panels/me?view=phone&seat=petra")).text


async def test_on_her_own_phone_she_takes_the_pen_back(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, _petra), browser(home, met, "marie") as marie:
        async with jana.socket("marie") as page:
            own = await marie.page("panels/me?view=phone&seat=marie")
            assert "aid-person" in own.text and PEOPLE[1].name in own.text
            # The same panel in Jana's hand does not offer to send herself away.
            assert "aid-person" not in (await jana.page("panels/me?view=phone&seat=marie")).text
            await marie.does("marie", "aid-person", seat="marie", aided="")
            assert await closed(page) == 4403
        assert (await jana.page("seat/marie")).status_code == 404


# Nobody else --------------------------------------------------------------------------------------------------------


async def cannot(somebody: Browser, seat: str) -> None:
    """No page, no panel, no command, no socket of that seat."""
    assert (await somebody.page(f"seat/{seat}")).status_code == 404
    for panel in sorted(PANELS):
        assert (await somebody.page(f"panels/{panel}?view=phone&seat={seat}")).status_code == 404, panel
    assert (await somebody.page(f"state.json?seat={seat}")).status_code == 404
    assert (await somebody.page(f"paper?seat={seat}")).status_code == 404
    assert (await somebody.asks(seat, "acknowledge-confidentiality")).status_code == 404
    assert (await somebody.asks(seat, "ask-break")).status_code == 404
    with pytest.raises(websockets.ConnectionClosed) as over:
        async with somebody.socket(seat):
            pass
    assert over.value.rcvd is not None and over.value.rcvd.code == 4401


async def test_another_guest_has_no_hand_in_it(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, petra):
        await cannot(petra, "marie")
        await cannot(jana, "karel")
        await cannot(jana, "petra")
    assert home.meeting(met.id).seats["marie"].acknowledged is None


async def test_once_the_pen_is_taken_back_the_hand_has_nothing_any_more(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, _petra):
        async with jana.socket("marie") as page:
            await jana.does("marie", "acknowledge-confidentiality")
            await eva.does("eva", "aid-person", seat="marie", aided="")
            assert await closed(page) == 4403
        await cannot(jana, "marie")
        await cannot(eva, "marie")


async def test_the_pen_given_to_somebody_else_is_theirs_alone(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        async with jana.socket("marie") as page:
            await eva.does("eva", "aid-person", seat="marie", aided="1", hand="petra")
            assert await closed(page) == 4403
        await cannot(jana, "marie")
        assert (await petra.page("seat/marie")).status_code == 200


@pytest.mark.parametrize("gone", ["marie", "jana"])
@pytest.mark.parametrize("how", ["take-out", "depart"])
async def test_a_hand_reaches_no_further_than_the_table(home: House, met: Open, gone: str, how: str) -> None:
    async with table(home, met) as (eva, jana, _petra):
        async with jana.socket("marie") as page:
            await eva.does("eva", how, seat=gone)
            if (gone, how) == ("marie", "depart"):
                # Whoever has left may still read what they were there for, and writes nothing.
                assert (await page.hear("cells"))["cells"]
                assert "write" not in page.cells.values()
                return
            assert await closed(page) == 4403
        await cannot(jana, "marie")


async def test_a_link_that_is_ended_closes_what_it_had_opened_in_another_name(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, _petra):
        async with jana.socket("marie") as page:
            assert (await eva.client.post(f"/meetings/{met.id}/links", data={"renew": "jana"})).status_code == 200
            assert await closed(page) == 4401
        await cannot(jana, "marie")


async def test_nobody_acts_for_whoever_leads(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, _petra):
        refused = await eva.asks("eva", "aid-person", seat="eva", aided="1", hand="jana")
        assert refused.status_code == 422
        await cannot(jana, "eva")
        # Nor for somebody who was put on the list as one who leads and has no phone.
        invited = {"seat": "hana", "name": "Hana", "roles": "facilitator", "aided": "1"}
        await eva.asks("eva", "invite-person", **invited)
        await eva.asks("eva", "arrive", seat="hana")
        await eva.asks("eva", "aid-person", seat="hana", aided="1", hand="jana")
        await cannot(jana, "hana")


async def test_a_hand_gives_no_rights_but_those_of_the_one_it_writes_for(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, _petra):
        assert (await jana.asks("marie", "advance-stage", leaving="uvod")).status_code == 403
        assert (await jana.asks("marie", "aid-person", seat="karel", aided="1", hand="jana")).status_code == 403
        assert (await jana.page("console/marie")).status_code == 404
        assert (await jana.page("panels/people?view=console&seat=marie")).status_code == 404


async def test_a_form_of_another_site_moves_no_hand(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, _petra):
        for path, form in (
            ("acknowledge-confidentiality", {"as": "marie"}),
            ("tablet", {"seat": "marie"}),
            ("sign-on-paper", {"as": "marie", "digest": "0"}),
        ):
            answer = await jana.client.post(
                f"/meetings/{met.id}/{path}", data=form, headers={"Origin": "http://evil.example"}
            )
            assert answer.status_code == 403, path
    assert home.meeting(met.id).seats["marie"].acknowledged is None


# The tablet that is passed round ------------------------------------------------------------------------------------


async def test_the_tablet_lists_those_without_a_phone_who_are_here(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, _petra), browser(home, met, TABLET) as tablet:
        around = (await tablet.page("tablet")).text
        assert MARIE.name in around and KAREL.name in around
        assert not [person.name for person in PEOPLE if person.name in around]
        await eva.does("eva", "depart", seat="karel")
        await eva.does("eva", "aid-person", seat="marie", aided="")
        await eva.does("eva", "aid-person", seat="petra", aided="1", hand="")
        around = (await tablet.page("tablet")).text
        assert MARIE.name not in around and KAREL.name not in around and PEOPLE[2].name in around


async def test_its_link_is_made_like_the_others_and_ends_the_one_before(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, petra), browser(home, met, TABLET) as before:
        assert (await petra.client.post(f"/meetings/{met.id}/links", data={"renew": TABLET})).status_code == 404
        made = await eva.client.post(f"/meetings/{met.id}/links", data={"renew": TABLET})
        token = re.search(r"/k#([\w-]{22})", made.text)
        assert token and 'class="qr"' in made.text
        assert (await before.page("tablet")).status_code == 404
        async with httpx2.AsyncClient(base_url=home.url) as tablet:
            assert (await tablet.get(f"/k/{token[1]}")).headers["location"] == f"/meetings/{met.id}/tablet"
            assert (await tablet.get(f"/join/{met.code}")).headers["location"] == f"/meetings/{met.id}/tablet"


async def test_a_tap_opens_the_page_and_passing_on_closes_it(home: House, met: Open) -> None:
    async with table(home, met), browser(home, met, TABLET) as tablet:
        assert (await tablet.page("seat/marie")).headers["location"] == f"/meetings/{met.id}/tablet"
        opened = await tablet.takes_the_tablet_as("marie")
        assert opened.headers["location"] == f"/meetings/{met.id}/seat/marie"
        page = await tablet.page("seat/marie")
        assert "for-another-tablet" in page.text and page.headers["cache-control"] == "no-store"
        async with tablet.socket("marie") as socket:
            await socket.hear("presence")
        await tablet.does("marie", "acknowledge-confidentiality")
        meeting = home.meeting(met.id)
        assert meeting.seats["marie"].acknowledged and meeting.hands["confidentiality:marie"] == TABLET
        # While it is hers it is nobody else's, and once it is passed on it is not hers either.
        assert (await tablet.page("panels/me?view=phone&seat=karel")).status_code == 404
        assert (await tablet.takes_the_tablet_as("")).headers["location"] == f"/meetings/{met.id}/tablet"
        assert (await tablet.page("seat/marie")).headers["location"] == f"/meetings/{met.id}/tablet"
        assert (await tablet.page("panels/me?view=phone&seat=marie")).status_code == 404
        assert (await tablet.asks("marie", "ask-floor")).status_code == 404


async def test_going_back_to_the_names_is_putting_it_down(home: House, met: Open) -> None:
    async with table(home, met), browser(home, met, TABLET) as tablet:
        await tablet.takes_the_tablet_as("marie")
        # The list that looks by itself who is here takes the tablet out of nobody's hands.
        await tablet.client.get(f"/meetings/{met.id}/tablet", headers={"HX-Request": "true"})
        assert (await tablet.page("seat/marie")).status_code == 200
        await tablet.page("tablet")
        assert (await tablet.page("seat/marie")).status_code == 303


async def test_the_tablet_is_nobodys_who_has_a_phone(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, _petra), browser(home, met, TABLET) as tablet:
        for seat in ("petra", "eva", "jana", "nobody", TABLET, "projector"):
            turned = await tablet.takes_the_tablet_as(seat)
            assert turned.headers["location"] == f"/meetings/{met.id}/tablet", seat
            # Nor by a cookie somebody has written themselves.
            tablet.client.cookies.set(f"tablet.{met.id}", seat)
            assert (await tablet.page(f"panels/me?view=phone&seat={seat}")).status_code == 404
            assert (await tablet.asks(seat, "acknowledge-confidentiality")).status_code == 404
            tablet.client.cookies.delete(f"tablet.{met.id}")
        await tablet.takes_the_tablet_as("marie")
        async with tablet.socket("marie") as page:
            await eva.does("eva", "aid-person", seat="marie", aided="")
            assert await closed(page) == 4403
        assert (await tablet.asks("marie", "ask-floor")).status_code == 404


async def test_the_tablet_between_two_hands_reads_nothing(home: House, met: Open) -> None:
    async with table(home, met), browser(home, met, TABLET) as tablet:
        for path in ("state.json", "projector", "record.docx", "links", "console/eva", "paper"):
            assert (await tablet.page(path)).status_code in (303, 404), path
            assert (await tablet.page(path)).headers.get("location", "/tablet").endswith("/tablet"), path


async def test_nobody_without_its_link_has_the_tablet(home: House, met: Open) -> None:
    async with table(home, met) as (_eva, jana, petra), browser(home, met) as stranger:
        for somebody in (jana, petra, stranger):
            assert (await somebody.page("tablet")).status_code == 404
            assert (await somebody.takes_the_tablet_as("marie")).status_code == 404
            somebody.client.cookies.set(f"tablet.{met.id}", "karel")
            assert (await somebody.page("panels/me?view=phone&seat=karel")).status_code == 404


# Around the table ---------------------------------------------------------------------------------------------------


async def test_everyone_looks_alike_in_the_list_of_those_who_are_here(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, petra):
        seen = (await petra.page("panels/people?view=phone&seat=petra")).text
        assert MARIE.name in seen and "without-phone" not in seen
        # Whoever leads does not wait for a phone that is not there.
        console = (await eva.page("panels/people?view=console&seat=eva")).text
        assert 'id="phone-marie"' not in console and 'id="phone-petra"' in console


async def test_whoever_is_added_without_a_phone_has_none(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, _petra):
        panel = (await eva.page("panels/people?view=console&seat=eva")).text
        form = re.search(r"<form[^>]*invite-person.*?</form>", panel, re.DOTALL)
        assert form
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form[0]))
        hidden.pop("as")
        await eva.does("eva", "invite-person", name="Josef", roles="ucastnik", **hidden)
        await eva.does("eva", "arrive", seat=hidden["seat"])
        assert home.meeting(met.id).seats[hidden["seat"]].aided
        assert (await eva.page(f"seat/{hidden['seat']}")).status_code == 200


# Signed with a pen --------------------------------------------------------------------------------------------------


def a_photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 30), "white").save(written, "JPEG")
    return written.getvalue()


async def test_a_signature_on_paper_is_noted_by_whoever_leads_and_shown_as_such(home: House, met: Open) -> None:
    async with table(home, met) as (eva, jana, petra):
        digest = await freeze(eva, home, met)
        early = await eva.asks("marie", "sign-on-paper", digest=digest)
        assert early.status_code == 409, "first what she says of the plan"
        await eva.does("marie", "approve", digest=digest, verdict="reservation", words="Jen když budou jezdit vlaky.")
        assert (await jana.asks("marie", "sign-on-paper", digest=digest)).status_code == 403
        signed = await eva.client.post(
            f"/meetings/{met.id}/sign-on-paper",
            data={"as": "marie", "digest": digest},
            files={"photo": ("podpis.jpg", a_photo(), "image/jpeg")},
            headers={"HX-Request": "true", "X-Seat": "marie"},
        )
        assert signed.status_code == 204, signed.text
        photo = home.meeting(met.id).freeze.signatures["marie"].photo  # type: ignore[union-attr]
        for somebody, seat, view in ((eva, "eva", "console"), (petra, "petra", "phone"), (jana, "marie", "phone")):
            panel = (await somebody.page(f"panels/signing?view={view}&seat={seat}")).text
            assert f"photos/{photo}.jpg?seat={seat}" in panel
            assert (await somebody.page(f"photos/{photo}.jpg?seat={seat}")).status_code == 200
        assert photo not in (await eva.page("panels/signing?view=projector")).text


async def test_the_plan_on_paper_is_the_frozen_one_for_those_who_read_the_meeting(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, petra), browser(home, met) as stranger:
        assert (await petra.page("paper?seat=petra")).status_code == 404, "nothing is frozen yet"
        digest = await freeze(eva, home, met)
        sheet = await petra.page("paper?seat=petra")
        assert sheet.status_code == 200
        shown = re.sub(r"\s", "", sheet.text)
        assert digest[:12] in shown and MARIE.name.replace(" ", "") in shown
        assert (await stranger.page("paper?seat=petra")).status_code == 404
        await eva.does("eva", "take-out", seat="petra")
        assert (await petra.page("paper?seat=petra")).status_code == 404


async def test_whoever_left_before_signing_is_named_without_reproach(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, petra):
        digest = await freeze(eva, home, met)
        await petra.does("petra", "refuse-to-sign", digest=digest, reason="Nechci.")
        await petra.does("petra", "depart", seat="petra")
        await eva.does("eva", "depart", seat="karel")
        panel = (await eva.page("panels/signing?view=console&seat=eva")).text
        rows = re.search(r'<ul class="signers">.*?</ul>', panel, re.DOTALL)
        # Whoever has answered stays among the answers after going home; whoever had not is told beside them.
        assert rows and PEOPLE[2].name in rows[0] and KAREL.name not in rows[0]
        assert re.search(rf"<p[^>]*>{KAREL.name}", panel)


async def test_a_program_acts_for_her_by_the_same_rules(home: House, met: Open) -> None:
    async with (
        table(home, met) as (eva, _jana, _petra),
        phone(home.url, met.id, met.tokens["jana"]) as jana,
        phone(home.url, met.id, met.tokens["petra"]) as petra,
    ):
        assert (await jana.do("acknowledge-confidentiality", **{"as": "marie"})).status_code == 200
        assert (await petra.do("acknowledge-confidentiality", **{"as": "karel"})).status_code == 404
        await eva.does("eva", "aid-person", seat="marie", aided="")
        assert (await jana.do("ask-floor", **{"as": "marie"})).status_code == 404
