"""A child's own meeting at a real server, with everything that every device receives kept and searched, byte by byte:
who may not have a page, a view or a child's wish for a break never gets a letter of it, and who may, does. And what is
the child's alone is asked for by hand from every grown-up's seat, and refused."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from server.demo import amalka
from server.demo.amalka import ALENA, AMALKA, DANA, IVO, JITKA, LUCIE, MARKETA, PETR, SIMONA, VERA
from server.demo.pen import drawn
from server.meeting.agreement import promise_digest
from server.meeting.model import Hearing, Meeting, Sharing
from tests.afternoon import Phone, house
from tests.live.devices import PROJECTOR, Device, Room, room_of, unzipped

GROWN_UPS = (DANA, MARKETA, LUCIE, PETR, JITKA, ALENA, IVO, SIMONA)
AT_THE_TABLE = {*GROWN_UPS, PROJECTOR}
BY_HAND = f"{SIMONA} for {VERA}"
IN_HER_STEAD = f"{MARKETA} for {AMALKA}"
SCREENS = (DANA, MARKETA, LUCIE, IVO, AMALKA, IN_HER_STEAD, PROJECTOR)
"""One of each sort of screen: for the sweeps after the first, which is of all."""
CLOSE = {AMALKA, MARKETA, IN_HER_STEAD}
"""The devices of the child and of the guide; the guide's twice, once as themselves and once in the child's stead."""

KEPT, KEPT_NAME, KEPT_LINE = "kanarekschovany", "kanarekjmeno", (111, 222, 333, 777)
FOR_THE_GUIDE, TO_BE_SAID, SHOWN = "kanarekpruvodkyni", "kanarekrekni", "kanarekukazany"
DANGER = "Táta mě bije. kanarekstrach"
TAKEN_BACK, WRITTEN_AFTER = "kanarekzpatky", "kanarekpotom"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    with house(tmp_path) as home:
        async with room_of(home, amalka.STORY) as room:
            yield room


async def sit_down(room: Room) -> None:
    """The child at home has the book open; the guide is there, then everybody comes, and it begins."""
    await room.opens(AMALKA)
    for seat in (*GROWN_UPS, PROJECTOR):
        await room.opens(seat)
    await room.opens(MARKETA, stead=AMALKA)


async def begin(room: Room) -> None:
    await comes(room)
    await room.person(DANA).did("arrive", seat=VERA)
    await room.person(DANA).did("aid-person", seat=VERA, aided="1", hand=SIMONA)
    await room.opens(SIMONA, stead=VERA)
    await room.person(DANA).did("begin-meeting")
    for name, device in room.devices.items():
        if device.seat not in (PROJECTOR, AMALKA):
            await room.person(name).did("acknowledge-confidentiality")


async def comes(room: Room) -> None:
    """The child is here: by a tap of their own."""
    child = room.person(AMALKA)
    await child.client.post(f"/meetings/{child.meeting}/child/{AMALKA}", headers=child.headers)


async def make_the_book(child: Phone) -> None:
    """One page for nobody, one for the guide, one to be said, one to be shown, and one that tells of danger."""
    await child.write("wish:lide:proc", KEPT)
    await child.did("place-figure", page="lide", figure="kdosi", name=KEPT_NAME, ring="3")
    await child.did("add-line", page="lide", line="cara", colour="red", points=json.dumps(KEPT_LINE))
    await child.did("set-face", page="lide", face="1")
    await child.write("wish:bojim-se:starost", FOR_THE_GUIDE)
    await child.did("share-page", page="bojim-se", sharing="guide")
    await child.write("wish:preju-si:preju-si", TO_BE_SAID)
    await child.did("share-page", page="preju-si", sharing="say")
    await child.write("wish:umim:jde-mi", SHOWN)
    await child.did("add-page", page="nikomu")
    await child.write("wish:nikomu:words", DANGER)


async def sync_by_hand(device: Device, cell: str) -> None:
    """A program that asks for a cell it has no right to is told no, and nothing else."""
    await device.person.say(t="sync", cell=cell, n=1, epoch=None, v=-1)
    assert (await device.person.hear("refused", cell=cell))["code"] == "rights"


async def record(room: Room) -> str:
    """The Word record as the facilitator gets it, unzipped."""
    leader = room.person(DANA)
    path = f"/meetings/{leader.meeting}/record.docx?seat={DANA}"
    answer = await leader.client.get(path, headers=leader.headers)
    assert answer.status_code == 200
    return unzipped(answer.content).decode("utf-8", "replace")


# The wish book --------------------------------------------------------------------------------------------------------


async def test_a_page_is_sent_to_nobody_but_those_it_is_for(room: Room) -> None:
    await sit_down(room)
    await room.drain()
    await make_the_book(room.person(AMALKA))
    told = await room.drain()
    assert {name for name, frames in told.items() if frames} <= CLOSE, "that a child is drawing is nobody's business"
    await room.all_look()
    await room.all_look(DANA, LUCIE, AMALKA, records=True)
    assert room.who_has(KEPT) == room.who_has(KEPT_NAME) == room.who_has(SHOWN) == {AMALKA}
    assert room.who_has(FOR_THE_GUIDE) == room.who_has(TO_BE_SAID) == room.who_has("kanarekstrach") == CLOSE
    await room.person(AMALKA).did("share-page", page="umim", sharing="all")
    await room.all_look(*SCREENS)
    assert room.who_has(SHOWN) == CLOSE, "it is on no screen before the child puts it on the wall"
    for points in ("111,222", "111 222", "111, 222"):
        assert room.who_has(points) <= {AMALKA}
    for name in (*AT_THE_TABLE, MARKETA):
        await sync_by_hand(room[name], "wish:lide:proc")
    for name in AT_THE_TABLE - {MARKETA}:
        for cell in ("wish:bojim-se:starost", "wish:preju-si:preju-si", "wish:umim:jde-mi", "wish:nikomu:words"):
            await sync_by_hand(room[name], cell)
    await begin(room)
    await room.person(AMALKA).did("open-page", page="umim")
    await room.all_look(*room.devices)
    for name in (DANA, LUCIE, PROJECTOR):
        assert (await room[name].person.sync("wish:umim:jde-mi")).text == SHOWN
    await room.drain()
    assert room.who_has(SHOWN) == set(room.devices), "now it is on the wall"
    for page in ("bojim-se", "preju-si", "lide", "nikomu"):
        assert (await room.person(AMALKA).do("open-page", page=page)).status_code == 409
    assert room.who_has(KEPT) == room.who_has(KEPT_NAME) == {AMALKA}
    assert room.who_has(FOR_THE_GUIDE) == room.who_has(TO_BE_SAID) == room.who_has("kanarekstrach") == CLOSE


async def test_a_page_that_tells_of_danger_goes_on_no_wall_before_the_guide_has_seen_to_it(room: Room) -> None:
    await sit_down(room)
    child, guide = room.person(AMALKA), room.person(MARKETA)
    await make_the_book(child)
    await begin(room)
    await child.did("share-page", page="nikomu", sharing="all")
    assert (await child.do("open-page", page="nikomu")).status_code == 409
    await room.all_look(*SCREENS, records=True)
    assert room.who_has("kanarekstrach") == CLOSE, "no draft has it either"
    page = next(page for page in (await guide.state())["book"] if page["id"] == "nikomu")
    assert page["dangerous"] and not page["heeded"]
    for name in GROWN_UPS:
        if name != MARKETA:
            answer = await room.person(name).do("heed-page", page="nikomu", digest=page["digest"])
            assert answer.status_code == 403
    await guide.did("heed-page", page="nikomu", digest=page["digest"])
    await child.did("open-page", page="nikomu")
    await room.all_look(*SCREENS)
    assert room.who_has("kanarekstrach") == set(SCREENS), "the child wants it said, and the guide knows"


async def test_a_page_taken_back_is_gone_at_once(room: Room) -> None:
    """From the wall and the phones, from a draft that is made after it, and from the record, also after signing."""
    await sit_down(room)
    child = room.person(AMALKA)
    await child.write("wish:umim:jde-mi", TAKEN_BACK)
    await child.write("wish:pomohlo-by:pomohlo-by", SHOWN)
    for page in ("umim", "pomohlo-by"):
        await child.did("share-page", page=page, sharing="all")
    await begin(room)
    await child.did("open-page", page="umim")
    await room.all_look(*SCREENS)
    assert room.who_has(TAKEN_BACK) == set(SCREENS)
    assert TAKEN_BACK in await record(room)
    await child.did("share-page", page="umim", sharing="mine")
    await room.drain()
    marks = room.marks()
    await child.write("wish:umim:jde-mi", f"{TAKEN_BACK} {WRITTEN_AFTER}")
    await room.all_look(*SCREENS, records=True)
    assert room.who_has(WRITTEN_AFTER) == room.who_has(TAKEN_BACK, marks) == {AMALKA}
    for name in (*AT_THE_TABLE, BY_HAND, IN_HER_STEAD):
        await sync_by_hand(room[name], "wish:umim:jde-mi")
    assert room.meeting.page_open == ""
    for frame in ([f for f in room.person(LUCIE).heard if f["t"] == "cells"])[-1:]:
        assert not any(cell.startswith("wish:") for cell in frame["cells"])
    # The other page until the end: taken back when all have signed.
    await to_the_plan(room)
    await plan(room)
    await signed(room)
    assert SHOWN in await record(room)
    before = room.meeting
    await child.did("share-page", page="pomohlo-by", sharing="mine")
    after = room.meeting
    assert after.freeze == before.freeze, "nobody's signature is void by it"
    await room.person(DANA).did("close-meeting")
    final = await record(room)
    assert SHOWN not in final and TAKEN_BACK not in final
    assert "Počkat na Amálku" in final


# What each writes for themselves --------------------------------------------------------------------------------------

VIEWS = (MARKETA, LUCIE, PETR, JITKA, ALENA, IVO, SIMONA, VERA)


async def test_what_each_writes_for_themselves_waits_for_all_and_for_the_child(room: Room) -> None:
    await sit_down(room)
    await begin(room)
    leader, child = room.person(DANA), room.person(AMALKA)
    await leader.did("advance-stage", leaving="uvodni-cast")
    for seat in VIEWS:
        name = BY_HAND if seat == VERA else seat
        writer = room.person(name)
        assert (await writer.state())["seat"] == seat
        await writer.say(t="sync", cell=f"view:{seat}", n=0, epoch=None, v=-1)
        await writer.hear("reset", cell=f"view:{seat}")
        assert writer.cells[f"view:{seat}"] == "read", "what goes well comes first"
        await writer.write(f"praise:{seat}", f"kanarekchvala-{seat}")
        await writer.say(t="ping")
        await writer.hear("pong")
        assert writer.cells[f"view:{seat}"] == "write", name
        await writer.write(f"view:{seat}", f"kanarekobava-{seat}")
    await room.all_look(*room.devices)
    for seat in VIEWS:
        own = {BY_HAND} if seat == VERA else {seat}
        for kind in ("praise", "view"):
            for name in set(room.devices) - own:
                await sync_by_hand(room[name], f"{kind}:{seat}")
        assert room.who_has(f"kanarekchvala-{seat}") == room.who_has(f"kanarekobava-{seat}") == own
    assert "kanarek" not in await record(room)

    await leader.did("show-views")
    await room.all_look(DANA, LUCIE, MARKETA, IN_HER_STEAD)
    await room.all_look(AMALKA, PROJECTOR, records=True)
    # What the guide does in her stead shows as little as her own device; as the guide they may read it.
    spared = {AMALKA, IN_HER_STEAD, PROJECTOR}
    await nobody_spared_has(room, spared)
    for order, hearing in (((LUCIE, PETR), Hearing.GUIDE), ((), Hearing.NOT)):
        await child.did("hear-views", hearing=hearing.value, order=list(order))
        await room.all_look(IN_HER_STEAD)
        await room.all_look(AMALKA, PROJECTOR, records=True)
        await nobody_spared_has(room, spared)
    await child.did("hear-views", hearing="all", order=[LUCIE, PETR])
    await room.all_look(AMALKA, PROJECTOR)
    for name in (AMALKA, PROJECTOR):
        assert (await room[name].person.sync(f"view:{PETR}")).text == f"kanarekobava-{PETR}"
        await room[name].drain()
        assert room[name].has(f"kanarekobava-{PETR}")
    # Changes their mind: what is written or fetched from now on has none of it any more.
    await child.did("hear-views", hearing="not")
    await room.drain()
    marks = room.marks()
    await room.all_look(IN_HER_STEAD)
    await room.all_look(AMALKA, PROJECTOR, records=True)
    assert not (room.who_has("kanarekobava", marks) | room.who_has("kanarekchvala", marks)) & spared


async def nobody_spared_has(room: Room, spared: set[str]) -> None:
    """The grown-ups have everyone's words on their phones; the wall and the child have none of them."""
    for name in spared:
        await sync_by_hand(room[name], f"view:{PETR}")
    for name in (DANA, LUCIE, MARKETA):
        assert (await room[name].person.sync(f"view:{PETR}")).text == f"kanarekobava-{PETR}"
    await room.drain()
    assert not (room.who_has("kanarekobava") | room.who_has("kanarekchvala")) & spared
    assert {DANA, LUCIE, MARKETA} <= room.who_has(f"kanarekobava-{PETR}")


