"""What the meeting said to the last plan: step by step how it came out and whether it helped, and how near the goals
are now, beside last time. Everybody's answer under their own name, never an average.
"""

from collections.abc import Callable, Iterator

from server.meeting.agreed import Agreed, AgreedEvaluation, AgreedNearer, AgreedOutcome, short
from server.meeting.previous import Help, Outcome

from .hands import beside, by_hand
from .paper import Band, Block, Cell, Column, Heading, Labelled, Paragraph, Row, Table
from .wording import Wording


def evaluation(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """Nothing at a meeting that has no last plan."""
    told = agreed.evaluation
    if told is None:
        return
    _ = wording.gettext
    yield Heading(1, _("Evaluation of the last plan"))
    yield Paragraph(_origin(wording, told), tone="quiet")
    rows = tuple(_rows(wording, told))
    if not rows:
        yield Paragraph(_("There was no step in the last plan."))
        return
    yield Table(
        caption=_("Evaluation of the last plan"),
        about=_("One row for each step: what, who and by when, how it came out, a note, whether it helped."),
        columns=(
            Column(_("No."), 7),
            Column(_("Step"), 26),
            Column(_("Who and by when"), 20, least=27),
            Column(_("How it came out"), 15, least=24),
            Column(_("Note"), 18),
            Column(_("“Did it help me?”"), 20),
        ),
        rows=rows,
        dense=True,
    )
    for goal in told.goals:
        if goal.then or goal.now:
            label = _("How near each of us saw it then, and sees it now, from 0 to 10: {goal}").format(goal=goal.title)
            yield Labelled(label, "\n".join(nearer(wording, goal)))
        if goal.indicator:
            yield Labelled(_("How we wanted to know it: {goal}").format(goal=goal.title), goal.indicator)


def in_lines(wording: Wording, agreed: Agreed) -> str:
    """The same in a line for each step, for a version that does not hold any more."""
    told = agreed.evaluation
    lines = []
    for step in (step for goal in told.goals for step in goal.outcomes) if told else ():
        helped = [
            f"{_known(wording, seat)}: {help_words(wording.gettext, Help(said))}" for seat, said in step.help.items()
        ]
        parts = (f"{step.number} {step.what}", _outcome(wording, step), step.note, *helped)
        lines.append(" · ".join(part for part in parts if part))
    for goal in told.goals if told else ():
        if goal.now:
            lines.append(f"{goal.title} · " + ", ".join(nearer(wording, goal)))
    return "\n".join(lines)


def outcome_words(_: Callable[[str], str], outcome: Outcome | None) -> str:
    """ "splněno" | "částečně" | "nesplněno" | "už neplatí" | "nevyhodnoceno" """
    match outcome:
        case None:
            return _("not evaluated")
        case Outcome.DONE:
            return _("fulfilled")
        case Outcome.PARTLY:
            return _("partly fulfilled")
        case Outcome.NOT:
            return _("not fulfilled")
        case Outcome.VOID:
            return _("holds no more")


def help_words(_: Callable[[str], str], said: Help) -> str:
    """What somebody answered to "Did it help me?"."""
    match said:
        case Help.MUCH:
            return _("yes, a lot")
        case Help.LITTLE:
            return _("a little")
        case Help.NOT:
            return _("no, not to me")
        case Help.UNSURE:
            return _("I don't know")


def nearer(wording: Wording, goal: AgreedNearer) -> Iterator[str]:
    """ "Jana Nováková: 3 → 5"; "–" where somebody has not said it."""
    for seat_id in {**goal.then, **goal.now}:
        then, now = goal.then.get(seat_id, "–"), goal.now.get(seat_id, "–")
        hand = by_hand(wording, seat_id, f"nearer:{goal.id}:{seat_id}") if seat_id in goal.now else ""
        yield beside(f"{_known(wording, seat_id)}: {then} → {now}", hand)


def _outcome(wording: Wording, step: AgreedOutcome) -> str:
    return outcome_words(wording.gettext, Outcome(step.outcome) if step.outcome else None)


def _known(wording: Wording, seat_id: str) -> str:
    """The name somebody has now, or had when the last plan was made."""
    then = wording.meeting.previous.names if wording.meeting.previous else {}
    return wording.name(seat_id) if wording.meeting.seat_of(seat_id) else then.get(seat_id, seat_id)


def _origin(wording: Wording, told: AgreedEvaluation) -> str:
    _ = wording.gettext
    day = wording.iso_day(told.held)
    said = (
        _("The plan of {day}, version {number}, read from its record.").format(day=day, number=told.number)
        if told.number
        else _("The plan of {day}, which was never put up for signing, read from its record.").format(day=day)
    )
    file = _("Fingerprint of that file: {short}.").format(short=short(told.sha256))
    sealed = _("It was sealed by: {name}").format(name=told.sealed_by) if told.sealed_by else ""
    return " ".join(part for part in (said, file, sealed) if part)


def _rows(wording: Wording, told: AgreedEvaluation) -> Iterator[Row | Band]:
    for number, goal in enumerate(told.goals, 1):
        if goal.outcomes:
            yield Band(f"{wording.gettext('Goal {number}').format(number=number)}: {goal.title}".rstrip(": "))
        for outcome in goal.outcomes:
            yield _row(wording, outcome)


def _row(wording: Wording, step: AgreedOutcome) -> Row:
    _ = wording.gettext
    when = [step.owner or "–", wording.iso_day(step.due)]
    if step.carried:
        when.append(taken_over(wording, step.carried, step.first_due))
    said = [_outcome(wording, step)]
    if step.said_by:
        said.append(_("said by {name}, because whoever had it was not there").format(name=step.said_by))
    evaluated = wording.meeting.evaluated.get(step.id)
    if evaluated:
        said.append(by_hand(wording, evaluated.by, f"outcome:{step.id}"))
    said.append(_between(wording, step.id))
    helped = (
        beside(
            f"{_known(wording, seat_id)}: {help_words(_, Help(answer))}",
            by_hand(wording, seat_id, f"help:{step.id}:{seat_id}"),
        )
        for seat_id, answer in step.help.items()
    )
    return (
        Cell(step.number),
        Cell(bold=step.what),
        Cell("\n".join(line for line in when if line)),
        Cell("\n".join(line for line in said if line)),
        Cell(step.note),
        Cell("\n".join(helped) or "–"),
    )


def _between(wording: Wording, step_id: str) -> str:
    """ "mezi setkáními: částečně (3. 4. 2027), splněno (20. 4. 2027)": what whoever had it said of it meanwhile."""
    last = wording.meeting.previous.step(step_id) if wording.meeting.previous else None
    if last is None or not last.between:
        return ""
    told = (f"{outcome_words(wording.gettext, each.outcome)} ({wording.day(each.on)})" for each in last.between)
    return f"{wording.gettext('between the meetings:')} {', '.join(told)}"


def taken_over(wording: Wording, times: int, first_due: str) -> str:
    """ "přeneseno 2×, poprvé na 1. 12. 2026" """
    _ = wording.gettext
    day = wording.iso_day(first_due)
    said = _("taken over {times}×, first for {day}") if day else _("taken over {times}×")
    return said.format(times=times, day=day)
