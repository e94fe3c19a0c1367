"""Jakub's meeting at a real server, with everything that every device receives kept and searched, byte by byte: what is
confidential never reaches the wall while somebody is in the room who may not know, nor their phone, nor their draft of
the record; those who may know have it all the same; and when people come, go, agree or withdraw, it changes at once.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.demo import jakub
from server.demo.jakub import EVA, HANA, IVANA, JAKUB, JANA, KLARA, LENKA, TEREZA
from server.demo.pen import drawn
from server.meeting.confidences import withheld
from tests.afternoon import Phone, house, until
from tests.live.devices import PROJECTOR, Device, Room, room_of
from tests.live.test_childs_traffic import sync_by_hand

FAMILY, SEES_TO_IT = {JAKUB, JANA}, {LENKA, HANA}
HAVE = FAMILY | SEES_TO_IT
"""Who has what is about Jakub's health, without anybody's consent."""
PEOPLE = (LENKA, HANA, TEREZA, IVANA, JAKUB, JANA, KLARA, EVA, PROJECTOR)
NOT_FOR_ALL = "Něco je teď vidět jen na telefonech některých lidí."

PLAIN, DIAGNOSIS, PILLS, NIGHTS, CALL = (
    "kanarekvidet",
    "kanarekdiagnoza",
    "kanarekpilulky",
    "kanareknoc",
    "kanarekvolej",
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    with house(tmp_path) as home:
        async with room_of(home, jakub.STORY) as room:
            for seat in PEOPLE:
                await room.opens(seat)
            lead = room.person(LENKA)
            await lead.did("begin-meeting")
            await lead.did("name-concerned", seats=[JAKUB, JANA])
            for stage in ("uvod", "sdeleni-svolavatele"):
                await lead.did("advance-stage", leaving=stage, despite="Zkoušíme.")
            await write(room)
            yield room


async def write(room: Room) -> None:
    """Two goals, each with a step; a strength of Jana's, an agreement for a change, and minutes."""
    jana, recorder = room.person(JANA), room.person(IVANA)
    for goal, step, words in (("gskola", "kvidet", PLAIN), ("gzdravi", "kleky", PILLS)):
        await jana.did("add-goal", goal=goal)
        await jana.write(f"goal:{goal}:title", f"{words}cil" if goal == "gskola" else DIAGNOSIS)
        await jana.did("add-step", step=step, goal=goal)
        await jana.write(f"step:{step}:what", words)
    await jana.did("add-card", card="noci", board="strengths")
    await jana.write("card:noci", NIGHTS)
    await jana.did("add-alert", alert="zle")
    await jana.write("alert:zle:when", CALL)
    await recorder.write("minutes:prace-na-cilech", f"{PLAIN}zapis")


async def keep(room: Room) -> None:
    lead = room.person(LENKA)
    await lead.did("set-area", goal="gzdravi", area="health")
    for thing in ("goal:gzdravi", "card:noci", "alert:zle"):
        await lead.did("mark-confidential", thing=thing, subject="health")


async def agree(person: Phone, id: str, to: str, agreed: str = "1") -> None:
    await person.did("say-consent", consent=id, subjects=["health"], seats=[to], agreed=agreed)


async def newly(room: Room, words: str, *seats: str, records: bool = False) -> set[str]:
    """Who is sent these words from now on, when they look at everything they can."""
    await room.drain()
    marks = room.marks()
    await look(room, *seats, records=records)
    return room.who_has(words, marks)


async def look(room: Room, *names: str, records: bool = False) -> None:
    """They look wherever it might stand: page, panels, state, the sheet for signing, the draft of the record."""
    for name in names or PEOPLE:
        await room[name].look(records, panels=("plan", "strengths", "alerts", "overview", "minutes", "me", "offers"))


async def test_what_is_confidential_reaches_nobody_who_may_not_know(room: Room) -> None:
    await look(room, KLARA, PROJECTOR)
    for words in (DIAGNOSIS, PILLS, NIGHTS, CALL):
        assert room.who_has(words) >= {KLARA, PROJECTOR}, "they had it before"
    await keep(room)
    await room.drain()
    marks = room.marks()
    await look(room, records=True)
    for words in (DIAGNOSIS, PILLS, NIGHTS, CALL, "gzdravi", "kleky"):
        assert room.who_has(words, marks) == HAVE, words
    assert room.who_has(PLAIN, marks) == set(PEOPLE)
    for name in sorted(set(PEOPLE) - HAVE):
        told_to_look_again(room[name])
        for cell in ("goal:gzdravi:title", "step:kleky:what", "card:noci", "alert:zle:when"):
            await sync_by_hand(room[name], cell)
    # A letter written now goes to those who may have it, and to nobody else.
    marks = room.marks()
    await room.person(JANA).write("step:kleky:how", "kanarekpozdeji")
    await room.drain()
    assert room.who_has("kanarekpozdeji", marks) <= HAVE
    # What they ask for by name is not there.
    klara = room.person(KLARA)
    for command, fields in (
        ("give-step", {"step": "kleky", "owner": KLARA}),
        ("set-due", {"step": "kleky", "due": "2027-04-30"}),
        ("add-step", {"step": "k9", "goal": "gzdravi"}),
        ("mark-confidential", {"thing": "step:kleky", "subject": "school"}),
    ):
        answer = await klara.do(command, **fields)
        assert answer.status_code in (409, 422), command
        assert DIAGNOSIS not in answer.text and PILLS not in answer.text


