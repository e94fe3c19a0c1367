"""One sitting with hostile people at a real story: thousands of spoilt messages, and what must hold all the same.

Everybody but two quiet people, the strangers and those at the door included, sends what no page of ours would. Whoever
leads is among the hostile in every other sitting: then the two quiet ones may be sent out, and nothing else.
"""

import json
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest

from server.live.room import Room
from server.meeting import text
from server.meeting.commands import COMMANDS, Person
from server.meeting.events import HOUSE, Entry, GuestAsked, TextChanged
from server.meeting.evolve import evolve, replay
from server.meeting.model import TABLET, Meeting
from server.meeting.policy import PROJECTOR, at_home, cells_for, gate, lends, write_gate
from server.web import entry, turns
from server.web.forms import NOT_FROM_OUTSIDE
from server.web.pages import PANELS
from tests.hostile.inside import Answer, Inside, Page
from tests.hostile.mutations import STRANGE, as_form, spoilt, written
from tests.hostile.recorded import Recording, Said, forms, recordings

SLOW = 0.25
"""Seconds of one answer that are too many."""
OTHER = "jine"
PAGES = (
    "seat/{seat}", "console/{seat}", "child/{seat}", "projector", "tablet", "paper?seat={seat}&for={id}",
    "waiting?seat={seat}", "home/{seat}", "home/{seat}/data.json", "home/{seat}/calendar.ics", "desk",
    "mails?matter=invitation&seat={id}",
    "invitations?language={id}", "calls", "links", "cards", "person.json?of={id}", "ratings", "letter", "letter.docx",
    "record.docx?seat={seat}", "record.json?seat={seat}", "copies/{id}.docx", "copy/{id}", "copy/{id}/record.docx",
    "comments.docx", "photos/{id}.jpg?seat={seat}", "book/{id}/{id}.jpg?seat={seat}", "child/{seat}/rating",
)  # fmt: skip
LIGHT = (
    "state.json?seat={seat}",
    *(f"panels/{panel}?view=phone&seat={{seat}}&page={{id}}" for panel in sorted(PANELS)),
)
ROADS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("note", {"words": "Poznámka"}), ("ask-break", {}), ("take-back-break", {}), ("answer-break", {"seat": "jana"}),
    ("rate", {"heard": "7", "safe": "8", "trust": "", "words": "Dobré"}), ("tablet", {"seat": "jana"}),
    ("told", {"matter": "invitation", "way": "print", "seat": ["jana"], "words": ""}),
    ("mails", {"matter": "invitation", "seat": ["jana"], "digest": "ab"}),
    ("eml", {"matter": "invitation", "seat": "jana"}),
    ("invitations", {"seat": ["jana"], "language": "cs"}), ("cards", {}), ("links", {"renew": "jana"}), ("code", {}),
    ("enter", {}), ("desk/invite", {"name": "Nová", "role": "ucastnik", "organisation": "", "email": ""}),
    ("home/jana", {}), ("child/jana", {}), ("edit-text", {}), ("ask-mail", {}),
    ("note-record", {"file": "a", "sha256": "b"}),
)  # fmt: skip


class Wrong(AssertionError):
    """Something that must hold does not."""


@dataclass
class Figures:
    """What was sent, what came back, and how long it took (CPU seconds of this thread: the machine may be busy)."""

    sent: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    slowest: float = 0.0
    what_was: str = ""
    over: int = 0
    seconds: float = 0.0
    grown: int = 0
    """Bytes of memory more than after the first sitting."""


