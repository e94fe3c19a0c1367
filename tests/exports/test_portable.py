"""The record for machines: all that the paper says and nothing besides, in a shape that other programs can rely on."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import msgspec
import pytest
from lxml import etree

from exports import word
from exports.kinds import OwnPaper
from exports.letterhead import read as read_letterhead
from exports.portable.part import enclosed, letters
from exports.portable.shape import SPACE, schema
from exports.portable.told import told
from exports.portable.written import NotOurs, read, written
from server.meeting.agreed import short
from server.meeting.model import Damage, Meeting, Report
from server.web.language import translations
from tests.exports import amalka, pavel
from tests.exports.jakub import BEGINS, PRAGUE, hand, jakubs_meeting
from tests.exports.letterheads import TOWN
from tests.exports.test_word import all_words, opened, plain

ROOT = Path(__file__).parents[2]
NOW = BEGINS + timedelta(hours=5)
STORIES = {
    "jakub": jakubs_meeting,
    "amalka": amalka.amalkas_meeting,
    "pavel": pavel.pavels_meeting,
    "professionals": pavel.meeting_about_pavel,
}
each_story = pytest.mark.parametrize("story", STORIES)


@pytest.fixture(scope="module")
def met() -> dict[str, Meeting]:
    return {name: story() for name, story in STORIES.items()}


def record(meeting: Meeting) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(told(meeting, translations(meeting.language), NOW, PRAGUE)))
    return found


def paper(meeting: Meeting) -> bytes:
    return word.record(meeting, translations(meeting.language), NOW, PRAGUE)


def strings(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text, with the name of its field."""
    match value:
        case str():
            yield name, value
        case dict():
            for key, each in value.items():
                yield from strings(each, key)
        case list():
            for each in value:
                yield from strings(each, name)


FOR_MACHINES = {
    "id", "case", "about", "format", "language", "zone", "record", "occasion", "kind", "after", "stickers", "how",
    "presence", "acceptance", "verdict",
}  # fmt: skip
"""Fields with the name that a thing has among programs; the paper has a word or a sentence for it."""
MOMENTS = {
    "made", "began", "ended", "closed", "since", "until", "at", "frozen", "reopened", "starts", "confidentiality",
    "left", "due",
}  # fmt: skip
"""Days and hours, which the paper says as people do."""


# What is in it ------------------------------------------------------------------------------------------------------


@each_story
def test_every_text_of_the_json_stands_on_the_paper(met: dict[str, Meeting], story: str) -> None:
    on_paper = plain(all_words(opened(paper(met[story]))))
    kind = met[story].format
    on_paper += plain("\n".join(translations("cs").gettext(each.name) for each in (*kind.roles, *kind.stages)))
    for field, words in strings(record(met[story])):
        if field not in FOR_MACHINES | MOMENTS and words:
            said = short(words) if field == "digest" else plain(words).strip()
            assert said in on_paper, (field, words)


@each_story
def test_what_people_wrote_is_in_it_letter_for_letter(met: dict[str, Meeting], story: str) -> None:
    meeting = met[story]
    texts = {words for _, words in strings(record(meeting))}
    left_out = ("card:", "wish:", "view:", "praise:")
    for cell_id, cell in meeting.cells.items():
        if cell.text and not cell_id.startswith(left_out):
            assert cell.text in texts, cell_id
    for seat in meeting.seats.values():
        assert seat.name in texts


def test_the_plan_has_everything_a_program_needs_to_go_on_with_it(met: dict[str, Meeting]) -> None:
    told = record(met["pavel"])
    steps = {step["id"]: step for goal in told["content"]["goals"] for step in goal["steps"]}
    assert steps["davka"]["after"] == ["splatky", "prispevek"] and steps["davka"]["number"] == "1.3"
    assert steps["krev"]["owner"] == {"id": "pavel", "name": "Pavel Hruška"} and steps["krev"]["due"] == "2027-03-24"
    assert steps["krev"]["kind"]["id"] == "accompaniment" and steps["krev"]["signal"] == "Doktor má výsledky."
    assert steps["krev"]["hand"]["who"] == {"id": "tomas", "name": "Tomáš Bílý, DiS."}
    goals = {goal["id"]: goal for goal in told["content"]["goals"]}
    assert {answer["who"]["id"]: answer["value"] for answer in goals["byt"]["scale"]}["anna"] == 2
    assert goals["radost"]["scale"] == [], "a scale that was not opened is nobody's"
    assert told["meeting"]["kind"]["id"] == "pripadova-konference" and told["meeting"]["case"] == met["pavel"].id


