"""An office's settings, every mistake in them one sentence; its meetings and its records."""

import json
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from exports.content import content
from exports.paper import Paragraph, Table
from server.formats import formats
from server.formats.meeting_file import BadMeetingFile, read_meeting
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import replay
from server.meeting.format import STANCES
from server.meeting.model import NO_KEEPING, RECORD_KINDS, Keeping, Meeting
from server.meeting.text import MAX_UNITS
from server.office import (
    _KEYS,
    _ROLE,
    _SEAL,
    MOST_ABBREVIATIONS,
    MOST_BYTES,
    MOST_CARD,
    MOST_CLAUSE,
    MOST_DAYS,
    MOST_NAME,
    MOST_RULES,
    NO_OFFICE,
    BadOffice,
    Office,
    read_office,
)
from server.settings import load
from server.web.language import translations
from tests.commandline import setkani
from tests.exports import letterheads
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.seal import certified as of

ROOT = Path(__file__).parents[1]
WHOLE = '''
# Papír a slova naší organizace
name = "Pomáháme společně, z. s."
letterhead = "papir.docx"
record = "zaznam"
rules = """
Mluví vždy jen jeden.
Každý mluví sám za sebe."""

[clauses]
zaznam = "Záznam zakládáme do složky klienta."

[roles.facilitator]
name = "Průvodkyně setkání"
card = "Vede setkání a nikomu nestraní."
stance = "help"
reports = ""

[formats.setkani-nad-pripadem.roles.facilitator]
name = "Kdo vede poradu"

[abbreviations]
OSPOD = "Oddělení sociálně-právní ochrany dětí: úřad, který dohlíží, aby dětem nikdo neubližoval."
'''


def office(folder: Path, toml: str = WHOLE) -> Office:
    letterheads.TOWN.file(folder)
    (folder / "office.toml").write_text(toml, "utf-8")
    return read_office(folder / "office.toml")


def sentence(folder: Path, toml: str) -> str:
    with pytest.raises(BadOffice) as bad:
        office(folder, toml)
    said = str(bad.value)
    assert said.startswith(f"The office file {folder / 'office.toml'}") and said.endswith(".") and "\n" not in said
    return said.removeprefix(f"The office file {folder / 'office.toml'}").removeprefix(": ")


# Reading ------------------------------------------------------------------------------------------------------------


def test_everything_an_office_sets_is_read(tmp_path: Path) -> None:
    found = office(tmp_path)
    assert (found.name, found.record) == ("Pomáháme společně, z. s.", "zaznam")
    assert found.rules == "Mluví vždy jen jeden.\nKaždý mluví sám za sebe."
    assert found.clauses == {"zaznam": "Záznam zakládáme do složky klienta."}
    assert found.abbreviations["OSPOD"].startswith("Oddělení")
    assert found.letterhead is not None and found.paper.letterhead is found.letterhead


def test_without_a_file_nothing_is_set() -> None:
    assert read_office(None) == NO_OFFICE
    format = formats()["pripadova-konference"]
    assert NO_OFFICE.applied(format) == format and NO_OFFICE.record == "zapis"


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert office(tmp_path, "") == NO_OFFICE


