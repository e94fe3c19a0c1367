"""A meeting file: what is read from it, and that every mistake is one sentence with line, word and what is right."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.formats import formats
from server.formats.meeting_file import (
    _MEETING,
    _PERSON,
    MOST_BYTES,
    BadMeetingFile,
    read_meeting,
    read_meeting_file,
)
from server.formats.slug import seat_id
from server.meeting.cells import is_id
from server.meeting.commands import OpenMeeting
from server.meeting.decide import open_meeting

PRAGUE = ZoneInfo("Europe/Prague")
DOCS = Path(__file__).parent.parent.parent / "docs" / "meeting-file.md"

GOOD = """\
format = "pripadova-konference"
title = "Jakubovo setkání"
place = "ZŠ Komenského, sborovna"
starts = 2027-03-12T14:00:00

[[people]]
name = "Mgr. Věra Malá, Ph.D."
role = "facilitator"

[[people]]
name = "Jana Nováková"
position = "matka"
email = "jana@example.cz"
"""


def read(text: str | bytes) -> OpenMeeting:
    return read_meeting(text.encode() if isinstance(text, str) else text, PRAGUE)[1]


def mistake(text: str | bytes) -> str:
    with pytest.raises(BadMeetingFile) as bad:
        read(text)
    sentence = str(bad.value)
    assert "\n" not in sentence and sentence.endswith(".")
    assert not re.search(r"[{]\w*[}]", sentence), sentence
    assert sentence == bad.value.sentence.format(**bad.value.places)
    return sentence


def test_what_stands_in_the_file() -> None:
    format, opening = read_meeting(GOOD.encode(), PRAGUE)
    assert format is formats()["pripadova-konference"]
    assert (opening.title, opening.place) == ("Jakubovo setkání", "ZŠ Komenského, sborovna")
    assert opening.starts == datetime(2027, 3, 12, 14, 0, tzinfo=PRAGUE)
    assert (opening.language, opening.initials) == ("cs", False)
    assert (opening.case, opening.occasion) == ("", "first")
    vera, jana = opening.people
    assert (vera.seat, vera.name, vera.roles) == ("vera-mala", "Mgr. Věra Malá, Ph.D.", {"facilitator"})
    assert (jana.seat, jana.roles, jana.position) == ("jana-novakova", {"ucastnik"}, "matka")
    assert jana.email == "jana@example.cz"
    assert open_meeting(opening, format)


def test_a_meeting_of_a_case_that_is_there_already() -> None:
    opening = read('case = "3fa94c0112de"\noccasion = "evaluation"\n' + GOOD)
    assert (opening.case, opening.occasion) == ("3fa94c0112de", "evaluation")


def test_every_meeting_gets_an_id_of_its_own() -> None:
    one, other = read(GOOD).meeting, read(GOOD).meeting
    assert one != other
    assert is_id(one)


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).title == "Jakubovo setkání"


def test_several_roles_in_both_ways_of_writing_people() -> None:
    text = GOOD.replace('role = "facilitator"', 'roles = ["facilitator", "koordinator"]')
    assert read(text).people[0].roles == {"facilitator", "koordinator"}
    head = GOOD.partition("[[people]]")[0]
    inline = head + 'people = [{name = "Věra", roles = ["facilitator"]}, {name = "Věra", position = "babička"}]\n'
    assert [person.seat for person in read(inline).people] == ["vera", "vera-2"]


@pytest.mark.parametrize(
    ("name", "seat"),
    [
        ("Mgr. Jana Nováková", "jana-novakova"),
        ("PhDr. Ing. Řehoř Žluťoučký-Kůň, Ph.D.", "rehor-zlutoucky-kun"),
        ("Оксана Коваленко", "person"),
        ("MUDr.", "mudr"),
        ("house", "house-2"),
        ("projector", "projector-2"),
        ("A" * 80, "a" * 32),
        ("Jana N.", "jana"),
    ],
)
def test_seats_are_short_readable_words(name: str, seat: str) -> None:
    assert seat_id(name, ()) == seat
    assert is_id(seat_id(name, {seat}))
    assert seat_id(name, {seat}) != seat


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


CHILDS = """\
format = "interaktivni-konference"
title = "Honzíkovo setkání"

