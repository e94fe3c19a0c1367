"""Tells a story to a server that is killed between any two of its acts: people with browsers, phones and mailboxes.

Whoever's page goes away in the middle does what people do: they wait, and send the same once more.
"""

import asyncio
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from email.message import EmailMessage
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import websockets

from server.formats.slug import seat_id
from server.meeting import commands as c
from server.meeting.evolve import replay
from server.meeting.mail import MailState
from server.meeting.mails import LONGEST_TRY, state_of
from server.meeting.model import Meeting
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import PATIENCE, Phone
from tests.post_office import PostOffice
from tests.stories.forms import Given, form, words_of
from tests.stories.lives import Lives

PRAGUE = ZoneInfo("Europe/Prague")
ORGANISER = "kancelář"
"""Whoever runs the computer: signed in by the link that was printed at the start."""
UNDER_WAY = frozenset({MailState.WAITING, MailState.SENDING, MailState.AGAIN, MailState.UNCLEAR})
_LINK = re.compile(r"http://[^\s\"<>]+/k#[\w-]{20,}")


@dataclass
class Somebody:
    """A person: a browser that keeps its cookies, and the links they were given, meeting -> the last one."""

    browser: httpx2.Client
    links: dict[str, str] = field(default_factory=dict)


class Teller:
    """emails: seat -> address; every: how many deeds at the table lie between two deaths there (0: none); dice: at
    moments of its choice the server dies in the middle of something, too.

    due: who should have got which mail by now, in the order of the story, as (address, beginning of the subject).
    """

    def __init__(
        self,
        lives: Lives,
        post: PostOffice,
        people: Sequence[str],
        emails: Mapping[str, str],
        every: int = 10,
        dice: random.Random | None = None,
    ) -> None:
        self.lives = lives
        self.post = post
        self.emails = emails
        self.every = every
        self.people_of_story = frozenset(people)
        self.meetings: dict[str, str] = {}
        self.due: list[tuple[str, str]] = []
        self.files: dict[str, bytes] = {}
        self._people: dict[str, Somebody] = {}
        self._known: dict[str, Meeting] = {}
        self._phones: dict[tuple[str, str, str], Phone] = {}
        self._store = SqliteStore(lives.data, Access.READING)
        self._dice = dice
        self._deeds = 0
        self.struck = 0
        """How often the server died in the middle of something."""

    # Lives and deaths -------------------------------------------------------------------------------------------------

    async def die(self) -> None:
        """kill -9, and the next life."""
        await self.hang_up()
        self.lives.kill()
        self.lives.live()

    @contextmanager
    def in_danger(self) -> Iterator[None]:
        """Somewhere in here the server may die of its own accord."""
        if self._dice is None:
            yield
            return
        moment = threading.Timer(self._dice.uniform(0, 0.25), self.lives.strike)
        moment.start()
        try:
            yield
        finally:
            moment.cancel()
            moment.join()

    async def _revive(self, broken: Exception) -> None:
        await self.hang_up()
        if self._dice is None:
            raise broken
        self.struck += 1
        self.lives.bury()
        self.lives.live()

    async def hang_up(self) -> None:
        phones, self._phones = self._phones, {}
        for phone in phones.values():
            with suppress(websockets.ConnectionClosed, OSError):
                await phone.__aexit__(None, None, None)

    # People -----------------------------------------------------------------------------------------------------------

    def somebody(self, who: str) -> Somebody:
        if who not in self._people:
            person = Somebody(httpx2.Client(base_url=self.lives.url, timeout=PATIENCE))
            if who == ORGANISER:
                key = (self.lives.data / "organiser.key").read_text().strip()
                person.browser.get(f"/enter/{key}")
            # Only now: whoever's server died over it has not come in and tries once more.
            self._people[who] = person
        return self._people[who]

    async def close(self) -> None:
        await self.hang_up()
        self._store.close()
        for person in self._people.values():
            person.browser.close()

    def seat(self, meeting: str, who: str) -> str:
        """Somebody's seat in a meeting, found by their name."""
        seats = self.meeting(meeting).seats
        if who in seats:
            return who
        found = [seat.id for seat in seats.values() if seat_id(seat.name, ()) == who]
        assert len(found) == 1, f"{who}: {[seat_id(seat.name, ()) for seat in seats.values()]}"
        return found[0]

    async def get(self, who: str, path: str, **more: Any) -> httpx2.Response:
        return await self._asked(lambda: self.somebody(who).browser.get(path, **more))

    async def post_form(
        self, who: str, page: str, action: str, given: Given, *, typed: bool = True, **more: Any
    ) -> httpx2.Response:
        """Somebody opens a page, fills in the form on it that goes there, and sends it: until it has been answered.
        typed: by a person, not by a script of ours."""
        seen = await self.get(who, page, follow_redirects=True)
        assert seen.status_code == 200, f"{who} cannot see {page}: {seen.status_code} {words_of(seen.text)[:300]}"
        found = form(seen.text, action, given if typed else {})
        sent = found.filled(given) if typed else {key: [str(words)] for key, words in given.items()}
        return await self._asked(
            lambda: self.somebody(who).browser.post(found.action, data=sent, headers={"Referer": str(seen.url)}, **more)
        )

    async def tries(self, who: str, path: str, **more: Any) -> httpx2.Response | None:
        """Sends a form once; None where the server died over it, and nobody knows how far it came."""
        try:
            with self.in_danger():
                return await asyncio.to_thread(lambda: self.somebody(who).browser.post(path, **more))
        except httpx2.TransportError as broken:
            await self._revive(broken)
            return None

    async def _asked(self, ask: Callable[[], httpx2.Response]) -> httpx2.Response:
        while True:
            try:
                with self.in_danger():
                    return await asyncio.to_thread(ask)
            except httpx2.TransportError as broken:
                await self._revive(broken)

    async def opens(self, who: str, meeting: str, link: str = "") -> httpx2.Response:
        """Somebody opens their link, and the page behind it hands in what stands behind the "#"."""
        person = self.somebody(who)
        person.links[meeting] = link or person.links[meeting]
        page, _, token = person.links[meeting].partition("#")
        return await self.post_form(who, page, "/k", {"token": token}, typed=False, follow_redirects=True)

    def mailbox(self, who: str) -> list[EmailMessage]:
        return self.post.to(self.emails[who])

    # What is so -------------------------------------------------------------------------------------------------------

    def meeting(self, name: str) -> Meeting:
        """As the disk has it, whether or not the server lives."""
        id = self.meetings[name]
        known = self._known.get(id)
        state = replay(self._store.read(id, known.version if known else 0), known)
        assert state is not None
        self._known[id] = state
        return state

    def ids(self) -> frozenset[str]:
        return frozenset(line.id for line in self._store.meetings())

    def erased(self) -> frozenset[str]:
        return frozenset(line.meeting for line in self._store.erasures() if line.done)

    async def until(self, so: Callable[[], Any]) -> None:
        end = time.monotonic() + PATIENCE
        while not so():
            assert time.monotonic() < end, "it did not come to that"
            await self.get("nobody", "/healthz")
            await asyncio.sleep(0.02)

    def puts_clock(self, at: datetime) -> None:
        self.lives.clock.put(at)

    def today(self) -> date:
        return self.lives.clock.now().astimezone(PRAGUE).date()

    # Mails ------------------------------------------------------------------------------------------------------------

    def expects(self, who: str, subject: str) -> None:
        self.due.append((self.emails[who], subject))

    async def delivered(self, meeting: str) -> None:
        """Nothing is under way any more. Where the program died while a mail was being handed over, the desk asks
        whoever was to get it, and sends it once more only if it has not come."""
        end, slow = time.monotonic() + PATIENCE, time.monotonic() + 3
        while True:
            await self.get("nobody", "/healthz")
            state, now = self.meeting(meeting), self.lives.clock.now()
            states = {mail.id: state_of(state, mail, now) for mail in state.mails.values()}
            waiting = {mail for mail, its in states.items() if its in UNDER_WAY}
            if not waiting:
                return
            assert time.monotonic() < end, states
            for mail in (mail for mail in waiting if states[mail] is MailState.UNCLEAR):
                came = any(f"<{mail}." in str(message["Message-ID"]) for _, message in self.post.arrived)
                desk = f"/meetings/{self.meetings[meeting]}/desk"
                if came:
                    await self.post_form(ORGANISER, desk, "/withdraw-mail", {"mail": mail})
                else:
                    await self.post_form(ORGANISER, desk, "/ask-mail-again", {"mail": mail})
            if self._dice and all(states[mail] is MailState.SENDING for mail in waiting) and time.monotonic() > slow:
                # It died with the program that began it: after a few minutes the desk says so.
                self.puts_clock(now + LONGEST_TRY)
            await asyncio.sleep(0.02)

    # At the table -----------------------------------------------------------------------------------------------------

    async def phone(self, meeting: str, who: str, hand: str = "") -> Phone:
        """Somebody's device at the table, connected."""
        key = meeting, who, hand
        if key not in self._phones:
            id = self.meetings[meeting]
            token = self.somebody(hand or who).links[meeting].rpartition("#")[2]
            seat = self.seat(meeting, who) if hand else ""
            address = f"{self.lives.url.replace('http', 'ws', 1)}/meetings/{id}/socket?token={token}"
            address += f"&seat={seat}" if seat else ""
            socket = await websockets.connect(address, max_queue=None, open_timeout=PATIENCE)
            self._phones[key] = phone = Phone(self.lives.url, id, token, socket, seat)
            await phone.hear("hello")
        return self._phones[key]

    async def at_table(self, do: Callable[[], Any]) -> Any:
        """Something done by phones, begun anew when the server dies in it."""
        while True:
            try:
                with self.in_danger():
                    return await do()
            except (websockets.ConnectionClosed, websockets.InvalidHandshake, httpx2.TransportError, OSError) as broken:
                await self._revive(broken)

    async def writes(self, meeting: str, who: str, cell: str, words: str, hand: str = "") -> None:
        async def write() -> None:
            phone = await self.phone(meeting, who, hand)
            await phone.write(cell, words)

        await self.at_table(write)

    async def comes(self, meeting: str, who: str, hand: str = "") -> None:
        """Somebody's page at the table is open; whoever has none is seen by whoever leads."""
        await self.at_table(lambda: self.phone(meeting, who, hand))

    async def asks(self, meeting: str, who: str, command: str, hand: str, said: Given) -> None:
        """A command, with what only the state of the meeting can say put in: digests, and which version is signed."""

        async def ask() -> None:
            phone = await self.phone(meeting, who, hand)
            state = await phone.state() if command in _OF_STATE else {}
            given = {**said, **_OF_STATE[command](state, said)} if command in _OF_STATE else said
            answer = await phone.do(command, **given)
            assert answer.status_code == 200, f"{who}: {command} {given}: {answer.text}"

        await self.at_table(ask)

    async def between_deeds(self) -> None:
        self._deeds += 1
        if self.every and self._deeds % self.every == 0:
            await self.die()


def _of_freeze(state: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, str]:
    return {"digest": state["frozen"]["digest"], "saw": state["frozen"]["saw"]}


_OF_STATE: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, str]]] = {
    "accept-step": lambda state, said: {
        "digest": next(step["promise"] for step in state["steps"] if step["id"] == said["step"])
    },
    "confirm-words": lambda state, said: {"digest": state["written_for_me"]["digest"]},
    "approve": _of_freeze,
    "sign": _of_freeze,
    "refuse-to-sign": _of_freeze,
}
"""Commands that name what somebody has read -> how to find that in what everybody reads."""


def as_form(command: c.Command) -> dict[str, str | list[str]]:
    """A command's fields as a form sends them."""
    return {each.name: _written(getattr(command, each.name)) for each in fields(command)}


def _written(value: Any) -> str | list[str]:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value) if all(isinstance(item, str) for item in value) else json.dumps(value)
    return "" if value is None else str(value)


def links_in(text: str) -> list[str]:
    return _LINK.findall(text)


def body_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def entry_in(message: EmailMessage) -> str:
    """The entry for a calendar that came with a mail, or ""."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    return ""
