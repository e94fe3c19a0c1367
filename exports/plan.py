"""The goals and the steps of one version of the plan."""

from collections.abc import Iterator, Mapping

from server.meeting.agreed import Agreed, AgreedGoal, AgreedStep
from server.meeting.format import Word, known
from server.meeting.model import Acceptance

from .choice import origin
from .consents import confidential
from .evaluation import taken_over
from .hands import beside, by_hand, sentence
from .paper import Band, Block, Cell, Column, Heading, Labelled, Paragraph, Row, Table
from .wording import Wording


def goals(wording: Wording, agreed: Agreed, level: int = 1, *, current: bool) -> Iterator[Block]:
    """Every goal with its area, what goes well, what worries, how we will know and how near everyone sees it.

    level: of the heading above them; current: the version that holds, of which we know whose hand wrote what.
    """
    _ = wording.gettext
    yield Heading(level, _("Goals"))
    if not agreed.goals and not wording.extract_for:
        yield Paragraph(_("Not written down."))
    for number, goal in enumerate(agreed.goals, 1):
        yield Heading(level + 1, goal_name(wording, number, goal))
        fields = (
            (_("Where it comes from"), origin(wording, agreed, goal)),
            (_("Area of life"), chosen(wording, wording.meeting.format.areas, goal.area)),
            (_("What goes well"), goal.strengths),
            (_("What worries us"), goal.worries),
            (_("How we will know that we are getting there"), goal.indicator),
            (_("How near each of us sees it, from 0 to 10"), " · ".join(scale(wording, goal, current=current))),
        )
        for label, words in fields:
            if words.strip():
                yield Labelled(label, words)
        if current and (told := confidential(wording, f"goal:{goal.id}")):
            yield Paragraph(sentence(told), tone="quiet")


def goal_name(wording: Wording, number: int, goal: AgreedGoal) -> str:
    """ "Goal 2: Jakub feels safe at school" """
    said = wording.gettext("Goal {number}").format(number=number)
    return f"{said}: {goal.title}" if goal.title else said


def chosen(wording: Wording, words: tuple[Word, ...], word_id: str) -> str:
    """The name of a word chosen from a list; "" for none."""
    word = known(words, word_id)
    return wording.gettext(word.name) if word else word_id


def scale(wording: Wording, goal: AgreedGoal, *, current: bool) -> Iterator[str]:
    """Along the line, a number and everyone who stands there: "4: Petra Horáková, Olga Malá". Never an average."""
    for value in sorted(set(goal.scale.values())):
        names = []
        for seat_id, said in goal.scale.items():
            if said == value:
                hand = by_hand(wording, seat_id, f"scale:{goal.id}:{seat_id}") if current else ""
                names.append(beside(wording.name(seat_id), hand))
        yield f"{value}: {', '.join(names)}"


def numbers(agreed: Agreed) -> Mapping[str, str]:
    """Step -> its number: "2.1" is the first step towards goal 2."""
    return {
        step.id: f"{place}.{number}"
        for place, goal in enumerate(agreed.goals, 1)
        for number, step in enumerate(goal.steps, 1)
    }


def steps(wording: Wording, agreed: Agreed, level: int = 1, *, current: bool) -> Iterator[Block]:
    """One table of all steps, goal by goal. level: of the heading above it; current: the version that holds, in which
    owners may have given reasons.
    """
    _ = wording.gettext
    yield Heading(level, _("Plan of steps"))
    if agreed.goals:
        yield _table(wording, agreed, current=current)
    elif not wording.extract_for:
        yield Paragraph(_("Not written down."))


def _table(wording: Wording, agreed: Agreed, *, current: bool) -> Table:
    _ = wording.gettext
    rows: list[Row | Band] = []
    numbered = numbers(agreed)
    for place, goal in enumerate(agreed.goals, 1):
        rows.append(Band(goal_name(wording, place, goal)))
        for step in goal.steps:
            rows.append(_row(wording, numbered, step, current=current))
        if not goal.steps and not wording.extract_for:
            rows.append((Cell(), Cell(_("No step yet.")), *(Cell() for _empty in range(6))))
    columns = (
        Column(_("No."), 7),
        Column(_("What"), 19),
        Column(_("How exactly"), 20),
        Column(_("Who"), 14),
        Column(_("With whom"), 13),
        # A day, and a short answer, stand on one line in wide letters and on narrow paper too.
        Column(_("By when"), 17, least=24),
        Column(_("How we will know"), 15),
        Column(_("Confirmation"), 17, least=24),
    )
    caption = _("Plan of steps")
    return Table(
        caption=caption,
        about=_("One row for each step: what, how exactly, who, with whom, by when, how we will know, confirmation."),
        columns=columns,
        rows=tuple(rows),
        dense=True,
        narrow=Table(
            caption=caption,
            about=_(
                "One row for each step: what, how and how we will know; who and with whom; by when and confirmation."
            ),
            columns=(
                Column(_("No."), 8, least=9),
                Column(_("What and how"), 46),
                Column(_("Who, with whom"), 24),
                Column(_("By when, confirmation"), 24, least=28),
            ),
            rows=tuple(row if isinstance(row, Band) else _folded(row, columns) for row in rows),
            dense=True,
        ),
    )


def _folded(row: Row, columns: tuple[Column, ...]) -> Row:
    """The same in four fields: what the names of columns said stands before what was in them."""
    number, what, how, who, _company, due, _signal, confirmation = row

    def named(place: int) -> str:
        return f"{columns[place].words}: {row[place].words}" if row[place].words else ""

    return (
        number,
        Cell("\n".join(part for part in (what.words, how.words, named(6)) if part), bold=what.bold),
        Cell("\n".join(part for part in (who.words, named(4)) if part)),
        Cell("\n".join(part for part in (due.words, confirmation.words) if part)),
    )


def _row(wording: Wording, numbered: Mapping[str, str], step: AgreedStep, *, current: bool) -> Row:
    _ = wording.gettext
    waits = [numbered[before] for before in step.after if before in numbered]
    after = wording.ngettext("after step {numbers}", "after steps {numbers}", len(waits))
    due = [wording.iso_day(step.due) or "–", after.format(numbers=", ".join(waits)) if waits else ""]
    kind = chosen(wording, wording.meeting.format.kinds, step.kind)
    told = confidential(wording, f"step:{step.id}") if current else ""
    if step.carried:
        due.append(taken_over(wording, step.carried, step.first_due))
    return (
        Cell(numbered[step.id]),
        Cell("\n".join(line for line in (kind, told) if line), bold=step.what),
        Cell(step.how),
        Cell(step.owner or "–"),
        Cell(step.with_whom),
        Cell("\n".join(line for line in due if line)),
        Cell(step.signal),
        Cell(_confirmation(wording, step, current=current)),
    )


def _confirmation(wording: Wording, step: AgreedStep, *, current: bool) -> str:
    said = _answer(wording, step, current=current)
    live = wording.meeting.step(step.id) if current else None
    if live is None or live.owner is None or step.acceptance == Acceptance.OPEN:
        return said
    hand = by_hand(wording, live.owner, f"promise:{step.id}")
    return f"{said}\n{hand}" if hand else said


def _answer(wording: Wording, step: AgreedStep, *, current: bool) -> str:
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
