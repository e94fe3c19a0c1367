"""How the meeting went: the minutes of its parts, and where its course was another than the usual one."""

from collections.abc import Iterator

from server.meeting.agreed import Agreed
from server.meeting.model import Meeting

from .consents import confidential
from .damage import set_aside
from .hands import sentence
from .paper import Block, Heading, Labelled, Listed, Paragraph
from .wording import Wording


def course(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """Minutes in the order in which the parts came."""
    meeting, _ = wording.meeting, wording.gettext
    otherwise, breaks, clock = tuple(_otherwise(wording)), tuple(_breaks(wording)), tuple(_clock(wording))
    damaged = tuple(set_aside(wording, agreed))
    if not (agreed.minutes or otherwise or breaks or clock or damaged):
        return
    yield Heading(1, _("How the meeting went"))
    if breaks:
        yield Labelled(_("The meeting was broken off"), "")
        yield Listed(breaks)
    for noted in clock:
        yield Paragraph(noted, tone="quiet")
    yield from damaged
    if otherwise:
        yield Labelled(_("Where its course was another than usual"), "")
        yield Listed(otherwise)
    for stage in meeting.format.stages:
        if words := agreed.minutes.get(stage.id):
            yield Heading(2, wording.stage(stage.id))
            yield Paragraph(words)
            if told := confidential(wording, f"minutes:{stage.id}"):
                yield Paragraph(sentence(told), tone="quiet")


def _otherwise(wording: Wording) -> Iterator[str]:
    meeting, _ = wording.meeting, wording.gettext
    usual = {stage.id: _(stage.name) for stage in meeting.planned}
    for stage in meeting.course:
        if wording.stage(stage.id) != usual.get(stage.id, wording.stage(stage.id)):
            yield _("“{usual}” was called “{name}” here.").format(usual=usual[stage.id], name=wording.stage(stage.id))
    if order := _another_order(meeting):
        yield _("The parts came in this order: {parts}.").format(parts=", ".join(map(wording.stage, order)))
    for stage in meeting.format.stages:
        if skipped := meeting.skipped.get(stage.id):
            said = _("“{stage}” was left out (decided by {name}, {time}).").format(
                stage=usual.get(stage.id, wording.stage(stage.id)),
                name=wording.name(skipped.by),
                time=wording.time_at(skipped.at),
            )
            yield f"{said} {skipped.why}".rstrip()


def _another_order(meeting: Meeting) -> tuple[str, ...]:
    """The parts as they came, if that was not their usual order."""
    came = tuple(stage.id for stage in meeting.course)
    usual = tuple(stage.id for stage in meeting.planned if stage.id in came)
    return came if usual and came != usual else ()


def _clock(wording: Wording) -> Iterator[str]:
    """Where the times in this record do not follow on each other."""
    _ = wording.gettext
    back = _("The clock of the computer was put back ({before} → {after}). Times before and after that do not compare.")
    on = _("The clock of the computer was put on ({before} → {after}). Times before and after that do not compare.")
    for before, after in wording.meeting.clock_jumps:
        said = back if after < before else on
        yield said.format(before=wording.moment(before), after=wording.moment(after))


def _breaks(wording: Wording) -> Iterator[str]:
    meeting, _ = wording.meeting, wording.gettext
    again = [sitting.began for sitting in meeting.sittings[1:]]
    if meeting.sat_down and meeting.broken_off is None:
        again.append(meeting.sat_down)
    for number, sitting in enumerate(meeting.sittings):
        if number < len(again):
            said = _("Broken off on {ended}, continued on {again}. Why: {why}")
            moment = wording.moment(again[number])
        elif meeting.continues:
            said = _("Broken off on {ended}, to be continued on {again}. Why: {why}")
            moment = wording.moment(meeting.continues)
        else:
            said = _("Broken off on {ended}; when it goes on is not agreed yet. Why: {why}")
            moment = ""
        yield said.format(ended=wording.moment(sitting.ended), again=moment, why=sitting.why)
