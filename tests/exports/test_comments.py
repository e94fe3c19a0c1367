"""The comments as a file: every one under its author's name in the same letters, with the fingerprint of the record."""

from io import BytesIO

import docx

from exports.comments import appendix, appendix_name
from exports.kinds import PLAIN, OwnPaper
from exports.seal.own import OwnSeal
from exports.seal.verify import verify
from server.meeting import events as e
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import evolve
from server.meeting.model import Meeting, Source
from server.web.language import translations
from tests.exports.jakub import PRAGUE, jakubs_meeting
from tests.exports.seal import certified as of

LONG = "Nesouhlasím s tím, že by rodinná terapie byla můj úkol.\nJe na nás obou."


def commented(locked: bool = True) -> Meeting:
    meeting = jakubs_meeting()
    assert meeting.closed is not None
    happened: list[tuple[str, e.Event]] = [
        (HOUSE, e.RecordWritten("zapis.docx", "ab" * 32)),
        ("petr", e.CommentsSet(meeting.closed.date())),
        ("petra", e.CommentAdded("p1", "petra", LONG, Source.HOME)),
        ("jana", e.CommentAdded("p2", "karel", "Nebyl jsem u toho.", Source.PHONE)),
        ("jana", e.CommentAdded("p3", "jana", "Za OSPOD bez připomínek.", Source.HOME)),
        *([(HOUSE, e.CommentsLocked())] if locked else []),
    ]
    for by, event in happened:
        meeting = evolve(meeting, Entry(meeting.version + 1, meeting.closed, by, event))
    return meeting


def lines(file: bytes) -> list[tuple[str, str]]:
    return [
        (line.style.name if line.style else "", line.text.replace("\N{NO-BREAK SPACE}", " "))
        for line in docx.Document(BytesIO(file)).paragraphs
    ]


def write(meeting: Meeting, own: OwnPaper = PLAIN, only: set[str] | None = None) -> bytes:
    assert meeting.closed is not None
    return appendix(meeting, translations("cs"), meeting.closed, PRAGUE, own, only)


def test_it_says_to_which_record_it_belongs_and_that_the_record_stays() -> None:
    said = "\n".join(words for _, words in lines(write(commented())))
    assert "Připomínky a námitky k záznamu ze dne 12. 3. 2027" in said
    assert "ab" * 32 in said and "Plán, verze 2, otisk" in said
    assert "Zápis zůstává, jak byl napsán." in said


def test_every_comment_stands_under_its_author_in_the_same_letters() -> None:
    meeting = commented()
    found = lines(write(meeting))
    for name, words in (("Petra Horáková (matka)", LONG), ("Karel Horák (otec)", "Nebyl jsem u toho."),
                        ("Mgr. Jana Nováková (sociální pracovnice)", "Za OSPOD bez připomínek.")):  # fmt: skip
        first, *rest = words.split("\n")
        at = found.index(("Label", name))
        assert found[at + 1 : at + 2 + len(rest)] == [("Normal", first), *(("Normal", line) for line in rest)]
    assert any(words.endswith("telefonem · přepis: Mgr. Jana Nováková") for _, words in found)


def test_whoever_may_have_only_a_part_of_the_record_finds_their_own() -> None:
    said = "\n".join(words for _, words in lines(write(commented(), only={"karel"})))
    assert "Nebyl jsem u toho." in said and LONG.split("\n")[0] not in said and "jen připomínky toho" in said


def test_its_name_is_that_of_the_record_with_a_word_for_it() -> None:
    name = appendix_name(commented(), translations("cs"))
    assert name.startswith("2027-03-12-jakubovo-setkani-") and name.endswith("-pripominky.docx")


def test_words_that_no_word_file_can_hold_do_not_stop_it() -> None:
    meeting = commented()
    assert meeting.closed is not None
    strange = Entry(
        meeting.version + 1, meeting.closed, "jana", e.CommentAdded("p9", "jana", "a\ud83d\0b", Source.HOME)
    )
    assert write(evolve(meeting, strange))


def test_where_the_office_has_a_seal_it_is_sealed() -> None:
    sealed = verify(write(commented(), OwnPaper(seal=OwnSeal(of.issued()))))
    assert sealed.sealed and sealed.valid and sealed.whole
    assert not verify(write(commented())).sealed
