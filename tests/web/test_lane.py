"""What stays between somebody and whoever leads: a byte of it reaches nobody else, and it ends with the day."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from server.meeting.commands import Person
from server.meeting.events import Entry, MeetingClosed
from server.meeting.policy import PROJECTOR
from server.places import TEMPLATES
from server.web.drawing import View
from server.web.lane import MOST_NOTE
from server.web.language import Tongue
from server.web.pages import FOR_GUIDES, FOR_LEADERS, FOR_SEATS, FOR_THE_CHILD, PANELS
from tests.afternoon import PATIENCE, PEOPLE, House, Open, Phone, house, phone, until

WORDS = "Matka se bojí otce, nedávat jí slovo po něm."
TWO_LEAD = (*PEOPLE, Person("hana", "Hana Veselá", frozenset({"facilitator"})))


@asynccontextmanager
async def around_the_table(home: House, met: Open, *seats: str) -> AsyncIterator[list[Phone]]:
    async with AsyncExitStack() as people:
        yield [await people.enter_async_context(phone(home.url, met.id, met.tokens[seat])) for seat in seats]


async def keeps(person: Phone, words: str) -> int:
    return (await person.do("note", words=words)).status_code


async def begins(eva: Phone) -> None:
    await eva.did("begin-meeting")


async def heard_all(person: Phone) -> None:
    """Everything that was told to this device by now is in `heard`."""
    await person.say(t="ping")
    await person.hear("pong")


async def page(person: Phone, path: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {person.token}"}
    async with httpx2.AsyncClient(base_url=person.url, headers=headers) as client:
        return await client.get(path)


async def everything_drawn(person: Phone, kind: str, seat: str) -> str:
    """Every page and panel this device may ask for, and the state for programs."""
    pages = {"phone": f"seat/{seat}", "console": f"console/{seat}", "projector": "projector"}
    panels = PANELS & {file.stem for file in (TEMPLATES / "panels").glob("*.html")}
    panels -= FOR_GUIDES | (FOR_THE_CHILD - {"floor"})
    panels -= (FOR_LEADERS if kind != "console" else set()) | (FOR_SEATS if kind == "projector" else set())
    paths = [pages[kind], "state.json", *(f"panels/{panel}?view={kind}&seat={seat}" for panel in sorted(panels))]
    drawn = []
    for path in paths:
        answer = await page(person, f"/meetings/{person.meeting}/{path}")
        assert answer.status_code == 200, path
        drawn.append(answer.text)
    return "".join(drawn)


# Notes --------------------------------------------------------------------------------------------------------------


async def test_a_note_is_there_for_whoever_wrote_it_and_leads(home: House) -> None:
    met = home.open(people=TWO_LEAD)
    async with around_the_table(home, met, "eva", "hana", "petra") as (eva, hana, petra):
        assert await keeps(eva, WORDS) == 204
        assert await keeps(hana, "Moje vlastní.") == 204
        assert await keeps(petra, "taky") == 403
        view = home.app.state.site.lane
        assert (view.note(met.id, "eva"), view.note(met.id, "hana"), view.note(met.id, "petra")) == (
            WORDS,
            "Moje vlastní.",
            "",
        )


@pytest.mark.parametrize(("length", "status"), [(MOST_NOTE, 204), (MOST_NOTE + 1, 422)])
async def test_a_note_has_a_bound_and_what_is_over_it_is_not_cut(
    home: House, met: Open, length: int, status: int
) -> None:
    async with around_the_table(home, met, "eva") as (eva,):
        assert await keeps(eva, WORDS) == 204
        answer = await eva.do("note", words="ě" * length)
        assert answer.status_code == status
        kept = home.app.state.site.lane.note(met.id, "eva")
        assert kept == ("ě" * length if status == 204 else WORDS)


async def test_who_no_longer_leads_or_has_gone_writes_no_note(home: House) -> None:
    met = home.open(people=TWO_LEAD)
    async with around_the_table(home, met, "eva", "hana") as (eva, hana):
        await hana.did("depart", seat="hana")
        assert await keeps(hana, WORDS) == 403
        assert await keeps(eva, WORDS) == 204


# Breaks -------------------------------------------------------------------------------------------------------------


async def test_whoever_leads_and_the_one_who_asked_are_told_and_nobody_else(home: House) -> None:
    met = home.open(people=TWO_LEAD)
    seats = ("eva", "hana", "petra", "jana", "projector")
    async with around_the_table(home, met, *seats) as (eva, hana, petra, jana, screen):
        assert (await petra.do("ask-break")).status_code == 204
        await eva.hear("changed", changed=["lane"])
        await hana.hear("changed", changed=["lane"])
        await petra.hear("changed", changed=["floor"])
        assert list(home.app.state.site.lane.breaks(met.id)) == ["petra"]
        assert (await eva.do("answer-break", seat="petra")).status_code == 204
        await hana.hear("changed", changed=["lane"])
        await petra.hear("changed", changed=["floor"])
        assert home.app.state.site.lane.breaks(met.id) == {}
        # A word to everyone: by then the others would have heard what came before.
        await begins(eva)
        for other in (jana, screen):
            await other.hear("changed")
            told = [frame for frame in other.heard if frame["t"] == "changed"]
            assert not any({"lane", "floor"} & set(frame["changed"]) for frame in told[:-1])


async def test_a_request_is_taken_back_by_the_one_who_asked_alone(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "petra", "jana") as (eva, petra, jana):
        await petra.do("ask-break")
        assert (await jana.do("take-back-break", seat="petra")).status_code == 204
        assert (await jana.do("answer-break", seat="petra")).status_code == 403
        assert list(home.app.state.site.lane.breaks(met.id)) == ["petra"]
        assert (await petra.do("take-back-break")).status_code == 204
        assert home.app.state.site.lane.breaks(met.id) == {}
        assert (await eva.do("answer-break", seat="nobody")).status_code == 422


async def test_strangers_and_those_who_are_not_here_ask_for_nothing(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "petra") as (eva, petra):
        await eva.did("depart", seat="petra")
        assert (await petra.do("ask-break")).status_code == 403
        async with httpx2.AsyncClient(base_url=home.url) as somebody:
            for road in ("note", "ask-break", "take-back-break", "answer-break"):
                assert (await somebody.post(f"/meetings/{met.id}/{road}")).status_code == 404
                assert (await somebody.post(f"/meetings/nowhere/{road}")).status_code == 404
                elsewhere = await somebody.post(f"/meetings/{met.id}/{road}", headers={"Origin": "http://evil.example"})
                assert elsewhere.status_code == 403
        async with phone(home.url, met.id, met.tokens["projector"]) as screen:
            assert (await screen.do("ask-break")).status_code == 404
        assert home.app.state.site.lane.meetings() == []


async def test_no_other_device_receives_a_byte_of_it(home: House, met: Open) -> None:
    """Of the pages, the panels, the state and everything told on the sockets, from before until the end."""
    async with around_the_table(home, met, "eva", "petra", "jana", "projector") as (eva, petra, jana, screen):
        await begins(eva)
        before = {
            "jana": await everything_drawn(jana, "phone", "jana"),
            "projector": await everything_drawn(screen, "projector", "projector"),
        }
        for who in (jana, screen):
            await heard_all(who)
            who.heard.clear()
        assert await keeps(eva, WORDS) == 204
        assert (await petra.do("ask-break")).status_code == 204
        await petra.hear("changed", changed=["floor"])
        after = {
            "jana": await everything_drawn(jana, "phone", "jana"),
            "projector": await everything_drawn(screen, "projector", "projector"),
        }
        for name, who in (("jana", jana), ("projector", screen)):
            assert plain(after[name]) == plain(before[name]), "a page drawn anew differs, so something of it is there"
            assert WORDS not in after[name]
            await heard_all(who)
            assert who.heard == [{"t": "pong"}]


def plain(drawn: str) -> str:
    """Without the ids that are new each time a page is drawn."""
    return re.sub(r"[0-9a-f]{12}", "", drawn)


# The end ------------------------------------------------------------------------------------------------------------


async def test_a_request_outlives_the_program(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        met = home.open()
        async with around_the_table(home, met, "eva", "petra") as (eva, petra):
            await keeps(eva, WORDS)
            await petra.do("ask-break")
    with house(tmp_path) as again:
        assert list(again.app.state.site.lane.breaks(met.id)) == ["petra"]
        assert again.app.state.site.lane.note(met.id, "eva") == WORDS


async def to_the_end(eva: Phone) -> None:
    """Through all stages, with a word for everything that is missing."""
    await begins(eva)
    for stage in (await eva.state())["stages"][:-1]:
        await eva.did("advance-stage", leaving=stage, despite="Krátký den.")
    await eva.did("freeze-plan", despite="Krátký den.")
    await eva.did("close-meeting", despite="Krátký den.")


async def gone(file: Path, *traces: str) -> None:
    """Wait until none of these words is in the file."""
    await until(lambda: not any(trace.encode() in file.read_bytes() for trace in traces))


async def keeps_only(running: House, *meetings: str) -> None:
    """The lane knows of nothing else any more; it forgets by itself as soon as the disk has."""
    await until(lambda: running.app.state.site.lane.meetings() == list(meetings))


async def test_closing_erases_the_bytes_and_leaves_other_meetings_alone(home: House, met: Open) -> None:
    other = home.open("jine")
    file = home.settings.data_dir / "lane.db"
    async with around_the_table(home, other, "eva") as (elsewhere,):
        await keeps(elsewhere, "Jiný stůl.")
    async with around_the_table(home, met, "eva", "petra") as (eva, petra):
        await keeps(eva, WORDS)
        await petra.do("ask-break")
        assert WORDS.encode() in file.read_bytes() and b"petra" in file.read_bytes()
        await to_the_end(eva)
        await gone(file, WORDS, "petra")
        assert "Jiný stůl.".encode() in file.read_bytes()
        assert await keeps(eva, WORDS) == 409
        assert (await petra.do("ask-break")).status_code == 409
        assert WORDS.encode() not in file.read_bytes()


async def test_it_never_stood_in_the_log_of_events(home: House, met: Open) -> None:
    async with around_the_table(home, met, "eva", "petra") as (eva, petra):
        await begins(eva)
        version = home.meeting(met.id).version
        await keeps(eva, WORDS)
        await petra.do("ask-break")
        await eva.do("answer-break", seat="petra")
        assert home.meeting(met.id).version == version
    for file in home.settings.data_dir.glob("setkani.db*"):
        assert WORDS.encode() not in file.read_bytes()


async def test_what_a_dead_program_did_not_erase_is_erased_at_the_next_start(tmp_path: Path) -> None:
    with house(tmp_path) as first:
        met, other = first.open(), first.open("jine")
        lane = first.app.state.site.lane
        for meeting in (met.id, other.id, "never-opened"):
            lane.write_note(meeting, "eva", f"{WORDS} {meeting}")
        # Written past the room, as if the program had died right after the closing was on disk.
        entry = Entry(first.meeting().version + 1, first.app.state.site.clock.now(), "eva", MeetingClosed("Konec."))
        await first.store.append(met.id, first.meeting().version, [entry])
    with house(tmp_path) as second:
        await gone(tmp_path / "lane.db", f"{WORDS} {met.id}", f"{WORDS} never-opened")
        await keeps_only(second, other.id)


async def test_a_note_that_comes_while_the_meeting_is_being_closed_does_not_stay(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The meeting closes between the asking and the disk, and what was there is erased before the note is written."""
    site = home.app.state.site
    written, write = threading.Event(), site.lane.write_note

    def late(meeting: str, seat: str, words: str) -> None:
        assert written.wait(PATIENCE)
        write(meeting, seat, words)

    monkeypatch.setattr(site.lane, "write_note", late)
    async with around_the_table(home, met, "eva") as (eva,):
        asked = asyncio.create_task(keeps(eva, WORDS))
        await to_the_end(eva)
        written.set()
        await asked
        await gone(home.settings.data_dir / "lane.db", WORDS)
        await keeps_only(home)


