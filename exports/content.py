"""What a record says, from the state of a meeting alone: the same for Word and for whatever comes after it.

What has been frozen is told from the frozen copy, so that the record says what people signed and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, tzinfo
from gettext import NullTranslations
from hashlib import sha256

from server.meeting.agreed import Agreed, short
from server.meeting.agreement import agreement
from server.meeting.holes import unmet
from server.meeting.model import Meeting, Presence, Seat

from .kinds import PLAIN, OwnPaper, called, clause, identities
from .missing import decided_open, hole_words
from .paper import Block, Cell, Column, Heading, Labelled, Listed, Paragraph, Record, Table
from .plan import goals, next_meeting, steps
from .signing import opinions, signatures
from .versions import earlier_versions, fingerprint
from .wording import Wording


def content(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper = PLAIN,
) -> Record:
    """The record of a meeting; a draft, marked as such, while the meeting is open.

    translations: the catalogue of the meeting's language; now: UTC; zone: where the meeting is held;
    own: what the organisation has of its own.
    """
    wording = Wording(meeting, translations, zone)
    _ = wording.gettext
    agreed = meeting.freeze.agreed if meeting.freeze else agreement(meeting)
    mark = "" if meeting.closed else _("DRAFT – the meeting is not closed, as of {moment}")
    foot = _("Version {number} of the plan · fingerprint {short}") if meeting.freeze else ""
    return Record(
        language=meeting.language,
        title=agreed.title,
        subtitle=called(wording),
        mark=mark.format(moment=wording.moment(now)),
        foot=foot.format(number=meeting.freeze.number, short=short(meeting.freeze.digest)) if meeting.freeze else "",
        numbers=_("Page {page} of {pages}"),
        blocks=tuple(_blocks(wording, agreed, own, now)),
    )


def file_name(meeting: Meeting, translations: NullTranslations | None = None) -> str:
    """ "2027-03-12-jakubovo-setkani-3f9a1c.docx": sorts by date, opens on every system, is no other meeting's name.

    A draft has a word for it in its name, in the language of `translations` (English without them).
    """
    held = meeting.starts or meeting.began
    draft = (translations or NullTranslations()).gettext("draft")
    parts = (
        held.date().isoformat() if held else "",
        _slug(meeting.title) or "setkani",
        sha256(meeting.id.encode()).hexdigest()[:6],
        "" if meeting.closed else _slug(draft),
    )
    return "-".join(part for part in parts if part) + ".docx"


_LONGEST_SLUG = 40
"""Letters: with four bytes each still a name that every file system takes."""


def _slug(words: str) -> str:
    # Latin letters without their accents; ї and й are letters of their own.
    bare = re.sub(r"([a-z])[\u0300-\u036f]+", r"\1", unicodedata.normalize("NFKD", words.lower()))
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", bare))[:_LONGEST_SLUG].strip("-")


def _blocks(wording: Wording, agreed: Agreed, own: OwnPaper, now: datetime) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if not meeting.closed:
        yield Paragraph(
            _(
                "This is a DRAFT. It shows the meeting as it stood on {moment}; until the meeting is closed, "
                "anything in it may still change."
            ).format(moment=wording.moment(now)),
            tone="loud",
        )
    yield _head(wording, agreed, own)
    yield from _people(wording)
    yield Heading(1, _("Why we met and what we want to reach"))
    yield Labelled(_("Reason"), agreed.reason or _("Not written down."))
    yield Labelled(_("Aim of the meeting"), agreed.aim or _("Not written down."))
    if agreed.rules:
        yield Heading(1, _("The rules we agreed on"))
        yield Paragraph(agreed.rules)
    yield from _confidentiality(wording)
    yield from _minutes(wording, agreed)
    yield from goals(wording, agreed)
    yield from steps(wording, agreed, current=True)
    yield from _left_open(wording, agreed)
    yield from _reflections(wording, agreed)
    yield from opinions(wording)
    yield Heading(1, _("Next meeting"))
    yield Paragraph(next_meeting(wording, agreed))
    yield from signatures(wording, tuple(clause(wording, own)))
    yield from fingerprint(wording, now)
    if meeting.voided:
        yield from earlier_versions(wording, agreed)


# The head -----------------------------------------------------------------------------------------------------------


def _head(wording: Wording, agreed: Agreed, own: OwnPaper) -> Table:
    meeting, _ = wording.meeting, wording.gettext
    lines = [
        (_("Organisation"), own.name),
        (_("Kind of meeting"), _(meeting.format.name)),
        (_("Time of the meeting"), _held(wording)),
        (_("Place"), agreed.place),
        (_("File number"), meeting.case_number),
    ]
    known = [seat for seat in meeting.seats.values() if seat.presence not in _NOT_SEATED]
    for role in meeting.format.roles:
        holders = [wording.known_as(seat) for seat in known if role.id in seat.roles]
        if role.id != meeting.format.default_role and holders:
            lines.append((_(role.name), "\n".join(holders)))
    lines.append((_("Purpose"), agreed.purpose))
    return Table(
        caption=_("About the meeting"),
        about=_("On the left what it is, on the right how it was."),
        columns=(Column("", 1), Column("", 3)),
        rows=tuple((Cell(bold=label), Cell(words)) for label, words in lines if words),
        headed=False,
    )


_NOT_SEATED = (Presence.WAITING, Presence.TURNED_AWAY)


def _held(wording: Wording) -> str:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.began is None:
        return wording.moment(meeting.starts) if meeting.starts else ""
    day = wording.day_of(meeting.began)
    began = f"{wording.day(day)}, {wording.clock(meeting.began)}"
    if meeting.closed is None:
        return _("{moment}, not closed yet").format(moment=began)
    return f"{began}–{wording.time_on(meeting.closed, day)}"


# Who was there ------------------------------------------------------------------------------------------------------


def _people(wording: Wording) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    yield Heading(1, _("Who was there"))
    came = _came(meeting)
    if came:
        yield Table(
            caption=_("Attendance"),
            about=_("One row for each person: who they are, their role, when they were there, confidentiality."),
            columns=(
                Column(_("Name"), 24),
                Column(_("Who they are"), 28),
                Column(_("Role at the meeting"), 20),
                Column(_("When they were there"), 16),
                Column(_("Confidentiality acknowledged"), 16),
            ),
            rows=tuple(
                (
                    Cell(bold=seat.name),
                    Cell(wording.belongs(seat)),
                    Cell(wording.roles(seat)),
                    Cell(_when(wording, seat)),
                    Cell(_time(wording, seat.acknowledged) if seat.acknowledged else _("not confirmed")),
                )
                for seat in came
            ),
        )
        yield from identities(wording, came)
    else:
        yield Paragraph(_("Nobody has come yet."))
    yield from _absent(wording, _("Sent word that they are not coming"), Presence.EXCUSED)
    missed = _("Invited, were not there") if meeting.closed else _("Invited, have not come yet")
    yield from _absent(wording, missed, Presence.INVITED)


def _came(meeting: Meeting) -> tuple[Seat, ...]:
    return tuple(seat for seat in meeting.seats.values() if seat.presence in (Presence.PRESENT, Presence.LEFT))


def _absent(wording: Wording, label: str, presence: Presence) -> Iterator[Block]:
    absent = [seat for seat in wording.meeting.seats.values() if seat.presence is presence]
    if absent:
        yield Labelled(label, "\n".join(_in_one_line(wording, seat) for seat in absent))


def _in_one_line(wording: Wording, seat: Seat) -> str:
    return ", ".join(part for part in (seat.name, wording.belongs(seat)) if part)


def _when(wording: Wording, seat: Seat) -> str:
    meeting, _ = wording.meeting, wording.gettext
    on_time = bool(meeting.began and seat.arrived and seat.arrived <= meeting.began)
    arrived = _time(wording, seat.arrived) if seat.arrived else ""
    if seat.presence is Presence.LEFT and seat.left:
        sentence = _("until {left}") if on_time else _("from {arrived} until {left}")
        return sentence.format(arrived=arrived, left=_time(wording, seat.left))
    if on_time:
        return _("the whole time") if meeting.closed else _("from the beginning")
    if seat.late:
        return _("from {arrived}, after the plan was frozen").format(arrived=arrived)
    return _("from {arrived}").format(arrived=arrived)


def _time(wording: Wording, moment: datetime) -> str:
    began = wording.meeting.began
    return wording.time_on(moment, wording.day_of(began) if began else None)


# What was said ------------------------------------------------------------------------------------------------------


def _confidentiality(wording: Wording) -> Iterator[Block]:
    _ = wording.gettext
    yield Heading(1, _("Confidentiality"))
    yield Paragraph(
        _(
            "What everyone is told: what is said here we do not carry out, and that holds for this record too. "
            "The exception is when somebody's life is in danger or somebody is being abused."
        )
    )
    came = _came(wording.meeting)
    confirmed = [seat.name for seat in came if seat.acknowledged]
    missing = [seat.name for seat in came if not seat.acknowledged]
    if confirmed:
        yield Labelled(_("Took note of it"), ", ".join(confirmed))
    if missing:
        yield Labelled(_("Did not confirm it"), ", ".join(missing))


def _minutes(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if not agreed.minutes:
        return
    yield Heading(1, _("How the meeting went"))
    for stage in meeting.format.stages:
        if words := agreed.minutes.get(stage.id):
            yield Heading(2, _(stage.name))
            yield Paragraph(words)


def _reflections(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    if agreed.reflections:
        yield Heading(1, wording.gettext("What each of us takes away"))
        for seat_id, words in agreed.reflections.items():
            yield Labelled(wording.name(seat_id), words)


# What was left open -------------------------------------------------------------------------------------------------


def _left_open(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    _ = wording.gettext
    found = [*_plan_left_open(wording, agreed), *_stages_passed(wording), *_closed_despite(wording, agreed)]
    if found:
        yield Heading(1, _("What was left open"))
        yield from found


def _plan_left_open(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.freeze is None:
        if missing := unmet(meeting, meeting.format.freeze_needs):
            yield Labelled(_("Still missing in the plan"), "")
            yield Listed(tuple(hole_words(wording, agreed, missing)))
    else:
        yield from decided_open(wording, agreed)


def _stages_passed(wording: Wording) -> Iterator[Block]:
    _ = wording.gettext
    for passed in wording.meeting.passed:
        label = _("Went on from “{stage}” although something was missing (decided by {name}, {time})")
        filled = label.format(
            stage=wording.stage(passed.stage), name=wording.name(passed.by), time=_time(wording, passed.at)
        )
        yield Labelled(filled, passed.words)


def _closed_despite(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    meeting, _ = wording.meeting, wording.gettext
    if meeting.closed_despite:
        label = _("The meeting was closed although something was missing (decided by {name})")
        yield Labelled(label.format(name=wording.leaders), meeting.closed_despite)
        yield Listed(tuple(hole_words(wording, agreed, unmet(meeting, meeting.format.close_needs))))