# A quiet break ------------------------------------------------------------------------------------------------------


async def test_the_childs_wish_for_a_break_reaches_two_people(room: Room) -> None:
    await sit_down(room)
    await begin(room)
    await room.drain()
    others = (LUCIE, IVO, PROJECTOR, BY_HAND)
    before = {name: without_numbers(await room[name].look()) for name in others}
    await room.drain()
    assert (await room.person(AMALKA).do("ask-break")).status_code == 204
    told = await room.drain()
    assert {name for name, frames in told.items() if frames} == {DANA, AMALKA, MARKETA} | (set(told) & {IN_HER_STEAD})
    for name in others:
        assert without_numbers(await room[name].look()) == before[name], "nothing of it is anywhere else"
    child = room.meeting.seats[AMALKA].name
    lane = await room[DANA].person.client.get(
        f"/meetings/{room.meeting.id}/panels/lane?view=console&seat={DANA}", headers=room.person(DANA).headers
    )
    assert child in lane.text
    await room.person(DANA).did("pause-meeting")
    await room.drain()
    for name in others:
        heard = [frame for frame in room.person(name).heard if frame["t"] == "changed"]
        assert AMALKA not in json.dumps(heard[-1])


def without_numbers(drawn: bytes) -> bytes:
    """A page without what is another each time it is drawn: ids for things to come, the time that has passed."""
    return re.sub(rb"\b[0-9a-f]{12}\b|\d+", b"", drawn)


