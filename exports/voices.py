"""What people said for themselves, each under their own name: strengths, views, offers, what they take away."""

from collections.abc import Iterable, Iterator

from server.meeting.agreed import Agreed
from server.meeting.model import Board, Contribution, Source

from .consents import confidential
from .hands import beside, by_hand, card_thing, in_full, sentence
from .paper import Block, Cell, Column, Heading, Labelled, Listed, Paragraph, Table
from .wording import Wording


def strengths(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What goes well and what one can lean on, with whoever said it."""
    if agreed.strengths:
        yield Heading(1, wording.gettext("What goes well and what we can lean on"))
        yield Listed(tuple(_cards(wording, Board.STRENGTHS, agreed.strengths)))


def offers(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What somebody could do and has not become a step, so that it is not lost."""
    _ = wording.gettext
    if agreed.offers:
        yield Heading(1, _("Offers for later"))
        yield Paragraph(_("What people offered and has not become a step yet. Nobody has promised it."))
        yield Listed(tuple(_cards(wording, Board.OFFERS, agreed.offers)))


def _cards(wording: Wording, board: Board, cards: Iterable[tuple[str, str]]) -> Iterator[str]:
    for seat_id, words in cards:
        thing = card_thing(wording.meeting, board, seat_id, words)
        told = beside(card_words(wording, seat_id, words), by_hand(wording, seat_id, thing))
        yield beside(told, confidential(wording, thing))


def card_words(wording: Wording, seat_id: str, words: str) -> str:
    """ "He repairs bicycles for the whole street. – Alena Dostálová" """
    return f"{words.strip()} – {wording.name(seat_id)}"


def views(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """How each of them sees it. Everyone in the same letters, whoever wrote it down for them."""
    if agreed.views or agreed.praise:
        yield Heading(1, wording.gettext("How each of us sees it"))
    if wording.meeting.format.child and (agreed.views or agreed.praise):
        yield _praise_and_views(wording, agreed)
    else:
        for seat_id, words in agreed.views.items():
            yield from _own_words(wording, seat_id, words, f"view:{seat_id}")


def contributions(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What those sent in writing who could not come, with how it came."""
    _ = wording.gettext
    if not agreed.contributions:
        return
    yield Heading(1, _("Sent in writing by those who could not come"))
    for seat_id, words in agreed.contributions.items():
        seat = wording.meeting.seat_of(seat_id)
        yield Labelled(wording.known_as(seat) if seat else seat_id, words)
        if sent := wording.meeting.contributions.get(seat_id):
            yield Paragraph(_how_it_came(wording, sent), tone="quiet")
        if told := confidential(wording, f"contribution:{seat_id}"):
            yield Paragraph(sentence(told), tone="quiet")


def _how_it_came(wording: Wording, sent: Contribution) -> str:
    _ = wording.gettext
    ways = {
        Source.HOME: _("in writing, from home"),
        Source.EMAIL: _("by e-mail"),
        Source.PHONE: _("by telephone"),
        Source.PAPER: _("on paper"),
    }
    noted = _("typed in by: {name}").format(name=wording.name(sent.noted)) if sent.noted else ""
    day = wording.day(sent.received or wording.day_of(sent.at))
    return " · ".join(part for part in (ways[sent.source], day, noted) if part)


def _praise_and_views(wording: Wording, agreed: Agreed) -> Table:
    """At a child's meeting: what goes well stands beside what worries, each under the name of whoever said it."""
    _ = wording.gettext

    def said(seat_id: str, kind: str, words: str) -> Cell:
        thing = f"{kind}:{seat_id}"
        return Cell("\n".join(filter(None, (words, by_hand(wording, seat_id, thing), confidential(wording, thing)))))

    spoke = [seat for seat in wording.meeting.seats.values() if seat.id in agreed.views or seat.id in agreed.praise]
    return Table(
        caption=_("How each of us sees it"),
        about=_("One row for each person: who they are, what they see going well, what worries them most."),
        columns=(
            Column(_("Name"), 26),
            Column(_("What I see going well"), 37),
            Column(_("What I am most worried about for the child"), 37),
        ),
        rows=tuple(
            (
                Cell(wording.belongs(seat), bold=seat.name),
                said(seat.id, "praise", agreed.praise.get(seat.id, "–")),
                said(seat.id, "view", agreed.views.get(seat.id, "–")),
            )
            for seat in spoke
        ),
    )


def reflections(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What each of them takes away."""
    if agreed.reflections:
        yield Heading(1, wording.gettext("What each of us takes away"))
        for seat_id, words in agreed.reflections.items():
            yield from _own_words(wording, seat_id, words, f"reflection:{seat_id}")


def _own_words(wording: Wording, seat_id: str, words: str, thing: str) -> Iterator[Block]:
    seat = wording.meeting.seat_of(seat_id)
    yield Labelled(wording.known_as(seat) if seat else seat_id, words)
    for told in (in_full(wording, seat_id, thing), sentence(confidential(wording, thing))):
        if told:
            yield Paragraph(told, tone="quiet")
