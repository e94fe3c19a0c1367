"""Who agreed, who did not, and the names under the plan. Everyone has the same row, whatever they said."""

from collections.abc import Iterator

from server.meeting.format import EVERYONE
from server.meeting.holes import signers
from server.meeting.model import Approval, Freeze, Seat, Signature, Verdict
from server.meeting.pages import is_child

from .hands import drawn_on, noted_by, sentence
from .paper import Block, Cell, Column, Drawing, Heading, Labelled, Paragraph, Table
from .people import last_there
from .photos import Annexes
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
        if hand := noted_by(wording, f"verdict:{seat.id}"):
            yield Paragraph(sentence(hand), tone="quiet")


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


def signatures(wording: Wording, found: Annexes, clause: tuple[Block, ...] = ()) -> Iterator[Block]:
    """The rows with the signatures, and who was not asked for one. clause: what a name there means; found: pictures of
    signatures on paper.
    """
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
    if meeting.stopped:
        held = _("Whether these signatures held later is not certain: what came after them cannot be told any more.")
        yield Paragraph(held, tone="loud")
    yield from clause
    asked = tuple(put_before(wording, freeze))
    yield Table(
        caption=_("Signatures"),
        about=_("One row for each person: name and role, what they say of the plan, signature, version and time."),
        columns=(
            Column(_("Name and role"), 30),
            Column(_("Opinion of the plan"), 22),
            Column(_("Signature"), 34),
            Column(_("Version and time"), 18),
        ),
        rows=tuple(_row(wording, freeze, seat, found) for seat in asked),
    )
    yield from _not_asked(wording, freeze, asked)


def put_before(wording: Wording, freeze: Freeze) -> Iterator[Seat]:
    """Everyone this version was put before, also those who went away before signing it; a child who has signed."""
    meeting = wording.meeting
    here, wanted = {seat.id for seat in signers(meeting)}, meeting.format.signers
    for seat in wording.known:
        if is_child(meeting, seat):
            # Nobody asks a child for a signature, so none is ever missing.
            if seat.id in freeze.signatures:
                yield seat
            continue
        gone = last_there(seat)
        went = gone is not None and gone >= freeze.at and not seat.late
        signing = EVERYONE in wanted or any(role in wanted for role in seat.roles)
        if seat.id in here or seat.id in freeze.signatures or seat.id in freeze.approvals or (went and signing):
            yield seat


def _row(wording: Wording, freeze: Freeze, seat: Seat, found: Annexes) -> tuple[Cell, ...]:
    approval, signature = freeze.approvals.get(seat.id), freeze.signatures.get(seat.id)
    return (
        Cell("\n".join(part for part in (wording.belongs(seat), wording.roles(seat)) if part), bold=seat.name),
        Cell(_opinion(wording, seat, approval) if approval else "–"),
        _signature(wording, freeze, seat, signature, found) if signature else Cell(_unsigned(wording, freeze, seat)),
        Cell(_version_and_time(wording, freeze, signature) if signature else "–"),
    )


def _opinion(wording: Wording, seat: Seat, approval: Approval) -> str:
    said = verdict(wording, approval)
    if approval.verdict is Verdict.AGREE and approval.words:
        said = f"{said}: {approval.words}"
    hand = noted_by(wording, f"verdict:{seat.id}")
    return f"{said}\n{hand}" if hand else said


def _unsigned(wording: Wording, freeze: Freeze, seat: Seat) -> str:
    _ = wording.gettext
    gone = last_there(seat)
    # Everyone goes home when a meeting is broken off; they will be asked again.
    if gone and gone != wording.meeting.broken_off:
        return _("Left before signing: {time}").format(time=wording.time_on(gone, wording.day_of(freeze.at)))
    return _("Without a signature") if wording.meeting.closed else _("Not signed yet")


def _signature(wording: Wording, freeze: Freeze, seat: Seat, signature: Signature, found: Annexes) -> Cell:
    """On a screen, on paper or not at all: each in the same letters."""
    _ = wording.gettext
    thing = f"signature:{seat.id}"
    if signature.refused is not None:
        said = _("Signature declined. Reason: {reason}").format(reason=signature.refused)
        if not signature.refused:
            said = _("Signature declined.")
        return Cell("\n".join(line for line in (said, sentence(noted_by(wording, thing))) if line))
    if signature.paper:
        return Cell("\n".join(_on_paper(wording, seat, thing, found)))
    alt = _("Signature: {name}, {roles}, version {number}, {moment}").format(
        name=seat.name, roles=wording.roles(seat), number=freeze.number, moment=wording.moment(signature.at)
    )
    return Cell(drawn_on(wording, thing), drawing=Drawing(signature.strokes, alt))


def _on_paper(wording: Wording, seat: Seat, thing: str, found: Annexes) -> Iterator[str]:
    _ = wording.gettext
    yield _("Signed on paper.")
    if noted := wording.meeting.hands.get(thing):
        yield sentence(_("noted by {hand}").format(hand=wording.name(noted)))
    if seat.id in found.numbers:
        yield _("Picture: annex {number}.").format(number=found.numbers[seat.id])


def _version_and_time(wording: Wording, freeze: Freeze, signature: Signature) -> str:
    _ = wording.gettext
    version = _("version {number}").format(number=freeze.number)
    if signature.saw:
        version += "\n" + _("without the parts that were confidential to them")
    return f"{version}\n{wording.day(wording.day_of(signature.at))}\n{wording.clock(signature.at)}"


def _not_asked(wording: Wording, freeze: Freeze, asked: tuple[Seat, ...]) -> Iterator[Block]:
    _ = wording.gettext
    day = wording.day_of(freeze.at)
    late, gone = [], []
    for seat in wording.known:
        if seat in asked or is_child(wording.meeting, seat):
            continue
        left = last_there(seat)
        if seat.late and seat.arrived:
            late.append(f"{wording.known_as(seat)}, {wording.time_on(seat.arrived, day)}")
        elif left and (wording.meeting.began is None or left > wording.meeting.began):
            gone.append(f"{wording.known_as(seat)}, {wording.time_on(left, day)}")
    if late:
        yield Labelled(_("Came after the plan was frozen; no signature was asked of them"), "\n".join(late))
    if gone:
        yield Labelled(_("Left before signing"), "\n".join(gone))