async def test_a_parents_wish_for_a_break_is_not_the_guides(room: Room) -> None:
    await sit_down(room)
    await begin(room)
    await room.drain()
    assert (await room.person(LUCIE).do("ask-break")).status_code == 204
    told = await room.drain()
    assert {name for name, frames in told.items() if frames} == {DANA, LUCIE}


# What is the child's alone ------------------------------------------------------------------------------------------

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("choose-topic", {"topic": "rano"}),
    ("choose-topic", {"topic": "mobil"}),
    ("drop-topic", {"topic": "mikiny"}),
    ("move-topic", {"topic": "rano", "place": "1"}),
    ("share-page", {"page": "lide", "sharing": "all"}),
    ("share-page", {"page": "umim", "sharing": "mine"}),
    ("add-page", {"page": "cizi"}),
    ("remove-page", {"page": "mikina"}),
    ("set-face", {"page": "umim", "face": "1"}),
    ("set-stickers", {"page": "umim", "stickers": ["cat"]}),
    ("add-line", {"page": "umim", "line": "cizi", "colour": "red", "points": "[1,2,3,4]"}),
    ("clear-drawing", {"page": "mikina", "lines": "7"}),
    ("place-figure", {"page": "lide", "figure": "cizi", "name": "Cizí", "ring": "1"}),
    ("put-photo", {"page": "umim"}),
    ("name-meeting", {"title": "Setkání o docházce"}),
    ("name-guide", {"seat": ALENA}),
    ("open-page", {"page": "umim"}),
    ("open-page", {"page": "lide"}),
    ("hear-views", {"hearing": "all"}),
    ("write-letter", {"words": "Ahoj", "page": "lide"}),
)