def test_roles_are_called_as_the_office_calls_them_in_all_kinds_of_meeting_or_in_one(tmp_path: Path) -> None:
    found = office(tmp_path)
    conference = formats()["pripadova-konference"]
    role = found.applied(conference).role("facilitator")
    assert (role.name, role.stance, role.reports) == ("Průvodkyně setkání", "help", "")
    assert role.cannot == conference.role("facilitator").cannot
    other = found.applied(formats()["setkani-nad-pripadem"]).role("facilitator")
    assert (other.name, other.card) == ("Kdo vede poradu", "Vede setkání a nikomu nestraní.")
    assert found.applied(conference).roles[1:] == conference.roles[1:]
    assert found.applied(conference).stages == conference.stages


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('record = "zaznam"', 'record = "záznam"', "Line 5: there is no kind of record “záznam”; perhaps “zaznam”"),
        ('record = "zaznam"', "record = zaznam", 'Line 5: the text must stand in quotation marks: record = "zaznam"'),
        ('name = "Pomáháme', 'nam = "Pomáháme', "Line 3: “nam” is not a word of an office file here; perhaps “name”"),
        ('name = "Pomáháme společně, z. s."', "name = 5", "Line 3: “name” must be a text in quotation marks"),
        ("[roles.facilitator]", "[roles.moderator]", "Line 13: there is no role “moderator” in any kind of meeting; "),
        ('stance = "help"', 'stance = "hellp"', "Line 16: there is no stance “hellp”; perhaps “help”"),
        ('card = "Vede setkání a nikomu nestraní."', 'card = ""', "Line 15: “card” says nothing; write it, or leave"),
        ('reports = ""', 'report = ""', "Line 17: “report” is not a word of an office file here; perhaps “reports”"),
        ("[formats.setkani-nad-pripadem.", "[formats.porada.", "Line 19: there is no kind of meeting “porada”; "),
        ("pripadem.roles.", "pripadem.role.", "Line 19: “role” is not a word of an office file here; perhaps “roles”"),
        ("[clauses]\nzaznam", "[clauses]\nzapisy", "Line 11: “zapisy” is not a word of an office file here; perhaps"),
        ("OSPOD =", '"OSPOD dětí" =', "Line 23: “OSPOD dětí” is no abbreviation; write one word, such as OSPOD"),
        ("[abbreviations]", "[abbreviations", "Line 22: "),
        ('letterhead = "papir.docx"', 'letterhead = "neni.docx"', "Line 4: The letterhead "),
        ("[abbreviations]", "[clauses]", "Line 22: “[clauses]” is there a second time; keep one of them."),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_line(tmp_path: Path, written: str, instead: str, said: str) -> None:
    assert written in WHOLE
    assert sentence(tmp_path, WHOLE.replace(written, instead)).startswith(said)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            f'name = "{"x" * (MOST_NAME + 1)}"',
            f"“name” has {MOST_NAME + 1} characters; it can have at most {MOST_NAME}",
        ),
        (f'rules = "{"x" * (MAX_UNITS + 1)}"', "“rules” has 4001 characters; it can have at most 4000"),
        ("clauses = 5", "Line 1: “clauses” must be a part of its own, under a line [clauses]"),
        (f'rules = "{"👧" * 2001}"', "“rules” is longer than a field of shared text"),
        (f'[clauses]\nzapis = "{"x" * (MOST_CLAUSE + 1)}"', "“zapis” has 1001 characters"),
        (f'[abbreviations]\nSAS = "{"x" * (MOST_CARD + 1)}"', "“SAS” has 401 characters"),
        ("[abbreviations]\n" + "\n".join(f'A{n} = "x"' for n in range(MOST_ABBREVIATIONS + 1)), "more than 200"),
    ],
)
def test_sizes_and_shapes_are_limited(tmp_path: Path, toml: str, said: str) -> None:
    assert said in sentence(tmp_path, toml)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_bytes(b"name = '\xe1'\n")
    with pytest.raises(BadOffice, match="Line 1: these letters cannot be read; save the file as UTF-8"):
        read_office(tmp_path / "o.toml")
    (tmp_path / "o.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(BadOffice, match="larger than 256 KB"):
        read_office(tmp_path / "o.toml")
    with pytest.raises(BadOffice, match="cannot be read"):
        read_office(tmp_path / "nikde.toml")


@pytest.mark.parametrize("guide", ["docs/office.md", "docs/cs/office.md"])
def test_the_example_in_the_guide_can_be_used_as_it_is(tmp_path: Path, guide: str) -> None:
    written = (ROOT / guide).read_text("utf-8")
    example = re.findall(r"```toml\n(.*?)```", written, re.DOTALL)[0]
    found = office(tmp_path, example)
    assert found.letterhead and found.rules and found.clauses and found.roles and found.abbreviations
    for word in (*_KEYS, *_ROLE, *_SEAL, *RECORD_KINDS, *STANCES - {""}):
        assert word in written, word


# The seal -----------------------------------------------------------------------------------------------------------

SEALED = """
name = "Pomáháme společně, z. s."

[seal]
key = "seal.p12"
certificate = "chain.pem"
stamps = "http://razitka.example.org/tsa"
trust = ["root.pem"]
page = "https://setkani.example.org/verify"
"""
SECRET = "Tajné heslo 7"


def sealing(folder: Path, toml: str = SEALED, password: str = "") -> Path:
    (folder / "seal.p12").write_bytes(of.p12(replace(of.issued(), chain=()), password))
    (folder / "chain.pem").write_bytes(of.pem(of.middle(), of.root()))
    (folder / "root.pem").write_bytes(of.pem(of.root()))
    (folder / "weak.pem").write_bytes(of.pem(of.private("rsa1024"), of.certificate("A", of.private("rsa1024"))))
    (folder / "office.toml").write_text(toml, "utf-8")
    return folder / "office.toml"


def test_what_an_office_seals_with_is_read_and_only_the_path_of_the_key_is_in_the_file(tmp_path: Path) -> None:
    found = read_office(sealing(tmp_path))
    assert found.seal is not None and found.seal.name == of.ORGANISATION
    assert (found.seal.key.certificate, found.seal.key.chain) == (of.issued().certificate, (of.middle(), of.root()))
    assert found.seal.stamps == "http://razitka.example.org/tsa" and found.seal.trust == (of.root(),)
    assert found.verify_at == "https://setkani.example.org/verify"
    # Of a time stamp only the record itself may speak: an extract never gets one.
    assert found.paper.seal == found.seal.without_stamps and found.paper.seal.stamps == ""


def test_the_password_is_asked_for_once_and_only_where_there_is_one(tmp_path: Path) -> None:
    asked = []

    def unlock() -> str:
        asked.append(SECRET)
        return SECRET

    assert read_office(sealing(tmp_path), unlock).seal and not asked
    assert read_office(sealing(tmp_path, password=SECRET), unlock).seal and len(asked) == 1
    with pytest.raises(BadOffice, match=r"Line 5: The key in seal\.p12 is under a password; give it in SETKANI_SEAL_"):
        read_office(sealing(tmp_path, password=SECRET))
    with pytest.raises(BadOffice) as bad:
        read_office(sealing(tmp_path, password=SECRET), lambda: "jiné heslo")
    assert "Line 5: The password does not open the key in seal.p12" in str(bad.value)
    assert "jiné" not in str(bad.value) and SECRET not in str(bad.value)


def test_who_needs_no_key_does_not_touch_it(tmp_path: Path) -> None:
    file = sealing(tmp_path)
    (tmp_path / "seal.p12").unlink()
    found = read_office(file, None)
    assert found.seal is None and found.trust == (of.root(),)


def test_a_page_for_checking_and_somebody_to_trust_need_no_key(tmp_path: Path) -> None:
    found = read_office(sealing(tmp_path, '[seal]\ntrust = "root.pem"\npage = "http://setkani.example.org/verify/"'))
    assert (found.seal, found.trust) == (None, (of.root(),))
    assert found.verify_at == "http://setkani.example.org/verify"


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('"seal.p12"', '"neni.p12"', "Line 5: The file "),
        ('"seal.p12"', '"weak.pem"', "Line 5: The RSA key in weak.pem has 1024 bits and is too weak"),
        ('"seal.p12"', "7", "Line 5: “key” must be a text in quotation marks"),
        ('"chain.pem"', '"seal.p12"', "Line 5: There is no certificate that can be read in seal.p12; it takes PEM"),
        ('"http://razitka.example.org/tsa"', '"razitka"', "Line 7: “stamps” must be an address such as https://"),
        ('"https://setkani.example.org/verify"', '"ftp://x"', "Line 9: “page” must be an address such as https://"),
        ('"https://setkani.example.org/verify"', f'"http://{"x" * 200}"', "Line 9: “page” has 207 characters"),
        ('["root.pem"]', "7", "Line 8: “trust” must be a file in quotation marks, or several in brackets"),
        ('["root.pem"]', '["root.pem", ""]', "Line 8: “trust” must be a file in quotation marks, or several"),
        ('["root.pem"]', '["neni.pem"]', "Line 8: The file "),
        ('trust = ["root.pem"]', "", "Line 7: “stamps” needs somebody to trust; "),
        ('key = "seal.p12"', "", "Line 6: there is “certificate” and no key; write where it is: key = “…”"),
        ("stamps =", "stamp =", "Line 7: “stamp” is not a word of an office file here; perhaps “stamps”"),
        ("[seal]", "[sel]", "Line 4: “sel” is not a word of an office file here; perhaps “seal”"),
    ],
)  # fmt: skip
def test_a_mistake_about_the_seal_is_one_sentence_with_its_line(
    tmp_path: Path, written: str, instead: str, said: str
) -> None:
    assert written in SEALED
    with pytest.raises(BadOffice) as bad:
        read_office(sealing(tmp_path, SEALED.replace(written, instead)))
    sentence = str(bad.value)
    assert sentence.startswith(f"The office file {tmp_path / 'office.toml'}: {said}") and sentence.endswith(".")
    assert "\n" not in sentence


