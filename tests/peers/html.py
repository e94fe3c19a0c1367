"""`just html`: every page of three whole stories, as everybody sees it at every stage, read by the W3C's checker.

The Nu Html Checker comes from npm and needs Java. It is slow, and most pages are built of the same pieces: it reads
those in which something stands where it has not stood before. Names that stand twice on a page are looked for on all.
Ends with 1 where there is an error.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import httpx2
from starlette.routing import Route

from server import app as entrance
from server.demo import STORIES
from server.meeting.events import Entry, MeetingClosed, MeetingOpened, StageAdvanced
from tests.afternoon import House, house
from tests.demo.told import told

CHECKER = "vnu-jar@26.9.27"
BUILT = Path(__file__).resolve().parents[2] / ".tools" / "vnu"
MOST_SAID = 40
"""Sentences of the checker that are printed."""


def main() -> None:
    jar = checker()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "pages").mkdir()
        with house(folder / "data") as home:
            asked, twice = asyncio.run(gathered(home, folder / "pages"))
        pages = len(list((folder / "pages").iterdir()))
        print(f"{asked} pages, of which {pages} are read", flush=True)
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder / "pages")]
        said = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stderr)["messages"]
    # The attributes of htmx are not HTML's, and are known to be there.
    said = [message for message in said if not re.match(r"Attribute “hx-[\w:-]+” not allowed", message["message"])]
    said = [message for message in said if message["type"] == "error" or message.get("subType") == "warning"]
    found = Counter((message["type"], message["message"]) for message in said)
    for (kind, sentence), times in found.most_common(MOST_SAID):
        first = next(message for message in said if message["message"] == sentence)
        print(f"{times} × {kind}: {sentence}\n    {first.get('extract', '').strip()!r}, {Path(first['url']).name}")
    wrong = sum(message["type"] == "error" for message in said)
    for place in sorted(twice):
        print(f"a name stands twice: {place}")
    print(f"{pages} pages, {wrong + len(twice)} errors, {len(said) - wrong} warnings")
    sys.exit(1 if wrong or twice else 0)


def checker() -> Path:
    """The checker, fetched once."""
    jar = BUILT / "package" / "build" / "dist" / "vnu.jar"
    if not jar.is_file():
        npm = shutil.which("npm")
        if npm is None or shutil.which("java") is None:
            sys.exit("npm and Java are needed to fetch and to run the checker")
        BUILT.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "pack", CHECKER], cwd=BUILT, check=True, capture_output=True)
        (packed,) = BUILT.glob("vnu-jar-*.tgz")
        with tarfile.open(packed) as opened:
            opened.extractall(BUILT, filter="data")
    return jar


class Shape(HTMLParser):
    """Where which element stands with which attributes, and which names (ids) stand twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.twice: set[str] = set()
        self._names: set[str] = set()
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = " ".join(name if name not in SAYS else f"{name}={value}" for name, value in sorted(attrs))
        self.places.add(f"{'/'.join(self._open)}/{tag} {said}")
        name = dict(attrs).get("id")
        if name is not None:
            (self.twice if name in self._names else self._names).add(name)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass


SAYS = {"type", "role", "rel", "method", "inputmode", "autocomplete", "scope"}
"""Attributes whose values are few, and decide what may stand beside them."""
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source"}


async def gathered(home: House, folder: Path) -> tuple[int, set[str]]:
    """The pages of every story in which there is something new, in files; how many were looked at, and where a name
    stands twice."""
    seen: set[str] = set()
    asked, twice = 0, set()
    for name, story in STORIES.items():
        entries = told(story).log
        for number, end in enumerate(stops(entries)):
            meeting = re.sub(r"[^a-z0-9]", "", f"{name.lower()}{number}")
            home.put(meeting, list(beginning(entries, end, meeting)))
            for who in [*story.people, "projector", "organiser"]:
                cookies = {"organiser": home.organiser_key}
                if who != "organiser":
                    cookies = {f"seat.{meeting}.{who}": home.store.issue(meeting, who)}
                async with httpx2.AsyncClient(base_url=home.url, cookies=cookies, timeout=60) as browser:
                    for path in paths(meeting, who, home.store.code(meeting)):
                        answer = await browser.get(path)
                        if answer.headers.get("content-type", "").startswith("text/html"):
                            asked += 1
                            shape = Shape(answer.text)
                            place = f"{who}{re.sub(r'[^a-z0-9]+', '-', path)}"
                            twice |= {f"{name} in {place}" for name in shape.twice}
                            if not shape.places <= seen:
                                seen |= shape.places
                                (folder / f"{asked:05}-{place}.html").write_text(answer.text, "utf-8")
    return asked, twice


def stops(entries: list[Entry]) -> Iterator[int]:
    """Where one looks around: at the door, at the end of each stage, before and after the end."""
    yield 1
    for entry in entries:
        if isinstance(entry.event, StageAdvanced | MeetingClosed):
            yield entry.version - 1
    yield len(entries)


def beginning(entries: list[Entry], end: int, meeting: str) -> Iterator[Entry]:
    for entry in entries[:end]:
        if isinstance(entry.event, MeetingOpened):
            yield replace(entry, event=replace(entry.event, meeting=meeting))
        else:
            yield entry


def paths(meeting: str, who: str, code: str) -> Iterator[str]:
    """The address of every page there is, filled in for somebody."""
    filling = {"meeting": meeting, "seat": who, "code": code, "recipient": who}
    for route in entrance.ROUTES:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        # Panels are parts of the pages; a file is no page; nobody but the organiser is shown anything outside.
        gaps = set(re.findall(r"{(\w+)}", route.path))
        outside = "meeting" not in gaps and who != "organiser"
        if gaps <= filling.keys() and not re.search(r"\.\w+$", route.path) and not outside:
            yield re.sub(r"{(\w+)}", lambda gap: filling[gap[1]], route.path)


if __name__ == "__main__":
    main()
