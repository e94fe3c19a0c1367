"""Who agreed, who did not, and the names under the plan. Everyone has the same row, whatever they said."""

from collections.abc import Iterator

from server.meeting.holes import signers
from server.meeting.model import Approval, Freeze, Presence, Seat, Signature, Verdict

from .paper import Block, Cell, Column, Drawing, Heading, Labelled, Paragraph, Table
from .wording import Wording


def opinions(wording: Wording) -> Iterator[Block]:
    """Reservations and disagreement, each under the name of whoever said it and in their words."""
    meeting, _ = wording.meeting, wording.gettext
    if meeting.freeze is None:
        return
    yield Heading(1, _("Reservations and differing opinions"))
    differing = [
        (seat, approval)
        for seat, approval in _approvals(wording, meeting.freeze)
        if approval.verdict is not Verdict.AGREE
    ]
    if not differing:
        yield Paragraph(_("Nobody has stated any."))
    for seat, approval in differing:
        yield Labelled(f"{wording.known_as(seat)} – {verdict(wording, approval)}", approval.words)


def _approvals(wording: Wording, freeze: Freeze) -> Iterator[tuple[Seat, Approval]]:
    for seat in wording.meeting.seats.values():
        if seat.id in freeze.approvals:
            yield seat, freeze.approvals[seat.id]


def verdict(wording: Wording, approval: Approval) -> str:
    """What somebody says of the plan, in a word or two."""
    _ = wording.gettext
    match approval.verdict:
        case Verdict.AGREE:
            return _("agrees")
        case Verdict.RESERVATION:
            return _("agrees with a reservation")
        case Verdict.DISAGREE:
            return _("disagrees")


def signatures(wording: Wording, clause: tuple[Block, ...] = ()) -> Iterator[Block]:
    """The rows with the signatures, and who was not asked for one. clause: what a name there means."""
    meeting, _ = wording.meeting, wording.gettext
    yield Heading(1, _("Signatures"))
    freeze = meeting.freeze
    if freeze is None:
        yield Paragraph(_("The plan is not frozen for signing, so nobody has signed it."))
        return
    yield Paragraph(
        _("What is signed is version {number} of the plan, frozen on {moment}.").format(
            number=freeze.number, moment=wording.moment(freeze.at)
        )
    )
    yield from clause
    asked = {seat.id for seat in signers(meeting)}
    rows = tuple(
        _row(wording, freeze, seat)
        for seat in meeting.seats.values()
        if seat.id in asked or seat.id in freeze.signatures or seat.id in freeze.approvals
    )
    yield Table(
        caption=_("Signatures"),
        about=_("One row for each person: name and role, what they say of the plan, signature, version and time."),
        columns=(
            Column(_("Name and role"), 30),
            Column(_("Opinion of the plan"), 22),
            Column(_("Signature"), 34),
            Column(_("Version and time"), 18),
        ),
        rows=rows,
    )
    yield from _not_asked(wording, freeze)


def _row(wording: Wording, freeze: Freeze, seat: Seat) -> tuple[Cell, ...]:
    _ = wording.gettext
    approval, signature = freeze.approvals.get(seat.id), freeze.signatures.get(seat.id)
    opinion = verdict(wording, approval) if approval else "–"
    if approval and approval.verdict is Verdict.AGREE and approval.words:
        opinion = f"{opinion}: {approval.words}"
    return (
        Cell("\n".join(part for part in (wording.belongs(seat), wording.roles(seat)) if part), bold=seat.name),
        Cell(opinion),
        _signature(wording, freeze, seat, signature),
        Cell(_version_and_time(wording, freeze, signature) if signature else "–"),
    )


def _signature(wording: Wording, freeze: Freeze, seat: Seat, signature: Signature | None) -> Cell:
    _ = wording.gettext
    if signature is None:
        return Cell(_("Without a signature") if wording.meeting.closed else _("Not signed yet"))
    if signature.refused is not None:
        return Cell(_("Signature declined. Reason: {reason}").format(reason=signature.refused))
    alt = _("Signature: {name}, {roles}, version {number}, {moment}").format(
        name=seat.name, roles=wording.roles(seat), number=freeze.number, moment=wording.moment(signature.at)
    )
    return Cell(drawing=Drawing(signature.strokes, alt))


def _version_and_time(wording: Wording, freeze: Freeze, signature: Signature) -> str:
    version = wording.gettext("version {number}").format(number=freeze.number)
    return f"{version}\n{wording.day(wording.day_of(signature.at))}\n{wording.clock(signature.at)}"


def _not_asked(wording: Wording, freeze: Freeze) -> Iterator[Block]:
    _ = wording.gettext
    day = wording.day_of(freeze.at)
    late, gone = [], []
    for seat in wording.meeting.seats.values():
        if seat.id in freeze.signatures or seat.id in freeze.approvals:
            continue
        if seat.late and seat.arrived:
            late.append(f"{wording.known_as(seat)}, {wording.time_on(seat.arrived, day)}")
        elif seat.presence is Presence.LEFT and seat.left:
            gone.append(f"{wording.known_as(seat)}, {wording.time_on(seat.left, day)}")
    if late:
        yield Labelled(_("Came after the plan was frozen; no signature was asked of them"), "\n".join(late))
    if gone:
        yield Labelled(_("Left before signing"), "\n".join(gone))
