"""Comments and objections to a record, as a file beside it: each under its author's name, all in the same letters. The
record itself is never rewritten; it is named by its fingerprint."""

import logging
from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from gettext import NullTranslations

from server.meeting.agreed import short
from server.meeting.comments import comments_until
from server.meeting.model import Comment, Meeting, Source

from . import copies
from .content import file_name, slug
from .kinds import PLAIN, OwnPaper
from .paper import Block, Heading, Labelled, Paragraph, Record
from .sealing import sealing
from .word import write
from .wording import Wording

log = logging.getLogger(__name__)


def appendix(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper = PLAIN,
    only: Collection[str] | None = None,
) -> bytes:
    """The Word file of all comments, sealed where the organisation has a seal; raises BadKey where it cannot be.

    only: the seats whose comments are in it, for somebody who may not have all of the record; None for all. now: UTC.
    """
    wording = Wording(meeting, translations, zone)
    told = content(wording, now, own, only)
    try:
        written = write(told, now, own.letterhead)
    except Exception as error:
        if own.letterhead is None:
            raise
        log.error("the letterhead cannot be written on (%s): the comments are on plain paper", type(error).__name__)
        written = write(told, now)
    return own.seal.seal(written, now) if own.seal is not None and only is None else written


def content(wording: Wording, now: datetime, own: OwnPaper = PLAIN, only: Collection[str] | None = None) -> Record:
    """What stands in it, before any file format."""
    meeting, _ = wording.meeting, wording.gettext
    closed = meeting.closed or now
    return Record(
        language=meeting.language,
        title=meeting.freeze.agreed.title if meeting.freeze else meeting.title,
        subtitle=_("Comments and objections to the record of {day}").format(day=wording.day(wording.day_of(closed))),
        mark="",
        foot=copies.foot(wording),
        numbers=_("Page {page} of {pages}"),
        day=wording.day(wording.day_of(now)),
        blocks=tuple(_blocks(wording, now, own, only)),
    )


def appendix_name(meeting: Meeting, translations: NullTranslations) -> str:
    """The name of the record's file, and a word for what this is."""
    comments = slug(translations.gettext("comments"))
    return f"{file_name(meeting).removesuffix('.docx')}-{comments}.docx"


def _blocks(wording: Wording, now: datetime, own: OwnPaper, only: Collection[str] | None) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.record:
        yield Labelled(_("The record these comments belong to (SHA-256 of the file)"), meeting.record.sha256)
    if meeting.freeze:
        said = _("Plan, version {number}, fingerprint {digest}")
        yield Paragraph(said.format(number=meeting.freeze.number, digest=short(meeting.freeze.digest)), "quiet")
    until = comments_until(meeting)
    if until:
        told = _("The record stays as it was written. Comments were taken until {day}; then they were locked.")
        yield Paragraph(told.format(day=wording.day(until)), "quiet")
    yield Heading(1, _("Comments and objections"))
    for comment in meeting.comments.values():
        if only is None or comment.seat in only:
            yield from _comment(wording, comment)
    if only is not None:
        yield Paragraph(_("Here are only the comments of whoever this copy is for."), "quiet")
    elif meeting.comments_locked:
        yield from sealing(wording, own, now)


def _comment(wording: Wording, comment: Comment) -> Iterator[Block]:
    """Under the name of whoever said it, in the same letters as all others; how it came stands under it."""
    seat, _ = wording.meeting.seat_of(comment.seat), wording.gettext
    yield Labelled(wording.known_as(seat) if seat else comment.seat, comment.words)
    came = {
        Source.HOME: _("in writing, from home"),
        Source.EMAIL: _("by e-mail"),
        Source.PHONE: _("by telephone"),
        Source.PAPER: _("on paper"),
    }
    parts = [wording.moment(comment.at), came[comment.source]]
    if comment.noted:
        parts.append(_("typed in by: {name}").format(name=wording.name(comment.noted)))
    yield Paragraph(" · ".join(parts), "quiet")