def test_signatures_refusals_and_versions_are_told_as_on_paper(met: dict[str, Meeting]) -> None:
    told, meeting = record(met["jakub"]), met["jakub"]
    assert meeting.freeze
    signers = {signer["who"]["id"]: signer for signer in told["signed"]["signers"]}
    assert signers["jakub"]["signature"]["how"] == "drawn" and signers["jakub"]["roles"][0]["id"] == "ucastnik"
    assert signers["lucie"]["opinion"]["verdict"] == "disagree"
    assert (
        signers["lucie"]["signature"]["how"] == "declined"
        and "soukromá praxe" in signers["lucie"]["signature"]["reason"]
    )
    assert signers["hana"]["signature"] is None and "karel" not in signers, "whoever came late was not asked"
    assert told["signed"]["digest"] == meeting.freeze.digest and told["signed"]["number"] == 2
    assert [past["version"]["why"] for past in told["earlier"]] == [meeting.voided[0].why]
    assert told["earlier"][0]["content"]["goals"][0]["steps"][2]["how"].startswith("Kdo je u toho, volá mamince")
    assert told["meeting"]["closed"].endswith("+01:00") and told["zone"] == "Europe/Prague"


def test_a_report_that_was_referred_to_is_named_with_where_it_lies(met: dict[str, Meeting]) -> None:
    report = Report("psy", "Zpráva z vyšetření", "Mgr. Lucie Šťastná", date(2027, 3, 2), "spis OSPOD")
    told = record(replace(met["jakub"], reports=(report,)))["reports"]
    assert told == [msgspec.to_builtins(report)]


# What is not --------------------------------------------------------------------------------------------------------


def test_a_clock_that_was_moved_and_what_was_damaged_are_told_to_machines_too(met: dict[str, Meeting]) -> None:
    meeting = met["pavel"]
    assert meeting.began is not None
    on = meeting.began + timedelta(hours=1)
    hit = Damage(60, meeting.began, "PlanSigned", (next(iter(meeting.seats)),))
    record = told(replace(meeting, clock_moved=((meeting.began, on),), damages=(hit,)), translations("cs"), on, PRAGUE)
    assert [(each.due, each.said) for each in record.clock] == [(meeting.began, on)]
    assert [(each.number, each.after, each.found) for each in record.damaged] == [(60, meeting.began, None)]
    assert record.damaged[0].what.startswith("podpis (")


def test_nothing_that_stays_in_the_room_is_in_it() -> None:
    child = amalka.Amalka().book().gathers(views=False).chooses("spat").takes_back().plans().freezes().closes().meeting
    assert not [word for word in (*amalka.CANARIES, amalka.UNOPENED) if word in json.dumps(record(child))]
    assert [page["page"]["id"] for page in record(child)["child"]["pages"]]
    grown_up = json.dumps(record(pavel.pavels_meeting()), ensure_ascii=False)
    assert not [words for words in (pavel.PARKED, pavel.WITHDRAWN) if words in grown_up]


def test_no_address_and_no_line_of_a_hand_is_in_it(met: dict[str, Meeting]) -> None:
    said = json.dumps(record(met["jakub"]))
    assert "@" not in said and "strokes" not in said
    assert str(list(hand("jakub")[0][:6])).strip("[]") not in said
    assert "birth" not in said and all(person["identity"] == "" for person in record(met["jakub"])["people"])


def test_a_draft_has_none(met: dict[str, Meeting]) -> None:
    assert enclosed(paper(jakubs_meeting(closed=False))) is None


# Its shape ----------------------------------------------------------------------------------------------------------


def test_the_published_schema_is_that_of_the_program() -> None:
    published = (ROOT / "docs" / "record.schema.json").read_text("utf-8")
    assert published == json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


