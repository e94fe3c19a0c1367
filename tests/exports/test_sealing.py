"""What a record says of its seal: no more than is so; and what it keeps of the hand that signed."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import segno
from PIL import Image

from exports.content import content
from exports.kinds import OwnPaper
from exports.paper import Paragraph, Picture
from exports.seal.key import BadKey, Key
from exports.seal.own import OwnSeal
from exports.seal.verify import verify
from exports.word import record
from server.meeting.model import Meeting
from server.web.language import translations
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_meeting
from tests.exports.seal import certified as of

WORDS = {
    "cs": ("Podle pečeti se pozná, jestli se v souboru od té doby něco změnilo.", "si jeho držitel vydal sám"),
    "uk": ("З печатки видно, чи змінилося відтоді щось у файлі.", "видав цей сертифікат сам собі"),
    "en": ("The seal shows whether anything in the file has been changed since.", "has issued it to themselves"),
}
PAGE = "https://setkani.example.org/verify"


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return jakubs_meeting()


def own_certificate() -> Key:
    key = of.private("secp256r1")
    return Key(of.certificate(of.ORGANISATION, key), (), key)


def said(meeting: Meeting, own: OwnPaper, language: str = "cs") -> str:
    told = content(replace(meeting, language=language), translations(language), BEGINS, PRAGUE, own)
    quiet = [block.words for block in told.blocks if isinstance(block, Paragraph) and block.tone == "quiet"]
    return quiet[-1].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", WORDS)
def test_a_sealed_record_says_with_whose_certificate_what_that_shows_and_where_to_check(
    meeting: Meeting, language: str
) -> None:
    shows, to_oneself = WORDS[language]
    issued = said(meeting, OwnPaper(seal=OwnSeal(of.issued()), verify_at=PAGE), language)
    assert of.ORGANISATION in issued and of.MIDDLE in issued and shows in issued
    assert PAGE in issued and to_oneself not in issued
    alone = said(meeting, OwnPaper(seal=OwnSeal(own_certificate())), language)
    assert shows in alone and to_oneself in alone and "LibreOffice" in alone and PAGE not in alone


def test_a_code_leads_to_the_page_where_the_sealed_record_is_checked(meeting: Meeting) -> None:
    def codes(own: OwnPaper, meeting: Meeting = meeting) -> list[Picture]:
        told = content(meeting, translations("cs"), BEGINS, PRAGUE, own)
        return [block for block in told.blocks if isinstance(block, Picture) and PAGE in block.alt]

    sealed = OwnPaper(seal=OwnSeal(of.issued()), verify_at=PAGE)
    (code,) = codes(sealed)
    black = Image.open(BytesIO(code.content)).convert("L").point(lambda light: 255 if light > 127 else 0)
    wanted = BytesIO()
    segno.make(PAGE, error="m", micro=False).save(wanted, kind="png", scale=6)
    assert black.tobytes() == Image.open(wanted).convert("L").tobytes()
    assert verify(record(meeting, translations("cs"), of.SINCE, PRAGUE, sealed)).whole
    assert not codes(replace(sealed, verify_at="")) and not codes(replace(sealed, seal=None))
    assert not codes(sealed, replace(meeting, closed=None))


def test_a_stamp_is_spoken_of_only_where_one_will_come(meeting: Meeting) -> None:
    for stamps, told in (("", False), ("http://razitka.example.org", True)):
        assert ("časové razítko" in said(meeting, OwnPaper(seal=OwnSeal(of.issued(), stamps)))) is told


def test_a_draft_is_not_sealed_and_says_so(meeting: Meeting) -> None:
    still_open = replace(meeting, closed=None)
    own = OwnPaper(seal=OwnSeal(of.issued()))
    words = said(still_open, own)
    assert "pečeť nemá" in words and f"bude zapečetěný certifikátem „{of.ORGANISATION}“" in words
    assert not verify(record(still_open, translations("cs"), BEGINS, PRAGUE, own)).sealed


CLAIMS = ("kvalifik", "uznávan", "zaručen", "elektronick", "qualified", "advanced", "eidas", "кваліфік", "електрон")


@pytest.mark.parametrize("seal", [None, OwnSeal(of.issued()), OwnSeal(own_certificate())])
@pytest.mark.parametrize("language", WORDS)
def test_no_record_claims_a_kind_of_seal_that_the_law_knows(
    meeting: Meeting, seal: OwnSeal | None, language: str
) -> None:
    words = said(meeting, OwnPaper(seal=seal, verify_at=PAGE), language).lower()
    assert not [claim for claim in CLAIMS if claim in words]


def test_no_record_is_made_outside_the_time_of_its_certificate(meeting: Meeting) -> None:
    key = of.issued()
    for moment in (of.SINCE.replace(year=2019), of.UNTIL.replace(year=2121)):
        with pytest.raises(BadKey):
            record(meeting, translations("cs"), moment, PRAGUE, OwnPaper(seal=OwnSeal(key)))


def test_of_a_signature_only_its_picture_is_in_the_file(meeting: Meeting) -> None:
    """Not the strokes as they came from the screen, in no part: neither for people nor for machines."""
    assert meeting.freeze is not None
    drawn = [given.strokes for given in meeting.freeze.signatures.values() if given.strokes]
    assert drawn
    with ZipFile(BytesIO(record(meeting, translations("cs"), BEGINS, PRAGUE))) as package:
        everything = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    for strokes in drawn:
        numbers = r"\D{1,4}".join(str(number) for number in strokes[0][:6])
        assert not re.search(rf"(?<!\d){numbers}(?!\d)", everything)
