"""Both meetings played whole by nine people's programs at a real server: three have no phone, one leaves, one refuses,
one comes late, the lead is handed over twice. What every device received is kept and searched; the record is read."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import httpx2
import pytest
from PIL import Image

from server.demo import novakovi, pavel
from server.demo.pen import drawn
from server.demo.story import Line, Story, lines_of_alert, lines_of_step
from server.meeting.agreement import promise_digest
from server.meeting.model import Presence
from server.opening import open_from_file
from tests.afternoon import House, Phone, house, phone
from tests.web.test_lane import everything_drawn

NOTE = "Pozor, starý spor o dědictví."
PROJECTOR = "projector"


@dataclass(frozen=True)
class Cast:
    """Who does what out of the ordinary.

    second: leads for a while; breather: asks quietly for a break; paper: signs with a pen, being without a phone.
    """

    story: Story
    second: str
    breather: str
    late: str
    leaves: str
    refuses: str
    paper: str
    works_in: tuple[str, ...]


CASTS = {
    "pavel": Cast(
        pavel.STORY,
        second=pavel.TOMAS,
        breather=pavel.PETRA,
        late=pavel.MARTIN,
        leaves=pavel.JAN,
        refuses=pavel.EVA,
        paper=pavel.KAREL,
        works_in=("prace-na-cilech",),
    ),
    "novakovi": Cast(
        novakovi.STORY,
        second=novakovi.LENKA,
        breather=novakovi.HANA,
        late=novakovi.JIRI,
        leaves=novakovi.TEREZA,
        refuses=novakovi.KLARA,
        paper=novakovi.OLGA,
        works_in=("mapovani", "spolecny-pohled", "domluva"),
    ),
}


@dataclass
class Play:
    """The meeting while it is played: a program for every device at the table."""

    home: House
    cast: Cast
    made: dict[str, Any]
    devices: dict[str, Phone] = field(default_factory=dict)
    acting: dict[str, Phone] = field(default_factory=dict)

    @property
    def meeting(self) -> Any:
        return self.home.meeting(self.made["meeting"])

    @property
    def leader(self) -> Phone:
        return self.devices[self.cast.story.leader]

    def of(self, seat: str) -> Phone:
        """The program in which somebody acts: their own, or the one of the hand that writes for them."""
        return self.acting.get(seat) or self.devices[seat]

    async def say(self, line: Line) -> None:
        if line.by == self.cast.late:
            return
        before = self.meeting.text(line.cell)
        await self.of(line.by).write(line.cell, f"{before}\n{line.words}" if before else line.words)

    async def received(self) -> str:
        """Everything every device but the leader's has been told over its socket by now."""
        told = []
        for seat, device in self.devices.items():
            await device.say(t="ping")
            await device.hear("pong")
            if seat != self.cast.story.leader:
                told += [json.dumps(message, ensure_ascii=False) for message in device.heard]
        return "\n".join(told)


@asynccontextmanager
async def played(folder: Path, cast: Cast) -> AsyncIterator[Play]:
    story = cast.story
    with house(folder) as home:
        made = await open_from_file(story.file, home.store, home.store, home.settings, home.url)
        play = Play(home, cast, made)
        tokens = {seat["seat"]: seat["token"] for seat in made["seats"]}
        tokens[PROJECTOR] = made["projector"].rsplit("/", 1)[1]
        async with AsyncExitStack() as room:
            for seat in (*story.people, PROJECTOR):
                if seat not in story.hands and seat != cast.late:
                    play.devices[seat] = await room.enter_async_context(phone(home.url, made["meeting"], tokens[seat]))
            for seat, hand in story.hands.items():
                if seat != cast.late:
                    await play.leader.did("arrive", seat=seat)
                    await play.leader.did("aid-person", seat=seat, aided="1", hand=hand)
                    link = phone(home.url, made["meeting"], tokens[hand], seat=seat)
                    play.acting[seat] = await room.enter_async_context(link)
            yield play


@pytest.mark.parametrize("cast", CASTS.values(), ids=CASTS)
async def test_nine_people(tmp_path: Path, cast: Cast) -> None:
    async with played(tmp_path, cast) as play:
        await _introduce(play)
        for stage in list(cast.story.lines)[:-1]:
            for line in cast.story.lines[stage]:
                await play.say(line)
            if stage in cast.works_in:
                await _work(play)
            await play.leader.did("advance-stage", leaving=stage)
        await _end(play)
        await _read(play)


