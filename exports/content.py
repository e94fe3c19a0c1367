"""What a record says, from the state of a meeting alone: the same for Word and for whatever comes after it.

What has been frozen is told from the frozen copy, so that the record says what people signed and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, tzinfo
from gettext import NullTranslations
from hashlib import sha256

from server.meeting.agreed import Agreed
from server.meeting.agreement import agreement
from server.meeting.confidences import said_concerned
from server.meeting.holes import unmet
from server.meeting.model import Meeting, Report
from server.meeting.pages import is_child

from . import book, copies
from .afterwards import called as meeting_called
from .afterwards import changes, next_time, sent_by
from .choice import chosen_topics, loads
from .consents import confidential, consents
from .course import course
from .damage import stopped
from .distribution import distribution
from .evaluation import evaluation
from .hands import beside, noted_by, sentence
from .kinds import PLAIN, OwnPaper, called, clause, identities
from .missing import decided_open, hole_words
from .paper import Block, Cell, Column, Heading, Labelled, Listed, Paragraph, Record, Table
from .people import attendance, came, leading, sittings
from .photos import ReadPhoto, annexes, collected, no_photo
from .plan import goals, steps
from .sealing import sealing
from .signing import opinions, signatures
from .versions import earlier_versions, fingerprint
from .voices import contributions, offers, reflections, strengths, views
from .wording import Wording


def content(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper = PLAIN,
    photo: ReadPhoto = no_photo,
    extract_for: str = "",
) -> Record:
    """The record of a meeting; a draft, marked as such, while the meeting is open.

    translations: the catalogue of the meeting's language; now: UTC; zone: where the meeting is held;
    own: what the organisation has of its own; photo: gives the pictures of signatures on paper; extract_for: whose
    extract it is, where `meeting` is the copy that somebody may have (see server/meeting/copies.py).
    """
    wording = Wording(meeting, translations, zone, extract_for)
    _ = wording.gettext
    agreed = meeting.freeze.agreed if meeting.freeze else agreement(meeting)
    draft = "" if meeting.closed else _("DRAFT – the meeting is not closed, as of {moment}")
    marks = (copies.mark(wording), draft.format(moment=wording.moment(now)))
    subtitle = called(wording)
    return Record(
        language=meeting.language,
        title=agreed.title,
        subtitle=_("{record} – extract").format(record=subtitle) if extract_for else subtitle,
        mark=" · ".join(mark for mark in marks if mark),
        foot=copies.foot(wording),
        numbers=_("Page {page} of {pages}"),
        day=wording.day(wording.day_of(meeting.closed or now)),
        blocks=tuple(_blocks(wording, agreed, own, photo, now)),
    )


def file_name(meeting: Meeting, translations: NullTranslations | None = None, extract_for: str = "") -> str:
    """ "2027-03-12-jakubovo-setkani-3f9a1c.docx": sorts by date, opens on every system, is no other meeting's name.

    A draft has a word for it in its name, in the language of `translations` (English without them), and so has an
    extract, with the name of whose it is.
    """
    held = meeting.starts or meeting.began
    draft = (translations or NullTranslations()).gettext("draft")
    extract = (translations or NullTranslations()).gettext("extract")
    parts = (
        held.date().isoformat() if held else "",
        slug(meeting.title) or "setkani",
        mark(meeting.id),
        slug(f"{extract} {extract_for}") if extract_for else "",
        "" if meeting.closed else slug(draft),
    )
    return "-".join(part for part in parts if part) + ".docx"


def mark(meeting: str) -> str:
    """What every file of a meeting has in its name."""
    return sha256(meeting.encode()).hexdigest()[:6]


_LONGEST_SLUG = 40
"""Letters: with four bytes each still a name that every file system takes."""


def slug(words: str) -> str:
    # Latin letters without their accents; ї and й are letters of their own.
    bare = re.sub(r"([a-z])[\u0300-\u036f]+", r"\1", unicodedata.normalize("NFKD", words.lower()))
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", bare))[:_LONGEST_SLUG].strip("-")


def _blocks(wording: Wording, agreed: Agreed, own: OwnPaper, photo: ReadPhoto, now: datetime) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if not meeting.closed:
        yield Paragraph(
            _(
                "This is a DRAFT. It shows the meeting as it stood on {moment}; until the meeting is closed, "
                "anything in it may still change."
            ).format(moment=wording.moment(now)),
            tone="loud",
        )
    yield from stopped(wording)
    yield from copies.head(wording)
    yield _head(wording, agreed, own)
    yield from attendance(wording)
    yield from identities(wording, came(wording))
    yield from _why(wording, agreed)
    if agreed.rules:
        yield Heading(1, _("The rules we agreed on"))
        yield Paragraph(agreed.rules)
    yield from _confidentiality(wording)
    yield from consents(wording)
    yield from course(wording, agreed)
    yield from evaluation(wording, agreed)
    found = collected(wording, photo)
    behind = len(found.numbers) + 1
    yield from book.childs_view(wording, behind)
    yield from strengths(wording, agreed)
    yield from views(wording, agreed)
    yield from contributions(wording, agreed)
    yield from _parts(wording, agreed)
    yield from chosen_topics(wording, agreed)
    yield from goals(wording, agreed, current=True)
    yield from steps(wording, agreed, current=True)
    yield from offers(wording, agreed)
    yield from loads(wording, agreed)
    yield from changes(wording, agreed)
    yield from _left_open(wording, agreed)
    yield from reflections(wording, agreed)
    yield from opinions(wording)
    yield from next_time(wording, agreed)
    yield from meeting_called(wording, agreed)
    yield from sent_by(wording)
    yield from distribution(wording)
    yield from signatures(wording, found, tuple(clause(wording, own)))
    yield from fingerprint(wording)
    yield from sealing(wording, own, now)
    if meeting.voided:
        yield from earlier_versions(wording, agreed)
    yield from annexes(wording, found)
    yield from book.annex(wording, behind, photo)
    yield from _reports(wording)


def _reports(wording: Wording) -> Iterator[Block]:
    """Reports that lie somewhere else: what each is, whose, of which day, where it lies. None of them is in here."""
    _ = wording.gettext
    if wording.meeting.reports:
        yield Heading(1, _("Reports referred to"))
        yield Paragraph(_("They are no part of this record and lie where it is said."))
        yield Listed(tuple(_report(wording, report) for report in wording.meeting.reports))


def _report(wording: Wording, report: Report) -> str:
    day = wording.day(report.day) if report.day else ""
    where = wording.gettext("lies at: {where}").format(where=report.where) if report.where else ""
    return ", ".join(part for part in (report.title, report.whose, day, where) if part)


# The head -----------------------------------------------------------------------------------------------------------


def _head(wording: Wording, agreed: Agreed, own: OwnPaper) -> Table:
    meeting, _ = wording.meeting, wording.gettext
    lines = [
        (_("Organisation"), own.name),
        (_("Kind of meeting"), _(meeting.format.name)),
        (_("Among the meetings of the case"), occasion_words(wording)),
        (_("Time of the meeting"), _held(wording)),
        (_("Place"), agreed.place),
        (_("File number"), meeting.case_number),
        (_("Whom the meeting is about"), "\n".join(wording.known_as(seat) for seat in said_concerned(meeting))),
    ]
    for role in meeting.format.roles:
        if role.id == meeting.format.leads:
            lines.append((_(role.name), leading(wording)))
        elif role.id != meeting.format.default_role:
            holders = (wording.known_as(seat) for seat in wording.known if role.id in seat.roles)
            lines.append((_(role.name), "\n".join(holders)))
    lines.append((_("Purpose"), agreed.purpose))
    lines.append((_("What we wanted to go through"), meeting.agenda))
    return Table(
        caption=_("About the meeting"),
        about=_("On the left what it is, on the right how it was."),
        columns=(Column("", 1, least=42), Column("", 3)),
        rows=tuple((Cell(bold=label), Cell(words)) for label, words in lines if words),
        headed=False,
    )


def occasion_words(wording: Wording) -> str:
    """What the meeting is among those of its case; "" for the first."""
    _ = wording.gettext
    return {
        "evaluation": _("evaluation meeting"),
        "extraordinary": _("extraordinary meeting"),
        "closing": _("closing meeting"),
    }.get(wording.meeting.occasion, "")


def _held(wording: Wording) -> str:
    """The day and the hours of every part of the meeting, one under the other."""
    meeting, _ = wording.meeting, wording.gettext
    if meeting.began is None:
        return wording.moment(meeting.starts) if meeting.starts else ""
    lines = []
    for began, ended in sittings(wording):
        day = wording.day_of(began)
        said = f"{wording.day(day)}, {wording.clock(began)}"
        lines.append(
            f"{said}–{wording.time_on(ended, day)}" if ended else _("{moment}, not closed yet").format(moment=said)
        )
    return "\n".join(lines)


# What was said ------------------------------------------------------------------------------------------------------


def _why(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """The reason and the aim, at meetings where somebody is to write them."""
    _ = wording.gettext
    asked = {kind for stage in wording.meeting.format.stages for kinds in stage.write.values() for kind in kinds}
    if asked & {"reason", "aim"}:
        yield Heading(1, _("Why we met and what we want to reach"))
        for thing, label, words in (
            ("reason", _("Reason"), agreed.reason),
            ("aim", _("Aim of the meeting"), agreed.aim),
        ):
            # What is not in an extract may well have been written down.
            if words or not wording.extract_for:
                yield Labelled(beside(label, confidential(wording, thing)), words or _("Not written down."))


def _confidentiality(wording: Wording) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    yield Heading(1, _("Confidentiality"))
    yield Paragraph(
        _(
            "What everyone is told: what is said here we do not carry out, and that holds for this record too. "
            "The exception is when somebody's life is in danger or somebody is being abused."
        )
    )
    if note := meeting.format.note:
        yield Paragraph(_(note))
    present = came(wording)
    confirmed = [
        beside(seat.name, noted_by(wording, f"confidentiality:{seat.id}")) for seat in present if seat.acknowledged
    ]
    # Nobody waits for a child's tap.
    missing = [seat.name for seat in present if not seat.acknowledged and not is_child(meeting, seat)]
    if confirmed:
        yield Labelled(_("Took note of it"), ", ".join(confirmed))
    if missing:
        yield Labelled(_("Did not confirm it"), ", ".join(missing))


def _parts(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What this kind of meeting has of its own."""
    for part in wording.meeting.format.parts:
        if words := agreed.parts.get(part.id):
            yield Heading(1, wording.gettext(part.name))
            yield Paragraph(words)
            if told := confidential(wording, f"part:{part.id}"):
                yield Paragraph(sentence(told), tone="quiet")