def test_how_long_data_are_kept_is_a_number_of_days_and_goes_into_new_meetings(tmp_path: Path) -> None:
    found = office(tmp_path, '[keeping]\ndays = 30\nrecord = "erase"\ncomments = 14\n')
    assert found.keeping == Keeping(30, "erase", 14)
    _, command = read_meeting(MEETING.encode(), PRAGUE, "zapis")
    (opened, *_) = open_meeting(found.opening(command), formats()["pripadova-konference"])
    assert isinstance(opened, e.MeetingOpened) and opened.keeping == found.keeping
    assert office(tmp_path, "").keeping == NO_KEEPING


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("days = -1", f"“days” must be a number of days from 0 to {MOST_DAYS}"),
        (f"days = {MOST_DAYS + 1}", "“days” must be a number of days"),
        ('days = "30"', "such as days = 30"),
        ("days = true", "“days” must be a number of days"),
        ("comments = 1.5", "“comments” must be a number of days"),
        ('record = "hide"', "a record cannot end as “hide”"),
        ("day = 30", "“day” is not a word of an office file here; perhaps “days”"),
    ],
)
def test_a_mistake_in_how_long_data_are_kept_is_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    told = sentence(tmp_path, f"[keeping]\n{line}\n")
    assert told.startswith("Line 2: ") and said in told


