"""Programs at a meeting that keep every byte they are sent: frames, pages, panels, the record unzipped."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from server.demo.story import Story
from server.meeting.model import Meeting
from server.opening import open_from_file
from server.places import TEMPLATES
from server.web.pages import PANELS
from tests.afternoon import House, Phone, phone

PROJECTOR = "projector"
DRAWN = sorted(PANELS & {file.stem for file in (TEMPLATES / "panels").glob("*.html")})
OFTEN = ("opened", "book", "child", "guide", "views", "choice", "lane", "floor")
"""Panels for the sweeps after the first; the page itself brings those of the present stage as well."""
PAGES = {"phone": "seat/{seat}", "console": "console/{seat}", "child": "child/{seat}", PROJECTOR: PROJECTOR}
"""Kind of page -> where it is."""


@dataclass
class Device:
    """One device. kind: the page it shows; seat: whose page that is."""

    person: Phone
    kind: str
    seat: str
    parts: list[bytes] = field(default_factory=list)
    _heard: int = 0

    async def drain(self) -> int:
        """Everything that was sent over the socket by now is in `parts`; how many frames of news there were."""
        await self.person.say(t="ping")
        await self.person.hear("pong")
        new = [frame for frame in self.person.heard[self._heard :] if frame["t"] != "pong"]
        self._heard = len(self.person.heard)
        self.parts += [json.dumps(frame, ensure_ascii=False).encode() for frame in new]
        return len(new)

    async def look(self, records: bool = False, panels: Sequence[str] = OFTEN) -> bytes:
        """Ask for the page, panels and the state, if wanted the record and the letter; what came just now."""
        before = len(self.parts)
        await self.get(PAGES[self.kind].format(seat=self.seat))
        for panel in panels:
            await self.get(f"panels/{panel}?view={self.kind}&seat={self.seat}")
        for path in ("state.json", "paper", "record.docx", "letter.docx")[: 4 if records else 2]:
            await self.get(f"{path}?seat={self.seat}")
        await self.drain()
        return b"\n".join(self.parts[before:])

    async def get(self, path: str) -> int:
        """One page; its status. A Word file is kept unzipped, so that its words can be found."""
        answer = await self.person.client.get(f"/meetings/{self.person.meeting}/{path}", headers=self.person.headers)
        self.parts += [unzipped(answer.content), str(answer.headers).encode()]
        assert answer.status_code < 500, path
        return answer.status_code

    def has(self, words: str, since: int = 0) -> bool:
        """Was this ever sent to the device, after the first `since` parts?"""
        return any(words.encode() in part for part in self.parts[since:])


def unzipped(content: bytes) -> bytes:
    if not is_zipfile(BytesIO(content)):
        return content
    with ZipFile(BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


@dataclass
class Room:
    """A meeting of a story and the devices at it, by the names of their seats."""

    home: House
    story: Story
    made: Mapping[str, Any]
    stack: AsyncExitStack
    devices: dict[str, Device] = field(default_factory=dict)

    @property
    def meeting(self) -> Meeting:
        return self.home.meeting(self.made["meeting"])

    def __getitem__(self, name: str) -> Device:
        return self.devices[name]

    def person(self, name: str) -> Phone:
        return self.devices[name].person

    async def opens(self, seat: str, stead: str = "") -> Device:
        """Somebody opens their link; stead: in whose stead they act on it."""
        tokens = {each["seat"]: each["token"] for each in self.made["seats"]}
        tokens[PROJECTOR] = self.made[PROJECTOR].rsplit("/", 1)[1]
        link = phone(self.home.url, self.made["meeting"], tokens[seat], seat=stead)
        person = await self.stack.enter_async_context(link)
        whose = stead or seat
        kinds = {PROJECTOR: PROJECTOR, self.story.leader: "console"}
        if self.story.child:
            kinds[self.story.child.seat] = "child"
        device = self.devices[f"{seat} for {stead}" if stead else seat] = Device(
            person, kinds.get(whose, "phone"), whose
        )
        return device

    async def all_look(self, *seats: str, records: bool = False) -> None:
        """The devices of some seats look; of all, into every panel there is."""
        devices = [self.devices[seat] for seat in seats or self.devices]
        await asyncio.gather(*(device.look(records, OFTEN if seats else DRAWN) for device in devices))

    async def drain(self) -> dict[str, int]:
        """How many frames of news each device has been sent since the last time."""
        return {name: await device.drain() for name, device in self.devices.items()}

    def marks(self) -> dict[str, int]:
        return {name: len(device.parts) for name, device in self.devices.items()}

    def who_has(self, words: str, since: Mapping[str, int] | None = None) -> set[str]:
        """The devices that were sent these words, since then."""
        marks = since or {}
        return {name for name, device in self.devices.items() if device.has(words, marks.get(name, 0))}


@asynccontextmanager
async def room_of(home: House, story: Story) -> AsyncIterator[Room]:
    made = await open_from_file(story.file, home.store, home.store, home.settings, home.url)
    async with AsyncExitStack() as stack:
        yield Room(home, story, made, stack)