# What was left open -------------------------------------------------------------------------------------------------


def _left_open(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    _ = wording.gettext
    found = [
        *_worries_opened(wording),
        *_plan_left_open(wording, agreed),
        *_stages_passed(wording),
        *_closed_despite(wording, agreed),
    ]
    if found:
        yield Heading(1, _("What was left open"))
        yield from found


def _worries_opened(wording: Wording) -> Iterator[Block]:
    _ = wording.gettext
    if words := wording.meeting.worries_opened:
        yield Labelled(_("Worries were opened before every side had named a strength"), words)


def _plan_left_open(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.freeze is None:
        missing = () if wording.extract_for else unmet(meeting, meeting.format.freeze_needs)
        if missing:
            yield Labelled(_("Still missing in the plan"), "")
            yield Listed(tuple(hole_words(wording, agreed, missing)))
    else:
        yield from decided_open(wording, agreed, meeting.freeze.at)


def _stages_passed(wording: Wording) -> Iterator[Block]:
    _ = wording.gettext
    for passed in wording.meeting.passed:
        label = _("Went on from “{stage}” although something was missing (decided by {name}, {time})")
        filled = label.format(
            stage=wording.stage(passed.stage), name=wording.name(passed.by), time=wording.time_at(passed.at)
        )
        yield Labelled(filled, passed.words)


def _closed_despite(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.closed and meeting.closed_despite:
        label = _("The meeting was closed although something was missing (decided by {name})")
        yield Labelled(label.format(name=wording.leaders(meeting.closed)), meeting.closed_despite)
        yield Listed(tuple(hole_words(wording, agreed, unmet(meeting, meeting.format.close_needs))))
