"""A whole story told, and what has to be so when it has ended."""

import json
import random
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from click.testing import CliRunner

from server.cli import main
from tests.afternoon import free_port
from tests.exports.seal import certified
from tests.post_office import PostOffice, post_office
from tests.stories.acts import (
    Act,
    Held,
    OpensFromRecord,
    Reminded,
    RemindedOfSteps,
    Sends,
    Writes,
    text_of,
)
from tests.stories.lives import Lives
from tests.stories.teller import Teller, entry_in

OFFICE = """name = "Pomáháme společně, z. s."

[seal]
key = "seal.p12"

[keeping]
days = 60
record = "keep"
comments = 14
"""
OF_THE_RECORD = frozenset({"goal", "step", "minutes", "reason", "aim", "part", "reflection", "alert"})
"""Kinds of cells that stand in it whoever was there; a child's book and topics that were not chosen do not."""
DEADLY = Sends, Reminded, RemindedOfSteps, OpensFromRecord, Held
"""Acts after which it always dies: what was owed after them might be done twice, or never."""
CALENDAR = Path(__file__).parents[1] / "exports" / "calendar.mjs"


@dataclass(frozen=True)
class Course:
    """A story as its module tells it."""

    acts: Sequence[Act]
    people: Sequence[str]
    emails: Mapping[str, str]
    calendars: Mapping[str, Sequence[tuple[str, str, str]]]

    @classmethod
    def of(cls, module: ModuleType) -> "Course":
        return cls(module.COURSE, module.PEOPLE, module.EMAILS, module.CALENDARS)


@asynccontextmanager
async def stage(
    folder: Path, course: Course, every: int, dice: random.Random | None = None
) -> AsyncIterator[tuple[Teller, Lives, PostOffice]]:
    """An office with a seal and a rule, its server, a mail server and the people of a story."""
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "office.toml").write_text(OFFICE, "utf-8")
    (data / "seal.p12").write_bytes(certified.p12(certified.issued()))
    with (
        post_office(folder / "certificates") as post,
        Lives(folder, free_port(), post.port, post.authority) as lives,
    ):
        teller = Teller(lives, post, course.people, course.emails, every, dice)
        try:
            yield teller, lives, post
        finally:
            await teller.close()


async def tell(teller: Teller, course: Course, sparing: int = 1) -> None:
    """Act after act; between any two the server dies, or only after so many, and after each that sends or opens."""
    for number, act in enumerate(course.acts):
        try:
            await act.happen(teller)
        except BaseException as error:
            error.add_note(f"act {number}: {str(act)[:400]}")
            raise
        if number % sparing == 0 or isinstance(act, DEADLY):
            await teller.die()


# In the end -----------------------------------------------------------------------------------------------------------


def every_mail_came_once(teller: Teller, post: PostOffice) -> None:
    """Everybody got what the story says, in its order, and nothing besides."""
    came = {address: [str(m["Subject"]) for m in post.to(address)] for address in {to for to, _ in post.arrived}}
    due: dict[str, list[str]] = {}
    for address, subject in teller.due:
        due.setdefault(address, []).append(subject)
    assert came.keys() == due.keys()
    for address, subjects in due.items():
        pairs = zip(came[address], subjects, strict=True)
        assert all(is_.startswith(said) for is_, said in pairs), (address, came[address], subjects)
    ids = [str(message["Message-ID"]) for _, message in post.arrived]
    assert len(set(ids)) == len(ids)


def calendars_say(post: PostOffice, course: Course, node: str) -> None:
    """Another program has taken every entry into a calendar: each meeting stands there once, as it is in the end."""
    entries = [(to, entry) for to, message in post.arrived if (entry := entry_in(message))]
    asked = json.dumps([entry for _, entry in entries])
    done = subprocess.run([node, CALENDAR], input=asked, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    calendars: dict[str, dict[str, Any]] = {}
    for (to, _), seen in zip(entries, json.loads(done.stdout), strict=True):
        calendar = calendars.setdefault(to, {})
        before = calendar.get(seen["uid"])
        assert before is None or seen["sequence"] > before["sequence"], "a calendar would not take it"
        assert seen["attendee"]["address"] == f"mailto:{to}"
        calendar[seen["uid"]] = seen
    for who, expected in course.calendars.items():
        calendar = calendars[course.emails[who]].values()
        assert [(each["summary"], each["starts"], each["status"]) for each in calendar] == list(expected), who


def every_word_is_in_a_record(teller: Teller, course: Course) -> None:
    """What was written at the tables stands in the records that were kept."""
    kept = [text_of(file.read_bytes()) for file in sorted((teller.lives.data / "exports").glob("*.docx"))]
    said = " ".join(kept)
    written = {cell: words for held in course.acts if isinstance(held, Held) for cell, words in _cells(held)}
    missing = {cell: line for cell, words in written.items() for line in words.split("\n") if line not in said}
    assert not missing, missing


def _cells(held: Held) -> Iterator[tuple[str, str]]:
    """Each cell of a meeting that belongs in its record, with its last words."""
    last = {deed.cell: deed.words for deed in held.deeds if isinstance(deed, Writes)}
    last = {cell: words for cell, words in last.items() if cell.partition(":")[0] in OF_THE_RECORD}
    for cell, words in last.items():
        yield f"{held.meeting} {cell}", words.strip()


def the_summary_is_made_of_the_records(teller: Teller, folder: Path, said: Sequence[str]) -> str:
    """Of the files alone, by the command line, when nothing of the meetings is left."""
    kept = sorted((teller.lives.data / "exports").glob("*.docx"))
    files = [str(file) for file in kept if not file.stem.endswith("-pripominky")]
    root = folder / "root.pem"
    root.write_bytes(certified.pem(certified.root()))
    out = folder / "summary.docx"
    words = ["report", *files, "--trust", str(root), "--data-dir", str(teller.lives.data), "-o", str(out)]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    summary = text_of(out.read_bytes())
    assert all(each in summary for each in said), summary
    return summary
