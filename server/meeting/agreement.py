"""The meeting as plain values for people to agree to: a step as it is promised, the whole as it is signed."""

from dataclasses import replace

from .agreed import Agreed, AgreedGoal, AgreedStep, step_digest
from .model import Acceptance, Meeting, Step


def step_as_agreed(meeting: Meeting, step: Step) -> AgreedStep:
    """A step as it is shown, promised and signed; `acceptance` left empty, for it is not what one promises."""
    owner = meeting.seats.get(step.owner) if step.owner else None
    return AgreedStep(
        id=step.id,
        what=meeting.text(f"step:{step.id}:what"),
        how=meeting.text(f"step:{step.id}:how"),
        owner=owner.name if owner else "",
        with_whom=meeting.text(f"step:{step.id}:with"),
        due=step.due.isoformat() if step.due else "",
        signal=meeting.text(f"step:{step.id}:signal"),
        acceptance="",
    )


def promise_digest(meeting: Meeting, step: Step) -> str:
    """What an owner's promise is bound to, as the step stands now."""
    return step_digest(step_as_agreed(meeting, step))


def acceptance_of(meeting: Meeting, step: Step) -> Acceptance:
    """What the owner's answer is worth now: a promise given to other words is CHANGED."""
    if step.declined is not None:
        return Acceptance.DECLINED
    if not step.promised:
        return Acceptance.OPEN
    return Acceptance.ACCEPTED if step.promised == promise_digest(meeting, step) else Acceptance.CHANGED


def agreement(meeting: Meeting, holes: tuple[tuple[str, str], ...] = (), despite: str = "") -> Agreed:
    """The whole as it would be signed now; holes, despite: what the facilitator decided to leave open, and why."""
    return Agreed(
        title=meeting.title,
        purpose=meeting.purpose,
        place=meeting.place,
        reason=meeting.text("reason"),
        aim=meeting.text("aim"),
        rules=meeting.text("rules"),
        minutes={stage.id: words for stage in meeting.format.stages if (words := meeting.text(f"minutes:{stage.id}"))},
        goals=tuple(
            AgreedGoal(
                id=goal.id,
                title=meeting.text(f"goal:{goal.id}:title"),
                strengths=meeting.text(f"goal:{goal.id}:strengths"),
                worries=meeting.text(f"goal:{goal.id}:worries"),
                indicator=meeting.text(f"goal:{goal.id}:indicator"),
                steps=tuple(
                    replace(step_as_agreed(meeting, step), acceptance=acceptance_of(meeting, step).value)
                    for step in meeting.steps_of(goal.id)
                ),
            )
            for goal in meeting.goals
        ),
        reflections={seat_id: words for seat_id in meeting.seats if (words := meeting.text(f"reflection:{seat_id}"))},
        next_starts=meeting.next_starts.isoformat() if meeting.next_starts else "",
        next_place=meeting.next_place,
        holes=holes,
        despite=despite,
    )