def test_the_office_s_own_rules_stand_beside_the_law_in_the_help_with_choosing(tmp_path: Path) -> None:
    found = office(tmp_path, '[choosing]\nalways = "Vždy vedoucí."\nharm = ["První.", " Druhá. "]\n')
    assert found.choosing == {"always": ("Vždy vedoucí.",), "harm": ("První.", "Druhá.")}
    assert office(tmp_path, "").choosing == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('ham = "Ne."', "help with choosing never comes to “ham”; perhaps “harm”"),
        ("harm = 3", "“harm” must be a sentence in quotation marks, or several in brackets"),
        ('harm = ["Ano.", 3]', "“harm” must be a sentence"),
        ('harm = [" "]', "“harm” must be a sentence"),
        (f'harm = ["{"a" * (MOST_CARD + 1)}"]', f"“harm” has {MOST_CARD + 1} characters"),
        (f"harm = {['Ano.'] * (MOST_RULES + 1)}", f"“harm” has {MOST_RULES + 1} sentences"),
        ('always.harm = "Ne."', "“always” must be a sentence"),
    ],
)
def test_a_mistake_in_the_office_s_own_rules_is_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    told = sentence(tmp_path, f"[choosing]\n{line}\n")
    assert told.startswith("Line 2: ") and said in told