[[people]]
name = "Dana Kovářová"
role = "facilitator"

[[people]]
name = "Honzík Malý"
role = "dite"

[[people]]
name = "Markéta Vlková"
roles = ["pruvodce", "klicovy-pracovnik"]
"""


def test_a_childs_meeting_has_one_child_and_a_guide() -> None:
    format, opening = read_meeting(CHILDS.encode(), PRAGUE)
    assert open_meeting(opening, format)
    assert [person.seat for person in opening.people if format.child in person.roles] == ["honzik-maly"]


def test_a_guide_may_still_be_looked_for() -> None:
    format, opening = read_meeting(CHILDS.replace('"pruvodce", ', "").encode(), PRAGUE)
    assert open_meeting(opening, format), "the child may name somebody; until then the table is told"


MISTAKES: list[tuple[str, str | bytes, str]] = [
    ("empty", "", "The file is empty; it needs at least format, title and one [[people]] with a name."),
    ("blank", "\ufeff  \n\n", "The file is empty; it needs at least format, title and one [[people]] with a name."),
    (
        "unknown format",
        changed('"pripadova-konference"', '"připadová konference"'),
        "Line 1: there is no kind of meeting “připadová konference”; perhaps “pripadova-konference” (there is: ",
    ),
    (
        "another format",
        changed('"pripadova-konference"', '"porada"'),
        "Line 1: there is no kind of meeting “porada”; there is: ",
    ),
    ("no format", changed('format = "pripadova-konference"\n', ""), "Line 1: the kind of meeting is missing; write "),
    (
        "whoever leads without a phone",
        changed('role = "facilitator"', 'role = "facilitator"\nphone = false'),
        "Line 9: whoever leads the meeting needs a phone or a computer of their own; leave out phone = false.",
    ),
    (
        "the name of a case instead of its id",
        changed("place", 'case = "Jakub N."\nplace'),
        'Line 3: case = "Jakub N." is not the id of a case; copy it from the address of the case\'s page, or leave it ',
    ),
    (
        "unknown occasion",
        changed("place", 'occasion = "evaluaton"\nplace'),
        "Line 3: there is no occasion “evaluaton”; perhaps “evaluation” (there is: first, evaluation, ",
    ),
    ("no title", changed('title = "Jakubovo setkání"\n', ""), "Line 1: the meeting has no title; write one, "),
    ("blank title", changed("Jakubovo setkání", "  "), "Line 2: the meeting has no title; write one, "),
    (
        "unknown key",
        changed("place", "plcae"),
        "Line 3: “plcae” is not a word of a meeting file; perhaps “place” (there is: ",
    ),
    (
        "unknown key of a person",
        changed("position", "posice"),
        "Line 12: “posice” is not a word of a meeting file; perhaps “position” (there is: ",
    ),
    (
        "a person's key above",
        changed("place", 'email = "a@b.cz"\nplace'),
        "Line 3: “email” belongs to a person; write it under [[people]].",
    ),
    (
        "the meeting's key below",
        changed("position", 'place = "škola"\nposition'),
        "Line 12: “place” belongs to the whole meeting; write it above the first [[people]].",
    ),
    (
        "a number for a text",
        changed('"ZŠ Komenského, sborovna"', "12"),
        'Line 3: “place” must be a text in quotation marks, such as place = "12".',
    ),
    (
        "unknown role",
        changed('"facilitator"', '"Facilitátorka"'),
        "Line 8: there is no role “Facilitátorka” in this kind of meeting; perhaps “facilitator” "
        "(there is: facilitator, svolavatel, koordinator, klicovy-pracovnik, zapisovatel, ucastnik).",
    ),
    (
        "an unlike role",
        changed('"facilitator"', '"babička"'),
        "Line 8: there is no role “babička” in this kind of meeting; there is: facilitator, ",
    ),
    (
        "a list as role",
        changed('role = "facilitator"', 'role = ["facilitator", "koordinator"]'),
        'Line 8: several roles are written roles = ["facilitator", "koordinator"], with an s.',
    ),
    (
        "a text as roles",
        changed('role = "facilitator"', 'roles = "facilitator"'),
        'Line 8: roles = "facilitator" must be a list of words, such as roles = ["facilitator", "ucastnik"].',
    ),
    (
        "role and roles",
        changed('role = "facilitator"', 'role = "facilitator"\nroles = ["koordinator"]'),
        "Line 9: this person has both “role” and “roles”; keep the one with all their roles.",
    ),
    (
        "no name",
        changed('name = "Jana Nováková"\n', ""),
        'Line 10: this person has no name; write one, such as name = "Mgr. Jana Nováková".',
    ),
    (
        "nobody leads",
        changed('role = "facilitator"', 'role = "ucastnik"'),
        'Line 8: nobody here leads the meeting; give one of the people the role = "facilitator".',
    ),
    ("nobody", GOOD.partition("[[people]]")[0], "The file names nobody; add [[people]] with a name and a role"),
    (
        "one bracket",
        'format = "pripadova-konference"\ntitle = "T"\n[people]\nname = "Jana"\n',
        "Line 3: people are written one after another, each under a line [[people]] with two brackets.",
    ),
    (
        "one bracket, twice",
        GOOD.replace("[[people]]", "[people]"),
        "Line 10: write [[people]] with two brackets on both sides, not [people].",
    ),
    ("brackets left open", changed("[[people]]", "[[people]"), "Line 6: write [[people]] with two brackets"),
    (
        "the same person twice",
        GOOD + '\n[[people]]\nname = "Jana  Nováková"\nposition = "matka"\n',
        "Line 16: “Jana Nováková” is there already, on line 11; write several roles of one person as ",
    ),
    (
        "no quotation marks",
        changed('"Jakubovo setkání"', "Jakubovo setkání"),
        'Line 2: the text must stand in quotation marks: title = "Jakubovo setkání".',
    ),
    (
        "curly quotation marks",
        changed('"Jakubovo setkání"', "„Jakubovo setkání“"),
        'Line 2: texts stand in straight quotation marks "…", not in „.',
    ),
    (
        "a quotation mark missing",
        changed('"Jakubovo setkání"', '"Jakubovo setkání'),
        "Line 2: a quotation mark is missing or stands in the middle of the text in title = ",
    ),
    (
        "a word alone",
        changed("place =", "sborovna\nplace ="),
        "Line 3: “sborovna” is neither [[people]] nor a setting such as ",
    ),
    ("a key twice", changed("place", 'title = "Znovu"\nplace'), "Line 3: “title” is there a second time; keep one"),
    (
        "a date in quotation marks",
        changed("2027-03-12T14:00:00", '"12. 3. 2027"'),
        'Line 4: starts = "12. 3. 2027" is not a date and an hour; write it without quotation marks as 2027-',
    ),
    (
        "a Czech date",
        changed("2027-03-12T14:00:00", "12. 3. 2027 14.00"),
        "Line 4: write the day and the hour as starts = 2027-03-12T14:00:00, not starts = 12. 3. 2027 14.00.",
    ),
    ("a day alone", changed("T14:00:00", ""), "Line 4: starts = 2027-03-12 has no hour; write it without quotation"),
    ("the 30th of February", changed("2027-03-12", "2027-02-30"), "Line 4: starts = 2027-02-30T14:00:00 is not a day"),
    ("another century", changed("2027-03-12", "1927-03-12"), "Line 4: the year 1927 in “starts” cannot be right;"),
    ("too long", changed("Jakubovo", "J" * 200), "Line 2: “title” has 208 characters; it can have at most 200."),
    ("a name too long", changed("Jana", "J" * 80), "Line 11: “name” has 89 characters; it can have at most 80."),
    ("no e-mail", changed("jana@example.cz", "jana"), "Line 13: “jana” is not an e-mail address such as "),
    ("a language", changed("place", 'language = "cz"\nplace'), "Line 3: there is no language “cz”; perhaps “cs” "),
    ("initials", changed("place", 'initials = "ano"\nplace'), 'Line 3: initials = "ano" must be true or false,'),
    ("not UTF-8", GOOD.encode("cp1250"), "Line 2: these letters cannot be read; save the file as UTF-8 and try again."),
    ("UTF-16", GOOD.encode("utf-16"), "The file is saved as UTF-16; save it as UTF-8 and try again."),
    ("huge", b"#" * (MOST_BYTES + 1), "The file is larger than 256 KB; a meeting file is a page or two."),
    ("a Word file", b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", "Line 1: these letters cannot be read; save"),
    ("brackets without end", "a = " + "[" * 5000, "The file has brackets within brackets without end; it needs "),
    (
        "too many people",
        GOOD + "".join(f'[[people]]\nname = "Host {number}"\n' for number in range(120)),
        "Line 251: a meeting holds at most 120 people, and this is one more.",
    ),
    (
        "no child",
        CHILDS.replace('"dite"', '"rodic"'),
        'Line 6: the child whose meeting it is is missing; give one of the people the role = "dite".',
    ),
    (
        "two children",
        CHILDS + '\n[[people]]\nname = "Anička"\nroles = ["dite"]\n',
        "Line 18: there is a child already, on line 10, and this meeting belongs to one; ",
    ),
    (
        "a child and something else",
        CHILDS.replace('role = "dite"', 'roles = ["dite", "zapisovatel"]'),
        'Line 10: the child has no role besides; write role = "dite" and nothing else.',
    ),
    (
        "a guide who leads",
        CHILDS.replace('role = "facilitator"', 'roles = ["facilitator", "pruvodce"]'),
        "Line 6: whoever leads the meeting cannot be the child's guide too; ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_a_mistake_is_one_sentence(text: str | bytes, sentence: str) -> None:
    assert mistake(text).startswith(sentence)


def test_a_key_within_a_long_text_does_not_move_the_lines() -> None:
    text = changed("place =", 'purpose = """\ntitle = "To není klíč"\n[[people]]\n"""\nplace =')
    assert mistake(text.replace("facilitator", "babička")).startswith("Line 12: ")


def test_whatever_is_written_is_read_or_is_one_sentence() -> None:
    """Every line left out, cut in half, doubled: a meeting or a sentence, never anything else."""
    lines = GOOD.splitlines()
    for number, line in enumerate(lines):
        for instead in ([], [line, line], [line[: len(line) // 2]], [line + "]"], [line.replace("=", "")], ["\x00"]):
            text = "\n".join([*lines[:number], *instead, *lines[number + 1 :]])
            try:
                read(text)
            except BadMeetingFile as bad:
                assert str(bad) and "\n" not in str(bad)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "nic.toml", tmp_path):
        with pytest.raises(BadMeetingFile, match=r"^The file .* cannot be read: .*\.$"):
            read_meeting_file(place, PRAGUE)


def test_the_example_of_the_docs_is_a_meeting() -> None:
    docs = DOCS.read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", docs, re.S)
    format, opening = read_meeting(example.encode(), PRAGUE)
    assert open_meeting(opening, format)
    assert [person.seat for person in opening.people] == ["alena-dvorakova", "hana-kucerova", "jana-novakova"]


def test_the_docs_name_every_key_role_and_kind() -> None:
    docs = DOCS.read_text("utf-8")
    for word in (_MEETING | _PERSON | formats().keys()) - {"people"}:
        assert f"`{word}`" in docs, word
    for format in formats().values():
        assert all(f"`{role.id}`" in docs for role in format.roles)
