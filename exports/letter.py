"""The letter to the child: what was agreed, on one page, in plain words and large type, with the child's own drawing.

The program only suggests the words; whoever leads the meeting makes them their own before the child gets them.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from gettext import NullTranslations
from io import BytesIO
from math import ceil

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from server import days
from server.meeting.agreed import Agreed, AgreedStep
from server.meeting.agreement import agreement
from server.meeting.model import Acceptance, Meeting, Page
from server.meeting.pages import released
from server.names import without_titles

from . import drawn
from .blank import blank
from .content import slug
from .people import came, last_there
from .photos import ReadPhoto, no_photo, printable
from .word import LANGUAGES, cleaned, packed
from .wording import Wording

# The words ----------------------------------------------------------------------------------------------------------


def draft(meeting: Meeting, translations: NullTranslations, zone: tzinfo) -> str:
    """What the letter could say, from the plan that was frozen: paragraphs with an empty line between them."""
    wording = Wording(meeting, translations, zone)
    agreed = meeting.freeze.agreed if meeting.freeze else agreement(meeting)
    return "\n\n".join("\n".join(lines) for lines in _said(wording, agreed) if lines)


def _said(wording: Wording, agreed: Agreed) -> Iterator[list[str]]:
    _ = wording.gettext
    yield [_("Hello!")]
    yield [_greeting(wording)]
    others = [goal for goal in agreed.goals if goal.topic not in agreed.chosen]
    if agreed.chosen:
        yield [_("What matters most is for you to say. You said it, and this is who does what about it:")]
        for place, topic in enumerate(agreed.chosen, 1):
            steps = (step for goal in agreed.goals if goal.topic == topic for step in goal.steps)
            # A wish without a word under it would look forgotten.
            lines = list(_steps(wording, steps)) or [BULLET + _("We have not agreed on anything for this yet.")]
            yield [f"{place}. {' '.join(topic.split())}", *lines]
    if lines := list(_steps(wording, (step for goal in others for step in goal.steps))):
        yield [_("And this we agreed on, too:") if agreed.chosen else _("This is who does what:"), *lines]
    yield list(_again(wording, agreed))
    yield list(_turn_to(wording, agreed))
    if led := wording.led:
        yield [without_titles(wording.name(led[-1].seat))]


def _greeting(wording: Wording) -> str:
    meeting, child, _ = wording.meeting, wording.meeting.child, wording.gettext
    if child is None or child not in came(wording):
        said = _("On {day} we met because of you. You did not have to be there. Here you can read what we agreed.")
    elif last_there(child) in (None, meeting.broken_off):
        said = _("On {day} we met because of you. Thank you for showing us what matters to you.")
    else:
        said = _(
            "On {day} we met because of you. Thank you for that time; it was all right to go. Here is what we agreed."
        )
    held = meeting.began or meeting.starts
    day = days.day_in_words(wording.day_of(held), meeting.language) if held else "…"
    return said.format(day=day)


def _steps(wording: Wording, steps: Iterable[AgreedStep]) -> Iterator[str]:
    """ "– Klára Dvořáková: zavolá do školy, do 12. března". What nobody would promise is not told as if it would be."""
    _ = wording.gettext
    child = wording.meeting.child
    for step in steps:
        what = " ".join(step.what.split()).rstrip(".")
        if not what or step.acceptance == Acceptance.DECLINED:
            continue
        who = _("You") if child and step.owner == child.name else without_titles(step.owner)
        said = f"{BULLET}{who}: {what}" if who else f"{BULLET}{what}"
        if step.due:
            day = days.day_in_words(datetime.fromisoformat(step.due).date(), wording.meeting.language)
            said += ", " + _("by {day}").format(day=day)
        if step.acceptance != Acceptance.ACCEPTED:
            open_yet = _("we still have to ask") if who else _("we are looking for somebody")
            said += f" ({open_yet})"
        yield said


def _again(wording: Wording, agreed: Agreed) -> Iterator[str]:
    _ = wording.gettext
    if agreed.next_starts:
        starts = datetime.fromisoformat(agreed.next_starts)
        said = (
            _("We meet again on {day} at {time}: {place}.")
            if agreed.next_place
            else _("We meet again on {day} at {time}.")
        )
        day, time = wording.day_of(starts), wording.clock(starts)
        yield said.format(day=days.day_in_words(day, wording.meeting.language), time=time, place=agreed.next_place)


def _turn_to(wording: Wording, agreed: Agreed) -> Iterator[str]:
    """The one with whom information converges, and whoever is there for the child."""
    _ = wording.gettext
    guides = [seat.name for seat in wording.meeting.guides if seat.name != agreed.hub]
    asked = [agreed.hub] if agreed.hub else guides
    if asked:
        names = ", ".join(map(without_titles, asked))
        yield _("When something changes, or something worries you, you can turn to: {name}.").format(name=names)
    if agreed.hub and guides:
        yield _("Still there for you: {name}.").format(name=", ".join(map(without_titles, guides)))


# The page -----------------------------------------------------------------------------------------------------------

BULLET = "– "
"""How a line of a list begins."""
_TYPE, _LINE, _GAP = 14, 19, 8
"""Size of the type, height of a line, space after a paragraph: in points."""
_LETTERS = 56
"""In a line at least, also in a wide typeface; in Calibri, about ten more."""
_TALL = 640
"""Points of a page below its title."""
_SMALLEST, _LARGEST = 40, 90
"""Millimetres of the drawing."""
_POINTS = 72 / 25.4
"""In a millimetre."""


def letter(
    meeting: Meeting, translations: NullTranslations, now: datetime, zone: tzinfo, photo: ReadPhoto = no_photo
) -> bytes:
    """The letter as a Word file: as it was written, or as the program suggests it. now: UTC."""
    words = meeting.letter.words if meeting.letter else draft(meeting, translations, zone)
    picture = picture_of(meeting, meeting.letter.page if meeting.letter else suggested_page(meeting), photo)
    word = _sheet(meeting, translations, now)
    for paragraph in words.split("\n\n"):
        lines = paragraph.split("\n")
        for number, line in enumerate(lines, 1):
            _put(word, line, last=number == len(lines))
    if picture:
        _draw(word, picture, _room(words), translations.gettext("Your picture"))
    return packed(word)


def letter_name(meeting: Meeting, translations: NullTranslations) -> str:
    """ "amalcino-setkani-dopis.docx" """
    kind = translations.gettext("letter")
    return f"{slug(meeting.title) or 'setkani'}-{slug(kind)}.docx"


def pictured_pages(meeting: Meeting) -> tuple[Page, ...]:
    """Pages whose drawing or photo may go with the letter: of those that the child shows to all, no others."""
    return tuple(page for page in released(meeting) if page.lines or page.photo)


def suggested_page(meeting: Meeting) -> str:
    """A page with a drawing, before any with a photo; "" for none."""
    drawn_first = sorted(pictured_pages(meeting), key=lambda page: not page.lines)
    return drawn_first[0].id if drawn_first else ""


def picture_of(meeting: Meeting, page_id: str, photo: ReadPhoto) -> bytes | None:
    """What goes with the letter. Nothing of a page that the child has taken back since."""
    page = next((page for page in pictured_pages(meeting) if page.id == page_id), None)
    if page is None:
        return None
    return drawn.drawing(page.lines) if page.lines else printable(photo(page.photo))


def fits(words: str, pictured: bool) -> bool:
    """Will it be one page? Reckoned with a wide typeface, so that a yes is one."""
    return _room(words) >= (_SMALLEST if pictured else 0)


def _room(words: str) -> float:
    """Millimetres that the words leave free below them; less than 0 where they need another page."""
    paragraphs = words.split("\n\n")
    lines = sum(max(1, ceil(len(line) / _LETTERS)) for line in words.replace("\n\n", "\n").split("\n"))
    return (_TALL - lines * _LINE - len(paragraphs) * _GAP) / _POINTS


def _sheet(meeting: Meeting, translations: NullTranslations, now: datetime) -> Word:
    """An empty page of our own, in large type, with its title on it."""
    word = blank(LANGUAGES.get(meeting.language, meeting.language))
    section = word.sections[0]
    section.top_margin = section.bottom_margin = Mm(18)
    section.left_margin = section.right_margin = Mm(20)
    for name, size in (("Normal", _TYPE), ("Title", 26), ("Subtitle", 16)):
        word.styles[name].font.size = Pt(size)
    told = word.core_properties
    told.title, told.author, told.last_modified_by = cleaned(meeting.title)[:255], "Setkání", "Setkání"
    told.language = LANGUAGES.get(meeting.language, meeting.language)
    told.created = told.modified = now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    told.revision = 1
    word.add_paragraph(cleaned(meeting.title), style="Title")
    word.add_paragraph(translations.gettext("A letter for you"), style="Subtitle")
    return word


def _put(word: Word, line: str, *, last: bool) -> None:
    format = word.add_paragraph(cleaned(line)).paragraph_format
    # Of one height in every typeface, so that the page is as long here as it is there.
    format.line_spacing, format.space_after = Pt(_LINE), Pt(_GAP if last else 0)
    if line.startswith(BULLET):
        format.left_indent, format.first_line_indent = Mm(10), Mm(-5)


def _draw(word: Word, picture: bytes, room: float, alt: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
    tall = max(_SMALLEST, min(_LARGEST, room - 6))
    with Image.open(BytesIO(picture)) as opened:
        side = {"width" if opened.width >= opened.height else "height": Mm(tall)}
    placed = paragraph.add_run().add_picture(BytesIO(picture), **side)
    about = placed._inline.docPr
    about.set("descr", alt)
    about.set("name", alt)
    for inside in placed._inline.iter(qn("pic:cNvPr")):
        inside.set("name", alt)