# Settings -----------------------------------------------------------------------------------------------------------


def test_the_office_lies_in_the_data_folder_or_where_the_settings_say(tmp_path: Path) -> None:
    assert load({"data_dir": tmp_path}).office_file is None
    (tmp_path / "office.toml").write_text("")
    assert load({"data_dir": tmp_path}).office_file == tmp_path / "office.toml"
    assert load({"data_dir": tmp_path, "office": str(tmp_path / "x.toml")}).office_file == tmp_path / "x.toml"


# Meetings -----------------------------------------------------------------------------------------------------------

MEETING = """
format = "pripadova-konference"
title = "Jakubovo setkání"
[[people]]
name = "Bc. Eva Dvořáková"
role = "facilitator"
[[people]]
name = "Jana Nováková"
identity = "nar. 1. 5. 1985, bytem Kolín, Zahradní 4"
"""


def opened(folder: Path, meeting: str = MEETING) -> str:
    """A meeting opened in a data folder with this office's settings in it."""
    (folder / "d").mkdir()
    office(folder / "d")
    (folder / "m.toml").write_text(meeting, "utf-8")
    made = setkani("new", folder / "m.toml", "--data-dir", folder / "d", "--json")
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["meeting"])


def test_a_meeting_opened_by_an_office_begins_with_its_rules_and_keeps_its_words(tmp_path: Path) -> None:
    meeting = opened(tmp_path)
    (tmp_path / "d" / "office.toml").unlink()
    answer = setkani("record", meeting, "--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
    assert answer.returncode == 0, answer.stderr
    file = docx.Document(str(tmp_path / "r.docx"))
    said = [paragraph.text for paragraph in file.paragraphs]
    assert "Každý mluví sám za sebe." in said
    assert "Záznam o\N{NO-BREAK SPACE}setkání a\N{NO-BREAK SPACE}plán kroků" in said
    assert "Průvodkyně setkání" in [cell.text for row in file.tables[0].rows for cell in row.cells]


def test_the_record_comes_on_the_office_s_paper(tmp_path: Path) -> None:
    meeting = opened(tmp_path)
    answer = setkani("record", meeting, "--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
    assert answer.returncode == 0, answer.stderr
    file = docx.Document(str(tmp_path / "r.docx"))
    assert "Město Kolín" in file.sections[0].first_page_header.paragraphs[0].text
    assert file.tables[0].cell(0, 1).text == "Pomáháme společně, z. s."


def test_a_meeting_file_that_says_its_kind_of_record_is_asked_first(tmp_path: Path) -> None:
    meeting = opened(tmp_path, 'record = "protokol"' + MEETING)
    answer = setkani("record", meeting, "--data-dir", tmp_path / "d", "-o", tmp_path / "r.docx")
    assert answer.returncode == 0, answer.stderr
    said = [paragraph.text for paragraph in docx.Document(str(tmp_path / "r.docx")).paragraphs]
    assert "Protokol o\N{NO-BREAK SPACE}setkání a\N{NO-BREAK SPACE}plán kroků" in said


@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("new", "m.toml"), ("record", "x"), ("demo", "--port", "0")]
)
def test_a_bad_office_file_is_one_sentence_and_nothing_starts(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "o.toml").write_text('letterhead = "chybi.docx"\n')
    answer = setkani(*command, "--data-dir", tmp_path / "d", "--office", tmp_path / "o.toml")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1), answer.stderr
    assert "Line 1: The letterhead" in answer.stderr and "chybi.docx cannot be read" in answer.stderr