class Sitting:
    """seed: which story, which moment of it, who is hostile, and every message."""

    def __init__(self, seed: int, folder: Path, figures: Figures) -> None:
        self.chance = random.Random(seed)
        self.seed = seed
        self.figures = figures
        self.edits = 0
        self.recording: Recording = self.chance.choice(recordings())
        log = self.recording.log
        opening = next(n for n, e in enumerate(log) if type(e.event).__name__ == "PersonArrived")
        self.moment = self.chance.randint(opening + 12, len(log))
        self.inside = Inside(folder, log[-1].at + timedelta(hours=1))
        self.leads = self.chance.random() < 0.5
        self.said = [said for said in self.recording.about(self.moment) if self.leads or said.name != "close-meeting"]

    async def lay(self) -> None:
        log = list(self.recording.log[: self.moment])
        log.append(Entry(len(log) + 1, log[-1].at, HOUSE, GuestAsked("ceka", "Host u dveří", "")))
        self.id = replay(log).id  # type: ignore[union-attr]
        self.room: Room = await self.inside.put(self.id, log)
        meeting = self.room.told
        people = [Person(seat.id, seat.name, seat.roles) for seat in meeting.seats.values() if seat.roles]
        await self.inside.open(OTHER, people, meeting.format.id)
        issue = self.inside.store.issue
        self.tokens = {seat: issue(self.id, seat) for seat in (*meeting.seats, PROJECTOR, TABLET)}
        self.tokens["other"] = issue(OTHER, people[0].seat)
        self.tokens["stranger"] = ""
        self.code = self.inside.store.code(self.id)
        here = [seat.id for seat in meeting.present if not seat.aided and seat.id != self.recording.story.leader]
        here = [seat for seat in here if not (meeting.child and meeting.child.id == seat)]
        self.quiet = [Quiet(self, seat) for seat in here[:2]]
        kept = {quiet.seat for quiet in self.quiet} | (set() if self.leads else {self.recording.story.leader})
        self.hostile = [who for who in self.tokens if who not in kept]
        if not self.leads:
            # Who sees to the record can bring as much about as who leads.
            desk = {meeting.format.leads, meeting.format.sends}
            self.hostile = [
                who for who in self.hostile if not (who in meeting.seats and meeting.seats[who].roles & desk)
            ]
        self.at_table = {seat.id for seat in meeting.present}
        self.pages: dict[str, Page] = {}
        self.known = [
            *meeting.seats, *(goal.id for goal in meeting.goals), *(step.id for step in meeting.steps),
            *(card.id for card in meeting.cards), *meeting.cells, *(stage.id for stage in meeting.format.stages),
            *(page.id for page in meeting.pages), OTHER, "nic",
        ]  # fmt: skip
        for quiet in self.quiet:
            await quiet.come()

    # Messages ---------------------------------------------------------------------------------------------------------

    async def hold(self, messages: int) -> None:
        """Send them all; then everything must be as it should. Raises Wrong."""
        await self.lay()
        for number in range(messages):
            try:
                await self._one()
                if number % 50 == 0:
                    for quiet in self.quiet:
                        await quiet.write()
            except Wrong as wrong:
                raise Wrong(f"seed {self.seed}, message {number}: {wrong}") from wrong
        await self._at_the_end()

    async def _one(self) -> None:
        chance = self.chance
        inside = [who for who in self.hostile if who in self.at_table]
        who = chance.choice(inside if inside and chance.random() < 0.8 else self.hostile)
        before = self.room.head
        drawn = chance.random()
        self.took = 0.0
        if drawn < 0.5:
            what = await self._frame(who)
        elif drawn < 0.88:
            what = await self._command(who)
        elif drawn < 0.94:
            what = await self._road(who)
        elif drawn < 0.997:
            what = await self._look(who, LIGHT if drawn < 0.9965 else PAGES)
        else:
            what = await self._at_the_door()
        self.figures.sent[what.split(" ")[0]] += 1
        self.figures.over += self.took > SLOW
        if self.took > self.figures.slowest:
            self.figures.slowest, self.figures.what_was = self.took, what[:200]
        if self.room.head is not before:
            self._accepted(who, before, what)

    async def _asks(self, *request: Any) -> Answer:
        """One request; how long the program took for it."""
        began, cpu = time.perf_counter(), time.thread_time()
        answer = await self.inside.ask(*request)
        self.took = min(time.perf_counter() - began, time.thread_time() - cpu)
        return answer

    async def _frame(self, who: str) -> str:
        page = await self._page(who)
        chance, meeting = self.chance, self.room.told
        kind = chance.choice(("edit", "edit", "edit", "sync", "focus", "ping", "nothing"))
        where = page.writable if page.writable and chance.random() < 0.6 else [*page.all_cells, *self.known]
        cell = chance.choice(where) if chance.random() < 0.95 else chance.choice(STRANGE)
        frame: dict[str, Any] = {"t": kind}
        if kind != "ping":
            frame["cell"] = cell
        if kind in ("edit", "sync"):
            version = meeting.cells[cell].version if cell in meeting.cells else 0
            units = meeting.cells[cell].units if cell in meeting.cells else 0
            frame |= {"epoch": self.room.epoch, "v": version}
            if kind == "sync":
                frame["n"] = chance.randint(0, 5)
            else:
                start = chance.randint(0, units)
                ch: list[Any] = [start] if start else []
                ch += [[0, chance.choice(("a", "👧", "slovo ", *STRANGE))]]
                ch += [units - start] if units > start else []
                self.edits += 1
                frame |= {"id": self.edits if chance.random() < 0.9 else chance.randint(0, 10_000), "ch": ch}
        if chance.random() < 0.5:
            frame = spoilt(chance, frame, self.known)
        body = written(chance, frame) if chance.random() < 0.6 else json.dumps(frame).encode()
        times = chance.choice((1, 1, 1, 1, 3))
        cpu = time.thread_time()
        for _ in range(times):
            page.say(body)
        await page.settled()
        self.took = time.thread_time() - cpu
        return f"frame by {who}: {body[:150]!r}"

    async def _page(self, who: str) -> Page:
        page = self.pages.get(who)
        if page is None or page.closed is not None:
            if page is not None:
                await page.gone()
            seat = self.chance.choice(self.known) if self.chance.random() < 0.02 else who
            query = {"view": PROJECTOR} if who == PROJECTOR else {"seat": seat}
            page = self.pages[who] = await self.inside.page(self.id, self.tokens[who], **query)
            page.keeps = False
            own = self.room.told.seat_of(who)
            if page.closed is None and who != PROJECTOR and not (own and at_home(own)):
                raise Wrong(f"a socket for {who}")
        return page

    async def _command(self, who: str) -> str:
        chance = self.chance
        theirs = [said for said in self.said if said.by == who] or self.said
        said: Said = chance.choice(theirs) if theirs and chance.random() < 0.6 else chance.choice(forms())
        fields = spoilt(chance, said.fields, self.known) if chance.random() < 0.6 else said.fields
        name = said.name if chance.random() < 0.97 else chance.choice((*COMMANDS, *STRANGE, "close-meeting "))
        if not self.leads and name in ("erase",):
            return "nothing"
        headers = (
            {"x-seat": chance.choice(self.known).encode("ascii", "replace").decode()} if chance.random() < 0.1 else {}
        )
        return await self._post(who, f"/meetings/{self.id}/{quote(name, safe='')}", fields, headers)

    async def _road(self, who: str) -> str:
        road, fields = self.chance.choice(ROADS)
        return await self._post(who, f"/meetings/{self.id}/{road}", spoilt(self.chance, fields, self.known), {})

    async def _post(self, who: str, path: str, fields: dict[str, Any], headers: dict[str, str]) -> str:
        chance = self.chance
        if chance.random() < 0.6:
            kind, body = "application/json", written(chance, fields)
        else:
            kind, body = as_form(chance, fields)
        said = {"content-type": kind, "accept": "application/json", "authorization": f"Bearer {self.tokens[who]}"}
        answer = await self._asks("POST", path, {**said, **headers}, body)
        what = f"command by {who}: {path} {headers} {kind} {body[:400]!r}"
        self._looked_at(answer, what)
        return what

    async def _look(self, who: str, paths: Sequence[str]) -> str:
        chance = self.chance
        path = chance.choice(paths)
        ids = [quote(chance.choice((*self.known, *STRANGE)).encode("utf-8", "surrogatepass"), safe="") for _ in "12"]
        seat = who if chance.random() < 0.5 else ids[0]
        path = f"/meetings/{self.id}/{path.format(seat=quote(seat), id=ids[1])}"
        shown = {"authorization": f"Bearer {self.tokens[who]}", "accept": "application/json"}
        answer = await self._asks("GET", path, shown)
        what = f"look by {who}: {path[:200]}"
        self._looked_at(answer, what)
        return what

    async def _at_the_door(self) -> str:
        form = {"name": self.chance.choice(("Host", *STRANGE)), "guest": f"g{self.chance.randrange(40):015d}"}
        kind, body = as_form(self.chance, spoilt(self.chance, form, self.known))
        answer = await self._asks("POST", f"/join/{self.code}", {"content-type": kind}, body)
        what = f"door: {body[:200]!r}"
        self._looked_at(answer, what)
        return what

    # What must hold ---------------------------------------------------------------------------------------------------

    def _looked_at(self, answer: Answer, what: str) -> None:
        self.figures.answers[str(answer.status)] += 1
        if answer.crash is not None or (answer.status >= 500 and answer.status not in (501, 503)):
            raise Wrong(f"{answer.status} {answer.crash!r} to {what}") from answer.crash
        for name, value in answer.headers.items():
            if set(name + value) & set("\r\n\0"):
                raise Wrong(f"a header of two lines: {name}: {value!r} to {what}")
        if answer.status >= 400 and answer.headers.get("content-type", "").startswith("application/json"):
            sentence = answer.json().get("sentence")
            if not sentence:
                raise Wrong(f"{answer.status} without a sentence to {what}")

    def _accepted(self, who: str, before: Meeting, what: str) -> None:
        """What has changed was somebody's to change, and is written down as theirs."""
        self.figures.accepted += 1
        after = before
        for entry_ in self.inside.store.read(self.id, before.version):
            by, hand, event = entry_.by, entry_.hand, entry_.event
            own = before.seat_of(who)
            acts = own.id if own else who
            if by == HOUSE:
                allowed = type(event).__name__ in ("PersonArrived", "GuestAsked", "PersonInvited")
            elif hand:
                allowed = hand == acts and lends(before, by, hand)
            else:
                allowed = by == acts
            if isinstance(event, TextChanged) and allowed:
                allowed = (
                    write_gate(after, by, event.cell) is None and cells_for(after, by, hand).get(event.cell) == "write"
                )
            elif allowed and by != HOUSE and what.startswith("command"):
                name = what.partition(f"/meetings/{self.id}/")[2].partition(" ")[0]
                kind = COMMANDS.get(name)
                allowed = kind is None or (kind not in NOT_FROM_OUTSIDE and gate(before, by, kind) is None)
            if not allowed:
                raise Wrong(f"{type(event).__name__} by {by} (hand {hand!r}) was taken from {who}: {what}")
            after = evolve(after, entry_)

    async def _at_the_end(self) -> None:
        room = self.room
        if room.head is not room.told:
            raise Wrong(f"seed {self.seed}: something was never told")
        if self.inside.on_disk(self.id) != room.told:
            raise Wrong(f"seed {self.seed}: the log alone makes another meeting")
        for quiet in self.quiet:
            await quiet.end()
        for page in self.pages.values():
            await page.gone()
        # Whatever came in, everybody's page can be drawn, and the record written.
        leads = [seat.id for seat in room.told.seats.values() if room.told.format.leads in seat.roles]
        for seat in (leads[0], self.chance.choice(list(room.told.seats))):
            token = self.inside.store.issue(self.id, seat)
            for path in ("console", "seat", "home", "child"):
                await self._drawn(f"{path}/{seat}", token)
            for path in ("state.json", "record.docx", "desk"):
                await self._drawn(f"{path}?seat={seat}", token)
        await self._drawn("projector", self.tokens[PROJECTOR])

    async def _drawn(self, path: str, token: str) -> None:
        self._looked_at(await self.inside.get(f"/meetings/{self.id}/{path}", token), f"{path} at the end")


