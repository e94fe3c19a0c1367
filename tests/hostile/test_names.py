"""A name that somebody wrote to do harm, and everything it comes out of: pages, panels, the wall, files, mails."""

import email
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from email.policy import default
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from lxml import etree, html

from server.meeting import commands as c
from server.meeting import text
from server.meeting.commands import Person
from server.meeting.events import HOUSE
from server.meeting.mail import Answer as Answers
from server.meeting.refusals import Refused
from tests.hostile.inside import Answer, Inside

HOSTILE = {
    "a script": "<script>alert('zlo')</script>",
    "an attribute": "\" onmouseover=\"alert('zlo')",
    "another attribute": "' autofocus onfocus='alert(1)",
    "an end of everything": "</textarea></title></script><!--zlo",
    "a template": "{{7*7}}{% raw %}{{ config }}",
    "a pattern": "%(x)s %s %n {0} {name} {sentence.__class__}",
    "a formula": "=cmd|' /C calc'!A0",
    "an address": "javascript:alert('zlo')",
    "two lines of a header": "Eva\r\nBcc: zlo@example.org\r\n\r\n<b>zlo</b>",
    "an envelope": "zlo@example.org> <eva@example.org",
    "a path": "../../../../etc/passwd",
    "another path": "..\\..\\windows\\system32\\zlo.exe",
    "no end": "Zlo\x00.docx",
    "right to left": "Eva \u202etxet.exe",
    "no width": "E\u200bv\u200da\u2060\ufeff",
    "a look-alike": "Еva Dvořáková",
    "a tower": "Z" + "\u0335\u0336\u0337\u0338\u0300\u0301\u0302" * 10 + "lo",
    "a family": "👨‍👩‍👧‍👦🏳️‍🌈",
    "tags": "Eva\U000e0041\U000e007f",
    "xml": "]]>&zlo;<!DOCTYPE x [<!ENTITY z SYSTEM 'file:///etc/passwd'>]>",
    "a field of Word": '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
    "a calendar": "Zlo\nATTENDEE:mailto:zlo@example.org\nEND:VEVENT",
}
NOW = datetime(2027, 3, 12, 14, tzinfo=UTC)
PEOPLE = ("eva", "jana", "petr", "olga")
TAKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""What no name keeps: controls, and what turns the direction of the text around it."""


async def put(inside: Inside, words: str) -> dict[str, str]:
    """A meeting in which everything that has a name has this one; the tokens."""
    roles = (("facilitator",), ("svolavatel",), ("ucastnik",), ("ucastnik", "zapisovatel"))
    people = [Person(seat, seat.title(), frozenset(role)) for seat, role in zip(PEOPLE, roles, strict=True)]
    room = await inside.open("m", people, "pripadova-konference")
    cleaned = words.replace("\r", "").replace("\n", " ")
    asked: list[tuple[str, c.Command]] = [
        *((HOUSE, c.Arrive(seat)) for seat in PEOPLE),
        *(("eva", c.AmendPerson(seat, words, room.told.seats[seat].roles, words, words)) for seat in PEOPLE),
        ("eva", c.AmendMeeting(words, words, words, NOW, words)),
        (HOUSE, c.AskToEnter("ceka", words, words)),
        ("eva", c.RenameStage("uvod", words)),
        ("eva", c.ConveneMeeting(NOW, words, words, words, words)),
        ("eva", c.SetAddress("petr", "petr@example.cz")),
        ("eva", c.LabelCase(words)),
        ("eva", c.SetAgenda(words)),
        ("eva", c.ReferToReport("z1", words, words, None, words)),
        ("petr", c.AnswerInvitation(Answers.INSTEAD, words, words, words)),
        ("eva", c.AdvanceStage("uvod", words)),
        ("eva", c.AdvanceStage("sdeleni-svolavatele", words)),
        ("eva", c.AddGoal("g")),
        ("eva", c.AddStep("s", "g")),
        ("eva", c.GiveStep("s", "petr")),
    ]
    with suppress(text.Broken):
        change = text.read_change([[0, cleaned]])
        asked += [("eva", c.EditText(cell, 0, "zlozlozlo", 1, change)) for cell in ("goal:g:title", "step:s:what")]
    for by, command in asked:
        # Some of it is refused for its length or its letters; that is one of the ways of doing no harm.
        with suppress(Refused):
            await room.ask(command, by)
    assert room.told.seats["petr"].name != "Petr"
    return {seat: inside.store.issue("m", seat) for seat in (*PEOPLE, "projector")}


EXITS = {
    "eva": ("console/eva", "desk", "mails?matter=invitation", "invitations", "panels/door?view=console&seat=eva"),
    "petr": ("seat/petr", "home/petr"),
    "projector": ("projector", "panels/plan?view=projector", "panels/people?view=projector"),
}  # fmt: skip
"""Who looks at what; between them they show everything in which a name can stand."""


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_name_does_no_harm_wherever_it_comes_out(words: str, folder: Path) -> None:
    inside = Inside(folder, NOW)
    tokens = await put(inside, words)
    for seat, paths in EXITS.items():
        for path in paths:
            answer = await inside.get(f"/meetings/m/{path}", tokens[seat], accept="text/html")
            _harmless(answer, path)
            if answer.status == 200 and answer.body:
                _no_stranger_in_the_page(answer.body.decode(), path)
    state = await inside.get("/meetings/m/state.json?seat=petr", tokens["petr"])
    _harmless(state, "state.json")
    assert not TAKEN.search(json.dumps(state.json(), ensure_ascii=False).replace("\n", ""))
    record = await inside.get("/meetings/m/record.docx?seat=eva", tokens["eva"])
    _harmless(record, "record.docx")
    _only_words_in_the_file(record.body)
    for path in ("home/petr/calendar.ics", "home/petr/data.json", "person.json?of=petr"):
        answer = await inside.get(f"/meetings/m/{path}", tokens["petr" if "petr/" in path else "eva"])
        assert answer.status == 200, path
        _harmless(answer, path)
        if path.endswith(".ics"):
            _one_event(answer.body.decode())
    for path in ("eml",):
        asked = {"matter": "invitation", "seat": "petr", "language": "cs", "as": "eva"}
        mail = await inside.post(f"/meetings/m/{path}", asked, tokens["eva"])
        _harmless(mail, path)
        if mail.status == 200:
            _one_letter(mail.body)
    # A sentence that names somebody does not read the name as a pattern.
    refused = await inside.post("/meetings/m/mark-step", {"step": "s", "outcome": "done"}, tokens["jana"])
    assert refused.status < 500


def _harmless(answer: Answer, path: str) -> None:
    assert answer.crash is None and (answer.status < 500 or answer.status == 501), (path, answer.status, answer.crash)
    for name, value in answer.headers.items():
        assert not set(name + value) & set("\r\n\0"), (path, name, value)
    disposition = answer.headers.get("content-disposition", "")
    for file in re.findall(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", disposition):
        assert not re.search(r"[/\\\x00]|\.\.|%2f|%5c|%00|\.exe", file, re.IGNORECASE), (path, file)


def _no_stranger_in_the_page(page: str, path: str) -> None:
    """Nothing in a page was put there by a name: no script of it, no attribute, no address."""
    assert "49{%" not in page, path
    ours = page.replace("\u2068", "").replace("\u2069", "")
    assert not TAKEN.search(ours), path
    tree = html.document_fromstring(page if page.strip() else "<p></p>")
    for element in tree.iter(etree.Element):
        tag = element.tag if isinstance(element.tag, str) else ""
        words = element.get("type") == "application/json"
        assert tag != "script" or words or element.get("src", "").startswith("/static/"), path
        for name, value in element.attrib.items():
            address = name in ("href", "src", "action", "formaction", "hx-get", "hx-post")
            assert not name.startswith("on"), f"{path}: {name}"
            assert not address or not re.match(r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE), path


def _only_words_in_the_file(record: bytes) -> None:
    """The Word file is well formed in every part, has no macro, no field of a name, no address to elsewhere."""
    with ZipFile(BytesIO(record)) as packed:
        for part in packed.namelist():
            assert not part.startswith(("/", "..")) and "vba" not in part.lower(), part
            if part.endswith((".xml", ".rels")):
                content = packed.read(part)
                assert b"<!DOCTYPE" not in content.replace(b"&lt;!DOCTYPE", b"")
                tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
                fields = "".join(tree.xpath("//*[local-name()='instrText']/text()"))
                assert "DDE" not in fields, part
                targets = tree.xpath("//@Target") if part.endswith(".rels") else []
                assert not [each for each in targets if "zlo" in each or each.startswith(("file:", "javascript:"))]


def _one_event(calendar: str) -> None:
    lines = calendar.replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith("ATTENDEE") and "zlo" in line]
    assert "\n" not in calendar.replace("\r\n", "")


def _one_letter(mail: bytes) -> None:
    letter = email.message_from_bytes(mail, policy=default)
    assert not letter["bcc"] and not letter["cc"]
    to = letter["to"]
    assert to is None or [each.addr_spec for each in to.addresses] == ["petr@example.cz"]
    assert not letter.defects


async def test_a_formula_at_the_beginning_is_no_formula_where_a_table_is_opened(folder: Path) -> None:
    """Nothing the program gives out is a table of figures: no CSV, no spreadsheet, at any address."""
    from server.app import ROUTES

    paths = " ".join(getattr(route, "path", "") for route in ROUTES)
    assert not re.search(r"\.(csv|xlsx?|ods|tsv)", paths)


# Paths ----------------------------------------------------------------------------------------------------------------

TRICKS = (
    "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2e%2e%5c", "..%5c..%5cwin.ini", "%00", "a%00.jpg", "%c0%ae%c0%ae",
    "%ff",
    "%252e%252e%252f", "....//", "/etc/passwd", "%2fetc%2fpasswd", "C:%5cwin.ini", "~root", "con", "nul.docx",
    "%0d%0aX:1",
    "%E2%80%AE", "x" * 3000, "*", "?", ";", "m%2f..%2fjine", "'", "%22",
)  # fmt: skip
PLACES = (
    "/meetings/{}/record.docx", "/meetings/m/{}", "/meetings/m/seat/{}", "/meetings/m/panels/{}?view=console&seat=eva",
    "/meetings/m/copies/{}.docx", "/meetings/m/copy/{}", "/meetings/m/copy/{}/record.docx",
    "/meetings/m/photos/{}.jpg?seat=eva",
    "/meetings/m/book/{}/{}.jpg?seat=eva", "/meetings/m/home/{}", "/meetings/m/home/{}/calendar.ics",
    "/meetings/m/home/{}/data.json", "/meetings/m/child/{}", "/static/{}", "/static/../{}", "/k/{}", "/join/{}",
    "/enter/{}",
    "/cases/{}", "/cases/{}/summary.docx", "/{}",
    "/meetings/m/record.docx?seat={}", "/meetings/m/person.json?of={}",
    "/meetings/m/paper?seat=eva&for={}", "/meetings/m/mails?matter={}", "/meetings/m/invitations?language={}",
    "/meetings/m/panels/stage?view={}&seat=eva", "/meetings/m/panels/book?view=child&seat=eva&page={}",
)  # fmt: skip


async def test_no_part_of_an_address_leads_to_another_file(folder: Path) -> None:
    (folder / "tajne.txt").write_text("TAJNE")
    inside = Inside(folder, NOW)
    tokens = await put(inside, "Eva")
    await inside.open("jine", [Person("eva", "Cizí Jméno", frozenset({"facilitator"}))], "pripadova-konference", "Cizí")
    for place in PLACES:
        for trick in TRICKS:
            path = place.replace("{}", trick)
            answer = await inside.get(path, tokens["eva"])
            _harmless(answer, path)
            assert b"root:" not in answer.body and b"TAJNE" not in answer.body and b"Ciz" not in answer.body, path


@pytest.fixture
async def folder() -> AsyncIterator[Path]:
    with TemporaryDirectory() as found:
        yield Path(found)