def told_to_look_again(device: Device) -> None:
    """The page has been told its cells anew, and to fetch its panels."""
    heard = device.person.heard
    assert any(frame["t"] == "cells" and "step:kleky:what" not in frame["cells"] for frame in heard[-12:])
    assert any(frame["t"] == "changed" and {"plan", "alerts"} <= set(frame["changed"]) for frame in heard[-12:])


async def test_the_wall_follows_who_is_in_the_room(room: Room) -> None:
    await keep(room)
    assert await newly(room, DIAGNOSIS, PROJECTOR, KLARA, JANA) == {JANA}
    assert room[PROJECTOR].has(NOT_FOR_ALL)
    for gone in (TEREZA, IVANA, EVA):
        await room.person(gone).did("depart", seat=gone)
        assert not await newly(room, DIAGNOSIS, PROJECTOR)
    await room.person(KLARA).did("depart", seat=KLARA)
    # At once: told its cells and to fetch its panels, before it asks for anything.
    await room[PROJECTOR].drain()
    cells = [frame for frame in room.person(PROJECTOR).heard if frame["t"] == "cells"]
    assert "step:kleky:what" in cells[-1]["cells"]
    assert await newly(room, DIAGNOSIS, PROJECTOR, KLARA) == {PROJECTOR}
    assert not await newly(room, NOT_FOR_ALL, PROJECTOR)
    # She comes back, and it is gone from the wall; Jana agrees, and it is there again; she withdraws, and it is gone.
    await room.person(LENKA).did("arrive", seat=KLARA)
    assert not await newly(room, DIAGNOSIS, PROJECTOR, KLARA)
    await agree(room.person(JANA), "s1", KLARA)
    assert await newly(room, DIAGNOSIS, PROJECTOR, KLARA) == {PROJECTOR, KLARA}
    await agree(room.person(JAKUB), "s2", KLARA, agreed="0")
    assert not await newly(room, DIAGNOSIS, PROJECTOR, KLARA)
    await agree(room.person(JAKUB), "s3", KLARA)
    assert await newly(room, DIAGNOSIS, PROJECTOR, KLARA) == {PROJECTOR, KLARA}
    await room.person(JANA).did("withdraw-consent", consent="s1")
    assert not await newly(room, DIAGNOSIS, PROJECTOR, KLARA)
    await room.person(HANA).did("note-ground", ground="d1", words="Rozhodl úřad.", subjects=["health"], seats=[KLARA])
    assert await newly(room, DIAGNOSIS, PROJECTOR, KLARA) == {PROJECTOR, KLARA}
    await room.person(HANA).did("drop-ground", ground="d1")
    assert not await newly(room, DIAGNOSIS, PROJECTOR, KLARA)


async def test_the_records_and_signatures_of_one_meeting_side_by_side(room: Room) -> None:
    await keep(room)
    lead = room.person(LENKA)
    await lead.did("advance-stage", leaving="prace-na-cilech", despite=f"Krok {PILLS} nikdo nemá.")
    await lead.did("freeze-plan", despite=f"Krok {PILLS} nikdo nemá.")
    digest = room.meeting.freeze.digest if room.meeting.freeze else ""
    for name in (JANA, KLARA):
        person = room.person(name)
        frozen = (await person.state())["frozen"]
        assert frozen["digest"] == digest and bool(frozen["saw"]) is (name == KLARA)
        if name == KLARA:
            assert (await person.do("approve", digest=digest, verdict="agree")).status_code == 409
        shown = {"digest": digest, "saw": frozen["saw"]}
        words = f"Bojím se {DIAGNOSIS}" if name == JANA else ""
        await person.did("approve", verdict="reservation" if words else "agree", words=words, **shown)
        await person.did("sign", strokes=json.dumps(drawn(name)), **shown)
    await lead.did("mark-confidential", thing=f"opinion:{JANA}", subject="health")
    await nobody_else_has_it(room, KLARA, PROJECTOR, JANA)
    await lead.did("close-meeting", despite=f"Krok {PILLS} nikdo nemá.")
    await until(lambda: room.meeting.record)
    await nobody_else_has_it(room, LENKA, JANA, KLARA, PROJECTOR)
    assert withheld(room.meeting, KLARA)


async def nobody_else_has_it(room: Room, *names: str) -> None:
    await room.drain()
    marks = room.marks()
    await look(room, *names, records=True)
    for words in (DIAGNOSIS, PILLS, NIGHTS, CALL):
        assert room.who_has(words, marks) == HAVE & set(names), words