class Quiet:
    """Somebody who only writes a word now and then, and must be let."""

    def __init__(self, sitting: Sitting, seat: str) -> None:
        self.sitting = sitting
        self.seat = seat
        self.cells: dict[str, text.Cell] = {}
        self.words: dict[str, str] = {}
        self._read = 0
        self._id = 1

    async def come(self) -> None:
        self.page = await self.sitting.inside.page(self.sitting.id, self.sitting.tokens[self.seat], seat=self.seat)
        for cell in self.page.cells:
            self.page.says(t="sync", cell=cell, n=1, epoch=None, v=-1)
        await self.page.settled()
        self._hear()

    def _hear(self) -> None:
        page = self.page
        came = page.frames(self._read)
        self._read += len(came)
        for frame in came:
            cell = frame.get("cell")
            if frame["t"] == "reset":
                self.words[cell] = frame["text"]
            elif frame["t"] == "changes":
                if cell not in self.words:
                    raise Wrong(f"{self.seat} was told a change of {cell}, which they do not follow: {came}")
                for _version, _author, _id, change in frame["list"]:
                    self.words[cell] = _applied(self.words[cell], change)
            elif frame["t"] == "cells":
                for gone in self.words.keys() - frame["cells"].keys():
                    del self.words[gone]
                for new in frame["cells"].keys() - self.words.keys():
                    page.says(t="sync", cell=new, n=1, epoch=None, v=-1)
        if len(page.told) > self._read:
            # Something new came into sight while this was read.
            self._hear()

    async def write(self) -> None:
        """A letter at the end of a cell; it must be taken."""
        page, room = self.page, self.sitting.room
        await page.settled()
        self._hear()
        if page.closed is not None:
            if not self.sitting.leads or page.closed not in (4401, 4403, 4410):
                raise Wrong(f"{self.seat} was sent away with {page.closed}")
            return
        mine = sorted(cell for cell, right in page.cells.items() if right == "write")
        mine = [cell for cell in mine if cell in self.words and len(self.words[cell]) < 1500]
        if not mine:
            return
        cell = self.sitting.chance.choice(mine)
        units = text.units(self.words[cell])
        version = room.told.cells[cell].version if cell in room.told.cells else 0
        self._id += 1
        page.says(
            t="edit", cell=cell, epoch=room.epoch, v=version, id=self._id, ch=[*([units] if units else []), [0, "q"]]
        )
        await page.settled()
        answer = [frame for frame in page.frames(self._read) if frame.get("id") == self._id]
        if not answer or answer[-1]["t"] != "ack":
            raise Wrong(f"{self.seat} wrote into {cell} and was answered {answer}")
        self._hear()
        self.words[cell] += "q"

    async def end(self) -> None:
        """What they have on their screen is what the meeting says."""
        await self.page.settled()
        self._hear()
        await self.page.settled()
        self._hear()
        if self.page.closed is None:
            for cell, words in self.words.items():
                if words != self.sitting.room.told.text(cell):
                    raise Wrong(
                        f"{self.seat} has {words!r} in {cell}, and the meeting {self.sitting.room.told.text(cell)!r}"
                    )
        elif not self.sitting.leads:
            raise Wrong(f"{self.seat} was sent away with {self.page.closed}")
        await self.page.gone()