async def test_no_grown_up_does_what_is_the_childs_alone(room: Room) -> None:
    """By hand, from every seat: in their own name, in the child's name without being the guide, and with no name."""
    await prepared(room)
    await to_the_choice(room)
    child = room.person(AMALKA)
    await child.did("choose-topic", topic="mikiny")
    await child.did("choose-topic", topic="u-taty")
    before = room.meeting
    for name in (*GROWN_UPS, BY_HAND, PROJECTOR):
        person = room.person(name)
        for command, fields in ASKED:
            assert await named(person, command, person.seat, fields) in (403, 404, 409), (name, command, fields)
            if name in (DANA, LUCIE, BY_HAND, PROJECTOR):
                assert await named(person, command, AMALKA, fields) in (403, 404), (name, command, fields)
    assert unchanged(room.meeting, before)
    for name in (*GROWN_UPS, BY_HAND, PROJECTOR):
        for cell in ("wish:lide:proc", "card:mikiny", "wish:umim:jde-mi"):
            await cannot_write(room[name], cell)
    assert unchanged(room.meeting, before)


async def named(person: Phone, command: str, seat: str, fields: Mapping[str, Any]) -> int:
    """The status of a command asked for in the name of a seat, perhaps not one's own."""
    headers = {**person.headers, "Accept": "application/json"} | ({"X-Seat": seat} if seat else {})
    path = f"/meetings/{person.meeting}/{command}"
    return (await person.client.post(path, data=dict(fields), headers=headers)).status_code


