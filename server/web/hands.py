"""What another hand has written down for somebody who has no phone, in words they can read through and confirm."""

from dataclasses import dataclass

from ..meeting.agreed import words_digest
from ..meeting.agreement import acceptance_of, written_for
from ..meeting.model import Acceptance, Board, Meeting, Seat
from ..meeting.previous import Help, Outcome
from .language import Tongue
from .last_plan import HELPS, OUTCOMES
from .words import N_

BOARDS = {
    Board.TOPICS: N_("A topic"),
    Board.STRENGTHS: N_("A strength"),
    Board.OFFERS: N_("What I can offer"),
    Board.PARKING: N_("Set aside"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One thing written for somebody. thing: as in Meeting.hands; cell: where its words stand, or ""."""

    thing: str
    label: str
    words: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """Everything written for one person, and what they confirm when they say that it is right."""

    lines: tuple[Written, ...]
    digest: str


def read_through(meeting: Meeting, seat: Seat, tongue: Tongue) -> ReadThrough:
    """What `agreement.written_for` lists, as a person reads it."""
    words = written_for(meeting, seat)
    return ReadThrough(tuple(_line(meeting, thing, said, tongue) for thing, said in words), words_digest(words))


def _line(meeting: Meeting, thing: str, words: str, tongue: Tongue) -> Written:
    _ = tongue._
    kind, _colon, rest = thing.partition(":")
    match kind:
        case "praise":
            return Written(thing, _("What I see going well"), words, thing)
        case "view":
            return Written(thing, _("How I see it"), words, thing)
        case "reflection":
            return Written(thing, _("What I take away"), words, thing)
        case "card":
            card = meeting.card(rest)
            return Written(thing, _(BOARDS[card.board]) if card else "", words, thing)
        case "scale":
            title = meeting.text(f"goal:{rest.partition(':')[0]}:title").strip()
            return Written(thing, _("On the scale from 0 to 10"), f"{words} – {title}" if title else words)
        case "nearer" | "help" | "outcome":
            return Written(thing, *_of_the_last_plan(meeting, kind, rest.partition(":")[0], words, tongue))
        case _:
            return Written(thing, *_promise(meeting, rest, tongue))


def _of_the_last_plan(meeting: Meeting, kind: str, about: str, words: str, tongue: Tongue) -> tuple[str, str]:
    """What somebody said to the last plan: how near a goal is, whether a step helped, how it came out."""
    _, previous = tongue._, meeting.previous
    if kind == "nearer":
        goal = previous.goal(about) if previous else None
        return _("On the scale from 0 to 10"), f"{words} – {goal.title}" if goal and goal.title else words
    step = previous.step(about) if previous else None
    if kind == "help":
        label, said = _("Did it help me?"), _(HELPS[Help(words)])
    else:
        outcome, _space, note = words.partition(" ")
        label, said = (
            _("How my step came out"),
            " – ".join(part for part in (_(OUTCOMES[Outcome(outcome)]), note) if part),
        )
    return label, f"{said} ({step.what})" if step and step.what else said


def _promise(meeting: Meeting, step_id: str, tongue: Tongue) -> tuple[str, str]:
    """What somebody said to a step of theirs, and the step as they said it to."""
    _ = tongue._
    step = meeting.step(step_id)
    if step is None:
        return "", ""
    acceptance = acceptance_of(meeting, step)
    said = {
        Acceptance.ACCEPTED: _("I take this step on"),
        Acceptance.DECLINED: _("I cannot promise this step"),
        Acceptance.CHANGED: _("I took this step on, but it has changed since"),
    }.get(acceptance, "")
    words = meeting.text(f"step:{step.id}:what").strip()
    if step.due:
        words = f"{words} ({_('by %(day)s') % {'day': tongue.day(step.due)}})"
    return said, f"{words}\n{step.declined}" if step.declined else words
