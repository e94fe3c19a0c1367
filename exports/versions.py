"""Which version the record holds, how to tell it from any other, and the versions that were reopened."""

from collections.abc import Iterator

from server.meeting.agreed import Agreed, short
from server.meeting.model import Freeze

from .afterwards import alert_words, interval, next_meeting, written
from .choice import said_of_loads, tapped
from .copies import worth
from .evaluation import in_lines
from .missing import decided_open
from .paper import Block, Heading, Labelled, Listed, Paragraph
from .plan import goals, steps
from .signing import verdict
from .voices import card_words
from .wording import Wording


def fingerprint(wording: Wording) -> Iterator[Block]:
    """The digest of what was signed, and in plain words what it and the signatures are worth."""
    meeting, _ = wording.meeting, wording.gettext
    if meeting.freeze is not None:
        freeze = meeting.freeze
        yield Heading(1, _("Version and fingerprint"))
        yield Labelled(
            _("Version {number}, frozen on {moment}").format(number=freeze.number, moment=wording.moment(freeze.at)),
            _("Fingerprint: {short}\nIn full (SHA-256): {full}").format(short=short(freeze.digest), full=freeze.digest),
        )
        yield Paragraph(
            _(
                "The fingerprint is computed from everything that people saw before they signed. "
                "If one letter were different, so would the fingerprint be."
            )
        )
        yield from worth(wording)
        signed = [given for given in freeze.signatures.values() if given.refused is None]
        if any(not given.paper for given in signed) or not signed:
            yield Paragraph(
                _(
                    "The signatures were drawn with a finger on a screen. Such a signature is a simple electronic one: "
                    "it belongs to this version and to no other; whose finger it was it cannot prove. "
                    "It is neither a recognised nor a qualified "
                    "electronic signature and does not replace one where one is needed. "
                    "Only the line was kept, not the speed or the pressure of the hand."
                )
            )
        if any(given.paper for given in signed):
            yield Paragraph(
                _(
                    "Where it says that somebody signed on paper, the signature itself is on the printed plan. "
                    "This record notes it and shows its picture if one was taken."
                )
            )


def earlier_versions(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """Every version that was frozen and opened again, the oldest first: its plan in full and who had signed it.

    agreed: the present content; what an earlier version has in the same words is not told twice, its plan always is.
    """
    _ = wording.gettext
    yield Heading(1, _("Earlier versions of the plan"), apart=True)
    yield Paragraph(_("These versions do not hold any more. They stay here so that it can be seen what has changed."))
    for freeze in wording.meeting.voided:
        yield from _version(wording, freeze, agreed)


def _version(wording: Wording, freeze: Freeze, agreed: Agreed) -> Iterator[Block]:
    _ = wording.gettext
    yield Heading(2, _("Version {number} – void").format(number=freeze.number))
    yield Paragraph(
        _(
            "Frozen on {frozen}, opened again on {reopened}. Every signature under it is void. Fingerprint: {short}"
        ).format(
            frozen=wording.moment(freeze.at),
            reopened=wording.moment(freeze.reopened) if freeze.reopened else "–",
            short=short(freeze.digest),
        )
    )
    yield Labelled(_("Why it was opened again"), freeze.why or _("Not written down."))
    yield Labelled(_("What people had said to it"), "")
    yield Listed(tuple(_answers(wording, freeze)) or (_("Nobody."),))
    yield from _other_words(wording, freeze.agreed, agreed)
    yield from goals(wording, freeze.agreed, level=3, current=False)
    yield from steps(wording, freeze.agreed, level=3, current=False)
    yield from decided_open(wording, freeze.agreed, freeze.at)
    again = (next_meeting(wording, freeze.agreed), interval(wording, freeze.agreed))
    yield Labelled(_("Next meeting"), "\n".join(part for part in again if part))


def _answers(wording: Wording, freeze: Freeze) -> Iterator[str]:
    _ = wording.gettext
    day = wording.day_of(freeze.at)
    for seat in wording.meeting.seats.values():
        approval, signature = freeze.approvals.get(seat.id), freeze.signatures.get(seat.id)
        if approval is None and signature is None:
            continue
        parts = [seat.name]
        if signature and signature.refused is not None:
            parts.append(_("signature declined, reason: {reason}").format(reason=signature.refused))
        elif signature and signature.paper:
            parts.append(_("signed on paper, noted at {time}").format(time=wording.time_on(signature.at, day)))
        elif signature:
            parts.append(_("signed at {time}").format(time=wording.time_on(signature.at, day)))
        else:
            parts.append(_("without a signature"))
        if approval:
            said = verdict(wording, approval)
            parts.append(f"{said}: {approval.words}" if approval.words else said)
        yield " – ".join(parts)


def _other_words(wording: Wording, then: Agreed, now: Agreed) -> Iterator[Block]:
    """What that version said otherwise than the present one, outside the plan."""
    _ = wording.gettext
    fields = (
        (_("Name of the meeting"), then.title, now.title),
        (_("Purpose"), then.purpose, now.purpose),
        (_("Place"), then.place, now.place),
        (_("Reason"), then.reason, now.reason),
        (_("Aim of the meeting"), then.aim, now.aim),
        (_("The rules we agreed on"), then.rules, now.rules),
    )
    lines = [
        *fields,
        (_("What goes well and what we can lean on"), _cards(wording, then.strengths), _cards(wording, now.strengths)),
    ]
    for seat_id in {**then.praise, **now.praise}:
        label = _("What {name} sees going well").format(name=wording.name(seat_id))
        lines.append((label, then.praise.get(seat_id, ""), now.praise.get(seat_id, "")))
    for seat_id in {**then.views, **now.views}:
        label = _("How {name} sees it").format(name=wording.name(seat_id))
        lines.append((label, then.views.get(seat_id, ""), now.views.get(seat_id, "")))
    for part in wording.meeting.format.parts:
        lines.append((_(part.name), then.parts.get(part.id, ""), now.parts.get(part.id, "")))
    lines += [
        (_("Evaluation of the last plan"), in_lines(wording, then), in_lines(wording, now)),
        (_("Offers for later"), _cards(wording, then.offers), _cards(wording, now.offers)),
        (_("What the child chose"), _chosen(wording, then), _chosen(wording, now)),
        (_("What the family carries"), said_of_loads(then), said_of_loads(now)),
        (_("When something changes"), _alerts(then), _alerts(now)),
        (_("With whom information converges"), then.hub, now.hub),
    ]
    for stage in wording.meeting.format.stages:
        label = _("Minutes: {stage}").format(stage=_(stage.name))
        lines.append((label, then.minutes.get(stage.id, ""), now.minutes.get(stage.id, "")))
    for seat_id in {**then.reflections, **now.reflections}:
        label = _("What {name} takes away").format(name=wording.name(seat_id))
        lines.append((label, then.reflections.get(seat_id, ""), now.reflections.get(seat_id, "")))
    for label, before, after in lines:
        if before and before != after:
            yield Labelled(label, before)


def _cards(wording: Wording, cards: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(card_words(wording, seat_id, words) for seat_id, words in cards)


def _chosen(wording: Wording, agreed: Agreed) -> str:
    topics = [f"{place}. {words}" for place, words in enumerate(agreed.chosen, 1)]
    return "\n".join([*topics, tapped(wording, agreed)] if agreed.chosen_hand else topics)


def _alerts(agreed: Agreed) -> str:
    return "\n".join(map(alert_words, written(agreed.alerts)))