@each_story
def test_another_program_finds_each_record_valid(met: dict[str, Meeting], story: str) -> None:
    published = json.loads((ROOT / "docs" / "record.schema.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(published, format_checker=jsonschema.FormatChecker())
    checker.check_schema(published)
    told = record(met[story])
    checker.validate(told)
    for spoilt in (
        {**told, "version": 2},
        {**told, "secret": "x"},
        {**told, "content": {**told["content"], "goals": None}},
        {**told, "signed": {**told["signed"], "digest": "?"}},
    ):
        assert not checker.is_valid(spoilt)


def test_every_name_of_the_schema_is_explained() -> None:
    told = (ROOT / "docs" / "record.md").read_text("utf-8")
    for kind in schema()["$defs"].values():
        for name in kind.get("properties", {}):
            assert f"`{name}`" in told, name


@each_story
def test_it_is_read_back_as_it_was_written_and_the_same_record_gives_the_same_bytes(
    met: dict[str, Meeting], story: str
) -> None:
    tongue = translations("cs")
    once, again = told(met[story], tongue, NOW, PRAGUE), told(met[story], tongue, NOW, PRAGUE)
    assert read(written(once)) == once and written(once) == written(again)


@pytest.mark.parametrize(
    ("content", "newer"),
    [
        (b"", False),
        (b"{", False),
        (b"[]", False),
        (b"\xff", False),
        (b'{"format": "setkani-record", "version": 1}', False),
        (b'{"format": "setkani-record", "version": 2, "whatever": {}}', True),
        (b'{"format": "another", "version": 9}', False),
        (b"[" * 100_000, False),
    ],
)
def test_what_is_no_record_is_not_guessed_at(content: bytes, newer: bool) -> None:
    with pytest.raises(NotOurs) as no:
        read(content)
    assert no.value.newer is newer


def test_letters_that_no_word_file_can_hold_are_left_out_as_on_paper(met: dict[str, Meeting]) -> None:
    seat = replace(met["jakub"].seats["petra"], name="Petra\x00 \ud800Horáková\u202e")
    told = record(replace(met["jakub"], seats={**met["jakub"].seats, "petra": seat}))
    assert next(person["name"] for person in told["people"] if person["id"] == "petra") == "Petra Horáková"


# In the Word file ---------------------------------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


@pytest.mark.parametrize("paper", ["our own", "an office's"])
def test_it_lies_in_the_word_file_where_word_keeps_such_things(
    met: dict[str, Meeting], paper: str, tmp_path: Path
) -> None:
    own = OwnPaper("Úřad", letterhead=read_letterhead(TOWN.file(tmp_path)) if paper == "an office's" else None)
    file = word.record(met["jakub"], translations("cs"), NOW, PRAGUE, own)
    assert enclosed(file) == written(told(met["jakub"], translations("cs"), NOW, PRAGUE, own))
    with ZipFile(BytesIO(file)) as package:
        types = etree.fromstring(package.read("[Content_Types].xml"))
        by_name = {each.get("PartName") or each.get("Extension"): each.get("ContentType") for each in types}
        assert by_name["xml"] == "application/xml" and "/customXml/item1.xml" not in by_name
        assert by_name["/customXml/itemProps1.xml"].endswith("customXmlProperties+xml")
        document = relations(package.read("word/_rels/document.xml.rels"))
        assert document[f"{OFFICE}/relationships/customXml"] in ("../customXml/item1.xml", "/customXml/item1.xml")
        item = relations(package.read("customXml/_rels/item1.xml.rels"))
        assert item[f"{OFFICE}/relationships/customXmlProps"].endswith("itemProps1.xml")
        assert letters(package.read("customXml/item1.xml")) == enclosed(file)
        properties = etree.fromstring(package.read("customXml/itemProps1.xml"))
        assert properties.tag == f"{{{OFFICE}/customXml}}datastoreItem" and SPACE.encode() in package.read(
            "customXml/itemProps1.xml"
        )


def relations(content: bytes) -> dict[str, str]:
    return {each.get("Type"): each.get("Target") for each in etree.fromstring(content)}


def test_libreoffice_carries_it_along(met: dict[str, Meeting], soffice: str, tmp_path: Path) -> None:
    file = paper(met["amalka"])
    (tmp_path / "a.docx").write_bytes(file)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "o"]
    subprocess.run([*map(str, command), str(tmp_path / "a.docx")], check=True, timeout=120, capture_output=True)
    assert enclosed((tmp_path / "o" / "a.docx").read_bytes()) == enclosed(file) is not None


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"<record/>",
        f'<record xmlns="{SPACE}"><a/></record>'.encode(),
        f'<!DOCTYPE r [<!ENTITY e "x">]><record xmlns="{SPACE}">&e;</record>'.encode(),
    ],
)
def test_other_parts_are_not_taken_for_it(part: bytes) -> None:
    assert letters(part) is None