# What a template is given -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("viewer", "kind", "note", "breaks", "mine"),
    [
        ("eva", "console", WORDS, ("petra",), False),
        ("petra", "phone", "", (), True),
        ("jana", "phone", "", (), False),
        (PROJECTOR, PROJECTOR, "", (), False),
    ],
)
async def test_a_page_is_given_what_concerns_its_viewer(
    home: House, met: Open, viewer: str, kind: str, note: str, breaks: tuple[str, ...], mine: bool
) -> None:
    async with around_the_table(home, met, "eva", "petra", "olga", "jana") as (eva, petra, olga, _):
        await keeps(eva, WORDS)
        await olga.do("ask-break")
        await petra.do("ask-break")
        await eva.did("depart", seat="olga")
        site = home.app.state.site
        room = site.rooms.opened()[0]
        view = View(room, viewer, kind, Tongue("cs", site.settings.zone), "", "", site.lane)
        given = view.context()
        assert (given["note"](), tuple(given["breaks"]()), given["my_break"]()) == (note, breaks, mine)


async def test_drawing_a_page_that_shows_none_of_it_does_not_look(
    home: House, met: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with around_the_table(home, met, "petra") as (petra,):
        monkeypatch.setattr(home.app.state.site.lane, "breaks", None)
        monkeypatch.setattr(home.app.state.site.lane, "note", None)
        assert (await page(petra, f"/meetings/{met.id}/panels/people?seat=petra")).status_code == 200
