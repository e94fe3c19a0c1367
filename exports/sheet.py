"""The paper a record is written on, from where it is now to where it ends: our own plain one or an office's."""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.story import StoryPart
from docx.shared import Twips
from docx.text.paragraph import Paragraph as WordParagraph

from . import dressing, foreign
from .blank import blank
from .letterhead import Letterhead, here, section_of, text_height, text_width


class Sheet:
    """A Word document and the place in it where the next block goes.

    word: the document; width, height: of the text on a page, in twentieths of a point; own: it is our own paper,
    nobody else's; drawn: the signatures on it so far; shown: the pictures.
    """

    def __init__(self, language: str, letterhead: Letterhead | None) -> None:
        self.own = letterhead is None
        self.drawn: list[BaseOxmlElement] = []
        self.shown: list[BaseOxmlElement] = []
        if letterhead is None:
            self.word: Word = blank(language)
            self._styles: Mapping[str, str] = {}
            self._place: BaseOxmlElement = self.word.element.body[-1]
            self._section = self._place
        else:
            self.word = Document(BytesIO(letterhead.package))
            self._styles = letterhead.styles
            self._place = here(self.word.element.body)
            self._section = section_of(self.word.element.body)
            dressing.in_language(self.word.styles.element, language)
        self.width, self.height = text_width(self._section), text_height(self._section)

    def style(self, name: str) -> str:
        """The id that our style has on this paper: "Heading 1" is Heading1, or Nadpis1."""
        plain = name.replace(" ", "")
        return self._styles.get(plain, plain)

    def paragraph(self, words: str, style: str) -> WordParagraph:
        """The next paragraph; style "Normal" is whatever the paper writes its letters in."""
        made = self.loose(words, style)
        self.put(made._p)
        return made

    def loose(self, words: str, style: str) -> WordParagraph:
        """A paragraph that is not on the paper yet."""
        made = OxmlElement("w:p")
        if style != "Normal" or style in self._styles:
            made.style = self.style(style)
        paragraph = WordParagraph(made, self.word._body)
        if words:
            paragraph.add_run(words)
        return paragraph

    def put(self, block: BaseOxmlElement) -> None:
        self._place.addprevious(block)

    def date(self, day: str) -> None:
        """Where the letterhead had a field for the day, that day stands from now on."""
        for part in self.word.part.package.iter_parts():
            if isinstance(part, XmlPart):
                for words in part.element.iter(qn("w:t")):
                    if words.text == foreign.DAY:
                        words.text = day

    def finish(self) -> None:
        """Nothing more is written: the place where the next block would go is closed."""
        if not self.own:
            self.word.element.body.remove(self._place)

    # Above and below the text ---------------------------------------------------------------------------------------

    def at_the_head(self, lines: tuple[tuple[str, str], ...]) -> None:
        """Words with their style, on every page below what stands at its head already."""
        for part in self._margins("header", wanted=bool(lines)):
            for words, style in lines:
                part.element.append(self.loose(words, style)._p)

    def at_the_foot(self, words: str, numbers: str) -> None:
        """On every page, above what stands at its foot already. numbers: see Record; left out where pages have one."""
        parts = self._margins("footer", wanted=True)
        above = any(foreign.counts_pages(part.element) for part in self._margins("header", wanted=False))
        for part in parts:
            numbered = above or foreign.counts_pages(part.element)
            foot = self.loose(words, "Footer")
            if not numbered:
                foot.paragraph_format.tab_stops.add_tab_stop(Twips(self._narrowest()), WD_TAB_ALIGNMENT.RIGHT)
                foot.add_run("\t")
                for piece in re.split(r"(\{page\}|\{pages\})", numbers):
                    if piece in _FIELDS:
                        _field(foot, _FIELDS[piece])
                    elif piece:
                        foot.add_run(piece)
            if words or not numbered or not len(part.element):
                part.element.insert(0, foot._p)

    def _narrowest(self) -> int:
        """How wide a line is on the narrowest page: upright and landscape ones may share a foot."""
        return min(text_width(section) for section in self.word.element.body.iter(qn("w:sectPr")))

    def _margins(self, which: str, *, wanted: bool) -> list[StoryPart]:
        """Every header or footer that some page shows; where a page shows none, one is made if it is wanted."""
        document = self.word.part
        both_sides = self.word.settings.odd_and_even_pages_header_footer
        shown: dict[str, str] = {}
        found: list[StoryPart] = []
        for section in self.word.element.body.iter(qn("w:sectPr")):
            own = {
                each.get(qn("w:type")): each.get(qn("r:id")) for each in section.iterchildren(qn(f"w:{which}Reference"))
            }
            shown |= own
            needed = ["default", *(["first"] if _on(section.find(qn("w:titlePg"))) else [])]
            for kind in [*needed, *(["even"] if both_sides else [])]:
                if kind not in shown and wanted:
                    add: Callable[[], tuple[StoryPart, str]] = getattr(document, f"add_{which}_part")
                    fresh, shown[kind] = add()
                    fresh.element.remove(fresh.element[0])
                    reference = made(f"w:{which}Reference", type=kind)
                    reference.set(qn("r:id"), shown[kind])
                    section.insert(0, reference)
                if kind in shown:
                    part = document.related_parts[shown[kind]]
                    if part not in found:
                        found.append(part)
        return found


_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def _on(switch: BaseOxmlElement | None) -> bool:
    return switch is not None and switch.get(qn("w:val"), "1") not in ("0", "false", "off")


def _field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word counts itself; 1 stands there until it has."""
    for parts in _field_parts(name):
        paragraph.add_run()._r.append(parts)


def _field_parts(name: str) -> Iterator[BaseOxmlElement]:
    yield made("w:fldChar", fldCharType="begin")
    instruction = made("w:instrText")
    instruction.text = f" {name} "
    instruction.set(qn("xml:space"), "preserve")
    yield instruction
    yield made("w:fldChar", fldCharType="separate")
    number = made("w:t")
    number.text = "1"
    yield number
    yield made("w:fldChar", fldCharType="end")


def made(tag: str, **attributes: object) -> BaseOxmlElement:
    """An element of Word's language."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