async def _introduce(play: Play) -> None:
    assert (await play.leader.do("note", words=NOTE)).status_code == 204
    await play.leader.did("begin-meeting")
    for seat in play.cast.story.people:
        if seat != play.cast.late:
            await play.of(seat).did("acknowledge-confidentiality")
    await _a_break_nobody_wanted(play)


async def _a_break_nobody_wanted(play: Play) -> None:
    """Asked for quietly, seen by whoever leads alone, and then it is everybody's."""
    breather = play.devices[play.cast.breather]
    projector = play.devices[PROJECTOR]
    before = await _count(play, projector)
    assert (await breather.do("ask-break")).status_code == 204
    assert await _count(play, projector) == before
    shown = await everything_drawn(play.leader, "console", play.cast.story.leader)
    assert NOTE in shown
    await play.leader.did("pause-meeting")
    await play.leader.did("resume-meeting")


async def _count(play: Play, projector: Phone) -> int:
    """How often the one who asks for a break is named in anything the wall can get."""
    name = play.meeting.seats[play.cast.breather].name
    drawn_now = await everything_drawn(projector, "projector", PROJECTOR)
    return drawn_now.count(name) + drawn_now.count(play.cast.breather)


async def _work(play: Play) -> None:
    story, meeting = play.cast.story, play.meeting
    for card in story.cards:
        state = await play.leader.state()
        if card.by != play.cast.late and card.board.value in state["boards"] and meeting.card(card.id) is None:
            await play.of(card.by).did("add-card", card=card.id, board=card.board.value)
            await play.of(card.by).write(f"card:{card.id}", card.words)
    if "views" in meeting.stage.shows and meeting.views_shown is None:
        await _views(play)
    if meeting.stage_id == story.plans_in[0]:
        await _plan(play)


async def _views(play: Play) -> None:
    views = {seat: words for seat, words in play.cast.story.views.items() if seat != play.cast.late}
    for seat, words in views.items():
        await play.of(seat).write(f"view:{seat}", words)
    for device, own in ((PROJECTOR, ""), (play.cast.leaves, play.cast.leaves)):
        kind = "projector" if device == PROJECTOR else "phone"
        shown = await everything_drawn(play.devices[device], kind, device)
        told = json.dumps(play.devices[device].heard, ensure_ascii=False)
        for seat, words in views.items():
            if seat != own:
                assert words not in shown and words not in told, "a view before its time"
    record = await _record(play)
    assert not any(words in record for words in views.values())
    await play.leader.did("show-views")
    shown = await everything_drawn(play.devices[PROJECTOR], "projector", PROJECTOR)
    await play.devices[PROJECTOR].sync(f"view:{next(iter(views))}")
    assert play.devices[PROJECTOR].known[f"view:{next(iter(views))}"].text == next(iter(views.values()))


async def _plan(play: Play) -> None:
    story, late = play.cast.story, play.cast.late
    for goal in story.goals:
        await play.of(goal.by).did("add-goal", goal=goal.id)
        await play.of(goal.by).did("set-area", goal=goal.id, area=goal.area)
        for line in goal.lines:
            await play.say(line)
        for seat, value in goal.scale.items():
            if seat != late:
                await play.of(seat).did("answer-scale", goal=goal.id, value=str(value))
        await play.leader.did("show-scale", goal=goal.id)
    steps = [step for step in story.steps if step.by != late]
    for step in steps:
        await play.of(step.by).did("add-step", step=step.id, goal=step.goal)
        for line in lines_of_step(step):
            await play.say(line)
        await play.of(step.by).did("give-step", step=step.id, owner=step.owner)
        await play.of(step.by).did("set-due", step=step.id, due=step.due.isoformat())
        await play.of(step.by).did("set-kind", step=step.id, kind=step.kind)
        await play.of(step.by).did("set-after", step=step.id, after=list(step.after))
    for step in steps:
        found = play.meeting.step(step.id)
        await play.of(step.owner).did("accept-step", step=step.id, digest=promise_digest(play.meeting, found))
    for alert in story.alerts:
        await play.of(alert.by).did("add-alert", alert=alert.id)
        for line in lines_of_alert(alert):
            await play.say(line)
        await play.of(alert.by).did("set-alert", alert=alert.id, caller=alert.caller, called=alert.called)
    # For the most delicate part somebody else leads, and then hands it back.
    second = play.devices[play.cast.second]
    await play.leader.did("hand-over", seat=play.cast.second)
    assert (await play.leader.do("name-hub", seat=story.hub)).status_code == 403
    await second.did("name-hub", seat=story.hub)
    await second.did("hand-over", seat=story.leader)
    await play.devices[play.cast.leaves].did("depart", seat=play.cast.leaves)