async def cannot_write(device: Device, cell: str) -> None:
    person = device.person
    if cell in person.cells:
        assert person.cells[cell] == "read"
        await person.sync(cell)
    await person.say(t="edit", cell=cell, epoch=person.epoch, v=0, id=1, ch=[[0, "cizí"]])
    assert (await person.hear("refused", cell=cell))["code"] == "rights"


def unchanged(now: Meeting, before: Meeting) -> bool:
    return now == before


async def test_the_guides_hand_is_for_what_the_child_asks_for_and_no_further(room: Room) -> None:
    await prepared(room)
    await to_the_choice(room)
    hand = room.person(IN_HER_STEAD)
    await hand.did("choose-topic", topic="rano")
    assert room.meeting.hands["choice"] == MARKETA, "and it is written down whose hand it was"
    before = room.meeting
    for command, fields in (
        ("share-page", {"page": "lide", "sharing": "all"}),
        ("share-page", {"page": "bojim-se", "sharing": "all"}),
        ("set-face", {"page": "umim", "face": "1"}),
        ("name-guide", {"seat": ALENA}),
        ("remove-page", {"page": "mikina"}),
        ("open-page", {"page": "lide"}),
    ):
        assert (await hand.do(command, **fields)).status_code in (403, 409), command
    assert unchanged(room.meeting, before)
    await room.all_look(IN_HER_STEAD, records=True)
    assert not room[IN_HER_STEAD].has(amalka.WISHES[2].words), "what she keeps for herself she keeps from this hand"


# However the child takes part ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["leaves", "has no device", "changes her mind", "says nothing"])
async def test_however_the_child_takes_part_the_meeting_comes_to_its_end(room: Room, how: str) -> None:
    await prepared(room)
    leader, child, hand = room.person(DANA), room.person(AMALKA), room.person(IN_HER_STEAD)
    await child.did("open-page", page="umim")
    if how == "leaves":
        await child.did("depart", seat=AMALKA)
        assert room.meeting.page_open == "", "what she was just showing goes with her"
    if how == "has no device":
        await leader.did("aid-person", seat=AMALKA, aided="1")
    await to_the_choice(room, hears=how not in ("says nothing", "leaves"))
    despite = {}
    match how:
        case "leaves":
            assert (await child.do("choose-topic", topic="rano")).status_code in (403, 409)
            despite = {"despite": "Amálka odešla s Markétou ven, má toho dost."}
        case "has no device":
            await hand.did("choose-topic", topic="rano")
            await hand.did("choose-topic", topic="mikiny")
        case "changes her mind":
            await child.did("choose-topic", topic="mobil")
            await child.did("choose-topic", topic="rano")
            await child.did("drop-topic", topic="mobil")
            await child.did("share-page", page="umim", sharing="mine")
            await child.did("share-page", page="umim", sharing="guide")
        case "says nothing":
            assert (await leader.do("advance-stage", leaving="urceni-poradi")).status_code == 409
            despite = {"despite": "Amálka dnes vybírat nechce."}
    await leader.did("advance-stage", leaving="urceni-poradi", **despite)
    if despite:
        await leader.did("add-goal", goal="rano")
        await leader.write("goal:rano:title", "Jak ráno do školy")
    assert room.meeting.goals[0].id == "rano"
    await plan(room)
    await signed(room)
    await leader.did("close-meeting")
    end, said = room.meeting, await record(room)
    assert end.closed and AMALKA not in end.freeze.signatures, "nobody asked her for one"
    assert [goal.topic for goal in end.goals] == list(end.chosen) + [""] * bool(despite)
    for line in amalka.WISHES[2:6]:
        assert line.words not in said, "for herself, to be said, for the guide"
    if despite:
        assert despite["despite"] in said
    if how == "has no device":
        assert end.hands["choice"] == MARKETA and "Markéta Vlková" in said
    assert (amalka.WISHES[1].words in said) is (how != "changes her mind")


