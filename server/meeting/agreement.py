"""The meeting as plain values for people to agree to: a step as it is promised, what was written for somebody by
another hand as they confirm it, the whole as it is signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from .agreed import (
    Agreed,
    AgreedAlert,
    AgreedEvaluation,
    AgreedGoal,
    AgreedLoad,
    AgreedNearer,
    AgreedOutcome,
    AgreedStep,
    Words,
    step_digest,
    words_digest,
)
from .load import after, before, family
from .model import Acceptance, Board, Card, Goal, Meeting, Seat, Step
from .previous import LastStep, Previous


def step_as_agreed(meeting: Meeting, step: Step) -> AgreedStep:
    """A step as it is shown, promised and signed; `acceptance` left empty, for it is not what one promises."""
    owner = meeting.seats.get(step.owner) if step.owner else None
    last = meeting.previous.step(step.carried) if meeting.previous and step.carried else None
    return AgreedStep(
        id=step.id,
        what=meeting.text(f"step:{step.id}:what"),
        how=meeting.text(f"step:{step.id}:how"),
        owner=owner.name if owner else "",
        with_whom=meeting.text(f"step:{step.id}:with"),
        due=step.due.isoformat() if step.due else "",
        signal=meeting.text(f"step:{step.id}:signal"),
        acceptance="",
        kind=step.kind,
        after=step.after,
        carried=last.carried + 1 if last else 0,
        first_due=_iso(last.first_due or last.due) if last else "",
        before=step.carried,
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


def written_for(meeting: Meeting, seat: Seat) -> Words:
    """What another hand wrote for somebody, and what still holds of it: (thing, words) in the order of the meeting."""
    if not meeting.hands:
        return ()
    return tuple((thing, words) for thing, words in _things(meeting, seat) if thing in meeting.hands and words)


def _things(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, str]]:
    """Everything that is somebody's own word, by the names it has in Meeting.hands."""
    for own in ("praise", "view"):
        yield f"{own}:{seat.id}", meeting.text(f"{own}:{seat.id}")
    for card in meeting.cards:
        if card.seat == seat.id:
            yield f"card:{card.id}", meeting.text(f"card:{card.id}")
    for goal in meeting.goals:
        if seat.id in goal.scale:
            yield f"scale:{goal.id}:{seat.id}", str(goal.scale[seat.id])
    for goal_id, now in meeting.nearer.items():
        if seat.id in now.scale:
            yield f"nearer:{goal_id}:{seat.id}", str(now.scale[seat.id])
    for step_id, helped in meeting.helped.items():
        if seat.id in helped:
            yield f"help:{step_id}:{seat.id}", helped[seat.id].value
    for step_id, said in meeting.evaluated.items():
        if said.by == seat.id:
            yield f"outcome:{step_id}", f"{said.outcome.value} {said.note}".rstrip()
    for step in meeting.steps:
        # Asked for first, because the digest of a promise is dear.
        by_hand = f"promise:{step.id}" in meeting.hands
        if step.owner == seat.id and by_hand and acceptance_of(meeting, step) is not Acceptance.OPEN:
            yield f"promise:{step.id}", acceptance_of(meeting, step).value + " " + promise_digest(meeting, step)
    yield f"reflection:{seat.id}", meeting.text(f"reflection:{seat.id}")


