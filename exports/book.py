"""The pages of the wish book that the child shows to all: named in the record, whole in its last annex.

What the child wrote stands there letter for letter; nobody has mended it, the program neither.
"""

from collections.abc import Iterator

from server.meeting.cells import FREE_FIELD, wishes_of
from server.meeting.model import Page
from server.meeting.pages import released

from . import drawn
from .hands import noted_by, sentence
from .paper import Block, Cell, Column, Heading, Labelled, Listed, Paragraph, Picture, Table
from .people import came, last_there
from .photos import ReadPhoto, printable
from .wording import Wording


def childs_view(wording: Wording, annex: int) -> Iterator[Block]:
    """Where the child was, and which pages of the book are in the annex of that number."""
    meeting, _ = wording.meeting, wording.gettext
    if meeting.child is None:
        return
    yield Heading(1, _("The child's view, in the child's own words"))
    yield from _there(wording)
    if pages := released(meeting):
        said = _("The child shows these pages of the wish book to all. They stand in annex {number}, word for word.")
        yield Paragraph(said.format(number=annex))
        yield Listed(tuple(page_name(wording, page) for page in pages))
    else:
        yield Paragraph(
            _("Nothing of the wish book is in this record. It belongs to the child, and the child decides about it.")
        )


def _there(wording: Wording) -> Iterator[Block]:
    meeting, child, _ = wording.meeting, wording.meeting.child, wording.gettext
    if child is None or meeting.began is None:
        return
    gone = last_there(child)
    if child not in came(wording):
        if meeting.closed:
            yield Paragraph(_("The child was not at the table, and nobody has decided in the child's stead."))
    elif gone is not None and gone != meeting.broken_off:
        said = _("The child went at {time}, as a child may at any time. The rest was agreed without the child.")
        yield Paragraph(said.format(time=wording.time_at(gone)))


def annex(wording: Wording, number: int, read: ReadPhoto) -> Iterator[Block]:
    """Every page that is shown to all, on a sheet of its own behind everything else."""
    meeting, child, _ = wording.meeting, wording.meeting.child, wording.gettext
    pages = released(meeting) if child else ()
    if child is None or not pages:
        return
    title = _("Annex {number}: from the wish book – {name}")
    yield Heading(1, title.format(number=number, name=child.name), apart=True)
    yield Paragraph(
        _("These pages the child shows to all. The words are the child's own, as they were written; none was mended."),
        tone="quiet",
    )
    for page in pages:
        yield from _page(wording, page, read)


def page_name(wording: Wording, page: Page) -> str:
    """As it stands in the child's book."""
    found = next((each for each in wording.meeting.format.book if each.id == page.id), None)
    return wording.gettext(found.name) if found else wording.gettext("A page of my own")


def _page(wording: Wording, page: Page, read: ReadPhoto) -> Iterator[Block]:
    _ = wording.gettext
    name = page_name(wording, page)
    yield Heading(2, name)
    if not page.own:
        yield Paragraph(_("The child made this page together with the guide, on the guide's device."), tone="quiet")
    if page.face:
        feels = _faces(wording)[page.face - 1]
        yield Picture(drawn.face(page.face), feels, alt=_("A face: {words}").format(words=feels))
    yield from _words(wording, page)
    if page.stickers:
        stickers = _stickers(wording)
        yield Labelled(_("Stickers"), ", ".join(stickers[sticker] for sticker in page.stickers))
    if page.figures:
        yield _map(wording, page)
    if page.lines:
        caption = _("Drawing: {page}").format(page=name)
        yield Picture(
            drawn.drawing(page.lines), caption, alt=_("The child's drawing on the page “{page}”").format(page=name)
        )
    if page.photo:
        yield _photo(wording, name, printable(read(page.photo)))


def question(wording: Wording, page: Page, field: str) -> str:
    """What is asked in a field of a page, as it stands in the child's book."""
    if field == FREE_FIELD:
        return wording.gettext("What I want to say")
    asked = {each.id: each.name for one in wording.meeting.format.book if one.id == page.id for each in one.fields}
    return wording.gettext(asked[field])


def _words(wording: Wording, page: Page) -> Iterator[Block]:
    """Every question that has an answer, and whose hand wrote it down where it was not the child's."""
    for cell in wishes_of(wording.meeting, page.id):
        words = wording.meeting.text(cell)
        if words.strip():
            asked = question(wording, page, cell.rpartition(":")[2])
            yield Paragraph(words) if asked == page_name(wording, page) else Labelled(asked, words)
            if hand := noted_by(wording, cell):
                yield Paragraph(sentence(hand), tone="quiet")


def _map(wording: Wording, page: Page) -> Table:
    """Who stands in which circle, the closest first."""
    _ = wording.gettext
    circles = (_("close to me"), _("a bit further"), _("far from me"))
    by_ring = (
        (words, [each.name for each in page.figures if each.ring == ring]) for ring, words in enumerate(circles, 1)
    )
    return Table(
        caption=_("Map of people"),
        about=_("One row for each circle round the child: how far it is, and who stands there."),
        columns=(Column("", 1), Column("", 3)),
        rows=tuple((Cell(bold=words), Cell(", ".join(names))) for words, names in by_ring if names),
        headed=False,
    )


def _photo(wording: Wording, name: str, picture: bytes | None) -> Block:
    _ = wording.gettext
    if picture is None:
        return Paragraph(_("The picture could not be read when this record was made."))
    caption = _("Something on paper: {page}").format(page=name)
    return Picture(
        picture, caption, alt=_("Photo of what the child made for the page “{page}”").format(page=name), tall=90
    )


def _faces(wording: Wording) -> tuple[str, ...]:
    _ = wording.gettext
    return _("I feel very sad"), _("I feel sad"), _("I feel so-so"), _("I feel good"), _("I feel very good")


def _stickers(wording: Wording) -> dict[str, str]:
    _ = wording.gettext
    return {
        "sun": _("sun"),
        "star": _("star"),
        "heart": _("heart"),
        "flower": _("flower"),
        "cat": _("cat"),
        "dog": _("dog"),
        "ball": _("ball"),
        "music": _("music"),
        "cake": _("cake"),
        "book": _("book"),
        "rainbow": _("rainbow"),
        "home": _("home"),
    }
