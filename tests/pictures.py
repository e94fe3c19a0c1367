"""Takes the pictures of the documentation from the real program: `python -m tests.pictures`.

Jakub's meeting, told by the demo story up to the middle of the work on goals and then to the signatures, in a real
browser in Czech. The clock of the story stands on the afternoon of the meeting, so that every picture is of that day.
"""

import asyncio
import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from exports.word import record
from server.demo import amalka, jakub, pavel
from server.demo.pen import drawn
from server.demo.story import Story
from server.meeting import commands as c
from server.meeting.policy import PROJECTOR
from server.web.language import translations
from tests import machine
from tests.afternoon import House, house, phone
from tests.demo.told import Told
from tests.meeting.table import Table

PRAGUE = ZoneInfo("Europe/Prague")
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = {"work": timedelta(minutes=52), "signing": timedelta(minutes=98)}
"""How long after the beginning each picture is taken."""
MEETING = "jakub"
HOTSPOT = "http://192.168.137.1:8000"
COLOURS = 128
PAGES = (0, 3, 4)
"""The pages of the record that are shown, from 0."""


class Afternoon(Told):
    """A story told at a human pace, under an id of ours."""

    def __init__(self, story: Story) -> None:
        super().__init__(story, MEETING)
        starts = self.table.meeting.starts
        assert starts is not None
        self.began = starts.astimezone(UTC) + timedelta(minutes=2)

    def to(self, stage: str) -> None:
        """Up to a stage, with nothing done in it yet."""
        if self.table.meeting.began is None:
            self.arrive()
            self.table.ask(self.story.leader, c.BeginMeeting())
        while self.table.meeting.stage_id != stage:
            self.work()
            self.advance()

    def told_by(self, last: timedelta) -> Table:
        """The entries spread over the time from a quarter of an hour before the beginning until `last` after it."""
        first = self.began - timedelta(minutes=15)
        log = self.table.log
        began = next(n for n, entry in enumerate(log) if type(entry.event).__name__ == "MeetingBegan")
        for number, entry in enumerate(log):
            if number <= began:
                at = first + (self.began - first) * (number / began)
            else:
                at = self.began + last * ((number - began) / (len(log) - began))
            log[number] = replace(entry, at=at)
        return Table(tuple(log))


@dataclass(frozen=True)
class Screens:
    """Opens the screens of one meeting. now: what every clock says; people: everybody's seat, the leader's first."""

    browser: Browser
    running: House
    now: datetime
    people: tuple[str, ...]

    def open(self, seat: str, width: int, height: int, scale: float = 1, *, hand: bool = False) -> Page:
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            is_mobile=hand,
            has_touch=hand,
            locale="cs-CZ",
            timezone_id="Europe/Prague",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.clock.install(time=self.now)
        page.goto(f"{self.running.url}/k/{self.running.store.issue(MEETING, seat)}")
        page.evaluate("document.fonts.ready")
        return page


@contextmanager
def screens(browser: Browser, told: Afternoon, after: timedelta) -> Iterator[Screens]:
    table = told.told_by(after)
    with TemporaryDirectory(prefix="setkani-pictures-") as folder, house(Path(folder)) as running:

        async def write() -> None:
            await running.store.append(MEETING, 0, table.log)

        _elsewhere(write())
        # On the wall stands the address of a laptop in a hotspot, not that of this machine.
        running.app.state.site = replace(running.app.state.site, base_url=HOTSPOT)
        yield Screens(browser, running, told.began + after, told.story.people)


def _elsewhere(work: object) -> None:
    """An event loop of its own: Playwright has one running in this thread."""
    thread = threading.Thread(target=lambda: asyncio.run(work))  # type: ignore[arg-type]
    thread.start()
    thread.join()


@contextmanager
def at_the_table(there: Screens, writing: dict[str, str]) -> Iterator[None]:
    """Everybody's phone is connected, and some people are in a field: seat -> cell."""
    running, others = there.running, there.people[1:]
    ready, over = threading.Event(), threading.Event()

    async def sit(seat: str, seated: asyncio.Semaphore) -> None:
        async with phone(running.url, MEETING, running.store.issue(MEETING, seat)) as person:
            if seat in writing:
                await person.say(t="focus", cell=writing[seat])
            seated.release()
            while not over.is_set():
                await person.say(t="ping")
                await asyncio.sleep(0.5)

    async def everybody() -> None:
        seated = asyncio.Semaphore(0)
        async with asyncio.TaskGroup() as together:
            for seat in others:
                together.create_task(sit(seat, seated))
            for _ in others:
                await seated.acquire()
            ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(everybody()))
    thread.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        over.set()
        thread.join()