def _applied(words: str, change: list[Any]) -> str:
    """docs/protocol.md's own `applied`."""
    wide, place, out = words.encode("utf-16-le"), 0, b""
    for part in change:
        length = part if isinstance(part, int) else part[0]
        out += (
            wide[2 * place : 2 * (place + length)] if isinstance(part, int) else "\n".join(part[1:]).encode("utf-16-le")
        )
        place += length
    return out.decode("utf-16-le")


ONCE_WRONG = Path(__file__).with_name("once_wrong.json")
"""Seeds of sittings in which something did not hold once; the tests hold them again."""


def remembered() -> list[int]:
    return list(json.loads(ONCE_WRONG.read_text("utf-8")))


def remember(seed: int) -> None:
    ONCE_WRONG.write_text(json.dumps(sorted({*remembered(), seed})) + "\n", "utf-8")


def memory() -> int:
    """Bytes this process holds now."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


async def warmed_up(folder: Path) -> None:
    """Every template is read once, as it is where the program has run for a minute: no sitting pays for that."""
    for recording in recordings():
        (place := folder / recording.story.leader).mkdir()
        inside = Inside(place, recording.log[-1].at)
        meeting = (await inside.put(replay(recording.log).id, recording.log)).told.id
        for seat in recording.story.people[:3]:
            token = inside.store.issue(meeting, seat)
            for path in ("console", "seat", "home", "child", "desk"):
                await inside.get(f"/meetings/{meeting}/{path}/{seat}", token)


async def sit(seed: int, messages: int, figures: Figures) -> None:
    """One sitting; what it adds is in `figures`. Raises Wrong. Budgets are lifted: floods are looked at elsewhere."""
    patience = pytest.MonkeyPatch()
    patience.setattr(entry, "COMMANDS_AT_ONCE", 1e12)
    patience.setattr(entry, "FRAMES_AT_ONCE", 1e12)
    patience.setattr(entry, "BYTES_AT_ONCE", 1e15)
    patience.setattr(turns, "LOOKS_AT_ONCE", 1e12)
    patience.setattr(turns, "DEAR_AT_ONCE", 1e12)
    began = time.monotonic()
    try:
        with TemporaryDirectory() as folder:
            await Sitting(seed, Path(folder), figures).hold(messages)
    finally:
        patience.undo()
        figures.seconds += time.monotonic() - began
