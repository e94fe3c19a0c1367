"""One simulated person: a program that knows a meeting only through HTTP and its socket (docs/protocol.md)."""

import asyncio
import json
import math
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from ..meeting.text import Change
from .followed import Followed, Frame
from .part import NewStep, Part, Said
from .pen import drawn

LETTER = 0.11
"""Seconds a letter takes a person."""
THOUGHT = (1.5, 6.0)
"""Seconds between two things a person does."""
GLANCE = 1.0
"""Seconds before somebody looks up again although there is news."""
AT_LATEST = 5.0
"""Seconds after which somebody looks up although nothing has happened."""
QUICKEST = 20
"""So many times as fast as a person a guest may look up at most, or it would do nothing else."""
QUIET = 4.0
"""Seconds nobody has changed a step before its owner promises it."""
TRIES = 3
"""How often somebody asks for what is refused."""
FASTEST = 0.03
"""Seconds between two changes, however fast the guest: then several letters go at once."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the meeting is, as somebody outside it knows."""

    url: str
    meeting: str
    code: str


class Refusal(Exception):
    """The server said no; the sentence it said."""


class Away(Exception):
    """The server is not there at the moment."""


class Guest:
    """One person and their phone. token: of their personal link; "" for who comes with the code and has to wait.

    seat: whom they write for, if it is somebody without a phone: then the token is that of the hand that writes.
    """

    def __init__(self, outside: Outside, part: Part, speed: float, token: str = "", seat: str = "") -> None:
        self.outside = outside
        self.seat = seat
        self.part = part
        self.speed = speed
        self.token = token
        self.invited = token != ""
        self.chance = random.Random(part.name)
        self.state: dict[str, Any] = {}
        self.rights: dict[str, str] = {}
        self.cells: dict[str, Followed] = {}
        self.done: set[object] = set()
        self.tries: Counter[object] = Counter()
        self.seen: dict[str, float] = {}
        self._socket: ClientConnection | None = None
        self._tab = "".join(self.chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=12))
        self._next_id = self.chance.randrange(1 << 30)
        self._syncs = 0
        self._news = asyncio.Event()
        self._heard = asyncio.Condition()

    async def live(self, after: float = 0.0) -> None:
        """From the door to the closing; comes back whenever the link breaks."""
        await asyncio.sleep(after / self.speed)
        while not self.state.get("closed"):
            try:
                if not self.token:
                    await self._ask_to_enter()
                await self._sit_down()
            except Away:
                await asyncio.sleep(1)
            except Refusal:
                # Not admitted yet, or not any more.
                await asyncio.sleep(1.5 / min(self.speed, 5))

    # The door -----------------------------------------------------------------------------------------------------

    async def _ask_to_enter(self) -> None:
        _, headers, _ = await self._http("POST", f"/join/{self.outside.code}", {"name": self.part.name})
        for name, value in headers:
            if name.lower() == "set-cookie" and value.startswith("seat."):
                self.token = value.partition("=")[2].partition(";")[0]
        if not self.token:
            raise Refusal("no seat was given")

    async def _sit_down(self) -> None:
        if not self.invited:
            # Admitted yet? Whoever is invited comes in by opening the socket.
            await self._look_around()
        address = self.outside.url.replace("http", "ws", 1)
        target = f"{address}/meetings/{self.outside.meeting}/socket?token={self.token}&tab={self._tab}"
        if self.seat:
            target += f"&seat={self.seat}"
        try:
            async with connect(target, compression=None, open_timeout=10) as socket:
                self._socket = socket
                listening = asyncio.create_task(self._listen(socket))
                pinging = asyncio.create_task(self._ping(socket))
                acting = asyncio.create_task(self._act())
                together = (listening, pinging, acting)
                try:
                    finished, _ = await asyncio.wait(together, return_when=asyncio.FIRST_COMPLETED)
                    for task in finished:
                        task.result()
                finally:
                    for task in together:
                        task.cancel()
                    await asyncio.gather(*together, return_exceptions=True)
        except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError) as error:
            raise Away from error
        finally:
            self._socket = None
            self.cells.clear()

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(4)
            await socket.send('{"t":"ping"}')

    # What happens around ------------------------------------------------------------------------------------------

    async def _listen(self, socket: ClientConnection) -> None:
        async for message in socket:
            frame: Frame = json.loads(message)
            await self._hear(frame)
        raise Away

    async def _hear(self, frame: Frame) -> None:
        kind = frame["t"]
        if kind in ("hello", "cells"):
            self.rights = frame["cells"]
            self._news.set()
        elif kind == "changed":
            self._news.set()
        followed = self.cells.get(frame.get("cell") or "")
        if followed is None:
            return
        whole = True
        if kind == "reset":
            if frame["n"] == followed.n:
                followed.begin(frame)
        elif kind == "changes":
            for version, _, _, change in frame["list"]:
                parts = tuple(part if isinstance(part, int) else tuple(part) for part in change)
                whole = followed.others(version, cast(Change, parts)) and whole
        elif kind == "ack":
            whole = followed.acknowledged(frame["v"], frame["id"])
        elif kind in ("stale", "refused"):
            whole = False
        if not whole:
            # Out of step: follow it anew when there is something to write.
            del self.cells[followed.cell]
        async with self._heard:
            self._heard.notify_all()

    async def _look_around(self) -> None:
        """The state as the server tells it to programs that are admitted."""
        query = f"?seat={self.seat}" if self.seat else ""
        _, _, body = await self._http("GET", f"/meetings/{self.outside.meeting}/state.json{query}")
        self.state = json.loads(body)

    # What one does ------------------------------------------------------------------------------------------------

    async def _act(self) -> None:
        while not self.state.get("closed"):
            self._news.clear()
            await self._look_around()
            if not await self._one_thing():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), AT_LATEST / min(self.speed, QUICKEST))
                # A room that types tells news all the time; nobody looks up at every letter.
                await asyncio.sleep(GLANCE / self.speed)

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(*THOUGHT) / self.speed)

    async def _one_thing(self) -> bool:
        """Does the next thing there is to do. False: nothing at the moment."""
        seat, stage = self.state["seat"], self.state["stage"]
        if "confidentiality" not in self.done:
            await self._think()
            return await self._do("confidentiality", "acknowledge-confidentiality")
        if self.state["frozen"]:
            return await self._sign()
        if self.state["paused"] or self.state["broken_off"]:
            return False
        written = self.state["written_for_me"]
        if written and not written["confirmed"] and await self._settled_words(written["digest"]):
            return True
        if await self._heed():
            return True
        if await self._put_a_card():
            return True
        for said in self.part.said:
            if said not in self.done and said.stage in ("", stage) and self._writes(said.cell):
                return await self._write(said)
        goals = {goal["id"] for goal in self.state["goals"]}
        steps = {step["id"]: step for step in self.state["steps"]}
        planning = stage in self.part.plans_in
        for goal in self.part.goals if planning else ():
            if goal.goal not in goals and goal not in self.done:
                await self._think()
                return await self._do(goal, "add-goal", goal=goal.goal)
            if goal.goal in goals and goal.area and ("area", goal) not in self.done:
                return await self._do(("area", goal), "set-area", goal=goal.goal, area=goal.area)
        for goal_id, value in self.part.scale.items() if planning else ():
            if goal_id in goals and ("scale", goal_id) not in self.done:
                await self._think()
                return await self._do(("scale", goal_id), "answer-scale", goal=goal_id, value=str(value))
        for step in self.part.steps if planning else ():
            if step.goal in goals and step not in self.done:
                return await self._add_step(step, steps)
        for step in self.part.steps if planning else ():
            if step.after and ("after", step) not in self.done and {step.step, *step.after} <= steps.keys():
                return await self._do(("after", step), "set-after", step=step.step, after=list(step.after))
        for found in self.state["steps"] if planning else ():
            if found["owner"] == seat and found["acceptance"] in ("open", "changed") and await self._accept(found):
                return True
        if planning and await self._agree_on_a_change():
            return True
        for load in self.part.loads if planning else ():
            if ("load", load.fields["seat"]) not in self.done:
                return await self._do(("load", load.fields["seat"]), load.command, **load.fields)
        own = Said("", f"reflection:{seat}", self.part.reflection)
        if own.words and own not in self.done and self._writes(own.cell):
            return await self._write(own)
        return False

    async def _heed(self) -> bool:
        """Take in a page of the child's that sounds like danger. Nobody but the guide is told of one."""
        for page in self.state["book"]:
            if page.get("dangerous") and not page["heeded"] and ("heeded", page["digest"]) not in self.done:
                await self._think()
                digest = page["digest"]
                return await self._do(("heeded", digest), "heed-page", page=page["id"], digest=digest)
        return False

    async def _put_a_card(self) -> bool:
        """A strength, an offer, something for another time; where and when the stage has a board for it."""
        there = {card["id"] for card in self.state["cards"]}
        for card in self.part.cards:
            if card.card not in there and card not in self.done and card.board in self.state["boards"]:
                await self._think()
                if await self._do(card, "add-card", card=card.card, board=card.board):
                    return True
            elif card.card in there and card.said not in self.done and self._writes(card.said.cell):
                return await self._write(card.said)
        return False

    async def _agree_on_a_change(self) -> bool:
        there = {alert["id"] for alert in self.state["alerts"]}
        for alert in self.part.alerts:
            if alert in self.done:
                continue
            await self._think()
            if alert.alert not in there:
                return await self._do(("alert", alert), "add-alert", alert=alert.alert)
            for said in alert.said:
                if said not in self.done:
                    return self._writes(said.cell) and await self._write(said)
            return await self._do(alert, "set-alert", alert=alert.alert, caller=alert.caller, called=alert.called)
        return False

    async def _settled_words(self, digest: str) -> bool:
        """Say that it is right what another hand wrote for us, once it has not changed for a while."""
        now = asyncio.get_running_loop().time()
        first = self.seen.setdefault(f"words {digest}", now)
        if now - first < QUIET / self.speed:
            return False
        return await self._do(("words", digest), "confirm-words", digest=digest)

    def _writes(self, cell: str) -> bool:
        return self.rights.get(cell) == "write"

    async def _do(self, what: object, command: str, **fields: str | list[str]) -> bool:
        """A command, once. True if it was taken; what is refused is asked for again some other time."""
        self.tries[what] += 1
        try:
            await self._http("POST", f"/meetings/{self.outside.meeting}/{command}", fields)
        except Refusal:
            if self.tries[what] >= TRIES:
                self.done.add(what)
            return False
        self.done.add(what)
        return True

    async def _add_step(self, step: NewStep, there: dict[str, Any]) -> bool:
        if step.step not in there:
            await self._think()
            return await self._do(("add", step), "add-step", step=step.step, goal=step.goal)
        for said in step.said:
            if said not in self.done:
                return self._writes(said.cell) and await self._write(said)
        await self._think()
        if there[step.step]["due"] is None:
            await self._do(("due", step), "set-due", step=step.step, due=step.due)
        if there[step.step]["owner"] is None:
            await self._do(("give", step), "give-step", step=step.step, owner=step.owner)
        if step.kind and not there[step.step]["kind"]:
            await self._do(("kind", step), "set-kind", step=step.step, kind=step.kind)
        self.done.add(step)
        return True

    async def _accept(self, step: dict[str, Any]) -> bool:
        """Promise a step once nobody has changed it for a while."""
        promise: str = step["promise"]
        now = asyncio.get_running_loop().time()
        first = self.seen.setdefault(promise, now)
        if promise in self.done or now - first < QUIET / self.speed:
            return False
        return await self._do(promise, "accept-step", step=step["id"], digest=promise)

    async def _sign(self) -> bool:
        frozen = self.state["frozen"]
        version = ("signed", frozen["number"])
        if version in self.done:
            return False
        await self._think()
        said = {
            "digest": frozen["digest"],
            "saw": frozen["saw"],
            "verdict": self.part.verdict.value,
            "words": self.part.words,
        }
        if not await self._do(("approved", frozen["number"]), "approve", **said):
            if ("approved", frozen["number"]) in self.done:
                self.done.add(version)
            return False
        await self._think()
        if self.part.refuses:
            return await self._do(
                version, "refuse-to-sign", digest=frozen["digest"], saw=frozen["saw"], reason=self.part.refuses
            )
        strokes = json.dumps(drawn(self.part.name))
        return await self._do(version, "sign", digest=frozen["digest"], saw=frozen["saw"], strokes=strokes)

    # Typing -------------------------------------------------------------------------------------------------------

    async def _write(self, said: Said) -> bool:
        """Type words on a line of their own, letter by letter, until they stand there or may not be written now."""
        await self._think()
        cell = await self._follow(said.cell)
        if cell is None:
            return True
        left = cell.place_for(said.words)
        begun = False
        await self._say({"t": "focus", "cell": said.cell})
        while left and self._writes(said.cell):
            pause = self.chance.uniform(0.5, 1.5) * LETTER / self.speed
            letters = max(1, math.ceil(FASTEST / pause))
            await self._say(cell.insert(left[:letters], self._id(), anywhere=left.startswith("\n") and not begun))
            if not await self._settled(cell):
                # Refused, or out of step: the next time we look what stands there, and go on behind it.
                break
            if cell.stray:
                # Somebody wrote in the same place at the same moment: take it back and write it where it belongs.
                await self._say(cell.take_back(self._id()))
                if not await self._settled(cell):
                    break
                left = left if begun else cell.place_for(said.words)
                continue
            left, begun = left[letters:], True
            await asyncio.sleep(max(pause, FASTEST))
        await self._say({"t": "focus", "cell": None})
        self.tries[said] += 1
        if not left or self.tries[said] > 5 * TRIES:
            self.done.add(said)
        return True

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id

    async def _follow(self, cell_id: str) -> Followed | None:
        if cell_id not in self.cells:
            self._syncs += 1
            self.cells[cell_id] = Followed(cell_id, self._syncs)
            await self._say({"t": "sync", "cell": cell_id, "n": self._syncs, "epoch": None, "v": -1})
        cell = self.cells[cell_id]
        async with self._heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._heard.wait_for(lambda: cell.epoch is not None or cell_id not in self.cells), 10
                )
        return cell if cell.epoch is not None else None

    async def _settled(self, cell: Followed) -> bool:
        async with self._heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._heard.wait_for(lambda: not cell.waiting or self.cells.get(cell.cell) is not cell), 15
                )
        return not cell.waiting and self.cells.get(cell.cell) is cell

    async def _say(self, frame: Frame) -> None:
        if self._socket is None:
            raise Away
        await self._socket.send(json.dumps(frame, ensure_ascii=False))

    # HTTP ---------------------------------------------------------------------------------------------------------

    async def _http(
        self, method: str, path: str, fields: Mapping[str, str | list[str]] | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body. Raises Refusal for a no, Away when nobody answers."""
        return await asyncio.to_thread(self._ask, method, path, fields)

    def _ask(
        self, method: str, path: str, fields: Mapping[str, str | list[str]] | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(urlsplit(self.outside.url).netloc, timeout=15)
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.seat:
            headers["X-Seat"] = self.seat
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields, doseq=True)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            raise Away from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise Away
        if answer.status >= 400:
            raise Refusal(content.decode("utf-8", "replace"))
        return answer.status, answer.getheaders(), content