# What is to be seen -------------------------------------------------------------------------------------------------


def at_work(browser: Browser) -> dict[str, bytes]:
    """Work on goals: the plan stands, one step is being written and has nobody yet."""
    told = Afternoon(jakub.STORY)
    told.to("prace-na-cilech")
    told.work()
    told.table.ask(jakub.LENKA, c.TurnTo("plan"))
    told.ask(jakub.IVANA, c.GiveStep("prihlaska", ""))
    writing = {jakub.IVANA: "step:prihlaska:how", jakub.JANA: "goal:skola:worries"}
    with screens(browser, told, NOW["work"]) as there, at_the_table(there, writing):
        wall = there.open(PROJECTOR, 1920, 1080)
        desk = there.open(jakub.LENKA, 1280, 900)
        hand = there.open(jakub.JAKUB, 390, 844, 2, hand=True)
        hand.wait_for_timeout(1500)
        wall.evaluate("document.querySelector('#goal-skola').scrollIntoView({block: 'start', behavior: 'instant'})")
        hand.locator("#step-co-pomaha").scroll_into_view_if_needed()
        hand.wait_for_timeout(500)
        return {"projector": wall.screenshot(), "console": desk.screenshot(), "phone": hand.screenshot()}


def everyone(browser: Browser) -> list[bytes]:
    """Mr Pavel's table on the wall: what each says for themselves, and the way to the next meeting."""
    pictures = []
    for panel in ("views", ""):
        told = Afternoon(pavel.STORY)
        told.to("prace-na-cilech")
        told.work()
        told.confirm()
        if panel:
            told.table.ask(pavel.ALENA, c.TurnTo(panel))
        else:
            told.advance()
            told.table.ask(pavel.ALENA, c.SetNextMeeting(pavel.STORY.next_starts.replace(tzinfo=PRAGUE)))
        with screens(browser, told, NOW["work"]) as there:
            wall = there.open(PROJECTOR, 1920, 1080)
            wall.wait_for_timeout(800)
            if not panel:
                wall.evaluate("document.querySelector('#panel-overview').scrollIntoView({behavior: 'instant'})")
            wall.wait_for_timeout(300)
            pictures.append(wall.screenshot())
    return pictures


def childs(browser: Browser) -> list[bytes]:
    """Amálka's meeting: a page of her book on the wall, the wall while she chooses, and that page on her phone."""
    told = Afternoon(amalka.STORY)
    told.to("uvodni-cast")
    told.ask(amalka.AMALKA, c.OpenPage("mikina"))
    with screens(browser, told, NOW["work"]) as there:
        wall = there.open(PROJECTOR, 1920, 1080)
        hand = there.open(amalka.AMALKA, 390, 844, 2, hand=True)
        hand.goto(hand.url.partition("?")[0] + "?page=mikina#book")
        hand.locator("#switch").scroll_into_view_if_needed()
        for page in (wall, hand):
            page.wait_for_timeout(1200)
        phone_of_hers = Image.open(BytesIO(hand.screenshot()))
        phone_of_hers.resize((round(phone_of_hers.width * 1080 / phone_of_hers.height), 1080)).save(
            small := BytesIO(), "PNG"
        )
        on_the_wall = wall.screenshot()
    choosing = Afternoon(amalka.STORY)
    choosing.to("urceni-poradi")
    choosing.work()
    with screens(browser, choosing, NOW["work"]) as there:
        wall = there.open(PROJECTOR, 1920, 1080)
        wall.wait_for_timeout(1200)
        return [on_the_wall, wall.screenshot(), small.getvalue()]


def at_the_signatures(browser: Browser) -> dict[str, bytes]:
    """The plan is frozen; most have signed; Jakub's mother has said what she thinks and is drawing her name."""
    told = Afternoon(jakub.STORY)
    told.to("ukonceni")
    told.work()
    told.freeze()
    for seat in (jakub.HANA, jakub.TEREZA, jakub.IVANA, jakub.JAKUB):
        told.answer(seat)
    mother = jakub.ENDINGS[jakub.JANA]
    told.ask(jakub.JANA, c.Approve(told.table.digest, mother.verdict, mother.words))
    with screens(browser, told, NOW["signing"]) as there, at_the_table(there, {}):
        wall = there.open(PROJECTOR, 1920, 1080)
        hand = there.open(jakub.JANA, 390, 844, 2, hand=True)
        pad = hand.locator("[data-pad] canvas")
        pad.scroll_into_view_if_needed()
        _draw(hand, jakub.JANA)
        hand.evaluate("document.querySelector('#sign-title').scrollIntoView({block: 'center'})")
        hand.wait_for_timeout(800)
        return {"projector-signing": wall.screenshot(), "phone-signing": hand.screenshot()}


