"""What holds of a meeting when an entry of its log cannot be read any more.

An entry can be left out where that gives nobody more rights and says nothing that is not so: the words of a field stay
what they were and are marked, an answer counts as not given. Everything else stops the meeting there: what came after
it may be readable, and is still not certain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..agreed import Agreed
from ..cells import all_cells
from ..model import Damage, Freeze, Meeting, Sharing
from ..text import Cell, apply, check, replacing

_ABOUT: Mapping[str, str] = {
    "TextChanged": "cell",
    "PlanApproved": "seat",
    "PlanSigned": "seat",
    "PlanSignedOnPaper": "seat",
    "SigningRefused": "seat",
    "StepAccepted": "step",
    "StepDeclined": "step",
    "DueSet": "step",
}
"""Kind of event -> its first field, which says what it was about."""

_NOTHING_FOLLOWS = frozenset(
    {
        "TurnedTo",
        "FloorAsked",
        "FloorGiven",
        "FloorLeft",
        "WordsConfirmed",
        "ConfidentialityAcknowledged",
        "ClockMoved",
        "DamageFound",
    }
)
"""Kinds that can be left out as if they had not been: nothing is said in their place, and they give no right."""

_BLANK = Cell()


def after(meeting: Meeting, event: e.damage.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.ClockMoved():
            return replace(meeting, clock_moved=(*meeting.clock_moved, (event.due, entry.at)))
        case e.DamageFound():
            return _found(meeting, event, entry)
        case e.Lost():
            return _lost(meeting, event, entry)
        case _:
            assert_never(event)


def _lost(meeting: Meeting, event: e.Lost, entry: e.Entry) -> Meeting:
    """The meeting without this entry, or stopped before it."""
    kind = _the_one(event.kind, e.EVENTS)
    about = _about(meeting, kind, event.body)
    noted = replace(meeting, damages=(*meeting.damages, Damage(entry.version, meeting.latest, kind, about)))
    match kind:
        case "TextChanged" if about:
            return _hurt(noted, about, entry.version)
        case "PlanApproved" | "PlanSigned" | "PlanSignedOnPaper" | "SigningRefused" if len(about) == 1:
            return _unsaid(noted, about[0], verdict=kind == "PlanApproved")
        case "StepAccepted" | "StepDeclined" if len(about) == 1:
            return _change_step(noted, about[0], promised="", declined=None)
        case "DueSet" if len(about) == 1:
            return _change_step(noted, about[0], due=None)
        case "HubNamed":
            return replace(noted, hub="")
        case "NextMeetingSet":
            return replace(noted, next_starts=None, next_place="", next_weeks=0)
        case _ if kind in _NOTHING_FOLLOWS:
            return noted
        case _:
            return replace(noted, stopped=entry.version)


def stop(meeting: Meeting, entry: e.Entry) -> Meeting:
    """This entry can be read and does not fit: something that it was made on is lost, and it is not known what."""
    damage = Damage(entry.version, meeting.latest, type(entry.event).__name__)
    return replace(meeting, damages=(*meeting.damages, damage), stopped=entry.version)


def goes_on_from_what_is_lost(meeting: Meeting, entry: e.Entry) -> bool:
    """Was this written into a field behind the change that is lost, before anybody knew? Raises text.Broken for words
    that fit into their field no more."""
    event = entry.event
    if not isinstance(event, e.TextChanged):
        return False
    version = meeting.hurt.get(event.cell)
    if version is not None and any(each.version == version and not each.found for each in meeting.damages):
        return True
    check(meeting.cells.get(event.cell, _BLANK), event.change)
    return False


def written_anew(meeting: Meeting, entry: e.Entry) -> Meeting:
    """Whoever writes into a marked field sees what stands there: with that the mark goes."""
    event = entry.event
    if not isinstance(event, e.TextChanged) or event.cell not in meeting.hurt:
        return meeting
    return replace(meeting, hurt={cell: version for cell, version in meeting.hurt.items() if cell != event.cell})


def _found(meeting: Meeting, event: e.DamageFound, entry: e.Entry) -> Meeting:
    """It is known from now on: what is written after this is written on what can be read."""
    damages = tuple(
        replace(each, found=entry.at) if each.version in event.versions and not each.found else each
        for each in meeting.damages
    )
    return replace(meeting, damages=damages)


def unfound(meeting: Meeting) -> tuple[int, ...]:
    """The versions of damaged entries that the log does not know of yet."""
    return tuple(each.version for each in meeting.damages if not each.found)


def certain_again(meeting: Meeting, agreed: Agreed) -> Meeting:
    """What was put up for signing is kept whole: words that were lost before stand in there as they were."""
    words = _words_of(agreed)
    for cell_id in [cell_id for cell_id in meeting.hurt if cell_id in words]:
        before = meeting.cells.get(cell_id, _BLANK)
        cell = apply(before, replacing(before, words[cell_id]), e.HOUSE, "", 0)
        cells = {**meeting.cells, cell_id: cell}
        hurt = {key: version for key, version in meeting.hurt.items() if key != cell_id}
        meeting = replace(meeting, cells=cells, hurt=hurt)
    return meeting


def _hurt(meeting: Meeting, cells: Iterable[str], version: int) -> Meeting:
    pages = meeting.pages
    for page in (cell_id.split(":")[1] for cell_id in cells if cell_id.startswith("wish:")):
        # What the child did by themselves last is not known: for nobody's eyes until they show it again.
        pages = tuple(replace(each, own=True, sharing=Sharing.MINE) if each.id == page else each for each in pages)
        meeting = replace(meeting, page_open="") if meeting.page_open == page else meeting
    return replace(meeting, pages=pages, hurt={**meeting.hurt, **dict.fromkeys(cells, version)})


def _unsaid(meeting: Meeting, seat: str, *, verdict: bool) -> Meeting:
    """Of what somebody said to this version of the plan, nothing counts that may have been said otherwise later."""
    freeze = meeting.freeze
    if freeze is None:
        return meeting
    without: Freeze = replace(freeze, signatures={who: each for who, each in freeze.signatures.items() if who != seat})
    if verdict:
        without = replace(without, approvals={who: each for who, each in freeze.approvals.items() if who != seat})
    return replace(meeting, freeze=without)


def _change_step(meeting: Meeting, step_id: str, **changes: object) -> Meeting:
    steps = tuple(
        replace(step, **changes) if step.id == step_id else step  # type: ignore[arg-type]
        for step in meeting.steps
    )
    return replace(meeting, steps=steps)


def _about(meeting: Meeting, kind: str, body: bytes) -> tuple[str, ...]:
    """What a damaged row can have been about: all that its beginning reads like, one byte more or less."""
    match field := _ABOUT.get(kind, ""):
        case "cell":
            known: Iterable[str] = all_cells(meeting)
        case "seat":
            known = meeting.seats
        case "step":
            known = (step.id for step in meeting.steps)
        case _:
            return ()
    return tuple(each for each in known if _alike(f'{{"{field}":"{each}"'.encode(), body))


def _the_one(word: str, known: Iterable[str]) -> str:
    """The one of the known words that this is, with one letter damaged at most; "" where it is none of them."""
    alike = [each for each in known if len(each) == len(word) and _alike(each.encode(), word.encode())]
    return alike[0] if len(alike) == 1 else ""


def _alike(beginning: bytes, body: bytes) -> bool:
    return len(body) >= len(beginning) and sum(a != b for a, b in zip(beginning, body, strict=False)) <= 1


def _words_of(agreed: Agreed) -> dict[str, str]:
    """Cell -> its words, for those that are signed letter for letter."""
    words = {"reason": agreed.reason, "aim": agreed.aim, "rules": agreed.rules}
    for kind, each in (("minutes", agreed.minutes), ("part", agreed.parts), ("reflection", agreed.reflections)):
        words.update((f"{kind}:{subject}", text) for subject, text in each.items())
    for goal in agreed.goals:
        for field in ("title", "strengths", "worries", "indicator"):
            words[f"goal:{goal.id}:{field}"] = getattr(goal, field)
        for step in goal.steps:
            for field, text in (
                ("what", step.what),
                ("how", step.how),
                ("with", step.with_whom),
                ("signal", step.signal),
            ):
                words[f"step:{step.id}:{field}"] = text
    for alert in agreed.alerts:
        words[f"alert:{alert.id}:when"], words[f"alert:{alert.id}:what"] = alert.when, alert.what
    return words
