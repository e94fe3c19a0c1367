"""What is still missing: holes of the plan, and the conditions a format may set before a stage, a freeze or a closing.

A hole is a kind and the id of what it is about; the sentence ("The step has nobody.") is made where it is shown.
"""

from collections.abc import Callable, Iterable, Iterator

from .agreement import acceptance_of, confirmed
from .format import EVERYONE
from .load import too_much
from .model import Acceptance, Board, Meeting, Presence, Seat, Step
from .pages import is_child

Hole = tuple[str, str]


def of_step(meeting: Meeting, step: Step) -> tuple[Hole, ...]:
    """What a step lacks before one can put one's name under it."""
    found: list[Hole] = []
    if not meeting.text(f"step:{step.id}:what").strip():
        found.append(("step-what", step.id))
    if step.due is None:
        found.append(("step-due", step.id))
    elif any(before.due and before.due > step.due for before in map(meeting.step, step.after) if before):
        found.append(("step-order", step.id))
    owner = meeting.seats.get(step.owner) if step.owner else None
    if owner is None:
        found.append(("step-owner", step.id))
        return tuple(found)
    acceptance = acceptance_of(meeting, step)
    if acceptance is Acceptance.DECLINED:
        found.append(("step-declined", step.id))
    elif acceptance is Acceptance.CHANGED:
        found.append(("step-changed", step.id))
    elif acceptance is Acceptance.OPEN and owner.presence is Presence.PRESENT:
        # Somebody who is not here cannot promise; that is shown as "not confirmed", and holds nobody up.
        found.append(("step-open", step.id))
    return tuple(found)


def of_plan(meeting: Meeting) -> tuple[Hole, ...]:
    """All holes of the plan, in its order."""
    found: list[Hole] = []
    for goal in meeting.goals:
        if not meeting.text(f"goal:{goal.id}:title").strip():
            found.append(("goal-title", goal.id))
        steps = meeting.steps_of(goal.id)
        if not steps:
            found.append(("goal-steps", goal.id))
        for step in steps:
            found.extend(of_step(meeting, step))
    if not meeting.goals:
        found.append(("goals", ""))
    return tuple(found)


def unmet(meeting: Meeting, needs: Iterable[str]) -> tuple[Hole, ...]:
    """The holes behind every condition named, in order, each once."""
    found: dict[Hole, None] = {}
    for need in needs:
        found.update(dict.fromkeys(CONDITIONS[need](meeting)))
    return tuple(found)


def signers(meeting: Meeting) -> tuple[Seat, ...]:
    """Whose signature is asked for: present, in a signing role, and not come after the freeze."""
    wanted = meeting.format.signers
    return tuple(
        seat
        for seat in meeting.present
        if not seat.late and (EVERYONE in wanted or any(role in wanted for role in seat.roles))
    )


def sides(meeting: Meeting) -> dict[str, bool]:
    """Every side of the table -> has it named a strength? A side is an organisation; "" is the family and those close.

    Only sides that somebody present belongs to; whoever leads belongs to none.
    """
    named = {
        side_of(meeting.seats[card.seat])
        for card in meeting.cards_on(Board.STRENGTHS)
        if card.seat in meeting.seats and meeting.text(f"card:{card.id}").strip()
    }
    people = (seat for seat in meeting.present if meeting.format.leads not in seat.roles)
    return {side: side in named for side in dict.fromkeys(map(side_of, people))}


def side_of(seat: Seat) -> str:
    """The side of the table somebody sits on, by the name of their organisation."""
    return " ".join(seat.organisation.split())


def may_worry(meeting: Meeting) -> bool:
    """Are the worries open? Once open they stay so."""
    return not meeting.format.strengths_first or meeting.worries_opened is not None


def warnings(meeting: Meeting) -> tuple[Hole, ...]:
    """What whoever leads should know and may leave as it is: two roles in one person that had better be apart."""
    return tuple(
        ("apart", seat.id)
        for seat in meeting.seats.values()
        if seat.presence not in (Presence.WAITING, Presence.TURNED_AWAY)
        and any(set(pair) <= seat.roles for pair in meeting.format.apart)
    )


def _parts(meeting: Meeting) -> Iterator[Hole]:
    for part in meeting.stage.parts:
        if not meeting.text(f"part:{part}").strip():
            yield ("part", part)


def _strengths(meeting: Meeting) -> Iterator[Hole]:
    for side, named in sides(meeting).items():
        if not named:
            yield ("strength", side)


def _hub(meeting: Meeting) -> Iterator[Hole]:
    if not meeting.hub:
        yield ("hub", "")


def _confirmed(meeting: Meeting) -> Iterator[Hole]:
    for seat in meeting.present:
        if not confirmed(meeting, seat) and not is_child(meeting, seat):
            yield ("unconfirmed", seat.id)


def _confidentiality(meeting: Meeting) -> Iterator[Hole]:
    for seat in meeting.present:
        if seat.acknowledged is None and not is_child(meeting, seat):
            yield ("confidentiality", seat.id)


def _cell(cell_id: str) -> Callable[[Meeting], Iterator[Hole]]:
    def look(meeting: Meeting) -> Iterator[Hole]:
        if not meeting.text(cell_id).strip():
            yield (cell_id, "")

    return look


def _next_meeting(meeting: Meeting) -> Iterator[Hole]:
    if meeting.next_starts is None:
        yield ("next-meeting", "")


def _frozen(meeting: Meeting) -> Iterator[Hole]:
    if meeting.freeze is None:
        yield ("freeze", "")


def _signatures(meeting: Meeting) -> Iterator[Hole]:
    given = meeting.freeze.signatures if meeting.freeze else {}
    for seat in signers(meeting):
        if seat.id not in given:
            yield ("signature", seat.id)


def _guide(meeting: Meeting) -> Iterator[Hole]:
    if not any(seat.presence is Presence.PRESENT for seat in meeting.guides):
        yield ("guide", "")


def _choice(meeting: Meeting) -> Iterator[Hole]:
    if not meeting.chosen:
        yield ("choice", meeting.child.id if meeting.child else "")


def _evaluated(meeting: Meeting) -> Iterator[Hole]:
    for step in meeting.previous.steps if meeting.previous else ():
        if step.id not in meeting.evaluated:
            yield ("past", step.id)


def _load(meeting: Meeting) -> Iterator[Hole]:
    for seat in too_much(meeting):
        yield ("load", seat.id)


CONDITIONS: dict[str, Callable[[Meeting], Iterable[Hole]]] = {
    "confidentiality": _confidentiality,
    "reason": _cell("reason"),
    "aim": _cell("aim"),
    "parts": _parts,
    "strengths": _strengths,
    "plan": of_plan,
    "hub": _hub,
    "confirmed": _confirmed,
    "next-meeting": _next_meeting,
    "freeze": _frozen,
    "signatures": _signatures,
    "guide": _guide,
    "choice": _choice,
    "load": _load,
    "evaluated": _evaluated,
}
"""The conditions a format may name in `needs`, `freeze_needs` and `close_needs`."""