async def _end(play: Play) -> None:
    story, cast = play.cast.story, play.cast
    for line in story.lines[list(story.lines)[-1]]:
        await play.say(line)
    for seat, ending in story.endings.items():
        if seat not in (cast.late, cast.leaves):
            await play.of(seat).write(f"reflection:{seat}", ending.reflection)
    starts = story.next_starts.isoformat()
    await play.leader.did("set-next-meeting", starts=starts, place=story.next_place, weeks=str(story.next_weeks))
    refused = await play.leader.do("freeze-plan")
    assert refused.status_code == 409, "nothing is signed before what was written for others is confirmed"
    for acting in play.acting.values():
        # They read it through on the device of the hand that wrote, and say that it is right.
        written = (await acting.state())["written_for_me"]
        if written:
            await acting.did("confirm-words", digest=written["digest"])
    await play.leader.did("freeze-plan")
    # Comes in when the plan is frozen already: it is recorded, and voids nothing.
    await play.leader.did("arrive", seat=cast.late)
    digest = play.meeting.freeze.digest
    for seat, ending in story.endings.items():
        if seat not in (cast.late, cast.leaves):
            await _answer(play, play.of(seat), seat, ending.verdict.value, digest)
    await play.leader.did("close-meeting")


async def _answer(play: Play, device: Phone, seat: str, verdict: str, digest: str) -> None:
    words = play.cast.story.endings[seat].words
    await device.did("approve", digest=digest, verdict=verdict, words=words)
    if seat == play.cast.refuses:
        reason = play.cast.story.endings[seat].refuses or "Bez vedoucí nepodepisuji."
        await device.did("refuse-to-sign", digest=digest, reason=reason)
    elif seat == play.cast.paper:
        photo = BytesIO()
        Image.new("RGB", (900, 400), "white").save(photo, "JPEG", exif=Image.Exif())
        files = {"photo": ("podpis.jpg", photo.getvalue(), "image/jpeg")}
        await play.leader.did("sign-on-paper", files=files, digest=digest, **{"as": seat})
    else:
        await device.did("sign", digest=digest, strokes=json.dumps(drawn(seat)))


async def _record(play: Play) -> str:
    async with httpx2.AsyncClient(base_url=play.home.url, timeout=30) as client:
        path = f"/meetings/{play.made['meeting']}/record.docx?seat={play.cast.story.leader}"
        answer = await client.get(path, headers=play.leader.headers)
    assert answer.status_code == 200
    document = docx.Document(BytesIO(answer.content))
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


async def _read(play: Play) -> None:
    """What somebody who was not there learns, and what nobody does."""
    cast, story, meeting = play.cast, play.cast.story, play.meeting
    assert meeting.closed and meeting.closed_despite == "" and meeting.freeze.agreed.holes == ()
    assert meeting.seats[cast.late].late
    assert meeting.seats[cast.leaves].presence is Presence.LEFT
    assert len(meeting.freeze.signatures) == 7, "nine less the one who left and the one who came late"
    assert [(each.giver, each.taker) for each in meeting.handovers] == [
        (story.leader, cast.second),
        (cast.second, story.leader),
    ]
    record = await _record(play)
    for seat in story.people:
        assert meeting.seats[seat].name in record
    present = {seat: words for seat, words in story.views.items() if seat != cast.late}
    for words in (*present.values(), *(step.what for step in story.steps if step.by != cast.late)):
        assert words in record
    assert meeting.freeze.signatures[cast.refuses].refused in record
    for private in (NOTE, *(card.words for card in story.cards if card.board.value == "parking")):
        assert private not in record
    received = await play.received()
    assert NOTE not in received
    assert "break" not in received
    if story is pavel.STORY:
        assert "dít" not in record.lower(), "nobody here is a child"
    for seat in story.people:
        await _erased(play, seat)


async def _erased(play: Play, seat: str) -> None:
    """The private lane is empty, down to its bytes."""
    lane = play.home.settings.data_dir / "lane.db"
    assert NOTE.encode() not in lane.read_bytes()
    assert play.home.app.state.site.lane.note(play.made["meeting"], seat) == ""