def confirmed(meeting: Meeting, seat: Seat) -> bool:
    """Has this person said that what others wrote for them is right, as it stands now? True where nothing was."""
    words = written_for(meeting, seat)
    return not words or seat.confirmed == words_digest(words)


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
                area=goal.area,
                scale=_scale(meeting, goal),
                topic=meeting.text(f"card:{goal.topic}").strip() if goal.topic in meeting.chosen else "",
                before=goal.carried,
            )
            for goal in meeting.goals
        ),
        reflections={seat_id: words for seat_id in meeting.seats if (words := meeting.text(f"reflection:{seat_id}"))},
        next_starts=meeting.next_starts.isoformat() if meeting.next_starts else "",
        next_place=meeting.next_place,
        holes=holes,
        despite=despite,
        parts={part.id: words for part in meeting.format.parts if (words := meeting.text(f"part:{part.id}"))},
        strengths=_words(meeting, Board.STRENGTHS),
        offers=_words(meeting, Board.OFFERS),
        views=_opened(meeting, "view"),
        alerts=tuple(
            AgreedAlert(
                when=meeting.text(f"alert:{alert.id}:when"),
                what=meeting.text(f"alert:{alert.id}:what"),
                caller=_name(meeting, alert.caller),
                called=_name(meeting, alert.called),
                id=alert.id,
            )
            for alert in meeting.alerts
        ),
        hub=_name(meeting, meeting.hub),
        next_weeks=meeting.next_weeks,
        praise=_opened(meeting, "praise"),
        chosen=tuple(meeting.text(f"card:{topic}").strip() for topic in meeting.chosen),
        chosen_hand=_name(meeting, meeting.hands.get("choice", "")),
        loads=tuple(
            AgreedLoad(seat.name, before(meeting.loads[seat.id]), after(meeting, seat))
            for seat in family(meeting)
            if seat.id in meeting.loads
        ),
        contributions={seat_id: said.words for seat_id, said in meeting.contributions.items()},
        called=_called(meeting),
        strength_ids=tuple(card.id for card in _cards(meeting, Board.STRENGTHS)),
        offer_ids=tuple(card.id for card in _cards(meeting, Board.OFFERS)),
        chosen_ids=meeting.chosen,
        evaluation=_evaluation(meeting, meeting.previous) if meeting.previous else None,
    )


def _called(meeting: Meeting) -> tuple[str, ...]:
    called = meeting.called
    if called is None:
        return ()
    return called.format, _name(meeting, called.seat), called.until.isoformat() if called.until else ""


def _scale(meeting: Meeting, goal: Goal) -> dict[str, int]:
    """What was opened to everyone; a goal that was taken over is where it was seen when the last plan was evaluated."""
    if goal.shown and goal.scale:
        return dict(goal.scale)
    now = meeting.nearer.get(goal.carried)
    return dict(now.scale) if now and now.shown else {}


def _evaluation(meeting: Meeting, previous: Previous) -> AgreedEvaluation:
    return AgreedEvaluation(
        meeting=previous.meeting,
        held=previous.held.isoformat(),
        number=previous.number,
        sha256=previous.sha256,
        sealed_by=previous.sealed_by,
        goals=tuple(
            AgreedNearer(
                id=goal.id,
                title=goal.title,
                indicator=goal.indicator,
                then=dict(goal.scale),
                now=dict(now.scale) if (now := meeting.nearer.get(goal.id)) and now.shown else {},
                outcomes=tuple(_outcome(meeting, step) for step in goal.steps),
            )
            for goal in previous.goals
        ),
    )


def _outcome(meeting: Meeting, step: LastStep) -> AgreedOutcome:
    said = meeting.evaluated.get(step.id)
    return AgreedOutcome(
        id=step.id,
        number=step.number,
        what=step.what,
        owner=step.name,
        due=_iso(step.due),
        carried=step.carried,
        first_due=_iso(step.first_due) if step.carried else "",
        outcome=said.outcome.value if said else "",
        note=said.note if said else "",
        said_by=_name(meeting, said.by) if said and said.absent else "",
        help={seat: said.value for seat, said in meeting.helped.get(step.id, {}).items()},
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(meeting: Meeting, seat_id: str) -> str:
    seat = meeting.seat_of(seat_id) if seat_id else None
    return seat.name if seat else ""


def _cards(meeting: Meeting, board: Board) -> tuple[Card, ...]:
    """The cards that say something and have not become a step."""
    free = (card for card in meeting.cards_on(board) if not card.step)
    return tuple(card for card in free if meeting.text(f"card:{card.id}").strip())


def _words(meeting: Meeting, board: Board) -> tuple[tuple[str, str], ...]:
    """(seat, words) of the same."""
    return tuple((card.seat, meeting.text(f"card:{card.id}")) for card in _cards(meeting, board))


def _opened(meeting: Meeting, kind: str) -> dict[str, str]:
    """What everyone said for themselves: nothing before it was opened to all."""
    if meeting.views_shown is None:
        return {}
    return {seat_id: words for seat_id in meeting.seats if (words := meeting.text(f"{kind}:{seat_id}"))}
