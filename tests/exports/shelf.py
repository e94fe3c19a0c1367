"""Every kind of Word file that leaves the house, from every story: records, drafts, letters, extracts, sealed ones."""

import tempfile
from functools import cache
from pathlib import Path

from exports import word
from exports.kinds import PLAIN, OwnPaper
from exports.letter import letter
from exports.letterhead import read
from server.meeting import commands as c
from server.meeting.copies import copy_of
from server.meeting.model import Meeting
from server.web.language import translations
from tests.exports import amalka, pavel
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.letterheads import PAPERS
from tests.exports.pavel import PHOTO, meeting_about_pavel, pavels_meeting
from tests.exports.seal.files import sealed
from tests.exports.test_copies import did

NOW = BEGINS.replace(day=28)


def _photos(known: str) -> bytes | None:
    return pavel.photo() if known == PHOTO else amalka.reads(known)


def record_of(meeting: Meeting, own: OwnPaper = PLAIN, extract_for: str = "") -> bytes:
    return word.record(meeting, translations(meeting.language), NOW, PRAGUE, own, _photos, extract_for)


@cache
def shelf() -> dict[str, bytes]:
    """What it is -> the file."""
    jakubs = jakubs_meeting()
    marked = did(jakubs, "petr", c.MarkConfidential("goal:klid", "health"), c.MarkConfidential("reason", "health"))
    childs = amalka.amalkas_meeting(by_hand=True, child_signs=True)
    files = {
        "jakub": record_of(jakubs, OwnPaper("Pomáháme společně, z. s.", {"zapis": "Čteno."})),
        "jakub, draft": record_of(jakubs_meeting(closed=False)),
        "jakub, sealed": sealed(),
        "jakub, extract": record_of(copy_of(marked, "hana"), extract_for="PhDr. Hana Říhová"),
        "pavel": record_of(pavels_meeting("uk")),
        "about pavel": record_of(meeting_about_pavel()),
        "amalka": record_of(childs),
        "amalka, letter": letter(childs, translations(childs.language), NOW, PRAGUE, _photos),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, paper in PAPERS.items():
            own = OwnPaper(letterhead=read(paper.file(Path(folder), f"{name}.docx")))
            files[f"jakub, {name}"] = record_of(jakubs, own)
    return files
