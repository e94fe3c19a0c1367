"""The record of a child's meeting: what the child shows and has chosen, in the child's own words, and nothing else."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from exports import word
from exports.content import content
from exports.paper import Heading, Paragraph, Picture, Record, Table
from server.meeting import commands as c
from server.meeting.model import Meeting, Sharing
from server.meeting.pages import words_digest_of
from server.web.language import translations
from tests.exports.amalka import (
    BEGINS,
    CANARIES,
    DANGER,
    GROWN_UP,
    MISTAKES,
    PAPER,
    TOPICS,
    UNOPENED,
    Amalka,
    amalkas_meeting,
    reads,
)
from tests.exports.jakub import PRAGUE
from tests.exports.test_content import part, under, words

NOW = BEGINS + timedelta(hours=2)
ENGLISH = translations("en")


def told(meeting: Meeting) -> Record:
    return content(meeting, ENGLISH, NOW, PRAGUE, photo=reads)


def unzipped(meeting: Meeting) -> dict[str, bytes]:
    file = word.record(meeting, ENGLISH, NOW, PRAGUE, photo=reads)
    with ZipFile(BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return amalkas_meeting("en", by_hand=True)


@pytest.fixture(scope="module")
def record(meeting: Meeting) -> Record:
    return told(meeting)


def test_the_parts_of_a_childs_meeting_have_their_place_in_a_customary_record(record: Record) -> None:
    headings = [block.words for block in record.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == [
        "Who was there",
        "Confidentiality",
        "The child's view, in the child's own words",
        "How each of us sees it",
        "What the child chose",
        "Goals",
        "Plan of steps",
        "What the family carries",
        "With whom information converges",
        "Reservations and differing opinions",
        "Next meeting",
        "Who sends this record to everyone",
        "Signatures",
        "Version and fingerprint",
        "Annex 1: from the wish book – Amálka Dvořáková",
    ]
    assert record.title == "Amálčino setkání"


def test_a_page_stands_in_the_annex_as_the_child_made_it(record: Record) -> None:
    wish = under(record, "What I wish for")
    # Not a letter is mended: the spaces, the full stops and the cat are the child's.
    assert Paragraph(MISTAKES) in wish.blocks
    assert "Stickers\ncat, heart" in words(wish)
    face, house = (block for block in wish.blocks if isinstance(block, Picture))
    assert (face.caption, face.alt) == ("I feel sad", "A face: I feel sad")
    assert house.alt == "The child's drawing on the page “What I wish for”"
    assert "close to me Máma, Rek (pes)" in part(record, "Who is important to me").replace(" | ", " ")
    (paper,) = (
        block for block in under(record, "What I like and what I am good at").blocks if isinstance(block, Picture)
    )
    assert paper.content == reads(PAPER)


def test_a_drawing_is_where_the_finger_was_in_its_colours(record: Record) -> None:
    house = [block for block in under(record, "What I wish for").blocks if isinstance(block, Picture)][1]
    with Image.open(BytesIO(house.content)) as picture:
        seen, scale = picture.convert("RGB"), picture.width / 1048
        assert picture.format == "PNG" and not picture.info.keys() - {"dpi"}
        roof, sun, sky = (
            seen.getpixel((round((x + 24) * scale), round((y + 24) * scale)))
            for x, y in ((360, 380), (940, 140), (100, 100))
        )
    assert roof[0] > 150 > roof[2] and sun[0] > 180 > sun[2] and sky == (255, 255, 255)


def test_whose_hand_wrote_for_the_child_is_said(record: Record) -> None:
    assert "kdyby paní učitelka nekřičela\nWritten by Bc. Lenka Tichá." in part(record, "What would help me")
    said = part(record, "What the child chose")
    assert "Chosen by Amálka herself, in this order.\nFor the child tapped Bc. Lenka Tichá.\n" in said


def test_the_plan_follows_the_childs_choice_and_says_so(record: Record) -> None:
    chosen = part(record, "What the child chose")
    assert f"1. | {TOPICS['spat']} | Goal 1\n2. | {TOPICS['skola']} | Goal 2" in chosen and TOPICS["pes"] not in chosen
    assert f"chosen by Amálka herself: “{TOPICS['spat']}”" in part(record, f"Goal 1: {TOPICS['spat']}")
    assert "added by the others at the table" in part(record, "Goal 3: Škola a rodiče o sobě vědí")


def test_everyone_says_first_what_goes_well_and_the_family_has_its_load(record: Record) -> None:
    said = part(record, "How each of us sees it")
    assert (
        "Petr Dvořák táta | Je statečná. | nevím" in said
        and "Klára Dvořáková máma | Krásně kreslí. | Že je na to sama." in said
    )
    assert "Klára Dvořáková | 4 | 6" in part(record, "What the family carries")


def test_nobody_waits_for_a_childs_name_or_tap(record: Record) -> None:
    for heading in ("Signatures", "Confidentiality"):
        assert "Amálka" not in part(record, heading)
    assert "Amálka Dvořáková |  | Child | the whole time | –" in part(record, "Who was there")


def test_a_child_who_likes_to_sign_has_a_row_like_everyone_else() -> None:
    signed = next(
        block
        for block in under(told(amalkas_meeting("en", child_signs=True)), "Signatures").blocks
        if isinstance(block, Table)
    )
    assert len(signed.rows) == len(GROWN_UP) + 1
    row = next(row for row in signed.rows if isinstance(row, tuple) and row[0].bold == "Amálka Dvořáková")
    assert row[1].words == "–" and row[2].drawing


def test_what_the_child_took_back_or_kept_is_nowhere_in_the_file(meeting: Meeting) -> None:
    for name, part_of_it in unzipped(meeting).items():
        assert not [canary for canary in CANARIES if canary.encode() in part_of_it], name
    # One drawing, one face and one photo; the red line of the page taken back is in no picture.
    pictures = [name for name in unzipped(meeting) if name.startswith("word/media/")]
    assert len(pictures) == 3 + len(GROWN_UP)


def test_a_page_is_in_the_draft_until_the_moment_it_is_taken_back() -> None:
    table = Amalka("en").book().gathers(views=False)
    assert b"TAJNE-KANAREK" in unzipped(table.meeting)["word/document.xml"]
    table.takes_back()
    everything = b"".join(unzipped(table.meeting).values())
    assert not [canary for canary in (*CANARIES, UNOPENED) if canary.encode() in everything]


def test_a_page_that_sounds_like_danger_is_on_no_paper_before_the_guide_has_seen_to_it() -> None:
    table = Amalka("en").book()
    page = table.meeting.page("moje")
    assert page and "KANAREK" in DANGER and DANGER not in words(told(table.meeting))
    table.does("lenka", c.HeedPage("moje", words_digest_of(table.meeting, page)))
    assert DANGER in words(told(table.meeting))


def test_a_child_who_chose_nothing_went_or_never_came_is_spoken_of_with_respect() -> None:
    table = Amalka("en").gathers().chooses().plans()
    table.does("amalka", c.Depart("amalka"))
    record = told(table.freezes().closes().meeting)
    assert "Nobody has chosen in the child's stead." in part(record, "What the child chose")
    view = part(record, "The child's view, in the child's own words")
    assert "The child went at 14:08, as a child may at any time." in view
    assert "It belongs to the child" in view
    assert "Amálka" not in part(record, "Signatures")
    alone = Amalka("en")
    alone.comes("vera", "lenka", "mama").does("vera", c.BeginMeeting())
    for _stage in range(4):
        alone.advances("vera", "Amálka dnes nechtěla přijít.")
    alone.does("vera", c.CloseMeeting("Amálka dnes nechtěla přijít."))
    record = told(alone.meeting)
    assert "was not at the table, and nobody has decided" in part(record, "The child's view, in the child's own words")
    assert "The child had not chosen what matters most." not in words(record)


def test_an_earlier_version_shows_what_was_chosen_then() -> None:
    table = Amalka("en").book().gathers().chooses("spat", "skola").takes_back().plans().freezes()
    number = table.meeting.freeze
    assert number
    table.does("vera", c.ReopenPlan(number.number, "Amálka si to rozmyslela."), c.StepBack("zaver"))
    table.does("amalka", c.MoveTopic("skola", 0))
    record = told(table.freezes().closes().meeting)
    assert f"1. | {TOPICS['skola']} | Goal 1" in part(record, "What the child chose")
    earlier = part(record, "Version 1 – void")
    assert f"What the child chose\n1. {TOPICS['spat']}\n2. {TOPICS['skola']}\n" in earlier
    assert f"chosen by Amálka herself: “{TOPICS['spat']}”" in earlier


def test_pictures_are_named_for_those_who_cannot_see_them(meeting: Meeting) -> None:
    file = Document(BytesIO(word.record(meeting, ENGLISH, NOW, PRAGUE, photo=reads)))
    drawn = list(file.element.body.iter(qn("wp:docPr")))
    assert len({each.get("id") for each in drawn}) == len(drawn) == 3 + len(GROWN_UP)
    assert all(each.get("descr") for each in drawn)
    assert [each.get("name") for each in drawn][-3:] == ["Picture 1", "Picture 2", "Picture 3"]


def test_only_released_pages_are_named() -> None:
    table = Amalka("en").book()
    table.does("amalka", c.SharePage("preju-si", Sharing.SAY))
    assert "What I wish for" not in words(told(table.meeting))