# The course ---------------------------------------------------------------------------------------------------------


async def prepared(room: Room) -> None:
    """Amálka's own book is made, everybody is here, and the meeting has begun."""
    await sit_down(room)
    child = room.person(AMALKA)
    for page in amalka.BOOK:
        if page.free:
            await child.did("add-page", page=page.id)
        for line in amalka.STORY.child.wishes_on(page.id):
            await child.write(line.cell, line.words)
        if page.sharing is not Sharing.MINE:
            await child.did("share-page", page=page.id, sharing=page.sharing.value)
    await begin(room)


async def to_the_choice(room: Room, hears: bool = True) -> None:
    leader = room.person(DANA)
    await leader.did("advance-stage", leaving="uvodni-cast")
    present = {seat.id for seat in room.meeting.present}
    for card in amalka.CARDS:
        if card.board.value == "topics" and card.by in present:
            name = BY_HAND if card.by == VERA else card.by
            if card.by == AMALKA and room.meeting.seats[AMALKA].aided:
                name = IN_HER_STEAD
            await room.person(name).did("add-card", card=card.id, board="topics")
            await room.person(name).write(f"card:{card.id}", card.words)
    if hears:
        await room.person(AMALKA).did("hear-views", hearing="guide")
    await leader.did("advance-stage", leaving="sber-temat")


async def to_the_plan(room: Room) -> None:
    await to_the_choice(room)
    await room.person(AMALKA).did("choose-topic", topic="rano")
    await room.person(DANA).did("advance-stage", leaving="urceni-poradi")


async def plan(room: Room) -> None:
    """One step for each goal, promised, and the next meeting."""
    leader, simona = room.person(DANA), room.person(SIMONA)
    for number, goal in enumerate(room.meeting.goals):
        step = f"krok{number}"
        await simona.did("add-step", step=step, goal=goal.id)
        await simona.write(f"step:{step}:what", "Počkat na Amálku u zadního vchodu")
        await simona.did("give-step", step=step, owner=SIMONA)
        await simona.did("set-due", step=step, due="2027-05-13")
        await simona.did("accept-step", step=step, digest=promise_digest(room.meeting, room.meeting.step(step)))
    await leader.did("advance-stage", leaving="navrhy-a-plan")
    await leader.did("set-next-meeting", starts="2027-06-08T15:00", place="Školní klub", weeks="4")


async def signed(room: Room) -> None:
    """Whatever was written for somebody is confirmed, the plan frozen, and everybody asked has signed."""
    for name in (BY_HAND, IN_HER_STEAD):
        written = (await room.person(name).state())["written_for_me"]
        if written and not written["confirmed"]:
            await room.person(name).did("confirm-words", digest=written["digest"])
    await room.person(DANA).did("freeze-plan")
    digest = room.meeting.freeze.digest
    for name in (*GROWN_UPS, BY_HAND):
        await room.person(name).did("approve", digest=digest, verdict="agree")
        await room.person(name).did("sign", digest=digest, strokes=json.dumps(drawn(name)))