def test_a_meeting_file_names_its_kind_of_record_and_who_people_are_for_a_protocol() -> None:
    _, command = read_meeting(('record = "protokol"' + MEETING).encode(), PRAGUE, "zaznam")
    assert command.record_kind == "protokol"
    assert [person.identity for person in command.people] == ["", "nar. 1. 5. 1985, bytem Kolín, Zahradní 4"]
    _, command = read_meeting(MEETING.encode(), PRAGUE, "zaznam")
    assert command.record_kind == "zaznam"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            'record = "protokoll"' + MEETING,
            "Line 1: there is no kind of record “protokoll”; perhaps “protokol” (there is: ",
        ),
        ("record = true" + MEETING, "Line 1: “record” must be a text in quotation marks"),
        (MEETING.replace("nar. 1. 5. 1985", "x" * 300), "Line 9: “identity” has 3"),
        (
            'identity = "nar. 1. 1. 2000"' + MEETING,
            "Line 1: “identity” belongs to a person; write it under [[people]].",
        ),
    ],
)
def test_a_mistake_in_those_is_one_sentence(toml: str, said: str) -> None:
    with pytest.raises(BadMeetingFile) as bad:
        read_meeting(toml.encode(), PRAGUE)
    assert str(bad.value).startswith(said)


# Kinds of record ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return jakubs_meeting()


def told(meeting: Meeting, kind: str, own: Office = NO_OFFICE, identity: str = "") -> list[str]:
    """Every line of the record, its subtitle first."""
    seats = {known: replace(seat, identity=identity) for known, seat in meeting.seats.items()}
    record = content(replace(meeting, record_kind=kind, seats=seats), translations("cs"), BEGINS, PRAGUE, own.paper)
    lines = [record.subtitle.replace("\N{NO-BREAK SPACE}", " ")]
    for block in record.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.words)
        elif isinstance(block, Table):
            lines.append(block.caption)
            rows = [row for row in block.rows if isinstance(row, tuple)]
            lines += ["|".join(f"{cell.bold}{cell.words}" for cell in row) for row in rows]
    return lines


@pytest.mark.parametrize(
    ("kind", "called"),
    [("zapis", "Zápis ze setkání"), ("zaznam", "Záznam o setkání"), ("protokol", "Protokol o setkání")],
)
def test_a_record_says_of_what_kind_it_is(meeting: Meeting, kind: str, called: str) -> None:
    assert told(meeting, kind)[0] == f"{called} a plán kroků"


def test_a_protocol_says_who_those_present_are_and_no_other_kind_does(meeting: Meeting) -> None:
    address = "nar. 1. 5. 1985, bytem Kolín"
    assert sum(address in line for line in told(meeting, "protokol", identity=address)) == 10
    assert sum("neuvedeno" in line for line in told(meeting, "protokol")) == 10
    for kind in ("zapis", "zaznam"):
        assert not any(address in line or "Totožnost" in line for line in told(meeting, kind, identity=address))


def test_a_protocol_says_that_all_sign_and_what_becomes_of_a_refusal(meeting: Meeting) -> None:
    assert any(line.startswith("Protokol podepisují všichni přítomní.") for line in told(meeting, "protokol"))
    assert not any("podepisují všichni" in line for line in told(meeting, "zapis"))


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_no_kind_claims_a_paragraph_of_law(meeting: Meeting, kind: str) -> None:
    assert not any("§" in line or "Sb." in line for line in told(meeting, kind))


def test_the_office_s_own_clause_stands_instead_of_ours(meeting: Meeting) -> None:
    own = Office(clauses={"protokol": "Podepisujeme se všichni."})
    assert "Podepisujeme se všichni." in told(meeting, "protokol", own)
    assert not any(line.startswith("Protokol podepisují") for line in told(meeting, "protokol", own))
    assert "Podepisujeme se všichni." not in told(meeting, "zapis", own)


def test_rules_that_a_meeting_brings_stay_before_those_of_the_office() -> None:
    command = c.OpenMeeting("m", "t", (c.Person("p", "P", frozenset({"facilitator"})),), rules="Naše.")
    own = Office(rules="Úřadu.")
    for rules, expected in (("Naše.", "Naše."), ("", "Úřadu.")):
        events = open_meeting(
            own.opening(replace(command, rules=rules)), own.applied(formats()["pripadova-konference"])
        )
        state = replay([Entry(number, BEGINS, HOUSE, event) for number, event in enumerate(events, 1)])
        assert state is not None and state.text("rules") == expected