def on_paper() -> list[bytes]:
    """The pages of the record, by LibreOffice."""
    told = Afternoon(jakub.STORY)
    told.to("ukonceni")
    told.work()
    told.freeze()
    for seat in jakub.STORY.people:
        told.answer(seat)
    told.table.ask(jakub.LENKA, c.CloseMeeting())
    meeting = told.told_by(NOW["signing"]).meeting
    content = record(meeting, translations("cs"), told.began + NOW["signing"], PRAGUE)
    with TemporaryDirectory(prefix="setkani-pictures-") as folder:
        file = Path(folder) / "record.docx"
        file.write_bytes(content)
        own = f"-env:UserInstallation={(Path(folder) / 'libreoffice').as_uri()}"
        office = [machine.soffice_path(), own, "--headless", "--convert-to", "pdf", "--outdir", folder, str(file)]
        subprocess.run(office, check=True, stdout=subprocess.DEVNULL)
        draw = [machine.pdftoppm_path(), "-png", "-r", "80", str(file.with_suffix(".pdf")), f"{folder}/page"]
        subprocess.run(draw, check=True)
        return [page.read_bytes() for page in sorted(Path(folder).glob("page-*.png"))]


def beside(pages: list[bytes]) -> bytes:
    """Pages of paper in a row, with a little air."""
    images = [Image.open(BytesIO(page)).convert("RGB") for page in pages]
    air = 16
    width = sum(image.width + air for image in images) + air
    row = Image.new("RGB", (width, images[0].height + 2 * air), "#e9edf2")
    at = air
    for image in images:
        row.paste(image, (at, air))
        at += image.width + air
    row.save(kept := BytesIO(), "PNG")
    return kept.getvalue()


def _draw(page: Page, name: str) -> None:
    box = page.locator("[data-pad] canvas").bounding_box()
    assert box is not None
    for stroke in drawn(name):
        points = [
            (box["x"] + x / 1000 * box["width"], box["y"] + y / 400 * box["height"])
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=2)
        page.mouse.up()


# Putting them together ------------------------------------------------------------------------------------------------


def together(browser: Browser, taken: dict[str, bytes]) -> bytes:
    """The three screens in one picture: what everybody sees, what the facilitator has, what one person holds."""
    sources = {name: "data:image/png;base64," + base64.b64encode(picture).decode() for name, picture in taken.items()}
    page = browser.new_page(viewport={"width": 1680, "height": 1010}, device_scale_factor=1)
    page.set_content(
        f"""<style>
        body {{ margin: 0; background: #e9edf2; width: 1680px; height: 1010px; position: relative; }}
        img {{ position: absolute; display: block; box-shadow: 0 6px 28px #1b2a4a40; background: white; }}
        .wall {{ left: 36px; top: 36px; width: 1080px; border-radius: 4px; outline: 8px solid #fff; }}
        .desk {{ left: 560px; bottom: 28px; width: 720px; border-radius: 8px; border: 7px solid #2b3242; }}
        .hand {{ right: 32px; top: 120px; width: 310px; border-radius: 30px; border: 9px solid #2b3242; }}
        </style>
        <img class="wall" src="{sources["projector"]}"><img class="desk" src="{sources["console"]}">
        <img class="hand" src="{sources["phone"]}">"""
    )
    page.wait_for_function("[...document.images].every(image => image.complete)")
    return page.screenshot()


def keep(name: str, picture: bytes, width: int | None = None) -> int:
    """Writes a small PNG into docs/pictures; its size in bytes."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    if width is not None:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    file = PICTURES / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    return file.stat().st_size


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    # Chromium's sandbox refuses to run as root.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser_path(), args=sandbox)
        work = at_work(browser)
        signing = at_the_signatures(browser)
        paper = on_paper()
        sizes = {
            "screens": keep("screens", together(browser, work)),
            "projector-signing": keep("projector-signing", signing["projector-signing"], 960),
            "record": keep("record", beside([paper[number] for number in PAGES])),
            "phone-signing": keep("phone-signing", signing["phone-signing"], 390),
            "everyone": keep("everyone", beside(everyone(browser)), 1400),
            "childs": keep("childs", beside(childs(browser)), 1400),
        }
        browser.close()
    print(json.dumps(sizes), file=sys.stderr)


if __name__ == "__main__":
    main()
