"""What one guest has to do in a meeting: somebody of the story, or one of the crowd."""

import json
import random
from dataclasses import fields

from ..meeting.commands import Command, HearViews, SetLoad, name_of
from ..meeting.model import Verdict
from .crowd import REFLECTIONS
from .part import Asked, Childs, NewAlert, NewCard, NewGoal, NewPage, NewStep, Part, Said
from .story import Child, Line, Story, commands_of_page, lines_of_alert, lines_of_step


def part_of(story: Story, seat: str) -> Part:
    """The part of somebody of the story; who is not in it listens, says little and signs."""
    if seat not in story.endings:
        return part_of_nobody(seat, random.Random(seat), story)
    ending = story.endings[seat]
    said = [_said(stage, line) for stage, lines in story.lines.items() for line in lines if line.by == seat]
    said += [_said("", line) for goal in story.goals for line in goal.lines if line.by == seat]
    for kind, own in (("praise", story.praise), ("view", story.views)):
        if seat in own:
            said.append(Said("", f"{kind}:{seat}", own[seat]))
    return Part(
        name=seat,
        plans_in=story.plans_in,
        said=tuple(said),
        goals=tuple(NewGoal(goal.id, goal.area) for goal in story.goals if goal.by == seat),
        steps=tuple(
            NewStep(
                step.id,
                step.goal,
                step.owner,
                step.due.isoformat(),
                tuple(_said("", line) for line in lines_of_step(step)),
                step.kind,
                step.after,
            )
            for step in story.steps
            if step.by == seat
        ),
        cards=tuple(
            NewCard(card.id, card.board.value, Said("", f"card:{card.id}", card.words))
            for card in story.cards
            if card.by == seat
        ),
        alerts=tuple(
            NewAlert(alert.id, alert.caller, alert.called, tuple(_said("", line) for line in lines_of_alert(alert)))
            for alert in story.alerts
            if alert.by == seat
        ),
        scale={goal.id: goal.scale[seat] for goal in story.goals if seat in goal.scale},
        loads=tuple(
            _asked(SetLoad(whose, load.meetings, load.visits, load.tasks, load.more_meetings, load.more_visits))
            for whose, load in story.loads.items()
            if story.counts_load(whose) == seat
        ),
        childs=_childs(story.child) if story.child is not None and story.child.seat == seat else None,
        reflection=ending.reflection,
        verdict=ending.verdict,
        words=ending.words,
        refuses=ending.refuses,
    )


def part_of_nobody(name: str, chance: random.Random, story: Story) -> Part:
    """Somebody who comes with the code: listens, writes what they take away, and signs."""
    return Part(name=name, plans_in=story.plans_in, reflection=chance.choice(REFLECTIONS), verdict=Verdict.AGREE)


def _childs(child: Child) -> Childs:
    pages = tuple(
        NewPage(
            page.id,
            page.free,
            tuple(_said("", line) for line in child.wishes_on(page.id)),
            tuple(map(_asked, commands_of_page(page))),
        )
        for page in child.book
    )
    hears = _asked(HearViews(child.hearing, child.order))
    return Childs(pages, child.shows, hears, child.chooses, child.chooses_in)


def _asked(command: Command) -> Asked:
    """A command as a program sends it (docs/protocol.md)."""
    return Asked(
        name_of(type(command)), {field.name: _plain(getattr(command, field.name)) for field in fields(command)}
    )


def _plain(value: object) -> str | list[str]:
    match value:
        case (int(), *_):
            return json.dumps(value)
        case tuple():
            return [str(word) for word in value]
        case _:
            return str(value)


def _said(stage: str, line: Line) -> Said:
    return Said(stage, line.cell, line.words)
