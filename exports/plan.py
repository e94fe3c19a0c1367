"""The goals and the steps of one version of the plan, and the meeting at which it will be looked at again."""

from collections.abc import Iterator

from server.meeting.agreed import Agreed, AgreedGoal, AgreedStep
from server.meeting.model import Acceptance

from .paper import Band, Block, Cell, Column, Heading, Labelled, Paragraph, Row, Table
from .wording import Wording


def goals(wording: Wording, agreed: Agreed, level: int = 1) -> Iterator[Block]:
    """Every goal with what goes well, what worries and how we will know. level: of the heading above them."""
    _ = wording.gettext
    yield Heading(level, _("Goals"))
    if not agreed.goals:
        yield Paragraph(_("Not written down."))
    for number, goal in enumerate(agreed.goals, 1):
        yield Heading(level + 1, goal_name(wording, number, goal))
        fields = (
            (_("What goes well"), goal.strengths),
            (_("What worries us"), goal.worries),
            (_("How we will know that we are getting there"), goal.indicator),
        )
        for label, words in fields:
            if words.strip():
                yield Labelled(label, words)


def goal_name(wording: Wording, number: int, goal: AgreedGoal) -> str:
    """ "Goal 2: Jakub feels safe at school" """
    said = wording.gettext("Goal {number}").format(number=number)
    return f"{said}: {goal.title}" if goal.title else said


def steps(wording: Wording, agreed: Agreed, level: int = 1, *, current: bool) -> Iterator[Block]:
    """One table of all steps, goal by goal. level: of the heading above it; current: the version that holds, in which
    owners may have given reasons.
    """
    _ = wording.gettext
    yield Heading(level, _("Plan of steps"))
    yield _table(wording, agreed, current=current) if agreed.goals else Paragraph(_("Not written down."))


def _table(wording: Wording, agreed: Agreed, *, current: bool) -> Table:
    _ = wording.gettext
    rows: list[Row | Band] = []
    number = 0
    for place, goal in enumerate(agreed.goals, 1):
        rows.append(Band(goal_name(wording, place, goal)))
        for step in goal.steps:
            number += 1
            rows.append(_row(wording, number, step, current=current))
        if not goal.steps:
            rows.append((Cell(), Cell(_("No step yet.")), *(Cell() for _empty in range(6))))
    return Table(
        caption=_("Plan of steps"),
        about=_("One row for each step: what, how exactly, who, with whom, by when, how we will know, confirmation."),
        columns=(
            Column(_("No."), 5),
            Column(_("What"), 18),
            Column(_("How exactly"), 25),
            Column(_("Who"), 14),
            Column(_("With whom"), 13),
            Column(_("By when"), 14),
            Column(_("How we will know"), 16),
            Column(_("Confirmation"), 14),
        ),
        rows=tuple(rows),
        dense=True,
    )


def _row(wording: Wording, number: int, step: AgreedStep, *, current: bool) -> Row:
    return (
        Cell(str(number)),
        Cell(bold=step.what),
        Cell(step.how),
        Cell(step.owner or "–"),
        Cell(step.with_whom),
        Cell(wording.iso_day(step.due) or "–"),
        Cell(step.signal),
        Cell(_confirmation(wording, step, current=current)),
    )


def _confirmation(wording: Wording, step: AgreedStep, *, current: bool) -> str:
    _ = wording.gettext
    if not step.owner:
        return "–"
    match Acceptance(step.acceptance):
        case Acceptance.ACCEPTED:
            return _("promised")
        case Acceptance.DECLINED:
            live = wording.meeting.step(step.id) if current else None
            reason = live.declined if live and live.declined else ""
            return _("“I cannot promise this.” {reason}").format(reason=reason).rstrip()
        case Acceptance.CHANGED:
            return _("promised in an earlier wording")
        case Acceptance.OPEN:
            return _("not confirmed")


def next_meeting(wording: Wording, agreed: Agreed) -> str:
    """When and where the next meeting is, in one line."""
    if not agreed.next_starts:
        return wording.gettext("Not agreed.")
    return ", ".join(part for part in (wording.iso_moment(agreed.next_starts), agreed.next_place) if part)
