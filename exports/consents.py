"""Who agreed to whom being told of what, on which grounds the office tells without it, and what is confidential."""

from collections.abc import Iterable, Iterator

from server.meeting.confidences import covering
from server.meeting.format import known
from server.meeting.model import Consent

from .paper import Block, Cell, Column, Heading, Listed, Paragraph, Row, Table
from .wording import Wording


def consents(wording: Wording) -> Iterator[Block]:
    """Every statement as it was made, also that somebody did not agree; nothing where nobody was asked."""
    meeting, _ = wording.meeting, wording.gettext
    if not (meeting.consents or meeting.grounds):
        return
    yield Heading(1, _("Who may know what"))
    if meeting.consents:
        yield Table(
            caption=_("Consents"),
            about=_("One row for each statement: who said it, what it is about, who may know, how and when."),
            columns=(
                Column(_("Who"), 22),
                Column(_("What it is about"), 24),
                Column(_("Who may know"), 26),
                Column(_("Said how and when"), 28, least=33),
            ),
            rows=tuple(_row(wording, consent) for consent in meeting.consents),
        )
    if meeting.grounds:
        yield Paragraph(_("Without consent, as the office has decided:"))
        yield Listed(tuple(_grounds(wording)))


def confidential(wording: Wording, thing: str) -> str:
    """ "confidential: health" for what is; "" for everything else. thing: see server/meeting/confidences.py."""
    marks = covering(wording.meeting).get(thing, ())
    if not marks:
        return ""
    said = dict.fromkeys(subject_name(wording, mark.subject) for mark in marks)
    return wording.gettext("confidential: {subject}").format(subject=", ".join(said))


def subject_name(wording: Wording, subject: str) -> str:
    """What a subject is called, within a sentence."""
    area = known(wording.meeting.format.areas, subject)
    name = wording.gettext(area.name if area else "something else")
    return name[:1].lower() + name[1:]


def _row(wording: Wording, consent: Consent) -> Row:
    _ = wording.gettext
    said = _("in writing") if consent.written else _("spoken")
    if consent.by == consent.giver and not consent.written:
        said = _("on one’s own page")
    lines = [f"{said}, {wording.moment(consent.at)}"]
    if consent.by != consent.giver:
        lines.append(_("noted by {name}").format(name=wording.name(consent.by)))
    if consent.withdrawn:
        lines.append(_("withdrawn {moment}").format(moment=wording.moment(consent.withdrawn)))
    return (
        Cell(_("agrees") if consent.agreed else _("does not agree"), bold=_giver(wording, consent)),
        Cell(
            "\n".join((_subjects(wording, consent.subjects), *([_("about themselves alone")] if consent.own else [])))
        ),
        Cell(_receivers(wording, consent.seats, consent.sides)),
        Cell("\n".join(lines)),
    )


def _giver(wording: Wording, consent: Consent) -> str:
    return wording.name(consent.giver) if consent.giver else consent.name


def _subjects(wording: Wording, subjects: Iterable[str]) -> str:
    return ", ".join(subject_name(wording, subject) for subject in subjects)


def _receivers(wording: Wording, seats: Iterable[str], sides: Iterable[str]) -> str:
    listed = {recipient.id: recipient.name for recipient in wording.meeting.recipients if not recipient.seat}
    return ", ".join((*(listed.get(seat) or wording.name(seat) for seat in seats), *sides))


def _grounds(wording: Wording) -> Iterator[str]:
    _ = wording.gettext
    for ground in wording.meeting.grounds:
        kind = _("by law") if ground.law else _("by the office's rule")
        yield _("{who} may know: {subjects} – {kind}: {words}").format(
            who=_receivers(wording, ground.seats, ground.sides),
            subjects=_subjects(wording, ground.subjects),
            kind=kind,
            words=ground.words,
        )
