"""What is still missing: holes of the plan, and the conditions a format may set before a stage, a freeze or a closing.

A hole is a kind and the id of what it is about; the sentence ("The step has nobody.") is made where it is shown.
"""

from collections.abc import Callable, Iterable, Iterator

from .agreement import acceptance_of
from .format import EVERYONE
from .model import Acceptance, Meeting, Presence, Seat, Step

Hole = tuple[str, str]


def of_step(meeting: Meeting, step: Step) -> tuple[Hole, ...]:
    """What a step lacks before one can put one's name under it."""
    found: list[Hole] = []
    if not meeting.text(f"step:{step.id}:what").strip():
        found.append(("step-what", step.id))
    if step.due is None:
        found.append(("step-due", step.id))
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


def _confidentiality(meeting: Meeting) -> Iterator[Hole]:
    for seat in meeting.present:
        if seat.acknowledged is None:
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


CONDITIONS: dict[str, Callable[[Meeting], Iterable[Hole]]] = {
    "confidentiality": _confidentiality,
    "reason": _cell("reason"),
    "aim": _cell("aim"),
    "plan": of_plan,
    "next-meeting": _next_meeting,
    "freeze": _frozen,
    "signatures": _signatures,
}
"""The conditions a format may name in `needs`, `freeze_needs` and `close_needs`."""
